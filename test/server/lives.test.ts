import assert from 'node:assert/strict';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { PartyClient, fresh, type Frame } from '../helpers/party-client.js';
import { folder, freePort, run } from '../helpers/party-server.js';

const dead = async (pid: number): Promise<void> => {
  for (;;) {
    try {
      process.kill(pid, 0);
    } catch {
      return;
    }
    await new Promise((done) => setTimeout(done, 10));
  }
};
const user = { id: 'vera', role: 'visitor' };

/** Each has a server of its own, and most of their time is waiting: so they run side by side. */
describe('the lives of a server', { concurrency: 3 }, () => {
  test('killed in the middle of 200 sends, twice: nothing acked is lost, nothing is doubled, order stays', async () => {
    const data = folder(), port = await freePort(), url = `http://127.0.0.1:${port}`;
    const args = ['--port', String(port), '--data', data, '--assistant', 'off'];
    const room = fresh('room'), client = fresh('writer');
    const sent = Array.from({ length: 200 }, (_, i) => ({ t: 'message', c: room, n: i + 1, id: `m-${i + 1}`, at: new Date().toISOString(), parts: [{ type: 'text', text: `${i + 1}` }] }));
    const acked = new Map<string, number>();
    let server = await run(args), epoch: string | undefined;
    for (let life = 1; life <= 3; life++) {
      const writer = await PartyClient.open({ url, room, client, gen: life, user });
      const subscribed = await writer.next('subscribed');
      assert.equal(subscribed.epoch, (epoch ??= subscribed.epoch));
      const known = Math.max(0, ...[...acked.keys()].map((id) => Number(id.slice(2))));
      assert.ok(subscribed.ack >= known, `acked ${known}, server knows ${subscribed.ack}`);
      // As a client does: at most 32 on the way.
      let next = subscribed.ack as number, top = next;
      const stopAt = life < 3 ? 70 * life : 200;
      while (top < stopAt) {
        while (next < Math.min(200, top + 32)) writer.send(sent[next++]!);
        const ack = await writer.next('ack');
        for (const item of ack.items) acked.set(item.id, item.seq);
        top = ack.n;
      }
      if (life === 3) break;
      server.kill('SIGKILL');
      server = await run(args);
    }
    const reader = await PartyClient.open({ url, room, user, subscribe: [{ c: room, epoch, cursor: 0 }] });
    await reader.entry((e) => e.seq === 200);
    assert.deepEqual(reader.entries.map((e) => e.id), sent.map((f) => f.id));
    for (const [id, seq] of acked) assert.equal(reader.entries[seq - 1]!.id, id);
    server.kill('SIGTERM');
    assert.equal(await reader.close(), 1012);
    const [bye] = reader.of('bye');
    assert.equal(reader.of('bye').length, 1);
    // It says when it is worth coming back: what its own start took.
    assert.ok(bye!.least > 150 && bye!.least <= 10_000 && bye!.after >= 500, JSON.stringify(bye));
    await dead(server.pid!);
  });

  test('killed while an answer streams: it ends as cut; the row says that the visitor has gone', async () => {
    const data = folder(), port = await freePort(), url = `http://127.0.0.1:${port}`;
    const args = ['--port', String(port), '--data', data];
    const first = await run(args, { ASSISTANT_WAIT: '10', ASSISTANT_PACE: '3' });
    const vera = await PartyClient.open({ url, room: fresh('room'), user });
    const { epoch } = await vera.next('subscribed');
    await vera.saysAndWaits('How do returns work?');
    for (let i = 0; i < 3; i++) await vera.next('stream');
    const said = vera.of('stream').map((f) => f.text).join('');
    first.kill('SIGKILL');
    await vera.close();
    await run(args, { ASSISTANT_WAIT: '10' });
    // Asleep in the old life, and nobody came back: the lobby asks for itself.
    const ann = await PartyClient.open({ url, user: { id: 'ann', role: 'agent' } });
    const row = (await ann.next((f) => f.t === 'inbox' && f.rows.some((r: { id: string; visitorOnline: boolean }) => r.id === vera.options.room && !r.visitorOnline))).rows[0];
    assert.equal(row.visitorOnline, false);
    const back = await PartyClient.open({ url, room: vera.options.room, user, subscribe: [{ c: vera.options.room!, epoch, cursor: 1 }] });
    const final = await back.entry((e) => e.k === 'edit');
    assert.deepEqual([final.final, final.cut], [true, true]);
    assert.ok(final.parts[0].text.startsWith(said.slice(0, -20)) || said.startsWith(final.parts[0].text), `${said} / ${final.parts[0].text}`);
  });

  test('data deleted: the log begins anew under another name, and a guest stays who they are', async () => {
    const data = folder(), port = await freePort(), url = `http://127.0.0.1:${port}`;
    const args = ['--port', String(port), '--data', data, '--assistant', 'off'];
    const first = await run(args);
    const room = fresh('room'), client = fresh('writer');
    const guest = await PartyClient.open({ url, room, client });
    const { token, user: self } = guest.of('welcome')[0]!;
    const { epoch } = await guest.next('subscribed');
    await guest.saysAndWaits('one');
    first.kill('SIGKILL');
    await guest.close();
    rmSync(data, { recursive: true });
    await run(args);
    const back = await PartyClient.open({ url, room, client, gen: 2, token, subscribe: [{ c: room, epoch, cursor: 1 }] });
    const subscribed = await back.next('subscribed');
    assert.deepEqual([subscribed.resume, subscribed.head, subscribed.ack], ['reset', 0, 0]);
    assert.notEqual(subscribed.epoch, epoch);
    assert.equal(back.of('welcome')[0]!.user.id, self.id);
  });

  test('npm killed: what it had started ends, and the next start takes over port and data at once', async () => {
    const data = folder(), port = await freePort(), url = `http://127.0.0.1:${port}`;
    const npm = ['npm', 'run', '--silent', 'server', '--', '--port', String(port), '--data', data, '--assistant', 'off'];
    const first = await run([], {}, npm);
    const room = fresh('room');
    const vera = await PartyClient.open({ url, room, user });
    await vera.saysAndWaits('one');
    const orphan = (JSON.parse(readFileSync(join(data, 'server.json'), 'utf8')) as { pid: number }).pid;
    assert.notEqual(orphan, first.pid);
    process.kill(first.pid!, 'SIGKILL');
    await run([], {}, npm);
    await dead(orphan);
    await vera.close();
    const back = await PartyClient.open({ url, room, user });
    assert.equal((await back.next('subscribed')).head, 1);
  });

  test('a second server on the same data or port waits, then says what is in the way', async () => {
    const data = folder(), port = await freePort();
    const first = await run(['--port', String(port), '--data', data]);
    await assert.rejects(run(['--port', '0', '--data', data, '--patience', '300']), /Another chat server \(process \d+\) uses the data folder/);
    await assert.rejects(run(['--port', String(port), '--data', folder(), '--patience', '300']), /another program listens there/);
    assert.equal(first.exitCode, null);
  });

  // workerd evicts a Durable Object after 10 s without an event (the alarm behind the last message is one, after 5 s); its sockets stay open.
  test('an idle room sleeps through pings, and its sockets still know who they are when it wakes', { timeout: 150_000 }, async () => {
    const port = await freePort(), url = `http://127.0.0.1:${port}`;
    const server = await run(['--port', String(port), '--data', folder(), '--assistant', 'off', '--trace']);
    const wakes = (name: string): number => server.said().split(`awake: ${name}\n`).length - 1;
    const room = fresh('room'), site = fresh('site');
    const vera = await PartyClient.open({ url, room, website: site, user: { id: 'vera', role: 'visitor', name: 'Vera' } });
    await vera.saysAndWaits('one');
    const ann = await PartyClient.open({ url, website: site, user: { id: 'ann', role: 'agent', name: 'Ann' }, subscribe: [{ c: room }] });
    await ann.next('subscribed');
    // Counted and not timed: where the machine holds up all of this, it holds up the alarm as well.
    for (let i = 0; i < 11; i++) {
      await new Promise((done) => setTimeout(done, 1_500));
      for (const client of [vera, ann]) {
        client.send('{"t":"ping"}');
        await client.next('pong');
      }
    }
    assert.deepEqual([wakes(room), wakes(site)], [1, 1], 'pings wake nobody');
    // The team's socket first: its subscription was kept, and the conversation knows its watcher and its visitor again.
    await ann.saysAndWaits('two', {}, room);
    assert.deepEqual((await vera.entry((e) => e.seq === 2)).by, { id: 'ann', role: 'agent', name: 'Ann' });
    await vera.saysAndWaits('three');
    assert.equal((await ann.entry((e) => e.seq === 3)).by.name, 'Vera');
    assert.deepEqual([wakes(room), wakes(site)], [2, 2]);
    const again = await PartyClient.open({ url, room, client: vera.client, gen: 2, website: site, user: { id: 'vera', role: 'visitor' } });
    assert.equal((await again.next('subscribed') as Frame).ack, 2);
    assert.equal(await vera.close(), 4409);
  });

  test('a secret that was asked for and cannot be had is said in words: never a server that is open to all instead', async () => {
    const empty = join(folder(), 'empty');
    writeFileSync(empty, '\n');
    await assert.rejects(run(['--secret-file', join(folder(), 'none')]), /the server ended \(1\).*cannot be read \(ENOENT\).*openssl rand/);
    await assert.rejects(run(['--secret-file', empty]), /the server ended \(1\).*is empty.*openssl rand/);
  });
});

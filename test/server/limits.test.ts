import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PartyClient, fresh } from '../helpers/party-client.js';
import { serve } from '../helpers/party-server.js';

const { url } = await serve();
const enter = async (options: object = {}): Promise<PartyClient> => {
  const client = await PartyClient.open({ url, room: fresh('room'), user: { id: 'vera', role: 'visitor' }, ...options });
  if (client.options.room !== undefined) await client.next('subscribed');
  return client;
};

test('a frame of 64 kB passes, one byte more closes with 1009, counted in bytes', async () => {
  const a = await enter();
  const pad = (size: number, unit = 'x'): string => {
    const frame = { t: 'ping', pad: '' };
    frame.pad = unit.repeat(Math.ceil((size - JSON.stringify(frame).length) / Buffer.byteLength(unit)));
    return JSON.stringify(frame);
  };
  a.send(pad(65_536));
  await a.next('pong');
  a.send(pad(65_537));
  assert.equal((await a.next('error')).code, 'too-large');
  assert.equal(await a.close(), 1009);
  const b = await enter();
  b.send(pad(65_540, 'ü'));
  assert.equal(await b.close(), 1009);
});

test('texts, parts and data that are too large are refused in words, and the rest goes on', async () => {
  const a = await enter();
  await a.saysAndWaits('x'.repeat(32_768));
  const many = Array.from({ length: 17 }, () => ({ type: 'text', text: 'x' }));
  for (const [t, fields] of [['message', { parts: [{ type: 'text', text: 'x'.repeat(32_769) }] }], ['message', { parts: many }], ['message', { parts: many.slice(0, 1), meta: { x: 'x'.repeat(9_000) } }], ['edit', { target: 'x', text: 'x'.repeat(32_769) }]] as const) {
    a.command(t, fields);
    const nack = await a.next('nack');
    assert.deepEqual([nack.code, nack.retry], ['too-large', false]);
    assert.match(nack.message, /At most|Up to|characters/);
  }
  assert.equal((await a.saysAndWaits('x', { parts: many.slice(0, 16) })).seq, 2);
});

test('names longer than 100 characters make a malformed hello', async () => {
  const a = new PartyClient({ url, room: fresh('room'), user: { name: 'x'.repeat(101) } });
  await a.opened();
  a.hello();
  assert.equal(await a.close(), 4400);
});

test('commands: 400 at once, then nack with a time to wait; nothing is lost when it is sent again', async () => {
  const a = await enter();
  const began = Date.now();
  const sent = Array.from({ length: 1_000 }, (_, i) => a.say(`m${i}`));
  const first = await a.next((f) => f.t === 'nack' || (f.t === 'ack' && f.n === 1_000), 60_000);
  // A machine that is too busy to take more than it may (400 at once, 100 a second) refuses nothing: then it took its time.
  if (first.t === 'ack') return assert.ok(Date.now() - began >= 5_500, `1,000 were taken in ${Date.now() - began} ms`);
  const nack = first;
  assert.equal(nack.code, 'rate-limited');
  assert.ok(nack.retry && nack.after > 0 && nack.n > 400 && nack.n < 1_000, String(nack.n));
  await a.settled();
  assert.equal(a.of('nack').length, 1, 'the run behind it is not refused one by one');
  // What a client does: wait, then the refused one and all after it, again, in portions.
  let next = nack.n as number;
  while (next <= 1_000) {
    await new Promise((done) => setTimeout(done, nack.after));
    const portion = sent.slice(next - 1, next + 39);
    for (const frame of portion) a.send(frame);
    const last = portion.at(-1)!;
    await a.next((f) => f.t === 'ack' && f.n >= last.n);
    next = last.n + 1;
  }
  for (const [limit, length] of [[undefined, 50], [200, 200], [500, 200]] as const) {
    a.send({ t: 'history', c: a.options.room, limit, rid: `${limit}` });
    assert.equal((await a.next((f) => f.t === 'page' && f.rid === `${limit}`)).messages.length, length, `pages of ${limit}`);
  }
  // Entries are told together, and so may come after the answer that waits for nobody.
  await a.entry((entry) => entry.id === sent.at(-1)!.id);
  assert.deepEqual(a.entries.map((e) => e.id), sent.map((f) => f.id));
});

test('typing: what is over 20 a second is dropped', async () => {
  const a = await enter();
  const b = await enter({ room: a.options.room, user: { id: 'ann', role: 'agent' } });
  const began = Date.now();
  for (let i = 0; i < 60; i++) a.send({ t: 'typing', c: a.options.room, on: true, text: `${i}` });
  await a.settled();
  // Whoever takes longer over them may take more.
  const most = 21 + ((Date.now() - began) / 1_000) * 20;
  await b.settled();
  assert.ok(b.of('typing').length >= 20 && b.of('typing').length <= most, `${b.of('typing').length}, ${most} at most`);
  assert.equal(a.of('error').length + a.of('nack').length, 0);
});

test('marks: of those over 20 a second the last of a conversation is taken, a little later, and before its sender is gone', async () => {
  const ann = await enter({ user: { id: 'ann', role: 'agent' } });
  const c = ann.options.room;
  for (let i = 1; i <= 80; i++) await ann.saysAndWaits(`Message ${i}`);
  const vera = await enter({ room: c });
  const marks = (from: number, to: number): void => {
    for (let seq = from; seq <= to; seq++) for (const how of ['delivered', 'read']) vera.send({ t: 'mark', c, [how]: seq });
  };
  marks(1, 40);
  const { delivered } = await ann.next((f) => f.t === 'mark' && f.by === 'vera' && f.read === 40);
  assert.equal(delivered, 40);
  marks(41, 80);
  await vera.leave();
  await ann.next((f) => f.t === 'mark' && f.by === 'vera' && f.read === 80);
  assert.equal(vera.of('error').length, 0);
});

test('reads: 400 at once, then an error with a time to wait, and the end for who goes on regardless', async () => {
  const a = await enter();
  const read = (times: number): void => {
    for (let i = 0; i < times; i++) a.send({ t: 'stop', c: a.options.room, id: 'x' });
  };
  // The room was subscribed to, and is asked whether it is done.
  read(398);
  await a.settled();
  assert.equal(a.of('error').length, 0);
  read(3_000);
  const { message, ...error } = await a.next('error');
  assert.deepEqual(error, { t: 'error', code: 'rate-limited', c: a.options.room, retry: true, after: 500 });
  assert.match(message, /a little fast/);
  assert.equal(await a.close(), 4429);
  assert.ok(a.of('error').length >= 500, `${a.of('error').length} were refused before that`);
});

test('who goes on regardless is closed with 4429', async () => {
  const a = await enter();
  // Fifty a second are forgiven, so that it takes the more of them the longer the server takes over each. A few hundred at a time: what is on the way when the line is closed is read to its end before it has gone.
  for (let sent = 0; a.ws.readyState === a.ws.OPEN && sent < 20_000; ) {
    for (const end = sent + 300; sent < end; sent++) a.send('rubbish');
    await new Promise<void>((done) => {
      const look = (): void => {
        if (a.ws.readyState === a.ws.OPEN && a.of('error').length < sent) return;
        a.ws.off('message', look).off('close', look);
        done();
      };
      a.ws.on('message', look).on('close', look);
      look();
    });
  }
  assert.equal(await a.close(), 4429);
});

test('a lobby socket follows at most 200 conversations', async () => {
  const agent = await enter({ room: undefined, user: { id: 'ann', role: 'agent' } });
  const run = fresh('many');
  for (let i = 0; i < 201; i++) agent.send({ t: 'subscribe', c: `${run}-${i}` });
  // Two hundred conversations are opened before it: a busy machine takes its time.
  const error = await agent.next('error', 90_000);
  assert.deepEqual([error.code, error.c], ['rate-limited', `${run}-200`]);
  agent.send({ t: 'unsubscribe', c: `${run}-0` });
  agent.send({ t: 'subscribe', c: `${run}-200` });
  await agent.next((f) => f.t === 'subscribed' && f.c === `${run}-200`, 90_000);
});

test('data that is nested too deeply is refused: clients would drop every page that it is in', async () => {
  const a = await enter();
  const nested = (levels: number): object => JSON.parse(`${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`) as object;
  a.command('message', { parts: [{ type: 'text', text: 'x' }], meta: nested(17) });
  const nack = await a.next('nack');
  assert.deepEqual([nack.code, nack.retry], ['too-large', false]);
  assert.match(nack.message, /At most 16 levels/);
  await a.saysAndWaits('y', { meta: nested(16) });
});

test('a message has fifty kinds of reactions at most; what is there can be joined and taken back', async () => {
  const a = await enter();
  const b = await enter({ room: a.options.room, user: { id: 'bea', role: 'agent' } });
  const { id: target } = await a.saysAndWaits('x');
  for (let i = 0; i < 51; i++) a.command('react', { target, emoji: `e${i}`, on: true });
  const nack = await a.next('nack');
  assert.deepEqual([nack.n, nack.code, nack.retry], [52, 'invalid', false]);
  b.command('react', { target, emoji: 'e0', on: true });
  await b.settled();
  a.command('react', { target, emoji: 'e1', on: false });
  a.command('react', { target, emoji: 'e50', on: true });
  await a.settled();
  assert.equal(a.of('nack').length + b.of('nack').length, 1);
});

test('an id is well-formed text: half a pair would be stored as another one', async () => {
  const a = await enter();
  for (const frame of [{ t: 'message', n: 1, id: '\ud800', parts: [{ type: 'text', text: 'x' }] }, { t: 'stop', id: '\udc00' }]) {
    a.send(JSON.stringify({ c: a.options.room, ...frame }));
    assert.equal((await a.next('error')).code, 'bad-frame');
  }
  const agent = await enter({ room: undefined, user: { id: 'ann', role: 'agent' } });
  agent.send('{"t":"unsubscribe","c":"\\ud800"}');
  assert.equal((await agent.next('error')).code, 'bad-frame');
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PartyClient, fresh, type Frame } from '../helpers/party-client.js';
import { freePort, folder, run } from '../helpers/party-server.js';

const port = await freePort(), url = `http://127.0.0.1:${port}`;
const server = await run(['--port', String(port), '--data', folder(), '--assistant', 'off', '--trace']);
const wakes = (name: string): number => server.said().split(`awake: ${name}\n`).length - 1;

// workerd evicts an idle Durable Object after 10 s; its sockets stay open.
test('an idle room sleeps through pings, and its sockets still know who they are when it wakes', { timeout: 40_000 }, async () => {
  const room = fresh('room'), site = fresh('site');
  const vera = await PartyClient.open({ url, room, website: site, user: { id: 'vera', role: 'visitor', name: 'Vera' } });
  await vera.saysAndWaits('one');
  const ann = await PartyClient.open({ url, website: site, user: { id: 'ann', role: 'agent', name: 'Ann' }, subscribe: [{ c: room }] });
  await ann.next('subscribed');
  const started = Date.now();
  while (Date.now() - started < 16_500) {
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

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PartyClient, fresh } from '../helpers/party-client.js';
import { serve } from '../helpers/party-server.js';

/** Long enough for a busy machine to get four signs of life through in it. */
const SILENCE = 4_000;
const { url } = await serve({ silence: SILENCE });

test('who is not heard of any more is closed and away, whether they ever pinged or not; any sign of life will do', async () => {
  const room = fresh('room');
  const open = (id: string, role = 'agent') => PartyClient.open({ url, room, user: { id, role } });
  const [vera, once, pings, talks] = await Promise.all([open('vera', 'visitor'), open('once'), open('pings'), open('talks')]);
  once.send({ t: 'ping' });
  await once.next('pong');
  const signs = setInterval(() => {
    pings.send({ t: 'ping' });
    // Not the very bytes that a sleeping room answers by itself.
    talks.send('{ "t": "ping" }');
  }, SILENCE / 8);
  try {
    assert.equal(await vera.close(), 1001);
    assert.equal(await once.close(), 1001);
    await pings.next((f) => f.t === 'presence' && f.user.id === 'vera' && !f.online);
    await talks.next((f) => f.t === 'presence' && f.user.id === 'once' && !f.online);
    assert.deepEqual([pings.closed, talks.closed], [undefined, undefined]);
  } finally {
    clearInterval(signs);
  }
});

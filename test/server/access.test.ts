import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SignJWT } from 'jose';
import { PartyClient, fresh, type ClientOptions } from '../helpers/party-client.js';
import { SECRET, serve, token } from '../helpers/party-server.js';

const { url } = await serve({ secret: SECRET, origins: 'https://shop.example, https://other.example' });
const closedRoom = await serve({ secret: SECRET, guests: false, demoTokens: true });
const open = await serve();

const refused = async (options: Partial<ClientOptions>): Promise<number> => {
  const client = new PartyClient({ url, room: fresh('room'), ...options });
  await client.opened();
  if (!client.closed) client.hello();
  const code = await client.close();
  // Where there is no room nobody reads a hello.
  if (code === 4404) return code;
  // In words: some clients see the frame alone, some the reason.
  const { code: said, message } = await client.next('error');
  assert.deepEqual([said, message], ['forbidden', client.closed!.reason]);
  assert.ok(message);
  return code;
};

test('a signed visitor enters what is new, then it is theirs, and closed to others', async () => {
  const room = fresh('room');
  const vera = await PartyClient.open({ url, room, token: await token('vera', 'visitor', { name: 'Vera' }), user: { id: 'eve', role: 'agent', name: 'Eve' } });
  assert.deepEqual(vera.of('welcome')[0]!.user, { id: 'vera', role: 'visitor', name: 'Vera' });
  assert.equal(await refused({ room, token: await token('bob', 'visitor') }), 4403);
  assert.equal(await refused({ room }), 4403, 'a guest');
  const named = await PartyClient.open({ url, room, token: await token('carl', 'visitor', { conversations: [room] }) });
  await named.saysAndWaits('I was asked to join');
  assert.equal(await refused({ room: fresh('room'), token: await token('carl', 'visitor', { conversations: [room] }) }), 4403);
  const agent = await PartyClient.open({ url, room, token: await token('ann', 'agent') });
  await agent.saysAndWaits('hello');
  assert.equal(await refused({ room, token: await token('ann', 'agent', { website: 'another' }) }), 4403);
});

test('a conversation that somebody of the team begins is their website’s, and the first visitor’s', async () => {
  const room = fresh('room');
  await PartyClient.open({ url, room, token: await token('ann', 'agent', { website: 'shop' }) });
  assert.equal(await refused({ room, token: await token('bea', 'agent', { website: 'another' }) }), 4403);
  await PartyClient.open({ url, room, token: await token('vera', 'visitor') });
  assert.equal(await refused({ room, token: await token('bob', 'visitor') }), 4403);
});

test('every frame is checked: a visitor names another conversation in their own room', async () => {
  const theirs = fresh('room');
  const vera = await PartyClient.open({ url, room: theirs, token: await token('vera', 'visitor') });
  await vera.saysAndWaits('private');
  const bob = await PartyClient.open({ url, room: fresh('room'), token: await token('bob', 'visitor'), subscribe: [{ c: theirs }] });
  assert.deepEqual([(await bob.next('error')).code, (await bob.next('subscribed')).c], ['forbidden', bob.options.room]);
  for (const frame of [{ t: 'history' }, { t: 'subscribe' }, { t: 'typing', on: true }, { t: 'mark', read: 1 }, { t: 'stop', id: 'x' }]) {
    bob.send({ ...frame, c: theirs });
    assert.equal((await bob.next('error')).code, 'forbidden', frame.t);
  }
  bob.say('intruding', {}, theirs);
  const { code, retry } = await bob.next('nack');
  assert.deepEqual([code, retry], ['forbidden', false]);
  assert.ok(!JSON.stringify(bob.frames).includes('private'));
});

test('tokens: expired, forged, unsigned, without an end, a name or a role', async () => {
  const signed = (claims: Record<string, unknown>): Promise<string> => new SignJWT(claims).setProtectedHeader({ alg: 'HS256' }).sign(new TextEncoder().encode(SECRET));
  const exp = Math.floor(Date.now() / 1000) + 60;
  const none = `${btoa('{"alg":"none"}').replaceAll('=', '')}.${btoa('{"sub":"x","role":"agent","exp":9999999999}').replaceAll('=', '')}.`;
  for (const bad of [await token('vera', 'visitor', { seconds: -1 }), await token('vera', 'agent', { secret: 'another secret of thirty-two characters' }), none, 'rubbish', await token('vera', 'king'),
    await signed({ sub: 'vera', role: 'visitor' }), await signed({ role: 'visitor', exp }), await signed({ sub: 'vera', exp })]) {
    assert.equal(await refused({ token: bad }), 4401);
  }
});

test('a token that expires while connected ends the connection at the next frame, of whomever', async () => {
  const enter = async (seconds: number): Promise<readonly [PartyClient, PartyClient, number]> => {
    const room = fresh('room'), short = await token('vera', 'visitor', { seconds }), over = Date.now() + seconds * 1_000;
    const all = [new PartyClient({ url, room, token: short }), new PartyClient({ url, room, token: short })] as const;
    await Promise.all(all.map(async (client) => {
      await client.opened();
      client.hello();
    }));
    all[1].say('in time');
    await Promise.race([Promise.all([all[0].next('welcome'), all[1].next('ack')]), ...all.map((client) => client.close())]).catch(() => {});
    // A machine that was too busy to say a word before the end has more time for it.
    return all.some((client) => client.closed || !client.of('welcome').length) ? enter(seconds * 3) : [...all, over];
  };
  const [idle, vera, over] = await enter(2);
  await new Promise((done) => setTimeout(done, over + 50 - Date.now()));
  vera.say('too late');
  assert.equal(await vera.close(), 4401);
  const again = await PartyClient.open({ url, room: vera.options.room, token: await token('vera', 'visitor') });
  assert.equal((await again.next('subscribed')).head, 1);
  await again.saysAndWaits('for those who may hear it');
  assert.equal(await idle.close(), 4401);
  assert.ok(!JSON.stringify(idle.of('entries')).includes('may hear'));
});

test('guests: welcome with a token that keeps them, or none at all', async () => {
  const room = fresh('room');
  const guest = await PartyClient.open({ url, room, user: { id: 'ann', role: 'agent', name: 'Gus' } });
  const welcome = guest.of('welcome')[0]!;
  assert.deepEqual([welcome.guest, welcome.user.role, welcome.user.name, welcome.user.id === 'ann'], [true, 'visitor', 'Gus', false]);
  const back = await PartyClient.open({ url, room, token: welcome.token });
  assert.equal(back.of('welcome')[0]!.user.id, welcome.user.id);
  assert.equal(await refused({ url: closedRoom.url }), 4401);
});

test('the lobby is for the team of its website', async () => {
  assert.equal(await refused({ room: undefined, token: await token('vera', 'visitor') }), 4403);
  assert.equal(await refused({ room: undefined }), 4403, 'a guest');
  assert.equal(await refused({ room: undefined, website: 'other', token: await token('ann', 'agent') }), 4403);
  await PartyClient.open({ url, website: 'other', token: await token('ann', 'agent', { website: 'other' }) });
  assert.equal(await refused({ url: open.url, room: undefined, user: { id: 'x', role: 'visitor' } }), 4403);
  await PartyClient.open({ url: open.url, user: { id: 'x', role: 'agent' } });
});

test('origins: the list, no origin at all, and the default', async () => {
  const enter = async (where: string, origin?: string): Promise<number | 'in'> => {
    const client = new PartyClient({ url: where, room: fresh('room'), origin, token: await token('vera', 'visitor') });
    await client.opened();
    if (client.ws.readyState === client.ws.OPEN) client.hello();
    return Promise.race([client.next('welcome').then(() => 'in' as const, () => 0), client.close().catch(() => 0)]);
  };
  assert.equal(await enter(url, 'https://shop.example'), 'in');
  assert.equal(await enter(url), 'in');
  for (const origin of ['https://evil.example', 'http://shop.example', 'https://shop.example.evil.example', 'http://localhost:3000', 'null']) assert.equal(await enter(url, origin), 4403, origin);
  // Without a list: the server's own host and this machine.
  assert.equal(await enter(closedRoom.url, 'http://localhost:3000'), 'in');
  assert.equal(await enter(closedRoom.url, closedRoom.url), 'in');
  assert.equal(await enter(closedRoom.url, 'https://evil.example'), 4403);
});

test('status: 200, 401, 403, readable from any page', async () => {
  const ask = async (headers: Record<string, string>): Promise<[number, string | null]> => {
    const answer = await fetch(`${url}/status`, { headers });
    return [answer.status, answer.headers.get('access-control-allow-origin')];
  };
  assert.deepEqual(await (await fetch(`${url}/status`)).json(), { ok: true, protocol: 1 });
  assert.deepEqual(await ask({ origin: 'https://shop.example' }), [200, '*']);
  assert.deepEqual(await ask({ origin: 'https://evil.example' }), [403, '*']);
  assert.deepEqual(await ask({ authorization: 'Bearer rubbish' }), [401, null]);
  assert.deepEqual(await ask({ authorization: `Bearer ${await token('vera', 'visitor')}` }), [200, null]);
});

test('demo tokens: only where they were switched on', async () => {
  const ask = (where: string, body: object): Promise<Response> => fetch(`${where}/demo/token`, { method: 'POST', body: JSON.stringify(body) });
  assert.equal((await ask(url, { role: 'agent' })).status, 404);
  for (const where of [closedRoom.url, open.url]) {
    const { token: given } = (await (await ask(where, { role: 'agent', name: 'Ann', id: 'ann' })).json()) as { token: string };
    const agent = await PartyClient.open({ url: where, token: given });
    assert.deepEqual(agent.of('welcome')[0]!.user, { id: 'ann', role: 'agent', name: 'Ann' });
  }
});

test('what is not there: 404 over HTTP, 4404 for a socket, nothing without its key', async () => {
  assert.equal((await fetch(`${url}/nothing`)).status, 404);
  assert.equal((await fetch(`${url}/parties/conversation/x`)).status, 404);
  assert.equal((await fetch(`${url}/control/bye`, { method: 'POST' })).status, 404);
  assert.equal(await refused({ room: 'x'.repeat(201) }), 4404);
});

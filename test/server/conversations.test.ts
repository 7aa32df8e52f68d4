/** A visitor's list of their own conversations: theirs, all of theirs, and nobody else's. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PartyClient, fresh, type Frame } from '../helpers/party-client.js';
import { serve } from '../helpers/party-server.js';

const secret = 'a secret that is long enough for a test of it';
const guarded = await serve({ secret, demoTokens: true, assistant: false });
const token = async (claims: Record<string, unknown>): Promise<string> => {
  const response = await fetch(`${guarded.url}/demo/token`, { method: 'POST', body: JSON.stringify(claims), headers: { 'content-type': 'application/json' } });
  return ((await response.json()) as { token: string }).token;
};
const enter = async (claims: Record<string, unknown>, room = fresh('room')): Promise<PartyClient> => {
  const client = await PartyClient.open({ url: guarded.url, room, token: await token(claims) });
  await client.next('subscribed');
  return client;
};
const list = async (client: PartyClient, more: Record<string, unknown> = {}): Promise<Frame[]> => {
  client.send({ t: 'conversations', c: client.options.room, ...more });
  const inbox = await client.next('inbox');
  assert.equal(inbox.reset, true, 'it is the whole list');
  return inbox.rows as Frame[];
};
/** The lobby hears of what was said a moment later. */
const listed = async (client: PartyClient, n: number): Promise<Frame[]> => {
  const end = Date.now() + 10_000;
  for (;;) {
    const rows = await list(client);
    if (rows.length === n || Date.now() > end) return rows;
    await new Promise((done) => setTimeout(done, 50));
  }
};

test('a visitor is told of all conversations they began, newest first, with what they have not read', async () => {
  const id = fresh('vera');
  const first = await enter({ role: 'visitor', id, name: 'Vera' });
  await first.saysAndWaits('About the cup');
  const agent = await PartyClient.open({ url: guarded.url, token: await token({ role: 'agent', id: fresh('sam'), name: 'Sam' }), website: 'default' });
  agent.send({ t: 'subscribe', c: first.options.room });
  await agent.next('subscribed');
  await agent.saysAndWaits('It is on its way', {}, first.options.room);
  await agent.saysAndWaits('Anything else?', {}, first.options.room);
  const second = await enter({ role: 'visitor', id, name: 'Vera' });
  await second.saysAndWaits('About the pot');

  const rows = await listed(second, 2);
  assert.deepEqual(rows.map((row) => [row.id, row.last.text, row.last.by.name, row.unread]), [[second.options.room, 'About the pot', 'Vera', 0], [first.options.room, 'Anything else?', 'Sam', 2]]);
  first.send({ t: 'mark', c: first.options.room, read: 3 });
  await first.settled();
  assert.deepEqual((await list(second)).map((row) => row.unread), [0, 0]);
  // Its first conversation lists the same.
  assert.equal((await list(first)).length, 2);
});

test('nobody is told of another’s, whatever they claim in the frame or of themselves', async () => {
  const [vera, mallory] = [fresh('vera'), fresh('mallory')];
  const hers = await enter({ role: 'visitor', id: vera });
  await hers.saysAndWaits('A secret');
  await listed(hers, 1);
  const his = await enter({ role: 'visitor', id: mallory });
  await his.saysAndWaits('Mine');
  await listed(his, 1);
  for (const lie of [{ user: { id: vera, role: 'visitor' } }, { visitor: vera }, { by: vera }, { website: 'default', visitor: { id: vera } }]) {
    assert.deepEqual((await list(his, lie)).map((row) => row.id), [his.options.room]);
  }
  // In a hello the id of the token counts, not the one beside it.
  const liar = await PartyClient.open({ url: guarded.url, room: fresh('room'), token: await token({ role: 'visitor', id: mallory }), user: { id: vera, role: 'visitor' } });
  await liar.next('subscribed');
  assert.deepEqual((await list(liar)).map((row) => row.id), [his.options.room]);
  // Nor by way of her room: it does not let him in.
  const intruder = new PartyClient({ url: guarded.url, room: hers.options.room, token: await token({ role: 'visitor', id: mallory }) });
  await intruder.opened();
  intruder.hello();
  assert.equal(await intruder.close(), 4403);
  his.send({ t: 'conversations', c: hers.options.room });
  const refused = await his.next('error');
  assert.deepEqual([refused.code, refused.c], ['forbidden', hers.options.room]);
  assert.ok(!JSON.stringify(his.frames).includes('A secret'));
});

test('a token that names conversations is good for the list of those only', async () => {
  const id = fresh('vera');
  const [one, two] = [await enter({ role: 'visitor', id }), await enter({ role: 'visitor', id })];
  await one.saysAndWaits('One');
  await two.saysAndWaits('Two');
  await listed(one, 2);
  const narrow = await enter({ role: 'visitor', id, conversations: [one.options.room] }, one.options.room);
  assert.deepEqual((await list(narrow)).map((row) => row.id), [one.options.room]);
});

test('the team is refused: it has its inbox', async () => {
  const visitor = await enter({ role: 'visitor', id: fresh('vera') });
  await visitor.saysAndWaits('Hello');
  const agent = await enter({ role: 'agent', id: fresh('sam') }, visitor.options.room);
  agent.send({ t: 'conversations', c: visitor.options.room });
  assert.equal((await agent.next('error')).code, 'forbidden');
  const lobby = await PartyClient.open({ url: guarded.url, token: await token({ role: 'agent', id: fresh('sam') }), website: 'default' });
  await lobby.next('inbox');
  lobby.send({ t: 'conversations', c: visitor.options.room });
  assert.equal((await lobby.next('error')).code, 'forbidden');
});

test('a guest is the same guest by the token they were given', async () => {
  const client = await PartyClient.open({ url: guarded.url, room: fresh('room') });
  const welcome = client.frames.find((frame) => frame.t === 'welcome')!;
  await client.saysAndWaits('Hello');
  const again = await PartyClient.open({ url: guarded.url, room: fresh('room'), token: welcome.token });
  await again.saysAndWaits('Me again');
  assert.equal((await listed(again, 2)).length, 2);
});

test('the team is told what a visitor said of themselves beside the messages, and visitors are not', async () => {
  const website = fresh('site');
  const visitor = await enter({ role: 'visitor', id: fresh('vera'), website });
  await visitor.saysAndWaits('Hello', { meta: { preChat: { name: 'Vera' }, consent: '2026-03-02T09:12:00Z', other: 'x' } });
  await visitor.saysAndWaits('Anything');
  visitor.command('status', { status: 'resolved' });
  await visitor.saysAndWaits('4 of 5', { meta: { rating: { value: 4 } } });
  const agent = await PartyClient.open({ url: guarded.url, token: await token({ role: 'agent', id: fresh('sam'), website }), website });
  agent.send({ t: 'subscribe', c: visitor.options.room });
  const told = { preChat: { name: 'Vera' }, consent: '2026-03-02T09:12:00Z', rating: { value: 4 } };
  assert.deepEqual((await agent.next('subscribed')).conversation.context, told);
  assert.deepEqual((await agent.next((f) => f.t === 'inbox' && f.rows.some((row: Frame) => row.context?.rating))).rows[0].context, told);
  const again = await PartyClient.open({ url: guarded.url, room: visitor.options.room, token: visitor.options.token });
  assert.equal((await again.next('subscribed')).conversation.context, undefined);
  assert.equal((await list(again))[0]!.context, undefined);
});

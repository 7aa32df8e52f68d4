import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PartyClient, fresh, type Frame } from '../helpers/party-client.js';
import { serve } from '../helpers/party-server.js';

const { url } = await serve();
const visitor = async (room = fresh('room'), id = fresh('vera'), website?: string): Promise<PartyClient> => {
  const client = await PartyClient.open({ url, room, user: { id, role: 'visitor', name: 'Vera' }, website });
  await client.next('subscribed');
  return client;
};
const agent = async (options: object = {}): Promise<PartyClient> => {
  const client = await PartyClient.open({ url, user: { id: 'ann', role: 'agent', name: 'Ann' }, ...options });
  await client.next((f) => f.t === 'inbox' && f.reset);
  return client;
};
/** The next row of a conversation that fits. */
const row = async (client: PartyClient, id: string, fits: (row: Frame) => boolean = () => true): Promise<Frame> => {
  const find = (f: Frame): Frame | undefined => f.rows?.find((r: Frame) => r.id === id && fits(r));
  return find(await client.next((f) => f.t === 'inbox' && !!find(f)))!;
};
const follow = async (client: PartyClient, c: string, more: object = {}): Promise<Frame> => {
  client.send({ t: 'subscribe', c, ...more });
  return client.next((f) => f.t === 'subscribed' && f.c === c);
};

test('a conversation appears with its first message, not before', async () => {
  const ann = await agent();
  const empty = await visitor(), vera = await visitor();
  empty.send({ t: 'typing', c: empty.options.room, on: true, text: 'nothing sent yet' });
  await empty.settled();
  await vera.saysAndWaits('hello there');
  const first = await row(ann, vera.options.room!);
  assert.deepEqual([first.last.text, first.unread, first.visitorOnline, first.status, first.assignee, first.visitor.name], ['hello there', 1, true, 'open', null, 'Vera']);
  assert.ok(!JSON.stringify(ann.frames).includes(empty.options.room!));
  const late = await agent({ user: { id: 'ben', role: 'agent' } });
  const rows = late.of('inbox')[0]!.rows as Frame[];
  assert.ok(rows.some((r) => r.id === vera.options.room) && !rows.some((r) => r.id === empty.options.room));
});

test('unread counts what the team has not read; other changes of the row arrive', async () => {
  const ann = await agent(), vera = await visitor();
  const c = vera.options.room!;
  for (let i = 1; i <= 3; i++) await vera.saysAndWaits(`m${i}`);
  await row(ann, c, (r) => r.unread === 3);
  ann.send({ t: 'mark', c, read: 2 });
  await row(ann, c, (r) => r.unread === 1);
  assert.equal((await vera.next('mark')).read, 2);
  ann.command('assign', { assignee: { id: 'ann', role: 'agent', name: 'Ann' } }, c);
  await row(ann, c, (r) => r.assignee?.name === 'Ann');
  ann.command('status', { status: 'resolved' }, c);
  await row(ann, c, (r) => r.status === 'resolved');
  // What changed within a tenth of a second comes with the row that is on its way: past that, a mark alone brings one.
  await new Promise((done) => setTimeout(done, 200));
  ann.send({ t: 'mark', c, read: 3 });
  await row(ann, c, (r) => r.unread === 0);
  await vera.leave();
  await row(ann, c, (r) => r.visitorOnline === false);
});

test('a row says in words what a message without words is', async () => {
  const ann = await agent(), vera = await visitor();
  const picture = { type: 'image', url: 'https://shop.example/1' };
  vera.say('', { parts: [{ type: 'text', text: 'Look' }, { ...picture, name: 'cup.jpg' }, picture, { type: 'card', title: 'Tea' }] });
  assert.equal((await row(ann, vera.options.room!)).last.text, 'Look cup.jpg image Tea');
  await vera.saysAndWaits('x'.repeat(301));
  assert.equal((await row(ann, vera.options.room!, (r) => r.last.text.startsWith('x'))).last.text.length, 300);
});

test('a followed conversation: entries both ways, acks, live typing, marks, presence', async () => {
  const vera = await visitor(), ann = await agent();
  const c = vera.options.room!;
  await vera.saysAndWaits('one');
  await vera.saysAndWaits('two');
  const subscribed = await follow(ann, c);
  assert.deepEqual([subscribed.head, subscribed.resume, subscribed.conversation.visitorOnline], [2, 'reset', true]);
  assert.deepEqual((await ann.next('page')).messages.map((m: Frame) => m.parts[0].text), ['one', 'two']);
  assert.equal((await vera.next((f) => f.t === 'presence' && f.user.id === 'ann')).online, true);

  await vera.saysAndWaits('three');
  assert.equal((await ann.entry((e) => e.seq === 3)).parts[0].text, 'three');
  const said = await ann.saysAndWaits('I see', {}, c);
  assert.equal(said.seq, 4);
  assert.equal((await vera.entry((e) => e.seq === 4)).by.role, 'agent');
  await ann.entry((e) => e.seq === 4);

  vera.send({ t: 'typing', c, on: true, text: 'and anoth' });
  const typing = await ann.next('typing');
  assert.deepEqual([typing.c, typing.by.name, typing.text], [c, 'Vera', 'and anoth']);
  assert.equal((await row(ann, c, (r) => !!r.typing)).typing.text, 'and anoth');
  vera.send({ t: 'typing', c, on: false });
  await row(ann, c, (r) => !r.typing);
  ann.send({ t: 'typing', c, on: true });
  assert.equal((await vera.next('typing')).by.id, 'ann');
  vera.send({ t: 'mark', c, read: 4 });
  assert.deepEqual([(await ann.next('mark')).role], ['visitor']);
  assert.equal(ann.of('typing').filter((f) => f.by.id === 'ann').length, 0);

  ann.send({ t: 'history', c, before: 3, limit: 1, rid: 'h' });
  assert.deepEqual((await ann.next((f) => f.rid === 'h')).messages.map((m: Frame) => m.seq), [2]);
  await ann.leave();
  assert.equal((await vera.next((f) => f.t === 'presence' && !f.online)).user.id, 'ann');
});

test('a lobby socket resumes, deduplicates and is fenced as a room socket is', async () => {
  const vera = await visitor(), c = vera.options.room!;
  await vera.saysAndWaits('one');
  const client = fresh('writer');
  const ann = await agent({ client, gen: 1 });
  const { epoch } = await follow(ann, c);
  const sent = ann.say('mine', {}, c);
  await ann.next((f) => f.t === 'ack' && f.n === 1);
  await ann.leave(true);
  await vera.saysAndWaits('meanwhile');
  const again = await agent({ client, gen: 2, subscribe: [{ c, epoch, cursor: 2 }] });
  const subscribed = await again.next('subscribed');
  assert.deepEqual([subscribed.resume, subscribed.ack], ['ok', 1]);
  assert.deepEqual((await again.next('entries')).entries.map((e: Frame) => e.parts[0].text), ['meanwhile']);
  again.send(sent);
  assert.deepEqual((await again.next('ack')).items[0].seq, 2);
  again.say('gap', { n: 5 }, c);
  assert.deepEqual([(await again.next('nack')).expected], [2]);
  const old = new PartyClient({ url, user: { id: 'ann', role: 'agent' }, client, gen: 1 });
  await old.opened();
  old.hello();
  assert.equal(await old.close(), 4409);
});

test('entries stay in order while sockets subscribe in the middle of a stream of them', async () => {
  const vera = await visitor(), c = vera.options.room!;
  const { epoch } = vera.of('subscribed')[0]!;
  const agents = await Promise.all(Array.from({ length: 7 }, (_, i) => agent({ user: { id: `agent-${i}`, role: 'agent' } })));
  for (let i = 0; i < 150; i++) {
    vera.say(`m${i}`);
    if (i % 20 === 10) {
      agents[Math.floor(i / 20)]?.send({ t: 'subscribe', c, epoch, cursor: 0 });
      await new Promise((done) => setTimeout(done, 3));
    }
  }
  await vera.next((f) => f.t === 'ack' && f.n === 150);
  for (const one of agents) {
    await one.entry((e) => e.seq === 150);
    assert.deepEqual(one.entries.map((e) => e.seq), Array.from({ length: 150 }, (_, i) => i + 1));
  }
});

test('unsubscribed is unheard; the row still comes', async () => {
  const vera = await visitor(), ann = await agent(), c = vera.options.room!;
  await vera.saysAndWaits('one');
  await follow(ann, c);
  assert.deepEqual((await vera.next('presence')).user.id, 'ann');
  ann.send({ t: 'unsubscribe', c });
  await ann.settled(c);
  await vera.saysAndWaits('two');
  await row(ann, c, (r) => r.last.text === 'two');
  assert.equal(ann.entries.length, 0);
  const { user, online } = await vera.next('presence');
  assert.deepEqual([user.id, online], ['ann', false], 'who does not listen is not here');
});

test('websites are apart', async () => {
  const site = fresh('site');
  const vera = await visitor(undefined, undefined, site), c = vera.options.room!;
  await vera.saysAndWaits('for the other team');
  const theirs = await agent({ website: site });
  assert.deepEqual(theirs.of('inbox')[0]!.rows.map((r: Frame) => r.id), [c]);
  const ann = await agent();
  ann.send({ t: 'subscribe', c });
  assert.equal((await ann.next('error')).code, 'forbidden');
  assert.ok(!JSON.stringify(ann.of('inbox')).includes(c));
  const fresher = fresh('new');
  await follow(theirs, fresher);
  ann.send({ t: 'subscribe', c: fresher });
  assert.equal((await ann.next('error')).c, fresher, 'it is of the website whose team began it');
});

test('what visitors say of themselves at length makes no frame that the team would have to drop', async () => {
  const website = fresh('site');
  const rooms: PartyClient[] = [];
  // One after the other: a busy machine that has twenty at the door has no time for each of them to say hello.
  for (let i = 0; i < 20; i++) rooms.push(await visitor(fresh('room'), fresh('vera'), website));
  const watching = await agent({ website });
  for (const one of rooms) for (const key of ['preChat', 'offline', 'consent', 'rating']) await one.saysAndWaits('x', { meta: { [key]: 'ü'.repeat(8_100) } });
  const full = (r: Frame): boolean => String(r.context?.rating).length === 8_100;
  for (const { options } of rooms) await row(watching, options.room!, full);
  const late = await agent({ website });
  const got = new Set<string>();
  for (const frame of late.of('inbox')) for (const r of frame.rows as Frame[]) if (full(r)) got.add(String(r.id));
  while (got.size < rooms.length) for (const r of (await late.next((f) => f.t === 'inbox' && !f.reset)).rows as Frame[]) if (full(r)) got.add(String(r.id));
  const frames = late.of('inbox');
  assert.equal(frames.filter(({ reset }) => reset).length, 1);
  assert.deepEqual(frames.map(({ end }) => end), frames.map((_, i) => (i < frames.length - 1 ? false : undefined)));
  for (const frame of frames) assert.ok(JSON.stringify(frame).length < 600_000, `${JSON.stringify(frame).length} characters`);
});

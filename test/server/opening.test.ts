import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PartyClient, fresh } from '../helpers/party-client.js';
import { serve } from '../helpers/party-server.js';

const { url } = await serve({ retentionHours: 0, retentionEntries: 5 });
const roomy = await serve();
/** Says nothing while the other tests run. */
const silent = new PartyClient({ url, room: fresh('room') });
const user = { id: 'vera', role: 'visitor', name: 'Vera' };
const enter = (options: object = {}): Promise<PartyClient> => PartyClient.open({ url, room: fresh('room'), user, ...options });

test('hello is answered with welcome, then subscribed and a tail page of a new room', async () => {
  const a = await enter();
  const welcome = a.of('welcome')[0]!;
  assert.deepEqual(welcome.user, user);
  assert.equal(welcome.v, 1);
  assert.equal(welcome.maxFrame, 65_536);
  assert.equal(welcome.heartbeat, 25_000);
  assert.ok(welcome.server && !Number.isNaN(Date.parse(welcome.time)));
  const subscribed = await a.next('subscribed');
  assert.deepEqual([subscribed.head, subscribed.ack, subscribed.resume, subscribed.marks, subscribed.typing, subscribed.streams], [0, 0, 'reset', [], [], []]);
  assert.deepEqual(subscribed.conversation, { id: a.options.room, status: 'open', assignee: null, visitor: user, visitorOnline: true });
  const page = await a.next('page');
  assert.deepEqual([page.messages, page.end, page.tail, page.head], [[], true, true, 0]);
});

test('a guest without an id gets one, and a token to keep it', async () => {
  const a = await enter({ user: { name: 'Someone' } });
  const { guest, token, user: known } = a.of('welcome')[0]!;
  assert.ok(guest && token && known.id.startsWith('guest_'));
  const b = await enter({ token, user: undefined });
  assert.equal(b.of('welcome')[0]!.user.id, known.id);
});

for (const [what, first] of Object.entries({
  'a frame before hello': { t: 'history', c: 'x' }, 'a hello without a writer': { t: 'hello', v: 1, gen: 1 },
  'a hello with a bad number': { t: 'hello', v: 1, client: 'x', gen: 'seven' }, 'no JSON': 'hello', 'an array': '[1]', 'nothing of a type': '{"v":1}',
})) {
  test(`${what} is closed with 4400`, async () => {
    const a = new PartyClient({ url, room: fresh('room') });
    await a.opened();
    a.send(first as string);
    assert.equal(await a.close(), 4400);
  });
}

test('another version is closed with 4426 and said', async () => {
  const a = new PartyClient({ url, room: fresh('room') });
  await a.opened();
  a.hello({ v: 2 });
  assert.equal((await a.next('error')).code, 'version');
  assert.equal(await a.close(), 4426);
});

test('what is sent right behind the hello waits until that is answered', async () => {
  const a = new PartyClient({ url, room: fresh('room'), user });
  await a.opened();
  a.hello();
  await a.saysAndWaits('without waiting');
  assert.deepEqual(a.frames.slice(0, 2).map((f) => f.t), ['welcome', 'subscribed']);
});

test('ping is answered, before hello and after, also when it is spelled otherwise', async () => {
  const a = new PartyClient({ url, room: fresh('room') });
  await a.opened();
  a.send('{"t":"ping"}');
  await a.next('pong');
  a.hello();
  await a.next('welcome');
  a.send('{ "t": "ping", "x": 1 }');
  await a.next('pong');
});

test('a newer connection closes the older with 4409, and what the older still sends is ignored', async () => {
  const room = fresh('room'), client = fresh('writer');
  const old = await enter({ room, client, gen: 1 });
  await old.saysAndWaits('first');
  // A stalled line: the old socket does not see its close, and what it sends afterwards arrives.
  (old.ws as unknown as { _socket: { pause(): void } })._socket.pause();
  const young = await enter({ room, client, gen: 2 });
  assert.equal((await young.next('subscribed')).ack, 1);
  old.say('late');
  await young.settled();
  assert.equal((await young.saysAndWaits('second', { n: 2 })).seq, 2);
  (old.ws as unknown as { _socket: { resume(): void } })._socket.resume();
  assert.equal(await old.close(), 4409);
  await young.settled();
  assert.deepEqual(young.entries.map((e) => e.parts[0].text), ['second']);
});

test('a hello with the same or a lower number is itself closed with 4409', async () => {
  const room = fresh('room'), client = fresh('writer');
  const first = await enter({ room, client, gen: 5 });
  for (const gen of [5, 4]) {
    const late = new PartyClient({ url, room, client, gen, user });
    await late.opened();
    late.hello();
    assert.equal(await late.close(), 4409);
  }
  await first.settled();
});

test('resume: what was missed follows; a repeated cursor gives nothing', async () => {
  const room = fresh('room');
  const a = await enter({ room });
  const { epoch } = await a.next('subscribed');
  for (let i = 1; i <= 3; i++) await a.saysAndWaits(`m${i}`);
  const b = await enter({ room, subscribe: [{ c: room, epoch, cursor: 1 }] });
  const resumed = await b.next('subscribed');
  assert.deepEqual([resumed.resume, resumed.head], ['ok', 3]);
  const missed = await b.next('entries');
  assert.deepEqual([missed.live, missed.entries.map((e: { seq: number }) => e.seq)], [undefined, [2, 3]]);
  b.send({ t: 'subscribe', c: room, epoch, cursor: 3 });
  const up = await b.next('subscribed');
  assert.deepEqual([up.resume, up.epoch], ['ok', epoch], 'who has all is not one who saw more than there is');
  await b.settled();
  assert.deepEqual([b.of('entries').length, b.of('page').length], [1, 1], 'the page is the answer to `settled`');
});

test('resume: beyond what the log keeps it is partial, and a tail page follows', async () => {
  const room = fresh('room');
  const a = await enter({ room });
  const { epoch } = await a.next('subscribed');
  for (let i = 1; i <= 12; i++) await a.saysAndWaits(`m${i}`);
  const b = await enter({ room, subscribe: [{ c: room, epoch, cursor: 2 }] });
  assert.equal((await b.next('subscribed')).resume, 'partial');
  const page = await b.next('page');
  assert.deepEqual([page.tail, page.head, page.messages.length, page.end], [true, 12, 12, true]);
  const c = await enter({ room, subscribe: [{ c: room, epoch, cursor: 9 }] });
  assert.equal((await c.next('subscribed')).resume, 'ok');
});

test('resume: another epoch, or a cursor that cannot be, is a reset', async () => {
  const room = fresh('room');
  const a = await enter({ room });
  const { epoch } = await a.next('subscribed');
  await a.saysAndWaits('one');
  const b = await enter({ room, subscribe: [{ c: room, epoch: 'another', cursor: 1 }] });
  assert.deepEqual([(await b.next('subscribed')).resume, (await b.next('page')).head], ['reset', 1]);
  // The log is shorter than what a client saw of it: it was restored from a backup, so it gets a new name.
  const c = await enter({ room, subscribe: [{ c: room, epoch, cursor: 7 }] });
  const reset = await c.next('subscribed');
  assert.equal(reset.resume, 'reset');
  assert.notEqual(reset.epoch, epoch);
  const d = await enter({ room, subscribe: [{ c: room, epoch: reset.epoch, cursor: 7 }] });
  const again = await d.next('subscribed');
  assert.deepEqual([again.resume, again.epoch], ['reset', reset.epoch], 'nobody can void everyone’s numbers again and again');
});

test('history goes backwards in pages of messages as they stand now', async () => {
  const a = await enter();
  const c = a.options.room!;
  for (let i = 1; i <= 7; i++) await a.saysAndWaits(`m${i}`);
  a.send({ t: 'history', c, limit: 3, rid: 'one' });
  const one = await a.next((f) => f.t === 'page' && f.rid === 'one');
  assert.deepEqual([one.messages.map((m: { seq: number }) => m.seq), one.end], [[5, 6, 7], false]);
  a.send({ t: 'history', c, before: 5, limit: 3, rid: 'two' });
  const two = await a.next((f) => f.t === 'page' && f.rid === 'two');
  assert.deepEqual([two.messages.map((m: { seq: number }) => m.seq), two.end], [[2, 3, 4], false]);
  a.send({ t: 'history', c, before: 2, limit: 500, rid: 'three' });
  const three = await a.next((f) => f.t === 'page' && f.rid === 'three');
  assert.deepEqual([three.messages.map((m: { seq: number }) => m.seq), three.end], [[1], true]);
});

test('long messages come in portions: pages are shorter, a resume takes several frames, and nothing is missing', async () => {
  const a = await enter({ room: fresh('long') }), c = a.options.room!;
  const { epoch } = await a.next('subscribed');
  for (let i = 0; i < 24; i++) await a.saysAndWaits('x'.repeat(30_000));
  a.send({ t: 'history', c, limit: 200, rid: 'h' });
  const page = await a.next((f) => f.t === 'page' && f.rid === 'h');
  assert.ok(page.messages.length > 10 && page.messages.length < 24 && !page.end && page.messages.at(-1).seq === 24);
  a.send({ t: 'history', c, before: page.messages[0].seq, limit: 200, rid: 'rest' });
  const rest = await a.next((f) => f.t === 'page' && f.rid === 'rest');
  assert.equal(page.messages.length + rest.messages.length, 24);
  const b = await enter({ room: c, subscribe: [{ c, epoch, cursor: 19 }] });
  await b.entry((e) => e.seq === 24);
  const d = await PartyClient.open({ url: roomy.url, room: c, user });
  const { epoch: other } = await d.next('subscribed');
  for (let i = 0; i < 24; i++) d.say('x'.repeat(30_000));
  await d.next((f) => f.t === 'ack' && f.n === 24);
  const e = await PartyClient.open({ url: roomy.url, room: c, user, subscribe: [{ c, epoch: other, cursor: 0 }] });
  await e.entry((entry) => entry.seq === 24);
  assert.ok(e.of('entries').length > 1);
  assert.deepEqual(e.entries.map((entry) => entry.seq), Array.from({ length: 24 }, (_, i) => i + 1));
});

test('a room is the same however its name is escaped', async () => {
  const a = await enter({ room: 'order 7/ü:x' });
  const b = new PartyClient({ url, room: 'nowhere', user: { id: 'bob' } });
  await b.leave();
  await a.next('subscribed');
  await a.saysAndWaits('hello');
  const c = await enter({ room: 'order 7/ü:x' });
  assert.equal((await c.next('subscribed')).head, 1);
});

test('after unsubscribe nothing comes, after subscribe it does again', async () => {
  const room = fresh('room');
  const a = await enter({ room }), b = await enter({ room, user: { id: 'bob' } });
  const { epoch } = await b.next('subscribed');
  b.send({ t: 'unsubscribe', c: room });
  await b.settled();
  await a.saysAndWaits('unheard');
  await b.settled();
  assert.equal(b.entries.length, 0);
  b.send({ t: 'subscribe', c: room, epoch, cursor: 0 });
  await b.entry((e) => e.seq === 1);
  await a.saysAndWaits('heard');
  await b.entry((e) => e.seq === 2);
});

test('no hello within 5 s is closed with 4400', async () => {
  const a = silent;
  assert.equal((await a.next('error', 10_000)).code, 'bad-frame');
  while (a.ws.readyState === a.ws.OPEN) await new Promise((done) => setTimeout(done, 5));
  // The code as it came; the line itself is left for the client to end, see onConnect.
  assert.equal((a.ws as unknown as { _closeCode: number })._closeCode, 4400);
  a.ws.terminate();
});

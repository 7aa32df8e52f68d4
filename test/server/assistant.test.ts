import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PartyClient, fresh, type Frame } from '../helpers/party-client.js';
import { serve } from '../helpers/party-server.js';

const { url } = await serve({ assistant: true, assistantWait: 60, assistantPace: 0.05 });
// Waits long enough for a burst on a busy machine.
const patient = await serve({ assistant: true, assistantWait: 1500, assistantPace: 0.05 });
const slow = await serve({ assistant: true, assistantWait: 10, assistantPace: 1 });
// A website of its own each, as agents in a shared lobby would silence the assistant for all.
const visitor = async (where = url, website = fresh('site')): Promise<PartyClient> => {
  const client = await PartyClient.open({ url: where, room: fresh('room'), user: { id: 'vera', role: 'visitor' }, website });
  await client.next('subscribed');
  return client;
};
const textOf = (entry: Frame): string => entry.parts.map((p: Frame) => p.text).join('');
const answer = (client: PartyClient): Promise<Frame> => client.entry((e) => e.k === 'edit' && e.final);

test('it answers a visitor who is alone: read, presence, typing, a streamed text', async () => {
  const vera = await visitor();
  await vera.saysAndWaits('When are you open?');
  const final = await answer(vera);
  assert.match(textOf(final), /Tuesday to Friday/);
  assert.equal(final.by.role, 'ai');
  const start = vera.entries.find((e) => e.k === 'message' && e.by.role === 'ai')!;
  assert.deepEqual([start.id, start.streaming, start.parts], [final.target, true, [{ type: 'text', text: '' }]]);
  // The pieces, put where they say, make the text.
  let text = '';
  for (const piece of vera.of('stream')) text = text.slice(0, piece.at) + piece.text;
  assert.equal(text, textOf(final));
  const order = vera.frames.map((f) => (f.t === 'typing' ? `typing ${f.on}` : f.t)).filter((t) => /presence|typing|mark|stream/.test(t));
  assert.deepEqual(order.slice(0, 6), ['presence', 'mark', 'presence', 'typing true', 'typing false', 'stream']);
  const late = await PartyClient.open({ url, room: vera.options.room, user: { id: 'vera' } });
  const { messages } = await late.next('page');
  assert.deepEqual([messages[1].parts, messages[1].streaming, messages[1].edited], [final.parts, undefined, undefined]);
});

test('it does not speak first, and answers a burst once', async () => {
  const vera = await visitor(patient.url);
  for (let i = 0; i < 5; i++) await vera.saysAndWaits(`hello ${i}`);
  await answer(vera);
  await new Promise((done) => setTimeout(done, 150));
  assert.equal(vera.entries.filter((e) => e.k === 'message' && e.by.role === 'ai').length, 1);
  assert.equal(vera.entries[0]!.by.id, 'vera');
});

test('it is silent while someone else is in the room, or the team in the lobby', async () => {
  const site = fresh('site');
  const vera = await visitor(url, site);
  const ben = await PartyClient.open({ url, room: vera.options.room, user: { id: 'ben', role: 'agent' }, website: site });
  await vera.saysAndWaits('hello');
  const other = await visitor(url, site);
  const ann = await PartyClient.open({ url, website: site, user: { id: 'ann', role: 'agent' } });
  await other.saysAndWaits('hello');
  await new Promise((done) => setTimeout(done, 300));
  for (const client of [vera, other]) {
    await client.settled();
    assert.equal(client.entries.length, 1);
  }
  await ann.leave();
  await ben.leave();
  await other.saysAndWaits('anyone?');
  await answer(other);
});

test('a wish for a person sets the conversation to pending', async () => {
  const vera = await visitor();
  await vera.saysAndWaits('A human please');
  assert.match(textOf(await answer(vera)), /colleague|Someone/);
  assert.equal((await vera.entry((e) => e.k === 'status')).status, 'pending');
});

test('it can be stopped: what it said so far stays, marked as cut', async () => {
  const vera = await visitor(slow.url);
  // At the door already: it goes on writing meanwhile.
  const late = new PartyClient({ url: slow.url, room: vera.options.room, user: { id: 'vera' } });
  await late.opened();
  await vera.saysAndWaits('How do returns work?');
  const piece = await vera.next('stream');
  await vera.next('stream');
  late.hello();
  const { streams } = await late.next('subscribed');
  assert.equal(streams[0].id, piece.id);
  assert.ok(streams[0].text.startsWith(piece.text) && streams[0].by.role === 'ai');
  // Once more behind the message that it belongs to, and who is writing it is here.
  const so = await late.next('stream');
  assert.deepEqual([so.id, so.at, so.text], [piece.id, 0, streams[0].text]);
  assert.ok(late.frames.findIndex((f) => f.t === 'page') < late.frames.findIndex((f) => f.t === 'stream'));
  const { user, online } = await late.next((f) => f.t === 'presence' && f.user.role === 'ai');
  assert.deepEqual([user.name, online], ['Mia', true]);
  vera.send({ t: 'stop', c: vera.options.room, id: piece.id });
  const final = await answer(vera);
  assert.equal(final.cut, true);
  assert.ok(textOf(final).startsWith(piece.text) && textOf(final).length < 120);
  const pieces = vera.of('stream').length;
  await new Promise((done) => setTimeout(done, 250));
  assert.equal(vera.of('stream').length, pieces);
});

test('it writes an answer anew, in other words, in the same message', async () => {
  const vera = await visitor();
  await vera.saysAndWaits('How is the delivery?');
  const first = await answer(vera);
  const command = vera.command('regenerate', { target: first.target });
  const ack = await vera.next((f) => f.t === 'ack' && f.n === 2);
  const start = await vera.entry((e) => e.id === command.id);
  assert.deepEqual([start.k, start.target, start.streaming, ack.items[0].seq], ['edit', first.target, true, start.seq]);
  const second = await vera.entry((e) => e.k === 'edit' && e.final && e.seq > first.seq);
  assert.notEqual(textOf(second), textOf(first));
  vera.send({ t: 'history', c: vera.options.room, rid: 'h' });
  const { messages } = await vera.next((f) => f.rid === 'h');
  assert.deepEqual([messages.length, messages[1].parts, messages[1].streaming], [2, second.parts, undefined]);
  vera.command('regenerate', { target: messages[0].id });
  assert.equal((await vera.next('nack')).code, 'invalid');
});

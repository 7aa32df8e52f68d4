import { expect } from '@open-wc/testing';
import { Encoder, PacketType } from 'socket.io-parser';
import type { ChatEvent, Command, Message } from '../../../src/domain/index.js';
import type { CodecContext, CodecSession, Decoded, Exchange, Frame } from '../../../src/protocols/codec.js';
import socketIo from '../../../src/protocols/socket-io/index.js';
import binaryFixtures from '../../fixtures/socket-io/binary.json';
import decodeFixtures from '../../fixtures/socket-io/decode.json';
import encodeFixtures from '../../fixtures/socket-io/encode.json';
import invalidFixtures from '../../fixtures/socket-io/invalid.json';
import { address, command, context as anyContext, plain, seeded } from './helpers.js';

const context = (more: Partial<CodecContext> = {}, where: Parameters<typeof address>[0] = {}): CodecContext =>
  anyContext({ address: address({ url: 'https://x.test', conversation: '5', userId: '7', ...where }), self: { id: '7', role: 'visitor' }, ...more });

const start = (more: Partial<CodecContext> = {}, where: Parameters<typeof address>[0] = {}): CodecSession => socketIo.start(context(more, where));

/** One that the server let in. */
function ready(more: Partial<CodecContext> = {}, where: Parameters<typeof address>[0] = {}): CodecSession {
  const session = start(more, where);
  session.decode('0{"sid":"e","pingInterval":25000,"pingTimeout":20000}');
  session.decode(`40${where?.namespace && where.namespace !== '/' ? `${where.namespace},` : ''}{"sid":"s"}`);
  return session;
}

/** A frame as a fixture has it: an event by its name and arguments, bytes by their values, else the text itself. */
function frameOf(frame: unknown): Frame {
  if (Array.isArray(frame)) return `42${JSON.stringify(frame)}`;
  if (typeof frame === 'object') return new Uint8Array((frame as { bytes: number[] }).bytes).buffer;
  return frame as string;
}

const bytes = (value: unknown): unknown => {
  if (value instanceof ArrayBuffer) return { $bytes: [...new Uint8Array(value)] };
  if (Array.isArray(value)) return value.map(bytes);
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, bytes(v)]));
};
const event = (name: string, data: unknown): string => `42${JSON.stringify([name, data])}`;
const types = ({ events }: Decoded): string[] => events.map(({ type }) => type);
/** All but what handlers get. */
const told = ({ events }: Decoded): ChatEvent[] => events.filter(({ type }) => type !== 'unknown');
const problemOf = ({ events }: Decoded): string => {
  expect(events).to.have.length(1);
  expect(events[0]).to.include({ type: 'error', code: 'protocol-error' });
  return (events[0] as ChatEvent & { type: 'error' }).message;
};
const send = (id: string, text = id, conversation = '5'): Command => ({ type: 'send-message', conversation, id, n: 1, at: new Date(0), parts: [{ type: 'text', text }] });
const framesOf = (session: CodecSession, asked: Command): readonly Frame[] => {
  const encoded = session.encode(asked);
  if (!encoded || !('frames' in encoded)) throw new Error('nothing to send');
  return encoded.frames;
};
const shown = (id: string, more: Partial<Message> = {}): Message => ({
  id, conversation: '5', author: { id: '5', role: 'ai' }, own: false, parts: [{ type: 'text', text: id }], text: id, createdAt: new Date(0), status: 'sent', ...more,
});

describe('socket-io: frames of the server', () => {
  for (const { name, frame, events, replies } of decodeFixtures as { name: string; frame: unknown; events: unknown; replies?: string[] }[]) {
    it(name, () => {
      const decoded = start().decode(frameOf(frame));
      expect(plain(decoded.events)).to.deep.equal(events);
      expect(decoded.replies).to.deep.equal(replies);
    });
  }
});

describe('socket-io: binary events', () => {
  for (const { name, frames, events, replies, problem } of binaryFixtures as { name: string; frames: unknown[]; events?: unknown; replies?: string[]; problem?: string }[]) {
    it(name, () => {
      const session = start();
      const all = frames.map((frame) => session.decode(frameOf(frame)));
      if (problem) expect(problemOf({ events: all.flatMap((d) => d.events) })).to.equal(problem);
      else expect(bytes(all.flatMap((d) => d.events))).to.deep.equal(events);
      expect(all.flatMap((d) => d.replies ?? [])).to.deep.equal(replies ?? []);
      // Whatever that was, what follows is understood.
      expect(types(session.decode(event('hello', 1)))).to.deep.equal(['unknown']);
    });
  }

  it('attachments that are larger than 8 MiB together cost their event, and nothing after it', () => {
    const session = start();
    session.decode('453-["snap",{"_placeholder":true,"num":0},{"_placeholder":true,"num":1},{"_placeholder":true,"num":2}]');
    expect(session.decode(new ArrayBuffer(4 * 1024 * 1024)).events).to.deep.equal([]);
    expect(session.decode(new ArrayBuffer(4 * 1024 * 1024)).events).to.deep.equal([]);
    expect(problemOf(session.decode(new ArrayBuffer(1)))).to.equal('it is larger than 8 MiB');
    expect(problemOf(session.decode(new ArrayBuffer(1)))).to.equal('binary data where text is due');
    expect(types(session.decode(event('hello', 1)))).to.deep.equal(['unknown']);
  });

  it('more attachments than ten are refused with the event that announces them', () => {
    const session = start();
    expect(problemOf(session.decode('4511-["snap"]'))).to.equal('it is no packet of Socket.IO 5');
    expect(types(session.decode(event('hello', 1)))).to.deep.equal(['unknown']);
  });

  it('what one connection still waited for is not the next one’s', () => {
    const session = start();
    session.decode('451-["snap",{"_placeholder":true,"num":0}]');
    expect(problemOf(start().decode(new ArrayBuffer(1)))).to.equal('binary data where text is due');
  });
});

describe('socket-io: frames that cannot be understood', () => {
  for (const { name, frame, problem } of invalidFixtures as { name: string; frame: unknown; problem: string }[]) it(name, () => expect(problemOf(start().decode(frameOf(frame)))).to.equal(problem));

  it('too large', () => expect(problemOf(start().decode(`42["x","${'x'.repeat(8 * 1024 * 1024)}"]`))).to.equal('it is larger than 8 MiB'));
  it('too large in bytes only', () => expect(problemOf(start().decode(`42["x","${'€'.repeat(3 * 1024 * 1024)}"]`))).to.equal('it is larger than 8 MiB'));
  it('never repeats what was in the frame', () => {
    for (const frame of [event('typing', { girl_id: 's3cret', is_typing: 's3cret' }), '40{"sid":["s3cret"]}', '42["s3cret"', '4s3cret', 's3cret']) expect(problemOf(start().decode(frame))).to.not.contain('s3cret');
  });
  it('names the field that peer-field names', () => expect(problemOf(start({}, { peerField: 'room' }).decode(event('typing', { room: {}, is_typing: true })))).to.contain('room of an event typing'));
});

describe('socket-io: traps of the real servers', () => {
  it('user_online comes before the connection is confirmed, and is kept', () => {
    const session = start();
    session.decode('0{"sid":"e","pingInterval":25000,"pingTimeout":20000}');
    expect(types(session.decode(event('user_online', { user_id: 7 })))).to.deep.equal(['presence', 'unknown']);
    expect(types(session.decode('40{"sid":"s"}'))).to.deep.equal(['ready']);
  });

  it('numeric user ids go out as numbers, in the auth too; others as they are', () => {
    const hello = (userId: string, token?: string) => start({ token }, { userId }).decode('0{"sid":"e"}').replies;
    expect(hello('7', 'tok')).to.deep.equal(['40{"token":"tok","user_id":7}']);
    expect(hello('u-7', 'tok')).to.deep.equal(['40{"token":"tok","user_id":"u-7"}']);
    // Not every row of digits is a number that comes back as it went.
    expect(hello('007')).to.deep.equal(['40{"user_id":"007"}']);
    expect(hello('90071992547409931')).to.deep.equal(['40{"user_id":"90071992547409931"}']);
    expect(hello('1e3')).to.deep.equal(['40{"user_id":"1e3"}']);
    expect(hello('1.5')).to.deep.equal(['40{"user_id":"1.5"}']);
  });

  it('ids come as numbers and are text from then on', () => {
    const [received] = told(start().decode(event('message_received', { message: { id: 82, girl_id: 5, content: 'x' } }))) as [ChatEvent & { type: 'message' }];
    expect([received.conversation, received.message.id, received.message.author.id]).to.deep.equal(['5', '82', '5']);
  });

  it('the token is in the first packet, never in the URL', () => {
    expect(socketIo.target(context().address, 's3cret').url).to.equal('wss://x.test/socket.io/?EIO=4&transport=websocket');
  });

  it('the server drives the heartbeat: its two times are the limit, its pings are answered, none of ours is sent', () => {
    expect(socketIo.liveness.ping).to.equal('server');
    const session = start();
    expect(session.open()).to.deep.equal({ events: [] });
    expect(session.decode('0{"sid":"e","pingInterval":300,"pingTimeout":200}').events).to.deep.equal([{ type: 'liveness', within: 500 }]);
    expect(session.decode('2').replies).to.deep.equal(['3']);
    expect(session.encode({ type: 'ping' })).to.equal(undefined);
    expect(start().decode('0{"sid":"e","pingInterval":300}').events, 'one of the two is better than none').to.deep.equal([{ type: 'liveness', within: 300 }]);
    expect(start().decode('0{"sid":"e","pingTimeout":200}').events).to.deep.equal([{ type: 'liveness', within: 200 }]);
  });

  it('user_online of oneself is this person as they are here', () => {
    const self = { id: '7', role: 'visitor' as const, name: 'Vic' };
    expect(told(start({ self }).decode(event('user_online', { user_id: 7 })))).to.deep.equal([{ type: 'presence', participant: self, online: true }]);
  });

  it('a second open packet makes no second session', () => {
    const session = ready();
    const { events, replies } = session.decode('0{"sid":"e"}');
    expect(problemOf({ events })).to.equal('an open packet came before');
    expect(replies).to.equal(undefined);
    expect(session.decode('40{"sid":"s"}').events).to.deep.equal([]);
  });

  it('nothing but the connect packet is said before the server let us in: it would hang up', () => {
    const session = start();
    session.decode('0{"sid":"e"}');
    const mark: Command = { type: 'mark', conversation: '5', status: 'read', ids: ['1'] };
    const early: Command[] = [{ type: 'typing', conversation: '5', on: true }, mark, { type: 'action', name: 'request_photo', data: '' }];
    for (const one of early) expect(session.encode(one)).to.equal(undefined);
    expect(session.bye!()).to.deep.equal([]);
    session.decode('40{"sid":"s"}');
    for (const one of early) expect(framesOf(session, one)).to.have.length(1);
    expect(session.bye!()).to.deep.equal(['41']);
  });

  it('message_sent names no client id: it confirms the oldest send that has no answer yet, across conversations', () => {
    const session = ready();
    for (const [id, place] of [['a', '5'], ['b', '6'], ['c', '5']] as const) session.encode(send(id, id, place));
    const acks = [1, 2, 3].map((id) => told(session.decode(event('message_sent', { message_id: id })))[0] as ChatEvent & { type: 'ack' });
    expect(acks.map(({ clientId, conversation, id }) => [clientId, conversation, id])).to.deep.equal([['a', '5', '1'], ['b', '6', '2'], ['c', '5', '3']]);
    expect(told(session.decode(event('message_sent', { message_id: 4 })))).to.deep.equal([{ type: 'ack', id: '4' }]);
  });

  it('a message that went out as several events is confirmed by the last of their answers', () => {
    const session = ready();
    session.encode({ ...send('a'), parts: [{ type: 'text', text: 'Look' }, { type: 'image', url: 'https://x.test/1' }, { type: 'image', url: 'https://x.test/2' }] } as Command);
    session.encode(send('b'));
    const sent = (id: number) => told(session.decode(event('message_sent', { message_id: id })));
    expect(sent(1)).to.deep.equal([]);
    expect(sent(2)).to.deep.equal([{ type: 'ack', conversation: '5', clientId: 'a', id: '2' }]);
    expect(sent(3)).to.deep.equal([{ type: 'ack', conversation: '5', clientId: 'b', id: '3' }]);
  });

  it('error refuses the oldest send that has no answer yet, and is not said twice', () => {
    const session = ready();
    session.encode(send('a'));
    session.encode(send('b'));
    expect(told(session.decode(event('error', { message: 'Too fast' })))).to.deep.equal([{ type: 'nack', conversation: '5', clientId: 'a', code: 'refused', message: 'Too fast' }]);
    expect(told(session.decode(event('message_sent', { message_id: 2 })))).to.deep.equal([{ type: 'ack', conversation: '5', clientId: 'b', id: '2' }]);
  });

  for (const data of [{ error: 'Too fast' }, { message: null, error: 'Too fast' }, { message: { detail: 1 } }, {}])
    it(`error ${JSON.stringify(data)} answers a send as well: it would be pending for ever`, () => {
      const session = ready();
      session.encode(send('a'));
      expect(told(session.decode(event('error', data)))).to.deep.equal([{ type: 'nack', conversation: '5', clientId: 'a', code: 'refused', message: data.error ?? 'It was refused.' }]);
    });

  it('error for one of the events of a message: the others’ answers are not those of the next', () => {
    const session = ready();
    session.encode({ ...send('a'), parts: [{ type: 'image', url: 'https://x.test/1' }, { type: 'image', url: 'https://x.test/2' }] } as Command);
    session.encode(send('b'));
    expect(told(session.decode(event('error', { message: 'No' }))).map(({ type }) => type)).to.deep.equal(['nack']);
    expect(told(session.decode(event('message_sent', { message_id: 1 })))).to.deep.equal([]);
    expect(told(session.decode(event('message_sent', { message_id: 2 })))).to.deep.equal([{ type: 'ack', conversation: '5', clientId: 'b', id: '2' }]);
  });

  it('errors for several of the events of a message refuse it once: what is sent again meanwhile is not refused with it', () => {
    const session = ready();
    session.encode({ ...send('a'), parts: [{ type: 'image', url: 'https://x.test/1' }, { type: 'image', url: 'https://x.test/2' }] } as Command);
    expect(told(session.decode(event('error', { message: 'No' }))).map(({ type }) => type)).to.deep.equal(['nack']);
    session.encode(send('a'));
    expect(told(session.decode(event('error', { message: 'No' })))).to.deep.equal([]);
    expect(told(session.decode(event('message_sent', { message_id: 2 })))).to.deep.equal([{ type: 'ack', conversation: '5', clientId: 'a', id: '2' }]);
  });

  it('error with nothing sent is a toast, and takes no later send with it', () => {
    const session = ready();
    expect(told(session.decode(event('error', { message: 'No tokens' })))).to.deep.equal([{ type: 'error', code: 'server-error', message: 'No tokens' }]);
    session.encode(send('a'));
    expect(told(session.decode(event('message_sent', { message_id: 1 })))).to.deep.equal([{ type: 'ack', conversation: '5', clientId: 'a', id: '1' }]);
  });

  it('a refused connection is an authentication error in the server’s words', () => {
    expect(start().decode('44{"message":"user_id must be a number"}').events).to.deep.equal([{ type: 'error', code: 'denied', message: 'user_id must be a number', auth: true }]);
  });

  it('python-socketio that always connects refuses with 41 and words, after it let us in', () => {
    expect(types(ready().decode('41{"message":"Connection rejected by server"}'))).to.deep.equal(['error']);
    expect(types(ready({}, { namespace: '/chat' }).decode('41/chat,{"message":"Connection rejected by server"}'))).to.deep.equal(['error']);
    expect(types(ready({}, { namespace: '/chat' }).decode('41/chat,'))).to.deep.equal(['reconnect']);
    // Node's server leaves the comma, Python's does not write it where nothing follows.
    expect(types(ready({}, { namespace: '/chat' }).decode('41/chat'))).to.deep.equal(['reconnect']);
  });

  it('speaks in its namespace, whatever way it is written', () => {
    for (const namespace of ['/chat', 'chat']) {
      const session = start({}, { namespace });
      expect(session.decode('0{"sid":"e"}').replies).to.deep.equal(['40/chat,{"user_id":7}']);
      expect(types(session.decode('40/chat,{"sid":"s"}'))).to.deep.equal(['ready']);
      expect(framesOf(session, send('a'))).to.deep.equal(['42/chat,["send_message",{"user_id":7,"girl_id":5,"content":"a"}]']);
      expect(types(session.decode('42/chat,["typing",{"girl_id":5,"is_typing":true}]'))).to.deep.equal(['typing', 'unknown']);
      expect(session.decode('42/chat,3["hello"]').replies).to.deep.equal(['43/chat,3[]']);
      expect(session.bye!()).to.deep.equal(['41/chat,']);
    }
    expect(start({}, { namespace: '' }).decode('0{"sid":"e"}').replies).to.deep.equal(['40{"user_id":7}']);
  });

  for (const peerField of ['girl_id', 'peer_id', 'room', 'conversation_id']) {
    it(`the other side is ${peerField} where peer-field says so, in and out`, () => {
      const session = ready({}, { peerField });
      expect(framesOf(session, send('a'))).to.deep.equal([event('send_message', { user_id: 7, [peerField]: 5, content: 'a' })]);
      const [typing] = told(session.decode(event('typing', { [peerField]: 6, is_typing: true }))) as [ChatEvent & { type: 'typing' }];
      expect([typing.conversation, typing.participant.id]).to.deep.equal(['6', '6']);
      const [received] = told(session.decode(event('message_received', { message: { id: 1, [peerField]: 6, content: 'x' } }))) as [ChatEvent & { type: 'message' }];
      expect(received.conversation).to.equal('6');
    });
  }

  it('users and peers are counted apart: both may be 7, and neither is taken for the other', () => {
    const session = ready({}, { conversation: '7' });
    const [received] = told(session.decode(event('message_received', { message: { id: 1, girl_id: 7, content: 'x', sender_id: 7 } }))) as [ChatEvent & { type: 'message' }];
    expect(received.conversation).to.equal('7');
    expect(received.message.own).to.equal(false);
    expect(received.message.author.id).to.not.equal('7');
    const [typing] = told(session.decode(event('typing', { girl_id: 7, is_typing: true }))) as [ChatEvent & { type: 'typing' }];
    expect(typing.participant.id).to.equal(received.message.author.id);
  });

  it('messages_read without a conversation is for the one that has these messages', () => {
    const session = ready({ subscriptions: () => [{ conversation: '5' }, { conversation: '6' }], messages: (c) => (c === '6' ? [shown('81', { own: true })] : []) });
    expect(told(session.decode(event('messages_read', { message_ids: [80, 81], count: 2 })))).to.deep.equal([{ type: 'receipt', conversation: '6', status: 'read', ids: ['80', '81'] }]);
  });

  it('photo_generating shows work under way where it was asked for, and photo_generated ends it', () => {
    let messages: Message[] = [];
    const session = ready({ messages: () => messages }, {});
    session.encode({ type: 'action', name: 'request_photo', conversation: '6', data: { context: 'x' } });
    expect(told(session.decode(event('photo_generating', { task_id: 't', estimated_time: 30, tokens_deducted: 5 })))).to.deep.equal([
      { type: 'progress', conversation: '6', id: 'local:task:t', label: 'photo', kind: 'photo', estimate: 30 },
    ]);
    messages = [shown('local:task:t', { parts: [{ type: 'progress', label: 'photo' }] })];
    const events = told(session.decode(event('photo_generated', { girl_id: 6, photo_url: 'https://x.test/p' })));
    expect(events.map(({ type }) => type)).to.deep.equal(['progress', 'message']);
    expect(events[0]).to.include({ conversation: '6', id: 'local:task:t', done: true });
  });

  it('photo_generating is for the one that it names; what was asked for elsewhere is still to come', () => {
    const session = ready();
    session.encode({ type: 'action', name: 'request_photo', conversation: '6', data: { context: 'x' } });
    const place = (more: object) => told(session.decode(event('photo_generating', { task_id: 't', ...more }))).map((one) => (one as ChatEvent & { type: 'progress' }).conversation);
    session.encode({ type: 'action', name: 'request_photo', conversation: '8', data: { context: 'x' } });
    expect([place({ girl_id: 9 }), place({}), place({})], 'in the order in which they were asked for').to.deep.equal([['9'], ['6'], ['8']]);
  });

  it('of several under way the oldest is ended, in the conversation on screen before any other; messages without anything in them are none', () => {
    const task = (id: string, conversation: string) => shown(`local:task:${id}`, { conversation, parts: [{ type: 'progress', label: 'photo' }] });
    const all: Record<string, Message[]> = { 5: [shown('empty', { parts: [] })], 6: [task('one', '6'), task('two', '6')] };
    const session = ready({ subscriptions: () => [{ conversation: '6' }], messages: (c) => all[c] ?? [] });
    const ended = (name: string, data: object) => told(session.decode(event(name, data))).find(({ type }) => type === 'progress');
    expect(ended('error', { message: 'No tokens' })).to.deep.equal({ type: 'progress', conversation: '6', id: 'local:task:one', label: '', done: true });
    expect(ended('photo_generated', { girl_id: 5, photo_url: 'https://x.test/p' }), 'none was under way there').to.equal(undefined);
    all['5']!.push(task('three', '5'));
    expect(ended('error', { message: 'No tokens' })).to.include({ conversation: '5', id: 'local:task:three' });
  });

  it('photo_generated ends work that an earlier connection told of', () => {
    const session = ready({ messages: () => [shown('local:task:old', { parts: [{ type: 'progress', label: 'photo' }] })] });
    expect(told(session.decode(event('photo_generated', { girl_id: 5, photo_url: 'https://x.test/p' })))[0]).to.include({ type: 'progress', id: 'local:task:old', done: true });
  });

  it('an error ends work under way where no send waits that it could answer', () => {
    const session = ready({ messages: () => [shown('local:task:t', { parts: [{ type: 'progress', label: 'photo' }] })] });
    expect(told(session.decode(event('error', { message: 'No tokens' }))).map(({ type }) => type)).to.deep.equal(['error', 'progress']);
    session.encode(send('a'));
    expect(told(session.decode(event('error', { message: 'No tokens' }))).map(({ type }) => type)).to.deep.equal(['nack']);
  });

  it('a photo that was shown before it had an id is not shown again when it comes with one', () => {
    const photo = shown('local:photo:https://x.test/p', { parts: [{ type: 'image', url: 'https://x.test/p' }] });
    const session = ready({ messages: () => [photo] });
    const [listed] = told(session.decode(event('message_received', { message: { id: 90, girl_id: 5, media_type: 'image', media_url: 'https://x.test/p' } }))) as [ChatEvent & { type: 'message' }];
    expect(listed.message).to.include({ id: '90', clientId: photo.id });
    const [again] = told(ready({ messages: () => [{ ...photo, id: '90', clientId: photo.id }] }).decode(event('photo_generated', { girl_id: 5, photo_url: 'https://x.test/p' }))) as [ChatEvent & { type: 'message' }];
    expect(again.message.id).to.equal('90');
  });

  it('an event that wants an acknowledgement gets one', () => {
    expect(ready().decode('420["hello",1]').replies).to.deep.equal(['430[]']);
    expect(ready().decode('42["hello",1]').replies).to.equal(undefined);
  });

  it('the server may send bytes with an event that wants an acknowledgement', () => {
    const session = ready();
    expect(session.decode('451-9["snap",{"_placeholder":true,"num":0}]').replies).to.equal(undefined);
    expect(session.decode(new ArrayBuffer(2)).replies).to.deep.equal(['439[]']);
  });

  it('handlers get every event by its name, with all that it carried', () => {
    const data = { message: { id: 1, girl_id: 5, content: 'x', mood: 'glad' }, unread: 3 };
    expect(ready().decode(event('message_received', data)).events.at(-1)).to.deep.equal({ type: 'unknown', name: 'message_received', data, conversation: '5' });
  });

  it('a server that is closing says 1 or 41: another connection soon, no fault', () => {
    for (const frame of ['1', '41']) expect(types(ready().decode(frame))).to.deep.equal(['reconnect']);
  });

  it('does what its original client did: 1 s, doubled, 5 s at most, five attempts', () => {
    expect(socketIo.defaults).to.deep.equal({ reconnectDelay: 1000, reconnectMultiplier: 2, maxReconnectDelay: 5000, maxAttempts: 5 });
  });

  it('nobody signed in is no fault; a missing setting is', () => {
    expect(socketIo.signedOut!(address({ userId: '7' }), undefined)).to.equal(false);
    expect(socketIo.signedOut!(address({}), 'tok')).to.equal(true);
    expect(socketIo.missing!(address({ conversation: '5' }))).to.deep.equal(['user-id']);
    expect(socketIo.missing!(address({ userId: '7' }))).to.deep.equal(['conversation']);
    expect(socketIo.missing!(address({ userId: '7', conversation: '5' }))).to.deep.equal([]);
  });
});

describe('socket-io: frames of the client', () => {
  for (const { name, command: asked, frames } of encodeFixtures as { name: string; command: unknown; frames: string[] | null }[]) {
    it(name, () => expect(ready().encode(command(asked))).to.deep.equal(frames === null ? undefined : { frames }));
  }

  it('sends events of the page', () => {
    const { raw } = ready();
    expect(raw({ event: 'wave', data: { n: 1 } })).to.deep.equal(['42["wave",{"n":1}]']);
    expect(raw({ event: 'wave' })).to.deep.equal(['42["wave"]']);
    expect(raw({ event: 'wave', data: [1, 2] })).to.deep.equal(['42["wave",[1,2]]']);
    expect(raw(['wave', 1, 'two'])).to.deep.equal(['42["wave",1,"two"]']);
    expect(raw('42["wave"]')).to.deep.equal(['42["wave"]']);
    const whole = new Uint8Array([4, 2]).buffer;
    expect(raw(whole)).to.deep.equal([whole]);
    expect(ready({}, { namespace: '/chat' }).raw({ event: 'wave' })).to.deep.equal(['42/chat,["wave"]']);
  });

  it('sends bytes of the page as attachments', () => {
    const part = new Uint8Array([0, 1, 2, 3]).subarray(1, 3);
    const [text, ...rest] = ready().raw({ event: 'snap', data: { a: part, b: new Uint8Array([9]).buffer } });
    expect(text).to.equal('452-["snap",{"a":{"_placeholder":true,"num":0},"b":{"_placeholder":true,"num":1}}]');
    expect(bytes(rest)).to.deep.equal([{ $bytes: [1, 2] }, { $bytes: [9] }]);
  });

  it('tells a handler what the server acknowledged with, once', () => {
    const session = ready();
    expect(session.raw({ event: 'roll', data: 6, ack: true })).to.deep.equal(['420["roll",6]']);
    expect(session.raw({ event: 'wave', ack: true })).to.deep.equal(['421["wave"]']);
    expect(session.decode('431[]').events).to.deep.equal([{ type: 'unknown', name: 'ack:wave', data: undefined }]);
    expect(session.decode('430["four"]').events).to.deep.equal([{ type: 'unknown', name: 'ack:roll', data: 'four' }]);
    expect(session.decode('430["four"]').events).to.deep.equal([]);
  });

  it('refuses what no server would take, with words', () => {
    const circle: Record<string, unknown> = {};
    circle['self'] = circle;
    const bad: unknown[] = [undefined, null, 5, {}, { event: 5 }, { event: 'connect' }, { event: 'disconnect', data: 1 }, [], [{}], { event: 'x', data: circle }, { event: 'x', data: 1n }, { event: 'x', data: new Blob(['x']) }];
    for (const frame of bad) expect(() => ready().raw(frame)).to.throw('not usable').with.property('code', 'invalid-input');
    for (const frame of [undefined, 5, {}, { event: 5 }]) expect(() => ready().raw(frame)).to.throw('it is not { event, data }');
  });
});

describe('socket-io: where to connect', () => {
  const rows: readonly (readonly [Parameters<typeof address>[0], string])[] = [
    [{ url: 'https://api.example.com' }, 'wss://api.example.com/socket.io/?EIO=4&transport=websocket'],
    [{ url: 'http://localhost:8000/' }, 'ws://localhost:8000/socket.io/?EIO=4&transport=websocket'],
    [{ url: 'wss://api.example.com/v2/' }, 'wss://api.example.com/v2/socket.io/?EIO=4&transport=websocket'],
    [{ url: 'wss://api.example.com?k=v' }, 'wss://api.example.com/socket.io/?k=v&EIO=4&transport=websocket'],
    [{ url: 'wss://x.test', socketPath: '/ws/chat' }, 'wss://x.test/ws/chat/?EIO=4&transport=websocket'],
    [{ url: 'wss://x.test', socketPath: 'ws/chat//' }, 'wss://x.test/ws/chat/?EIO=4&transport=websocket'],
    [{ url: 'wss://x.test', socketPath: '/' }, 'wss://x.test/?EIO=4&transport=websocket'],
  ];
  for (const [given, url] of rows) it(`${JSON.stringify(given)} → ${url}`, () => expect(socketIo.target(address(given), 'secret').url).to.equal(url));

  it('says what is wrong with an address', () => {
    expect(() => socketIo.target(address(), undefined)).to.throw().with.property('code', 'no-url');
    expect(() => socketIo.target(address({ url: 'chat' }), undefined)).to.throw().with.property('code', 'invalid-url');
  });
});

describe('socket-io: history', () => {
  before(() => socketIo.prepare!(address({ historyUrl: '/messages' })));

  const load = (more: Partial<Command & { type: 'load-history' }> = {}): Command => ({ type: 'load-history', conversation: '5', limit: 3, offset: 0, ...more });
  function exchange(given: Command = load(), more: Partial<CodecContext> = {}, where: Parameters<typeof address>[0] = {}): Exchange {
    const encoded = ready(more, { historyUrl: '/messages', ...where }).encode(given);
    if (!encoded || !('exchange' in encoded)) throw new Error('no exchange');
    return encoded.exchange;
  }
  const rows = [
    { id: 3, girl_id: 5, content: 'three', timestamp: '2026-03-01T10:02:00Z', sender: 'girl' }, { id: 2, girl_id: 5, content: 'two', timestamp: '2026-03-01T10:01:00Z', sender: 'user', status: 'read' },
    { id: 1, girl_id: 5, content: 'one', timestamp: '2026-03-01T10:00:00Z', sender: 'girl' },
  ]; // prettier-ignore
  const page = (events: readonly ChatEvent[]) => events.find(({ type }) => type === 'history') as ChatEvent & { type: 'history' };

  it('is there where history-url is', () => {
    expect(start({}, { historyUrl: '/messages' }).decode('40{"sid":"s"}').events).to.deep.equal([{ type: 'ready', capabilities: { history: true } }]);
  });

  const urls: readonly (readonly [Parameters<typeof address>[0], string])[] = [
    [{ historyUrl: '/messages' }, 'https://x.test/messages?user_id=7&girl_id=5&limit=3&offset=0'],
    [{ url: 'wss://x.test/v2/', historyUrl: 'messages' }, 'https://x.test/v2/messages?user_id=7&girl_id=5&limit=3&offset=0'],
    [{ historyUrl: '/messages', peerField: 'room', conversation: 'a b' }, 'https://x.test/messages?user_id=7&room=5&limit=3&offset=0'],
    [{ historyUrl: '/users/{user-id}/chats/{conversation}' }, 'https://x.test/users/7/chats/5?limit=3&offset=0'],
    [{ historyUrl: '/messages?with={conversation}&me={user-id}&n={limit}&skip={offset}' }, 'https://x.test/messages?with=5&me=7&n=3&skip=0'],
    [{ historyUrl: 'https://api.test/m?kind=all' }, 'https://api.test/m?kind=all&user_id=7&girl_id=5&limit=3&offset=0'],
  ];
  for (const [where, url] of urls) it(`${JSON.stringify(where)} → ${url}`, () => expect(exchange(load(), {}, where).request).to.deep.equal({ url, method: 'GET' }));

  it('comes newest first and is turned round; one’s own are told from the other side’s', () => {
    const { messages, end } = page(exchange(load({ limit: 5 })).answer(200, JSON.stringify(rows)));
    expect(messages.map(({ id, own, author }) => [id, own, author.id])).to.deep.equal([['1', false, '5'], ['2', true, '7'], ['3', false, '5']]);
    expect(messages[1]?.status).to.equal('read');
    expect(end).to.equal(true);
  });

  it('goes on while as many came as were asked for, or as many as a backend may cut it to', () => {
    const list = (n: number) => JSON.stringify(Array.from({ length: n }, (_, i) => ({ id: i + 1, content: 'x' })));
    const end = (limit: number, body: string) => page(exchange(load({ limit })).answer(200, body)).end;
    expect([end(3, list(3)), end(50, list(50)), end(50, list(20)), end(50, list(7)), end(50, list(0))]).to.deep.equal([false, false, false, true, true]);
    expect(end(3, '{"messages":[{"id":1,"content":"x"}],"has_more":true}')).to.equal(false);
    expect(end(1, '{"data":[{"id":1,"content":"x"}],"has_more":false}')).to.equal(true);
  });

  it('asks for what lies before what the backend knows, not before what is only here', () => {
    const messages = (): Message[] => [shown('1'), shown('2', { own: true }), shown('local:photo:x'), shown('w', { own: true, status: 'pending' }), shown('v', { own: true, status: 'failed' })];
    expect(exchange(load({ offset: 5 }), { messages }).request.url).to.contain('offset=2');
  });

  it('one bad row costs itself alone', () => {
    const events = exchange().answer(200, JSON.stringify([rows[0], null, { id: 9 }, 5, rows[2]]));
    expect(page(events).messages.map(({ id }) => id)).to.deep.equal(['1', '3']);
    expect(events.filter(({ type }) => type === 'error')).to.have.length(3);
  });

  for (const [status, body] of [[0, ''], [404, 'x'], [500, ''], [200, 'hello'], [200, '{}'], [200, '5']] as const) {
    it(`an answer ${status} ${JSON.stringify(body)} is told, never thrown`, () => expect(exchange().answer(status, body).map(({ type }) => type)).to.deep.equal(['error']));
  }

  it('shows no token until the backend asks for one, then in a header', () => {
    const where = { historyUrl: 'https://guarded.test/messages' };
    expect(exchange(load(), { token: 'tok' }, where).request.headers).to.equal(undefined);
    exchange(load(), { token: 'tok' }, where).answer(401, '');
    expect(exchange(load(), { token: 'tok' }, where).request).to.deep.include({ headers: { Authorization: 'Bearer tok' } });
  });

  it('after a reconnect, what came meanwhile is news, and the rest is merged', () => {
    const events = exchange(load(), { lastId: () => '1', messages: () => [shown('1')] }).answer(200, JSON.stringify(rows));
    expect(events.map((one) => (one.type === 'message' ? `${one.message.id} ${one.confirms ?? ''}` : one.type))).to.deep.equal(['2 same-text', '3 ', 'history']);
    expect(page(events)).to.include({ tail: true });
  });

  it('what was missed goes behind all that is listed before it, wherever one’s own stands', () => {
    const text = (id: string, own: boolean) => ({ id, own, text: id, status: 'sent', author: { id: own ? '7' : '5', role: 'visitor' }, parts: [{ type: 'text', text: id }], conversation: '5', createdAt: new Date(0) }) as never;
    // Written before the other side's came, and stored after it.
    const events = exchange(load({ limit: 50 }), { messages: () => [text('2', true), text('1', false)], lastId: () => '1' }).answer(200, JSON.stringify(rows));
    expect(events.flatMap((event) => (event.type === 'message' ? [[event.message.id, event.after]] : []))).to.deep.equal([['3', '1']]);
  });

  it('what was missed goes before what was said since, and is news as well', () => {
    const events = exchange(load(), { lastId: () => '3', messages: () => [shown('1'), shown('3')] }).answer(200, JSON.stringify(rows));
    expect(events.map((one) => (one.type === 'message' ? `${one.message.id} after ${one.after}` : one.type))).to.deep.equal(['2 after 1', 'history']);
  });

  it('after a reconnect with nothing in common, asks on until something is: one’s own that went out since, and what came since, are not', () => {
    let here = [shown('1'), shown('2', { own: true }), shown('w', { own: true, status: 'pending' })];
    const list = (...ids: number[]) => JSON.stringify({ messages: ids.map((id) => ({ id, girl_id: 5, content: String(id), sender: id === 9 ? 'user' : 'girl' })), has_more: true });
    const first = exchange(load({ limit: 4 }), { messages: () => here });
    here = [here[0]!, here[1]!, shown('9', { own: true }), shown('10')];
    expect(first.answer(200, list(10, 9, 8, 7))).to.deep.equal([]);
    const second = first.again!()!;
    expect(second.request.url).to.contain('offset=4');
    expect(second.answer(502, '').map(({ type }) => type)).to.deep.equal(['error']);
    const third = second.again!()!;
    expect(third.request.url).to.contain('offset=4');
    // One more came meanwhile.
    expect(third.answer(200, list(7, 6, 5, 4))).to.deep.equal([]);
    const last = third.again!()!;
    expect(last.request.url).to.contain('offset=7');
    const events = last.answer(200, list(3, 2, 1));
    expect(events.flatMap((event) => (event.type === 'message' ? [`${event.message.id} after ${event.after}`] : []))).to.deep.equal(['3 after 2', '4 after 3', '5 after 4', '6 after 5', '7 after 6', '8 after 7']);
    expect(page(events).messages.map(({ id }) => id)).to.deep.equal(['1', '2', '3', '4', '5', '6', '7', '8', '9', '10']);
  });

  it('but not for more than 200 messages', () => {
    let asked = exchange(load({ limit: 50 }), { messages: () => [shown('0')] });
    const list = (from: number) => JSON.stringify({ messages: Array.from({ length: 50 }, (_, i) => ({ id: from - i, content: 'x' })), has_more: true });
    for (let from = 1000; from > 850; from -= 50) {
      expect(asked.answer(200, list(from))).to.deep.equal([]);
      asked = asked.again!()!;
    }
    const events = asked.answer(200, list(850));
    expect(page(events).messages.length).to.equal(200);
    expect(page(events)).to.include({ tail: true, end: false });
  });

  it('after a reconnect with nothing in common, the newest page stands behind a gap', () => {
    let asked = exchange(load(), { lastId: () => '0', messages: () => [shown('0')] });
    let events = asked.answer(200, JSON.stringify(rows));
    // The page behind it is the same.
    if (!events.length) events = (asked = asked.again!()!).answer(200, JSON.stringify(rows));
    expect(events.map(({ type }) => type)).to.deep.equal(['history']);
    expect(page(events)).to.include({ tail: true, end: false });
  });
});

describe('socket-io: chance', () => {
  before(() => socketIo.prepare!(address({ historyUrl: '/messages' })));

  it('answers of history-url that are broken never throw', () => {
    const random = seeded(7);
    const body = JSON.stringify([{ id: 1, girl_id: 5, content: 'x', timestamp: '2026-03-01T10:00:00Z', media_url: '/a', sender: 'user' }]);
    const encoded = ready({}, { historyUrl: '/messages' }).encode({ type: 'load-history', conversation: '5', limit: 5, offset: 0 });
    if (!encoded || !('exchange' in encoded)) throw new Error('no exchange');
    for (let i = 0; i < 1000; i++) {
      const at = Math.floor(random() * body.length);
      expect(encoded.exchange.answer(200, body.slice(0, at) + ['', '{', ']', '"', '0', 'null,'][Math.floor(random() * 6)]! + body.slice(at + Math.floor(random() * 4)))).to.be.an('array');
    }
  });
});

describe('socket-io: what goes out', () => {
  const data = { event: 'snap', data: { a: [new Uint8Array([1, 2]), { b: new Uint8Array([3, 4, 5]).subarray(1).buffer }], at: new Date(0), none: undefined, text: 'é' } };
  for (const namespace of ['/', '/chat']) {
    for (const ack of [false, true]) {
      it(`is what the parser’s own encoder would make of it (${namespace}${ack ? ', with an acknowledgement' : ''})`, () => {
        for (const frame of [{ event: 'hello', data: { x: 1 } }, { event: 'hello' }, data]) {
          const packet = { type: PacketType.EVENT, nsp: namespace, data: [frame.event, ...('data' in frame ? [frame.data] : [])], ...(ack && { id: 0 }) };
          const [text, ...attached] = new Encoder().encode(packet) as [string, ...(ArrayBuffer | Uint8Array)[]];
          const out = ready({}, { namespace }).raw({ ...frame, ack });
          expect(out[0]).to.equal(`4${text}`);
          expect(out.slice(1).map((one) => [...new Uint8Array(one as ArrayBuffer)])).to.deep.equal(attached.map((one) => [...(one instanceof ArrayBuffer ? new Uint8Array(one) : one)]));
        }
      });
    }
  }
});

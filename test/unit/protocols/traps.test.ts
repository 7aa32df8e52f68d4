import { expect } from '@open-wc/testing';
import type { Address, Part, Tuning } from '../../../src/domain/index.js';
// Loaded when they are needed, which takes real time that a clock in the hand does not know of.
import '../../../src/session/echoes.js';
import '../../../src/session/exchange.js';
import '../../../src/session/older.js';
import '../../../src/session/poller.js';
import '../../../src/session/sending.js';
import '../../../src/conversation/rare.js';
import type { Codec } from '../../../src/protocols/codec.js';
import { Bench, type Answering, type Peer, type Request } from '../../../src/testing/bench.js';
import type { ConformanceKit } from '../../../src/testing/index.js';
import cossistantBox, { cossistantKit } from './boxes/cossistant.js';
import realtimeBox from './boxes/realtime-session.js';
import socketIoBox, { socketIoKit } from './boxes/socket-io.js';
import topicsBox from './boxes/topics.js';
import userChannelBox from './boxes/user-channel.js';

/** What is peculiar about each backend, sentence by sentence, seen through a whole session. What a frame alone shows is in the tables and in socket-io.test.ts. */
const benches: Bench[] = [];
const { debug } = console;
beforeEach(() => void (console.debug = () => {}));
before(() => Promise.all([import('../../../src/conversation/rare.js'), import('../../../src/session/echoes.js'), import('../../../src/session/exchange.js'), import('../../../src/session/older.js'), import('../../../src/session/poller.js'), import('../../../src/session/sending.js')]));
afterEach(async () => {
  for (const bench of benches.splice(0)) expect(await bench.dispose()).to.equal(undefined);
  console.debug = debug;
});

interface More {
  readonly address?: Partial<Address>;
  readonly token?: () => string | undefined;
  readonly backend?: Partial<Answering>;
  readonly tuning?: Partial<Tuning>;
}
function make(kit: ConformanceKit, { address, token = () => 'good-token', backend, tuning }: More = {}) {
  const box = kit.backend();
  const answering: Answering = { accept: (peer) => box.accept(peer), receive: (peer, frame) => box.receive(peer, frame), ...(box.fetch && { fetch: (request: Request) => box.fetch!(request) }), ...backend };
  const bench = new Bench({ codec: kit.codec as Codec, backend: answering, address: { ...kit.address, ...address }, tuning, token: token as () => string });
  benches.push(bench);
  return { bench, box, session: bench.session };
}
async function open(kit: ConformanceKit, more?: More) {
  const made = make(kit, more);
  expect(await made.bench.start()).to.equal(true);
  return made;
}
const json = (value: unknown): string => JSON.stringify(value);
const frames = (bench: Bench): Record<string, unknown>[] => bench.sent.map((frame) => JSON.parse(frame as string) as Record<string, unknown>);
const partsOf = (bench: Bench, conversation?: string): readonly Part[] => bench.messages(conversation).flatMap(({ parts }) => parts);

describe('traps: tokens', function () {
  this.timeout(40_000);
  const TOKEN = 'aB3/+=very-secret';
  const opened: Partial<Answering> = { receive() {} };
  const established = '{"type":"connection_established"}';
  const stories: readonly [string, ConformanceKit, Partial<Answering>][] = [
    ['an error frame, and the close after it', realtimeBox, { ...opened, accept: (peer) => (peer.send(json({ kind: 'error', data: { message: `Bad token ${TOKEN}` } })), peer.close(1008)) }],
    ['the reason of a close', userChannelBox, { ...opened, accept: (peer) => peer.close(4401, `Bad token ${TOKEN}`) }],
    ['an error of a connection that goes on', userChannelBox, { ...opened, accept: (peer) => peer.send(established, json({ type: 'error', message: `Bad token ${TOKEN}` })) }],
    ['a refusal of who we are', cossistantBox, { ...opened, accept: (peer) => peer.send(json({ type: 'error', code: 'AUTH', error: `Bad token ${TOKEN}` })) }],
    ['an answer over HTTP', topicsBox, { ...opened, accept() {}, fetch: () => ({ status: 400, body: json({ message: `Bad token ${TOKEN}` }) }) }],
    ['the answer to a send', socketIoBox, {
      accept: (peer) => peer.send('0{"sid":"e"}'),
      receive: (peer, frame) => peer.send(String(frame).startsWith('40') ? '40{"sid":"s"}' : `42${json(['error', { message: `Bad token ${TOKEN}` }])}`),
    }],
  ];
  for (const [where, kit, backend] of stories) {
    it(`repeated by a backend in ${where}, one is never shown`, async () => {
      const { bench, session } = make(kit, { token: () => TOKEN, backend });
      session.start();
      session.engage();
      session.sendMessage('Hi');
      await bench.until(() => bench.told.some(({ name }) => name === 'chat-error') && (session.connection.status === 'failed' || bench.messages()[0]?.status !== 'pending'));
      await bench.go(100);
      const all = json([bench.told, session.connection.error?.message, session.stats, bench.messages()]);
      expect(all).to.contain('Bad token REDACTED').and.not.contain('very-secret');
    });
  }
});

describe('traps: realtime-session', function () {
  this.timeout(40_000);
  const says = (text: string, source = 'tutor') => json({ kind: 'transcript', data: { source, text } });

  it('what the composer sends is the bare text, what a page sends is JSON', async () => {
    const { bench, session } = await open(realtimeBox);
    session.sendMessage('{"type":"chat"} مرحبا!');
    session.send({ type: 'audio_metadata', format: 'webm', duration: 5000 });
    await bench.until(() => bench.sent.length > 1);
    expect(bench.sent).to.have.members(['{"type":"chat"} مرحبا!', '{"type":"audio_metadata","format":"webm","duration":5000}']);
  });

  it('nothing is ever said unasked: no ping, no receipt, no typing, no subscription', async () => {
    const { bench, session } = await open(realtimeBox);
    bench.say(says('Hello'));
    session.setTyping(true, 'Hel');
    await bench.go(2000);
    session.markRead();
    session.subscribe('c1');
    session.requestPending();
    await bench.go(200_000);
    expect(bench.sent).to.deep.equal([]);
    expect(session.connection.status).to.equal('connected');
  });

  it('is not echoed: what was typed stands once, as sent; what the user said is another message', async () => {
    const { bench, session } = await open(realtimeBox);
    session.sendMessage('Hello');
    await bench.until(() => bench.messages()[0]?.status === 'sent');
    bench.say(says('Hello', 'user'));
    await bench.go();
    expect(bench.messages().map(({ own, status, text }) => [own, status, text])).to.deep.equal([[true, 'sent', 'Hello'], [true, 'sent', 'Hello']]);
  });

  it('speech belongs to the transcript of the tutor before it, whatever was said in between', () => {
    const wire = realtimeBox.codec.start({ newId: ((n = 0) => () => `id-${++n}`)(), now: () => new Date(0), self: { id: 'u1', role: 'visitor' } } as never);
    wire.decode(says('One'));
    wire.decode(says('You said this', 'user'));
    expect(wire.decode('{"kind":"audio","data":{"audio_data":"SUQz","format":"mp3"}}').events).to.deep.equal([{ type: 'speech', id: 'id-1', data: 'SUQz', format: 'mp3' }]);
  });

  it('context is kept and told, nested or flat', async () => {
    const { bench, session } = await open(realtimeBox);
    for (const context of [{ session_id: 's', agent: { language: 'ar-AR', audio_enabled: true, active_tool: null } }, { language: 'en', audio_enabled: false }]) {
      bench.say(json({ kind: 'context', data: context }));
      await bench.go();
      expect(session.conversation().info.context).to.deep.include(context);
      expect(bench.told.findLast(({ name }) => name === 'chat-conversation')?.detail).to.deep.include({ context });
    }
  });

  it('unasked follow-ups come in one after the other, and the same words twice are two messages', async () => {
    const { bench } = await open(realtimeBox);
    bench.say(says('Are you there?'), says('Are you there?'));
    await bench.go();
    expect(bench.texts()).to.deep.equal(['Are you there?', 'Are you there?']);
  });

  it('an error and 1008: one fresh token, then it stops and says why; an error and 1011: it goes on trying', async () => {
    const { bench, session } = make(realtimeBox, { token: () => 'bad-token' });
    session.start();
    session.engage();
    await bench.until(() => session.connection.status === 'failed');
    expect(session.connection.error?.message).to.contain('Invalid token');
    expect(bench.asked).to.equal(2);
    const other = await open(realtimeBox);
    other.bench.say('{"kind":"error","data":{"message":"The model is gone"}}');
    other.bench.socket!.peer.close(1011);
    await other.bench.go();
    expect(other.bench.errors()).to.include('server-error');
    expect(await other.bench.up()).to.equal(true);
  });

  it('tries within 3 s each, five times at once and then as often as no backend minds, for ever', async () => {
    const { bench, session } = await open(realtimeBox);
    await bench.cut();
    const at: number[] = [];
    for (let passed = 0; passed < 120_000; passed += 100) {
      while (at.length < bench.sockets.length - 1) at.push(bench.clock.now());
      await bench.go();
    }
    const waits = at.map((time, i) => time - (at[i - 1] ?? time));
    expect(waits.slice(1, 4).every((wait) => wait >= 1500 && wait <= 3200), waits.join()).to.equal(true);
    expect(Math.max(...waits), waits.join()).to.be.below(9700);
    expect(at).to.have.length.within(14, 17);
    expect(session.connection.status).to.equal('reconnecting');
    bench.down = false;
    expect(await bench.up()).to.equal(true);
  });
});

describe('traps: user-channel', function () {
  this.timeout(40_000);
  const says = (message: unknown, conversation_uuid = 'c1', type = 'message_generate') => json({ type, conversation_uuid, message });

  it('opens with user id and token, and closes when either goes', async () => {
    const { bench, session } = make(userChannelBox, { address: { userId: undefined } });
    session.start();
    await bench.go(5000);
    expect(bench.sockets).to.have.length(0);
    expect(bench.errors()).to.deep.equal([]);
    const { settings } = session;
    session.configure({ ...settings, address: { ...settings.address, userId: 'u1' } });
    expect(await bench.up()).to.equal(true);
    expect(bench.socket?.url).to.equal('wss://backend.test/ws/user/u1?token=good-token');
    session.configure({ ...session.settings, token: undefined });
    await bench.go(5000);
    expect(bench.socket).to.equal(undefined);
    expect(session.connection.status).to.be.oneOf(['idle', 'closed']);
    expect(bench.errors()).to.deep.equal([]);
  });

  it('get_pending goes out on every connection, and what comes again is not shown again', async () => {
    const { bench, box } = await open(userChannelBox);
    bench.say(...box.say({ id: 'm1', conversation: 'c1', text: 'One' }));
    await bench.cut();
    box.say({ id: 'm2', conversation: 'c1', text: 'Two' });
    bench.down = false;
    await bench.up();
    expect(frames(bench).filter(({ type }) => type === 'get_pending')).to.have.length(2);
    expect(bench.texts()).to.deep.equal(['One', 'Two']);
    expect(bench.arrived()).to.deep.equal(['One', 'Two']);
  });

  it('where connection_established is never said, what waits is asked for after one vain attempt, once on each connection, and its answer says that somebody listens', async () => {
    const { bench, session } = make(userChannelBox, {
      address: { url: 'https://never-greets.test' },
      backend: { accept() {}, receive: (peer, frame) => JSON.parse(frame as string).type === 'get_pending' && peer.send(says({ uuid: 'm1', content: 'While you were away' }), '{"type":"pending_check_complete","data":{}}') },
    });
    session.start();
    expect(await bench.up()).to.equal(true);
    expect(bench.sockets).to.have.length(2);
    session.sendMessage('Hi');
    await bench.until(() => bench.sent.length > 1);
    expect(bench.texts()).to.deep.equal(['While you were away', 'Hi']);
    expect(frames(bench).map(({ type }) => type)).to.deep.equal(['get_pending', 'message_generate']);
    await bench.cut();
    bench.down = false;
    expect(await bench.up()).to.equal(true);
    expect(frames(bench).filter(({ type }) => type === 'get_pending')).to.have.length(2);
    expect(bench.texts()).to.deep.equal(['While you were away', 'Hi']);
  });

  it('what another chat of the page is waiting for says nothing of a backend: each gives it time to greet', async () => {
    const slow = { address: { url: 'https://slow.test' }, backend: { accept() {}, receive() {} } };
    const chats = [make(userChannelBox, slow), make(userChannelBox, slow), make(cossistantBox, slow), make(cossistantBox, slow)];
    for (const { bench, session } of chats) {
      session.start();
      session.engage();
      await bench.until(() => bench.socket !== undefined);
      await bench.go(1000);
      expect(bench.sent).to.deep.equal([]);
    }
  });

  it('what only a signed-in user is told stands for connection_established; an error, a pong and what is not known do not; what waits is asked for once', async () => {
    const { bench, session } = make(userChannelBox, { address: { url: 'https://greets-late.test' }, backend: { accept() {}, receive() {} } });
    session.start();
    session.sendMessage('Hi');
    await bench.until(() => bench.socket !== undefined);
    bench.say('{"type":"error","message":"Wait a moment"}', '{"type":"pong"}', '{"type":"auth_required"}', '{"type":"message_generate"}');
    await bench.go(1000);
    expect(session.connection.status).to.equal('connecting');
    expect(bench.messages()[0]?.status).to.equal('pending');
    expect(bench.sent).to.deep.equal([]);
    bench.say(says({ uuid: 'm1', content: 'One' }));
    await bench.go();
    expect(session.connection.status).to.equal('connected');
    bench.say('{"type":"connection_established"}');
    await bench.until(() => bench.sent.length > 1);
    await bench.go();
    expect(frames(bench).map(({ type }) => type)).to.deep.equal(['get_pending', 'message_generate']);
  });

  it('what waited is handed out behind what is said meanwhile, and stands where its time says; what comes at other times stands as it came', async () => {
    const made = make(userChannelBox, { backend: { receive() {} } });
    const { bench, session } = made;
    await bench.start();
    bench.say('{"type":"pending_check_complete"}');
    const at = (n: number) => ({ created_at: `2026-03-01T10:00:0${n}` });
    bench.say(says({ uuid: 'm1', content: 'One', ...at(1) }), says({ uuid: 'm0', content: 'The clock was set back', ...at(0) }));
    await bench.go();
    session.sendMessage('Mine');
    await bench.go();
    session.requestPending();
    bench.say(says({ uuid: 'm5', content: 'Five', ...at(5) }), says('No time'), says({ uuid: 'x5', content: 'Elsewhere', ...at(5) }, 'c2'), says({ uuid: 'm1', content: 'One', ...at(1) }));
    bench.say(says({ uuid: 'm2', content: 'Mine', role: 'user', ...at(2) }), says({ uuid: 'm3', content: 'Three', ...at(3) }), says({ uuid: 'm4', content: 'Four', ...at(4) }), says({ uuid: 'm6', content: 'Six', ...at(5) }));
    bench.say(says({ uuid: 'x1', content: 'Earlier there', ...at(1) }, 'c2'), '{"type":"pending_check_complete"}', says({ uuid: 'm7', content: 'And on', ...at(1) }));
    await bench.go();
    expect(bench.texts()).to.deep.equal(['One', 'The clock was set back', 'Mine', 'Three', 'Four', 'Five', 'No time', 'Six', 'And on']);
    expect(bench.texts('c2')).to.deep.equal(['Earlier there', 'Elsewhere']);
    expect(session.find(session.conversation('c2').firstUnread!, 'c2')?.text).to.equal('Earlier there');
    expect(bench.arrived()).to.have.length(10);
  });

  it('message_regenerate replaces the message with this id, else the last one of the assistant in that conversation', async () => {
    const { bench } = await open(userChannelBox);
    bench.say(says({ uuid: 'm1', content: 'One' }), says({ uuid: 'm2', content: 'Two' }), says({ uuid: 'm3', content: 'Mine', role: 'user' }), says({ uuid: 'x1', content: 'Elsewhere' }, 'c2'));
    bench.say(says({ uuid: 'm1', content: 'One, again' }, 'c1', 'message_regenerate'));
    await bench.go();
    expect(bench.texts()).to.deep.equal(['One, again', 'Two', 'Mine']);
    bench.say(says({ uuid: 'm9', content: 'Two, again' }, 'c1', 'message_regenerate'));
    await bench.go();
    expect(bench.texts()).to.deep.equal(['One, again', 'Two, again', 'Mine']);
    expect(bench.texts('c2')).to.deep.equal(['Elsewhere']);
    bench.say(says({ uuid: 'm9', content: 'Two, once more' }, 'c1', 'message_regenerate'));
    await bench.go();
    expect(bench.texts()[1]).to.equal('Two, once more');
  });

  it('a message of another conversation is not on screen and counts as unread there', async () => {
    const { bench, session } = await open(userChannelBox);
    bench.say(says({ uuid: 'm1', content: 'There' }, 'c2'));
    await bench.go();
    expect(bench.texts('c1')).to.deep.equal([]);
    expect(session.conversation('c1').unread).to.equal(0);
    expect(session.conversation('c2').unread).to.equal(1);
  });

  it('an error is told; everything has its handlers, several sets of them, and one that throws stops no other', async () => {
    const { bench, session } = await open(userChannelBox);
    const got: string[] = [];
    const before = Object.getOwnPropertyDescriptor(globalThis, 'reportError')!;
    Object.defineProperty(globalThis, 'reportError', { value: () => {}, configurable: true, writable: true });
    session.registerHandlers({ notification_new: () => { throw new Error('on purpose'); } }); // prettier-ignore
    session.registerHandlers({ notification_new: () => got.push('first'), message_generate: (_, conversation) => got.push(`message of ${conversation}`) });
    session.registerHandlers({ notification_new: () => got.push('second'), pending_check_complete: () => got.push('checked') });
    bench.say('{"type":"notification_new","data":{}}', '{"type":"pending_check_complete","data":{}}', says('Hi'), '{"type":"error","message":"No credit"}');
    await bench.go();
    Object.defineProperty(globalThis, 'reportError', before);
    expect(got).to.deep.equal(['first', 'second', 'checked', 'message of c1']);
    expect(bench.errors()).to.have.members(['handler', 'server-error']);
    expect(bench.told.find(({ name, detail }) => name === 'chat-error' && (detail as { code: string }).code === 'server-error')?.detail).to.deep.include({ message: 'No credit' });
  });

  it('pings every 30 s; unanswered they end nothing, until one was answered in this page’s life', async () => {
    const { bench, session } = await open(userChannelBox);
    await bench.go(200_000);
    const pings = frames(bench).filter(({ type }) => type === 'ping');
    expect(pings.length).to.be.within(5, 7);
    expect(new Date(pings[0]!['timestamp'] as string).toISOString()).to.equal(pings[0]!['timestamp']);
    expect(bench.sockets).to.have.length(1);
    bench.say('{"type":"pong"}');
    await bench.go(60_000);
    expect(bench.sockets.length).to.be.above(1);
    expect(session.connection.status).to.equal('connected');
  });

  it('stops after five attempts, and says so', async () => {
    const { bench, session } = await open(userChannelBox);
    await bench.cut();
    expect(await bench.until(() => session.connection.status === 'failed')).to.equal(true);
    expect(bench.sockets.length).to.be.within(5, 7);
    expect(bench.told.some(({ name, detail }) => name === 'chat-status' && (detail as { status: string }).status === 'failed')).to.equal(true);
  });
});

describe('traps: cossistant', function () {
  this.timeout(40_000);
  const told = (more: object) => json({ type: 'new_message', conversationId: 'c1', messageId: 'm1', content: { text: 'Hi' }, senderType: 'visitor', senderId: 'u1', ...more });

  it('every frame carries an id of its own and the time', async () => {
    const { bench, session } = await open(cossistantBox);
    session.sendMessage('Hi');
    session.setTyping(true, 'Hel');
    await bench.until(() => frames(bench).some(({ type }) => type === 'typing_progress'));
    await bench.go(40_000);
    const all = frames(bench);
    expect(new Set(all.map(({ id }) => id)).size).to.equal(all.length);
    for (const { timestamp } of all) expect(timestamp).to.be.a('number');
    expect(all.map(({ type }) => type)).to.include.members(['subscribe_conversation', 'send_message', 'typing_start', 'typing_progress', 'typing_stop', 'ping']);
  });

  it('the team subscribes to its website as well, after each connection_established; visitors do not', async () => {
    const { bench } = await open(cossistantBox, { address: { userRole: 'agent', websiteId: 'site-456', userId: 'agent-9' } });
    await bench.cut();
    bench.down = false;
    await bench.up();
    expect(frames(bench).filter(({ type }) => type === 'subscribe_website').map(({ websiteId }) => websiteId)).to.deep.equal(['site-456', 'site-456']);
    const visitor = await open(cossistantBox, { address: { websiteId: 'site-456' } });
    expect(frames(visitor.bench).some(({ type }) => type === 'subscribe_website')).to.equal(false);
  });

  it('where connection_established is never said, the subscriptions go out after one vain attempt, once on each connection, and what comes of them says that somebody listens', async () => {
    const { bench, session } = make(cossistantBox, {
      address: { url: 'https://never-greets.test' },
      backend: {
        accept() {},
        receive(peer, frame) {
          const { type, conversationId, content, metadata } = JSON.parse(frame as string) as Record<string, unknown>;
          if (type === 'subscribe_conversation') peer.send(json({ type: 'subscription_confirmed', channel: `conversation:${String(conversationId)}` }));
          if (type === 'send_message') peer.send(told({ content, metadata }));
        },
      },
    });
    session.start();
    session.engage();
    expect(await bench.up()).to.equal(true);
    expect(bench.sockets).to.have.length(2);
    session.sendMessage('Hi');
    await bench.until(() => bench.messages()[0]?.status === 'sent');
    expect(frames(bench).map(({ type }) => type)).to.deep.equal(['subscribe_conversation', 'send_message']);
    await bench.cut();
    bench.down = false;
    expect(await bench.up()).to.equal(true);
    expect(frames(bench).filter(({ type }) => type === 'subscribe_conversation')).to.have.length(2);
  });

  it('what comes of a subscription stands for connection_established; an error, a pong and what is not known do not', async () => {
    const { bench, session } = make(cossistantBox, { address: { url: 'https://greets-late.test' }, backend: { accept() {}, receive() {} } });
    session.start();
    session.engage();
    await bench.until(() => bench.socket !== undefined);
    bench.say('{"type":"error","error":"Wait a moment"}', '{"type":"pong"}', '{"type":"auth_required"}', json({ type: 'subscription_error', error: 'Not now' }));
    await bench.go(1000);
    expect(session.connection.status).to.equal('connecting');
    bench.say(told({ senderType: 'user', senderId: 'a1' }));
    await bench.go();
    expect(session.connection.status).to.equal('connected');
    expect(bench.texts()).to.deep.equal(['Hi']);
    // Asked for after each.
    bench.say('{"type":"connection_established"}');
    await bench.go();
    expect(frames(bench).map(({ type }) => type)).to.deep.equal(['subscribe_conversation', 'subscribe_conversation']);
  });

  it('a ping that is answered with an unknown message type, or never, is no error and ends nothing', async () => {
    const { bench } = await open(cossistantBox);
    await bench.go(200_000);
    expect(frames(bench).some(({ type }) => type === 'ping')).to.equal(true);
    expect(bench.errors()).to.deep.equal([]);
    expect(bench.sockets).to.have.length(1);
  });

  for (const telling of [true, false]) {
    it(`one’s own messages come back ${telling ? 'with' : 'without'} a client id: pending until then, no bubble twice, the same words in their order`, async () => {
      const { bench, session } = await open(cossistantKit(telling));
      session.sendMessage('Hi');
      session.sendMessage('Hi');
      expect(bench.messages().map(({ status }) => status)).to.deep.equal(['pending', 'pending']);
      await bench.until(() => bench.messages().every(({ status }) => status === 'sent'));
      expect(bench.messages().map(({ id, text }) => `${id} ${text}`)).to.deep.equal(['own-1 Hi', 'own-2 Hi']);
      expect(bench.arrived()).to.deep.equal([]);
    });
  }

  it('one’s own come back under another id than the page’s, or under one where the page gave none, and without a client id: no bubble twice', async () => {
    const sides = [
      [{ userId: 'u1' }, 'visitor', 'visitor-9'],
      [{ userId: undefined, userRole: 'agent' }, 'user', 'agent-9'],
    ] as const;
    for (const [address, senderType, senderId] of sides) {
      const { bench, session } = await open(cossistantBox, { address, backend: { receive() {} } });
      bench.say(told({ messageId: 'm0', content: { text: 'Hi' }, senderType: 'user', senderId: 'agent-1' }));
      await bench.go();
      session.sendMessage('Hi');
      await bench.until(() => frames(bench).some(({ type }) => type === 'send_message'));
      bench.say(told({ messageId: 'm2', content: { text: 'Hi' }, senderType, senderId }), told({ messageId: 'm3', content: { text: 'And more' }, senderType, senderId }));
      await bench.go();
      expect(bench.messages().map(({ id, own, status, text }) => [id, own, status, text])).to.deep.equal([['m0', false, 'sent', 'Hi'], ['m2', true, 'sent', 'Hi'], ['m3', true, 'sent', 'And more']]);
    }
  });

  it('another of the team who says the same is another, where it is known who we are or who they are', async () => {
    for (const userId of ['u1', undefined]) {
      const { bench, session } = await open(cossistantBox, { address: { userId, userRole: 'agent' }, backend: { receive() {} } });
      if (!userId) bench.say(json({ type: 'typing_progress', conversationId: 'c1', userId: 'agent-1', userType: 'user', content: 'H' }));
      session.sendMessage('Hi');
      await bench.until(() => frames(bench).some(({ type }) => type === 'send_message'));
      bench.say(told({ messageId: 'm2', content: { text: 'Hi' }, senderType: 'user', senderId: 'agent-1' }));
      await bench.go();
      expect(bench.messages().map(({ own, status }) => [own, status])).to.have.deep.members([[true, 'pending'], [false, 'sent']]);
    }
  });

  it('one that does not come back is failed with Retry, and sent after all should it come later', async () => {
    const { bench, session } = await open(cossistantBox, { backend: { receive() {} } });
    session.sendMessage('Hi');
    expect(await bench.until(() => bench.messages()[0]?.status === 'failed')).to.equal(true);
    bench.say(told({ content: { text: 'Hi', metadata: { clientId: bench.messages()[0]!.clientId ?? bench.messages()[0]!.id } } }));
    await bench.go();
    expect(bench.messages().map(({ status, text }) => [status, text])).to.deep.equal([['sent', 'Hi']]);
  });

  it('one that comes back too late, and without its id, is the one that was given up', async () => {
    const { bench, session } = await open(cossistantBox, { backend: { receive() {} } });
    for (const text of ['Hi', 'Ho']) session.sendMessage(text);
    expect(await bench.until(() => bench.messages().every(({ status }) => status === 'failed'))).to.equal(true);
    bench.say(told({ content: { text: 'Ho' } }));
    await bench.go();
    expect(bench.messages().map(({ id, status, text }) => [text === 'Ho' ? id : '', status, text])).to.deep.equal([['', 'failed', 'Hi'], ['m1', 'sent', 'Ho']]);
    expect(session.stats.queuedMessageCount).to.equal(0);
  });

  it('one’s own typing comes back and is not shown', async () => {
    const { bench, session } = await open(cossistantBox);
    session.setTyping(true, 'Hel');
    await bench.until(() => frames(bench).some(({ type }) => type === 'typing_progress'));
    await bench.go();
    expect(session.conversation().typing).to.deep.equal([]);
  });

  it('what is typed is live, is not blanked by an indicator without text, and ends with the message', async () => {
    const { bench, session, box } = await open(cossistantBox);
    bench.say(json({ type: 'typing_progress', conversationId: 'c1', userId: 'agent-1', userType: 'user', content: 'Good mor' }), ...box.typing!('c1', true));
    await bench.go();
    expect(session.conversation().typing.map(({ text }) => text)).to.deep.equal(['Good mor']);
    bench.say(...box.say({ id: 'm7', conversation: 'c1', text: 'Good morning' }));
    await bench.go();
    expect(session.conversation().typing).to.deep.equal([]);
  });

  it('an agent on the website sees, for each conversation, what its visitor is typing', async () => {
    const { bench, session } = await open(cossistantBox, { address: { userRole: 'agent', websiteId: 'w1', userId: 'agent-9' } });
    for (const [conversationId, content] of [['c7', 'How much'], ['c8', 'Where is']]) bench.say(json({ type: 'typing_progress', conversationId, userId: `v-${conversationId}`, userType: 'visitor', content }));
    bench.say(json({ type: 'visitor_online', conversationId: 'c8', visitorId: 'v-c8' }), json({ type: 'conversation_status_changed', conversationId: 'c7', status: 'pending' }));
    await bench.go();
    expect(['c7', 'c8'].map((c) => session.conversation(c).typing.map(({ text }) => text))).to.deep.equal([['How much'], ['Where is']]);
    expect(session.inbox.map(({ id }) => id)).to.include.members(['c7', 'c8']);
    expect(session.conversation('c7').info.status).to.equal('pending');
    expect(session.conversation().typing).to.deep.equal([]);
  });

  it('HTML is hostile: its text is shown and nothing else of it', async () => {
    const { bench } = await open(cossistantBox);
    const html = '<div onclick="alert(1)">Hello&nbsp;<b>you</b> &lt;3<br>next</div><script>steal()</script><style>p{}</style><img src=x onerror=alert(1)><a href="javascript:alert(1)">link</a><svg><script>x</script></svg><!-- no --><p title="a>b">end';
    bench.say(told({ senderType: 'user', senderId: 'agent-1', content: { html } }));
    await bench.go();
    expect(bench.texts()).to.deep.equal(['Hello you <3\nnext\nlink\nend']);
  });

  it('the server asks to reconnect: after the time that it says, and nobody is told of a fault', async () => {
    const { bench, session } = await open(cossistantBox);
    bench.say('{"type":"reconnect","reason":"deploy","retryAfter":5000}');
    await bench.go(4000);
    expect(bench.sockets).to.have.length(1);
    expect(await bench.until(() => bench.sockets.length === 2 && session.connection.status === 'connected')).to.equal(true);
    expect(bench.errors()).to.deep.equal([]);
  });

  it('keeps 100 unsent messages, and refuses one more where people see it', async () => {
    const { bench, session } = await open(cossistantBox);
    session.sendMessage('first');
    await bench.until(() => bench.messages()[0]?.status === 'sent');
    await bench.cut();
    for (let i = 0; i < 100; i++) session.sendMessage(`${i}`);
    expect(() => session.sendMessage('one more')).to.throw().with.property('code', 'queue-full');
  });

  it('its client’s defaults: 1 s × 1.5, 30 s at most, for ever; with no attempts allowed it does not come back by itself', async () => {
    expect(cossistantBox.codec.defaults).to.deep.equal({ reconnectDelay: 1000, reconnectMultiplier: 1.5, maxReconnectDelay: 30_000, queueSize: 100 });
    const { bench, session } = await open(cossistantBox, { tuning: { maxAttempts: 0 } });
    bench.socket!.break();
    await bench.go(60_000);
    expect([session.connection.status, bench.sockets.length]).to.deep.equal(['failed', 1]);
    session.retry();
    expect(await bench.up()).to.equal(true);
  });
});

describe('traps: topics', function () {
  this.timeout(40_000);
  const event = (more: object, message: object = {}) => json({ type: 'conversationEvent', data: { id: 'e1', conversationID: 'c1', message: { status: 'sent', body: { type: 'text', text: 'Hi' }, ...message }, actorID: 'agent-1', actorType: 'agent', ...more } });

  it('subscriptions made while closed go out at open; unsubscribing from what never was sends nothing', async () => {
    const { bench, session } = make(topicsBox);
    session.subscribe('c5');
    session.unsubscribe('c6');
    await bench.start();
    session.unsubscribe('c7');
    session.subscribe('c5');
    session.unsubscribe('c5');
    await bench.go();
    expect(frames(bench).map(({ action, resourceID, topic }) => `${action} ${topic} ${resourceID}`).sort()).to.deep.equal(['subscribe conversationEvent c1', 'subscribe conversationEvent c5', 'unsubscribe conversationEvent c5']);
  });

  it('an event with a known id is a status and no second message; failed comes with its reason', async () => {
    const { bench } = await open(topicsBox);
    bench.say(event({ actorID: 'u1', actorType: 'user' }));
    await bench.go();
    for (const status of ['delivered', 'read']) {
      bench.say(event({ actorID: 'u1', actorType: 'user' }, { status }));
      await bench.go();
      expect(bench.messages().map((m) => m.status)).to.deep.equal([status]);
    }
    bench.say(event({ id: 'e2', actorID: 'u1', actorType: 'user' }), event({ id: 'e2', actorID: 'u1', actorType: 'user' }, { status: 'failed', statusReason: 'No such number' }));
    await bench.go();
    expect(bench.messages().at(-1)).to.include({ status: 'failed', statusReason: 'No such number' });
    expect(bench.messages()).to.have.length(2);
  });

  it('other bodies show a plain notice, pictures are pictures', async () => {
    const { bench } = await open(topicsBox);
    bench.say(event({ id: 'e1' }, { body: { type: 'carousel', items: [] } }), event({ id: 'e2' }, { body: { type: 'image', image: { id: 'i', url: 'https://x.test/a.png', text: 'Look' } } }));
    await bench.go();
    expect(partsOf(bench)).to.deep.equal([{ type: 'text', text: '[carousel]', notice: 'unsupported' }, { type: 'image', url: 'https://x.test/a.png' }, { type: 'text', text: 'Look' }]);
  });

  it('where the socket cannot be had it polls, says so, sends, and nothing is lost or twice on either switch', async () => {
    const { bench, box, session } = await open(topicsBox);
    bench.say(...box.say({ id: 'e1', conversation: 'c1', text: 'One' }));
    await bench.go();
    bench.refusing = true;
    bench.socket!.break();
    expect(await bench.until(() => session.connection.status === 'polling')).to.equal(true);
    box.say({ id: 'e2', conversation: 'c1', text: 'Two' });
    session.sendMessage('Three');
    expect(await bench.until(() => bench.texts().includes('Two') && bench.texts().includes('Three'))).to.equal(true);
    await bench.until(() => bench.messages().every(({ status }) => status !== 'pending'));
    const tried = bench.sockets.length;
    box.say({ id: 'e4', conversation: 'c1', text: 'Four' });
    bench.refusing = false;
    expect(await bench.until(() => session.connection.status === 'connected')).to.equal(true);
    expect(bench.sockets.length).to.be.above(tried);
    // The list brings what came meanwhile; only then is there something new.
    expect(await bench.until(() => bench.arrived().includes('Four'))).to.equal(true);
    bench.say(...box.say({ id: 'e5', conversation: 'c1', text: 'Five' }));
    await bench.go(10_000);
    expect([...bench.texts()].sort()).to.deep.equal(['Five', 'Four', 'One', 'Three', 'Two']);
    expect(bench.arrived()).to.deep.equal(['One', 'Two', 'Four', 'Five']);
    expect(bench.texts().filter((text) => text !== 'Three')).to.deep.equal(['One', 'Two', 'Four', 'Five']);
    expect(box.said.map(({ text }) => text)).to.deep.equal(['Three']);
  });

  it('polling stops when the socket opens, and asks after the last event', async () => {
    const asked: string[] = [];
    const made = make(topicsBox, { backend: { fetch: (request) => (asked.push(`${request.method} ${request.url.search}`), made.box.fetch!(request)) } });
    await made.bench.start();
    made.bench.say(...made.box.say({ id: 'e1', conversation: 'c1', text: 'One' }));
    await made.bench.go(10_000);
    const { length } = asked;
    await made.bench.go(30_000);
    expect(asked).to.have.length(length);
    made.bench.down = true;
    made.bench.socket!.break();
    await made.bench.go(2000);
    made.bench.down = false;
    await made.bench.up();
    await made.bench.go(5000);
    expect(asked.slice(length)[0]).to.equal('GET ?after=e1');
  });

  it('a list that gives a few at a time is asked for until all of it is here: at first as what was, after a loss as what is new', async () => {
    const log = Array.from({ length: 7 }, (_, i) => ({ id: `e${i}`, conversationID: 'c1', message: { status: 'sent', body: { type: 'text', text: `${i}` } }, actorID: 'agent-1', actorType: 'agent' }));
    let known = 5;
    const made = make(topicsBox, {
      backend: {
        fetch({ url }) {
          const from = log.findIndex(({ id }) => id === url.searchParams.get('after')) + 1;
          return { status: 200, body: json({ events: log.slice(from, Math.min(known, from + 2)) }) };
        },
      },
    });
    const { bench, session } = made;
    await bench.start();
    expect(await bench.until(() => bench.texts().length === 5)).to.equal(true);
    expect([bench.texts(), bench.arrived(), session.conversation().unread]).to.deep.equal([['0', '1', '2', '3', '4'], [], 0]);
    await bench.cut();
    log.push(...['8', '9'].map((text) => ({ ...log[0]!, id: `e${text}`, message: { status: 'sent', body: { type: 'text', text } } })));
    known = 9;
    bench.down = false;
    await bench.up();
    bench.say(event({ id: 'live' }, { body: { type: 'text', text: 'live' } }));
    expect(await bench.until(() => bench.texts().length === 10)).to.equal(true);
    expect(bench.texts()).to.deep.equal(['0', '1', '2', '3', '4', '5', '6', '8', '9', 'live']);
    expect([...bench.arrived()].sort()).to.deep.equal(['5', '6', '8', '9', 'live']);
  });

  it('what was missing when somebody went to another conversation is asked for when they come back', async () => {
    let hangs = false;
    const made = make(topicsBox, { backend: { fetch: (request) => (hangs && request.method === 'GET' ? undefined : made.box.fetch!(request)) } });
    const { bench, box, session } = made;
    const go = (conversation: string) => session.configure({ ...session.settings, address: { ...session.settings.address, conversation } });
    await bench.start();
    bench.say(...box.say({ id: 'e1', conversation: 'c1', text: 'One' }));
    await bench.go(3000);
    await bench.cut();
    box.say({ id: 'e2', conversation: 'c1', text: 'Two' });
    hangs = true;
    bench.down = false;
    await bench.up();
    bench.say(...box.say({ id: 'e3', conversation: 'c1', text: 'Three' }));
    await bench.go();
    expect(bench.texts()).to.deep.equal(['One', 'Three']);
    go('c2');
    await bench.up();
    hangs = false;
    go('c1');
    expect(await bench.until(() => bench.texts('c1').length === 3)).to.equal(true);
    expect(bench.texts('c1')).to.deep.equal(['One', 'Two', 'Three']);
  });

  it('a normal close (1000) is not retried', async () => {
    const { bench, session } = await open(topicsBox);
    bench.socket!.peer.close(1000);
    await bench.go(60_000);
    expect(bench.sockets).to.have.length(1);
    expect(session.connection.status).to.be.oneOf(['closed', 'failed']);
  });

  for (const status of [401, 403]) {
    it(`${status} while polling: it stops and says so`, async () => {
      const { bench, session } = make(topicsBox, { backend: { fetch: () => ({ status, body: '{"message":"Your plan has ended"}' }) } });
      bench.refusing = true;
      session.start();
      session.engage();
      expect(await bench.until(() => session.connection.status === 'failed')).to.equal(true);
      expect(session.connection.error?.code).to.equal(status === 401 ? 'signed-out' : 'denied');
      expect(session.connection.error?.message).to.contain('Your plan has ended');
      const { length } = bench.sockets;
      await bench.go(60_000);
      expect(bench.sockets).to.have.length(length);
    });
  }

  it('both paths can be the page’s own', async () => {
    const asked: string[] = [];
    const { bench, session } = await open(topicsBox, {
      address: { eventsUrl: '/list/{conversation}?of={user-id}', messagesUrl: 'https://other.test/say/{conversation}' },
      backend: { fetch: ({ url, method }) => (asked.push(`${method} ${url.href}`), { status: 200, body: method === 'GET' ? '{"events":[]}' : '{"id":"e1","message":{"status":"sent"}}' }) },
    });
    session.sendMessage('Hi');
    await bench.until(() => asked.length > 2);
    expect(new Set(asked)).to.deep.equal(new Set(['GET https://backend.test/list/c1?of=u1', 'POST https://other.test/say/c1']));
  });

  it('a send that was refused for good is failed in the backend’s words; one without an answer is sent again', async () => {
    let status = 422;
    const made = make(topicsBox, { backend: { fetch: (request) => (request.method === 'GET' || status === 200 ? made.box.fetch!(request) : status ? { status, body: '{"detail":"Too rude"}' } : undefined) } });
    const { bench, session, box } = made;
    await bench.start();
    session.sendMessage('Hi');
    await bench.until(() => bench.messages()[0]?.status === 'failed');
    expect(bench.messages()[0]?.statusReason).to.contain('Too rude');
    status = 0;
    session.retryMessage(bench.messages()[0]!.id);
    await bench.go(2000);
    expect(bench.messages()[0]?.status).to.equal('pending');
    status = 200;
    expect(await bench.until(() => bench.messages()[0]?.status === 'delivered')).to.equal(true);
    expect(box.said).to.have.length(1);
  });
});

describe('traps: socket-io', function () {
  this.timeout(40_000);
  const event = (name: string, data: object) => `42${json([name, data])}`;

  it('an error that answers a send makes it failed, with Retry', async () => {
    let kind = true;
    const made = make(socketIoBox, { backend: { receive: (peer, frame) => (!kind && String(frame).includes('send_message') ? peer.send(event('error', { message: 'Out of tokens' })) : made.box.receive(peer, frame)) } });
    const { bench, session } = made;
    await bench.start();
    kind = false;
    session.sendMessage('Hi');
    await bench.until(() => bench.messages()[0]?.status === 'failed');
    expect(bench.messages()[0]?.statusReason).to.contain('Out of tokens');
    kind = true;
    session.retryMessage(bench.messages()[0]!.id);
    expect(await bench.until(() => bench.messages()[0]?.status === 'sent')).to.equal(true);
    expect(bench.texts()).to.deep.equal(['Hi']);
  });

  it('a list that was asked for in one person’s name is not shown to the next', async () => {
    let asked = 0;
    const made = make(socketIoKit(true), {
      backend: {
        fetch: () => {
          if (++asked > 1) return { status: 200, body: '[]' };
          const { settings } = made.session;
          made.session.configure({ ...settings, address: { ...settings.address, userId: 'bob' } });
          return { status: 200, body: json([{ id: 1, girl_id: 'c1', content: 'Between Ann and us', sender: 'girl' }]) };
        },
      },
    });
    const { bench } = made;
    await bench.start();
    expect(await bench.until(() => asked === 2 && bench.session.connection.status === 'connected')).to.equal(true);
    await bench.go();
    expect(bench.texts()).to.deep.equal([]);
  });

  it('what the connect handler emits before the connection is confirmed is kept', async () => {
    const { bench } = await open(socketIoBox);
    expect(bench.told.filter(({ name }) => name === 'chat-presence')).to.have.length(1);
  });

  it('no frame within pingInterval + pingTimeout: the connection is dead', async () => {
    const { bench } = await open(socketIoBox, { backend: { accept: (peer: Peer) => peer.send('0{"sid":"e","pingInterval":25000,"pingTimeout":20000}') } });
    await bench.go(40_000);
    expect(bench.sockets).to.have.length(1);
    bench.say('2');
    await bench.go(40_000);
    expect(bench.sockets).to.have.length(1);
    expect(bench.sent).to.include('3');
    await bench.go(20_000);
    expect(bench.sockets.length).to.be.above(1);
  });

  it('a photo under way is shown, and the photo ends it', async () => {
    const { bench, session } = await open(socketIoBox);
    session.action('request_photo', { context: 'beach' });
    bench.say(event('photo_generating', { task_id: 't1', estimated_time: 30, tokens_deducted: 5 }));
    await bench.go();
    expect(bench.sent).to.include(event('request_photo', { user_id: 'u1', girl_id: 'c1', context: 'beach' }));
    expect(partsOf(bench)).to.deep.equal([{ type: 'progress', label: 'photo', kind: 'photo', estimate: 30 }]);
    bench.say(event('photo_generated', { girl_id: 'c1', photo_url: 'https://x.test/p.png' }));
    await bench.go();
    expect(partsOf(bench)).to.deep.equal([{ type: 'image', url: 'https://x.test/p.png' }]);
  });

  it('the read message is told of once it was seen, and only with ids that the backend knows', async () => {
    const { bench, session } = await open(socketIoBox);
    bench.say(event('photo_suggestion', { girl_id: 'c1', message: 'Shall I?' }), event('message_received', { message: { id: 12, girl_id: 'c1', content: 'Hi' } }));
    await bench.go();
    session.markRead();
    await bench.go();
    expect(bench.sent.at(-1)).to.equal(event('mark_read', { user_id: 'u1', girl_id: 'c1', message_ids: [12] }));
    session.sendMessage('Yes');
    await bench.until(() => bench.messages().at(-1)?.status === 'sent');
    bench.say(event('messages_read', { message_ids: [bench.messages().at(-1)!.id], count: 1 }));
    await bench.go();
    expect(bench.messages().at(-1)?.status).to.equal('read');
  });

  it('back-off of 1, 2, 4, 5 s, five attempts, then it stops and tells people', async () => {
    const { bench, session } = await open(socketIoBox);
    await bench.cut();
    expect(await bench.until(() => session.connection.status === 'failed')).to.equal(true);
    expect(bench.sockets.length).to.be.within(5, 7);
    expect(session.connection.error?.message).to.be.a('string').and.not.equal('');
  });

  it('connects and disconnects with login and logout', async () => {
    const { bench, session } = await open(socketIoBox);
    session.configure({ ...session.settings, address: { ...session.settings.address, userId: undefined } });
    await bench.go(5000);
    expect(bench.socket).to.equal(undefined);
    // What is missing is said: without user-id this protocol cannot work.
    expect(session.connection.error?.message).to.contain('user-id');
    session.configure({ ...session.settings, address: { ...session.settings.address, userId: 'u1' } });
    expect(await bench.up()).to.equal(true);
  });

  it('a path that is none costs its message alone', async () => {
    const { bench } = await open(socketIoBox);
    bench.say(event('photo_generated', { girl_id: 'c1', photo_url: '/\\[' }), event('message_received', { message: { id: 1, girl_id: 'c1', content: 'Still here' } }));
    await bench.go();
    expect(bench.texts()).to.include('Still here');
  });
});

import { expect } from '@open-wc/testing';
import cossistantBox from '../boxes/cossistant.js';
import userChannelBox from '../boxes/user-channel.js';
import { frames, json, make, open } from './rig.js';

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

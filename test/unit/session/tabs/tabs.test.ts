/** One socket for all tabs of an origin: who has it, what the others show, and what happens when its tab ends. */
import { expect } from '@esm-bundle/chai';
import { loadRare, useRare } from '../../../../src/conversation/events.js';
import { answer } from '../../../helpers/answer.js';
import { flush } from '../../../helpers/fake-socket.js';
import { loadAll, World, type TabRig } from './rig.js';

let world: World;
before(loadAll);
beforeEach(() => {
  world = new World();
});
afterEach(() => world.end());

async function up(count = 2): Promise<TabRig[]> {
  const tabs: TabRig[] = [];
  for (let i = 0; i < count; i++) {
    const tab = world.open();
    tab.tabs.start();
    tabs.push(tab);
    await world.until(() => tab.tabs.connection.status === 'connected');
  }
  return tabs;
}

describe('tabs that share', () => {
  it('have one socket, and show the same', async () => {
    const [a, b, c] = await up(3);
    expect(world.sockets).to.equal(1);
    world.room.say('Hello');
    await world.until(() => [a!, b!, c!].every((tab) => tab.texts().includes('Hello')));
    for (const { tabs, arrived } of [a!, b!, c!]) {
      expect(arrived()).to.eql(['Hello']);
      expect(tabs.conversation().unread).to.equal(1);
      expect(tabs.capabilities.confirm).to.equal('ack');
    }
    c!.tabs.markRead();
    await world.until(() => [a!, b!, c!].every(({ tabs }) => tabs.conversation().unread === 0));
    expect(world.dialled).to.equal(1);
  });

  it('send from any of them, in order, once', async () => {
    const [a, b, c] = await up(3);
    b!.tabs.sendMessage('one');
    expect(b!.texts()).to.eql(['one']);
    expect(b!.states()).to.eql(['pending']);
    await world.until(() => world.room.texts.length === 1);
    c!.tabs.sendMessage('two');
    await world.until(() => world.room.texts.length === 2);
    a!.tabs.sendMessage('three');
    await world.until(() => [a!, b!, c!].every((tab) => tab.states().join() === 'sent,sent,sent'));
    expect(world.room.texts).to.eql(['one', 'two', 'three']);
    expect(b!.texts()).to.eql(['one', 'two', 'three']);
    expect(b!.tabs.stats.queuedMessageCount).to.equal(0);
    expect(world.dialled).to.equal(1);
  });

  it('send files from any of them: the bytes go to the tab that has the socket, which says how far it is', async () => {
    const taken: string[] = [];
    world.fetch = async (url, init) => {
      const body = init!.body as Blob;
      taken.push(`${new URL(String(url)).pathname.split('/').slice(-2).join('/')} ${body.type} ${await body.text()}`);
      return answer(JSON.stringify({ url: 'https://files.test/1', name: 'Voice message.webm', mime: body.type, size: body.size }), { status: 201 });
    };
    const [a, b] = await up();
    const shares: number[] = [];
    const done = b!.tabs.upload(new Blob(['what was said'], { type: 'audio/webm' }), 'Voice message.webm', { progress: (share) => shares.push(share) });
    let part: Awaited<typeof done> | undefined;
    void done.then((found) => (part = found));
    await world.until(() => part !== undefined);
    expect(part).to.include({ type: 'audio', url: 'https://files.test/1', mime: 'audio/webm' });
    expect(taken).to.eql(['c1/files audio/webm what was said']);
    expect(shares[0]).to.equal(0);
    b!.tabs.sendMessage({ parts: [part!] });
    await world.until(() => [a!, b!].every(({ tabs, states }) => states().join() === 'sent' && tabs.conversation().blocks[0]!.messages[0]!.parts[0]!.type === 'audio'));
    expect(await b!.tabs.uploadLimits()).to.eql(await a!.tabs.uploadLimits());
    expect(world.dialled).to.equal(1);
  });

  it('deliver what was said in an element that left the page at once, whether it followed or led', async () => {
    const [a, b, c] = await up(3);
    /** Storage is asked for, and has not answered. */
    const off = async ({ tabs }: TabRig, text: string): Promise<void> => {
      tabs.sendMessage(text);
      await flush();
      tabs.dispose();
    };
    await off(b!, 'by one that followed');
    await world.until(() => world.room.texts.length === 1, 50);
    await off(a!, 'by the one that led');
    await world.until(() => world.room.texts.length === 2, 50);
    expect(world.room.texts).to.eql(['by one that followed', 'by the one that led']);
    await world.until(() => c!.texts().length === 2);
  });

  it('say why a file was not taken, call it off, and offer it again where the tab that took it is gone', async () => {
    const file = new Blob(['x'], { type: 'audio/webm' });
    let signal: AbortSignal | null | undefined;
    world.fetch = async () => answer('{"message":"Ten of them at most."}', { status: 400 });
    const [a, b] = await up();
    const failed = (options?: object): { error?: Error & { code?: string } } => {
      const held: { error?: Error } = {};
      void b!.tabs.upload(file, 'x.webm', options).catch((error: Error) => (held.error = error));
      return held;
    };
    const refused = failed();
    await world.until(() => refused.error !== undefined);
    expect(refused.error!.message).to.equal('Ten of them at most.');
    world.fetch = (_, init) => new Promise((_resolve, reject) => {
      signal = init!.signal;
      signal!.addEventListener('abort', () => reject(new DOMException('', 'AbortError')));
    });
    const end = new AbortController();
    const off = failed({ signal: end.signal });
    await world.until(() => signal !== undefined);
    end.abort();
    await world.until(() => off.error !== undefined && signal!.aborted);
    signal = undefined;
    const lost = failed();
    await world.until(() => signal !== undefined);
    a!.tabs.dispose();
    await world.until(() => lost.error !== undefined);
    expect(lost.error!.code).to.equal('upload-failed');
    expect(signal!.aborted).to.equal(true);
    await world.until(() => b!.tabs.connection.status === 'connected');
  });

  it('take over when the leader closes, and ask only for what is missing', async () => {
    const [a, b] = await up();
    world.room.say('before');
    b!.tabs.sendMessage('mine');
    await world.until(() => b!.states().join() === 'sent' && b!.texts().length === 2);
    a!.tabs.dispose();
    world.room.say('meanwhile');
    await world.until(() => b!.texts().includes('meanwhile') && b!.tabs.connection.status === 'connected');
    expect(b!.texts()).to.eql(['before', 'mine', 'meanwhile']);
    expect(b!.arrived()).to.eql(['before', 'meanwhile']);
    expect(b!.told.filter((t) => !t.startsWith('+'))).to.eql(['connected', 'reconnecting', 'connected']);
    expect((world.room.hellos.at(-1)!.subscribe as { cursor?: number }[])[0]!.cursor).to.equal(2);
    expect(world.sockets).to.equal(1);
  });

  it('lose and double nothing when the leader crashes with sends of both on their way', async () => {
    const [a, b] = await up();
    world.room.deaf = true;
    for (let i = 0; i < 5; i++) b!.tabs.sendMessage(`b${i}`);
    a!.tabs.sendMessage('a0');
    // Slow storage must not make the clock run on to where the line counts as dead.
    await world.until(() => world.room.texts.length === 6, 1);
    b!.tabs.sendMessage('late');
    a!.crash();
    world.room.deaf = false;
    await world.until(() => b!.states().length === 7 && b!.states().every((state) => state === 'sent'));
    expect(world.room.texts.toSorted()).to.eql(['a0', 'b0', 'b1', 'b2', 'b3', 'b4', 'late']);
    expect(world.room.texts.filter((text) => text.startsWith('b'))).to.eql(['b0', 'b1', 'b2', 'b3', 'b4']);
    expect(b!.texts()).to.eql(world.room.texts);
  });

  it('take over from a leader that hangs, after five seconds, and fence it when it is back', async () => {
    const [a, b] = await up();
    b!.tabs.sendMessage('first');
    await world.until(() => b!.states().join() === 'sent');
    a!.tab.freeze();
    b!.tabs.sendMessage('second');
    const began = world.clock.now();
    await world.until(() => b!.tabs.connection.status === 'reconnecting', 100);
    expect(world.clock.now() - began).to.be.below(4000);
    await world.until(() => b!.states().join() === 'sent,sent', 100);
    expect(world.clock.now() - began).to.be.within(4500, 8000);
    // What the frozen one had open is closed when it comes to itself, and it says nothing of its own any more.
    a!.tab.thaw();
    world.room.say('after');
    await world.until(() => a!.texts().includes('after') && b!.texts().includes('after'));
    expect(world.sockets).to.equal(1);
    expect(a!.texts()).to.eql(['first', 'second', 'after']);
    expect(a!.arrived()).to.eql(['after']);
    expect(world.room.texts).to.eql(['first', 'second', 'after']);
    a!.tabs.sendMessage('from the thawed');
    await world.until(() => a!.states().join() === 'sent,sent,sent');
    expect(world.room.texts.at(-1)).to.equal('from the thawed');
  });

  it('are handed the lead by one that is about to be frozen', async () => {
    const [a, b] = await up();
    a!.around.say('hidden');
    const began = world.clock.now();
    a!.around.say('freeze');
    a!.tab.freeze();
    await world.until(() => world.sockets === 1 && b!.net.sockets.length === 1 && b!.tabs.connection.status === 'connected');
    expect(world.clock.now() - began).to.be.below(500);
    a!.tab.thaw();
    a!.around.say('resume');
    world.room.say('back');
    await world.until(() => a!.texts().includes('back'));
    expect(world.sockets).to.equal(1);
  });

  it('keep unsent what was said while nobody led', async () => {
    const [a, b] = await up();
    a!.crash();
    b!.tabs.sendMessage('in between');
    expect(b!.states()).to.eql(['pending']);
    await world.until(() => b!.states().join() === 'sent');
    expect(world.room.texts).to.eql(['in between']);
  });

  it('have what they asked of each other done: typing, older messages, handlers, frames, refusals', async () => {
    for (let i = 0; i < 60; i++) world.room.say(`m${i}`);
    const [, b] = await up();
    await world.until(() => b!.tabs.conversation().count === 50);
    const older = b!.tabs.loadOlder();
    await world.until(() => b!.tabs.conversation().count === 60);
    await older;
    b!.tabs.setTyping(true, 'wri');
    await world.until(() => world.room.received.some((f) => f.t === 'typing' && f.text === 'wri'));
    const heard: unknown[] = [];
    const end = b!.tabs.registerHandlers({ custom: (data) => heard.push(data) });
    const leader = world.all[0]!.net.sockets[0]!;
    leader.say(JSON.stringify({ t: 'custom', a: 1 }));
    await world.until(() => heard.length === 1);
    end();
    leader.say(JSON.stringify({ t: 'custom', a: 2 }));
    await world.go();
    expect(heard).to.eql([{ t: 'custom', a: 1 }]);
    const frames: string[] = [];
    const unwatch = b!.tabs.watchFrames(({ frame }) => frames.push(frame));
    await world.go();
    b!.tabs.send({ t: 'special' });
    await world.until(() => frames.some((frame) => frame.includes('special')));
    unwatch();
    await world.until(() => world.room.received.some((f) => f.t === 'special'));
    world.room.refuse = { code: 'invalid', message: 'not that' };
    const { id } = b!.tabs.sendMessage('refused');
    await world.until(() => b!.states().join() === 'failed');
    expect(b!.tabs.find(id)!.statusReason).to.equal('not that');
    b!.tabs.retryMessage(id);
    await world.until(() => b!.states().join() === 'sent');
    b!.tabs.editMessage(id, 'better');
    await world.until(() => b!.texts().includes('better'));
    b!.tabs.setStatus('resolved');
    await world.until(() => world.room.log.some((e) => e.k === 'status'));
  });

  it('do not shorten a conversation that another still wants', async () => {
    const [, b, c] = await up(3);
    const sent = (t: string) => world.room.received.filter((f) => f.t === t && f.c === 'other').length;
    b!.tabs.subscribe('other');
    c!.tabs.subscribe('other');
    await world.until(() => sent('subscribe') === 1);
    b!.tabs.unsubscribe('other');
    await world.go(100);
    expect(sent('unsubscribe')).to.equal(0);
    c!.tabs.unsubscribe('other');
    await world.until(() => sent('unsubscribe') === 1);
  });

  it('leave one by one: the others go on, and come back when asked', async () => {
    const [a, b] = await up();
    a!.tabs.disconnect();
    expect(a!.tabs.connection.status).to.equal('closed');
    await world.until(() => b!.net.sockets.length === 1 && b!.tabs.connection.status === 'connected');
    world.room.say('not for a');
    await world.until(() => b!.texts().includes('not for a'));
    expect(a!.texts()).to.eql([]);
    const back = a!.tabs.connect();
    await world.until(() => a!.texts().includes('not for a'));
    await back;
    expect(world.sockets).to.equal(1);
  });

  it('have their own sockets where they are of different people, or talk elsewhere', async () => {
    const a = world.open();
    const b = world.open({ address: { ...a.tabs.settings.address, userId: 'someone else' } });
    a.tabs.start();
    b.tabs.start();
    await world.until(() => world.sockets === 2);
    world.room.say('both');
    await world.until(() => a.texts().includes('both') && b.texts().includes('both'));
  });

  it('what waits in a conversation that is left is not refused over the connection of the next, and goes out with its own', async () => {
    const [a] = await up(1);
    const { tabs, net, told } = a!;
    const first = tabs.settings;
    const states = () => tabs.conversation('c1').blocks.flatMap(({ messages }) => messages.map(({ status }) => status)).join();
    world.down = true;
    world.cut();
    tabs.sendMessage('said in the first');
    await world.go(100);
    tabs.configure({ ...first, address: { ...first.address, conversation: 'c2' } });
    tabs.sendMessage('said in the second');
    world.down = false;
    await world.until(() => world.room.texts.length === 1, 50);
    await world.go(500);
    const there = net.sockets.filter(({ url }) => url.endsWith('/c2')).flatMap(({ sent }) => sent.map(String));
    expect(there.filter((frame) => frame.includes('"c1"')), 'over the connection of the second').to.eql([]);
    expect(told.filter((one) => one.startsWith('!'))).to.eql([]);
    expect(world.room.texts).to.eql(['said in the second']);
    tabs.configure(first);
    await world.until(() => world.room.texts.length === 2 && !states().includes('pending'), 50);
    expect(world.room.texts).to.eql(['said in the second', 'said in the first']);
  });

  it('what is changed in the tab that leads before the code that shows it is here is not lost with the page', async () => {
    const [a] = await up(1);
    a!.tabs.sendMessage('to be liked');
    await world.until(() => a!.states().join() === 'sent');
    useRare(undefined as never);
    a!.tabs.react(a!.tabs.conversation().blocks[0]!.messages[0]!.id, '👍', true);
    globalThis.dispatchEvent(new Event('pagehide'));
    expect(localStorage.getItem(`${world.disk.name}:left`), 'kept before the page is gone').to.include('"react"');
    a!.crash();
    const [b] = await up(1);
    // The import of that code is the browser's, and takes its own time.
    await world.until(() => {
      void loadRare();
      return world.room.log.some(({ k }) => k === 'react');
    }, 50);
    expect(b!.tabs.connection.status).to.equal('connected');
  });

  it('have their own sockets where locks are refused', async () => {
    const a = world.open();
    a.tab.locks.request = () => Promise.reject(new DOMException('no', 'SecurityError'));
    const b = world.open();
    a.tabs.start();
    b.tabs.start();
    await world.until(() => world.sockets === 2 && a.tabs.connection.status === 'connected');
    a.tabs.sendMessage('alone');
    await world.until(() => b.texts().includes('alone'));
  });

  it('send without storage too, and say that it is volatile', async () => {
    const a = world.open();
    a.tabs.start();
    await world.until(() => a.tabs.connection.status === 'connected');
    const b = world.open({}, { broken: true });
    b.tabs.start();
    await world.until(() => b.tabs.connection.status === 'connected');
    b.tabs.sendMessage('held in memory');
    await world.until(() => b.states().join() === 'sent');
    expect(world.room.texts).to.eql(['held in memory']);
    expect(b.tabs.volatile).to.equal(true);
  });

  it('leave a lead that nobody looks at alone, however long it is silent', async () => {
    const [a, b] = await up();
    b!.around.say('hidden');
    a!.tab.freeze();
    for (let i = 0; i < 10; i++) await world.go(1000);
    expect(b!.net.sockets.length).to.equal(0);
    b!.around.say('visible');
    await world.until(() => b!.net.sockets.length === 1 && b!.tabs.connection.status === 'connected', 100);
  });
});

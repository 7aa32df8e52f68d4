import { expect } from '@open-wc/testing';
import type { Capabilities, ChatEvent, Settings } from '../../../src/domain/index.js';
import type { Codec } from '../../../src/protocols/codec.js';
import { loadProtocol, registerProtocol } from '../../../src/protocols/registry.js';
import { scopeOf } from '../../../src/storage/scope.js';
import type { Store } from '../../../src/storage/types.js';
import { PartyRoom } from '../../helpers/party-room.js';
import { cleanUp, keep, rig, settings, type SessionRig } from './rig.js';

/** Pages that one person opens one after the other, over the same storage and with the same room. */
function visits(what: string, given = settings()): { readonly name: string; readonly room: SessionRig['room']; page(): SessionRig } {
  const name = `${what}-${Date.now()}`;
  const { room } = rig();
  return { name, room, page: () => rig(given, { kept: keep(name), room }) };
}

/** `party`, as a backend that can less, or does otherwise. */
async function like(name: string, { capabilities = {}, ...more }: Partial<Omit<Codec, 'capabilities'>> & { capabilities?: Partial<Capabilities> }): Promise<Settings> {
  const { default: party } = await import('../../../src/protocols/party/index.js');
  registerProtocol(name, { ...party, ...more, name, capabilities: { ...party.capabilities, ...capabilities } });
  return settings({ protocol: name });
}

/** Until the page has opened so many sockets, however long it waits in between. */
async function dialled(r: SessionRig, sockets: number): Promise<void> {
  for (let i = 0; i < 60 && r.net.sockets.length < sockets; i++) await r.go(1000);
}

describe('Session', () => {
  // These are chunks of their own: fetched before the first test, not within its time.
  before(() => Promise.all([loadProtocol('party'), import('../../../src/session/sending.js'), import('../../../src/storage/indexed-db.js')]));
  afterEach(cleanUp);

  describe('sending', () => {
    it('shows a message at once as pending, and as sent when the backend has it', async () => {
      const r = rig();
      await r.start();
      r.session.sendMessage('Hello');
      expect(r.texts()).to.deep.equal(['Hello']);
      expect(r.states()).to.deep.equal(['pending']);
      await r.until(() => r.room.log.length === 1);
      r.session.sendMessage('again');
      await r.until(() => r.room.log.length === 2);
      await r.go();
      expect(r.states()).to.deep.equal(['sent', 'sent']);
      expect(r.room.texts).to.deep.equal(['Hello', 'again']);
    });

    it('refuses a message with nothing in it, in words', async () => {
      const r = rig();
      for (const nothing of ['', ' ', undefined, null, {}, [], 5]) expect(() => r.session.sendMessage(nothing as never)).to.throw('it is empty').with.property('code', 'invalid-input');
      for (const parts of [5, 'text', [null], [{ text: 'Hi' }]]) expect(() => r.session.sendMessage({ text: 'Hi', parts } as never)).to.throw('each needs a type').with.property('code', 'invalid-input');
      expect(r.texts()).to.deep.equal([]);
    });

    it('keeps what is sent before the connection is there, in order', async () => {
      const r = rig();
      r.session.start();
      for (const text of ['1', '2', '3']) r.session.sendMessage(text);
      expect(r.states()).to.deep.equal(['pending', 'pending', 'pending']);
      await r.up();
      await r.until(() => r.room.log.length === 3);
      await r.go();
      expect(r.room.texts).to.deep.equal(['1', '2', '3']);
      expect(r.texts()).to.deep.equal(['1', '2', '3']);
      expect(r.states()).to.deep.equal(['sent', 'sent', 'sent']);
    });

    it('sends again what had no answer when the line broke, and the room keeps it once', async () => {
      const r = rig();
      const first = await r.start();
      r.room.deaf = true;
      r.session.sendMessage('a');
      r.session.sendMessage('b');
      await r.until(() => r.room.log.length === 2);
      first.break();
      expect(r.states()).to.deep.equal(['pending', 'pending']);
      r.room.deaf = false;
      await r.go(2500);
      await r.up();
      expect(r.states()).to.deep.equal(['sent', 'sent']);
      expect(r.room.texts).to.deep.equal(['a', 'b']);
      expect(r.texts()).to.deep.equal(['a', 'b']);
    });

    it('shows why a message was refused, and sends it again when asked', async () => {
      const r = rig();
      await r.start();
      r.room.refuse = { code: 'invalid', message: 'Not like that.' };
      const { id } = r.session.sendMessage('a');
      r.session.sendMessage('b');
      await r.until(() => r.room.log.length === 1);
      await r.go();
      expect(r.session.find(id)?.status).to.equal('failed');
      expect(r.session.find(id)?.statusReason).to.equal('Not like that.');
      expect(r.errors()).to.deep.equal(['refused']);
      expect(r.room.texts).to.deep.equal(['b']);
      r.room.deaf = true;
      r.session.retryMessage(id);
      await r.until(() => r.room.log.length === 2);
      expect(r.session.find(id)?.status).to.equal('pending');
      r.room.deaf = false;
      r.net.sockets[0]!.break();
      await r.go(2500);
      await r.up();
      expect(r.session.find(id)?.status).to.equal('sent');
      expect(r.room.texts).to.deep.equal(['b', 'a']);
    });

    it('what the backend took, and said later that it failed, is sent anew in its old place', async () => {
      const r = rig();
      await r.start();
      r.room.deaf = true;
      const { id } = r.session.sendMessage('a');
      r.session.sendMessage('b');
      await r.until(() => r.room.log.length === 2);
      r.session.take([{ type: 'ack', conversation: 'c1', upTo: 2 }, { type: 'ack', conversation: 'c1', clientId: id }]);
      expect(r.states()).to.deep.equal(['sent', 'sent']);
      r.room.deaf = false;
      r.session.take([{ type: 'message', conversation: 'c1', message: { id, author: r.session.self, parts: [{ type: 'text', text: 'a' }], status: 'failed', statusReason: 'No such number.' } }]);
      expect(r.states()).to.deep.equal(['failed', 'sent']);
      r.session.retryMessage(id);
      await r.until(() => r.states().join() === 'sent,sent');
      expect(r.room.received.filter((frame) => frame.id === id)).to.have.length(2);
      expect(r.texts()).to.deep.equal(['a', 'b']);
    });

    it('is told to wait, and waits with all that follows', async () => {
      const r = rig();
      await r.start();
      r.room.refuse = { code: 'rate-limited', retry: true, after: 4000 };
      r.session.sendMessage('a');
      await r.until(() => r.room.received.some(({ t }) => t === 'message'));
      r.session.sendMessage('b');
      await r.go(3000);
      expect(r.room.texts).to.deep.equal([]);
      expect(r.states()).to.deep.equal(['pending', 'pending']);
      await r.go(1500);
      await r.until(() => r.states().join() === 'sent,sent');
      expect(r.room.texts).to.deep.equal(['a', 'b']);
    });

    it('believes an acknowledgement alone: of several, and what it says of one for that one only', async () => {
      const r = rig();
      const socket = await r.start();
      r.room.deaf = true;
      const [a, b] = ['a', 'b'].map((text) => r.session.sendMessage(text).id);
      await r.until(() => r.room.log.length === 2);
      expect(r.states()).to.deep.equal(['pending', 'pending']);
      r.session.take([{ type: 'ack', conversation: 'c1', clientId: b, upTo: 2, id: 'second', seq: 2 }]);
      expect(r.states()).to.deep.equal(['sent', 'sent']);
      expect(r.session.find(b!)).to.include({ id: 'second', seq: 2 });
      expect(r.session.find(a!)?.id).to.equal(a);
      expect(r.session.stats.queuedMessageCount).to.equal(0);
      expect(socket.readyState).to.equal(1);
    });

    it('believes a new connection that says how far the backend got', async () => {
      const r = rig();
      await r.start();
      r.room.deaf = true;
      r.session.sendMessage('a');
      await r.until(() => r.room.log.length === 1);
      r.session.take([{ type: 'subscribed', conversation: 'c1', epoch: r.room.epoch, resume: 'ok', ack: 1 }]);
      expect(r.states()).to.deep.equal(['sent']);
    });

    it('an error about a conversation that is open fails nothing that is on its way', async () => {
      const r = rig();
      const socket = await r.start();
      r.room.deaf = true;
      r.session.sendMessage('a');
      await r.until(() => r.room.log.length === 1);
      socket.say(JSON.stringify({ t: 'error', code: 'forbidden', message: 'You may not.', c: 'c1' }));
      expect(r.errors()).to.deep.equal(['forbidden']);
      expect(r.states()).to.deep.equal(['pending']);
    });

    it('puts aside what the backend breaks down over three times, and says the rest', async () => {
      const r = rig();
      r.room.chokesOn = 'poison';
      await r.start();
      r.session.sendMessage('poison');
      r.session.sendMessage('bread');
      for (let times = 1; times < 4; times++) {
        await r.until(() => r.net.sockets[times - 1]!.readyState === 3);
        await dialled(r, times + 1);
        await r.up();
      }
      // What has a number stands before what has none.
      await r.until(() => r.states().join() === 'sent,failed');
      expect(r.texts()).to.deep.equal(['bread', 'poison']);
      expect(r.room.texts).to.deep.equal(['bread']);
      expect(r.errors()).to.include('refused');
    });

    it('counts as sent once it is out, where nothing ever confirms', async () => {
      const r = rig(await like('no-answers', { capabilities: { confirm: 'none' } }));
      await r.start();
      r.room.deaf = true;
      r.session.sendMessage('a');
      await r.until(() => r.states().join() === 'sent');
      expect(r.session.stats).to.include({ messagesSent: 1, queuedMessageCount: 0 });
    });

    it('fails where the backend says a message again to confirm it, and does not; should that come late, it is sent after all', async () => {
      const r = rig(await like('echo', { capabilities: { confirm: 'echo' }, liveness: { ping: 'none', answers: false } }));
      await r.start();
      r.room.deaf = true;
      const { id } = r.session.sendMessage('a');
      await r.until(() => r.room.log.length === 1);
      await import('../../../src/session/echoes.js');
      await r.go();
      await r.go(r.session.tuning.requestTimeout + 1000);
      expect(r.states()).to.deep.equal(['failed']);
      expect(r.session.find(id)?.statusReason).to.include('did not confirm');
      r.room.deaf = false;
      r.net.sockets.at(-1)!.say(JSON.stringify({ t: 'entries', c: 'c1', entries: r.room.log, live: true }));
      expect(r.states()).to.deep.equal(['sent']);
      // And its time runs out with the session: nothing is left (cleanUp).
      r.session.sendMessage('b');
      await r.until(() => r.room.log.length === 2);
    });

    it('fails with a reason where the backend has no way to say it, and the rest goes on', async () => {
      const { default: party } = await import('../../../src/protocols/party/index.js');
      const r = rig(await like('mute', { start: (context) => {
        const session = party.start(context);
        return { ...session, encode: (command) => (command.type === 'edit-message' ? undefined : session.encode(command)) };
      } }));
      await r.start();
      r.session.sendMessage('a');
      await r.until(() => r.states().join() === 'sent');
      r.session.editMessage(r.session.conversation().blocks[0]!.messages[0]!.id, 'b');
      r.session.sendMessage('c');
      await r.until(() => r.room.texts.length === 2 && r.errors().length === 1);
      expect(r.texts()).to.deep.equal(['a', 'c']);
      expect(r.errors()).to.deep.equal(['refused']);
    });

    it('hurries where it waits long for a connection', async () => {
      const r = rig(settings({}, { tuning: { reconnectDelay: 20_000 } }));
      const first = await r.start();
      r.around.visible = false;
      first.break();
      await r.go(3000);
      expect(r.net.sockets).to.have.length(1);
      const before = r.clock.now();
      r.session.sendMessage('now');
      await r.until(() => r.store.kind === 'indexeddb');
      await dialled(r, 2);
      expect(r.clock.now() - before).to.be.below(6000);
    });

    it('says something in another conversation, which it begins to listen to', async () => {
      const r = rig();
      await r.start();
      const { id } = r.session.sendMessage('a', { conversation: 'c2' });
      await r.until(() => r.session.find(id, 'c2')?.status === 'sent');
      expect(r.room.texts).to.deep.equal(['a']);
      expect(r.texts()).to.deep.equal([]);
    });

    it('shows as failed what is said where this person may not enter, and asks again when it is retried', async () => {
      const r = rig();
      r.room.only = 'c1';
      await r.start();
      const { id } = r.session.sendMessage('a', { conversation: 'c2' });
      r.session.sendMessage('b');
      await r.until(() => r.session.find(id, 'c2')?.status === 'failed');
      expect(r.session.find(id, 'c2')?.statusReason).to.equal('You may not.');
      await r.until(() => r.room.log.length === 1);
      r.room.only = undefined;
      r.session.retryMessage(id, 'c2');
      await r.until(() => r.session.find(id, 'c2')?.status === 'sent');
      expect(r.room.texts).to.deep.equal(['b', 'a']);
    });

    it('refuses what is empty or too long before it is shown', async () => {
      const r = rig();
      await r.start();
      expect(() => r.session.sendMessage('  \n ')).to.throw('empty');
      expect(() => r.session.sendMessage('x'.repeat(40_000))).to.throw('too long');
      expect(r.texts()).to.deep.equal([]);
    });

    it('refuses over the queue size, and says so', async () => {
      const r = rig(settings({}, { tuning: { queueSize: 2 } }));
      await r.start();
      (await r.net.sockets[0]!).break();
      await r.go(1);
      r.session.sendMessage('1');
      r.session.sendMessage('2');
      expect(() => r.session.sendMessage('3')).to.throw('waiting to be sent');
      expect(r.texts()).to.deep.equal(['1', '2']);
    });

    it('the same text twice is two messages', async () => {
      const r = rig();
      await r.start();
      r.session.sendMessage('same');
      r.session.sendMessage('same');
      await r.until(() => r.room.log.length === 2);
      expect(r.room.texts).to.deep.equal(['same', 'same']);
      expect(r.texts()).to.deep.equal(['same', 'same']);
    });
  });

  describe('taking back and changing', () => {
    it('what was said before anything could be sent is taken back', async () => {
      const r = rig();
      const { id } = r.session.sendMessage('oh no');
      r.session.sendMessage('better');
      r.session.discardMessage(id);
      expect(r.texts()).to.deep.equal(['better']);
      expect(r.session.stats.queuedMessageCount).to.equal(1);
      await r.start();
      await r.until(() => r.states().join() === 'sent');
      expect(r.room.texts).to.deep.equal(['better']);
    });

    it('what failed is taken back for good; what others said is not', async () => {
      const { room, page } = visits('taken-back');
      room.say('theirs');
      const one = page();
      await one.start();
      room.refuse = { code: 'invalid', message: 'Not like that.' };
      const { id } = one.session.sendMessage('mine');
      await one.until(() => one.states().join() === 'failed');
      one.session.discardMessage(id);
      one.session.discardMessage('other-1');
      expect(one.texts()).to.deep.equal(['theirs']);
      one.session.sendMessage('after it');
      await one.until(() => one.states().join() === 'sent');
      one.session.dispose();
      const two = page();
      await two.start();
      await two.until(() => two.texts().length === 2);
      expect(two.texts()).to.deep.equal(['theirs', 'after it']);
    });

    it('each change reaches the backend, in the order in which it was asked for', async () => {
      const r = rig();
      const agent = { id: 'ada', role: 'agent' as const, name: 'Ada' };
      expect(() => r.session.react('other-1', '👍', true), 'no protocol yet').to.throw('Not connected');
      r.room.say('look');
      await r.start();
      r.session.editMessage('other-1', 'look here');
      r.session.react('other-1', '👍', true);
      r.session.regenerate('other-1');
      r.session.setStatus('resolved');
      r.session.assign(agent);
      r.session.removeMessage('other-1');
      await r.until(() => r.room.log.length === 7);
      expect(r.room.log.slice(1).map(({ seq: _s, at: _a, by: _b, id: _i, ...what }) => what)).to.deep.equal([
        { k: 'edit', target: 'other-1', text: 'look here' }, { k: 'react', target: 'other-1', emoji: '👍', on: true }, { k: 'regenerate', target: 'other-1' },
        { k: 'status', status: 'resolved' }, { k: 'assign', assignee: agent }, { k: 'remove', target: 'other-1' },
      ]); // prettier-ignore
    });
  });

  it('a change that the backend refuses is taken back, and told', async () => {
    const r = rig();
    r.room.say('theirs');
    await r.start();
    const { id } = r.session.sendMessage('mine');
    await r.until(() => r.states().join() === 'sent');
    for (const ask of [() => r.session.editMessage(id, 'other words'), () => r.session.removeMessage(id), () => r.session.react('other-1', '👍', true), () => r.session.setStatus('closed')]) {
      r.room.refuse = { code: 'forbidden', message: 'You may not.' };
      ask();
      await r.until(() => !r.room.refuse);
      await r.until(() => r.session.stats.queuedMessageCount === 0);
    }
    expect(r.texts()).to.deep.equal(['theirs', 'mine']);
    expect(r.states()).to.deep.equal(['sent']);
    expect(r.session.find('other-1')?.reactions).to.equal(undefined);
    expect(r.session.conversation().info.status).to.equal('open');
    expect(r.errors()).to.deep.equal(Array(4).fill('refused'));
  });

  describe('typing', () => {
    const typed = async (given: Settings): Promise<unknown[]> => {
      const r = rig(given);
      await r.start();
      r.session.setTyping(true, 'hel');
      await r.until(() => r.room.received.some(({ t }) => t === 'typing') || !r.session.capabilities.typing);
      r.session.react('other-1', '👍', true);
      await r.until(() => r.room.log.length === 1);
      expect(r.room.received.filter(({ t, on }) => t === 'typing' && !on), 'a reaction does not end it').to.deep.equal([]);
      // A message does.
      r.session.sendMessage('hello');
      await r.until(() => r.room.texts.length === 1);
      return r.room.received.filter(({ t }) => t === 'typing').map(({ on, text }) => [on, text]);
    };

    it('is told with its text, and without where the backend has no use for it', async () => {
      expect(await typed(settings())).to.deep.equal([[true, 'hel'], [false, undefined]]);
      expect(await typed(await like('no-text', { capabilities: { typingText: false } }))).to.deep.equal([[true, undefined], [false, undefined]]);
      expect(await typed(await like('no-typing', { capabilities: { typing: false } }))).to.deep.equal([]);
    });
  });

  it('typing is told anew over the next connection', async () => {
    const r = rig();
    const first = await r.start();
    r.session.setTyping(true, 'hel');
    const told = () => r.room.received.filter(({ t }) => t === 'typing').length;
    await r.until(() => told() === 1);
    first.break();
    r.session.retry();
    await r.up();
    r.session.setTyping(true, 'hel');
    await r.until(() => told() === 2);
    expect(told()).to.equal(2);
  });

  describe('where the backend keeps no log to resume from', () => {
    /** Says what it was asked for, as pages. */
    const asked = (r: SessionRig): unknown[] => r.room.received.filter(({ t }) => t === 'history').map(({ c }) => c);

    it('what was said before is asked for when it is up, and of each conversation that is wanted then', async () => {
      const r = rig(await like('no-log', { capabilities: { resume: false } }));
      r.room.say('long ago');
      await r.start();
      r.session.subscribe('c2');
      r.session.subscribe('c2');
      await r.go();
      expect(asked(r)).to.deep.equal(['c1', 'c2']);
      r.session.sendMessage('there', { conversation: 'c2' });
      await r.until(() => r.room.texts.includes('there'));
    });

    it('nothing is asked for where it keeps no history either', async () => {
      const r = rig(await like('no-past', { capabilities: { resume: false, history: false } }));
      await r.start();
      r.session.subscribe('c2');
      await r.go();
      expect(asked(r)).to.deep.equal([]);
    });

    it('what is kept of another conversation comes before what is said in it; what cannot be read holds nothing up', async () => {
      const r = rig(await like('no-log-kept', { capabilities: { resume: false, history: false } }));
      await r.start();
      r.session.sendMessage('here');
      await r.until(() => r.states().join() === 'sent');
      const [mine] = r.session.conversation().blocks[0]!.messages;
      const old = { ...mine!, id: 'old', clientId: undefined, conversation: 'c2', own: false, text: 'before', parts: [{ type: 'text', text: 'before' }] };
      r.store.load = (_, id) => (id === 'c2' ? Promise.resolve({ kept: {}, messages: [old] } as never) : Promise.reject(new TypeError('gone')));
      const { onerror } = window;
      window.onerror = () => true;
      for (const conversation of ['c2', 'c3']) r.session.take([{ type: 'message', conversation, message: { id: `new ${conversation}`, author: { id: 'ann', role: 'agent' }, parts: [{ type: 'text', text: 'now' }] } }]);
      const texts = (id: string) => r.session.conversation(id).blocks.flatMap(({ messages }) => messages.map(({ text }) => text));
      await r.until(() => texts('c3').length > 0);
      window.onerror = onerror;
      expect(texts('c2')).to.deep.equal(['before', 'now']);
      expect(texts('c3')).to.deep.equal(['now']);
    });
  });

  it('what is wanted and not wanted any more in the same breath is not asked for', async () => {
    const r = rig();
    await r.start();
    r.session.subscribe('c2');
    r.session.unsubscribe('c2');
    await r.go();
    expect(r.room.received.filter(({ t }) => t === 'subscribe')).to.deep.equal([]);
    expect(r.session.stats.subscriptions).to.deep.equal(['c1']);
  });

  it('an event over which the code stumbles costs that event, not the connection', async () => {
    const r = rig();
    await r.start();
    const error = window.onerror;
    window.onerror = () => true;
    // As a codec of an integrator's may.
    r.session.take([{ type: 'message' } as unknown as ChatEvent]);
    r.room.say('still here');
    await r.go();
    window.onerror = error;
    expect(r.texts()).to.deep.equal(['still here']);
    expect(r.session.connection.status).to.equal('connected');
  });

  describe('receiving', () => {
    it('tells of a new message once, and not of history', async () => {
      const r = rig();
      r.room.say('long ago');
      await r.start();
      expect(r.texts()).to.deep.equal(['long ago']);
      expect(r.arrived()).to.deep.equal([]);
      r.room.say('now');
      await r.go();
      expect(r.arrived()).to.deep.equal(['now']);
      expect(r.session.conversation().unread).to.equal(1);
    });

    it('gets what was missed while the line was down, in order and once', async () => {
      const r = rig();
      const first = await r.start();
      r.room.say('one');
      await r.go();
      first.break();
      r.room.say('two');
      r.room.say('three');
      await r.go(2500);
      await r.up();
      r.room.say('four');
      await r.go();
      expect(r.texts()).to.deep.equal(['one', 'two', 'three', 'four']);
      expect(r.arrived()).to.deep.equal(['one', 'two', 'three', 'four']);
    });

    it('asks again where a number was left out', async () => {
      const r = rig();
      const socket = await r.start();
      r.room.say('one');
      await r.go();
      r.room.log.push({ ...r.room.log[0]!, seq: 2, id: 'lost', parts: [{ type: 'text', text: 'two' }] });
      r.room.say('three');
      await r.go();
      expect(r.room.received.filter((f) => f.t === 'subscribe')).to.have.length(1);
      expect(r.texts()).to.deep.equal(['one', 'two', 'three']);
      expect(socket.readyState).to.equal(1);
      expect(r.session.stats).to.include({ gaps: 1, repeats: 0 });
      socket.say(JSON.stringify({ t: 'entries', c: 'c1', entries: [r.room.log[1]], live: true }));
      await r.go();
      expect(r.texts()).to.deep.equal(['one', 'two', 'three']);
      expect(r.session.stats).to.include({ gaps: 1, repeats: 1 });
    });

    it('drops a frame that it cannot understand, says so, and stays', async () => {
      const r = rig();
      const socket = await r.start();
      for (const bad of ['{', '[]', '{"t":"entries"}', new ArrayBuffer(3), '['.repeat(100)]) socket.say(bad);
      await r.go();
      expect(r.errors()).to.deep.equal(Array(5).fill('protocol-error'));
      expect(r.session.stats.framesDropped).to.equal(5);
      expect(r.session.connection.status).to.equal('connected');
    });

    it('tells the page what happens beside messages: of others, and only what happened', async () => {
      const r = rig();
      await r.start();
      const ada = { id: 'ada', role: 'agent' as const };
      r.told.length = 0;
      r.session.take([
        { type: 'receipt', status: 'read', ids: ['m1'], by: ada },
        { type: 'presence', participant: ada, online: true },
        { type: 'typing', participant: ada, on: true, text: 'Hel' },
        { type: 'typing', participant: r.session.self, on: true },
        { type: 'conversation', conversation: 'c1', info: { status: 'resolved' } },
        { type: 'conversation', conversation: 'c1', info: {} },
      ]);
      expect(r.told).to.deep.equal([
        { name: 'chat-receipt', detail: { conversation: 'c1', ids: ['m1'], status: 'read', by: ada } },
        { name: 'chat-presence', detail: { conversation: 'c1', participant: ada, online: true } },
        { name: 'chat-typing', detail: { conversation: 'c1', participant: ada, typing: true, text: 'Hel' } },
        { name: 'chat-conversation', detail: { conversation: 'c1', status: 'resolved' } },
      ]);
    });

    it('tells of an error that the backend reports, and keeps it among its figures', async () => {
      const r = rig();
      const socket = await r.start();
      const before = Date.now();
      socket.say(JSON.stringify({ t: 'error', code: 'odd', message: 'Something is odd.' }));
      expect(r.told.at(-1)).to.deep.equal({ name: 'chat-error', detail: { code: 'odd', message: 'Something is odd.' } });
      expect(r.session.stats.lastError).to.equal('Something is odd.');
      expect(r.session.stats.lastErrorTime).to.be.within(before, Date.now());
      expect(r.session.connection.status).to.equal('connected');
    });

    for (const [code, told, words] of [['upgrade-needed', 'upgrade-needed', 'another version'], ['banned', 'server-error', 'No more.']] as const)
      it(`stops where an error is the end of it (${code}), with words`, async () => {
        const r = rig();
        await r.start();
        r.session.take([{ type: 'error', code, message: 'No more.', fatal: true }]);
        expect(r.session.connection).to.include({ status: 'failed' });
        expect(r.session.connection.error?.code).to.equal(told);
        expect(r.session.connection.error?.message).to.include(words);
      });

    it('takes an error that names no message for the oldest, where the backend answers in order', async () => {
      const r = rig(await like('in-order', { capabilities: { confirm: 'oldest' } }));
      await r.start();
      r.room.deaf = true;
      for (const text of ['a', 'b']) r.session.sendMessage(text);
      await r.until(() => r.room.log.length === 2);
      r.session.take([{ type: 'error', code: 'odd', message: 'Not that.', refusesOldest: true }]);
      expect(r.states()).to.deep.equal(['failed', 'pending']);
    });

    it('asks whether the line lives, and hears that it does', async () => {
      const r = rig();
      await r.start();
      for (let i = 0; i < 12; i++) await r.go(5000);
      expect(r.room.received.filter(({ t }) => t === 'ping').length).to.be.within(2, 7);
      expect(r.net.sockets).to.have.length(1);
      expect(r.session.connection.status).to.equal('connected');
    });

    it('hands frames of other types to whoever registered, side by side, and one that throws stops nobody', async () => {
      const r = rig();
      const socket = await r.start();
      const got: unknown[] = [];
      r.session.registerHandlers({ special() { throw new Error('mine'); } });
      const end = r.session.registerHandlers({ special: (data) => void got.push(data) });
      const errors: string[] = [];
      const before = window.onerror;
      window.onerror = () => true;
      socket.say('{"t":"special","x":1}');
      end();
      socket.say('{"t":"special","x":2}');
      await r.go();
      window.onerror = before;
      expect(got).to.deep.equal([{ t: 'special', x: 1 }]);
      expect(r.errors().concat(errors)).to.include('handler');
    });
  });

  describe('over a page load', () => {
    it('delivers what a closed page left unsent, once, under its own id', async () => {
      const { room, page } = visits('reload');
      const one = page();
      const socket = await one.start();
      room.deaf = true;
      const sent = one.session.sendMessage('over the reload');
      await one.until(() => room.log.length === 1);
      expect(room.texts).to.deep.equal(['over the reload']);
      socket.break();
      one.session.sendMessage('written offline');
      await one.go();
      one.session.dispose();
      room.deaf = false;
      const two = page();
      two.session.start();
      await two.until(() => two.texts().length === 2);
      expect(two.texts()).to.deep.equal(['over the reload', 'written offline']);
      expect(two.states()).to.deep.equal(['pending', 'pending']);
      await two.up();
      await two.until(() => room.log.length === 2);
      await two.go();
      expect(room.texts).to.deep.equal(['over the reload', 'written offline']);
      expect(two.texts()).to.deep.equal(['over the reload', 'written offline']);
      expect(two.states()).to.deep.equal(['sent', 'sent']);
      expect(two.session.find(sent.id)?.id).to.equal(sent.id);
    });

    it('writes again what waits when somebody deletes the database, before anything else is said', async () => {
      const { name, page } = visits('deleted');
      const one = page();
      const socket = await one.start();
      socket.break();
      for (const text of ['one', 'two']) one.session.sendMessage(text);
      /** As a page finds it that comes after a crash of this one. */
      const waits = async (): Promise<number> => {
        const { store } = keep(name);
        const rows = (await store.restore(one.session.scope)) ? await store.outbox(one.session.scope) : [];
        store.close();
        return rows.length;
      };
      let rows = 0;
      const look = () => void waits().then((n) => (rows = n));
      await one.until(() => (look(), rows === 2));
      await new Promise<void>((resolve, reject) => {
        const request = indexedDB.deleteDatabase(name);
        request.onsuccess = () => resolve();
        request.onerror = () => reject(new Error('not deleted'));
      });
      rows = 0;
      await one.until(() => (look(), rows === 2));
      expect(rows).to.equal(2);
      expect(one.states()).to.deep.equal(['pending', 'pending']);
      expect(one.session.volatile).to.equal(false);
    });

    it('goes on from where the last page was: shown from storage, missed messages told once', async () => {
      const { room, page } = visits('cursor');
      const one = page();
      await one.start();
      one.session.sendMessage('mine');
      await one.until(() => room.log.length === 1);
      room.say('first');
      let stored = 0;
      await one.until(() => {
        void one.store.load(one.session.scope, 'c1').then((found) => (stored = found?.messages.length ?? 0));
        return stored === 2;
      });
      one.session.dispose();
      room.say('while away');
      const two = page();
      two.session.start();
      await two.until(() => two.texts().length > 0);
      expect(two.texts()).to.deep.equal(['mine', 'first']);
      await two.up();
      expect((room.hellos.at(-1)!.subscribe as { cursor: number }[])[0]!.cursor).to.equal(2);
      expect(two.texts()).to.deep.equal(['mine', 'first', 'while away']);
      expect(two.arrived()).to.deep.equal(['while away']);
    });

    it('shows what was refused, where the page ended before it kept the message as that', async () => {
      const { room, page } = visits('refused');
      const one = page();
      await one.start();
      one.session.sendMessage('fine');
      await one.until(() => room.log.length === 1);
      const at = Date.now();
      const command = { type: 'send-message', conversation: 'c1', id: 'r1', n: 2, at: new Date(at), parts: [{ type: 'text', text: 'refused' }] } as const;
      await one.store.putOutbox({ scope: one.session.scope, writer: 'gone', command, bytes: 99, state: 'failed', reason: 'Not like that.', addedAt: at });
      one.session.dispose();
      const two = page();
      two.session.start();
      await two.until(() => two.texts().includes('refused'));
      expect(two.session.find('r1')?.status).to.equal('failed');
      expect(two.session.find('r1')?.statusReason).to.equal('Not like that.');
      await two.up();
      two.session.retryMessage('r1');
      await two.until(() => room.log.length === 2);
      expect(room.texts).to.deep.equal(['fine', 'refused']);
    });

    it('delivers what a page left that holds its lease a moment longer than this one takes to come', async () => {
      const { name, room, page } = visits('late');
      const one = page();
      await one.start();
      one.session.sendMessage('first');
      await one.until(() => room.log.length === 1);
      const command = { type: 'send-message', conversation: 'c1', id: 'l1', n: 1, at: new Date(), parts: [{ type: 'text', text: 'left behind' }] } as const;
      await one.store.putOutbox({ scope: one.session.scope, writer: 'going', command, bytes: 99, state: 'queued', addedAt: Date.now() });
      let leave!: () => void;
      await new Promise<void>((held) => void navigator.locks.request(`${name}:writer:going`, () => new Promise<void>((release) => {
        leave = release;
        held();
      })));
      one.session.dispose();
      const two = page();
      await two.start();
      await two.go(100);
      expect(room.texts, 'it lives as far as anyone can tell').to.deep.equal(['first']);
      leave();
      await two.until(() => room.log.length === 2);
      expect(room.texts).to.deep.equal(['first', 'left behind']);
      await two.until(() => two.states().join() === 'sent,sent');
    });

    it('delivers what was said in the last moment of a page, when storage was too slow to take it', async () => {
      const { name, room, page } = visits('moment');
      const one = page();
      await one.start();
      one.session.sendMessage('in time');
      await one.until(() => room.log.length === 1 && one.states().join() === 'sent');
      // From here on nothing is written any more.
      one.store.putOutbox = () => new Promise(() => {});
      one.session.sendMessage('at the door');
      one.session.sendMessage('and out');
      dispatchEvent(new Event('pagehide'));
      one.session.dispose();
      const two = page();
      two.session.start();
      await two.until(() => two.texts().length === 3);
      expect(two.texts()).to.deep.equal(['in time', 'at the door', 'and out']);
      expect(two.session.conversation().blocks[0]!.messages.at(-1)!.createdAt).to.be.an.instanceOf(Date);
      await two.up();
      await two.until(() => room.log.length === 3 && !two.states().includes('pending'));
      expect(room.texts).to.deep.equal(['in time', 'at the door', 'and out']);
      expect(localStorage.getItem(`${name}:left`), 'nothing is left there').to.equal(null);
    });

    it('delivers what was said in the last moment of a page that had just come, before its storage was open', async () => {
      const { room, page } = visits('soon');
      const one = page();
      let opening = false;
      one.store.restore = () => new Promise(() => (opening = true));
      one.session.start();
      one.session.sendMessage('hardly here');
      one.session.sendMessage('and gone');
      await one.until(() => opening);
      dispatchEvent(new Event('pagehide'));
      one.session.dispose();
      // As the browser does with the locks of a page that is gone.
      one.store.close();
      const two = page();
      await two.start();
      await two.until(() => room.log.length === 2);
      expect(room.texts).to.deep.equal(['hardly here', 'and gone']);
    });

    it('delivers what was said while a page took over what another had left, behind that', async () => {
      const { room, page } = visits('between');
      const zero = page();
      await zero.start();
      zero.session.sendMessage('first');
      await zero.until(() => zero.states().join() === 'sent');
      const command = { type: 'send-message', conversation: 'c1', id: 'l1', n: 1, at: new Date(), parts: [{ type: 'text', text: 'left behind' }] } as const;
      await zero.store.putOutbox({ scope: zero.session.scope, writer: 'gone', command, bytes: 99, state: 'queued', addedAt: Date.now() });
      zero.session.dispose();
      const one = page();
      const adopt = one.store.adopt.bind(one.store);
      let taken = false;
      one.store.adopt = async (...args) => {
        await adopt(...args);
        taken = true;
        return new Promise(() => {});
      };
      one.session.start();
      one.session.sendMessage('meanwhile');
      await one.until(() => taken);
      dispatchEvent(new Event('pagehide'));
      one.session.dispose();
      // As the browser does with the locks of a page that is gone.
      one.store.close();
      const two = page();
      await two.start();
      await two.until(() => room.log.length === 3);
      expect(room.texts).to.deep.equal(['first', 'left behind', 'meanwhile']);
    });

    for (const [what, conversation] of [['', 'c1'], [', in a conversation that nobody could remember yet', undefined]] as const)
      it(`delivers what was said in a page that never got the code to send it${what}`, async () => {
        const { room, page } = visits('bare', settings({ conversation }));
        const one = page();
        // A network that is gone: whatever is wanted of it does not come.
        one.store.restore = () => new Promise(() => {});
        await one.session.prepare();
        one.session.sendMessage('hardly here');
        one.session.sendMessage('and gone');
        dispatchEvent(new Event('pagehide'));
        one.session.dispose();
        one.store.close();
        const two = page();
        await two.start();
        await two.until(() => room.log.length === 2 && two.states().join() === 'sent,sent');
        expect(room.texts).to.deep.equal(['hardly here', 'and gone']);
        two.session.dispose();
        const three = page();
        await three.start();
        await three.until(() => three.texts().length === 2);
        expect(three.texts()).to.deep.equal(['hardly here', 'and gone']);
      });

    it('delivers what was said in a page that never got any code, as its network was gone', async () => {
      const { room, page } = visits('blank', settings({ conversation: undefined }));
      const one = page();
      Object.assign(one.session.deps, { load: () => Promise.reject(new TypeError('offline')) });
      one.session.start();
      one.session.sendMessage('hardly here');
      one.session.sendMessage('and gone');
      await one.go();
      dispatchEvent(new Event('pagehide'));
      one.session.dispose();
      const two = page();
      await two.start();
      await two.until(() => room.log.length === 2 && two.states().join() === 'sent,sent');
      expect(room.texts).to.deep.equal(['hardly here', 'and gone']);
    });

    it('asks again for code that did not come, and sends what waited for it; not once all is over', async () => {
      const { room, page } = visits('again');
      const one = page();
      const { deps } = one.session;
      const { load } = deps;
      let asked = 0;
      Object.assign(deps, { load: () => Promise.reject(new TypeError(`offline ${++asked}`)) });
      one.session.start();
      one.session.sendMessage('hardly here');
      await one.go();
      expect(one.session.connection.status).to.equal('failed');
      const soon = asked;
      const told = one.errors();
      await one.go(9000);
      expect(asked).to.equal(soon);
      await one.go(1100);
      expect(asked).to.equal(soon + 1);
      expect(one.errors()).to.deep.equal(told);
      Object.assign(deps, { load });
      await one.go(10_100);
      await one.up();
      await one.until(() => one.states().join() === 'sent');
      expect(room.texts).to.deep.equal(['hardly here']);

      const two = page();
      Object.assign(two.session.deps, { load: () => Promise.reject(new TypeError(`offline ${++asked}`)) });
      two.session.start();
      await two.go();
      two.session.dispose();
      const last = asked;
      await two.go(20_000);
      expect(asked).to.equal(last);
      expect(two.clock.pending).to.equal(0);
    });

    describe('in another conversation', () => {
      /** What was said in c2 waits, and the page is in c1 now, with a connection. The socket that this opens besides goes to c2. */
      const elsewhere = async (what: string) => {
        const { name, page } = visits(what, settings({ conversation: 'c2' }));
        const one = page();
        (await one.start()).break();
        one.session.sendMessage('left');
        await one.until(() => one.session.stats.queuedMessageCount === 1 && one.store.kind === 'indexeddb');
        await one.store.outbox(one.session.scope);
        one.session.dispose();
        const two = rig(settings(), { kept: keep(name) });
        await two.start();
        await two.until(() => two.net.sockets.length === 2);
        const aside = two.net.sockets[1]!;
        expect(aside.url).to.match(/\/c2$/);
        return { two, aside, name };
      };

      it('delivers what was left over a connection of its own, which ends with that', async () => {
        const { two, aside } = await elsewhere('aside');
        const room = new PartyRoom();
        room.accept(aside);
        await two.until(() => (room.pump(), aside.readyState >= WebSocket.CLOSING));
        expect(room.texts).to.deep.equal(['left']);
        expect(two.room.texts).to.deep.equal([]);
        await two.until(() => two.net.alive === 1);
        expect(await two.store.outbox(two.session.scope)).to.deep.equal([]);
        two.net.sockets[0]!.break();
        await two.until(() => two.net.sockets.length > 2);
        two.room.accept(two.net.sockets[2]!);
        await two.go(500);
        expect(two.net.sockets.length, 'nothing is left to be sent').to.equal(3);
      });

      it('leaves there what was said before any code came, when another is opened', async () => {
        const { name, store } = keep();
        const r = rig(settings({ conversation: 'c2' }), { kept: { name, store } });
        r.session.sendMessage('early');
        r.session.configure(settings());
        const left = JSON.parse(localStorage.getItem(`${name}:left`)!) as { command: { conversation: string; id: string } }[];
        localStorage.removeItem(`${name}:left`);
        expect(left.map(({ command }) => command.conversation)).to.deep.equal(['c2']);
        expect(r.session.find(left[0]!.command.id, 'c2')?.status).to.equal('pending');
        expect(r.session.early).to.deep.equal([]);
      });

      /** A page over the protocol of another backend, in a conversation; `hi` is what its sockets are greeted with. */
      const visit = async (protocol: string, conversation: string, name: string, hi?: string) => {
        const r = rig(settings({ protocol, conversation }), { kept: keep(name) });
        r.session.start();
        await r.until(() => r.net.sockets.length > 0);
        const socket = r.net.sockets[0]!;
        socket.accept();
        if (hi) socket.say(hi);
        await r.until(() => r.session.connection.status === 'connected');
        return { r, socket, sent: () => r.net.sockets.flatMap((one) => one.sent as string[]) };
      };
      const leave = async (protocol: string, name: string, hi?: string) => {
        const { r, socket } = await visit(protocol, 'c2', name, hi);
        socket.break();
        r.session.sendMessage('left');
        await r.until(() => r.session.stats.queuedMessageCount === 1 && r.store.kind === 'indexeddb');
        await r.store.outbox(r.session.scope);
        r.session.dispose();
      };

      it('where a connection is one conversation and no more, it waits for that: it is neither refused, nor said in the one at hand, nor is another connection made', async () => {
        const name = `rooms-${Date.now()}`;
        await leave('realtime-session', name);
        const two = await visit('realtime-session', 'c1', name);
        await two.r.go(2000);
        expect(two.sent()).to.deep.equal([]);
        expect(two.r.net.sockets).to.have.length(1);
        expect(two.r.errors()).to.deep.equal([]);
        two.r.session.dispose();
        const three = await visit('realtime-session', 'c2', name);
        await three.r.until(() => three.r.states().join() === 'sent');
        expect(three.sent()).to.deep.equal(['left']);
      });

      it('where only those who listen hear of it, it is listened for there', async () => {
        const name = `echoes-${Date.now()}`, hi = '{"type":"connection_established"}';
        await leave('cossistant', name, hi);
        const two = await visit('cossistant', 'c1', name, hi);
        const frames = () => two.sent().map((frame) => JSON.parse(frame) as { type: string; conversationId: string; metadata?: object });
        await two.r.until(() => frames().some(({ type }) => type === 'send_message'));
        const said = frames().find(({ type }) => type === 'send_message')!;
        expect(said.conversationId).to.equal('c2');
        expect(frames().filter(({ type }) => type === 'subscribe_conversation').map(({ conversationId }) => conversationId)).to.have.members(['c1', 'c2']);
        two.socket.say(JSON.stringify({ type: 'new_message', conversationId: 'c2', messageId: 'm1', content: { text: 'left' }, metadata: said.metadata, senderType: 'visitor', senderId: 'me' }));
        await two.r.until(() => two.r.session.stats.queuedMessageCount === 0);
        expect(two.r.session.find('m1', 'c2')?.status).to.equal('sent');
      });

      it('asks no more where this person is not let in, and leaves it for whoever opens that', async () => {
        const { two, aside, name } = await elsewhere('barred');
        aside.accept();
        aside.end(4404);
        await two.go(500);
        two.net.sockets[0]!.break();
        await two.until(() => two.net.sockets.length > 2);
        two.room.accept(two.net.sockets[2]!);
        await two.go(500);
        expect(two.net.sockets.map(({ url }) => url.slice(-2))).to.deep.equal(['c1', 'c2', 'c1']);
        two.session.dispose();
        const three = rig(settings({ conversation: 'c2' }), { kept: keep(name) });
        await three.start();
        await three.until(() => three.states().join() === 'sent');
        expect(three.room.texts).to.deep.equal(['left']);
      });
    });

    it('delivers what somebody of the team left unsent, though nobody opens that conversation again', async () => {
      const team = settings({ conversation: undefined, userRole: 'agent' });
      const { room, page } = visits('team', team);
      const one = page();
      const socket = await one.start();
      one.session.subscribe('c1');
      await one.go();
      socket.break();
      one.session.sendMessage('on its way', { conversation: 'c1' });
      await one.until(() => one.session.stats.queuedMessageCount === 1);
      dispatchEvent(new Event('pagehide'));
      one.session.dispose();
      const two = page();
      await two.start();
      await two.until(() => room.log.length === 1);
      expect(room.texts).to.deep.equal(['on its way']);
    });

    it('leaves nothing where nothing was said', () => {
      const name = `silent-${Date.now()}`;
      rig(settings(), { kept: keep(name) });
      dispatchEvent(new Event('pagehide'));
      expect(localStorage.getItem(`${name}:left`)).to.equal(null);
    });

    it('leaves nothing when the page goes after it has ended', () => {
      const name = `ended-${Date.now()}`;
      const r = rig(settings(), { kept: keep(name) });
      r.session.sendMessage('a');
      r.session.dispose();
      dispatchEvent(new Event('pagehide'));
      expect(localStorage.getItem(`${name}:left`)).to.equal(null);
    });

    it('keeps what one person said in the last moment of a page through the visit of another', async () => {
      const { name, room, page } = visits('persons');
      const one = page();
      await one.start();
      one.session.sendMessage('in time');
      await one.until(() => room.log.length === 1 && one.states().join() === 'sent');
      one.store.putOutbox = () => new Promise(() => {});
      one.session.sendMessage('at the door');
      dispatchEvent(new Event('pagehide'));
      one.session.dispose();
      const other = rig(settings({ userId: 'other', conversation: 'c2' }), { kept: keep(name) });
      await other.start();
      await other.until(() => other.session.connection.status === 'connected');
      await other.go(100);
      other.session.dispose();
      const two = page();
      await two.start();
      await two.until(() => room.log.length === 2);
      expect(room.texts).to.deep.equal(['in time', 'at the door']);
    });

    it('leaves nothing behind for the next page where this one comes back', async () => {
      const name = `back-${Date.now()}`;
      const r = rig(settings(), { kept: keep(name) });
      await r.start();
      r.session.sendMessage('first');
      await r.until(() => r.states().join() === 'sent');
      const write = r.store.putOutbox;
      let written = (): void => {};
      r.store.putOutbox = (row) => new Promise<void>((done) => (written = () => void write.call(r.store, row).then(done)));
      r.session.sendMessage('on the way out');
      await r.go();
      dispatchEvent(new Event('pagehide'));
      expect(localStorage.getItem(`${name}:left`)).to.contain('on the way out');
      dispatchEvent(new Event('pageshow'));
      expect(localStorage.getItem(`${name}:left`)).to.equal(null);
      written();
      await r.until(() => r.states().join() === 'sent,sent');
      expect(r.room.texts).to.deep.equal(['first', 'on the way out']);
    });

    it('writes nothing before the person does something', async () => {
      const name = `guest-${Date.now()}`;
      const r = rig(settings(), { kept: keep(name) });
      await r.start();
      r.room.say('hello');
      await r.go();
      expect(r.store.kind).to.equal('memory');
      expect((await indexedDB.databases()).map((d) => d.name)).not.to.include(name);
    });
  });

  describe('a log that began a new life', () => {
    it('offers again what was confirmed, under a new writer', async () => {
      const kept = keep();
      const r = rig(settings(), { kept });
      const first = await r.start();
      r.session.sendMessage('kept by me');
      await r.until(() => r.room.log.length === 1);
      await r.go();
      expect(r.states()).to.deep.equal(['sent']);
      const writer = String(r.room.hellos[0]!.client);
      r.room.wipe();
      first.break();
      await r.go(2500);
      await r.up();
      await r.up();
      await r.until(() => r.room.log.length === 1);
      await r.go();
      expect(r.room.hellos.at(-1)!.client).not.to.equal(writer);
      const writers = async () => (await navigator.locks.query()).held!.flatMap(({ name }) => (name!.startsWith(`${kept.name}:writer:`) ? [name!.split(':').at(-1)] : []));
      for (let i = 0; i < 100 && (await writers()).includes(writer); i++) await r.go();
      expect(await writers(), 'the old one is given up').to.deep.equal([r.room.hellos.at(-1)!.client]);
      expect(r.room.texts).to.deep.equal(['kept by me']);
      expect(r.texts()).to.deep.equal(['kept by me']);
      expect(r.states()).to.deep.equal(['sent']);
    });
  });

  describe('a visitor without a conversation', () => {
    const remembered = (store: Store) => store.get(`conversation:${scopeOf(guest().address)}`);
    const guest = () => settings({ conversation: undefined, userId: undefined });

    it('opens no socket before the chat is used, then one for a conversation of their own', async () => {
      const r = rig(guest());
      r.session.start();
      await r.go();
      expect(r.net.sockets).to.have.length(0);
      expect(r.session.connection.status).to.equal('idle');
      r.session.engage();
      await r.until(() => r.net.sockets.length > 0);
      expect(r.net.sockets).to.have.length(1);
      expect(r.net.sockets[0]!.url).to.match(/\/parties\/conversation\/[\w-]{22}$/);
    });

    it('remembers it from the first message on', async () => {
      const name = `own-${Date.now()}`;
      const one = rig(guest(), { kept: keep(name) });
      one.session.start();
      await one.go();
      one.session.sendMessage('hi');
      await one.until(() => one.session.currentConversation !== undefined);
      const id = one.session.currentConversation;
      expect(id).to.match(/^[\w-]{22}$/);
      for (let i = 0; i < 100 && !(await remembered(one.store)); i++) await one.go();
      one.session.dispose();
      const two = rig(guest(), { kept: keep(name) });
      two.session.start();
      await two.go();
      await two.until(() => two.net.sockets.length > 0);
      expect(two.session.currentConversation).to.equal(id);
      expect(two.net.sockets, 'opens at once when one is remembered').to.have.length(1);
    });

    it('is the same guest in the next page, once something was said', async () => {
      const name = `token-${Date.now()}`;
      const one = rig(guest(), { kept: keep(name) });
      one.room.welcome = { token: 'guest-1' };
      one.session.start();
      one.session.sendMessage('hi');
      await one.up();
      await one.until(() => one.states().join() === 'sent');
      const token = () => one.store.get(`token:${scopeOf(guest().address)}`);
      for (let i = 0; i < 100 && !(await token()); i++) await one.go();
      one.session.dispose();
      const two = rig(guest(), { kept: keep(name) });
      await two.start();
      expect(two.room.hellos[0]!.token).to.equal('guest-1');
      two.session.dispose();
      // Signed in nowhere either, but at work.
      const team = rig(settings({ conversation: undefined, userId: undefined, userRole: 'agent' }), { kept: keep(name) });
      await team.start();
      expect(team.session.currentConversation).to.equal(undefined);
    });

    it('is a new guest where the token of the old one is refused', async () => {
      const r = rig(guest());
      r.room.welcome = { token: 'guest-1' };
      r.session.start();
      r.session.engage();
      const first = await r.up();
      first.break();
      await dialled(r, 2);
      const second = await r.up();
      second.end(4401);
      await dialled(r, 3);
      await r.up();
      expect(r.room.hellos.map(({ token }) => token)).to.deep.equal([undefined, 'guest-1', undefined]);
    });

    it('does not remember one in which nothing was said', async () => {
      const name = `unsaid-${Date.now()}`;
      const one = rig(guest(), { kept: keep(name) });
      one.session.start();
      one.session.engage();
      await one.go();
      one.session.dispose();
      const two = rig(guest(), { kept: keep(name) });
      two.session.start();
      await two.go();
      expect(two.session.currentConversation).to.equal(undefined);
      expect(two.net.sockets).to.have.length(0);
    });
  });

  describe('settings', () => {
    for (const [what, address, code] of [
      ['no url', { url: undefined }, 'no-url'],
      ['an unparsable url', { url: 'not a url' }, 'invalid-url'],
      ['another scheme', { url: 'ftp://chat.test' }, 'invalid-url'],
      ['an unknown protocol', { protocol: 'carrier-pigeon' }, 'unknown-protocol'],
    ] as const) {
      it(`${what}: failed, one error with a sentence, and works once it is set`, async () => {
        const r = rig(settings(address));
        r.session.start();
        await r.go();
        expect(r.session.connection.status).to.equal('failed');
        expect(r.errors()).to.deep.equal([code]);
        expect(r.session.connection.error?.message).to.be.a('string').and.not.match(/\{\w+\}/);
        r.session.configure(settings());
        await r.up();
        expect(r.session.connection.status).to.equal('connected');
        expect(r.errors()).to.deep.equal([code]);
      });
    }

    it('says what a protocol needs and does not have', async () => {
      registerProtocol('needy', { ...(await import('../../../src/protocols/party/index.js')).default, name: 'needy', missing: (a) => (a.userId ? [] : ['user-id']) } satisfies Codec);
      const r = rig(settings({ protocol: 'needy', userId: undefined }));
      r.session.start();
      await r.go();
      expect(r.session.connection.error?.code).to.equal('missing-setting');
      expect(r.session.connection.error?.message).to.include('user-id');
    });

    it('asks for the token before every connect, and stops with words when two in a row are refused', async () => {
      let asked = 0;
      const r = rig(settings({}, { token: () => `token-${++asked}` }));
      const first = await r.start();
      expect(r.room.hellos[0]!.token).to.equal('token-1');
      first.end(4401);
      const second = await r.up();
      expect(r.room.hellos[1]!.token).to.equal('token-2');
      second.end(4401);
      await r.go(5000);
      expect(r.session.connection.status).to.equal('failed');
      expect(r.errors()).to.deep.equal(['signed-out']);
      expect(asked).to.equal(2);
    });

    it('another conversation: another room, and what was shown belongs to the first', async () => {
      const r = rig();
      await r.start();
      r.room.say('in the first');
      await r.go();
      r.session.configure(settings({ conversation: 'c2' }));
      await r.until(() => r.net.sockets.length > 1);
      expect(r.net.sockets.at(-1)!.url).to.match(/\/c2$/);
      expect(r.session.conversation('c1').count).to.equal(1);
      expect(r.session.conversation().count).to.equal(0);
    });

    it('asks once more for a token that has hardly any time left, and never more often than that', async () => {
      const now = Date.now() / 1000;
      /** Unsigned, with non-ASCII letters in it. */
      const jwt = (since: number, until: number): string => {
        const claims = String.fromCharCode(...new TextEncoder().encode(JSON.stringify({ name: 'Zoë ???>>>', iat: now + since, exp: now + until })));
        return `e30.${btoa(claims).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '')}.c2ln`;
      };
      const long = jwt(-10, 3600);
      for (const [tokens, asked, used] of [
        [[jwt(-3600, 20), long], 2, 1],
        [[jwt(-3600, -5), long], 2, 1],
        // Nothing better is to be had: let the backend say so.
        [[jwt(-3600, -5), jwt(-3600, -5), long], 2, 1],
        [[long], 1, 0],
        // Good for 20 s by design.
        [[jwt(-1, 19)], 1, 0],
        [['a.b.c'], 1, 0],
        [['opaque'], 1, 0],
      ] as const) {
        let times = 0;
        const r = rig(settings({}, { token: () => Promise.resolve(tokens[times++]!) }));
        await r.start();
        expect(times, String(tokens)).to.equal(asked);
        expect(r.room.hellos[0]!.token).to.equal(tokens[used]);
      }
    });

    it('what was subscribed to besides stays so under a new token and in another conversation, and is gone for another person', async () => {
      const r = rig(settings({}, { token: 'one' }));
      await r.start();
      r.session.subscribe('c2');
      const asked = async (next: Settings): Promise<string[]> => {
        r.session.configure(next);
        await r.up();
        return (r.room.hellos.at(-1)!.subscribe as { c: string }[]).map(({ c }) => c).toSorted();
      };
      expect(await asked(settings({}, { token: 'two' }))).to.deep.equal(['c1', 'c2']);
      expect(await asked(settings({ conversation: 'c3' }, { token: 'two' }))).to.deep.equal(['c2', 'c3']);
      expect(await asked(settings({ userId: 'other', conversation: 'c3' }, { token: 'two' }))).to.deep.equal(['c3']);
    });

    it('what goes wrong in a protocol before it connects is told in words', async () => {
      const r = rig(await like('broken', { prepare: () => Promise.reject(new Error('No key to be had')) }));
      r.session.start();
      await r.until(() => r.session.connection.status === 'failed');
      expect(r.errors()).to.deep.equal(['server-error']);
      expect(r.session.connection.error?.message).to.include('No key to be had');
    });

    it('a token that is given up means another connection', async () => {
      const r = rig(settings({}, { token: () => 'one' }));
      await r.start();
      r.session.configure(settings());
      await r.up();
      expect(r.room.hellos.map(({ token }) => token)).to.deep.equal(['one', undefined]);
    });

    it('retry() connects what was closed, and at once what waits', async () => {
      const r = rig();
      const first = await r.start();
      first.break();
      await r.go(1);
      expect(r.session.connection.status).to.equal('reconnecting');
      const before = r.clock.now();
      r.session.retry();
      await r.up();
      expect(r.clock.now() - before).to.be.below(200);
      r.session.disconnect();
      expect(r.session.connection.status).to.equal('closed');
      r.session.retry();
      await r.up();
      expect(r.session.connection.status).to.equal('connected');
    });

    it('opens nothing after its end', async () => {
      const r = rig();
      r.session.dispose();
      r.session.start();
      void r.session.connect().catch(() => undefined);
      await r.go(100);
      expect(r.net.sockets).to.have.length(0);
    });

    it('connect() resolves when connected and rejects with what to do', async () => {
      const r = rig();
      const connected = r.session.connect();
      await r.up();
      await connected;
      const bad = rig(settings({ url: '' }));
      let message = '';
      const failed = bad.session.connect().catch((error: Error) => (message = error.message));
      await bad.go();
      await failed;
      expect(message).to.include('url');
    });
  });

  it('what is kept for one person is not shown to the next, who signs in while it is being read', async () => {
    const name = `two-people-${Date.now()}`;
    const first = rig(settings({ userId: 'ann' }), { kept: keep(name) });
    await first.start();
    first.session.sendMessage('Between Ann and us');
    let stored = 0;
    await first.until(() => {
      void first.store.load(first.session.scope, 'c1').then((found) => (stored = found?.messages.length ?? 0));
      return stored === 1;
    });
    first.session.dispose();
    // Storage answers when the next one is there already.
    const { store } = keep(name);
    const lease = store.lease.bind(store);
    const asked: (() => void)[] = [];
    store.lease = (writer) => new Promise<void>((resolve) => asked.push(resolve)).then(() => lease(writer));
    const second = rig(settings({ userId: 'ann' }), { kept: { name, store } });
    second.session.start();
    await second.until(() => asked.length === 1);
    second.session.configure(settings({ userId: 'bob' }));
    asked[0]!();
    await second.go();
    expect(second.texts()).to.deep.equal([]);
    await second.until(() => asked.length === 2);
    asked[1]!();
    await second.up();
    expect(second.texts()).to.deep.equal([]);
  });

  it('sends frames of the page only while connected', async () => {
    const r = rig();
    expect(() => r.session.send({ t: 'x' })).to.throw('Not connected');
    r.session.start();
    await r.until(() => r.net.sockets.length > 0);
    r.net.sockets[0]!.accept();
    expect(() => r.session.send({ t: 'x' }), 'open, but not welcome yet').to.throw('Not connected');
    r.net.sockets[0]!.break();
    await r.go(2500);
    r.seen = 1;
    const socket = await r.up();
    r.session.send({ t: 'x' });
    expect(socket.sent.at(-1)).to.equal('{"t":"x"}');
  });

  it('in debug, hands out every frame without its secrets', async () => {
    const r = rig(settings({}, { debug: true, token: 'very-secret-token' }));
    const log = console.debug;
    const lines: string[] = [];
    console.debug = (...args: unknown[]) => void lines.push(args.join(' '));
    await r.start();
    console.debug = log;
    const frames = r.told.flatMap((t) => (t.name === 'chat-frame' ? [t.detail] : []));
    expect(frames.some((f) => f.direction === 'out' && f.frame.includes('hello'))).to.equal(true);
    expect(frames.some((f) => f.direction === 'in' && f.frame.includes('welcome'))).to.equal(true);
    expect(lines.some((line) => line.includes('→') && line.includes('hello')) && lines.some((line) => line.includes('←') && line.includes('welcome')), 'in the console as well').to.equal(true);
    expect(JSON.stringify(frames) + lines.join()).not.to.include('very-secret');
  });

  it('loads older pages', async () => {
    const r = rig();
    for (let i = 1; i <= 120; i++) r.room.say(`m${i}`);
    await r.start();
    expect(r.texts()).to.have.length(50);
    for (const expected of [100, 120]) {
      const more = r.session.loadOlder();
      // Its code comes with the first page.
      await r.until(() => r.texts().length === expected);
      await more;
      expect(r.texts()).to.have.length(expected);
    }
    expect(r.session.conversation().history).to.equal('end');
    expect(r.texts()[0]).to.equal('m1');
  });

  it('tells the other side what arrived and what was read, again after a break', async () => {
    const r = rig();
    const first = await r.start();
    r.room.say('look');
    await r.go();
    expect(r.room.received.find((f) => f.t === 'mark')).to.include({ delivered: 1 });
    r.session.markRead();
    await r.go();
    expect(r.room.received.filter((f) => f.t === 'mark').at(-1)).to.include({ read: 1 });
    expect(r.session.conversation().unread).to.equal(0);
    first.break();
    await r.go(2500);
    await r.up();
    expect(r.room.received.slice(-3).filter((f) => f.t === 'mark').some((f) => f.read === 1)).to.equal(true);
  });
});

import { expect } from '@open-wc/testing';
import type { Settings } from '../../../src/domain/index.js';
import { loadProtocol } from '../../../src/protocols/registry.js';
import { cleanUp, dialled, keep, like, rig, settings, visits } from './rig.js';

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

    it('goes on where all attempts were used up: who writes again waits for an answer', async () => {
      const r = rig(settings({}, { tuning: { maxAttempts: 2 } }));
      const socket = await r.start();
      r.session.sendMessage('first');
      await r.until(() => r.states().join() === 'sent');
      await r.go(40_000);
      socket.break();
      for (let i = 0; i < 30 && r.session.connection.status !== 'failed'; i++) {
        await r.go(1000);
        if (r.net.sockets.at(-1)!.readyState === 0) r.net.sockets.at(-1)!.break();
      }
      expect(r.session.connection.error?.code).to.equal('connect-failed');
      r.session.sendMessage('second');
      r.seen = r.net.sockets.length;
      await r.up();
      await r.until(() => r.states().join() === 'sent,sent');
      expect(r.room.texts).to.deep.equal(['first', 'second']);
    });

    it('but not where the backend refused', async () => {
      const r = rig();
      const socket = await r.start();
      r.session.sendMessage('first');
      await r.until(() => r.states().join() === 'sent');
      socket.end(4404, 'There is no such conversation');
      await r.go();
      const before = r.net.sockets.length;
      r.session.sendMessage('second');
      await r.go(1000);
      expect(r.session.connection.status).to.equal('failed');
      expect(r.net.sockets.length).to.equal(before);
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

    it('goes out over the next connection where a socket that was closing did not take it, and nothing ever confirms', async () => {
      const r = rig(await like('no-answers', { capabilities: { confirm: 'none' } }));
      await r.start();
      const closing = r.net.sockets.at(-1)!;
      closing.readyState = 2;
      r.session.sendMessage('a');
      await r.go();
      expect(r.states()).to.deep.equal(['pending']);
      closing.readyState = 1;
      closing.break();
      await r.up();
      await r.until(() => r.states().join() === 'sent');
      expect(r.room.texts).to.deep.equal(['a']);
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

    it('fails visibly what was said before it was known how much an earlier page had left, and sends it on retry', async () => {
      const kept = keep();
      const given = settings({}, { tuning: { queueSize: 2 } });
      const zero = rig(given, { kept });
      await zero.store.persist();
      for (const n of [1, 2]) {
        const command = { type: 'send-message' as const, id: `old-${n}`, n, at: new Date(), conversation: 'c1', parts: [{ type: 'text' as const, text: `${n}` }] };
        await zero.store.putOutbox({ scope: zero.session.scope, writer: 'gone', command, bytes: 99, state: 'queued', addedAt: Date.now() });
      }
      zero.session.dispose();
      const two = rig(given, { kept: keep(kept.name) });
      const { room } = two;
      const said = [two.session.sendMessage('3'), two.session.sendMessage('4')];
      const of = (i: number) => two.session.find(said[i]!.id);
      await two.until(() => of(1)?.status === 'failed');
      expect([of(0)?.status, of(1)?.status, of(1)?.statusReason]).to.deep.equal(['failed', 'failed', 'Too much is waiting to be sent (2 messages): it goes on when the connection is back.']);
      await two.start();
      await two.until(() => room.log.length === 2);
      for (const { id } of said) two.session.retryMessage(id);
      await two.until(() => room.log.length === 4);
      expect(room.texts).to.deep.equal(['1', '2', '3', '4']);
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
});

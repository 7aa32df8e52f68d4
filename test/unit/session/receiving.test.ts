import { expect } from '@open-wc/testing';
import type { ChatEvent } from '../../../src/domain/index.js';
import { loadProtocol } from '../../../src/protocols/registry.js';
import { cleanUp, like, rig, type SessionRig } from './rig.js';

describe('Session', () => {
  // These are chunks of their own: fetched before the first test, not within its time.
  before(() => Promise.all([loadProtocol('party'), import('../../../src/session/sending.js'), import('../../../src/session/rows.js'), import('../../../src/storage/indexed-db.js')]));
  afterEach(cleanUp);

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

  it('the conversation at hand is subscribed to again by what is said in it, where its page had unsubscribed', async () => {
    const r = rig();
    await r.start();
    r.session.unsubscribe('c1');
    await r.go();
    r.session.sendMessage('hello');
    await r.until(() => r.states().join() === 'sent');
    expect(r.states()).to.deep.equal(['sent']);
    expect(r.session.stats.subscriptions).to.deep.equal(['c1']);
  });

  it('a list that comes in pieces is shown when it is whole: until then, what was there', async () => {
    const r = rig();
    const socket = await r.start();
    const updated = '2026-03-01T10:00:00.000Z';
    const lists: string[] = [];
    const list = async (ids: string, more: object = {}): Promise<void> => {
      socket.say(JSON.stringify({ t: 'inbox', rows: ids.split(' ').map((id) => ({ id, updated })), ...more }));
      await r.until(() => r.session.inbox.length > 0 || 'end' in more);
      await r.go();
      lists.push(r.session.inbox.map(({ id }) => id).join(' '));
    };
    await list('a b', { reset: true, end: false });
    await list('c', { end: false });
    await list('d');
    await list('e');
    await list('a', { reset: true, end: false });
    await list('x', { reset: true, end: false });
    await list('d');
    await list('f');
    expect(lists).to.deep.equal(['', '', 'a b c d', 'e a b c d', 'e a b c d', 'e a b c d', 'x d', 'f x d']);
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

    it('names the messages that somebody received or read, where the backend has but a number', async () => {
      const r = rig();
      await r.start();
      const ada = { id: 'ada', role: 'agent' as const };
      for (const text of ['one', 'two', 'three']) r.session.sendMessage(text);
      await r.until(() => r.states().join() === 'sent,sent,sent');
      const [one, two, three] = r.session.conversation().blocks[0]!.messages;
      r.told.length = 0;
      r.session.take([{ type: 'receipt', conversation: 'c1', status: 'delivered', upTo: two!.seq, by: ada }]);
      r.session.take([{ type: 'receipt', conversation: 'c1', status: 'read', upTo: three!.seq, by: ada }]);
      r.session.take([{ type: 'receipt', conversation: 'c1', status: 'delivered', upTo: three!.seq, by: ada }]);
      expect(r.told.map(({ name, detail }) => [name, 'ids' in detail && new Set(detail.ids)])).to.deep.equal([
        ['chat-receipt', new Set([one!.id, two!.id])],
        ['chat-receipt', new Set([one!.id, two!.id, three!.id])],
        ['chat-receipt', new Set()],
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

import { expect } from '@open-wc/testing';
import { Outbox, type NewCommand, type OutboxDeps } from '../../../src/conversation/outbox.js';
import type { Capabilities, DurableCommand } from '../../../src/domain/index.js';
import { rewriter } from '../../../src/session/renumber.js';
import { createStore } from '../../../src/storage/store.js';
import type { Store } from '../../../src/storage/types.js';
import { ManualClock, settle } from '../../helpers/clock.js';
import { NOW, text } from './setup.js';

const DAY = 86_400_000;
const send = (id: string, words = id, conversation = 'c1'): NewCommand => ({ type: 'send-message', conversation, id, at: NOW, parts: text(words) });
const names = (commands: readonly DurableCommand[]) => commands.map((c) => (c.type === 'skip' ? `skip ${c.n}` : `${c.id} ${c.n}`));

interface Options extends Partial<OutboxDeps> {
  confirmBy?: Capabilities['confirm'];
  count?: number;
}

async function setup({ confirmBy = 'ack', count = 100, ...more }: Options = {}) {
  const clock = new ManualClock();
  const now = { value: NOW.getTime() };
  const store: Store = (more.store as Store | undefined) ?? createStore({ indexedDB: null });
  const make = (deps: Partial<OutboxDeps> = {}) => new Outbox({
    scope: 's', clock, limits: () => ({ count, bytes: 5_000_000 }), now: () => new Date(now.value), confirm: () => confirmBy, ...more, ...deps, store,
  });
  const lease = await store.lease();
  const outbox = make();
  await outbox.start(lease.id);
  const rows = async () => (await store.outbox('s')).map((r) => `${r.command.id} ${r.command.n} ${r.state}${r.reason ? ` ${r.reason}` : ''}`);
  return { clock, now, store, make, lease, outbox, rows };
}

/** What is offered again under another writer, once all of it is kept. */
async function rewritten(outbox: Outbox, writer: string, conversation?: string): Promise<readonly DurableCommand[]> {
  await outbox.recent.load();
  const [offered, kept] = rewriter(outbox, writer, conversation);
  await kept;
  return offered;
}

describe('Outbox', () => {
  it('hands out only what is committed, in order, once', async () => {
    const { outbox } = await setup();
    const first = outbox.add(send('a'));
    expect(first.command).to.include({ n: 1, id: 'a' });
    expect(outbox.take('c1', 0)).to.deep.equal([]);
    await first.committed;
    const second = outbox.add(send('b'));
    expect(names(outbox.take('c1', 0))).to.deep.equal(['a 1']);
    await second.committed;
    await outbox.add(send('x', 'x', 'c2')).committed;
    expect(names(outbox.take('c1', 0))).to.deep.equal(['b 2']);
    expect(outbox.take('c1', 0)).to.deep.equal([]);
    expect(names(outbox.take('c2', 0))).to.deep.equal(['x 1']);
    expect(outbox.count()).to.equal(3);
    expect(outbox.take('none', 0)).to.deep.equal([]);
  });

  it('does not let a later one overtake one that is not committed', async () => {
    const store = createStore({ indexedDB: null });
    let release!: () => void;
    const slow = new Promise<void>((resolve) => (release = resolve));
    const put = store.putOutbox.bind(store);
    store.putOutbox = async (row) => {
      if (row.command.id === 'a') await slow;
      return put(row);
    };
    const { outbox } = await setup({ store });
    const a = outbox.add(send('a'));
    await outbox.add(send('b')).committed;
    expect(outbox.take('c1', 0)).to.deep.equal([]);
    release();
    await a.committed;
    expect(names(outbox.take('c1', 0))).to.deep.equal(['a 1', 'b 2']);
  });

  it('is not held up by a disk that is silent, and what lands there late does not come back', async () => {
    const store = createStore({ indexedDB: null });
    const put = store.putOutbox.bind(store);
    const { deleteOutbox } = store;
    let answer!: () => void;
    let line: Promise<unknown> = new Promise<void>((resolve) => (answer = resolve));
    // As in a database, one after the other.
    store.putOutbox = (row) => (line = line.then(() => put(row))) as Promise<void>;
    store.deleteOutbox = (rows) => (line = line.then(() => deleteOutbox.call(store, rows))) as Promise<void>;
    let told = 0;
    const { outbox, clock, rows } = await setup({ store, silent: () => told++ });
    outbox.add(send('a'));
    outbox.add(send('b'));
    await clock.advance(1999);
    expect(outbox.take('c1', 0)).to.deep.equal([]);
    await clock.advance(1);
    expect(told).to.equal(1);
    expect(names(outbox.take('c1', 0))).to.deep.equal(['a 1', 'b 2']);
    const unsaved = () => outbox.unsaved('w').map(({ command }) => command.id);
    expect(unsaved(), 'would go with the page').to.deep.equal(['a', 'b']);
    outbox.ack({ type: 'ack', conversation: 'c1', upTo: 1 });
    expect(unsaved()).to.deep.equal(['b']);
    // Known to be silent, it is not waited for again.
    outbox.add(send('c'));
    await settle();
    expect(told).to.equal(2);
    expect(names(outbox.take('c1', 0))).to.deep.equal(['c 3']);
    expect([outbox.keeps('b'), outbox.keeps('none')]).to.deep.equal([false, false]);
    answer();
    await line;
    await settle();
    expect(await rows()).to.deep.equal(['b 2 queued', 'c 3 queued']);
    expect([outbox.keeps('b'), unsaved().length]).to.deep.equal([true, 0]);
    line = new Promise(() => undefined);
    outbox.add(send('d'));
    await settle();
    expect(outbox.take('c1', 0), 'it has answered').to.deep.equal([]);
    outbox.end();
    expect(clock.pending).to.equal(0);
  });

  it('begins without what storage does not tell, which comes behind', async () => {
    const { store, make, outbox, lease } = await setup();
    await outbox.add(send('left')).committed;
    lease.release();
    const { adopt } = store;
    let answer!: () => void;
    const told = new Promise<void>((resolve) => (answer = resolve));
    store.adopt = (...args) => told.then(() => adopt.apply(store, args));
    const other = make();
    const early = other.add(send('early'));
    const { id } = await store.lease();
    const started = other.start(id);
    other.begin(id, true);
    expect(names(other.take('c1', 0))).to.deep.equal(['early 1']);
    await early.committed;
    answer();
    expect(names(await started)).to.deep.equal(['early 1', 'left 2']);
    expect(names(other.take('c1', 0))).to.deep.equal(['left 2']);
    expect((await store.outbox('s')).map(({ writer, command }) => `${command.id} ${writer === id}`)).to.have.members(['early true', 'left true']);
  });

  it('keeps to 32 on the wire', async () => {
    const { outbox } = await setup();
    await Promise.all(Array.from({ length: 40 }, (_, i) => outbox.add(send(`m${i}`)).committed));
    expect(outbox.take('c1', 0)).to.have.length(32);
    expect(outbox.take('c1', 0)).to.have.length(0);
    outbox.ack({ type: 'ack', conversation: 'c1', upTo: 5 });
    expect(names(outbox.take('c1', 0))).to.deep.equal(['m32 33', 'm33 34', 'm34 35', 'm35 36', 'm36 37']);
  });

  it('keeps to 64 kB on the wire, though one larger than that goes alone', async () => {
    const { outbox } = await setup();
    const big = 'ض'.repeat(20_000);
    for (const id of ['a', 'b', 'c']) await outbox.add(send(id, id === 'a' ? big + big : big)).committed;
    expect(names(outbox.take('c1', 0))).to.deep.equal(['a 1']);
    outbox.ack({ type: 'ack', conversation: 'c1', upTo: 1 });
    expect(names(outbox.take('c1', 0))).to.deep.equal(['b 2']);
  });

  it('waits while the socket has 256 kB to send', async () => {
    const { outbox } = await setup();
    await outbox.add(send('a')).committed;
    expect(outbox.take('c1', 256 * 1024 + 1)).to.have.length(0);
    expect(outbox.take('c1', 256 * 1024)).to.have.length(1);
  });

  it('sends one at a time where a request confirms', async () => {
    const { outbox } = await setup({ confirmBy: 'http' });
    for (const id of ['a', 'b']) await outbox.add(send(id)).committed;
    expect(names(outbox.take('c1', 0))).to.deep.equal(['a 1']);
    expect(outbox.take('c1', 0)).to.deep.equal([]);
    outbox.ack({ type: 'ack', clientId: 'a' });
    expect(names(outbox.take('c1', 0))).to.deep.equal(['b 2']);
  });

  it('refuses what is over its limits, and keeps nothing of it', async () => {
    const { outbox, rows } = await setup({ count: 2 });
    outbox.add(send('a'));
    await outbox.add(send('b')).committed;
    expect(() => outbox.add(send('c'))).to.throw('2 messages').with.property('code', 'queue-full');
    expect(outbox.has('c')).to.equal(false);
    expect(await rows()).to.have.length(2);
    outbox.ack({ type: 'ack', clientId: 'a' });
    expect(outbox.add(send('c')).command.n).to.equal(3);
    const bytes = await setup({ limits: () => ({ count: 1000, bytes: 5000 }) });
    bytes.outbox.add(send('a', 'x'.repeat(4000)));
    expect(() => bytes.outbox.add(send('b', 'x'.repeat(1000)))).to.throw().with.property('code', 'queue-full');
    expect(bytes.outbox.bytes).to.be.within(4000, 5000);
  });

  it('counts and keeps the order on a page whose old library has another reduce', async () => {
    const { outbox } = await setup({ confirmBy: 'oldest', limits: () => ({ count: 1000, bytes: 9000 }) });
    for (const id of ['a', 'b']) await outbox.add(send(id, 'x'.repeat(4000))).committed;
    const { reduce } = Array.prototype;
    Array.prototype.reduce = function (this: unknown[]) {
      return this.length > 1 ? this : this[0];
    } as typeof reduce;
    try {
      expect(outbox.take('c1', 0)).to.have.length(2);
      expect(() => outbox.add(send('c', 'x'.repeat(1000)))).to.throw().with.property('code', 'queue-full');
      expect(outbox.ack({ type: 'ack', conversation: 'c1' }).map(({ id }) => id)).to.deep.equal(['a']);
    } finally {
      Array.prototype.reduce = reduce;
    }
  });

  describe('acks', () => {
    it('settle by id, by number, and the first that was sent', async () => {
      const { outbox, rows } = await setup();
      for (const id of ['a', 'b', 'c', 'd']) await outbox.add(send(id)).committed;
      outbox.take('c1', 0);
      expect(names(outbox.ack({ type: 'ack', clientId: 'b' }))).to.deep.equal(['b 2']);
      expect(names(outbox.ack({ type: 'ack', conversation: 'c1', upTo: 2 }))).to.deep.equal(['a 1']);
      expect(names(outbox.ack({ type: 'ack' }))).to.deep.equal(['c 3']);
      expect(outbox.ack({ type: 'ack', clientId: 'a' })).to.deep.equal([]);
      await settle();
      expect(await rows()).to.deep.equal(['d 4 queued']);
    });

    it('without an id settle nothing that was not sent', async () => {
      const { outbox } = await setup({ confirmBy: 'oldest' });
      await outbox.add(send('a')).committed;
      expect(outbox.ack({ type: 'ack', id: '1' })).to.deep.equal([]);
      expect(outbox.nack({ type: 'nack', code: 'x', message: 'x' })).to.deep.equal({ again: false });
      expect(outbox.count()).to.equal(1);
    });

    it('without a conversation settle the first that was sent in any', async () => {
      const { outbox } = await setup({ confirmBy: 'oldest' });
      await outbox.add(send('a', 'a', 'c1')).committed;
      await outbox.add(send('b', 'b', 'c2')).committed;
      outbox.take('c2', 0);
      outbox.take('c1', 0);
      expect(names(outbox.ack({ type: 'ack' }))).to.deep.equal(['b 1']);
    });

    it('with a conversation settle the first that was sent there', async () => {
      const { outbox } = await setup({ confirmBy: 'oldest' });
      for (const [id, conversation] of [['a', 'c1'], ['b', 'c2']] as const) {
        await outbox.add(send(id, id, conversation)).committed;
        outbox.take(conversation, 0);
      }
      expect(names(outbox.ack({ type: 'ack', conversation: 'c2' }))).to.deep.equal(['b 1']);
    });
  });

  describe('refusals', () => {
    it('for good make a failed one with its reason, and the rest goes on', async () => {
      const { outbox, rows } = await setup();
      for (const id of ['a', 'b']) await outbox.add(send(id)).committed;
      outbox.take('c1', 0);
      const verdict = outbox.nack({ type: 'nack', conversation: 'c1', clientId: 'a', code: 'too-large', message: 'Too large' });
      expect(verdict).to.deep.include({ again: false });
      expect(verdict.failed?.id).to.equal('a');
      expect(outbox.failed()).to.have.length(1);
      await settle();
      expect(await rows()).to.deep.equal(['a 1 failed Too large', 'b 2 queued']);
      expect(names(outbox.ack({ type: 'ack', conversation: 'c1', upTo: 2 }))).to.deep.equal(['b 2']);
    });

    it('for now put it and all after it back, for as long as asked', async () => {
      const { outbox, clock } = await setup();
      for (const id of ['a', 'b', 'c']) await outbox.add(send(id)).committed;
      outbox.take('c1', 0);
      expect(outbox.nack({ type: 'nack', conversation: 'c1', clientId: 'b', code: 'rate-limited', message: '', retry: true, after: 1000 })).to.deep.equal({ again: true, after: 1000 });
      outbox.nack({ type: 'nack', conversation: 'c1', clientId: 'c', code: 'gap', message: '', retry: true });
      expect(outbox.take('c1', 0)).to.deep.equal([]);
      outbox.ack({ type: 'ack', conversation: 'c1', upTo: 1 });
      await clock.advance(1000);
      expect(names(outbox.take('c1', 0))).to.deep.equal(['b 2', 'c 3']);
    });

    it('of a filled number fail nothing', async () => {
      const { outbox } = await setup();
      for (const id of ['a', 'b']) await outbox.add(send(id)).committed;
      outbox.discard('a');
      const [skip] = outbox.take('c1', 0);
      expect(outbox.nack({ type: 'nack', conversation: 'c1', clientId: skip!.id, code: 'x', message: 'no' })).to.deep.equal({ again: false });
      expect(outbox.failed()).to.deep.equal([]);
      expect(names(outbox.ack({ type: 'ack', conversation: 'c1', upTo: 2 }))).to.deep.equal(['b 2']);
    });

    it('for now hold only as long as the connection', async () => {
      const { outbox } = await setup();
      await outbox.add(send('a')).committed;
      outbox.take('c1', 0);
      outbox.nack({ type: 'nack', conversation: 'c1', clientId: 'a', code: 'rate-limited', message: '', retry: true, after: 60_000 });
      expect(outbox.take('c1', 0)).to.deep.equal([]);
      outbox.lost();
      expect(names(outbox.take('c1', 0))).to.deep.equal(['a 1']);
    });

    it('of a number that is not ours to send fill up from the start', async () => {
      const { outbox } = await setup();
      outbox.resumed('c1', 3);
      await outbox.add(send('a')).committed;
      expect(names(outbox.take('c1', 0))).to.deep.equal(['a 4']);
      outbox.nack({ type: 'nack', conversation: 'c1', clientId: 'a', code: 'gap', message: '', retry: true });
      expect(names(outbox.take('c1', 0))).to.deep.equal(['skip 1', 'skip 2', 'skip 3', 'a 4']);
    });
  });

  describe('a lost connection', () => {
    for (const confirmBy of ['ack', 'echo', 'oldest', 'http'] as const) {
      it(`means again, in order (${confirmBy})`, async () => {
        const { outbox } = await setup({ confirmBy });
        for (const id of ['a', 'b', 'c']) await outbox.add(send(id)).committed;
        const taken = names(outbox.take('c1', 0));
        expect(outbox.take('c1', 0)).to.deep.equal([]);
        outbox.lost();
        outbox.lost();
        expect(names(outbox.take('c1', 0))).to.deep.equal(taken);
      });
    }

    it('means sent, where nothing ever confirms', async () => {
      const { outbox, rows } = await setup({ confirmBy: 'none' });
      await outbox.add(send('a')).committed;
      outbox.take('c1', 0);
      await outbox.add(send('b')).committed;
      outbox.lost();
      expect(names(outbox.take('c1', 0))).to.deep.equal(['b 2']);
      await settle();
      expect(await rows()).to.deep.equal(['b 2 queued']);
    });

    it('goes on from where the backend got to', async () => {
      const { outbox } = await setup();
      for (const id of ['a', 'b', 'c']) await outbox.add(send(id)).committed;
      outbox.take('c1', 0);
      outbox.lost();
      expect(names(outbox.resumed('c1', 2))).to.deep.equal(['a 1', 'b 2']);
      expect(names(outbox.take('c1', 0))).to.deep.equal(['c 3']);
    });

    it('tells which one the backend cannot digest, after three crashes in a row with it in front', async () => {
      const { outbox } = await setup();
      for (const id of ['a', 'b']) await outbox.add(send(id)).committed;
      for (let i = 0; i < 3; i++) {
        expect(outbox.suspect()).to.equal(undefined);
        outbox.take('c1', 0);
        outbox.lost(true);
        if (i === 0) outbox.lost(false);
      }
      const other = await setup();
      for (const id of ['a', 'b', 'c']) {
        await other.outbox.add(send(id)).committed;
        other.outbox.take('c1', 0);
        other.outbox.lost(true);
        other.outbox.resumed('c1', other.outbox.count());
      }
      expect(other.outbox.suspect(), 'each time another').to.equal(undefined);
      expect(outbox.suspect()?.id).to.equal('a');
      expect(outbox.quarantine('a', 'The backend cannot digest it')?.id).to.equal('a');
      expect(outbox.suspect()).to.equal(undefined);
      expect(names(outbox.take('c1', 0))).to.deep.equal(['skip 1', 'b 2']);
      expect(outbox.failed().map((f) => f.reason)).to.deep.equal(['The backend cannot digest it']);
    });
  });

  describe('what a person does', () => {
    it('retries a failed one at the end, under its own id', async () => {
      const { outbox, rows } = await setup();
      for (const id of ['a', 'b']) await outbox.add(send(id)).committed;
      outbox.take('c1', 0);
      outbox.nack({ type: 'nack', clientId: 'a', code: 'x', message: 'x' });
      expect(outbox.retry('b')).to.equal(undefined);
      expect(outbox.retry('a')).to.include({ id: 'a', n: 3 });
      expect(names(outbox.take('c1', 0))).to.deep.equal(['a 3']);
      await settle();
      expect(await rows()).to.deep.equal(['b 2 queued', 'a 3 queued']);
      expect(names(outbox.ack({ type: 'ack', conversation: 'c1', upTo: 3 }))).to.deep.equal(['b 2', 'a 3']);
    });

    it('discards one: its number is filled when something after it goes out', async () => {
      const { outbox, rows } = await setup();
      for (const id of ['a', 'b', 'c']) await outbox.add(send(id)).committed;
      expect(outbox.discard('b')?.id).to.equal('b');
      expect(outbox.discard('b')).to.equal(undefined);
      expect(names(outbox.take('c1', 0))).to.deep.equal(['a 1', 'skip 2', 'c 3']);
      expect(outbox.count()).to.equal(2);
      outbox.discard('c');
      outbox.lost();
      expect(names(outbox.take('c1', 0))).to.deep.equal(['a 1']);
      await outbox.add(send('d')).committed;
      expect(names(outbox.take('c1', 0))).to.deep.equal(['skip 2', 'skip 3', 'd 4']);
      await settle();
      expect(await rows()).to.deep.equal(['a 1 queued', 'd 4 queued']);
      expect(names(outbox.ack({ type: 'ack', conversation: 'c1', upTo: 4 }))).to.deep.equal(['a 1', 'd 4']);
    });

    it('fills no numbers where nobody counts', async () => {
      const { outbox } = await setup({ confirmBy: 'echo' });
      for (const id of ['a', 'b']) await outbox.add(send(id)).committed;
      outbox.discard('a');
      expect(names(outbox.take('c1', 0))).to.deep.equal(['b 2']);
    });

    it('discards a failed one', async () => {
      const { outbox, rows } = await setup();
      await outbox.add(send('a')).committed;
      outbox.nack({ type: 'nack', clientId: 'a', code: 'x', message: 'x' });
      outbox.discard('a');
      await settle();
      expect(await rows()).to.deep.equal([]);
      expect(outbox.has('a')).to.equal(false);
    });
  });

  it('gives up after seven days, visibly', async () => {
    const { outbox, now, rows } = await setup();
    await outbox.add(send('a')).committed;
    now.value += 6 * DAY;
    await outbox.add(send('b')).committed;
    expect(outbox.expire()).to.deep.equal([]);
    now.value += 1.5 * DAY;
    expect(names(outbox.expire())).to.deep.equal(['a 1']);
    expect(outbox.failed()[0]!.reason).to.contain('7 days');
    expect(names(outbox.take('c1', 0))).to.deep.equal(['skip 1', 'b 2']);
    await settle();
    expect((await rows())[0]).to.match(/^a 1 failed Not sent for 7 days/);
  });

  describe('over a page load', () => {
    it('takes over what was left, numbered anew, before what is new', async () => {
      const { outbox, lease, make, store, rows } = await setup();
      for (const id of ['a', 'b', 'c']) await outbox.add(send(id)).committed;
      outbox.take('c1', 0);
      outbox.ack({ type: 'ack', conversation: 'c1', upTo: 1 });
      outbox.nack({ type: 'nack', clientId: 'b', code: 'x', message: 'no' });
      lease.release();
      const next = make();
      const early = next.add(send('early'));
      expect(next.take('c1', 0)).to.deep.equal([]);
      const started = await next.start((await store.lease()).id);
      expect(started.map((c) => c.id)).to.deep.equal(['c', 'early']);
      expect(next.failed().map((f) => f.command.id)).to.deep.equal(['b']);
      await early.committed;
      expect(next.take('c1', 0).map((c) => c.id.replace(/.*-skip.*/, 'skip'))).to.deep.equal(['skip', 'c', 'early']);
      await settle();
      expect(await rows()).to.deep.equal(['b 1 failed no', 'c 2 queued', 'early 3 queued']);
    });

    it('gives up what waited for seven days meanwhile, and says the rest', async () => {
      const { outbox, lease, make, now, store } = await setup();
      await outbox.add(send('old')).committed;
      now.value += 7.5 * DAY;
      await outbox.add(send('new')).committed;
      lease.release();
      const next = make();
      expect(names(await next.start((await store.lease()).id))).to.deep.equal(['new 2']);
      expect(next.failed().map(({ command, reason }) => `${command.id}: ${reason}`)[0]).to.contain('old: Not sent for 7 days');
      expect(names(next.take('c1', 0))).to.deep.equal(['skip 1', 'new 2']);
    });

    it('leaves alone what belongs to a page that lives, or to somebody else', async () => {
      const { outbox, make, store } = await setup();
      await outbox.add(send('a')).committed;
      expect(await make().start((await store.lease()).id)).to.deep.equal([]);
      expect(await make({ scope: 'other' }).start((await store.lease()).id)).to.deep.equal([]);
    });

    it('looks again for what other pages left', async () => {
      const { outbox, lease, make, store } = await setup();
      await outbox.add(send('a')).committed;
      const other = make();
      const id = (await store.lease()).id;
      expect(await other.start(id)).to.deep.equal([]);
      await other.add(send('b')).committed;
      lease.release();
      expect(names(await other.start(id))).to.deep.equal(['b 1', 'a 2']);
      expect(names(other.take('c1', 0))).to.deep.equal(['b 1', 'a 2']);
    });

    describe('while storage takes its time to hand over', () => {
      /** Another page left `a`. It is numbered, and comes when it is let through. */
      async function leftBehind() {
        const { outbox, lease, make, store } = await setup();
        await outbox.add(send('a')).committed;
        const other = make();
        const writer = (await store.lease()).id;
        await other.start(writer);
        await other.add(send('bad')).committed;
        other.take('c1', 0);
        other.nack({ type: 'nack', clientId: 'bad', code: 'x', message: 'no' });
        lease.release();
        let open!: () => void;
        let named!: () => void;
        const gate = new Promise<void>((resolve) => (open = resolve));
        const numbered = new Promise<void>((resolve) => (named = resolve));
        const adopt = store.adopt.bind(store);
        store.adopt = async (scope, to, next) => {
          const rows = await adopt(scope, to, (conversation) => {
            named();
            return next(conversation);
          });
          await gate;
          return rows;
        };
        const taken = other.adopt();
        await numbered;
        return { other, store, taken, open };
      }

      it('what is said meanwhile comes behind it, and neither is taken for given up', async () => {
        const { other, taken, open } = await leftBehind();
        await other.add(send('b')).committed;
        expect(other.take('c1', 0)).to.deep.equal([]);
        open();
        expect(names(await taken)).to.deep.equal(['a 2']);
        expect(names(other.take('c1', 0))).to.deep.equal(['a 2', 'b 3']);
        expect(other.ack({ type: 'ack', conversation: 'c1', upTo: 2 }).map(({ id }) => id)).to.deep.equal(['a']);
      });

      it('what is tried again meanwhile comes behind it, though it need not be written first', async () => {
        const { other, taken, open } = await leftBehind();
        other.retry('bad');
        expect(other.take('c1', 0)).to.deep.equal([]);
        open();
        await taken;
        expect(names(other.take('c1', 0))).to.deep.equal(['a 2', 'bad 3']);
      });

      it('it waits for the next look where everything went to another writer meanwhile', async () => {
        const { other, store, taken, open } = await leftBehind();
        const { id } = await store.lease();
        await rewriter(other, id)[1];
        open();
        expect(await taken).to.deep.equal([]);
        other.lost();
        expect(other.take('c1', 0)).to.deep.equal([]);
        expect((await store.outbox('s')).map(({ command }) => command.id)).to.include('a');
      });
    });
  });

  describe('a backend that lost its log', () => {
    it('is offered what it had confirmed within a day, before the rest, by another writer', async () => {
      const { outbox, now, store, rows } = await setup();
      for (const id of ['old', 'a', 'b', 'c', 'bad']) {
        await outbox.add(send(id)).committed;
        outbox.take('c1', 0);
        if (id === 'old' || id === 'a') outbox.ack({ type: 'ack', clientId: id, conversation: 'c1', upTo: id === 'old' ? 1 : 2 });
        if (id === 'old') now.value += 25 * 3_600_000;
      }
      outbox.nack({ type: 'nack', clientId: 'bad', code: 'x', message: 'no' });
      await outbox.add(send('z', 'z', 'c2')).committed;
      const writer = (await store.lease()).id;
      expect(names(await rewritten(outbox, writer, 'c1'))).to.deep.equal(['a 1']);
      // On the present connection these numbers would be those of the writer of before, and so would its acks.
      expect(outbox.take('c1', 0)).to.deep.equal([]);
      expect(outbox.ack({ type: 'ack', conversation: 'c1', upTo: 9 })).to.deep.equal([]);
      expect(outbox.resumed('c2', 9)).to.deep.equal([]);
      outbox.lost();
      expect(names(outbox.take('c1', 0))).to.deep.equal(['a 1', 'b 2', 'c 3']);
      expect(names(outbox.take('c2', 0))).to.deep.equal(['z 1']);
      expect(await rows()).to.have.members(['a 1 queued', 'b 2 queued', 'c 3 queued', 'bad 4 failed no', 'z 1 queued']);
      expect((await store.outbox('s')).every((r) => r.writer === writer)).to.equal(true);
    });

    it('is offered it after a page load as well', async () => {
      const { outbox, lease, make, store } = await setup();
      await outbox.add(send('a')).committed;
      outbox.take('c1', 0);
      outbox.ack({ type: 'ack', conversation: 'c1', upTo: 1 });
      await settle();
      lease.release();
      const next = make();
      await next.start((await store.lease()).id);
      expect(names(await rewritten(next, (await store.lease()).id))).to.deep.equal(['a 1']);
    });

    it('is offered by one tab what another had confirmed', async () => {
      const { outbox, make, store } = await setup();
      const other = make();
      await other.start((await store.lease()).id);
      await other.add(send('b')).committed;
      other.take('c1', 0);
      other.ack({ type: 'ack', conversation: 'c1', upTo: 1 });
      await settle();
      await outbox.add(send('a')).committed;
      outbox.take('c1', 0);
      outbox.ack({ type: 'ack', conversation: 'c1', upTo: 1 });
      await settle();
      const ids = async (one: Outbox) => (await rewritten(one, (await store.lease()).id)).map(({ id }) => id).sort();
      expect(await ids(other)).to.deep.equal(['a', 'b']);
      const third = make();
      await third.start((await store.lease()).id);
      expect(await ids(third), 'neither overwrote the other').to.deep.equal(['a', 'b']);
    });

    it('is offered it once, by one of its writers', async () => {
      const { outbox, store } = await setup();
      for (const id of ['a', 'b']) await outbox.add(send(id)).committed;
      outbox.take('c1', 0);
      outbox.ack({ type: 'ack', conversation: 'c1', upTo: 2 });
      const offer = async () => {
        const offered = names(await rewritten(outbox, (await store.lease()).id, 'c1'));
        outbox.lost();
        outbox.take('c1', 0);
        return offered;
      };
      expect(await offer()).to.deep.equal(['a 1', 'b 2']);
      expect(await offer(), 'on their way already').to.deep.equal([]);
      outbox.ack({ type: 'ack', conversation: 'c1', upTo: 2 });
      expect(await offer(), 'confirmed anew').to.deep.equal(['a 1', 'b 2']);
    });

    it('remembers a bounded number', async () => {
      const { outbox, store } = await setup({ count: 1000 });
      for (let i = 0; i < 300; i++) {
        outbox.add(send(`m${i}`));
        if (i % 30 === 29) {
          await settle();
          outbox.take('c1', 0);
          outbox.ack({ type: 'ack', conversation: 'c1', upTo: i + 1 });
        }
      }
      expect(await rewritten(outbox, (await store.lease()).id)).to.have.length(200);
    });
  });
});

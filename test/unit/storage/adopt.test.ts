/** Rows of pages that are gone: found, and taken over once. Pages that live are left alone. */
import { expect } from '@open-wc/testing';
import { Outbox } from '../../../src/conversation/outbox.js';
import type { Store } from '../../../src/storage/types.js';
import { ManualClock } from '../../helpers/clock.js';
import { cleanUp, databaseName, listed, row, store, unlocked } from './rig.js';

afterEach(cleanUp);

const count = () => {
  const next = new Map<string, number>();
  return (conversation: string) => {
    const n = (next.get(conversation) ?? 0) + 1;
    next.set(conversation, n);
    return n;
  };
};
for (const locks of ['web locks', 'heartbeats'] as const) {
  describe(`adoption (${locks})`, () => {
    let now = 1_000_000;
    const writers = new WeakMap<Store, string[]>();
    const tab = async (name: string): Promise<Store> => {
      const one = store({ name, now: () => now, ...(locks === 'heartbeats' && { locks: null }) });
      const ids: string[] = [];
      const { lease } = one;
      one.lease = async (...args) => {
        const taken = await lease.apply(one, args);
        ids.push(taken.id);
        return taken;
      };
      writers.set(one, ids);
      await one.persist();
      return one;
    };
    const gone = async (one: Store) => {
      one.close();
      await unlocked(...writers.get(one)!);
      now += 4 * 60_000;
    };

    it('leaves where it is what a page left that is there after all, and says that it is', async () => {
      const name = databaseName();
      const first = await tab(name);
      const { id } = await first.lease();
      first.leave(id, [{ ...row('a', 4), writer: id, addedAt: now }]);
      const second = await tab(name);
      const { id: own } = await second.lease();
      expect(await second.adopt('s', own, count())).to.deep.equal([]);
      expect(second.others).to.equal(true);
      expect(await second.outbox('s')).to.deep.equal([]);
      expect(localStorage.getItem(`${name}:left`)).to.contain('"a"');
      await gone(first);
      expect(listed(await second.adopt('s', own, count()))).to.deep.equal([`${own} c1 1 a`]);
      expect(second.others).to.equal(false);
      expect(localStorage.getItem(`${name}:left`)).to.equal(null);
    });

    it('takes over the rows of a closed page, under its own numbers, once', async () => {
      const name = databaseName();
      const first = await tab(name);
      const { id } = await first.lease();
      for (const r of [row('a', 4), row('b', 5), row('x', 1, {}, 'c2'), row('other', 1, { scope: 't' }, 'c9')]) await first.putOutbox({ ...r, writer: id });
      await gone(first);

      const second = await tab(name);
      const third = await tab(name);
      const [two, three] = [(await second.lease()).id, (await third.lease()).id];
      const [one, other] = await Promise.all([second.adopt('s', two, count()), third.adopt('s', three, count())]);
      expect([one.length, other.length].sort()).to.deep.equal([0, 3]);
      const rows = one.length ? one : other;
      const writer = one.length ? two : three;
      expect(listed(rows)).to.have.members([`${writer} c1 1 a`, `${writer} c1 2 b`, `${writer} c2 1 x`]);
      expect(await second.outbox('s')).to.have.deep.members(rows);
      expect(await second.outbox('t')).to.have.length(1);
    });

    it('leaves the rows of a page that lives', async () => {
      const name = databaseName();
      const [first, second] = [await tab(name), await tab(name)];
      const { id } = await first.lease();
      await first.putOutbox(row('a', 1, { writer: id }));
      const mine = (await second.lease()).id;
      expect(await second.adopt('s', mine, count())).to.deep.equal([]);
      expect(await first.adopt('s', id, count()), 'nor its own').to.deep.equal([]);
      expect(await first.outbox('s')).to.have.length(1);
      expect([first.others, second.others], 'worth another look').to.deep.equal([false, true]);
    });

    it('knows a released lease for one', async () => {
      const name = databaseName();
      const [first, second] = [await tab(name), await tab(name)];
      const lease = await first.lease();
      await first.putOutbox(row('a', 1, { writer: lease.id }));
      lease.release();
      await unlocked(lease.id);
      await first.get('what was asked before is done');
      expect(await second.adopt('s', (await second.lease()).id, count())).to.have.length(1);
      expect(second.others).to.equal(false);
    });

    it('mixes the rows of several pages by time, each in its own order whatever its clock did', async () => {
      const name = databaseName();
      const first = await tab(name);
      const [one, two] = [(await first.lease()).id, (await first.lease()).id];
      for (const [id, writer, n, addedAt] of [['a', one, 1, 500], ['b', one, 2, 100], ['c', one, 3, 900], ['d', two, 1, 600], ['e', two, 2, 950]] as const) {
        await first.putOutbox(row(id, n, { writer, addedAt }));
      }
      await gone(first);
      const second = await tab(name);
      const rows = await second.adopt('s', (await second.lease()).id, count());
      expect(rows.map((r) => r.command.id)).to.deep.equal(['a', 'b', 'd', 'c', 'e']);
    });

    it('takes a command that is there twice once, as queued', async () => {
      const name = databaseName();
      const first = await tab(name);
      const [one, two] = [(await first.lease()).id, (await first.lease()).id];
      await first.putOutbox(row('a', 1, { writer: one, state: 'failed', reason: 'x' }));
      await first.putOutbox(row('a', 2, { writer: two }));
      await first.putOutbox(row('a', 3, { writer: two }));
      await gone(first);
      const second = await tab(name);
      const rows = await second.adopt('s', (await second.lease()).id, count());
      expect(rows.map((r) => `${r.command.id} ${r.state}`)).to.deep.equal(['a queued']);
      expect(await second.outbox('s')).to.have.length(1);
    });

    it('takes one that a page took over and froze over in the place that it had first', async () => {
      const name = databaseName();
      const first = await tab(name);
      const writers = [(await first.lease()).id, (await first.lease()).id];
      // Whichever of the two writers comes first.
      for (const [i, conversation] of ['c1', 'c2'].entries()) {
        const [said, took] = [writers[i]!, writers[1 - i]!];
        for (const n of [1, 2, 3]) await first.putOutbox(row(`${conversation}-${n}`, n, { writer: said }, conversation));
        await first.putOutbox({ ...row(`${conversation}-1`, 7, { writer: took }, conversation) });
      }
      await gone(first);
      const second = await tab(name);
      const rows = await second.adopt('s', (await second.lease()).id, count());
      for (const conversation of ['c1', 'c2']) expect(rows.map((r) => r.command.id).filter((id) => id.startsWith(conversation))).to.deep.equal([1, 2, 3].map((n) => `${conversation}-${n}`));
    });

    it('gives an outbox what another tab left, while both lived for a time', async () => {
      const name = databaseName();
      const [first, second] = [await tab(name), await tab(name)];
      const make = (one: Store) => new Outbox({
        store: one, scope: 's', clock: new ManualClock(), limits: () => ({ count: 100, bytes: 1e6 }), now: () => new Date(now), confirm: () => 'ack',
      });
      const [a, b] = [make(first), make(second)];
      await a.start((await first.lease()).id);
      const writer = (await second.lease()).id;
      expect(await b.start(writer)).to.deep.equal([]);
      const command = (id: string) => ({ type: 'send-message', conversation: 'c', id, at: new Date(now), parts: [] }) as const;
      for (const id of ['1', '2']) await a.add(command(id)).committed;
      await b.add(command('3')).committed;
      a.take('c', 0);
      expect(await b.start(writer)).to.have.length(1);
      await gone(first);
      expect((await b.start(writer)).map((c) => `${c.id} ${c.n}`)).to.deep.equal(['3 1', '1 2', '2 3']);
      expect(b.take('c', 0).map((c) => c.id)).to.deep.equal(['3', '1', '2']);
      expect((await second.outbox('s')).every((r) => r.writer === writer)).to.equal(true);
    });
  });
}

describe('adoption without a working lock manager', () => {
  it('falls back to times where locks are refused', async () => {
    const name = databaseName();
    const refuse = { request: () => Promise.reject(new DOMException('no', 'SecurityError')), query: () => Promise.reject(new DOMException('no', 'SecurityError')) } as unknown as LockManager;
    let now = 1_000_000;
    const [first, second] = [store({ name, locks: refuse, now: () => now }), store({ name, locks: refuse, now: () => now })];
    await first.persist();
    await second.persist();
    const { id } = await first.lease();
    await first.putOutbox(row('a', 1, { writer: id }));
    const mine = (await second.lease()).id;
    expect(await second.adopt('s', mine, count())).to.have.length(0);
    now += 4 * 60_000;
    expect(await second.adopt('s', mine, count())).to.have.length(1);
  });

  it('never takes a page for gone that goes on writing the time, and none writes it after its end', async () => {
    const name = databaseName();
    const { setInterval: set, clearInterval: clear } = globalThis;
    const beats = new Map<unknown, () => void>();
    globalThis.setInterval = ((fn: () => void, ms: number) => beats.set(ms, fn) && ms) as never;
    globalThis.clearInterval = ((handle: unknown) => beats.delete(handle)) as never;
    try {
      let now = 1_000_000;
      const [first, second] = [store({ name, locks: null, now: () => now }), store({ name, now: () => now })];
      await first.persist();
      await second.persist();
      const { id } = await first.lease();
      await first.putOutbox(row('a', 1, { writer: id }));
      const mine = (await second.lease()).id;
      for (let minutes = 0; minutes < 8; minutes += 2) {
        now += 2 * 60_000;
        for (const beat of beats.values()) beat();
        await first.get('what was asked before is done');
        expect(await second.adopt('s', mine, count())).to.have.length(0);
      }
      first.close();
      expect(beats.size).to.equal(0);
    } finally {
      Object.assign(globalThis, { setInterval: set, clearInterval: clear });
    }
  });

  it('takes a page for gone as soon as it goes, not one that may come back', async () => {
    const name = databaseName();
    const [first, second] = [store({ name, locks: null }), store({ name })];
    await first.persist();
    await second.persist();
    const { id } = await first.lease();
    await first.putOutbox(row('a', 1, { writer: id }));
    const mine = (await second.lease()).id;
    const go = async (type: 'pagehide' | 'pageshow', persisted: boolean) => {
      window.dispatchEvent(new PageTransitionEvent(type, { persisted }));
      await first.get('what was asked before is done');
    };
    await go('pagehide', true);
    expect(await second.adopt('s', mine, count())).to.have.length(0);
    await go('pagehide', false);
    await go('pageshow', false);
    expect(await second.adopt('s', mine, count()), 'a page that stays after all').to.have.length(0);
    await go('pagehide', false);
    expect(listed(await second.adopt('s', mine, count()))).to.deep.equal([`${mine} c1 1 a`]);
  });
});

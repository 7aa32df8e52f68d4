/** What a store keeps, the same in memory and in the browser's own database. */
import { expect, waitUntil } from '@open-wc/testing';
import { scopeOf } from '../../../src/storage/scope.js';
import { DEFAULT_ADDRESS } from '../../../src/domain/index.js';
import type { Store } from '../../../src/storage/types.js';
import { cleanUp, commit, databaseName, exists, kept, listed, message, row, store } from './rig.js';

const DAY = 86_400_000;
/** A second, which is the default, may be over before a busy machine has read its disk. */
const PATIENCE = { timeout: 20_000 };
afterEach(cleanUp);

for (const kind of ['memory', 'indexeddb'] as const) {
  describe(`a store (${kind})`, () => {
    const make = async (): Promise<Store> => {
      const one = kind === 'memory' ? store({ indexedDB: null }) : store({ name: databaseName() });
      if (kind === 'indexeddb') await one.persist();
      expect(one.kind).to.equal(kind);
      expect(one.volatile).to.equal(false);
      return one;
    };

    it('keeps rows of the outbox by scope, in order', async () => {
      const one = await make();
      for (const r of [row('b', 2), row('a', 1), row('x', 1, { writer: 'v' }), row('o', 1, {}, 'c0'), row('other', 9, { scope: 't' })]) await one.putOutbox(r);
      expect(listed(await one.outbox('s'))).to.deep.equal(['v c1 1 x', 'w c0 1 o', 'w c1 1 a', 'w c1 2 b']);
      await one.putOutbox(row('a', 1, { state: 'failed', reason: 'no' }));
      await one.deleteOutbox([{ writer: 'w', conversation: 'c1', n: 2 }, { writer: 'v', conversation: 'c1', n: 1 }, { writer: 'none', conversation: 'c1', n: 1 }]);
      expect(await one.outbox('s')).to.deep.equal([row('o', 1, {}, 'c0'), row('a', 1, { state: 'failed', reason: 'no' })]);
      expect(await one.outbox('none')).to.deep.equal([]);
    });

    it('sorts numbers as numbers', async () => {
      const one = await make();
      for (const n of [10, 9, 100, 2]) await one.putOutbox(row(String(n), n));
      expect((await one.outbox('s')).map((r) => r.command.n)).to.deep.equal([2, 9, 10, 100]);
    });

    it('keeps messages and what is known of their conversation, with dates', async () => {
      const one = await make();
      expect(await one.load('s', 'c1')).to.equal(undefined);
      const conversation = { scope: 's', conversation: 'c1', epoch: 'e', cursor: 7, info: { id: 'c1', status: 'open' as const }, readUpTo: 3 };
      const messages = [message('a', { seq: 1, editedAt: new Date(9) }), message('b', { seq: 2 })];
      await one.commit({ conversation, messages, removed: [] });
      expect(await one.load('s', 'c1')).to.deep.equal({ kept: conversation, messages });
      expect(await one.load('t', 'c1')).to.equal(undefined);
      expect(await one.load('s', 'c')).to.equal(undefined);
    });

    it('orders by number, and what has none behind, as it was first written', async () => {
      const one = await make();
      await one.commit(commit([message('q'), message('c', { seq: 3 })]));
      await one.commit(commit([message('a', { seq: 1 }), message('p')], {}, 3));
      await one.commit(commit([message('q', { text: 'Q' }), message('b', { seq: 2 })], {}, 4));
      expect(await kept(one)).to.equal('4: a b c Q p');
    });

    it('takes out what was removed and begins anew when told to', async () => {
      const one = await make();
      await one.commit(commit([message('a', { seq: 1 }), message('mine')], {}, 1));
      await one.commit(commit([message('7', { seq: 2, clientId: 'mine' })], { removed: ['mine'] }, 2));
      expect(await kept(one)).to.equal('2: a 7');
      await one.commit(commit([message('z', { seq: 9 })], { reset: true }, 9));
      expect(await kept(one)).to.equal('9: z');
      await one.commit(commit([], {}, 10));
      expect(await kept(one)).to.equal('10: z');
    });

    it('does not mix two lives of a log', async () => {
      const one = await make();
      const of = (epoch: string) => ({ conversation: { scope: 's', conversation: 'c1', epoch, cursor: 1 } });
      expect(await one.commit(commit([message('old', { seq: 1 })], of('first')))).to.equal(true);
      expect(await one.commit(commit([message('new', { seq: 1 })], of('second')))).to.equal(false);
      expect(await kept(one)).to.equal('1: old');
      expect(await one.commit(commit([message('new', { seq: 1 })], { ...of('second'), reset: true }))).to.equal(true);
      expect(await kept(one)).to.equal('1: new');
    });

    it('has no hole where two pages write: what one wrote in place of all is not gone on from by one that had more', async () => {
      const one = await make();
      await one.commit(commit([message('a', { seq: 1 })], {}, 1));
      await one.commit(commit([message('b', { seq: 2 })], { from: 1 }, 2));
      // The other page had heard of less when it wrote all that it had.
      await one.commit(commit([message('a', { seq: 1 })], { reset: true }, 1));
      expect(await one.commit(commit([message('c', { seq: 3 })], { from: 2 }, 3))).to.equal(false);
      expect(await kept(one)).to.equal('1: a');
      expect(await one.commit(commit([message('b', { seq: 2 }), message('c', { seq: 3 })], { from: 1 }, 3))).to.equal(true);
      expect(await kept(one)).to.equal('3: a b c');
    });

    it('does not go back for a page that hears of things later', async () => {
      const one = await make();
      await one.commit(commit([message('a', { seq: 1 }), message('b', { seq: 2 })], {}, 2));
      expect(await one.commit(commit([message('a', { seq: 1 })], { from: 0 }, 1))).to.equal(true);
      expect(await kept(one)).to.equal('2: a b');
      expect(await one.commit(commit([message('c', { seq: 3 })], { from: 2 }, 3))).to.equal(true);
      await one.commit(commit([message('a', { seq: 1 })], { reset: true }, 1));
      expect(await kept(one)).to.equal('1: a');
    });

    it('keeps conversations apart', async () => {
      const one = await make();
      await one.commit(commit([message('a')]));
      await one.commit({ conversation: { scope: 's', conversation: 'c10' }, messages: [message('b')], removed: [] });
      await one.commit({ conversation: { scope: 's', conversation: 'c10' }, messages: [], removed: [], reset: true });
      expect(await kept(one)).to.equal('-: a');
      expect(await kept(one, 'c10')).to.equal('-: ');
    });

    it('keeps the newest 500 messages', async () => {
      const one = await make();
      for (let i = 0; i < 7; i++) await one.commit(commit(Array.from({ length: 100 }, (_, j) => message(`m${i * 100 + j}`, { seq: i * 100 + j }))));
      const found = await one.load('s', 'c1');
      expect(found!.messages).to.have.length(500);
      expect(found!.messages[0]!.id).to.equal('m200');
    });

    it('keeps single values', async () => {
      const one = await make();
      expect(await one.get('k')).to.equal(undefined);
      await one.set('k', { at: new Date(3) });
      expect(await one.get('k')).to.deep.equal({ at: new Date(3) });
      await one.delete('k');
      expect(await one.get('k')).to.equal(undefined);
    });
  });
}

describe('a store in the browser', () => {
  it('writes nothing there before it is told to', async () => {
    const name = databaseName();
    const one = store({ name });
    await one.putOutbox(row('a', 1));
    await one.lease();
    expect(await one.restore('s')).to.equal(false);
    expect(await exists(name)).to.equal(false);
  });

  it('leaves nothing behind where databases cannot be listed', async () => {
    const name = databaseName();
    const unlisted = { open: (n: string, v?: number) => indexedDB.open(n, v) } as IDBFactory;
    const one = store({ name, indexedDB: unlisted });
    expect(await one.restore('s')).to.equal(false);
    // WebKit goes on listing an empty one, but WebKit has listed databases for as long as it has been able to do this at all.
    if (!navigator.userAgent.includes('AppleWebKit') || 'chrome' in window) expect(await exists(name)).to.equal(false);
    await one.persist();
    await one.putOutbox(row('a', 1));
    expect(await store({ name, indexedDB: unlisted }).restore('s')).to.equal(true);
  });

  it('takes along what it had in memory, and has it after a reload', async () => {
    const name = databaseName();
    const one = store({ name });
    await one.putOutbox(row('a', 1));
    await one.commit(commit([message('m', { seq: 4 })], {}, 4));
    await one.set('k', 1);
    const going = one.persist();
    const put = one.putOutbox(row('b', 2));
    await going;
    await put;
    expect(one.kind).to.equal('indexeddb');
    one.close();

    const next = store({ name });
    expect(await next.restore('elsewhere')).to.equal(false);
    expect(next.kind, 'nothing of this person: not to be touched').to.equal('memory');
    expect(await next.restore('s')).to.equal(true);
    expect(listed(await next.outbox('s'))).to.deep.equal(['w c1 1 a', 'w c1 2 b']);
    expect(await kept(next)).to.equal('4: m');
    expect(await next.get('k')).to.equal(1);
  });

  it('has of a conversation what this page has, where an earlier one left something else, and all of the others', async () => {
    const name = databaseName();
    const one = store({ name });
    await one.persist();
    await one.commit(commit([message('old', { seq: 1 })], {}, 1));
    await one.commit({ conversation: { scope: 's', conversation: 'c2' }, messages: [message('other')], removed: [] });
    one.close();
    const next = store({ name });
    await next.set('k', 1);
    await next.commit(commit([message('new', { seq: 9 })], {}, 9));
    await next.persist();
    expect(await kept(next)).to.equal('9: new');
    expect(await kept(next, 'c2')).to.equal('-: other');
    expect(await next.get('k')).to.equal(1);
  });

  it('may be told to keep things twice', async () => {
    const one = store({ name: databaseName() });
    await Promise.all([one.persist(), one.persist()]);
    await one.persist();
    expect(one.kind).to.equal('indexeddb');
  });

  it('drops after 30 days what nobody came back for, and keeps 50 conversations', async () => {
    const name = databaseName();
    let now = 100 * DAY;
    const one = store({ name, now: () => now });
    await one.persist();
    await one.putOutbox(row('old', 1, { addedAt: now }));
    for (let i = 0; i < 60; i++) {
      now += 1000;
      await one.commit({ conversation: { scope: 's', conversation: `c${i}` }, messages: [message(`m${i}`)], removed: [] });
    }
    await one.commit({ conversation: { scope: 't', conversation: 'c0' }, messages: [message('t')], removed: [] });
    one.close();
    now += DAY;
    const second = store({ name, now: () => now });
    await second.persist();
    await waitUntil(async () => (await kept(second, 'c9')) === undefined, undefined, PATIENCE);
    expect(await kept(second, 'c9')).to.equal(undefined);
    expect(await kept(second, 'c10')).to.equal('-: m10');
    await second.commit({ conversation: { scope: 's', conversation: 'c10' }, messages: [], removed: [] });
    expect(await second.outbox('s')).to.have.length(1);
    second.close();
    now += 29.5 * DAY;
    const third = store({ name, now: () => now });
    await third.persist();
    await waitUntil(async () => (await kept(third, 'c11')) === undefined, undefined, PATIENCE);
    expect(await kept(third, 'c11')).to.equal(undefined);
    expect(await kept(third, 'c10')).to.equal('-: m10');
    expect((await third.load('t', 'c0')) === undefined).to.equal(true);
    expect(await third.outbox('s')).to.deep.equal([]);
  });
});

describe('scopeOf', () => {
  it('tells backends and people apart', () => {
    const of = (more: object) => scopeOf({ ...DEFAULT_ADDRESS, ...more });
    expect(of({ url: 'wss://x.test/' })).to.equal('party|wss://x.test||guest');
    expect(of({ host: 'x.test', party: 'conversation', websiteId: 'w', userId: 'u' })).to.equal('party|x.test/conversation|w|u');
    expect(of({ url: 'wss://x.test', userId: 'a' })).not.to.equal(of({ url: 'wss://x.test', userId: 'b' }));
  });
});

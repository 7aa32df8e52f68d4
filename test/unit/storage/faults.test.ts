/** Storage that refuses, fills up, is deleted or breaks half way: the chat goes on, and says that nothing is kept. */
import { expect } from '@open-wc/testing';
import { databaseExists } from '../../../src/storage/exists.js';
import { cleanUp, commit, databaseName, kept, listed, message, row, store } from './rig.js';

afterEach(cleanUp);

/** The real thing, with writes that fail on demand. */
function failing(): { factory: IDBFactory; fail: { on: boolean; when?: (value: unknown) => boolean }; databases: IDBDatabase[] } {
  const fail: { on: boolean; when?: (value: unknown) => boolean } = { on: false };
  const databases: IDBDatabase[] = [];
  const put = IDBObjectStore.prototype.put;
  IDBObjectStore.prototype.put = function (this: IDBObjectStore, ...args: Parameters<IDBObjectStore['put']>) {
    if (fail.on && (!fail.when || fail.when(args[0]))) throw new DOMException('The quota has been exceeded.', 'QuotaExceededError');
    return put.apply(this, args);
  };
  restore = () => (IDBObjectStore.prototype.put = put);
  const factory = {
    open: (name: string, version?: number) => {
      const request = indexedDB.open(name, version);
      request.addEventListener('success', () => databases.push(request.result));
      return request;
    },
    databases: () => indexedDB.databases(),
  } as IDBFactory;
  return { factory, fail, databases };
}
let restore: () => void = () => undefined;
afterEach(() => restore());

describe('a store without luck', () => {
  it('stays in memory where there is no database', async () => {
    const one = store({ indexedDB: null });
    await one.persist();
    expect(one).to.include({ kind: 'memory', volatile: true });
    await one.putOutbox(row('a', 1));
    expect(await one.outbox('s')).to.have.length(1);
  });

  it('does not keep anybody waiting where the browser does not say what databases there are', async () => {
    const silent = { databases: () => new Promise<never>(() => undefined) } as unknown as IDBFactory;
    expect(await databaseExists('any', silent, 1)).to.equal(false);
  });

  it('stays in memory where the mere mention throws', async () => {
    const described = Object.getOwnPropertyDescriptor(globalThis, 'indexedDB');
    Object.defineProperty(globalThis, 'indexedDB', { configurable: true, get: () => { throw new DOMException('The operation is insecure.', 'SecurityError'); } });
    try {
      const one = store({ name: databaseName() });
      expect(await one.restore('s')).to.equal(false);
      await one.persist();
      expect(one).to.include({ kind: 'memory', volatile: true });
    } finally {
      delete (globalThis as { indexedDB?: unknown }).indexedDB;
      if (described) Object.defineProperty(globalThis, 'indexedDB', described);
    }
    expect(globalThis.indexedDB, 'put back').to.be.instanceOf(IDBFactory);
  });

  it('stays in memory where opening fails', async () => {
    const one = store({ name: databaseName(), indexedDB: { open: () => { throw new DOMException('no', 'InvalidStateError'); } } as unknown as IDBFactory });
    expect(await one.restore('s')).to.equal(false);
    await one.persist();
    expect(one.volatile).to.equal(true);
  });

  it('does not wait for ever for a database that does not open', async () => {
    const never = { open: () => ({}), databases: () => Promise.resolve([]) } as unknown as IDBFactory;
    const one = store({ name: databaseName(), indexedDB: never });
    await one.persist();
    expect(one.volatile).to.equal(true);
    await one.set('k', 1);
    expect(await one.get('k')).to.equal(1);
  });

  it('goes on in memory when the disk is full, and says so', async () => {
    const { factory, fail } = failing();
    const name = databaseName();
    const one = store({ name, indexedDB: factory });
    await one.persist();
    await one.putOutbox(row('a', 1));
    fail.on = true;
    await one.putOutbox(row('b', 2));
    await Promise.all([one.putOutbox(row('c', 3)), one.commit(commit([message('m')])), one.set('k', 1)]);
    expect(one).to.include({ kind: 'memory', volatile: true });
    expect(listed(await one.outbox('s'))).to.deep.equal(['w c1 2 b', 'w c1 3 c']);
    expect(await kept(one)).to.equal('-: m');
    fail.on = false;
    // What was confirmed meanwhile must not be sent again by the next page.
    await one.deleteOutbox([{ writer: 'w', conversation: 'c1', n: 1 }]);
    one.close();
    const next = store({ name, indexedDB: factory });
    expect(await next.restore('s')).to.equal(false);
  });

  it('opens again when the browser closed the database', async () => {
    const { factory, databases } = failing();
    const one = store({ name: databaseName(), indexedDB: factory });
    await one.persist();
    for (let i = 1; i <= 3; i++) {
      await one.putOutbox(row(`m${i}`, i));
      databases.at(-1)!.close();
    }
    await Promise.all([4, 5, 6].map((n) => one.putOutbox(row(`m${n}`, n))));
    expect(one).to.include({ kind: 'indexeddb', volatile: false });
    expect(await one.outbox('s')).to.have.length(6);
  });

  it('opens again though the browser, which has cleared what the site keeps, fails that at first', async () => {
    const { factory, databases } = failing();
    const { open } = factory;
    const one = store({ name: databaseName(), indexedDB: factory });
    await one.persist();
    await one.putOutbox(row('a', 1));
    let refused = 0;
    factory.open = (...args) => {
      if (refused++) return open(...args);
      const request = { error: new DOMException('The connection was closed.', 'AbortError') } as IDBOpenDBRequest;
      queueMicrotask(() => request.onerror!(new Event('error')));
      return request;
    };
    databases.at(-1)!.close();
    await one.putOutbox(row('b', 2));
    expect(refused).to.equal(2);
    expect(one).to.include({ kind: 'indexeddb', volatile: false });
    expect(listed(await one.outbox('s'))).to.deep.equal(['w c1 1 a', 'w c1 2 b']);
  });

  it('lets somebody delete the database, and begins a new one', async () => {
    const name = databaseName();
    const one = store({ name });
    await one.persist();
    await one.putOutbox(row('a', 1));
    await one.commit(commit([message('m1', { seq: 1 })], {}, 1));
    await new Promise<void>((resolve, reject) => {
      const request = indexedDB.deleteDatabase(name);
      request.onsuccess = () => resolve();
      request.onerror = request.onblocked = () => reject(new Error('not deleted'));
    });
    await one.putOutbox(row('b', 2));
    expect(one).to.include({ kind: 'indexeddb', volatile: false });
    expect(listed(await one.outbox('s'))).to.deep.equal(['w c1 2 b']);
    // A part of a conversation, with the cursor behind it, would be taken for all of it by the next page.
    expect(await one.commit(commit([message('m2', { seq: 2 })], {}, 2)), 'joins on to nothing').to.equal(false);
    expect(await one.commit(commit([message('m1', { seq: 1 }), message('m2', { seq: 2 })], { reset: true }, 2))).to.equal(true);
    expect(await kept(one)).to.equal('2: m1 m2');
  });

  it('keeps neither messages nor cursor of a write that fails half way', async () => {
    const { factory, fail } = failing();
    const name = databaseName();
    const one = store({ name, indexedDB: factory });
    await one.persist();
    await one.commit(commit([message('a', { seq: 1 })], {}, 1));
    for (const when of [
      // The second of three messages; the conversation, which is written last.
      (value: unknown) => (value as { message?: { id: string } }).message?.id === 'c',
      (value: unknown) => 'last' in (value as object),
    ]) {
      Object.assign(fail, { on: true, when });
      await one.commit(commit(['b', 'c', 'd'].map((id, i) => message(id, { seq: 2 + i })), { removed: ['a'], reset: true }, 4));
      fail.on = false;
      expect(one.volatile).to.equal(true);
      const next = store({ name, indexedDB: factory });
      expect(await next.restore('s')).to.equal(true);
      expect(await kept(next)).to.equal('1: a');
    }
  });

  it('keeps nothing of a row that cannot be kept', async () => {
    const name = databaseName();
    const one = store({ name });
    await one.persist();
    await one.commit(commit([message('a', { seq: 1 })], {}, 1));
    await one.commit(commit([message('b', { seq: 2 }), message('c', { seq: 3, metadata: { fn: () => 1 } })], {}, 3));
    const next = store({ name });
    expect(await next.restore('s')).to.equal(true);
    expect(await kept(next)).to.equal('1: a');
  });
});

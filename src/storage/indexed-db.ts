import { wrap, type DBSchema, type IDBPDatabase } from 'idb';
import type { Drawer, Key, Transaction } from './drawer.js';

interface Schema extends DBSchema {
  entries: { key: (string | number)[]; value: unknown };
}

const VERSION = 1;

/** Opens the database, and makes it where there is none. */
export async function openIndexedDb(name: string, factory: IDBFactory): Promise<Drawer> {
  const request = factory.open(name, VERSION);
  request.onupgradeneeded = () => request.result.createObjectStore('entries');
  const db = (await wrap(request)) as unknown as IDBPDatabase<Schema>;
  // Another tab wants to delete or change the database: it may. The next call here finds it closed and opens it again.
  db.addEventListener('versionchange', () => db.close());
  return new IndexedDbDrawer(db);
}

/** The key itself and everything that goes on from it. */
const below = (prefix: Key) => IDBKeyRange.bound([...prefix], [...prefix, []]);

class IndexedDbDrawer implements Drawer {
  readonly kind = 'indexeddb';
  readonly #db: IDBPDatabase<Schema>;

  constructor(db: IDBPDatabase<Schema>) {
    this.#db = db;
  }

  /** Resolves when the transaction is complete. A failure half way undoes all of it; without the abort, the writes before the failing one would be kept. */
  async run<T>(mode: 'readonly' | 'readwrite', work: (tx: Transaction) => Promise<T>): Promise<T> {
    const tx = this.#db.transaction('entries', mode);
    const store = tx.objectStore('entries');
    const writes: Promise<unknown>[] = [tx.done];
    // `put` may also throw; and when one write fails, the others' rejections are no news.
    const write = (request: () => Promise<unknown> | undefined) => void writes.push((async () => request())());
    try {
      const result = await work({
        get: (key) => store.get([...key]),
        list: (prefix) => store.getAll(below(prefix)),
        put: (key, value) => write(() => store.put?.(value, [...key])),
        delete: (prefix) => write(() => store.delete?.(below(prefix))),
      });
      await Promise.all(writes);
      return result;
    } catch (error) {
      void Promise.allSettled(writes);
      try {
        tx.abort();
      } catch {
        // It is over already.
      }
      throw error;
    }
  }

  close(): void {
    this.#db.close();
  }
}

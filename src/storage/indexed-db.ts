import type { Drawer, Key, Transaction } from './drawer.js';

const VERSION = 1;
/** The first part of every key names the object store, so that what is kept can be looked through in a browser's tools. */
const STORES = ['outbox', 'messages', 'conversations', 'values'];

/** Opens the database, and makes it where there is none. `gone`: it was taken away under the page, by who deletes it or by the browser. */
export async function openIndexedDb(name: string, factory: IDBFactory, gone: () => void): Promise<Drawer> {
  const request = factory.open(name, VERSION);
  let made = false;
  request.onupgradeneeded = () => {
    made = true;
    for (const store of STORES) request.result.createObjectStore(store);
  };
  return new IndexedDbDrawer(await answer(request), made, gone);
}

function answer<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

class IndexedDbDrawer implements Drawer {
  readonly kind = 'indexeddb';
  readonly made: boolean;
  readonly #db: IDBDatabase;
  /** Under way. */
  readonly #open = new Set<IDBTransaction>();
  /** While the page is frozen; what was let go of is done anew after this. */
  #resumed: Promise<void> | undefined;

  constructor(db: IDBDatabase, made: boolean, gone: () => void) {
    this.#db = db;
    this.made = made;
    // Another tab wants to delete or change the database: it may. Or the browser has, since somebody cleared what the site keeps. The next call here finds it closed and opens it again.
    db.onversionchange = db.onclose = () => {
      db.close();
      gone();
    };
    globalThis.document?.addEventListener('freeze', this.#freeze);
  }

  /**
   * A page that is frozen hears no answer, and what waits for one would keep all other pages from their database. What is only written goes on by itself.
   * Other tabs are heard all the same (Chromium), so work may begin while it is frozen.
   */
  #freeze = (): void => {
    this.#resumed = new Promise((resolve) => document.addEventListener('resume', () => resolve((this.#resumed = undefined)), { once: true }));
    for (const tx of this.#open) this.#let(tx);
  };

  #let(tx: IDBTransaction): void {
    try {
      tx.abort();
      this.#open.delete(tx);
    } catch {
      // Written, and on its way.
    }
  }

  /**
   * Resolves when the transaction is complete: a write that succeeded may still be undone. A failure half way undoes all of it; one that throws
   * (a value that cannot be cloned) needs the abort for that, or the writes before it would be kept.
   */
  async run<T>(mode: 'readonly' | 'readwrite', work: (tx: Transaction) => Promise<T>, kind?: string): Promise<T> {
    const tx = this.#db.transaction(kind ?? STORES, mode);
    this.#open.add(tx);
    const done = new Promise<void>((resolve, reject) => {
      tx.oncomplete = () => resolve();
      tx.onabort = () => reject(tx.error ?? new Error('aborted'));
    });
    // It may be undone while the work waits for something else.
    done.catch(() => undefined);
    const store = (key: Key) => tx.objectStore(String(key[0]));
    const asked = (key: Key) => {
      if (this.#resumed) this.#let(tx);
      return store(key);
    };
    try {
      const result = await work({
        get: (key) => answer(asked(key).get(key.slice(1))),
        list: (prefix) => answer(asked(prefix).getAll(below(prefix))),
        put: (key, value) => void store(key).put(value, key.slice(1)),
        delete: (prefix) => void store(prefix).delete(below(prefix)),
      });
      // Said out loud, it is carried out even when the page is gone the next moment: a reload in the middle of fifty sends lost them all.
      if (mode === 'readwrite') tx.commit();
      await done;
      return result;
    } catch (error) {
      try {
        tx.abort();
      } catch {
        // It is over already.
      }
      if (this.#open.has(tx)) throw error;
    } finally {
      this.#open.delete(tx);
    }
    await this.#resumed;
    return this.run(mode, work, kind);
  }

  close(): void {
    globalThis.document?.removeEventListener('freeze', this.#freeze);
    this.#db.close();
  }
}

/** The key itself and everything that goes on from it: an array sorts behind every text and number. */
function below([, ...prefix]: Key): IDBKeyRange {
  return IDBKeyRange.bound(prefix, [...prefix, []]);
}

import type { Backend } from './backend.js';
import { DATABASE, databaseExists, databases } from './exists.js';
import { Leases, type Locks } from './leases.js';
import { MemoryBackend } from './memory.js';
import type { Commit, OutboxRow, Store, WriterLease } from './types.js';

export interface StoreOptions {
  /** Name of the database. */
  readonly name?: string;
  /** For tests; `null`: as in a browser that has none. */
  readonly indexedDB?: IDBFactory | null;
  readonly locks?: Locks | null;
  /** Epoch milliseconds. */
  now?(): number;
}

/** Opening may hang for ever (WebKit, or a tab that holds an older version open). Milliseconds. */
const PATIENCE = 5000;

export function createStore(options: StoreOptions = {}): Store {
  return new SafeStore(options);
}

/**
 * Memory until the page asks to keep things, then the browser's database, and memory again where that fails: full, refused, deleted under us.
 * Never rejects: a chat goes on without storage, and `volatile` says that it does.
 */
class SafeStore implements Store {
  readonly #name: string;
  readonly #options: StoreOptions;
  readonly #now: () => number;
  readonly #leases: Leases;
  #backend: Backend = new MemoryBackend();
  /** The database that failed: what was deleted since must not come back from there. */
  #broken: Backend | undefined;
  /** Resolves when it is clear which backend is on; everything waits for it, so nothing overtakes a change. */
  #gate: Promise<unknown> = Promise.resolve();
  #failed = false;
  /** Something worked since the database was last opened: worth opening it again. */
  #worked = false;
  #closed = false;

  constructor(options: StoreOptions) {
    this.#options = options;
    this.#name = options.name ?? DATABASE;
    this.#now = options.now ?? (() => Date.now());
    const locks = options.locks === undefined ? globalThis.navigator?.locks : options.locks;
    this.#leases = new Leases(this.#name, locks ?? undefined, this, this.#now);
  }

  get kind(): 'memory' | 'indexeddb' {
    return this.#backend.kind;
  }

  get volatile(): boolean {
    return this.#failed;
  }

  async persist(): Promise<void> {
    await this.#change(async () => this.kind === 'memory' && !this.#failed && (await this.#open()));
  }

  async restore(scope: string): Promise<boolean> {
    await this.#change(async () => this.kind === 'memory' && !this.#failed && (await databaseExists(this.#name, this.#factory)) && (await this.#open((db) => db.has(scope))));
    return this.kind === 'indexeddb' && this.#run((b) => b.has(scope));
  }

  putOutbox(row: OutboxRow): Promise<void> {
    return this.#run((b) => b.putOutbox(row));
  }

  async deleteOutbox(rows: readonly { readonly writer: string; readonly conversation: string; readonly n: number }[]): Promise<void> {
    await this.#run((b) => b.deleteOutbox(rows));
    await this.#broken?.deleteOutbox(rows).catch(() => undefined);
  }

  outbox(scope: string): Promise<readonly OutboxRow[]> {
    return this.#run((b) => b.outbox(scope));
  }

  commit(commit: Commit): Promise<void> {
    return this.#run((b) => b.commit(commit));
  }

  load(scope: string, conversation: string): ReturnType<Store['load']> {
    return this.#run((b) => b.load(scope, conversation));
  }

  async forget(scope: string, conversation: string): Promise<void> {
    await this.#run((b) => b.forget(scope, conversation));
    await this.#broken?.forget(scope, conversation).catch(() => undefined);
  }

  get(key: string): Promise<unknown> {
    return this.#run((b) => b.get(key));
  }

  set(key: string, value: unknown): Promise<void> {
    return this.#run((b) => b.set(key, value));
  }

  delete(key: string): Promise<void> {
    return this.#run((b) => b.delete(key));
  }

  lease(writer?: string): Promise<WriterLease> {
    return this.#leases.take(writer);
  }

  /**
   * First who has rows, then who lives: whoever wrote a row had its lease before, so a page that begins meanwhile is never taken for gone.
   * Two pages that adopt at once are kept apart by the transaction: the second finds nothing left.
   */
  async adopt(scope: string, writer: string, next: (conversation: string) => number): Promise<readonly OutboxRow[]> {
    const writers = (await this.#run((b) => b.writers(scope))).filter((id) => id !== writer);
    const gone = writers.length ? await this.#leases.gone(writers) : undefined;
    return gone?.size ? this.#run((b) => b.rewrite(scope, gone, writer, next)) : [];
  }

  close(): void {
    this.#closed = true;
    this.#leases.close();
    void this.#gate.then(() => {
      this.#backend.close();
      this.#broken?.close();
    });
  }

  async #run<T>(work: (backend: Backend) => Promise<T>): Promise<T> {
    for (;;) {
      await this.#gate;
      const backend = this.#backend;
      try {
        const result = await work(backend);
        this.#worked = true;
        return result;
      } catch (error) {
        if (backend.kind === 'memory') throw error;
        // Several may fail at once; the first of them changes the backend for all.
        await this.#change(async () => {
          if (backend !== this.#backend) return;
          if (!this.#closed && this.#worked && (await this.#open())) return;
          this.#broken = backend;
          this.#backend = new MemoryBackend();
          this.#failed = true;
        });
      }
    }
  }

  #change(work: () => Promise<unknown>): Promise<unknown> {
    return (this.#gate = this.#gate.then(work, work));
  }

  get #factory(): IDBFactory | undefined {
    return this.#options.indexedDB === undefined ? databases() : (this.#options.indexedDB ?? undefined);
  }

  /** Goes over to the database with everything that is in memory. `wanted`: only if it says so. Returns whether it is on now. */
  async #open(wanted?: (db: Backend) => Promise<boolean>): Promise<boolean> {
    this.#worked = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    try {
      const factory = this.#factory;
      if (!factory) throw new Error('no storage');
      const opening = import('./indexed-db.js').then((m) => m.openIndexedDb(this.#name, factory, this.#now));
      const late = new Promise<never>((_, reject) => (timer = setTimeout(() => reject(new Error('storage does not open')), PATIENCE)));
      const db = await Promise.race([opening, late]).catch((error: unknown) => {
        opening.then((b) => b.close(), () => undefined);
        throw error;
      });
      if (wanted && !(await wanted(db))) {
        db.close();
        return false;
      }
      const before = this.#backend;
      if (before instanceof MemoryBackend) await before.copyTo(db);
      else before.close();
      this.#backend = db;
      return true;
    } catch {
      this.#failed = true;
      return false;
    } finally {
      clearTimeout(timer);
    }
  }
}

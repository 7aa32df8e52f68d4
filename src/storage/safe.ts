import type { Clock } from '../domain/index.js';
import type { Drawer, Transaction } from './drawer.js';
import { databaseExists, databases } from './exists.js';
import { MemoryDrawer } from './memory.js';

/** Opening may hang for ever (WebKit, or a tab that holds an older version open). Milliseconds. */
const PATIENCE = 5000;

/**
 * Memory until the page asks to keep things, then the browser's database, and memory again where that fails: full, refused, deleted under us.
 * Never rejects: a chat goes on without storage, and `failed` says that it does.
 */
export class Safe {
  failed = false;
  /** The database was not there before. */
  made = false;
  /** Called when it may have been deleted under the page. */
  gone: (() => void) | undefined;
  readonly #name: string;
  readonly #clock: Clock;
  readonly #given: IDBFactory | null | undefined;
  #drawer: Drawer = new MemoryDrawer();
  /** The database that failed: what is deleted from now on must not come back from there. */
  #broken: Drawer | undefined;
  /** Resolves when it is clear which drawer is in use; everything waits for it, so nothing overtakes a change. */
  #gate: Promise<unknown> = Promise.resolve();
  /** Something worked since the database was last opened: worth opening it again. */
  #worked = false;

  /** `factory`: for tests; `null` as in a browser that has none. */
  constructor(name: string, factory: IDBFactory | null | undefined, clock: Clock) {
    this.#clock = clock;
    this.#name = name;
    this.#given = factory;
  }

  get kind(): 'memory' | 'indexeddb' {
    return this.#drawer.kind;
  }

  /** `both`: the work only deletes, or looks for one thing, so it is done in a broken database as well. `kind`: all that it touches (see `Drawer`). */
  async run<T>(mode: 'readonly' | 'readwrite', work: (tx: Transaction) => Promise<T>, both = false, kind?: string): Promise<T> {
    for (;;) {
      await this.#gate;
      const drawer = this.#drawer;
      try {
        const result = await drawer.run(mode, work, kind);
        this.#worked = true;
        const other = both ? await this.#broken?.run(mode, work, kind).catch(() => undefined) : undefined;
        return result ?? (other as T);
      } catch (error) {
        if (drawer.kind === 'memory') throw error;
        // Several may fail at once; the first of them changes the drawer for all.
        await this.#change(async () => {
          if (drawer !== this.#drawer || (this.#worked && (await this.#open()))) return;
          this.#broken = drawer;
          this.#drawer = new MemoryDrawer();
          this.failed = true;
        });
      }
    }
  }

  /** Goes over to the database. `wanted`: only if there is one, and it says so. Returns whether this changed anything. */
  persist(wanted?: (tx: Transaction) => Promise<boolean>): Promise<boolean> {
    return this.#change(async () => this.kind === 'memory' && !this.failed && (!wanted || (!!this.#factory && (await databaseExists(this.#name, this.#factory)))) && this.#open(wanted));
  }

  close(): void {
    void this.#change(async () => {
      this.#worked = false;
      this.#drawer.close();
      this.#broken?.close();
    });
  }

  #change<T>(work: () => Promise<T>): Promise<T> {
    const changed = this.#gate.then(work);
    this.#gate = changed;
    return changed;
  }

  get #factory(): IDBFactory | undefined {
    return this.#given === undefined ? databases() : (this.#given ?? undefined);
  }

  /** Takes everything along that is in memory. Returns whether the database is in use now. */
  async #open(wanted?: (tx: Transaction) => Promise<boolean>): Promise<boolean> {
    this.#worked = false;
    let timer: unknown;
    let late = false;
    try {
      const factory = this.#factory!;
      const opening = import('./indexed-db.js').then((m) => {
        const open = () => m.openIndexedDb(this.#name, factory, () => this.gone?.());
        // Chromium fails what is opened while it clears what the site keeps.
        return open().catch(open);
      });
      void opening.then((drawer) => late && drawer.close(), () => undefined);
      const drawer = await Promise.race([opening, new Promise<never>((_, reject) => (timer = this.#clock.setTimeout(reject as () => void, PATIENCE)))]);
      if (wanted && !(await drawer.run('readonly', wanted))) {
        drawer.close();
        return false;
      }
      const before = this.#drawer;
      if (before instanceof MemoryDrawer) await drawer.run('readwrite', async (tx) => moveInto(tx, before));
      before.close();
      this.#drawer = drawer;
      this.made = drawer.made ?? false;
      return true;
    } catch {
      late = this.failed = true;
      return false;
    } finally {
      this.#clock.clearTimeout(timer);
    }
  }
}

/** What this page has of a conversation takes the place of what an earlier one left: the two may not join on. */
function moveInto(tx: Transaction, memory: MemoryDrawer): void {
  for (const { key } of memory.entries()) if (key[0] === 'conversations') tx.delete(['messages', ...key.slice(1)]);
  for (const { key, value } of memory.entries()) tx.put(key, value);
}

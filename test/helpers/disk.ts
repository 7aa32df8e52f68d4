/**
 * A browser's database in the hands of a test: as slow as the test says, by the test's clock, so that the same story is told however busy the machine is. Only what `src/storage` uses.
 *
 * All transactions go one after the other, in the order in which they began; browsers do the same with those that write. One that was committed is carried out even when its tab has
 * gone; any other is undone. A tab that is frozen in the middle of one keeps the others waiting.
 */
import { settle } from './clock.js';
import type { FakeTab } from './fake-tabs.js';

type Stores = Map<string, { readonly key: IDBValidKey; readonly value: unknown }[]>;

interface Task {
  readonly tab: FakeTab;
  at: number;
  readonly run: () => void;
}

export class Disk {
  /** The longest that anything takes. Milliseconds of the clock. */
  slow = 0;
  /** No room: what is written from now on fails when it is committed, all of it. */
  full = false;
  /** Some of what was kept is not there any more, or was never taken. */
  spoilt = false;
  readonly databases = new Set<Database>();
  stores: Stores | undefined;
  readonly #now: () => number;
  readonly #random: () => number;
  #tasks: Task[] = [];
  #lined: Transaction[] = [];

  constructor(now: () => number, random: () => number, readonly name = 'disk') {
    this.#now = now;
    this.#random = random;
  }

  due(): number {
    return this.#now() + Math.floor(this.#random() * this.slow);
  }

  /** As this tab sees it. */
  of(tab: FakeTab): IDBFactory {
    return {
      databases: () => new Promise((resolve) => this.#later(tab, () => resolve(this.stores ? [{ name: this.name }] : []))),
      open: () => {
        const request = new Asked<unknown>();
        this.#later(tab, () => {
          const db = new Database(this, tab);
          this.databases.add(db);
          request.result = db;
          if (!this.stores) {
            this.stores = new Map();
            request.onupgradeneeded?.();
          }
          request.onsuccess?.();
        });
        return request;
      },
    } as unknown as IDBFactory;
  }

  line(tx: Transaction): void {
    this.#lined.push(tx);
  }

  /** What is kept, and what will be since it was committed. */
  kept(store: string): readonly unknown[] {
    const stores = clone(this.stores ?? new Map());
    for (const tx of this.#lined) if (tx.committed && !tx.refused) tx.all(stores);
    return (stores.get(store) ?? []).map(({ value }) => value);
  }

  /** The person, or the browser, deletes it all under the pages. */
  wipe(): void {
    this.spoilt = true;
    this.stores = undefined;
    const closed = [...this.databases].filter((db) => db.close());
    this.databases.clear();
    for (const tx of this.#lined.splice(0)) tx.fail(new DOMException('The database was deleted', 'AbortError'));
    for (const db of closed) db.tab.run(() => db.onclose?.());
  }

  /** Is quick from now on, with what is waiting as well. */
  hurry(): void {
    this.slow = 0;
    for (const one of [...this.#tasks, ...this.#lined]) one.at = 0;
  }

  /** Says what there is, and opens it; transactions go on waiting. */
  answer(): void {
    for (const task of this.#tasks) task.at = 0;
  }

  /** Does what is due. False: nothing was. */
  async work(): Promise<boolean> {
    for (let worked = 0; ; worked++) {
      if (worked > 10_000) throw new Error('the disk never comes to rest');
      const task = this.#tasks.find(({ at }) => at <= this.#now());
      if (task) {
        this.#tasks.splice(this.#tasks.indexOf(task), 1);
        task.tab.run(task.run);
        await settle();
        continue;
      }
      const tx = this.#lined[0];
      if (!tx || tx.at > this.#now()) return worked > 0;
      if (tx.over || (tx.tab.gone && !tx.committed)) this.#lined.shift();
      else if (tx.frozen && !tx.committed) return worked > 0;
      else if (!tx.step()) this.#lined.shift();
      await settle();
    }
  }

  #later(tab: FakeTab, run: () => void): void {
    this.#tasks.push({ tab, at: this.due(), run });
  }
}

const clone = (stores: Stores): Stores => new Map([...stores].map(([name, entries]) => [name, entries.slice()]));

class Asked<T> {
  result!: T;
  error: unknown = null;
  onupgradeneeded: (() => void) | null = null;
  onsuccess: (() => void) | null = null;
  onerror: (() => void) | null = null;
}

class Database {
  onversionchange: (() => void) | null = null;
  onclose: (() => void) | null = null;
  #closed = false;

  constructor(
    readonly disk: Disk,
    readonly tab: FakeTab,
  ) {}

  createObjectStore(name: string): void {
    this.disk.stores!.set(name, []);
  }

  transaction(): Transaction {
    if (this.#closed) throw new DOMException('The database is closed', 'InvalidStateError');
    const tx = new Transaction(this.disk, this.tab);
    this.disk.line(tx);
    return tx;
  }

  /** False: it was closed before. */
  close(): boolean {
    const open = !this.#closed;
    this.#closed = true;
    return open;
  }
}

class Transaction {
  at: number;
  error: unknown = null;
  oncomplete: (() => void) | null = null;
  onabort: (() => void) | null = null;
  committed = false;
  over = false;
  /** There was no room for it. */
  refused = false;
  #writes = false;
  /** An answer is on its way to a tab that does not take it. */
  frozen = false;
  #stores: Stores | undefined;
  readonly #steps: { readonly run: (stores: Stores) => unknown; readonly request: Asked<unknown> }[] = [];

  constructor(
    readonly disk: Disk,
    readonly tab: FakeTab,
  ) {
    this.at = disk.due();
  }

  objectStore(name: string) {
    const ask = (run: (entries: { key: IDBValidKey; value: unknown }[]) => unknown): Asked<unknown> => {
      if (this.over || this.committed) throw new DOMException('The transaction is over', 'TransactionInactiveError');
      const request = new Asked<unknown>();
      this.#steps.push({ request, run: (stores) => run(stores.get(name)!) });
      return request;
    };
    return {
      get: (key: IDBValidKey) => ask((entries) => structuredClone(entries.find((one) => indexedDB.cmp(one.key, key) === 0)?.value)),
      getAll: (range: IDBKeyRange) => ask((entries) => structuredClone(entries.filter(({ key }) => range.includes(key)).map(({ value }) => value))),
      put: (value: unknown, key: IDBValidKey) => {
        const copy: unknown = structuredClone(value);
        this.#writes = true;
        return ask((entries) => {
          const at = entries.findIndex((one) => indexedDB.cmp(one.key, key) >= 0);
          const same = at >= 0 && indexedDB.cmp(entries[at]!.key, key) === 0;
          entries.splice(at < 0 ? entries.length : at, same ? 1 : 0, { key, value: copy });
        });
      },
      delete: (range: IDBKeyRange) => ask((entries) => entries.splice(0, entries.length, ...entries.filter(({ key }) => !range.includes(key)))),
    };
  }

  commit(): void {
    this.committed = true;
    this.refused = this.disk.full && this.#writes;
    this.disk.spoilt ||= this.refused;
  }

  abort(): void {
    if (this.over) throw new DOMException('The transaction is over', 'InvalidStateError');
    this.fail(null);
  }

  fail(error: unknown): void {
    if (this.over) return;
    this.over = true;
    this.error = error;
    for (const { request } of this.#steps.splice(0)) {
      request.error = error;
      this.tab.run(() => request.onerror?.());
    }
    this.tab.run(() => this.onabort?.());
  }

  /** One request, or the end. False: it is over. */
  step(): boolean {
    this.#stores ??= clone(this.disk.stores!);
    const step = this.#steps.shift();
    if (step) {
      step.request.result = step.run(this.#stores);
      // Each request takes its time, and so does writing it all down: a page goes on meanwhile.
      this.at = this.disk.due();
      this.frozen = true;
      this.tab.run(() => {
        this.frozen = false;
        step.request.onsuccess?.();
      });
      return true;
    }
    if (this.refused) {
      this.fail(new DOMException('The quota has been exceeded', 'QuotaExceededError'));
      return false;
    }
    this.over = true;
    this.disk.stores = this.#stores;
    this.tab.run(() => this.oncomplete?.());
    return false;
  }

  /** All that was asked for. */
  all(stores: Stores): void {
    for (const { run } of this.#steps) run(stores);
  }
}

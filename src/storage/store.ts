import { systemClock, type Clock, type Message } from '../domain/index.js';
import { outboxKey, outboxOf, type Transaction } from './drawer.js';
import { DATABASE } from './exists.js';
import { Leases, type Locks } from './leases.js';
import { changeLeft, KEEP_FOR, left } from './left.js';
import { Safe } from './safe.js';
import type { Commit, KeptConversation, OutboxRow, Place, Store, WriterLease } from './types.js';

export interface StoreOptions {
  /** Name of the database. */
  readonly name?: string;
  /** For tests; `null`: as in a browser that has none. */
  readonly indexedDB?: IDBFactory | null;
  readonly locks?: Locks | null;
  /** Epoch milliseconds. */
  now?(): number;
  readonly clock?: Clock;
}

const NOTHING = { rows: [], others: false, elsewhere: new Set<string>() };
/** Messages kept of each conversation, and how many may come on top before the oldest are dropped. */
const KEEP_MESSAGES = 500;
const SLACK = 100;

/** A conversation as it lies in the drawer. */
interface StoredConversation extends KeptConversation {
  /** When it was last written; epoch milliseconds. */
  readonly at: number;
  /** The place of the message that was written last, and of the last one before old ones were dropped. */
  readonly last: number;
  readonly trimmed: number;
}

/** `place`: the order of writing, for messages without a sequence number. Counted, for clocks jump. */
interface StoredMessage {
  readonly place: number;
  readonly message: Message;
}

type Row = { readonly writer: string; readonly conversation: string; readonly n: number };

export function createStore(options: StoreOptions = {}): Store {
  return new DrawerStore(options);
}

/** What is kept, and under which keys; where, and what to do when that fails, is the safe's business. */
class DrawerStore implements Store {
  readonly #name: string;
  readonly #safe: Safe;
  readonly #leases: Leases;
  readonly #now: () => number;
  /** Rows that go into the next write, and that write. */
  #rows: OutboxRow[] | undefined;
  #written: Promise<void> | undefined;
  /** Conversations of which something was written here: where there is nothing of them, it was deleted under us. */
  readonly #begun = new Set<string>();

  constructor({ name = DATABASE, indexedDB, locks = globalThis.navigator?.locks, now = Date.now, clock = systemClock }: StoreOptions) {
    this.#name = name;
    this.#safe = new Safe(name, indexedDB, clock);
    this.#leases = new Leases(name, locks ?? undefined, this, now);
    this.#now = now;
  }

  get kind(): 'memory' | 'indexeddb' {
    return this.#safe.kind;
  }

  get volatile(): boolean {
    return this.#safe.failed;
  }

  set gone(fn: () => void) {
    this.#safe.gone = fn;
  }

  persist(): Promise<void> {
    return this.#begin();
  }

  async restore(scope: string): Promise<boolean> {
    const has = async (tx: Transaction) => (await outboxOf(tx, scope)).length > 0 || (await tx.list(['conversations', scope])).length > 0;
    const some = this.#left(scope);
    await this.#begin(some ? undefined : has);
    await this.#absorb(scope);
    return this.kind === 'indexeddb' && (some || this.#safe.run('readonly', has));
  }

  /**
   * What is said in one task is written at once, and waits for no other work: the page may be gone the next moment, and what has not begun by then is lost
   * (of fifty sends and a reload, all fifty).
   */
  putOutbox(row: OutboxRow): Promise<void> {
    const rows = (this.#rows ??= []);
    rows.push(row);
    return (this.#written ??= Promise.resolve().then(() => {
      this.#rows = this.#written = undefined;
      return this.#safe.run('readwrite', async (tx) => rows.forEach((one) => tx.put(outboxKey(one), one)), false, 'outbox');
    }));
  }

  async deleteOutbox(rows: readonly Row[]): Promise<void> {
    await this.#written;
    return this.#safe.run('readwrite', async (tx) => rows.forEach((r) => tx.delete(['outbox', r.writer, r.conversation, r.n])), true, 'outbox');
  }

  outbox(scope: string): Promise<readonly OutboxRow[]> {
    return this.#safe.run('readonly', (tx) => outboxOf(tx, scope));
  }

  commit({ conversation: kept, messages, removed, from = 0, reset }: Commit): Promise<boolean> {
    const { scope, conversation, cursor } = kept;
    const key = (...more: string[]) => ['messages', scope, conversation, ...more];
    return this.#safe.run('readwrite', async (tx) => {
      const known = (await tx.get(['conversations', scope, conversation])) as StoredConversation | undefined;
      if (!reset && (known ? known.epoch !== kept.epoch || (known.cursor ?? 0) < from : this.#begun.has(scope + conversation))) return false;
      this.#begun.add(scope + conversation);
      const places = await Promise.all(messages.map((m) => (reset ? undefined : tx.get(key(m.id))) as Promise<StoredMessage | undefined>));
      let { last = 0, trimmed = 0 } = known ?? {};
      if (reset) tx.delete(key());
      for (const id of removed) tx.delete(key(id));
      messages.forEach((message, i) => tx.put(key(message.id), { place: places[i]?.place ?? ++last, message }));
      if (last - trimmed > SLACK) {
        trimmed = last;
        for (const m of (await messagesOf(tx, key())).slice(0, -KEEP_MESSAGES)) tx.delete(key(m.id));
      }
      tx.put(['conversations', scope, conversation], { ...kept, cursor: !reset && (known?.cursor as number) > cursor! ? known!.cursor : cursor, at: this.#now(), last, trimmed });
      return true;
    });
  }

  load(scope: string, conversation: string): ReturnType<Store['load']> {
    return this.#safe.run('readonly', async (tx) => {
      const found = (await tx.get(['conversations', scope, conversation])) as StoredConversation | undefined;
      if (!found) return undefined;
      const { at: _at, last: _last, trimmed: _trimmed, ...kept } = found;
      return { kept, messages: (await messagesOf(tx, ['messages', scope, conversation])).slice(-KEEP_MESSAGES) };
    });
  }

  get(key: string): Promise<unknown> {
    // A disk that is full can be read.
    return this.#safe.run('readonly', (tx) => tx.get(['values', key]), true);
  }

  set(key: string, value: unknown): Promise<void> {
    return this.#safe.run('readwrite', async (tx) => tx.put(['values', key], value));
  }

  delete(key: string): Promise<void> {
    return this.#safe.run('readwrite', async (tx) => tx.delete(['values', key]), true);
  }

  lease(writer?: string): Promise<WriterLease> {
    return this.#leases.take(writer);
  }

  others = false;
  elsewhere: ReadonlySet<string> = new Set();

  /**
   * First who has rows, then who lives: whoever wrote a row had its lease before, so a page that begins meanwhile is never taken for gone.
   */
  async adopt(scope: string, writer: string, next: (conversation: string) => number, places?: () => Promise<Place | undefined>): Promise<readonly OutboxRow[]> {
    const alive = await this.#absorb(scope);
    const writers = new Set([...(await this.outbox(scope)).map((row) => row.writer), ...alive]);
    writers.delete(writer);
    // As long as nobody has looked.
    this.others = writers.size > 0;
    const [found, place] = writers.size ? await Promise.all([import('./adopt.js'), places?.()]) : [];
    const { rows, others, elsewhere } = (await found?.takeOver(this.#safe, this.#leases, writers, { scope, writer, next, place })) ?? NOTHING;
    Object.assign(this, { others, elsewhere });
    return rows;
  }

  leave(writer: string, rows: readonly OutboxRow[]): void {
    changeLeft(this.#name, (all) => [...all.filter((row) => row.writer !== writer && this.#now() - row.addedAt < KEEP_FOR), ...rows]);
  }

  /** Takes in what was left by pages in their last moment. Returns whose it let be. */
  async #absorb(scope: string): Promise<Iterable<string>> {
    if (!this.#left(scope)) return [];
    return import('./adopt.js').then(({ absorb }) => absorb(this.#name, scope, this.#safe, this.#leases), () => []);
  }

  #left(scope: string): boolean {
    return left(this.#name).some((row) => row.scope === scope);
  }

  close(): void {
    this.#leases.close();
    this.#safe.close();
  }

  async #begin(wanted?: (tx: Transaction) => Promise<boolean>): Promise<void> {
    if (!(await this.#safe.persist(wanted))) return;
    this.#leases.beat?.();
    // In a database that was made just now there is nothing old.
    if (!this.#safe.made) void import('./prune.js').then(({ prune }) => this.#safe.run('readwrite', (tx) => prune(tx, this.#now())), () => undefined);
  }
}

/** By sequence number; what has none behind, as it was first written. */
async function messagesOf(tx: Transaction, prefix: string[]): Promise<readonly Message[]> {
  const order = (m: Message) => m.seq ?? Number.MAX_VALUE;
  return ((await tx.list(prefix)) as StoredMessage[]).toSorted((a, b) => order(a.message) - order(b.message) || a.place - b.place).map((m) => m.message);
}

import type { DurableCommand, Message } from '../domain/index.js';
import type { Transaction } from './drawer.js';
import { DATABASE } from './exists.js';
import { Leases, type Locks } from './leases.js';
import { renumber } from './renumber.js';
import { Safe } from './safe.js';
import type { Commit, KeptConversation, OutboxRow, Store, WriterLease } from './types.js';

export interface StoreOptions {
  /** Name of the database. */
  readonly name?: string;
  /** For tests; `null`: as in a browser that has none. */
  readonly indexedDB?: IDBFactory | null;
  readonly locks?: Locks | null;
  /** Epoch milliseconds. */
  now?(): number;
}

/** Messages kept of each conversation, and how many may come on top before the oldest are dropped. */
const KEEP_MESSAGES = 500;
const SLACK = 100;
const KEEP_CONVERSATIONS = 50;
const KEEP_FOR = 30 * 86_400_000;

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
const keyOf = ({ writer, command }: { readonly writer: string; readonly command: DurableCommand }) => ['outbox', writer, command.conversation, command.n];

export function createStore(options: StoreOptions = {}): Store {
  return new DrawerStore(options);
}

/** What is kept, and under which keys; where, and what to do when that fails, is the safe's business. */
class DrawerStore implements Store {
  readonly #safe: Safe;
  readonly #leases: Leases;
  readonly #now: () => number;

  constructor({ name = DATABASE, indexedDB, locks = globalThis.navigator?.locks, now = Date.now }: StoreOptions) {
    this.#safe = new Safe(name, indexedDB);
    this.#leases = new Leases(name, locks ?? undefined, this, now);
    this.#now = now;
  }

  get kind(): 'memory' | 'indexeddb' {
    return this.#safe.kind;
  }

  get volatile(): boolean {
    return this.#safe.failed;
  }

  persist(): Promise<void> {
    return this.#begin();
  }

  async restore(scope: string): Promise<boolean> {
    const has = async (tx: Transaction) => (await rowsOf(tx, scope)).length > 0 || (await tx.list(['conversations', scope])).length > 0;
    await this.#begin(has);
    return this.kind === 'indexeddb' && this.#safe.run('readonly', has);
  }

  putOutbox(row: OutboxRow): Promise<void> {
    return this.#safe.run('readwrite', async (tx) => tx.put(keyOf(row), row));
  }

  deleteOutbox(rows: readonly Row[]): Promise<void> {
    return this.#safe.run('readwrite', async (tx) => rows.forEach((r) => tx.delete(['outbox', r.writer, r.conversation, r.n])), true);
  }

  outbox(scope: string): Promise<readonly OutboxRow[]> {
    return this.#safe.run('readonly', (tx) => rowsOf(tx, scope));
  }

  commit({ conversation: kept, messages, removed, reset }: Commit): Promise<void> {
    const { scope, conversation } = kept;
    const key = (...more: string[]) => ['messages', scope, conversation, ...more];
    return this.#safe.run('readwrite', async (tx) => {
      const known = (await tx.get(['conversations', scope, conversation])) as StoredConversation | undefined;
      const places = await Promise.all(messages.map((m) => (reset ? undefined : tx.get(key(m.id))) as Promise<StoredMessage | undefined>));
      let { last = 0, trimmed = 0 } = known ?? {};
      if (reset) tx.delete(key());
      for (const id of removed) tx.delete(key(id));
      messages.forEach((message, i) => tx.put(key(message.id), { place: places[i]?.place ?? ++last, message }));
      if (last - trimmed > SLACK) {
        trimmed = last;
        for (const m of (await messagesOf(tx, key())).slice(0, -KEEP_MESSAGES)) tx.delete(key(m.id));
      }
      tx.put(['conversations', scope, conversation], { ...kept, at: this.#now(), last, trimmed });
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

  forget(scope: string, conversation: string): Promise<void> {
    return this.#safe.run('readwrite', async (tx) => ['conversations', 'messages'].forEach((kind) => tx.delete([kind, scope, conversation])), true);
  }

  get(key: string): Promise<unknown> {
    return this.#safe.run('readonly', (tx) => tx.get(['values', key]));
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

  /**
   * First who has rows, then who lives: whoever wrote a row had its lease before, so a page that begins meanwhile is never taken for gone.
   * Two pages that adopt at once are kept apart by the transaction: the second finds nothing left.
   */
  async adopt(scope: string, writer: string, next: (conversation: string) => number): Promise<readonly OutboxRow[]> {
    const writers = new Set((await this.outbox(scope)).map((row) => row.writer));
    writers.delete(writer);
    const gone = await this.#leases.gone([...writers]);
    if (!gone.size) return [];
    return this.#safe.run('readwrite', async (tx) => {
      const old = (await rowsOf(tx, scope)).filter((row) => gone.has(row.writer));
      const rows = renumber(old, writer, next);
      for (const row of old) tx.delete(keyOf(row));
      for (const row of rows) tx.put(keyOf(row), row);
      return rows;
    });
  }

  close(): void {
    this.#leases.close();
    this.#safe.close();
  }

  async #begin(wanted?: (tx: Transaction) => Promise<boolean>): Promise<void> {
    if (!(await this.#safe.persist(wanted))) return;
    this.#leases.beat();
    void this.#prune();
  }

  /** Drops what nobody came back for: conversations and sends of more than 30 days ago, and all but the newest 50 conversations of each scope. */
  #prune(): Promise<void> {
    return this.#safe.run('readwrite', async (tx) => {
      const since = this.#now() - KEEP_FOR;
      for (const row of (await tx.list(['outbox'])) as OutboxRow[]) if (row.addedAt < since) tx.delete(keyOf(row));
      const counts = new Map<string, number>();
      for (const { scope, conversation, at } of ((await tx.list(['conversations'])) as StoredConversation[]).toSorted((a, b) => b.at - a.at)) {
        const count = (counts.get(scope) ?? 0) + 1;
        counts.set(scope, count);
        if (at < since || count > KEEP_CONVERSATIONS) ['conversations', 'messages'].forEach((kind) => tx.delete([kind, scope, conversation]));
      }
    });
  }
}

async function rowsOf(tx: Transaction, scope: string): Promise<readonly OutboxRow[]> {
  return ((await tx.list(['outbox'])) as OutboxRow[]).filter((row) => row.scope === scope);
}

/** By sequence number; what has none behind, as it was first written. */
async function messagesOf(tx: Transaction, prefix: string[]): Promise<readonly Message[]> {
  const order = (m: Message) => m.seq ?? Number.MAX_VALUE;
  return ((await tx.list(prefix)) as StoredMessage[]).toSorted((a, b) => order(a.message) - order(b.message) || a.place - b.place).map((m) => m.message);
}

import { wrap, type DBSchema, type IDBPDatabase, type IDBPTransaction, type StoreNames } from 'idb';
import type { Message } from '../domain/index.js';
import { byNumber, inOrder, KEEP_CONVERSATIONS, KEEP_FOR, KEEP_MESSAGES, renumber, type Backend } from './backend.js';
import type { Commit, KeptConversation, OutboxRow } from './types.js';

/** A conversation as it lies in the database. */
interface StoredConversation extends KeptConversation {
  /** When it was last written; epoch milliseconds. */
  readonly at: number;
  /** The place of the message that was written last. */
  readonly last: number;
}

interface StoredMessage {
  readonly scope: string;
  readonly conversation: string;
  readonly id: string;
  /** Order of writing, for messages without a sequence number. Counted, for clocks jump. */
  readonly place: number;
  readonly message: Message;
}

interface Schema extends DBSchema {
  outbox: { key: [string, string, number]; value: OutboxRow; indexes: { scope: string } };
  conversations: { key: [string, string]; value: StoredConversation };
  messages: { key: [string, string, string]; value: StoredMessage };
  values: { key: string; value: unknown };
}

type Mode = 'readonly' | 'readwrite';
type Key = { readonly writer: string; readonly conversation: string; readonly n: number };
export const VERSION = 1;

/** Opens the database, and makes it where there is none. */
export async function openIndexedDb(name: string, factory: IDBFactory, now: () => number): Promise<Backend> {
  const request = factory.open(name, VERSION);
  request.onupgradeneeded = () => {
    const db = request.result;
    db.createObjectStore('outbox', { keyPath: ['writer', 'command.conversation', 'command.n'] }).createIndex('scope', 'scope');
    db.createObjectStore('conversations', { keyPath: ['scope', 'conversation'] });
    db.createObjectStore('messages', { keyPath: ['scope', 'conversation', 'id'] });
    db.createObjectStore('values');
  };
  const db = (await wrap(request)) as unknown as IDBPDatabase<Schema>;
  // Another tab wants to delete or change the database: it may. The next call here finds it closed and opens it again.
  db.addEventListener('versionchange', () => db.close());
  const backend = new IndexedDbBackend(db, now);
  void backend.prune().catch(() => undefined);
  return backend;
}

/** Everything below a prefix of an array key. */
const below = (...prefix: string[]) => IDBKeyRange.bound(prefix, [...prefix, []]);

class IndexedDbBackend implements Backend {
  readonly kind = 'indexeddb';
  readonly #db: IDBPDatabase<Schema>;
  readonly #now: () => number;

  constructor(db: IDBPDatabase<Schema>, now: () => number) {
    this.#db = db;
    this.#now = now;
  }

  /**
   * Runs in one transaction and resolves when that is complete. A failure half way undoes all of it; without the abort, the writes before
   * the failing one would be kept. Where several requests are made at once, each is made by an async function: `put` may also throw, and
   * then the others' promises must not be left without anyone who awaits them.
   */
  async #run<N extends StoreNames<Schema>, M extends Mode, T>(names: N[], mode: M, work: (tx: IDBPTransaction<Schema, N[], M>) => Promise<T>): Promise<T> {
    const tx = this.#db.transaction(names, mode);
    const done = tx.done;
    try {
      const [result] = await Promise.all([work(tx), done]);
      return result;
    } catch (error) {
      done.catch(() => undefined);
      try {
        tx.abort();
      } catch {
        // It is over already.
      }
      throw error;
    }
  }

  putOutbox(row: OutboxRow): Promise<void> {
    return this.#run(['outbox'], 'readwrite', async (tx) => void (await tx.objectStore('outbox').put(row)));
  }

  deleteOutbox(rows: readonly Key[]): Promise<void> {
    return this.#run(['outbox'], 'readwrite', async (tx) => void (await Promise.all(rows.map(async (r) => tx.objectStore('outbox').delete([r.writer, r.conversation, r.n])))));
  }

  async outbox(scope: string): Promise<readonly OutboxRow[]> {
    return (await this.#db.getAllFromIndex('outbox', 'scope', scope)).sort(byNumber);
  }

  commit({ conversation: kept, messages, removed, reset }: Commit): Promise<void> {
    return this.#run(['conversations', 'messages'], 'readwrite', async (tx) => {
      const { scope, conversation } = kept;
      const store = tx.objectStore('messages');
      const range = below(scope, conversation);
      if (reset) await store.delete(range);
      const [known, ...places] = await Promise.all([
        tx.objectStore('conversations').get([scope, conversation]), ...messages.map((m) => store.get([scope, conversation, m.id])),
      ]);
      let last = known?.last ?? 0;
      const rows = messages.map((message, i): StoredMessage => ({ scope, conversation, id: message.id, place: places[i]?.place ?? ++last, message }));
      await Promise.all([
        ...removed.map(async (id) => store.delete([scope, conversation, id])), ...rows.map(async (row) => store.put(row)),
        (async () => tx.objectStore('conversations').put({ ...kept, at: this.#now(), last }))(),
      ]);
      if (messages.length && (await store.count(range)) > KEEP_MESSAGES * 1.2) {
        const old = placed(await store.getAll(range)).slice(0, -KEEP_MESSAGES);
        await Promise.all(old.map((m) => store.delete([scope, conversation, m.id])));
      }
    });
  }

  load(scope: string, conversation: string): Promise<{ readonly kept: KeptConversation; readonly messages: readonly Message[] } | undefined> {
    return this.#run(['conversations', 'messages'], 'readonly', async (tx) => {
      const [found, rows] = await Promise.all([tx.objectStore('conversations').get([scope, conversation]), tx.objectStore('messages').getAll(below(scope, conversation))]);
      if (!found) return undefined;
      const { at: _at, last: _last, ...kept } = found;
      return { kept, messages: placed(rows).slice(-KEEP_MESSAGES) };
    });
  }

  forget(scope: string, conversation: string): Promise<void> {
    return this.#run(['conversations', 'messages'], 'readwrite', async (tx) => {
      await Promise.all([tx.objectStore('conversations').delete([scope, conversation]), tx.objectStore('messages').delete(below(scope, conversation))]);
    });
  }

  get(key: string): Promise<unknown> {
    return this.#db.get('values', key);
  }

  set(key: string, value: unknown): Promise<void> {
    return this.#run(['values'], 'readwrite', async (tx) => void (await tx.objectStore('values').put(value, key)));
  }

  delete(key: string): Promise<void> {
    return this.#run(['values'], 'readwrite', (tx) => tx.objectStore('values').delete(key));
  }

  async has(scope: string): Promise<boolean> {
    const [rows, conversations] = await Promise.all([this.#db.countFromIndex('outbox', 'scope', scope), this.#db.count('conversations', below(scope))]);
    return rows + conversations > 0;
  }

  async writers(scope: string): Promise<readonly string[]> {
    return [...new Set((await this.outbox(scope)).map((row) => row.writer))];
  }

  rewrite(scope: string, gone: ReadonlySet<string>, writer: string, next: (conversation: string) => number): Promise<readonly OutboxRow[]> {
    return this.#run(['outbox'], 'readwrite', async (tx) => {
      const store = tx.objectStore('outbox');
      const old = (await store.index('scope').getAll(scope)).filter((row) => gone.has(row.writer));
      const rows = renumber(old, writer, next);
      await Promise.all([...old.map(async (row) => store.delete([row.writer, row.command.conversation, row.command.n])), ...rows.map(async (row) => store.put(row))]);
      return rows;
    });
  }

  /** Drops what nobody came back for: conversations and sends of more than 30 days ago, and all but the newest 50 conversations of each scope. */
  prune(): Promise<void> {
    return this.#run(['outbox', 'conversations', 'messages'], 'readwrite', async (tx) => {
      const since = this.#now() - KEEP_FOR;
      const [rows, conversations] = await Promise.all([tx.objectStore('outbox').getAll(), tx.objectStore('conversations').getAll()]);
      const kept = new Map<string, number>();
      const old = conversations.sort((a, b) => b.at - a.at).filter(({ scope, at }) => {
        kept.set(scope, (kept.get(scope) ?? 0) + 1);
        return at < since || kept.get(scope)! > KEEP_CONVERSATIONS;
      });
      await Promise.all([
        ...rows.filter((r) => r.addedAt < since).map((r) => tx.objectStore('outbox').delete([r.writer, r.command.conversation, r.command.n])),
        ...old.flatMap((c) => [tx.objectStore('conversations').delete([c.scope, c.conversation]), tx.objectStore('messages').delete(below(c.scope, c.conversation))]),
      ]);
    });
  }

  close(): void {
    this.#db.close();
  }
}

function placed(rows: readonly StoredMessage[]): readonly Message[] {
  return inOrder(rows.toSorted((a, b) => a.place - b.place).map((row) => row.message));
}

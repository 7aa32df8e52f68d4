import type { DurableCommand } from '../domain/index.js';
import type { OutboxRow } from './types.js';

/** Where an entry lies: kind first, then what tells it apart. Sorted part by part, numbers as numbers. */
export type Key = readonly (string | number)[];

/** One transaction: all of it or nothing. */
export interface Transaction {
  get(key: Key): Promise<unknown>;
  /** Everything whose key begins with this, in order of keys. */
  list(prefix: Key): Promise<readonly unknown[]>;
  put(key: Key, value: unknown): void;
  /** The entry with this key, or everything whose key begins with it. */
  delete(key: Key): void;
}

/** A place that keeps entries: memory or the browser's database. What is kept in it is for the store to know. */
export interface Drawer {
  readonly kind: 'memory' | 'indexeddb';
  /** Made just now: nothing was kept before. */
  readonly made?: boolean;
  /** Rejects, and changes nothing, when the work or a write fails. `kind`: the work keeps to keys that begin with it, and waits for no work on others. */
  run<T>(mode: 'readonly' | 'readwrite', work: (tx: Transaction) => Promise<T>, kind?: string): Promise<T>;
  close(): void;
}

export const outboxKey = ({ writer, command }: { readonly writer: string; readonly command: DurableCommand }): Key => ['outbox', writer, command.conversation, command.n];

/** The rows of a scope. */
export async function outboxOf(tx: Transaction, scope: string): Promise<readonly OutboxRow[]> {
  return ((await tx.list(['outbox'])) as OutboxRow[]).filter((row) => row.scope === scope);
}

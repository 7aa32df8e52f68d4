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
  /** Rejects, and changes nothing, when the work or a write fails. */
  run<T>(mode: 'readonly' | 'readwrite', work: (tx: Transaction) => Promise<T>): Promise<T>;
  close(): void;
}

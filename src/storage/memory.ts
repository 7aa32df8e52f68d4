import type { Drawer, Key, Transaction } from './drawer.js';

/** Keeps things as long as the page. Nothing in it can fail, so nothing need be undone. */
export class MemoryDrawer implements Drawer, Transaction {
  readonly kind = 'memory';
  readonly #entries = new Map<string, { readonly key: Key; readonly value: unknown }>();

  run<T>(_mode: 'readonly' | 'readwrite', work: (tx: Transaction) => Promise<T>): Promise<T> {
    return work(this);
  }

  /** Everything, when the page begins to keep things in the browser. */
  entries(): Iterable<{ readonly key: Key; readonly value: unknown }> {
    return this.#entries.values();
  }

  async get(key: Key): Promise<unknown> {
    return this.#entries.get(JSON.stringify(key))?.value;
  }

  async list(prefix: Key): Promise<readonly unknown[]> {
    return this.#below(prefix).sort((a, b) => compare(a.key, b.key)).map((entry) => entry.value);
  }

  put(key: Key, value: unknown): void {
    this.#entries.set(JSON.stringify(key), { key, value });
  }

  delete(prefix: Key): void {
    for (const { key } of this.#below(prefix)) this.#entries.delete(JSON.stringify(key));
  }

  close(): void {}

  #below(prefix: Key) {
    return [...this.#entries.values()].filter(({ key }) => prefix.every((part, i) => part === key[i]));
  }
}

function compare(a: Key, b: Key): number {
  const at = a.findIndex((part, i) => part !== b[i]);
  return at < 0 ? 0 : a[at]! < b[at]! ? -1 : 1;
}

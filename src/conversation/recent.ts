import type { DurableCommand } from '../domain/index.js';

/** What this needs of `Store`, by shape. */
export interface KeyValue {
  get(key: string): Promise<unknown>;
  set(key: string, value: unknown): Promise<void>;
}

interface Entry {
  readonly command: DurableCommand;
  readonly bytes: number;
  /** Epoch milliseconds. */
  readonly at: number;
}

const DAY = 86_400_000;
const MAX_COUNT = 200;
const MAX_BYTES = 256 * 1024;

/**
 * What the backend confirmed within the last 24 hours, to be offered again should it lose its log (restored from a backup). Bounded, and written lazily:
 * two disasters at once, a crash here and a lost log there, may cost the newest entries.
 */
export class Recent {
  readonly #store: KeyValue;
  readonly #key: string;
  readonly #now: () => number;
  #entries: Entry[] = [];
  #writing = false;
  #dirty = false;

  constructor(store: KeyValue, scope: string, now: () => number) {
    this.#store = store;
    this.#key = `recent|${scope}`;
    this.#now = now;
  }

  /** Adds what other tabs had confirmed. */
  async load(): Promise<void> {
    const kept = await this.#store.get(this.#key);
    if (Array.isArray(kept)) this.#set([...(kept as Entry[]), ...this.#entries]);
  }

  add(command: DurableCommand, bytes: number): void {
    this.#set([...this.#entries, { command, bytes, at: this.#now() }]);
    this.#dirty = true;
    if (!this.#writing) void this.#write();
  }

  /** Takes out those of a conversation (or all): they are in the outbox again. */
  take(conversation?: string): readonly Entry[] {
    const is = (entry: Entry) => conversation === undefined || entry.command.conversation === conversation;
    this.#set(this.#entries);
    const taken = this.#entries.filter(is);
    this.#entries = this.#entries.filter((entry) => !is(entry));
    return taken;
  }

  /** Each command once, as confirmed last, and no more than the bounds allow: the newest. */
  #set(entries: readonly Entry[]): void {
    const from = this.#now() - DAY;
    const seen = new Set<string>();
    let bytes = 0;
    this.#entries = entries.toReversed().filter(({ command: { id }, bytes: size, at }) => {
      if (seen.has(id) || at < from || seen.size >= MAX_COUNT || (bytes += size) > MAX_BYTES) return false;
      return seen.add(id);
    }).reverse();
  }

  /** One write at a time, and one more for what came meanwhile. */
  async #write(): Promise<void> {
    this.#writing = true;
    // Acks come in bunches: one write for those of one frame.
    await Promise.resolve();
    while (this.#dirty) {
      this.#dirty = false;
      await this.load();
      await this.#store.set(this.#key, this.#entries.slice());
    }
    this.#writing = false;
  }
}

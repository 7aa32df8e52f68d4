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
  #bytes = 0;
  #writing = false;
  #dirty = false;

  constructor(store: KeyValue, scope: string, now: () => number) {
    this.#store = store;
    this.#key = `recent|${scope}`;
    this.#now = now;
  }

  async load(): Promise<void> {
    const kept = await this.#store.get(this.#key);
    if (Array.isArray(kept)) this.#entries = [...(kept as Entry[]), ...this.#entries];
    this.#bytes = this.#entries.reduce((sum, entry) => sum + entry.bytes, 0);
    this.#trim();
  }

  add(command: DurableCommand, bytes: number): void {
    this.#entries.push({ command, bytes, at: this.#now() });
    this.#bytes += bytes;
    this.#trim();
    this.#dirty = true;
    if (!this.#writing) void this.#write();
  }

  /** Takes out those of a conversation (or all): they are in the outbox again. */
  take(conversation?: string): readonly Entry[] {
    this.#trim();
    const taken = this.#entries.filter((entry) => conversation === undefined || entry.command.conversation === conversation);
    this.#entries = this.#entries.filter((entry) => !taken.includes(entry));
    this.#bytes = this.#entries.reduce((sum, entry) => sum + entry.bytes, 0);
    return taken;
  }

  #trim(): void {
    const from = this.#now() - DAY;
    while (this.#entries[0] && (this.#entries.length > MAX_COUNT || this.#bytes > MAX_BYTES || this.#entries[0].at < from)) this.#bytes -= this.#entries.shift()!.bytes;
  }

  /** One write at a time, and one more for what came meanwhile. */
  async #write(): Promise<void> {
    this.#writing = true;
    // Acks come in bunches: one write for those of one frame.
    await Promise.resolve();
    while (this.#dirty) {
      this.#dirty = false;
      await this.#store.set(this.#key, this.#entries.slice());
    }
    this.#writing = false;
  }
}

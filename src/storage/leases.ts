import { leftKey } from './exists.js';
import type { WriterLease } from './types.js';

/** What this needs of `navigator.locks`, by shape. */
export type Locks = Pick<LockManager, 'request' | 'query'>;

/** Where heartbeats are written, where there are no Web Locks. */
interface Values {
  get(key: string): Promise<unknown>;
  set(key: string, value: unknown): Promise<void>;
  delete(key: string): Promise<void>;
}

/** The lock that a page holds for its writer. */
export const leaseName = (writer: string, database?: string): string => leftKey(database) + writer;

/**
 * Tells other pages which writers live (`goneOf` reads it). A page holds a Web Lock for its writer: the browser lets go of it when the page is gone, however it went.
 * Without Web Locks (plain http, old browsers) a page writes down a time now and then (`beats.ts`), and its rows wait a few minutes longer for adoption.
 */
export class Leases {
  readonly name: string;
  readonly locks: Locks | undefined;
  readonly values: Values;
  readonly now: () => number;
  readonly held = new Map<string, () => void>();
  closed = false;
  /** Writes the time for writers without a lock; also when storage has just changed from memory to the browser. */
  beat: (() => void) | undefined;
  timer: ReturnType<typeof setInterval> | undefined;

  constructor(name: string, locks: Locks | undefined, values: Values, now: () => number) {
    this.name = leaseName('', name);
    this.locks = locks;
    this.values = values;
    this.now = now;
  }

  async take(id = crypto.getRandomValues(new Uint32Array(4)).join('-')): Promise<WriterLease> {
    try {
      if (!this.locks) throw new Error('no locks');
      await new Promise<void>((granted, refused) => {
        const hold = () => new Promise<void>((release) => {
          // Granted to a store that was closed meanwhile, it would be held as long as the page.
          if (this.closed) release();
          else this.held.set(id, release);
          granted();
        });
        this.locks!.request(this.name + id, hold).catch(refused);
      });
    } catch {
      // Refused as well in frames without an origin.
      await import('./beats.js').then(({ hold }) => hold(this, id)).catch(() => undefined);
    }
    return { id, release: () => this.#release(id) };
  }

  close(): void {
    this.closed = true;
    for (const id of [...this.held.keys()]) this.#release(id);
    clearInterval(this.timer);
  }

  #release(id: string): void {
    this.held.get(id)?.();
    this.held.delete(id);
  }
}

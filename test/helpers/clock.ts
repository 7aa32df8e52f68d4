import { turn } from '../../src/testing/turn.js';

/**
 * A clock that stands still until a test moves it. Satisfies the `Clock` of `src/domain/clock.ts` by shape.
 *
 * `advance` runs what is due in order of time, and lets promises settle before and after each timer, so that code which awaits between
 * two timers behaves as with a real clock. It waits for promise chains only: real timers, fetches and frames are not its business.
 */
export class ManualClock {
  #now: number;
  #next = 1;
  readonly #timers = new Map<number, { at: number; run: () => void }>();

  constructor(now = 0) {
    this.#now = now;
  }

  now(): number {
    return this.#now;
  }

  /** How many timers wait: a test for leaks asks for 0. */
  get pending(): number {
    return this.#timers.size;
  }

  /** What waits, in the words of the code. */
  get waiting(): string[] {
    return [...this.#timers.values()].map(({ at, run }) => `in ${at - this.#now} ms: ${String(run)}`);
  }

  setTimeout(fn: () => void, ms: number): unknown {
    const handle = this.#next++;
    this.#timers.set(handle, { at: this.#now + Math.max(0, ms || 0), run: fn });
    return handle;
  }

  clearTimeout(handle: unknown): void {
    this.#timers.delete(handle as number);
  }

  /** Moves the time on by `ms`, timer by timer. A timer that throws makes this reject. */
  async advance(ms: number): Promise<void> {
    const until = this.#now + ms;
    await turn();
    for (let due = this.#due(until); due !== undefined; due = this.#due(until)) {
      const [handle, timer] = due;
      this.#timers.delete(handle);
      this.#now = timer.at;
      timer.run();
      await turn();
    }
    this.#now = until;
  }

  #due(until: number) {
    let first: [number, { at: number; run: () => void }] | undefined;
    // A Map keeps the order of insertion, so of two timers due at the same time the older one wins.
    for (const entry of this.#timers) if (entry[1].at <= until && (!first || entry[1].at < first[1].at)) first = entry;
    return first;
  }
}

/**
 * Waits for what ends by itself and not by the clock: the browser's own storage answers in its own time, and takes the timer that limited the wait for it along. What is left then
 * is left for good.
 */
export async function ended(clock: ManualClock): Promise<void> {
  for (const end = performance.now() + 3000; clock.pending && performance.now() < end; ) await new Promise((done) => setTimeout(done, 5));
}

export { turn as settle };

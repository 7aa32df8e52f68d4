import { LONGEST, type Clock } from '../domain/index.js';

/** One thing to be done later, at most. Setting it again replaces what was set. */
export class Timer {
  /** When it is due, in the clock's time. Infinity: not set. */
  due = Infinity;
  readonly #clock: Clock;
  #handle: unknown;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** `late` is by how much the browser missed the moment: a background tab, a frozen page, a computer that slept. */
  set(ms: number, run: (late: number) => void): void {
    this.clear();
    const wait = Math.min(ms, LONGEST);
    this.due = this.#clock.now() + wait;
    this.#handle = this.#clock.setTimeout(() => {
      const late = this.#clock.now() - this.due;
      this.due = Infinity;
      run(late);
    }, wait);
  }

  clear(): void {
    if (this.due !== Infinity) this.#clock.clearTimeout(this.#handle);
    this.due = Infinity;
  }
}

/** Timers of one length, in the hands of a test; all others run as ever. */
const { setTimeout, clearTimeout } = window;

export class HeldTimers {
  readonly #ms: number;
  readonly #due = new Map<number, () => void>();

  constructor(ms: number) {
    this.#ms = ms;
  }

  /** How many there are. */
  get size(): number {
    return this.#due.size;
  }

  hold(): void {
    window.setTimeout = ((fn: (...args: unknown[]) => void, ms?: number, ...args: unknown[]) => {
      if (ms !== this.#ms) return setTimeout(fn, ms, ...args);
      const handle = setTimeout(() => {});
      this.#due.set(handle, () => fn(...args));
      return handle;
    }) as typeof setTimeout;
    window.clearTimeout = ((handle: number) => {
      this.#due.delete(handle);
      clearTimeout(handle);
    }) as typeof clearTimeout;
  }

  /** Their time is over. */
  pass(): void {
    const all = [...this.#due.values()];
    this.#due.clear();
    for (const fn of all) fn();
  }

  release(): void {
    Object.assign(window, { setTimeout, clearTimeout });
    this.#due.clear();
  }
}

import type { Clock } from '../../domain/index.js';

/**
 * The clock of a leader. Browsers run the timers of a hidden page once a second, after five minutes once a minute; messages of other tabs are heard at once. So whatever
 * is due is done when one of them pings: a hidden leader serves a tab that somebody looks at as quickly as if it were looked at itself.
 */
export class TickingClock implements Clock {
  readonly #base: Clock;
  readonly #timers = new Map<object, { readonly at: number; readonly fn: () => void; readonly handle: unknown }>();

  constructor(base: Clock) {
    this.#base = base;
  }

  now(): number {
    return this.#base.now();
  }

  setTimeout(fn: () => void, ms: number): unknown {
    const key = {};
    const handle = this.#base.setTimeout(() => this.#run(key), ms);
    this.#timers.set(key, { at: this.now() + ms, fn, handle });
    return key;
  }

  clearTimeout(key: unknown): void {
    const timer = this.#timers.get(key as object);
    if (!timer) return;
    this.#timers.delete(key as object);
    this.#base.clearTimeout(timer.handle);
  }

  tick(): void {
    const now = this.now();
    for (const [key] of [...this.#timers].filter(([, { at }]) => at <= now).sort(([, a], [, b]) => a.at - b.at)) this.#run(key);
  }

  #run(key: object): void {
    const timer = this.#timers.get(key);
    this.clearTimeout(key);
    timer?.fn();
  }
}

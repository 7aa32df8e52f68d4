import type { Tuning } from '../domain/index.js';
import { backoff, firstRetry, type Cause } from './backoff.js';

/** A connection that was up this long worked: its token was good, and losing it is one event, not one more failure. */
const SETTLED = 5000;
/** One that was up this long is not held against the line: the limits on attempts count those that came to nothing, or to next to nothing. */
const WORKED = 2000;
/** One that was up this long wipes the slate clean (case 25). */
const STEADY = 30_000;
/** Wait at least this long where the backend is overloaded, or one of us speaks wrongly. */
export const CAUTION = 5000;
const CAUTIOUS_TRIES = 3;
/** Handshakes that fail before the status URL is asked (case 12), and before it is asked again. After a connection that worked two more: a restart is the likelier cause. */
const ASK_AFTER = 3;
const ASK_AGAIN = 9;
const AFTER_LOSS = -2;

/**
 * Whatever was drawn, there are 5 attempts at once at most (so that no fault of under 5 s costs more), and one more for every 9.5 s: with the questions to the status
 * URL 12 in any minute (cases 11 and 25), and nobody is shut out for longer than that, as a plain count of the last minute would. The questions do not delay the
 * attempts: where they did, a backend that was away for 3 s was found again after 8.
 */
const AT_ONCE = 5;
const ONE_MORE = 9500;

/** How it went so far, and how long to wait because of it. Milliseconds. */
export class TrackRecord {
  /** The last token was refused, so the next is the last try. */
  fresh = false;
  /** Exponent of the backoff: retries in a row that failed. -1 while not even the first attempt is over. */
  #failures = -1;
  /** Handshakes in a row that failed. */
  #refusals = 0;
  #cautious = 0;
  /** When all attempts that are not known to have been good will be paid for. */
  #paid = -Infinity;
  readonly #tuning: () => Tuning;
  readonly #random: () => number;

  constructor(tuning: () => Tuning, random: () => number) {
    this.#tuning = tuning;
    this.#random = random;
  }

  begin(): void {
    this.#failures = -1;
    this.#cautious = 0;
    this.forgive();
  }

  /** A person asked: what went wrong before does not slow this down. */
  forgive(): void {
    this.#failures = Math.min(0, this.#failures);
    this.#refusals = 0;
    this.#paid = -Infinity;
  }

  tried(now: number): void {
    this.#paid = Math.max(this.#paid, now) + ONE_MORE;
  }

  /** The earliest moment for another attempt. */
  get notBefore(): number {
    return this.#paid - (AT_ONCE - 1) * ONE_MORE;
  }

  opened(): void {
    this.#refusals = 0;
  }

  ready(): void {
    this.#failures = Math.max(0, this.#failures);
  }

  /** A connection that was up for `lived` is over. */
  settle(lived: number): void {
    if (lived >= WORKED) this.#paid -= ONE_MORE;
    if (lived < SETTLED) return;
    // It pays for two that failed before it as well: the limit protects a backend in trouble, and this one is not.
    this.#paid -= 2 * ONE_MORE;
    this.fresh = false;
    // Half of the failures only: a line that breaks every few seconds is not good, but each break is answered quickly.
    this.#failures >>= 1;
    if (lived >= STEADY) this.#failures = this.#cautious = 0;
  }

  /** An attempt failed. How long to wait: in the second half of the window, since right after a failure the next attempt finds the same. */
  missed(opening: boolean): number {
    if (opening) this.#refusals++;
    return backoff(++this.#failures, this.#tuning(), () => (1 + this.#random()) / 2);
  }

  /** The status URL is due. After a fresh token at once, because a browser does not say why it fails. */
  get asks(): boolean {
    return this.#refusals % ASK_AGAIN === ASK_AFTER || (this.fresh && this.#refusals >= ASK_AFTER);
  }

  /** A connection is lost. How long to wait: one quick retry even after a moment only, but the next such loss counts as a failure. */
  lost(cause: Cause, live: boolean, lived: number): number {
    const quick = lived >= WORKED || this.#failures <= 0;
    // The quick retry says little about the backend: it comes before a restart can be over.
    if (quick) this.#refusals = AFTER_LOSS;
    const delay = quick ? this.first(cause, live) : backoff(this.#failures, this.#tuning(), this.#random);
    if (lived < WORKED) this.#failures = Math.max(0, this.#failures) + 1;
    return delay;
  }

  first(cause: Cause, live: boolean): number {
    return firstRetry(cause, live, this.#tuning(), this.#random);
  }

  /** The backend says that we speak wrongly. How long to wait, or undefined: enough tries. */
  cautioned(): number | undefined {
    return ++this.#cautious > CAUTIOUS_TRIES ? undefined : CAUTION + backoff(this.#cautious, this.#tuning(), this.#random);
  }
}

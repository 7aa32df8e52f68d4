import type { Clock } from '../domain/index.js';
import { reportError } from '../errors/index.js';

/** Asks in rounds, one after the other, never two at a time. */
export class Poller {
  #clock: Clock;
  #interval: () => number;
  #round: () => Promise<void>;
  #timer: unknown;
  #on = false;
  #asking = false;

  constructor(clock: Clock, interval: () => number, round: () => Promise<void>) {
    this.#clock = clock;
    this.#interval = interval;
    this.#round = round;
  }

  start(): void {
    if (this.#on) return;
    this.#on = true;
    if (!this.#asking) void this.#ask();
  }

  stop(): void {
    this.#on = false;
    this.#clock.clearTimeout(this.#timer);
  }

  async #ask(): Promise<void> {
    this.#asking = true;
    await this.#round().catch(reportError);
    this.#asking = false;
    if (this.#on) this.#timer = this.#clock.setTimeout(() => void this.#ask(), this.#interval());
  }
}

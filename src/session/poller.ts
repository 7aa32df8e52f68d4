import type { Clock } from '../domain/index.js';
import { reportError } from '../errors/index.js';

export interface PollerDeps {
  readonly clock: Clock;
  interval(): number;
  /** One round of requests. */
  round(): Promise<void>;
}

/** Asks in rounds, one after the other, never two at a time. */
export class Poller {
  #deps: PollerDeps;
  #timer: unknown;
  #on = false;
  #asking = false;

  constructor(deps: PollerDeps) {
    this.#deps = deps;
  }

  start(): void {
    if (this.#on) return;
    this.#on = true;
    if (!this.#asking) void this.#round();
  }

  stop(): void {
    this.#on = false;
    this.#deps.clock.clearTimeout(this.#timer);
  }

  async #round(): Promise<void> {
    this.#asking = true;
    try {
      await this.#deps.round();
    } catch (error) {
      reportError(error);
    }
    this.#asking = false;
    if (this.#on) this.#timer = this.#deps.clock.setTimeout(() => void this.#round(), this.#deps.interval());
  }
}

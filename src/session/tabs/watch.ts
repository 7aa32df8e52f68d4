import type { Clock } from '../../domain/index.js';

/** A tab that somebody looks at asks the leader this often whether it is there. Milliseconds. */
const BEAT = 1000;
/** Silence after which the connection is not called connected any more, and after which another tab takes the lead. */
const DOUBT = 2500;
const SILENT = 5000;

export interface WatchHandlers {
  /** Only a tab that somebody looks at asks whether the leader is there; nobody minds a frozen leader while nobody looks. */
  wanted(): boolean;
  /** Time to ask. */
  ask(): void;
  /** There was no answer for too long. */
  silent(): void;
}

/** Whether the tab that leads is still there. */
export class Watch {
  readonly #clock: Clock;
  readonly #random: () => number;
  readonly #handlers: WatchHandlers;
  #heardAt = 0;
  #beatAt = 0;
  #timer: unknown;

  constructor(clock: Clock, random: () => number, handlers: WatchHandlers) {
    this.#clock = clock;
    this.#random = random;
    this.#handlers = handlers;
  }

  /** It said something; or it is too early to expect that it does. */
  heard(): void {
    this.#heardAt = this.#clock.now();
  }

  /** It has been silent for so long that nobody knows. */
  get unsure(): boolean {
    return this.#clock.now() - this.#heardAt > DOUBT;
  }

  /** Begins anew, or ends, as things are now. */
  look(): void {
    this.stop();
    if (this.#handlers.wanted()) this.#beat(true);
  }

  stop(): void {
    this.#clock.clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #beat(first = false): void {
    const now = this.#clock.now();
    // This tab itself did not run: the silence is its own.
    if (first || now - this.#beatAt > BEAT * 2.5) this.#heardAt = Math.max(this.#heardAt, now - BEAT);
    this.#beatAt = now;
    if (now - this.#heardAt > SILENT) {
      this.#heardAt = now;
      this.#handlers.silent();
    } else this.#handlers.ask();
    // Not all tabs that are looked at take the lead in the same moment.
    this.#timer = this.#clock.setTimeout(() => this.#beat(), BEAT * (0.9 + this.#random() * 0.2));
  }
}

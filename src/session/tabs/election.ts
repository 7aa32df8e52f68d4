import type { Locks } from './browser.js';

export interface ElectionHandlers {
  won(): void;
  /** Another tab took it: this one was silent for too long. */
  lost(): void;
  /** The browser refuses locks here (a frame without an origin). */
  refused(): void;
}

/** Who leads is whoever holds a Web Lock: the browser hands it to the next in line when a tab ends, however it ends. */
export class Election {
  readonly #locks: Locks;
  readonly #name: string;
  readonly #handlers: ElectionHandlers;
  #turn = 0;
  #abort: AbortController | undefined;
  #release: (() => void) | undefined;

  constructor(locks: Locks, name: string, handlers: ElectionHandlers) {
    this.#locks = locks;
    this.#name = name;
    this.#handlers = handlers;
  }

  /** Stands in line; or (`steal`) takes the lead from whoever has it. */
  join(steal = false): void {
    this.leave();
    const turn = ++this.#turn;
    const abort = (this.#abort = new AbortController());
    let held = false;
    const hold = (): Promise<void> | undefined => {
      if (turn !== this.#turn) return undefined;
      held = true;
      return new Promise((release) => {
        this.#release = release;
        this.#handlers.won();
      });
    };
    // The two may not be given together.
    this.#locks.request(this.#name, steal ? { steal } : { signal: abort.signal }, hold).catch(() => {
      if (turn !== this.#turn) return;
      this.leave();
      if (held) this.#handlers.lost();
      else this.#handlers.refused();
    });
  }

  leave(): void {
    this.#turn++;
    this.#abort?.abort();
    this.#release?.();
    this.#abort = this.#release = undefined;
  }
}

import type { Clock } from '../domain/index.js';

interface Page {
  readonly promise: Promise<void>;
  readonly settle: () => void;
  readonly timer: unknown;
}

/** Pages of older messages that were asked for: one at a time for each conversation, given up after a while. */
export class Pages {
  #clock: Clock;
  #open = new Map<string, Page>();
  #missed: (conversation: string) => void;

  constructor(clock: Clock, missed: (conversation: string) => void) {
    this.#clock = clock;
    this.#missed = missed;
  }

  /** The page under way, if there is one. */
  get(conversation: string): Promise<void> | undefined {
    return this.#open.get(conversation)?.promise;
  }

  begin(conversation: string, patience: number): Promise<void> {
    let settle = (): void => {};
    const promise = new Promise<void>((resolve) => (settle = resolve));
    const timer = this.#clock.setTimeout(() => this.miss(conversation), patience);
    this.#open.set(conversation, { promise, settle, timer });
    return promise;
  }

  done(conversation: string): void {
    const page = this.#open.get(conversation);
    if (!page) return;
    this.#open.delete(conversation);
    this.#clock.clearTimeout(page.timer);
    page.settle();
  }

  miss(conversation: string): void {
    if (!this.#open.has(conversation)) return;
    this.#missed(conversation);
    this.done(conversation);
  }

  missAll(): void {
    for (const conversation of [...this.#open.keys()]) this.miss(conversation);
  }
}

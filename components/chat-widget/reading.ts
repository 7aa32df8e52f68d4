import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { prefixTitle } from './title-prefix.js';

export interface ReadingOptions {
  /** Messages that count as unread in the conversation. */
  readonly unread: () => number;
  /** Whether the messages are on the screen. */
  readonly shown: () => boolean;
  /** Whether the conversation is never told that its messages were read, so that reading has to be remembered here. */
  readonly silent: () => boolean;
  readonly onUnread: (count: number) => void;
}

/** Counts what was not seen yet and says so in the title of a hidden tab. That messages were read is found out by the list, which knows what is in view. */
export class ReadingController implements ReactiveController {
  #options: ReadingOptions;
  #count = 0;
  #seen = 0;

  constructor(host: ReactiveControllerHost, options: ReadingOptions) {
    this.#options = options;
    host.addController(this);
  }

  get count(): number {
    return Math.max(0, this.#options.unread() - this.#seen);
  }

  hostConnected(): void {
    document.addEventListener('visibilitychange', this.#look);
  }

  hostUpdate(): void {
    this.#look();
  }

  hostDisconnected(): void {
    document.removeEventListener('visibilitychange', this.#look);
    prefixTitle(this, 0);
  }

  #look = (): void => {
    const all = this.#options.unread();
    const visible = this.#options.shown() && document.visibilityState === 'visible';
    if (all < this.#seen) this.#seen = 0;
    if (visible && this.#options.silent()) this.#seen = all;
    const { count } = this;
    prefixTitle(this, count);
    if (count === this.#count) return;
    this.#count = count;
    this.#options.onUnread(count);
  };
}

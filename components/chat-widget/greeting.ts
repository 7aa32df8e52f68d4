import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { GREETING_DELAY } from './manners.js';

export interface GreetingOptions {
  /** Whether there is a greeting that the person has neither dismissed nor answered, and a closed launcher for it to stand beside. */
  readonly wanted: () => boolean;
}

/** Lets the greeting appear beside the launcher after a calm while. It never takes the focus and never makes a sound. */
export class GreetingController implements ReactiveController {
  #host: ReactiveControllerHost;
  #options: GreetingOptions;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #due = false;

  constructor(host: ReactiveControllerHost, options: GreetingOptions) {
    this.#host = host;
    this.#options = options;
    host.addController(this);
  }

  get shown(): boolean {
    return this.#due && this.#options.wanted();
  }

  hostUpdated(): void {
    if (this.#due || !this.#options.wanted()) return this.#stop();
    this.#timer ??= setTimeout(() => {
      this.#due = true;
      this.#host.requestUpdate();
    }, GREETING_DELAY);
  }

  hostDisconnected(): void {
    this.#stop();
  }

  #stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}

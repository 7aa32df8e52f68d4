import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { ConnectionStatus, ConnectionView } from '../../src/domain/index.js';

/** How long a restored connection says so before it goes back to plain `connected`. Milliseconds. */
const RESTORED_FOR = 5000;

/** Ways of being without a connection that the person was told of, so that its return is news. */
export const TROUBLE: readonly ConnectionStatus[] = ['reconnecting', 'polling', 'offline', 'failed'];

export interface StatusState {
  readonly status: ConnectionStatus;
  /** The connection is back after trouble, since a few seconds ago. */
  readonly restored: boolean;
  readonly attempts: number;
  readonly error: ConnectionView['error'];
}

const IDLE: ConnectionView = { status: 'idle', error: null, attempts: 0 };

/** Follows a connection and remembers just enough of its past to say that it was restored. Behind `<connection-badge>` and the widget's banner. */
export class StatusController implements ReactiveController {
  state: StatusState = { ...IDLE, restored: false };
  #host: ReactiveControllerHost;
  #view: () => ConnectionView | undefined;
  #trouble = false;
  #restored = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(host: ReactiveControllerHost, view: () => ConnectionView | undefined) {
    this.#host = host;
    this.#view = view;
    host.addController(this);
  }

  hostUpdate(): void {
    const now = this.#view() ?? IDLE;
    const { status } = now;
    if (status === 'connected' && this.#trouble) {
      this.#trouble = false;
      this.#restored = true;
      // Off the page as well: a host that was moved meanwhile would say so for ever.
      this.#timer = setTimeout(() => {
        this.#restored = false;
        this.#host.requestUpdate();
      }, RESTORED_FOR);
    } else if (status !== 'connected' && status !== 'connecting') {
      this.#trouble = TROUBLE.includes(status);
      clearTimeout(this.#timer);
      this.#restored = false;
    }
    this.state = { ...now, restored: this.#restored };
  }
}

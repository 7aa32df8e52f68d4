import type { ConnectionView } from '../../domain/index.js';
import { ChatError } from '../../errors/index.js';

/** The connection as it is true for this tab, and who waits for it. */
export class Status {
  view: ConnectionView;
  /** It was up, and has not been given up since: whatever follows is a reconnect. */
  was = false;
  readonly #changed: (view: ConnectionView, previous: ConnectionView) => void;
  readonly #waiters = new Set<{ resolve: () => void; reject: (error: ChatError) => void }>();

  constructor(view: ConnectionView, changed: (view: ConnectionView, previous: ConnectionView) => void) {
    this.view = view;
    this.#changed = changed;
  }

  /** Resolves when it is up, rejects when it is given up. */
  up(): Promise<void> {
    return new Promise<void>((resolve, reject) => this.#waiters.add({ resolve, reject }));
  }

  show(view: ConnectionView): void {
    const previous = this.view;
    const { status, error, attempts } = view;
    if (status === previous.status && error?.code === previous.error?.code && attempts === previous.attempts) return;
    this.view = view;
    this.was = status === 'connected' || (this.was && status !== 'failed' && status !== 'closed' && status !== 'idle');
    this.#changed(view, previous);
    if (status === 'connected') this.#settle(({ resolve }) => resolve());
    else if (status === 'failed' || status === 'closed') this.#settle(({ reject }) => reject(new ChatError(status === 'closed' ? 'not-connected' : 'connect-failed', { attempts })));
  }

  end(): void {
    this.#settle(({ reject }) => reject(new ChatError('not-connected')));
  }

  #settle(how: (waiter: { resolve: () => void; reject: (error: ChatError) => void }) => void): void {
    for (const waiter of this.#waiters) how(waiter);
    this.#waiters.clear();
  }
}

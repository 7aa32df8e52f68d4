import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { ChatSession, FedSession } from '../../src/context/index.js';
import type { OwnedSession } from '../../src/context/create.js';
import type { Settings } from '../../src/domain/index.js';
import { ChatError, warnOnce } from '../../src/errors/index.js';

export interface OwnSessionHost extends ReactiveControllerHost, HTMLElement {
  readonly connectionSettings: Settings;
  readonly noAutoconnect: boolean;
}

export interface OwnSessionOptions {
  /** Whether the widget was told where to connect, and nobody else connects for it. */
  readonly wanted: () => boolean;
  /** A session came or went. */
  readonly onSession: () => void;
}

/**
 * The session of a widget that stands alone: its own connection, made from its attributes, or one without a socket that the page feeds. The code of both is loaded when
 * the first is needed. Dies with the element, but not with a move: that is told apart by whether the element is back in the next task.
 */
export class OwnSession implements ReactiveController {
  #host: OwnSessionHost;
  #options: OwnSessionOptions;
  #connection: OwnedSession | undefined;
  #fed: FedSession | undefined;
  #unlisten: (() => void) | undefined;
  #waiting: ((session: FedSession) => void)[] = [];
  #loading: Promise<void> | undefined;
  #teardown: ReturnType<typeof setTimeout> | undefined;

  constructor(host: OwnSessionHost, options: OwnSessionOptions) {
    this.#host = host;
    this.#options = options;
    host.addController(this);
  }

  get session(): ChatSession | undefined {
    return this.#fed ?? this.#connection;
  }

  get connection(): OwnedSession | undefined {
    return this.#connection;
  }

  /** Resolves when nothing is being loaded. */
  get settled(): Promise<void> {
    return this.#loading ?? Promise.resolve();
  }

  hostConnected(): void {
    clearTimeout(this.#teardown);
  }

  hostUpdated(): void {
    if (this.#fed || this.#waiting.length > 0 || !this.#host.isConnected || !this.#options.wanted()) return;
    if (this.#connection) this.#connection.configure(this.#host.connectionSettings);
    else this.#load();
  }

  hostDisconnected(): void {
    // A session that the page feeds holds nothing but messages, which the page would miss if the element came back.
    this.#teardown = setTimeout(() => this.#release());
  }

  /** Runs `fn` on the session that the page feeds, now or as soon as its code is there; in order. */
  feed(fn: (session: FedSession) => void): void {
    if (this.#fed) return fn(this.#fed);
    this.#waiting.push(fn);
    this.#load();
  }

  #load(): void {
    this.#loading ??= this.#make()
      .catch((error: unknown) => reportLoad(this.#host, error))
      .finally(() => (this.#loading = undefined));
  }

  async #make(): Promise<void> {
    const { createFedSession, createSession } = await import('../../src/context/create.js');
    if (this.#waiting.length > 0) {
      this.#release();
      const fed = createFedSession();
      this.#fed = fed;
      this.#use(fed);
      for (const fn of this.#waiting.splice(0)) fn(fed);
    } else if (this.#host.isConnected && this.#options.wanted()) {
      const connection = createSession(this.#host.connectionSettings);
      this.#connection = connection;
      this.#use(connection);
      if (!this.#host.noAutoconnect) connection.start();
    }
  }

  /** What a provider would dispatch, the widget dispatches itself. */
  #use(session: ChatSession): void {
    this.#unlisten = session.onEvent((name, detail) => this.#host.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true })));
    this.#options.onSession();
  }

  #release(): void {
    if (!this.#connection) return;
    this.#unlisten?.();
    this.#connection.dispose();
    this.#connection = undefined;
    this.#options.onSession();
  }
}

/** A chunk that did not come: the page is told what to serve; the element stays, and tries again at the next need. */
export function reportLoad(host: HTMLElement, cause: unknown): void {
  const { code, message } = new ChatError('load-failed', {}, cause);
  warnOnce('load-failed');
  host.dispatchEvent(new CustomEvent('chat-error', { detail: { code, message, cause }, bubbles: true, composed: true }));
}

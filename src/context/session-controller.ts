import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { ConversationView } from '../domain/index.js';
import { warnOnce } from '../errors/index.js';
import type { ChatSession, SessionChange, Slice } from '../session/types.js';
import { findProvider, onProviders } from './providers.js';
import { SessionRequest } from './session-context.js';

export interface SessionHost extends ReactiveControllerHost, HTMLElement {
  /** Id of a provider that is not an ancestor. */
  for?: string;
}

export interface SessionControllerOptions {
  /** Slices whose change makes the host render. */
  readonly slices: readonly Slice[];
  /** The conversation that the host shows; undefined: the session's current one. */
  readonly conversation?: () => string | undefined;
  /** A session of the host's own (a widget with a url, or fed by its page): goes before every other. */
  readonly own?: () => ChatSession | undefined;
  /** Called when the session was found, changed or lost. */
  readonly onSession?: (session: ChatSession | undefined) => void;
  /** Whether to tell the developer that there is no connection. Default: yes. */
  readonly warn?: () => boolean;
}

/** How long an element waits for its provider before it says that there is none. Milliseconds. */
const PATIENCE = 1000;

/**
 * Finds the session for an element and re-renders it when the slices it reads change. Works before the provider is there, after the element or the provider moved,
 * and for a provider elsewhere in the page (`for`).
 */
export class SessionController implements ReactiveController {
  #host: SessionHost;
  #options: SessionControllerOptions;
  #session: ChatSession | undefined;
  #contextEnd: (() => void) | undefined;
  #providersEnd: (() => void) | undefined;
  #changeEnd: (() => void) | undefined;
  #patience: ReturnType<typeof setTimeout> | undefined;
  #for: string | undefined;

  constructor(host: SessionHost, options: SessionControllerOptions) {
    this.#host = host;
    this.#options = options;
    host.addController(this);
  }

  get session(): ChatSession | undefined {
    return this.#session;
  }

  /** The view of the conversation that the host shows. */
  get view(): ConversationView | undefined {
    return this.#session?.conversation(this.#options.conversation?.());
  }

  hostConnected(): void {
    this.#for = this.#host.for;
    this.#providersEnd = onProviders(() => this.refresh());
    this.refresh();
    this.#patience = setTimeout(() => {
      if (!this.#session && (this.#options.warn?.() ?? true)) void import('../errors/told.js').then(({ told }) => warnOnce('no-provider', told(this.#host.localName)), () => undefined);
    }, PATIENCE);
  }

  /** The session itself is kept until the element is somewhere again: a move must not lose what is on screen. */
  hostDisconnected(): void {
    clearTimeout(this.#patience);
    this.#providersEnd?.();
    this.#contextEnd?.();
    this.#changeEnd?.();
    this.#providersEnd = this.#contextEnd = this.#changeEnd = undefined;
  }

  hostUpdate(): void {
    if (this.#for === this.#host.for) return;
    this.#for = this.#host.for;
    this.refresh();
  }

  /** Looks again: a provider came or went, or the host's own session. One that is defined later did not hear the first question, so the ancestors are asked anew. */
  refresh(): void {
    if (!this.#providersEnd) return;
    this.#contextEnd?.();
    this.#contextEnd = undefined;
    const host = this.#host;
    let found = this.#options.own?.();
    if (!found) {
      const take = (session: ChatSession | undefined, end?: () => void): void => {
        this.#contextEnd = end;
        this.#use((found = session));
      };
      (host.for ? findProvider(host.for, host) : host)?.dispatchEvent(new SessionRequest(host, take));
    }
    this.#use(found);
  }

  #use(session: ChatSession | undefined): void {
    if (session === this.#session && (this.#changeEnd || !session)) return;
    this.#changeEnd?.();
    this.#changeEnd = session?.onChange((change) => {
      if (this.#concerns(change, session)) this.#host.requestUpdate();
    });
    if (session === this.#session) return;
    this.#session = session;
    this.#options.onSession?.(session);
    this.#host.requestUpdate();
  }

  #concerns(change: SessionChange, session: ChatSession): boolean {
    return this.#options.slices.some((slice) => {
      if (!change.slices.has(slice)) return false;
      if (slice !== 'conversation') return true;
      const id = this.#options.conversation?.() ?? session.currentConversation;
      return id === undefined || change.conversations.has(id);
    });
  }
}

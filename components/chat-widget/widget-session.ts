import { ContextProvider } from '@lit/context';
import type { ReactiveController } from 'lit';
import { announceProvider, SessionController, sessionContext, type ChatSession, type FedSession, type SessionProvider } from '../../src/context/index.js';
import type { ConversationView, Draft } from '../../src/domain/index.js';
import { warnOnce } from '../../src/errors/index.js';
import { OwnSession, type OwnSessionHost } from './own-session.js';

export interface WidgetSessionHost extends OwnSessionHost, SessionProvider {
  readonly url?: string;
  readonly host?: string;
  readonly for?: string;
  readonly conversation?: string;
}

/** Where a widget's messages come from: the provider around it or named by `for`, else its own attributes, else its page. Hands it on to what is inside. */
export class WidgetSession implements ReactiveController {
  #host: WidgetSessionHost;
  #own: OwnSession;
  #found: SessionController;
  #provider: ContextProvider<typeof sessionContext>;
  #engaged: ChatSession | undefined;
  #subscribed: { readonly session: ChatSession; readonly conversation: string } | undefined;

  constructor(host: WidgetSessionHost, onSession: () => void) {
    this.#host = host;
    this.#own = new OwnSession(host, { wanted: () => this.connects, onSession: () => this.#found.refresh() });
    this.#provider = new ContextProvider(host, { context: sessionContext });
    this.#found = new SessionController(host, {
      slices: ['connection', 'conversation', 'settings'],
      conversation: () => host.conversation,
      own: () => this.#own.session,
      warn: () => !this.connects,
      onSession: (session) => {
        this.#provider.setValue(session);
        if (host.isConnected) announceProvider(host, true);
        onSession();
      },
    });
    host.addController(this);
  }

  get session(): ChatSession | undefined {
    return this.#found.session;
  }

  get view(): ConversationView | undefined {
    return this.#found.view;
  }

  /** Resolves when nothing is being loaded. */
  get settled(): Promise<void> {
    return this.#own.settled;
  }

  /** Whether the widget makes its own connection: told where to, and nobody around it has one. */
  get connects(): boolean {
    const host = this.#host;
    const told = host.url != null || host.host != null || host.hasAttribute('protocol');
    return told && !host.for && (this.#own.connection !== undefined || this.session === undefined);
  }

  hostConnected(): void {
    announceProvider(this.#host, true);
  }

  hostDisconnected(): void {
    announceProvider(this.#host, false);
  }

  /** A conversation beside the provider's current one has to be asked for. */
  hostUpdated(): void {
    const { session } = this;
    const { conversation } = this.#host;
    const known = this.#subscribed;
    if (known?.session === session && known?.conversation === conversation) return;
    if (known) known.session.unsubscribe(known.conversation);
    this.#subscribed = undefined;
    if (!session || !conversation || session === this.#own.session || session.currentConversation === conversation) return;
    session.subscribe(conversation);
    this.#subscribed = { session, conversation };
  }

  /** The person is at it: from now on it may connect, and keep things in the browser. */
  engage(): void {
    const { session } = this;
    if (!session || this.#engaged === session) return;
    this.#engaged = session;
    session.engage();
  }

  /** Opened by the page: not the person's doing yet, so nothing may be kept; but an opened chat is a connected chat. */
  open(): void {
    if (!this.#host.noAutoconnect) this.#own.connection?.connect().catch(() => undefined);
  }

  /** A send without a session yet waits for the widget's own; where nobody connects, the message is shown and the page knows of it by `chat-send`. */
  deliver(message: Draft): void {
    const { session } = this;
    const { conversation } = this.#host;
    if (session) session.sendMessage(message, { conversation });
    else if (this.connects) void this.#own.settled.then(() => this.session?.sendMessage(message, { conversation }));
    else this.#own.feed((fed) => fed.sendMessage(message));
  }

  /** Does something to the session that the page feeds. */
  feed(fn: (session: FedSession) => void): void {
    const { session } = this;
    if (isFed(session)) fn(session);
    else if (session || this.connects) warnOnce('invalid-input', { name: this.#host.localName, problem: 'it has a connection, so its page cannot feed it messages' });
    else this.#own.feed(fn);
  }
}

export function isFed(session: ChatSession | undefined): session is FedSession {
  return typeof (session as Partial<FedSession> | undefined)?.setMessages === 'function';
}

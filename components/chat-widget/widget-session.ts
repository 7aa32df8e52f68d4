import type { ReactiveController } from 'lit';
import { announceProvider, answerWith, awaits, loadProtocol, SessionController, type ChatSession, type FedSession, type SessionProvider } from '../../src/context/index.js';
import type { OwnedSession } from '../../src/context/create.js';
import type { ConversationView, Draft, Settings } from '../../src/domain/index.js';
import { reportError, warnOnce } from '../../src/errors/index.js';
import type { LateElement } from '../shared/late.js';
import { reportLoad, type Emitter } from '../shared/report-load.js';
import type { WidgetHost } from './host.js';

interface Host extends WidgetHost, SessionProvider, Emitter, Pick<LateElement, 'need' | 'bring'> {
  readonly session: ChatSession | undefined;
  readonly url?: string;
  readonly host?: string;
  readonly for?: string;
  readonly noAutoconnect: boolean;
  readonly shareTabs: boolean;
  readonly connectionSettings: Settings;
}

/**
 * Where a widget's messages come from: the provider around it or named by `for`, else a connection made from its own attributes, else its page. Hands it on to what
 * is inside. The code of a connection, or of a session that the page feeds, is loaded when the first is needed.
 */
export class WidgetSession implements ReactiveController {
  #host: Host;
  #found: SessionController;
  #provide: ReturnType<typeof answerWith>;
  #connection: OwnedSession | undefined;
  /** What the page feeds (feeding.ts), and what it fed before that was there. */
  fed: FedSession | undefined;
  readonly waiting: ((session: FedSession) => void)[] = [];
  /** Said before the connection was there that is to take it. */
  #unsent: (() => void)[] = [];
  #unlisten: (() => void) | undefined;
  #teardown: ReturnType<typeof setTimeout> | undefined;
  /** Resolves when what is being loaded is there. */
  settled: Promise<void> | undefined;

  constructor(host: Host, onSession: () => void) {
    this.#host = host;
    this.#provide = answerWith(host);
    this.#found = new SessionController(host, {
      slices: ['connection', 'conversation', 'settings'],
      conversation: () => host.conversation,
      own: () => this.own,
      // Nor while the code for what the page feeds is still on its way.
      warn: () => !this.#connects && !this.waiting.length,
      onSession: (session) => {
        this.#provide(session);
        announceProvider();
        onSession();
        if (session) this.#unsent.splice(0).forEach(queueMicrotask);
      },
    });
    host.addController(this);
  }

  /** The widget's own, in place of a provider's. */
  get own(): ChatSession | undefined {
    return this.fed ?? this.#connection;
  }

  get session(): ChatSession | undefined {
    return this.#found.session;
  }

  get view(): ConversationView | undefined {
    return this.#found.view;
  }

  /** Whether the widget makes its own connection: told where to, and nobody around it has one. */
  get #connects(): boolean {
    const host = this.#host;
    return (host.url != null || host.host != null || host.hasAttribute('protocol')) && !host.for && (!!this.#connection || !this.session);
  }

  hostConnected(): void {
    clearTimeout(this.#teardown);
    announceProvider();
  }

  hostUpdated(): void {
    const { conversation } = this.#host;
    const { session } = this;
    if (!this.fed && this.#host.isConnected && this.#connects && !this.#host.waits) {
      if (this.#connection) this.#connection.configure(this.#host.connectionSettings);
      else this.#load();
    }
    // Seen, and with no connection in sight: most likely its page is about to feed it.
    if ((this.#host.shown || this.waiting.length) && !session && !this.#connects && !awaits(this.#host)) this.#host.need('feeding')?.drain(this, this.#host);
    // A conversation beside the provider's current one has to be asked for.
    if (session && conversation && session !== this.#connection && session.currentConversation !== conversation) this.#host.need('aside');
  }

  /** A move is told apart from the end by whether the element is back in the next task. Messages that the page fed stay: it would miss them if the element came back. */
  hostDisconnected(): void {
    announceProvider();
    this.#teardown = setTimeout(() => this.#release());
  }

  /** The person is at it: from now on it may connect, and keep things in the browser. */
  engage(): void {
    if (!this.#host.waits) this.session?.engage();
  }

  /** Opened by the page: not the person's doing yet, so nothing may be kept; but an opened chat is a connected chat. */
  open(): void {
    if (!this.#host.noAutoconnect && !this.#host.waits) this.#connection?.connect().catch(() => undefined);
  }

  /** A send without a session yet waits for the one that it is to have, named or its own; where nobody connects, the message is shown and the page knows of it by `chat-send`. */
  deliver(message: Draft): void {
    const send = () => this.session?.sendMessage(message, { conversation: this.#host.conversation });
    if (this.session) send();
    else if (this.#connects || awaits(this.#host)) {
      this.#unsent.push(send);
      this.#load();
    } else this.feed(send);
  }

  /** Does something to the session that the page feeds, now or as soon as its code is there; in order. */
  feed(fn: (session: FedSession) => void): void {
    const { session } = this;
    if (isFed(session)) return fn(session);
    if (session || this.#connects) return warnOnce('invalid-input', { name: this.#host.localName, problem: 'it has a connection, so its page cannot feed it messages' });
    this.waiting.push(fn);
    void this.#host.bring('feeding').then((feeding) => feeding?.drain(this, this.#host));
  }

  #load(): void {
    this.settled ??= this.#make()
      .catch((error: unknown) => reportLoad(this.#host, error))
      .finally(() => (this.settled = undefined));
  }

  async #make(): Promise<void> {
    const { shareTabs, noAutoconnect, connectionSettings } = this.#host;
    // Beside what is loaded here, and not after it. Whether it came is for the session to say.
    if (!noAutoconnect) void loadProtocol(connectionSettings.address.protocol).catch(() => undefined);
    const { createOwnSession } = await import('../../src/context/own.js');
    // Where the code for sharing cannot be had, the page has a session of its own.
    const create = (shareTabs && (await import('../../src/context/create.js').then((code) => code.createSession, reportError))) || createOwnSession;
    if (this.fed || this.waiting.length > 0 || !this.#host.isConnected || !this.#connects) return;
    const session = (this.#connection = create(this.#host.connectionSettings));
    this.use(session);
    if (!noAutoconnect) session.start();
  }

  /** What a provider would dispatch, the widget dispatches itself. */
  use(session: ChatSession): void {
    this.#unlisten = session.onEvent((name, detail) => this.#host.emit(name, detail));
    this.#found.refresh();
  }

  #release(): void {
    if (!this.#connection) return;
    this.#unlisten?.();
    this.#connection.dispose();
    this.#connection = undefined;
    this.#found.refresh();
  }
}

export function isFed(session: ChatSession | undefined): session is FedSession {
  return !!session && typeof (session as FedSession).setMessages === 'function';
}

import type { ReactiveController } from 'lit';
import { follow } from '../../src/context/follow.js';
import type { ChatSession } from '../../src/context/index.js';
import type { WidgetHost } from './host.js';

/** Asks the session of a provider for a conversation that is not its current one, for as long as the widget shows it. Loaded with the first such conversation. */
class Aside implements ReactiveController {
  #host: WidgetHost;
  #known: { readonly session: ChatSession; readonly conversation: string; readonly end: () => void } | undefined;

  constructor(host: WidgetHost) {
    this.#host = host;
    host.addController(this);
  }

  /** Moved within the page it stays with its conversation. */
  hostDisconnected(): void {
    queueMicrotask(() => this.hostUpdated());
  }

  hostUpdated(): void {
    const { session } = this.#host;
    const conversation = this.#host.isConnected ? this.#host.conversation : undefined;
    const known = this.#known;
    if (known && known.session === session && known.conversation === conversation) return;
    known?.end();
    this.#known = undefined;
    if (!session || !conversation || session.currentConversation === conversation) return;
    this.#known = { session, conversation, end: follow(session, conversation) };
  }
}

export const make = (host: WidgetHost): Aside => new Aside(host);

import type { Conversation } from '../conversation/conversation.js';
import type { Change } from '../conversation/types.js';
import type { ChatEvent, DurableCommand, NackEvent } from '../domain/index.js';
import { ChatError, redact, reportError } from '../errors/index.js';
import type { Feed } from './feed.js';
import type { Handlers } from './types.js';

/** What the events of a connection do, told to whoever owns the state. */
export interface EventsDeps {
  readonly feed: Feed;
  of(id: string): Conversation;
  current(): string;
  selfId(): string;
  ready(event: ChatEvent & { type: 'ready' }): void;
  pong(): void;
  liveWithin(ms: number): void;
  restart(info: { reason: string; after?: number }): void;
  refuse(reason: string): void;
  fail(error: ChatError): void;
  inbox(event: ChatEvent & { type: 'inbox' }): void;
  /** Settles sends in the outbox; returns which. */
  ack(event: ChatEvent & { type: 'ack' }): readonly DurableCommand[];
  nack(event: NackEvent): DurableCommand | undefined;
  subscribed(event: ChatEvent & { type: 'subscribed' }, anew: boolean): void;
  page(conversation: string): void;
  changed(conversation: Conversation, change: Change): void;
}

/** Takes events one by one to where they belong: the connection, the outbox, a conversation, the page's listeners. */
export class Events {
  received = 0;
  dropped = 0;
  lastError: string | null = null;
  lastErrorTime: number | null = null;
  #deps: EventsDeps;
  #handlers = new Set<Handlers>();

  constructor(deps: EventsDeps) {
    this.#deps = deps;
  }

  register(handlers: Handlers): () => void {
    this.#handlers.add(handlers);
    return () => this.#handlers.delete(handlers);
  }

  take(events: readonly ChatEvent[]): void {
    for (const event of events) {
      try {
        this.#take(event);
      } catch (error) {
        // A fault of ours in one event must not cost the connection.
        reportError(error);
      }
    }
  }

  /** A command was refused for good: shown where it was made, and told. */
  failed(command: DurableCommand, reason: string): void {
    const conversation = this.#deps.of(command.conversation);
    this.#deps.changed(conversation, conversation.settle('target' in command ? command.target : command.id, 'failed', redact(reason)));
    this.#tell('refused', reason);
  }

  note(message: string): void {
    this.lastError = redact(message);
    this.lastErrorTime = Date.now();
  }

  #take(event: ChatEvent): void {
    const deps = this.#deps;
    switch (event.type) {
      case 'ready': return deps.ready(event);
      case 'pong': return deps.pong();
      case 'liveness': return deps.liveWithin(event.within);
      case 'reconnect': return deps.restart(event);
      case 'inbox': return deps.inbox(event);
      case 'unknown': return this.#unknown(event.name, event.data);
      case 'error': return this.#error(event);
      case 'ack': return this.#ack(event);
      case 'nack': return this.#nack(event);
      case 'subscribed': {
        const conversation = deps.of(event.conversation);
        const anew = conversation.epoch !== undefined && event.epoch !== undefined && conversation.epoch !== event.epoch;
        deps.changed(conversation, conversation.apply(event));
        return deps.subscribed(event, anew);
      }
    }
    const id = event.conversation ?? deps.current();
    const conversation = deps.of(id);
    const change = conversation.apply(event);
    if (event.type === 'message') this.received++;
    if (event.type === 'history' && !event.tail) deps.page(id);
    this.#pass(event, id);
    deps.changed(conversation, change);
  }

  #ack(event: ChatEvent & { type: 'ack' }): void {
    const settled = this.#deps.ack(event);
    for (const command of settled) {
      const conversation = this.#deps.of(command.conversation);
      // What is said of one message (its id, its number) holds for that one only, not for all that an acknowledgement covers.
      const own = settled.length === 1 || event.clientId === command.id ? event : { type: 'ack' as const };
      this.#deps.changed(conversation, conversation.apply({ ...own, upTo: undefined, conversation: command.conversation, clientId: command.id }));
    }
  }

  #nack(event: NackEvent): void {
    const failed = this.#deps.nack(event);
    if (failed) this.failed(failed, event.message);
  }

  /** Events of the page's own. */
  #pass(event: ChatEvent, conversation: string): void {
    const { feed } = this.#deps;
    if (event.type === 'receipt') feed.emit('chat-receipt', { conversation, ids: event.ids ?? [], status: event.status, by: event.by });
    else if (event.type === 'presence') feed.emit('chat-presence', { conversation, participant: event.participant, online: event.online });
    else if (event.type === 'typing' && event.participant.id !== this.#deps.selfId()) {
      feed.emit('chat-typing', { conversation, participant: event.participant, typing: event.on, text: event.text });
    } else if (event.type === 'conversation' && Object.keys(event.info).length) feed.emit('chat-conversation', { conversation, ...event.info });
  }

  #error(event: ChatEvent & { type: 'error' }): void {
    if (event.auth) return this.#deps.refuse(event.message);
    if (event.refusesOldest) this.#nack({ type: 'nack', conversation: event.conversation, code: event.code, message: event.message });
    else if (event.code === 'protocol-error') {
      this.dropped++;
      this.#report(new ChatError('protocol-error', { problem: event.message }));
    } else if (event.fatal) this.#deps.fail(new ChatError(event.code === 'upgrade-needed' ? 'upgrade-needed' : 'server-error', { message: event.message }));
    else this.#tell(event.code, event.message);
  }

  #unknown(name: string, data: unknown): void {
    for (const handlers of [...this.#handlers]) {
      try {
        if (Object.hasOwn(handlers, name)) handlers[name]?.(data, this.#deps.current());
      } catch (error) {
        this.#report(new ChatError('handler', {}, error));
        reportError(error);
      }
    }
  }

  #tell(code: string, message: string): void {
    this.note(message);
    this.#deps.feed.emit('chat-error', { code, message: redact(message) });
  }

  #report(error: ChatError): void {
    this.note(error.message);
    this.#deps.feed.emit('chat-error', error);
  }
}

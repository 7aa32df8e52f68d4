import type { Connection } from '../connection/connection.js';
import type { Conversation } from '../conversation/conversation.js';
import type { Change } from '../conversation/types.js';
import { Outbox } from '../conversation/outbox.js';
import {
  textOf, type Capabilities, type ChatEvent, type Clock, type Draft, type DurableCommand, type Message, type Part, type Tuning,
} from '../domain/index.js';
import { ChatError } from '../errors/index.js';
import type { CodecSession } from '../protocols/codec.js';
import type { Store } from '../storage/types.js';
import { Delivery } from './delivery.js';

type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;
/** A durable command as it is asked for; the rest is given here. */
export type Durable = DistributiveOmit<DurableCommand, 'n' | 'id' | 'at'> & { readonly id?: string };

export interface OutgoingDeps {
  readonly store: Store;
  readonly scope: string;
  readonly clock: Clock;
  readonly now: () => Date;
  readonly newId: () => string;
  readonly fetch: typeof fetch;
  readonly connection: Connection;
  tuning(): Tuning;
  capabilities(): Capabilities;
  protocol(): string;
  wire(): CodecSession | undefined;
  of(conversation: string): Conversation;
  ids(): Iterable<string>;
  events(events: readonly ChatEvent[]): void;
  changed(conversation: Conversation, change?: Change): void;
  failed(command: DurableCommand, reason: string): void;
  /** Kept for good: what belongs to it may be remembered as well. */
  committed(command: DurableCommand): void;
}

/** A text longer than this is refused before it is put in line; the reference server takes as much. */
const MAX_TEXT = 32_768;
const MAX_BYTES = 5 * 1024 * 1024;

/** What goes out and must arrive: shown at once, kept, sent when the backend listens, settled when it confirms. One for each address. */
export class Outgoing {
  sent = 0;
  readonly delivery: Delivery;
  readonly outbox: Outbox;
  #deps: OutgoingDeps;
  /** Where sends may go out now. */
  #live = new Set<string>();
  /** Said before it was known where to and under which writer. */
  #early: { readonly id: string; readonly conversation: string; readonly parts: readonly Part[]; readonly draft: Draft }[] = [];
  #started = false;
  #disposed = false;

  constructor(deps: OutgoingDeps) {
    this.#deps = deps;
    const { store, scope, clock, now, connection, tuning, capabilities } = deps;
    this.outbox = new Outbox({
      store, scope, clock, now,
      limits: () => ({ count: tuning().queueSize, bytes: MAX_BYTES }),
      confirm: () => capabilities().confirm,
      idempotent: () => capabilities().idempotent,
    });
    this.delivery = new Delivery({
      outbox: this.outbox,
      connection, clock,
      fetch: deps.fetch,
      tuning,
      codec: () => deps.wire(),
      live: (conversation) => this.#live.has(conversation),
      waiting: () => deps.ids(),
      unconfirmed: () => capabilities().confirm === 'none',
      events: (events) => deps.events(events),
      sent: (command) => this.#sent(command),
      unsupported: (command) => deps.events([
        { type: 'nack', conversation: command.conversation, clientId: command.id, code: 'unsupported', message: new ChatError('unsupported', { protocol: deps.protocol(), what: command.type }).message },
      ]),
    });
  }

  /** Takes over what an earlier page left and what was said too early. `name` gives a conversation to what had none. */
  async start(writer: string, name: () => string): Promise<void> {
    const queued = await this.outbox.start(writer);
    if (this.#disposed) return;
    for (const command of queued) this.#show(command);
    this.#started = true;
    for (const { id, conversation, parts, draft } of this.#early.splice(0)) {
      if (!conversation) this.#deps.changed(this.#deps.of(''), this.#deps.of('').discard(id));
      this.ask({ type: 'send-message', id, conversation: conversation || name(), parts, replyTo: draft.replyTo, metadata: draft.metadata });
    }
  }

  get started(): boolean {
    return this.#started;
  }

  /** The parts of a draft. Throws what is wrong with it before anything is shown. */
  static parts({ text, parts }: Draft): readonly Part[] {
    const all: readonly Part[] = [...(text?.trim() ? [{ type: 'text' as const, text: text.toWellFormed?.() ?? text }] : []), ...(parts ?? [])];
    if (!all.length) throw new ChatError('invalid-input', { name: 'message', problem: 'it is empty' });
    if (textOf(all).length > MAX_TEXT) throw new ChatError('too-large', { limit: `${MAX_TEXT} characters` });
    return all;
  }

  /** Shows a message before it is known how it will go out; `start` puts it in line. */
  early(draft: Draft, conversation: string): Message {
    const parts = Outgoing.parts(draft);
    const limit = this.#deps.tuning().queueSize;
    if (this.#early.length >= limit) throw new ChatError('queue-full', { count: limit });
    const id = this.#deps.newId();
    this.#early.push({ id, conversation, parts, draft });
    return this.#show({ type: 'send-message', id, n: 0, at: this.#deps.now(), conversation, parts, replyTo: draft.replyTo, metadata: draft.metadata })!;
  }

  /** Numbers a command, shows what it does, keeps it, and sends it as soon as it is kept. Throws `not-connected` or `queue-full`. */
  ask(durable: Durable): Message | undefined {
    if (!this.#started) throw new ChatError('not-connected');
    const { command, committed } = this.outbox.add({ id: this.#deps.newId(), at: this.#deps.now(), ...durable } as DistributiveOmit<DurableCommand, 'n'>);
    void committed.then(() => {
      if (this.#disposed) return;
      this.delivery.flush();
      this.#deps.committed(command);
    });
    return this.#show(command);
  }

  retry(id: string, conversation: Conversation): void {
    const message = conversation.find(id);
    if (message && this.outbox.retry(message.clientId ?? id)) this.#deps.changed(conversation, conversation.settle(id, 'pending'));
    this.delivery.flush();
  }

  discard(id: string, conversation: Conversation): void {
    const message = conversation.find(id);
    if (!message?.own) return;
    const clientId = message.clientId ?? id;
    this.#early = this.#early.filter((one) => one.id !== clientId);
    this.outbox.discard(clientId);
    this.#deps.changed(conversation, conversation.discard(id));
    this.delivery.flush();
  }

  /** The backend listens to this conversation from now on. */
  alive(conversation: string): void {
    this.#live.add(conversation);
    this.#deps.of(conversation);
    this.delivery.flush();
  }

  isLive(conversation: string): boolean {
    return this.#live.has(conversation);
  }

  deaf(conversation: string): void {
    this.#live.delete(conversation);
  }

  /** The connection is gone. */
  lost(code: number | undefined): void {
    this.#live.clear();
    const poison = this.delivery.lost(code);
    if (poison) this.#deps.failed(poison, 'The backend could not take this message.');
    for (const command of this.outbox.expire()) this.#deps.failed(command, new ChatError('expired', { days: 7 }).message);
  }

  /** The backend says how far it got. */
  resumed(conversation: string, ack: number): void {
    const target = this.#deps.of(conversation);
    for (const command of this.outbox.resumed(conversation, ack)) this.#deps.changed(target, target.settle(command.id, 'sent'));
  }

  /** The log began a new life: everything goes out under a new writer, what it may have lost as well. */
  async renumber(writer: string, conversation: string): Promise<void> {
    for (const command of await this.outbox.rewriter(writer, conversation)) this.#show(command);
  }

  /** Messages that came back confirm what was sent. */
  returned(messages: readonly Message[]): void {
    for (const { own, clientId, status, conversation } of messages) {
      if (own && clientId && status !== 'pending' && status !== 'failed' && this.outbox.has(clientId)) this.delivery.ack({ type: 'ack', conversation, clientId });
    }
  }

  dispose(): void {
    this.#disposed = true;
    this.#live.clear();
    this.delivery.dispose();
  }

  #show(command: DurableCommand): Message | undefined {
    const conversation = this.#deps.of(command.conversation);
    const message = conversation.addOwn(command);
    this.#deps.changed(conversation);
    return message;
  }

  #sent(command: DurableCommand): void {
    this.sent++;
    if (this.#deps.capabilities().confirm !== 'none') return;
    this.outbox.ack({ type: 'ack', conversation: command.conversation, clientId: command.id });
    const conversation = this.#deps.of(command.conversation);
    this.#deps.changed(conversation, conversation.settle(command.id, 'sent'));
  }
}

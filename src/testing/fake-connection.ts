import { upsert } from '../conversation/fed.js';
import { announceProvider } from '../context/providers.js';
import { answerWith } from '../context/session-context.js';
import type { Address, Capabilities, ConnectionStats, ConnectionStatus, ConnectionView, ConversationInfo, ConversationSummary, Draft, Message, MessageInput, MessageStatus, Participant } from '../domain/index.js';
import type { ChatError } from '../errors/index.js';
import type { BaseDeps } from '../session/base.js';
import { LocalSession } from '../session/local.js';
import type { ChatSession } from '../session/types.js';

export interface FakeOptions {
  /** What the conversation begins with. */
  readonly messages?: readonly MessageInput[];
  /** Default: `connected`. */
  readonly status?: ConnectionStatus;
  readonly self?: Participant;
  /** What the pretended backend can carry; default: everything that the elements have a face for. */
  readonly capabilities?: Partial<Capabilities>;
  /** Figures, for whoever shows them. */
  readonly stats?: Partial<ConnectionStats>;
  /** Where the pretended backend is, and who is there. */
  readonly address?: Partial<Address>;
  /** Rows of the team's inbox. */
  readonly inbox?: readonly ConversationSummary[];
  /** Sends stay `pending` until `confirm()`. Default: off, they are `sent` at once. */
  readonly hold?: boolean;
  readonly deps?: Partial<BaseDeps>;
}

/** Who answers for a node: one for all tests, since whoever answers first is heard alone. */
const provided = new WeakMap<HTMLElement, { readonly change: (session: ChatSession | undefined) => void; by?: FakeConnection | undefined }>();

/** A scripted connection for tests: no socket, the same context. A test plays the backend; elements cannot tell the difference. */
export class FakeConnection extends LocalSession {
  /** What was sent through the elements, in order. */
  readonly sent: Message[] = [];
  /** What the elements asked for beside sending, in order: `['retry']`, `['setTyping', true, 'Hel']`, `['setStatus', 'resolved', 'c1']`. */
  readonly calls: [string, ...unknown[]][] = [];
  /** Makes the next send throw this, as a full queue would. */
  refuse: ChatError | undefined;
  #hold: boolean;
  #rows: readonly ConversationSummary[];

  constructor(options: FakeOptions = {}) {
    super(options.deps);
    this.#hold = options.hold ?? false;
    if (options.self) this.self = options.self;
    this.stats = { ...this.stats, ...options.stats };
    this.settings = { ...this.settings, address: { ...this.settings.address, ...options.address } };
    this.capabilities = {
      ...this.capabilities, confirm: 'ack', delivered: true, read: true, presence: true, status: true, assignment: true, inbox: true, conversations: true, ...options.capabilities,
    };
    this.#rows = options.inbox ?? [];
    this.connection = { status: options.status ?? 'connected', error: null, attempts: 0 };
    if (options.messages) this.setMessages(options.messages);
  }

  override get inbox(): readonly ConversationSummary[] {
    return this.#rows;
  }

  /** Makes the connection the context of everything inside `node`, in place of the one that a test before this may have left there. Returns its own end. */
  provide(node: HTMLElement): () => void {
    const place = provided.get(node) ?? { change: answerWith(node) };
    provided.set(node, place);
    place.by = this;
    place.change(this);
    // Elements that are there already look again.
    announceProvider();
    return () => {
      if (place.by !== this) return;
      place.by = undefined;
      place.change(undefined);
    };
  }

  /** The connection changes its state. */
  setConnection(status: ConnectionStatus, more: { readonly error?: NonNullable<ConnectionView['error']>; readonly attempts?: number } = {}): void {
    const previous = this.connection.status;
    this.connection = { status, error: more.error ?? null, attempts: more.attempts ?? 0 };
    this.feed.changed('connection');
    this.feed.emit('chat-status', { status, previous, error: this.connection.error });
  }

  /** A message arrives from the other side. */
  receive(message: MessageInput): Message {
    return this.addMessage({ author: { role: 'agent', id: 'agent', name: 'Ada' }, ...message, own: message.own ?? false });
  }

  /** A send is confirmed, received, read, or refused. */
  confirm(id: string, status: MessageStatus = 'sent', reason?: string): void {
    this.of().settle(id, status, reason);
    this.touched(this.of());
  }

  /** Speech arrives for a message: a file, or a piece of one, in base64. */
  speak(id: string, data: string, format: 'mp3' | 'wav' | 'webm' = 'wav'): void {
    this.of().apply({ type: 'speech', id, data, format });
    this.touched(this.of());
  }

  /** A frame goes over the wire, as an inspector sees it. Text stays text, anything else becomes JSON. */
  frame(direction: 'in' | 'out', frame: unknown, time = Date.now()): void {
    const detail = { direction, frame: this.redact(typeof frame === 'string' ? frame : JSON.stringify(frame)), time };
    for (const watch of this.feed.watchers) watch(detail);
  }

  /** The conversation was closed, opened again, assigned… */
  setInfo(info: Partial<ConversationInfo>): void {
    const conversation = this.of();
    conversation.apply({ type: 'conversation', info });
    this.touched(conversation);
    this.feed.emit('chat-conversation', { conversation: conversation.id, ...info });
  }

  /** Something went wrong. */
  fail(code: string, message: string): void {
    this.feed.emit('chat-error', { code, message: this.redact(message) });
  }

  /** The status of the conversation, or who has it, changes. */
  inform(info: Partial<Omit<ConversationInfo, 'id'>>): void {
    this.of().inform(info);
    this.touched(this.of());
  }

  /** The newest page of the log comes, as after a time without connection. `seq`: the number of its first message; where that does not join on, something is missing. */
  page(messages: readonly MessageInput[], seq = 1): void {
    const conversation = this.of();
    conversation.apply({ type: 'subscribed', conversation: conversation.id, epoch: 'fake', head: seq + messages.length - 1, resume: conversation.epoch ? 'partial' : 'reset' });
    const list = messages.map(({ author, text = '', createdAt, own }, i) => ({
      id: `seq-${seq + i}`, seq: seq + i, own, author: { id: 'agent', role: 'agent' as const, ...author }, parts: [{ type: 'text' as const, text }], createdAt: new Date(createdAt ?? this.deps.now()),
    }));
    conversation.apply({ type: 'history', conversation: conversation.id, messages: list, end: false, tail: true });
    this.touched(conversation);
  }

  /** Somebody reacts to a message, or (`on` false) takes it back. */
  reaction(id: string, emoji: string, by: Partial<Participant> = {}, on = true): void {
    this.of().apply({ type: 'reaction', id, emoji, by: { id: 'agent', role: 'agent', ...by }, on });
    this.touched(this.of());
  }

  /** Someone writes. */
  typing(participant: Partial<Participant>, on = true, text?: string): void {
    this.setParticipantTyping(participant, on, text);
  }

  setInbox(rows: readonly ConversationSummary[]): void {
    this.#rows = rows;
    this.feed.changed('inbox');
  }

  override sendMessage(draft: string | Draft): Message {
    if (this.refuse) {
      const error = this.refuse;
      this.refuse = undefined;
      throw error;
    }
    const message = super.sendMessage(draft);
    if (this.#hold) {
      upsert(this.of(), { ...message, status: 'pending' });
      this.touched(this.of());
    }
    this.sent.push(message);
    return message;
  }

  override async connect(): Promise<void> {
    this.calls.push(['connect']);
  }
  override disconnect(): void {
    this.calls.push(['disconnect']);
  }
  override send(frame: unknown): void {
    if (this.connection.status !== 'connected') return super.send(frame);
    this.calls.push(['send', frame]);
    this.frame('out', frame);
  }
  override retry(): void {
    this.calls.push(['retry']);
  }
  override retryMessage(id: string): void {
    this.calls.push(['retryMessage', id]);
    super.retryMessage(id);
  }
  override setTyping(on: boolean, text?: string): void {
    this.calls.push(['setTyping', on, text]);
  }
  override engage(): void {
    this.calls.push(['engage']);
  }
  override markRead(ids?: readonly string[]): void {
    this.calls.push(['markRead', ids]);
    super.markRead(ids);
  }
  override setStatus(...args: Parameters<LocalSession['setStatus']>): void {
    this.calls.push(['setStatus', ...args]);
  }
  override assign(...args: Parameters<LocalSession['assign']>): void {
    this.calls.push(['assign', ...args]);
  }
  override action(...args: Parameters<ChatSession['action']>): void {
    this.calls.push(['action', ...args]);
  }
  override regenerate(...args: Parameters<ChatSession['regenerate']>): void {
    this.calls.push(['regenerate', ...args]);
  }
  override subscribe(conversation: string): void {
    this.calls.push(['subscribe', conversation]);
  }
  override unsubscribe(conversation: string): void {
    this.calls.push(['unsubscribe', conversation]);
  }
}

export function fakeConnection(options?: FakeOptions): FakeConnection {
  return new FakeConnection(options);
}

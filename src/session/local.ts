import { useRare } from '../conversation/events.js';
import { fromInput, idOf, patchInput, seed, upsert } from '../conversation/fed.js';
import { rare } from '../conversation/rare.js';
import {
  type Capabilities, type ConnectionStats, type ConnectionView, type ConversationStatus, type Draft, type MediaPart, type Message, type MessageInput, type Participant, type Settings,
} from '../domain/index.js';
import { ChatError } from '../errors/index.js';
import { BaseSession, baseDeps, NO_CAPABILITIES, NO_SETTINGS, NO_STATS, type BaseDeps } from './base.js';
import type { ChatSession, FedSession, Handlers, UploadOptions } from './types.js';

/** After this long without another word an answer is complete, where its page does not say so. Milliseconds. */
const QUIET = 3000;

/** A session without a socket: the page brings the messages and takes the sends. */
export class LocalSession extends BaseSession implements FedSession {
  settings: Settings = NO_SETTINGS;
  capabilities: Capabilities = { ...NO_CAPABILITIES, typing: true, typingText: true, streaming: true, metadata: true, attachments: 'upload' };
  self: Participant = { id: 'me', role: 'visitor' };
  connection: ConnectionView = { status: 'idle', error: null, attempts: 0 };
  readonly currentConversation: string = 'local';
  stats: ConnectionStats = NO_STATS;
  readonly volatile = true;

  /** Hands a message that is tried again to the page, and says whether that takes it. */
  resend?: (message: Message) => boolean;

  /** A page of its own takes everything. */
  uploadLimits?: NonNullable<ChatSession['uploadLimits']>;

  /** Answers that began empty, with no word of the page on when they end: when they are taken to, from the first words on. */
  #begun = new Map<string, unknown>();

  constructor(deps: Partial<BaseDeps> = {}) {
    super(baseDeps(deps));
    // Its page sees at once what it does, so nothing may have to be loaded first.
    useRare(rare);
  }

  setMessages(list: readonly MessageInput[]): void {
    if (!Array.isArray(list)) throw new ChatError('invalid-input', { name: 'messages', problem: 'not a list' });
    const conversation = this.of();
    for (const id of [...this.#begun.keys()]) this.#settled(id);
    seed(conversation, list.map((input) => this.#message(input, conversation.find(`${input?.id}`))));
    this.touched(conversation);
  }

  addMessage(input: MessageInput): Message {
    const made = this.#message(input);
    const known = this.of().find(made.id);
    const begins = !known && !made.own && input.streaming === undefined && made.parts.every((part) => part.type === 'text' && !part.text);
    const message = begins ? { ...made, streaming: true } : made;
    if (begins) this.#begun.set(message.id, undefined);
    upsert(this.of(), message);
    this.touched(this.of());
    if (!known && !message.own) this.feed.emit('chat-message', { message });
    return message;
  }

  updateMessage(id: string, patch: Partial<MessageInput>): void {
    const known = this.of().find(`${id}`);
    if (!known) return;
    if (patch.streaming !== undefined) this.#settled(known.id);
    upsert(this.of(), patchInput(known, patch, this.deps.now));
    this.touched(this.of());
    this.#quiet(known.id);
  }

  appendText(id: string, chunk: string): void {
    // Without a place: what the page adds goes to the end, whether or not it called the message streaming.
    this.of().apply({ type: 'stream', id: `${id}`, text: chunk });
    this.touched(this.of());
    this.#quiet(`${id}`);
  }

  setParticipantTyping(participant: Partial<Participant>, on: boolean, text?: string): void {
    if (!participant || typeof participant !== 'object') throw new ChatError('invalid-input', { name: 'participant', problem: 'not an object' });
    const who: Participant = { id: idOf(participant), role: participant.role ?? 'agent', ...participant };
    this.of().apply({ type: 'typing', participant: who, on, text });
    this.touched(this.of());
    this.feed.emit('chat-typing', { conversation: this.currentConversation, participant: who, typing: on, text });
  }

  clear(): void {
    this.setMessages([]);
  }

  sendMessage(draft: string | Draft): Message {
    const { text, parts, ...rest } = typeof draft === 'string' ? { text: draft, parts: undefined } : (draft ?? {});
    if (!text?.trim?.() && !parts?.length) throw new ChatError('invalid-input', { name: 'message', problem: 'it is empty' });
    const message = this.#message({ ...rest, text, parts, own: true, status: 'sent', author: this.self });
    upsert(this.of(), message);
    this.touched(this.of());
    return message;
  }

  /** There is no backend: the file stays where it is, for as long as the page. */
  async upload(file: Blob, name: string, _options?: UploadOptions): Promise<MediaPart> {
    const kind = /^(image|video|audio)\//.exec(file.type)?.[1] as 'audio' | undefined;
    return { type: kind ?? 'file', url: URL.createObjectURL(file), name, mime: file.type, size: file.size };
  }

  markRead(ids?: readonly string[]): void {
    if (this.of().markRead(ids)) this.touched(this.of());
  }

  discardMessage(id: string): void {
    this.of().discard(id);
    this.touched(this.of());
  }

  retryMessage(id: string): void {
    const conversation = this.of();
    conversation.settle(id, 'pending');
    this.touched(conversation);
    const again = conversation.find(id);
    if (!again || !this.resend) return;
    const { size } = conversation.log;
    if (!this.resend(again)) this.updateMessage(id, { status: 'sent' });
    // A page that adds whatever is sent has it twice now.
    else if (conversation.log.all().slice(size).some(({ own, text }) => own && text === again.text)) this.discardMessage(id);
  }

  engage(): void {}
  async connect(): Promise<void> {}
  disconnect(): void {}
  retry(): void {}
  send(_frame: unknown): void {
    throw new ChatError('not-connected');
  }
  editMessage(id: string, text: string): void {
    this.updateMessage(id, { text });
  }
  removeMessage(id: string): void {
    this.discardMessage(id);
  }
  react(_id: string, _emoji: string, _on: boolean): void {}
  regenerate(_id: string): void {}
  setTyping(_on: boolean, _text?: string): void {}
  async loadOlder(): Promise<void> {}
  setStatus(_status: ConversationStatus): void {}
  assign(_assignee: Participant | null): void {}
  action(_name: string, _data: unknown): void {}
  requestPending(): void {}
  subscribe(_conversation: string): void {}
  unsubscribe(_conversation: string): void {}
  registerHandlers(_handlers: Handlers): () => void {
    return () => {};
  }

  override dispose(): void {
    for (const id of [...this.#begun.keys()]) this.#settled(id);
    super.dispose();
  }

  #quiet(id: string): void {
    if (!this.#begun.has(id)) return;
    const { clock } = this.deps;
    clock.clearTimeout(this.#begun.get(id));
    this.#begun.set(id, clock.setTimeout(() => this.updateMessage(id, { streaming: false }), QUIET));
  }

  /** Its end is not waited for any more. */
  #settled(id: string): void {
    this.deps.clock.clearTimeout(this.#begun.get(id));
    this.#begun.delete(id);
  }

  #message(input: MessageInput, known?: Message): Message {
    return fromInput(input, this.of(), known);
  }
}

import {
  type AckEvent, type ChatEvent, type Clock, type ConversationInfo, type ConversationView, type DurableCommand, type HistoryEvent, type HistoryState,
  type IncomingMessage, type Message, type MessageEvent, type Participant, type PatchEvent, type Presence, type ProgressEvent, type ReceiptEvent, type SpeechEvent,
  type StreamEvent, type SubscribedEvent, type Typing,
} from '../domain/index.js';
import { MessageLog } from './log.js';
import { clean, fromCommand, fromIncoming, merge, nextStatus, react, same, withStatus, type MessageContext } from './message.js';
import { lastConfirmed, placePage } from './page.js';
import { presenceAfter, typingAfter, typingWithout } from './people.js';
import { weave, type Waiting } from './stream.js';
import type { Change, SpeechClip } from './types.js';
import { Unread } from './unread.js';

export interface ConversationDeps {
  self(): Participant;
  readonly clock: Clock;
  newId(): string;
  now(): Date;
  hasHistory(): boolean;
}

/** What storage hands back: a `KeptConversation` by shape, so that this folder need not know storage. */
export interface KeptState {
  readonly epoch?: string;
  readonly cursor?: number;
  readonly info?: ConversationInfo;
  readonly readUpTo?: number;
}

const NOTHING: Change = { changed: false, arrived: [], touched: [], removed: [] };
/** Ids of what was taken back or ended before it was shown: a late frame must not bring it up. */
const GONE = 512;
/** Messages whose speech is kept to be played again. */
const SPEECH = 64;

/**
 * The state of one conversation: events in, a view out. It knows what is shown and in which order, and nothing of sockets, storage or elements.
 * Not for others to change; every change goes through a method and is reported as a `Change`.
 */
export class Conversation {
  readonly id: string;
  /** The log of the backend is known up to here, without a hole. */
  cursor: number | undefined;
  epoch: string | undefined;

  readonly #deps: ConversationDeps;
  readonly #context: MessageContext;
  readonly #log = new MessageLog();
  readonly #unread = new Unread();
  #info: ConversationInfo;
  #typing: readonly Typing[] = [];
  #presence: readonly Presence[] = [];
  #history: HistoryState = 'unknown';
  /** Client ids of own messages that are not confirmed, in the order they were asked for. */
  readonly #pending = new Set<string>();
  readonly #streams = new Map<string, Waiting>();
  readonly #speech = new Map<string, SpeechClip[]>();
  readonly #gone = new Set<string>();
  /** How a message or the info was before a command was shown, should the backend refuse it. */
  readonly #undo = new Map<string, Message | ConversationInfo>();
  /** How far others received and read, by sequence number. */
  #marks = { delivered: 0, read: 0 };
  /** The newest page is on its way; where the log stood when it was announced. */
  #head: number | undefined;
  #awaiting = false;
  /** Everything shown comes from a log that is no more. */
  #stale = false;
  /** What is shown goes back to a page, so a newer page that shows nothing of it leaves a gap. */
  #joined = false;

  #view: ConversationView | undefined;
  #changed = false;
  #arrived: Message[] = [];
  #touched = new Map<string, Message>();
  #removed = new Set<string>();
  #reset = false;

  constructor(id: string, deps: ConversationDeps) {
    this.id = id;
    this.#deps = deps;
    this.#info = { id };
    this.#context = { conversation: id, get self() { return deps.self(); }, newId: deps.newId, now: deps.now };
  }

  get view(): ConversationView {
    const history = this.#history === 'unknown' && !this.#deps.hasHistory() ? 'none' : this.#history;
    if (this.#view?.history !== history) this.#view = undefined;
    return (this.#view ??= {
      id: this.id, info: this.#info, blocks: this.#log.blocks, count: this.#log.size, unread: this.#unread.size, firstUnread: this.#unread.first,
      typing: this.#typing, presence: this.#presence, history, pending: this.#pending.size,
    });
  }

  /** Last sequence number that was read here; kept with the conversation. */
  get readUpTo(): number | undefined {
    return this.#unread.upTo;
  }

  apply(event: ChatEvent): Change {
    if ('conversation' in event && event.conversation !== undefined && event.conversation !== this.id) return NOTHING;
    const seq = event.type === 'message' ? event.message.seq : event.type === 'ack' || !('seq' in event) ? undefined : event.seq;
    const before = this.cursor;
    if (seq !== undefined) {
      const at = this.#head ?? this.cursor;
      if (at !== undefined && seq > at + 1) return { ...NOTHING, hole: true };
      // A repeat; though what it says of an own message that still waits for its confirmation is news.
      if (at !== undefined && seq <= at && !(event.type === 'message' && this.#known(event.message)?.status === 'pending')) return NOTHING;
      if (at === undefined || seq > at) this.#head === undefined ? (this.cursor = seq) : (this.#head = seq);
    }
    const hole = this.#reduce(event) === true;
    return this.#report(this.cursor !== before && this.cursor !== undefined ? this.cursor : undefined, hole);
  }

  /** Returns true where the log must be asked for again. */
  #reduce(event: ChatEvent): boolean | void {
    switch (event.type) {
      case 'subscribed': return this.#subscribed(event);
      case 'message': return this.#message(event);
      case 'patch': return this.#patch(event);
      case 'remove': return this.#remove(event.id, event.at ?? this.#deps.now());
      case 'stream': return this.#stream(event);
      case 'ack': return this.#ack(event);
      // Which send a refusal without an id means, only the outbox knows.
      case 'nack': return void (event.clientId !== undefined && !event.retry && this.#fail(event.clientId, event.message));
      case 'receipt': return this.#receipt(event);
      case 'reaction': return this.#react(event.id, event.emoji, event.by.id, event.on);
      case 'typing': return event.participant.id === this.#deps.self().id ? undefined : this.#setTyping(typingAfter(this.#typing, event, this.#deps.clock.now()));
      case 'presence': return this.#setPresence(presenceAfter(this.#presence, event), event.participant.id, event.online);
      case 'conversation': return this.#setInfo(clean(event.info));
      case 'history': return this.#page(event);
      case 'speech': return this.#addSpeech(event);
      case 'progress': return this.#progress(event);
    }
  }

  // --- what a person does ---

  addOwn(command: DurableCommand): Message | undefined {
    const message = this.#showOwn(command);
    this.#report();
    return message;
  }

  #showOwn(command: DurableCommand): Message | undefined {
    const self = this.#deps.self();
    if (command.type === 'send-message') {
      const known = this.#log.get(command.id);
      // Shown already: sent before the log was lost and offered again, or failed before and found in the outbox.
      if (known && known.status !== 'failed' && !this.#stale) return known;
      if (known) this.#put(known.id, { ...withStatus(known, 'pending'), seq: undefined });
      else this.#insert(fromCommand(command, self));
      return this.#log.get(command.id);
    }
    if (command.type === 'set-status' || command.type === 'assign') {
      this.#undo.set(command.id, this.#info);
      this.#setInfo(command.type === 'assign' ? { assignee: command.assignee } : { status: command.status });
      return undefined;
    }
    if (command.type === 'skip') return undefined;
    const before = this.#log.get(command.target);
    if (!before) return undefined;
    if (command.type !== 'regenerate') this.#undo.set(command.id, before);
    if (command.type === 'edit-message') this.#put(before.id, merge(before, { parts: [{ type: 'text', text: command.text }], editedAt: command.at }));
    else if (command.type === 'remove-message') this.#remove(before.id, command.at);
    else if (command.type === 'react') this.#react(before.id, command.emoji, self.id, command.on);
    return this.#log.get(command.target);
  }

  settle(id: string, to: 'sent' | 'delivered' | 'read' | 'failed' | 'pending', reason?: string): Change {
    if (to === 'failed') this.#fail(id, reason);
    else this.#undo.delete(id);
    const known = this.#log.get(id);
    if (known && to === 'pending' && known.status === 'failed') this.#put(known.id, withStatus(known, 'pending'));
    else if (known && to !== 'failed' && to !== 'pending') this.#put(known.id, merge(known, { status: to }));
    return this.#report();
  }

  discard(id: string): Change {
    const known = this.#log.get(id);
    if (known?.own && (known.status === 'pending' || known.status === 'failed')) this.#takeOut(known);
    else if (!known) this.#fail(id);
    return this.#report();
  }

  markRead(ids?: readonly string[]): { readonly ids: readonly string[]; readonly upTo?: number } | undefined {
    const read = this.#unread.read(this.#log, ids);
    if (read) this.#view = undefined;
    return read;
  }

  // --- time, storage, page-fed chats ---

  /** Drops typing that ran out. Returns when the next one will, in monotonic milliseconds. */
  expire(now: number): number | undefined {
    const left = this.#typing.filter((t) => t.until > now);
    if (left.length < this.#typing.length) this.#setTyping(left);
    this.#report();
    return left.length ? Math.min(...left.map((t) => t.until)) : undefined;
  }

  /** What an earlier page load left, before anything arrived. What waits there unsent comes from the outbox, not from here. */
  restore({ kept, messages }: { readonly kept: KeptState; readonly messages: readonly Message[] }): void {
    this.epoch = kept.epoch;
    this.cursor = kept.cursor;
    this.#info = { ...kept.info, ...this.#info };
    const waiting = this.#log.all();
    // Speech lives as long as the page: a message must not offer to play what is gone.
    const kin = messages.filter((m) => m.status !== 'pending' && !this.#log.get(m.id)).map((m) => (m.parts.some(isSpeech) ? { ...m, parts: m.parts.filter((p) => !isSpeech(p)) } : m));
    this.#log.reset([...kin, ...waiting]);
    this.#joined = kin.length > 0;
    this.#unread.upTo = kept.readUpTo;
    this.#unread.recount(this.#log);
    this.#view = undefined;
  }

  /** Replaces everything. */
  seed(messages: readonly Message[]): void {
    for (const list of [this.#pending, this.#streams, this.#speech, this.#gone, this.#undo]) list.clear();
    this.#unread.clear();
    this.#log.reset(messages);
    for (const m of messages) this.#track(m);
    this.#view = undefined;
  }

  /** A message of a page-fed chat: as it now stands, or new. */
  upsert(message: Message): void {
    const known = this.#log.get(message.id) ?? (message.clientId === undefined ? undefined : this.#log.get(message.clientId));
    if (known) this.#put(known.id, message);
    else this.#insert(message, true);
    this.#setTyping(typingWithout(this.#typing, message.author.id));
    this.#report();
  }

  find(id: string): Message | undefined {
    return this.#log.get(id);
  }

  /** Id of the newest message that the backend knows. */
  lastId(): string | undefined {
    return lastConfirmed(this.#log)?.id;
  }

  oldestSeq(): number | undefined {
    return this.#log.oldestSeq();
  }

  historyState(state: HistoryState): void {
    this.#history = state;
    this.#view = undefined;
  }

  /** Speech that came for a message, in order. Such a message has an audio part with an empty url: whoever plays it makes the url. Kept for the newest 64 messages with speech. */
  speech(id: string): readonly SpeechClip[] {
    return this.#speech.get(this.#log.get(id)?.id ?? id) ?? [];
  }

  // --- events ---

  #subscribed(event: SubscribedEvent): boolean {
    if (event.info) this.#setInfo(clean(event.info));
    const lost = event.epoch !== undefined && this.epoch !== undefined && event.epoch !== this.epoch;
    const rolledBack = event.head !== undefined && this.cursor !== undefined && event.head < this.cursor;
    this.epoch = event.epoch ?? this.epoch;
    if (lost || rolledBack) {
      // Numbers of the old log mean nothing in the new one. What is shown stays until the newest page is here.
      this.cursor = undefined;
      this.#stale = true;
      this.#marks = { delivered: 0, read: 0 };
      this.#unread.upTo = undefined;
      this.#log.reset(this.#log.all().map((m) => (m.seq === undefined ? m : { ...m, seq: undefined })));
      this.#changed = true;
    }
    this.#awaiting = event.resume !== 'ok';
    this.#head = this.#awaiting ? event.head : undefined;
    return (lost || rolledBack) && !this.#awaiting;
  }

  #known(message: { readonly id?: string; readonly clientId?: string }): Message | undefined {
    return (message.clientId !== undefined && this.#log.get(message.clientId)) || (message.id !== undefined && this.#log.get(message.id)) || undefined;
  }

  #message({ message, confirms, history }: MessageEvent): void {
    const own = message.own ?? message.author.id === this.#deps.self().id;
    let known = this.#known(message);
    if (!known && confirms && own) known = this.#oldestPending(confirms === 'same-text' ? fromIncoming(message, this.#context).text : undefined);
    if (known?.parts[0]?.type === 'progress') this.#takeOut(known);
    else if (known) return this.#put(known.id, this.#sent(merge(known, { ...message, status: message.status ?? 'sent' })));
    let made = this.#sent(fromIncoming(message, this.#context));
    if (this.#gone.has(made.id)) made = merge(made, { deletedAt: this.#deps.now() });
    this.#insert(made, !history);
    if (!made.own && !made.deletedAt && !history) this.#arrived.push(made);
    this.#setTyping(typingWithout(this.#typing, made.author.id));
  }

  #patch({ id, patch, or }: PatchEvent): void {
    const exact = this.#log.get(id);
    const known = exact ?? (or === 'last-ai' ? this.#last((m) => m.author.role === 'ai') : undefined);
    if (known) {
      if (patch.parts || patch.streaming === false) this.#streams.delete(known.id);
      // Meant for a message whose id was not known: from now on it is known by this one.
      this.#put(known.id, merge(known, { ...patch, id: exact ? exact.id : id } as Partial<IncomingMessage>));
    } else if ((or === 'insert' || or === 'last-ai') && patch.author && patch.parts) this.#message({ type: 'message', message: { ...patch, id, author: patch.author, parts: patch.parts } });
  }

  #remove(id: string, at: Date): void {
    const known = this.#log.get(id);
    if (!known) return this.#forget(id);
    this.#streams.delete(known.id);
    this.#unread.drop(known.id);
    this.#put(known.id, merge(known, { deletedAt: at }));
  }

  #stream(event: StreamEvent): void {
    let known = this.#log.get(event.id);
    if (!known && event.author && !this.#gone.has(event.id)) {
      this.#message({ type: 'message', message: { id: event.id, author: event.author, parts: [], streaming: true } });
      known = this.#log.get(event.id);
    }
    // A piece with a place, for a message that is finished, comes late: the final text has it.
    if (!known || known.deletedAt || (!known.streaming && event.at !== undefined)) return;
    const { text, waiting } = weave(known.text, event, this.#streams.get(known.id));
    const done = waiting.done && !waiting.chunks.length;
    if (done) this.#streams.delete(known.id);
    else this.#streams.set(known.id, waiting);
    if (text !== known.text || done) this.#put(known.id, merge(known, { parts: [{ type: 'text', text }, ...known.parts.filter((p) => p.type !== 'text')], ...(done && { streaming: false }) }), true);
  }

  #ack(event: AckEvent): void {
    if (event.clientId !== undefined) this.#undo.delete(event.clientId);
    const known = event.clientId !== undefined ? this.#log.get(event.clientId) : event.upTo === undefined ? this.#oldestPending() : undefined;
    if (known) this.#put(known.id, this.#sent(merge(known, { id: event.id, seq: event.seq, createdAt: event.at, status: 'sent' } as Partial<IncomingMessage>)));
  }

  #fail(id: string, reason?: string): void {
    const before = this.#undo.get(id);
    this.#undo.delete(id);
    const known = this.#log.get(id);
    if (known?.status === 'pending') this.#put(known.id, withStatus(known, 'failed', reason));
    else if (before && 'author' in before) this.#restoreContent(before);
    else if (before) this.#setInfo({ ...this.#info, status: before.status, assignee: before.assignee });
  }

  /** The backend refused a change that is shown: the message is again what it was, though its status may have moved on since. */
  #restoreContent({ id, clientId, parts, text, editedAt, deletedAt, reactions }: Message): void {
    const known = this.#known({ id, clientId });
    if (known) this.#put(known.id, { ...known, parts, text, editedAt, deletedAt, reactions });
  }

  #receipt({ status, ids, upTo, by }: ReceiptEvent): void {
    if (by?.id === this.#deps.self().id) {
      if (status === 'read' && upTo !== undefined) this.#changed = this.#unread.mark(upTo, this.#log) || this.#changed;
      if (status === 'read') for (const id of ids ?? []) this.#unread.drop(id);
      this.#changed ||= Boolean(ids?.length);
      return;
    }
    for (const id of ids ?? []) this.#reach(this.#log.get(id), status);
    const before = this.#marks[status];
    if (upTo === undefined || upTo <= before) return;
    this.#marks = { ...this.#marks, [status]: upTo };
    for (const m of this.#log.backwards()) {
      if (m.seq === undefined || m.seq > upTo) continue;
      if (m.seq <= before) break;
      this.#reach(m, status);
    }
  }

  #reach(message: Message | undefined, status: 'delivered' | 'read'): void {
    if (message?.own) this.#put(message.id, merge(message, { status }));
  }

  #react(id: string, emoji: string, by: string, on: boolean): void {
    const known = this.#log.get(id);
    if (known) this.#put(known.id, merge({ ...known, reactions: react(known.reactions, emoji, by, on) }, {}));
  }

  #page(event: HistoryEvent): void {
    const tail = Boolean(event.tail);
    const before = this.cursor;
    const stale = tail && this.#stale;
    if (stale) {
      const listed = new Set(event.messages.flatMap((m) => [m.id, m.clientId]));
      for (const m of this.#log.all()) if (m.seq === undefined && !this.#pending.has(m.clientId ?? '') && m.status !== 'failed' && !listed.has(m.id)) this.#takeOut(m);
      this.#stale = false;
    }
    const fresh = new Set<Message>();
    const messages = event.messages.map((incoming) => {
      const known = this.#known(incoming);
      const made = this.#sent(fromIncoming(incoming, this.#context));
      if (known) {
        this.#put(known.id, this.#asListed(known, made));
        return this.#log.get(made.id)!;
      }
      fresh.add(made);
      return made;
    });
    const joins = placePage(this.#log, { messages, fresh, end: event.end, tail, cursor: before, joined: this.#joined });
    if (stale && this.#removed.size) this.#log.moveGap(undefined, messages[0]);
    for (const m of fresh) {
      this.#track(m);
      // Without numbers storage would put an older page behind what it has.
      if (tail || m.seq !== undefined) this.#touched.set(m.id, m);
      if (tail && !m.own && !stale && before !== undefined && m.seq !== undefined && m.seq > before) this.#arrived.push(m);
    }
    if (fresh.size) this.#unread.recount(this.#log);
    this.#history = event.end && this.#log.gap() === undefined ? 'end' : 'more';
    this.#changed = true;
    if (!tail) return;
    this.#joined = true;
    if (this.#awaiting) this.cursor = this.#head;
    this.#awaiting = false;
    this.#head = undefined;
    this.#reset = stale || !joins;
    if (messages.some((m) => m.seq === undefined)) {
      // Storage keeps what has no numbers in the order of writing, so the whole is written anew.
      this.#reset = true;
      for (const m of this.#log.all()) this.#touched.set(m.id, m);
    }
  }

  /** A page says how a message is now, all edits and removals in it. Only what a page cannot know stays. */
  #asListed(known: Message, listed: Message): Message {
    const growing = known.streaming && listed.streaming && known.text.length > listed.text.length;
    return {
      ...listed, own: known.own, ...(known.clientId !== undefined && { clientId: known.clientId }), status: nextStatus(known.status, listed.status, true),
      ...(growing && { parts: known.parts, text: known.text }), ...(known.deletedAt && { deletedAt: known.deletedAt, parts: [], text: '' }),
    };
  }

  #addSpeech({ id, data, format }: SpeechEvent): void {
    const known = id === undefined ? this.#last((m) => !m.own && m.author.role !== 'system') : this.#log.get(id);
    if (!known) return;
    this.#speech.set(known.id, [...(this.#speech.get(known.id) ?? []), { data, format }]);
    if (this.#speech.size > SPEECH) this.#speech.delete(this.#speech.keys().next().value!);
    if (!known.parts.some(isSpeech)) this.#put(known.id, merge(known, { parts: [...known.parts, { type: 'audio', url: '', mime: format === 'mp3' ? 'audio/mpeg' : `audio/${format}` }] }));
    this.#changed = true;
  }

  #progress({ id, label, value, estimate, done }: ProgressEvent): void {
    const known = this.#log.get(id);
    // What has ended does not begin again with a late frame. The message that it ends in may well have the same id.
    const ended = `progress:${id}`;
    if (done) {
      this.#forget(ended);
      return void (known?.parts[0]?.type === 'progress' && this.#takeOut(known));
    }
    if (this.#gone.has(ended)) return;
    const parts = [{ type: 'progress' as const, label, ...(value !== undefined && { value }), ...(estimate !== undefined && { estimate }) }];
    if (known) this.#put(known.id, merge(known, { parts }), true);
    else {
      const author = this.#last((m) => !m.own && m.author.role !== 'system')?.author ?? { id: 'progress', role: 'ai' };
      this.#insert(fromIncoming({ id, author, own: false, parts }, this.#context));
      this.#touched.delete(id);
    }
  }

  // --- changes, noted ---

  #oldestPending(text?: string): Message | undefined {
    for (const id of this.#pending) {
      const message = this.#log.get(id);
      if (message && (text === undefined || message.text === text)) return message;
    }
    return undefined;
  }

  #last(is: (message: Message) => boolean): Message | undefined {
    for (const m of this.#log.backwards()) if (is(m)) return m;
    return undefined;
  }

  /** An own message with a number is at least as far as others said they are. */
  #sent(message: Message): Message {
    if (!message.own || message.seq === undefined) return message;
    const reached = message.seq <= this.#marks.read ? 'read' : message.seq <= this.#marks.delivered ? 'delivered' : 'sent';
    return { ...message, status: nextStatus(message.status, reached) };
  }

  #insert(message: Message, live = false): void {
    this.#log.insert(message);
    this.#track(message);
    this.#unread.add(message, live);
    this.#touched.set(message.id, message);
    this.#changed = true;
  }

  /** `differs`: known to, so it need not be compared (500 times a second, in a stream). */
  #put(id: string, next: Message, differs = false): void {
    const known = this.#log.get(id)!;
    if (!differs && same(known, next)) return;
    this.#log.replace(id, next);
    this.#track(next);
    if (next.id !== id) {
      this.#removed.add(id);
      this.#touched.delete(id);
      for (const map of [this.#streams, this.#speech] as Map<string, unknown>[]) {
        if (map.has(id)) map.set(next.id, map.get(id));
        map.delete(id);
      }
    }
    if (next.parts[0]?.type !== 'progress') this.#touched.set(next.id, next);
    this.#changed = true;
  }

  #track(message: Message): void {
    if (!message.own) return;
    const id = message.clientId ?? message.id;
    if (message.status === 'pending') this.#pending.add(id);
    else this.#pending.delete(id);
  }

  #takeOut(message: Message): void {
    this.#log.remove(message.id);
    this.#pending.delete(message.clientId ?? message.id);
    this.#unread.drop(message.id);
    this.#streams.delete(message.id);
    this.#speech.delete(message.id);
    this.#touched.delete(message.id);
    this.#removed.add(message.id);
    this.#changed = true;
  }

  #forget(id: string): void {
    this.#gone.add(id);
    if (this.#gone.size > GONE) this.#gone.delete(this.#gone.values().next().value!);
  }

  #setTyping(list: readonly Typing[]): void {
    this.#changed ||= list !== this.#typing;
    this.#typing = list;
  }

  #setPresence(list: readonly Presence[], id: string, online: boolean): void {
    this.#changed ||= list !== this.#presence;
    this.#presence = list;
    if (id === this.#info.visitor?.id) this.#setInfo({ visitorOnline: online });
  }

  #setInfo(info: Partial<ConversationInfo>): void {
    const context = info.context ? { ...this.#info.context, ...info.context } : this.#info.context;
    this.#info = { ...this.#info, ...info, context, id: this.id };
    this.#changed = true;
  }

  #report(cursor?: number, hole = false): Change {
    const change: Change = {
      changed: this.#changed, arrived: this.#arrived, touched: [...this.#touched.values()], removed: [...this.#removed],
      ...(cursor !== undefined && { cursor }), ...(hole && { hole }), ...(this.#reset && { reset: true }),
    };
    if (this.#changed) this.#view = undefined;
    this.#changed = this.#reset = false;
    this.#arrived = [];
    this.#touched = new Map();
    this.#removed = new Set();
    return change;
  }
}

function isSpeech(part: Message['parts'][number]): boolean {
  return part.type === 'audio' && part.url === '';
}

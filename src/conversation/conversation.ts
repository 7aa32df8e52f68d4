import type { ChatEvent, ConversationInfo, ConversationView, DurableCommand, HistoryState, Message } from '../domain/index.js';
import { fail, reaction, reduce, remove } from './events.js';
import { fromCommand, isProgress, isSpeech, merge, withStatus } from './message.js';
import { typingWithout } from './people.js';
import { State, type ConversationDeps } from './state.js';
import type { Change, SpeechClip } from './types.js';

export type { ConversationDeps };

/** What storage hands back: a `KeptConversation` by shape, so that this folder need not know storage. */
export interface KeptState {
  readonly epoch?: string;
  readonly cursor?: number;
  readonly info?: ConversationInfo;
  readonly readUpTo?: number;
}

const NOTHING: Change = { changed: false, arrived: [], touched: [], removed: [] };

/**
 * One conversation: events in, a view out. It knows what is shown and in which order, and nothing of sockets, storage or elements.
 * Every change goes through a method and is reported as a `Change`.
 */
export class Conversation {
  readonly id: string;
  readonly #state: State;

  constructor(id: string, deps: ConversationDeps) {
    this.id = id;
    this.#state = new State(id, deps);
  }

  /** The same object until something changes. */
  get view(): ConversationView {
    return this.#state.view;
  }

  /** The log of the backend is known up to here, without a hole. */
  get cursor(): number | undefined {
    return this.#state.cursor;
  }

  get epoch(): string | undefined {
    return this.#state.epoch;
  }

  /** Last sequence number that was read here; kept with the conversation. */
  get readUpTo(): number | undefined {
    return this.#state.unread.upTo;
  }

  apply(event: ChatEvent): Change {
    const state = this.#state;
    if ('conversation' in event && event.conversation !== undefined && event.conversation !== this.id) return NOTHING;
    const seq = event.type === 'message' ? event.message.seq : event.type !== 'ack' && 'seq' in event ? event.seq : undefined;
    const before = state.cursor;
    if (seq !== undefined) {
      const at = state.head ?? state.cursor ?? seq - 1;
      if (seq > at + 1) return { ...NOTHING, hole: true };
      if (seq > at && state.head !== undefined) state.head = seq;
      else if (seq > at) state.cursor = seq;
      // A repeat; though what it says of an own message that still waits for its confirmation is news.
      else if (event.type !== 'message' || state.find(event.message.id, event.message.clientId)?.status !== 'pending') return NOTHING;
    }
    const hole = reduce(state, event) === true;
    return state.report(state.cursor === before ? undefined : state.cursor, hole);
  }

  // --- what a person does ---

  /** Shows at once what a command asks for. Returns the message concerned. */
  addOwn(command: DurableCommand): Message | undefined {
    const message = this.#showOwn(command);
    this.#state.report();
    return message;
  }

  #showOwn(command: DurableCommand): Message | undefined {
    const state = this.#state;
    const { type, id } = command;
    if (type === 'skip') return undefined;
    if (type === 'send-message') {
      const known = state.find(id);
      // Shown already: sent before the log was lost and offered again, or failed before and found in the outbox.
      if (!known) state.insert(fromCommand(command, state.deps.self()));
      else if (known.status === 'failed' || state.stale) state.put(known.id, { ...withStatus(known, 'pending'), seq: undefined });
      return state.find(id);
    }
    if (type === 'set-status' || type === 'assign') {
      state.undo.set(id, state.shown.info);
      state.inform(type === 'assign' ? { assignee: command.assignee } : { status: command.status });
      return undefined;
    }
    const before = state.find(command.target);
    if (!before) return undefined;
    if (type !== 'regenerate') state.undo.set(id, before);
    if (type === 'edit-message') state.put(before.id, merge(before, { parts: [{ type: 'text', text: command.text }], editedAt: command.at }));
    else if (type === 'remove-message') remove(state, before.id, command.at);
    else if (type === 'react') reaction(state, before.id, command.emoji, state.deps.self().id, command.on);
    return state.find(command.target);
  }

  /** What became of a command, by its id (or of a message, by either of its ids). `pending`: a failed one is tried again. */
  settle(id: string, to: 'sent' | 'delivered' | 'read' | 'failed' | 'pending', reason?: string): Change {
    const state = this.#state;
    const known = state.find(id);
    if (to === 'failed') fail(state, id, reason);
    else if (to === 'pending') {
      if (known?.status === 'failed') state.put(known.id, withStatus(known, to));
    } else {
      state.undo.delete(id);
      if (known) state.put(known.id, merge(known, { status: to }));
    }
    return state.report();
  }

  /** Takes out an own message that is not confirmed, or takes back a change that is not. */
  discard(id: string): Change {
    const known = this.#state.find(id);
    if (!known) fail(this.#state, id);
    else if (known.own && (known.status === 'pending' || known.status === 'failed')) this.#state.takeOut(known);
    return this.#state.report();
  }

  /** Everything (or up to the newest of these) was seen. Returns what is news to the other side. */
  markRead(ids?: readonly string[]): { readonly ids: readonly string[]; readonly upTo?: number } | undefined {
    const read = this.#state.unread.read(this.#state.log, ids);
    if (read) this.#state.change();
    return read;
  }

  // --- time, storage, page-fed chats ---

  /** Drops typing that ran out. Returns when the next one will, in monotonic milliseconds. */
  expire(now: number): number | undefined {
    const { typing } = this.#state.shown;
    const left = typing.filter((t) => t.until > now);
    if (left.length < typing.length) this.#state.show({ typing: left });
    return left.length ? Math.min(...left.map((t) => t.until)) : undefined;
  }

  /** What an earlier page load left, before anything arrived. What waits there unsent comes from the outbox, not from here. */
  restore({ kept, messages }: { readonly kept: KeptState; readonly messages: readonly Message[] }): void {
    const state = this.#state;
    const { log, unread } = state;
    const old = messages.filter((m) => m.status !== 'pending' && !state.find(m.id));
    state.epoch = kept.epoch;
    state.cursor = kept.cursor;
    state.joined = old.length > 0;
    state.show({ info: { ...kept.info, ...state.shown.info } });
    // Speech lives as long as the page: a message must not offer to play what is gone.
    log.reset([...old.map((m) => (m.parts.some(isSpeech) ? { ...m, parts: m.parts.filter((p) => !isSpeech(p)) } : m)), ...log.all()]);
    unread.upTo = kept.readUpTo;
    unread.recount(log);
    state.change();
  }

  /** Replaces everything. */
  seed(messages: readonly Message[]): void {
    const state = this.#state;
    for (const list of [state.pending, state.streams, state.speech, state.gone, state.undo, state.unread]) list.clear();
    state.log.reset(messages);
    for (const m of messages) state.track(m);
    state.change();
  }

  /** A message of a page-fed chat: as it now stands, or new. */
  upsert(message: Message): void {
    const state = this.#state;
    const known = state.find(message.id, message.clientId);
    if (known) state.put(known.id, message);
    else state.insert(message, true);
    state.show({ typing: typingWithout(state.shown.typing, message.author.id) });
    state.report();
  }

  /** By id or client id. */
  find(id: string): Message | undefined {
    return this.#state.find(id);
  }

  /** Id of the newest message that the backend told of, so that all before it is known. The answer to a send says nothing of what others said meanwhile. */
  lastId(): string | undefined {
    const { listed } = this.#state;
    return this.#state.last((m) => (m.own ? listed.has(m.id) : !isProgress(m)))?.id;
  }

  /** Where older pages are asked for from. */
  oldestSeq(): number | undefined {
    return this.#state.log.oldestSeq();
  }

  historyState(history: HistoryState): void {
    this.#state.show({ history });
  }

  /** Speech that came for a message, in order. Such a message has an audio part with an empty url: whoever plays it makes the url. Kept for the newest 64 messages with speech. */
  speech(id: string): readonly SpeechClip[] {
    return this.#state.speech.get(this.find(id)?.id ?? id) ?? [];
  }
}

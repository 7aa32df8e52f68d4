import type {
  ChatEvent, Clock, ConversationInfo, ConversationView, DurableCommand, HistoryState, Message, MessageStatus, Participant, Presence, Typing,
} from '../domain/index.js';
import { rareCode, reduce } from './events.js';
import { MessageLog } from './log.js';
import { fromCommand, isProgress, merge, nextStatus, same, withStatus } from './message.js';
import type { Waiting } from './stream.js';
import type { Change, SpeechClip } from './types.js';
import { Unread } from './unread.js';

export interface ConversationDeps {
  self(): Participant;
  readonly clock: Clock;
  newId(): string;
  now(): Date;
  hasHistory(): boolean;
}

/** The part of the view that is not messages. */
interface Shown {
  readonly info: ConversationInfo;
  readonly typing: readonly Typing[];
  readonly presence: readonly Presence[];
  readonly history: HistoryState;
}

/**
 * One conversation: events in, a view out. It knows what is shown and in which order, and nothing of sockets, storage or elements.
 * Every change goes through a method and is reported as a `Change`. What each event does is in `events.ts` and `rare.ts`; what they need of it is public here.
 */
export class Conversation {
  readonly id: string;
  /** @internal */ readonly deps: ConversationDeps;
  /** @internal */ readonly log = new MessageLog();
  /** @internal */ readonly unread = new Unread();
  /** @internal Client ids of own messages that are not confirmed, in the order they were asked for. */
  readonly pending = new Set<string>();
  /** @internal */ readonly streams = new Map<string, Waiting>();
  /** @internal */ readonly clips = new Map<string, readonly SpeechClip[]>();
  /** @internal */ readonly gone = new Set<string>();
  /** @internal Own messages that the backend told of among others, not only in answer to the send. */
  readonly listed = new Set<string>();
  /** @internal How a message or the info was before a command was shown, should the backend refuse it. */
  readonly undo = new Map<string, { readonly command: DurableCommand; before: Message | ConversationInfo }>();
  /** The log of the backend is known up to here, without a hole. */
  cursor: number | undefined;
  /** What came after this is not all here, as long as the code for some of it cannot be had. */
  declare keepTo?: number | undefined;
  /** What this person was shown to have said when the log was lost, until it is offered again. */
  declare before?: readonly Message[] | undefined;
  epoch: string | undefined;
  /** @internal How far others received and read, by sequence number. */
  marks = { delivered: 0, read: 0 };
  /** @internal The newest page is on its way; where the log stood when it was announced. */
  awaiting = false;
  /** @internal */ head: number | undefined;
  /** @internal Everything shown comes from a log that is no more. */
  stale = false;
  /** @internal What is shown goes back to a page, so a newer page that shows nothing of it leaves a gap. */
  joined = false;
  /** @internal What was kept does not join on to what is here now. */
  reset = false;
  /** @internal */ readonly arrived: Message[] = [];
  /** @internal */ readonly touched = new Map<string, Message>();
  /** @internal */ readonly removed = new Set<string>();
  /** @internal */ shown: Shown;
  #view: ConversationView | undefined;
  #changed = false;

  constructor(id: string, deps: ConversationDeps) {
    this.id = id;
    this.deps = deps;
    this.shown = { info: { id }, typing: [], presence: [], history: 'unknown' };
  }

  /** The same object until something changes. */
  get view(): ConversationView {
    const { log, unread, shown } = this;
    const history = shown.history === 'unknown' && !this.deps.hasHistory() ? 'none' : shown.history;
    if (this.#view?.history !== history) {
      const { ids } = unread;
      this.#view = { id: this.id, ...shown, history, blocks: log.blocks, count: log.size, unread: ids.size, firstUnread: ids.values().next().value, pending: this.pending.size };
    }
    return this.#view!;
  }

  /** Last sequence number that was read here; kept with the conversation. */
  get readUpTo(): number | undefined {
    return this.unread.upTo;
  }

  /** By one or the other of a message's ids; what is absent finds nothing. */
  find(id: string | undefined, clientId?: string): Message | undefined {
    return this.log.get(clientId) ?? this.log.get(id);
  }

  /** Speech that came for a message, in order. Such a message has an audio part with an empty url: whoever plays it makes the url. Kept for the newest 64 messages with speech. */
  speech(id: string): readonly SpeechClip[] {
    return this.clips.get(this.find(id)?.id ?? id) ?? [];
  }

  apply(event: ChatEvent): Change {
    let hole = false;
    let repeat = false;
    let news = !('conversation' in event) || event.conversation === undefined || event.conversation === this.id;
    const seq = event.type === 'message' ? event.message.seq : event.type !== 'ack' && 'seq' in event ? event.seq : undefined;
    const { cursor, head } = this;
    if (news && seq !== undefined) {
      const at = head ?? cursor ?? seq - 1;
      hole = seq > at + 1;
      repeat = seq <= at;
      // A repeat is none; though what it says of an own message that still waits for its confirmation is.
      news = !hole && (seq > at || (event.type === 'message' && this.find(event.message.id, event.message.clientId)?.status === 'pending'));
      if (news && seq > at) this[head === undefined ? 'cursor' : 'head'] = seq;
    }
    if (news) hole = reduce(this, event) === true;
    return this.report(hole, this.cursor === cursor ? undefined : this.cursor, repeat);
  }

  // --- what a person does ---

  /** Shows at once what a command asks for. Returns the message concerned. Other commands than a message to send need the rare code. */
  addOwn(command: DurableCommand): Message | undefined {
    const { id } = command;
    const known = this.find(id);
    if (command.type !== 'send-message') {
      const target = rareCode()!.change(this, command);
      this.report();
      return target;
    }
    // Shown already: sent before the log was lost and offered again, or failed before and found in the outbox.
    if (!known) this.insert(fromCommand(command, this.deps.self()));
    else if (known.status === 'failed' || this.stale) this.put(known.id, { ...withStatus(known, 'pending'), seq: undefined });
    this.report();
    return this.find(id);
  }

  /** What became of a command, by its id (or of a message, by either of its ids). `pending`: a failed one is tried again. */
  settle(id: string, to: MessageStatus, reason?: string): Change {
    const known = this.find(id);
    if (to === 'failed') this.fail(id, reason);
    else if (to !== 'pending') {
      this.undo.delete(id);
      this.reach(known, to);
    } else if (known?.status === 'failed') this.put(known.id, withStatus(known, to));
    return this.report();
  }

  /** Takes out an own message that is not confirmed, or takes back a change that is not. */
  discard(id: string): Change {
    const known = this.find(id);
    if (!known) this.fail(id);
    else if (known.own && (known.status === 'pending' || known.status === 'failed')) this.takeOut(known);
    return this.report();
  }

  /** Everything (or up to the newest of these) was seen. Returns what is news to the other side. */
  markRead(ids?: readonly string[]): { readonly ids: readonly string[]; readonly upTo?: number } | undefined {
    const read = this.unread.read(this.log, ids);
    if (read) this.change();
    return read;
  }

  /** Drops typing that ran out. Returns when the next one will, in monotonic milliseconds. */
  expire(now: number): number | undefined {
    const { typing } = this.shown;
    const left = typing.filter((t) => t.until > now);
    if (left.length < typing.length) this.show({ typing: left });
    return left.length ? Math.min(...left.map((t) => t.until)) : undefined;
  }

  // --- for what events do ---

  /** @internal The view is no longer true. */
  change(): void {
    this.#changed = true;
    this.#view = undefined;
  }

  /** @internal */
  show(part: Partial<Shown>): void {
    const shown = { ...this.shown, ...part };
    if (Object.keys(part).every((key) => shown[key as keyof Shown] === this.shown[key as keyof Shown])) return;
    this.shown = shown;
    this.change();
  }

  /** @internal */
  inform(info: Partial<ConversationInfo>): void {
    const before = this.shown.info;
    this.show({ info: { ...before, ...info, ...(info.context && { context: { ...before.context, ...info.context } }), id: this.id } });
  }

  /** @internal */
  last(is: (message: Message) => boolean): Message | undefined {
    for (const m of this.log.backwards()) if (is(m)) return m;
    return undefined;
  }

  /** @internal An own message with a number is at least as far as others said they are. */
  reached(message: Message): Message {
    const { own, seq, status } = message;
    const { read, delivered } = this.marks;
    return own && seq !== undefined ? { ...message, status: nextStatus(status, seq <= read ? 'read' : seq <= delivered ? 'delivered' : 'sent') } : message;
  }

  /** @internal An own message got as far as this. */
  reach(message: Message | undefined, status: MessageStatus): void {
    if (message?.own) this.put(message.id, merge(message, { status }));
  }

  /** @internal A send failed, or a change that is shown was refused and is taken back. */
  fail(id: string, reason?: string): void {
    const known = this.find(id);
    if (known?.status === 'pending') this.put(known.id, withStatus(known, 'failed', reason));
    else if (!known) rareCode()?.takeBack(this, id);
    this.undo.delete(id);
  }

  /** @internal */
  insert(message: Message, live = false): void {
    this.log.insert(message);
    this.unread.add(message, live);
    this.#note(message);
  }

  /** @internal `differs`: known to, so it need not be compared (500 times a second, in a stream). */
  put(id: string, next: Message, differs = false): void {
    const { log, removed } = this;
    const before = log.get(id)!;
    if (!differs && same(before, next)) return;
    if (next.id !== id) {
      // Came in under its own id before it was known that it is this one.
      const twin = log.get(next.id);
      if (twin && twin !== before) {
        this.takeOut(twin);
        removed.delete(next.id);
      }
      removed.add(id);
      this.touched.delete(id);
      rareCode()?.rename(this, id, next.id);
    }
    log.replace(id, next);
    this.#note(next);
  }

  /** @internal */
  takeOut({ id, clientId }: Message): void {
    this.log.remove(id);
    for (const list of [this.pending, this.unread.ids, this.streams, this.clips, this.touched]) list.delete(id);
    this.pending.delete(clientId!);
    this.removed.add(id);
    this.change();
  }

  /** @internal Keeps the list of what waits for its confirmation. */
  track({ own, id, clientId = id, status }: Message): void {
    if (own && status === 'pending') this.pending.add(clientId);
    else this.pending.delete(clientId);
  }

  #note(message: Message): void {
    this.track(message);
    if (!isProgress(message)) this.touched.set(message.id, message);
    this.change();
  }

  /** @internal What changed since the last time. */
  report(hole = false, cursor?: number, repeat?: boolean): Change {
    const { arrived, touched, removed, reset } = this;
    const change = { changed: this.#changed, arrived: arrived.splice(0), touched: [...touched.values()], removed: [...removed], cursor, hole, repeat, reset };
    this.#changed = this.reset = false;
    touched.clear();
    removed.clear();
    return change;
  }
}

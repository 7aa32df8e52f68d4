import type { Clock, ConversationInfo, ConversationView, HistoryState, Message, Participant, Presence, Typing } from '../domain/index.js';
import { MessageLog } from './log.js';
import { isProgress, nextStatus, same, type MessageContext } from './message.js';
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

/** Ids of what was taken back or ended before it was shown: a late frame must not bring it up. */
const GONE = 512;
/** Messages whose speech is kept to be played again. */
const SPEECH = 64;

/** What a conversation holds, and the notes of what changed in it since they were last asked for. What changes it, and why, is in `events.ts` and `conversation.ts`. */
export class State {
  readonly id: string;
  readonly deps: ConversationDeps;
  readonly context: MessageContext;
  readonly log = new MessageLog();
  readonly unread = new Unread();
  /** Client ids of own messages that are not confirmed, in the order they were asked for. */
  readonly pending = new Set<string>();
  readonly streams = new Map<string, Waiting>();
  readonly speech = new Map<string, readonly SpeechClip[]>();
  readonly gone = new Set<string>();
  /** Own messages that the backend told of among others, not only in answer to the send. */
  readonly listed = new Set<string>();
  /** How a message or the info was before a command was shown, should the backend refuse it. */
  readonly undo = new Map<string, Message | ConversationInfo>();
  /** The log of the backend is known up to here, without a hole. */
  cursor: number | undefined;
  epoch: string | undefined;
  /** How far others received and read, by sequence number. */
  marks = { delivered: 0, read: 0 };
  /** The newest page is on its way; where the log stood when it was announced. */
  awaiting = false;
  head: number | undefined;
  /** Everything shown comes from a log that is no more. */
  stale = false;
  /** What is shown goes back to a page, so a newer page that shows nothing of it leaves a gap. */
  joined = false;
  /** What was kept does not join on to what is here now. */
  reset = false;
  readonly arrived: Message[] = [];
  readonly touched = new Map<string, Message>();
  readonly removed = new Set<string>();

  #shown: Shown;
  #view: ConversationView | undefined;
  #changed = false;

  constructor(id: string, deps: ConversationDeps) {
    this.id = id;
    this.deps = deps;
    this.context = { conversation: id, get self() { return deps.self(); }, newId: deps.newId, now: deps.now };
    this.#shown = { info: { id }, typing: [], presence: [], history: 'unknown' };
  }

  get shown(): Shown {
    return this.#shown;
  }

  get view(): ConversationView {
    const { log, unread } = this;
    const history = this.#shown.history === 'unknown' && !this.deps.hasHistory() ? 'none' : this.#shown.history;
    if (this.#view?.history !== history) this.#view = undefined;
    return (this.#view ??= {
      id: this.id, ...this.#shown, history, blocks: log.blocks, count: log.size, unread: unread.size, firstUnread: unread.first, pending: this.pending.size,
    });
  }

  /** The view is no longer true. */
  change(): void {
    this.#changed = true;
    this.#view = undefined;
  }

  show(part: Partial<Shown>): void {
    if (Object.entries(part).every(([key, value]) => this.#shown[key as keyof Shown] === value)) return;
    this.#shown = { ...this.#shown, ...part };
    this.change();
  }

  inform(info: Partial<ConversationInfo>): void {
    const before = this.#shown.info;
    const context = info.context ? { ...before.context, ...info.context } : before.context;
    this.show({ info: { ...before, ...info, ...(context && { context }), id: this.id } });
  }

  /** By one or the other id; what is absent finds nothing. */
  find(id: string | undefined, clientId?: string): Message | undefined {
    return (clientId !== undefined && this.log.get(clientId)) || (id !== undefined && this.log.get(id)) || undefined;
  }

  last(is: (message: Message) => boolean): Message | undefined {
    for (const m of this.log.backwards()) if (is(m)) return m;
    return undefined;
  }

  oldestPending(text?: string): Message | undefined {
    for (const id of this.pending) {
      const message = this.log.get(id);
      if (message && (text === undefined || message.text === text)) return message;
    }
    return undefined;
  }

  /** The oldest own message with this text that a backend took which confirms nothing, and which has no id of that backend's yet: what comes back is its copy. */
  unnamed(text: string): Message | undefined {
    return this.log.all().find((m) => m.own && m.status === 'sent' && m.clientId === m.id && m.seq === undefined && m.text === text);
  }

  /** An own message with a number is at least as far as others said they are. */
  reached(message: Message): Message {
    const { own, seq, status } = message;
    if (!own || seq === undefined) return message;
    return { ...message, status: nextStatus(status, seq <= this.marks.read ? 'read' : seq <= this.marks.delivered ? 'delivered' : 'sent') };
  }

  insert(message: Message, live = false): void {
    this.log.insert(message);
    this.track(message);
    this.unread.add(message, live);
    if (!isProgress(message)) this.touched.set(message.id, message);
    this.change();
  }

  /** `differs`: known to, so it need not be compared (500 times a second, in a stream). */
  put(id: string, next: Message, differs = false): void {
    if (!differs && same(this.log.get(id)!, next)) return;
    // Came in under its own id before it was known that it is this one.
    const twin = next.id === id ? undefined : this.log.get(next.id);
    if (twin && twin !== this.log.get(id)) {
      this.takeOut(twin);
      this.removed.delete(next.id);
    }
    this.log.replace(id, next);
    this.track(next);
    if (next.id !== id) {
      this.removed.add(id);
      this.touched.delete(id);
      for (const map of [this.streams, this.speech] as Map<string, unknown>[]) {
        if (map.has(id)) map.set(next.id, map.get(id));
        map.delete(id);
      }
    }
    if (!isProgress(next)) this.touched.set(next.id, next);
    this.change();
  }

  /** From the end to where it belongs, should that be another place. */
  moveBehind(message: Message, id: string | null): void {
    const list = this.log.all();
    const to = id === null ? 0 : list.findIndex((m) => m.id === id || m.clientId === id) + 1;
    const at = list.indexOf(message);
    if (at <= to || (id !== null && !to)) return;
    list.splice(to, 0, ...list.splice(at, 1));
    this.log.assign(list);
    // Storage keeps what has no numbers in the order of writing, so the whole is written anew.
    this.reset = true;
    for (const m of list) if (!isProgress(m)) this.touched.set(m.id, m);
  }

  takeOut({ id, clientId }: Message): void {
    this.log.remove(id);
    this.pending.delete(clientId ?? id);
    this.unread.drop(id);
    for (const map of [this.streams, this.speech, this.touched]) map.delete(id);
    this.removed.add(id);
    this.change();
  }

  /** Keeps the list of what waits for its confirmation. */
  track({ own, id, clientId, status }: Message): void {
    if (own && status === 'pending') this.pending.add(clientId ?? id);
    else this.pending.delete(clientId ?? id);
  }

  forget(id: string): void {
    this.gone.add(id);
    if (this.gone.size > GONE) this.gone.delete(this.gone.values().next().value!);
  }

  say(id: string, clip: SpeechClip): void {
    this.speech.set(id, [...(this.speech.get(id) ?? []), clip]);
    if (this.speech.size > SPEECH) this.speech.delete(this.speech.keys().next().value!);
    this.change();
  }

  /** What changed since the last time. */
  report(cursor?: number, hole = false): Change {
    const change: Change = {
      changed: this.#changed, arrived: this.arrived.splice(0), touched: [...this.touched.values()], removed: [...this.removed],
      ...(cursor !== undefined && { cursor }), ...(hole && { hole }), ...(this.reset && { reset: true }),
    };
    this.#changed = this.reset = false;
    this.touched.clear();
    this.removed.clear();
    return change;
  }
}

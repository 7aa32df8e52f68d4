import type { Conversation } from '../conversation/conversation.js';
import { loadRare } from '../conversation/events.js';
import type { Change } from '../conversation/types.js';
import {
  DEFAULT_TUNING, stringify, textOf, type Address, type Capabilities, type ChatEvent, type ConnectionStats, type ConnectionStatus, type ConnectionView, type ConversationStatus,
  type ConversationSummary, type Draft, type DurableCommand, type MediaPart, type Message, type Part, type Participant, type PassingCommand, type Settings, type Tuning, type UploadLimits,
} from '../domain/index.js';
import { ChatError, reportError } from '../errors/index.js';
import type { Codec } from '../protocols/codec.js';
import { loadProtocol } from '../protocols/registry.js';
import { databaseExists, leftKey } from '../storage/exists.js';
import { scopeOf } from '../storage/scope.js';
import { BaseSession, baseDeps, NO_CAPABILITIES } from './base.js';
import type { Core, SessionDeps } from './core.js';
import { Events } from './events.js';
import { Line } from './line.js';
import type { Older } from './older.js';
import type { Poller } from './poller.js';
import type { Rows } from './rows.js';
import type { Durable, Sending, Unplaced } from './sending.js';
import type { ChatSession, Handlers, UploadOptions } from './types.js';

/** Messages asked for where a backend keeps no log to resume from. */
const PAGE = 50;
/** A text longer than this is refused before it is put in line; the reference server takes as much. */
const MAX_TEXT = 32_768;

/** When code that did not come is asked for again. Milliseconds. */
const AGAIN = 10_000;
/** Nor does what was said wait in memory alone for longer than this. Milliseconds. */
const HELD = 2000;

/** What makes a connection another one. */
const identity = ({ address, token }: Settings): string => JSON.stringify([address, typeof token === 'string' ? token : typeof token]);
const backend = ({ protocol, url, host, party, userId }: Address): string => JSON.stringify([protocol, url, host, party, userId]);

/** The parts of a draft. Throws what is wrong with it before anything is shown. */
export function partsOf({ text, parts }: Draft): readonly Part[] {
  const all: readonly Part[] = [...(text?.trim?.() ? [{ type: 'text' as const, text: text.toWellFormed?.() ?? text }] : []), ...[parts ?? []].flat()];
  if (!all.length) throw new ChatError('invalid-input', { name: 'message', problem: 'it is empty' });
  if (!all.every((part) => part?.type)) throw new ChatError('invalid-input', { name: 'parts', problem: 'each needs a type' });
  if (textOf(all).length > MAX_TEXT) throw new ChatError('too-large', { limit: `${MAX_TEXT} characters` });
  return all;
}

/**
 * The one place that joins connection, codec, conversations, outbox and storage. Knows no protocol: what differs between backends comes from the codec.
 * What only those need who write (outbox, storage) is a chunk of its own, `sending.ts`: it comes with the first key, or when an earlier page kept something.
 */
export class Session extends BaseSession implements ChatSession, Core {
  settings: Settings;
  override readonly deps: SessionDeps;
  codec: Codec | undefined;
  readonly line: Line;
  readonly live = new Set<string>();
  readonly subscriptions = new Set<string>();
  writer: string;
  guest: Core['guest'] = {};
  sending: Sending | undefined;
  #events: Events;
  #rows: Rows | undefined;
  #poller: Poller | undefined;
  /** What `ready` said beyond the codec's capabilities. */
  #extra: Partial<Capabilities> = {};
  #welcomed: Participant | undefined;
  /** How far this person received and read: told at once, and again after each reconnect. */
  #marks = new Map<string, PassingCommand & { type: 'mark' }>();
  #older: Older | undefined;
  /** Said before the code that sends was here: shown at once, put in line when it is. */
  early: Extract<DurableCommand, { type: 'send-message' }>[] = [];
  /** Resolves to what gives the lease back under which `early` lies where other pages leave theirs. */
  parked: Promise<() => void> | undefined;
  /** What somebody changed before the code for it could be had. */
  #changes: Durable[] = [];
  /** Grows with every change of address: what an older life still awaits is dropped. */
  #life = 0;
  /** What is asked over HTTP in this life is not heard in the next. */
  #ends = new AbortController();
  #prepared: Promise<void> | undefined;
  #opening: Promise<Sending> | undefined;
  #again: unknown;
  #held: unknown;
  #wanted = false;
  #engaged = false;
  #disposed = false;
  /** Why it is `failed`, as the page was told. */
  #failed: string | undefined;
  #waiters = new Set<{ resolve: () => void; reject: (error: ChatError) => void }>();

  constructor(settings: Settings, deps: Partial<SessionDeps> = {}) {
    const all: SessionDeps = { ...baseDeps(deps), load: loadProtocol, kept: () => databaseExists(), rare: loadRare, ...deps };
    super(all);
    this.deps = all;
    this.settings = settings;
    this.writer = all.newId();
    this.#events = new Events(this, {
      ready: (event) => this.#ready(event),
      inbox: (event) => {
        this.#listed(event).catch((cause: unknown) => this.feed.emit('chat-error', new ChatError('load-failed', {}, cause)));
      },
      subscribed: (event, anew) => this.#subscribed(event, anew),
      page: (conversation) => this.#older?.arrived(conversation),
      refused: ({ code, message }) => {
        if (!this.#poller?.refused(code, message)) this.line.connection.refuse(message);
      },
    });
    for (const type of ['pagehide', 'pageshow']) globalThis.addEventListener?.(type, this.#leave);
    this.line = new Line(this, (view) => this.#status(view), (code) => this.#lost(code), () => this.#poller);
  }

  // --- what is read -------------------------------------------------------------------------------------------------------------------------

  get connection(): ConnectionView {
    return this.line.connection.view;
  }

  get tuning(): Tuning {
    return { ...DEFAULT_TUNING, ...this.codec?.defaults, ...this.settings.tuning };
  }

  get capabilities(): Capabilities {
    return this.codec ? { ...this.codec.capabilities, ...this.#extra } : NO_CAPABILITIES;
  }

  get self(): Participant {
    const { userId, userName, userRole } = this.settings.address;
    return { id: userId ?? 'me', role: userRole ?? 'visitor', name: userName, ...this.#welcomed };
  }

  get currentConversation(): string | undefined {
    return this.settings.address.conversation || this.guest.conversation;
  }

  get scope(): string {
    return scopeOf(this.settings.address);
  }

  get volatile(): boolean {
    return this.sending?.volatile ?? false;
  }

  override get inbox(): readonly ConversationSummary[] {
    return this.#rows?.all ?? [];
  }

  get stats(): ConnectionStats {
    const { connectedAt, reconnects, roundTripTime } = this.line.connection;
    const { received, dropped, gaps, repeats, lastError, lastErrorTime } = this.#events;
    return {
      connectTime: connectedAt, messagesSent: this.sending?.sent ?? 0, messagesReceived: received, reconnectAttempts: reconnects,
      queuedMessageCount: this.early.length + (this.sending?.waiting ?? 0), lastError, lastErrorTime, roundTripTime, subscriptions: [...this.subscriptions], framesDropped: dropped, gaps, repeats,
    };
  }

  // --- life ---------------------------------------------------------------------------------------------------------------------------------

  /** Begins as the settings say: at once, or with the first need where a conversation has yet to be made. Called by whoever shows the session. */
  start(): void {
    void this.#begin(false);
  }

  connect(): Promise<void> {
    if (this.connection.status === 'connected') return Promise.resolve();
    const result = new Promise<void>((resolve, reject) => this.#waiters.add({ resolve, reject }));
    void this.#begin(true);
    return result;
  }

  disconnect(): void {
    this.#wanted = false;
    this.line.end('disconnect');
    // Before the first attempt there is no change of status that would tell them.
    this.#answer(new ChatError('not-connected'));
  }

  retry(): void {
    if (this.#wanted && this.connection.status !== 'idle' && this.codec) this.line.connection.retry();
    else void this.#begin(true);
  }

  engage(): void {
    if (this.#engaged) return;
    this.#engaged = true;
    if (this.#wanted) void this.#begin(true);
  }

  /** Takes new settings. Another address or token means another connection; other numbers are used from the next need on. */
  configure(settings: Settings): void {
    const { settings: before, currentConversation: current, scope } = this;
    this.settings = settings;
    if (identity(before) === identity(settings)) return;
    const wanted = this.#wanted;
    const other = backend(before.address) !== backend(settings.address);
    const { userId } = settings.address;
    // What one person said goes out in nobody else's name, and what was said in the conversation of before is for that one: it goes as if its page had.
    const goes = other ? (before.address.userId || userId) !== userId : current && current !== this.currentConversation;
    if (this.#leave({ type: goes ? 'pagehide' : '' }, scope) && goes) this.early = [];
    // Whoever waits for a connection waits for the next one.
    const waiters = this.#waiters;
    this.#waiters = new Set();
    if (this.connection.status !== 'idle') this.line.end('disconnect');
    waiters.forEach((waiter) => this.#waiters.add(waiter));
    this.#forget();
    this.writer = this.deps.newId();
    // What somebody asked for besides stays asked for under a new token; the conversation at hand is another one, or asked for again.
    this.subscriptions.delete(current ?? '');
    this.#poller?.dispose();
    this.codec = this.#prepared = this.#poller = undefined;
    if (other) {
      this.#welcomed = this.#rows = undefined;
      this.guest = {};
      this.#marks.clear();
      this.subscriptions.clear();
      this.conversations.clear();
      for (const command of this.early) this.of(command.conversation).addOwn(command);
    }
    for (const slice of ['settings', 'inbox', 'connection'] as const) this.feed.changed(slice);
    this.feed.changed('conversation', this.currentConversation ?? '');
    if (wanted) void this.#begin(waiters.size > 0);
  }

  override dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    // Said before there was code to keep it: whoever comes next in this page, or after it, finds it.
    this.#leave({ type: 'pagehide' });
    for (const type of ['pagehide', 'pageshow']) globalThis.removeEventListener?.(type, this.#leave);
    this.line.end('dispose');
    this.#poller?.dispose();
    this.#forget();
    this.#answer(new ChatError('not-connected'));
    super.dispose();
  }

  // --- what a person does -------------------------------------------------------------------------------------------------------------------

  sendMessage(draft: string | Draft, { conversation }: { readonly conversation?: string } = {}): Message {
    const whole: Draft = typeof draft === 'string' ? { text: draft } : (draft ?? {});
    const { replyTo, metadata } = whole;
    const parts = partsOf(whole);
    this.engage();
    if (this.sending) return this.sending.ask({ type: 'send-message', conversation: conversation ?? this.need(), parts, replyTo, metadata })!;
    const limit = this.tuning.queueSize;
    if (this.early.length >= limit) throw new ChatError('queue-full', { count: limit });
    const { clock, newId, now } = this.deps;
    const command = { type: 'send-message', id: newId(), n: 0, at: now(), conversation: conversation ?? this.currentConversation ?? '', parts, replyTo, metadata } as const;
    this.early.push(command);
    const target = this.of(command.conversation);
    const message = target.addOwn(command)!;
    this.touched(target);
    void this.#write();
    // A server may hold the line, and refuse nothing.
    clock.clearTimeout(this.#held);
    this.#held = clock.setTimeout(() => this.#park(), HELD);
    return message;
  }

  async upload(file: Blob, name: string, { conversation, signal, progress }: UploadOptions = {}): Promise<MediaPart> {
    const [{ upload }] = await Promise.all([import('./upload.js'), this.#write()]);
    const target = conversation ?? this.need();
    await this.connect();
    return upload(this, target, file, name, signal, progress);
  }

  async uploadLimits(): Promise<UploadLimits | undefined> {
    return this.codec?.uploadLimits?.();
  }

  retryMessage(id: string, conversation?: string): void {
    void this.#write().then((sending) => sending?.retry(id, this.of(conversation))).catch(reportError);
  }

  discardMessage(id: string, conversation?: string): void {
    const target = this.of(conversation);
    const message = target.find(id);
    if (!message?.own) return;
    const clientId = message.clientId ?? id;
    this.early = this.early.filter((command) => command.id !== clientId);
    this.sending?.discard(clientId);
    this.changed(target, target.discard(id));
  }

  editMessage(target: string, text: string, conversation?: string): void {
    this.#ask(conversation, { type: 'edit-message', target, text });
  }

  removeMessage(target: string, conversation?: string): void {
    this.#ask(conversation, { type: 'remove-message', target });
  }

  react(target: string, emoji: string, on: boolean, conversation?: string): void {
    this.#ask(conversation, { type: 'react', target, emoji, on });
  }

  regenerate(target: string, conversation?: string): void {
    this.#ask(conversation, { type: 'regenerate', target });
  }

  setStatus(status: ConversationStatus, conversation?: string): void {
    this.#ask(conversation, { type: 'set-status', status });
  }

  assign(assignee: Participant | null, conversation?: string): void {
    this.#ask(conversation, { type: 'assign', assignee });
  }

  setTyping(on: boolean, text?: string, conversation = this.currentConversation): void {
    const { typing, typingText } = this.capabilities;
    // The first key brings what sending needs, so that it is here before the message is written.
    if (on) this.engage();
    void this.#write().then((sending) => {
      if (sending && conversation !== undefined && typing) sending.typing(conversation, on, typingText ? text : undefined);
    });
  }

  markRead(ids?: readonly string[], conversation = this.currentConversation): void {
    if (conversation === undefined) return;
    const target = this.of(conversation);
    const read = target.markRead(ids);
    if (!read) return;
    this.changed(target, target.report());
    this.#mark(conversation, 'read', read.ids, read.upTo);
  }

  async loadOlder(conversation = this.currentConversation): Promise<void> {
    if (conversation === undefined || !this.capabilities.history || this.conversation(conversation).history === 'end') return;
    const { Older } = await import('./older.js');
    return (this.#older ??= new Older(this, (command) => this.#pass(command))).load(conversation);
  }

  action(name: string, data: unknown, conversation = this.currentConversation): void {
    if (!this.#pass({ type: 'action', conversation, name, data })) throw new ChatError('not-connected');
  }

  requestPending(): void {
    this.#pass({ type: 'request-pending' });
  }

  send(frame: unknown): void {
    const { wire } = this.line;
    if (this.connection.status !== 'connected' || !wire) throw new ChatError('not-connected');
    for (const raw of wire.raw(frame)) this.line.out(raw);
  }

  subscribe(conversation: string): void {
    if (!conversation || this.subscriptions.has(conversation)) return;
    this.subscriptions.add(conversation);
    const life = this.#life;
    // What is kept of it comes first, so that only what is missing is asked for.
    void Promise.resolve(this.sending?.restore(conversation)).then(() => {
      if (life !== this.#life || !this.subscriptions.has(conversation)) return;
      this.#resume(this.of(conversation));
      // Over HTTP as well, where there is no socket.
      const up = this.connection.status === 'connected';
      if (this.capabilities.resume || !(up || (this.#poller && this.line.wire))) return;
      this.#alive(conversation);
      if (!up) return;
      if (this.#poller) this.#poller.opened([conversation]);
      else this.#newest(conversation);
    });
  }

  unsubscribe(conversation: string): void {
    if (!this.subscriptions.delete(conversation)) return;
    this.live.delete(conversation);
    this.#pass({ type: 'unsubscribe', conversation });
  }

  registerHandlers(handlers: Handlers): () => void {
    this.#events.handlers.add(handlers);
    return () => this.#events.handlers.delete(handlers);
  }

  // --- beginning ----------------------------------------------------------------------------------------------------------------------------

  async #begin(forced: boolean): Promise<void> {
    if (this.#disposed) return;
    this.#wanted = true;
    const life = this.#life;
    try {
      await this.prepare();
      if (life !== this.#life || !this.#wanted) return;
      // A visitor who has said nothing yet costs the backend no socket.
      if (this.#makes && this.currentConversation === undefined && !this.#engaged && !forced && !this.sending?.waiting) return;
      // A function is asked when the connection is dialled, once: what it gives may be good for one time only.
      const { token, address: { userId } } = this.settings;
      if (this.codec?.signedOut?.(this.line.address, typeof token === 'function' ? 'asked for later' : token || this.guest.token))
        // Which is no fault, but whoever waits for a connection is told.
        return this.#answer(new ChatError('missing-setting', { protocol: this.codec.name, settings: userId ? 'token' : 'user-id' }));
      this.need();
      this.line.connection.connect();
    } catch (error) {
      if (life !== this.#life) return;
      this.line.connection.fail(error instanceof ChatError ? error : new ChatError('server-error', { message: String(error) }, error));
      this.#askAgain(error);
    }
  }

  /** Code did not come: nothing that waits for it waits in vain, for a network comes back. */
  #askAgain(error?: unknown): void {
    const { clock } = this.deps;
    if (error instanceof ChatError && error.code !== 'load-failed') return;
    this.#park();
    clock.clearTimeout(this.#again);
    this.#again = clock.setTimeout(async () => {
      for (const durable of this.#changes.splice(0)) this.#change(durable);
      if ((await this.#write()) && this.#wanted && this.connection.status === 'failed') void this.#begin(true);
    }, AGAIN);
  }

  /** A crash does not take along what was said before there was code to keep it. Others leave it alone while this page lives, for it holds its writer's lease. */
  #park(): void {
    if (this.early.length) void (this.parked ??= new Promise((held) => {
      navigator.locks?.request(leftKey(this.deps.database) + this.writer, () => new Promise<void>(held)).catch(() => undefined);
    })).then(() => this.#leave({ type: 'pagehide' }));
  }

  /** @internal Loads the codec, checks the settings, and reads what an earlier page left. Once for an address; again after a failure. */
  prepare(): Promise<void> {
    return (this.#prepared ??= this.#prepareOnce(this.#life).catch((error: unknown) => {
      this.#prepared = undefined;
      throw error;
    }));
  }

  async #prepareOnce(life: number): Promise<void> {
    const { address } = this.settings;
    // The page may register it after the element was there.
    const codec = await this.deps.load(address.protocol, () => {
      if (life === this.#life && this.#wanted) this.start();
    });
    if (life !== this.#life) return;
    const missing = codec.missing?.(address) ?? [];
    if (missing.length) throw new ChatError('missing-setting', { protocol: codec.name, settings: missing.join(', ') });
    codec.target(this.line.address, undefined);
    await codec.prepare?.(address);
    if (life !== this.#life) return;
    this.codec = codec;
    this.#extra = {};
    if (codec.polls) {
      const { Poller } = await import('./poller.js');
      this.#poller ??= new Poller(this, () => this.#allAlive());
    }
    if (address.userRole === 'agent') this.#rows ??= new (await import('./rows.js')).Rows();
    if ((await this.deps.kept()) && life === this.#life) await this.#open(life);
    if (life !== this.#life) return;
    this.feed.changed('settings');
    this.touched(this.of());
  }

  /** The part that sends, once the settings allow it. Undefined where they do not, or its code could not be had: then it is tried again later. */
  #write(): Promise<Sending | undefined> {
    const life = this.#life;
    // Whoever waited for something else may come when all is over.
    return this.prepare().then(() => (life === this.#life && !this.#disposed ? this.#open(life) : undefined)).catch((error: unknown) => {
      if (life === this.#life) this.#askAgain(error);
      return undefined;
    });
  }

  #open(life: number): Promise<Sending> {
    return (this.#opening ??= this.#openOnce(life).catch((error: unknown) => {
      if (life === this.#life) this.#opening = undefined;
      throw error;
    }));
  }

  async #openOnce(life: number): Promise<Sending> {
    const { Sending } = await import('./sending.js');
    const sending = new Sending(this);
    if (life === this.#life) await sending.start(this.#makes, this.#ends.signal);
    if (life !== this.#life) {
      sending.dispose();
      throw new ChatError('not-connected');
    }
    this.sending = sending;
    sending.said(this.early.splice(0));
    return sending;
  }

  /** The page goes, or came back, before what sends and keeps was here. The next one finds what was said (storage/left.ts), behind whatever has a number of this writer's. */
  readonly #leave = ({ type }: Pick<Event, 'type'>, scope = this.scope): boolean => {
    const goes = type === 'pagehide';
    this.sending?.leave(goes);
    if (!this.early.length) return false;
    const { writer } = this;
    const key = leftKey(this.deps.database);
    try {
      const rows = JSON.parse(localStorage.getItem(key) ?? '[]').filter((row: { writer: string }) => row.writer !== writer);
      if (goes) rows.push(...this.early.map((command, i) => ({ scope, writer, command: { ...command, n: 1e9 + i } })));
      localStorage.setItem(key, stringify(rows));
      return true;
    } catch {
      // None to be had, or full.
      return false;
    }
  };

  /** Ends a life: whatever belongs to one address. */
  #forget(): void {
    this.#life++;
    for (const timer of [this.#again, this.#held]) this.deps.clock.clearTimeout(timer);
    this.#ends.abort();
    this.#ends = new AbortController();
    void this.parked?.then((free) => free());
    this.#events.forget();
    this.sending?.dispose();
    this.sending = this.#opening = this.parked = undefined;
    this.#changes = [];
  }

  /** @internal Takes over what other tabs left in the outbox (`kept`: they say that they did), then what else they ask for. False: the code for that could not be had. */
  async adopt(kept?: boolean, also?: (sending: Sending) => void): Promise<boolean> {
    if (!also && !(await this.deps.kept())) return true;
    const sending = await this.#write();
    await sending?.adopt(kept, also);
    return !!sending;
  }

  get #makes(): boolean {
    return this.codec?.makesConversation?.(this.settings.address) ?? false;
  }

  /** @internal The conversation at hand; made up where the backend wants that of its visitors. Empty where there is none. */
  need(): string {
    if (this.currentConversation === undefined && this.#makes) {
      this.guest.conversation = this.deps.newId();
      this.feed.changed('settings');
    }
    const current = this.currentConversation ?? '';
    // On an open line it is subscribed to aloud, by who sends.
    if (current && !this.line.wire) this.subscriptions.add(current);
    return current;
  }

  /** A change to what is there. */
  #ask(conversation: string | undefined, change: Unplaced): void {
    if (!this.codec) throw new ChatError('not-connected');
    this.#change({ conversation: conversation ?? this.need(), ...change } as Durable);
  }

  /** Shown and sent as soon as the code for it is here; without a network that may be later, or the next connection. */
  #change(durable: Durable): void {
    // Another life has a list of its own.
    const changes = this.#changes;
    const wait = () => {
      changes.push(durable);
      if (changes === this.#changes) this.#askAgain();
    };
    void Promise.all([this.#write(), this.deps.rare()]).then(([sending]) => (sending ? sending.ask(durable) : wait()), wait).catch(reportError);
  }

  // --- what happens on the wire -------------------------------------------------------------------------------------------------------------

  /** @internal */
  take(events: readonly ChatEvent[]): void {
    this.#events.take(events);
  }

  protected override expired(conversation: Conversation): void {
    super.expired(conversation);
    this.#heard(conversation);
  }

  /** Of the team, or of a visitor who asked for their own: for them the code of it comes with the answer. */
  async #listed(event: ChatEvent & { type: 'inbox' }): Promise<void> {
    const life = this.#life;
    const rows = this.#rows ?? new (await import('./rows.js')).Rows();
    if (life !== this.#life) return;
    (this.#rows ??= rows).set(event);
    this.feed.changed('inbox');
  }

  #heard(conversation: Conversation): void {
    if (this.capabilities.inbox && this.#rows?.heard(conversation, this.deps.now())) this.feed.changed('inbox');
  }

  /** @internal Passes on what an event or a command did: to the views, the storage, what is being sent (it came back), the page, the other side (delivered). */
  changed(target: Conversation, change?: Change): void {
    this.touched(target);
    this.#heard(target);
    if (!change) return;
    if (change.hole) this.#resume(target);
    this.sending?.returned(change.touched);
    this.sending?.note(target, change);
    if (!change.arrived.length) return;
    for (const message of change.arrived) this.feed.emit('chat-message', { message });
    this.#mark(target.id, 'delivered', change.arrived.map(({ id }) => id), change.arrived.at(-1)?.seq);
  }

  #ready({ self, token, capabilities }: ChatEvent & { type: 'ready' }): void {
    if (self) this.#welcomed = self;
    if (capabilities) this.#extra = capabilities;
    if (token) {
      this.guest.token = token;
      if (this.guest.conversation && this.of(this.guest.conversation).view.count) this.sending?.remember();
    }
    this.line.connection.ready();
    this.feed.changed('settings');
    const { resume } = this.capabilities;
    // Where the backend keeps no log to resume from, conversations are live as soon as it listens, and what was missed is asked for as far as it can be.
    if (!resume) this.#allAlive();
    if (this.#poller) this.#poller.opened(this.subscriptions);
    else for (const conversation of this.subscriptions) this.#newest(conversation);
    // A tab that was closed or crashed while there was no connection may have left something.
    void this.adopt();
    if (this.early.length) void this.#write();
    for (const durable of this.#changes.splice(0)) this.#change(durable);
  }

  /** Where the backend has a history but brings none of it by itself: what was said before, and after a loss what was said meanwhile. */
  #newest(conversation: string): void {
    const { resume, history } = this.capabilities;
    if (!resume && history) this.#pass({ type: 'load-history', conversation, limit: PAGE, offset: 0 });
  }

  #subscribed({ conversation, ack = 0 }: ChatEvent & { type: 'subscribed' }, anew: boolean): void {
    if (anew && this.sending) return void this.sending.renumber(conversation);
    // What other pages had confirmed, this one offers.
    if (anew) void this.adopt().then(() => this.sending?.renumber(conversation));
    this.sending?.resumed(conversation, ack);
    for (const mark of this.#marks.values()) if (mark.conversation === conversation) this.#pass(mark);
    this.#alive(conversation);
  }

  #alive(conversation: string): void {
    this.of(conversation);
    this.live.add(conversation);
    this.sending?.flush();
  }

  #allAlive(): void {
    for (const conversation of [...this.subscriptions, ...this.conversations.keys()]) this.#alive(conversation);
  }

  #lost(code?: number): void {
    this.live.clear();
    this.sending?.lost(code);
    this.#older?.lost();
  }

  #status({ status, previous, error, attempts }: ConnectionView & { previous: ConnectionStatus }): void {
    if (error) this.#events.note(error.message);
    if (status === 'failed' || status === 'closed') this.#poller?.stop();
    this.feed.changed('connection');
    if (status !== previous) this.feed.emit('chat-status', { status, previous, error });
    // Asked to connect while it lacks what it lacked before, it says nothing new to the page; whoever asked is told.
    const failed = status === 'failed' ? error?.message : undefined;
    if (error && failed && failed !== this.#failed) this.feed.emit('chat-error', error);
    this.#failed = failed;
    if (status !== 'connected' && status !== 'failed' && status !== 'closed') return;
    this.#answer(status === 'connected' ? undefined : error instanceof ChatError ? error : new ChatError(status === 'closed' ? 'not-connected' : 'connect-failed', { attempts }));
  }

  /** Tells those who asked to be connected what came of it. */
  #answer(error?: ChatError): void {
    for (const { resolve, reject } of this.#waiters)
      if (error) reject(error);
      else resolve();
    this.#waiters.clear();
  }

  #mark(conversation: string, status: 'delivered' | 'read', ids: readonly string[], upTo?: number): void {
    if (!this.capabilities[status]) return;
    const mark = { type: 'mark', conversation, status, ids, upTo } as const;
    if (upTo !== undefined) this.#marks.set(status + conversation, mark);
    this.#pass(mark);
  }

  #resume({ id, epoch, cursor }: Conversation): void {
    this.#pass({ type: 'subscribe', conversation: id, epoch, cursor });
  }

  /** Sends a command that is for now or never. False: there is no one to send it to, or no way to say it. */
  #pass(command: PassingCommand): boolean {
    const encoded = this.line.pass(command);
    if (encoded && 'exchange' in encoded) {
      const { signal } = this.#ends;
      void import('./exchange.js').then(({ exchange }) => exchange(this, encoded.exchange, signal), () => this.take(encoded.exchange.answer(0, '')));
    }
    return Boolean(encoded);
  }
}

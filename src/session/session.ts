import { Connection } from '../connection/connection.js';
import { browserSurroundings } from '../connection/surroundings.js';
import type { Surroundings } from '../connection/types.js';
import type { Conversation } from '../conversation/conversation.js';
import { Outbox } from '../conversation/outbox.js';
import { OutgoingTyping } from '../conversation/typing.js';
import type { Change } from '../conversation/types.js';
import {
  DEFAULT_TUNING, textOf, type Capabilities, type ChatEvent, type Command, type ConnectionStats, type ConnectionView, type ConversationStatus, type ConversationSummary,
  type Draft, type DurableCommand, type HistoryEvent, type Message, type NackEvent, type Part, type Participant, type PassingCommand, type Settings, type Tuning,
} from '../domain/index.js';
import { ChatError, debugLog, redact, reportError } from '../errors/index.js';
import type { Codec, CodecContext, CodecSession, Decoded, Frame } from '../protocols/codec.js';
import { loadProtocol } from '../protocols/registry.js';
import { scopeOf } from '../storage/scope.js';
import { createStore } from '../storage/store.js';
import type { Store, WriterLease } from '../storage/types.js';
import { BaseSession, baseDeps, NO_CAPABILITIES, type BaseDeps } from './base.js';
import { Delivery } from './delivery.js';
import { Keeper } from './keeper.js';
import { Poller } from './poller.js';
import type { ChatSession, Handlers } from './types.js';

export interface SessionDeps extends BaseDeps {
  readonly random?: () => number;
  readonly surroundings?: Surroundings;
  readonly webSocket?: typeof WebSocket;
  readonly fetch?: typeof fetch;
  readonly store: Store;
  readonly load: (protocol: string) => Promise<Codec>;
}

type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;
type Durable = DistributiveOmit<DurableCommand, 'n' | 'id' | 'at'> & { readonly id?: string };

/** What an incoming page of history is asked with. */
const PAGE = 50;
/** A text longer than this is refused before it is put in line; the reference server takes as much. */
const MAX_TEXT = 32_768;

/**
 * The one place that joins connection, codec, conversations, outbox and storage. Knows no protocol: what differs between backends comes from the codec.
 * Frames come in, become events, change conversations; what a person does becomes commands, waits in the outbox, and goes out as frames.
 */
export class Session extends BaseSession implements ChatSession {
  settings: Settings;
  #codec: Codec | undefined;
  #overrides: Partial<Capabilities> = {};
  #wire: CodecSession | undefined;
  #connection: Connection;
  #outbox!: Outbox;
  #delivery!: Delivery;
  #keeper!: Keeper;
  #poller: Poller;
  #typing: OutgoingTyping;
  #store: Store;
  #full: SessionDeps;
  #lease: WriterLease | undefined;
  /** Sent before it was known where to and under which writer: shown at once, put in line when that is known. */
  #early: { readonly id: string; readonly conversation: string; readonly draft: Draft; readonly parts: readonly Part[] }[] = [];
  #scope = '';
  /** Grows with every change of address: what an older one still awaits is dropped. */
  #life = 0;
  #setup: Promise<void> | undefined;
  #ready = false;
  #engaged = false;
  #wanted = false;
  #disposed = false;
  #welcomed: Participant | undefined;
  #guestToken: string | undefined;
  #token: string | undefined;
  #made: string | undefined;
  #subscriptions = new Set<string>();
  #live = new Set<string>();
  #marks = new Map<string, { delivered?: number; read?: number }>();
  #pages = new Map<string, { promise: Promise<void>; settle: () => void; timer: unknown }>();
  #handlers = new Set<Handlers>();
  #waiters = new Set<{ resolve: () => void; reject: (error: ChatError) => void }>();
  #figures = { sent: 0, received: 0, dropped: 0, lastError: null as string | null, lastErrorTime: null as number | null };

  constructor(settings: Settings, deps: Partial<SessionDeps> = {}) {
    const base = baseDeps(deps);
    super(base);
    this.settings = settings;
    this.#store = deps.store ?? createStore();
    this.#full = { ...deps, ...base, store: this.#store, load: deps.load ?? loadProtocol };
    this.#connection = this.#makeConnection();
    this.#typing = new OutgoingTyping({
      clock: base.clock,
      throttle: () => this.tuning.typingThrottle,
      send: (conversation, on, text) => void this.#pass({ type: 'typing', conversation, on, text }),
    });
    this.#poller = new Poller({
      clock: base.clock,
      interval: () => this.tuning.pollingInterval,
      start: () => this.#poll(),
    });
    this.#reset();
  }

  // --- what elements read -------------------------------------------------------------------------------------------------------------------

  get connection(): ConnectionView {
    return this.#connection.view;
  }

  get tuning(): Tuning {
    return { ...DEFAULT_TUNING, ...this.#codec?.defaults, ...this.settings.tuning };
  }

  get capabilities(): Capabilities {
    return this.#codec ? { ...this.#codec.capabilities, ...this.#overrides } : NO_CAPABILITIES;
  }

  get self(): Participant {
    const { userId, userName, userRole } = this.settings.address;
    const said = this.#welcomed;
    return { id: said?.id ?? userId ?? 'me', role: said?.role ?? userRole ?? 'visitor', name: said?.name ?? userName, avatar: said?.avatar };
  }

  get currentConversation(): string | undefined {
    return this.settings.address.conversation || this.#made;
  }

  get volatile(): boolean {
    return this.#store.volatile;
  }

  get stats(): ConnectionStats {
    const connection = this.#connection;
    return {
      connectTime: connection.connectedAt,
      messagesSent: this.#figures.sent,
      messagesReceived: this.#figures.received,
      reconnectAttempts: connection.reconnects,
      queuedMessageCount: this.#outbox.count(),
      lastError: this.#figures.lastError,
      lastErrorTime: this.#figures.lastErrorTime,
      roundTripTime: connection.roundTripTime,
      subscriptions: [...this.#subscriptions],
      framesDropped: this.#figures.dropped,
    };
  }

  // --- life ---------------------------------------------------------------------------------------------------------------------------------

  /** Begins as the settings say: at once, or with the first need where a conversation has yet to be made. Called by whoever shows the session. */
  start(): void {
    void this.#begin(false);
  }

  async connect(): Promise<void> {
    if (this.#connection.view.status === 'connected') return;
    const result = new Promise<void>((resolve, reject) => this.#waiters.add({ resolve, reject }));
    void this.#begin(true);
    return result;
  }

  disconnect(): void {
    this.#wanted = false;
    for (const frame of this.#wire?.bye?.() ?? []) this.#out(frame);
    this.#poller.stop();
    this.#connection.disconnect();
    this.#drop();
  }

  retry(): void {
    if (this.#wanted && this.#ready) this.#connection.retry();
    else void this.#begin(true);
  }

  engage(): void {
    if (this.#engaged || this.#disposed) return;
    this.#engaged = true;
    const life = this.#life;
    void this.#store.persist().then(() => this.#rememberGuest(life));
    if (this.#wanted) void this.#begin(true);
  }

  /** Takes new settings. Another address means another connection; other numbers or another token are used from the next need on. */
  configure(settings: Settings): void {
    const before = this.settings;
    if (JSON.stringify([before.address, typeof before.token === 'string' ? before.token : typeof before.token]) ===
        JSON.stringify([settings.address, typeof settings.token === 'string' ? settings.token : typeof settings.token])) {
      this.settings = settings;
      return;
    }
    const wanted = this.#wanted;
    const { protocol, url, host, party, userId } = before.address;
    const now = settings.address;
    const same = protocol === now.protocol && url === now.url && host === now.host && party === now.party && userId === now.userId;
    if (this.#connection.view.status !== 'idle') this.#connection.disconnect();
    this.#drop();
    this.settings = settings;
    this.#life++;
    this.#setup = undefined;
    this.#ready = false;
    this.#token = undefined;
    if (!same) {
      this.#made = this.#guestToken = this.#welcomed = undefined;
      this.conversations.clear();
      this.rows = [];
    }
    this.#subscriptions.clear();
    this.#reset();
    this.feed.changed('settings');
    this.feed.changed('conversation', this.currentConversation ?? '');
    if (wanted) void this.#begin(false);
  }

  override dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    this.#life++;
    this.#typing.clear();
    this.#poller.stop();
    this.#delivery.dispose();
    this.#keeper.dispose();
    for (const frame of this.#wire?.bye?.() ?? []) this.#out(frame);
    this.#connection.dispose();
    for (const waiter of this.#waiters) waiter.reject(new ChatError('not-connected'));
    this.#waiters.clear();
    for (const page of this.#pages.values()) {
      this.deps.clock.clearTimeout(page.timer);
      page.settle();
    }
    this.#lease?.release();
    this.#store.close();
    super.dispose();
  }

  // --- what a person does -------------------------------------------------------------------------------------------------------------------

  sendMessage(draft: string | Draft, options: { readonly conversation?: string } = {}): Message {
    const { text, parts, replyTo, metadata } = typeof draft === 'string' ? { text: draft, parts: undefined, replyTo: undefined, metadata: undefined } : draft;
    const all: readonly Part[] = [...(text?.trim() ? [{ type: 'text' as const, text: text.toWellFormed?.() ?? text }] : []), ...(parts ?? [])];
    if (!all.length) throw new ChatError('invalid-input', { name: 'message', problem: 'it is empty' });
    if (textOf(all).length > MAX_TEXT) throw new ChatError('too-large', { limit: `${MAX_TEXT} characters` });
    this.engage();
    if (!this.#ready) return this.#sendEarly({ replyTo, metadata }, all, options.conversation ?? this.currentConversation ?? '');
    const conversation = options.conversation ?? this.#need();
    this.#typing.set(conversation, false);
    return this.#durable({ type: 'send-message', conversation, parts: all, replyTo, metadata })!;
  }

  retryMessage(id: string, conversation?: string): void {
    const target = this.of(conversation);
    const message = target.find(id);
    if (!message) return;
    if (this.#outbox.retry(message.clientId ?? id)) this.#changed(target, target.settle(id, 'pending'));
    this.#delivery.flush();
  }

  discardMessage(id: string, conversation?: string): void {
    const target = this.of(conversation);
    const message = target.find(id);
    if (!message?.own) return;
    this.#outbox.discard(message.clientId ?? id);
    this.#changed(target, target.discard(id));
    this.#delivery.flush();
  }

  editMessage(id: string, text: string, conversation?: string): void {
    this.#durable({ type: 'edit-message', conversation: conversation ?? this.#need(), target: id, text });
  }

  removeMessage(id: string, conversation?: string): void {
    this.#durable({ type: 'remove-message', conversation: conversation ?? this.#need(), target: id });
  }

  react(id: string, emoji: string, on: boolean, conversation?: string): void {
    this.#durable({ type: 'react', conversation: conversation ?? this.#need(), target: id, emoji, on });
  }

  regenerate(id: string, conversation?: string): void {
    this.#durable({ type: 'regenerate', conversation: conversation ?? this.#need(), target: id });
  }

  setStatus(status: ConversationStatus, conversation?: string): void {
    this.#durable({ type: 'set-status', conversation: conversation ?? this.#need(), status });
  }

  assign(assignee: Participant | null, conversation?: string): void {
    this.#durable({ type: 'assign', conversation: conversation ?? this.#need(), assignee });
  }

  setTyping(on: boolean, text?: string, conversation = this.currentConversation): void {
    if (conversation === undefined || !this.capabilities.typing) return;
    this.#typing.set(conversation, on, this.capabilities.typingText ? text : undefined);
  }

  markRead(ids?: readonly string[], conversation = this.currentConversation): void {
    if (conversation === undefined) return;
    const target = this.of(conversation);
    const read = target.markRead(ids);
    if (!read) return;
    this.touched(target);
    this.#keeper.note(target, { changed: true, arrived: [], touched: [], removed: [] });
    if (read.upTo !== undefined) this.#mark(conversation).read = read.upTo;
    if (this.capabilities.read) void this.#pass({ type: 'mark', conversation, status: 'read', ids: read.ids, upTo: read.upTo });
  }

  async loadOlder(conversation = this.currentConversation): Promise<void> {
    if (conversation === undefined || !this.capabilities.history) return;
    const target = this.of(conversation);
    const known = this.#pages.get(conversation);
    if (known) return known.promise;
    if (target.view.history === 'end' || !this.#live.has(conversation)) return;
    let settle = (): void => {};
    const promise = new Promise<void>((resolve) => (settle = resolve));
    const timer = this.deps.clock.setTimeout(() => this.#pageDone(conversation, true), this.tuning.requestTimeout);
    this.#pages.set(conversation, { promise, settle, timer });
    target.historyState('loading');
    this.touched(target);
    const oldest = target.view.blocks[0]?.messages[0];
    if (!this.#pass({ type: 'load-history', conversation, before: target.oldestSeq(), beforeId: oldest?.id, limit: PAGE, offset: target.view.count })) this.#pageDone(conversation, true);
    return promise;
  }

  action(name: string, data: unknown, conversation = this.currentConversation): void {
    if (!this.#pass({ type: 'action', conversation, name, data })) throw new ChatError('not-connected');
  }

  requestPending(): void {
    this.#pass({ type: 'request-pending' });
  }

  send(frame: unknown): void {
    if (this.#connection.view.status !== 'connected' || !this.#wire) throw new ChatError('not-connected');
    for (const raw of this.#wire.raw(frame)) this.#out(raw);
  }

  subscribe(conversation: string): void {
    if (this.#subscriptions.has(conversation)) return;
    this.#subscriptions.add(conversation);
    const life = this.#life;
    void this.#restore(conversation).then(() => {
      if (life !== this.#life || !this.#subscriptions.has(conversation)) return;
      const target = this.of(conversation);
      this.#pass({ type: 'subscribe', conversation, epoch: target.epoch, cursor: target.cursor });
      if (this.#wire && !this.capabilities.resume) this.#alive(conversation);
    });
  }

  unsubscribe(conversation: string): void {
    if (!this.#subscriptions.delete(conversation)) return;
    this.#live.delete(conversation);
    this.#pass({ type: 'unsubscribe', conversation });
  }

  registerHandlers(handlers: Handlers): () => void {
    this.#handlers.add(handlers);
    return () => this.#handlers.delete(handlers);
  }

  // --- beginning ----------------------------------------------------------------------------------------------------------------------------

  async #begin(forced: boolean): Promise<void> {
    if (this.#disposed) return;
    this.#wanted = true;
    const life = this.#life;
    try {
      await this.#prepare();
      if (life !== this.#life || !this.#wanted) return;
      const waits = this.#makes() && this.currentConversation === undefined && !this.#engaged && !forced && !this.#outbox.count();
      if (waits) return;
      this.#need();
      this.#connection.connect();
    } catch (error) {
      if (life === this.#life) this.#connection.fail(error instanceof ChatError ? error : new ChatError('server-error', { message: String(error) }, error));
    }
  }

  /** Loads the codec, checks the settings, and reads what an earlier page left. Once for an address; again after a failure. */
  #prepare(): Promise<void> {
    return (this.#setup ??= this.#prepareOnce(this.#life).catch((error: unknown) => {
      this.#setup = undefined;
      throw error;
    }));
  }

  async #prepareOnce(life: number): Promise<void> {
    const { address } = this.settings;
    const codec = await this.#full.load(address.protocol);
    if (life !== this.#life) return;
    const missing = codec.missing?.(address) ?? [];
    if (missing.length) throw new ChatError('missing-setting', { protocol: codec.name, settings: missing.join(', ') });
    codec.target(this.#address(), undefined);
    this.#codec = codec;
    const scope = this.#scope;
    if (await this.#store.restore(scope)) {
      const token = (await this.#store.get(`token:${scope}`)) as string | undefined;
      const made = (await this.#store.get(`conversation:${scope}`)) as string | undefined;
      if (life !== this.#life) return;
      this.#guestToken ??= token;
      if (this.#makes() && !address.conversation) this.#made ??= made;
    }
    const lease = await this.#store.lease();
    if (life !== this.#life) return lease.release();
    this.#lease = lease;
    if (this.currentConversation !== undefined) await this.#restore(this.currentConversation);
    const queued = await this.#outbox.start(lease.id);
    if (life !== this.#life) return;
    for (const command of queued) this.#changed(this.of(command.conversation), undefined, command);
    this.#ready = true;
    this.feed.changed('settings');
    for (const { id, conversation, draft, parts } of this.#early.splice(0)) {
      if (conversation === '') this.of('').discard(id);
      this.#durable({ type: 'send-message', id, conversation: conversation || this.#need(), parts, replyTo: draft.replyTo, metadata: draft.metadata });
    }
    if (this.currentConversation !== undefined) this.touched(this.of());
  }

  #makes(): boolean {
    return this.#codec?.makesConversation?.(this.settings.address) ?? false;
  }

  async #restore(conversation: string): Promise<void> {
    const known = this.conversations.get(conversation);
    if (known?.view.count) return;
    await this.#keeper.restore(conversation, this.of(conversation));
    this.touched(this.of(conversation));
  }

  /** The conversation at hand; made up where the backend wants that of its visitors, and then remembered. */
  #need(): string {
    const current = this.currentConversation;
    if (current !== undefined) return this.#subscribed(current);
    if (!this.#makes()) return '';
    this.#made = this.deps.newId();
    this.feed.changed('settings');
    return this.#subscribed(this.#made);
  }

  #subscribed(conversation: string): string {
    this.#subscriptions.add(conversation);
    return conversation;
  }

  async #rememberGuest(life: number): Promise<void> {
    if (life !== this.#life || !this.#engaged) return;
    if (this.#guestToken) await this.#store.set(`token:${this.#scope}`, this.#guestToken);
    // Remembered only once something was said: an opened and closed chat leaves no conversation behind.
    if (this.#made && this.of(this.#made).view.count) await this.#store.set(`conversation:${this.#scope}`, this.#made);
  }

  // --- connection ---------------------------------------------------------------------------------------------------------------------------

  #makeConnection(): Connection {
    const { clock, random, surroundings, webSocket, fetch } = this.#full;
    return new Connection(
      {
        dial: (attempt) => this.#dial(attempt.fresh),
        tuning: () => this.tuning,
        liveness: () => this.#codec?.liveness ?? { ping: 'none', answers: false },
        ping: () => {
          const encoded = this.#wire?.encode({ type: 'ping' });
          return encoded && 'frames' in encoded ? encoded.frames[0] : undefined;
        },
        closeMeans: (code, reason) => this.#codec?.closeMeans?.(code, reason),
        statusUrl: () => this.#codec?.statusUrl?.(this.settings.address),
        canPoll: () => this.#codec?.polls ?? false,
        clock, random, surroundings: surroundings ?? browserSurroundings(), webSocket, fetch,
      },
      {
        open: () => this.#opened(),
        frame: (data) => this.#in(data),
        lost: ({ code }) => this.#drop(code),
        status: (view) => this.#status(view),
      },
    );
  }

  /** Everything that belongs to one address: outbox, delivery, keeper. */
  #reset(): void {
    this.#delivery?.dispose();
    this.#keeper?.dispose();
    this.#lease?.release();
    this.#lease = undefined;
    this.#scope = scopeOf(this.settings.address);
    this.#keeper = new Keeper(this.#store, () => this.#scope);
    this.#outbox = new Outbox({
      store: this.#store,
      scope: this.#scope,
      clock: this.deps.clock,
      now: this.deps.now,
      limits: () => ({ count: this.tuning.queueSize, bytes: 5 * 1024 * 1024 }),
      confirm: () => this.capabilities.confirm,
      idempotent: () => this.capabilities.idempotent,
    });
    this.#delivery = new Delivery({
      outbox: this.#outbox,
      connection: this.#connection,
      clock: this.deps.clock,
      fetch: this.#full.fetch ?? ((...args) => globalThis.fetch(...args)),
      tuning: () => this.tuning,
      codec: () => this.#wire,
      live: (conversation) => this.#live.has(conversation),
      waiting: () => this.conversations.keys(),
      unconfirmed: () => this.capabilities.confirm === 'none',
      events: (events) => this.#events(events),
      sent: (command) => this.#sent(command),
      unsupported: (command) => this.#unsupported(command),
    });
  }

  async #dial(fresh: boolean): Promise<{ url: string; subprotocols?: readonly string[] }> {
    const codec = this.#codec!;
    const source = this.settings.token;
    this.#token = typeof source === 'function' ? await source() : source;
    // A guest's token that was refused is worth nothing any more; a new guest it is.
    if (fresh && !source) this.#guestToken = undefined;
    this.#token ||= this.#guestToken;
    return codec.target(this.#address(), this.#token);
  }

  #address(): Settings['address'] {
    return { ...this.settings.address, conversation: this.currentConversation };
  }

  #startWire(): CodecSession {
    const context: CodecContext = {
      address: this.#address(),
      self: this.self,
      token: this.#token,
      writer: { id: this.#lease?.id ?? this.deps.newId(), generation: this.#connection.generation },
      newId: this.deps.newId,
      now: this.deps.now,
      subscriptions: () => [...this.#subscriptions].map((conversation) => {
        const { epoch, cursor } = this.of(conversation);
        return { conversation, epoch, cursor };
      }),
      lastId: (conversation) => this.of(conversation).lastId(),
      seqOf: (conversation, id) => this.of(conversation).find(id)?.seq,
    };
    return this.#codec!.start(context);
  }

  #opened(): void {
    this.#poller.stop();
    this.#wire = this.#startWire();
    this.#decoded(this.#wire.open());
  }

  /** The socket is gone: nothing is live until the next one says so. */
  #drop(code?: number): void {
    this.#wire = undefined;
    this.#live.clear();
    this.#typing.clear();
    const poison = this.#delivery.lost(code);
    if (poison) this.#failed(poison, new ChatError('too-large', { limit: 'the backend took no more' }).message);
    for (const conversation of [...this.#pages.keys()]) this.#pageDone(conversation, true);
  }

  #status(view: ConnectionView & { previous: ConnectionView['status'] }): void {
    const { status, error, previous } = view;
    if (error) this.#note(error.message);
    if (status === 'polling') this.#poller.start();
    else this.#poller.stop();
    this.feed.changed('connection');
    if (status !== previous) this.feed.emit('chat-status', { status, previous, error });
    if (status === 'failed' && error) this.feed.emit('chat-error', error);
    for (const waiter of [...this.#waiters]) {
      if (status === 'connected') waiter.resolve();
      else if (status === 'failed' || status === 'closed') waiter.reject(error instanceof ChatError ? error : new ChatError(status === 'closed' ? 'not-connected' : 'connect-failed', { attempts: view.attempts }));
      else continue;
      this.#waiters.delete(waiter);
    }
  }

  async #poll(): Promise<void> {
    if (!this.#codec?.polls) return;
    if (!this.#wire) {
      const source = this.settings.token;
      this.#token = typeof source === 'function' ? await source() : source;
      this.#wire = this.#startWire();
      for (const conversation of this.#subscriptions) this.#alive(conversation);
    }
    const wire = this.#wire;
    for (const conversation of this.#subscriptions) if (wire.poll) await this.#delivery.exchange(wire.poll(conversation));
  }

  // --- frames -------------------------------------------------------------------------------------------------------------------------------

  #in(frame: Frame): void {
    if (!this.#wire) return;
    this.#debug('in', frame);
    this.#decoded(this.#wire.decode(frame));
  }

  #out(frame: Frame): boolean {
    this.#debug('out', frame);
    return this.#connection.send(frame);
  }

  #debug(direction: 'in' | 'out', frame: Frame): void {
    if (!this.settings.debug) return;
    const text = redact(typeof frame === 'string' ? frame : `${frame.byteLength} bytes`);
    debugLog(direction === 'in' ? '←' : '→', text);
    this.feed.emit('chat-frame', { direction, frame: text, time: Date.now() });
  }

  #decoded({ events, replies }: Decoded): void {
    for (const frame of replies ?? []) this.#out(frame);
    this.#events(events);
  }

  #events(events: readonly ChatEvent[]): void {
    for (const event of events) {
      try {
        this.#event(event);
      } catch (error) {
        // A fault of ours in one event must not cost the connection.
        reportError(error);
      }
    }
  }

  #event(event: ChatEvent): void {
    switch (event.type) {
      case 'ready': {
        if (event.self) this.#welcomed = event.self;
        if (event.token) {
          this.#guestToken = event.token;
          void this.#rememberGuest(this.#life);
        }
        if (event.capabilities) this.#overrides = event.capabilities;
        this.#connection.ready();
        if (!this.capabilities.resume) for (const conversation of new Set([...this.#subscriptions, ...this.conversations.keys()])) this.#alive(conversation);
        this.feed.changed('settings');
        return;
      }
      case 'pong': return this.#connection.pong();
      case 'liveness': return this.#connection.liveWithin(event.within);
      case 'reconnect': return this.#connection.restart(event);
      case 'inbox': return this.#inbox(event.rows, event.reset ?? false);
      case 'unknown': return this.#unknown(event.name, event.data);
      case 'error': return this.#error(event);
      case 'ack': {
        const settled = this.#delivery.ack(event);
        for (const command of settled) {
          const one = settled.length === 1 ? event : { type: 'ack' as const };
          const target = this.of(command.conversation);
          this.#changed(target, target.apply({ ...one, conversation: command.conversation, clientId: command.id }));
        }
        return;
      }
      case 'nack': return this.#nack(event);
      case 'subscribed': {
        const target = this.of(event.conversation);
        const replaced = target.epoch !== undefined && event.epoch !== undefined && target.epoch !== event.epoch;
        this.#changed(target, target.apply(event));
        if (replaced) return void this.#renumber(event.conversation);
        else for (const command of this.#outbox.resumed(event.conversation, event.ack ?? 0)) this.#changed(target, target.settle(command.id, 'sent'));
        this.#resendMarks(event.conversation);
        this.#alive(event.conversation);
        return;
      }
      case 'history': {
        const conversation = event.conversation ?? this.currentConversation ?? '';
        this.#changed(this.of(conversation), this.#page(conversation, event));
        return;
      }
      default: {
        const conversation = event.conversation ?? this.currentConversation ?? '';
        const target = this.of(conversation);
        const change = target.apply(event);
        if (event.type === 'message') this.#figures.received++;
        this.#tell(event, conversation);
        this.#changed(target, change);
      }
    }
  }

  #page(conversation: string, event: HistoryEvent): Change {
    const change = this.of(conversation).apply(event);
    if (!event.tail) this.#pageDone(conversation, false);
    return change;
  }

  #pageDone(conversation: string, failed: boolean): void {
    const page = this.#pages.get(conversation);
    if (!page) return;
    this.#pages.delete(conversation);
    this.deps.clock.clearTimeout(page.timer);
    if (failed) {
      this.of(conversation).historyState('error');
      this.touched(this.of(conversation));
    }
    page.settle();
  }

  /** Passes on what applying an event did: to the views, the page's listeners, the storage, the outbox (a send that came back), the other side (delivered). */
  #changed(target: Conversation, change: Change | undefined, command?: DurableCommand): void {
    if (command) target.addOwn(command);
    this.touched(target);
    if (!change) return;
    if (change.hole) this.#pass({ type: 'subscribe', conversation: target.view.id, epoch: target.epoch, cursor: target.cursor });
    for (const message of change.touched) {
      if (message.own && message.clientId && message.status !== 'pending' && message.status !== 'failed' && this.#outbox.has(message.clientId)) {
        this.#delivery.ack({ type: 'ack', conversation: message.conversation, clientId: message.clientId });
      }
    }
    this.#keeper.note(target, change);
    for (const message of change.arrived) this.feed.emit('chat-message', { message });
    const upTo = change.arrived.at(-1)?.seq;
    if (change.arrived.length && this.capabilities.delivered) {
      if (upTo !== undefined) this.#mark(target.view.id).delivered = upTo;
      this.#pass({ type: 'mark', conversation: target.view.id, status: 'delivered', ids: change.arrived.map((m) => m.id), upTo });
    }
  }

  #tell(event: ChatEvent, conversation: string): void {
    switch (event.type) {
      case 'receipt': return this.feed.emit('chat-receipt', { conversation, ids: event.ids ?? [], status: event.status, by: event.by });
      case 'presence': return this.feed.emit('chat-presence', { conversation, participant: event.participant, online: event.online });
      case 'conversation': return this.feed.emit('chat-conversation', { conversation, ...event.info });
      case 'typing':
        if (event.participant.id !== this.self.id) this.feed.emit('chat-typing', { conversation, participant: event.participant, typing: event.on, text: event.text });
    }
  }

  #error(event: ChatEvent & { type: 'error' }): void {
    if (event.auth) return this.#connection.refuse(event.message);
    if (event.refusesOldest) this.#nack({ type: 'nack', conversation: event.conversation, code: event.code, message: event.message });
    if (event.code === 'protocol-error') {
      this.#figures.dropped++;
      this.#report(new ChatError('protocol-error', { problem: event.message }));
    } else if (event.fatal) this.#connection.fail(new ChatError('server-error', { message: event.message }));
    else {
      this.#note(event.message);
      this.feed.emit('chat-error', { code: event.code, message: redact(event.message) });
    }
  }

  #nack(event: NackEvent): void {
    const failed = this.#delivery.nack(event);
    if (failed) this.#failed(failed, event.message);
  }

  #failed(command: DurableCommand, reason: string): void {
    const target = this.of(command.conversation);
    const id = 'target' in command ? command.target : command.id;
    this.#changed(target, target.settle(id, 'failed', redact(reason)));
    this.feed.emit('chat-error', { code: 'refused', message: redact(reason) });
  }

  #unknown(name: string, data: unknown): void {
    for (const handlers of [...this.#handlers]) {
      try {
        (Object.hasOwn(handlers, name) ? handlers[name] : undefined)?.(data, this.currentConversation);
      } catch (error) {
        this.#report(new ChatError('handler', {}, error));
        reportError(error);
      }
    }
  }

  #inbox(rows: readonly ConversationSummary[], reset: boolean): void {
    const changed = new Set(rows.map((row) => row.id));
    const kept = reset ? [] : this.rows.filter((row) => !changed.has(row.id));
    this.rows = [...rows, ...kept].sort((a, b) => b.updatedAt.getTime() - a.updatedAt.getTime());
    this.feed.changed('inbox');
  }

  // --- sending ------------------------------------------------------------------------------------------------------------------------------

  /** Shows what a person asked for at once, keeps it, and sends it as soon as it is kept and the backend listens. */
  #durable(command: Durable): Message | undefined {
    if (!this.#ready) throw new ChatError('not-connected');
    const { command: numbered, committed } = this.#outbox.add({ id: this.deps.newId(), at: this.deps.now(), ...command } as DistributiveOmit<DurableCommand, 'n'>);
    const target = this.of(numbered.conversation);
    const message = target.addOwn(numbered);
    this.touched(target);
    const life = this.#life;
    void committed.then(() => {
      if (life !== this.#life) return;
      this.#delivery.flush();
      if (this.#made && numbered.conversation === this.#made) void this.#rememberGuest(life);
    });
    return message;
  }

  #sendEarly(draft: Draft, parts: readonly Part[], conversation: string): Message {
    const id = this.deps.newId();
    this.#early.push({ id, conversation, draft, parts });
    const target = this.of(conversation);
    const message = target.addOwn({ type: 'send-message', id, n: 0, at: this.deps.now(), conversation, parts, replyTo: draft.replyTo, metadata: draft.metadata })!;
    this.touched(target);
    // Kept from the moment the settings allow it; what is wrong with them is told by whoever connects.
    void this.#prepare().catch(() => {});
    return message;
  }

  #sent(command: DurableCommand): void {
    this.#figures.sent++;
    if (this.capabilities.confirm !== 'none') return;
    this.#outbox.ack({ type: 'ack', conversation: command.conversation, clientId: command.id });
    const target = this.of(command.conversation);
    this.#changed(target, target.settle(command.id, 'sent'));
  }

  #unsupported(command: DurableCommand): void {
    this.#nack({ type: 'nack', conversation: command.conversation, clientId: command.id, code: 'unsupported', message: new ChatError('unsupported', { protocol: this.#codec!.name, what: command.type }).message });
  }

  #alive(conversation: string): void {
    this.#live.add(conversation);
    this.of(conversation);
    this.#delivery.flush();
  }

  /** The log began a new life: a new writer offers again what it may have lost. */
  async #renumber(conversation: string): Promise<void> {
    const old = this.#lease;
    const life = this.#life;
    this.#lease = await this.#store.lease();
    const offered = await this.#outbox.rewriter(this.#lease.id, conversation);
    old?.release();
    if (life !== this.#life) return;
    for (const command of offered) this.#changed(this.of(command.conversation), undefined, command);
    // A new writer is known to the backend from its next connection on.
    this.#connection.restart({ reason: 'new log', after: 0 });
  }

  /** Sends a command that is for now or never. False: there is no one to send it to, or no way to say it. */
  #pass(command: PassingCommand): boolean {
    const encoded = this.#wire?.encode(command as Command);
    if (!encoded) return false;
    if ('exchange' in encoded) {
      void this.#delivery.exchange(encoded.exchange);
      return true;
    }
    return encoded.frames.every((frame) => this.#out(frame));
  }

  #mark(conversation: string): { delivered?: number; read?: number } {
    let mark = this.#marks.get(conversation);
    if (!mark) this.#marks.set(conversation, (mark = {}));
    return mark;
  }

  /** What was read or received while the connection was away is told once it is back. */
  #resendMarks(conversation: string): void {
    const mark = this.#marks.get(conversation);
    if (mark?.delivered !== undefined) this.#pass({ type: 'mark', conversation, status: 'delivered', ids: [], upTo: mark.delivered });
    if (mark?.read !== undefined) this.#pass({ type: 'mark', conversation, status: 'read', ids: [], upTo: mark.read });
  }

  #report(error: ChatError): void {
    this.#note(error.message);
    this.feed.emit('chat-error', error);
  }

  #note(message: string): void {
    this.#figures.lastError = redact(message);
    this.#figures.lastErrorTime = Date.now();
  }
}

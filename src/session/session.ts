import type { Surroundings } from '../connection/types.js';
import type { Conversation } from '../conversation/conversation.js';
import { OutgoingTyping } from '../conversation/typing.js';
import type { Change } from '../conversation/types.js';
import {
  DEFAULT_TUNING, type Address, type Capabilities, type ConnectionStats, type ConnectionStatus, type ConnectionView, type ConversationStatus, type ConversationSummary, type Draft,
  type Message, type Participant, type PassingCommand, type Settings, type Tuning,
} from '../domain/index.js';
import { ChatError } from '../errors/index.js';
import type { Codec } from '../protocols/codec.js';
import { loadProtocol } from '../protocols/registry.js';
import { scopeOf } from '../storage/scope.js';
import { createStore } from '../storage/store.js';
import type { Store, WriterLease } from '../storage/types.js';
import { BaseSession, baseDeps, NO_CAPABILITIES, type BaseDeps } from './base.js';
import { Events } from './events.js';
import { Guest } from './guest.js';
import { Keeper } from './keeper.js';
import { Line } from './line.js';
import { Marks } from './marks.js';
import { Outgoing } from './outgoing.js';
import { Pages } from './pages.js';
import { Rows } from './rows.js';
import type { ChatSession, Handlers } from './types.js';

export interface SessionDeps extends BaseDeps {
  readonly random?: () => number;
  readonly surroundings?: Surroundings;
  readonly webSocket?: typeof WebSocket;
  readonly fetch?: typeof fetch;
  readonly store: Store;
  readonly load: (protocol: string) => Promise<Codec>;
}

/** Messages asked for at a time. */
const PAGE = 50;

/** What makes a connection another one. */
const identity = ({ address, token }: Settings): string => JSON.stringify([address, typeof token === 'string' ? token : typeof token]);
const backend = ({ protocol, url, host, party, userId }: Address): string => JSON.stringify([protocol, url, host, party, userId]);

/**
 * The one place that joins connection, codec, conversations, outbox and storage. Knows no protocol: what differs between backends comes from the codec.
 * The parts do the work, each in its own file; here they are wired together, and here begins and ends a life at one address.
 */
export class Session extends BaseSession implements ChatSession {
  settings: Settings;
  #deps: SessionDeps;
  #codec: Codec | undefined;
  /** What `ready` said beyond the codec's capabilities. */
  #extra: Partial<Capabilities> = {};
  #welcomed: Participant | undefined;
  #line: Line;
  #events: Events;
  #outgoing: Outgoing;
  #keeper: Keeper;
  #guest: Guest;
  #typing: OutgoingTyping;
  #pages: Pages;
  #marks = new Marks();
  #rows = new Rows();
  #subscriptions = new Set<string>();
  #lease: WriterLease | undefined;
  /** Grows with every change of address: what an older life still awaits is dropped. */
  #life = 0;
  #setup: Promise<void> | undefined;
  #wanted = false;
  #engaged = false;
  #disposed = false;
  /** A socket was open before: what was missed has to be asked for. */
  #again = false;
  #waiters = new Set<{ resolve: () => void; reject: (error: ChatError) => void }>();

  constructor(settings: Settings, deps: Partial<SessionDeps> = {}) {
    const base = baseDeps(deps);
    super(base);
    this.settings = settings;
    this.#deps = { ...deps, ...base, store: deps.store ?? createStore(), load: deps.load ?? loadProtocol };
    this.#guest = new Guest(this.#deps.store);
    this.#pages = new Pages(base.clock, (conversation) => {
      this.of(conversation).historyState('error');
      this.touched(this.of(conversation));
    });
    this.#typing = new OutgoingTyping({
      clock: base.clock,
      throttle: () => this.tuning.typingThrottle,
      send: (conversation, on, text) => void this.#pass({ type: 'typing', conversation, on, text }),
    });
    this.#events = this.#makeEvents();
    this.#line = this.#makeLine();
    this.#keeper = this.#makeKeeper();
    this.#outgoing = this.#makeOutgoing();
  }

  // --- what elements read -------------------------------------------------------------------------------------------------------------------

  get connection(): ConnectionView {
    return this.#line.connection.view;
  }

  get tuning(): Tuning {
    return { ...DEFAULT_TUNING, ...this.#codec?.defaults, ...this.settings.tuning };
  }

  get capabilities(): Capabilities {
    return this.#codec ? { ...this.#codec.capabilities, ...this.#extra } : NO_CAPABILITIES;
  }

  get self(): Participant {
    const { userId, userName, userRole } = this.settings.address;
    const said = this.#welcomed;
    return { id: said?.id ?? userId ?? 'me', role: said?.role ?? userRole ?? 'visitor', name: said?.name ?? userName, avatar: said?.avatar };
  }

  get currentConversation(): string | undefined {
    return this.settings.address.conversation || this.#guest.conversation;
  }

  get volatile(): boolean {
    return this.#deps.store.volatile;
  }

  override get inbox(): readonly ConversationSummary[] {
    return this.#rows.all;
  }

  get stats(): ConnectionStats {
    const { connectedAt, reconnects, roundTripTime } = this.#line.connection;
    const { received, dropped, lastError, lastErrorTime } = this.#events;
    return {
      connectTime: connectedAt, messagesSent: this.#outgoing.sent, messagesReceived: received, reconnectAttempts: reconnects, queuedMessageCount: this.#outgoing.outbox.count(),
      lastError, lastErrorTime, roundTripTime, subscriptions: [...this.#subscriptions], framesDropped: dropped,
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
    this.#line.end('disconnect');
  }

  retry(): void {
    if (this.#wanted && this.#outgoing.started) this.#line.connection.retry();
    else void this.#begin(true);
  }

  engage(): void {
    if (this.#engaged || this.#disposed) return;
    this.#engaged = true;
    void this.#deps.store.persist().then(() => this.#remember());
    if (this.#wanted) void this.#begin(true);
  }

  /** Takes new settings. Another address or token means another connection; other numbers are used from the next need on. */
  configure(settings: Settings): void {
    const before = this.settings;
    if (identity(before) === identity(settings)) {
      this.settings = settings;
      return;
    }
    const wanted = this.#wanted;
    if (this.connection.status !== 'idle') this.#line.end('disconnect');
    this.#outgoing.dispose();
    this.#keeper.dispose();
    this.#lease?.release();
    this.#lease = this.#setup = undefined;
    this.#life++;
    this.settings = settings;
    this.#subscriptions.clear();
    this.#again = false;
    if (backend(before.address) !== backend(settings.address)) {
      this.#welcomed = undefined;
      this.#guest = new Guest(this.#deps.store);
      this.#marks = new Marks();
      this.#rows.clear();
      this.conversations.clear();
    }
    this.#keeper = this.#makeKeeper();
    this.#outgoing = this.#makeOutgoing();
    for (const slice of ['settings', 'inbox', 'connection'] as const) this.feed.changed(slice);
    this.feed.changed('conversation', this.currentConversation ?? '');
    if (wanted) void this.#begin(false);
  }

  override dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    this.#life++;
    this.#outgoing.dispose();
    this.#line.end('dispose');
    this.#keeper.dispose();
    for (const waiter of this.#waiters) waiter.reject(new ChatError('not-connected'));
    this.#waiters.clear();
    this.#lease?.release();
    this.#deps.store.close();
    super.dispose();
  }

  // --- what a person does -------------------------------------------------------------------------------------------------------------------

  sendMessage(draft: string | Draft, options: { readonly conversation?: string } = {}): Message {
    const whole: Draft = typeof draft === 'string' ? { text: draft } : draft;
    const parts = Outgoing.parts(whole);
    this.engage();
    if (!this.#outgoing.started) {
      // Kept from the moment the settings allow it; what is wrong with them is told by whoever connects.
      void this.#prepare().catch(() => {});
      return this.#outgoing.early(whole, options.conversation ?? this.currentConversation ?? '');
    }
    const conversation = options.conversation ?? this.#need();
    this.#typing.set(conversation, false);
    return this.#outgoing.ask({ type: 'send-message', conversation, parts, replyTo: whole.replyTo, metadata: whole.metadata })!;
  }

  retryMessage(id: string, conversation?: string): void {
    this.#outgoing.retry(id, this.of(conversation));
  }

  discardMessage(id: string, conversation?: string): void {
    this.#outgoing.discard(id, this.of(conversation));
  }

  editMessage(target: string, text: string, conversation = this.#need()): void {
    this.#outgoing.ask({ type: 'edit-message', conversation, target, text });
  }

  removeMessage(target: string, conversation = this.#need()): void {
    this.#outgoing.ask({ type: 'remove-message', conversation, target });
  }

  react(target: string, emoji: string, on: boolean, conversation = this.#need()): void {
    this.#outgoing.ask({ type: 'react', conversation, target, emoji, on });
  }

  regenerate(target: string, conversation = this.#need()): void {
    this.#outgoing.ask({ type: 'regenerate', conversation, target });
  }

  setStatus(status: ConversationStatus, conversation = this.#need()): void {
    this.#outgoing.ask({ type: 'set-status', conversation, status });
  }

  assign(assignee: Participant | null, conversation = this.#need()): void {
    this.#outgoing.ask({ type: 'assign', conversation, assignee });
  }

  setTyping(on: boolean, text?: string, conversation = this.currentConversation): void {
    const { typing, typingText } = this.capabilities;
    if (conversation !== undefined && typing) this.#typing.set(conversation, on, typingText ? text : undefined);
  }

  markRead(ids?: readonly string[], conversation = this.currentConversation): void {
    if (conversation === undefined) return;
    const target = this.of(conversation);
    const read = target.markRead(ids);
    if (!read) return;
    this.#changed(target, { changed: true, arrived: [], touched: [], removed: [] });
    this.#marks.note(conversation, 'read', read.upTo);
    if (this.capabilities.read) this.#pass({ type: 'mark', conversation, status: 'read', ids: read.ids, upTo: read.upTo });
  }

  async loadOlder(conversation = this.currentConversation): Promise<void> {
    if (conversation === undefined || !this.capabilities.history) return;
    const target = this.of(conversation);
    const underWay = this.#pages.get(conversation);
    if (underWay || target.view.history === 'end' || !this.#outgoing.isLive(conversation)) return underWay;
    target.historyState('loading');
    this.touched(target);
    const page = this.#pages.begin(conversation, this.tuning.requestTimeout);
    const beforeId = target.view.blocks[0]?.messages[0]?.id;
    if (!this.#pass({ type: 'load-history', conversation, before: target.oldestSeq(), beforeId, limit: PAGE, offset: target.view.count })) this.#pages.miss(conversation);
    return page;
  }

  action(name: string, data: unknown, conversation = this.currentConversation): void {
    if (!this.#pass({ type: 'action', conversation, name, data })) throw new ChatError('not-connected');
  }

  requestPending(): void {
    this.#pass({ type: 'request-pending' });
  }

  send(frame: unknown): void {
    const { wire } = this.#line;
    if (this.connection.status !== 'connected' || !wire) throw new ChatError('not-connected');
    for (const raw of wire.raw(frame)) this.#line.out(raw);
  }

  subscribe(conversation: string): void {
    if (this.#subscriptions.has(conversation)) return;
    this.#subscriptions.add(conversation);
    const life = this.#life;
    // What is kept of it comes first, so that only what is missing is asked for.
    void this.#restore(conversation).then(() => {
      if (life !== this.#life || !this.#subscriptions.has(conversation)) return;
      this.#resume(this.of(conversation));
      if (this.connection.status === 'connected' && !this.capabilities.resume) this.#outgoing.alive(conversation);
    });
  }

  unsubscribe(conversation: string): void {
    if (!this.#subscriptions.delete(conversation)) return;
    this.#outgoing.deaf(conversation);
    this.#pass({ type: 'unsubscribe', conversation });
  }

  registerHandlers(handlers: Handlers): () => void {
    return this.#events.register(handlers);
  }

  // --- beginning ----------------------------------------------------------------------------------------------------------------------------

  async #begin(forced: boolean): Promise<void> {
    if (this.#disposed) return;
    this.#wanted = true;
    const life = this.#life;
    try {
      await this.#prepare();
      if (life !== this.#life || !this.#wanted) return;
      // A visitor who has said nothing yet costs the backend no socket.
      if (this.#makes() && this.currentConversation === undefined && !this.#engaged && !forced && !this.#outgoing.outbox.count()) return;
      if (this.#codec?.signedOut?.(this.#address(), await this.#line.token()) || life !== this.#life) return;
      this.#need();
      this.#line.connection.connect();
    } catch (error) {
      if (life === this.#life) this.#line.connection.fail(error instanceof ChatError ? error : new ChatError('server-error', { message: String(error) }, error));
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
    const { store, load } = this.#deps;
    const { address } = this.settings;
    const codec = await load(address.protocol);
    if (life !== this.#life) return;
    const missing = codec.missing?.(address) ?? [];
    if (missing.length) throw new ChatError('missing-setting', { protocol: codec.name, settings: missing.join(', ') });
    codec.target(this.#address(), undefined);
    this.#codec = codec;
    this.#extra = {};
    if (await store.restore(this.#scope)) await this.#guest.restore(this.#scope, this.#makes());
    if (life !== this.#life) return;
    const lease = await store.lease();
    if (life !== this.#life) return lease.release();
    this.#lease = lease;
    if (this.currentConversation !== undefined) await this.#restore(this.currentConversation);
    await this.#outgoing.start(lease.id, () => this.#need());
    if (life !== this.#life) return;
    this.feed.changed('settings');
    this.touched(this.of());
  }

  get #scope(): string {
    return scopeOf(this.settings.address);
  }

  #makes(): boolean {
    return this.#codec?.makesConversation?.(this.settings.address) ?? false;
  }

  async #restore(conversation: string): Promise<void> {
    if (this.conversations.get(conversation)?.cursor !== undefined) return;
    await this.#keeper.restore(conversation, this.of(conversation));
    this.touched(this.of(conversation));
  }

  /** The conversation at hand; made up where the backend wants that of its visitors. Empty where there is none. */
  #need(): string {
    let current = this.currentConversation;
    if (current === undefined) {
      if (!this.#makes()) return '';
      current = this.#guest.conversation = this.deps.newId();
      this.feed.changed('settings');
    }
    this.#subscriptions.add(current);
    return current;
  }

  #address(): Address {
    return { ...this.settings.address, conversation: this.currentConversation };
  }

  async #remember(): Promise<void> {
    const own = this.#guest.conversation;
    if (this.#engaged && !this.#disposed) await this.#guest.remember(this.#scope, own !== undefined && this.of(own).view.count > 0);
  }

  // --- parts --------------------------------------------------------------------------------------------------------------------------------

  #makeKeeper(): Keeper {
    const scope = this.#scope;
    return new Keeper(this.#deps.store, () => scope);
  }

  #makeOutgoing(): Outgoing {
    const { store, fetch = (...args: Parameters<typeof globalThis.fetch>) => globalThis.fetch(...args) } = this.#deps;
    return new Outgoing({
      ...this.deps, store, fetch,
      scope: this.#scope,
      connection: this.#line.connection,
      tuning: () => this.tuning,
      capabilities: () => this.capabilities,
      protocol: () => this.settings.address.protocol,
      wire: () => this.#line.wire,
      of: (conversation) => this.of(conversation),
      ids: () => this.conversations.keys(),
      events: (events) => this.#events.take(events),
      changed: (conversation, change) => this.#changed(conversation, change),
      failed: (command, reason) => this.#events.failed(command, reason),
      committed: ({ conversation }) => {
        if (conversation === this.#guest.conversation) void this.#remember();
      },
    });
  }

  #makeLine(): Line {
    const { clock, random, surroundings, webSocket, fetch, newId, now } = this.#deps;
    return new Line({
      clock, random, surroundings, webSocket, fetch, newId, now,
      settings: () => this.settings,
      address: () => this.#address(),
      tuning: () => this.tuning,
      codec: () => this.#codec,
      self: () => this.self,
      guestToken: (refused) => {
        if (refused) this.#guest.token = undefined;
        return this.#guest.token;
      },
      writer: () => this.#lease?.id ?? newId(),
      subscriptions: () => [...this.#subscriptions].map((conversation) => {
        const { epoch, cursor } = this.of(conversation);
        return { conversation, epoch, cursor };
      }),
      lastId: (conversation) => this.of(conversation).lastId(),
      seqOf: (conversation, id) => this.of(conversation).find(id)?.seq,
      events: (events) => this.#events.take(events),
      lost: (code) => {
        this.#typing.clear();
        this.#pages.missAll();
        this.#outgoing.lost(code);
      },
      status: (view) => this.#status(view),
      poll: () => this.#poll(),
      polling: () => this.#allAlive(),
      frame: (direction, frame) => this.feed.emit('chat-frame', { direction, frame, time: Date.now() }),
    });
  }

  #makeEvents(): Events {
    return new Events({
      feed: this.feed,
      of: (id) => this.of(id),
      current: () => this.currentConversation ?? '',
      selfId: () => this.self.id,
      ready: (event) => this.#ready(event),
      pong: () => this.#line.connection.pong(),
      liveWithin: (ms) => this.#line.connection.liveWithin(ms),
      restart: (info) => this.#line.connection.restart(info),
      refuse: (reason) => this.#line.connection.refuse(reason),
      fail: (error) => this.#line.connection.fail(error),
      inbox: (event) => {
        this.#rows.set(event);
        this.feed.changed('inbox');
      },
      ack: (event) => this.#outgoing.delivery.ack(event),
      nack: (event) => this.#outgoing.delivery.nack(event),
      subscribed: ({ conversation, ack = 0 }, anew) => {
        if (anew) return void this.#renumber(conversation);
        this.#outgoing.resumed(conversation, ack);
        for (const [status, upTo] of this.#marks.of(conversation)) this.#pass({ type: 'mark', conversation, status, ids: [], upTo });
        this.#outgoing.alive(conversation);
      },
      page: (conversation) => this.#pages.done(conversation),
      changed: (conversation, change) => this.#changed(conversation, change),
    });
  }

  // --- what happens on the wire -------------------------------------------------------------------------------------------------------------

  #ready({ self, token, capabilities }: { self?: Participant; token?: string; capabilities?: Partial<Capabilities> }): void {
    if (self) this.#welcomed = self;
    if (capabilities) this.#extra = capabilities;
    if (token) {
      this.#guest.token = token;
      void this.#remember();
    }
    this.#line.connection.ready();
    this.feed.changed('settings');
    const { resume, history } = this.capabilities;
    // Where the backend keeps no log to resume from, conversations are live as soon as it listens, and what was missed is asked for as far as it can be.
    if (!resume) this.#allAlive();
    if (this.#codec?.polls) void this.#poll();
    else if (!resume && history && this.#again) for (const conversation of this.#subscriptions) this.#pass({ type: 'load-history', conversation, limit: PAGE, offset: 0 });
    this.#again = true;
  }

  #allAlive(): void {
    for (const conversation of new Set([...this.#subscriptions, ...this.conversations.keys()])) this.#outgoing.alive(conversation);
  }

  async #poll(): Promise<void> {
    const { wire } = this.#line;
    if (wire?.poll) for (const conversation of this.#subscriptions) await this.#outgoing.delivery.exchange(wire.poll(conversation));
  }

  #status({ status, previous, error, attempts }: ConnectionView & { previous: ConnectionStatus }): void {
    if (error) this.#events.note(error.message);
    this.feed.changed('connection');
    if (status !== previous) this.feed.emit('chat-status', { status, previous, error });
    if (status === 'failed' && error) this.feed.emit('chat-error', error);
    for (const waiter of [...this.#waiters]) {
      if (status === 'connected') waiter.resolve();
      else if (status === 'failed' || status === 'closed') waiter.reject(error instanceof ChatError ? error : new ChatError(status === 'closed' ? 'not-connected' : 'connect-failed', { attempts }));
      else continue;
      this.#waiters.delete(waiter);
    }
  }

  /** Passes on what an event or a command did: to the views, the storage, the outbox (a send that came back), the page, the other side (delivered). */
  #changed(target: Conversation, change?: Change): void {
    this.touched(target);
    if (this.capabilities.inbox && this.#rows.heard(target, this.deps.now())) this.feed.changed('inbox');
    if (!change) return;
    const { id } = target;
    if (change.hole) this.#resume(target);
    this.#outgoing.returned(change.touched);
    this.#keeper.note(target, change);
    if (!change.arrived.length) return;
    for (const message of change.arrived) this.feed.emit('chat-message', { message });
    if (!this.capabilities.delivered) return;
    const upTo = change.arrived.at(-1)?.seq;
    this.#marks.note(id, 'delivered', upTo);
    this.#pass({ type: 'mark', conversation: id, status: 'delivered', ids: change.arrived.map((message) => message.id), upTo });
  }

  #resume({ id, epoch, cursor }: Conversation): void {
    this.#pass({ type: 'subscribe', conversation: id, epoch, cursor });
  }

  async #renumber(conversation: string): Promise<void> {
    const life = this.#life;
    const old = this.#lease;
    const lease = await this.#deps.store.lease();
    if (life !== this.#life) return lease.release();
    this.#lease = lease;
    await this.#outgoing.renumber(lease.id, conversation);
    old?.release();
    // A new writer is known to the backend from its next connection on.
    if (life === this.#life) this.#line.connection.restart({ reason: 'new log', after: 0 });
  }

  /** Sends a command that is for now or never. False: there is no one to send it to, or no way to say it. */
  #pass(command: PassingCommand): boolean {
    const encoded = this.#line.pass(command);
    if (encoded && 'exchange' in encoded) void this.#outgoing.delivery.exchange(encoded.exchange);
    return Boolean(encoded);
  }
}

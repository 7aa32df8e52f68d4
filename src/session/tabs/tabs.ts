import { loadRare } from '../../conversation/events.js';
import type {
  Capabilities, ConnectionStats, ConnectionView, ConversationStatus, ConversationSummary, ConversationView, Draft, DurableCommand, Message, Participant, Settings,
} from '../../domain/index.js';
import { DEFAULT_TUNING } from '../../domain/index.js';
import { ChatError, redact, reportError } from '../../errors/index.js';
import { loadProtocol } from '../../protocols/registry.js';
import { leaseName } from '../../storage/leases.js';
import { rowOf } from '../../storage/left.js';
import { scopeOf } from '../../storage/scope.js';
import type { OutboxRow, Store } from '../../storage/types.js';
import type { SharedFeed } from '../shared-feed.js';
import type { Durable, Unplaced } from '../sending.js';
import { partsOf, type Session } from '../session.js';
import type { ChatSession, Handlers, SessionEvents, SpeechClip } from '../types.js';
import type { Channel, TabsDeps } from './browser.js';
import { Election } from './election.js';
import { Files } from './files.js';
import { handOver } from './hand-over.js';
import { Leader } from './leader.js';
import { Mirror } from './mirror.js';
import { TickingClock } from './ticking.js';
import { VERSION, type Asked, type FromFollower, type FromLeader, type Word } from './wire.js';

/** A tab that somebody looks at asks the leader this often whether it is there. Milliseconds. */
const BEAT = 1000;
/** Silence after which the connection is not called connected any more, and after which another tab takes the lead. */
const DOUBT = 2500;
const SILENT = 5000;

/** Whoever leads looks once more, after this, for what the one before left. Milliseconds. */
const AFTERMATH = 1000;

/** What makes tabs one group: backend, person, and where they talk. A token does not: each page load has its own. */
const groupOf = ({ address }: Settings): string => JSON.stringify([VERSION, scopeOf(address), address]);

/**
 * One session for all tabs of an origin that talk to the same backend as the same person. One of them leads: it has the socket, the others show what it shows and have it do
 * what is asked of them. When it ends or freezes another leads, with what it shows already, and asks the backend only for what is missing.
 *
 * What must arrive is put in the outbox before the leader hears of it, under a writer that nobody holds: whoever leads takes it over, in one transaction.
 */
export class Tabs implements ChatSession {
  settings: Settings;
  readonly #deps: TabsDeps;
  readonly #feed: SharedFeed;
  readonly #id: string;
  readonly #clock: TickingClock;
  readonly #handlers = new Map<Handlers, (() => void) | undefined>();
  readonly #subscriptions = new Set<string>();
  readonly #calls = new Map<number, () => void>();
  readonly #waiters = new Set<{ resolve: () => void; reject: (error: ChatError) => void }>();
  readonly #files: Files;
  #mirror: Mirror;
  #leader: Leader | undefined;
  /** It leads, but what it shows is still the mirror's: its own session is being prepared. */
  #preparing = false;
  #channel: Channel | undefined;
  #election: Election | undefined;
  #group = '';
  /** Of the leader that is listened to; 0: none was heard yet. */
  #gen = 0;
  /** Counts the times that this tab began or ceased to lead. */
  #term = 0;
  #writer: string | undefined;
  #n = -1;
  #heardAt = 0;
  #watch: unknown;
  #later: unknown;
  #ends: (() => void)[] = [];
  #wanted = false;
  /** Somebody asked for a connection in so many words. */
  #forced = false;
  #engaged = false;
  #was = false;
  #call = 0;
  /** What this tab leaves in the outbox has this writer; it holds no lease, so it is anybody's. */
  #kept: Store | undefined;
  #persisted: Promise<void> | undefined;
  readonly #leaves: string;
  readonly #numbers = new Map<string, number>();
  /** What must arrive and was not seen at the leader's yet. `kept`: it is in the outbox, or could not be put there; undefined while it is on its way. */
  readonly #asked = new Map<string, { readonly command: DurableCommand; readonly kept?: boolean }>();
  readonly #dropped = new Set<string>();
  #status: ConnectionView;
  #own: Session | undefined;

  /** `own`: the page's own session, not begun; with what was said to it meanwhile. */
  constructor(own: Session, feed: SharedFeed, deps: TabsDeps) {
    this.settings = own.settings;
    this.#deps = deps;
    this.#feed = feed;
    this.#id = deps.newId();
    this.#leaves = deps.newId();
    this.#clock = new TickingClock(deps.clock);
    this.#files = new Files(this.#clock, (word) => this.#post(word));
    this.#own = own;
    this.#mirror = new Mirror({ self: own.self, currentConversation: own.currentConversation, capabilities: own.capabilities });
    this.#status = this.#mirror.common.connection;
    feed.tap = (slice, conversation) => {
      if (slice === 'connection') this.#connection();
      this.#leader?.changed(slice === 'conversation' ? conversation : undefined);
    };
    feed.told = (name, detail) => {
      if (name === 'chat-status') return false;
      this.#leader?.told(name, detail);
      return true;
    };
  }

  // --- what is read -------------------------------------------------------------------------------------------------------------------------

  get #session(): Session | undefined {
    return this.#preparing ? undefined : this.#leader?.session;
  }

  get connection(): ConnectionView {
    return this.#status;
  }

  get stats(): ConnectionStats {
    const stats = this.#session?.stats ?? this.#mirror.common.stats;
    return { ...stats, queuedMessageCount: stats.queuedMessageCount + this.#mirror.own().length };
  }

  get capabilities(): Capabilities {
    return this.#session?.capabilities ?? this.#mirror.common.capabilities;
  }

  get self(): Participant {
    return this.#session?.self ?? this.#mirror.common.self;
  }

  get currentConversation(): string | undefined {
    return this.settings.address.conversation || (this.#session?.currentConversation ?? this.#mirror.common.currentConversation);
  }

  get volatile(): boolean {
    return this.#session?.volatile ?? (this.#mirror.common.volatile || this.#kept?.volatile === true);
  }

  get inbox(): readonly ConversationSummary[] {
    return this.#session?.inbox ?? this.#mirror.inbox;
  }

  conversation(id = this.currentConversation ?? ''): ConversationView {
    return this.#session?.conversation(id) ?? this.#mirror.view(id);
  }

  find(messageId: string, conversation = this.currentConversation ?? ''): Message | undefined {
    return this.#session ? this.#session.find(messageId, conversation) : this.#mirror.find(messageId, conversation);
  }

  speech(messageId: string, conversation = this.currentConversation ?? ''): readonly SpeechClip[] {
    return this.#session ? this.#session.speech(messageId, conversation) : this.#mirror.speech(messageId, conversation);
  }

  async upload(...[file, name, options = {}]: Parameters<ChatSession['upload']>): ReturnType<ChatSession['upload']> {
    await this.connect();
    if (this.#session) return this.#session.upload(file, name, options);
    const { requestTimeout } = { ...DEFAULT_TUNING, ...this.settings.tuning };
    return this.#files.send(++this.#call, file, name, { conversation: this.currentConversation, ...options }, requestTimeout);
  }

  /** They are the protocol's, not the connection's. */
  async uploadLimits(): ReturnType<NonNullable<ChatSession['uploadLimits']>> {
    return this.#session ? this.#session.uploadLimits() : (await loadProtocol(this.settings.address.protocol)).uploadLimits?.();
  }

  /** Frames of the leader, wherever it is. */
  watchFrames(fn: (frame: SessionEvents['chat-frame']) => void): () => void {
    const { watchers } = this.#feed;
    const watch = (frame: SessionEvents['chat-frame']): void => fn(frame);
    watchers.add(watch);
    if (!this.#leader && watchers.size === 1) this.#hello();
    return () => {
      watchers.delete(watch);
      if (!this.#leader && !watchers.size) this.#hello();
    };
  }

  redact(text: string): string {
    return this.#session?.redact(text) ?? redact(text);
  }

  onChange: ChatSession['onChange'] = (fn) => this.#feed.onChange(fn);
  onEvent: ChatSession['onEvent'] = (fn) => this.#feed.onEvent(fn);

  // --- life ---------------------------------------------------------------------------------------------------------------------------------

  start(): void {
    this.#join(false);
  }

  connect(): Promise<void> {
    if (this.connection.status === 'connected') return Promise.resolve();
    const result = new Promise<void>((resolve, reject) => this.#waiters.add({ resolve, reject }));
    this.#join(true);
    return result;
  }

  /** This tab leaves; the others go on. */
  disconnect(): void {
    if (!this.#wanted && this.connection.status === 'idle') return;
    this.#forced = false;
    this.#leave();
    this.#show({ status: 'closed', error: null, attempts: 0 });
  }

  retry(): void {
    if (!this.#wanted) this.#join(true);
    else this.#ask('retry');
  }

  engage(): void {
    if (this.#engaged) return;
    this.#engaged = true;
    this.#ask('engage');
  }

  configure(settings: Settings): void {
    const before = this.settings;
    this.settings = settings;
    this.#own?.configure(settings);
    if (groupOf(before) === groupOf(settings)) return this.#leader?.session.configure(settings);
    const wanted = this.#wanted;
    const forced = this.#forced;
    this.#leave();
    this.#own?.dispose();
    this.#own = undefined;
    if (scopeOf(before.address) !== scopeOf(settings.address)) {
      this.#mirror = new Mirror();
      this.#asked.clear();
    }
    const { userId, userName, userRole, conversation } = settings.address;
    this.#mirror.common = { ...this.#mirror.common, self: { id: userId ?? 'me', role: userRole ?? 'visitor', name: userName }, currentConversation: conversation };
    for (const slice of ['settings', 'inbox', 'connection'] as const) this.#feed.changed(slice);
    this.#feed.changed('conversation', this.currentConversation ?? '');
    if (wanted) this.#join(forced);
  }

  dispose(): void {
    this.#leave();
    this.#own?.dispose();
    this.#kept?.close();
    for (const { reject } of this.#waiters) reject(new ChatError('not-connected'));
    this.#waiters.clear();
    this.#feed.end();
  }

  // --- what a person does -------------------------------------------------------------------------------------------------------------------

  send(frame: unknown): void {
    if (this.connection.status !== 'connected') throw new ChatError('not-connected');
    if (this.#session) this.#session.send(frame);
    else this.#ask('send', frame);
  }

  sendMessage(draft: string | Draft, options: { readonly conversation?: string } = {}): Message {
    const session = this.#session;
    // Behind what this tab said before and its session does not have yet.
    if (session && !this.#asked.size) return session.sendMessage(draft, options);
    const whole: Draft = typeof draft === 'string' ? { text: draft } : (draft ?? {});
    const { replyTo, metadata } = whole;
    const parts = partsOf(whole);
    const count = this.stats.queuedMessageCount;
    if (count >= ({ ...DEFAULT_TUNING, ...this.settings.tuning }).queueSize) throw new ChatError('queue-full', { count });
    this.engage();
    const conversation = options.conversation ?? this.currentConversation ?? '';
    const command = { type: 'send-message', id: this.#deps.newId(), n: this.#number(conversation), at: this.#deps.now(), conversation, parts, replyTo, metadata } as const;
    const message = session?.of(conversation).addOwn(command) ?? this.#mirror.say(command);
    this.#feed.changed('conversation', conversation);
    void this.#keep(command);
    return message;
  }

  retryMessage(id: string, conversation = this.currentConversation): void {
    const own = this.#session ? undefined : this.#mirror.again(this.find(id, conversation)?.clientId ?? id);
    if (!own) return void this.#ask('retryMessage', id, conversation);
    this.#feed.changed('conversation', own.conversation);
    void this.#keep(own);
  }

  discardMessage(id: string, conversation = this.currentConversation): void {
    const known = this.#session ? undefined : this.find(id, conversation);
    const own = this.#mirror.own().find(({ command }) => command.id === (known?.clientId ?? id));
    // On its way into the outbox it would be sent all the same.
    if (own) {
      const asked = this.#asked.get(own.command.id);
      if (asked && asked.kept === undefined) this.#dropped.add(own.command.id);
      this.#asked.delete(own.command.id);
      this.#mirror.unsay(own.command.id);
      void this.#kept?.deleteOutbox([{ writer: this.#leaves, conversation: own.command.conversation, n: own.command.n }]);
      this.#feed.changed('conversation', own.command.conversation);
    }
    this.#ask('discardMessage', id, conversation);
  }

  editMessage(target: string, text: string, conversation?: string): void {
    this.#must(conversation, { type: 'edit-message', target, text });
  }

  removeMessage(target: string, conversation?: string): void {
    this.#must(conversation, { type: 'remove-message', target });
  }

  react(target: string, emoji: string, on: boolean, conversation?: string): void {
    this.#must(conversation, { type: 'react', target, emoji, on });
  }

  regenerate(target: string, conversation?: string): void {
    this.#must(conversation, { type: 'regenerate', target });
  }

  setStatus(status: ConversationStatus, conversation?: string): void {
    this.#must(conversation, { type: 'set-status', status });
  }

  assign(assignee: Participant | null, conversation?: string): void {
    this.#must(conversation, { type: 'assign', assignee });
  }

  setTyping(on: boolean, text?: string, conversation = this.currentConversation): void {
    if (on) this.engage();
    this.#ask('setTyping', on, text, conversation);
  }

  markRead(ids?: readonly string[], conversation = this.currentConversation): void {
    this.#ask('markRead', ids, conversation);
  }

  loadOlder(conversation = this.currentConversation): Promise<void> {
    if (this.#session) return this.#session.loadOlder(conversation);
    return new Promise((resolve) => {
      const call = this.#ask('loadOlder', conversation);
      if (!call) return resolve();
      const done = (): void => {
        this.#clock.clearTimeout(timer);
        this.#calls.delete(call);
        resolve();
      };
      const timer = this.#clock.setTimeout(done, ({ ...DEFAULT_TUNING, ...this.settings.tuning }).requestTimeout);
      this.#calls.set(call, done);
    });
  }

  action(name: string, data: unknown, conversation = this.currentConversation): void {
    if (this.#session) return this.#session.action(name, data, conversation);
    if (this.connection.status !== 'connected' || !this.capabilities.actions.includes(name)) throw new ChatError('not-connected');
    this.#ask('action', name, data, conversation);
  }

  requestPending(): void {
    this.#ask('requestPending');
  }

  subscribe(conversation: string): void {
    this.#subscriptions.add(conversation);
    this.#ask('subscribe', conversation);
  }

  unsubscribe(conversation: string): void {
    if (!this.#subscriptions.delete(conversation)) return;
    if (this.#leader) this.#leader.give(conversation);
    else this.#ask('unsubscribe', conversation);
  }

  registerHandlers(handlers: Handlers): () => void {
    this.#handlers.set(handlers, this.#leader?.session.registerHandlers(handlers));
    return () => {
      this.#handlers.get(handlers)?.();
      this.#handlers.delete(handlers);
    };
  }

  // --- coming and going ---------------------------------------------------------------------------------------------------------------------

  #join(forced: boolean): void {
    this.#forced ||= forced;
    if (this.#wanted) {
      if (forced) this.#ask('connect');
      return;
    }
    this.#wanted = true;
    this.#adoptOwn();
    const name = `chat-elements:tabs:${(this.#group = groupOf(this.settings))}`;
    const group = this.#group;
    const { surroundings } = this.#deps;
    try {
      this.#channel = this.#deps.channel(name);
    } catch {
      return this.#alone();
    }
    this.#channel.onmessage = ({ data }) => {
      if (group === this.#group) this.#heard(data as Word);
    };
    this.#election = new Election(this.#deps.locks, name, {
      won: () => void this.#lead().catch(reportError),
      lost: () => this.#follow(),
      refused: () => this.#alone(),
    });
    this.#ends.push(surroundings.on((what) => {
      if (what === 'visible' || what === 'hidden') {
        if (!this.#leader) this.#post({ t: 'looks', visible: surroundings.visible });
        this.#look();
      } else if (what === 'freeze') this.#freeze();
      else if (what === 'resume' || what === 'pageshow') this.#thaw();
      // A page that holds a lock or a channel is not let into the back/forward cache.
      else if (what === 'pagehide') this.#freeze(true);
    }));
    // Those of pages that go for good, too.
    const ends = new AbortController();
    for (const type of ['pagehide', 'pageshow']) globalThis.addEventListener?.(type, this.#parting, { signal: ends.signal });
    this.#ends.push(() => ends.abort());
    this.#heardAt = this.#clock.now();
    this.#election.join();
    this.#hello();
    this.#look();
    // What it takes to lead is here before it is needed.
    void loadProtocol(this.settings.address.protocol).catch(() => undefined);
    void import('../sending.js').catch(() => undefined);
  }

  #leave(): void {
    this.#wanted = false;
    this.#stepDown();
    if (this.#channel && !this.#leader) this.#post({ t: 'leave' });
    this.#election?.leave();
    this.#channel?.close();
    for (const end of this.#ends.splice(0)) end();
    this.#clock.clearTimeout(this.#watch);
    this.#election = this.#channel = this.#watch = this.#writer = undefined;
    this.#group = '';
    this.#gen = 0;
    this.#answers();
  }

  /** Locks are refused here: a socket of its own. */
  #alone(): void {
    this.#leave();
    this.#wanted = true;
    this.#start(new Leader(this.settings, this.#sessionDeps(), 1, () => undefined, (fn) => fn()));
    this.#begin();
  }

  /** What was said to the page's own session before this code was here. It never begins. */
  #adoptOwn(): void {
    const own = this.#own;
    if (!own) return;
    this.#own = undefined;
    this.#carry(own);
    for (const id of own.subscriptions) this.#subscriptions.add(id);
    own.dispose();
  }

  /** What only this session knows of is this tab's to keep from now on. */
  #carry(session: Session): void {
    for (const { view } of session.conversations.values()) {
      for (const { messages } of view.blocks) {
        for (const { own, status, statusReason = '', id, clientId = id, createdAt, parts, replyTo, metadata } of messages) {
          if (!own || (status !== 'pending' && status !== 'failed') || session.sending?.keeps(clientId)) continue;
          this.#engaged = true;
          const asked = this.#asked.has(clientId);
          const command = { type: 'send-message', id: clientId, n: asked ? 0 : this.#number(view.id), at: createdAt, conversation: view.id, parts, replyTo, metadata } as const;
          this.#mirror.say(command);
          if (status === 'failed') this.#mirror.fail(clientId, statusReason);
          else if (!asked) void this.#keep(command, session.scope);
        }
      }
    }
  }

  /** Frozen pages keep their locks, so the lead goes to another tab first, if there is one. `always`: the lock itself is in the way. */
  #freeze(always = false): void {
    if (!this.#leader?.followed && !always) return;
    this.#stepDown();
    this.#election?.leave();
  }

  #thaw(): void {
    if (!this.#wanted || !this.#election) return;
    this.#heardAt = this.#clock.now();
    if (!this.#leader) {
      this.#election.join();
      this.#hello();
    }
    this.#look();
  }

  // --- leading ------------------------------------------------------------------------------------------------------------------------------

  async #lead(): Promise<void> {
    this.#stepDown();
    const term = this.#term;
    const gen = Math.max(this.#gen + 1, this.#deps.now().getTime());
    const old = this.#writer;
    // Whether the old leader is gone or frozen: it does not send any more, so its lease must not keep others from what it left.
    if (old) await this.#deps.locks.request(leaseName(old, this.#deps.database), { steal: true }, () => undefined).catch(() => undefined);
    // Meanwhile it was lost again, or given a second time: who thaws may be handed the lock that it is about to take.
    if (term !== this.#term) return;
    this.#gen = gen;
    this.#writer = undefined;
    this.#answers();
    this.#start(new Leader(this.settings, this.#sessionDeps(), gen, (word) => this.#post(word), (fn) => this.#soon(fn)));
    const leader = this.#leader!;
    // What is shown stays until what earlier tabs kept is here as well.
    this.#preparing = this.#was || this.#mirror.own().length > 0;
    leader.announce();
    this.#look();
    this.#connection();
    await leader.session.prepare().catch(() => undefined);
    if (leader !== this.#leader) return;
    this.#begin();
    // What was on its way into the outbox when the old leader ended.
    this.#later = this.#clock.setTimeout(() => void leader.session.adopt().catch(reportError), AFTERMATH);
  }

  #start(leader: Leader): void {
    this.#leader = leader;
    leader.connection = () => this.#status;
    leader.wants = this.#subscriptions;
    this.#mirror.seed(leader.session);
    for (const handlers of this.#handlers.keys()) this.#handlers.set(handlers, leader.session.registerHandlers(handlers));
    for (const id of this.#subscriptions) leader.session.subscriptions.add(id);
  }

  /** Whether it connects at once is for the session to say; where the tabs were connected, they are again. */
  #begin(): void {
    const { session } = this.#leader!;
    this.#preparing = false;
    const asked = [...this.#asked.values()];
    this.#mirror = Mirror.of(session);
    if (this.#engaged) session.engage();
    if (this.#forced || this.#was) session.connect().catch(() => undefined);
    else session.start();
    for (const { command } of asked) if (command.type === 'send-message' && command.conversation) session.of(command.conversation).addOwn(command);
    for (const kept of [true, false]) {
      // What is on its way into the outbox is named as soon as it is there.
      const commands = asked.filter((one) => one.kept === kept).map(({ command }) => command);
      if (commands.length) this.#hand(commands, kept);
    }
    for (const slice of ['settings', 'connection', 'inbox'] as const) this.#feed.changed(slice);
    for (const id of session.conversations.keys()) this.#feed.changed('conversation', id);
  }

  /** To this tab's own session, which may end before it has them. */
  #hand(commands: readonly DurableCommand[], kept: boolean): void {
    const { session } = this.#leader!;
    const refused = ({ id, conversation }: DurableCommand, { message }: Error): void => {
      const target = session.of(conversation);
      session.changed(target, target.settle(id, 'failed', message));
      this.#refused(id, message);
    };
    void handOver(session, commands, kept, refused).catch(reportError).then(() => {
      if (this.#leader?.session === session) for (const { id } of commands) this.#asked.delete(id);
    });
  }

  #sessionDeps() {
    const { session, newId, surroundings: own } = this.#deps;
    // Somebody who looks at any of the tabs looks at this connection.
    const looked = (): boolean => own.visible || this.#leader?.looked === true;
    const surroundings = {
      get online() {
        return own.online;
      },
      get visible() {
        return looked();
      },
      on: own.on.bind(own),
    };
    return { newId, ...session, clock: this.#clock, surroundings, feed: this.#feed };
  }

  /** Before the next paint; hidden pages are not painted and their timers are slow, but other tabs may be looked at. */
  #soon(fn: () => void): void {
    if (!this.#deps.surroundings.visible) queueMicrotask(fn);
    else this.#clock.setTimeout(fn, 16);
  }

  /** The lead is another tab's: what was shown stays, and is a mirror from now on. */
  #stepDown(): void {
    this.#term++;
    const leader = this.#leader;
    if (!leader) return;
    const preparing = this.#preparing;
    if (!preparing) {
      this.#mirror = Mirror.of(leader.session);
      this.#carry(leader.session);
    }
    this.#mirror.common = { ...this.#mirror.common, connection: this.#status };
    if (this.#channel) leader.bye();
    this.#leader = undefined;
    this.#clock.clearTimeout(this.#later);
    this.#preparing = false;
    this.#n = -1;
    for (const handlers of this.#handlers.keys()) this.#handlers.set(handlers, undefined);
    leader.session.dispose();
  }

  #follow(): void {
    this.#stepDown();
    if (!this.#wanted || !this.#election) return;
    this.#heardAt = this.#clock.now();
    this.#election.join();
    this.#hello();
    this.#look();
  }

  // --- following ----------------------------------------------------------------------------------------------------------------------------

  #hello(): void {
    this.#n = -1;
    this.#post({ t: 'hello', visible: this.#deps.surroundings.visible, watches: this.#feed.watchers.size > 0, subscriptions: [...this.#subscriptions] });
  }

  #heard(word: Word): void {
    if ('gen' in word) return this.#fromLeader(word);
    this.#clock.tick();
    const leader = this.#leader;
    if (!leader) return;
    const { looked } = leader;
    leader.heard(word.from, word);
    // A tab of this connection is looked at from now on: a retry that was put off comes soon.
    if (!looked && leader.looked) leader.session.line.connection.hurry();
  }

  #fromLeader(word: FromLeader & { readonly from: string }): void {
    if (word.gen < this.#gen || word.from === this.#id) return;
    const leads = this.#leader && this.#leader.gen;
    if (leads !== undefined) {
      // Two lead: the later one does. The lock says so as well, but may say it later than this.
      if (word.gen > leads) this.#follow();
      else return;
    }
    this.#heardAt = this.#clock.now();
    const anew = word.gen > this.#gen;
    this.#gen = word.gen;
    if (anew) {
      this.#n = -1;
      this.#files.lost();
    }
    switch (word.t) {
      case 'lead':
      case 'beat':
        this.#writer = word.writer;
        if (word.t === 'lead' || anew) {
          this.#hello();
          this.#again();
        } else if (word.n !== this.#n) this.#hello();
        else this.#connection();
        return;
      case 'bye':
        return;
      case 'state':
        return this.#state(word);
      case 'frame':
        for (const watch of this.#feed.watchers) watch(word.frame);
        return;
      case 'unknown':
        for (const handlers of this.#handlers.keys()) {
          try {
            if (Object.hasOwn(handlers, word.name)) handlers[word.name]?.(word.data, word.conversation);
          } catch (error) {
            this.#feed.emit('chat-error', new ChatError('handler', {}, error));
            reportError(error);
          }
        }
        return;
      case 'answer':
        if (word.to === this.#id) this.#calls.get(word.call)?.();
        return;
      case 'share': case 'filed': case 'unfiled':
        if (word.to === this.#id) this.#files.heard(word);
        return;
      case 'took':
        // A message counts as taken when it is seen among the leader's.
        if (word.to === this.#id) for (const id of word.ids) if (this.#asked.get(id)?.command.type !== 'send-message') this.#asked.delete(id);
        return;
      case 'refused':
        if (word.to === this.#id) this.#refused(word.id, word.message);
    }
  }

  #state({ n, to, writer, common, patches, inbox, told }: FromLeader & { t: 'state' }): void {
    const whole = to !== undefined;
    if (whole && to !== this.#id) return;
    if (!whole && n !== this.#n + 1) {
      // Something was missed: all of it, then.
      this.#hello();
      return;
    }
    this.#n = n;
    this.#writer = writer;
    const before = this.#mirror.common;
    // What was told of while this tab did not listen it finds among the rest.
    const missed = whole ? this.#mirror.news(patches) : [];
    const changed = this.#mirror.apply(common, patches, inbox, whole);
    if (whole || before.capabilities !== common.capabilities) this.#feed.changed('settings');
    if (inbox) this.#feed.changed('inbox');
    for (const id of changed) this.#feed.changed('conversation', id);
    for (const { messages } of patches.flatMap(({ blocks }) => blocks)) for (const { clientId } of messages) if (clientId) this.#asked.delete(clientId);
    this.#connection();
    for (const message of missed) this.#feed.emit('chat-message', { message });
    for (const { name, detail } of told) if (name !== 'chat-frame' || this.settings.debug) this.#feed.emit(name, detail as never);
  }

  /** To be asked for whatever this tab cannot do itself. Returns the number of the call, or 0 where nobody was asked. */
  #ask(method: Asked, ...args: readonly unknown[]): number {
    const { session } = this.#leader ?? {};
    if (session) {
      const run = async (): Promise<unknown> => (session[method] as (...args: readonly unknown[]) => unknown)(...args);
      run().catch(() => undefined);
      return 0;
    }
    if (!this.#channel) return 0;
    const call = ++this.#call;
    this.#post({ t: 'call', call, method, args });
    return call;
  }

  /** A change to what is there. A session that is still opening its storage could lose it with the lead, so until then it is this tab's to keep. */
  #must(conversation: string | undefined, change: Unplaced): void {
    const sending = this.#asked.size ? undefined : this.#session?.sending;
    const place = conversation ?? this.#session?.need() ?? this.currentConversation ?? '';
    const durable = { ...change, conversation: place } as Durable;
    if (sending) return void loadRare().then(() => sending.ask(durable)).catch(reportError);
    if (!this.#wanted) throw new ChatError('not-connected');
    this.engage();
    const command = { ...durable, id: this.#deps.newId(), n: this.#number(place), at: this.#deps.now() } as DurableCommand;
    void this.#keep(command);
  }

  #number(conversation: string): number {
    const n = (this.#numbers.get(conversation) ?? 0) + 1;
    this.#numbers.set(conversation, n);
    return n;
  }

  /** Puts a command where whoever leads finds it, then says so. */
  async #keep(command: DurableCommand, scope = scopeOf(this.settings.address)): Promise<void> {
    this.#asked.set(command.id, { command });
    let kept = false;
    // A conversation that has no id yet: the leader gives it one.
    if (command.conversation) {
      const store = (this.#kept ??= this.#deps.store());
      // One promise for all, so that they go on in the order in which they were asked for.
      await (this.#persisted ??= store.persist());
      await store.putOutbox(this.#row(command, scope)).catch(() => undefined);
      kept = store.kind === 'indexeddb';
      if (store.volatile) this.#feed.changed('settings');
      // Taken back meanwhile.
      if (this.#dropped.delete(command.id)) return store.deleteOutbox([{ writer: this.#leaves, conversation: command.conversation, n: command.n }]);
    }
    // Of somebody else, or for another backend: it waits for them.
    if (scope !== scopeOf(this.settings.address)) return void this.#asked.delete(command.id);
    this.#asked.set(command.id, { command, kept });
    if (this.#session) return this.#hand([command], kept);
    this.#post({ t: 'sends', commands: [command], kept });
  }

  /** The page goes, or came back: what is still on its way into the outbox is left where whoever leads looks for it. */
  readonly #parting = ({ type }: Event): void => {
    const scope = scopeOf(this.settings.address);
    if (type === 'pageshow') {
      this.#kept?.leave(this.#leaves, []);
      if (!this.#leader) this.#hello();
      return;
    }
    const rows = [...this.#asked.values()].filter(({ kept, command }) => kept === undefined && command.conversation && !this.#dropped.has(command.id)).map(({ command }) => this.#row(command, scope));
    if (!rows.length) return;
    (this.#kept ??= this.#deps.store()).leave(this.#leaves, rows);
    if (!this.#leader) this.#post({ t: 'leave' });
  };

  #row(command: DurableCommand, scope: string): OutboxRow {
    return rowOf(scope, this.#leaves, command, this.#deps.now().getTime());
  }

  /** A new leader: what the old one may not have taken is named again. What is in the outbox it finds there. */
  #again(): void {
    for (const kept of [true, false]) {
      const commands = [...this.#asked.values()].filter((one) => one.kept === kept).map(({ command }) => command);
      if (commands.length) this.#post({ t: 'sends', commands, kept });
    }
  }

  #refused(id: string, message: string): void {
    this.#asked.delete(id);
    this.#mirror.fail(id, message);
    this.#feed.changed('conversation', this.currentConversation ?? '');
    this.#feed.emit('chat-error', { code: 'refused', message });
  }

  #answers(): void {
    for (const done of [...this.#calls.values()]) done();
    this.#files.lost();
  }

  // --- who is there -------------------------------------------------------------------------------------------------------------------------

  /** Only a tab that somebody looks at asks whether the leader is there; nobody minds a frozen leader while nobody looks. */
  #look(): void {
    this.#clock.clearTimeout(this.#watch);
    this.#watch = undefined;
    if (!this.#channel || this.#leader || !this.#deps.surroundings.visible) return;
    this.#beat(true);
  }

  #beat(first = false): void {
    const now = this.#clock.now();
    // This tab itself did not run: the silence is its own.
    if (first || now - this.#beatAt > BEAT * 2.5) this.#heardAt = Math.max(this.#heardAt, now - BEAT);
    this.#beatAt = now;
    if (now - this.#heardAt > SILENT) {
      this.#heardAt = now;
      this.#election?.join(true);
    } else {
      this.#post({ t: 'ping' });
      this.#connection();
    }
    // Not all tabs that are looked at take the lead in the same moment.
    this.#watch = this.#clock.setTimeout(() => this.#beat(), BEAT * (0.9 + this.#deps.random() * 0.2));
  }

  #beatAt = 0;

  #post(word: FromLeader | FromFollower): void {
    this.#channel?.postMessage({ ...word, from: this.#id });
  }

  // --- the status, as it is true for this tab ---------------------------------------------------------------------------------------------------

  #connection(): void {
    if (!this.#wanted) return;
    let view = this.#session?.connection ?? this.#mirror.common.connection;
    const up = view.status === 'connected';
    // Nobody knows while the leader is silent, or while the lead goes from one to the other.
    const unsure = !this.#leader && up && this.#clock.now() - this.#heardAt > DOUBT;
    if (unsure || (this.#leader && this.#was && (view.status === 'connecting' || view.status === 'idle'))) view = { ...view, status: 'reconnecting' };
    if (this.#preparing && up) view = { ...view, status: 'reconnecting' };
    this.#show(view);
  }

  #show(view: ConnectionView): void {
    const previous = this.#status;
    const { status, error, attempts } = view;
    if (status === previous.status && error?.code === previous.error?.code && attempts === previous.attempts) return;
    this.#status = view;
    this.#was = status === 'connected' || (this.#was && status !== 'failed' && status !== 'closed' && status !== 'idle');
    this.#feed.touch('connection');
    this.#leader?.changed();
    if (status !== previous.status) this.#feed.say('chat-status', { status, previous: previous.status, error });
    if (status !== 'connected' && status !== 'failed' && status !== 'closed') return;
    for (const { resolve, reject } of this.#waiters) {
      if (status === 'connected') resolve();
      else reject(new ChatError(status === 'closed' ? 'not-connected' : 'connect-failed', { attempts: view.attempts }));
    }
    this.#waiters.clear();
  }
}

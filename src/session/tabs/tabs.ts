import { rareCode } from '../../conversation/events.js';
import {
  DEFAULT_TUNING, type Capabilities, type ConnectionStats, type ConnectionView, type ConversationStatus, type ConversationSummary, type ConversationView, type Draft, type DurableCommand,
  type Message, type Participant, type Settings, type Tuning,
} from '../../domain/index.js';
import { ChatError, redact } from '../../errors/index.js';
import { loadProtocol } from '../../protocols/registry.js';
import { scopeOf } from '../../storage/scope.js';
import type { Durable, Unplaced } from '../sending.js';
import { partsOf } from '../session.js';
import type { ChatSession, Handlers, SessionEvents, SpeechClip } from '../types.js';
import { Mirror } from './mirror.js';
import { groupOf, Tab } from './tab.js';

/**
 * One session for all tabs of an origin that talk to the same backend as the same person. One of them leads: it has the socket, the others show what it shows and have it do
 * what is asked of them. When it ends or freezes another leads, with what it shows already, and asks the backend only for what is missing.
 *
 * Here is what a page sees of that, and what a person does. How a tab comes and goes and who leads is in `tab.ts`, what tabs say to each other in `member.ts` (a tab's side) and
 * `leader.ts`, what must arrive in `unsent.ts`, whether the leader lives in `watch.ts`.
 */
export class Tabs extends Tab implements ChatSession {
  // --- what is read -------------------------------------------------------------------------------------------------------------------------

  get connection(): ConnectionView {
    return this.status.view;
  }

  get stats(): ConnectionStats {
    const stats = this.session?.stats ?? this.mirror.common.stats;
    return { ...stats, queuedMessageCount: stats.queuedMessageCount + this.mirror.own().length };
  }

  get capabilities(): Capabilities {
    return this.session?.capabilities ?? this.mirror.common.capabilities;
  }

  get self(): Participant {
    return this.session?.self ?? this.mirror.common.self;
  }

  get volatile(): boolean {
    return this.session?.volatile ?? (this.mirror.common.volatile || this.unsent.volatile);
  }

  get inbox(): readonly ConversationSummary[] {
    return this.session?.inbox ?? this.mirror.inbox;
  }

  conversation(id = this.currentConversation ?? ''): ConversationView {
    return this.session?.conversation(id) ?? this.mirror.view(id);
  }

  find(messageId: string, conversation = this.currentConversation ?? ''): Message | undefined {
    return this.session ? this.session.find(messageId, conversation) : this.mirror.find(messageId, conversation);
  }

  speech(messageId: string, conversation = this.currentConversation ?? ''): readonly SpeechClip[] {
    return this.session ? this.session.speech(messageId, conversation) : this.mirror.speech(messageId, conversation);
  }

  async upload(...[file, name, options = {}]: Parameters<ChatSession['upload']>): ReturnType<ChatSession['upload']> {
    await this.connect();
    if (this.session) return this.session.upload(file, name, options);
    return this.files.send(++this.call, file, name, { conversation: this.currentConversation, ...options }, this.#tuning.requestTimeout);
  }

  /** They are the protocol's, not the connection's. */
  async uploadLimits(): ReturnType<NonNullable<ChatSession['uploadLimits']>> {
    return this.session ? this.session.uploadLimits() : (await loadProtocol(this.settings.address.protocol)).uploadLimits?.();
  }

  /** Frames of the leader, wherever it is. */
  watchFrames(fn: (frame: SessionEvents['chat-frame']) => void): () => void {
    const { watchers } = this.feed;
    const watch = (frame: SessionEvents['chat-frame']): void => fn(frame);
    watchers.add(watch);
    if (!this.leader && watchers.size === 1) this.hello();
    return () => {
      watchers.delete(watch);
      if (!this.leader && !watchers.size) this.hello();
    };
  }

  redact(text: string): string {
    return redact(text);
  }

  onChange: ChatSession['onChange'] = (fn) => this.feed.onChange(fn);
  onEvent: ChatSession['onEvent'] = (fn) => this.feed.onEvent(fn);

  // --- life ---------------------------------------------------------------------------------------------------------------------------------

  start(): void {
    this.join(false);
  }

  connect(): Promise<void> {
    if (this.connection.status === 'connected') return Promise.resolve();
    const up = this.status.up();
    this.join(true);
    return up;
  }

  /** This tab leaves; the others go on. */
  disconnect(): void {
    if (!this.wanted && this.connection.status === 'idle') return;
    this.forced = false;
    this.leave();
    this.status.show({ status: 'closed', error: null, attempts: 0 });
  }

  retry(): void {
    if (!this.wanted) this.join(true);
    else this.ask('retry');
  }

  engage(): void {
    if (this.engaged) return;
    this.engaged = true;
    this.ask('engage');
  }

  configure(settings: Settings): void {
    const before = this.settings;
    this.settings = settings;
    this.own?.configure(settings);
    if (groupOf(before) === groupOf(settings)) return this.leader?.session.configure(settings);
    const wanted = this.wanted;
    const forced = this.forced;
    this.leave();
    this.own?.dispose();
    this.own = undefined;
    if (scopeOf(before.address) !== scopeOf(settings.address)) {
      this.mirror = new Mirror();
      this.unsent.forget();
    }
    const { userId, userName, userRole, conversation } = settings.address;
    this.mirror.common = { ...this.mirror.common, self: { id: userId ?? 'me', role: userRole ?? 'visitor', name: userName }, currentConversation: conversation };
    for (const slice of ['settings', 'inbox', 'connection'] as const) this.feed.changed(slice);
    this.feed.changed('conversation', this.currentConversation ?? '');
    if (wanted) this.join(forced);
  }

  dispose(): void {
    this.leave();
    this.own?.dispose();
    // What is on its way into the outbox would end with its store.
    this.unsent.leave();
    this.unsent.close();
    this.status.end();
    this.feed.end();
  }

  // --- what a person does -------------------------------------------------------------------------------------------------------------------

  send(frame: unknown): void {
    if (this.connection.status !== 'connected') throw new ChatError('not-connected');
    if (this.session) this.session.send(frame);
    else this.ask('send', frame);
  }

  sendMessage(draft: string | Draft, options: { readonly conversation?: string } = {}): Message {
    const { session } = this;
    // Behind what this tab said before and its session does not have yet.
    if (session && !this.unsent.size) return session.sendMessage(draft, options);
    const whole: Draft = typeof draft === 'string' ? { text: draft } : (draft ?? {});
    const { replyTo, metadata } = whole;
    const parts = partsOf(whole);
    const count = this.stats.queuedMessageCount;
    if (count >= this.#tuning.queueSize) throw new ChatError('queue-full', { count });
    this.engage();
    const conversation = options.conversation ?? this.currentConversation ?? '';
    const command = { type: 'send-message', id: this.deps.newId(), n: this.unsent.number(conversation), at: this.deps.now(), conversation, parts, replyTo, metadata } as const;
    const message = session?.of(conversation).addOwn(command) ?? this.mirror.say(command);
    this.feed.changed('conversation', conversation);
    void this.unsent.keep(command);
    return message;
  }

  retryMessage(id: string, conversation = this.currentConversation): void {
    const own = this.session ? undefined : this.mirror.again(this.find(id, conversation)?.clientId ?? id);
    if (!own) return void this.ask('retryMessage', id, conversation);
    this.feed.changed('conversation', own.conversation);
    void this.unsent.keep(own);
  }

  discardMessage(id: string, conversation = this.currentConversation): void {
    const known = this.session ? undefined : this.find(id, conversation);
    const own = this.mirror.own().find(({ command }) => command.id === (known?.clientId ?? id));
    if (own) {
      this.unsent.drop(own.command);
      this.mirror.unsay(own.command.id);
      this.feed.changed('conversation', own.command.conversation);
    }
    this.ask('discardMessage', id, conversation);
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
    this.ask('setTyping', on, text, conversation);
  }

  markRead(ids?: readonly string[], conversation = this.currentConversation): void {
    this.ask('markRead', ids, conversation);
  }

  loadOlder(conversation = this.currentConversation): Promise<void> {
    if (this.session) return this.session.loadOlder(conversation);
    return new Promise((resolve) => {
      const call = this.ask('loadOlder', conversation);
      if (!call) return resolve();
      const done = (): void => {
        this.clock.clearTimeout(timer);
        this.calls.delete(call);
        resolve();
      };
      const timer = this.clock.setTimeout(done, this.#tuning.requestTimeout);
      this.calls.set(call, done);
    });
  }

  action(name: string, data: unknown, conversation = this.currentConversation): void {
    if (this.session) return this.session.action(name, data, conversation);
    if (this.connection.status !== 'connected' || !this.capabilities.actions.includes(name)) throw new ChatError('not-connected');
    this.ask('action', name, data, conversation);
  }

  requestPending(): void {
    this.ask('requestPending');
  }

  subscribe(conversation: string): void {
    this.subscriptions.add(conversation);
    this.ask('subscribe', conversation);
  }

  unsubscribe(conversation: string): void {
    if (!this.subscriptions.delete(conversation)) return;
    if (this.leader) this.leader.give(conversation);
    else this.ask('unsubscribe', conversation);
  }

  registerHandlers(handlers: Handlers): () => void {
    this.handlers.set(handlers, this.leader?.session.registerHandlers(handlers));
    return () => {
      this.handlers.get(handlers)?.();
      this.handlers.delete(handlers);
    };
  }

  /**
   * A change to what is there. A session that is still opening its storage could lose it with the lead, so until then it is this tab's to keep; and as long as the code that shows it
   * is not here, for without a network that may be long.
   */
  #must(conversation: string | undefined, change: Unplaced): void {
    const sending = !this.unsent.size && rareCode() && this.session?.sending;
    const place = conversation ?? this.session?.need() ?? this.currentConversation ?? '';
    const durable = { ...change, conversation: place } as Durable;
    if (sending) return void sending.ask(durable);
    if (!this.wanted) throw new ChatError('not-connected');
    this.engage();
    const command = { ...durable, id: this.deps.newId(), n: this.unsent.number(place), at: this.deps.now() } as DurableCommand;
    void this.unsent.keep(command);
  }

  get #tuning(): Tuning {
    return { ...DEFAULT_TUNING, ...this.settings.tuning };
  }
}

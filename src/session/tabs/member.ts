import type { ConnectionView, DurableCommand, Settings } from '../../domain/index.js';
import { ChatError, reportError } from '../../errors/index.js';
import { scopeOf } from '../../storage/scope.js';
import type { Session } from '../session.js';
import type { SharedFeed } from '../shared-feed.js';
import type { Handlers } from '../types.js';
import type { Channel, TabsDeps } from './browser.js';
import { Files } from './files.js';
import type { Leader } from './leader.js';
import { Mirror } from './mirror.js';
import { Status } from './status.js';
import { TickingClock } from './ticking.js';
import { Unsent } from './unsent.js';
import { Watch } from './watch.js';
import type { Asked, FromFollower, FromLeader, Word } from './wire.js';

/** What a tab of a group has and shows, what it says to the tab that leads, and what it hears from there. Who leads, and since when, is for `tab.ts`. */
export abstract class Member {
  settings: Settings;
  protected readonly deps: TabsDeps;
  protected readonly feed: SharedFeed;
  protected readonly id: string;
  protected readonly clock: TickingClock;
  protected readonly files: Files;
  protected readonly unsent: Unsent;
  protected readonly watch: Watch;
  protected readonly status: Status;
  protected readonly handlers = new Map<Handlers, (() => void) | undefined>();
  protected readonly subscriptions = new Set<string>();
  /** What is done when the leader answers a call, by its number. */
  protected readonly calls = new Map<number, () => void>();
  protected call = 0;
  protected mirror: Mirror;
  protected channel: Channel | undefined;
  protected leader: Leader | undefined;
  /** It leads, but what it shows is still the mirror's: its own session is being prepared. */
  protected preparing = false;
  protected wanted = false;
  /** Of the leader that is listened to; 0: none was heard yet. */
  protected gen = 0;
  /** The leader's, in whose name it sends. */
  protected writer: string | undefined;
  /** The last of the leader's states that was heard; -1: none, so all of it is asked for. */
  protected n = -1;

  constructor(own: Session, feed: SharedFeed, deps: TabsDeps) {
    this.settings = own.settings;
    this.deps = deps;
    this.feed = feed;
    this.id = deps.newId();
    this.clock = new TickingClock(deps.clock);
    this.files = new Files(this.clock, (word) => this.post(word));
    this.mirror = new Mirror({ self: own.self, currentConversation: own.currentConversation, capabilities: own.capabilities });
    this.unsent = new Unsent(deps, {
      scope: () => scopeOf(this.settings.address),
      ready: (command, kept) => (this.session ? this.hand([command], kept) : this.post({ t: 'sends', commands: [command], kept })),
      volatile: () => this.feed.changed('settings'),
    });
    this.watch = new Watch(this.clock, deps.random, {
      wanted: () => Boolean(this.channel) && !this.leader && deps.surroundings.visible,
      ask: () => {
        this.post({ t: 'ping' });
        this.showStatus();
      },
      silent: () => this.seize(),
    });
    this.status = new Status(this.mirror.common.connection, ({ status, error }, previous) => {
      this.feed.touch('connection');
      this.leader?.changed();
      if (status !== previous.status) this.feed.say('chat-status', { status, previous: previous.status, error });
    });
  }

  /** This tab has to follow from now on; or takes the lead, since whoever has it is silent. */
  protected abstract follow(): void;
  protected abstract seize(): void;
  /** To this tab's own session. */
  protected abstract hand(commands: readonly DurableCommand[], kept: boolean): void;

  /** The one with the socket, where this tab has it. */
  protected get session(): Session | undefined {
    return this.preparing ? undefined : this.leader?.session;
  }

  get currentConversation(): string | undefined {
    return this.settings.address.conversation || (this.session?.currentConversation ?? this.mirror.common.currentConversation);
  }

  /** The status, as it is true for this tab. */
  protected showStatus(): void {
    if (!this.wanted) return;
    let view: ConnectionView = this.session?.connection ?? this.mirror.common.connection;
    const up = view.status === 'connected';
    // Nobody knows while the leader is silent, or while the lead goes from one to the other.
    const unsure = !this.leader && up && this.watch.unsure;
    if (unsure || (this.leader && this.status.was && (view.status === 'connecting' || view.status === 'idle'))) view = { ...view, status: 'reconnecting' };
    if (this.preparing && up) view = { ...view, status: 'reconnecting' };
    this.status.show(view);
  }

  // --- what it says -------------------------------------------------------------------------------------------------------------------------

  protected post(word: FromLeader | FromFollower): void {
    this.channel?.postMessage({ ...word, from: this.id });
  }

  protected hello(): void {
    this.n = -1;
    this.post({ t: 'hello', visible: this.deps.surroundings.visible, watches: this.feed.watchers.size > 0, subscriptions: [...this.subscriptions] });
  }

  /** To be asked for whatever this tab cannot do itself. Returns the number of the call, or 0 where nobody was asked. */
  protected ask(method: Asked, ...args: readonly unknown[]): number {
    const { session } = this.leader ?? {};
    if (session) {
      const run = async (): Promise<unknown> => (session[method] as (...args: readonly unknown[]) => unknown)(...args);
      run().catch(() => undefined);
      return 0;
    }
    if (!this.channel) return 0;
    const call = ++this.call;
    this.post({ t: 'call', call, method, args });
    return call;
  }

  /** A new leader: what the old one may not have taken is named again. What is in the outbox it finds there. */
  #again(): void {
    for (const { commands, kept } of this.unsent.named()) this.post({ t: 'sends', commands, kept });
  }

  // --- what it hears ------------------------------------------------------------------------------------------------------------------------

  protected fromLeader(word: FromLeader & Pick<Word, 'from'>): void {
    if (word.gen < this.gen || word.from === this.id) return;
    const leads = this.leader && this.leader.gen;
    if (leads !== undefined) {
      // Two lead: the later one does. The lock says so as well, but may say it later than this.
      if (word.gen > leads) this.follow();
      else return;
    }
    this.watch.heard();
    const anew = word.gen > this.gen;
    this.gen = word.gen;
    if (anew) {
      this.n = -1;
      this.files.lost();
    }
    switch (word.t) {
      case 'lead':
      case 'beat':
        this.writer = word.writer;
        if (word.t === 'lead' || anew) {
          this.hello();
          this.#again();
        } else if (word.n !== this.n) this.hello();
        else this.showStatus();
        return;
      case 'bye':
        return;
      case 'state':
        return this.#state(word);
      case 'frame':
        for (const watch of this.feed.watchers) watch(word.frame);
        return;
      case 'unknown':
        return this.#unknown(word);
      case 'answer':
        if (word.to === this.id) this.calls.get(word.call)?.();
        return;
      case 'share': case 'filed': case 'unfiled':
        if (word.to === this.id) this.files.heard(word);
        return;
      case 'took':
        if (word.to === this.id) this.unsent.took(word.ids);
        return;
      case 'refused':
        if (word.to === this.id) this.refused(word.id, word.message);
    }
  }

  #state({ n, to, writer, common, patches, inbox, told }: FromLeader & { t: 'state' }): void {
    const whole = to !== undefined;
    if (whole && to !== this.id) return;
    // Something was missed: all of it, then.
    if (!whole && n !== this.n + 1) return this.hello();
    this.n = n;
    this.writer = writer;
    const before = this.mirror.common;
    // What was told of while this tab did not listen it finds among the rest.
    const missed = whole ? this.mirror.news(patches) : [];
    const changed = this.mirror.apply(common, patches, inbox, whole);
    if (whole || before.capabilities !== common.capabilities) this.feed.changed('settings');
    if (inbox) this.feed.changed('inbox');
    for (const id of changed) this.feed.changed('conversation', id);
    for (const { messages } of patches.flatMap(({ blocks }) => blocks)) for (const { clientId } of messages) if (clientId) this.unsent.settle(clientId);
    this.showStatus();
    for (const message of missed) this.feed.emit('chat-message', { message });
    for (const { name, detail } of told) if (name !== 'chat-frame' || this.settings.debug) this.feed.emit(name, detail as never);
  }

  #unknown({ name, data, conversation }: FromLeader & { t: 'unknown' }): void {
    for (const handlers of this.handlers.keys()) {
      try {
        if (Object.hasOwn(handlers, name)) handlers[name]?.(data, conversation);
      } catch (error) {
        this.feed.emit('chat-error', new ChatError('handler', {}, error));
        reportError(error);
      }
    }
  }

  protected refused(id: string, message: string): void {
    this.unsent.settle(id);
    this.mirror.fail(id, message);
    this.feed.changed('conversation', this.currentConversation ?? '');
    this.feed.emit('chat-error', { code: 'refused', message });
  }

  /** Nobody will answer any more. */
  protected answers(): void {
    for (const done of [...this.calls.values()]) done();
    this.files.lost();
  }
}

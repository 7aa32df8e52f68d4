import type { DurableCommand, Settings } from '../../domain/index.js';
import { reportError } from '../../errors/index.js';
import { loadProtocol } from '../../protocols/registry.js';
import { leaseName } from '../../storage/leases.js';
import { changeLeft } from '../../storage/left.js';
import { scopeOf } from '../../storage/scope.js';
import { placesOf } from '../place.js';
import type { Session } from '../session.js';
import type { SharedFeed } from '../shared-feed.js';
import type { SessionEvents } from '../types.js';
import type { TabsDeps } from './browser.js';
import { Election } from './election.js';
import { handOver } from './hand-over.js';
import { Leader } from './leader.js';
import { Member } from './member.js';
import { Mirror } from './mirror.js';
import { VERSION, type Word } from './wire.js';

/** Whoever leads looks once more, after this, for what the one before left. Milliseconds. */
const AFTERMATH = 1000;

/** So many messages are remembered that the page was told of. */
const MOST_NEWS = 500;

/** What makes tabs one group: backend, person, and where they talk. A token does not: each page load has its own. */
export const groupOf = ({ address }: Settings): string => JSON.stringify([VERSION, scopeOf(address), address]);

/** How a tab comes to its group and goes, takes the lead and gives it up. */
export abstract class Tab extends Member {
  /** The page's own session, which never begins; with what was said to it before this code was here. */
  protected own: Session | undefined;
  /** Somebody asked for a connection in so many words. */
  protected forced = false;
  protected engaged = false;
  #election: Election | undefined;
  #group = '';
  /** Counts the times that this tab began or ceased to lead. */
  #term = 0;
  #later: unknown;
  /** Messages that the page was told of. */
  readonly #news = new Set<string>();
  #ends: (() => void)[] = [];

  constructor(own: Session, feed: SharedFeed, deps: TabsDeps) {
    super(own, feed, deps);
    this.own = own;
    feed.tap = (slice, conversation) => {
      if (slice === 'connection') this.showStatus();
      this.leader?.changed(slice === 'conversation' ? conversation : undefined);
    };
    feed.told = (name, detail) => {
      if (name === 'chat-status') return false;
      this.leader?.told(name, detail);
      return name !== 'chat-message' || this.#first((detail as SessionEvents['chat-message']).message.id);
    };
  }

  /** Whoever leads now may hear of things later than this tab did when it led. */
  #first(id: string): boolean {
    const first = !this.#news.has(id);
    this.#news.add(id);
    if (this.#news.size > MOST_NEWS) this.#news.delete(this.#news.values().next().value!);
    return first;
  }

  // --- coming and going ---------------------------------------------------------------------------------------------------------------------

  protected join(forced: boolean): void {
    this.forced ||= forced;
    if (this.wanted) {
      if (forced) this.ask('connect');
      return;
    }
    this.wanted = true;
    this.#adoptOwn();
    const group = (this.#group = groupOf(this.settings));
    const name = `chat-elements:tabs:${group}`;
    try {
      this.channel = this.deps.channel(name);
    } catch {
      return this.#alone();
    }
    this.channel.onmessage = ({ data }) => {
      if (group === this.#group) this.#heard(data as Word);
    };
    this.#election = new Election(this.deps.locks, name, {
      won: () => void this.#lead().catch(reportError),
      lost: () => this.follow(),
      refused: () => this.#alone(),
    });
    this.#listen();
    this.watch.heard();
    this.#election.join();
    this.hello();
    this.watch.look();
    // What it takes to lead is here before it is needed.
    void loadProtocol(this.settings.address.protocol).catch(() => undefined);
    void Promise.all([import('../sending.js'), import('../aside.js'), import('../../storage/adopt.js')]).catch(() => undefined);
  }

  protected leave(): void {
    this.wanted = false;
    this.#stepDown();
    if (this.channel && !this.leader) this.post({ t: 'leave' });
    this.#election?.leave();
    this.channel?.close();
    for (const end of this.#ends.splice(0)) end();
    this.watch.stop();
    this.#election = this.channel = this.writer = undefined;
    this.#group = '';
    this.gen = 0;
    this.answers();
  }

  /** To what becomes of the page. */
  #listen(): void {
    const { surroundings } = this.deps;
    this.#ends.push(surroundings.on((what) => {
      if (what === 'visible' || what === 'hidden') {
        if (!this.leader) this.post({ t: 'looks', visible: surroundings.visible });
        this.watch.look();
      } else if (what === 'freeze') this.#freeze();
      else if (what === 'resume' || what === 'pageshow') this.#thaw();
      // A page that holds a lock or a channel is not let into the back/forward cache.
      else if (what === 'pagehide') this.#freeze(true);
    }));
    // Those of pages that go for good, too.
    const ends = new AbortController();
    for (const type of ['pagehide', 'pageshow']) globalThis.addEventListener?.(type, this.#parting, { signal: ends.signal });
    this.#ends.push(() => ends.abort());
  }

  /** The page goes, or came back: what is still on its way into the outbox is left where whoever leads looks for it. */
  readonly #parting = ({ type }: Event): void => {
    if (type === 'pageshow') {
      this.unsent.comeBack();
      if (!this.leader) this.hello();
    } else if (this.unsent.leave() && !this.leader) this.post({ t: 'leave' });
  };

  /** Locks are refused here: a socket of its own. */
  #alone(): void {
    this.leave();
    this.wanted = true;
    this.#start(new Leader(this.settings, this.#sessionDeps(), 1, () => undefined, (fn) => fn()));
    this.#begin();
  }

  /** What was said to the page's own session before this code was here. It never begins. */
  #adoptOwn(): void {
    const { own } = this;
    if (!own) return;
    this.own = undefined;
    this.#carry(own);
    for (const id of own.subscriptions) this.subscriptions.add(id);
    own.dispose();
  }

  /** What only this session knows of is this tab's to keep from now on. */
  #carry(session: Session): void {
    for (const { view } of session.conversations.values()) {
      for (const { messages } of view.blocks) {
        for (const { own, status, statusReason = '', id, clientId = id, createdAt, parts, replyTo, metadata } of messages) {
          if (!own || (status !== 'pending' && status !== 'failed') || session.sending?.keeps(clientId)) continue;
          this.engaged = true;
          session.sending?.give(clientId);
          const asked = this.unsent.has(clientId);
          const command = { type: 'send-message', id: clientId, n: asked ? 0 : this.unsent.number(view.id), at: createdAt, conversation: view.id, parts, replyTo, metadata } as const;
          this.mirror.say(command);
          if (status === 'failed') this.mirror.fail(clientId, statusReason);
          else if (!asked) void this.unsent.keep(command, session.scope);
        }
      }
    }
    session.early = [];
    changeLeft(this.deps.database, (rows) => rows.filter(({ writer }) => writer !== session.writer));
  }

  /** Frozen pages keep their locks, so the lead goes to another tab first, if there is one. `always`: the lock itself is in the way. */
  #freeze(always = false): void {
    if (!this.leader?.followed && !always) return;
    this.#stepDown();
    this.#election?.leave();
  }

  #thaw(): void {
    if (!this.wanted || !this.#election) return;
    this.watch.heard();
    if (!this.leader) {
      this.#election.join();
      this.hello();
    }
    this.watch.look();
  }

  #heard(word: Word): void {
    if ('gen' in word) return this.fromLeader(word);
    this.clock.tick();
    const { leader } = this;
    if (!leader) return;
    const { looked } = leader;
    leader.heard(word.from, word);
    // A tab of this connection is looked at from now on: a retry that was put off comes soon.
    if (!looked && leader.looked) leader.session.line.connection.hurry();
  }

  // --- leading ------------------------------------------------------------------------------------------------------------------------------

  async #lead(): Promise<void> {
    this.#stepDown();
    const term = this.#term;
    const gen = Math.max(this.gen + 1, this.deps.now().getTime());
    const old = this.writer;
    // Whether the old leader is gone or frozen: it does not send any more, so its lease must not keep others from what it left.
    if (old) await this.deps.locks.request(leaseName(old, this.deps.database), { steal: true }, () => undefined).catch(() => undefined);
    // Meanwhile it was lost again, or given a second time: who thaws may be handed the lock that it is about to take.
    if (term !== this.#term) return;
    this.gen = gen;
    this.writer = undefined;
    this.answers();
    const leader = new Leader(this.settings, this.#sessionDeps(), gen, (word) => this.post(word), (fn) => this.#soon(fn));
    this.#start(leader);
    // What is shown stays until what earlier tabs kept is here as well.
    this.preparing = this.status.was || this.mirror.own().length > 0 || this.mirror.waiting().length > 0;
    leader.announce();
    this.watch.look();
    this.showStatus();
    await leader.session.prepare().catch(() => undefined);
    if (leader !== this.leader) return;
    this.#begin();
    // What was on its way into the outbox when the old leader ended.
    this.#later = this.clock.setTimeout(() => void leader.session.adopt().catch(reportError), AFTERMATH);
  }

  #start(leader: Leader): void {
    this.leader = leader;
    leader.connection = () => this.status.view;
    leader.wants = this.subscriptions;
    this.mirror.seed(leader.session);
    for (const handlers of this.handlers.keys()) this.handlers.set(handlers, leader.session.registerHandlers(handlers));
    for (const id of this.subscriptions) leader.session.subscriptions.add(id);
  }

  /** Whether it connects at once is for the session to say; where the tabs were connected, they are again. */
  #begin(): void {
    const { session } = this.leader!;
    this.preparing = false;
    const asked = this.unsent.all();
    const named = [...this.unsent.named()];
    // Whoever led could keep nothing, or what it kept was deleted, or cannot be taken over: what it had yet to send, only this tab has any more. Where repeats are told apart, nobody need know.
    const only = session.capabilities.idempotent || session.volatile || this.mirror.common.volatile || !session.sending;
    const left = only ? this.mirror.waiting().filter(({ id }) => !this.unsent.has(id)) : [];
    this.mirror = Mirror.of(session);
    if (this.engaged) session.engage();
    if (this.forced || this.status.was) session.connect().catch(() => undefined);
    else session.start();
    for (const command of [...left, ...asked]) if (command.type === 'send-message' && command.conversation) session.of(command.conversation).addOwn(command);
    // Together with what this tab could not keep itself: each time storage is asked first, and what is said next would come before those that wait for it twice.
    if (left.length) this.hand([...left, ...named.flatMap(({ commands, kept }) => (kept ? [] : commands))], false);
    for (const { commands, kept } of named) if (kept || !left.length) this.hand(commands, kept);
    for (const slice of ['settings', 'connection', 'inbox'] as const) this.feed.changed(slice);
    for (const id of session.conversations.keys()) this.feed.changed('conversation', id);
  }

  /**
   * The session may end before it has them. What belongs to a conversation that this connection does not carry would be refused over it: the outbox sees to that where it was
   * put there; what was not waits here until somebody goes back.
   */
  protected hand(all: readonly DurableCommand[], kept: boolean): void {
    const { session } = this.leader!;
    const commands = all.filter(({ conversation }) => kept || placesOf(session)(conversation) !== undefined);
    const refused = ({ id, conversation }: DurableCommand, { message }: Error): void => {
      const target = session.of(conversation);
      session.changed(target, target.settle(id, 'failed', message));
      this.refused(id, message);
    };
    void handOver(session, commands, kept, refused).then(() => {
      if (this.leader?.session === session) for (const { id } of commands) this.unsent.settle(id);
    }).catch(reportError);
  }

  #sessionDeps() {
    const { session, newId, surroundings: own } = this.deps;
    // Somebody who looks at any of the tabs looks at this connection.
    const looked = (): boolean => own.visible || this.leader?.looked === true;
    const surroundings = {
      get online() {
        return own.online;
      },
      get visible() {
        return looked();
      },
      on: own.on.bind(own),
    };
    return { newId, ...session, clock: this.clock, surroundings, feed: this.feed };
  }

  /** Before the next paint; hidden pages are not painted and their timers are slow, but other tabs may be looked at. */
  #soon(fn: () => void): void {
    if (!this.deps.surroundings.visible) queueMicrotask(fn);
    else this.clock.setTimeout(fn, 16);
  }

  /** The lead is another tab's: what was shown stays, and is a mirror from now on. */
  #stepDown(): void {
    this.#term++;
    const { leader } = this;
    if (!leader) return;
    if (!this.preparing) {
      this.mirror = Mirror.of(leader.session);
      this.#carry(leader.session);
    }
    this.mirror.common = { ...this.mirror.common, connection: this.status.view };
    if (this.channel) leader.bye();
    this.leader = undefined;
    this.clock.clearTimeout(this.#later);
    this.preparing = false;
    this.n = -1;
    for (const handlers of this.handlers.keys()) this.handlers.set(handlers, undefined);
    leader.session.dispose();
  }

  protected follow(): void {
    this.#stepDown();
    if (!this.wanted || !this.#election) return;
    this.watch.heard();
    this.#election.join();
    this.hello();
    this.watch.look();
  }

  protected seize(): void {
    this.#election?.join(true);
  }
}

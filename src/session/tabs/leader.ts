import type { ChatEvent, ConnectionView, DurableCommand, MessageBlock, Settings } from '../../domain/index.js';
import { reportError, type ChatError } from '../../errors/index.js';
import type { SessionDeps } from '../core.js';
import { Session } from '../session.js';
import type { SessionEventName, SessionEvents } from '../types.js';
import { Desk } from './files.js';
import { handOver } from './hand-over.js';
import { commonOf } from './mirror.js';
import type { FromFollower, FromLeader, Patch, Told } from './wire.js';

/** A session whose unknown frames are heard in other tabs as well. */
export class LeadingSession extends Session {
  #heard: (event: ChatEvent & { type: 'unknown' }) => void;

  constructor(settings: Settings, deps: Partial<SessionDeps>, heard: (event: ChatEvent & { type: 'unknown' }) => void) {
    super(settings, deps);
    this.#heard = heard;
  }

  /** What somebody said in one of the tabs is offered to a log that lost it also by a tab in which nothing was said. */
  override adopt(...[kept, also]: Parameters<Session['adopt']>): Promise<boolean> {
    const lost = [...this.conversations.values()].some(({ before }) => before?.length);
    return super.adopt(kept, also ?? (lost ? () => undefined : undefined));
  }

  override take(events: readonly ChatEvent[]): void {
    super.take(events);
    for (const event of events) if (event.type === 'unknown') this.#heard(event);
  }
}

type Say = (word: FromLeader) => void;
interface Follower {
  readonly subscriptions: Set<string>;
  /** Somebody looks at the wire there. */
  readonly watches: boolean;
  visible: boolean;
  heardAt: number;
}

/** Tabs that are looked at ping every second. One that was closed does not say so. Milliseconds. */
const GONE = 5000;

/** Tells the other tabs what happens here, and does what they ask for. */
export class Leader {
  readonly session: LeadingSession;
  readonly gen: number;
  readonly #say: Say;
  readonly #soon: (fn: () => void) => void;
  readonly #followers = new Map<string, Follower>();
  /** Blocks as they were told last. */
  readonly #known = new Map<string, readonly MessageBlock[]>();
  readonly #touched = new Set<string>();
  #inbox: unknown;
  #told: Told[] = [];
  /** How much of each message's speech was told. */
  readonly #clips = new Map<string, number>();
  /** What this tab itself subscribed to. */
  wants: ReadonlySet<string> | undefined;
  /** The connection as this tab shows it. */
  connection: () => ConnectionView = () => this.session.connection;
  readonly #desk: Desk;
  #n = 0;
  #due = false;
  #ended = false;

  /** `soon`: before the next paint, or at once where nothing is painted. */
  constructor(settings: Settings, deps: Partial<SessionDeps>, gen: number, say: Say, soon: (fn: () => void) => void) {
    this.gen = gen;
    this.#say = say;
    this.#soon = soon;
    this.session = new LeadingSession(settings, deps, ({ name, data, conversation }) => {
      if (this.#followers.size) say({ t: 'unknown', gen, name, data, conversation: conversation ?? this.session.currentConversation });
    });
    this.#desk = new Desk(this.session, (word) => this.#ended || this.#say({ ...word, gen }));
  }

  get followed(): boolean {
    return this.#followers.size > 0;
  }

  /** Whether anybody looks at one of the other tabs. */
  get looked(): boolean {
    const since = this.session.deps.clock.now() - GONE;
    return [...this.#followers.values()].some(({ visible, heardAt }) => visible && heardAt > since);
  }

  announce(): void {
    this.#say({ t: 'lead', gen: this.gen, writer: this.session.writer, n: this.#n });
  }

  bye(): void {
    this.flush();
    this.#ended = true;
    this.#desk.stop();
    this.session.feed.watchers.delete(this.#frame);
    this.#say({ t: 'bye', gen: this.gen });
  }

  /** Something changed here. */
  changed(conversation?: string): void {
    if (!this.#followers.size) return;
    if (conversation !== undefined) this.#touched.add(conversation);
    if (this.#due) return;
    this.#due = true;
    this.#soon(() => this.flush());
  }

  told(name: SessionEventName, detail: unknown): void {
    // Each tab tells of its own status by itself. An error is told as what can be cloned of it.
    if (!this.#followers.size || name === 'chat-status') return;
    this.#told.push({ name, detail: detail instanceof Error ? { code: (detail as ChatError).code, message: detail.message } : detail });
    this.changed();
  }

  flush(): void {
    this.#due = false;
    if (this.#ended || !this.#followers.size) return;
    const told = this.#told.splice(0);
    const touched = [...this.#touched];
    this.#touched.clear();
    const { inbox } = this.session;
    const patches = touched.filter((id) => this.session.conversations.has(id)).map((id) => this.#patch(id, this.#known.get(id)));
    this.#send({ t: 'state', gen: this.gen, n: ++this.#n, writer: this.session.writer, common: commonOf(this.session, this.connection()), patches, told, ...(inbox !== this.#inbox && { inbox }) });
    this.#inbox = inbox;
  }

  heard(from: string, word: FromFollower): void {
    const { session, gen } = this;
    const heardAt = session.deps.clock.now();
    const follower = this.#followers.get(from);
    if (follower) follower.heardAt = heardAt;
    switch (word.t) {
      case 'hello':
        this.flush();
        this.#followers.set(from, { subscriptions: new Set(), visible: word.visible, watches: word.watches, heardAt });
        this.#watch();
        for (const id of word.subscriptions) this.#subscribe(from, id);
        // What it wanted before and does not want any more.
        for (const id of follower?.subscriptions ?? []) this.give(id);
        return this.#all(from);
      case 'leave':
        this.#followers.delete(from);
        this.#desk.stop(from);
        this.#watch();
        for (const id of follower?.subscriptions ?? []) this.give(id);
        // What it left in the outbox is nobody's now.
        void session.adopt().catch(reportError);
        return;
      case 'ping':
        return this.#say({ t: 'beat', gen, writer: session.writer, n: this.#n });
      case 'looks':
        if (follower) follower.visible = word.visible;
        return;
      case 'file':
        return void this.#desk.take(from, word);
      case 'nofile':
        return this.#desk.stop(from, word.call);
      case 'sends':
        return this.#sends(from, word.commands, word.kept);
      case 'call':
        return this.#call(from, word);
    }
  }

  #sends(from: string, commands: readonly DurableCommand[], kept: boolean): void {
    const { gen } = this;
    const refused = ({ id }: DurableCommand, error: Error): void => this.#say({ t: 'refused', gen, to: from, id, message: error.message });
    handOver(this.session, commands, kept, refused).then(() => this.#say({ t: 'took', gen, to: from, ids: commands.map(({ id }) => id) }), reportError);
  }

  #call(from: string, { method, args, call }: FromFollower & { t: 'call' }): void {
    const answer = () => this.#say({ t: 'answer', gen: this.gen, to: from, call });
    if (method === 'subscribe') this.#subscribe(from, args[0] as string);
    else if (method === 'unsubscribe') this.#unsubscribe(from, args[0] as string);
    else {
      // What is told of an error is in the connection's view and events; a page gets its exceptions from its own tab.
      const run = async (): Promise<unknown> => (this.session[method] as (...args: readonly unknown[]) => unknown)(...args);
      void run().catch(() => undefined).then(answer);
    }
  }

  #subscribe(from: string, id: string): void {
    this.#followers.get(from)?.subscriptions.add(id);
    this.session.subscribe(id);
  }

  /** Only what no tab wants any more is given up. */
  #unsubscribe(from: string, id: string): void {
    this.#followers.get(from)?.subscriptions.delete(id);
    this.give(id);
  }

  /** This tab's own wish is over, or a follower's: as long as another has it, it stays. */
  give(id: string): void {
    if (this.wants?.has(id) || id === this.session.currentConversation || [...this.#followers.values()].some((f) => f.subscriptions.has(id))) return;
    this.session.unsubscribe(id);
  }

  /** All there is, for one tab. */
  #all(to: string): void {
    const { conversations, inbox } = this.session;
    this.#inbox = inbox;
    const patches = [...conversations.keys()].map((id) => this.#patch(id));
    this.#send({ t: 'state', gen: this.gen, n: this.#n, writer: this.session.writer, to, common: commonOf(this.session, this.connection()), patches, inbox, told: [] });
  }

  #patch(id: string, before: readonly MessageBlock[] = []): Patch {
    const { view: { blocks, ...view }, epoch, cursor, readUpTo, clips: speech } = this.session.of(id);
    const known = new Set(before);
    this.#known.set(id, blocks);
    const clips = [...speech].filter(([message, { length }]) => !before.length || length !== this.#clips.get(message));
    for (const [message, { length }] of clips) this.#clips.set(message, length);
    return { view, keys: blocks.map(({ key }) => key), blocks: blocks.filter((block) => !known.has(block)), epoch, cursor, readUpTo, clips };
  }

  #watch(): void {
    const { watchers } = this.session.feed;
    if ([...this.#followers.values()].some(({ watches }) => watches)) watchers.add(this.#frame);
    else watchers.delete(this.#frame);
  }

  readonly #frame = (frame: SessionEvents['chat-frame']): void => this.#say({ t: 'frame', gen: this.gen, frame });

  /** Metadata that a page put functions into cannot travel; the rest must. */
  #send(word: FromLeader): void {
    try {
      this.#say(word);
    } catch (error) {
      reportError(error);
    }
  }
}


import type { Conversation } from '../conversation/conversation.js';
import { loadRare } from '../conversation/events.js';
import { EXPIRED, Outbox, PATIENCE } from '../conversation/outbox.js';
import { OutgoingTyping } from '../conversation/typing.js';
import type { Change } from '../conversation/types.js';
import type { AckEvent, ChatEvent, DurableCommand, Message } from '../domain/index.js';
import { redact, reportError } from '../errors/index.js';
import { createStore } from '../storage/store.js';
import type { Store, WriterLease } from '../storage/types.js';
import type { Core, SendingPart } from './core.js';
import type { Echoes } from './echoes.js';
import { Keeper } from './keeper.js';
import { within } from './within.js';

type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;
/** A durable command as it is asked for; the rest is given here. */
export type Durable = DistributiveOmit<DurableCommand, 'n' | 'id' | 'at'> & { readonly id?: string };
/** One that does not say where yet. */
export type Unplaced = DistributiveOmit<Durable, 'conversation'>;

/** Why a message is failed over which the backend broke. Said in the person's language, as others of ours. */
export const NOT_TAKEN = 'The backend could not take it.';
const MAX_BYTES = 5 * 1024 * 1024;
/** How long a guest waits for what earlier pages left, before they do without: it tells who they are, and a busy machine may take its time. Milliseconds. */
const GUEST = 20_000;
/** When what a page left is looked for again, while its lease is still held: after a reload the old page goes a moment after the new one has come, and without Web Locks one that crashed counts as gone after 3 minutes. Milliseconds, one after the other. */
const AGAIN = [250, 1000, 4000, 200_000];
/** When the code for a log that was lost is asked for again. Milliseconds. */
const RENUMBER_AGAIN = 10_000;
/** Asked for once: of several import()s of what is still on its way Chromium answers any first, and so a burst would be posted in any order. */
let posting: Promise<typeof import('./exchange.js')> | undefined;

/**
 * What goes out and must arrive: shown at once, kept, sent when the backend listens, settled when it confirms. One for each address.
 * Also keeps what came in, from the first thing on that the person said or typed.
 */
export class Sending implements SendingPart {
  sent = 0;
  #core: Core;
  #store: Store;
  #outbox: Outbox;
  #keeper: Keeper;
  #typing: OutgoingTyping;
  #lease: WriterLease | undefined;
  #pause: unknown;
  #paused = false;
  #pausedAt = 0;
  /** What the old log had goes out before the rest: until it is known nothing does, over whatever connection. */
  #recalls = 0;
  #adopted = Promise.resolve();
  /** Conversations of which what is kept is here, or on its way. */
  #restored = new Set<unknown>([undefined]);
  #again: unknown;
  #tries = 0;
  #end = new AbortController();
  #echoes: Echoes | undefined;

  constructor(core: Core) {
    const { clock, now } = core.deps;
    this.#core = core;
    this.#store = core.deps.store ?? createStore();
    this.#keeper = new Keeper(this.#store, core.scope);
    this.#outbox = new Outbox({
      store: this.#store,
      scope: core.scope,
      clock, now,
      limits: () => ({ count: core.tuning.queueSize, bytes: MAX_BYTES }),
      confirm: () => core.capabilities.confirm,
      places: () => import('./aside.js').then(({ placesOf }) => placesOf(core), () => undefined),
      silent: () => this.flush(),
    });
    this.#store.gone = () => {
      this.#outbox.again();
      if (this.waiting) this.remember();
    };
    this.#typing = new OutgoingTyping({
      clock,
      throttle: () => core.tuning.typingThrottle,
      send: (conversation, on, text) => void core.line.pass({ type: 'typing', conversation, on, text }),
    });
  }

  leave(goes: boolean): void {
    this.#store.leave(this.#core.writer, goes ? this.#unsaved() : []);
  }

  #unsaved() {
    return this.#outbox.unsaved(this.#core.writer, this.#store.kind === 'memory');
  }

  get waiting(): number {
    return this.#outbox.count();
  }

  get volatile(): boolean {
    return this.#store.volatile;
  }

  /** It will be sent even if this ends: whoever comes next finds it. */
  keeps(id: string): boolean {
    return this.#store.kind === 'indexeddb' && this.#outbox.keeps(id);
  }

  /** It is for somebody else to send. Where it was on its way into storage, it does not come back from there. */
  give(id: string): void {
    this.#outbox.discard(id);
  }

  /**
   * Takes over what an earlier page left. `own`: a conversation that was made up then is this visitor's again. `signal`: somebody else signed in meanwhile, and what is
   * kept for one person must not be shown to the next.
   */
  async start(own: boolean, signal: AbortSignal): Promise<void> {
    const { writer, guest, settings: { token, address } } = this.#core;
    const known = token || guest.token || address.userId;
    signal.addEventListener('abort', () => this.#end.abort());
    // What was left comes when storage answers, behind what is said meanwhile.
    if (!(await this.#within(this.#begin(own, () => !signal.aborted), known ? PATIENCE : GUEST, signal))) this.#outbox.begin(writer, true);
  }

  async #begin(own: boolean, alive: () => boolean): Promise<void> {
    const core = this.#core;
    const { guest, scope, writer } = core;
    // Before storage answers: what is sent meanwhile has a writer that lives.
    const leasing = this.#store.lease(writer).then((lease) => (this.#lease ??= lease));
    // That one is next in line: others find this writer alive all the time.
    void core.parked?.then((free) => free());
    if (await this.#store.restore(scope)) {
      guest.token ??= (await this.#store.get(`token:${scope}`)) as string | undefined;
      if (own) guest.conversation ??= (await this.#store.get(`conversation:${scope}`)) as string | undefined;
    }
    await leasing;
    const current = core.currentConversation;
    if (current !== undefined && alive()) await this.restore(current);
    const waiting = await this.#outbox.start(writer);
    if (!alive()) return;
    // Left in the last moment of a page, before it could be remembered whose conversation that was.
    if (own) guest.conversation ??= waiting[0]?.conversation;
    await this.#found(waiting, alive);
    if (!alive()) return;
    this.remember();
    // What came in before there was anything to keep it with.
    for (const conversation of core.conversations.values()) this.#keeper.whole(conversation);
    this.#looked();
  }

  /** Shows what is kept of a conversation, unless it is here already. */
  async restore(id: string): Promise<void> {
    const conversation = this.#core.of(id);
    this.#restored.add(id);
    if (conversation.cursor !== undefined) return;
    await this.#within(this.#keeper.restore(id, conversation).then(() => this.#core.changed(conversation)));
  }

  /** What is kept comes before what is said: else what is known would be news again, and written over what is kept. Where there is a log, subscribing sees to it. */
  unread(event: ChatEvent): Promise<void> | undefined {
    const { conversation } = event as { readonly conversation: string };
    return this.#core.capabilities.resume || this.#restored.has(conversation) ? undefined : this.restore(conversation);
  }

  /** Numbers a command, shows what it does, keeps it, and sends it as soon as it is kept. Throws `queue-full`. */
  ask(durable: Durable): Message | undefined {
    const { newId, now } = this.#core.deps;
    void this.#store.persist();
    this.#hurry();
    // What becomes of it is told to those who listen, and the answer comes there.
    this.#core.subscribe(durable.conversation);
    const { command, committed } = this.#outbox.add({ id: newId(), at: now(), ...durable } as DistributiveOmit<DurableCommand, 'n'>);
    if (command.type === 'send-message') this.#typing.set(command.conversation, false);
    void committed.then(() => {
      if (this.#end.signal.aborted) return;
      this.flush();
      this.remember();
    });
    return this.show(command);
  }

  /** Somebody waits now: a retry that was put off comes soon, and where the attempts were used up it goes on. */
  #hurry(): void {
    const { connection } = this.#core.line;
    const { status, error } = connection.view;
    if (status === 'failed' && /^(connect|token)-/.test(error!.code)) connection.retry();
    else connection.hurry();
  }

  /** What was said before this was here. */
  said(early: readonly Extract<DurableCommand, { type: 'send-message' }>[]): void {
    const core = this.#core;
    for (const { conversation, ...said } of early) {
      // It goes out behind what earlier pages left, and is shown there.
      core.changed(core.of(conversation), core.of(conversation).discard(said.id));
      const command = { ...said, conversation: conversation || core.need() };
      try {
        this.ask(command);
      } catch (error) {
        // Earlier pages left more than was known.
        this.show(command);
        this.failed(command, (error as Error).message);
      }
    }
    this.flush();
  }

  /** What other tabs left in the outbox; `kept`: they say that they did. Then what else they ask for. */
  adopt(kept?: boolean, also?: (sending: Sending) => void): Promise<void> {
    // One after the other: what is asked for later must not come first because storage answered it sooner.
    return (this.#adopted = this.#adopted.catch(() => undefined).then(async () => {
      if (kept) this.#hurry();
      this.#tries = 0;
      // A tab in which nothing was said yet has no storage open: what another left there brings it.
      const looked = (kept ? this.#store.persist() : this.#store.restore(this.#core.scope)).then(() => this.#look());
      // Where repeats are not told apart, it has to be known what is there.
      await (kept && !this.#core.capabilities.idempotent ? looked : this.#within(looked));
      also?.(this);
      this.flush();
    }));
  }

  /** Whether storage answered in time. */
  #within(work: Promise<unknown>, ms = PATIENCE, signal = this.#end.signal): Promise<boolean> {
    return within(this.#core.deps.clock, work, ms, signal);
  }

  has(id: string): boolean {
    return this.#outbox.has(id);
  }

  typing(conversation: string, on: boolean, text?: string): void {
    this.#typing.set(conversation, on, text);
  }

  async retry(id: string, conversation: Conversation): Promise<void> {
    (await import('./failing.js')).retry(this.#core, this, this.#outbox, id, conversation);
  }

  discard(id: string): void {
    this.#outbox.discard(id);
    this.flush();
  }

  /** Sends what can be sent now: in order, within the window. Called whenever something was added, confirmed, or a conversation came alive. */
  flush(): void {
    const { line, live } = this.#core;
    if (this.#paused || this.#recalls || !line.wire || this.#end.signal.aborted) return;
    for (const conversation of live) {
      for (const command of this.#outbox.take(conversation, line.connection.bufferedAmount)) this.#put(command);
    }
    this.#count();
  }

  ack(event: AckEvent): void {
    const core = this.#core;
    const settled = this.#settle(event);
    for (const { id, conversation } of settled) {
      // What is said of one message (its id, its number) holds for that one only, not for all that an acknowledgement covers.
      const own = settled.length === 1 || event.clientId === id ? event : { type: 'ack' as const };
      const target = core.of(conversation);
      core.changed(target, target.apply({ ...own, upTo: undefined, conversation, clientId: id }));
    }
  }

  /** What is said in a conversation that this person may not enter would wait for ever. The next attempt asks anew. */
  refused(conversation: string, message: string): void {
    if (this.#core.live.has(conversation)) return;
    void import('./failing.js').then(({ refuse }) => refuse(this.#core, this, this.#outbox, conversation, message, this.#end.signal)).catch(reportError);
  }

  nack(event: ChatEvent & { type: 'nack' }): void {
    const message = redact(event.message);
    const { after } = event;
    // What is put off is put off here, for it may be wanted sooner.
    const { failed, again } = this.#outbox.nack({ ...event, message, after: 0 });
    this.#core.line.connection.progress();
    if (failed) this.failed(failed, message);
    if (again && after) {
      this.#paused = true;
      this.#pausedAt = this.#core.deps.clock.now();
      this.#pause = this.#core.deps.clock.setTimeout(() => this.anew(), after);
    } else this.flush();
    this.#count();
  }

  returned(messages: readonly Message[]): void {
    for (const { own, clientId, status, conversation } of messages) {
      if (own && clientId && status !== 'pending' && status !== 'failed' && this.has(clientId)) this.#settle({ type: 'ack', conversation, clientId });
    }
  }

  resumed(conversation: string, ack: number): void {
    const target = this.#core.of(conversation);
    for (const { id } of this.#outbox.resumed(conversation, ack)) this.#core.changed(target, target.settle(id, 'sent'));
  }

  /** The log began a new life: everything goes out under a new writer, what the old log may have taken with it as well. Nothing does before that is known. */
  async renumber(conversation: string): Promise<void> {
    let held = ++this.#recalls;
    const go = (): void => {
      if (held) this.#recalls--;
      held = 0;
    };
    try {
      const { renumber } = await import('./renumber.js');
      await renumber({ sending: this, core: this.#core, store: this.#store, outbox: this.#outbox, old: this.#lease, signal: this.#end.signal, go, lease: (lease) => (this.#lease = lease) }, conversation);
    } catch (error) {
      reportError(error);
      // Its code did not come. Nothing goes out before it is here, or the connection is another. The wait ends with this.
      void this.#within(new Promise(() => undefined), RENUMBER_AGAIN).then(() => this.renumber(conversation));
    } finally {
      go();
    }
  }

  note(conversation: Conversation, change: Change): void {
    this.#keeper.note(conversation, change);
  }

  /** A guest's token; and their conversation, once something was said in it: an opened and closed chat leaves none behind. */
  remember(): void {
    const { guest, scope } = this.#core;
    if (guest.token) void this.#store.set(`token:${scope}`, guest.token);
    if (guest.conversation && this.#core.of(guest.conversation).view.count) void this.#store.set(`conversation:${scope}`, guest.conversation);
  }

  /** The connection is gone: what was on the way is sent again over the next one. */
  lost(code?: number): void {
    this.#typing.clear();
    this.#echoes?.forget();
    // Requests do not need the socket: what is under way gets its answer, or none, by itself. Sent again over the next connection, it would be there twice.
    if (this.#core.capabilities.confirm === 'http') return;
    this.#outbox.lost(code === 1007 || code === 1009 || code === 1011);
    this.#core.line.connection.unacked(0);
    this.#core.deps.clock.clearTimeout(this.#pause);
    this.#paused = false;
    // Three times in a row the backend choked on the same one: put aside, so that the rest can go on.
    const poison = this.#outbox.suspect();
    if (poison) this.failed(this.#outbox.quarantine(poison.id, NOT_TAKEN)!, NOT_TAKEN);
    for (const command of this.#outbox.expire()) this.failed(command, EXPIRED);
  }

  /** Nothing is put off any more that was put off before a moment. */
  anew(before = Infinity): void {
    if (this.#pausedAt > before) return;
    this.#core.deps.clock.clearTimeout(this.#pause);
    this.#paused = false;
    this.flush();
  }

  dispose(): void {
    this.#end.abort();
    this.#typing.clear();
    this.#echoes?.forget();
    this.#keeper.dispose();
    this.#outbox.end();
    this.#core.deps.clock.clearTimeout(this.#pause);
    this.#core.deps.clock.clearTimeout(this.#again);
    const unsaved = this.#unsaved();
    if (unsaved.length) this.#store.leave(this.#core.writer, unsaved);
    this.#store.close();
  }

  async #look(): Promise<void> {
    // Where the code for it is out of reach, it is looked for again, like what its page still holds.
    await this.#found(await this.#outbox.adopt().catch(() => []));
    this.#looked();
  }

  /** Sends what was there, also what is left in other conversations, and looks again for what its page may still be holding. */
  #looked(): void {
    const { clock } = this.#core.deps;
    const { signal } = this.#end;
    const { elsewhere, others } = this.#store;
    if (elsewhere.size) void import('./aside.js').then(({ carry }) => carry(this.#core, elsewhere, signal)).catch(reportError);
    this.flush();
    clock.clearTimeout(this.#again);
    const wait = AGAIN[this.#tries];
    if (!others || wait === undefined || signal.aborted) return;
    this.#tries++;
    this.#again = clock.setTimeout(() => void this.#look().catch(reportError), wait);
  }

  /** What was waiting in storage; and what was refused, where the page ended before it kept that next to its message. */
  async #found(waiting: readonly DurableCommand[], alive = () => !this.#end.signal.aborted): Promise<void> {
    if (waiting.some(({ type }) => type !== 'send-message')) await loadRare();
    if (!alive()) return;
    const { currentConversation } = this.#core;
    for (const command of waiting) {
      // Nothing but the conversation at hand is listened to by itself, and nobody may open this one again.
      if (command.conversation !== currentConversation) {
        await this.restore(command.conversation);
        if (!alive()) return;
        this.#core.subscribe(command.conversation);
      }
      this.show(command);
    }
    const failed = this.#outbox.failed();
    if (failed.length) await import('./failing.js').then(({ show }) => show(this.#core, this, failed, alive), reportError);
  }

  show(command: DurableCommand): Message | undefined {
    const conversation = this.#core.of(command.conversation);
    const message = conversation.addOwn(command);
    this.#core.changed(conversation);
    return message;
  }

  #put(command: DurableCommand): void {
    const core = this.#core;
    const { conversation, id: clientId, type } = command;
    const encoded = core.line.wire!.encode(command);
    if (!encoded) {
      return core.take([{ type: 'nack', conversation, clientId, code: 'unsupported', message: `The protocol ${core.settings.address.protocol} cannot carry ${type}.` }]);
    }
    if ('exchange' in encoded) {
      void (posting ??= import('./exchange.js')).then(({ inLine }) => inLine(core, conversation, encoded.exchange, this.#end.signal)).catch(() => {
        posting = undefined;
        core.take(encoded.exchange.answer(0, ''));
      });
    } else if (!encoded.frames.every((frame) => core.line.out(frame))) {
      // Closing: it waits for the next connection, also where what was handed over counts as sent.
      this.#outbox.nack({ type: 'nack', conversation, clientId, code: 'closing', message: '', retry: true });
      return;
    }
    this.sent++;
    if (core.capabilities.confirm === 'echo') void this.#awaitEcho(conversation, clientId).catch(reportError);
    if (core.capabilities.confirm !== 'none') return;
    this.#outbox.ack({ type: 'ack', conversation, clientId });
    const target = core.of(conversation);
    core.changed(target, target.settle(clientId, 'sent'));
  }

  async #awaitEcho(conversation: string, clientId: string): Promise<void> {
    const { line: { wire } } = this.#core;
    const { Echoes } = await import('./echoes.js');
    // Sent anew over the next connection.
    if (wire === this.#core.line.wire && !this.#end.signal.aborted) (this.#echoes ??= new Echoes(this.#core)).wait(conversation, clientId);
  }

  #settle(event: AckEvent): readonly DurableCommand[] {
    const settled = this.#outbox.ack(event);
    if (settled.length) {
      this.#core.line.connection.progress();
      this.flush();
    }
    this.#count();
    return settled;
  }

  /** A command was refused for good: a message is shown as failed, a change is taken back; and it is told. */
  failed(command: DurableCommand, reason: string): void {
    // For who tries again: the line may be down by then.
    void import('./failing.js').catch(() => undefined);
    const conversation = this.#core.of(command.conversation);
    this.#core.changed(conversation, conversation.settle(command.id, 'failed', reason));
    this.#core.feed.emit('chat-error', { code: 'refused', message: reason });
  }

  #count(): void {
    this.#core.line.connection.unacked(this.#core.capabilities.confirm === 'none' ? 0 : this.#outbox.onWire);
    // What was left when this could not be had is in storage now, or confirmed.
    if (this.#core.parked && this.#core.sending) this.leave(true);
  }
}

import type { ChatEvent, Message } from '../domain/index.js';
import { ChatError, redact, reportError } from '../errors/index.js';
import { isMissing as isRare } from '../conversation/events.js';
import type { Core } from './core.js';
import type { Handlers } from './types.js';

/** What the session itself does with events that are about the connection or a subscription. */
export interface EventTargets {
  ready(event: ChatEvent & { type: 'ready' }): void;
  inbox(event: ChatEvent & { type: 'inbox' }): void;
  subscribed(event: ChatEvent & { type: 'subscribed' }, anew: boolean): void;
  page(conversation: string): void;
  /** Our token was not accepted. */
  refused(event: ChatEvent & { type: 'error' }): void;
}

/** How often code is asked for before what does not need it goes on; and how long until it is asked for again, in milliseconds, longer each time. */
const TRIES = 3;
const AGAIN = 1000;

/** What the session does by itself; everything else is for a conversation. */
const OWN = new Set(['ready', 'inbox', 'pong', 'liveness', 'reconnect', 'unknown', 'error', 'ack', 'nack']);

const isMissing = (core: Core, event: ChatEvent): boolean =>
  !OWN.has(event.type) && isRare(core.of(('conversation' in event ? event.conversation : undefined) ?? core.currentConversation ?? ''), event);

/** Takes events one by one to where they belong: the connection, what is being sent, a conversation, the page's listeners. */
export class Events {
  received = 0;
  dropped = 0;
  gaps = 0;
  repeats = 0;
  lastError: string | null = null;
  lastErrorTime: number | null = null;
  readonly handlers = new Set<Handlers>();
  #core: Core;
  #targets: EventTargets;
  /** What waits for code that is on its way. */
  #held: ChatEvent[] | undefined;
  /** How often it was asked for. */
  #tries = 0;
  #again: unknown;

  constructor(core: Core, targets: EventTargets) {
    this.#core = core;
    this.#targets = targets;
  }

  take(events: readonly ChatEvent[]): void {
    let kept: Promise<void> | undefined;
    for (const event of events) {
      const missing = isMissing(this.#core, event);
      if (this.#held && (missing || this.#tries < TRIES)) this.#held.push(this.#kept(event));
      else if (!this.#held && (missing || (kept = this.#core.sending?.unread(event)))) void this.#fetch((this.#held = [event]), kept);
      else this.#try(event);
    }
  }

  /** As it waits. Once the others went on, its place in the log counts as known: asked for again it would only come again. Not in storage: should the page end before the code is here, the next one asks for it. */
  #kept(event: ChatEvent): ChatEvent {
    if (this.#tries < TRIES || !('seq' in event)) return event;
    const known = this.#core.of(event.conversation);
    known.keepTo ??= known.cursor;
    this.#try(event);
    return { ...event, seq: undefined };
  }

  /** Another address: what waits here belongs to the one before. */
  forget(): void {
    this.#held = undefined;
    this.#core.deps.clock.clearTimeout(this.#again);
  }

  /** Everything waits while the code for one event, or what is kept of its conversation, is on its way, so that all stay in order. Where code cannot be had, only those wait longer that need it. */
  async #fetch(held: ChatEvent[], kept?: Promise<void>): Promise<void> {
    this.#tries = 0;
    // What cannot be read is gone; what is said is not.
    await kept?.catch(reportError);
    const { clock, rare } = this.#core.deps;
    while ((await rare().catch(() => true)) && held === this.#held) {
      if (++this.#tries === TRIES) {
        this.#report(new ChatError('load-failed'));
        this.take(held.splice(0));
      }
      await new Promise<void>((resolve) => (this.#again = clock.setTimeout(resolve, AGAIN * this.#tries)));
    }
    if (held !== this.#held) return;
    this.#held = undefined;
    this.take(held);
  }

  #try(event: ChatEvent): void {
    try {
      this.#take(event);
    } catch (error) {
      // A fault of ours in one event must not cost the connection.
      reportError(error);
    }
  }

  note(message: string): void {
    this.lastError = redact(message);
    this.lastErrorTime = Date.now();
  }

  #take(event: ChatEvent): void {
    const core = this.#core;
    const { connection } = core.line;
    switch (event.type) {
      case 'ready': case 'inbox': return this.#targets[event.type](event as never);
      case 'pong': return connection.pong();
      case 'liveness': return connection.liveWithin(event.within);
      case 'reconnect': return connection.restart(event);
      case 'unknown': return this.#unknown(event);
      case 'error': return this.#error(event);
      case 'ack': case 'nack': return core.sending?.[event.type](event as never);
    }
    const id = event.conversation ?? core.currentConversation ?? '';
    const conversation = core.of(id);
    const { epoch } = conversation;
    const change = conversation.apply(event);
    if (event.type === 'message') this.received++;
    if (change.hole) this.gaps++;
    if (change.repeat) this.repeats++;
    if (event.type === 'history' && !event.tail) this.#targets.page(id);
    this.#tell(event, id, change.touched);
    core.changed(conversation, change);
    if (event.type === 'subscribed') this.#targets.subscribed(event, epoch !== undefined && conversation.epoch !== epoch);
  }

  /** Events of the page's own. */
  #tell(event: ChatEvent, conversation: string, touched: readonly Message[]): void {
    const { feed, self } = this.#core;
    if (event.type === 'receipt') feed.emit('chat-receipt', { conversation, ids: event.ids ?? touched.map(({ id }) => id), status: event.status, by: event.by });
    else if (event.type === 'presence') feed.emit('chat-presence', { conversation, participant: event.participant, online: event.online });
    else if (event.type === 'typing' && event.participant.id !== self.id) {
      feed.emit('chat-typing', { conversation, participant: event.participant, typing: event.on, text: event.text });
    } else if (event.type === 'conversation' && Object.keys(event.info).length) feed.emit('chat-conversation', { conversation, ...event.info });
  }

  #error(event: ChatEvent & { type: 'error' }): void {
    const { auth, code, message, conversation, refusesOldest, fatal, barred } = event;
    const { sending, line, feed } = this.#core;
    if (auth) return this.#targets.refused(event);
    if (fatal) return line.connection.fail(new ChatError(code === 'upgrade-needed' ? code : 'server-error', { message }));
    if (refusesOldest && sending) return sending.nack({ type: 'nack', conversation, code, message });
    if (code === 'protocol-error') {
      this.dropped++;
      return this.#report(new ChatError('protocol-error', { problem: message }));
    }
    if (barred && conversation) sending?.refused(conversation, message);
    this.note(message);
    line.said = redact(message);
    feed.emit('chat-error', { code, message: redact(message) });
  }

  #unknown({ name, data, conversation = this.#core.currentConversation }: ChatEvent & { type: 'unknown' }): void {
    for (const handlers of [...this.handlers]) {
      try {
        if (Object.hasOwn(handlers, name)) handlers[name]?.(data, conversation);
      } catch (error) {
        this.#report(new ChatError('handler', {}, error));
        reportError(error);
      }
    }
  }

  #report(error: ChatError): void {
    this.note(error.message);
    this.#core.feed.emit('chat-error', error);
  }
}

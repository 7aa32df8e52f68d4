import { systemClock, type Clock, type ConnectionStatus, type ConnectionView } from '../domain/index.js';
import { ChatError, reportError } from '../errors/index.js';
import { Attempt } from './attempt.js';
import type { Cause } from './backoff.js';
import { CLOSING, isBusy, meaningOf, stopReason } from './close-codes.js';
import type { Advice } from './probe.js';
import { Pulse } from './pulse.js';
import { CAUTION, TrackRecord } from './record.js';
import { browserSurroundings } from './surroundings.js';
import { Timer } from './timer.js';
import type { CloseMeaning, ConnectionHandlers, ConnectionOptions, Frame, Happening, Surroundings } from './types.js';

/** Between attempts while the device says it is offline: at least half of this, for it may be wrong. */
const OFFLINE_RETRY = 15_000;
/** Backends that answer whatever they are asked greet within this. Others look somebody up first, and may take as long as a socket may. */
const HANDSHAKE = 5000;
/** An attempt this old, begun in another network or before a person pressed retry, is not worth waiting for. */
const STALE = 2000;
/** A retry that is this far off comes sooner when somebody waits. */
const FAR = 5000;

/**
 * One connection, kept up: dials, notices loss, tries again, and says where it stands. Knows no protocol: the owner sends and reads frames,
 * says when its handshake is done, and when its sends make progress.
 *
 * Handlers are told when the machine has come to rest, one after the other, so they may call anything here, and what they throw harms nothing.
 */
export class Connection {
  readonly #options: ConnectionOptions;
  readonly #handlers: ConnectionHandlers;
  readonly #clock: Clock;
  readonly #random: () => number;
  readonly #around: Surroundings;
  readonly #pulse: Pulse;
  /** To a status URL. */
  #question: AbortController | undefined;
  readonly #record: TrackRecord;
  /** Until the next attempt. */
  readonly #wait: Timer;

  #view: ConnectionView = { status: 'idle', error: null, attempts: 0 };
  /** The attempt under way, or the connection that came of it. */
  #attempt: Attempt | undefined;
  #generation = 0;
  #begins = 0;
  #connectedAt: number | null = null;
  #wanted = false;
  #suspended = false;
  #disposed = false;
  /** The wait was asked for by the backend: nothing shortens it but a person. */
  #planned = false;
  /** An attempt failed since the connection was last up. */
  #missed = false;
  #queue: (() => void)[] = [];
  #telling = false;
  #unlisten: (() => void) | undefined;

  constructor(options: ConnectionOptions, handlers: ConnectionHandlers) {
    const { clock = systemClock, random = Math.random, surroundings = browserSurroundings() } = options;
    this.#options = options;
    this.#handlers = handlers;
    this.#clock = clock;
    this.#random = random;
    this.#around = surroundings;
    this.#wait = new Timer(clock);
    this.#record = new TrackRecord(() => options.tuning(), random);
    this.#pulse = new Pulse({
      clock,
      liveness: () => options.liveness(),
      tuning: () => options.tuning(),
      visible: () => surroundings.visible,
      ping: () => {
        const frame = options.ping();
        return frame !== undefined && this.send(frame);
      },
      dead: (reason) => this.#lose(CLOSING.silent, reason, 'retry', 'found'),
    });
  }

  get view(): ConnectionView {
    return this.#view;
  }

  /** Number of the latest attempt, higher with each. */
  get generation(): number {
    return this.#generation;
  }

  get bufferedAmount(): number {
    return this.#attempt?.bufferedAmount ?? 0;
  }

  /** Milliseconds of the last answered ping. */
  get roundTripTime(): number | null {
    return this.#pulse.roundTripTime;
  }

  /** Epoch milliseconds; for display only. */
  get connectedAt(): number | null {
    return this.#connectedAt;
  }

  /** Attempts that were not the first after `connect()`. */
  get reconnects(): number {
    return Math.max(0, this.#generation - this.#begins);
  }

  connect(): void {
    if (!this.#wanted) this.#begin();
  }

  disconnect(): void {
    if (!this.#wanted && this.#view.status === 'idle') return;
    this.#record.fresh = false;
    this.#end('closed', null);
  }

  /** At once, whatever was being waited for. While a token is being had, that goes on: it is never asked for twice at once. */
  retry(): void {
    if (this.#isUp) return;
    if (!this.#wanted) return this.#begin();
    this.#record.forgive();
    if (this.#dropStale()) this.#try(this.#view.status, 0);
    else this.#set(this.#view.status, this.#view.error, 1);
  }

  /**
   * Somebody waits now: a first retry that was put off because nobody did comes soon, and so does a later one that is far off. Not one that is near:
   * who writes on and on while nobody can be reached would make an attempt of every message.
   */
  hurry(): void {
    if (this.#attempt || this.#planned || this.#wait.due === Infinity || !this.#around.online) return;
    if (this.#view.attempts && this.#wait.due - this.#clock.now() < FAR) return;
    const delay = this.#record.first('lost', true);
    if (this.#clock.now() + delay < this.#wait.due) this.#schedule(delay);
  }

  ready(): void {
    if (this.#attempt?.phase !== 'handshake') return;
    this.#attempt.ready();
    this.#record.ready();
    this.#connectedAt = Date.now();
    this.#missed = false;
    this.#pulse.start();
    this.#set('connected', null, 0);
  }

  send(frame: Frame): boolean {
    return this.#attempt?.send(frame) ?? false;
  }

  pong(): void {
    this.#pulse.pong();
  }

  unacked(count: number): void {
    // Sends that are put back in line after a loss are fewer on the wire as well, and no progress.
    if (this.#isUp && this.#pulse.unacked(count)) this.#record.fresh = false;
  }

  progress(): void {
    if (!this.#isUp) return;
    this.#pulse.progress();
    this.#record.fresh = false;
  }

  liveWithin(ms: number): void {
    this.#pulse.within(ms);
  }

  /** What `canPoll` says has changed. */
  refresh(): void {
    if (!this.#isUp) this.#show(this.#view.error as ChatError | null);
  }

  /** The old socket stays in use until the new connection is due: until then it may still carry something. */
  restart({ after, least = 0 }: { readonly reason: string; readonly after?: number; readonly least?: number }): void {
    if (!this.#attempt?.isOpen) return;
    this.#planned = true;
    this.#schedule(least + (after === undefined ? this.#record.first('restart', this.#isLive) : this.#random() * after));
  }

  refuse(reason = ''): void {
    if (!this.#attempt?.isOpen) return;
    const live = this.#isLive;
    this.#drop(CLOSING.refused, reason && 'refused');
    this.#reject(reason ? 'denied' : 'auth', 0, reason, live);
  }

  fail(error: ChatError): void {
    this.#end('failed', error);
  }

  /** The page goes into the back/forward cache: a page with an open socket is not let in, or comes back with a dead one (case 23). */
  suspend(): void {
    this.#suspended = true;
    this.#wait.clear();
    this.#question?.abort();
    this.#drop(CLOSING.hidden, 'hidden');
    this.#show();
  }

  resume(): void {
    if (!this.#suspended) return this.#pulse.check();
    this.#suspended = false;
    this.#try();
  }

  /** For good. Nothing is told any more. */
  dispose(): void {
    this.#disposed = true;
    this.#end('closed', null);
  }

  // --- attempts -----------------------------------------------------------------------------------------------------------------------------

  #begin(): void {
    if (this.#disposed) return;
    this.#wanted = true;
    this.#missed = false;
    this.#record.begin();
    this.#unlisten ??= this.#around.on((what) => this.#happened(what));
    this.#begins++;
    if (this.#suspended) this.#set('connecting', null, 0);
    else this.#try('connecting', 0);
  }

  #try(status: ConnectionStatus = this.#isUp ? 'reconnecting' : this.#view.status, attempts = this.#view.attempts): void {
    this.#wait.clear();
    if (!this.#wanted || this.#suspended) return;
    // There is one only where the backend asked for a new connection.
    this.#drop(CLOSING.replaced, 'restart');
    const attempt = new Attempt(++this.#generation, this.#clock, {
      opened: ({ url }) => {
        this.#record.opened();
        this.#question?.abort();
        this.#pulse.reset(url);
        this.#tell(() => this.#handlers.open(attempt.generation));
      },
      frame: (data) => {
        this.#pulse.heard();
        this.#tell(() => this.#handlers.frame(data, attempt.generation));
      },
      over: (code, reason, error) => this.#over(attempt, code, reason, error),
    });
    this.#attempt = attempt;
    this.#record.tried(attempt.since);
    // What was waited for is over with the waiting.
    this.#set(status, status === 'connecting' || this.#planned ? null : this.#view.error, attempts + 1);
    this.#planned = false;
    // Whoever was told may have ended it already. A slow line may need more than the first time allowed (fact 26).
    const timeout = this.#options.tuning().connectTimeout * (attempts ? 1.5 : 1);
    attempt.start(
      () => this.#options.dial({ generation: attempt.generation, fresh: this.#record.fresh }),
      timeout,
      this.#options.liveness().answers ? Math.min(HANDSHAKE, timeout) : timeout,
      this.#options.webSocket,
    );
  }

  #over({ isOpen, phase }: Attempt, code: number, reason: string, error?: ChatError): void {
    if (error && error.code !== 'token-failed') return this.fail(error);
    let meaning: CloseMeaning = 'retry';
    if (isOpen) {
      try {
        meaning = this.#options.closeMeans?.(code, reason) ?? meaningOf(code);
      } catch (thrown) {
        meaning = meaningOf(code);
        reportError(thrown);
      }
    }
    if (phase === 'up' || meaning !== 'retry' || isBusy(code)) return this.#lose(code, reason, meaning, meaning === 'restart' ? 'restart' : 'lost');
    // It never came to work.
    this.#drop(code, reason);
    this.#missed = true;
    this.#queue.push(() => this.#handlers.missed?.());
    const delay = this.#record.missed(phase === 'opening');
    if (this.#record.asks) void this.#ask();
    this.#again(delay, false, error);
  }

  async #ask(): Promise<void> {
    const { statusUrl, fetch = globalThis.fetch.bind(globalThis) } = this.#options;
    this.#question?.abort();
    const question = (this.#question = new AbortController());
    if (!statusUrl) return;
    try {
      const { ask } = await import('./probe.js');
      const advice = question.signal.aborted ? undefined : await ask(statusUrl, this.#clock, fetch, question);
      if (advice && !question.signal.aborted) this.#advised(advice);
    } catch {
      // Its code could not be had: then nothing was learnt.
    }
  }

  /** Never told once a socket is open or nothing is wanted: the question is withdrawn then. */
  #advised(advice: Advice): void {
    this.#drop(CLOSING.late, '');
    if ('refused' in advice) this.#reject(advice.refused === 401 ? 'auth' : 'denied', advice.refused, `HTTP ${advice.refused}`, false);
    else this.#again(advice.wait + this.#random() * Math.min(advice.wait, CAUTION), true, advice.error);
  }

  /** Puts the next attempt on the clock, unless it was the last. */
  #again(delay: number, planned = false, error: ChatError | null = null): void {
    const { online } = this.#around;
    const { attempts } = this.#view;
    if (!this.#wanted) return;
    // A device that is offline is not a backend that cannot be reached.
    if (online && attempts >= this.#options.tuning().maxAttempts) return this.fail(error ?? new ChatError('connect-failed', { attempts }));
    this.#planned = planned;
    if (!this.#suspended) this.#schedule(online ? delay : Math.max(delay, OFFLINE_RETRY * (0.5 + this.#random() / 2)));
    this.#show(error);
  }

  #schedule(delay: number): void {
    this.#wait.set(Math.max(delay, this.#record.notBefore - this.#clock.now()), () => this.#try());
  }

  // --- endings ------------------------------------------------------------------------------------------------------------------------------

  /** A connection ended. */
  #lose(code: number, reason: string, meaning: CloseMeaning, cause: Cause): void {
    const live = this.#isLive;
    const said = this.#options.said?.() ?? '';
    const lived = this.#drop(code, reason);
    switch (meaning) {
      case 'done':
        return this.#end('closed', null);
      case 'auth':
      case 'denied':
        return this.#reject(meaning, code, reason || said, live);
      case 'retry':
      case 'restart':
        break;
      default: {
        const delay = meaning === 'cautious' ? this.#record.cautioned() : undefined;
        return delay === undefined ? this.fail(stopReason(meaning, code, reason || said)) : this.#again(delay, true);
      }
    }
    // The new connection that the backend asked for has its time already.
    if (this.#planned && this.#wait.due !== Infinity) return this.#show();
    const delay = this.#record.lost(cause, live, lived);
    this.#again(isBusy(code) ? CAUTION + delay : delay, isBusy(code));
  }

  /** One fresh token, one retry; then it is over (cases 17 and 18). */
  #reject(meaning: 'auth' | 'denied', code: number, reason: string, live: boolean): void {
    if (this.#record.fresh) return this.fail(stopReason(meaning, code, reason));
    this.#record.fresh = true;
    this.#again(this.#record.first('lost', live));
  }

  #end(status: 'closed' | 'failed', error: ChatError | null): void {
    this.#wanted = false;
    this.#wait.clear();
    this.#question?.abort();
    this.#drop(error ? CLOSING.stopped : CLOSING.bye, '');
    // One that was replaced waits to be looked at.
    if (this.#disposed || error?.code !== 'replaced') {
      this.#unlisten?.();
      this.#unlisten = undefined;
    }
    this.#set(status, error, error ? this.#view.attempts : 0);
  }

  /** Lets go of what there is of a connection, and puts its loss in line to be told. Returns how long it was up. */
  #drop(code: number, reason: string): number {
    const attempt = this.#attempt;
    if (!attempt) return 0;
    const { generation, lived } = attempt;
    this.#record.settle(lived);
    if (attempt.isOpen) this.#queue.push(() => this.#handlers.lost({ code, reason, generation }));
    this.#attempt = undefined;
    this.#connectedAt = null;
    this.#pulse.stop();
    attempt.close(code, reason);
    return lived;
  }

  /** True if there is no attempt under way that should go on. */
  #dropStale(): boolean {
    const attempt = this.#attempt;
    if (attempt && (attempt.phase === 'dialing' || this.#clock.now() - attempt.since < STALE)) return false;
    this.#drop(CLOSING.late, 'stale');
    return true;
  }

  // --- what goes on around ------------------------------------------------------------------------------------------------------------------

  #happened(what: Happening): void {
    switch (what) {
      case 'pagehide':
        return this.suspend();
      case 'pageshow':
        return this.resume();
      case 'resume':
        this.#pulse.check();
        return this.hurry();
      case 'visible':
        if (!this.#wanted) return this.#begin();
        this.#pulse.look();
        return this.hurry();
      case 'online':
      case 'offline':
        // A hint, not a proof: an open socket went on delivering for seconds after it.
        if (this.#isUp) return this.#pulse.check();
        if (what === 'online' && !this.#planned && this.#dropStale()) this.#schedule(0);
        this.#show();
    }
  }

  // --- telling ------------------------------------------------------------------------------------------------------------------------------

  get #isUp(): boolean {
    return this.#attempt?.phase === 'up';
  }

  /** Somebody looks, and something is under way. */
  get #isLive(): boolean {
    return this.#around.visible && this.#pulse.busy;
  }

  /** Says what there is to say while the connection is not there. */
  #show(error: ChatError | null = null): void {
    const { status, attempts } = this.#view;
    const first = status === 'connecting' && this.#attempt;
    const waiting = this.#missed && this.#options.canPoll?.() ? 'polling' : 'reconnecting';
    if (this.#wanted) this.#set(!this.#around.online ? 'offline' : first ? 'connecting' : waiting, error, attempts);
  }

  #set(status: ConnectionStatus, error: ConnectionView['error'], attempts: number): void {
    const { status: previous, error: before, attempts: made } = this.#view;
    if (status !== previous || error !== before || attempts !== made) {
      this.#view = { status, error, attempts };
      const told = { ...this.#view, previous };
      this.#queue.push(() => this.#handlers.status(told));
    }
    this.#tell();
  }

  #tell(what?: () => void): void {
    if (what) this.#queue.push(what);
    if (this.#telling) return;
    this.#telling = true;
    for (let next = this.#queue.shift(); next; next = this.#queue.shift()) {
      try {
        if (!this.#disposed) next();
      } catch (error) {
        // One that throws inside partysocket would also keep its listeners from running (fact 20).
        reportError(error);
      }
    }
    this.#telling = false;
  }
}

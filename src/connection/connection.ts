import { systemClock, type Clock, type ConnectionStatus, type ConnectionView } from '../domain/index.js';
import { ChatError, reportError } from '../errors/index.js';
import { backoff, firstRetry, notBefore, REMEMBERED, type Cause } from './backoff.js';
import { CLOSING, isBusy, meaningOf, stopReason } from './close-codes.js';
import { Probe, type Advice } from './probe.js';
import { Pulse } from './pulse.js';
import { openSocket, type Socket } from './socket.js';
import { browserSurroundings } from './surroundings.js';
import { Timer } from './timer.js';
import type { CloseMeaning, ConnectionHandlers, ConnectionOptions, Frame, Happening, Surroundings, Target } from './types.js';

/** How far the present attempt has come. The status is what people are told; this is what is so. partysocket's own readyState lies (fact 24). */
type Phase = 'down' | 'dialing' | 'opening' | 'handshake' | 'up';

const DIAL_TIMEOUT = 10_000;
const HANDSHAKE_TIMEOUT = 5000;
/** A connection that was up this long worked: its token was good, and losing it is one event, not one more failure. */
const SETTLED = 5000;
/** One that was up this long wipes the slate clean (case 25). */
const STEADY = 30_000;
/** Wait at least this long where the backend is overloaded or one of us speaks wrongly. */
const CAUTION = 5000;
const CAUTIOUS_TRIES = 3;
/** Between attempts while the device says it is offline; it may be wrong, so it is asked now and then. */
const OFFLINE_RETRY = 15_000;
/** An attempt this old, begun in another network, is not worth waiting for. */
const STALE = 2000;
/** Handshakes that fail before the status URL is asked (case 12). */
const ASK_AFTER = 3;

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
  readonly #probe: Probe;
  /** Until the next attempt. */
  readonly #wait: Timer;
  /** Until the present step of an attempt has taken too long. */
  readonly #deadline: Timer;

  #view: ConnectionView = { status: 'idle', error: null, attempts: 0 };
  #phase: Phase = 'down';
  #socket: Socket | undefined;
  #generation = 0;
  #reconnects = 0;
  #triedAt = 0;
  #readyAt = 0;
  #connectedAt: number | null = null;
  #wanted = false;
  #suspended = false;
  #disposed = false;
  /** No attempt was made since somebody asked for a connection. */
  #begun = false;
  /** The last token was refused, so the next is the last try. */
  #fresh = false;
  /** The wait was asked for by the backend: nothing shortens it. */
  #planned = false;
  /** An attempt failed since the connection was last up. */
  #missed = false;
  /** Exponent of the backoff: retries in a row that failed. -1 while the very first attempt is not yet one. */
  #failures = -1;
  /** Handshakes in a row that failed. */
  #refusals = 0;
  #cautious = 0;
  /** When attempts were made that are not known to have been good. */
  #tries: number[] = [];
  #queue: (() => void)[] = [];
  #telling = false;
  #unlisten: (() => void) | undefined;

  constructor(options: ConnectionOptions, handlers: ConnectionHandlers) {
    const { clock = systemClock, random = Math.random, surroundings = browserSurroundings(), fetch } = options;
    this.#options = options;
    this.#handlers = handlers;
    this.#clock = clock;
    this.#random = random;
    this.#around = surroundings;
    this.#wait = new Timer(clock);
    this.#deadline = new Timer(clock);
    this.#probe = new Probe(clock, fetch);
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
    return this.#socket?.bufferedAmount ?? 0;
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
    return this.#reconnects;
  }

  connect(): void {
    if (!this.#wanted) this.#begin();
  }

  disconnect(): void {
    if (!this.#wanted && this.#view.status === 'idle') return;
    this.#fresh = false;
    this.#end('closed', null);
  }

  /** At once, whatever was being waited for. While a token is being had, that goes on: it is never asked for twice at once. */
  retry(): void {
    if (this.#phase === 'up') return;
    if (!this.#wanted) return this.#begin();
    this.#forgive();
    if (this.#dropStale()) this.#attempt(this.#view.status, 0);
    else this.#set(this.#view.status, this.#view.error, 1);
  }

  /** Somebody waits now: a first retry that was put off because nobody did comes at once. */
  hurry(): void {
    if (this.#phase !== 'down' || this.#planned || this.#wait.due === Infinity || !this.#around.online) return;
    const delay = firstRetry('lost', true, this.#options.tuning(), this.#random);
    if (this.#clock.now() + delay < this.#wait.due) this.#schedule(delay);
  }

  ready(): void {
    if (this.#phase !== 'handshake') return;
    this.#phase = 'up';
    this.#deadline.clear();
    this.#readyAt = this.#clock.now();
    this.#connectedAt = Date.now();
    this.#failures = Math.max(0, this.#failures);
    this.#missed = false;
    this.#pulse.start();
    this.#set('connected', null, 0);
  }

  send(frame: Frame): boolean {
    return this.#isOpen() && this.#socket!.send(frame);
  }

  pong(): void {
    this.#pulse.pong();
  }

  unacked(count: number): void {
    // Sends that are put back in line after a loss are fewer on the wire as well, and no progress.
    if (this.#phase === 'up' && this.#pulse.unacked(count)) this.#fresh = false;
  }

  progress(): void {
    if (this.#phase !== 'up') return;
    this.#pulse.progress();
    this.#fresh = false;
  }

  liveWithin(ms: number): void {
    this.#pulse.within(ms);
  }

  /** The old socket stays in use until the new connection is due: until then it may still carry something. */
  restart({ after }: { readonly reason: string; readonly after?: number }): void {
    if (!this.#isOpen()) return;
    this.#planned = true;
    this.#schedule(after === undefined ? firstRetry('restart', this.#isLive(), this.#options.tuning(), this.#random) : this.#random() * after);
  }

  refuse(reason?: string): void {
    if (!this.#isOpen()) return;
    const live = this.#isLive();
    this.#drop(CLOSING.refused, 'refused');
    this.#reject(reason ? 'denied' : 'auth', 0, reason ?? '', live);
  }

  fail(error: ChatError): void {
    this.#end('failed', error);
  }

  /** The page goes into the back/forward cache: a page with an open socket is not let in, or comes back with a dead one (case 23). */
  suspend(): void {
    this.#suspended = true;
    this.#wait.clear();
    this.#probe.stop();
    this.#drop(CLOSING.hidden, 'hidden');
    if (this.#wanted) this.#show();
  }

  resume(): void {
    if (!this.#suspended) return this.#pulse.check();
    this.#suspended = false;
    this.#attempt();
  }

  /** For good. Nothing is told any more. */
  dispose(): void {
    this.#disposed = true;
    this.#end('closed', null);
  }

  // --- attempts -----------------------------------------------------------------------------------------------------------------------------

  #begin(): void {
    if (this.#disposed) return;
    this.#wanted = this.#begun = true;
    this.#failures = -1;
    this.#cautious = 0;
    this.#missed = false;
    this.#forgive();
    this.#unlisten ??= this.#around.on((what) => this.#happened(what));
    if (this.#suspended) this.#set('connecting', null, 0);
    else this.#attempt('connecting', 0);
  }

  /** A person asked: what went wrong before does not slow this down. */
  #forgive(): void {
    this.#failures = Math.min(0, this.#failures);
    this.#refusals = 0;
    this.#tries = [];
  }

  #attempt(status = this.#phase === 'up' ? 'reconnecting' : this.#view.status, attempts = this.#view.attempts): void {
    this.#wait.clear();
    if (!this.#wanted || this.#suspended || !(this.#phase === 'down' || this.#phase === 'up')) return;
    this.#drop(CLOSING.replaced, 'restart');
    const generation = ++this.#generation;
    this.#phase = 'dialing';
    this.#planned = false;
    this.#triedAt = this.#clock.now();
    this.#tries = [...this.#tries.slice(1 - REMEMBERED), this.#triedAt];
    if (!this.#begun) this.#reconnects++;
    this.#begun = false;
    // A look-up that never settles would hold everything up for ever (fact 9).
    this.#deadline.set(DIAL_TIMEOUT, () => this.#miss(new ChatError('token-failed', { timeout: DIAL_TIMEOUT })));
    this.#set(status, status === 'connecting' ? null : this.#view.error, attempts + 1);
    // Whoever was told may have decided otherwise; and an answer may come after its attempt was given up (fact 11).
    const isMine = () => generation === this.#generation && this.#phase === 'dialing';
    if (!isMine()) return;
    void (async () => this.#options.dial({ generation, fresh: this.#fresh }))().then(
      (target) => {
        if (isMine()) this.#open(target);
      },
      (error: unknown) => {
        if (!isMine()) return;
        if (!(error instanceof ChatError)) this.#miss(new ChatError('token-failed', { timeout: DIAL_TIMEOUT }, error));
        else if (error.code === 'token-failed') this.#miss(error);
        else this.fail(error);
      },
    );
  }

  #open(target: Target): void {
    const generation = this.#generation;
    const { connectTimeout } = this.#options.tuning();
    // A slow line may need more than the first time allowed (fact 26).
    const timeout = connectTimeout * (this.#view.attempts > 1 ? 1.5 : 1);
    this.#phase = 'opening';
    this.#deadline.set(timeout, () => this.#miss());
    this.#socket = openSocket(target, timeout, this.#options.webSocket, {
      open: () => {
        this.#phase = 'handshake';
        this.#refusals = 0;
        this.#probe.stop();
        this.#pulse.reset(target.url);
        this.#deadline.set(Math.min(HANDSHAKE_TIMEOUT, connectTimeout), () => this.#miss());
        this.#tell(() => this.#handlers.open(generation));
      },
      frame: (data) => {
        this.#pulse.heard();
        this.#tell(() => this.#handlers.frame(data, generation));
      },
      end: (code, reason) => this.#ended(code, reason),
      impossible: () => this.fail(new ChatError('invalid-url', { url: target.url.replace(/[?#].*/, '') })),
    });
  }

  /** An attempt came to nothing. */
  #miss(error: ChatError | null = null, code: number = CLOSING.late, reason = 'timeout'): void {
    if (this.#phase === 'opening') this.#refusals++;
    this.#drop(code, reason);
    this.#failures++;
    this.#missed = true;
    const ask = this.#refusals >= ASK_AFTER && (this.#fresh || this.#refusals % ASK_AFTER === 0);
    const url = ask ? this.#options.statusUrl?.() : undefined;
    if (url) void this.#probe.ask(url, (advice) => this.#advised(advice));
    this.#again(backoff(this.#failures, this.#options.tuning(), this.#random), { error });
  }

  #advised(advice: Advice): void {
    if (!this.#wanted || this.#isOpen()) return;
    this.#drop(CLOSING.late, 'advised');
    if ('refused' in advice) this.#reject(advice.refused === 401 ? 'auth' : 'denied', advice.refused, `HTTP ${advice.refused}`, false);
    else this.#again(advice.wait + this.#random() * Math.min(advice.wait, CAUTION), { planned: true });
  }

  #again(delay: number, { error = null, planned = false }: { error?: ChatError | null; planned?: boolean } = {}): void {
    const { online } = this.#around;
    const { attempts } = this.#view;
    if (!this.#wanted) return;
    if (online && attempts >= this.#options.tuning().maxAttempts) return this.fail(new ChatError('connect-failed', { attempts }));
    this.#planned = planned;
    if (!this.#suspended) this.#schedule(online ? delay : Math.max(delay, OFFLINE_RETRY * (0.5 + this.#random() / 2)));
    this.#show(error);
  }

  #schedule(delay: number): void {
    const now = this.#clock.now();
    this.#wait.set(Math.max(delay, notBefore(this.#tries) - now), () => this.#attempt());
  }

  // --- endings ------------------------------------------------------------------------------------------------------------------------------

  #ended(code: number, reason: string): void {
    if (this.#phase === 'opening') return this.#miss(null, code, reason);
    let meaning: CloseMeaning | undefined;
    try {
      meaning = this.#options.closeMeans?.(code, reason);
    } catch (error) {
      reportError(error);
    }
    meaning ??= meaningOf(code);
    if (this.#phase === 'handshake' && meaning === 'retry' && !isBusy(code)) this.#miss(null, code, reason);
    else this.#lose(code, reason, meaning, meaning === 'restart' ? 'restart' : 'lost');
  }

  /** An open socket ended. */
  #lose(code: number, reason: string, meaning: CloseMeaning, cause: Cause): void {
    const live = this.#isLive();
    const lived = this.#drop(code, reason);
    switch (meaning) {
      case 'done':
        return this.#end('closed', null);
      case 'auth':
      case 'denied':
        return this.#reject(meaning, code, reason, live);
      case 'cautious':
        if (++this.#cautious <= CAUTIOUS_TRIES) return this.#again(CAUTION + backoff(this.#cautious, this.#options.tuning(), this.#random), { planned: true });
        return this.fail(stopReason(meaning, code, reason));
      case 'retry':
      case 'restart':
        break;
      default:
        return this.fail(stopReason(meaning, code, reason));
    }
    // The new connection that the backend asked for has its time already.
    if (this.#planned && this.#wait.due !== Infinity) return this.#show();
    const tuning = this.#options.tuning();
    const settled = lived >= SETTLED;
    // One quick retry even for a connection that was up only for a moment; the next such loss comes as a failure.
    const quick = settled || this.#failures <= 0;
    const delay = quick ? firstRetry(cause, live, tuning, this.#random) : backoff(this.#failures, tuning, this.#random);
    if (!settled) this.#failures = Math.max(0, this.#failures) + 1;
    if (isBusy(code)) this.#again(CAUTION + delay, { planned: true });
    else this.#again(delay);
  }

  /** One fresh token, one retry; then it is over (cases 17 and 18). */
  #reject(meaning: 'auth' | 'denied', code: number, reason: string, live: boolean): void {
    if (this.#fresh) return this.fail(stopReason(meaning, code, reason));
    this.#fresh = true;
    this.#again(firstRetry('lost', live, this.#options.tuning(), this.#random));
  }

  #end(status: 'closed' | 'failed', error: ChatError | null): void {
    if (this.#disposed) this.#unlisten?.();
    this.#wanted = false;
    this.#wait.clear();
    this.#probe.stop();
    this.#drop(status === 'closed' ? CLOSING.bye : CLOSING.stopped, '');
    // Only one that was replaced has something to listen for.
    if (error?.code !== 'replaced') {
      this.#unlisten?.();
      this.#unlisten = undefined;
    }
    this.#set(status, error, error ? this.#view.attempts : 0);
  }

  /** Detaches what there is of a connection, settles its account, and puts the loss of an open socket in line. Returns how long it was up. */
  #drop(code: number, reason: string): number {
    const socket = this.#socket;
    const generation = this.#generation;
    const lived = this.#phase === 'up' ? this.#clock.now() - this.#readyAt : 0;
    if (lived >= SETTLED) {
      this.#fresh = false;
      this.#tries.pop();
      this.#failures = lived >= STEADY ? 0 : this.#failures >> 1;
      if (lived >= STEADY) this.#cautious = 0;
    }
    if (this.#isOpen()) this.#queue.push(() => this.#handlers.lost({ code, reason, generation }));
    this.#deadline.clear();
    this.#pulse.stop();
    this.#phase = 'down';
    this.#socket = undefined;
    this.#connectedAt = null;
    socket?.close(code, reason);
    return lived;
  }

  /** True if there is no attempt under way that should go on. */
  #dropStale(): boolean {
    if (this.#phase === 'dialing') return false;
    if (this.#phase !== 'down' && this.#clock.now() - this.#triedAt < STALE) return false;
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
        if (this.#phase === 'up') return this.#pulse.check();
        if (!this.#planned && this.#dropStale()) this.#schedule(0);
        return this.#show();
      case 'offline':
        // A hint, not a proof: an open socket went on delivering for seconds after it.
        if (this.#phase === 'up') return this.#pulse.check();
        return this.#show();
    }
  }

  // --- telling ------------------------------------------------------------------------------------------------------------------------------

  #isOpen(): boolean {
    return this.#phase === 'handshake' || this.#phase === 'up';
  }

  #isLive(): boolean {
    return this.#around.visible && this.#pulse.busy;
  }

  /** What is said while the connection is not there. */
  #show(error: ChatError | null = null): void {
    if (!this.#wanted) return;
    const waiting = this.#missed && this.#options.canPoll?.() ? 'polling' : 'reconnecting';
    const first = this.#view.status === 'connecting' && this.#phase !== 'down';
    this.#set(!this.#around.online ? 'offline' : first ? 'connecting' : waiting, error, this.#view.attempts);
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

import type { Clock, Tuning } from '../domain/index.js';
import { judge, type Rules, type Signs } from './liveness.js';
import { Timer } from './timer.js';
import type { Liveness } from './types.js';

/** How long a connection may take to prove itself after the page woke up (case 23). */
export const WAKE = 2500;
/** Where nothing may be sent as a ping, silence this long before a wake is reason enough for a new connection (case 24). */
const UNPROVABLE = 300_000;
/** A frame this recent says that a conversation is under way; so does a send confirmed this recently. */
const BUSY_FRAMES = 1000;
const BUSY_SENDS = 10_000;
/**
 * A verdict that comes later than this is not trusted at first: the page was frozen or the computer slept, and what arrived meanwhile may still
 * wait behind the timer. In a hidden page timers run once a minute while frames are handled at once, so there a minute late is on time.
 */
const LATE = 1000;
const LATE_HIDDEN = 65_000;

/** Backends that answered a ping, or confirmed a send, in this page's life: from then on their silence means something. */
const answering = new Set<string>();
const confirming = new Set<string>();

export interface PulseHost {
  readonly clock: Clock;
  liveness(): Liveness;
  tuning(): Tuning;
  visible(): boolean;
  /** Sends the protocol's ping. False: there is none. */
  ping(): boolean;
  dead(reason: string): void;
}

/**
 * Watches one connection after another. Costs one timer that is set for the next moment at which something could be due; frames only leave a
 * note of when they came, and whether that moment has moved is looked at when it is there.
 */
export class Pulse {
  /** Milliseconds of the last answered ping. */
  roundTripTime: number | null = null;
  readonly #host: PulseHost;
  readonly #timer: Timer;
  #signs: Signs = { heardAt: 0, pingedAt: -Infinity, unanswered: false, waitingSince: undefined };
  #backend = '';
  #running = false;
  #patience: number | undefined;
  #within = Infinity;
  #rechecked = false;
  #unacked = 0;
  #busyAt = -Infinity;
  #busyBefore = -Infinity;
  #progressAt = -Infinity;
  #openedAt = 0;
  /** How long the handshake took: a line that is slow now is not dead because it is slow later, and a new one would be no faster. */
  #handshake = 0;

  constructor(host: PulseHost) {
    this.#host = host;
    this.#timer = new Timer(host.clock);
  }

  /** A socket opened: what was known of the one before is void. Nothing is sent before `start`. */
  reset(url: string): void {
    this.stop();
    this.#backend = url.replace(/[?#].*/, '');
    this.#openedAt = this.#host.clock.now();
    this.#signs = { heardAt: this.#openedAt, pingedAt: -Infinity, unanswered: false, waitingSince: undefined };
    this.#within = Infinity;
    this.#unacked = 0;
  }

  /** The handshake is done. */
  start(): void {
    this.#handshake = this.#host.clock.now() - this.#openedAt;
    this.#running = true;
    this.#arm();
  }

  stop(): void {
    this.#running = false;
    this.#timer.clear();
  }

  /** A person is in the middle of something: sends wait or were just confirmed, or frames are coming in. */
  get busy(): boolean {
    const now = this.#host.clock.now();
    return this.#unacked > 0 || now - this.#busyAt < BUSY_FRAMES || now - this.#progressAt < BUSY_SENDS;
  }

  heard(): void {
    this.#busyBefore = this.#busyAt;
    this.#signs.heardAt = this.#busyAt = this.#host.clock.now();
    this.#signs.unanswered = this.#rechecked = false;
  }

  /** The frame just heard was the answer to a ping. */
  pong(): void {
    if (this.#signs.pingedAt > -Infinity) this.roundTripTime = this.#signs.heardAt - this.#signs.pingedAt;
    answering.add(this.#backend);
    // Our own heartbeat does not make a conversation.
    this.#busyAt = this.#busyBefore;
  }

  /** How many sends wait. Fewer than before is progress. True if it was. */
  unacked(count: number): boolean {
    const fell = count < this.#unacked;
    this.#unacked = count;
    if (fell) this.progress();
    if (!count) this.#signs.waitingSince = undefined;
    else if (this.#signs.waitingSince === undefined) {
      this.#signs.waitingSince = this.#host.clock.now();
      this.#arm();
    }
    return fell;
  }

  progress(): void {
    this.#progressAt = this.#host.clock.now();
    confirming.add(this.#backend);
    if (this.#signs.waitingSince !== undefined) this.#signs.waitingSince = this.#progressAt;
  }

  /** From now on the backend has to be heard of at least this often. */
  within(ms: number): void {
    this.#within = ms > 0 ? ms : Infinity;
    this.#arm();
  }

  /** The page woke up, or the network changed: what is dead is found out now. */
  check(patience = WAKE): void {
    if (!this.#running) return;
    const now = this.#host.clock.now();
    const { ping } = this.#host.liveness();
    if (ping === 'none' && now - this.#signs.heardAt > UNPROVABLE) return this.#host.dead('silent');
    // Deadlines that passed while nobody could look are given a short while more.
    if (this.#signs.waitingSince !== undefined) this.#signs.waitingSince = now;
    if (now >= this.#signs.heardAt + this.#within) this.#signs.heardAt = now + patience - this.#within;
    if (ping === 'client') this.#ping(patience);
    this.#arm();
  }

  /** The page became visible, where the rules are stricter. */
  look(): void {
    if (this.#host.clock.now() - this.#signs.heardAt > WAKE) this.check();
    else this.#arm();
  }

  #rules(): Rules {
    const liveness = this.#host.liveness();
    const { heartbeatInterval, requestTimeout } = this.#host.tuning();
    const patience = Math.max(liveness.patience ?? requestTimeout, 3 * this.#handshake);
    const interval = heartbeatInterval > 0 ? heartbeatInterval : Infinity;
    const confirms = liveness.unacked !== undefined && (liveness.answers || confirming.has(this.#backend));
    return {
      pings: liveness.ping === 'client',
      // Nobody looks at a hidden page, so the common interval will do there: found dead within 35 s (case 5 allows 70).
      idle: this.#host.visible() ? Math.min(liveness.idle ?? Infinity, interval) : interval,
      // Where silence proves nothing, pings are not for us alone: such backends may end a connection over which nobody says anything to them.
      since: liveness.answers ? undefined : this.#openedAt,
      unacked: liveness.unacked ?? Infinity,
      patience: this.#patience ?? patience,
      trusted: liveness.answers || answering.has(this.#backend),
      stalled: confirms ? liveness.unacked + patience : Infinity,
      within: this.#within,
    };
  }

  #ping(patience?: number): void {
    this.#patience = patience;
    this.#signs.pingedAt = this.#host.clock.now();
    this.#signs.unanswered = this.#host.ping();
  }

  /** Sets the timer if something is due before what it is set for. Later is seen to when it fires. */
  #arm(): void {
    if (!this.#running) return;
    const now = this.#host.clock.now();
    const { at } = judge(this.#signs, this.#rules(), now);
    if (at < this.#timer.due) this.#timer.set(Math.max(0, at - now), this.#beat);
  }

  readonly #beat = (late: number): void => {
    const { act } = judge(this.#signs, this.#rules(), this.#host.clock.now());
    const missed = late > (this.#host.visible() ? LATE : LATE_HIDDEN);
    if (act === 'dead') {
      if (!missed || this.#rechecked) return this.#host.dead(this.#signs.unanswered ? 'silent' : 'stalled');
      this.#rechecked = true;
      this.check();
    } else if (act === 'ping') this.#ping(missed ? WAKE : undefined);
    this.#arm();
  };
}

/** For tests: a new page's life. */
export function forgetBackends(): void {
  answering.clear();
  confirming.clear();
}

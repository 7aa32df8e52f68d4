import type { Clock } from '../domain/index.js';
import { ChatError } from '../errors/index.js';
import { CLOSING } from './close-codes.js';
import { openSocket, type Socket } from './socket.js';
import { Timer } from './timer.js';
import type { Frame, Target } from './types.js';

const DIAL_TIMEOUT = 10_000;
/** Milliseconds that a busy page may be late with a timer. */
const LATE = 1000;

/** How far an attempt has come. partysocket's own readyState does not tell (fact 24). */
export type Phase = 'dialing' | 'opening' | 'handshake' | 'up';

export interface AttemptEvents {
  opened(target: Target): void;
  frame(data: Frame): void;
  /** It is over by itself, for the last time. `error`: not even an address was had, or not one that the browser takes. */
  over(code: number, reason: string, error?: ChatError): void;
}

/**
 * One attempt and the connection that comes of it: look-up, socket, handshake, each with its deadline, until it is over or closed. A new one has
 * nothing in common with the one before, so what comes late (the answer of a look-up, frames, a close) finds nobody (facts 11, 19).
 */
export class Attempt {
  phase: Phase = 'dialing';
  readonly generation: number;
  readonly since: number;
  readonly #clock: Clock;
  readonly #deadline: Timer;
  readonly #events: AttemptEvents;
  #upSince = Infinity;
  #socket: Socket | undefined;
  #ended = false;

  constructor(generation: number, clock: Clock, events: AttemptEvents) {
    this.generation = generation;
    this.since = clock.now();
    this.#clock = clock;
    this.#deadline = new Timer(clock);
    this.#events = events;
  }

  /** Both `timeout`s cover what partysocket does not: a look-up that never settles would hang for ever (fact 9). */
  start(dial: () => Promise<Target>, timeout: number, handshake: number, webSocket: typeof WebSocket | undefined): void {
    if (this.#ended) return;
    const failed = (cause?: unknown) => this.#over(CLOSING.late, '', cause instanceof ChatError ? cause : new ChatError('token-failed', { timeout: DIAL_TIMEOUT }, cause));
    this.#deadline.set(DIAL_TIMEOUT, () => failed());
    void (async () => dial())().then((target) => this.#open(target, timeout, handshake, webSocket), failed);
  }

  #open(target: Target, timeout: number, handshake: number, webSocket: typeof WebSocket | undefined): void {
    if (this.#ended) return;
    this.phase = 'opening';
    this.#within(timeout);
    this.#socket = openSocket(target, timeout, webSocket, {
      open: () => {
        this.phase = 'handshake';
        this.#within(handshake);
        this.#events.opened(target);
      },
      frame: (data) => this.#events.frame(data),
      end: (code, reason) => this.#over(code, reason),
      impossible: () => this.#over(CLOSING.late, '', new ChatError('invalid-url', { url: target.url.replace(/[?#].*/, '') })),
    });
  }

  /**
   * One deadline that is noticed far too late begins again: where timers run once a minute, the one after which partysocket opens its socket fires in the same
   * moment, and no attempt of a hidden page would ever come to have one.
   */
  #within(timeout: number, again?: boolean): void {
    this.#deadline.set(timeout, (late) => (late > LATE && !again ? this.#within(timeout, true) : this.#over(CLOSING.late, 'timeout')));
  }

  ready(): void {
    this.phase = 'up';
    this.#upSince = this.#clock.now();
    this.#deadline.clear();
  }

  get isOpen(): boolean {
    return this.phase === 'handshake' || this.phase === 'up';
  }

  /** How long it has been up. */
  get lived(): number {
    return Math.max(0, this.#clock.now() - this.#upSince);
  }

  get bufferedAmount(): number {
    return this.#socket?.bufferedAmount ?? 0;
  }

  send(frame: Frame): boolean {
    return this.isOpen && this.#socket!.send(frame);
  }

  /** Nothing is told of it any more. */
  close(code: number, reason: string): void {
    this.#ended = true;
    this.#deadline.clear();
    this.#socket?.close(code, reason);
  }

  #over(code: number, reason: string, error?: ChatError): void {
    if (!this.#ended) this.#events.over(code, reason, error);
  }
}

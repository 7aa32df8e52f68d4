import type { Clock } from '../domain/index.js';

export interface OutgoingTypingDeps {
  readonly clock: Clock;
  /** Milliseconds between two frames with text (`typing-throttle`). */
  throttle(): number;
  send(conversation: string, on: boolean, text?: string): void;
}

/** Typing ends by itself this long after the last key. Milliseconds. */
const IDLE = 2000;
/** Without text there is nothing new to say; the other side's notice runs out after 6 s, so it is renewed before. */
const RENEW = 3000;

interface State {
  text: string | undefined;
  sent: string | undefined;
  sentAt: number;
  idle: unknown;
  trailing: unknown;
}

/** Turns keys into few frames: the first at once, then throttled with the newest text, and one that ends it. */
export class OutgoingTyping {
  readonly #deps: OutgoingTypingDeps;
  readonly #states = new Map<string, State>();

  constructor(deps: OutgoingTypingDeps) {
    this.#deps = deps;
  }

  /** A key was pressed (`on`), or the field was emptied or its text sent (`off`, or an empty text). */
  set(conversation: string, on: boolean, text?: string): void {
    const { clock } = this.#deps;
    let state = this.#states.get(conversation);
    if (!on || text === '') return this.#end(conversation);
    if (!state) this.#states.set(conversation, (state = { text, sent: undefined, sentAt: -Infinity, idle: undefined, trailing: undefined }));
    state.text = text;
    clock.clearTimeout(state.idle);
    state.idle = clock.setTimeout(() => this.#end(conversation), IDLE);
    const due = state.sentAt + (text === undefined ? Math.max(RENEW, this.#deps.throttle()) : this.#deps.throttle());
    if (clock.now() >= due) this.#send(conversation, state);
    else if (text !== undefined) state.trailing ??= clock.setTimeout(() => this.#send(conversation, state), due - clock.now());
  }

  /** Ends it without a frame: the connection is gone, or with it the page. */
  clear(): void {
    for (const state of this.#states.values()) this.#stop(state);
    this.#states.clear();
  }

  #send(conversation: string, state: State): void {
    this.#deps.clock.clearTimeout(state.trailing);
    state.trailing = undefined;
    if (state.text !== undefined && state.text === state.sent && this.#deps.clock.now() - state.sentAt < RENEW) return;
    state.sent = state.text;
    state.sentAt = this.#deps.clock.now();
    this.#deps.send(conversation, true, state.text);
  }

  #end(conversation: string): void {
    const state = this.#states.get(conversation);
    if (!state) return;
    this.#stop(state);
    this.#states.delete(conversation);
    this.#deps.send(conversation, false);
  }

  #stop(state: State): void {
    this.#deps.clock.clearTimeout(state.idle);
    this.#deps.clock.clearTimeout(state.trailing);
  }
}

import type { Out } from './types.js';

type Ack = Out & { c: string; n: number; items: unknown[] };
/** Acks that follow another within this time are joined. The spec allows 50 ms. */
const JOIN_MS = 5;

/**
 * What goes back to one socket in answer to its commands. The first ack goes at once, those that follow closely together;
 * of a run of numbers that must be sent again the first is said, the rest would only make the client start over each time.
 */
export class Outbox {
  #acks = new Map<string, Ack>();
  #last = 0;
  #timer: number | null = null;
  /** Per conversation: the last number that was refused for now. */
  #held = new Map<string, number>();

  constructor(readonly send: (frame: Out) => void) {}

  /** Whether a command continues a run that the client was told to send again. */
  skips(command: { c: string; n: number }): boolean {
    const held = this.#held.get(command.c);
    if (held === undefined) return false;
    if (command.n !== held + 1) return !this.#held.delete(command.c);
    this.#held.set(command.c, command.n);
    return true;
  }

  put(frame: Out): void {
    if (frame.t === 'ack') return this.#ack(frame as Ack);
    if (frame.t === 'nack' && frame.retry) {
      const { c, n } = frame as unknown as { c: string; n: number };
      const runs = this.#held.get(c) === n - 1;
      this.#held.set(c, n);
      if (runs) return;
    }
    this.flush();
    this.send(frame);
  }

  #ack(ack: Ack): void {
    const waiting = this.#acks.get(ack.c);
    this.#acks.set(ack.c, waiting ? { ...ack, n: Math.max(waiting.n, ack.n), items: [...waiting.items, ...ack.items] } : ack);
    const since = Date.now() - this.#last;
    if (since >= JOIN_MS) this.flush();
    else this.#timer ??= setTimeout(() => this.flush(), JOIN_MS - since);
  }

  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = null;
    if (!this.#acks.size) return;
    this.#last = Date.now();
    for (const ack of this.#acks.values()) this.send(ack);
    this.#acks.clear();
  }
  end(): void {
    clearTimeout(this.#timer);
  }
}

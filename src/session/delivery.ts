import type { Connection } from '../connection/connection.js';
import type { Outbox } from '../conversation/outbox.js';
import type { AckEvent, ChatEvent, Clock, DurableCommand, NackEvent, Tuning } from '../domain/index.js';
import type { CodecSession, Exchange } from '../protocols/codec.js';

export interface DeliveryDeps {
  readonly outbox: Outbox;
  readonly connection: Connection;
  readonly clock: Clock;
  readonly fetch: typeof fetch;
  tuning(): Tuning;
  /** The codec of the present connection, while there is one. */
  codec(): CodecSession | undefined;
  /** Whether sends of this conversation may go out now (its subscription is confirmed, where the protocol confirms one). */
  live(conversation: string): boolean;
  /** Conversations with something waiting. */
  waiting(): Iterable<string>;
  /** The protocol never confirms: handed to an open socket is all there will be. */
  unconfirmed(): boolean;
  /** Events that an HTTP answer made. */
  events(events: readonly ChatEvent[]): void;
  /** This is on its way: counted, and `sent` where nothing will confirm it. */
  sent(command: DurableCommand): void;
  /** The backend has no way to carry this. */
  unsupported(command: DurableCommand): void;
}

/** Puts what waits in the outbox on the wire: in order, within the window, again after a loss; over HTTP where the protocol wants it so. */
export class Delivery {
  #deps: DeliveryDeps;
  #pause: unknown;
  #paused = false;
  /** HTTP sends of a conversation go one after the other, so that the backend keeps their order. */
  #requests = new Map<string, Promise<void>>();
  #aborts = new Set<AbortController>();
  #disposed = false;

  constructor(deps: DeliveryDeps) {
    this.#deps = deps;
  }

  /** Sends what can be sent now. Called whenever something was added, confirmed, or a conversation came alive. */
  flush(): void {
    if (this.#paused || this.#disposed) return;
    const codec = this.#deps.codec();
    if (!codec) return;
    for (const conversation of [...this.#deps.waiting()]) {
      if (!this.#deps.live(conversation)) continue;
      for (const command of this.#deps.outbox.take(conversation, this.#deps.connection.bufferedAmount)) this.#put(codec, command);
    }
    this.#count();
  }

  /** Settles what an acknowledgement covers. Returns it. */
  ack(event: AckEvent): readonly DurableCommand[] {
    const settled = this.#deps.outbox.ack(event);
    if (settled.length) {
      this.#deps.connection.progress();
      this.flush();
    }
    this.#count();
    return settled;
  }

  nack(event: NackEvent): DurableCommand | undefined {
    const { failed, again, after } = this.#deps.outbox.nack(event);
    this.#deps.connection.progress();
    if (again && after) this.#wait(after);
    else this.flush();
    this.#count();
    return failed;
  }

  /**
   * The connection is gone: what was on the way is sent again over the next one. Returns a command that the backend choked on three times in a row:
   * it is put aside, so that the rest can go on.
   */
  lost(code?: number): DurableCommand | undefined {
    this.#deps.outbox.lost(code === 1007 || code === 1009 || code === 1011);
    const poison = this.#deps.outbox.suspect();
    if (poison) this.#deps.outbox.quarantine(poison.id, 'the backend could not take it');
    this.#deps.connection.unacked(0);
    this.#deps.clock.clearTimeout(this.#pause);
    this.#paused = false;
    return poison;
  }

  dispose(): void {
    this.#disposed = true;
    this.#deps.clock.clearTimeout(this.#pause);
    for (const abort of this.#aborts) abort.abort();
  }

  /** Runs one HTTP exchange and hands its events on. */
  async exchange(exchange: Exchange): Promise<void> {
    const abort = new AbortController();
    this.#aborts.add(abort);
    const timer = this.#deps.clock.setTimeout(() => abort.abort(), this.#deps.tuning().requestTimeout);
    let status = 0;
    let body = '';
    try {
      const { url, method, headers, body: content } = exchange.request;
      const answer = await this.#deps.fetch(url, { method, headers, body: content, signal: abort.signal, credentials: 'omit', referrerPolicy: 'no-referrer' });
      body = await answer.text();
      status = answer.status;
    } catch {
      // No answer: the codec says with status 0 what that means for the command.
    }
    this.#deps.clock.clearTimeout(timer);
    this.#aborts.delete(abort);
    if (!this.#disposed) this.#deps.events(exchange.answer(status, body));
  }

  #put(codec: CodecSession, command: DurableCommand): void {
    const encoded = codec.encode(command);
    if (!encoded) return this.#deps.unsupported(command);
    if ('exchange' in encoded) {
      const before = this.#requests.get(command.conversation) ?? Promise.resolve();
      this.#requests.set(command.conversation, before.then(() => (this.#disposed ? undefined : this.exchange(encoded.exchange))));
      return this.#deps.sent(command);
    }
    // False says that the socket is closing: the loss that follows puts the command back in line.
    if (encoded.frames.every((frame) => this.#deps.connection.send(frame))) this.#deps.sent(command);
  }

  #wait(ms: number): void {
    this.#paused = true;
    this.#deps.clock.clearTimeout(this.#pause);
    this.#pause = this.#deps.clock.setTimeout(() => {
      this.#paused = false;
      this.flush();
    }, ms);
  }

  #count(): void {
    this.#deps.connection.unacked(this.#deps.unconfirmed() ? 0 : this.#deps.outbox.onWire);
  }
}

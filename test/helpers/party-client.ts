import { once } from 'node:events';
import WebSocket from 'ws';

/** A frame of the `party` protocol, loosely typed: tests look at what they expect. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type Frame = Record<string, any> & { t: string };
type Match = string | ((frame: Frame) => boolean);

export interface ClientOptions {
  url: string;
  /** One conversation's room; without it the lobby of `website`. */
  room?: string;
  website?: string;
  token?: string;
  user?: { id?: string; role?: string; name?: string; avatar?: string };
  client?: string;
  gen?: number;
  origin?: string;
  subscribe?: { c: string; epoch?: string; cursor?: number }[];
}

/** How long a test waits for what must come. Long, since the machine may be busy; what comes ends the wait at once. */
const PATIENCE = 15_000;

let serial = 0;
/** Unique in this process and across those that run beside it. */
export const fresh = (word: string): string => `${word}-${process.pid}-${++serial}-${Math.random().toString(36).slice(2, 8)}`;

/**
 * A client that does nothing by itself: it keeps what arrives and lets a test wait for it.
 * `next` looks through what has not been taken yet, in order, and takes what matches; so waiting twice for "ack" gives two acks.
 */
export class PartyClient {
  readonly ws: WebSocket;
  readonly client: string;
  readonly frames: Frame[] = [];
  closed: { code: number; reason: string } | undefined;
  #untaken: Frame[] = [];
  #wake = new Set<() => void>();
  #numbers = new Map<string, number>();

  constructor(readonly options: ClientOptions) {
    this.client = options.client ?? fresh('writer');
    const path = options.room === undefined ? `lobby/${encodeURIComponent(options.website ?? 'default')}` : `conversation/${encodeURIComponent(options.room)}`;
    this.ws = new WebSocket(`${options.url.replace(/^http/, 'ws')}/parties/${path}`, options.origin ? { origin: options.origin } : {});
    this.ws.on('message', (data) => {
      const frame = JSON.parse(String(data)) as Frame;
      this.frames.push(frame);
      this.#untaken.push(frame);
      this.#stir();
    });
    this.ws.on('close', (code, reason) => {
      this.closed = { code, reason: String(reason) };
      this.#stir();
    });
    this.ws.on('error', () => {});
  }
  #stir(): void {
    for (const wake of this.#wake) wake();
  }

  /** Connects and says hello; resolves after the welcome. */
  static async open(options: ClientOptions): Promise<PartyClient> {
    const client = new PartyClient(options);
    await client.opened();
    client.hello();
    await client.next('welcome');
    return client;
  }
  async opened(): Promise<void> {
    if (this.ws.readyState === WebSocket.CONNECTING) await Promise.race([once(this.ws, 'open'), once(this.ws, 'close')]);
  }
  hello(more: Record<string, unknown> = {}): void {
    const { token, user, website, subscribe, gen = 1 } = this.options;
    this.send({ t: 'hello', v: 1, client: this.client, gen, token, user, website, subscribe, ...more });
  }

  /** Lets go of what came so far, for clients that live long. */
  forget(): void {
    this.frames.length = this.#untaken.length = 0;
  }

  send(frame: Frame | string): void {
    this.ws.send(typeof frame === 'string' ? frame : JSON.stringify(frame));
  }
  /** Sends a durable command with the next number, and returns it. */
  command(t: string, fields: Record<string, unknown> = {}, c = this.options.room ?? ''): Frame {
    const n = (this.#numbers.get(c) ?? 0) + 1;
    this.#numbers.set(c, n);
    const frame = { t, c, n, id: fresh(t), at: new Date().toISOString(), ...fields };
    this.send(frame);
    return frame;
  }
  say(text: string, fields: Record<string, unknown> = {}, c?: string): Frame {
    return this.command('message', { parts: [{ type: 'text', text }], ...fields }, c);
  }
  /** Sends a message and waits until it is stored. */
  async saysAndWaits(text: string, fields: Record<string, unknown> = {}, c?: string): Promise<Frame & { seq: number }> {
    const sent = this.say(text, fields, c);
    const ack = await this.next((f) => f.t === 'ack' && f.c === sent.c && f.items.some((item: Frame) => item.id === sent.id));
    return { ...sent, seq: ack.items.find((item: Frame) => item.id === sent.id).seq };
  }

  /** The first frame not taken yet that matches, now or within `ms`. */
  async next(match: Match, ms = PATIENCE): Promise<Frame> {
    const fits = typeof match === 'string' ? (f: Frame) => f.t === match : match;
    const take = (): Frame | undefined => {
      const i = this.#untaken.findIndex(fits);
      return i < 0 ? undefined : this.#untaken.splice(i, 1)[0];
    };
    return this.#until(take, ms, () => `no ${typeof match === 'string' ? `"${match}"` : 'such'} frame ${match} within ${ms} ms; closed: ${JSON.stringify(this.closed)}; not taken: ${JSON.stringify(this.#untaken).slice(0, 1_500)}`);
  }
  /** The entry of the log that matches, among all that came in entries frames. */
  async entry(match: (entry: Frame) => boolean, ms = PATIENCE): Promise<Frame> {
    return this.#until(() => this.entries.find((e) => match(e as Frame)) as Frame | undefined, ms, () => `no such entry ${match} within ${ms} ms; got ${JSON.stringify(this.entries).slice(0, 1_500)}`);
  }
  /** The code of the close. */
  async close(ms = PATIENCE): Promise<number> {
    return (await this.#until(() => this.closed, ms, () => `not closed within ${ms} ms`)).code;
  }
  async #until<T>(look: () => T | undefined, ms: number, complain: () => string): Promise<T> {
    const end = Date.now() + ms;
    for (;;) {
      const found = look();
      if (found !== undefined) return found;
      const left = end - Date.now();
      if (left <= 0) throw new Error(complain());
      await new Promise<void>((done) => {
        const wake = (): void => {
          clearTimeout(timer);
          this.#wake.delete(wake);
          done();
        };
        // One of two things that are waited for side by side is left waiting: that keeps no file from ending.
        const timer = setTimeout(wake, left).unref();
        this.#wake.add(wake);
      });
    }
  }
  /** Everything sent before this was dealt with: an answer to a question asked now has come back. */
  async settled(c = this.options.room ?? ''): Promise<void> {
    const rid = fresh('settled');
    this.send({ t: 'history', c, limit: 1, rid });
    await this.next((f) => f.t === 'page' && f.rid === rid);
  }

  /** All entries that came, in the order of their coming. */
  get entries(): Frame[] {
    return this.frames.flatMap((f) => (f.t === 'entries' ? (f.entries as Frame[]) : []));
  }
  of(t: string): Frame[] {
    return this.frames.filter((f) => f.t === t);
  }
  /** Leaves; `rudely`: without a close frame, as a broken line does. */
  async leave(rudely = false): Promise<void> {
    if (this.closed) return;
    if (rudely) this.ws.terminate();
    else this.ws.close(1000);
    await this.close();
  }
}

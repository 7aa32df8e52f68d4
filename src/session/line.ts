import { Connection } from '../connection/connection.js';
import { browserSurroundings } from '../connection/surroundings.js';
import type { ConnectionHandlers, Surroundings } from '../connection/types.js';
import type { Address, ChatEvent, Clock, Command, Participant, Settings, Tuning } from '../domain/index.js';
import { debugLog, redact } from '../errors/index.js';
import type { Codec, CodecContext, CodecSession, Decoded, Frame, Subscription, Target } from '../protocols/codec.js';
import { Poller } from './poller.js';

export interface LineDeps {
  readonly clock: Clock;
  readonly newId: () => string;
  readonly now: () => Date;
  readonly random?: () => number;
  readonly surroundings?: Surroundings;
  readonly webSocket?: typeof WebSocket;
  readonly fetch?: typeof fetch;
  settings(): Settings;
  /** The settings' address, with the conversation that was made up or remembered where they name none. */
  address(): Address;
  tuning(): Tuning;
  codec(): Codec | undefined;
  self(): Participant;
  /** The token of a guest, where the backend issued one; `refused`: it is worth nothing any more. */
  guestToken(refused: boolean): string | undefined;
  writer(): string;
  subscriptions(): readonly Subscription[];
  lastId(conversation: string): string | undefined;
  seqOf(conversation: string, id: string): number | undefined;
  events(events: readonly ChatEvent[]): void;
  lost(code: number | undefined): void;
  status: ConnectionHandlers['status'];
  /** One round of asking over HTTP; the wire is there. */
  poll(): Promise<void>;
  /** A wire that polls has begun: sends over HTTP can go out. */
  polling(): void;
  frame(direction: 'in' | 'out', frame: string): void;
}

/** The connection and the codec of its present life: frames become events here, commands become frames. */
export class Line {
  readonly connection: Connection;
  /** The codec's session of the present socket (or of polling); undefined while there is none. */
  wire: CodecSession | undefined;
  #deps: LineDeps;
  #poller: Poller;
  #token: string | undefined;

  constructor(deps: LineDeps) {
    this.#deps = deps;
    const { clock, random, webSocket, fetch, surroundings = browserSurroundings() } = deps;
    this.connection = new Connection(
      {
        dial: ({ fresh }) => this.#dial(fresh),
        tuning: () => deps.tuning(),
        liveness: () => deps.codec()?.liveness ?? { ping: 'none', answers: false },
        ping: () => {
          const encoded = this.wire?.encode({ type: 'ping' });
          return encoded && 'frames' in encoded ? encoded.frames[0] : undefined;
        },
        closeMeans: (code, reason) => deps.codec()?.closeMeans?.(code, reason),
        statusUrl: () => deps.codec()?.statusUrl?.(deps.address()),
        canPoll: () => deps.codec()?.polls ?? false,
        clock, random, surroundings, webSocket, fetch,
      },
      {
        open: () => this.#opened(),
        frame: (data) => this.#in(data),
        lost: ({ code }) => this.drop(code),
        status: (view) => {
          if (view.status === 'polling') this.#poller.start();
          else this.#poller.stop();
          deps.status(view);
        },
      },
    );
    this.#poller = new Poller({ clock, interval: () => deps.tuning().pollingInterval, round: () => this.#poll() });
  }

  /** Asked anew before every connect. */
  async token(): Promise<string | undefined> {
    const { token } = this.#deps.settings();
    return (this.#token = typeof token === 'function' ? await token() : token);
  }

  /** Sends a command that is for now or never. An HTTP exchange is handed back to be run. False: there is no one to send it to, or no way to say it. */
  pass(command: Command): ReturnType<CodecSession['encode']> | false {
    const encoded = this.wire?.encode(command);
    if (!encoded) return false;
    if ('frames' in encoded && !encoded.frames.every((frame) => this.out(frame))) return false;
    return encoded;
  }

  out(frame: Frame): boolean {
    this.#debug('out', frame);
    return this.connection.send(frame);
  }

  /** Ends on purpose, with the protocol's last words. */
  end(how: 'disconnect' | 'dispose'): void {
    for (const frame of this.wire?.bye?.() ?? []) this.out(frame);
    this.#poller.stop();
    this.connection[how]();
    this.drop();
  }

  /** The socket is gone: nothing is on the wire until the next one. */
  drop(code?: number): void {
    this.wire = undefined;
    this.#deps.lost(code);
  }

  async #dial(fresh: boolean): Promise<Target> {
    const token = (await this.token()) || this.#deps.guestToken(fresh && !this.#token);
    this.#token = token;
    return this.#deps.codec()!.target(this.#deps.address(), token);
  }

  #start(): CodecSession {
    const { address, self, newId, now, writer, subscriptions, lastId, seqOf, codec } = this.#deps;
    const context: CodecContext = {
      address: address(),
      self: self(),
      token: this.#token,
      writer: { id: writer(), generation: this.connection.generation },
      newId, now, subscriptions, lastId, seqOf,
    };
    return codec()!.start(context);
  }

  #opened(): void {
    this.#poller.stop();
    this.wire = this.#start();
    this.#decoded(this.wire.open());
  }

  #in(frame: Frame): void {
    if (!this.wire) return;
    this.#debug('in', frame);
    this.#decoded(this.wire.decode(frame));
  }

  #decoded({ events, replies }: Decoded): void {
    for (const frame of replies ?? []) this.out(frame);
    this.#deps.events(events);
  }

  async #poll(): Promise<void> {
    if (!this.wire) {
      await this.token();
      this.wire ??= this.#start();
      this.#deps.polling();
    }
    await this.#deps.poll();
  }

  #debug(direction: 'in' | 'out', frame: Frame): void {
    if (!this.#deps.settings().debug) return;
    const text = redact(typeof frame === 'string' ? frame : `${frame.byteLength} bytes`);
    debugLog(direction === 'in' ? '←' : '→', text);
    this.#deps.frame(direction, text);
  }
}

import { Server, type Connection, type WSMessage } from 'partyserver';
import { hello, read, type Command, type Frame, type Hello, type Mark, type Subscription } from './frames.js';
import { type Identity, type Refused } from './identity.js';
import { Buckets, LIMITS, SAY, tooBig } from './limits.js';
import { Outbox } from './outbox.js';
import { Fences } from './people.js';
import { register, serverId } from './server-life.js';
import type { Env, Out, Who } from './types.js';

export type Socket = Connection<Who>;
const PING = '{"t":"ping"}', PONG = '{"t":"pong"}';
/** A sign of life is noted when this part of the allowed silence has passed since the last one was: it outlasts a sleep, and is no work for every frame. */
const SIGN = 4;

/**
 * What both kinds of rooms do for a socket: the opening, fences, token expiry, sizes, rates and the shape of frames.
 * What gets past here is a valid frame of a known sender; `take` carries it out.
 */
export abstract class Door extends Server<Env> {
  static override options = { hibernate: true };
  /** Public here: a room's parts (its files, its assistant) use them. */
  declare readonly ctx: DurableObjectState<{}>;
  declare readonly env: Env;
  readonly fences: Fences;
  #opening = new Map<string, Promise<void>>();
  #buckets = new Map<string, Buckets>();
  #outboxes = new Map<string, Outbox>();
  /** How far somebody received and read, told faster than it is taken: by socket and conversation, for a moment. */
  #marks = new Map<string, Map<string, Mark>>();
  readonly #silent: number;

  /** Everything is set up here and not in `onStart`: a call from another Durable Object does not go through `onStart`. */
  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    ctx.setWebSocketAutoResponse(new WebSocketRequestResponsePair(PING, PONG));
    this.fences = new Fences(ctx.storage.sql);
    this.#silent = Number(env.SILENT_MS ?? LIMITS.silentMs);
    if (env.TRACE) console.log(`awake: ${this.name}`);
  }

  protected abstract readonly kind: 'conversation' | 'lobby';
  /** Who says this hello, and whether they may be here; a refusal closes the socket. */
  protected abstract identity(hello: Hello): Promise<Identity | Refused>;
  /** The socket is welcome: what follows the `welcome` frame. */
  protected abstract entered(socket: Socket, who: Who, wanted: Subscription[]): void;
  protected abstract take(socket: Socket, who: Who, frame: Frame): void;
  protected abstract left(socket: Socket, who: Who): void;

  /** The sockets that said hello and were let in. */
  protected *present(): Generator<[Socket, Who]> {
    for (const socket of this.getConnections<Who>()) {
      const who = socket.state as Who | null;
      if (who && !this.#expired(socket, who)) yield [socket, who];
    }
  }

  /** Whose token has ended hears nothing more, whether they say something or not. */
  #expired(socket: Socket, who: Who): boolean {
    if (!who.exp || who.exp > Date.now()) return false;
    this.shut(socket, 4401, 'The token has expired.');
    this.onClose(socket);
    socket.setState(null);
    return true;
  }

  override onConnect(socket: Socket): void {
    // workerd sends this close but leaves the line to the client to end: so it does with sockets that never sent anything.
    setTimeout(() => {
      if (!socket.state && socket.readyState === WebSocket.OPEN && !this.#opening.has(socket.id)) this.#refuse(socket, null, 'bad-frame', 'No hello came in time.');
    }, LIMITS.helloMs);
  }

  override async onMessage(socket: Socket, message: WSMessage): Promise<void> {
    const opening = this.#opening.get(socket.id);
    if (opening) await opening;
    this.#frame(socket, message);
  }

  #frame(socket: Socket, message: WSMessage): void {
    if (socket.readyState !== WebSocket.OPEN) return;
    let who = socket.state as Who | null;
    if (who && Date.now() - who.heard > this.#silent / SIGN) socket.setState((who = { ...who, heard: Date.now() }));
    // An older connection of a writer that came back: its close is under way, what still arrives must not count.
    if (who && who.gen < this.fences.of(who.client)) return;
    if (typeof message !== 'string') return this.#refuse(socket, who, 'bad-frame', 'Only text frames are understood here.');
    if (tooBig(message, LIMITS.frame)) {
      this.send(socket, { t: 'error', code: 'too-large', message: SAY.frame });
      return this.shut(socket, 1009, SAY.frame);
    }
    let raw: Record<string, unknown>;
    try {
      raw = JSON.parse(message) as Record<string, unknown>;
      if (typeof raw !== 'object' || raw === null || Array.isArray(raw) || typeof raw.t !== 'string') throw new TypeError();
    } catch {
      return this.#refuse(socket, who, 'bad-frame', 'A frame is a JSON object with a text "t".');
    }
    if (raw.t === 'ping') return this.send(socket, { t: 'pong' });
    if (!who) {
      if (raw.t !== 'hello') return this.#refuse(socket, who, 'bad-frame', 'Say hello first.');
      const opening = this.#hello(socket, raw).finally(() => this.#opening.delete(socket.id));
      this.#opening.set(socket.id, opening);
      return;
    }
    if (this.#expired(socket, who)) return;
    const parsed = read(raw);
    if (parsed.kind === 'bad' || parsed.kind === 'unknown') {
      return this.#refuse(socket, who, parsed.kind === 'bad' ? 'bad-frame' : 'unknown-frame', parsed.message, parsed.c);
    }
    if (parsed.kind === 'command' && this.#outbox(socket).skips(parsed.frame)) return;
    const buckets = this.#rates(socket);
    if (!buckets.take(parsed.kind)) {
      if (parsed.frame.t === 'mark' && buckets.take('late') && this.#postpone(socket, parsed.frame)) return;
      if (!buckets.take('strike')) return this.shut(socket, 4429, SAY.flood);
      if (parsed.kind === 'command') this.reply(socket, [nack(parsed.frame, 'rate-limited', SAY.rate, { retry: true, after: 500 })]);
      else if (parsed.kind === 'query') this.send(socket, { t: 'error', code: 'rate-limited', message: SAY.rate, c: parsed.frame.c, retry: true, after: 500 });
      return;
    }
    this.take(socket, who, parsed.frame);
  }

  /** A burst of messages makes a burst of marks, and the last of them is the one that counts. */
  #postpone(socket: Socket, mark: Mark): boolean {
    let marks = this.#marks.get(socket.id);
    if (!marks) {
      this.#marks.set(socket.id, (marks = new Map()));
      setTimeout(() => this.#catchUp(socket), LIMITS.lateMs);
    }
    const before = marks.get(mark.c);
    if (!before && marks.size >= LIMITS.subscriptions) return false;
    const further = (a?: number, b?: number) => (a === undefined || b === undefined ? (a ?? b) : Math.max(a, b));
    marks.set(mark.c, { ...mark, delivered: further(before?.delivered, mark.delivered), read: further(before?.read, mark.read) });
    return true;
  }
  #catchUp(socket: Socket): void {
    const marks = this.#marks.get(socket.id);
    if (!marks) return;
    this.#marks.delete(socket.id);
    const who = socket.state as Who | null;
    if (who && !this.#expired(socket, who)) for (const mark of marks.values()) this.take(socket, who, mark);
  }

  async #hello(socket: Socket, raw: Record<string, unknown>): Promise<void> {
    if (typeof raw.v === 'number' && raw.v !== 1) {
      this.send(socket, { t: 'error', code: 'version', message: 'This server speaks version 1 of the protocol.' });
      return this.shut(socket, 4426, 'This server speaks version 1.');
    }
    const parsed = hello.safeParse(raw);
    if (!parsed.success) return this.#refuse(socket, null, 'bad-frame', `hello: ${parsed.error.issues[0]?.path.join('.') ?? ''} ${parsed.error.issues[0]?.message ?? ''}`);
    const identity = await this.identity(parsed.data);
    if (socket.readyState !== WebSocket.OPEN) return;
    if ('code' in identity) {
      this.send(socket, { t: 'error', code: 'forbidden', message: identity.reason });
      return this.shut(socket, identity.code, identity.reason);
    }
    const { client, gen } = parsed.data;
    if (!this.fences.raise(client, gen)) return this.shut(socket, 4409, 'A newer connection of this writer is here.');
    for (const [older, who] of this.present()) if (who.client === client) this.shut(older, 4409, 'Replaced by a newer connection.');
    const { token, ...known } = identity;
    const who: Who = { ...known, client, gen, conn: socket.id, heard: Date.now() };
    socket.setState(who);
    const { id, role, name } = who.user;
    register(this.kind, this.name);
    this.send(socket, { t: 'welcome', v: 1, user: { id, role, name }, token, server: serverId(this.env), time: new Date().toISOString(), heartbeat: LIMITS.heartbeatMs, maxFrame: LIMITS.frame, guest: who.guest });
    this.entered(socket, who, parsed.data.subscribe ?? []);
    void this.#watch();
  }

  /** Says what was wrong with a frame. Before the welcome that ends the connection; later only for those who go on and on. */
  #refuse(socket: Socket, who: Who | null, code: string, message: string, c?: string): void {
    this.send(socket, { t: 'error', code, message, c });
    if (!who) return this.shut(socket, 4400, message);
    if (!this.#rates(socket).take('strike')) this.shut(socket, 4429, SAY.flood);
  }

  override onClose(socket: Socket): void {
    this.#catchUp(socket);
    const who = socket.state as Who | null;
    this.#buckets.delete(socket.id);
    this.#outboxes.get(socket.id)?.end();
    this.#outboxes.delete(socket.id);
    if (who) this.left(socket, who);
  }
  override onError(socket: Socket): void {
    this.onClose(socket);
  }

  /** Half-open lines are never closed by TCP alone: whoever falls silent is gone. */
  override async onAlarm(): Promise<void> {
    const now = Date.now();
    let left = 0;
    for (const [socket, { heard }] of this.present()) {
      const pinged = this.ctx.getWebSocketAutoResponseTimestamp(socket)?.getTime() ?? 0;
      if (now - Math.max(pinged, heard) > this.#silent) {
        this.shut(socket, 1001, 'Nothing was heard for too long.');
        this.onClose(socket);
      } else left++;
    }
    if (left) await this.#watch();
  }
  async #watch(): Promise<void> {
    if ((await this.ctx.storage.getAlarm()) === null) await this.ctx.storage.setAlarm(Date.now() + this.#silent / 2);
  }

  protected send(socket: Socket, frame: Out): void {
    this.write(socket, JSON.stringify(frame));
  }
  /** A socket that cannot be written to is on its way out; its client resumes. */
  protected write(socket: Socket, text: string): void {
    try {
      socket.send(text);
    } catch {
      // closed meanwhile
    }
  }
  /** Answers to commands go through the outbox, which joins acks that come in bursts. */
  protected reply(socket: Socket, frames: Out[]): void {
    for (const frame of frames) this.#outbox(socket).put(frame);
  }
  #outbox(socket: Socket): Outbox {
    let outbox = this.#outboxes.get(socket.id);
    if (!outbox) this.#outboxes.set(socket.id, (outbox = new Outbox((frame) => this.send(socket, frame))));
    return outbox;
  }
  #rates(socket: Socket): Buckets {
    let buckets = this.#buckets.get(socket.id);
    if (!buckets) this.#buckets.set(socket.id, (buckets = new Buckets()));
    return buckets;
  }
  protected shut(socket: Socket, code: number, reason: string): void {
    try {
      socket.close(code, reason.slice(0, 120));
    } catch {
      // closed meanwhile
    }
  }

  /** RPC: how many sockets are here. */
  sockets(): number {
    return [...this.present()].length;
  }
  /** RPC, before a planned shutdown: everyone is told, with a time to stay away and one to spread their return over. */
  async bye(after: number, least: number): Promise<void> {
    for (const socket of this.getConnections<Who>()) {
      this.send(socket, { t: 'bye', reason: 'The server is restarting.', after, least });
      this.shut(socket, 1012, 'The server is restarting.');
    }
  }
}

export function nack(frame: Pick<Command, 'c' | 'n' | 'id'>, code: string, message: string, more: { retry: boolean; after?: number; expected?: number }): Out {
  return { t: 'nack', c: frame.c, n: frame.n, id: frame.id, code, message, ...more };
}


/** A TCP proxy on the loopback that misbehaves on demand. It knows WebSocket frames only as far as it must to break in at, or between, their borders. */
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import type { Random } from './random.js';

/** How bytes travel. `drop`: they vanish. `hold`: they wait. `lag`: late, in order. `frag`: one by one. `drip`: 400 in a second. */
export type Way = 'pass' | 'drop' | 'hold' | 'lag' | 'frag' | 'drip';
const DRIP = { bytes: 20, every: 50 };

/** Where frames end in what a server says after its handshake (unmasked frames, RFC 6455). */
class Borders {
  #head = '';
  #open = false;
  #need = 0;
  #header: number[] = [];
  /** Nothing of a frame is half said. False until the handshake is over. */
  get clean(): boolean {
    return this.#open && this.#need === 0 && this.#header.length === 0;
  }
  get open(): boolean {
    return this.#open;
  }
  /** How many of these bytes come before the first border in them; all of them where there is none. */
  take(bytes: Buffer): number {
    for (let i = 0; i < bytes.length; ) {
      if (!this.#open) {
        this.#head = (this.#head + String.fromCharCode(bytes[i++]!)).slice(-4);
        if (this.#head === '\r\n\r\n') this.#open = true;
      } else if (this.#need) {
        const part = Math.min(this.#need, bytes.length - i);
        this.#need -= part;
        i += part;
      } else {
        this.#header.push(bytes[i++]!);
        const length = (this.#header[1] ?? 0) & 127;
        const size = length === 127 ? 10 : length === 126 ? 4 : 2;
        if (this.#header.length < size) continue;
        const header = Buffer.from(this.#header);
        this.#need = size === 10 ? Number(header.readBigUInt64BE(2)) : size === 4 ? header.readUInt16BE(2) : length;
        this.#header = [];
      }
      if (this.clean) return i;
    }
    return bytes.length;
  }
}

/** One direction of one connection. */
class Pipe {
  way: Way;
  /** Called instead of passing the next bytes on. */
  intercept: ((bytes: Buffer) => void) | undefined;
  readonly borders = new Borders();
  /** Said at the next border between frames; after it nothing is. */
  last: Buffer | undefined;
  #queue: { bytes: Buffer; due: number }[] = [];
  #ended = false;
  #timer: NodeJS.Timeout | undefined;
  #silent = false;

  constructor(readonly to: Socket, way: Way, readonly random: Random, readonly finished: () => void) {
    this.way = way;
  }

  push(bytes: Buffer): void {
    if (this.way === 'drop' || this.#silent) return;
    const due = this.way === 'lag' ? Math.max(this.#queue.at(-1)?.due ?? 0, performance.now() + this.random.between(100, 400)) : 0;
    this.#queue.push({ bytes, due });
    this.pump();
  }
  end(): void {
    this.#ended = true;
    this.pump();
  }
  set(way: Way): void {
    this.way = way;
    if (way === 'drop') this.#queue = [];
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.pump();
  }
  stop(): void {
    clearTimeout(this.#timer);
    this.#silent = true;
    this.#queue = [];
  }
  farewell(frame: Buffer): void {
    this.last = frame;
    if (this.borders.clean) this.#depart();
  }

  pump(): void {
    if (this.#timer !== undefined || this.way === 'hold') return;
    const first = this.#queue[0];
    if (!first) {
      if (this.#ended && this.way !== 'drop') this.finished();
      return;
    }
    const wait = this.way === 'lag' ? first.due - performance.now() : 0;
    if (wait > 0) return this.#later(wait);
    const most = this.way === 'frag' ? 1 : this.way === 'drip' ? DRIP.bytes : first.bytes.length;
    const bytes = first.bytes.subarray(0, most);
    first.bytes = first.bytes.subarray(most);
    if (!first.bytes.length) this.#queue.shift();
    this.#write(bytes);
    if (this.way === 'drip') this.#later(DRIP.every);
    else if (this.way === 'frag') this.#later(0);
    else this.pump();
  }
  #later(ms: number): void {
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.pump();
    }, ms);
  }
  #write(bytes: Buffer): void {
    if (this.intercept) {
      const { intercept } = this;
      this.intercept = undefined;
      return intercept(bytes);
    }
    while (bytes.length && !this.#silent) {
      const part = this.borders.take(bytes);
      if (!this.to.destroyed) this.to.write(bytes.subarray(0, part));
      bytes = bytes.subarray(part);
      if (this.last && this.borders.clean) this.#depart();
    }
  }
  #depart(): void {
    if (!this.to.destroyed) this.to.write(this.last!);
    this.stop();
  }
}

/** One connection through the proxy. */
export class Link {
  readonly up: Pipe;
  readonly down: Pipe;
  /** Nobody is told any more that the other side went away: the way there is gone. */
  cut = false;
  #over = false;

  constructor(readonly client: Socket, readonly server: Socket, way: Way, random: Random, readonly gone: (link: Link) => void) {
    this.up = new Pipe(server, way, random, () => this.#finished('server'));
    this.down = new Pipe(client, way, random, () => this.#finished('client'));
    for (const [from, pipe] of [[client, this.up], [server, this.down]] as const) {
      from.setNoDelay(true);
      let ended = false;
      const end = () => {
        if (ended) return;
        ended = true;
        if (this.cut) return this.#closed();
        pipe.end();
      };
      from.on('data', (bytes: Buffer) => pipe.push(bytes)).on('end', end).on('close', end).on('error', () => {});
    }
  }
  #finished(side: 'client' | 'server'): void {
    if (!this[side].destroyed) this[side].end();
    // A client that has gone, or a server that has, is not kept waiting for long.
    setTimeout(() => this.#closed(), 2_000).unref();
    this.#closed();
  }
  #closed(): void {
    if (this.client.closed || this.client.destroyed || this.client.writableFinished) this.gone(this);
  }
  set(way: Way): void {
    this.up.set(way);
    this.down.set(way);
  }
  rst(): void {
    if (this.#over) return;
    this.#over = true;
    this.up.stop();
    this.down.stop();
    this.client.resetAndDestroy();
    this.server.resetAndDestroy();
    this.gone(this);
  }
  fin(): void {
    this.up.stop();
    this.down.stop();
    this.client.end();
    this.server.end();
    setTimeout(() => this.rst(), 1_000).unref();
  }
}

export class Proxy {
  /** Attempts to connect so far. */
  opened = 0;
  /** Told of each. */
  arrived: () => void = () => {};
  readonly links = new Set<Link>();
  /** How new connections fare. */
  door: 'open' | 'refuse' | '502' = 'open';
  way: Way = 'pass';
  port = 0;
  readonly #server: Server;

  constructor(readonly target: () => number, readonly random: Random) {
    this.#server = createServer({ allowHalfOpen: true, noDelay: true }, (client) => this.#accept(client));
  }
  async listen(): Promise<this> {
    await once(this.#server.listen(0, '127.0.0.1'), 'listening');
    this.port = (this.#server.address() as AddressInfo).port;
    return this;
  }
  #accept(client: Socket): void {
    this.opened++;
    this.arrived();
    client.on('error', () => {});
    if (this.door === 'refuse') return void client.resetAndDestroy();
    if (this.door === '502') {
      client.once('data', () => client.end('HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\nConnection: close\r\n\r\n'));
      setTimeout(() => client.destroy(), 2_000).unref();
      return;
    }
    const server = connect({ port: this.target(), host: '127.0.0.1', noDelay: true, allowHalfOpen: true });
    const link = new Link(client, server, this.way, this.random, (gone) => this.links.delete(gone));
    server.once('error', () => link.rst());
    this.links.add(link);
  }
  /** Sets how bytes travel, on all connections and on new ones. */
  all(way: Way): void {
    this.way = way;
    for (const link of this.links) link.set(way);
  }
  rst(): void {
    for (const link of [...this.links]) link.rst();
  }
  async close(): Promise<void> {
    this.rst();
    await new Promise((done) => this.#server.close(done));
  }
}

/** A close frame as servers send it. */
export function closeFrame(code: number, reason = ''): Buffer {
  const said = Buffer.from(reason);
  const frame = Buffer.alloc(4 + said.length);
  frame[0] = 0x88;
  frame[1] = 2 + said.length;
  frame.writeUInt16BE(code, 2);
  said.copy(frame, 4);
  return frame;
}

import { settle } from './clock.js';

/**
 * A WebSocket with the test itself on the other side: `const net = new FakeNet(); … const socket = await net.next(); socket.accept()`.
 *
 * It does what browsers do where it matters: native events, `close()` that throws for codes a page may not use, an `error` before the close of a
 * connection that failed, and no close event at all from a line that is dead until the test says so. Use `mock-socket.ts` where a server with
 * several clients is wanted.
 */
export class FakeSocket extends EventTarget {
  static readonly CONNECTING = 0;
  static readonly OPEN = 1;
  static readonly CLOSING = 2;
  static readonly CLOSED = 3;
  readyState = FakeSocket.CONNECTING;
  binaryType: BinaryType = 'blob';
  bufferedAmount = 0;
  readonly protocol = '';
  readonly extensions = '';
  readonly sent: unknown[] = [];
  /** What the page closed it with. */
  closed: { readonly code: number | undefined; readonly reason: string | undefined } | undefined;

  constructor(
    readonly url: string,
    readonly protocols?: string | string[],
  ) {
    super();
  }

  send(data: unknown): void {
    if (this.readyState === FakeSocket.CONNECTING) throw new DOMException('Still in CONNECTING state', 'InvalidStateError');
    if (this.readyState === FakeSocket.OPEN) this.sent.push(data);
  }

  close(code?: number, reason?: string): void {
    if (code !== undefined && code !== 1000 && !(code >= 3000 && code <= 4999)) throw new DOMException(`The close code ${code} is not allowed`, 'InvalidAccessError');
    if (reason !== undefined && new TextEncoder().encode(reason).length > 123) throw new DOMException('The reason is too long', 'SyntaxError');
    if (this.readyState >= FakeSocket.CLOSING) return;
    this.closed = { code, reason };
    this.readyState = FakeSocket.CLOSING;
  }

  // --- the other side -----------------------------------------------------------------------------------------------------------------------

  /** Also says so when it comes too late. */
  accept(): this {
    if (this.readyState === FakeSocket.CONNECTING) this.readyState = FakeSocket.OPEN;
    this.dispatchEvent(new Event('open'));
    return this;
  }

  /** A frame comes in. */
  say(data: unknown): void {
    this.dispatchEvent(new MessageEvent('message', { data }));
  }

  /** The other side closes with a close frame. */
  end(code: number, reason = ''): void {
    this.readyState = FakeSocket.CLOSED;
    this.dispatchEvent(new CloseEvent('close', { code, reason, wasClean: true }));
  }

  /** Refused, reset or cut: an error, then 1006. */
  break(): void {
    this.readyState = FakeSocket.CLOSED;
    this.dispatchEvent(new Event('error'));
    this.dispatchEvent(new CloseEvent('close', { code: 1006, wasClean: false }));
  }
}

/** All sockets that were made, and the one to come. */
export class FakeNet {
  readonly sockets: FakeSocket[] = [];
  readonly WebSocket: typeof WebSocket;
  /** Set to make `new WebSocket` throw. */
  broken: Error | undefined;
  #seen = 0;
  #waiting: ((socket: FakeSocket) => void)[] = [];

  constructor() {
    const broken = () => this.broken;
    const made = (socket: FakeSocket) => {
      this.sockets.push(socket);
      this.#waiting.shift()?.(socket);
    };
    this.WebSocket = class extends FakeSocket {
      constructor(url: string, protocols?: string | string[]) {
        const error = broken();
        if (error) throw error;
        super(url, protocols);
        made(this);
      }
    } as unknown as typeof WebSocket;
  }

  /** The next socket that this has not given yet. Waits in real time: partysocket makes it after a real timer of 0 ms. */
  next(): Promise<FakeSocket> {
    const made = this.sockets[this.#seen++];
    return made ? Promise.resolve(made) : new Promise((resolve) => this.#waiting.push(resolve));
  }

  /** Sockets that are connecting or open. */
  get alive(): number {
    return this.sockets.filter((socket) => socket.readyState < FakeSocket.CLOSING).length;
  }
}

/** Long enough for partysocket to have made any socket that it is going to make. */
export async function flush(): Promise<void> {
  for (let i = 0; i < 3; i++) {
    // Timers that timers set wait for 4 ms; one that a message sets does not.
    await settle();
    await new Promise((resolve) => setTimeout(resolve, 0));
  }
}

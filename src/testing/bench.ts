import { DEFAULT_ADDRESS, type Address, type Clock, type Message, type Settings, type Tuning } from '../domain/index.js';
import type { Codec, Frame } from '../protocols/codec.js';
import { loadRare } from '../conversation/events.js';
import { Session } from '../session/session.js';
import type { SessionEventName, SessionEvents } from '../session/types.js';
import { createStore } from '../storage/store.js';
import { turn } from './turn.js';

/** One socket, as the backend sees it. */
export interface Peer {
  /** With the parameters that the codec put into it, such as a token. */
  readonly url: URL;
  readonly open: boolean;
  send(...frames: readonly Frame[]): void;
  close(code: number, reason?: string): void;
}

export interface Request {
  readonly url: URL;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** The part of a backend that answers. */
export interface Answering {
  /** A socket opened. */
  accept(peer: Peer): void;
  /** A frame came from the client. */
  receive(peer: Peer, frame: Frame): void;
  /** A request over HTTP. Absent or undefined: there is no answer. */
  fetch?(request: Request): { readonly status: number; readonly body: string } | undefined;
}

export type Told = { [K in SessionEventName]: { readonly name: K; readonly detail: SessionEvents[K] } }[SessionEventName];

export interface BenchOptions {
  readonly codec: Codec;
  readonly backend: Answering;
  readonly address?: Partial<Address>;
  readonly token?: Settings['token'];
  readonly tuning?: Partial<Tuning>;
}

/**
 * What a session loads when it first needs it, and where that is kept. Here it is loaded before any time passes: however long a machine takes over a file, it takes nothing of the
 * time in which a check expects an answer. By `import()`, as the session does it: a bundler may give that an address of its own.
 */
const late = (): Promise<unknown> =>
  (all ??= Promise.all([
    loadRare(), import('../connection/probe.js'), import('../session/exchange.js'), import('../session/older.js'), import('../session/poller.js'), import('../session/rows.js'),
    import('../session/sending.js'), import('../session/aside.js'), import('../session/echoes.js'), import('../session/failing.js'), import('../session/renumber.js'), import('../storage/adopt.js'),
    import('../storage/beats.js'), import('../storage/indexed-db.js'),
  ])); // prettier-ignore
let all: Promise<unknown> | undefined;

/** A clock that moves when it is told to. */
class HandClock implements Clock {
  #now = 1000;
  #next = 1;
  readonly #timers = new Map<number, { readonly at: number; readonly fn: () => void }>();
  now = (): number => this.#now;
  setTimeout = (fn: () => void, ms: number): unknown => {
    this.#timers.set(this.#next, { at: this.#now + Math.max(0, ms || 0), fn });
    return this.#next++;
  };
  clearTimeout = (handle: unknown): void => void this.#timers.delete(handle as number);
  get pending(): number {
    return this.#timers.size;
  }
  advance(ms: number): void {
    const until = this.#now + ms;
    for (;;) {
      const [due] = [...this.#timers].filter(([, { at }]) => at <= until).sort(([, a], [, b]) => a.at - b.at);
      if (!due) break;
      this.#timers.delete(due[0]);
      this.#now = due[1].at;
      due[1].fn();
    }
    this.#now = until;
  }
}

/** A WebSocket that has the backend itself on the other side. */
class BenchSocket extends EventTarget {
  readonly #bench: Bench;
  readonly url: string;
  readyState = 0;
  binaryType = 'blob';
  readonly bufferedAmount = 0;
  readonly protocol = '';
  readonly extensions = '';

  constructor(bench: Bench, url: string) {
    super();
    this.#bench = bench;
    this.url = url;
  }

  // As the client sees it: `url` and `send` mean different things on both sides, so the backend is handed a face of its own.
  readonly peer: Peer = ((socket: BenchSocket) => ({
    get url() { return new URL(socket.url); },
    get open() { return socket.readyState === 1; },
    send: (...frames) => frames.forEach((frame) => socket.#bench.later(() => socket.readyState === 1 && socket.dispatchEvent(new MessageEvent('message', { data: frame })))),
    close: (code, reason) => socket.#bench.later(() => socket.#end(code, reason)),
  }))(this); // prettier-ignore

  send(frame: Frame): void {
    if (this.readyState !== 1) return;
    this.#bench.sent.push(frame);
    this.#bench.later(() => this.readyState === 1 && this.#bench.backend.receive(this.peer, frame));
  }

  close(): void {
    if (this.readyState < 2) this.readyState = 3;
  }

  accept(): void {
    if (this.readyState !== 0) return;
    this.readyState = 1;
    this.dispatchEvent(new Event('open'));
    this.#bench.backend.accept(this.peer);
  }

  /** Cut, or never let in. */
  break(): void {
    if (this.readyState > 1) return;
    this.dispatchEvent(new Event('error'));
    this.#end(1006);
  }

  #end(code: number, reason = ''): void {
    if (this.readyState > 1) return;
    this.readyState = 3;
    this.dispatchEvent(Object.assign(new Event('close'), { code, reason, wasClean: code !== 1006 }));
  }
}

/** A real session over a backend in memory, with time in the hands of a test. */
export class Bench {
  readonly session: Session;
  readonly backend: Answering;
  readonly clock = new HandClock();
  readonly sockets: BenchSocket[] = [];
  /** Frames of the client, in order, on all sockets. */
  readonly sent: Frame[] = [];
  readonly told: Told[] = [];
  /** Nothing gets through: sockets are refused, requests have no answer. */
  down = false;
  /** Sockets are refused; requests get through. */
  refusing = false;
  /** How often the token was asked for. */
  asked = 0;
  #queue: (() => void)[] = [];
  readonly #watching = new Set<() => void>();

  constructor({ codec, backend, address, token, tuning = {} }: BenchOptions) {
    this.backend = backend;
    // oxlint-disable-next-line typescript/no-this-alias -- the class below has a `this` of its own
    const bench = this;
    const webSocket = class extends BenchSocket {
      static readonly CONNECTING = 0;
      static readonly OPEN = 1;
      static readonly CLOSING = 2;
      static readonly CLOSED = 3;
      constructor(url: string) {
        super(bench, url);
        bench.sockets.push(this);
        bench.later(() => (bench.down || bench.refusing ? this.break() : this.accept()));
      }
    } as unknown as typeof WebSocket;
    const source: Settings['token'] = typeof token === 'function' ? () => (this.asked++, token()) : () => (this.asked++, token);
    const settings: Settings = {
      address: { ...DEFAULT_ADDRESS, url: 'wss://backend.test', conversation: 'c1', userId: 'u1', ...address, protocol: codec.name },
      tuning, token: source, debug: true, shareTabs: false,
    }; // prettier-ignore
    this.session = new Session(settings, {
      clock: this.clock,
      random: () => 0.5,
      schedule: (fn) => {
        const handle = this.clock.setTimeout(fn, 16);
        return () => this.clock.clearTimeout(handle);
      },
      surroundings: {
        online: true,
        visible: true,
        on: (fn) => {
          const end = (): void => void this.#watching.delete(end);
          void fn;
          this.#watching.add(end);
          return end;
        },
      },
      webSocket,
      fetch: (url, init) => this.#fetch(String(url), init),
      // A page that goes leaves the next what it could not send; a check leaves nothing.
      store: Object.assign(createStore({ name: 'conformance', indexedDB: null, locks: null }), { leave: () => undefined }),
      kept: () => Promise.resolve(false),
      load: () => Promise.resolve(codec),
    });
    this.session.onEvent((name, detail) => void this.told.push({ name, detail } as Told));
  }

  /** In the order in which it is asked for, after whoever asks has finished: as over a network. */
  later(what: () => unknown): void {
    this.#queue.push(what);
  }

  /** Lets time pass: promises, what is on the way, and timers. One real timer in each call gives code that is still being loaded its time; the rest are turns without a wait. */
  async go(ms = 100): Promise<void> {
    await late();
    // What was imported is there, though not within promises alone: a later import comes after the earlier ones.
    await import('../session/sending.js');
    await new Promise((resolve) => setTimeout(resolve, 0));
    for (let passed = 0; passed < ms; passed += 20) {
      this.#deliver();
      this.clock.advance(20);
      this.#deliver();
      await turn();
    }
    this.#deliver();
  }

  /** Goes on until something is so; false after two minutes of the session's time. */
  async until(is: () => boolean): Promise<boolean> {
    for (let passed = 0; !is(); passed += 100) {
      if (passed > 120_000) return false;
      await this.go();
    }
    return true;
  }

  /** Starts the session and waits until it is connected. */
  async start(): Promise<boolean> {
    this.session.start();
    this.session.engage();
    return this.up();
  }

  async up(): Promise<boolean> {
    const up = await this.until(() => this.session.connection.status === 'connected');
    await this.go();
    return up;
  }

  /** The socket that is open. */
  get socket(): BenchSocket | undefined {
    return this.sockets.findLast(({ readyState }) => readyState === 1);
  }

  /** Sends to the client. */
  say(...frames: readonly Frame[]): void {
    this.socket?.peer.send(...frames);
  }

  /** Cuts the line, and refuses new ones until `down` is taken back. */
  async cut(): Promise<void> {
    this.down = true;
    this.socket?.break();
    await this.go();
  }

  messages(conversation?: string): readonly Message[] {
    return this.session.conversation(conversation).blocks.flatMap((block) => block.messages);
  }

  texts(conversation?: string): readonly string[] {
    return this.messages(conversation).map(({ text }) => text);
  }

  errors(): readonly string[] {
    return this.told.flatMap((told) => (told.name === 'chat-error' ? [told.detail.code] : []));
  }

  arrived(): readonly string[] {
    return this.told.flatMap((told) => (told.name === 'chat-message' ? [told.detail.message.text] : []));
  }

  /** Ends it. What is left then is a leak, and is named. */
  async dispose(): Promise<string | undefined> {
    this.session.dispose();
    // What is in the middle of a request finds out when that has its answer, which takes real time.
    await this.go();
    for (const until = Date.now() + 3000; this.clock.pending && Date.now() < until; this.#deliver()) await new Promise((resolve) => setTimeout(resolve, 5));
    const sockets = this.sockets.filter(({ readyState }) => readyState < 2).length;
    const left = [[this.clock.pending, 'timers'], [sockets, 'sockets'], [this.#watching.size, 'listeners']] as const;
    return left.filter(([count]) => count).map(([count, what]) => `${count} ${what}`).join(', ') || undefined; // prettier-ignore
  }

  #deliver(): void {
    for (let next = this.#queue.shift(); next; next = this.#queue.shift()) next();
  }

  async #fetch(url: string, init: RequestInit = {}): Promise<Response> {
    const headers = Object.fromEntries(new Headers(init.headers));
    const answer = this.down ? undefined : this.backend.fetch?.({ url: new URL(url), method: init.method ?? 'GET', headers, body: typeof init.body === 'string' ? init.body : '' });
    if (!answer) throw new TypeError('no network');
    // Its words are there at once: engines read a body beside the page, which takes real time.
    return Object.assign(new Response(answer.body || null, { status: answer.status }), { text: () => Promise.resolve(answer.body) });
  }
}

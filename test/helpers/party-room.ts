import type { FakeSocket } from './fake-socket.js';

interface Stored {
  seq: number;
  at: string;
  k: string;
  by: { id: string; role: string; name?: string };
  id: string;
  [more: string]: unknown;
}

type FrameIn = Record<string, unknown> & { t: string };

/**
 * A room of the party protocol (docs/protocol.md) that a test holds in its hand: a log, acks, resume, dedup by id and by number; and switches for what a real
 * server does only on bad days. One room, any number of sockets, one after the other or side by side.
 */
export class PartyRoom {
  epoch = 'epoch-1';
  log: Stored[] = [];
  readonly hellos: FrameIn[] = [];
  readonly received: FrameIn[] = [];
  /** Nothing comes down any more; what goes up is still read. */
  deaf = false;
  /** The next command is refused with these fields. */
  refuse: Record<string, unknown> | undefined;
  welcome: Record<string, unknown> = {};
  /** Its clock. */
  now = (): Date => new Date(0);
  /** It breaks down over a frame with these words. */
  chokesOn: string | undefined;
  /** The one conversation that may be entered here. Without it, all. */
  only: string | undefined;
  /** Ids of what was ever refused for good, heard or not. */
  readonly refused = new Set<string>();
  #acked = new Map<string, number>();
  /** What each writer was refused for good: told again with its next connection, for the first time may not have been heard. */
  #refused = new Map<string, object[]>();
  #sockets = new Map<FakeSocket, { writer: string; user: Stored['by'] }>();
  #read = new Map<FakeSocket, number>();

  /** Takes a socket that the page is opening, answers its hello. */
  accept(socket: FakeSocket): void {
    socket.accept();
    this.#read.set(socket, 0);
    this.pump();
  }

  /** Reads what the pages sent since the last time and answers. */
  pump(): void {
    for (const [socket, read] of this.#read) {
      const frames = socket.sent.slice(read);
      this.#read.set(socket, socket.sent.length);
      for (const text of frames) if (socket.readyState === 1) this.#take(socket, JSON.parse(text as string) as FrameIn);
    }
  }

  /** Somebody else says something. */
  say(text: string, id = `other-${this.log.length + 1}`): Stored {
    return this.#store({ k: 'message', by: { id: 'agent', role: 'agent', name: 'Ada' }, id, parts: [{ type: 'text', text }] });
  }

  /** Texts in the log, in its order. */
  get texts(): string[] {
    return this.log.filter((e) => e.k === 'message').map((e) => (e.parts as { text: string }[])[0]!.text);
  }

  /** The log is lost, and with it the memory of who sent what. */
  wipe(): void {
    this.epoch = `epoch-${Math.random()}`;
    this.log = [];
    this.#acked.clear();
  }

  #store(entry: Omit<Stored, 'seq' | 'at'>, c = 'c1'): Stored {
    const stored = { seq: this.log.length + 1, at: this.now().toISOString(), ...entry } as Stored;
    this.log.push(stored);
    for (const socket of this.#sockets.keys()) this.#say(socket, { t: 'entries', c, entries: [stored], live: true });
    return stored;
  }

  #say(socket: FakeSocket, frame: unknown): void {
    if (socket.readyState === 1 && !this.deaf) socket.say(JSON.stringify(frame));
  }

  #take(socket: FakeSocket, frame: FrameIn): void {
    this.received.push(frame);
    if (this.chokesOn !== undefined && JSON.stringify(frame).includes(this.chokesOn)) return socket.end(1009);
    if (frame.t === 'ping') return this.#say(socket, { t: 'pong' });
    if (frame.t === 'hello') {
      this.hellos.push(frame);
      const user = { role: 'visitor', ...(frame.user as object), id: String((frame.user as { id?: string } | undefined)?.id ?? 'guest-1') } as Stored['by'];
      this.#sockets.set(socket, { writer: String(frame.client), user });
      this.#say(socket, { t: 'welcome', v: 1, user, server: 's', time: new Date(0).toISOString(), heartbeat: 25000, maxFrame: 65536, ...this.welcome });
      for (const one of frame.subscribe as FrameIn[]) this.#subscribe(socket, one);
      return;
    }
    if (frame.t === 'subscribe') return this.#subscribe(socket, frame);
    if (frame.t === 'history') {
      const before = Number(frame.before);
      const messages = this.log.filter((e) => e.k === 'message' && e.seq < before).slice(-Number(frame.limit));
      return this.#say(socket, { t: 'page', c: frame.c, messages, end: messages[0]?.seq === 1 || !messages.length });
    }
    if (typeof frame.n !== 'number') return;
    const { writer, user } = this.#sockets.get(socket)!;
    const last = this.#acked.get(writer) ?? 0;
    if (frame.n > last + 1) return this.#say(socket, { t: 'nack', c: frame.c, n: frame.n, id: frame.id, code: 'gap', message: 'gap', retry: true, expected: last + 1 });
    if (this.refuse) {
      const refuse = this.refuse;
      this.refuse = undefined;
      const nack = { t: 'nack', c: frame.c, n: frame.n, id: frame.id, code: 'invalid', message: 'no', retry: false, ...refuse };
      if (!refuse.retry) {
        this.#acked.set(writer, frame.n);
        this.refused.add(String(frame.id));
        this.#refused.set(writer, [...(this.#refused.get(writer) ?? []), nack]);
      }
      return this.#say(socket, nack);
    }
    if (frame.n === last + 1) {
      this.#acked.set(writer, frame.n);
      const { t, c, n: _n, id, at: _at, ...rest } = frame;
      if (t !== 'skip' && !this.log.some((e) => e.id === id)) this.#store({ ...rest, k: t, by: user, id: String(id) }, String(c));
    }
    const seq = this.log.find((e) => e.id === frame.id)?.seq;
    this.#say(socket, { t: 'ack', c: frame.c, n: Math.max(frame.n, last), items: seq ? [{ id: frame.id, n: frame.n, seq, at: this.now().toISOString() }] : [] });
  }

  #subscribe(socket: FakeSocket, { c, epoch, cursor }: FrameIn): void {
    if (this.only !== undefined && c !== this.only) return this.#say(socket, { t: 'error', code: 'forbidden', message: 'You may not.', c });
    const writer = this.#sockets.get(socket)!.writer;
    for (const nack of this.#refused.get(writer) ?? []) this.#say(socket, nack);
    const resumes = epoch === this.epoch && typeof cursor === 'number';
    this.#say(socket, {
      t: 'subscribed', c, epoch: this.epoch, head: this.log.length, ack: this.#acked.get(writer) ?? 0, resume: resumes ? 'ok' : 'reset',
      conversation: { id: c, status: 'open', assignee: null }, marks: [], typing: [], streams: [],
    });
    if (resumes) this.#say(socket, { t: 'entries', c, entries: this.log.filter((e) => e.seq > cursor) });
    else this.#say(socket, { t: 'page', c, messages: this.log.filter((e) => e.k === 'message').slice(-50), end: this.log.length <= 50, tail: true, head: this.log.length });
  }
}

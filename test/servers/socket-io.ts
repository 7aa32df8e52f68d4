/**
 * A chat service on Socket.IO (shared/protocols.md, section 6): the genuine server, and (mode `engine: 'python'`) one made by hand that does what the genuine one cannot be made
 * to do: the order, the refusals and the disconnects of python-socketio.
 */
import { createServer } from 'node:http';
import { Server, type Namespace, type Socket } from 'socket.io';
import { json, serve, type Base, type Client } from './base.js';
import type { CommonModes, Start, TestServer } from './types.js';

export interface Modes extends CommonModes {
  /** Which of the two takes new connections. */
  engine: 'node' | 'python';
  pingInterval: number;
  pingTimeout: number;
  /** The one namespace that there is. */
  namespace: string;
  /** The server is gone without a word: no pings (`engine: 'python'` only). */
  silent: boolean;
  /** The field that names the other side. */
  peerField: string;
  /** Text that looks like a number is refused as a user id, as a backend in Python does. */
  numeric: boolean;
  /** Nobody is let in, and told this. */
  refusal: string;
  /** `user_online` comes before the connection is confirmed. */
  early: boolean;
  /** The other side types, reads and answers. */
  answers: boolean;
  /** Sends are answered: with `message_sent`, with an `error` of these words, or not at all. */
  sends: 'confirmed' | 'refused' | 'ignored';
  words: string;
  /** `GET /messages` is there. */
  history: boolean;
  /** A photo that was asked for is there after this long; 0: when the action says so. Milliseconds. */
  photo: number;
}

type Id = string | number;

interface Stored {
  readonly id: number;
  readonly user_id: Id;
  readonly peer: Id;
  readonly content: string;
  readonly timestamp: string;
  status: string;
  readonly media_type?: string;
  readonly media_url?: string;
  readonly sender: 'user' | 'peer';
}

/** One connection that was let in, whichever server has it. */
interface Peer {
  readonly client: number;
  readonly user: Id;
  emit(event: string, ...args: unknown[]): void;
  /** Ends the session with a packet, the engine's connection stays. */
  leave(): void;
}

type Fields = Readonly<Record<string, unknown>>;

/** A blue square of one pixel. */
const PIXEL = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPj/HwADAgH/p9GxWgAAAABJRU5ErkJggg==', 'base64');

/** An event as frames: bytes stay behind as places, and follow. */
function emitByHand(client: Client, space: string, event: string, args: readonly unknown[]): void {
  const bytes: Buffer[] = [];
  const placed = (value: unknown): unknown => {
    if (Buffer.isBuffer(value)) return { _placeholder: true, num: bytes.push(value) - 1 };
    if (Array.isArray(value)) return value.map(placed);
    return typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value).map(([key, one]) => [key, placed(one)])) : value;
  };
  const text = JSON.stringify([event, ...args.map(placed)]);
  client.say(bytes.length ? `45${bytes.length}-${space}${text}` : `42${space}${text}`);
  for (const one of bytes) client.say(one);
}

export const start: Start<Modes> = async (options) => {
  const peers = new Set<Peer>();
  const messages: Stored[] = [];
  const timers = new Set<NodeJS.Timeout>();
  let tasks = 0;

  const of = (user: unknown): readonly Peer[] => [...peers].filter((peer) => !user || String(peer.user) === String(user));
  const tell = (user: unknown, event: string, ...args: unknown[]): number => of(user).map((peer) => peer.emit(event, ...args)).length;
  const outward = ({ modes: { peerField } }: Base<Modes>, { peer, sender: _, ...message }: Stored): Fields => ({ ...message, [peerField]: peer });
  const store = (user_id: Id, peer: Id, sender: Stored['sender'], fields: Fields): Stored => {
    const { content = '', media_type, media_url } = fields as { content?: string; media_type?: string; media_url?: string };
    const message: Stored = {
      id: messages.length + 1, user_id, peer, content: String(content), timestamp: new Date().toISOString(), status: 'sent', sender,
      ...(media_type ? { media_type } : {}), ...(media_url ? { media_url } : {}),
    };
    messages.push(message);
    return message;
  };
  const photoUrl = (n: number): string => `${server.url}/photos/${n}.png`;
  const later = (run: () => void, wait: number): void => {
    const timer = setTimeout(() => (timers.delete(timer), run()), wait);
    timers.add(timer);
  };

  /** Why somebody is not let in. */
  const refusal = (auth: Fields, { modes, lets }: Base<Modes>): string | undefined => {
    const { token, user_id: user } = auth;
    if (modes.refusal) return modes.refusal;
    if (!lets(typeof token === 'string' ? token : undefined)) return 'Invalid token';
    if (user === undefined || user === null || user === '') return 'user_id is required';
    return modes.numeric && typeof user !== 'number' ? 'user_id must be an integer' : undefined;
  };
  const online = (base: Base<Modes>, self: Peer, early: boolean): void => {
    if (base.modes.early === early) self.emit('user_online', { user_id: self.user });
  };
  const join = (base: Base<Modes>, self: Peer): void => {
    for (const other of peers) other.emit('user_online', { user_id: self.user });
    peers.add(self);
    online(base, self, false);
  };

  /** What a client says. */
  const hear = (base: Base<Modes>, self: Peer, event: string, given: unknown): void => {
    const { modes } = base;
    const fields = (typeof given === 'object' && given !== null ? given : {}) as Fields;
    const peer = fields[modes.peerField] as Id | undefined;
    const about = { [modes.peerField]: peer };
    switch (event) {
      case 'send_message': {
        if (modes.sends === 'ignored') return;
        if (modes.sends === 'refused') return self.emit('error', { message: modes.words });
        if (peer === undefined || fields['user_id'] === undefined) return self.emit('error', { message: `user_id and ${modes.peerField} are required` });
        if (modes.numeric && typeof fields['user_id'] !== 'number') return self.emit('error', { message: 'user_id must be an integer' });
        const message = store(self.user, peer, 'user', fields);
        self.emit('message_sent', { message_id: message.id, timestamp: message.timestamp, status: 'sent' });
        if (!modes.answers) return;
        tell(self.user, 'typing', { ...about, is_typing: true });
        message.status = 'read';
        tell(self.user, 'message_read', { message_id: message.id, ...about });
        const answer = store(self.user, peer, 'peer', { content: `You wrote: ${message.content || message.media_url || ''}` });
        tell(self.user, 'message_received', { ...about, message: outward(base, answer) });
        return void tell(self.user, 'typing', { ...about, is_typing: false });
      }
      case 'mark_read': {
        const ids = (Array.isArray(fields['message_ids']) ? (fields['message_ids'] as unknown[]) : []).map(Number);
        const read = messages.filter(({ id }) => ids.includes(id));
        for (const message of read) message.status = 'read';
        return self.emit('messages_read', { message_ids: read.map(({ id }) => id), count: read.length });
      }
      case 'request_photo': {
        const task = ++tasks;
        self.emit('photo_generating', { task_id: `task-${task}`, estimated_time: 10, tokens_deducted: 5 });
        if (modes.photo) later(() => tell(self.user, 'photo_generated', { ...about, photo_url: photoUrl(task) }), modes.photo);
      }
    }
  };

  // ── The genuine server ──
  const io = new Server({ serveClient: false, transports: ['websocket', 'polling'], maxHttpBufferSize: 16 * 1024 * 1024 });
  // Never listens: connections are handed over by the base, which can refuse them, log them and cut them off.
  io.attach(createServer());
  interface Engine {
    readonly opts: { pingInterval: number; pingTimeout: number };
    readonly ws: { handleUpgrade(request: object, socket: object, head: object, done: (opened: Client['socket']) => void): void };
    handleUpgrade(request: object, socket: object, head: object): void;
    handleRequest(request: object, response: object): void;
  }
  const engine = io.engine as unknown as Engine;
  const takers = new WeakMap<object, (opened: Client['socket']) => Client>();
  const clientOf = new WeakMap<object, number>();
  const upgrade = engine.ws.handleUpgrade.bind(engine.ws);
  engine.ws.handleUpgrade = (request, socket, head, done) =>
    upgrade(request, socket, head, (opened) => {
      const client = takers.get(request)?.(opened);
      if (client) clientOf.set(request, client.id);
      done(opened);
    });

  const settle = (space: Namespace, base: Base<Modes>): void => {
    const made = new WeakMap<Socket, Peer>();
    space.use((socket, next) => {
      const auth = socket.handshake.auth as Fields;
      const problem = socket.nsp.name === base.modes.namespace ? refusal(auth, base) : 'Invalid namespace';
      if (problem) return next(new Error(problem));
      const peer: Peer = {
        client: clientOf.get(socket.request) ?? 0, user: auth['user_id'] as Id,
        emit: (event, ...args) => void socket.emit(event, ...args),
        leave: () => void socket.disconnect(),
      };
      made.set(socket, peer);
      online(base, peer, true);
      next();
    });
    space.on('connection', (socket) => {
      const peer = made.get(socket)!;
      join(base, peer);
      socket.on('disconnect', () => peers.delete(peer));
      socket.onAny((event: string, given: unknown, ...more: unknown[]) => {
        hear(base, peer, event, given);
        const answer = [given, ...more].at(-1);
        if (typeof answer === 'function') (answer as (value: unknown) => void)({ ok: true, event });
      });
    });
  };

  // ── The one made by hand ──
  interface Hand {
    peer?: Peer;
    pings?: NodeJS.Timeout;
    patience?: NodeJS.Timeout;
  }
  const hands = new WeakMap<Client, Hand>();
  const prefix = (space: string): string => (space === '/' ? '' : `${space},`);

  const byHand = {
    open(client: Client, { modes }: Base<Modes>) {
      const hand: Hand = {};
      hands.set(client, hand);
      const { pingInterval, pingTimeout } = modes;
      client.say(`0${JSON.stringify({ sid: `eio-${client.id}`, upgrades: [], pingInterval, pingTimeout, maxPayload: 1_000_000 })}`);
      hand.pings = setInterval(() => {
        if (modes.silent) return;
        client.say('2');
        hand.patience ??= setTimeout(() => client.socket.terminate(), pingTimeout);
      }, pingInterval);
    },
    message(client: Client, frame: string | Buffer, base: Base<Modes>) {
      const hand = hands.get(client)!;
      const text = String(frame);
      if (text.startsWith('3')) {
        clearTimeout(hand.patience);
        delete hand.patience;
      }
      const [, type, space = '/', id, data] = /^4([0-6])(?:(\/[^,]*),)?(\d+)?(.*)$/s.exec(text) ?? [];
      if (type === undefined) return;
      let value: unknown;
      try {
        value = data ? JSON.parse(data) : undefined;
      } catch {
        return client.close(1002);
      }
      const to = prefix(space);
      if (type === '0') {
        const auth = (value ?? {}) as Fields;
        const problem = space === base.modes.namespace ? refusal(auth, base) : 'Unable to connect';
        // It refuses, and leaves the engine's connection open.
        if (problem) return client.say(`44${to}${JSON.stringify({ message: problem })}`);
        const peer: Peer = {
          client: client.id, user: auth['user_id'] as Id,
          emit: (event, ...args) => emitByHand(client, to, event, args),
          leave: () => client.say(`41${to}`),
        };
        online(base, peer, true);
        client.say(`40${to}${JSON.stringify({ sid: `sio-${client.id}` })}`);
        hand.peer = peer;
        return join(base, peer);
      }
      // What it is told by somebody whom it has not let in means nothing to it.
      if (!hand.peer) return;
      if (type === '1') return void peers.delete(hand.peer);
      if (type !== '2' || !Array.isArray(value)) return;
      hear(base, hand.peer, String(value[0]), value[1]);
      if (id !== undefined) client.say(`43${to}${id}${JSON.stringify([{ ok: true, event: value[0] }])}`);
    },
    gone(client: Client) {
      const hand = hands.get(client);
      clearInterval(hand?.pings);
      clearTimeout(hand?.patience);
      if (hand?.peer) peers.delete(hand.peer);
    },
  };

  let settled = false;
  const server: TestServer<Modes> = await serve<Modes>(
    {
      protocol: 'socket-io',
      modes: {
        token: 'any', refuse: 0, engine: 'node', pingInterval: 25_000, pingTimeout: 20_000, namespace: '/', silent: false, peerField: 'girl_id', numeric: false, refusal: '', early: true, answers: true, sends: 'confirmed',
        words: 'Not enough credit', history: false, photo: 0,
      },
      path: /\/$/,
      actions: (base) => {
        // The one moment at which the base is there and nobody has come yet.
        if (!settled) {
          settled = true;
          settle(io.of('/'), base);
          settle(io.of((name, _auth, next) => next(null, name === base.modes.namespace)) as unknown as Namespace, base);
        }
        const about = (peer: unknown): Fields => ({ [base.modes.peerField]: peer });
        const each = (run: (peer: Peer) => void): number => [...peers].map(run).length;
        return {
          message: {
            title: 'A message of the other side', args: { user: '', peer: 9, text: 'Hey, are you there?', media_type: '', media_url: '' },
            run({ user, peer, text, media_type, media_url }) {
              const found = of(user)[0];
              const message = store(found?.user ?? (user as Id), peer as Id, 'peer', { content: text, media_type, media_url });
              tell(user, 'message_received', { ...about(peer), message: outward(base, message) });
              return message.id;
            },
          },
          typing: { title: 'The other side types', args: { user: '', peer: 9, is_typing: true }, run: ({ user, peer, is_typing }) => tell(user, 'typing', { ...about(peer), is_typing }) },
          read: {
            title: 'The other side has read everything', args: { user: '', peer: 9 },
            run({ user, peer }) {
              const read = messages.filter((message) => message.sender === 'user' && message.status !== 'read' && String(message.peer) === String(peer));
              for (const message of read) message.status = 'read';
              return tell(user, 'messages_read', { message_ids: read.map(({ id }) => id), count: read.length });
            },
          },
          online: { title: 'Somebody comes online', args: { user: '', id: 9 }, run: ({ user, id }) => tell(user, 'user_online', { user_id: id }) },
          suggestion: { title: 'The other side suggests a photo', args: { user: '', peer: 9, message: 'Shall I send you a photo?' }, run: ({ user, peer, message }) => tell(user, 'photo_suggestion', { ...about(peer), message }) },
          generating: { title: 'A photo is being made', args: { user: '', task_id: 'task-1', estimated_time: 10 }, run: ({ user, task_id, estimated_time }) => tell(user, 'photo_generating', { task_id, estimated_time, tokens_deducted: 5 }) },
          photo: { title: 'The photo is there', args: { user: '', peer: 9, photo_url: '' }, run: ({ user, peer, photo_url }) => tell(user, 'photo_generated', { ...about(peer), photo_url: photo_url || photoUrl(1) }) },
          error: { title: 'An error', args: { user: '', message: 'Something went wrong' }, run: ({ user, message }) => tell(user, 'error', { message }) },
          event: { title: 'An event for whoever registered a handler', args: { user: '', name: 'gift_received', data: { name: 'Rose' } }, run: ({ user, name, data }) => tell(user, String(name), data) },
          binary: {
            title: 'An event with bytes in it', args: { user: '', name: 'file', text: 'four bytes and more' },
            run: ({ user, name, text }) => tell(user, String(name), { name: 'note.txt', bytes: Buffer.from(String(text)), again: [Buffer.from([1, 2, 3])] }),
          },
          leave: { title: 'The server ends the sessions, not the connections', args: {}, run: () => each((peer) => peer.leave()) },
          close: { title: "The engine's own close", args: {}, run: () => base.clients().map((client) => client.say('1')).length },
        };
      },
      wire(request, socket, head, take, { modes }) {
        if (modes.engine !== 'node') return false;
        takers.set(request, take);
        Object.assign(engine.opts, { pingInterval: modes.pingInterval, pingTimeout: modes.pingTimeout });
        engine.handleUpgrade(request, socket, head);
        return true;
      },
      ...byHand,
      request(request, response, _body, base) {
        const url = new URL(request.url ?? '/', 'http://server');
        if (/\/photos\/[^/]+\.png$/.test(url.pathname)) {
          response.writeHead(200, { 'content-type': 'image/png' }).end(PIXEL);
          return true;
        }
        if (url.pathname.endsWith('/messages') && base.modes.history) {
          const get = (name: string): string => url.searchParams.get(name) ?? '';
          const found = messages.filter((message) => String(message.user_id) === get('user_id') && String(message.peer) === get(base.modes.peerField)).toReversed();
          const offset = Number(get('offset') || 0);
          const page = found.slice(offset, offset + Number(get('limit') || 50));
          // Only here does it say who wrote what: live, everything is of the other side.
          return json(response, 200, { messages: page.map((message) => ({ ...outward(base, message), sender: message.sender === 'user' ? 'user' : 'assistant' })), total: found.length });
        }
        return false;
      },
    },
    options,
  );
  return {
    ...server,
    get port() {
      return server.port;
    },
    get url() {
      return server.url;
    },
    async close() {
      timers.forEach(clearTimeout);
      await io.close();
      await server.close();
    },
  };
};

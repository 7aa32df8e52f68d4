/** What all test servers share: a port with HTTP and WebSocket, a log of every frame, and the control port. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { WebSocketServer, type RawData, type WebSocket } from 'ws';
import { freePort } from '../../scripts/free-port.mjs';
import type { Action, ClientInfo, CommonModes, Control, LogEntry, StartOptions, TestServer } from './types.js';

/** One socket, as a server's own code sees it. */
export interface Client {
  readonly id: number;
  readonly path: string;
  readonly url: URL;
  readonly socket: WebSocket;
  /** Sends and logs. */
  say(frame: unknown): void;
  close(code: number, reason?: string): void;
}

/** What makes a server speak its protocol. */
export interface Backend<Modes extends CommonModes> {
  readonly protocol: string;
  readonly modes: Modes;
  readonly actions: (base: Base<Modes>) => Readonly<Record<string, Action>>;
  /** Other paths are answered with 404 before the handshake. */
  readonly path: RegExp;
  /** An HTTP status in place of the handshake; 0: go on. */
  refuses?(url: URL, base: Base<Modes>): number;
  /** Not asked where `wire` took the socket. */
  open(client: Client, base: Base<Modes>): void;
  message(client: Client, frame: string | Buffer, base: Base<Modes>): void;
  gone?(client: Client, base: Base<Modes>): void;
  /** Takes over a handshake from the base: calls `take` with the socket once it is open. */
  wire?(request: IncomingMessage, socket: Socket, head: Buffer, take: (socket: WebSocket) => Client, base: Base<Modes>): boolean;
  /** Plain requests on the same port; false: 404. */
  request?(request: IncomingMessage, response: ServerResponse, body: string, base: Base<Modes>): boolean;
}

export interface Base<Modes extends CommonModes> {
  readonly modes: Modes;
  /** Those that are open, in order of arrival. */
  clients(): readonly Client[];
  /** Whether a token is let in. */
  lets(token: string | null | undefined): boolean;
  log(entry: Omit<LogEntry, 'time'>): void;
}

/** Answers a plain request with JSON. */
export function json(response: ServerResponse, status: number, value: unknown): true {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
  return true;
}

const CORS = {
  'access-control-allow-origin': '*',
  // The asterisk does not stand for this one.
  'access-control-allow-headers': 'Authorization, *',
  'access-control-allow-methods': 'GET, POST, OPTIONS',
};

export async function serve<Modes extends CommonModes>(backend: Backend<Modes>, { port: wanted = 0, controlPort = 0, modes: given }: StartOptions<Modes> = {}): Promise<TestServer<Modes>> {
  const modes = { ...backend.modes, ...given };
  const all: { info: ClientInfo & { open: boolean }; client: Client }[] = [];
  const entries: LogEntry[] = [];
  const base: Base<Modes> = {
    modes,
    clients: () => all.filter(({ info }) => info.open).map(({ client }) => client),
    lets: (token) => modes.token === 'any' || (Boolean(token) && (modes.token == null || token === modes.token)),
    log: (entry) => void entries.push({ ...entry, time: Date.now() }),
  };
  const actions = backend.actions(base);
  const sockets = new WebSocketServer({ noServer: true, maxPayload: 16 * 1024 * 1024 });

  const take = (socket: WebSocket, request: IncomingMessage, wired = false): Client => {
    const info = { id: all.length + 1, path: request.url ?? '/', open: true };
    const client: Client = {
      id: info.id, path: info.path, url: new URL(info.path, 'http://server'), socket,
      say(frame) {
        const bytes = typeof frame === 'string' ? frame : Buffer.isBuffer(frame) ? frame : frame instanceof ArrayBuffer ? Buffer.from(frame) : JSON.stringify(frame);
        if (!wired) base.log({ client: info.id, direction: 'out', frame: typeof bytes === 'string' ? bytes : { bytes: bytes.byteLength } });
        if (socket.readyState === socket.OPEN) socket.send(bytes);
      },
      close: (code, reason) => socket.close(code, reason),
    };
    all.push({ info, client });
    socket.on('error', () => {});
    socket.on('close', () => {
      info.open = false;
      backend.gone?.(client, base);
    });
    socket.on('message', (data: RawData, binary) => {
      const bytes = Buffer.isBuffer(data) ? data : Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data);
      base.log({ client: info.id, direction: 'in', frame: binary ? { bytes: bytes.byteLength } : bytes.toString() });
      if (!wired) backend.message(client, binary ? bytes : bytes.toString(), base);
    });
    if (wired) logSends(socket, (frame) => base.log({ client: info.id, direction: 'out', frame }));
    else backend.open(client, base);
    return client;
  };

  let server: Server | undefined;
  // It goes down and comes up again.
  const port = wanted || (await freePort());
  const up = async (): Promise<void> => {
    if (server) return;
    const http = (server = createServer((request, response) => {
      void read(request).then((body) => {
        for (const [name, value] of Object.entries(CORS)) response.setHeader(name, value);
        if (request.method === 'OPTIONS') return void response.writeHead(204).end();
        base.log({ client: 0, direction: 'in', frame: `${request.method} ${request.url}${body && `\n${body}`}` });
        if (!backend.request?.(request, response, body, base)) response.writeHead(404).end();
      });
    }));
    http.on('upgrade', (request: IncomingMessage, socket: Socket, head: Buffer) => {
      const url = new URL(request.url ?? '/', 'http://server');
      const status = modes.refuse || (backend.path.test(url.pathname) ? (backend.refuses?.(url, base) ?? 0) : 404);
      if (status) return void socket.end(`HTTP/1.1 ${status} Refused\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
      if (backend.wire?.(request, socket, head, (opened) => take(opened, request, true), base)) return;
      sockets.handleUpgrade(request, socket, head, (opened) => take(opened, request));
    });
    await once(http.listen(port, '127.0.0.1'), 'listening');
  };
  const chosen = (id?: number): readonly Client[] => base.clients().filter((client) => id === undefined || client.id === id);
  const each = (id: number | undefined, run: (client: Client) => void): number => {
    const found = chosen(id);
    found.forEach(run);
    return found.length;
  };
  const control: Control<Modes> = {
    modes, actions,
    set: (more) => void Object.assign(modes, more),
    act(name, args = {}) {
      const action = Object.hasOwn(actions, name) ? actions[name] : undefined;
      if (!action) throw new Error(`no action "${name}"; there are ${Object.keys(actions).join(', ')}`);
      return action.run({ ...action.args, ...args });
    },
    get clients() {
      return all.map(({ info }) => info);
    },
    log: entries,
    received: (id) => entries.flatMap(({ client, direction, frame }) => (direction === 'in' && typeof frame === 'string' && (id === undefined || id === client) ? [frame] : [])),
    say: (frame, id) => each(id, (client) => client.say(frame)),
    kick: (code, reason, id) => each(id, (client) => client.close(code, reason)),
    cut: (id) => each(id, ({ socket }) => socket.terminate()),
    async down() {
      const http = server;
      server = undefined;
      if (!http) return;
      const closed = new Promise((resolve) => http.close(resolve));
      each(undefined, ({ socket }) => socket.terminate());
      http.closeAllConnections();
      await closed;
    },
    up,
    clear: () => void entries.splice(0),
  };
  await up();
  const desk = createServer((request, response) => void read(request).then((body) => answer(control, request, response, body, backend.protocol)));
  await once(desk.listen(controlPort, '127.0.0.1'), 'listening');
  return {
    protocol: backend.protocol,
    port,
    url: `http://127.0.0.1:${port}`,
    controlUrl: `http://127.0.0.1:${(desk.address() as AddressInfo).port}`,
    control,
    async close() {
      await control.down();
      sockets.close();
      desk.closeAllConnections();
      await new Promise((resolve) => desk.close(resolve));
    },
  };
}

/** Of a socket that another library writes to. */
function logSends(socket: WebSocket, log: (frame: LogEntry['frame']) => void): void {
  const send = socket.send.bind(socket) as (...args: unknown[]) => void;
  socket.send = (data: unknown, ...more: unknown[]) => {
    log(typeof data === 'string' ? data : Buffer.isBuffer(data) && (more[0] as { binary?: boolean } | undefined)?.binary === false ? data.toString() : { bytes: (data as Buffer).byteLength });
    send(data, ...more);
  };
}

async function read(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

/** The control port. */
async function answer<Modes extends CommonModes>(control: Control<Modes>, request: IncomingMessage, response: ServerResponse, body: string, protocol: string): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://control');
  const reply = (status: number, value: unknown): void => void response.writeHead(status, { ...CORS, 'content-type': 'application/json' }).end(JSON.stringify(value ?? null));
  const state = () => ({
    protocol, modes: control.modes, clients: control.clients,
    actions: Object.fromEntries(Object.entries(control.actions).map(([name, { title, args }]) => [name, { title, args }])),
  });
  if (request.method === 'OPTIONS') return void response.writeHead(204, CORS).end();
  try {
    if (request.method === 'GET') {
      if (url.pathname === '/') return reply(200, state());
      if (url.pathname === '/log') return reply(200, control.log.slice(Number(url.searchParams.get('after') ?? 0)));
      return reply(404, { error: 'no such page' });
    }
    const given = (body ? JSON.parse(body) : {}) as Record<string, never>;
    switch (url.pathname) {
      case '/act': return reply(200, await control.act(given['name'] ?? '', given['args']));
      case '/say': return reply(200, control.say(given['bytes'] === undefined ? given['frame'] : Buffer.from(given['bytes'], 'base64'), given['client']));
      case '/modes': control.set(given as Partial<Modes>); return reply(200, control.modes);
      case '/kick': return reply(200, control.kick(given['code'] ?? 1000, given['reason'], given['client']));
      case '/cut': return reply(200, control.cut(given['client']));
      case '/down': case '/up': await control[url.pathname.slice(1) as 'up'](); return reply(200, state());
      case '/clear': control.clear(); return reply(200, null);
    }
    return reply(404, { error: 'no such page' });
  } catch (error) {
    return reply(400, { error: error instanceof Error ? error.message : String(error) });
  }
}

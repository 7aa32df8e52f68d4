/** Small servers for the baselines: a room in memory that tells everybody what somebody says. A restart that is not kept forgets all but the log, which is ours. */
import { createServer, type Server as HttpServer } from 'node:http';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { Server as SocketIo } from 'socket.io';
import { WebSocketServer } from 'ws';
import { freePort } from '../../../scripts/free-port.mjs';
import type { Service } from '../types.js';

/** How long a restart takes. */
const DOWN_MS = 700;

abstract class PlainService implements Service {
  port = 0;
  heard: (text: string) => void = () => {};
  readonly #log: string[] = [];
  #http: HttpServer | undefined;
  readonly #sockets = new Set<Socket>();
  /** Said while the server was away: the other side says it once it is back. */
  #waiting: string[] = [];

  async start(): Promise<this> {
    const http = createServer((_, response) => response.writeHead(404).end());
    http.on('connection', (socket: Socket) => {
      this.#sockets.add(socket);
      socket.once('close', () => this.#sockets.delete(socket));
    });
    this.attach(http);
    // It goes down and comes up again.
    this.port ||= await freePort();
    await once(http.listen(this.port, '127.0.0.1'), 'listening');
    this.#http = http;
    for (const text of this.#waiting.splice(0)) this.say(text);
    return this;
  }
  protected abstract attach(http: HttpServer): void;
  protected abstract tell(text: string): void;
  /** Says goodbye to everybody. */
  protected abstract farewell(): void;

  protected take(text: string): void {
    this.#log.push(text);
    this.heard(text);
  }
  say(text: string): void {
    if (!this.#http) return void this.#waiting.push(text);
    this.#log.push(text);
    this.tell(text);
  }
  log(): Promise<readonly string[]> {
    return Promise.resolve(this.#log.slice());
  }
  async restart(kept: boolean): Promise<void> {
    if (kept) {
      this.farewell();
      await wait(50);
    }
    await this.stop();
    await wait(DOWN_MS);
    await this.start();
  }
  async stop(): Promise<void> {
    const http = this.#http;
    this.#http = undefined;
    if (!http) return;
    const closed = new Promise((done) => http.close(done));
    for (const socket of this.#sockets) socket.resetAndDestroy();
    await closed;
  }
}

class WsService extends PlainService {
  #server!: WebSocketServer;
  protected attach(http: HttpServer): void {
    this.#server = new WebSocketServer({ server: http });
    this.#server.on('connection', (socket) => {
      socket.on('message', (data) => this.take(String(data)));
      socket.on('error', () => {});
    });
  }
  protected tell(text: string): void {
    for (const socket of this.#server.clients) socket.send(text);
  }
  protected farewell(): void {
    for (const socket of this.#server.clients) socket.close(1012);
  }
}

class SocketIoService extends PlainService {
  #server!: SocketIo;
  protected attach(http: HttpServer): void {
    this.#server = new SocketIo(http, { connectionStateRecovery: {}, serveClient: false });
    this.#server.on('connection', (socket) => {
      socket.on('say', (text: string, done?: () => void) => {
        this.take(text);
        done?.();
      });
    });
  }
  protected tell(text: string): void {
    this.#server.emit('say', text);
  }
  protected farewell(): void {
    // Not `disconnectSockets()`: clients take that for an order to stay away.
    this.#server.engine.close();
  }
}

export const wsService = (): Promise<Service> => new WsService().start();
export const socketIoService = (): Promise<Service> => new SocketIoService().start();

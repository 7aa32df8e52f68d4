/** The real server, as a process of its own as `npm run server` starts it, and a peer of our protocol that repeats until it is acknowledged. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort } from '../../../scripts/free-port.mjs';
import { fresh, PartyClient, type Frame } from '../../helpers/party-client.js';
import type { Service } from '../types.js';

const CLI = fileURLToPath(new URL('../../../demo/server/cli.mjs', import.meta.url));
const textOf = (entry: Frame): string => entry.parts?.[0]?.text ?? '';

/** A server process on a port of its own. */
export class PartyProcess {
  readonly #data = mkdtempSync(join(tmpdir(), 'faults-party-'));
  #child: ChildProcess | undefined;
  readonly #atExit = () => this.#end('SIGKILL');
  constructor(readonly port: number) {
    process.once('exit', this.#atExit);
  }
  /** Of workerd, which does the work. */
  get pid(): number {
    return Number(readFileSync(join(this.#data, 'workerd.pid'), 'utf8'));
  }
  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }
  async start(): Promise<this> {
    const child = spawn(process.execPath, [CLI, '--port', String(this.port), '--data', this.#data, '--assistant', 'off'], { stdio: ['ignore', 'pipe', 'pipe'], detached: true });
    this.#child = child;
    let said = '';
    await new Promise<void>((done, fail) => {
      const hear = (text: Buffer): void => {
        said += String(text);
        if (said.includes('Chat server ready at')) done();
      };
      child.stdout!.on('data', hear);
      child.stderr!.on('data', hear);
      // Not `exit`, which may come before what it said last.
      child.once('close', (code) => fail(new Error(`the server ended (${code}): ${said}`)));
    });
    return this;
  }
  #end(signal: NodeJS.Signals): void {
    try {
      process.kill(-this.#child!.pid!, signal);
    } catch {
      // gone
    }
  }
  /** `kept`: asked to end, so it says goodbye. Otherwise it is killed in the middle of what it does. */
  async restart(kept: boolean): Promise<void> {
    const child = this.#child!;
    const gone = once(child, 'exit');
    if (kept) child.kill('SIGTERM');
    else this.#end('SIGKILL');
    await gone;
    await this.start();
  }
  async stop(): Promise<void> {
    process.off('exit', this.#atExit);
    if (this.#child && this.#child.exitCode === null && this.#child.signalCode === null) {
      const gone = once(this.#child, 'exit');
      this.#end('SIGKILL');
      await gone;
    }
    rmSync(this.#data, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }
}

/** The other side: one writer over as many connections as it takes. */
class Peer {
  heard: (text: string) => void = () => {};
  #socket: PartyClient | undefined;
  #ready = false;
  #gen = 0;
  #n = 0;
  #seq = 0;
  #epoch: string | undefined;
  #waiting: Frame[] = [];
  #stopped = false;
  readonly #writer = fresh('peer');

  constructor(readonly url: string, readonly room: string) {}

  say(text: string): void {
    const frame = { t: 'message', c: this.room, n: ++this.#n, id: fresh('down'), at: new Date().toISOString(), parts: [{ type: 'text', text }] };
    this.#waiting.push(frame);
    if (this.#ready) this.#send(frame);
  }
  #send(frame: Frame): void {
    if (this.#socket?.ws.readyState === 1) this.#socket.send(frame);
  }
  run(): this {
    if (this.#stopped) return this;
    this.#ready = false;
    const socket = new PartyClient({
      url: this.url, room: this.room, client: this.#writer, gen: ++this.#gen, user: { id: 'peer', role: 'agent', name: 'Peer' },
      subscribe: [{ c: this.room, epoch: this.#epoch, cursor: this.#epoch === undefined ? undefined : this.#seq }],
    });
    this.#socket = socket;
    socket.ws.on('open', () => socket.hello());
    socket.ws.on('message', (data) => {
      if (!this.#stopped) this.#take(JSON.parse(String(data)) as Frame);
      socket.forget();
    });
    socket.ws.on('close', () => setTimeout(() => this.run(), 100));
    return this;
  }
  #take(frame: Frame): void {
    if (frame.t === 'subscribed') {
      this.#epoch = frame.epoch;
      this.#settle(frame.ack);
      for (const one of this.#waiting) this.#send(one);
      this.#ready = true;
    } else if (frame.t === 'ack') this.#settle(frame.n);
    else if (frame.t === 'page') this.#seq = frame.head ?? this.#seq;
    else if (frame.t === 'nack' && frame.retry) setTimeout(() => this.#waiting.forEach((one) => this.#send(one)), frame.after ?? 100);
    else if (frame.t === 'entries') {
      for (const entry of frame.entries as Frame[]) {
        if (entry.seq <= this.#seq) continue;
        this.#seq = entry.seq;
        const text = textOf(entry);
        if (text.startsWith('up ')) this.heard(text);
      }
    }
  }
  #settle(n: number): void {
    this.#waiting = this.#waiting.filter((one) => one.n > n);
  }
  stop(): void {
    this.#stopped = true;
    this.#socket?.ws.terminate();
  }
}

/** Every message of a room, by pages from the end. */
async function history(url: string, room: string): Promise<string[]> {
  const reader = await PartyClient.open({ url, room, user: { id: 'reader', role: 'agent', name: 'Reader' } });
  const all: Frame[] = [];
  for (let before: number | undefined, end = false; !end; ) {
    const rid = fresh('page');
    reader.send({ t: 'history', c: room, before, limit: 200, rid });
    const page = await reader.next((frame) => frame.t === 'page' && frame.rid === rid);
    all.unshift(...(page.messages as Frame[]));
    before = all[0]?.seq;
    end = page.end || !page.messages.length;
  }
  await reader.leave();
  return all.map(textOf);
}

/** `shared`: a room in a server that others use as well, so it is neither restarted nor ended. */
export async function partyService(room: string, shared?: PartyProcess): Promise<Service> {
  const server = shared ?? (await new PartyProcess(await freePort()).start());
  const url = `http://127.0.0.1:${server.port}`;
  const peer = new Peer(url, room).run();
  const service: Service = {
    port: server.port,
    say: (text) => peer.say(text),
    heard: () => {},
    log: () => history(url, room),
    async restart(kept) {
      if (shared) throw new Error('others use this server');
      await server.restart(kept);
    },
    async stop() {
      peer.stop();
      if (!shared) await server.stop();
    },
  };
  peer.heard = (text) => service.heard(text);
  return service;
}

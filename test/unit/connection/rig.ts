/** A Connection with everything around it in the test's hands. */
import { Connection } from '../../../src/connection/connection.js';
import { forgetBackends } from '../../../src/connection/pulse.js';
import type { ConnectionOptions, Happening, Liveness, Surroundings, Target } from '../../../src/connection/types.js';
import { DEFAULT_TUNING, type Clock, type ConnectionStatus, type ConnectionView, type Tuning } from '../../../src/domain/index.js';
import { ManualClock, settle } from '../../helpers/clock.js';
import { FakeNet, flush, type FakeSocket } from '../../helpers/fake-socket.js';

// Loaded when it is needed, which takes real time; here time stands still.
await import('../../../src/connection/probe.js');

export const PARTY: Liveness = { ping: 'client', answers: true, idle: 10_000, unacked: 3000, patience: 5000 };

export class FakeSurroundings implements Surroundings {
  online = true;
  visible = true;
  readonly listeners = new Set<(what: Happening) => void>();
  on(fn: (what: Happening) => void): () => void {
    this.listeners.add(fn);
    return () => void this.listeners.delete(fn);
  }
  say(what: Happening): void {
    if (what === 'online' || what === 'offline') this.online = what === 'online';
    if (what === 'visible' || what === 'hidden') this.visible = what === 'visible';
    for (const listener of [...this.listeners]) listener(what);
  }
}

/** Time that can also pass without timers: `oversleep` is a computer that slept, or a page that was frozen. */
class SleepyClock implements Clock {
  readonly manual = new ManualClock(1000);
  #slept = 0;
  now = () => this.manual.now() + this.#slept;
  setTimeout = (fn: () => void, ms: number) => this.manual.setTimeout(fn, ms);
  clearTimeout = (handle: unknown) => this.manual.clearTimeout(handle);
  oversleep(ms: number): void {
    this.#slept += ms;
  }
}

export interface Rig {
  readonly connection: Connection;
  readonly net: FakeNet;
  readonly clock: SleepyClock;
  readonly around: FakeSurroundings;
  tuning: Partial<Tuning>;
  liveness: Liveness;
  random: number;
  /** `status previous→status`, `open n`, `frame n data`, `lost n code reason`, in the order in which they were told. */
  readonly log: string[];
  readonly views: (ConnectionView & { readonly previous: ConnectionStatus })[];
  readonly statuses: ConnectionStatus[];
  readonly dials: { readonly at: number; readonly generation: number; readonly fresh: boolean }[];
  dial: () => Promise<Target>;
  on: Partial<Record<'open' | 'frame' | 'lost' | 'status', () => void>>;
  advance(ms: number): Promise<void>;
  /** The socket of the attempt under way, accepted. */
  accepted(): Promise<FakeSocket>;
  /** The same, with the handshake done. */
  up(): Promise<FakeSocket>;
  /** Lets time pass until the next attempt has its socket. */
  again(): Promise<FakeSocket>;
  /** Connects. */
  start(): Promise<FakeSocket>;
  status(): ConnectionStatus;
}

const rigs: Rig[] = [];
let made = 0;

export function rig(options: Partial<ConnectionOptions> = {}): Rig {
  const net = new FakeNet();
  const clock = new SleepyClock();
  const around = new FakeSurroundings();
  const url = `wss://backend-${++made}.test/ws?token=secret`;
  const self: Rig = {
    net, clock, around, tuning: {}, liveness: PARTY, random: 0.5, log: [], views: [], dials: [], on: {},
    dial: () => Promise.resolve({ url }),
    get statuses() {
      return this.views.filter((view) => view.status !== view.previous).map((view) => view.status);
    },
    status: () => self.connection.view.status,
    connection: undefined as unknown as Connection,
    async advance(ms) {
      await clock.manual.advance(ms);
      await settle();
    },
    async accepted() {
      return (await net.next()).accept();
    },
    async up() {
      const socket = await self.accepted();
      self.connection.ready();
      return socket;
    },
    async again() {
      const count = self.dials.length;
      for (let waited = 0; self.dials.length === count; waited += 50) {
        if (waited > 120_000) throw new Error(`No attempt in two minutes; the status is ${self.status()}`);
        await self.advance(50);
      }
      return net.next();
    },
    start() {
      self.connection.connect();
      return self.up();
    },
  };
  (self as { connection: Connection }).connection = new Connection(
    {
      dial(attempt) {
        self.dials.push({ at: clock.now(), ...attempt });
        return self.dial();
      },
      tuning: () => ({ ...DEFAULT_TUNING, ...self.tuning }),
      liveness: () => self.liveness,
      ping: () => 'ping',
      clock,
      random: () => self.random,
      surroundings: around,
      webSocket: net.WebSocket,
      ...options,
    },
    {
      open(generation) {
        self.log.push(`open ${generation}`);
        self.on.open?.();
      },
      frame(data, generation) {
        self.log.push(`frame ${generation} ${typeof data === 'string' ? data : `${data.byteLength} bytes`}`);
        self.on.frame?.();
      },
      lost({ code, reason, generation }) {
        self.log.push(`lost ${generation} ${code} ${reason}`.trimEnd());
        self.on.lost?.();
      },
      status(view) {
        self.views.push(view);
        if (view.status !== view.previous) self.log.push(`${view.previous}→${view.status}`);
        self.on.status?.();
      },
    },
  );
  rigs.push(self);
  return self;
}

/** After each test: nothing may be left of any connection, whatever the test did with it. */
export async function cleanUp(): Promise<void> {
  forgetBackends();
  for (const { connection, clock, net, around } of rigs.splice(0)) {
    connection.dispose();
    await settle();
    await flush();
    if (clock.manual.pending) throw new Error(`${clock.manual.pending} timers were left`);
    if (net.alive) throw new Error(`${net.alive} sockets were left`);
    if (around.listeners.size) throw new Error(`${around.listeners.size} listeners were left`);
  }
}
export { flush, settle };

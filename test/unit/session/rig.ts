/** A Session with everything around it in the test's hands, and a room of the party protocol on the other side. */
import { DEFAULT_ADDRESS, LONGEST, type Address, type Capabilities, type Settings } from '../../../src/domain/index.js';
import type { Codec } from '../../../src/protocols/codec.js';
import { registerProtocol } from '../../../src/protocols/registry.js';
import { Session } from '../../../src/session/session.js';
import { databaseExists } from '../../../src/storage/exists.js';
import { createStore } from '../../../src/storage/store.js';
import type { Store } from '../../../src/storage/types.js';
import type { SessionEventName, SessionEvents } from '../../../src/session/types.js';
import { ManualClock, settle } from '../../helpers/clock.js';
import { FakeNet, flush, type FakeSocket } from '../../helpers/fake-socket.js';
import { PartyRoom } from '../../helpers/party-room.js';
import { FakeSurroundings } from '../connection/rig.js';

export type Told = { [K in SessionEventName]: { readonly name: K; readonly detail: SessionEvents[K] } }[SessionEventName];

export interface SessionRig {
  readonly session: Session;
  readonly room: PartyRoom;
  readonly net: FakeNet;
  readonly clock: ManualClock;
  readonly around: FakeSurroundings;
  readonly store: Store;
  readonly told: Told[];
  /** Sockets that the room has accepted. */
  seen: number;
  /** Lets promises, real storage and partysocket's own zero timer run, and the room answer. */
  go(ms?: number): Promise<void>;
  /** Goes on until something is so; storage takes its own time. `step`: of the clock, for what waits for that: how far it comes in small steps is for the machine to say. */
  until(is: () => boolean, step?: number): Promise<void>;
  /** The page's next socket, accepted by the room. */
  up(): Promise<FakeSocket>;
  /** Starts the session and gets it connected. */
  start(): Promise<FakeSocket>;
  errors(): string[];
  arrived(): string[];
  texts(): string[];
  states(): string[];
}

const rigs: SessionRig[] = [];
const databases = new Set<string>();
let count = 0;

/** A store over a database of its own, or over one that an earlier page of the same test used. Gone after the test. */
export function keep(name = `session-test-${Date.now()}-${++count}`): Kept {
  databases.add(name);
  return { name, store: createStore({ name }) };
}

interface Kept {
  readonly name: string;
  readonly store: Store;
}

export function settings(address: Partial<Address> = {}, more: Partial<Settings> = {}): Settings {
  return { address: { ...DEFAULT_ADDRESS, url: 'wss://chat.test', conversation: 'c1', userId: 'me', ...address }, tuning: {}, token: undefined, debug: false, shareTabs: false, ...more };
}

export function rig(given: Settings = settings(), { kept = keep(), room = new PartyRoom(), rare, fetch }: { kept?: Kept; room?: PartyRoom; rare?: () => Promise<void>; fetch?: typeof globalThis.fetch } = {}): SessionRig {
  const net = new FakeNet();
  const clock = new ManualClock(1000);
  const around = new FakeSurroundings();
  const session = new Session(given, {
    clock, surroundings: around, webSocket: net.WebSocket, store: kept.store, database: kept.name, kept: () => databaseExists(kept.name, undefined, LONGEST), random: () => 0.5, ...(rare && { rare }),
    schedule: (fn) => {
      const handle = clock.setTimeout(fn, 16);
      return () => clock.clearTimeout(handle);
    },
    fetch: fetch ?? (() => Promise.reject(new TypeError('no network in this test'))),
  });
  const told: Told[] = [];
  session.onEvent((name, detail) => void told.push({ name, detail } as Told));
  const self: SessionRig = {
    session, room, net, clock, around, store: kept.store, told, seen: 0,
    async go(ms = 20) {
      for (let i = 0; i < 3; i++) {
        await flush();
        await clock.advance(ms / 3);
        room.pump();
        await settle();
      }
      // IndexedDB answers in tasks of its own.
      await new Promise((resolve) => setTimeout(resolve, 5));
      room.pump();
      await settle();
    },
    async until(is, step = 3) {
      const end = performance.now() + 8000;
      while (!is() && performance.now() < end) await self.go(step);
    },
    async up() {
      const seen = self.seen++;
      await self.until(() => net.sockets.length > seen);
      const socket = net.sockets[seen];
      if (!socket) throw new Error(`the page opened no socket: ${session.connection.status}, attempts ${session.connection.attempts}, storage ${kept.store.kind}, ${JSON.stringify(session.connection.error)}`);
      room.accept(socket);
      await self.go();
      return socket;
    },
    start() {
      session.start();
      return self.up();
    },
    errors: () => told.flatMap((t) => (t.name === 'chat-error' ? [t.detail.code] : [])),
    arrived: () => told.flatMap((t) => (t.name === 'chat-message' ? [t.detail.message.text] : [])),
    texts: () => session.conversation().blocks.flatMap((b) => b.messages.map((m) => m.text)),
    states: () => session.conversation().blocks.flatMap((b) => b.messages.filter((m) => m.own).map((m) => m.status)),
  };
  rigs.push(self);
  return self;
}

/** After each test: nothing may be left. */
export async function cleanUp(): Promise<void> {
  for (const { session, clock, net, around } of rigs.splice(0)) {
    session.dispose();
    await settle();
    await flush();
    if (clock.pending) throw new Error(`${clock.pending} timers were left: ${clock.waiting.join('; ')}`);
    if (net.alive) throw new Error(`${net.alive} sockets were left`);
    if (around.listeners.size) throw new Error(`${around.listeners.size} listeners were left`);
  }
  for (const name of databases) indexedDB.deleteDatabase(name);
  databases.clear();
}

/** Pages that one person opens one after the other, over the same storage and with the same room. */
export function visits(what: string, given = settings()): { readonly name: string; readonly room: SessionRig['room']; page(): SessionRig } {
  const name = `${what}-${Date.now()}`;
  const { room } = rig();
  return { name, room, page: () => rig(given, { kept: keep(name), room }) };
}

/** `party`, as a backend that can less, or does otherwise. */
export async function like(name: string, { capabilities = {}, ...more }: Partial<Omit<Codec, 'capabilities'>> & { capabilities?: Partial<Capabilities> }): Promise<Settings> {
  const { default: party } = await import('../../../src/protocols/party/index.js');
  registerProtocol(name, { ...party, ...more, name, capabilities: { ...party.capabilities, ...capabilities } });
  return settings({ protocol: name });
}

/** Until the page has opened so many sockets, however long it waits in between. */
export async function dialled(r: SessionRig, sockets: number): Promise<void> {
  for (let i = 0; i < 60 && r.net.sockets.length < sockets; i++) await r.go(1000);
}

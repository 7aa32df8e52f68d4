/** Tabs of one browser, each with its session, over one room of the party protocol. */
import { LONGEST, type Settings } from '../../../../src/domain/index.js';
import { SharedFeed } from '../../../../src/session/shared-feed.js';
import { loadProtocol } from '../../../../src/protocols/registry.js';
import type { SessionDeps } from '../../../../src/session/core.js';
import { Session } from '../../../../src/session/session.js';
import { Tabs } from '../../../../src/session/tabs/tabs.js';
import type { TabsDeps } from '../../../../src/session/tabs/browser.js';
import { databaseExists } from '../../../../src/storage/exists.js';
import { createStore } from '../../../../src/storage/store.js';
import { ended, ManualClock, settle } from '../../../helpers/clock.js';
import { Disk } from '../../../helpers/disk.js';
import { FakeNet, flush, type FakeSocket } from '../../../helpers/fake-socket.js';
import { FakeBrowser, type FakeTab } from '../../../helpers/fake-tabs.js';
import { PartyRoom } from '../../../helpers/party-room.js';
import { FakeSurroundings } from '../../connection/rig.js';
import { settings } from '../rig.js';

/** As any wall clock may stand. */
const DAY = Date.UTC(2026, 10, 27);
let worlds = 0;

export interface TabRig {
  readonly tabs: Tabs;
  readonly tab: FakeTab;
  readonly net: FakeNet;
  readonly around: FakeSurroundings;
  readonly told: string[];
  /** As the page sees its timers: nothing runs while it is frozen. */
  readonly clock: { stopped: boolean };
  texts(): string[];
  states(): string[];
  arrived(): string[];
  crash(): void;
  close(): void;
}

/** What is loaded when needed is here before the stories begin: loading takes as long as it takes. */
export const loadAll = (): Promise<unknown> => Promise.all([
  loadProtocol('party'), import('../../../../src/session/sending.js'), import('../../../../src/storage/indexed-db.js'), import('../../../../src/storage/adopt.js'),
  import('../../../../src/storage/prune.js'), import('../../../../src/conversation/rare.js'), import('../../../../src/session/older.js'),
  import('../../../../src/session/upload.js'), import('../../../../src/session/exchange.js'), import('../../../../src/protocols/party/upload.js'),
  import('../../../../src/session/aside.js'), import('../../../../src/session/renumber.js'), import('../../../../src/session/failing.js'),
]);

/** What was imported is there at once, but not within promises alone: a later import comes after the earlier ones. */
async function rest(): Promise<void> {
  await settle();
  await import('../../../../src/storage/prune.js');
  await settle();
}

/** Small numbers by chance, always the same for a seed (mulberry32). */
function chance(seed: number): () => number {
  let a = seed;
  return () => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

export class World {
  readonly browser = new FakeBrowser();
  readonly room = new PartyRoom();
  readonly clock = new ManualClock(1000);
  readonly disk: Disk;
  readonly all: TabRig[] = [];
  /** Nobody answers at the room's door. */
  down = false;
  /** Nothing goes up or down, and nobody is told. */
  hole = false;
  /** When a socket was last seen open. */
  openAt = 0;
  /** What answers requests over HTTP. */
  fetch: typeof globalThis.fetch = () => Promise.reject(new TypeError('no network in this test'));
  readonly #accepted = new Set<FakeSocket>();
  readonly #chance: () => number;
  #ids = 0;
  #moments = 0;

  /** `seed`: of the order in which ids sort, and of how long the disk takes. */
  constructor(seed = 1) {
    this.#chance = chance(seed);
    this.room.now = () => new Date(DAY + Math.floor(this.clock.now()));
    // `localStorage`, where a page leaves its last words, is the real one.
    this.disk = new Disk(() => this.clock.now(), chance(seed + 1), `disk-${Date.now()}-${++worlds}`);
  }

  /** Epoch milliseconds; no two moments are the same. */
  readonly now = (): Date => new Date(DAY + Math.floor(this.clock.now()) + ++this.#moments);

  /** In any order, as real ones. */
  readonly newId = (): string => `${Math.floor(this.#chance() * 2 ** 32).toString(16).padStart(8, '0')}-${++this.#ids}`;

  open(more: Partial<Settings> = {}, { visible = true, broken = false, load = loadProtocol } = {}): TabRig {
    const tab = this.browser.tab();
    const net = new FakeNet();
    const around = new FakeSurroundings();
    around.visible = visible;
    const stopped = { stopped: false };
    const { clock: base } = this;
    const clock = {
      now: () => base.now(),
      setTimeout: (fn: () => void, ms: number) => {
        if (tab.gone) return undefined;
        const handle = base.setTimeout(() => tab.run(fn), ms);
        timers.add(handle);
        return handle;
      },
      clearTimeout: (handle: unknown) => base.clearTimeout(handle),
    };
    const timers = new Set<unknown>();
    const disk = { name: this.disk.name, factory: this.disk.of(tab) };
    const { newId, now } = this;
    const store = () => createStore({ name: disk.name, locks: tab.locks, indexedDB: broken ? null : disk.factory, clock, now: () => now().getTime() });
    const session = {
      clock, load, webSocket: net.WebSocket, random: () => 0.5, now, newId, kept: () => databaseExists(disk.name, disk.factory, LONGEST),
      get store() {
        return store();
      },
      fetch: (...request: Parameters<typeof globalThis.fetch>) => this.fetch(...request),
      transfer: async ({ url, ...request }, { signal }) => {
        const response = await this.fetch(url, { ...request, signal });
        return [response.status, await response.text()];
      },
    } satisfies Partial<SessionDeps>;
    const deps: TabsDeps = { clock, random: () => 0.5, surroundings: around, locks: tab.locks, channel: (name) => tab.channel(name) as never, newId, now, database: disk.name, store, session };
    const given = { ...settings({}, { shareTabs: true }), ...more };
    const feed = new SharedFeed((fn) => {
      const handle = clock.setTimeout(fn, 16);
      return () => clock.clearTimeout(handle);
    });
    const own = new Session(given, { ...session, store: store(), surroundings: around, feed });
    const tabs = new Tabs(own, feed, deps);
    const told: string[] = [];
    const rig: TabRig = {
      tabs, tab, net, around, told, clock: stopped,
      texts: () => tabs.conversation().blocks.flatMap((b) => b.messages.map((m) => m.text)),
      states: () => tabs.conversation().blocks.flatMap((b) => b.messages.filter((m) => m.own).map((m) => m.status)),
      arrived: () => told.filter((t) => t.startsWith('+')).map((t) => t.slice(1)),
      crash: () => {
        tab.end();
        // The system closes what a process leaves.
        for (const socket of net.sockets) socket.readyState = 3;
        for (const handle of timers) base.clearTimeout(handle);
      },
      close: () => {
        tabs.dispose();
        rig.crash();
      },
    };
    tabs.onEvent((name, detail) => {
      if (name === 'chat-message') told.push(`+${(detail as { message: { text: string } }).message.text}`);
      else if (name === 'chat-status') told.push((detail as { status: string }).status);
      else if (name === 'chat-error') told.push(`! ${(detail as { code: string }).code}`);
    });
    this.all.push(rig);
    return rig;
  }

  /** Sockets that are open at the room, of all tabs. */
  get sockets(): number {
    return this.all.reduce((sum, { net }) => sum + net.sockets.filter(({ readyState }) => readyState === 1).length, 0);
  }

  get dialled(): number {
    return this.all.reduce((sum, { net }) => sum + net.sockets.length, 0);
  }

  async go(ms = 20): Promise<void> {
    for (let i = 0; i < 4; i++) {
      await flush();
      await this.clock.advance(ms / 4);
      for (const { net, tab } of this.all) {
        for (const socket of net.sockets) {
          if (socket.readyState !== 0 || this.#accepted.has(socket) || tab.gone) continue;
          this.#accepted.add(socket);
          if (this.down) socket.break();
          else if (!this.hole) this.room.accept(socket);
          else this.#accepted.delete(socket);
        }
      }
      if (!this.hole) this.room.pump();
      await this.#quiet();
      if (this.sockets) this.openAt = this.clock.now();
    }
    if (!this.hole) this.room.pump();
    await this.#quiet();
  }

  /** All that can be done without the clock is done. */
  async #quiet(): Promise<void> {
    do await rest();
    while (await this.disk.work());
  }

  /** `step`: of the clock, for what takes seconds. `patience`: how many of them at most. */
  async until(is: () => boolean, step = 8, patience = 1000): Promise<void> {
    for (let i = 0; !is(); i++) {
      if (i > patience) throw new Error(`not so in time: ${String(is)}\n${this.all.map(({ tabs, texts, states, told }) => `${tabs.connection.status} [${texts().slice(-9).join(', ')}] [${states().join(' ')}] ${told.join(' ')}`).join('\n')}`);
      await this.go(step);
    }
  }

  /** All lines are cut, or ended with a code. */
  cut(code?: number): void {
    for (const { net } of this.all) {
      for (const socket of net.sockets) {
        if (socket.readyState !== 1) continue;
        if (code === undefined) socket.break();
        else socket.end(code, 'as the model wants');
      }
    }
  }

  async end(): Promise<void> {
    for (const { tabs, tab } of this.all) {
      tab.thaw();
      tabs.dispose();
    }
    // A session that was ended while it opened its storage gives the lease back when that is there.
    this.disk.hurry();
    await this.#quiet();
    await flush();
    await this.clock.advance(20);
    await this.#quiet();
    // A session for what waits in another conversation has the browser's own storage.
    await ended(this.clock);
    const { pending } = this.clock;
    const held = this.browser.held.filter(({ tab }) => !tab.gone).map(({ name }) => name);
    localStorage.removeItem(`${this.disk.name}:left`);
    if (pending) throw new Error(`${pending} timers were left`);
    if (this.sockets) throw new Error(`${this.sockets} sockets were left`);
    if (held.length) throw new Error(`locks were left: ${held.join(', ')}`);
  }
}

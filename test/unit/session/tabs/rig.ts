/** Tabs of one browser, each with its session, over one room of the party protocol. */
import type { Settings } from '../../../../src/domain/index.js';
import { SharedFeed } from '../../../../src/session/shared-feed.js';
import { newId } from '../../../../src/session/ids.js';
import { Session } from '../../../../src/session/session.js';
import { Tabs } from '../../../../src/session/tabs/tabs.js';
import type { TabsDeps } from '../../../../src/session/tabs/browser.js';
import { databaseExists } from '../../../../src/storage/exists.js';
import { createStore } from '../../../../src/storage/store.js';
import { ManualClock, settle } from '../../../helpers/clock.js';
import { FakeNet, flush, type FakeSocket } from '../../../helpers/fake-socket.js';
import { FakeBrowser, type FakeTab } from '../../../helpers/fake-tabs.js';
import { PartyRoom } from '../../../helpers/party-room.js';
import { FakeSurroundings } from '../../connection/rig.js';
import { settings } from '../rig.js';

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
}

/** Work of the database that is under way: it takes real time, and the clock of the test waits for it. */
let working = 0;
const done = () => void working--;
const { transaction } = IDBDatabase.prototype;
IDBDatabase.prototype.transaction = function (this: IDBDatabase, ...args: Parameters<IDBDatabase['transaction']>): IDBTransaction {
  const tx = transaction.apply(this, args);
  working++;
  for (const end of ['complete', 'abort']) tx.addEventListener(end, done);
  return tx;
};
const { open } = IDBFactory.prototype;
IDBFactory.prototype.open = function (this: IDBFactory, ...args: Parameters<IDBFactory['open']>): IDBOpenDBRequest {
  const request = open.apply(this, args);
  working++;
  for (const end of ['success', 'error']) request.addEventListener(end, done, { once: true });
  return request;
};

/** One that hangs is not waited for. */
async function stored(): Promise<void> {
  for (const end = performance.now() + 500; working > 0 && performance.now() < end; ) await new Promise((resolve) => setTimeout(resolve, 1));
  await settle();
}

export class World {
  readonly browser = new FakeBrowser();
  readonly room = new PartyRoom();
  readonly clock = new ManualClock(1000);
  readonly name = `tabs-test-${Date.now()}-${Math.random()}`;
  readonly all: TabRig[] = [];
  /** Nobody answers at the room's door. */
  down = false;
  /** Nothing goes up or down, and nobody is told. */
  hole = false;
  readonly #accepted = new Set<FakeSocket>();

  open(more: Partial<Settings> = {}, { visible = true, broken = false } = {}): TabRig {
    const tab = this.browser.tab();
    const net = new FakeNet();
    const around = new FakeSurroundings();
    around.visible = visible;
    const stopped = { stopped: false };
    const { clock: base } = this;
    const clock = {
      now: () => base.now(),
      setTimeout: (fn: () => void, ms: number) => base.setTimeout(() => tab.run(fn), ms),
      clearTimeout: (handle: unknown) => base.clearTimeout(handle),
    };
    const store = () => createStore({ name: this.name, locks: tab.locks, indexedDB: broken ? null : undefined });
    const session = {
      clock, webSocket: net.WebSocket, random: () => 0.5, kept: () => databaseExists(this.name),
      get store() {
        return store();
      },
      fetch: () => Promise.reject(new TypeError('no network in this test')),
    };
    const deps: TabsDeps = { clock, random: () => 0.5, surroundings: around, locks: tab.locks, channel: (name) => tab.channel(name) as never, newId, database: this.name, store, session };
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
      await settle();
      await stored();
    }
    if (!this.hole) this.room.pump();
    await settle();
  }

  /** `step`: of the clock, for what takes seconds. */
  async until(is: () => boolean, step = 8, patience = 8000): Promise<void> {
    const end = performance.now() + patience;
    while (!is()) {
      if (performance.now() > end) throw new Error(`not so in time: ${String(is)}\n${this.all.map(({ tabs, texts, states, told }) => `${tabs.connection.status} [${texts().slice(-9).join(', ')}] [${states().join(' ')}] ${told.join(' ')}`).join('\n')}`);
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
    await settle();
    await flush();
    await this.clock.advance(20);
    const { pending } = this.clock;
    // A session that was ended while it opened its storage gives the lease back when that is there.
    const held = () => this.browser.held.filter(({ tab }) => !tab.gone).map(({ name }) => name);
    for (const until = performance.now() + 20_000; held().length && performance.now() < until; ) await new Promise((resolve) => setTimeout(resolve, 5));
    await settle();
    indexedDB.deleteDatabase(this.name);
    if (pending) throw new Error(`${pending} timers were left`);
    if (this.sockets) throw new Error(`${this.sockets} sockets were left`);
    if (held().length) throw new Error(`locks were left: ${held().join(', ')}`);
  }
}

/**
 * Connection, outbox, conversation and tabs as one machine, against a room in a box: what people, the wire, the clock and the browser do, in random order, as
 * stories. A failure prints its seed and its path: `SEED=seed:path` has it again, with a diary. Nothing in a story depends on how fast the machine is: clock, ids and disk are the world's.
 *
 * The promises: nothing lost, nothing twice, each tab's sends in their order, all tabs show what the log says; the status is never better than the truth; every stop has a reason;
 * and what is held does not grow.
 */
import { expect } from '@open-wc/testing';
import fc from 'fast-check';
import { PATIENCE } from '../../../src/conversation/outbox.js';
import type { OutboxRow } from '../../../src/storage/types.js';
import { loadAll, World, type TabRig } from './tabs/rig.js';

const MOST_TABS = 3;
/** Timers of one tab: heartbeat, retry, typing, sharing and a few requests. */
const MOST_TIMERS = 25;

/** Within this all tabs have heard of what happened in one. Milliseconds. */
const PAINT = 24;

interface Model {
  shared: boolean;
  tabs: TabRig[];
  frozen: Set<TabRig>;
  /** In the order in which it was said. `doubtful`: its tab ended before it was kept. */
  said: { readonly tab: TabRig; readonly text: string; readonly id: string; doubtful?: boolean }[];
  /** Of somebody else, in this life of the log. */
  others: string[];
  /** Were refused once, as far as a tab knows: tried again, they come at the end. */
  failed: Set<string>;
  /** Were in a log that was lost. */
  lost: Set<string>;
  /** The disk took longer than a person is made to wait for it; and a tab ended, or hung. */
  tardy: boolean;
  ended: boolean;
  n: number;
  /** What happened when, for whoever replays a story. */
  diary: string[];
}

type Act = fc.AsyncCommand<Model, World>;

function act(name: string, run: (model: Model, world: World) => void | Promise<void>, check: (model: Model) => boolean = () => true): Act {
  return {
    check,
    async run(model, world) {
      model.diary.push(`${world.clock.now()} ${name}`);
      await run(model, world);
      await world.go(PAINT);
      if (path) model.diary.push(`   ${model.tabs.map(({ tabs, texts, states }) => `${tabs.connection.status} [${texts().join(' ')}] [${states().join(' ')}]`).join(' | ')} log: ${world.room.texts.join(' ')}`);
      hold(model, world);
    },
    toString: () => name,
  };
}

/** What is true at any moment. */
function hold(model: Model, world: World): void {
  const open = world.all.flatMap(({ net, tab }) => (tab.gone ? [] : net.sockets.filter((socket) => socket.readyState === 1)));
  for (const tab of model.tabs) {
    if (model.frozen.has(tab)) continue;
    const { status, error } = tab.tabs.connection;
    // A leader that hangs is doubted after a few seconds only. Followers hear of what happened before the next paint.
    if (status === 'connected' && !model.frozen.size && !open.length) expect(world.clock.now() - world.openAt, 'connected without a socket').to.be.at.most(PAINT);
    if (status === 'failed') expect(error?.message, 'a stop without a reason').to.be.a('string').and.not.equal('');
    for (const message of tab.tabs.conversation().blocks.flatMap(({ messages }) => messages)) if (message.status === 'failed') {
      expect(message.statusReason, 'failed without a reason').to.be.a('string').and.not.equal('');
      model.failed.add(message.text);
    }
    const texts = tab.texts();
    expect(new Set(texts).size, `shown twice: ${texts.join(' ')}`).to.equal(texts.length);
  }
  expect(world.clock.pending, 'timers').to.be.at.most(world.all.length * MOST_TIMERS);
  const stored = world.room.texts;
  expect(new Set(stored).size, `stored twice: ${stored.join(' ')}`).to.equal(stored.length);
}

const nth = <T>(list: readonly T[], n: number): T => list[n % list.length]!;
const which = fc.nat({ max: MOST_TABS - 1 });

function openTab(model: Model, world: World): void {
  const tab = world.open();
  if (!model.shared) {
    const { request } = tab.tab.locks;
    const refuse = (name: string, ...rest: unknown[]): Promise<unknown> =>
      name.includes(':tabs:') ? Promise.reject(new DOMException('no', 'SecurityError')) : (request as (...args: unknown[]) => Promise<unknown>)(name, ...rest);
    Object.assign(tab.tab.locks, { request: refuse });
  }
  model.tabs.push(tab);
  tab.tabs.start();
}

/** What nobody kept, neither the browser nor the room, went with its tab. */
function doubt(model: Model, world: World, tab: TabRig): void {
  const kept = new Set<string>([...world.room.log.map(({ id }) => id), ...(world.disk.kept('outbox') as OutboxRow[]).map(({ command }) => command.id)]);
  for (const one of model.said) if (one.tab === tab && !kept.has(one.id)) one.doubtful = true;
}

const end = (model: Model, tab: TabRig): void => {
  model.ended = true;
  model.tabs = model.tabs.filter((one) => one !== tab);
  model.frozen.delete(tab);
};
const awake = (model: Model, n: number): TabRig | undefined => {
  const tabs = model.tabs.filter((tab) => !model.frozen.has(tab));
  return tabs.length ? nth(tabs, n) : undefined;
};

/** How long the disk takes for anything: as usual, busy, cold, hardly at all. Milliseconds. */
const SLOW = [0, 0, 30, 400, 3000, 12_000];

const acts: fc.Arbitrary<Act>[] = [
  fc.tuple(which, fc.integer({ min: 1, max: 4 })).map(([t, times]) => act(`say ${t} x${times}`, (model) => {
    const tab = awake(model, t)!;
    for (let i = 0; i < times; i++) {
      const text = `m${++model.n}`;
      model.said.push({ tab, text, id: tab.tabs.sendMessage(text).id });
    }
  }, (model) => awake(model, t) !== undefined)),
  fc.constant(null).map(() => act('other says', (model, world) => {
    const text = `o${++model.n}`;
    model.others.push(text);
    world.room.say(text);
  })),
  fc.constantFrom(10, 200, 1500, 6000, 20_000).map((ms) => act(`wait ${ms}`, async (_, world) => {
    for (let left = ms; left > 0; left -= 2000) await world.go(Math.min(left, 2000));
  })),
  fc.constantFrom(undefined, 1001, 1006, 1011, 1012, 4409, 4429).map((code) => act(`cut ${code ?? ''}`, (_, world) => world.cut(code))),
  fc.constantFrom(1008, 4401, 4403).map((code) => act(`cut ${code}`, (_, world) => world.cut(code))),
  fc.boolean().map((down) => act(down ? 'down' : 'up', (_, world) => {
    world.down = down;
    if (down) world.cut();
  })),
  fc.constantFrom(...SLOW).map((ms) => act(`disk ${ms}`, (model, world) => {
    world.disk.slow = ms;
    model.tardy ||= ms > PATIENCE;
  })),
  fc.boolean().map((full) => act(full ? 'disk full' : 'disk has room', (_, world) => void (world.disk.full = full))),
  fc.constant(null).map(() => act('disk wiped', (model, world) => {
    world.disk.wipe();
    // What tabs left that have gone is gone with it.
    for (const one of model.said) if (!model.tabs.includes(one.tab) && !world.room.texts.includes(one.text)) one.doubtful = true;
  })),
  fc.boolean().map((hole) => act(hole ? 'hole' : 'flows', (_, world) => void (world.hole = hole))),
  fc.boolean().map((deaf) => act(deaf ? 'deaf' : 'hears', (_, world) => {
    // What a line does not carry breaks it, sooner or later.
    if (!deaf && world.room.deaf) world.cut();
    world.room.deaf = deaf;
  })),
  fc.constantFrom({ code: 'invalid', message: 'refused' }, { code: 'rate-limited', message: 'slow', retry: true, after: 700 }).map((refuse) => act(`refuse ${refuse.code}`, (_, world) => void (world.room.refuse = refuse))),
  fc.constant(null).map(() => act('log lost', (model, world) => {
    world.cut(1012);
    // A page that never saw the old log cannot tell that it was lost: what only tabs that have gone knew of it goes with it.
    for (const one of model.said) if (!model.tabs.some(({ texts }) => texts().includes(one.text)) && world.room.texts.includes(one.text)) one.doubtful = true;
    // Two disasters at once: what was confirmed is remembered lazily (recent.ts), and a disk that is full or wiped remembers nothing.
    const remembered = new Set((world.disk.kept('values') as unknown[]).flatMap((value) => (Array.isArray(value) ? (value as { command?: { id: string } }[]).map(({ command }) => command?.id) : [])));
    const ended = world.disk.spoilt || world.all.length > model.tabs.length;
    for (const one of model.said) if (ended && !remembered.has(one.id) && world.room.texts.includes(one.text)) one.doubtful = true;
    for (const text of world.room.texts) model.lost.add(text);
    world.room.wipe();
    model.others = [];
  })),
  fc.constant(null).map(() => act('open', (model, world) => openTab(model, world), (model) => model.tabs.length < MOST_TABS)),
  which.map((t) => act(`close ${t}`, (model, world) => {
    const tab = awake(model, t)!;
    doubt(model, world, tab);
    tab.close();
    end(model, tab);
  }, (model) => model.tabs.length > 1 && awake(model, t) !== undefined)),
  which.map((t) => act(`crash ${t}`, (model, world) => {
    const tab = nth(model.tabs, t);
    doubt(model, world, tab);
    tab.crash();
    end(model, tab);
  }, (model) => model.tabs.length > 1)),
  which.map((t) => act(`hang ${t}`, (model) => {
    const tab = nth(model.tabs, t);
    model.frozen.add(tab);
    model.ended = true;
    tab.tab.freeze();
  }, (model) => model.shared && model.tabs.length > 1 && !model.frozen.size)),
  fc.constant(null).map(() => act('thaw', (model) => {
    for (const tab of model.frozen) tab.tab.thaw();
    model.frozen.clear();
  }, (model) => model.frozen.size > 0)),
  fc.tuple(which, fc.constantFrom('hidden', 'visible', 'online', 'offline', 'resume') as fc.Arbitrary<'hidden'>).map(([t, what]) => act(`${what} ${t}`, (model) => awake(model, t)!.around.say(what), (model) => awake(model, t) !== undefined)),
  which.map((t) => act(`retry ${t}`, (model) => awake(model, t)!.tabs.retry(), (model) => awake(model, t) !== undefined)),
  which.map((t) => act(`read ${t}`, (model) => awake(model, t)!.tabs.markRead(), (model) => awake(model, t) !== undefined)),
  which.map((t) => act(`type ${t}`, (model) => awake(model, t)!.tabs.setTyping(true, 'x'), (model) => awake(model, t) !== undefined)),
];

/** All faults end; then what was promised must come true. */
async function heal(model: Model, world: World): Promise<void> {
  Object.assign(world, { down: false, hole: false });
  Object.assign(world.disk, { slow: 0, full: false });
  for (const tab of model.frozen) tab.tab.thaw();
  model.frozen.clear();
  // Tabs on their own look for what others left when they connect.
  if (!model.shared || world.room.deaf) world.cut();
  Object.assign(world.room, { deaf: false, refuse: undefined });
  for (const { around } of model.tabs) for (const what of ['online', 'visible', 'resume'] as const) around.say(what);
  // Whoever was frozen hears now that its leader is gone.
  await world.go(200);
  // A page that went on in memory, since the disk was full, leaves what lies there to the next that can use it.
  const kept = (id: string): boolean => (world.disk.kept('outbox') as OutboxRow[]).some(({ command }) => command.id === id);
  const settled = (): boolean => {
    for (const { tabs } of model.tabs) {
      if (tabs.connection.status === 'failed' || tabs.connection.status === 'closed') tabs.retry();
      for (const { id, status, text } of tabs.conversation().blocks.flatMap(({ messages }) => messages)) {
        if (status !== 'failed') continue;
        model.failed.add(text);
        tabs.retryMessage(id);
      }
    }
    const log = world.room.texts;
    return model.tabs.every(({ tabs, texts }) => tabs.connection.status === 'connected' && texts().join() === log.join())
      && model.said.every(({ text, doubtful, tab, id }) => doubtful || log.includes(text) || (world.disk.spoilt && !model.tabs.includes(tab) && kept(id)));
  };
  await world.until(settled, 400, 1000).catch((error: unknown) => {
    const log = world.room.texts;
    throw new Error(`${String(error)}\nthe log: ${log.join(' ')}\nmissing: ${model.said.filter(({ text, doubtful }) => !doubtful && !log.includes(text)).map(({ text }) => text).join(' ')}`);
  });
  hold(model, world);
  const log = world.room.texts;
  // What a tab had confirmed that has gone since is offered again by those that are left, behind what they took over from it.
  // What waits on a disk that says nothing for too long comes behind what is said meanwhile: whoever leads goes on without it.
  const late = ({ tab, text, id }: Model['said'][number]): boolean => (model.tardy && model.ended) || model.failed.has(text) || world.room.refused.has(id) || (model.lost.has(text) && !model.tabs.includes(tab));
  for (const tab of new Set(model.said.map((one) => one.tab))) {
    // A refusal that nobody heard, since its tab had ended, is no less one: the tab that takes over offers the message again.
    const mine = model.said.filter((one) => one.tab === tab && !late(one)).map(({ text }) => text);
    expect(log.filter((text) => mine.includes(text)).join(' '), 'in the order in which they were said').to.equal(mine.filter((text) => log.includes(text)).join(' '));
  }
  for (const { arrived } of model.tabs) {
    const told = arrived();
    expect(new Set(told).size, `told of twice: ${told.join(' ')}`).to.equal(told.length);
  }
}

/** The same stories in every run of `npm test`; `SEED=random` (or a number) before `npm run test:unit` tells others, and more; `SEED=number:path` the one that failed. */
const { __SEED__: given } = globalThis as { __SEED__?: string };
const [, seed, path] = /^(\d+):?(.*)$/.exec(given ?? '20261127')!;
const RUNS = given === undefined ? 40 : 400;

describe('everything together', () => {
  before(loadAll);

  for (const shared of [true, false]) {
    it(`keeps its promises in whatever order things happen (${shared ? 'tabs that share' : 'each on its own'})`, async function () {
      // Told to the end, however slowly: a story that is cut off by time is another one tomorrow.
      this.timeout(given === undefined ? 110_000 : 600_000);
      await fc.assert(
        fc.asyncProperty(fc.commands(acts, { maxCommands: 30, size: 'max' }), fc.constantFrom(...SLOW), fc.nat(), async (story, slow, chance) => {
          const world = new World(chance);
          world.disk.slow = slow;
          const model: Model = { shared, tabs: [], frozen: new Set(), said: [], others: [], failed: new Set(), lost: new Set(), tardy: slow > PATIENCE, ended: false, n: 0, diary: [] };
          try {
            openTab(model, world);
            await world.go(50);
            await fc.asyncModelRun(() => ({ model, real: world }), story);
            await heal(model, world);
          } catch (error) {
            if (path) throw new Error(`${String(error)}\n${model.diary.join('\n')}`);
            throw error;
          } finally {
            await world.end();
          }
        }),
        { seed: Number(seed), path, numRuns: path ? 1 : RUNS, endOnFailure: true },
      ).catch((error: Error) => {
        // The runner prints no causes.
        throw new Error(`${error.message}\n${String((error.cause as Error | undefined)?.message)}`);
      });
    });
  }
});

/**
 * The faults. One entry each; it misbehaves, heals what heals, and resolves when it is over: recovery counts from then.
 * Those that never heal by themselves (dead, asym, deaf) are over as soon as they have begun: recovery is the time until the client found out.
 */
import { setTimeout as wait } from 'node:timers/promises';
import { closeFrame, type Link, type Proxy } from './proxy.js';
import type { Random } from './random.js';

/** What a fault has in its hands. */
export interface Stage {
  readonly proxy: Proxy;
  readonly random: Random;
  /** Kills the server and starts it again. `kept`: it may say goodbye first. */
  restart(kept: boolean): Promise<void>;
  /** What can be done to the client itself; what it cannot suffer is not drawn for it. */
  readonly page: PageFaults;
  /** How much longer a line stalls for a client that has not found out yet: it may be too busy for that. Milliseconds. */
  readonly longer: number;
}

export interface PageFaults {
  /** The page is loaded anew. Node clients: a new one is made, the old one forgotten. */
  reload?(): Promise<void>;
  crash?(): Promise<void>;
  offline?(ms: number): Promise<void>;
  freeze?(ms: number): Promise<void>;
  /** The person goes to another page and comes back. */
  bfcache?(ms: number): Promise<void>;
}

export interface Kind {
  /** The connection is lost by it. */
  readonly breaks?: true;
  /** It is lost without a sign: the client has to find out. */
  readonly halfOpen?: true;
  run(stage: Stage): Promise<void>;
}

/** A way that is gone stays gone; after this the operating system would give up. */
const DEAD_MS = 30_000;
const ONE_WAY_MS = 15_000;

const each = (proxy: Proxy, run: (link: Link) => void): void => [...proxy.links].forEach(run);

/** Those that are there now lose a direction, or both, until they are reset. New ones work. */
function lose(proxy: Proxy, ms: number, ...ways: ('up' | 'down')[]): void {
  each(proxy, (link) => {
    link.cut = true;
    for (const way of ways) link[way].set('drop');
    setTimeout(() => link.rst(), ms).unref();
  });
}

/** A close frame at the next border of a frame; what the client still says arrives. */
const close = (code: number): Kind => ({
  breaks: true,
  async run({ proxy }) {
    const links = [...proxy.links];
    for (const link of links) {
      if (link.down.borders.open) link.down.farewell(closeFrame(code, 'because'));
      else link.rst();
    }
    await wait(300);
    for (const link of links) link.fin();
  },
});

/** Everything that is on, or comes on, the line travels so for a while. */
const line = (way: 'hold' | 'lag' | 'frag' | 'drip', from: number, to: number): Kind => ({
  async run({ proxy, random }) {
    proxy.all(way);
    await wait(random.between(from, to));
    proxy.all('pass');
  },
});

/** Nobody gets in for a while, and who is in is thrown out. */
const shut = (door: 'refuse' | '502', from: number, to: number): Kind => ({
  breaks: true,
  async run({ proxy, random }) {
    proxy.door = door;
    proxy.rst();
    await wait(random.between(from, to));
    proxy.door = 'open';
  },
});

const onPage = (run: (page: PageFaults, random: Random) => Promise<void> | undefined): Kind => ({ breaks: true, run: async ({ page, random }) => run(page, random) });

export const KINDS = {
  rst: { breaks: true, run: async ({ proxy }) => proxy.rst() },
  fin: { breaks: true, run: async ({ proxy }) => each(proxy, (link) => link.fin()) },
  cut: {
    breaks: true,
    async run({ proxy, random }) {
      const side = random.pick(['up', 'down'] as const);
      const cuts = [...proxy.links].map((link) => new Promise<void>((done) => {
        const over = () => {
          link.rst();
          done();
        };
        link[side].intercept = (bytes) => {
          if (!link[side].to.destroyed) link[side].to.write(bytes.subarray(0, Math.ceil(bytes.length / 2)));
          setTimeout(over, 5);
        };
        setTimeout(over, 1_000);
      }));
      await Promise.all(cuts);
    },
  },
  close1008: close(1008),
  close1011: close(1011),
  close4001: close(4001),
  refuse: shut('refuse', 1_000, 5_000),
  http502: shut('502', 1_000, 4_000),
  restartKept: { breaks: true, run: ({ restart }) => restart(true) },
  restartLost: { breaks: true, run: ({ restart }) => restart(false) },
  hole: line('hold', 3_000, 8_000),
  dead: { breaks: true, halfOpen: true, run: async ({ proxy }) => lose(proxy, DEAD_MS, 'up', 'down') },
  asym: { breaks: true, halfOpen: true, run: async ({ proxy }) => lose(proxy, ONE_WAY_MS, 'up') },
  deaf: { breaks: true, halfOpen: true, run: async ({ proxy }) => lose(proxy, ONE_WAY_MS, 'down') },
  late: {
    async run({ proxy, random, longer }) {
      // The old way stalls; a new one is free. What was on the old one arrives after all.
      const old = [...proxy.links];
      const before = proxy.opened;
      for (const link of old) link.set('hold');
      await wait(random.between(4_000, 7_000));
      for (const end = performance.now() + longer; proxy.opened === before && performance.now() < end; ) await wait(50);
      for (const link of old) link.set('pass');
    },
  },
  lag: line('lag', 3_000, 6_000),
  frag: line('frag', 2_000, 5_000),
  drip: line('drip', 2_000, 5_000),
  reload: onPage((page) => page.reload?.()),
  crash: onPage((page) => page.crash?.()),
  offline: onPage((page, random) => page.offline?.(random.between(1_000, 4_000))),
  freeze: { run: async ({ page, random }) => page.freeze?.(random.between(2_000, 6_000)) },
  bfcache: onPage((page, random) => page.bfcache?.(random.between(500, 2_000))),
} as const satisfies Record<string, Kind>;

export type KindName = keyof typeof KINDS;
export const KIND_NAMES = Object.keys(KINDS) as KindName[];
/** Those that need a page, or something that can play one. */
export const ON_PAGE: readonly KindName[] = ['reload', 'crash', 'offline', 'freeze', 'bfcache'];

/** `count` faults, each kind as often as the others, in an order that the seed decides. */
export function schedule(count: number, kinds: readonly KindName[], random: Random): KindName[] {
  const all: KindName[] = [];
  while (all.length < count) all.push(...random.shuffle(kinds));
  return all.slice(0, count);
}

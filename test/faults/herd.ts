/** Many clients, dropped at once: when do they come back? */
import { setTimeout as wait } from 'node:timers/promises';
import { headlessClient } from './clients/headless.js';
import { Proxy } from './proxy.js';
import { seeded } from './random.js';
import type { PartyProcess } from './services/party.js';
import type { Client } from './types.js';

export interface Herd {
  /** Milliseconds after the drop, one for each connection that was made since: when it was due. All clients are in one process, and who could not run comes as soon as it can. */
  readonly arrivals: readonly number[];
  /** The most of them within 100 ms, wherever these begin. */
  readonly peak: number;
  /** How many were connected again in the end. */
  readonly back: number;
}

/** Idle clients, as most of a crowd are, in 20 rooms of a real server. */
export async function herd(server: PartyProcess, seed: number, size = 200): Promise<Herd> {
  const proxy = await new Proxy(() => server.port, seeded(seed)).listen();
  const clients: Client[] = [];
  const states = new Map<number, string>();
  const connected = () => [...states.values()].filter((status) => status === 'connected').length;
  let arrivals: number[] = [];
  let begun = 0;
  const allIn = async () => {
    for (const end = performance.now() + 60_000; connected() < size && performance.now() < end; ) await wait(50);
  };
  try {
    for (let i = 0; i < size; i++) {
      clients.push(await headlessClient(
        { port: proxy.port, room: `herd-${seed}-${i % 20}`, heard: () => {} },
        { random: seeded(seed * 1_000 + i), status: (status) => states.set(i, status), address: () => ({ userId: `herd-${i}` }), dials: (due) => arrivals.push(due - begun) },
      ));
      if (i % 20 === 19) await wait(50);
    }
    await allIn();
    // Until the last greeting is no longer something that is under way.
    await wait(3_000);
    arrivals = [];
    begun = performance.now();
    states.clear();
    proxy.rst();
    await allIn();
    const sorted = arrivals.toSorted((a, b) => a - b);
    return { arrivals: sorted, peak: Math.max(...sorted.map((from, i) => sorted.slice(i).filter((at) => at < from + 100).length)), back: connected() };
  } finally {
    await Promise.all(clients.map((client) => client.stop()));
    await proxy.close();
  }
}

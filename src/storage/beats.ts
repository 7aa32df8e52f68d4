import type { Leases } from './leases.js';

const BEAT = 10_000;

/** Where there are no Web Locks: writes down the time, now and again. */
export async function hold(leases: Leases, id: string): Promise<void> {
  const { held, values, name, now } = leases;
  if (leases.closed) return;
  held.set(id, () => void values.delete(name + id));
  leases.beat = () => {
    for (const one of held.keys()) void values.set(name + one, now());
  };
  leases.timer ??= setInterval(leases.beat, BEAT);
  await values.set(name + id, now());
}

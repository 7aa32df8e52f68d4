import type { Leases } from './leases.js';

const BEAT = 10_000;

/** Where there are no Web Locks: writes down the time, now and again. What a page that goes leaves can be taken over at once; after a crash, only when it was silent for long. */
export async function hold(leases: Leases, id: string): Promise<void> {
  const { held, values, name, now } = leases;
  if (leases.closed) return;
  const beat = () => {
    for (const one of held.keys()) void values.set(name + one, now());
  };
  const turned = ({ type, persisted }: PageTransitionEvent) => {
    if (type === 'pageshow') beat();
    // It may come back from the cache, with what it has yet to send.
    else if (!persisted) void values.delete(name + id);
  };
  const listen = (how: 'addEventListener' | 'removeEventListener') => {
    for (const type of ['pagehide', 'pageshow'] as const) globalThis[how]?.(type, turned as EventListener);
  };
  listen('addEventListener');
  held.set(id, () => {
    listen('removeEventListener');
    void values.delete(name + id);
  });
  leases.beat = beat;
  leases.timer ??= setInterval(beat, BEAT);
  await values.set(name + id, now());
}

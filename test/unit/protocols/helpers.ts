import type { Address, Command } from '../../../src/domain/index.js';
import { DEFAULT_ADDRESS } from '../../../src/domain/index.js';
import type { CodecContext } from '../../../src/protocols/codec.js';

export const address = (more: Partial<Address> = {}): Address => ({ ...DEFAULT_ADDRESS, ...more });

/** What a session would tell a codec. Messages called `m7` have the number 7. */
export function context(more: Partial<CodecContext> = {}): CodecContext {
  return {
    address: address({ conversation: 'own', userId: 'vic' }),
    self: { id: 'vic', role: 'visitor' },
    token: undefined,
    writer: { id: 'w1', generation: 7 },
    newId: () => 'new-id',
    now: () => new Date('2026-03-01T12:00:00Z'),
    subscriptions: () => [],
    lastId: () => undefined,
    seqOf: (_, id) => (/^m\d+$/.test(id) ? Number(id.slice(1)) : undefined),
    ...more,
  };
}

/** As it stands in a fixture: no undefined keys would survive there, and a Date is told from the text of one. */
export function plain(value: unknown): unknown {
  if (value instanceof Date) return { $date: value.toISOString() };
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).filter(([, v]) => v !== undefined).map(([k, v]) => [k, plain(v)]));
}

/** A fixture's command with the Date that it needs. */
export function command(value: unknown): Command {
  const found = value as { at?: string };
  return (found.at === undefined ? found : { ...found, at: new Date(found.at) }) as unknown as Command;
}

/** mulberry32: the same numbers for the same seed, everywhere. */
export function seeded(seed: number): () => number {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

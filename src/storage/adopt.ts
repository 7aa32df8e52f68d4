/** What closed pages left unsent. Comes when there is something of another writer's. */
import { outboxKey, outboxOf, type Transaction } from './drawer.js';
import type { Leases } from './leases.js';
import { renumber } from './renumber.js';
import type { OutboxRow } from './types.js';

/** Timers of a hidden page run once a minute, so silence means something only after several of those. */
const SILENT = 3 * 60_000;

/** Those of these writers whose page is gone. */
export async function goneOf({ name, locks, values, held, now }: Leases, writers: Iterable<string>): Promise<ReadonlySet<string>> {
  const names = new Set<string | undefined>();
  try {
    const all = (await locks?.query()) ?? {};
    for (const lock of [...(all.held ?? []), ...(all.pending ?? [])]) names.add(lock.name);
  } catch {
    // Then only the times count.
  }
  const gone = new Set<string>();
  for (const id of writers) {
    if (held.has(id) || names.has(name + id)) continue;
    const beat = await values.get(name + id);
    if (typeof beat === 'number' && now() - beat < SILENT) continue;
    gone.add(id);
    if (beat !== undefined) void values.delete(name + id);
  }
  return gone;
}

/** Two pages that adopt at once are kept apart by the transaction: the second finds nothing left. */
export async function adopt(tx: Transaction, scope: string, gone: ReadonlySet<string>, writer: string, next: (conversation: string) => number): Promise<readonly OutboxRow[]> {
  const old = (await outboxOf(tx, scope)).filter((row) => gone.has(row.writer));
  const rows = renumber(old, writer, next);
  for (const row of old) tx.delete(outboxKey(row));
  for (const row of rows) tx.put(outboxKey(row), row);
  return rows;
}

/** What closed pages left unsent. Comes when there is something of another writer's. */
import { outboxKey, outboxOf, type Transaction } from './drawer.js';
import type { Leases } from './leases.js';
import { changeLeft, left } from './left.js';
import { renumber } from './renumber.js';
import type { Safe } from './safe.js';
import type { OutboxRow, Place } from './types.js';

/** Timers of a hidden page run once a minute, so silence means something only after several of those. */
const SILENT = 3 * 60_000;

/** Those of these writers whose page is gone. */
async function goneOf({ name, locks, values, held, now }: Leases, writers: Iterable<string>): Promise<ReadonlySet<string>> {
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

interface Whose {
  readonly scope: string;
  readonly writer: string;
  readonly next: (conversation: string) => number;
  readonly place?: Place | undefined;
}

interface Found {
  readonly rows: readonly OutboxRow[];
  /** Some of these writers live. */
  readonly others: boolean;
  /** Where that waits which has no place here. */
  readonly elsewhere: ReadonlySet<string>;
}

/**
 * Puts what pages left in their last moment, or when they could not get the code that keeps it, where everything else waits. What other persons left is theirs, and stays until they
 * are back; what is of a page that lives is that page's. Where it was written after all, it is the same row. Taken out once it is safe: rather there twice, under one id, than lost.
 * A page without a database has it in memory, and leaves it again as it goes. Returns whose it let be.
 */
export async function absorb(name: string, scope: string, safe: Safe, leases: Leases): Promise<Iterable<string>> {
  const all = left(name).filter((row) => row.scope === scope);
  const writers = new Set(all.map((row) => row.writer));
  const gone = await goneOf(leases, writers);
  const rows = all.filter((row) => gone.has(row.writer));
  if (rows.length) {
    await safe.run('readwrite', async (tx) => rows.forEach((row) => tx.put(outboxKey(row), row)), false, 'outbox');
    const ids = new Set(rows.map(({ command }) => command.id));
    if (!leases.closed || safe.kind !== 'memory') changeLeft(name, (now) => now.filter(({ writer, command }) => !gone.has(writer) || !ids.has(command.id)));
  }
  return [...writers].filter((writer) => !gone.has(writer));
}

/** What those of these writers left whose page is gone. */
export async function takeOver(safe: Safe, leases: Leases, writers: ReadonlySet<string>, whose: Whose): Promise<Found> {
  const gone = await goneOf(leases, writers);
  const elsewhere = new Set<string>();
  const rows = gone.size ? await safe.run('readwrite', (tx) => adopt(tx, gone, whose, elsewhere)) : [];
  return { rows, others: gone.size < writers.size, elsewhere };
}

/** Two pages that adopt at once are kept apart by the transaction: the second finds nothing left. */
async function adopt(tx: Transaction, gone: ReadonlySet<string>, { scope, writer, next, place = (conversation) => conversation }: Whose, elsewhere: Set<string>): Promise<readonly OutboxRow[]> {
  const placed: OutboxRow[] = [];
  for (const row of await outboxOf(tx, scope)) {
    if (!gone.has(row.writer)) continue;
    const conversation = place(row.command.conversation);
    if (conversation !== undefined) {
      placed.push({ ...row, command: { ...row.command, conversation } });
      tx.delete(outboxKey(row));
    } else if (row.state === 'queued') elsewhere.add(row.command.conversation);
  }
  const rows = renumber(placed, writer, next);
  for (const row of rows) tx.put(outboxKey(row), row);
  return rows;
}

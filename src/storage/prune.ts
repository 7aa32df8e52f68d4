import { outboxKey, type Transaction } from './drawer.js';
import { KEEP_FOR } from './left.js';
import type { OutboxRow } from './types.js';

const KEEP_CONVERSATIONS = 50;

/** Drops what nobody came back for: conversations and sends of more than 30 days ago, and all but the newest 50 conversations of each scope. */
export async function prune(tx: Transaction, now: number): Promise<void> {
  const since = now - KEEP_FOR;
  for (const row of (await tx.list(['outbox'])) as OutboxRow[]) if (row.addedAt < since) tx.delete(outboxKey(row));
  const counts = new Map<string, number>();
  const all = (await tx.list(['conversations'])) as { readonly scope: string; readonly conversation: string; readonly at: number }[];
  for (const { scope, conversation, at } of all.toSorted((a, b) => b.at - a.at)) {
    const count = (counts.get(scope) ?? 0) + 1;
    counts.set(scope, count);
    if (at < since || count > KEEP_CONVERSATIONS) ['conversations', 'messages'].forEach((kind) => tx.delete([kind, scope, conversation]));
  }
}

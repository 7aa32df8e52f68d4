import type { OutboxRow } from './types.js';

/**
 * The rows of closed pages as one writer's: each page's own order stays, whatever its clock did, and pages mix by the time of writing.
 * A command that is there twice (its page closed while rewriting, or froze as it took it over) comes once, as queued if one of them is, and in the place that it had first.
 * Rows come in the order of their keys.
 */
export function renumber(rows: readonly OutboxRow[], writer: string, next: (conversation: string) => number): readonly OutboxRow[] {
  const chosen = new Map<string, OutboxRow>();
  for (const row of rows) {
    const known = chosen.get(row.command.id);
    if (known?.state !== 'queued' || (row.state === 'queued' && row.addedAt < known.addedAt)) chosen.set(row.command.id, row);
  }
  const lines = new Map<string, OutboxRow[]>();
  for (const row of rows) {
    if (chosen.get(row.command.id) !== row) continue;
    const line = JSON.stringify([row.writer, row.command.conversation]);
    lines.set(line, [...(lines.get(line) ?? []), row]);
  }
  const merged: OutboxRow[] = [];
  for (let heads = [...lines.values()]; heads.length; heads = heads.filter((line) => line.length)) {
    const line = heads.toSorted((a, b) => a[0]!.addedAt - b[0]!.addedAt)[0]!;
    merged.push({ ...line.shift()!, writer });
  }
  return merged.map((row) => ({ ...row, command: { ...row.command, n: next(row.command.conversation) } }));
}

import { stringify, type DurableCommand } from '../domain/index.js';
import { leftKey } from './exists.js';
import type { OutboxRow } from './types.js';

/** What nobody came back for goes after this long. Milliseconds. */
export const KEEP_FOR = 30 * 86_400_000;

/** As it is kept, numbered and not sent yet. */
export const rowOf = (scope: string, writer: string, command: DurableCommand, addedAt: number): OutboxRow => ({ scope, writer, command, bytes: JSON.stringify(command).length, state: 'queued', addedAt });

/**
 * What a page had said and not written to the database when it ended. A database takes its time, and forgets what it had not begun when the page goes;
 * `localStorage` takes things at once. The next page moves them to where they belong.
 */
export function left(name?: string): readonly OutboxRow[] {
  try {
    const rows = JSON.parse(localStorage.getItem(leftKey(name))!) as readonly OutboxRow[] | null;
    return (rows ?? []).map(({ scope, writer, command, addedAt }) => {
      const at = new Date(command.at);
      return rowOf(scope, writer, { ...command, at }, addedAt ?? at.getTime());
    });
  } catch {
    // None to be had, or somebody else's words.
    return [];
  }
}

export function changeLeft(name: string | undefined, change: (rows: readonly OutboxRow[]) => readonly OutboxRow[]): void {
  const rows = change(left(name));
  try {
    if (rows.length) localStorage.setItem(leftKey(name), stringify(rows));
    else localStorage.removeItem(leftKey(name));
  } catch {
    // Full, or refused.
  }
}

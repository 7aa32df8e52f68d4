import type { Message } from '../domain/index.js';
import type { Commit, OutboxRow, Store } from './types.js';

/** Where things are kept: memory or the browser. May reject; what to do then is for the store to decide. */
export interface Backend extends Pick<Store, 'kind' | 'putOutbox' | 'deleteOutbox' | 'outbox' | 'commit' | 'load' | 'forget' | 'get' | 'set' | 'delete'> {
  has(scope: string): Promise<boolean>;
  /** Writers that have rows in this scope. */
  writers(scope: string): Promise<readonly string[]>;
  /** Rewrites the rows of those writers under another, in one transaction. */
  rewrite(scope: string, gone: ReadonlySet<string>, writer: string, next: (conversation: string) => number): Promise<readonly OutboxRow[]>;
  close(): void;
}

/** Messages kept of each conversation. */
export const KEEP_MESSAGES = 500;
export const KEEP_CONVERSATIONS = 50;
export const KEEP_FOR = 30 * 86_400_000;

/** By sequence number; what has none behind, as it was written. */
export function inOrder(messages: readonly Message[]): readonly Message[] {
  const place = (m: Message) => m.seq ?? Number.MAX_VALUE;
  return messages.toSorted((a, b) => place(a) - place(b));
}

export function byNumber(a: OutboxRow, b: OutboxRow): number {
  return a.writer.localeCompare(b.writer) || a.command.conversation.localeCompare(b.command.conversation) || a.command.n - b.command.n;
}

/**
 * The rows of closed pages as one writer's: each page's own order stays, whatever its clock did, and pages mix by the time of writing.
 * A command that is there twice (its page closed while rewriting) comes once, as queued if one of them is.
 */
export function renumber(rows: readonly OutboxRow[], writer: string, next: (conversation: string) => number): readonly OutboxRow[] {
  const chosen = new Map<string, OutboxRow>();
  for (const row of rows) if (chosen.get(row.command.id)?.state !== 'queued') chosen.set(row.command.id, row);
  const lines = new Map<string, OutboxRow[]>();
  for (const row of [...chosen.values()].sort(byNumber)) {
    const line = `${row.writer}|${row.command.conversation}`;
    lines.set(line, [...(lines.get(line) ?? []), row]);
  }
  const merged: OutboxRow[] = [];
  for (let heads = [...lines.values()]; heads.length; heads = heads.filter((line) => line.length)) {
    const line = heads.reduce((a, b) => (b[0]!.addedAt < a[0]!.addedAt ? b : a));
    merged.push(line.shift()!);
  }
  return merged.map((row) => ({ ...row, writer, command: { ...row.command, n: next(row.command.conversation) } }));
}

/** Applies a commit to messages by id, in the order they were first written. */
export function applyCommit(messages: Map<string, Message>, { messages: changed, removed, reset }: Commit): void {
  if (reset) messages.clear();
  for (const id of removed) messages.delete(id);
  for (const message of changed) messages.set(message.id, message);
}

import type { ConversationSummary, Participant } from '../../src/domain/index.js';
import { oneLine } from '../message-list/text.js';

/** What the tabs above the list stand for. */
export type InboxFilter = 'open' | 'resolved' | 'all';
export const FILTERS: readonly InboxFilter[] = ['open', 'resolved', 'all'];

/** Resolved and closed are both done with; a status that the backend does not say counts as open, so that nobody is overlooked. */
export function isDone(row: Pick<ConversationSummary, 'status'>): boolean {
  return row.status === 'resolved' || row.status === 'closed';
}

export function isIn(row: ConversationSummary, filter: InboxFilter): boolean {
  return filter === 'all' || isDone(row) === (filter === 'resolved');
}

/** Rows of a filter whose visitor, assignee, id or last words contain the text. The order is the session's: newest first. */
export function pickRows(rows: readonly ConversationSummary[], filter: InboxFilter, query: string): readonly ConversationSummary[] {
  const wanted = fold(query.trim());
  return rows.filter((row) => {
    if (!isIn(row, filter)) return false;
    if (!wanted) return true;
    return [row.visitor?.name, row.assignee?.name, row.id, row.lastMessage?.text, row.typing?.text].some((text) => text !== undefined && fold(text).includes(wanted));
  });
}

export function countRows(rows: readonly ConversationSummary[]): Record<InboxFilter, number> {
  const resolved = rows.filter(isDone).length;
  return { open: rows.length - resolved, resolved, all: rows.length };
}

/** Someone's name, or a word and the id, of a long one the end: enough to tell two guests apart, short enough to be read. */
export function nameOf(person: Participant | undefined, id: string, word: string): string {
  return oneLine(person?.name ?? '') || `${word} ${shortId(id)}`;
}

/** Ids that count up, or begin with the time, are alike but for their ends. */
export function shortId(id: string): string {
  const signs = [...id];
  return (signs.length > 10 ? signs.slice(-6) : signs).join('').replace(/^[^\p{L}\p{N}]+/u, '');
}

/** Without case and accents, so that "jose" finds José. */
function fold(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}

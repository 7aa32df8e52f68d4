import type { Message } from '../../src/domain/index.js';

/** How a message stands to its neighbours. Bits, so that one number says whether it must be drawn again. */
export const STARTS = 1;
export const ENDS = 2;
export const NEW_DAY = 4;
export const FIRST_UNREAD = 8;

const GROUP_GAP = 5 * 60_000;

/** `b` goes on where `a` stopped: same author, within five minutes, on the same day. */
export function continues(a: Message | undefined, b: Message | undefined): boolean {
  if (!a || !b || a.own !== b.own || a.author.id !== b.author.id || a.author.role !== b.author.role || a.author.role === 'system') return false;
  // Without times (a page need not give them) authors alone decide.
  const gap = b.createdAt.getTime() - a.createdAt.getTime();
  return Number.isNaN(gap) || (Math.abs(gap) < GROUP_GAP && !newDay(a, b));
}

/** A day separator is due before `b`. */
export function newDay(a: Message | undefined, b: Message): boolean {
  if (Number.isNaN(b.createdAt.getTime())) return false;
  return !a || dayOf(a.createdAt) !== dayOf(b.createdAt);
}

const dayOf = (date: Date): number => date.getFullYear() * 400 + date.getMonth() * 32 + date.getDate();

export function placeOf(before: Message | undefined, message: Message, after: Message | undefined, firstUnread: boolean, nextUnread: boolean): number {
  return (
    (firstUnread || !continues(before, message) ? STARTS : 0) |
    (nextUnread || !continues(message, after) ? ENDS : 0) |
    (newDay(before, message) ? NEW_DAY : 0) |
    (firstUnread ? FIRST_UNREAD : 0)
  );
}

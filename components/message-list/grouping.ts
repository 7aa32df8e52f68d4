import type { Message, MessageBlock } from '../../src/domain/index.js';

/** One line of the list: a message, or what separates it from the one before. */
export interface Row {
  readonly key: string;
  readonly kind: 'message' | 'day' | 'unread' | 'gap';
  readonly message: Message;
  /** First and last of a group: messages of one author, close in time. */
  readonly starts: boolean;
  readonly ends: boolean;
}

const GROUP_GAP = 5 * 60_000;
const DAY = 24 * 3_600_000;

/** What lists key by: it stays when the backend gives its own id. */
export const keyOf = (message: Message): string => message.clientId ?? message.id;

/** By key, newest first: what is looked for is near the end. */
export function find(blocks: readonly MessageBlock[], key: string): Message | undefined {
  for (let i = blocks.length; i-- > 0; ) {
    const found = blocks[i]!.messages.find((message) => keyOf(message) === key);
    if (found) return found;
  }
  return undefined;
}

/** `b` goes on where `a` stopped: same author, within five minutes, on the same day. */
function continues(a: Message | undefined, b: Message | undefined): boolean {
  if (!a || !b || a.own !== b.own || a.author.id !== b.author.id || a.author.role !== b.author.role || a.author.role === 'system') return false;
  // Without times (a page need not give them) authors alone decide.
  const gap = Math.abs(+b.createdAt - +a.createdAt);
  return Number.isNaN(gap) || (gap < GROUP_GAP && !newDay(a, b));
}

/** A day separator is due before `b`. The same day of the month within two days is the same day. */
const newDay = (a: Message | undefined, b: Message): boolean =>
  !Number.isNaN(+b.createdAt) && !(a?.createdAt.getDate() === b.createdAt.getDate() && Math.abs(+b.createdAt - +a.createdAt) < 2 * DAY);

/** What stands in a block, between the last message before it and the first one after it. `divider`: id of the first unread message. */
export function rowsOf({ messages, gapBefore }: MessageBlock, before: Message | undefined, after: Message | undefined, divider: string | undefined): readonly Row[] {
  const rows: Row[] = [];
  let last = gapBefore ? undefined : before;
  messages.forEach((message, i) => {
    const next = messages[i + 1] ?? after;
    const row = (kind: Row['kind'], starts = false, ends = false) => rows.push({ key: (kind === 'message' ? '' : `\0${kind}`) + keyOf(message), kind, message, starts, ends });
    if (gapBefore && i === 0) row('gap');
    if (newDay(last, message)) row('day');
    if (message.id === divider) row('unread');
    row('message', message.id === divider || !continues(last, message), next?.id === divider || !continues(message, next));
    last = message;
  });
  return rows;
}

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

/** What lists key by: it stays when the backend gives its own id. */
export const keyOf = (message: Message): string => message.clientId ?? message.id;

/** By key, newest first: what is looked for is near the end. */
export function find(blocks: readonly MessageBlock[], key: string): Message | undefined {
  let found: Message | undefined;
  blocks.findLast(({ messages }) => (found = messages.find((message) => keyOf(message) === key)));
  return found;
}

/** `b` goes on where `a` stopped: same author, within five minutes, on the same day. */
function continues(a: Message | undefined, b: Message | undefined): boolean {
  // Without times (a page need not give them) authors alone decide.
  return !!a && !!b && a.author.role !== 'system' && who(a) === who(b) && !(Math.abs(+b.createdAt - +a.createdAt) >= GROUP_GAP) && !newDay(a, b);
}

const who = ({ own, author }: Message): string => [own, author.role, author.id].join();

/** The longest day, at the end of summer time. Milliseconds. */
const DAY = 25 * 60 * 60_000;

/** A day separator is due before `b`. By the day of the month: to write out dates, of each message of a block, took a tenth of the time in which a message was drawn. */
const newDay = (a: Message | undefined, b: Message): boolean => !isNaN(+b.createdAt) && !(a && Math.abs(+b.createdAt - +a.createdAt) < DAY && a.createdAt.getDate() === b.createdAt.getDate());

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

import type { Message } from '../domain/index.js';
import type { MessageLog } from './log.js';

export interface Page {
  /** As they now stand, oldest first. Known ones are in the log already. */
  readonly messages: readonly Message[];
  /** Those of them that are new. */
  readonly fresh: ReadonlySet<Message>;
  readonly end: boolean;
  readonly tail: boolean;
  /** The log is known up to here. */
  readonly cursor?: number;
  /** Something is shown already that came from an earlier page, or from an earlier page load. */
  readonly joined: boolean;
}

/**
 * Puts the new messages of a page where they belong and keeps the gap markers true. Returns whether the page joins on to what was there:
 * a newest page that does not leaves a gap, and older pages fill it.
 */
export function placePage(log: MessageLog, page: Page): boolean {
  const { messages, fresh } = page;
  const first = messages.find((m) => m.seq !== undefined)?.seq;
  const gap = log.gap();
  // A page of a log joins on when it reaches back to what was applied; one without numbers when it shows something known.
  const reaches = first !== undefined && page.cursor !== undefined ? first <= page.cursor + 1 : fresh.size < messages.length || !page.joined;
  const joins = !page.tail || page.end || reaches;

  let run: Message[] = [];
  let known: Message | undefined;
  const flush = (next?: Message) => {
    const lone = page.tail && page.joined ? lastConfirmed(log) : undefined;
    const anchor = next ? { before: next.id } : known ? { after: known.id } : lone ? { after: lone.id } : ('front' as const);
    log.insertRun(run, anchor);
    run = [];
  };
  for (const message of messages) {
    if (fresh.has(message)) run.push(message);
    else {
      if (run.length) flush(message);
      known = message;
    }
  }
  if (run.length) flush();

  if (!joins && messages[0]) log.markGap(messages[0].id);
  if (gap && !page.tail) fillGap(log, gap, page, first);
  return joins;
}

/** An older page that was asked for to fill the newest gap either closes it or moves it to its own beginning. Others leave it alone. */
function fillGap(log: MessageLog, gap: { readonly below?: number; readonly above?: number }, page: Page, first: number | undefined): void {
  const newest = page.messages.findLast((m) => m.seq !== undefined)?.seq;
  if (newest !== undefined && ((gap.below !== undefined && newest < gap.below) || (gap.above !== undefined && newest >= gap.above))) return;
  log.closeGap();
  const closed = page.end || first === undefined || (gap.below !== undefined && first <= gap.below);
  if (!closed) log.markGap(page.messages[0]!.id);
}

/** The newest message that the backend knows. */
export function lastConfirmed(log: MessageLog): Message | undefined {
  for (const m of log.backwards()) if (m.status !== 'pending' && m.status !== 'failed' && m.parts[0]?.type !== 'progress') return m;
  return undefined;
}

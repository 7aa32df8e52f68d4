import type { Message } from '../domain/index.js';
import type { MessageLog } from './log.js';
import { isProgress } from './message.js';

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
export function placePage(log: MessageLog, { messages, fresh, end, tail, cursor, joined }: Page): boolean {
  const list = log.all();
  const [first] = messages;
  const gap = log.gap();
  const below = gap && list.slice(0, list.indexOf(gap)).findLast((m) => m.seq !== undefined)?.seq;

  // Where there are numbers they say where a message belongs. Where not: next to what the page shows around it; else in front, or, of a later page, at the end.
  const known = messages.find((m) => !fresh.has(m));
  let at = known ? list.indexOf(known) : tail && joined ? list.indexOf(lastConfirmed(log)!) + 1 : 0;
  for (const message of messages) {
    if (fresh.has(message)) list.splice(at++, 0, message);
    else at = list.indexOf(message) + 1;
  }
  log.assign(list);

  if (tail) {
    // A page of a log joins on when it reaches back to what was applied; one without numbers when it shows something known.
    const joins = end || !first || (first.seq !== undefined && cursor !== undefined ? first.seq <= cursor + 1 : Boolean(known) || !joined);
    if (!joins) log.moveGap(undefined, first);
    return joins;
  }
  // An older page that was asked for to fill the newest gap either closes it or moves it to its own beginning. Others leave it alone.
  const newest = messages.at(-1)?.seq;
  if (gap && (newest === undefined || below === undefined || newest >= below)) {
    log.moveGap(gap, end || first?.seq === undefined || (below !== undefined && first.seq <= below) ? undefined : first);
  }
  return true;
}

/** The newest message that the backend knows. */
export function lastConfirmed(log: MessageLog): Message | undefined {
  for (const m of log.backwards()) if (m.status !== 'pending' && m.status !== 'failed' && !isProgress(m)) return m;
  return undefined;
}

/** Where the known, gapless end of the log begins: older pages are asked for from here. */
export function oldestSeq(log: MessageLog): number | undefined {
  const list = log.all();
  const gap = log.gap();
  return list.slice(gap ? list.indexOf(gap) : 0).find((m) => m.seq !== undefined)?.seq;
}

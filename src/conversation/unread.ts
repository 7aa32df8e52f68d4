import type { Message } from '../domain/index.js';
import type { MessageLog } from './log.js';
import { isProgress } from './message.js';

/** Which messages of others were not read here, in order. The mark is a sequence number where the backend has a log; arrivals are counted where it has none. */
export class Unread {
  /** Last sequence number that was read, here or in another tab or device. */
  upTo: number | undefined;
  ids = new Set<string>();

  /** `live`: it came just now, and not from a page of old ones. */
  add(message: Message, live: boolean): void {
    if (this.#counts(message, live)) this.ids.add(message.id);
  }

  /** Messages came in between or a mark came from elsewhere: counts anew, in the order of the log. */
  recount(log: MessageLog): void {
    const ids: string[] = [];
    for (const m of log.backwards()) {
      // From here on down everything has a lower number.
      if (m.seq !== undefined && m.seq <= (this.upTo ?? 0)) break;
      if (this.#counts(m, this.ids.has(m.id))) ids.push(m.id);
    }
    this.ids = new Set(ids.reverse());
  }

  /** These, and all up to a number, were read. Returns whether anything changed. */
  mark(log: MessageLog, ids: readonly string[], upTo = 0): boolean {
    const before = this.ids.size;
    for (const id of ids) this.ids.delete(id);
    if (upTo > (this.upTo ?? 0)) {
      this.upTo = upTo;
      this.recount(log);
    }
    return this.ids.size !== before;
  }

  /** Reads everything, or everything up to the newest of these. Returns what is news to the backend. */
  read(log: MessageLog, ids?: readonly string[]): { readonly ids: readonly string[]; readonly upTo?: number } | undefined {
    const list = [...this.ids];
    const read = ids ? list.slice(0, list.findLastIndex((id) => ids.includes(id)) + 1) : list;
    const upTo = ids ? Math.max(...ids.map((id) => log.get(id)?.seq ?? 0)) : newestOfOthers(log);
    const news = upTo > (this.upTo ?? 0);
    this.mark(log, read, upTo);
    return read.length || news ? { ids: read, ...(news && { upTo }) } : undefined;
  }

  #counts({ own, deletedAt, seq, parts }: Message, otherwise: boolean): boolean {
    if (own || deletedAt || isProgress({ parts })) return false;
    return seq !== undefined && this.upTo !== undefined ? seq > this.upTo : otherwise;
  }
}

/** The newest number that is not one's own, among the last hundred messages: a backend that numbers has numbered one of those. */
function newestOfOthers(log: MessageLog): number {
  let left = 100;
  for (const m of log.backwards()) {
    if (!m.own && m.seq !== undefined) return m.seq;
    if (!left--) break;
  }
  return 0;
}

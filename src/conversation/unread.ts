import type { Message } from '../domain/index.js';
import type { MessageLog } from './log.js';
import { isProgress } from './message.js';

/** Which messages of others were not read here, in order. The mark is a sequence number where the backend has a log; arrivals are counted where it has none. */
export class Unread {
  /** Last sequence number that was read, here or in another tab or device. */
  upTo: number | undefined;
  #ids = new Set<string>();

  get size(): number {
    return this.#ids.size;
  }

  get first(): string | undefined {
    return this.#ids.values().next().value;
  }

  /** `live`: it came just now, and not from a page of old ones. */
  add(message: Message, live: boolean): void {
    if (this.#counts(message, live)) this.#ids.add(message.id);
  }

  drop(id: string): void {
    this.#ids.delete(id);
  }

  /** Messages came in between or a mark came from elsewhere: counts anew, in the order of the log. */
  recount(log: MessageLog): void {
    const ids: string[] = [];
    for (const m of log.backwards()) if (this.#counts(m, this.#ids.has(m.id))) ids.push(m.id);
    this.#ids = new Set(ids.reverse());
  }

  /** A mark of our own that came back, from another tab or device. Returns whether anything changed. */
  mark(log: MessageLog, ids: readonly string[], upTo = 0): boolean {
    const before = this.#ids.size;
    for (const id of ids) this.#ids.delete(id);
    if (upTo > (this.upTo ?? 0)) {
      this.upTo = upTo;
      this.recount(log);
    }
    return this.#ids.size !== before;
  }

  /** Reads everything, or everything up to the newest of these. Returns what is news to the backend. */
  read(log: MessageLog, ids?: readonly string[]): { readonly ids: readonly string[]; readonly upTo?: number } | undefined {
    const list = [...this.#ids];
    const read = ids ? list.slice(0, list.findLastIndex((id) => ids.includes(id)) + 1) : list;
    for (const id of read) this.#ids.delete(id);
    const seq = ids ? Math.max(...ids.map((id) => log.get(id)?.seq ?? 0)) : newestOfOthers(log);
    const upTo = seq > (this.upTo ?? 0) ? seq : undefined;
    if (upTo !== undefined) this.upTo = upTo;
    return read.length || upTo !== undefined ? { ids: read, ...(upTo !== undefined && { upTo }) } : undefined;
  }

  clear(): void {
    this.#ids.clear();
    this.upTo = undefined;
  }

  #counts(message: Message, otherwise: boolean): boolean {
    if (message.own || message.deletedAt || isProgress(message)) return false;
    return message.seq !== undefined && this.upTo !== undefined ? message.seq > this.upTo : otherwise;
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

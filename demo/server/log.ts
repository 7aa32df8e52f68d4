import { LIMITS } from './limits.js';
import type { Entry, Message, Part, User } from './types.js';

type Fields = Omit<Entry, 'seq' | 'at' | 'k' | 'by' | 'id'>;
export interface Retention { hours: number; entries: number }

/**
 * The log of one conversation: entries as they came (kept for a while) and messages as they stand now (kept for good).
 * Everything is synchronous; the Durable Object holds back whatever it sends until what was written before is on disk.
 */
export class Log {
  /** Names this life of the log. */
  epoch = '';
  head = 0;
  /** Highest sequence number that is not kept any more. */
  #floor = 0;
  #meta = new Map<string, string>();

  constructor(readonly sql: SqlStorage, readonly retention: Retention) {
    sql.exec(`
      CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
      CREATE TABLE IF NOT EXISTS entries (seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, at INTEGER NOT NULL, json TEXT NOT NULL);
      CREATE TABLE IF NOT EXISTS messages (seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, role TEXT NOT NULL, streaming INTEGER, removed INTEGER, json TEXT NOT NULL);
      CREATE INDEX IF NOT EXISTS streaming ON messages (id) WHERE streaming = 1;`);
    this.reload();
    this.epoch = this.get('epoch') ?? this.renew();
  }

  get(key: string): string | undefined {
    return this.#meta.get(key);
  }
  set(key: string, value: string): void {
    this.#meta.set(key, value);
    this.sql.exec('INSERT INTO meta VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value', key, value);
  }
  /** A transaction was rolled back: what is held in memory is read again. */
  reload(): void {
    const last = this.sql.exec<{ low: number | null; high: number | null }>('SELECT MIN(seq) AS low, MAX(seq) AS high FROM entries').one();
    this.head = last.high ?? 0;
    this.#floor = (last.low ?? 1) - 1;
    this.#meta = new Map(this.sql.exec<{ key: string; value: string }>('SELECT key, value FROM meta').toArray().map(({ key, value }) => [key, value]));
  }
  /** A client may claim a cursor that never was; its doing so voids everyone's numbers at most once in an hour. */
  mayRenew(): boolean {
    const now = Date.now();
    if (now - Number(this.get('renewed') ?? 0) < 3_600_000) return false;
    this.set('renewed', String(now));
    return true;
  }
  /** A new epoch: every number that clients hold is void. */
  renew(): string {
    this.epoch = crypto.randomUUID();
    this.set('epoch', this.epoch);
    return this.epoch;
  }

  /** Writes the next entry and what it does to the messages. */
  append(k: Entry['k'], by: User, id: string, fields: Fields): Entry {
    const now = Date.now();
    const entry: Entry = { seq: this.head + 1, at: new Date(now).toISOString(), k, by, id, ...fields };
    this.sql.exec('INSERT INTO entries VALUES (?, ?, ?, ?)', entry.seq, id, now, JSON.stringify(entry));
    this.head = entry.seq;
    this.#materialise(entry);
    if (entry.seq % 64 === 0 || entry.seq <= 64) this.trim(now);
    return entry;
  }

  #materialise(entry: Entry): void {
    if (entry.k === 'message') {
      this.sql.exec('INSERT INTO messages VALUES (?, ?, ?, ?, NULL, ?)', entry.seq, entry.id, entry.by.role, entry.streaming ? 1 : null, JSON.stringify(entry));
      return;
    }
    const message = entry.target === undefined ? undefined : this.message(entry.target);
    if (!message) return;
    if (entry.k === 'edit') {
      message.parts = entry.parts ?? [];
      message.streaming = entry.streaming || undefined;
      // In the metadata, where clients look for it as well; written anew, it is not cut any more.
      if (entry.cut || message.meta?.cut) message.meta = { ...message.meta, cut: entry.cut };
      // The end of a stream is not an edit in the eyes of people.
      if (!entry.final && !entry.streaming) message.edited = entry.at;
    } else if (entry.k === 'remove') {
      message.parts = [];
      message.removed = entry.at;
      message.streaming = message.reactions = message.meta = undefined;
      this.#scrub(message.id);
    } else if (entry.k === 'react' && entry.emoji) {
      message.reactions = react(message.reactions ?? [], entry.emoji, entry.by.id, entry.on === true);
    }
    this.#store(message);
  }
  #store(message: Message): void {
    this.sql.exec('UPDATE messages SET json = ?, streaming = ?, removed = ? WHERE id = ?', JSON.stringify(message), message.streaming ? 1 : null, message.removed ? 1 : null, message.id);
  }
  /** What was taken back leaves the log as well: whoever resumes later must not get it. */
  #scrub(id: string): void {
    for (const { seq, json } of this.sql.exec<{ seq: number; json: string }>(`SELECT seq, json FROM entries WHERE id = ?1 OR (json ->> 'k' = 'edit' AND json ->> 'target' = ?1)`, id).toArray()) {
      this.sql.exec('UPDATE entries SET json = ? WHERE seq = ?', JSON.stringify({ ...(JSON.parse(json) as Entry), parts: [], meta: undefined }), seq);
    }
  }
  /** Keeps what a stream has said so far, so that a crash loses a few words at most. */
  growing(id: string, parts: Part[]): void {
    const message = this.message(id);
    if (message) this.#store({ ...message, parts });
  }

  find(id: string): { seq: number; at: string } | undefined {
    const row = this.sql.exec<{ seq: number; json: string }>('SELECT seq, json FROM entries WHERE id = ?1 UNION ALL SELECT seq, json FROM messages WHERE id = ?1 LIMIT 1', id).toArray()[0];
    return row && { seq: row.seq, at: (JSON.parse(row.json) as Entry).at };
  }
  message(id: string): Message | undefined {
    const row = this.sql.exec<{ json: string }>('SELECT json FROM messages WHERE id = ?', id).toArray()[0];
    return row && (JSON.parse(row.json) as Message);
  }
  /** When the newest entry was written. */
  get updated(): string | undefined {
    const row = this.sql.exec<{ at: number }>('SELECT at FROM entries WHERE seq = ?', this.head).toArray()[0];
    return row && new Date(row.at).toISOString();
  }
  get last(): Message | undefined {
    return this.page(Number.MAX_SAFE_INTEGER, 1).messages[0];
  }
  streaming(): Message[] {
    return this.sql.exec<{ json: string }>('SELECT json FROM messages WHERE streaming = 1').toArray().map((row) => JSON.parse(row.json) as Message);
  }
  /** Messages of the visitor that stand after a sequence number. */
  unread(after: number): number {
    return this.sql.exec<{ n: number }>(`SELECT COUNT(*) AS n FROM messages WHERE seq > ? AND role = 'visitor' AND removed IS NULL`, after).one().n;
  }

  /** The same for a visitor: what others than visitors said. */
  unreadByVisitor(after: number): number {
    return this.sql.exec<{ n: number }>(`SELECT COUNT(*) AS n FROM messages WHERE seq > ? AND role <> 'visitor' AND removed IS NULL`, after).one().n;
  }

  /** The entries after a cursor, in portions for a frame each; undefined where the log does not reach back that far (or too much was missed). */
  after(cursor: number): Entry[][] | undefined {
    if (cursor < this.#floor || this.head - cursor > LIMITS.replay) return undefined;
    const portions: Entry[][] = [];
    let room = 0;
    for (const { json } of this.sql.exec<{ json: string }>('SELECT json FROM entries WHERE seq > ? ORDER BY seq', cursor)) {
      if ((room -= json.length) < 0 || portions.at(-1)!.length >= 100) {
        portions.push([]);
        room = LIMITS.portion - json.length;
      }
      portions.at(-1)!.push(JSON.parse(json) as Entry);
    }
    return portions;
  }
  /** Messages before a sequence number, oldest first. Fewer than asked for, if they are long. */
  page(before: number, limit: number): { messages: Message[]; end: boolean } {
    const messages: Message[] = [];
    let room = LIMITS.portion;
    for (const { json } of this.sql.exec<{ json: string }>('SELECT json FROM messages WHERE seq < ? ORDER BY seq DESC LIMIT ?', before, limit + 1)) {
      if (messages.length === limit || ((room -= json.length) < 0 && messages.length)) return { messages: messages.reverse(), end: false };
      messages.push(JSON.parse(json) as Message);
    }
    return { messages: messages.reverse(), end: true };
  }

  /** Entries go when they are both too old and too many. The newest always stays: it holds the head. */
  trim(now: number): void {
    const floor = Math.min(this.head - Math.max(1, this.retention.entries), this.head - 1);
    if (floor <= this.#floor) return;
    this.sql.exec('DELETE FROM entries WHERE seq <= ? AND at <= ?', floor, now - this.retention.hours * 3_600_000);
    this.#floor = (this.sql.exec<{ low: number }>('SELECT MIN(seq) AS low FROM entries').one().low ?? this.head + 1) - 1;
  }
}

function react(all: { emoji: string; by: string[] }[], emoji: string, who: string, on: boolean): Message['reactions'] {
  const rest = all.map((r) => (r.emoji === emoji ? { emoji, by: r.by.filter((id) => id !== who) } : r));
  if (on) {
    const one = rest.find((r) => r.emoji === emoji);
    if (one) one.by.push(who);
    else rest.push({ emoji, by: [who] });
  }
  const left = rest.filter((r) => r.by.length > 0);
  return left.length ? left : undefined;
}

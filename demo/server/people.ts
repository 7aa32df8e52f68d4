import type { User, Who } from './types.js';

export interface Mark { by: string; role: User['role']; delivered: number; read: number }
export interface Refusal { id: string; n: number; code: string; message: string }

/** Highest connection number per writer: whatever comes by an older connection is ignored. Used by both kinds of rooms. */
export class Fences {
  constructor(readonly sql: SqlStorage) {
    sql.exec('CREATE TABLE IF NOT EXISTS fences (client TEXT PRIMARY KEY, gen INTEGER NOT NULL) WITHOUT ROWID');
  }
  of(client: string): number {
    return this.sql.exec<{ gen: number }>('SELECT gen FROM fences WHERE client = ?', client).toArray()[0]?.gen ?? -1;
  }
  /** False: a connection with this number, or a higher one, was here before. */
  raise(client: string, gen: number): boolean {
    if (gen <= this.of(client)) return false;
    this.sql.exec('INSERT INTO fences VALUES (?, ?) ON CONFLICT DO UPDATE SET gen = excluded.gen', client, gen);
    return true;
  }
}

/** What a conversation keeps about those who take part: how far each writer and reader is, and which team sockets listen by way of the lobby. */
export class People {
  readonly #watchers: Map<string, Who>;
  constructor(readonly sql: SqlStorage) {
    sql.exec(`
      CREATE TABLE IF NOT EXISTS writers (client TEXT PRIMARY KEY, n INTEGER NOT NULL) WITHOUT ROWID;
      CREATE TABLE IF NOT EXISTS refusals (client TEXT, n INTEGER, id TEXT, code TEXT, message TEXT, PRIMARY KEY (client, n)) WITHOUT ROWID;
      CREATE TABLE IF NOT EXISTS marks (who TEXT PRIMARY KEY, role TEXT NOT NULL, delivered INTEGER NOT NULL, read INTEGER NOT NULL) WITHOUT ROWID;
      CREATE TABLE IF NOT EXISTS watchers (conn TEXT PRIMARY KEY, who TEXT NOT NULL) WITHOUT ROWID;`);
    this.#watchers = new Map(sql.exec<{ conn: string; who: string }>('SELECT conn, who FROM watchers').toArray().map((row) => [row.conn, JSON.parse(row.who) as Who]));
  }

  /** The last number of a writer that was dealt with. Kept for good: a writer that comes back after a year must not be taken for a new one. */
  last(client: string): number {
    return this.sql.exec<{ n: number }>('SELECT n FROM writers WHERE client = ?', client).toArray()[0]?.n ?? 0;
  }
  used(client: string, n: number): void {
    this.sql.exec('INSERT INTO writers VALUES (?, ?) ON CONFLICT DO UPDATE SET n = excluded.n', client, n);
  }
  /** A refused number is used up; the refusal is kept, or a writer that lost it with its connection would take its command for stored. */
  refused(client: string, refusal: Refusal): void {
    this.sql.exec('INSERT OR REPLACE INTO refusals VALUES (?, ?, ?, ?, ?)', client, refusal.n, refusal.id, refusal.code, refusal.message);
    this.sql.exec('DELETE FROM refusals WHERE client = ? AND n < ?', client, refusal.n - 256);
  }
  refusals(client: string, from: number, to = Number.MAX_SAFE_INTEGER): Refusal[] {
    return this.sql.exec<Refusal & Record<string, SqlStorageValue>>('SELECT id, n, code, message FROM refusals WHERE client = ? AND n BETWEEN ? AND ? ORDER BY n', client, from, to).toArray();
  }

  marks(): Mark[] {
    return this.sql.exec<Mark & Record<string, SqlStorageValue>>('SELECT who AS by, role, delivered, read FROM marks').toArray();
  }
  /** Moves a person's marks forward; undefined if they did not move. */
  mark(user: User, delivered: number, read: number): Mark | undefined {
    const old = this.sql.exec<{ delivered: number; read: number }>('SELECT delivered, read FROM marks WHERE who = ?', user.id).toArray()[0] ?? { delivered: 0, read: 0 };
    const next = { delivered: Math.max(old.delivered, delivered, read), read: Math.max(old.read, read) };
    if (next.delivered === old.delivered && next.read === old.read) return undefined;
    this.sql.exec('INSERT OR REPLACE INTO marks VALUES (?, ?, ?, ?)', user.id, user.role, next.delivered, next.read);
    return { by: user.id, role: user.role, ...next };
  }
  teamRead(): number {
    return this.sql.exec<{ read: number | null }>(`SELECT MAX(read) AS read FROM marks WHERE role = 'agent'`).one().read ?? 0;
  }

  /** How far one person read. */
  read(id: string): number {
    return this.sql.exec<{ read: number }>('SELECT read FROM marks WHERE who = ?', id).toArray()[0]?.read ?? 0;
  }

  /** The team sockets that follow this conversation by way of the lobby, by connection. */
  watchers(): ReadonlyMap<string, Who> {
    return this.#watchers;
  }
  watch(who: Who): void {
    this.#watchers.set(who.conn, who);
    this.sql.exec('INSERT OR REPLACE INTO watchers VALUES (?, ?)', who.conn, JSON.stringify(who));
  }
  unwatch(conn: string): boolean {
    this.sql.exec('DELETE FROM watchers WHERE conn = ?', conn);
    return this.#watchers.delete(conn);
  }
}

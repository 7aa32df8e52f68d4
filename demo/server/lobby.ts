import type { Conversation } from './conversation.js';
import { Door, nack, type Socket } from './door.js';
import type { Frame, Hello, Subscription } from './frames.js';
import { identify, isOpen, type Identity, type Refused } from './identity.js';
import { LIMITS, SAY } from './limits.js';
import { serverId } from './server-life.js';
import type { Env, News, Out, Row, Who } from './types.js';

/** Rows sent at the start, newest first; older conversations are reached by name. */
const ROWS = 500, ROWS_A_FRAME = 100;

/** One team socket following one conversation. */
interface Sub {
  /** Entries up to here went out to this socket. */
  sent: number;
  /** What was published while a subscribe is under way; it goes out after the replay, so that entries stay in order. */
  waiting?: News[];
}

/** The room of a website's team: the inbox, and a way into any of its conversations for each team socket. */
export class Lobby extends Door {
  protected readonly kind = 'lobby';
  #subs = new Map<string, Map<string, Sub>>();
  #stubs = new Map<string, DurableObjectStub<Conversation>>();

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    ctx.storage.sql.exec(`
      CREATE TABLE IF NOT EXISTS rows (c TEXT PRIMARY KEY, updated TEXT NOT NULL, json TEXT NOT NULL) WITHOUT ROWID;
      CREATE INDEX IF NOT EXISTS newest ON rows (updated);
      CREATE INDEX IF NOT EXISTS whose ON rows (json_extract(json, '$.visitor.id'), updated);
      CREATE TABLE IF NOT EXISTS subs (conn TEXT, c TEXT, PRIMARY KEY (conn, c)) WITHOUT ROWID;
      CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;`);
    // Awake from hibernation: subscriptions of sockets that are still open go on. After a crash the sockets are gone, and the conversations are told so.
    const open = new Set([...this.present()].map(([, who]) => who.conn));
    const gone: { conn: string; c: string }[] = [];
    for (const sub of ctx.storage.sql.exec<{ conn: string; c: string }>('SELECT conn, c FROM subs').toArray()) {
      if (open.has(sub.conn)) this.#of(sub.conn).set(sub.c, { sent: 0 });
      else gone.push(sub);
    }
    ctx.waitUntil(this.#tidy(gone));
  }

  get website(): string {
    return decodeURIComponent(this.name);
  }

  protected async identity(hello: Hello): Promise<Identity | Refused> {
    const identity = await identify(this.env, { ...hello, website: hello.website ?? this.website }, this.website);
    if ('code' in identity) return identity;
    if (identity.user.role === 'visitor') return { code: 4403, reason: 'The inbox is for the team.' };
    if (isOpen(this.env)) identity.website = this.website;
    return identity.website === this.website ? identity : { code: 4403, reason: 'This token is for another website.' };
  }

  protected entered(socket: Socket, who: Who, wanted: Subscription[]): void {
    let rows: Row[] = [], room: number = LIMITS.portion, reset: true | undefined = true;
    const send = (end?: false): void => {
      this.send(socket, { t: 'inbox', rows, reset, end });
      rows = [];
      room = LIMITS.portion;
      reset = undefined;
    };
    for (const { c, json } of this.ctx.storage.sql.exec<{ c: string; json: string }>('SELECT c, json FROM rows ORDER BY updated DESC LIMIT ?', ROWS)) {
      if (who.conversations && !who.conversations.includes(c)) continue;
      // What visitors say of themselves may be long: a frame that is too large would be dropped with all rows in it.
      if (rows.length === ROWS_A_FRAME || (rows.length && json.length > room)) send(false);
      rows.push(JSON.parse(json) as Row);
      room -= json.length;
    }
    if (rows.length || reset) send();
    for (const subscription of wanted) this.take(socket, who, { t: 'subscribe', ...subscription });
  }

  protected take(socket: Socket, who: Who, frame: Frame): void {
    if (frame.t === 'subscribe') return void this.#subscribe(socket, who, frame);
    if (frame.t === 'unsubscribe') this.#drop(who.conn, frame.c);
    const relayed = this.#conversation(frame.c).relay(who, frame) as Promise<Out[]>;
    relayed.then((out) => this.reply(socket, out), (error) => this.#failed(socket, frame, error));
  }

  async #subscribe(socket: Socket, who: Who, frame: Extract<Frame, { t: 'subscribe' }>): Promise<void> {
    const { c } = frame, subs = this.#of(who.conn);
    if (subs.size >= LIMITS.subscriptions && !subs.has(c)) return this.send(socket, { t: 'error', code: 'rate-limited', message: SAY.subscriptions, c });
    const sub: Sub = { sent: 0, waiting: [] };
    subs.set(c, sub);
    this.ctx.storage.sql.exec('INSERT OR IGNORE INTO subs VALUES (?, ?)', who.conn, c);
    try {
      const out = (await this.#conversation(c).relay(who, frame)) as Out[];
      this.reply(socket, out);
      // Subscribed again meanwhile: the later one sends what waits.
      if (subs.get(c) !== sub) return;
      const head = out.find((f) => f.t === 'subscribed')?.head as number | undefined;
      if (head === undefined) return this.#drop(who.conn, c);
      sub.sent = head;
      for (const news of sub.waiting!) this.#deliver(socket, who, c, sub, news);
      sub.waiting = undefined;
    } catch (error) {
      if (subs.get(c) === sub) this.#drop(who.conn, c);
      this.#failed(socket, frame, error);
    }
  }

  #failed(socket: Socket, frame: Frame, error: unknown): void {
    console.error('A conversation cannot be reached:', error);
    this.#stubs.delete(frame.c);
    if ('n' in frame) this.reply(socket, [nack(frame, 'unavailable', SAY.unavailable, { retry: true, after: 1_000 })]);
    else if (frame.t === 'subscribe' || frame.t === 'history') this.send(socket, { t: 'error', code: 'unavailable', message: SAY.unavailable, c: frame.c, retry: true, after: 1_000 });
  }

  protected left(_socket: Socket, who: Who): void {
    for (const c of this.#of(who.conn).keys()) this.#conversation(c).unwatch(who.conn).catch(() => this.#stubs.delete(c));
    this.#subs.delete(who.conn);
    this.ctx.storage.sql.exec('DELETE FROM subs WHERE conn = ?', who.conn);
  }

  // --- RPC, for conversations

  /** What happened in a conversation, in order, and its row as it is now. Returning is the confirmation. */
  publish(c: string, news: News[], row?: Row): void {
    if (row) {
      this.ctx.storage.sql.exec('INSERT OR REPLACE INTO rows VALUES (?, ?, ?)', c, row.updated, JSON.stringify({ ...row, typing: undefined }));
    }
    const text = row && JSON.stringify({ t: 'inbox', rows: [row] });
    for (const [socket, who] of this.present()) {
      const sub = this.#subs.get(who.conn)?.get(c);
      if (sub?.waiting) sub.waiting.push(...news);
      else if (sub) for (const one of news) this.#deliver(socket, who, c, sub, one);
      if (text && (!who.conversations || who.conversations.includes(c))) this.write(socket, text);
    }
  }
  /** The conversations of one visitor, newest first. What they are, each of them says itself. */
  of(visitor: string, limit: number): string[] {
    return this.ctx.storage.sql.exec<{ c: string }>(`SELECT c FROM rows WHERE json_extract(json, '$.visitor.id') = ? ORDER BY updated DESC LIMIT ?`, visitor, limit).toArray().map(({ c }) => c);
  }
  /** How many of the team are here. */
  team(): number {
    return new Set([...this.present()].map(([, who]) => who.user.id)).size;
  }
  alive(conns: string[]): string[] {
    const open = new Set([...this.present()].map(([, who]) => who.conn));
    return conns.filter((conn) => open.has(conn));
  }

  #deliver(socket: Socket, who: Who, c: string, sub: Sub, news: News): void {
    if ('frame' in news) {
      if (news.notTo !== who.user.id && news.notConn !== who.conn) this.send(socket, news.frame);
      return;
    }
    const entries = news.entries.filter((entry) => entry.seq > sub.sent);
    if (!entries.length) return;
    sub.sent = entries.at(-1)!.seq;
    this.send(socket, { t: 'entries', c, entries, live: true });
  }

  /** One stub per conversation: calls on the same stub arrive in the order they were made. */
  #conversation(c: string): DurableObjectStub<Conversation> {
    let stub = this.#stubs.get(c);
    if (!stub) {
      if (this.#stubs.size > 2_000) this.#stubs.clear();
      const { conversation } = this.env;
      this.#stubs.set(c, (stub = conversation.get(conversation.idFromName(encodeURIComponent(c)))));
    }
    return stub;
  }
  #of(conn: string): Map<string, Sub> {
    let subs = this.#subs.get(conn);
    if (!subs) this.#subs.set(conn, (subs = new Map()));
    return subs;
  }
  #drop(conn: string, c: string): void {
    this.#subs.get(conn)?.delete(c);
    this.ctx.storage.sql.exec('DELETE FROM subs WHERE conn = ? AND c = ?', conn, c);
  }

  /** After a crash: the dead sockets stop watching, and rows that said their visitor was online are asked for anew. */
  async #tidy(gone: { conn: string; c: string }[]): Promise<void> {
    const { sql } = this.ctx.storage;
    for (const { conn, c } of gone) {
      sql.exec('DELETE FROM subs WHERE conn = ? AND c = ?', conn, c);
      await this.#conversation(c).unwatch(conn).catch(() => {});
    }
    const life = serverId(this.env);
    if (sql.exec<{ value: string }>(`SELECT value FROM meta WHERE key = 'life'`).toArray()[0]?.value === life) return;
    sql.exec(`INSERT OR REPLACE INTO meta VALUES ('life', ?)`, life);
    for (const { c } of sql.exec<{ c: string }>(`SELECT c FROM rows WHERE json ->> 'visitorOnline' = 1`).toArray()) await this.#conversation(c).refresh().catch(() => {});
  }
}

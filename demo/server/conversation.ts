import { Assistant } from './assistant.js';
import { Audience } from './audience.js';
import { Company } from './company.js';
import { carryOut } from './commands.js';
import { Door, nack, type Socket } from './door.js';
import { Files } from './files.js';
import type { Command, Frame, Hello, Query, Subscription } from './frames.js';
import { identify, isOpen, type Identity, type Refused } from './identity.js';
import { LIMITS, SAY } from './limits.js';
import { Log } from './log.js';
import { People } from './people.js';
import { Streams } from './streams.js';
import type { Entry, Env, Info, Out, Row, Status, User, Who } from './types.js';

/** One conversation: its log, the people in it, and `handle`, through which every frame about it goes, whichever way it came. */
export class Conversation extends Door {
  protected readonly kind = 'conversation';
  readonly c: string;
  readonly log: Log;
  readonly people: People;
  readonly audience: Audience;
  readonly streams: Streams;
  readonly assistant: Assistant;
  readonly files: Files;
  readonly company: Company;
  /** Sockets that wait for the list of their visitor's conversations. */
  #asking = new Set<string>();

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    this.c = decodeURIComponent(this.name);
    const { sql } = ctx.storage;
    this.log = new Log(sql, { hours: Number(env.RETENTION_HOURS ?? LIMITS.retentionHours), entries: Number(env.RETENTION_ENTRIES ?? LIMITS.retentionEntries) });
    this.people = new People(sql);
    this.files = new Files(this);
    this.audience = new Audience(this);
    this.streams = new Streams(this);
    this.assistant = new Assistant(this);
    this.company = new Company(this);
    // Awake again, after a sleep or a crash: streams that nobody feeds any more are ended, and the lobby gets what it may have missed.
    this.streams.endDangling();
    this.audience.catchUp();
  }

  get website(): string {
    return this.log.get('website') ?? 'default';
  }
  get visitor(): User | undefined {
    const text = this.log.get('visitor');
    return text ? (JSON.parse(text) as User) : undefined;
  }
  get status(): Status {
    return (this.log.get('status') as Status | undefined) ?? 'open';
  }

  // --- who may be here

  protected async identity(hello: Hello): Promise<Identity | Refused> {
    const identity = await identify(this.env, hello);
    if ('code' in identity) return identity;
    return this.admits(identity) ? identity : { code: 4403, reason: 'This conversation is not yours.' };
  }

  /** Whether someone may take part. A new conversation becomes the first visitor's, and its website's. */
  admits(who: Pick<Who, 'user' | 'website' | 'conversations'>): boolean {
    const website = this.log.get('website');
    const visitor = this.visitor;
    const listed = who.conversations?.includes(this.c);
    if (!isOpen(this.env)) {
      if (listed === false) return false;
      if (who.user.role === 'visitor' ? !listed && visitor && visitor.id !== who.user.id : website !== undefined && website !== who.website) return false;
    }
    if (website === undefined) this.log.set('website', who.website);
    if (who.user.role === 'visitor' && (!visitor || (visitor.id === who.user.id && JSON.stringify(visitor) !== JSON.stringify(who.user)))) this.log.set('visitor', JSON.stringify(who.user));
    return true;
  }

  // --- own sockets

  protected entered(socket: Socket, who: Who, wanted: Subscription[]): void {
    const own = wanted.find((s) => s.c === this.c) ?? { c: this.c };
    for (const subscription of [own, ...wanted.filter((s) => s.c !== this.c)]) this.take(socket, who, { t: 'subscribe', ...subscription });
    this.company.notice();
  }
  protected take(socket: Socket, who: Who, frame: Frame): void {
    if (frame.c === this.c && (frame.t === 'subscribe' || frame.t === 'unsubscribe')) socket.setState({ ...who, subscribed: frame.t === 'subscribe' });
    if (frame.t === 'conversations' && frame.c === this.c && who.user.role === 'visitor' && this.admits(who)) return void this.#own(socket, who);
    this.reply(socket, this.handle(who, frame));
  }

  /** A visitor's own conversations. Whose they are is what the token says; each of them is asked itself whether it is theirs. One question at a time and socket. */
  async #own(socket: Socket, who: Who): Promise<void> {
    if (this.#asking.has(socket.id)) return;
    this.#asking.add(socket.id);
    try {
      const { lobby, conversation } = this.env;
      const all = await lobby.get(lobby.idFromName(encodeURIComponent(this.website))).of(who.user.id, LIMITS.own);
      const ids = all.filter((c) => !who.conversations || who.conversations.includes(c));
      const rows = await Promise.all(ids.map(async (c) => (c === this.c ? this.rowOf(who.user.id) : ((await conversation.get(conversation.idFromName(encodeURIComponent(c))).rowOf(who.user.id)) as Row | undefined))));
      this.send(socket, { t: 'inbox', rows: rows.filter((row) => row !== undefined), reset: true });
    } catch (error) {
      console.error('The conversations of a visitor cannot be had:', error);
      this.send(socket, { t: 'error', code: 'unavailable', message: SAY.unavailable, c: this.c, retry: true, after: 1_000 });
    } finally {
      this.#asking.delete(socket.id);
    }
  }
  protected left(): void {
    this.company.noticeLater();
  }
  /** The room's own sockets, whether they listen or not. */
  members(): Iterable<[Socket, Who]> {
    return this.present();
  }
  /** Those of them that listen. */
  *listeners(): Generator<[Socket, Who]> {
    for (const pair of this.present()) if (pair[1].subscribed !== false) yield pair;
  }
  override write(socket: Socket, text: string): void {
    super.write(socket, text);
  }

  // --- every frame about this conversation

  /** Carries out a frame of a verified sender and returns the answers to it. Synchronous, so that nothing comes in between. */
  handle(who: Who, frame: Frame): Out[] {
    const durable = 'n' in frame;
    if (frame.c !== this.c || !this.admits(who)) {
      return [durable ? nack(frame, 'forbidden', SAY.forbidden, { retry: false }) : { t: 'error', code: 'forbidden', message: SAY.forbidden, c: frame.c }];
    }
    if (durable) return this.#command(who, frame);
    switch (frame.t) {
      case 'subscribe': return this.#subscribe(who, frame);
      case 'unsubscribe': return [];
      case 'history': return [this.#history(frame)];
      case 'stop': this.streams.stop(frame.id); return [];
      // For a visitor, on a socket of their own (see `take`). The team has its inbox.
      case 'conversations': return [{ t: 'error', code: 'forbidden', message: SAY.forbidden, c: frame.c }];
      case 'typing': this.company.type(who.user, frame.on, frame.text?.slice(0, LIMITS.typingText)); return [];
      case 'mark': this.mark(who.user, frame.delivered ?? 0, frame.read ?? 0, who.conn); return [];
    }
  }

  #command(who: Who, frame: Command): Out[] {
    const last = this.people.last(who.client);
    const ack = (n: number, found?: { seq: number; at: string }): Out => ({ t: 'ack', c: this.c, n: Math.max(n, last), items: [{ id: frame.id, n: frame.n, seq: found?.seq, at: found?.at }] });
    if (frame.n <= last) {
      const refusal = this.people.refusals(who.client, frame.n, frame.n)[0];
      return [refusal ? nack(frame, refusal.code, refusal.message, { retry: false }) : ack(last, this.log.find(frame.id))];
    }
    if (frame.n > last + 1) return [nack(frame, 'gap', 'Something before this is missing.', { retry: true, expected: last + 1 })];
    try {
      const verdict = this.ctx.storage.transactionSync(() => {
        this.people.used(who.client, frame.n);
        const done = carryOut(this, who, frame);
        if ('code' in done) this.people.refused(who.client, { id: frame.id, n: frame.n, code: done.code, message: done.message });
        return done;
      });
      if ('code' in verdict) return [nack(frame, verdict.code, verdict.message, { retry: false })];
      this.company.wrote(who.user.id);
      this.tell(verdict.entries);
      verdict.after?.();
      return [ack(frame.n, verdict.found ?? verdict.entries.find((entry) => entry.id === frame.id))];
    } catch (error) {
      console.error('A command failed:', error);
      this.log.reload();
      return [nack(frame, 'unavailable', SAY.unavailable, { retry: true, after: 1_000 })];
    }
  }

  #subscribe(who: Who, { epoch, cursor }: Subscription): Out[] {
    this.audience.flush();
    const same = epoch === this.log.epoch && typeof cursor === 'number';
    // A cursor beyond the head: the log was restored from a backup, so all numbers are void.
    if (same && cursor > this.log.head && this.log.mayRenew()) this.log.renew();
    const entries = same && cursor <= this.log.head ? this.log.after(cursor) : undefined;
    const resume = entries ? 'ok' : same && cursor <= this.log.head ? 'partial' : 'reset';
    const ack = this.people.last(who.client);
    const out: Out[] = this.people.refusals(who.client, ack - 63).map((r) => nack({ c: this.c, ...r }, r.code, r.message, { retry: false }));
    out.push({
      t: 'subscribed', c: this.c, epoch: this.log.epoch, head: this.log.head, ack, resume, conversation: this.info(who.user.role !== 'visitor'), marks: this.people.marks(),
      typing: this.company.typing().filter((t) => t.by.id !== who.user.id), streams: this.streams.now(),
    });
    if (entries) for (const portion of entries) out.push({ t: 'entries', c: this.c, entries: portion });
    else out.push({ t: 'page', c: this.c, ...this.log.page(Number.MAX_SAFE_INTEGER, 50), tail: true, head: this.log.head });
    // Once more, behind the messages that they belong to.
    for (const { id, text } of this.streams.now()) out.push({ t: 'stream', c: this.c, id, at: 0, text });
    for (const user of this.company.here(who.conn).values()) if (user.id !== who.user.id) out.push({ t: 'presence', c: this.c, user, online: true });
    if (this.assistant.plays()) out.push({ t: 'presence', c: this.c, user: this.assistant.user, online: true });
    return out;
  }

  #history({ before, limit, rid }: Extract<Query, { t: 'history' }>): Out {
    this.audience.flush();
    return { t: 'page', c: this.c, rid, ...this.log.page(before ?? Number.MAX_SAFE_INTEGER, Math.min(limit ?? 50, LIMITS.page)) };
  }

  mark(user: User, delivered: number, read: number, conn?: string): void {
    const mark = this.people.mark(user, Math.min(delivered, this.log.head), Math.min(read, this.log.head));
    if (!mark) return;
    this.audience.cast({ t: 'mark', c: this.c, ...mark }, { notConn: conn });
    if (user.role === 'agent') this.audience.row();
  }

  /** Entries were stored: everyone is told. */
  tell(entries: Entry[]): void {
    for (const entry of entries) this.audience.entry(entry);
  }

  // --- what the team sees

  info(team = false): Info {
    const assignee = this.log.get('assignee'), visitor = this.visitor, told = team ? this.log.get('told') : undefined;
    return { id: this.c, context: told ? (JSON.parse(told) as Record<string, unknown>) : undefined, status: this.status, assignee: assignee ? (JSON.parse(assignee) as User | null) : null, visitor, visitorOnline: !!visitor && this.company.here().has(visitor.id) };
  }
  /** The row in the inbox; none before the first message. */
  row(): Row | undefined {
    const last = this.log.last;
    if (!last) return undefined;
    const text = last.parts.map((p) => (p.type === 'text' ? p.text : p.type === 'card' ? p.title : (p.name ?? p.type))).join(' ').slice(0, 300);
    const typing = this.company.typing().find((t) => t.by.role === 'visitor');
    return { ...this.info(true), last: { id: last.id, text, by: last.by, at: last.at }, unread: this.log.unread(this.people.teamRead()), updated: this.log.updated ?? last.at, typing };
  }

  // --- RPC, for the lobby and for other conversations of the same visitor

  /** The row as its visitor sees it: unread is what they have not read. Nothing for anybody else. */
  rowOf(visitor: string): Row | undefined {
    const row = this.visitor?.id === visitor ? this.row() : undefined;
    if (!row) return undefined;
    return { ...row, context: undefined, typing: undefined, unread: this.log.unreadByVisitor(this.people.read(visitor)) };
  }

  /** A frame of a team socket, which the lobby has let in. */
  relay(who: Who, frame: Frame): Out[] {
    if (who.gen < this.fences.of(who.client)) return [];
    if (frame.t === 'subscribe') {
      this.fences.raise(who.client, who.gen);
      // The lobby of another website would never hear what happens here.
      if (this.log.get('website') !== undefined && this.website !== who.website) return [{ t: 'error', code: 'forbidden', message: SAY.forbidden, c: frame.c }];
    }
    const out = this.handle(who, frame);
    if (frame.t === 'subscribe' && out.some((f) => f.t === 'subscribed')) this.people.watch(who);
    if (frame.t === 'unsubscribe') this.people.unwatch(who.conn);
    if (frame.t === 'subscribe' || frame.t === 'unsubscribe') this.company.notice();
    return out;
  }
  unwatch(conn: string): void {
    if (this.people.unwatch(conn)) this.company.noticeLater();
  }
  /** The lobby began a new life and asks for the row as it is now. */
  refresh(): void {
    this.audience.row();
  }

  override async onAlarm(): Promise<void> {
    this.audience.catchUp();
    await super.onAlarm();
  }
  override async onRequest(request: Request): Promise<Response> {
    try {
      return await this.files.serve(request);
    } catch (error) {
      // PartyServer would answer with the stack.
      console.error('A file request failed:', error);
      return Response.json({ code: 'unavailable', message: SAY.unavailable }, { status: 503, headers: { 'retry-after': '1' } });
    }
  }
}

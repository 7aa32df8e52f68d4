import type { AckEvent, Clock, DurableCommand, NackEvent } from '../domain/index.js';
import { ChatError } from '../errors/index.js';
import { Recent, type KeyValue } from './recent.js';

/** What the outbox needs of `Store`, by shape: this folder does not know storage. */
export interface OutboxStore extends KeyValue {
  putOutbox(row: StoredRow): Promise<void>;
  deleteOutbox(rows: readonly { readonly writer: string; readonly conversation: string; readonly n: number }[]): Promise<void>;
  adopt(scope: string, writer: string, next: (conversation: string) => number): Promise<readonly StoredRow[]>;
}

export interface StoredRow {
  readonly scope: string;
  readonly writer: string;
  readonly command: DurableCommand;
  readonly bytes: number;
  readonly state: 'queued' | 'failed';
  readonly reason?: string;
  readonly addedAt: number;
}

export interface OutboxDeps {
  readonly store: OutboxStore;
  readonly scope: string;
  readonly clock: Clock;
  limits(): { readonly count: number; readonly bytes: number };
  now(): Date;
  /** Milliseconds after which a send that never went out is given up, visibly. Default: 7 days. */
  readonly ttl?: number;
  /** Sends and bytes on the wire without a confirmation, per conversation. Defaults: 32, 64 kB. */
  readonly window?: number;
  readonly windowBytes?: number;
  confirm(): 'ack' | 'echo' | 'oldest' | 'http' | 'none';
  idempotent(): boolean;
}

/** A durable command that has no number yet. */
export type NewCommand = DurableCommand extends infer C ? (C extends DurableCommand ? Omit<C, 'n'> : never) : never;

interface Row {
  command: DurableCommand;
  writer: string;
  bytes: number;
  addedAt: number;
  state: 'queued' | 'failed';
  reason?: string;
  /** Storage has it: only then may it go out, or a crash could lose what the other side was never told about. */
  saved: boolean;
  /** On the wire since, in monotonic milliseconds, and as the how manieth. */
  wire?: { readonly at: number; readonly turn: number };
}

interface Queue {
  /** In order of their numbers. */
  rows: Row[];
  /** The number that the next command gets. */
  next: number;
  /** The highest number that is on the wire, and the highest that the backend confirmed without a hole. */
  sent: number;
  acked: number;
  /** The backend asked to wait until then. Monotonic milliseconds. */
  notBefore: number;
  /** Which command was first in line when the connection broke right after it went out, and how often in a row. */
  crash: { readonly id: string; readonly times: number };
}

const DAY = 86_400_000;
/** The socket's own buffer holds this much: more would only wait there, out of reach. */
const PAUSE = 256 * 1024;
const encoder = new TextEncoder();

/**
 * Keeps every durable command until the backend has it: on disk before it may go out, in order, each under its own id however often it is sent.
 * Numbers are filled in lazily: where one was given up, a `skip` takes its place when something after it goes out.
 * Knows no sockets: `take` hands out what may be sent now, `ack`, `nack`, `lost` and `resumed` say what became of it.
 */
export class Outbox {
  readonly #deps: OutboxDeps;
  readonly #queues = new Map<string, Queue>();
  readonly #rows = new Map<string, Row>();
  readonly #recent: Recent;
  #writer = '';
  /** Numbered anew, for a connection that is still to come: on the present one these numbers mean something else. */
  #moved = false;
  #begin!: () => void;
  readonly #begun = new Promise<void>((resolve) => (this.#begin = resolve));
  #turn = 0;

  constructor(deps: OutboxDeps) {
    this.#deps = deps;
    this.#recent = new Recent(deps.store, deps.scope, () => deps.now().getTime());
  }

  /** Takes over what closed pages left unsent, and what was added here before. Nothing goes out before this. May be called again, to look for orphans. */
  async start(writer: string): Promise<readonly DurableCommand[]> {
    const first = !this.#writer;
    const early = first ? this.#queued() : [];
    if (first) {
      for (const queue of this.#queues.values()) Object.assign(queue, { rows: [], next: 1 });
      await this.#recent.load();
    }
    const adopted = await this.#deps.store.adopt(this.#deps.scope, writer, (conversation) => this.#queue(conversation).next++);
    for (const row of adopted) {
      // The same command twice: a page closed while its rows were being rewritten.
      if (!this.#rows.has(row.command.id)) this.#enter({ ...row, saved: true });
      else void this.#deps.store.deleteOutbox([key(row)]);
    }
    for (const row of early) {
      // Behind what is older; nothing of it was written or sent under its first number.
      row.command = { ...row.command, n: this.#queue(row.command.conversation).next++ };
      row.writer = writer;
      this.#enter(row);
    }
    this.#writer = writer;
    this.#begin();
    return this.#queued().map((row) => row.command);
  }

  /** What earlier pages could not send: to be shown as failed, with a way to retry. */
  failed(): readonly { readonly command: DurableCommand; readonly reason: string | undefined }[] {
    return [...this.#rows.values()].filter((row) => row.state === 'failed').map(({ command, reason }) => ({ command, reason }));
  }

  /** `committed` resolves when it survives a crash of the page: from then on `take` hands it out. Throws `queue-full`. */
  add(command: NewCommand): { readonly command: DurableCommand; readonly committed: Promise<void> } {
    const bytes = encoder.encode(JSON.stringify(command)).length;
    const limits = this.#deps.limits();
    const count = this.count();
    if (count >= limits.count || this.bytes + bytes > limits.bytes) throw new ChatError('queue-full', { count });
    const queue = this.#queue(command.conversation);
    const row: Row = { command: { ...command, n: queue.next++ } as DurableCommand, writer: this.#writer, bytes, addedAt: this.#deps.now().getTime(), state: 'queued', saved: false };
    this.#enter(row);
    return { command: row.command, committed: this.#save(row) };
  }

  /** What may be put on the wire now, in order; from here on it counts as on the wire. */
  take(conversation: string, bufferedAmount: number): readonly DurableCommand[] {
    const queue = this.#queues.get(conversation);
    const now = this.#deps.clock.now();
    if (!queue || !this.#writer || this.#moved || bufferedAmount > PAUSE || now < queue.notBefore) return [];
    const flying = queue.rows.filter((row) => row.wire);
    const waiting = queue.rows.slice(flying.length);
    // Requests overtake each other, so those that are confirmed by their answer go one at a time.
    const window = this.#deps.confirm() === 'http' ? 1 : this.#deps.window ?? 32;
    const out: Row[] = [];
    let bytes = total(flying);
    const used = () => flying.length + out.length;
    for (const row of waiting) {
      if (!row.saved || (used() && bytes + row.bytes > (this.#deps.windowBytes ?? 64 * 1024))) break;
      while (this.#numbered && used() < window && queue.sent + 1 < row.command.n) out.push(this.#skip(row, ++queue.sent));
      if (used() >= window) break;
      queue.sent = row.command.n;
      bytes += row.bytes;
      out.push(row);
    }
    queue.rows = [...flying, ...out, ...waiting.filter((row) => !out.includes(row))];
    for (const row of out) row.wire = { at: now, turn: this.#turn++ };
    return out.map((row) => row.command);
  }

  /** The backend has it: by id, by number, or the one that was sent first. Returns what is settled. */
  ack(event: AckEvent): readonly DurableCommand[] {
    const settled = new Set<Row>();
    if (event.clientId !== undefined) {
      const row = this.#rows.get(event.clientId);
      if (row) settled.add(row);
    }
    const queue = event.conversation === undefined ? undefined : this.#queues.get(event.conversation);
    if (event.upTo !== undefined && queue && !this.#moved) {
      queue.acked = Math.max(queue.acked, event.upTo);
      queue.sent = Math.max(queue.sent, queue.acked);
      for (const row of queue.rows) if (row.command.n <= event.upTo) settled.add(row);
    } else if (event.clientId === undefined && event.upTo === undefined) {
      const row = this.#oldest(event.conversation);
      if (row) settled.add(row);
    }
    return this.#settle([...settled]);
  }

  /** The backend refused it. `again`: it and what follows wait for `after` milliseconds, then `take` hands them out again. */
  nack(event: NackEvent): { readonly failed?: DurableCommand; readonly again: boolean; readonly after?: number } {
    const row = event.clientId === undefined ? this.#oldest(event.conversation) : this.#rows.get(event.clientId);
    if (!row || row.state === 'failed') return { again: false };
    if (!event.retry && row.command.type === 'skip') {
      this.#leave(row, false);
      return { again: false };
    }
    if (!event.retry) return { failed: this.#fail(row, event.message), again: false };
    const queue = this.#queue(row.command.conversation);
    let from = row.command.n;
    if (event.code === 'gap') {
      // Something before it is missing over there. If nothing before it is ours any more, the numbers are filled from the start.
      if (from <= queue.acked + 1) queue.acked = 0;
      from = queue.acked + 1;
    }
    this.#unsend(queue, from);
    queue.notBefore = Math.max(queue.notBefore, this.#deps.clock.now() + (event.after ?? 0));
    return { again: true, ...(event.after !== undefined && { after: event.after }) };
  }

  /**
   * The connection is gone, and with it all knowledge of what arrived: all that was on the wire will be sent again, on a backend that cannot tell repeats as well
   * (at least once, never lost in silence). Only where nothing ever confirms did handing it over count as sent.
   * `crash`: the backend closed with a code that says it could not digest something (1007, 1009, 1011).
   */
  lost(crash = false): readonly DurableCommand[] {
    const again: DurableCommand[] = [];
    this.#moved = false;
    for (const queue of this.#queues.values()) {
      const flying = queue.rows.filter((row) => row.wire && row.command.type !== 'skip');
      if (this.#deps.confirm() === 'none') this.#settle(flying);
      else again.push(...flying.map((row) => row.command));
      const head = flying[0]?.command.id;
      if (crash && head !== undefined) queue.crash = { id: head, times: queue.crash.id === head ? queue.crash.times + 1 : 1 };
      this.#unsend(queue, queue.acked + 1);
      queue.notBefore = 0;
    }
    return again;
  }

  /** A command that was first in line at three crashes in a row: it had better be put aside with `quarantine`. */
  suspect(): DurableCommand | undefined {
    for (const { crash } of this.#queues.values()) if (crash.times >= 3) return this.#rows.get(crash.id)?.command;
    return undefined;
  }

  quarantine(id: string, reason: string): DurableCommand | undefined {
    const row = this.#rows.get(id);
    return row && this.#fail(row, reason);
  }

  /** A new connection says how far the backend got. Returns what is settled by that. */
  resumed(conversation: string, ack: number): readonly DurableCommand[] {
    const queue = this.#queue(conversation);
    queue.acked = ack;
    if (!queue.rows.some((row) => row.wire)) queue.sent = ack;
    queue.next = Math.max(queue.next, ack + 1);
    return this.#settle(queue.rows.filter((row) => row.command.n <= ack));
  }

  /** A failed one is queued again, at the end, under its own id. */
  retry(id: string): DurableCommand | undefined {
    const row = this.#rows.get(id);
    if (row?.state !== 'failed') return undefined;
    const old = key(row);
    // It is in storage already, as failed: after a crash it would be shown as that, so it need not wait for the write.
    Object.assign(row, { command: { ...row.command, n: this.#queue(old.conversation).next++ }, state: 'queued', reason: undefined, addedAt: this.#deps.now().getTime(), saved: true, writer: this.#writer });
    this.#enter(row);
    void this.#write(row).then(() => this.#deps.store.deleteOutbox([old]));
    return row.command;
  }

  discard(id: string): DurableCommand | undefined {
    const row = this.#rows.get(id);
    if (row) this.#leave(row);
    return row?.command;
  }

  /**
   * The log of the backend was lost: everything goes on under a new writer, numbered anew from 1, and what was confirmed in that conversation within 24 hours is
   * offered again under its own ids, before the rest. Returns what is offered again. Nothing goes out until the present connection is `lost`: it is another writer's.
   */
  async rewriter(writer: string, conversation?: string): Promise<readonly DurableCommand[]> {
    const old = [...this.#rows.values()].filter((row) => row.command.type !== 'skip').map(key);
    this.#writer = writer;
    this.#moved = true;
    const offered = this.#recent.take(conversation).filter(({ command }) => !this.#rows.has(command.id));
    for (const queue of this.#queues.values()) {
      this.#unsend(queue, 0);
      Object.assign(queue, { next: 1, sent: 0, acked: 0, notBefore: 0 });
    }
    const rows = [
      ...offered.map(({ command, bytes, at }): Row => ({ command, bytes, addedAt: at, writer, state: 'queued', saved: false })), ...this.#queued(),
      ...[...this.#rows.values()].filter((row) => row.state === 'failed'),
    ];
    for (const queue of this.#queues.values()) queue.rows = [];
    for (const row of rows) {
      row.writer = writer;
      row.command = { ...row.command, n: this.#queue(row.command.conversation).next++ };
      this.#enter(row);
    }
    await Promise.all(rows.map((row) => this.#save(row)));
    await this.#deps.store.deleteOutbox(old);
    return offered.map(({ command }) => this.#rows.get(command.id)?.command ?? command);
  }

  /** Gives up what waited too long, visibly. */
  expire(): readonly DurableCommand[] {
    const ttl = this.#deps.ttl ?? 7 * DAY;
    const until = this.#deps.now().getTime() - ttl;
    const reason = new ChatError('expired', { days: Math.round(ttl / DAY) }).message;
    return this.#queued().filter((row) => row.addedAt < until).map((row) => this.#fail(row, reason));
  }

  /** When the oldest send without a confirmation was put on the wire, in monotonic milliseconds. */
  oldestUnconfirmedAt(): number | undefined {
    return this.#oldest()?.wire?.at;
  }

  /** Commands that are not confirmed yet. */
  count(conversation?: string): number {
    return this.#queued().filter((row) => conversation === undefined || row.command.conversation === conversation).length;
  }

  /** Commands on the wire that have no answer yet. */
  get onWire(): number {
    let count = 0;
    for (const row of this.#rows.values()) if (row.wire) count++;
    return count;
  }

  get bytes(): number {
    return total(this.#queued());
  }

  has(id: string): boolean {
    return this.#rows.has(id);
  }

  get #numbered(): boolean {
    return this.#deps.confirm() === 'ack';
  }

  #queue(conversation: string): Queue {
    let queue = this.#queues.get(conversation);
    if (!queue) this.#queues.set(conversation, (queue = { rows: [], next: 1, sent: 0, acked: 0, notBefore: 0, crash: { id: '', times: 0 } }));
    return queue;
  }

  /** All that waits, in the order it was added. */
  #queued(): Row[] {
    return [...this.#rows.values()].filter((row) => row.state === 'queued' && row.command.type !== 'skip');
  }

  #enter(row: Row): void {
    this.#rows.delete(row.command.id);
    this.#rows.set(row.command.id, row);
    if (row.state === 'queued') this.#queue(row.command.conversation).rows.push(row);
  }

  #skip({ command: { conversation, id, at }, writer }: Row, n: number): Row {
    const command: DurableCommand = { type: 'skip', conversation, id: `${id}-skip-${n}`, n, at };
    const row: Row = { command, writer, bytes: 100, addedAt: 0, state: 'queued', saved: true };
    this.#rows.set(command.id, row);
    return row;
  }

  #oldest(conversation?: string): Row | undefined {
    let oldest: Row | undefined;
    for (const row of this.#rows.values()) {
      if (row.wire && (conversation === undefined || row.command.conversation === conversation) && !(oldest && oldest.wire!.turn < row.wire.turn)) oldest = row;
    }
    return oldest;
  }

  #unsend(queue: Queue, from: number): void {
    for (const row of queue.rows) {
      if (!row.wire || row.command.n < from) continue;
      row.wire = undefined;
      if (row.command.type === 'skip') this.#rows.delete(row.command.id);
    }
    queue.rows = queue.rows.filter((row) => row.wire || row.command.type !== 'skip');
    queue.sent = Math.min(queue.sent, Math.max(from - 1, 0));
  }

  #settle(rows: readonly Row[]): readonly DurableCommand[] {
    for (const row of rows) {
      this.#queue(row.command.conversation).crash = { id: '', times: 0 };
      this.#leave(row, false);
      if (this.#numbered && row.command.type !== 'skip') this.#recent.add(row.command, row.bytes);
    }
    const settled = rows.filter((row) => row.command.type !== 'skip');
    if (settled.length) void this.#deps.store.deleteOutbox(settled.map(key));
    return settled.map((row) => row.command);
  }

  #leave(row: Row, fromStore = true): void {
    const queue = this.#queue(row.command.conversation);
    queue.rows = queue.rows.filter((r) => r !== row);
    this.#rows.delete(row.command.id);
    row.wire = undefined;
    if (fromStore) void this.#deps.store.deleteOutbox([key(row)]);
  }

  #fail(row: Row, reason: string): DurableCommand {
    const queue = this.#queue(row.command.conversation);
    queue.rows = queue.rows.filter((r) => r !== row);
    queue.crash = { id: '', times: 0 };
    Object.assign(row, { state: 'failed', reason, wire: undefined });
    void this.#save(row);
    return row.command;
  }

  async #save(row: Row): Promise<void> {
    await this.#begun;
    if (this.#rows.get(row.command.id) !== row) return;
    await this.#write(row);
    row.saved = true;
  }

  #write({ command, writer, bytes, state, reason, addedAt }: Row): Promise<void> {
    return this.#deps.store.putOutbox({ scope: this.#deps.scope, command, writer: writer || this.#writer, bytes, state, addedAt, ...(reason !== undefined && { reason }) });
  }
}

function key(row: { readonly writer: string; readonly command: DurableCommand }): { readonly writer: string; readonly conversation: string; readonly n: number } {
  return { writer: row.writer, conversation: row.command.conversation, n: row.command.n };
}

function total(rows: readonly Row[]): number {
  return rows.reduce((sum, row) => sum + row.bytes, 0);
}

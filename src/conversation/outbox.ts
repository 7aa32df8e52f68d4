import type { AckEvent, Clock, DurableCommand, NackEvent } from '../domain/index.js';
import { ChatError } from '../errors/index.js';
import { Queue, total, type Row } from './queue.js';
import { Recent, type KeyValue } from './recent.js';

/** What the outbox needs of `Store`, by shape: this folder does not know storage. */
export interface OutboxStore extends KeyValue {
  putOutbox(row: StoredRow): Promise<void>;
  deleteOutbox(rows: readonly { readonly writer: string; readonly conversation: string; readonly n: number }[]): Promise<void>;
  adopt(scope: string, writer: string, next: (conversation: string) => number, places?: OutboxDeps['places']): Promise<readonly StoredRow[]>;
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
  /** Sends on the wire without a confirmation, per conversation. Default: 32. */
  readonly window?: number;
  confirm(): 'ack' | 'echo' | 'oldest' | 'http' | 'none';
  /** Brings what says where that belongs which a closed page left in a conversation; undefined: not here. */
  places?(): Promise<((conversation: string) => string | undefined) | undefined>;
  /** Storage does not answer, so what it does not have yet may go out as well: time to `take`. */
  silent?(): void;
}

/** A durable command that has no number yet. */
export type NewCommand = DurableCommand extends infer C ? (C extends DurableCommand ? Omit<C, 'n'> : never) : never;

/** What waited for so long is not sent any more. Milliseconds. */
const KEEP = 7 * 86_400_000;
export const EXPIRED = 'Not sent for 7 days: retry if it still matters.';
/**
 * A person who waits is not held up by a disk for longer than this. It may not answer for minutes: a page of the same origin that freezes in the middle of a transaction keeps all
 * others from writing. Milliseconds.
 */
export const PATIENCE = 2000;
/** The socket's own buffer holds this much: more would only wait there, out of reach. */
const PAUSE = 256 * 1024;
const encoder = new TextEncoder();

/**
 * Keeps every durable command until the backend has it: on disk before it may go out (unless the disk is silent), in order, each under its own id however often it is sent.
 * Knows no sockets: `take` hands out what may be sent now, `ack`, `nack`, `lost` and `resumed` say what became of it.
 */
export class Outbox {
  readonly #deps: OutboxDeps;
  readonly #queues = new Map<string, Queue>();
  readonly #rows = new Map<string, Row>();
  readonly recent: Recent;
  #writer = '';
  /** Numbered anew, for a connection that is still to come: on the present one these numbers mean something else. */
  #moved = false;
  #begin!: () => void;
  readonly #begun = new Promise<void>((resolve) => (this.#begin = resolve));
  #turn = 0;
  /** Writes that storage has not answered; it was silent about them for too long. */
  #writes = 0;
  #silent = false;
  #patience: unknown;
  #ended = false;

  constructor(deps: OutboxDeps) {
    this.#deps = deps;
    this.recent = new Recent(deps.store, deps.scope, () => deps.now().getTime());
  }

  /** Takes over what closed pages left unsent, and what was added here before. Nothing goes out before this. May be called again, to look for orphans. */
  async start(writer: string): Promise<readonly DurableCommand[]> {
    if (!this.#writer) this.#queues.clear();
    await this.adopt(writer);
    this.begin(writer);
    this.expire();
    return this.#queued().map(commandOf);
  }

  /** From now on it goes out. `silent`: without what closed pages left, for storage does not say; that comes behind what is said meanwhile. */
  begin(writer: string, silent = false): void {
    if (this.#writer) return;
    this.#silent = silent;
    for (const row of this.#queued()) {
      if (row.writer) continue;
      // Behind what is older; nothing of it was written or sent under its first number.
      row.writer = writer;
      this.#queue(row.command.conversation).drop(row);
      this.#renumber(row);
    }
    this.#writer = writer;
    this.#begin();
  }

  /** Storage is gone, with what was in it. */
  again(): void {
    for (const row of this.#rows.values()) {
      row.saved = false;
      void this.#save(row).then(this.#deps.silent);
    }
  }

  end(): void {
    this.#ended = true;
    this.#deps.clock.clearTimeout(this.#patience);
  }

  /** Takes over what pages left that are gone, or that leave it to others on purpose. Returns what is to be sent of it. */
  async adopt(writer = this.#writer): Promise<readonly DurableCommand[]> {
    const waited = new Set<Queue>();
    try {
      const adopted = await this.#deps.store.adopt(this.#deps.scope, writer, (conversation) => {
        const queue = this.#queue(conversation);
        if (!waited.has(queue)) queue.reserved++;
        waited.add(queue);
        return queue.next++;
      }, this.#deps.places);
      // Meanwhile everything goes under another writer: they wait where they are until they are looked for again.
      if (this.#writer && this.#writer !== writer) return [];
      return adopted.flatMap((row) => {
        const known = this.#rows.get(row.command.id);
        // The same command twice: a page closed while its rows were being rewritten. Or it was asked for once more when it had its place here, and others theirs behind it.
        if (known && (known.wire || known.command.n < row.command.n)) void this.#deps.store.deleteOutbox([key(row)]);
        else {
          this.discard(row.command.id);
          this.#enter({ ...row, saved: true });
        }
        return row.state === 'queued' ? [row.command] : [];
      });
    } finally {
      for (const queue of waited) queue.reserved--;
    }
  }

  /** What earlier pages could not send: to be shown as failed, with a way to retry. */
  failed(): readonly { readonly command: DurableCommand; readonly reason: string | undefined }[] {
    return [...this.#rows.values()].filter((row) => row.state === 'failed').map(({ command, reason }) => ({ command, reason }));
  }

  /** `committed` resolves when it survives a crash of the page: from then on `take` hands it out, or when storage is silent. Throws `queue-full`. */
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
    if (!queue || queue.reserved || !this.#writer || this.#moved || bufferedAmount > PAUSE || this.#deps.clock.now() < queue.notBefore) return [];
    const { window = 32 } = this.#deps;
    const confirm = this.#deps.confirm();
    // Requests overtake each other, so those that are confirmed by their answer go one at a time.
    const rows = queue.take(confirm === 'http' ? 1 : window, confirm === 'ack', this.#silent);
    for (const row of rows) row.wire = { turn: this.#turn++ };
    return rows.map(commandOf);
  }

  /** The backend has it: by id, by number, or the one that was sent first. Returns what is settled. */
  ack(event: AckEvent): readonly DurableCommand[] {
    const { conversation, clientId, upTo } = event;
    const named = clientId === undefined ? (upTo === undefined ? this.#oldest(conversation) : undefined) : this.#rows.get(clientId);
    const queue = conversation === undefined || upTo === undefined || this.#moved ? undefined : this.#queues.get(conversation);
    if (queue) queue.sent = Math.max(queue.sent, (queue.acked = Math.max(queue.acked, upTo!)));
    return this.#settle([...(queue?.rows ?? []), ...(named ? [named] : [])].filter((row) => row === named || row.command.n <= upTo!));
  }

  /** The backend refused it. `again`: it and what follows wait for `after` milliseconds, then `take` hands them out again. */
  nack(event: NackEvent): { readonly failed?: DurableCommand; readonly again: boolean; readonly after?: number } {
    const { conversation, clientId, code, message, retry, after } = event;
    const queued = conversation === undefined ? undefined : this.#queues.get(conversation)?.rows;
    const row = clientId === undefined ? this.#oldest(conversation) : this.#rows.get(clientId) ?? queued?.find((r) => r.command.id === clientId);
    if (!row || row.state === 'failed') return { again: false };
    const queue = this.#queue(row.command.conversation);
    if (!retry && row.command.type !== 'skip') return { failed: this.#fail(row, message), again: false };
    if (!retry) {
      queue.drop(row);
      return { again: false };
    }
    let from = row.command.n;
    if (code === 'gap') {
      // Something before it is missing over there. If nothing before it is ours any more, the numbers are filled from the start.
      if (from <= queue.acked + 1) queue.acked = 0;
      from = queue.acked + 1;
    }
    queue.unsend(from);
    queue.notBefore = Math.max(queue.notBefore, this.#deps.clock.now() + (after ?? 0));
    return { again: true, ...(after !== undefined && { after }) };
  }

  /**
   * The connection is gone, and with it all knowledge of what arrived: all that was on the wire will be sent again, on a backend that cannot tell repeats as well
   * (at least once, never lost in silence). Only where nothing ever confirms did handing it over count as sent.
   * `crash`: the backend closed with a code that says it could not digest something (1007, 1009, 1011).
   */
  lost(crash = false): void {
    this.#moved = false;
    for (const queue of this.#queues.values()) {
      const flying = queue.rows.filter((row) => row.wire && row.command.type !== 'skip');
      if (this.#deps.confirm() === 'none') this.#settle(flying);
      const head = flying[0]?.command.id;
      if (crash && head !== undefined) queue.crash = { id: head, times: queue.crash.id === head ? queue.crash.times + 1 : 1 };
      queue.unsend(queue.acked + 1);
      queue.notBefore = 0;
    }
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
    // Of the writer of before.
    if (this.#moved) return [];
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
    Object.assign(row, { state: 'queued', reason: undefined, addedAt: this.#deps.now().getTime(), saved: true, writer: this.#writer });
    this.#renumber(row);
    void this.#write(row).then(() => this.#deps.store.deleteOutbox([old]));
    return row.command;
  }

  discard(id: string): DurableCommand | undefined {
    const row = this.#rows.get(id);
    if (!row) return undefined;
    this.#settle([row], false);
    return row.command;
  }

  /** Begins again as another writer, for `session/renumber.ts`. Nothing goes out until the present connection is `lost`: it is the writer's of before. */
  begins(writer: string): { readonly rows: ReadonlyMap<string, Row>; readonly store: OutboxStore; put(row: Row): Promise<void> } {
    this.#writer = writer;
    this.#moved = true;
    this.#queues.clear();
    return {
      rows: this.#rows,
      store: this.#deps.store,
      put: (row) => {
        this.#renumber(row);
        return this.#save(row);
      },
    };
  }

  /** Gives up what waited too long, visibly. */
  expire(): readonly DurableCommand[] {
    const until = this.#deps.now().getTime() - KEEP;
    return this.#queued().filter((row) => row.addedAt < until).map((row) => this.#fail(row, EXPIRED));
  }

  /** Nothing of it can go out: the backend does not let this person into the conversation. */
  refuse(conversation: string, reason: string): readonly DurableCommand[] {
    return this.#queued().filter((row) => row.command.conversation === conversation).map((row) => this.#fail(row, reason));
  }

  /** Commands that are not confirmed yet. */
  count(): number {
    return this.#queued().length;
  }

  /** Commands on the wire that have no answer yet. */
  get onWire(): number {
    return this.#queued().filter((row) => row.wire).length;
  }

  get bytes(): number {
    return total(this.#queued());
  }

  /** What would be gone with the page, were it to end now. `writer`: whose it is where this has not started yet. `all`: storage itself goes with it. */
  unsaved(writer: string, all = false): readonly StoredRow[] {
    return this.#queued().filter((row) => (all || !row.saved) && row.command.type !== 'skip').map((row) => this.#stored({ ...row, writer: row.writer || writer }));
  }

  has(id: string): boolean {
    return this.#rows.has(id);
  }

  /** It is in storage, or as good as there. */
  keeps(id: string): boolean {
    const row = this.#rows.get(id);
    return !!row && (row.saved || !this.#silent);
  }

  #queue(conversation: string): Queue {
    let queue = this.#queues.get(conversation);
    if (!queue) this.#queues.set(conversation, (queue = new Queue()));
    return queue;
  }

  /** All that waits, in the order it was added. */
  #queued(): Row[] {
    return [...this.#rows.values()].filter((row) => row.state === 'queued');
  }

  #enter(row: Row): void {
    this.#rows.delete(row.command.id);
    this.#rows.set(row.command.id, row);
    if (row.state === 'queued') this.#queue(row.command.conversation).add(row);
  }

  /** Gives it the next number, and the last place. */
  #renumber(row: Row): void {
    row.command = { ...row.command, n: this.#queue(row.command.conversation).next++ };
    this.#enter(row);
  }

  /** What was sent first of what is on the wire. */
  #oldest(conversation?: string): Row | undefined {
    const flying = this.#queued().filter((row) => row.wire && (conversation === undefined || row.command.conversation === conversation));
    return flying.toSorted((a, b) => a.wire!.turn - b.wire!.turn)[0];
  }

  /** Takes them out for good. `confirmed`: the backend has them. */
  #settle(rows: readonly Row[], confirmed = true): readonly DurableCommand[] {
    const real = rows.filter((row) => row.command.type !== 'skip');
    for (const row of rows) this.#queue(row.command.conversation).drop(row);
    for (const { command, bytes } of real) {
      this.#rows.delete(command.id);
      if (confirmed && this.#deps.confirm() === 'ack') this.recent.add(command, bytes);
    }
    if (real.length) void this.#deps.store.deleteOutbox(real.map(key));
    return real.map(commandOf);
  }

  #fail(row: Row, reason: string): DurableCommand {
    this.#queue(row.command.conversation).drop(row);
    Object.assign(row, { state: 'failed', reason });
    void this.#save(row);
    return row.command;
  }

  async #save(row: Row): Promise<void> {
    await this.#begun;
    if (this.#rows.get(row.command.id) !== row) return;
    if (!this.#writes++) this.#wait();
    if (this.#silent) this.#deps.silent?.();
    await this.#write(row);
    row.saved = true;
    // It answers, if slowly.
    this.#silent = false;
    this.#writes--;
    this.#wait();
  }

  /** For whatever is being written. */
  #wait(): void {
    const { clock, silent } = this.#deps;
    clock.clearTimeout(this.#patience);
    if (!this.#writes || this.#ended) return;
    this.#patience = clock.setTimeout(() => {
      this.#silent = true;
      silent?.();
    }, PATIENCE);
  }

  #write(row: Row): Promise<void> {
    return this.#deps.store.putOutbox(this.#stored(row));
  }

  #stored({ command, writer, bytes, state, reason, addedAt }: Row): StoredRow {
    return { scope: this.#deps.scope, command, writer: writer || this.#writer, bytes, state, addedAt, ...(reason !== undefined && { reason }) };
  }
}

const commandOf = (row: Row): DurableCommand => row.command;

export function key(row: { readonly writer: string; readonly command: DurableCommand }): { readonly writer: string; readonly conversation: string; readonly n: number } {
  return { writer: row.writer, conversation: row.command.conversation, n: row.command.n };
}

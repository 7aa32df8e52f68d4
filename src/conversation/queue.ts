import type { DurableCommand } from '../domain/index.js';

/** A durable command on its way. */
export interface Row {
  command: DurableCommand;
  writer: string;
  bytes: number;
  addedAt: number;
  state: 'queued' | 'failed';
  reason?: string;
  /** Storage has it: only then may it go out, as long as storage answers at all. What is not saved goes with the page. */
  saved: boolean;
  /** On the wire, as the how manieth. */
  wire?: { readonly turn: number };
}

/** Bytes on the wire without a confirmation, per conversation. */
const WINDOW = 64 * 1024;

/**
 * What waits for one conversation, in order of its numbers; what is on the wire stands in front. Numbers that were given up are filled lazily: a `skip` takes
 * such a place when something after it goes out. Skips are never stored: under another writer everything is numbered anew.
 */
export class Queue {
  rows: Row[] = [];
  /** The number that the next command gets. */
  next = 1;
  /** The highest number that is on the wire, and the highest that the backend confirmed without a hole. */
  sent = 0;
  acked = 0;
  /** Numbers that were given to what is still on its way from storage. Until it is here nothing goes out: its place would be taken for one that was given up. */
  reserved = 0;
  /** The backend asked to wait until then. Monotonic milliseconds. */
  notBefore = 0;
  /** Which command was first in line when the backend broke down over it, and how often in a row. */
  crash = { id: '', times: 0 };

  /** By number: what comes from storage got its own before it was here, and something may have been said meanwhile. */
  add(row: Row): void {
    const at = this.rows.findLastIndex(({ wire, command }) => wire || command.n < row.command.n) + 1;
    this.rows.splice(at, 0, row);
  }

  /** What goes out now. `numbered`: the backend counts, so no number may be left out. `unsaved`: what is not saved as well. */
  take(window: number, numbered: boolean, unsaved: boolean): readonly Row[] {
    const flying = this.rows.filter((row) => row.wire);
    const waiting = this.rows.slice(flying.length);
    const out: Row[] = [];
    let bytes = total(flying);
    const room = () => flying.length + out.length < window;
    for (const row of waiting) {
      if (!(row.saved || unsaved) || (bytes && bytes + row.bytes > WINDOW)) break;
      while (numbered && room() && this.sent + 1 < row.command.n) out.push(skip(row, ++this.sent));
      if (!room()) break;
      this.sent = row.command.n;
      bytes += row.bytes;
      out.push(row);
    }
    this.rows = [...flying, ...out, ...waiting.filter((row) => !out.includes(row))];
    return out;
  }

  /** From this number on, what is on the wire will have to go out again. */
  unsend(from: number): void {
    for (const row of this.rows) if (row.command.n >= from) row.wire = undefined;
    this.rows = this.rows.filter((row) => row.wire || row.command.type !== 'skip');
    this.sent = Math.min(this.sent, Math.max(from - 1, 0));
  }

  drop(row: Row): void {
    this.rows = this.rows.filter((other) => other !== row);
    row.wire = undefined;
    this.crash = { id: '', times: 0 };
  }
}

function skip({ command: { conversation, id, at }, writer }: Row, n: number): Row {
  return { command: { type: 'skip', conversation, id: `${id}-skip-${n}`, n, at }, writer, bytes: 100, addedAt: 0, state: 'queued', saved: true };
}

export function total(rows: readonly Row[]): number {
  // Not `reduce`: an old library on the page has another one.
  let sum = 0;
  for (const { bytes } of rows) sum += bytes;
  return sum;
}

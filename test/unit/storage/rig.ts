/** Databases of their own for each test, and rows to put into them. */
import { createStore, type StoreOptions } from '../../../src/storage/store.js';
import type { Commit, OutboxRow, Store } from '../../../src/storage/types.js';
import type { Message } from '../../../src/domain/index.js';

let made = 0;
/** Rows of long ago are dropped when a database is opened. */
const TODAY = Date.now();
const open: Store[] = [];
const names: string[] = [];

export function databaseName(): string {
  const name = `test-${Date.now()}-${made++}`;
  names.push(name);
  return name;
}

export function store(options: StoreOptions): Store {
  const one = createStore(options);
  open.push(one);
  return one;
}

/** Closes what a test opened and deletes its databases. */
export async function cleanUp(): Promise<void> {
  for (const one of open.splice(0)) one.close();
  await Promise.resolve();
  for (const name of names.splice(0)) indexedDB.deleteDatabase(name);
}

/** A browser lets go of locks in a task of its own, whenever it comes to that: resolves when it has let go of those of these writers. */
export async function unlocked(...writers: readonly string[]): Promise<void> {
  for (;;) {
    const { held = [] } = await navigator.locks.query();
    if (!held.some(({ name }) => writers.some((id) => name?.endsWith(id)))) return;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

export function row(id: string, n: number, more: Partial<OutboxRow> = {}, conversation = 'c1'): OutboxRow {
  return {
    scope: 's', writer: 'w', bytes: 100, state: 'queued', addedAt: TODAY + n,
    command: { type: 'send-message', conversation, id, n, at: new Date(5), parts: [{ type: 'text', text: id }] }, ...more,
  };
}

export function message(id: string, more: Partial<Message> = {}): Message {
  return { id, conversation: 'c1', author: { id: 'a', role: 'agent' }, own: false, parts: [{ type: 'text', text: id }], text: id, createdAt: new Date(5), status: 'sent', ...more };
}

export function commit(messages: readonly Message[], more: Partial<Commit> = {}, cursor?: number): Commit {
  return { conversation: { scope: 's', conversation: 'c1', ...(cursor !== undefined && { cursor }) }, messages, removed: [], ...more };
}

export const listed = (rows: readonly OutboxRow[]) => rows.map((r) => `${r.writer} ${r.command.conversation} ${r.command.n} ${r.command.id}`);

export async function kept(one: Store, conversation = 'c1'): Promise<string | undefined> {
  const found = await one.load('s', conversation);
  return found && `${found.kept.cursor ?? '-'}: ${found.messages.map((m) => m.text).join(' ')}`;
}

/** Whether the browser lists a database of this name. */
export async function exists(name: string): Promise<boolean> {
  return (await indexedDB.databases()).some((db) => db.name === name);
}

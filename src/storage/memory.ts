import type { Message } from '../domain/index.js';
import { applyCommit, byNumber, inOrder, KEEP_MESSAGES, renumber, type Backend } from './backend.js';
import type { Commit, KeptConversation, OutboxRow } from './types.js';

interface Kept {
  kept: KeptConversation;
  readonly messages: Map<string, Message>;
}

type Key = { readonly writer: string; readonly conversation: string; readonly n: number };
const keyOf = ({ writer, conversation, n }: Key) => JSON.stringify([writer, conversation, n]);
const keyOfRow = (row: OutboxRow) => keyOf({ writer: row.writer, conversation: row.command.conversation, n: row.command.n });

/** Keeps things as long as the page. */
export class MemoryBackend implements Backend {
  readonly kind = 'memory';
  readonly #rows = new Map<string, OutboxRow>();
  readonly #conversations = new Map<string, Kept>();
  readonly #values = new Map<string, unknown>();

  /** Hands everything over, when the page begins to keep things in the browser. */
  async copyTo(other: Backend): Promise<void> {
    for (const row of this.#rows.values()) await other.putOutbox(row);
    for (const { kept, messages } of this.#conversations.values()) await other.commit({ conversation: kept, messages: [...messages.values()], removed: [], reset: true });
    for (const [key, value] of this.#values) await other.set(key, value);
  }

  async putOutbox(row: OutboxRow): Promise<void> {
    this.#rows.set(keyOfRow(row), row);
  }

  async deleteOutbox(rows: readonly Key[]): Promise<void> {
    for (const row of rows) this.#rows.delete(keyOf(row));
  }

  async outbox(scope: string): Promise<readonly OutboxRow[]> {
    return [...this.#rows.values()].filter((row) => row.scope === scope).sort(byNumber);
  }

  async commit(commit: Commit): Promise<void> {
    const { scope, conversation } = commit.conversation;
    const key = `${scope}|${conversation}`;
    const known = this.#conversations.get(key) ?? { kept: commit.conversation, messages: new Map<string, Message>() };
    known.kept = commit.conversation;
    applyCommit(known.messages, commit);
    this.#conversations.set(key, known);
    if (known.messages.size > KEEP_MESSAGES * 1.2) for (const m of inOrder([...known.messages.values()]).slice(0, -KEEP_MESSAGES)) known.messages.delete(m.id);
  }

  async load(scope: string, conversation: string): Promise<{ readonly kept: KeptConversation; readonly messages: readonly Message[] } | undefined> {
    const known = this.#conversations.get(`${scope}|${conversation}`);
    return known && { kept: known.kept, messages: inOrder([...known.messages.values()]).slice(-KEEP_MESSAGES) };
  }

  async forget(scope: string, conversation: string): Promise<void> {
    this.#conversations.delete(`${scope}|${conversation}`);
  }

  async get(key: string): Promise<unknown> {
    return this.#values.get(key);
  }

  async set(key: string, value: unknown): Promise<void> {
    this.#values.set(key, value);
  }

  async delete(key: string): Promise<void> {
    this.#values.delete(key);
  }

  async has(scope: string): Promise<boolean> {
    return [...this.#rows.values(), ...[...this.#conversations.values()].map((c) => c.kept)].some((r) => r.scope === scope);
  }

  async writers(scope: string): Promise<readonly string[]> {
    return [...new Set((await this.outbox(scope)).map((row) => row.writer))];
  }

  async rewrite(scope: string, gone: ReadonlySet<string>, writer: string, next: (conversation: string) => number): Promise<readonly OutboxRow[]> {
    const old = [...this.#rows.values()].filter((row) => row.scope === scope && gone.has(row.writer));
    const rows = renumber(old, writer, next);
    for (const row of old) this.#rows.delete(keyOfRow(row));
    for (const row of rows) this.#rows.set(keyOfRow(row), row);
    return rows;
  }

  close(): void {}
}

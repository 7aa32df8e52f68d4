import type { Conversation } from '../conversation/conversation.js';
import type { ConversationSummary, InboxEvent } from '../domain/index.js';

/** Rows of the team's inbox, newest first: as the backend lists them, or made of what is heard where it has no list. */
export class Rows {
  #rows: readonly ConversationSummary[] = [];
  #listed = false;
  /** What has come of a list in several pieces. */
  #pieces: readonly ConversationSummary[] = [];

  get all(): readonly ConversationSummary[] {
    return this.#rows;
  }

  /** A list in pieces takes the place of what is there once it is whole: with its first piece alone most rows were gone for a moment, and came back as if they were new. */
  set({ rows, reset, end = true }: Pick<InboxEvent, 'rows' | 'reset' | 'end'>): void {
    this.#listed = true;
    const all = reset ? rows : [...this.#pieces, ...rows];
    if (end) this.#put(all, reset || this.#pieces.length > 0);
    this.#pieces = end ? [] : all;
  }

  /** Something happened in a conversation. False where the backend keeps the list itself. */
  heard(conversation: Conversation, now: Date): boolean {
    if (this.#listed) return false;
    const { id, info, blocks, unread, typing, presence } = conversation.view;
    const last = blocks.at(-1)?.messages.at(-1);
    const visitor = info.visitor ?? presence.find((p) => p.participant.role === 'visitor')?.participant;
    const writing = typing.find((t) => t.participant.role === 'visitor');
    this.#put([{ ...info, id, visitor, lastMessage: last, unread, updatedAt: last?.createdAt ?? this.#rows.find((row) => row.id === id)?.updatedAt ?? now, typing: writing }]);
    return true;
  }

  #put(rows: readonly ConversationSummary[], reset = false): void {
    const changed = new Set(rows.map((row) => row.id));
    const kept = reset ? [] : this.#rows.filter((row) => !changed.has(row.id));
    this.#rows = [...rows, ...kept].sort((a, b) => b.updatedAt.getTime() - a.updatedAt.getTime());
  }
}

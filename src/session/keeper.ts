import type { Conversation } from '../conversation/conversation.js';
import { restore } from '../conversation/kept.js';
import type { Change } from '../conversation/types.js';
import type { Message } from '../domain/index.js';
import type { Store } from '../storage/types.js';

interface Dirty {
  touched: Map<string, Message>;
  removed: Set<string>;
  reset: boolean;
}

/**
 * Writes what happened in conversations to the store: messages and cursor in one transaction, so that neither is ever ahead of the other.
 * While one write is under way the next gathers; nothing is written twice.
 */
export class Keeper {
  #store: Store;
  #scope: string;
  #dirty = new Map<Conversation, Dirty>();
  #writing = false;
  #disposed = false;

  constructor(store: Store, scope: string) {
    this.#store = store;
    this.#scope = scope;
  }

  /** Puts what is kept of a conversation into it, before anything arrives over the wire. */
  async restore(id: string, conversation: Conversation): Promise<void> {
    const found = await this.#store.load(this.#scope, id);
    if (found) restore(conversation, found);
  }

  /** All of a conversation as it stands. */
  whole(conversation: Conversation): void {
    const { blocks, count } = conversation.view;
    if (count) this.note(conversation, { changed: true, arrived: [], touched: blocks.flatMap((block) => block.messages), removed: [], cursor: conversation.cursor, reset: true });
  }

  note(conversation: Conversation, change: Change): void {
    if (!change.changed && change.cursor === undefined) return;
    let dirty = this.#dirty.get(conversation);
    if (!dirty) this.#dirty.set(conversation, (dirty = { touched: new Map(), removed: new Set(), reset: false }));
    if (change.reset) dirty = Object.assign(dirty, { touched: new Map(), removed: new Set(), reset: true });
    for (const message of change.touched) {
      // A growing text is written at its start and at its end, not with every chunk: the backend has what is between.
      if (!message.streaming || change.cursor !== undefined) dirty.touched.set(message.id, message);
      if (message.clientId && message.clientId !== message.id) dirty.removed.add(message.clientId);
    }
    for (const id of change.removed) {
      dirty.touched.delete(id);
      dirty.removed.add(id);
    }
    void this.#write();
  }

  dispose(): void {
    this.#disposed = true;
    this.#dirty.clear();
  }

  async #write(): Promise<void> {
    if (this.#writing) return;
    this.#writing = true;
    // Everything that one task brings goes into one transaction.
    await Promise.resolve();
    try {
      while (this.#dirty.size && !this.#disposed) {
        const batch = [...this.#dirty];
        this.#dirty.clear();
        for (const [conversation, dirty] of batch) {
          const view = conversation.view;
          const joined = await this.#store.commit({
            conversation: { scope: this.#scope, conversation: view.id, epoch: conversation.epoch, cursor: conversation.cursor, info: view.info, readUpTo: conversation.readUpTo },
            messages: [...dirty.touched.values()],
            removed: [...dirty.removed],
            reset: dirty.reset,
          });
          if (!joined) this.whole(conversation);
        }
      }
    } finally {
      this.#writing = false;
    }
  }
}

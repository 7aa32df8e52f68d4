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
  /** How far what is kept reaches, as this page knows it. */
  #kept = new Map<Conversation, number | undefined>();
  #writing = false;
  #disposed = false;

  constructor(store: Store, scope: string) {
    this.#store = store;
    this.#scope = scope;
  }

  /** Puts what is kept of a conversation into it, before anything arrives over the wire. */
  async restore(id: string, conversation: Conversation): Promise<void> {
    // Until it is known, nothing that comes in joins on to it.
    this.#kept.set(conversation, Infinity);
    const found = await this.#store.load(this.#scope, id);
    // The backend was asked meanwhile, since this took too long: what it says is whole, and takes the place of this.
    if (conversation.cursor !== undefined || conversation.epoch !== undefined) return;
    if (found) restore(conversation, found);
    this.#kept.set(conversation, conversation.cursor);
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

  /** What has yet to be written is written now: the store closes behind it. */
  dispose(): void {
    this.#disposed = true;
    for (const conversation of this.#dirty.keys()) void this.#commit(conversation);
  }

  async #write(): Promise<void> {
    if (this.#writing) return;
    this.#writing = true;
    // Everything that one task brings goes into one transaction.
    await Promise.resolve();
    try {
      while (this.#dirty.size && !this.#disposed) {
        // One by one: the cursor of one must not be ahead of what came for it while another was written.
        await this.#commit(this.#dirty.keys().next().value!);
      }
    } finally {
      this.#writing = false;
    }
  }

  async #commit(conversation: Conversation): Promise<void> {
    const { touched, removed, reset } = this.#dirty.get(conversation)!;
    this.#dirty.delete(conversation);
    const { view, epoch, cursor: known, keepTo: cursor = known, readUpTo } = conversation;
    const joined = await this.#store.commit({
      conversation: { scope: this.#scope, conversation: view.id, epoch, cursor, info: view.info, readUpTo },
      messages: [...touched.values()],
      removed: [...removed],
      from: this.#kept.get(conversation),
      reset,
    });
    if (joined) this.#kept.set(conversation, cursor);
    else this.whole(conversation);
  }
}

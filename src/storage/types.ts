import type { ConversationInfo, DurableCommand, Message } from '../domain/index.js';

/** A durable command that the backend has not confirmed. Key: writer, conversation, n. */
export interface OutboxRow {
  /** Backend and person it was written for (see `scopeOf`): never sent anywhere else. */
  readonly scope: string;
  readonly writer: string;
  readonly command: DurableCommand;
  /** Size of its frame, roughly. */
  readonly bytes: number;
  readonly state: 'queued' | 'failed';
  /** Why it failed, for people. */
  readonly reason?: string;
  /** Epoch milliseconds. */
  readonly addedAt: number;
}

/** What is kept of one conversation. Messages and cursor are always written in one transaction. */
export interface KeptConversation {
  readonly scope: string;
  readonly conversation: string;
  readonly epoch?: string;
  readonly cursor?: number;
  readonly info?: ConversationInfo;
  /** Last sequence number that the person read. */
  readonly readUpTo?: number;
}

/** One write: messages and cursor together, or nothing. */
export interface Commit {
  readonly conversation: KeptConversation;
  readonly messages: readonly Message[];
  readonly removed: readonly string[];
  /** The cursor of the last write of this page, or of what it was given. Where less is kept by now, another page wrote its own state in place of it. */
  readonly from?: number;
  /** Drop what was kept before (another epoch, or a page that does not join on). */
  readonly reset?: boolean;
}

/** The keeper of what must survive a page. Memory until `persist()`; IndexedDB afterwards where the browser has it. Every promise resolves after the commit. */
export interface Store {
  /** What it is on now. */
  readonly kind: 'memory' | 'indexeddb';
  /** Kept only as long as the page: the browser has no storage, or it failed. */
  readonly volatile: boolean;
  /** Called when the database was deleted under the page, or closed by the browser: what waits is to be written again. */
  gone?: () => void;
  /** From now on things may be written to the browser (the person engaged, or the page sent something); what is in memory goes there too. */
  persist(): Promise<void>;
  /** Whether an earlier page left something here for this scope; reads only, never creates a database. */
  restore(scope: string): Promise<boolean>;
  putOutbox(row: OutboxRow): Promise<void>;
  deleteOutbox(rows: readonly { readonly writer: string; readonly conversation: string; readonly n: number }[]): Promise<void>;
  /** All rows of a scope, by writer, conversation, n. */
  outbox(scope: string): Promise<readonly OutboxRow[]>;
  /**
   * False: what another page keeps of this conversation does not go with this (another life of the log, or one that ends before this begins); it takes all of it, with
   * `reset`. A cursor does not go back: a page that hears of things later than another has nothing new to say of them.
   */
  commit(commit: Commit): Promise<boolean>;
  /** The kept conversation with its newest messages (500 at most), oldest first. */
  load(scope: string, conversation: string): Promise<{ readonly kept: KeptConversation; readonly messages: readonly Message[] } | undefined>;
  get(key: string): Promise<unknown>;
  set(key: string, value: unknown): Promise<void>;
  delete(key: string): Promise<void>;
  /**
   * Holds a new, random writer id (given or made here; Web Locks) until released, so that other pages can tell that its page lives. Each page life has its own, so two tabs never
   * number into the same sequence; what an earlier page left unsent is taken over with `adopt`.
   */
  lease(writer?: string): Promise<WriterLease>;
  /**
   * Rewrites the rows of this scope whose writer is gone (closed or crashed tabs) under this writer, numbered from `next(conversation)` on in the order they were added,
   * in one transaction. Their command ids stay: by those the backend knows what it already has. `places` brings what names the conversation that a row goes to, or leaves it where it is.
   */
  adopt(scope: string, writer: string, next: (conversation: string) => number, places?: () => Promise<Place | undefined>): Promise<readonly OutboxRow[]>;
  /** The conversations of what the last `adopt` left where it was. */
  readonly elsewhere: ReadonlySet<string>;
  /** The last `adopt` found rows whose writer lives, or is about to go: a page that is being left holds its lease until it is gone. */
  readonly others: boolean;
  /** Called as the page goes, with what it did not get written, and with nothing when it comes back: takes it at once, for the next page to find. */
  leave(writer: string, rows: readonly OutboxRow[]): void;
  close(): void;
}

/** Undefined: not here. */
export type Place = (conversation: string) => string | undefined;

export interface WriterLease {
  readonly id: string;
  release(): void;
}

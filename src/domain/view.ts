import type { ConversationInfo } from './conversation.js';
import type { Message } from './message.js';
import type { Presence, Typing } from './participant.js';
import type { ConnectionStatus } from './status.js';

/** Messages travel to the screen in blocks, so that one arrival touches one block: 50 at most, in order. A block that did not change is the same object. */
export interface MessageBlock {
  /** Stable for the block's life. */
  readonly key: string;
  readonly messages: readonly Message[];
  /** Messages between this block and the one before may be missing (the backend no longer had them): shown as a gap, never passed over. */
  readonly gapBefore?: boolean;
}

export const BLOCK_SIZE = 25;

/** What can be said of older messages. `none`: the backend has no history. */
export type HistoryState = 'unknown' | 'more' | 'loading' | 'end' | 'none' | 'error';

/** A conversation as the elements see it: immutable; a change makes a new one that shares what stayed. */
export interface ConversationView {
  readonly id: string;
  readonly info: ConversationInfo;
  readonly blocks: readonly MessageBlock[];
  /** Messages in all blocks. */
  readonly count: number;
  /** Others' messages after the last one that was read here. */
  readonly unread: number;
  /** Id of the first of them. */
  readonly firstUnread?: string;
  readonly typing: readonly Typing[];
  readonly presence: readonly Presence[];
  readonly history: HistoryState;
  /** Own messages that are not confirmed yet. */
  readonly pending: number;
}

/** The connection as the elements see it: immutable. */
export interface ConnectionView {
  readonly status: ConnectionStatus;
  /** `until`: the time of day, as people here write it, until which the backend asked to be left alone. */
  readonly error: { readonly code: string; readonly message: string; readonly until?: string } | null;
  /** Attempts since the connection was last up. */
  readonly attempts: number;
}

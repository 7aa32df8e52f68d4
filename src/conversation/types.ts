import type { ConversationView, Message } from '../domain/index.js';

/** What applying an event did, so that the session can tell the page and the storage. */
export interface Change {
  readonly changed: boolean;
  /** Messages of others that were not known before and are not history. */
  readonly arrived: readonly Message[];
  /** Messages that are new or changed, as they now stand: what is kept for the next page load. */
  readonly touched: readonly Message[];
  /** Ids taken out. */
  readonly removed: readonly string[];
  /** The log goes on without a hole up to here. */
  readonly cursor?: number;
  /** A sequence number was left out: ask for a resume. */
  readonly hole?: boolean;
  /** It was in the log already. */
  readonly repeat?: boolean;
  /** What was kept for the next page load does not join on to this: drop it and keep `touched` instead. */
  readonly reset?: boolean;
}

/** Speech that came for a message, as it came. */
export interface SpeechClip {
  /** base64 */
  readonly data: string;
  readonly format: 'mp3' | 'wav' | 'webm';
}

export type { ConversationView };

import type { ConversationStatus } from './conversation.js';
import type { Part } from './message.js';
import type { Participant } from './participant.js';

/**
 * What a person or a page asks of the backend. A codec turns a command into frames, or says that its backend has no way to carry it.
 * Durable commands go through the outbox: they carry an id and survive reload and reconnect. The others are for now or never.
 */
export type Command = DurableCommand | PassingCommand;

/** Common to all durable commands. */
interface Durable {
  readonly conversation: string;
  /** Random and unique; what the backend deduplicates by. For a message it is its client id. */
  readonly id: string;
  /** Position in this writer's sends to this conversation, from 1, without holes. */
  readonly n: number;
  /** When the person asked for it. */
  readonly at: Date;
}

export type DurableCommand =
  | (Durable & { readonly type: 'send-message'; readonly parts: readonly Part[]; readonly replyTo?: string; readonly metadata?: Readonly<Record<string, unknown>> })
  | (Durable & { readonly type: 'edit-message'; readonly target: string; readonly text: string })
  | (Durable & { readonly type: 'remove-message'; readonly target: string })
  | (Durable & { readonly type: 'react'; readonly target: string; readonly emoji: string; readonly on: boolean })
  | (Durable & { readonly type: 'regenerate'; readonly target: string })
  | (Durable & { readonly type: 'set-status'; readonly status: ConversationStatus })
  | (Durable & { readonly type: 'assign'; readonly assignee: Participant | null })
  /** Fills the place of a send that was given up, so that the numbers stay without holes. */
  | (Durable & { readonly type: 'skip' });

export type PassingCommand =
  | { readonly type: 'subscribe'; readonly conversation: string; readonly epoch?: string; readonly cursor?: number }
  | { readonly type: 'unsubscribe'; readonly conversation: string }
  | { readonly type: 'typing'; readonly conversation: string; readonly on: boolean; readonly text?: string }
  | { readonly type: 'mark'; readonly conversation: string; readonly status: 'delivered' | 'read'; readonly ids: readonly string[]; readonly upTo?: number }
  | { readonly type: 'load-history'; readonly conversation: string; readonly before?: number; readonly beforeId?: string; readonly limit: number; readonly offset: number }
  | { readonly type: 'request-pending' }
  /** A command of one backend alone, such as `request_photo`; its name stands in the codec's capabilities. */
  | { readonly type: 'action'; readonly conversation?: string; readonly name: string; readonly data: unknown }
  | { readonly type: 'ping' };

/** The commands that the outbox keeps. */
export type DurableType = DurableCommand['type'];

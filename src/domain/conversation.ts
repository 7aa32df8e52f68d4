import type { Message } from './message.js';
import type { Participant } from './participant.js';

export type ConversationStatus = 'open' | 'pending' | 'resolved' | 'closed';

/** What is known of a conversation beside its messages. */
export interface ConversationInfo {
  readonly id: string;
  readonly status?: ConversationStatus;
  /** The team member who has it; null: nobody. Absent: the backend does not say. */
  readonly assignee?: Participant | null;
  readonly visitor?: Participant;
  readonly visitorOnline?: boolean;
  /** Free-form session state of the backend. */
  readonly context?: Readonly<Record<string, unknown>>;
  /** @internal What is asked for in lists: id of the message behind which some may be missing, empty for all. Kept with the messages, so that the next page goes on from there. */
  readonly missing?: string | undefined;
}

/** One row of the team's inbox. */
export interface ConversationSummary extends ConversationInfo {
  readonly lastMessage?: Pick<Message, 'id' | 'text' | 'author' | 'createdAt'>;
  /** Messages that the team has not read. */
  readonly unread: number;
  readonly updatedAt: Date;
  /** What the visitor is writing right now, where the backend carries it. */
  readonly typing?: { readonly participant: Participant; readonly text?: string };
}

import type { Capabilities } from './capabilities.js';
import type { ConversationInfo, ConversationSummary } from './conversation.js';
import type { Message, MessageStatus, Part } from './message.js';
import type { Participant } from './participant.js';

/**
 * What a codec makes of incoming frames, whatever the backend. The only input of a conversation besides commands.
 * `conversation` is absent where the frame does not say it: then it is the connection's own.
 */
export type ChatEvent =
  | ReadyEvent | SubscribedEvent | MessageEvent | PatchEvent | RemoveEvent | StreamEvent | AckEvent | NackEvent | ReceiptEvent | ReactionEvent
  | TypingEvent | PresenceEvent | ConversationEvent | InboxEvent | HistoryEvent | SpeechEvent | ProgressEvent | PongEvent | LivenessEvent
  | ErrorEvent | ReconnectEvent | UnknownEvent;

/** The handshake is done: from now on commands may go out. */
export interface ReadyEvent {
  readonly type: 'ready';
  /** Who the backend says we are (a guest learns its id here). */
  readonly self?: Participant;
  /** A token that the backend issued to a guest; kept and used from now on, never shown. */
  readonly token?: string;
  /** Overrides of the codec's capabilities for this connection. */
  readonly capabilities?: Partial<Capabilities>;
  /** Largest frame that the backend takes, in bytes. */
  readonly maxFrame?: number;
}

/** The backend confirmed a subscription and says where its log stands. Sent once per conversation and connection. */
export interface SubscribedEvent {
  readonly type: 'subscribed';
  readonly conversation: string;
  /** Changes when the log was lost or rolled back. */
  readonly epoch?: string;
  /** Last sequence number in the log. */
  readonly head?: number;
  /** Highest contiguous send number of this writer that the backend has. */
  readonly ack?: number;
  /** `ok`: everything after our cursor follows. `partial`: the log no longer reaches back that far. `reset`: nothing to go on; a page follows. */
  readonly resume: 'ok' | 'partial' | 'reset';
  readonly info?: ConversationInfo;
}

/** What a codec knows of a message; what it leaves out the conversation fills in. */
export interface IncomingMessage {
  /** Absent where the backend gives none: the conversation makes one. */
  readonly id?: string;
  readonly clientId?: string;
  readonly author: Participant;
  /** Known to be our own (a backend that echoes). Absent: decided by the author's id. */
  readonly own?: boolean;
  readonly parts: readonly Part[];
  readonly createdAt?: Date;
  readonly status?: MessageStatus;
  readonly statusReason?: string;
  readonly seq?: number;
  readonly editedAt?: Date;
  readonly deletedAt?: Date;
  readonly streaming?: boolean;
  readonly replyTo?: string;
  readonly reactions?: Message['reactions'];
  readonly metadata?: Readonly<Record<string, unknown>>;
}

/** A message: new, or known already (same id or client id: then it is updated in place, never shown twice). */
export interface MessageEvent {
  readonly type: 'message';
  readonly conversation?: string;
  readonly message: IncomingMessage;
  /** Was stored before this connection and is only being replayed or listed: no sound, no announcement. Missed ones are not history. */
  readonly history?: boolean;
  /** It belongs right behind the message with this id (null: before all others), though live ones may have come in meanwhile. */
  readonly after?: string | null;
  /** Has no client id but confirms the oldest unconfirmed send with the same text (backends that echo). */
  readonly confirms?: 'same-text' | 'oldest';
}

/** A change to a known message. `or`: where the id is unknown, it is meant for the last message of that role. */
export interface PatchEvent {
  readonly type: 'patch';
  readonly conversation?: string;
  readonly id: string;
  readonly patch: Partial<Omit<IncomingMessage, 'id'>>;
  readonly or?: 'last-ai' | 'insert';
  readonly seq?: number;
}

export interface RemoveEvent {
  readonly type: 'remove';
  readonly conversation?: string;
  readonly id: string;
  readonly at?: Date;
  readonly seq?: number;
}

/** Text added to a streamed message at `at` (UTF-16 units from its start), so that a repeated or late chunk does no harm. */
export interface StreamEvent {
  readonly type: 'stream';
  readonly conversation?: string;
  readonly id: string;
  readonly author?: Participant;
  readonly at?: number;
  readonly text: string;
  readonly done?: boolean;
}

/** The backend has a send: this client id, or (with neither id nor number) the oldest unconfirmed one. `upTo`: all of this writer's sends up to that number. */
export interface AckEvent {
  readonly type: 'ack';
  readonly conversation?: string;
  readonly clientId?: string;
  readonly upTo?: number;
  /** The backend's own id for it. */
  readonly id?: string;
  readonly seq?: number;
  readonly at?: Date;
}

/** The backend refused a send. `retry`: the same frame may succeed after `after` ms, so it stays queued. */
export interface NackEvent {
  readonly type: 'nack';
  readonly conversation?: string;
  readonly clientId?: string;
  readonly code: string;
  readonly message: string;
  readonly retry?: boolean;
  readonly after?: number;
  /** The number that the backend takes next: sends go out again from there. */
  readonly expected?: number;
}

/** Someone received or read messages: these ids, or everything up to a sequence number. */
export interface ReceiptEvent {
  readonly type: 'receipt';
  readonly conversation?: string;
  readonly status: 'delivered' | 'read';
  readonly ids?: readonly string[];
  readonly upTo?: number;
  /** Who. Absent: someone else than us. */
  readonly by?: Participant;
}

export interface ReactionEvent {
  readonly type: 'reaction';
  readonly conversation?: string;
  readonly id: string;
  readonly emoji: string;
  readonly by: Participant;
  readonly on: boolean;
  readonly seq?: number;
}

export interface TypingEvent {
  readonly type: 'typing';
  readonly conversation?: string;
  readonly participant: Participant;
  readonly on: boolean;
  readonly text?: string;
}

export interface PresenceEvent {
  readonly type: 'presence';
  readonly conversation?: string;
  readonly participant: Participant;
  readonly online: boolean;
}

/** Status, assignment or context changed. `seq` where that is part of the log. */
export interface ConversationEvent {
  readonly type: 'conversation';
  readonly conversation?: string;
  readonly info: Partial<Omit<ConversationInfo, 'id'>>;
  readonly by?: Participant;
  readonly seq?: number;
}

/** Rows of the team's inbox: all of them (`reset`) or those that changed. */
export interface InboxEvent {
  readonly type: 'inbox';
  readonly rows: readonly ConversationSummary[];
  readonly reset?: boolean;
  /** False: a long list in several events, and this is not the last. */
  readonly end?: boolean;
}

/** An answer to `load-history`: older messages, oldest first. `end`: there are none before these. */
export interface HistoryEvent {
  readonly type: 'history';
  readonly conversation?: string;
  readonly messages: readonly IncomingMessage[];
  readonly end: boolean;
  /** The newest page of a conversation seen for the first time, or after a reset: replaces what was there. */
  readonly tail?: boolean;
  /** Of a tail page: the last sequence number that it covers. The log goes on after it; more exact than that of `subscribed`, which may be older. */
  readonly head?: number;
}

/** Speech for a message: by id, or for the last message of another author. */
export interface SpeechEvent {
  readonly type: 'speech';
  readonly conversation?: string;
  readonly id?: string;
  /** base64 */
  readonly data: string;
  readonly format: 'mp3' | 'wav' | 'webm';
}

/** Work under way on the other side; ended by a message or by `done`. */
export interface ProgressEvent {
  readonly type: 'progress';
  readonly conversation?: string;
  readonly id: string;
  readonly label: string;
  /** As in a progress part. */
  readonly kind?: string;
  readonly value?: number;
  readonly estimate?: number;
  readonly done?: boolean;
}

export interface PongEvent {
  readonly type: 'pong';
}

/** The backend drives the heartbeat: dead when nothing came for this long. */
export interface LivenessEvent {
  readonly type: 'liveness';
  readonly within: number;
}

/** `auth`: the token was refused. `fatal`: the backend will close and a retry makes no sense. Otherwise shown as a toast. */
export interface ErrorEvent {
  readonly type: 'error';
  readonly conversation?: string;
  readonly code: string;
  readonly message: string;
  readonly auth?: boolean;
  readonly fatal?: boolean;
  /** Also refuses the oldest unconfirmed send. */
  readonly refusesOldest?: boolean;
  /** This person may not enter `conversation`: what waits for it will not get there. */
  readonly barred?: boolean;
  /** A list that was asked for could not be read: what it was to bring is still missing. */
  readonly unread?: boolean;
}

/** The backend asks for a new connection, within `after` ms (at a random moment, so that not all come at once) but not before `least` ms are over; not a fault. */
export interface ReconnectEvent {
  readonly type: 'reconnect';
  readonly reason: string;
  readonly after?: number;
  readonly least?: number;
}

/** A well-formed frame of a type that this codec does not know (or, beside its own event, one that it does); goes to handlers registered for `name`. */
export interface UnknownEvent {
  readonly type: 'unknown';
  readonly conversation?: string;
  readonly name: string;
  readonly data: unknown;
}

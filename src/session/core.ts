import type { Conversation } from '../conversation/conversation.js';
import type { Change } from '../conversation/types.js';
import type { Surroundings } from '../connection/types.js';
import type { Capabilities, ChatEvent, DurableCommand, Message, Participant, Settings, Tuning } from '../domain/index.js';
import type { Codec, Upload } from '../protocols/codec.js';
import type { Store } from '../storage/types.js';
import type { BaseDeps } from './base.js';
import type { Feed } from './feed.js';
import type { Line } from './line.js';

/** What a session is made with; tests put their own in place of the browser's. */
export interface SessionDeps extends BaseDeps {
  readonly random?: () => number;
  readonly surroundings?: Surroundings;
  readonly webSocket?: typeof WebSocket;
  readonly fetch?: typeof fetch;
  /** Carries files, in place of a request that says how far it is. */
  readonly transfer?: (request: Upload['request'], options: { readonly signal?: AbortSignal }) => Promise<[status: number, text: string]>;
  /** Default: one over the browser's database, made when something is to be kept. */
  readonly store?: Store;
  /** Under which name a page leaves what it has no store for yet. Default: the one that the store has by itself. */
  readonly database?: string;
  /** Whether an earlier page kept something. */
  readonly kept: () => Promise<boolean>;
  /** It is there for what waits in one conversation, beside the session that a person sees. */
  readonly aside?: boolean;
  /** Brings the code for a conversation's rare events. */
  readonly rare: () => Promise<void>;
  readonly load: (protocol: string, later?: () => void) => Promise<Codec>;
}

/** The session as its own parts see it. */
export interface Core {
  readonly deps: SessionDeps;
  readonly feed: Feed;
  readonly line: Line;
  readonly codec: Codec | undefined;
  readonly settings: Settings;
  readonly tuning: Tuning;
  readonly capabilities: Capabilities;
  readonly self: Participant;
  readonly currentConversation: string | undefined;
  /** Backend and person: what is kept for one is never shown or sent under another. */
  readonly scope: string;
  readonly conversations: ReadonlyMap<string, Conversation>;
  /** Conversations to which the backend listens now. */
  readonly live: ReadonlySet<string>;
  readonly subscriptions: Set<string>;
  /** Who sends: an id for this page's life, or for this life of the backend's log. */
  writer: string;
  /** What a visitor who is not signed in was given: a token by the backend, a conversation by us. */
  readonly guest: { token?: string; conversation?: string };
  readonly sending: SendingPart | undefined;
  /** Said before the code that sends was here, or its storage open. */
  readonly early: readonly DurableCommand[];
  /** The code that sends did not come, so what was said lies where other pages leave theirs, under a lease that this gives back. */
  readonly parked: Promise<() => void> | undefined;
  /** The conversation at hand, made up where the backend wants that. */
  need(): string;
  of(id?: string): Conversation;
  subscribe(conversation: string): void;
  /** Passes on what an event or a command did. */
  changed(conversation: Conversation, change?: Change): void;
  take(events: readonly ChatEvent[]): void;
}

/** The part that sends and keeps, as far as the others need it; its code comes with the first key that is pressed, or with something that was kept. */
export interface SendingPart {
  readonly sent: number;
  readonly waiting: number;
  ack(event: ChatEvent & { type: 'ack' }): void;
  nack(event: ChatEvent & { type: 'nack' }): void;
  /** The backend does not let this person in. */
  refused(conversation: string, message: string): void;
  /** The backend says how far it got. */
  resumed(conversation: string, ack: number): void;
  renumber(conversation: string): Promise<void>;
  /** Messages that came back confirm what was sent. */
  returned(messages: readonly Message[]): void;
  note(conversation: Conversation, change: Change): void;
  restore(conversation: string): Promise<void>;
  /** Brings what is kept of the conversation that an event is about, the first time. */
  unread(event: ChatEvent): Promise<void> | undefined;
  remember(): void;
  flush(): void;
  /** The backend answers again what it was asked at this moment: what was put off before is not any more. */
  anew(before?: number): void;
  lost(code?: number): void;
  /** The page goes, or came back: what is not in storage is left for the next one, or is not. */
  leave(goes: boolean): void;
}

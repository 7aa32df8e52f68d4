import type {
  Capabilities, ConnectionStats, ConnectionStatus, ConnectionView, ConversationStatus, ConversationSummary, ConversationView, Draft, MediaPart, Message, Participant, Settings, UploadLimits,
} from '../domain/index.js';
import type { SpeechClip } from '../conversation/types.js';
import type { ChatErrorDetail } from '../errors/index.js';

/** Events of a session, by the names under which the elements dispatch them. */
export interface SessionEvents {
  'chat-status': { readonly status: ConnectionStatus; readonly previous: ConnectionStatus; readonly error: ChatErrorDetail | null };
  /** A message that was not known before: live, or missed while away. Not for history pages, not for one's own sends. Once per message, over reloads too. */
  'chat-message': { readonly message: Message };
  'chat-receipt': { readonly conversation: string; readonly ids: readonly string[]; readonly status: 'delivered' | 'read'; readonly by?: Participant };
  'chat-typing': { readonly conversation: string; readonly participant: Participant; readonly typing: boolean; readonly text?: string };
  'chat-presence': { readonly conversation: string; readonly participant: Participant; readonly online: boolean };
  'chat-conversation': { readonly conversation: string; readonly status?: ConversationStatus; readonly assignee?: Participant | null; readonly context?: Readonly<Record<string, unknown>> };
  'chat-error': ChatErrorDetail;
  /** Only in debug; credentials are replaced. */
  'chat-frame': { readonly direction: 'in' | 'out'; readonly frame: string; readonly time: number };
}
export type { SpeechClip };
export type SessionEventName = keyof SessionEvents;
export type SessionListener = <K extends SessionEventName>(name: K, detail: SessionEvents[K]) => void;

export interface UploadOptions {
  readonly conversation?: string;
  readonly signal?: AbortSignal;
  /** How much of the file is on its way, 0 to 1. */
  readonly progress?: (share: number) => void;
}

/** The slices that a view listens to. */
export type Slice = 'connection' | 'conversation' | 'inbox' | 'settings';
export interface SessionChange {
  readonly slices: ReadonlySet<Slice>;
  /** Conversations that changed. */
  readonly conversations: ReadonlySet<string>;
}

export type Handlers = Readonly<Record<string, (data: unknown, conversation?: string) => void>>;

/**
 * What the elements see: one connection with its conversations. They read views (immutable, cheap to compare) and call what a person asked for.
 * Changes are told once per frame, however many frames came over the wire.
 */
export interface ChatSession {
  readonly settings: Settings;
  readonly connection: ConnectionView;
  readonly stats: ConnectionStats;
  readonly capabilities: Capabilities;
  readonly self: Participant;
  /** The conversation that an element without one of its own shows. Made up at the first need where a visitor has none. */
  readonly currentConversation: string | undefined;
  /** Rows of the team's inbox, newest first. For a visitor: their own conversations, once asked for (`action('conversations')`, where that is among the capabilities). */
  readonly inbox: readonly ConversationSummary[];
  /** Whether unsent messages survive closing the page. */
  readonly volatile: boolean;

  /** The view of a conversation (default: the current one). Never undefined: an unknown one is empty. */
  conversation(id?: string): ConversationView;
  find(messageId: string, conversation?: string): Message | undefined;
  /** Speech that came for a message, in order. Such a message has an audio part without a url. Kept for this page, for the newest 64 messages with speech. */
  speech(messageId: string, conversation?: string): readonly SpeechClip[];

  /** Told of changes, once per frame. Returns its own end. */
  onChange(fn: (change: SessionChange) => void): () => void;
  /** Told of every event, at once. Returns its own end. */
  onEvent(fn: SessionListener): () => void;
  /** Told of every frame as `chat-frame` says it, whether or not `debug` is set; nothing is logged. For whoever looks at the wire. Returns its own end. */
  watchFrames(fn: (frame: SessionEvents['chat-frame']) => void): () => void;
  /** Replaces credentials in a text by REDACTED: what looks like one, and the token in use wherever it stands. */
  redact(text: string): string;

  /** The person did something with the chat (opened it, typed): from now on it may connect and keep things in the browser. */
  engage(): void;
  /** Resolves when connected; rejects with a ChatError when it fails. */
  connect(): Promise<void>;
  disconnect(): void;
  retry(): void;
  /** A frame of the integrator's own, in the protocol's terms. Throws `not-connected`. */
  send(frame: unknown): void;

  /** Shows the message at once as `pending` and sends it as soon as it can. Throws `queue-full`, `too-large` or `invalid-input`. */
  sendMessage(draft: string | Draft, options?: { readonly conversation?: string }): Message;
  /** Puts a file where a message can point to it; the part then goes into `sendMessage`. Only where `capabilities.attachments` is `upload`. */
  upload(file: Blob, name: string, options?: UploadOptions): Promise<MediaPart>;
  /** What files the backend takes, where it says so. */
  uploadLimits?(): Promise<UploadLimits | undefined>;
  /** Sends a failed message again. */
  retryMessage(id: string, conversation?: string): void;
  /** Removes an own message that is failed or not sent yet. */
  discardMessage(id: string, conversation?: string): void;
  editMessage(id: string, text: string, conversation?: string): void;
  removeMessage(id: string, conversation?: string): void;
  react(id: string, emoji: string, on: boolean, conversation?: string): void;
  regenerate(id: string, conversation?: string): void;
  /** Throttled here; ends by itself 2 s after the last call. `text` is sent only where it is given and the backend carries it. */
  setTyping(on: boolean, text?: string, conversation?: string): void;
  /** Everything (or these) was seen by the person. */
  markRead(ids?: readonly string[], conversation?: string): void;
  /** Asks for an older page. Resolves when it is in, or there is none. */
  loadOlder(conversation?: string): Promise<void>;
  setStatus(status: ConversationStatus, conversation?: string): void;
  assign(assignee: Participant | null, conversation?: string): void;
  /** A command of this backend alone; its name stands in `capabilities.actions`. */
  action(name: string, data: unknown, conversation?: string): void;
  requestPending(): void;

  subscribe(conversation: string): void;
  unsubscribe(conversation: string): void;
  /** For frames that the protocol's codec does not know. Several sets stand side by side; one that throws does not stop the others. */
  registerHandlers(handlers: Handlers): () => void;
}

/** A session that the page feeds itself: no socket. Behind a widget without a connection, and behind `fakeConnection()`. */
export interface FedSession extends ChatSession {
  /** Hands a message that is tried again to the page. True: the page takes it. */
  resend?: (message: Message) => boolean;
  setMessages(list: readonly import('../domain/index.js').MessageInput[]): void;
  addMessage(message: import('../domain/index.js').MessageInput): Message;
  updateMessage(id: string, patch: Partial<import('../domain/index.js').MessageInput>): void;
  appendText(id: string, chunk: string): void;
  setParticipantTyping(participant: Partial<Participant>, on: boolean, text?: string): void;
  clear(): void;
}

/**
 * What a backend can carry. The elements hide what is not there.
 * How a send is confirmed: `ack` by client id, `echo` by seeing it come back, `oldest` by an answer without an id, `http` by the answer of a request,
 * `none` never (then `sent` means: handed to an open socket).
 */
export interface Capabilities {
  readonly confirm: 'ack' | 'echo' | 'oldest' | 'http' | 'none';
  /** The same client id twice is stored once, so an unconfirmed send may safely be repeated. */
  readonly idempotent: boolean;
  /** What was missed is replayed after a reconnect. */
  readonly resume: boolean;
  /** Older messages can be asked for. */
  readonly history: boolean;
  readonly typing: boolean;
  /** Live text of what is being typed. */
  readonly typingText: boolean;
  readonly delivered: boolean;
  readonly read: boolean;
  readonly presence: boolean;
  readonly status: boolean;
  readonly assignment: boolean;
  readonly edit: boolean;
  readonly remove: boolean;
  readonly regenerate: boolean;
  readonly streaming: boolean;
  readonly reactions: boolean;
  readonly replies: boolean;
  /** What goes with a message beside its words: answers before the chat, data of the page. */
  readonly metadata: boolean;
  /** Files can be sent: uploaded to the backend, or by URL only. */
  readonly attachments: 'upload' | 'url' | false;
  /** Speech comes in. */
  readonly audio: boolean;
  /** Many conversations over one connection. */
  readonly conversations: boolean;
  /** A whole website can be subscribed to by the team. */
  readonly inbox: boolean;
  /** What waited while away can be asked for. */
  readonly pending: boolean;
  /** Commands of this backend alone, by name, such as `request_photo`. */
  readonly actions: readonly string[];
}

/** What files a backend takes. */
export interface UploadLimits {
  /** Bytes a file. */
  readonly size?: number;
  /** Media types and their wildcards, such as `image/png` or `video/*`. */
  readonly types?: readonly string[];
  /** Files a message. */
  readonly count?: number;
}

/** Everything off: a codec spreads this and turns on what it has. */
export const NO_CAPABILITIES: Capabilities = {
  confirm: 'none', idempotent: false, resume: false, history: false, typing: false, typingText: false, delivered: false, read: false, presence: false,
  status: false, assignment: false, edit: false, remove: false, regenerate: false, streaming: false, reactions: false, replies: false, metadata: false, attachments: false,
  audio: false, conversations: false, inbox: false, pending: false, actions: [],
};

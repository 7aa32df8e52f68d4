import type { Address, Capabilities, ChatEvent, Command, MediaPart, Message, Participant, Tuning, UploadLimits } from '../domain/index.js';

/** What travels over a WebSocket: text, or bytes. */
export type Frame = string | ArrayBuffer;

/** Where to connect, made anew before every attempt. */
export interface Target {
  readonly url: string;
  readonly subprotocols?: readonly string[];
}

/** How a connection of this protocol is known to be alive. */
export interface Liveness {
  /** `client`: we ping (`encode({type:'ping'})`). `server`: the backend pings and says its times (`liveness` event). `none`: nothing is sent. */
  readonly ping: 'client' | 'server' | 'none';
  /** Every ping is answered, always. Where not, an unanswered ping ends the connection only after one was answered in this page's life. */
  readonly answers: boolean;
  /** Ping after this long without a frame while visible, if shorter than `heartbeat-interval`. Milliseconds. */
  readonly idle?: number;
  /** Ping when a send has had no answer for this long. Milliseconds. */
  readonly unacked?: number;
  /** Dead when a ping has had no answer for this long. Milliseconds; default: `request-timeout`. */
  readonly patience?: number;
}

/**
 * What a close code means. `retry`: as after any loss. `restart`: planned, spread out. `auth`: ask for a fresh token once, then stop as `signed-out` or `denied`.
 * `cautious`: three tries, then stop. `stop`: do not retry. `replaced`: another connection of this client took over.
 */
export type CloseMeaning = 'retry' | 'restart' | 'auth' | 'denied' | 'cautious' | 'stop' | 'gone' | 'upgrade' | 'replaced' | 'done';

/** One request over HTTP, where a backend takes sends or gives history that way. */
export interface Exchange {
  /** Of the send that it is: where somebody goes to another conversation before the answer, the request goes on, and is not made again. */
  readonly id?: string;
  readonly request: {
    readonly url: string;
    readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
    readonly headers?: Readonly<Record<string, string>>;
    readonly body?: string | Blob;
  };
  /** Makes events of the answer. `body` is the text of the answer; status 0: no answer came, or with success a page for people in its place, as captive portals give. */
  answer(status: number, body: string): readonly ChatEvent[];
  /** What to ask in a while where there was no answer, the backend was busy, or the answer made no events: it may not stay out, and no person can ask for it. Until the connection is another one. */
  again?(): Exchange | undefined;
}

/** A file on its way to the backend. Its request takes as long as the file does, so `request-timeout` does not apply. */
export interface Upload {
  readonly request: Exchange['request'];
  /** The part that a message may carry then, or why there is none, for people. */
  answer(status: number, body: string): MediaPart | { readonly code: 'too-large' | 'refused'; readonly message: string };
}

/**
 * What a command became. `undefined` from `encode` says that this backend has no way to carry it.
 * `sent`: handing it to an open socket is all the confirmation there will be (or, for the others, not yet a confirmation).
 */
export type Encoded = { readonly frames: readonly Frame[] } | { readonly exchange: Exchange };

export interface Decoded {
  readonly events: readonly ChatEvent[];
  /** Frames that the protocol itself answers with (pongs, handshakes). */
  readonly replies?: readonly Frame[];
}

/** What a conversation already has, when a connection opens. */
export interface Subscription {
  readonly conversation: string;
  readonly epoch?: string;
  /** Last sequence number that is stored here. */
  readonly cursor?: number;
}

/** What a codec may ask of the session. Everything that is not a pure function of its input comes through here. */
export interface CodecContext {
  readonly address: Address;
  readonly self: Participant;
  readonly token: string | undefined;
  /** Who sends: an id that lives as long as its outbox, and the number of this connection, higher with each. */
  readonly writer: { readonly id: string; readonly generation: number };
  newId(): string;
  now(): Date;
  subscriptions(): readonly Subscription[];
  /** Id of the newest message up to which everything is known in a conversation (polling asks what came after it). One's own count only where the backend listed them. */
  lastId(conversation: string): string | undefined;
  /** What is shown of a conversation, oldest first, for what a frame alone does not tell: a picture that was shown before it had an id, work that is still under way. */
  messages?(conversation: string): readonly Message[];
  /** Sequence number of a message, where the log has one. */
  seqOf(conversation: string, id: string): number | undefined;
}

/**
 * One connection's worth of a protocol. Made when a socket is about to open, dropped with it, so nothing leaks from one connection into the next.
 * Nothing here throws on input from the wire: what cannot be understood becomes an `error` event with code `protocol-error`.
 */
export interface CodecSession {
  /** The socket is open: frames to begin with. A protocol without a handshake returns a `ready` event right here. */
  open(): Decoded;
  decode(frame: Frame): Decoded;
  encode(command: Command): Encoded | undefined;
  /** A frame of the integrator's own, as `<chat-connection>.send()` takes it. */
  raw(frame: unknown): readonly Frame[];
  /**
   * Asks over HTTP for what is new (after `lastId`), while the socket cannot be had. Absent: no polling. Asked for each conversation after the socket opened
   * as well, since nothing else brings what came between the last round and the subscription; and again where an answer brought something and more may be missing.
   * `news`: what was there before this page is known, so what comes is new.
   */
  poll?(conversation: string, news?: boolean): Exchange;
  /** Puts a file where a message can point to it. Absent: files are sent by URL, or not at all (`capabilities.attachments`). */
  upload?(conversation: string, file: Blob, name: string): Promise<Upload>;
  /** The page is leaving or the connection ends on purpose: a last frame, if the protocol has one. */
  bye?(): readonly Frame[];
}

/**
 * A protocol. Add one: a folder with a default-exported codec and one line in `registry.ts`, or `registerProtocol(name, codec)` from a page.
 */
export interface Codec {
  readonly name: string;
  readonly capabilities: Capabilities;
  /** Numbers that differ from the common defaults. */
  readonly defaults?: Partial<Tuning>;
  readonly liveness: Liveness;
  /** Attribute names that are needed and missing, such as `user-id`. Empty: all there. */
  missing?(address: Address): readonly string[];
  /** Fetches what this address needs beside the codec, before the first connect. Rejects where that could not be had. */
  prepare?(address: Address): Promise<void>;
  /** May throw a ChatError `no-url` or `invalid-url`. */
  target(address: Address, token: string | undefined): Target;
  start(context: CodecContext): CodecSession;
  /** Whether a visitor at this address who names no conversation gets one made up here, with the first need. Then the socket waits for that need. */
  makesConversation?(address: Address): boolean;
  /** Nobody is signed in (no user id, no token): not a fault. No connection is made, and an open one is closed, until somebody is. Absent: never. */
  signedOut?(address: Address, token: string | undefined): boolean;
  /** Its sessions can `poll`. */
  readonly polls?: boolean;
  /** What files its sessions take, so that people hear of a refusal before they waited for it. */
  uploadLimits?(): Promise<UploadLimits>;
  /** Overrides of the common table of close codes. */
  closeMeans?(code: number, reason: string): CloseMeaning | undefined;
  /** A URL whose plain GET says whether connecting makes sense (200, 401, 403, 429 or 503 with Retry-After). Asked after three failed handshakes. */
  statusUrl?(address: Address): string;
}

/** Frames larger than this are dropped unread. Bytes. */
export const MAX_FRAME = 8 * 1024 * 1024;
/** JSON nested deeper than this is dropped. */
export const MAX_DEPTH = 32;

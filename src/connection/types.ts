import type { Clock, ConnectionStatus, ConnectionView, Tuning } from '../domain/index.js';

/*
 * Frame, Target, Liveness and CloseMeaning are those of `protocols/codec.ts`, said again: the connection knows no protocol, so it imports
 * none of them. They fit by structure, and the compiler objects in the session when one side changes alone.
 */

export type Frame = string | ArrayBuffer;

export interface Target {
  readonly url: string;
  readonly subprotocols?: readonly string[];
}

export interface Liveness {
  readonly ping: 'client' | 'server' | 'none';
  readonly answers: boolean;
  readonly idle?: number;
  readonly unacked?: number;
  readonly patience?: number;
}

export type CloseMeaning = 'retry' | 'restart' | 'auth' | 'denied' | 'cautious' | 'stop' | 'gone' | 'upgrade' | 'replaced' | 'done';

/** What goes on around the page. `pagehide` and `pageshow` only where the page enters or leaves the back/forward cache. */
export type Happening = 'online' | 'offline' | 'visible' | 'hidden' | 'pagehide' | 'pageshow' | 'resume' | 'freeze';

export interface Surroundings {
  readonly online: boolean;
  readonly visible: boolean;
  on(fn: (what: Happening) => void): () => void;
}

export interface ConnectionOptions {
  /**
   * Asked before every attempt; the token is asked for in here. Rejects with a ChatError: `token-failed` is retried, any other code stops the
   * connection with it. `fresh`: the last token was refused. Never asked twice at once for one attempt; given up after 10 s, and a late
   * answer is ignored.
   */
  dial(attempt: { readonly generation: number; readonly fresh: boolean }): Promise<Target>;
  /** Read at every use: attributes change at run time. */
  tuning(): Tuning;
  liveness(): Liveness;
  /** The protocol's ping. */
  ping(): Frame | undefined;
  /** Overrides of the common table of close codes. */
  closeMeans?(code: number, reason: string): CloseMeaning | undefined;
  /** The error in the last frame: the reason of a close that follows it and gives none. */
  said?(): string | undefined;
  /** Asked with a plain GET after three failed handshakes, because a browser does not tell why an upgrade was refused. */
  statusUrl?(): string | undefined;
  /** The owner polls over HTTP, and is answered: once an attempt has failed, the status is `polling` in place of `reconnecting`. Call `refresh()` when it changes. */
  canPoll?(): boolean;
  readonly clock?: Clock;
  readonly random?: () => number;
  readonly surroundings?: Surroundings;
  readonly webSocket?: typeof WebSocket;
  readonly fetch?: typeof fetch;
}

export interface ConnectionHandlers {
  /** The socket is open: the owner sends its handshake, and calls `ready()` when it is answered. */
  open(generation: number): void;
  frame(data: Frame, generation: number): void;
  /** Once per socket that had opened and ended, for whatever cause; before the status that follows from it. */
  lost(info: { readonly code: number; readonly reason: string; readonly generation: number }): void;
  /** An attempt came to nothing: no socket, for now. */
  missed?(): void;
  /** The view changed. `previous` is the status before; the same where only the number of attempts or the error changed. */
  status(view: ConnectionView & { readonly previous: ConnectionStatus }): void;
}


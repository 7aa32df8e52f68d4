/**
 * The state of the connection, one at a time.
 * `idle`: nothing asked for yet. `connecting`: first attempt under way. `connected`: frames flow both ways.
 * `reconnecting`: lost, being retried. `polling`: frames come over HTTP while the socket is retried. `offline`: the device says it has no network.
 * `failed`: stopped, a person or the page must act (`error` says what). `closed`: closed on purpose.
 */
export type ConnectionStatus = 'idle' | 'connecting' | 'connected' | 'reconnecting' | 'polling' | 'offline' | 'failed' | 'closed';

/** Figures of one connection element, since it was made. Times are epoch milliseconds. */
export interface ConnectionStats {
  /** When the present connection opened, or null. */
  readonly connectTime: number | null;
  readonly messagesSent: number;
  readonly messagesReceived: number;
  readonly reconnectAttempts: number;
  readonly queuedMessageCount: number;
  readonly lastError: string | null;
  readonly lastErrorTime: number | null;
  /** Milliseconds of the last answered ping or acknowledged send, or null. */
  readonly roundTripTime: number | null;
  /** Conversations (and websites) subscribed to. */
  readonly subscriptions: readonly string[];
  /** Frames dropped as malformed, too deep or too large. */
  readonly framesDropped: number;
  /** Times that the backend left a number of its log out: what was missing is asked for at once. */
  readonly gaps: number;
  /** Entries of the log that came again: they are dropped. */
  readonly repeats: number;
}

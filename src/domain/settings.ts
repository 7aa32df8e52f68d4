import type { Role } from './participant.js';

/** Where the backend is and who is there. Everything a codec may need to open its connection; the names are those of `<chat-connection>`'s attributes. */
export interface Address {
  /** Backend base, http(s) or ws(s). */
  readonly url?: string;
  /** PartySocket's own addressing for `party`, in place of `url`. */
  readonly host?: string;
  readonly party?: string;
  readonly protocol: string;
  readonly conversation?: string;
  readonly userId?: string;
  readonly userName?: string;
  readonly userRole?: Role;
  readonly websiteId?: string;
  /** `socket-io`: the field that names the other side, its path and namespace. */
  readonly peerField: string;
  readonly socketPath: string;
  readonly namespace: string;
  /** HTTP paths with `{conversation}` and `{user-id}` in them. */
  readonly eventsUrl?: string;
  readonly messagesUrl?: string;
  readonly historyUrl?: string;
  /** WebSocket sub-protocols. */
  readonly subprotocols?: readonly string[];
}

/** The numbers. Milliseconds unless said otherwise; every one is an attribute of `<chat-connection>`. */
export interface Tuning {
  /** First retry happens within this time, at a random moment: in the second half of it where an attempt has just failed. */
  readonly reconnectDelay: number;
  readonly maxReconnectDelay: number;
  /** Factor from one retry to the next. */
  readonly reconnectMultiplier: number;
  /** Attempts in a row before `failed`. Infinity: never. */
  readonly maxAttempts: number;
  readonly heartbeatInterval: number;
  readonly requestTimeout: number;
  readonly connectTimeout: number;
  /** Unsent messages kept; over it a send is refused, visibly. */
  readonly queueSize: number;
  readonly typingThrottle: number;
  readonly pollingInterval: number;
}

export const DEFAULT_TUNING: Tuning = {
  reconnectDelay: 1000, maxReconnectDelay: 30_000, reconnectMultiplier: 1.5, maxAttempts: Infinity, heartbeatInterval: 30_000, requestTimeout: 10_000,
  connectTimeout: 10_000, queueSize: 1000, typingThrottle: 100, pollingInterval: 3000,
};

export const DEFAULT_ADDRESS: Address = { protocol: 'party', peerField: 'girl_id', socketPath: '/socket.io/', namespace: '/' };

/** A token, or a function that is asked before every connect. */
export type TokenSource = string | (() => string | undefined | Promise<string | undefined>) | undefined;

export interface Settings {
  readonly address: Address;
  /** What was set; the rest comes from the codec's defaults, then from DEFAULT_TUNING. */
  readonly tuning: Partial<Tuning>;
  readonly token: TokenSource;
  readonly debug: boolean;
  readonly shareTabs: boolean;
}

/** How a setting is called as an attribute: `userId` → `user-id`. */
export const attributeOf = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

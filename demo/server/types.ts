import type { Conversation } from './conversation.js';
import type { Lobby } from './lobby.js';

/** What the worker is given: two classes of rooms and its settings, all of them strings (start.mjs and wrangler.jsonc set them). */
export interface Env {
  conversation: DurableObjectNamespace<Conversation>;
  lobby: DurableObjectNamespace<Lobby>;
  /** Signs and verifies tokens. Without it the server answers only if OPEN is set. */
  CHAT_SECRET?: string;
  /** `1`: an open server, for trying things out: takes everyone at their word. OPEN_SECRET signs its guest tokens. */
  OPEN?: string;
  OPEN_SECRET?: string;
  /** `off`: no guests; a token is needed. */
  GUESTS?: string;
  /** Comma-separated list of web origins that may connect; `*` for any. */
  ORIGINS?: string;
  /** `1`: POST /demo/token hands out tokens of any role. Never in production. */
  DEMO_TOKENS?: string;
  ASSISTANT?: string;
  /** Milliseconds of silence before the assistant answers; a factor on how long it takes to write. */
  ASSISTANT_WAIT?: string;
  ASSISTANT_PACE?: string;
  RETENTION_HOURS?: string;
  RETENTION_ENTRIES?: string;
  /** What file links start with, where the server is behind a proxy that changes the host or the path. */
  PUBLIC_URL?: string;
  /** Random, one per server life. Absent on Cloudflare, where there is no such thing as one server. */
  SERVER_ID?: string;
  /** For tests: bytes of all files of a conversation. */
  FILES_BYTES?: string;
  /** For tests: milliseconds after which a silent socket is gone. */
  SILENT_MS?: string;
  /** Says whenever a room wakes up, which shows that idle rooms sleep. */
  TRACE?: string;
  /** Lets start.mjs, and nobody else, ask for the goodbye before a shutdown. */
  CONTROL_KEY?: string;
}

export type Role = 'visitor' | 'agent' | 'ai';
export interface User {
  id: string;
  role: Role;
  name?: string;
  avatar?: string;
}
export type Status = 'open' | 'pending' | 'resolved' | 'closed';

export type Part =
  | { type: 'text'; text: string }
  | { type: 'image' | 'video' | 'audio' | 'file'; url: string; name?: string; mime?: string; size?: number; alt?: string; duration?: number; width?: number; height?: number }
  | { type: 'card'; title: string; text?: string; image?: string; alt?: string; actions?: { label: string; value: string; url?: string }[] };

/** One line of the log. */
export interface Entry {
  seq: number;
  at: string;
  k: 'message' | 'edit' | 'remove' | 'react' | 'status' | 'assign';
  by: User;
  id: string;
  parts?: Part[];
  re?: string;
  meta?: Record<string, unknown>;
  streaming?: boolean;
  target?: string;
  final?: boolean;
  cut?: boolean;
  emoji?: string;
  on?: boolean;
  status?: Status;
  assignee?: User | null;
}
/** A message as it stands now. */
export interface Message extends Entry {
  parts: Part[];
  edited?: string;
  removed?: string;
  reactions?: { emoji: string; by: string[] }[];
}

export interface Info {
  id: string;
  status: Status;
  assignee: User | null;
  visitor?: User;
  visitorOnline: boolean;
  /** What the visitor said of themselves beside the messages; for the team only. */
  context?: Record<string, unknown>;
}
/** One row of the team's inbox. */
export interface Row extends Info {
  last?: { id: string; text: string; by: User; at: string };
  unread: number;
  updated: string;
  typing?: { by: User; text?: string };
}

/** Who sends a frame: a verified identity and the connection it came by. Kept in the socket's attachment, so it survives hibernation. */
export interface Who {
  user: User;
  /** The writer and the number of its connection. */
  client: string;
  gen: number;
  website: string;
  /** Milliseconds since 1970 at which the token ends. */
  exp?: number;
  /** The conversations that the token is good for; absent: no such list. */
  conversations?: string[];
  guest?: boolean;
  /** Id of the connection. */
  conn: string;
  /** In a conversation's own room: false after `unsubscribe`. */
  subscribed?: boolean;
  /** When a frame last came by the socket, in milliseconds since 1970 and give or take `SIGN` (door.ts). Pings are answered, and timed, by the runtime. */
  heard: number;
}

/** A frame on its way to a client. */
export type Out = { t: string } & Record<string, unknown>;

/** What a conversation tells its website's lobby, in order. */
export type News = { entries: Entry[] } | { frame: Out; notTo?: string; notConn?: string };

import type { Capabilities, ConnectionStats, ConnectionView, ConversationSummary, ConversationView, DurableCommand, MediaPart, MessageBlock, Participant } from '../../domain/index.js';
import type { SessionEventName, SessionEvents, SpeechClip } from '../types.js';

/** Of what tabs say to each other. Tabs with another number (a page from before an update) do not hear each other, and each group has its own socket. */
export const VERSION = 1;

/** What every tab knows of the one connection, besides the conversations. */
export interface Common {
  readonly connection: ConnectionView;
  readonly stats: ConnectionStats;
  readonly capabilities: Capabilities;
  readonly self: Participant;
  readonly currentConversation: string | undefined;
  readonly volatile: boolean;
  readonly guest: { readonly token?: string; readonly conversation?: string };
}

/** A conversation as it now stands: all keys of its blocks in order, and those blocks that the others do not have yet. */
export interface Patch {
  readonly view: Omit<ConversationView, 'blocks'>;
  readonly keys: readonly string[];
  readonly blocks: readonly MessageBlock[];
  readonly epoch: string | undefined;
  readonly cursor: number | undefined;
  readonly readUpTo: number | undefined;
  /** Speech of messages for which more of it came. */
  readonly clips: readonly (readonly [id: string, clips: readonly SpeechClip[]])[];
}

export interface Told {
  readonly name: SessionEventName;
  readonly detail: unknown;
}

/** What followers may have done for them by its name. What must arrive goes as `sends`. */
export type Asked = 'engage' | 'connect' | 'retry' | 'send' | 'retryMessage' | 'discardMessage' | 'setTyping' | 'markRead' | 'loadOlder' | 'action' | 'requestPending' | 'subscribe' | 'unsubscribe';

/** What the leader says. `gen`: of its leadership, higher than those before: one that thaws late is not listened to. `n`: of its state, without holes. */
export type FromLeader =
  | { readonly t: 'lead' | 'beat'; readonly gen: number; readonly writer: string; readonly n: number }
  /** It ends on purpose. The browser gives the lead to the next in line by itself. */
  | { readonly t: 'bye'; readonly gen: number }
  /** `to`: all there is, for the tab that asked. Without: what changed, for all. */
  | {
    readonly t: 'state'; readonly gen: number; readonly n: number; readonly writer: string; readonly to?: string; readonly common: Common; readonly patches: readonly Patch[];
    readonly inbox?: readonly ConversationSummary[]; readonly told: readonly Told[];
  }
  | { readonly t: 'frame'; readonly gen: number; readonly frame: SessionEvents['chat-frame'] }
  | { readonly t: 'unknown'; readonly gen: number; readonly name: string; readonly data: unknown; readonly conversation?: string }
  | { readonly t: 'answer'; readonly gen: number; readonly to: string; readonly call: number }
  /** These are in the outbox that it sends from. */
  | { readonly t: 'took'; readonly gen: number; readonly to: string; readonly ids: readonly string[] }
  /** How far a file is; and where it is, or why not. */
  | { readonly t: 'share'; readonly gen: number; readonly to: string; readonly call: number; readonly share: number }
  | { readonly t: 'filed'; readonly gen: number; readonly to: string; readonly call: number; readonly part: MediaPart }
  | { readonly t: 'unfiled'; readonly gen: number; readonly to: string; readonly call: number; readonly code: string; readonly message: string }
  /** A command that it could not take. */
  | { readonly t: 'refused'; readonly gen: number; readonly to: string; readonly id: string; readonly message: string };

/** What followers say. */
export type FromFollower =
  /** Here I am, or: I missed something. */
  | { readonly t: 'hello'; readonly visible: boolean; readonly watches: boolean; readonly subscriptions: readonly string[] }
  | { readonly t: 'ping' | 'leave' }
  | { readonly t: 'looks'; readonly visible: boolean }
  /** A file to put where a message can point to it; and not any more. */
  | { readonly t: 'file'; readonly call: number; readonly file: Blob; readonly name: string; readonly conversation?: string }
  | { readonly t: 'nofile'; readonly call: number }
  | { readonly t: 'call'; readonly call: number; readonly method: Asked; readonly args: readonly unknown[] }
  /** Commands that must arrive. `kept`: in the outbox that all tabs share, under a writer that nobody holds, so that whoever leads takes them over. */
  | { readonly t: 'sends'; readonly commands: readonly DurableCommand[]; readonly kept: boolean };

export type Word = (FromLeader | FromFollower) & { readonly from: string };

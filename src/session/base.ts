import { Conversation } from '../conversation/conversation.js';
import type { SpeechClip } from '../conversation/types.js';
import {
  DEFAULT_ADDRESS, NO_CAPABILITIES, systemClock, type Capabilities, type Clock, type ConnectionStats, type ConnectionView, type ConversationSummary, type ConversationView,
  type Message, type Participant, type Settings,
} from '../domain/index.js';
import { redact } from '../errors/index.js';
import { Feed, nextFrame, type Schedule } from './feed.js';
import { newId } from './ids.js';
import type { SessionChange, SessionEvents, SessionListener } from './types.js';

export interface BaseDeps {
  readonly clock: Clock;
  readonly schedule: Schedule;
  readonly newId: () => string;
  readonly now: () => Date;
  /** Several sessions, one after the other, may speak with one voice. */
  readonly feed?: Feed;
}

export function baseDeps(deps: Partial<BaseDeps> = {}): BaseDeps {
  return { clock: systemClock, schedule: nextFrame, newId, now: () => new Date(), ...deps };
}

export const NO_SETTINGS: Settings = { address: DEFAULT_ADDRESS, tuning: {}, token: undefined, debug: false, shareTabs: false };

/** What a session with a socket and one fed by its page have in common: conversations, the feed of changes, and expiry of typing. */
export abstract class BaseSession {
  abstract readonly settings: Settings;
  abstract readonly capabilities: Capabilities;
  abstract readonly self: Participant;
  abstract readonly currentConversation: string | undefined;
  abstract readonly connection: ConnectionView;

  /** @internal */ readonly deps: BaseDeps;
  /** @internal */ readonly feed: Feed;
  /** @internal */ readonly conversations = new Map<string, Conversation>();
  #expiry: unknown;

  constructor(deps: BaseDeps) {
    this.deps = deps;
    this.feed = deps.feed ?? new Feed(deps.schedule);
  }

  /** Rows of the team's inbox, newest first. */
  get inbox(): readonly ConversationSummary[] {
    return [];
  }

  conversation(id?: string): ConversationView {
    return this.of(id).view;
  }

  find(messageId: string, conversation?: string): Message | undefined {
    return this.of(conversation).find(messageId);
  }

  speech(messageId: string, conversation?: string): readonly SpeechClip[] {
    return this.of(conversation).speech(messageId);
  }

  onChange(fn: (change: SessionChange) => void): () => void {
    return this.feed.onChange(fn);
  }

  onEvent(fn: SessionListener): () => void {
    return this.feed.onEvent(fn);
  }

  watchFrames(fn: (frame: SessionEvents['chat-frame']) => void): () => void {
    this.feed.watchers.add(fn);
    return () => this.feed.watchers.delete(fn);
  }

  redact(text: string): string {
    return redact(text);
  }

  /** The conversation with this id, made at the first need. */
  of(id: string = this.currentConversation ?? ''): Conversation {
    let found = this.conversations.get(id);
    if (!found) {
      found = new Conversation(id, {
        self: () => this.self,
        clock: this.deps.clock,
        newId: this.deps.newId,
        now: this.deps.now,
        hasHistory: () => this.capabilities.history,
      });
      this.conversations.set(id, found);
    }
    return found;
  }

  /** Tells views that a conversation changed, and keeps the timer that lets incoming typing run out. */
  touched(conversation: Conversation): void {
    this.feed.changed('conversation', conversation.view.id);
    this.watchTyping();
  }

  protected watchTyping(): void {
    this.deps.clock.clearTimeout(this.#expiry);
    const now = this.deps.clock.now();
    let next = Infinity;
    for (const conversation of this.conversations.values()) {
      const before = conversation.view;
      next = Math.min(next, conversation.expire(now) ?? Infinity);
      if (conversation.view !== before) this.expired(conversation);
    }
    this.#expiry = next === Infinity ? undefined : this.deps.clock.setTimeout(() => this.watchTyping(), Math.max(next - now, 1));
  }

  /** Somebody stopped writing without a word. */
  protected expired({ id }: Conversation): void {
    this.feed.changed('conversation', id);
  }

  dispose(): void {
    this.deps.clock.clearTimeout(this.#expiry);
    this.#expiry = undefined;
    this.feed.dispose();
  }
}

export const NO_STATS: ConnectionStats = {
  connectTime: null, messagesSent: 0, messagesReceived: 0, reconnectAttempts: 0, queuedMessageCount: 0, lastError: null, lastErrorTime: null, roundTripTime: null,
  subscriptions: [], framesDropped: 0, gaps: 0, repeats: 0,
};

export { NO_CAPABILITIES };

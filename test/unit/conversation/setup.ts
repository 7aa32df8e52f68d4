/** One conversation under test, with short ways to say what comes in. */
import { Conversation } from '../../../src/conversation/conversation.js';
import { loadRare } from '../../../src/conversation/events.js';
import type { DurableCommand, IncomingMessage, Message, MessageEvent, Participant } from '../../../src/domain/index.js';
import { ManualClock } from '../../helpers/clock.js';

// What comes later in a page is here from the start.
await loadRare();

export const ME: Participant = { id: 'me', role: 'visitor' };
export const ANNA: Participant = { id: 'anna', role: 'agent', name: 'Anna' };
export const BOT: Participant = { id: 'bot', role: 'ai' };
export const NOW = new Date('2026-11-20T12:00:00Z');

/** What nothing did. */
export const UNCHANGED = { changed: false, arrived: [], touched: [], removed: [], cursor: undefined, hole: false, repeat: false, reset: false };

export function setup(options: { history?: boolean } = {}) {
  const clock = new ManualClock(1000);
  let ids = 0;
  const conversation = new Conversation('c1', { self: () => ME, clock, newId: () => `made-${++ids}`, now: () => NOW, hasHistory: () => options.history ?? true });
  return { conversation, clock };
}

export const text = (words: string) => [{ type: 'text', text: words } as const];

export function incoming(id: string | undefined, words: string, more: Partial<IncomingMessage> = {}): IncomingMessage {
  return { ...(id !== undefined && { id }), author: ANNA, parts: text(words), ...more };
}

export function message(id: string | undefined, words: string, more: Partial<IncomingMessage> = {}, event: Partial<MessageEvent> = {}): MessageEvent {
  return { type: 'message', conversation: 'c1', message: incoming(id, words, more), ...event };
}

export function own(id: string, words: string, n = 1): DurableCommand {
  return { type: 'send-message', conversation: 'c1', id, n, at: NOW, parts: text(words) };
}

export const list = (conversation: Conversation): Message[] => conversation.view.blocks.flatMap((b) => b.messages);
export const texts = (conversation: Conversation): string[] => list(conversation).map((m) => m.text);
export const ids = (conversation: Conversation): string[] => list(conversation).map((m) => m.id);

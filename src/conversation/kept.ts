import type { ConversationInfo, Message } from '../domain/index.js';
import type { Conversation } from './conversation.js';
import { isSpeech } from './message.js';

/** What storage hands back: a `KeptConversation` by shape, so that this folder need not know storage. */
export interface KeptState {
  readonly epoch?: string;
  readonly cursor?: number;
  readonly info?: ConversationInfo;
  readonly readUpTo?: number;
  /** Of what came and was not read, in another tab. */
  readonly firstUnread?: string;
}

/** Puts in what an earlier page load left, before anything arrived. What waits there unsent comes from the outbox, not from here. */
export function restore(state: Conversation, { kept, messages }: { readonly kept: KeptState; readonly messages: readonly Message[] }): void {
  const { log, unread } = state;
  const old = messages.filter((m) => m.status !== 'pending' && !state.find(m.id));
  state.epoch = kept.epoch;
  state.cursor = kept.cursor;
  state.joined = old.length > 0;
  state.show({ info: { ...kept.info, ...state.shown.info } });
  // Speech lives as long as the page: a message must not offer to play what is gone.
  log.reset([...old.map((m) => (m.parts.some(isSpeech) ? { ...m, parts: m.parts.filter((p) => !isSpeech(p)) } : m)), ...log.all()]);
  unread.upTo = kept.readUpTo;
  const first = old.findIndex(({ id }) => id === kept.firstUnread);
  if (first >= 0) for (const m of old.slice(first)) unread.add(m, true);
  unread.recount(log);
  state.change();
}

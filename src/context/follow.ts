import type { ChatSession } from '../session/types.js';

/** How many want each conversation of a session that it is not about itself. */
const wanted = new WeakMap<ChatSession, Map<string, number>>();

/**
 * For elements that show another conversation than their connection is about: asks for it, and gives it up with the last of them. What the page had asked for before stays
 * asked for. Returns what lets go of it.
 */
export function follow(session: ChatSession, conversation: string): () => void {
  const all = wanted.get(session) ?? new Map<string, number>();
  wanted.set(session, all);
  const pages = session.stats.subscriptions.includes(conversation) ? 1 : 0;
  all.set(conversation, (all.get(conversation) ?? pages) + 1);
  session.subscribe(conversation);
  return () => {
    const left = all.get(conversation)! - 1;
    all.set(conversation, left);
    if (left) return;
    all.delete(conversation);
    if (conversation !== session.currentConversation) session.unsubscribe(conversation);
  };
}

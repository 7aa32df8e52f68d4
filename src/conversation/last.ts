import type { Conversation } from './conversation.js';
import { isProgress } from './message.js';

/** Id of the newest message that the backend told of, so that all before it is known. The answer to a send says nothing of what others said meanwhile. */
export function lastId(state: Conversation): string | undefined {
  return state.last((m) => (m.own ? state.listed.has(m.id) : !isProgress(m)))?.id;
}

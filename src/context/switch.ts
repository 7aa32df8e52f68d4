/** A visitor goes to another of their conversations, or begins one. Loaded by a widget that lists them. */
import { newId } from '../session/ids.js';
import type { ChatSession } from '../session/types.js';
import type { OwnedSession } from './create.js';

/** A name for a conversation that is about to begin. */
export const newConversation = newId;

/**
 * Makes another conversation the current one of a session whose settings name none, and connects to it. The guest it belongs to stays, and so does what is known of the others.
 * False where the settings name one, or the session is another tab's: then it is for whoever set it to set another.
 */
export function switchTo(session: ChatSession, conversation: string): boolean {
  const { settings } = session;
  const { guest, configure } = session as Partial<OwnedSession> & { readonly guest?: { conversation?: string } };
  if (settings.address.conversation || !guest || !configure) return false;
  // As another address and back: to the session that is what it is.
  configure.call(session, { ...settings, address: { ...settings.address, conversation } });
  guest.conversation = conversation;
  configure.call(session, settings);
  return true;
}

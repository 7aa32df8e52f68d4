import { ContextProvider, createContext } from '@lit/context';
import type { ChatSession } from '../session/types.js';

/** The session that elements share. The key is global, so that two copies of the script on one page understand each other. */
export const sessionContext = createContext<ChatSession | undefined>(Symbol.for('chat-elements:session'));

/** Makes a session the context of everything inside a plain element. Returns its own end. */
export function provideSession(node: HTMLElement, session: ChatSession): () => void {
  const provider = new ContextProvider(node, { context: sessionContext, initialValue: session });
  provider.hostConnected();
  return () => provider.setValue(undefined);
}

import { createContext } from '@lit/context';
import type { ChatSession } from '../session/types.js';

/** The session that elements share. The key is global, so that two copies of the script on one page understand each other. */
export const sessionContext = createContext<ChatSession | undefined>(Symbol.for('chat-elements:session'));

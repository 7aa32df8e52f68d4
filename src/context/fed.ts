import { LocalSession } from '../session/local.js';
import type { FedSession } from '../session/types.js';

/** Makes a session that the page feeds itself. Apart from create.ts: a widget has one or the other. */
export function createFedSession(): FedSession {
  return new LocalSession();
}

import type { Settings } from '../domain/index.js';
import { sharing } from '../session/sharing.js';
import type { ChatSession } from '../session/types.js';
import { createOwnSession } from './own.js';

/** A session that someone owns: they start it, give it new settings, and dispose of it. */
export interface OwnedSession extends ChatSession {
  start(): void;
  configure(settings: Settings): void;
  dispose(): void;
}

/** Makes a session for these settings. Nothing happens until `start()` or `connect()`. Whether tabs share it is asked here, once. */
export function createSession(settings: Settings): OwnedSession {
  return settings.shareTabs ? sharing(settings) : createOwnSession(settings);
}

import type { Settings } from '../domain/index.js';
import { Session } from '../session/session.js';
import type { OwnedSession } from './create.js';

/** A session of this page's own, shared with no other tab: what nearly every widget needs, without what sharing takes. */
export const createOwnSession = (settings: Settings): OwnedSession => new Session(settings);

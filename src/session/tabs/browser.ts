import { browserSurroundings } from '../../connection/surroundings.js';
import type { Surroundings } from '../../connection/types.js';
import { systemClock, type Clock } from '../../domain/index.js';
import { databases } from '../../storage/exists.js';
import { createStore } from '../../storage/store.js';
import type { Store } from '../../storage/types.js';
import type { SessionDeps } from '../core.js';
import { newId } from '../ids.js';

export type Locks = Pick<LockManager, 'request'>;
export type Channel = Pick<BroadcastChannel, 'postMessage' | 'close' | 'onmessage'>;

/** What tabs need of the browser; tests put their own in its place. */
export interface TabsDeps {
  readonly clock: Clock;
  readonly random: () => number;
  readonly surroundings: Surroundings;
  readonly locks: Locks;
  channel(name: string): Channel;
  /** Name of the database that tabs share. */
  readonly database?: string;
  readonly newId: () => string;
  now(): Date;
  /** Where a follower puts what must arrive. */
  store(): Store;
  /** For the sessions that lead. */
  readonly session: Partial<SessionDeps>;
}

/** Undefined where the browser lacks something without which tabs cannot share: then each has its own socket. */
export function browserDeps(): TabsDeps | undefined {
  const locks = globalThis.navigator?.locks;
  if (!locks || typeof BroadcastChannel !== 'function' || !databases()) return undefined;
  return {
    clock: systemClock, random: Math.random, surroundings: browserSurroundings(), locks, newId, now: () => new Date(), session: {},
    channel: (name) => new BroadcastChannel(name),
    store: () => createStore(),
  };
}

import type { Role } from '../../domain/index.js';
import type { CodecContext } from '../codec.js';
import { Handshake } from '../handshake.js';

/** What one connection has to remember. */
export interface State {
  readonly handshake: Handshake;
  /** Ids by which the server calls us: the page's, or what its frames gave away. */
  readonly mine: Set<string>;
  /** Client ids that went out and did not come back yet. */
  readonly sent: Set<string>;
  /** Conversations that were told that we are typing, and those that were ever told. */
  readonly typing: Set<string>;
  readonly typed: Set<string>;
  /** What others are, by id: some frames do not say. */
  readonly roles: Map<string, Role>;
  /** What others have typed so far, by conversation and id: a later indicator without text must not blank it. */
  readonly drafts: Map<string, string>;
}

export function newState(context: CodecContext): State {
  const { address } = context;
  return { handshake: new Handshake(context), mine: new Set(address.userId ? [address.userId] : []), sent: new Set(), typing: new Set(), typed: new Set(), roles: new Map(), drafts: new Map() };
}

/** More than this at a time is not a team with its visitors but somebody who fills memory. */
export const MOST = 2000;

/** Remembers; of too much, the oldest is forgotten. */
export function note<T>(map: Map<string, T>, key: string, value: T): void {
  map.delete(key);
  map.set(key, value);
  if (map.size > MOST) map.delete(map.keys().next().value!);
}

import { ChatError, type ErrorCode } from '../errors/index.js';
import type { CloseMeaning } from './types.js';

/**
 * The codes that we close with ourselves. Only 1000 and 3000-4999 may be given to close(): with any other, partysocket swallows the error,
 * reports the socket closed and leaves it open and subscribed (facts B3 and B4).
 */
export const CLOSING = { bye: 1000, hidden: 4900, silent: 4901, late: 4902, replaced: 4903, refused: 4904, stopped: 4905 } as const;

const MEANINGS: Readonly<Record<number, CloseMeaning>> = {
  1001: 'restart', 1012: 'restart',
  1002: 'cautious', 1003: 'cautious', 1007: 'cautious', 1010: 'cautious', 4400: 'cautious',
  4401: 'auth', 1008: 'denied', 4403: 'denied',
  4404: 'gone', 4409: 'replaced', 4426: 'upgrade',
};

/**
 * The common table; a codec may know better. Everything that is not in it is retried. 1000 too: browsers and proxies report it for connections
 * that nobody said goodbye on (fact 5), so only a protocol that means something by it may trust it.
 */
export const meaningOf = (code: number): CloseMeaning => MEANINGS[code] ?? 'retry';

/** The backend is overloaded, or we are too much for it: no quick retry. */
export const isBusy = (code: number): boolean => code === 1013 || code === 4429;

const STOPS: Readonly<Partial<Record<CloseMeaning, ErrorCode>>> = {
  auth: 'signed-out', denied: 'denied', gone: 'not-found', upgrade: 'upgrade-needed', replaced: 'replaced',
};

/** Why a close with this meaning stops the connection: in the backend's own words, where it gave some. */
export function stopReason(meaning: CloseMeaning, code: number, said: string): ChatError {
  // The sentences end in a full stop of their own.
  const reason = said.trim().replace(/\.$/, '') || (code ? `close code ${code}` : 'no reason given');
  return new ChatError(STOPS[meaning] ?? 'server-error', { reason, message: said.trim() || `The backend ended the connection with ${reason}.` });
}

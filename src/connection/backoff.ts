import type { Tuning } from '../domain/index.js';

/*
 * When to try again.
 *
 * Three goals pull against each other: a person in the middle of a conversation is back within 300 ms (median); 200 clients that are dropped at
 * once arrive with at most 20 in any 100 ms; one fault costs few connections. A drop of everybody (1006 for all) looks to each of them like a
 * hiccup of their own network. No single window serves both: half of the clients within 250 ms is 40 per 100 ms.
 *
 * What tells them apart is not the drop but whether somebody waits. A crowd is mostly idle tabs; the few who are just sending or being answered
 * are spread by their number. So the first retry after a loss comes within
 *   0                      where the fault is our own finding (half-open, wake, back online): everybody finds it at another moment,
 *   0.2 x reconnect-delay  while visible and something is under way: median 100 ms,
 *   2.5 x                  idle or hidden: the fullest 100 ms of 200 clients is over 20 in 1 of 100 herds (with 2 x: in 16),
 *   3 or 10 x              after a planned restart (1001, 1012), under way or idle: everybody is dropped for certain (case 13).
 * All further retries follow the attributes: a random moment within delay x multiplier^n, after an attempt that failed in its second half (record.ts).
 *
 * A backend that is away for a while has a price: to be back 300 ms after it, it has to be tried every 600 ms; at 5 connections that is 2.4 s. Full jitter pays more
 * than it must: a short wait finds what the attempt before it found. Over outages of 1 to 5 s (simulated) it costs 4.1 connections and is late by 1.2 s (median) and
 * 3.6 s (one in twenty); the second halves cost 3.5 and are late by 1.1 and 2.7 s. No outage of up to 5 s costs more than 5. A crowd stays apart all the same,
 * since it was spread by the first retry. A look over HTTP first would be one more connection, not a cheaper one. Who knows how long it will be away is the backend:
 * a planned restart says so (`least`), and is met when it is over.
 */

/** Full jitter: a random moment within min(max, delay x multiplier^attempt). Attempt 0 is the first retry. */
export function backoff(attempt: number, tuning: Tuning, random: () => number): number {
  return within(tuning.reconnectDelay * tuning.reconnectMultiplier ** attempt, tuning, random);
}

export type Cause = 'found' | 'lost' | 'restart';

/** The first retry after a connection that worked. `live`: somebody is looking and something was under way. */
export function firstRetry(cause: Cause, live: boolean, tuning: Tuning, random: () => number): number {
  const factor = cause === 'found' ? 0 : cause === 'lost' ? (live ? 0.2 : 2.5) : live ? 3 : 10;
  return within(tuning.reconnectDelay * factor, tuning, random);
}

function within(window: number, tuning: Tuning, random: () => number): number {
  return random() * Math.max(0, Math.min(tuning.maxReconnectDelay, window));
}

/*
 * Whether a connection is alive, as arithmetic. Each direction has its own proof: a frame that arrives proves the way down; only progress of
 * our own sends proves the way up (a chatty backend hides a dead way up for ever: case 6).
 */

/** What happened so far. Moments of a monotonic clock. */
export interface Signs {
  /** Last frame in. */
  heardAt: number;
  /** Last ping out. -Infinity: none. */
  pingedAt: number;
  /** Nothing at all has arrived since that ping. */
  unanswered: boolean;
  /** Since when sends wait for a confirmation without any progress. */
  waitingSince: number | undefined;
}

/** What holds for this connection now. Infinity switches a rule off. Milliseconds. */
export interface Rules {
  /** We may ping. */
  readonly pings: boolean;
  /** Ping after this long without a frame. */
  readonly idle: number;
  /** Where it pings at its own pace, whatever comes in: since when. */
  readonly since?: number | undefined;
  /** Ping when sends have waited this long. */
  readonly unacked: number;
  /** How long a ping may stay without any frame after it. */
  readonly patience: number;
  /** An unanswered ping is proof of death. */
  readonly trusted: boolean;
  /** How long sends may wait in all. */
  readonly stalled: number;
  /** The backend promised a frame at least this often. */
  readonly within: number;
}

/** What is due at `now`, and if nothing is, when something will be. */
export function judge(signs: Signs, rules: Rules, now: number): { readonly act: 'ping' | 'dead' | undefined; readonly at: number } {
  const { heardAt, pingedAt, unanswered, waitingSince } = signs;
  const asked = unanswered && rules.trusted;
  const dead = Math.min(
    asked ? pingedAt + rules.patience : Infinity,
    waitingSince === undefined ? Infinity : waitingSince + rules.stalled,
    heardAt + rules.within,
  );
  const quiet = rules.pings ? Math.max(rules.since ?? heardAt, pingedAt) + rules.idle : Infinity;
  const wait = !rules.pings || waitingSince === undefined || pingedAt >= waitingSince ? Infinity : waitingSince + rules.unacked;
  const ping = Math.min(asked ? Infinity : quiet, wait);
  // While an answer is awaited no ping is due, but it may have come by the time the next one would be.
  return { act: now >= dead ? 'dead' : now >= ping ? 'ping' : undefined, at: Math.min(dead, ping, now < quiet ? quiet : Infinity) };
}

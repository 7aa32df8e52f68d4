/** Every limit of this server, in one place. What people are told is below. */
export const LIMITS = {
  /** Bytes of a frame from a client. */
  frame: 65_536,
  text: 32_768,
  parts: 16,
  /** Characters of `meta` as JSON. */
  meta: 8_192,
  /** Levels of `meta`. Clients drop frames that are nested deeper than 32, whatever else is in them. */
  metaDepth: 16,
  /** Kinds of reactions to one message: a row of the database has its end. */
  reactions: 50,
  name: 100,
  avatar: 1_000,
  /** Characters of live typing text that are passed on. */
  typingText: 2_000,
  file: 10 * 1024 * 1024,
  /** Bytes of all files of one conversation. */
  files: 200 * 1024 * 1024,
  subscriptions: 200,
  page: 200,
  /** A visitor's own conversations that are listed. */
  own: 50,
  /** Characters of entries or messages in one frame to a client. */
  portion: 512 * 1024,
  /** A resume that missed more entries than this gets a page instead. */
  replay: 2_000,
  helloMs: 5_000,
  heartbeatMs: 25_000,
  /** A socket without a sign of life for this long is gone, whatever TCP says. Hidden pages ping once a minute or so. */
  silentMs: 180_000,
  /** So long marks that come too fast are put together. */
  lateMs: 500,
  retentionHours: 24,
  retentionEntries: 10_000,
} as const;

/** Token buckets per socket: so much at once, then so much a second. */
export const RATES = {
  command: { burst: 400, perSecond: 100 },
  passing: { burst: 20, perSecond: 20 },
  /** Marks beyond that: put together, and taken a moment later. */
  late: { burst: 1_000, perSecond: 500 },
  /** Reads: subscribe, history, stop. */
  query: { burst: 400, perSecond: 50 },
  /** Frames refused. Who empties this one is going on regardless, and is closed with 4429. */
  strike: { burst: 500, perSecond: 50 },
} as const;
export type Rate = keyof typeof RATES;

export const SAY = {
  frame: `That is too much for one message. At most ${LIMITS.frame / 1024} kB can be sent at once.`,
  text: `That message is too long. At most ${LIMITS.text.toLocaleString('en')} characters can be sent at once.`,
  parts: `That message has too many parts. At most ${LIMITS.parts} can be sent at once.`,
  meta: `The data attached to that message is too large. At most ${LIMITS.meta.toLocaleString('en')} characters are taken.`,
  metaDepth: `The data attached to that message is nested too deeply. At most ${LIMITS.metaDepth} levels are taken.`,
  reactions: `That message has as many kinds of reactions as it can have. At most ${LIMITS.reactions} are kept.`,
  file: `That file is too large. Files can have up to ${LIMITS.file / 1024 / 1024} MB.`,
  files: 'This conversation has no room for more files.',
  rate: 'That was a little fast. It will be sent again in a moment.',
  flood: 'Too much at once for too long. Please wait a moment.',
  subscriptions: `At most ${LIMITS.subscriptions} conversations can be followed at once.`,
  closed: 'This conversation is closed.',
  forbidden: 'You are not allowed to do that here.',
  unavailable: 'The conversation cannot be reached right now. It will be tried again.',
} as const;

/** A token bucket. Lives in memory only: a socket that slept long enough to be forgotten has a full one anyway. */
export class Bucket {
  #level: number;
  #at = Date.now();
  constructor(readonly rate: { burst: number; perSecond: number }) {
    this.#level = rate.burst;
  }
  take(): boolean {
    const now = Date.now();
    this.#level = Math.min(this.rate.burst, this.#level + ((now - this.#at) / 1000) * this.rate.perSecond);
    this.#at = now;
    if (this.#level < 1) return false;
    this.#level -= 1;
    return true;
  }
}

export class Buckets {
  #all = new Map<Rate, Bucket>();
  take(rate: Rate): boolean {
    let bucket = this.#all.get(rate);
    if (!bucket) this.#all.set(rate, (bucket = new Bucket(RATES[rate])));
    return bucket.take();
  }
}

/** Bytes of a text in UTF-8, counted only when it might matter. */
export const tooBig = (text: string, max: number): boolean => text.length > max || (text.length * 3 > max && new TextEncoder().encode(text).length > max);

import type { Clock } from '../domain/index.js';
import { ChatError } from '../errors/index.js';

/** What a status URL said. `wait`: come back after so many milliseconds; with an error where somebody who waits should know of it, and may try sooner. */
export type Advice = { readonly refused: 401 | 403 } | { readonly wait: number; readonly error?: ChatError };

const TIMEOUT = 5000;
/** Nobody is kept away for longer than this, whatever the header says. */
const LONGEST_WAIT = 600_000;
/** A wait that nobody has to be told of. */
const SHORT_WAIT = 10_000;

/** Asks a status URL. No answer in time, and any answer without advice, leave things as they are. Withdrawn with `abort`. */
export async function ask(where: () => string | undefined, clock: Clock, fetch: typeof globalThis.fetch, abort: AbortController): Promise<Advice | undefined> {
  const { signal } = abort;
  const timer = clock.setTimeout(() => abort.abort(), TIMEOUT);
  signal.addEventListener('abort', () => clock.clearTimeout(timer));
  try {
    const url = where();
    if (!url || signal.aborted) return undefined;
    const { status, headers } = await fetch(url, { credentials: 'omit', cache: 'no-store', referrerPolicy: 'no-referrer', signal });
    if (status === 401 || status === 403) return { refused: status };
    const wait = status === 429 || status === 503 ? retryAfter(headers.get('Retry-After')) : undefined;
    return wait === undefined ? undefined : patience(wait);
  } catch {
    // No network, no CORS, or too slow, or no usable URL: nothing was learnt.
    return undefined;
  } finally {
    clock.clearTimeout(timer);
  }
}

function patience(wait: number): Advice {
  if (wait < SHORT_WAIT) return { wait };
  const until = new Date(Date.now() + wait).toLocaleTimeString([], { timeStyle: 'short' });
  return { wait, error: Object.assign(new ChatError('server-error', { message: `The backend is busy: it is tried again at ${until}, or with retry().` }), { until }) };
}

/** RFC 9110, section 10.2.3: seconds, or a date (the one place that needs the wall clock). Milliseconds from now. */
export function retryAfter(header: string | null, now = Date.now()): number | undefined {
  if (!header) return undefined;
  const ms = /^\s*\d+\s*$/.test(header) ? Number(header) * 1000 : Date.parse(header) - now;
  return Number.isNaN(ms) ? undefined : Math.min(Math.max(0, ms), LONGEST_WAIT);
}

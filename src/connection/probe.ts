import type { Clock } from '../domain/index.js';
import { Timer } from './timer.js';

/** What a status URL said. `wait`: come back after so many milliseconds. */
export type Advice = { readonly refused: 401 | 403 } | { readonly wait: number };

const TIMEOUT = 5000;
/** Nobody is kept away for longer than this, whatever the header says. */
const LONGEST_WAIT = 600_000;

/** Asks a status URL, one question at a time. */
export class Probe {
  readonly #timer: Timer;
  readonly #fetch: typeof fetch;
  #abort: AbortController | undefined;

  constructor(clock: Clock, fetcher: typeof fetch | undefined) {
    this.#timer = new Timer(clock);
    this.#fetch = fetcher ?? ((...args) => globalThis.fetch(...args));
  }

  /** No answer, and any answer without advice, leave things as they are. */
  async ask(where: () => string | undefined, advised: (advice: Advice) => void): Promise<void> {
    this.stop();
    const abort = (this.#abort = new AbortController());
    this.#timer.set(TIMEOUT, () => abort.abort());
    let advice: Advice | undefined;
    try {
      const url = where();
      if (!url) return this.stop();
      const { status, headers } = await this.#fetch(url, { credentials: 'omit', cache: 'no-store', referrerPolicy: 'no-referrer', signal: abort.signal });
      if (status === 401 || status === 403) advice = { refused: status };
      else if (status === 429 || status === 503) {
        const wait = retryAfter(headers.get('Retry-After'));
        if (wait !== undefined) advice = { wait };
      }
    } catch {
      // No network, no CORS, or too slow, or no usable URL: nothing was learnt.
    }
    if (abort.signal.aborted) return;
    this.stop();
    if (advice) advised(advice);
  }

  stop(): void {
    this.#timer.clear();
    this.#abort?.abort();
    this.#abort = undefined;
  }
}

/** RFC 9110, section 10.2.3: seconds, or a date (the one place that needs the wall clock). Milliseconds from now. */
export function retryAfter(header: string | null, now = Date.now()): number | undefined {
  if (!header) return undefined;
  const ms = /^\s*\d+\s*$/.test(header) ? Number(header) * 1000 : Date.parse(header) - now;
  return Number.isNaN(ms) ? undefined : Math.min(Math.max(0, ms), LONGEST_WAIT);
}

import type { Exchange } from '../protocols/codec.js';
import type { Core } from './core.js';

/** A page for people where an answer should be: of a captive portal, or of a proxy that wants a sign-in. The backend was never asked. */
const PAGE = /^\s*<(!doctype )?html/i;

interface Asking {
  readonly answer: Promise<readonly [status: number, text: string]>;
  stop(): void;
}

/** Sends under way, and those whose answer nobody has heard, by their ids. A session that ends leaves them be: the next one is given the answer, and does not send again. */
const sends = new Map<string, Asking>();

/** Until the first time that something is asked again, twice as long each time, and never longer. Milliseconds. */
const AGAIN = 1000;
const LONGEST = 30_000;

/** Runs one HTTP exchange of a codec and hands its events on. Without an answer the codec says, with status 0, what that means. Resolves with the status. */
export async function exchange(core: Core, one: Exchange, signal?: AbortSignal, wait = AGAIN, told = false): Promise<number> {
  const { request, answer, id = '' } = one;
  const { wire } = core.line;
  if (signal?.aborted) return 0;
  const { clock } = core.deps;
  const { url, method, body } = request;
  core.line.seen('out', `${method} ${url}${typeof body === 'string' ? `\n${body}` : ''}`);
  const asking = sends.get(id) ?? ask(core, request);
  if (id) sends.set(id, asking);
  const timer = clock.setTimeout(asking.stop, core.tuning.requestTimeout);
  const end = () => (id ? clock.clearTimeout(timer) : asking.stop());
  signal?.addEventListener('abort', end);
  const [status, text] = await asking.answer;
  clock.clearTimeout(timer);
  signal?.removeEventListener('abort', end);
  core.line.seen('in', `HTTP ${status}\n${text}`);
  if (!signal?.aborted) {
    sends.delete(id);
    const events = answer(status, text);
    const busy = !status || status === 408 || status === 429 || status >= 500;
    // What could not be had is told once.
    if (!told || !busy) core.take(events);
    // Nothing is said where it has to be asked for otherwise.
    if (one.again && (busy || !events.length)) {
      const stop = () => clock.clearTimeout(timer);
      const timer = clock.setTimeout(() => {
        signal?.removeEventListener('abort', stop);
        const next = core.line.wire === wire && one.again!();
        if (next) void exchange(core, next, signal, Math.min(wait * 2, LONGEST), told || busy);
      }, wait);
      signal?.addEventListener('abort', stop);
    }
  }
  return status;
}

function ask({ deps: { fetch = globalThis.fetch.bind(globalThis) } }: Core, { url, method, headers, body }: Exchange['request']): Asking {
  const abort = new AbortController();
  const answer = fetch(url, { method, headers, body, signal: abort.signal, credentials: 'omit', referrerPolicy: 'no-referrer' })
    .then(async (response) => {
      const text = await response.text();
      return [response.ok && PAGE.test(text) ? 0 : response.status, text] as const;
    })
    .catch(() => [0, ''] as const);
  return { answer, stop: () => abort.abort() };
}

const lines = new WeakMap<AbortSignal, Map<string, Promise<unknown>>>();

/** Those of a conversation go one after the other, so that the backend keeps their order. */
export function inLine(core: Core, conversation: string, one: Exchange, signal: AbortSignal): Promise<unknown> {
  const line = lines.get(signal) ?? new Map<string, Promise<unknown>>();
  lines.set(signal, line);
  const before = line.get(conversation) ?? Promise.resolve();
  const answered = before.catch(() => undefined).then(() => exchange(core, one, signal));
  line.set(conversation, answered);
  return answered;
}

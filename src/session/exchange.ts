import type { Exchange } from '../protocols/codec.js';
import type { Core } from './core.js';

/** A page for people where an answer should be: of a captive portal, or of a proxy that wants a sign-in. The backend was never asked. */
const PAGE = /^\s*<(!doctype )?html/i;

/** Runs one HTTP exchange of a codec and hands its events on. Without an answer the codec says, with status 0, what that means. Resolves with the status. */
export async function exchange(core: Core, { request: { url, method, headers, body }, answer }: Exchange, signal?: AbortSignal): Promise<number> {
  if (signal?.aborted) return 0;
  const { clock, fetch = globalThis.fetch.bind(globalThis) } = core.deps;
  const abort = new AbortController();
  const stop = () => abort.abort();
  signal?.addEventListener('abort', stop);
  const timer = clock.setTimeout(stop, core.tuning.requestTimeout);
  let status = 0;
  core.line.seen('out', `${method} ${url}${typeof body === 'string' ? `\n${body}` : ''}`);
  let text = '';
  try {
    const response = await fetch(url, { method, headers, body, signal: abort.signal, credentials: 'omit', referrerPolicy: 'no-referrer' });
    text = await response.text();
    status = response.ok && PAGE.test(text) ? 0 : response.status;
  } catch {
    // status 0
  }
  clock.clearTimeout(timer);
  signal?.removeEventListener('abort', stop);
  core.line.seen('in', `HTTP ${status}\n${text}`);
  if (!signal?.aborted) core.take(answer(status, text));
  return status;
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

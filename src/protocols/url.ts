import { ChatError } from '../errors/index.js';

/** The base as a URL with ws(s) or http(s) scheme, its path kept and without a trailing slash. Throws `no-url` or `invalid-url`. */
function base(url: string | undefined, secure: string, plain: string): URL {
  if (!url?.trim()) throw new ChatError('no-url');
  let parsed: URL;
  try {
    // A path alone means the page's own origin; anything else has to be a whole address, so that a typing error is not taken for one.
    parsed = /^\/(?!\/)/.test(url.trim()) && typeof location !== 'undefined' ? new URL(url.trim(), location.origin) : new URL(url.trim());
  } catch {
    throw new ChatError('invalid-url', { url });
  }
  const kind = /^(ws|http)(s?):$/.exec(parsed.protocol);
  // Chromium escapes what cannot be in a host's name, where the others refuse it.
  if (!kind || !parsed.hostname || parsed.hostname.includes('%')) throw new ChatError('invalid-url', { url });
  const text = parsed.href.replace(/^\w+:/, kind[2] ? secure : plain);
  const out = new URL(text);
  out.pathname = out.pathname.replace(/\/+$/, '');
  out.hash = '';
  return out;
}

/** `https://api.example.com/v2` + `/ws` → `wss://api.example.com/v2/ws`; parameters that are undefined are left out, the others URL-encoded. */
export function wsUrl(url: string | undefined, suffix = '', params: Readonly<Record<string, string | undefined>> = {}): string {
  return join(base(url, 'wss:', 'ws:'), suffix, params);
}

export function httpUrl(url: string | undefined, suffix = '', params: Readonly<Record<string, string | undefined>> = {}): string {
  return join(base(url, 'https:', 'http:'), suffix, params);
}

function join(out: URL, suffix: string, params: Readonly<Record<string, string | undefined>>): string {
  out.pathname = out.pathname.replace(/\/+$/, '') + suffix;
  for (const [key, value] of Object.entries(params)) if (value !== undefined) out.searchParams.set(key, value);
  return out.href;
}

/** An id as one segment of a path. `.` and `..` cannot be one: every URL parser, encoded or not, takes them for steps in the tree. */
export function segment(id: string): string {
  if (id === '.' || id === '..') throw new ChatError('invalid-input', { name: 'id', problem: `"${id}" cannot be part of an address` });
  return encodeURIComponent(id);
}

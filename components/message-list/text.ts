import { html, type TemplateResult } from 'lit';

/**
 * The text of a message: shown as text, whatever is in it. Pure but for the link template, so that every bad row can be tested as a table.
 * `renderText` is the one place that turns text into something to look at; a richer renderer takes its place, not its neighbours'.
 */

/** Bidirectional controls: embeddings, overrides, isolates and marks. */
const BIDI = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** A name, a label, a file name: one line without direction controls, so that `gpj.exe` cannot pose as `exe.jpg`. */
export const oneLine = (text: string): string => text.replace(BIDI, '').replace(/\s+/g, ' ').trim();

const SAFE = new Set(['http:', 'https:', 'mailto:', 'tel:']);

/** The address if it may be a link, else undefined. Relative addresses are no links: they would mean the page's own. */
export function safeUrl(url: string): string | undefined {
  try {
    const parsed = new URL(url);
    return SAFE.has(parsed.protocol) ? parsed.href : undefined;
  } catch {
    return undefined;
  }
}

/** The address if it may be loaded as a picture, film or sound. `blob:` is what is still on its way up. */
export function mediaUrl(url: string): string | undefined {
  return /^(?:https?:\/\/|blob:)/i.test(url) ? url : undefined;
}

export interface Link {
  readonly href: string;
  readonly text: string;
}

// Quantifiers are bounded: a megabyte of one letter must not make this quadratic.
const LINK = /\b(?:https?:\/\/|mailto:|www\.)[^\s<>"`\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]{1,2048}|\btel:\+?[\d().-]{3,24}|[\w.+-]{1,64}@[a-z\d-]{1,63}(?:\.[a-z\d-]{1,63}){1,6}/gi;
const MAYBE = /:\/\/|www\.|mailto:|tel:|@/i;

/** Splits text into plain runs and links. Text without a link comes back as itself. */
export function linkify(text: string): readonly (string | Link)[] {
  if (!MAYBE.test(text)) return [text];
  const out: (string | Link)[] = [];
  let from = 0;
  for (const match of text.matchAll(LINK)) {
    const words = trimEnd(match[0]);
    const href = safeUrl(/^www\./i.test(words) ? `https://${words}` : /^(?:https?:|mailto:|tel:)/i.test(words) ? words : `mailto:${words}`);
    // An address inside another one (`blob:https://…`) is not what it says.
    if (!href || text[match.index - 1] === ':') continue;
    if (match.index > from) out.push(text.slice(from, match.index));
    out.push({ href, text: words });
    from = match.index + words.length;
  }
  if (from < text.length) out.push(text.slice(from));
  return out;
}

/** A full stop, a quote or a closing bracket at the end belongs to the sentence, unless the address opened that bracket. */
function trimEnd(url: string): string {
  let end = url.length;
  for (;;) {
    const last = url[end - 1];
    if (last === undefined) return url;
    if (last === ')' && url.slice(0, end).split('(').length >= url.slice(0, end).split(')').length) break;
    if (!'.,;:!?\'"*_~)]}>…’”»'.includes(last)) break;
    end--;
  }
  return url.slice(0, end);
}

/** How much of a long text is shown at first, and from what length on it counts as long: folding must be worth the press. */
const FOLD = { chars: 2000, lines: 20, longChars: 3000, longLines: 30 };

/** Where a text is cut when folded, or undefined where it is short enough. `factor`: 1 at first, 10 times more at each press. */
export function foldAt(text: string, factor = 1): number | undefined {
  const lines = lineEnd(text, FOLD.longLines * factor);
  if (text.length <= FOLD.longChars * factor && lines === undefined) return undefined;
  const cut = Math.min(FOLD.chars * factor, lineEnd(text, FOLD.lines * factor) ?? Infinity);
  // Never between the halves of one character.
  const code = text.charCodeAt(cut - 1);
  return code >= 0xd800 && code <= 0xdbff ? cut - 1 : cut;
}

/** The index of the n-th line break. */
function lineEnd(text: string, n: number): number | undefined {
  let at = -1;
  for (let i = 0; i < n; i++) {
    at = text.indexOf('\n', at + 1);
    if (at < 0) return undefined;
  }
  return at;
}

const link = ({ href, text }: Link): TemplateResult => html`<a href=${href} target="_blank" rel="noopener noreferrer nofollow">${text}</a>`;

/** What stands in the bubble. Plain text stays one string, so that a growing message changes one text node and nothing else. */
export function renderText(text: string): unknown {
  const runs = linkify(text);
  if (runs.length === 1 && typeof runs[0] === 'string') return runs[0];
  return runs.map((run) => (typeof run === 'string' ? run : link(run)));
}

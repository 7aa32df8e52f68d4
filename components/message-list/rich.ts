/**
 * Texts that are more than a few plain lines: links, folding. Loaded with the first of them; most conversations have none at their start.
 * `renderRich` is the one place that turns text into something to look at; a richer renderer takes its place, not its neighbours'.
 */
import { css, html, nothing, type TemplateResult } from 'lit';
import type { Message } from '../../src/domain/index.js';
import { keyOf } from './grouping.js';
import type { Look } from './message.js';
import { LONG, MAYBE_LINK, mayBeMarkdown } from './text.js';
import type { Words } from './words.js';

export { rich as words } from '../../src/i18n/rich.js';

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

export interface Link {
  readonly href: string;
  readonly text: string;
}

// Quantifiers are bounded: a megabyte of one letter must not make this quadratic.
const LINK = /\b(?:https?:\/\/|mailto:|www\.)[^\s<>"`\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]{1,2048}|\btel:\+?[\d().-]{3,24}|[\w.+-]{1,64}@[a-z\d-]{1,63}(?:\.[a-z\d-]{1,63}){1,6}/gi;

/** Splits text into plain runs and links. Text without a link comes back as itself. */
export function linkify(text: string): readonly (string | Link)[] {
  if (!MAYBE_LINK.test(text)) return [text];
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

/** How much of a long text is shown at first; less than from what on it is long (text.ts), so that unfolding is worth the press. */
const SHOWN = { chars: 2000, lines: 20 };

/** Where a text is cut when folded, or undefined where it is short enough. `factor`: 1 at first, 10 times more at each press. */
export function foldAt(text: string, factor = 1): number | undefined {
  const lines = lineEnd(text, LONG.lines * factor);
  if (text.length <= LONG.chars * factor && lines === undefined) return undefined;
  const cut = Math.min(SHOWN.chars * factor, lineEnd(text, SHOWN.lines * factor) ?? Infinity);
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

/**
 * For `data-leads`: the end of a link's name, which is heard and not seen, says that it leads out of this page. Made by the styles, so that it is no part of what is
 * selected, copied or searched. Mail and telephone lead out of no page.
 */
export const leads = ({ strings }: Words, href: string): string | typeof nothing => (/^https?:/i.test(href) ? strings.newTab : nothing);

const link = ({ href, text }: Link, look: Words): TemplateResult => html`<a href=${href} target="_blank" rel="noopener noreferrer nofollow" data-leads=${leads(look, href)}>${text}</a>`;

export const withLinks = (text: string, look: Words): unknown => {
  const runs = linkify(text);
  // Plain text stays one string, so that a growing message changes one text node and nothing else.
  return runs.length === 1 && typeof runs[0] === 'string' ? text : runs.map((run) => (typeof run === 'string' ? run : link(run, look)));
};

/** So many emoji alone in a message are drawn large. */
const FEW = 3;
const EMOJI = /^(?:\p{RI}{2}|[#*\d]\ufe0f?\u20e3|\p{Extended_Pictographic}[\p{EMod}\ufe0f\u200d\p{Extended_Pictographic}\u{e0020}-\u{e007f}]*)$/u;

/** How many emoji a text is made of; 0 where there is anything else in it. */
export function emojiIn(text: string): number {
  if (text.length > 60) return 0;
  const bare = text.replace(/\s+/g, '');
  const signs = 'Segmenter' in Intl ? [...new Intl.Segmenter().segment(bare)].map(({ segment }) => segment) : (bare.match(/\p{RI}{2}|.[\p{EMod}\ufe0f\u20e3]*(?:\u200d.[\p{EMod}\ufe0f]*)*/gu) ?? []);
  return signs.every((sign) => EMOJI.test(sign)) ? signs.length : 0;
}

/** What stands in the bubble. Marks stacked on letters are cut at its edge, not drawn over its neighbours; a clip on every bubble would cost each frame in which one arrives. */
export function renderRich(text: string, message: Message, look: Look): unknown {
  const drawn = renderBody(text, message, look);
  return /\p{M}{4}/u.test(text) ? html`<span class="stacked">${drawn}</span>` : drawn;
}

function renderBody(text: string, message: Message, look: Look): unknown {
  const { strings, unfolded } = look;
  const emoji = emojiIn(text);
  if (emoji > 0 && emoji <= FEW && message.parts.length === 1) return html`<span class="emoji-only emoji-${emoji}">${text.trim()}</span>`;
  // Own messages stand as they were typed; a notice of the system is a line, not a document.
  const formatted = !message.own && message.author.role !== 'system' && !look.noMarkdown;
  const draw = (part: string): unknown => (formatted && mayBeMarkdown(part) ? look.need('markdown')?.renderMarkdown(part, message, look) : undefined) ?? withLinks(part, look);
  const factor = unfolded.get(keyOf(message)) ?? (message.streaming ? Infinity : 1);
  const cut = foldAt(text, factor);
  // Short, or read while it grew.
  if (cut === undefined && (factor === Infinity || foldAt(text) === undefined)) return draw(text);
  // Ten times more at each press: a megabyte is asked for four times before it is drawn.
  const fold = () => {
    unfolded.set(keyOf(message), cut === undefined ? 1 : factor * 10);
    look.redraw();
  };
  return html`${draw(text.slice(0, cut))}${cut === undefined ? '' : '…'}<button class="fold" type="button" @click=${fold}>${cut === undefined ? strings.showLess : strings.showMore}</button>`;
}

export const styles = [
  css`
    :is(.bubble, .notice-text):has(.stacked) {
      overflow: clip;
    }
    .bubble a {
      text-underline-offset: 2px;
      /* An override in the text around it must not turn an address round. */
      unicode-bidi: isolate;
    }
    [data-leads]::after {
      content: ' ' attr(data-leads);
      position: absolute;
      inline-size: 1px;
      block-size: 1px;
      overflow: hidden;
      clip-path: inset(50%);
      white-space: nowrap;
    }
    .own:not(.failed) .bubble :is(a, .fold) {
      color: inherit;
    }
    .emoji-only {
      font-size: 2.2em;
      line-height: 1.25;
    }
    .emoji-1 {
      font-size: 3em;
    }
    /* No bubble around them; but one that failed keeps its frame. */
    .message:not(.failed) .bubble:has(> .emoji-only) {
      padding-inline: 4px;
      background: none;
    }
    .message:not(.failed) .bubble:has(> .emoji-only) .emoji-only {
      color: var(--_text);
    }
    .fold {
      display: block;
      margin-block-start: 6px;
      min-block-size: 24px;
      font-weight: 600;
      font-size: var(--_size-s);
      color: var(--_accent-text);
      text-decoration: underline;
      text-underline-offset: 2px;
    }
  `,
];

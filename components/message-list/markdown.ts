/**
 * Markdown in what others wrote: `marked` finds the tokens, Lit templates draw them. Its HTML is never made, raw HTML stays text. Loaded with the first text that
 * has the characters for it. What is not understood, and why, is in docs/decisions/0009-markdown.md.
 */
import { html, nothing, type TemplateResult } from 'lit';
import { Lexer, Tokenizer, type Token, type Tokens } from 'marked';
import type { MessageList } from './message-list.js';
import { keyOf } from './grouping.js';
import { leads, safeUrl, withLinks } from './rich.js';
import type { Message } from '../../src/domain/index.js';
import { markdownStyles } from './markdown.styles.js';
import { mayBeMarkdown, oneLine } from './text.js';
import type { Words } from './words.js';

export { markdown as words } from '../../src/i18n/markdown.js';
export const styles = [markdownStyles];

/** More than this is shown as it is. Parsing takes a time that grows faster than the text, and nothing can interrupt it. */
const LARGEST = 40_000;
/** A list of very many items takes a time that grows with their square. */
const LINES = 2000;
/** Marks in one run of lines without a blank one between: beyond, the search for their partners takes too long. */
const MARKS = 400;
/** Lists and quotes inside each other, on one line or by indentation. */
const DEEP = /(?:(?:>|[-+*][ \t]|\d{1,9}[.)][ \t])[ \t]*){10}|^[ \t>]{40}/m;
/** Quotes and lists are drawn so deep, and no deeper. */
const DEPTH = 12;
/** A message that grows keeps what it knows of so many messages. */
const KEPT = 8;

/** What has rules that surprise people in a chat, or reaches over the whole text, is not looked for: indented code, underlined headings, references, HTML. */
class ChatTokenizer extends Tokenizer {
  override code(): undefined {}
  override lheading(): undefined {}
  override def(): undefined {}
  override html(): undefined {}
  override tag(): undefined {}
  /** Bare addresses are found as in plain text (rich.ts). */
  override url(): undefined {}
}

/** The blocks of a text; undefined where it had better be shown as it is. */
export function parse(text: string): readonly Token[] | undefined {
  if (!isTame(text)) return undefined;
  try {
    return new Lexer({ gfm: true, breaks: true, tokenizer: new ChatTokenizer() }).lex(text);
  } catch {
    return undefined;
  }
}

/** Bounds that hold before anything is parsed. */
export function isTame(text: string): boolean {
  if (text.length > LARGEST || DEEP.test(text)) return false;
  let marks = 0;
  let lines = 0;
  let empty = true;
  for (let i = 0; i < text.length; i++) {
    const char = text[i]!;
    if (char === '\n') {
      if (++lines > LINES) return false;
      if (empty) marks = 0;
      empty = true;
    } else if (char !== ' ' && char !== '\t') empty = false;
    if ('*_~`[]!<|\\('.includes(char) && ++marks > MARKS) return false;
  }
  return true;
}

/** What is drawn of a growing text: finished blocks keep their templates, and only what comes after them is parsed again. */
interface Growth {
  /** Where the open tail begins. */
  at: number;
  head: string;
  readonly done: unknown[];
}
const growing = new Map<string, Growth>();

/** What stands in the bubble; undefined where nothing in the text is more than text. */
export function renderMarkdown(text: string, message: Message, look: Words): unknown {
  if (message.streaming) return grow(text, keyOf(message), look);
  growing.delete(keyOf(message));
  const tokens = parse(text);
  return tokens && !isFlat(tokens) ? blocks(tokens, look) : undefined;
}

function grow(text: string, key: string, look: Words): unknown {
  let known = growing.get(key);
  // Written anew from the start, or another text under the same id.
  if (!known || !text.startsWith(known.head)) growing.set(key, (known = { at: 0, head: '', done: [] }));
  while (growing.size > KEPT) growing.delete(growing.keys().next().value!);
  const tokens = parse(text.slice(known.at));
  if (!tokens) return [...known.done, paragraph(withLinks(text.slice(known.at), look))];
  // A block is finished once a blank line and something else stand after it.
  const last = tokens.findLastIndex((token) => token.type === 'space');
  const until = last > 0 && last < tokens.length - 1 && tokens[last + 1]!.raw.trim().length > 3 ? last + 1 : 0;
  const templates = blocks(tokens.slice(until), look);
  if (until === 0) return [...known.done, ...templates];
  const finished = tokens.slice(0, until);
  known.done.push(...blocks(finished, look));
  for (const { raw } of finished) known.at += raw.length;
  known.head = text.slice(0, known.at);
  return [...known.done, ...templates];
}

/** Nothing but words in it: then it is drawn as any other text. */
const isFlat = (tokens: readonly Token[]): boolean => tokens.every((token) => ['paragraph', 'text', 'space', 'br'].includes(token.type) && (!('tokens' in token) || isFlat(token.tokens ?? [])));

const blocks = (tokens: readonly Token[], look: Words, depth = 0): unknown[] => tokens.filter((token) => token.type !== 'space').map((token) => block(token, look, depth));

// `dir="auto"` passes over descendants that have one themselves: it stands on what has a side (a list, a quote, a table) and on the bubble, never on the words inside, which the styles
// align by their own first letter.
const paragraph = (inside: unknown): TemplateResult => html`<p>${inside}</p>`;

function block(token: Token, look: Words, depth: number): unknown {
  if (depth > DEPTH) return token.raw;
  switch (token.type) {
    case 'heading':
      // One level for all, which is in order wherever the page puts the list; how large it is says the rest.
      return html`<div class="heading ${(token as Tokens.Heading).depth < 3 ? 'large' : ''}" role="heading" aria-level="2">${inline(token.tokens ?? [], look)}</div>`;
    case 'paragraph':
      return paragraph(inline(token.tokens ?? [], look));
    case 'code':
      return code(token as Tokens.Code, look);
    case 'blockquote':
      return html`<blockquote dir="auto">${blocks(token.tokens ?? [], look, depth + 1)}</blockquote>`;
    case 'list':
      return list(token as Tokens.List, look, depth);
    case 'table':
      return table(token as Tokens.Table, look);
    case 'hr':
      return html`<hr />`;
    case 'text':
      return 'tokens' in token ? inline(token.tokens ?? [], look) : withLinks((token as Tokens.Text).text, look);
    case 'checkbox':
      return box(token as Tokens.Checkbox, look);
    default:
      return token.raw;
  }
}

const box = ({ checked }: { readonly checked?: boolean }, { strings }: Words): TemplateResult =>
  html`<input type="checkbox" disabled .checked=${checked === true} aria-label=${checked ? strings.taskDone : strings.taskOpen} />`;

function list({ ordered, start, items }: Tokens.List, look: Words, depth: number): TemplateResult {
  const rows = items.map((item) => {
    // Where the list is loose, marked puts the box into the first paragraph as well.
    const inside = blocks(item.tokens.filter((token) => token.type !== 'checkbox'), look, depth + 1);
    return html`<li class=${item.task ? 'task' : ''}>${item.task ? box(item, look) : nothing}${inside}</li>`;
  });
  return ordered ? html`<ol dir="auto" start=${typeof start === 'number' ? start : 1}>${rows}</ol>` : html`<ul dir="auto" role="list">${rows}</ul>`;
}

function table({ header, rows }: Tokens.Table, look: Words): TemplateResult {
  const side = ({ align }: Tokens.TableCell) => (align === 'center' ? 'center' : align === 'right' ? 'end' : '');
  return html`<div class="table" dir="auto" role="group" tabindex="0" aria-label=${look.strings.table}><table
    ><thead><tr>${header.map((cell) => html`<th scope="col" class=${side(cell)}>${inline(cell.tokens, look)}</th>`)}</tr></thead
    ><tbody>${rows.map((row) => html`<tr>${row.map((cell) => html`<td class=${side(cell)}>${inline(cell.tokens, look)}</td>`)}</tr>`)}</tbody></table></div>`; // prettier-ignore
}

/** Always left to right. The words that the button shows change with a class, so that a redraw of the message does not undo it. */
function code({ text, lang }: Tokens.Code, { strings }: Words): TemplateResult {
  const language = oneLine(lang ?? '').slice(0, 30);
  return html`<div class="code" dir="ltr"><div class="code-head"><span>${language}</span><button class="copy" type="button" aria-label=${strings.copyCode} @click=${copy}><span>${strings.copy}</span><span>${strings.copied}</span></button></div
    ><pre tabindex="0" role="group" aria-label=${strings.code(language)}><code>${text}</code></pre></div>`; // prettier-ignore
}

/** How long a button says that it did. Milliseconds. */
const SHOWN = 2000;

const copy = async ({ currentTarget }: Event): Promise<void> => {
  const button = currentTarget as HTMLElement;
  const element = (button.getRootNode() as ShadowRoot).host as MessageList;
  const text = button.closest('.code')!.querySelector('code')!.textContent;
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    // No permission, or no secure page: the text is selected, so that one key copies it.
    getSelection()?.selectAllChildren(button.closest('.code')!.querySelector('code')!);
    element.reader.say(element.strings.copyFailed);
    return;
  }
  element.reader.say(element.strings.copied);
  const tell = (done: boolean) => {
    button.classList.toggle('copied', done);
    button.ariaLabel = done ? element.strings.copied : element.strings.copyCode;
  };
  tell(true);
  setTimeout(tell, SHOWN, false);
};

/** `linked`: inside a link, where an address is no link of its own. */
const inline = (tokens: readonly Token[], look: Words, depth = 0, linked = false): unknown[] => tokens.map((token) => span(token, look, depth, linked));

function span(token: Token, look: Words, depth: number, linked: boolean): unknown {
  if (depth > DEPTH) return token.raw;
  const inside = () => inline((token as { tokens?: Token[] }).tokens ?? [], look, depth + 1, linked || token.type === 'link');
  switch (token.type) {
    case 'strong':
      return html`<strong>${inside()}</strong>`;
    case 'em':
      return html`<em>${inside()}</em>`;
    case 'del':
      return html`<del>${inside()}</del>`;
    case 'codespan':
      return html`<code dir="ltr">${(token as Tokens.Codespan).text}</code>`;
    case 'br':
      return html`<br />`;
    case 'escape':
      return (token as Tokens.Escape).text;
    case 'link':
      return linked ? inside() : link(token as Tokens.Link, inside(), look);
    case 'image':
      return linked ? (token as Tokens.Image).text : picture(token as Tokens.Image, look);
    case 'text':
      return linked ? (token as Tokens.Text).text : withLinks((token as Tokens.Text).text, look);
    case 'checkbox':
      return box(token as Tokens.Checkbox, look);
    default:
      return token.raw;
  }
}

/** Words that name another host than the one they lead to are followed by the one they lead to. */
function link({ href, text, raw }: Tokens.Link, inside: unknown, look: Words): unknown {
  const url = safeUrl(href);
  if (!url) return raw;
  const said = safeUrl(/^\s*www\./i.test(text) ? `https://${text.trim()}` : text.trim()) ?? (/^[\w.-]+\.[a-z]{2,}(?:[/?#]|$)/i.test(text.trim()) ? safeUrl(`https://${text.trim()}`) : undefined);
  const { host } = new URL(url);
  const other = said && host && new URL(said).host !== host;
  return html`<a href=${url} target="_blank" rel="noopener noreferrer nofollow" title=${url} data-leads=${leads(look, url)}>${inside}</a>${other ? html` <bdi>(${host})</bdi>` : nothing}`;
}

/** Never fetched by itself: an address in a text that somebody had an assistant write could carry away what it knows. */
function picture({ href, text, raw }: Tokens.Image, look: Words): unknown {
  const url = safeUrl(href);
  return url ? html`<a href=${url} target="_blank" rel="noopener noreferrer nofollow" title=${url} data-leads=${leads(look, url)}>${oneLine(text) || url}</a>` : raw;
}

let heardOf = '';
let heard = '';

/** A text for ears: without the marks. As much of it as an announcement holds. */
export function plain(text: string): string {
  const start = text.slice(0, 1000);
  if (!mayBeMarkdown(start)) return text;
  if (start !== heardOf) {
    heardOf = start;
    const tokens = parse(start);
    heard = tokens ? wordsIn(tokens).replace(/[ \t]+/g, ' ').replace(/\s*\n\s*/g, '\n').trim() : start;
  }
  return heard;
}

function wordsIn(tokens: readonly Token[], depth = 0): string {
  if (depth > DEPTH * 2) return '';
  return tokens
    .map((token): string => {
      if (token.type === 'space' || token.type === 'hr' || token.type === 'br') return '\n';
      if (token.type === 'list') return (token as Tokens.List).items.map((item) => wordsIn(item.tokens, depth + 1)).join('\n') + '\n';
      if (token.type === 'table') return [(token as Tokens.Table).header, ...(token as Tokens.Table).rows].map((row) => row.map((cell) => wordsIn(cell.tokens, depth + 1)).join(' ')).join('\n') + '\n';
      const inside = (token as { tokens?: Token[] }).tokens;
      return inside ? wordsIn(inside, depth + 1) + (['paragraph', 'heading', 'blockquote'].includes(token.type) ? '\n' : '') : token.type === 'checkbox' ? '' : 'text' in token ? String(token.text) : token.raw;
    })
    .join('');
}

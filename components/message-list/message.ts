import { html, render } from 'lit';
import type { Message, MessageStatus, Part } from '../../src/domain/index.js';
import { ALERT, CHECK, CHECKS, CLOCK, icon } from '../shared/icons.js';
import type { Late, Parts } from '../shared/late.js';
import type { Row } from './grouping.js';
import type { Keyed } from './keyed.js';
import { isPlain, mediaUrl } from './text.js';
import { authorName, clip, spoken, type Words } from './words.js';

/** What a message's template needs to know beside the message. */
export interface Look extends Words {
  /** What draws links, pictures, files…: asked for by the first of them; words stand in until it is there. */
  readonly need: <K extends Late>(name: K) => Parts[K] | undefined;
  /** A person is done with a message that was not sent: once more, or no more. */
  settle(act: 'retry' | 'discard', message: Message): void;
  /** Draws everything again. */
  redraw(): void;
  readonly noMarkdown: boolean;
  /** How far a long text was unfolded, by key: 1 at first, 10, 100…; Infinity: never fold. */
  readonly unfolded: Map<string, number>;
}

/** The element of a row knows its message. */
export interface RowElement extends Keyed {
  message?: Message;
}

const STATUS_ICON: Readonly<Record<MessageStatus, string>> = { pending: CLOCK, sent: CHECK, delivered: CHECKS, read: CHECKS, failed: ALERT };
/** How much of a text goes into the accessible name of its message; the whole text is inside. */
const NAME_LENGTH = 140;
/** What is shown of a text while that which folds and links is on its way. */
const MEANWHILE = 2000;

/** Draws a row into its element, which stays the same while its message changes. */
export function drawRow(element: RowElement, row: Row, look: Look): void {
  const { kind, message } = row;
  element.message = message;
  if (kind === 'day') {
    element.textContent = look.formats.day(message.createdAt);
    set(element, { class: kind, part: kind });
  } else if (kind !== 'message' || message.deletedAt || message.author.role === 'system') look.need('far')?.drawOdd(element, row, look);
  else drawMessage(element, row, look);
}

/** What somebody said. */
export function drawMessage(element: RowElement, { message, starts, ends }: Row, look: Look): void {
  const { strings, formats, need } = look;
  const { author, own, createdAt, status, streaming } = message;
  const failed = own && status === 'failed';
  const time = formats.time(createdAt);
  const cut = !streaming && message.metadata?.['cut'];
  const edited = cut ? need('far') && strings.stopped : message.editedAt && strings.edited;
  const state = own ? strings.messageStatus[status] : '';
  const name = own ? strings.you : authorName(author, look);
  const side = own ? 'own' : 'other';
  const src = mediaUrl(author.avatar);
  const { parts } = message;
  const draw = (part: Part): unknown => (part.type === 'text' && !part.notice ? renderText(part.text, message, look) : need(part.type === 'card' ? 'cards' : 'parts')?.renderPart(part, look, message));
  set(element, {
    class: ['message', side, starts && 'starts', ends && 'ends', streaming && 'streaming', failed && 'failed'].filter(Boolean).join(' '),
    part: `message message-${side}`,
    role: 'article',
    tabindex: '-1',
    'data-id': message.id,
    'aria-label': [name, clip(spoken(message, look), NAME_LENGTH), time, state, edited].filter(Boolean).join(', '),
  });
  element.style.setProperty('--hue', `${30 + 60 * hueOf(author.id)}`);
  const settle = (act: 'retry' | 'discard') => html`<button class="text-button" type="button" @click=${() => look.settle(act, message)}>${strings[act]}</button>`;
  render(
    html`${starts && !own ? html`<span class="avatar" part="avatar" aria-hidden="true">${src ? html`<img src=${src} alt="" decoding="async" loading="lazy" />` : initials(name)}</span><bdi class="author" part="author">${name}</bdi>` : ''}<div class="bubble" part="bubble" dir="auto">${message.replyTo && need('quote')?.renderQuote(message, look)}${
      parts.length === 1 ? draw(parts[0]!) : parts.map((part) => (part.type === 'text' ? html`<div>${draw(part)}</div>` : draw(part)))}</div
      >${message.reactions?.length ? need('reactions')?.renderReactions(message, look) : ''}${time || state || edited ? html`<div class="foot">${time && html`<time part="time" datetime=${createdAt.toISOString()} title=${formats.full(createdAt)}>${time}</time>`}${
        edited}${state && html`<span class="status ${status}" part="status">${ends || failed ? icon(STATUS_ICON[status]) : ''}${state}</span>`}</div>` : ''}${
      failed ? html`<div class="failure"><span dir="auto">${strings.failure(message.statusReason!)}</span>${settle('retry')}${settle('discard')}</div>` : ''}`, // prettier-ignore
    element,
  );
}

/** Writes attributes, only where they differ: writing the same again costs the browser a look at its styles. */
export function set(element: Element, attributes: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(attributes)) if (element.getAttribute(name) !== value) element.setAttribute(name, value);
}

/** Two letters at most: first and last word. By code point, so that no half character is shown. */
export function initials(name: string): string {
  const [first = '', ...more] = name.match(/(?<![\p{L}\p{N}\p{M}’'-])[\p{L}\p{N}]/gu) ?? [...name].slice(0, 1);
  return (first + (more.pop() ?? '')).toLocaleUpperCase();
}

/** One of six tints, the same for the same person everywhere. */
export function hueOf(id: string): number {
  let sum = 7;
  for (const char of `${id}`) sum = (sum * 31 + char.codePointAt(0)!) % 9973;
  return sum % 6;
}

export function renderText(text: string, message: Message, look: Look): unknown {
  return isPlain(text) ? text : (look.need('rich')?.renderRich(text, message, look) ?? clip(text, MEANWHILE));
}

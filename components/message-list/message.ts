import { html, nothing, render, type TemplateResult } from 'lit';
import type { Message, MessageStatus, Part } from '../../src/domain/index.js';
import { ALERT, CHECK, CHECKS, CLOCK, icon } from '../shared/icons.js';
import type { Late, Parts } from '../shared/late.js';
import type { Row } from './grouping.js';
import { attribute, type Keyed } from './keyed.js';
import { isPlain, mediaUrl } from './text.js';
import { authorName, clip, spoken, wordsOf, type Words } from './words.js';

/** What a message's template needs to know beside the message. */
export interface Look extends Words {
  /** What draws links, pictures, files…: asked for by the first of them; words stand in until it is there. */
  readonly need: <K extends Late>(name: K) => Parts[K] | undefined;
  readonly noMarkdown: boolean;
  /** How far a long text was unfolded, by key: 1 at first, 10, 100…; Infinity: never fold. */
  readonly unfolded: ReadonlyMap<string, number>;
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
export function drawRow(element: RowElement, { kind, message, starts, ends }: Row, look: Look): void {
  const { strings, formats, need } = look;
  const set = (name: string, value: string) => attribute(element, name, value);
  element.message = message;
  if (kind !== 'message') {
    const words = (element.textContent = kind === 'day' ? formats.day(message.createdAt) : (kind === 'gap' ? strings.gap : strings.unreadDivider) ?? '');
    element.className = kind;
    set('part', kind);
    if (kind !== 'day') need('far');
    if (kind === 'unread') {
      set('role', 'separator');
      set('aria-label', words);
    }
    return;
  }
  const { author, own, createdAt, deletedAt, status } = message;
  const notice = author.role === 'system';
  const failed = own && status === 'failed' && !deletedAt;
  const time = formats.time(createdAt);
  const cut = !message.streaming && message.metadata?.['cut'];
  const edited = (deletedAt ? '' : cut ? strings.stopped : message.editedAt && strings.edited) || '';
  const state = own && !deletedAt ? strings.messageStatus[status] : '';
  const name = own ? strings.you : authorName(author, look);
  const side = own ? 'own' : 'other';
  const says = deletedAt ? strings.deleted : notice ? renderText(message.text, message, look) : renderBody(message, look);
  if (notice || deletedAt || cut) need('far');
  const names = [side, starts && 'starts', ends && 'ends', message.streaming && 'streaming', failed && 'failed', deletedAt && 'deleted', element.classList.contains('marked') && 'marked'];
  set('class', ['message', ...(notice ? ['notice'] : names)].filter(Boolean).join(' '));
  set('part', `message${notice ? '' : ` message-${side}`}`);
  set('role', 'article');
  set('tabindex', '-1');
  set('data-id', message.id);
  set('aria-label', [name, clip(spoken(message, look), NAME_LENGTH), time, state, edited].filter(Boolean).join(', '));
  if (notice) return render(html`<span class="notice-text" dir="auto">${says}</span>`, element) as never;
  const src = mediaUrl(author.avatar);
  element.style.setProperty('--hue', `${30 + 60 * hueOf(author.id)}`);
  render(
    html`${starts && !own ? html`<span class="avatar" part="avatar" aria-hidden="true">${src ? html`<img src=${src} alt="" decoding="async" loading="lazy" />` : initials(name)}</span><bdi class="author" part="author">${name}</bdi>` : nothing}<div class="bubble" part="bubble" dir="auto">${message.replyTo && !deletedAt ? need('quote')?.renderQuote(message, look) : nothing}${says}</div
      >${message.reactions?.length && !deletedAt ? need('reactions')?.renderReactions(message, look) : nothing}${time || state || edited ? html`<div class="foot">${time ? html`<time part="time" datetime=${createdAt.toISOString()} title=${formats.full(createdAt)}>${time}</time>` : nothing}${
        edited}${state ? html`<span class="status ${status}" part="status">${ends || failed ? icon(STATUS_ICON[status]) : nothing}${state}</span>` : nothing}</div>` : nothing}${
      failed ? html`<div class="failure"><span dir="auto">${message.statusReason}</span>${button('retry', strings.retry)}${button('discard', strings.discard)}</div>` : nothing}`, // prettier-ignore
    element,
  );
}

const button = (act: string, words: string): TemplateResult => html`<button class="text-button" type="button" data-act=${act}>${words}</button>`;

/** Two letters at most: first and last word. By code point, so that no half character is shown. */
export function initials(name: string): string {
  const words = name.split(' ').filter(Boolean);
  return [words[0], words.slice(1).pop()].map((word = '') => [...word][0] ?? '').join('').toLocaleUpperCase();
}

/** One of six tints, the same for the same person everywhere. */
export const hueOf = (id: string): number => [...id].reduce((sum, char) => (sum * 31 + char.codePointAt(0)!) % 9973, 7) % 6;

function renderBody(message: Message, look: Look): unknown {
  const { parts } = message;
  const draw = (part: Part): unknown => (part.type === 'text' && !part.notice ? renderText(part.text, message, look) : (look.need(part.type === 'card' ? 'cards' : 'parts')?.renderPart(part, look, message) ?? wordsOf(part, look)));
  return parts.length === 1 ? draw(parts[0]!) : parts.map((part) => (part.type === 'text' ? html`<div>${draw(part)}</div>` : draw(part)));
}

function renderText(text: string, message: Message, look: Look): unknown {
  return isPlain(text) ? text : (look.need('rich')?.renderRich(text, message, look) ?? clip(text, MEANWHILE));
}

import { html, nothing, type TemplateResult } from 'lit';
import type { Message, MessageStatus, Participant, Part } from '../../src/domain/index.js';
import { ALERT, CHECK, CHECKS, CLOCK, icon, RETRY, TRASH } from '../shared/icons.js';
import { ENDS, FIRST_UNREAD, NEW_DAY, STARTS } from './grouping.js';
import { foldAt, mediaUrl, renderText } from './text.js';
import { authorName, spoken, stateOf, wordsOf, type Words } from './words.js';

/** What a message's template needs to know beside the message. */
export interface Look extends Words {
  /** What draws pictures, files and cards; asked for by the first of them, and words until it is there. */
  readonly parts: () => Pick<typeof import('./parts.js'), 'renderPart'> | undefined;
  /** Days are named from today on, so a new day draws them anew. */
  readonly today: string;
  /** How far a long text was unfolded: 1 at first, 10, 100…; Infinity: never fold. */
  readonly unfolded: (message: Message) => number;
}

const STATUS_ICON: Readonly<Record<MessageStatus, string>> = { pending: CLOCK, sent: CHECK, delivered: CHECKS, read: CHECKS, failed: ALERT };
/** How much of a text goes into the accessible name of its message; the whole text is inside. */
const NAME_LENGTH = 140;

function nameOf(message: Message, look: Look): string {
  const text = spoken(message, look);
  const head = text.length > NAME_LENGTH ? `${text.slice(0, NAME_LENGTH)}…` : text;
  return [message.own ? look.strings.you : authorName(message.author, look), head, look.formats.time(message.createdAt), stateOf(message, look)].filter(Boolean).join(', ');
}

/** One message. Its shape depends on its place among its neighbours (grouping.ts). */
export function renderMessage(message: Message, place: number, look: Look): TemplateResult {
  const notices = place & (NEW_DAY | FIRST_UNREAD) ? renderDay(message, place, look) : nothing;
  return message.author.role === 'system' ? renderNotice(message, notices, look) : renderBubble(message, place, notices, look);
}

function renderDay(message: Message, place: number, { strings, formats }: Look): unknown {
  return [
    place & NEW_DAY ? html`<div class="day" part="day"><span>${formats.day(message.createdAt)}</span></div>` : nothing,
    place & FIRST_UNREAD ? html`<div class="unread" role="separator" aria-label=${strings.unreadDivider}><span aria-hidden="true">${strings.unreadDivider}</span></div>` : nothing,
  ];
}

function renderNotice(message: Message, notices: unknown, look: Look): TemplateResult {
  return html`${notices}<div class="message notice" part="message" role="article" tabindex="-1" data-id=${message.id} aria-label=${nameOf(message, look)}
    ><span class="notice-text" dir="auto">${renderText(message.deletedAt ? look.strings.deleted : message.text)}</span></div>`; // prettier-ignore
}

function renderBubble(message: Message, place: number, notices: unknown, look: Look): TemplateResult {
  const { own } = message;
  const starts = (place & STARTS) !== 0;
  const ends = (place & ENDS) !== 0;
  const failed = own && message.status === 'failed' && !message.deletedAt;
  // One string, one attribute: class and part are written once per message, not toggled one by one.
  const kind = `message ${own ? 'own' : 'other'}${starts ? ' starts' : ''}${ends ? ' ends' : ''}${message.streaming ? ' streaming' : ''}${failed ? ' failed' : ''}${message.deletedAt ? ' deleted' : ''}`;
  return html`${notices}<div class=${kind} part=${own ? 'message message-own' : 'message message-other'} role="article" tabindex="-1" data-id=${message.id} aria-label=${nameOf(message, look)}
    >${starts && !own ? renderAuthor(message.author, look) : nothing}<div class="bubble" part="bubble" dir="auto">${renderBody(message, look)}</div
    >${renderFoot(message, look, ends || failed)}${failed ? renderFailure(message, look) : nothing}</div>`; // prettier-ignore
}

function renderAuthor(author: Participant, look: Look): TemplateResult {
  const name = authorName(author, look);
  const src = author.avatar === undefined ? undefined : mediaUrl(author.avatar);
  return html`<span class="avatar hue-${hueOf(author.id)}" part="avatar" aria-hidden="true">${src ? html`<img src=${src} alt="" decoding="async" loading="lazy" />` : initials(name)}</span
    ><bdi class="author" part="author">${name}</bdi>`;
}

/** Two letters at most: first and last word. By grapheme-ish code point, so that no half character is shown. */
export function initials(name: string): string {
  const words = name.split(' ').filter(Boolean);
  const ends = words.length > 1 ? [words[0]!, words[words.length - 1]!] : words;
  return ends.map((word) => String.fromCodePoint(word.codePointAt(0)!)).join('').toLocaleUpperCase();
}

/** One of six tints, the same for the same person everywhere. */
export const hueOf = (id: string): number => [...id].reduce((sum, char) => (sum * 31 + char.codePointAt(0)!) % 9973, 7) % 6;

function renderBody(message: Message, look: Look): unknown {
  if (message.deletedAt) return look.strings.deleted;
  const { parts } = message;
  if (parts.length === 1 && parts[0]!.type === 'text') return renderFolded(message, parts[0]!.text, look);
  return parts.map((part: Part) => (part.type === 'text' ? html`<div class="text">${renderFolded(message, part.text, look)}</div>` : (look.parts()?.renderPart(part, look) ?? wordsOf(part, look))));
}

function renderFolded(message: Message, text: string, look: Look): unknown {
  const factor = look.unfolded(message);
  const cut = foldAt(text, factor);
  if (cut === undefined && (factor === 1 || factor === Infinity || foldAt(text) === undefined)) return renderText(text);
  const open = cut === undefined;
  return html`${renderText(open ? text : text.slice(0, cut))}${open ? nothing : '…'}<button class="fold" type="button" data-act=${open ? 'less' : 'more'}>${open ? look.strings.showLess : look.strings.showMore}</button>`;
}

function renderFoot(message: Message, look: Look, shown: boolean): unknown {
  const { strings, formats } = look;
  const { own, status, createdAt } = message;
  const time = formats.time(createdAt);
  if (!own && time === '' && !message.editedAt) return nothing;
  return html`<div class="foot">${time === '' ? nothing : html`<time part="time" datetime=${createdAt.toISOString()} title=${formats.full(createdAt)}>${time}</time>`}${message.editedAt && !message.deletedAt ? html`<span class="edited">${strings.edited}</span>` : nothing}${
    own && !message.deletedAt ? html`<span class="status ${status}" part="status">${shown ? icon(STATUS_ICON[status]) : nothing}${strings.messageStatus[status]}</span>` : nothing
  }</div>`; // prettier-ignore
}

function renderFailure(message: Message, { strings }: Look): TemplateResult {
  return html`<div class="failure">${message.statusReason ? html`<span class="reason" dir="auto">${message.statusReason}</span>` : nothing}${
    html`<button class="text-button" type="button" data-act="retry">${icon(RETRY)}${strings.retry}</button
      ><button class="text-button quiet" type="button" data-act="discard">${icon(TRASH)}${strings.discard}</button>`
  }</div>`;
}

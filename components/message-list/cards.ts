/** Titled boxes with what can be done about them. Several of one message stand side by side and are scrolled, or one under the other. Loaded with the first. */
import { html, nothing, type TemplateResult } from 'lit';
import type { CardPart, Message, Part } from '../../src/domain/index.js';
import { cards } from '../../src/i18n/cards.js';
import { rich } from '../../src/i18n/rich.js';
import { whole, type Sending } from '../shared/sending.js';
import { CHEVRON_END, CHEVRON_START, mirroredIcon, mirroring } from '../shared/more-icons.js';
import { leads, safeUrl, styles as richStyles } from './rich.js';
import { cardStyles } from './cards.styles.js';
import type { MessageList } from './message-list.js';
import { mediaUrl, oneLine } from './text.js';
import type { Words } from './words.js';

export { wordsOf } from './part-words.js';
export const styles = [...richStyles, mirroring, cardStyles];
export const words = { ...rich, ...cards };

/** More than this is not an offer but a list to search in. */
const ACTIONS = 3;

const isCard = (part: Part): part is CardPart => part.type === 'card';

/** All cards of a message stand where the first one does. */
export function renderPart(part: Part, look: Words & { readonly direction?: string }, { parts, metadata }: Message): TemplateResult | typeof nothing {
  const all = parts.filter(isCard);
  if (part !== all[0]) return nothing;
  if (all.length === 1) return html`<span class="card" part="attachment card">${inside(all[0]!, look)}</span>`;
  const name = look.strings.cards(all.length);
  const items = all.map((card) => html`<div class="card" part="card" role="listitem">${inside(card, look)}</div>`);
  if (metadata?.['layout'] === 'list') return html`<div class="cards" part="attachment" dir=${look.direction ?? nothing} role="list" aria-label=${name}>${items}</div>`;
  // They are laid out as the whole list is, whatever is written in the message or on one of them. The rail itself takes the focus: the browser's own keys scroll it, whichever way the text runs.
  return html`<div class="cards rail-box" part="attachment" dir=${look.direction ?? nothing}
    ><div class="rail" role="list" aria-label=${name} tabindex="0" @scroll=${ends} @focusin=${ends} @pointerenter=${ends}>${items}</div
    >${turn('back', look.strings.previousCard)}${turn('on', look.strings.nextCard)}</div
  >`;
}

/** Both are there from the start; at an end one of them has nothing to do, and says so without losing the focus. */
const turn = (way: 'back' | 'on', name: string): TemplateResult =>
  html`<button class="turn ${way}" type="button" aria-label=${name} title=${name} aria-disabled=${way === 'back'} @click=${go}>${mirroredIcon(way === 'back' ? CHEVRON_START : CHEVRON_END)}</button>`;

function go({ currentTarget }: Event): void {
  const button = currentTarget as HTMLElement;
  const rail = button.parentElement!.querySelector<HTMLElement>('.rail')!;
  const card = rail.firstElementChild as HTMLElement;
  const rtl = getComputedStyle(rail).direction === 'rtl';
  const calm = matchMedia('(prefers-reduced-motion: reduce)').matches;
  rail.scrollBy({ left: (card.offsetWidth + 8) * (button.classList.contains('on') === rtl ? -1 : 1), behavior: calm ? 'auto' : 'smooth' });
}

function ends({ currentTarget }: Event): void {
  const rail = currentTarget as HTMLElement;
  const at = Math.abs(rail.scrollLeft);
  const set = (way: string, off: boolean) => rail.parentElement!.querySelector(`.${way}`)!.setAttribute('aria-disabled', String(off));
  set('back', at < 2);
  set('on', at + rail.clientWidth > rail.scrollWidth - 2);
}

function inside(part: CardPart, look: Words): TemplateResult {
  const list = look as MessageList;
  const choose = (text: string) => {
    // What the widget asked before the chat goes along, as with what is typed.
    const detail: Sending = { text, message: { text } };
    if (list.emit('chat-send', detail, { cancelable: true })) list.session?.sendMessage(whole(detail), { conversation: list.conversation });
  };
  const src = mediaUrl(part.image);
  // `dir="auto"` passes over what is isolated: a title alone is what it goes by.
  const title = oneLine(part.title);
  const actions = (part.actions ?? []).slice(0, ACTIONS).map(({ label, value, url }) => {
    const href = url === undefined ? undefined : safeUrl(url);
    return href
      ? html`<a class="action" href=${href} target="_blank" rel="noopener noreferrer nofollow" data-leads=${leads(look, href)}>${oneLine(label)}</a>`
      : html`<button class="action" type="button" @click=${() => choose(value)}>${oneLine(label)}</button>`;
  });
  return html`${src ? html`<img class="card-picture" src=${src} alt=${oneLine(part.alt ?? '')} loading="lazy" decoding="async" />` : nothing}<span class="card-words" dir="auto"
    ><strong>${part.text ? html`<bdi>${title}</bdi>` : title}</strong>${part.text ? html`<span>${part.text}</span>` : nothing}</span
  >${actions.length > 0 ? html`<span class="card-actions">${actions}</span>` : nothing}`;
}

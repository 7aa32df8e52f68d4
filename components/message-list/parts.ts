import { html, nothing, type TemplateResult } from 'lit';
import type { CardPart, MediaPart, Message, Part, ProgressPart } from '../../src/domain/index.js';
import { formatSize } from '../../src/i18n/size.js';
import { icon } from '../shared/icons.js';
import { FILE } from '../shared/more-icons.js';
import { partStyles } from './parts.styles.js';
import { safeUrl } from './rich.js';
import { sound, type Heard } from './sound.js';
import { mediaUrl, oneLine } from './text.js';
import { wordsOf, type Words } from './words.js';

const REL = 'noopener noreferrer nofollow';

export { partStyles as styles };
export { rich as words } from '../../src/i18n/rich.js';

/** Everything in a message that is not text. A module of its own: most conversations never load it. */
export function renderPart(part: Part, words: Words & Heard, message?: Message): TemplateResult | typeof nothing {
  switch (part.type) {
    case 'text':
      // A notice: what came instead cannot be shown.
      return html`<i part="attachment">${wordsOf(part, words)}</i>`;
    case 'image':
      return image(part, words);
    case 'video':
      return film(part, words);
    case 'audio':
      return message ? html`<span class="sound" part="attachment">${sound(part, words, message)}</span>` : nothing;
    case 'file':
      return file(part, words);
    case 'progress':
      return progress(part, words);
    case 'card':
      return card(part);
    default:
      // A kind that this version does not know: nothing is better than a broken bubble.
      return nothing;
  }
}

const nameOf = (part: MediaPart, { strings }: Words): string => oneLine(part.name ?? part.alt ?? '') || strings.media[part.type];

function image(part: MediaPart, words: Words): TemplateResult {
  const src = mediaUrl(part.url);
  if (!src) return file(part, words);
  const picture = html`<img class="picture" src=${src} alt=${oneLine(part.alt ?? part.name ?? '') || words.strings.media.image} loading="lazy" decoding="async" />`;
  const href = safeUrl(part.url);
  return href
    ? html`<a class="media" part="attachment" href=${href} target="_blank" rel=${REL}>${picture}</a>`
    : html`<span class="media" part="attachment">${picture}</span>`;
}

function film(part: MediaPart, words: Words): TemplateResult {
  const src = mediaUrl(part.url);
  if (!src) return file(part, words);
  return html`<video class="media" part="attachment" src=${src} aria-label=${nameOf(part, words)} controls playsinline preload="metadata"></video>`;
}

function file(part: MediaPart, words: Words): TemplateResult {
  const href = safeUrl(part.url) ?? (part.url.startsWith('blob:') ? part.url : undefined);
  const size = part.size === undefined ? nothing : html`<small>${formatSize(part.size, words.formats.locale)}</small>`;
  const inside = html`<span class="file-icon">${icon(FILE)}</span><span class="file-name"><bdi>${nameOf(part, words)}</bdi>${size}</span>`;
  return href
    ? html`<a class="file" part="attachment" href=${href} target="_blank" rel=${REL}>${inside}</a>`
    : html`<span class="file" part="attachment">${inside}</span>`;
}

function progress(part: ProgressPart, words: Words): TemplateResult {
  const label = wordsOf(part, words);
  const estimate = part.estimate === undefined || part.value !== undefined ? nothing : html`<small>${words.strings.seconds(Math.round(part.estimate))}</small>`;
  return html`<span class="progress" part="attachment"><span>${label} ${estimate}</span><progress aria-label=${label} value=${part.value ?? nothing} max="1"></progress></span>`;
}

/** Pressed actions are found by `data-act="choose"`; what they say is their `data-value`. */
function card(part: CardPart): TemplateResult {
  const src = mediaUrl(part.image);
  const actions = (part.actions ?? []).map(({ label, value, url }) => {
    const href = url === undefined ? undefined : safeUrl(url);
    return href
      ? html`<a class="action" href=${href} target="_blank" rel=${REL}>${oneLine(label)}</a>`
      : html`<button class="action" type="button" data-act="choose" data-value=${value}>${oneLine(label)}</button>`;
  });
  return html`<span class="card" part="attachment"
    >${src ? html`<img class="picture" src=${src} alt="" loading="lazy" decoding="async" />` : nothing}<strong><bdi>${oneLine(part.title)}</bdi></strong
    >${part.text ? html`<span>${part.text}</span>` : nothing}${actions.length > 0 ? html`<span class="actions">${actions}</span>` : nothing}</span
  >`;
}

import { html, nothing, type TemplateResult } from 'lit';
import type { CardPart, Message, Part, ProgressPart } from '../../src/domain/index.js';
import { media } from '../../src/i18n/media.js';
import { rich } from '../../src/i18n/rich.js';
import { film, file, image } from './media.js';
import { mediaStyles } from './media.styles.js';
import { partStyles } from './parts.styles.js';
import { safeUrl } from './rich.js';
import { sound, type Heard } from './sound.js';
import { mediaUrl, oneLine } from './text.js';
import { wordsOf, type Words } from './words.js';

const REL = 'noopener noreferrer nofollow';

export const styles = [partStyles, mediaStyles];
export const words = { ...rich, ...media };

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

import { html, nothing, type TemplateResult } from 'lit';
import type { Message, Part, ProgressPart } from '../../src/domain/index.js';
import { media } from '../../src/i18n/media.js';
import { rich } from '../../src/i18n/rich.js';
import { film, file, image } from './media.js';
import { mediaStyles } from './media.styles.js';
import { wordsOf } from './part-words.js';
import { partStyles } from './parts.styles.js';
import { styles as richStyles } from './rich.js';
import { sound, type Heard } from './sound.js';
import { mediaUrl } from './text.js';
import type { Words } from './words.js';

export { wordsOf };
export const styles = [...richStyles, partStyles, mediaStyles];
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
      // Without a usable address its name is all there is; an empty one stands for speech that came over the connection.
      if (part.url && !mediaUrl(part.url)) return file(part, words);
      return message ? html`<span class="sound" part="attachment">${sound(part, words, message)}</span>` : nothing;
    case 'file':
      return file(part, words);
    case 'progress':
      return progress(part, words);
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

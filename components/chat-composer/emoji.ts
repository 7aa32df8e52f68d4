import { html, nothing, type ReactiveController, type TemplateResult } from 'lit';
import { emoji as words } from '../../src/i18n/emoji.js';
import { changeStrings } from '../../src/i18n/index.js';
import { icon } from '../shared/icons.js';
import { SMILE } from '../shared/more-icons.js';
import { reportLoad } from '../shared/report-load.js';
import type { ChatComposer } from './chat-composer.js';
import type { EmojiPicker } from './emoji-picker.js';

/** The button that opens the emoji picker. The picker and its emoji come with the first press. */
export class Emoji implements ReactiveController {
  #host: ChatComposer;
  #picker: EmojiPicker | undefined;
  /** That the picker speaks. */
  #lang = '';
  #open = false;

  constructor(host: ChatComposer) {
    changeStrings(words);
    this.#host = host;
    host.addController(this);
  }

  hostDisconnected(): void {
    this.#open = false;
  }

  renderButton(): TemplateResult | typeof nothing {
    const { strings, off, emoji } = this.#host;
    if (off || !emoji) return nothing;
    return html`<button class="icon-button smile" part="emoji" type="button" aria-label=${strings.insertEmoji} title=${strings.insertEmoji} aria-haspopup="dialog" aria-expanded=${this.#open} @mousedown=${hold} @click=${this.#toggle}>${icon(SMILE)}</button>`;
  }

  renderAbove(): TemplateResult | typeof nothing {
    return this.#open && this.#host.emoji && !this.#host.off && this.#picker ? this.#picker.render() : nothing;
  }

  /** The focus goes to the box with what was chosen, else back to the button; `stays`: it is somewhere else already. */
  close = (chosen?: string, stays = false): void => {
    this.#open = false;
    this.#host.requestUpdate();
    if (chosen) insert(this.#host, chosen);
    else if (!stays) this.#host.renderRoot.querySelector<HTMLElement>('.smile')?.focus();
  };

  #toggle = async (): Promise<void> => {
    if (this.#open) return this.close();
    try {
      const lang = this.#host.formats.locale?.split('-', 1)[0] ?? '';
      if (!this.#picker || lang !== this.#lang) {
        const [{ EmojiPicker, styles }, { EMOJI, names }] = await Promise.all([import('./emoji-picker.js'), dataIn(lang)]);
        this.#host.adopt(styles);
        this.#picker = new EmojiPicker(this.#host, EMOJI, this.close, names);
        this.#lang = lang;
        this.#host.refuse('');
      }
    } catch (cause) {
      this.#host.refuse(this.#host.strings.emojiMissing);
      return reportLoad(this.#host, cause);
    }
    if (!this.#host.isConnected) return;
    this.#open = true;
    this.#picker.start();
    this.#host.requestUpdate();
    await this.#host.updateComplete;
    this.#host.renderRoot.querySelector<HTMLElement>('.emoji-search')?.focus();
  };
}

async function dataIn(lang: string): Promise<{ readonly EMOJI: string; readonly names?: string }> {
  const { LANGUAGES } = await import('./emoji-languages.js');
  return Object.hasOwn(LANGUAGES, lang) ? LANGUAGES[lang]!() : { ...(await import('./emoji-data.js')), names: 'en' };
}

/** Safari gives a button that is pressed no focus, but what is around it: the picker would close by the press on its button, and open again by the click. */
const hold = (event: Event): void => event.preventDefault();

/** Puts a text where the caret is, and the caret behind it: as if it was typed, since around what a script writes nothing can be undone, and redo puts pieces anywhere. */
function insert(host: ChatComposer, text: string): void {
  const { input } = host;
  if (!input) return;
  host.focus();
  if (host.ownerDocument.execCommand('insertText', false, text)) return;
  input.setRangeText(text, input.selectionStart, input.selectionEnd, 'end');
  input.dispatchEvent(new Event('input', { bubbles: true, composed: true }));
}

export const make = (host: ChatComposer): Emoji => new Emoji(host);

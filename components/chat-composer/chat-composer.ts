import { html, nothing, type PropertyDeclarations, type PropertyValues } from 'lit';
import { SessionController } from '../../src/context/index.js';
import { bool, ChatElement } from '../shared/base-element.js';
import { ALERT, EYE, icon, SEND } from '../shared/icons.js';
import { styles } from './chat-composer.styles.js';
import { Composition } from './keys.js';

/**
 * @tag chat-composer
 * @summary Where a message is written: grows with its text, Enter sends, Shift+Enter makes a line, an input method never sends by accident.
 *
 * Sends over the connection around it (or of `for`). Without one, the page listens to `chat-send` and takes the text from there.
 *
 * @attr {string} for - Id of a connection that is not an ancestor.
 * @fires chat-send - `{text}`, cancelable: before a send. `preventDefault()` keeps it from the connection; the box is emptied all the same.
 * @fires chat-draft - `{text}`: what is in the box changed.
 * @slot before-composer - Above the box.
 * @slot composer-actions - Buttons in the box, before the send button.
 * @csspart composer - Everything.
 * @csspart input - The text box.
 * @csspart send - The send button.
 */
export class ChatComposer extends ChatElement {
  static override shadowRootOptions: ShadowRootInit = { ...ChatElement.shadowRootOptions, delegatesFocus: true };
  static override styles = [ChatElement.styles, styles];

  static override properties: PropertyDeclarations = {
    conversation: { reflect: true },
    placeholder: {},
    draft: { attribute: false },
    disabled: { converter: bool, reflect: true },
    disabledReason: { attribute: 'disabled-reason' },
    typingPreview: { converter: bool, attribute: 'typing-preview' },
  };

  /** The conversation to write to. Default: the connection's. */
  conversation?: string;

  /** Words in the empty box. Default: localised. */
  placeholder?: string;

  /** What is in the box. */
  draft = '';

  /** Nothing can be written. */
  disabled = false;

  /** Why nothing can be written, for people. */
  disabledReason?: string;

  /** Send the text as it is written, and say so. */
  typingPreview = false;

  /** Why the last send was refused. */
  #refusal = '';

  /** @internal */
  get input(): HTMLTextAreaElement | null {
    return this.renderRoot.querySelector('textarea');
  }

  #session = new SessionController(this, { slices: ['connection'], conversation: () => this.conversation, warn: () => false });
  #composition = new Composition();
  #grows: boolean | undefined;
  #engaged = false;

  constructor() {
    super();
    this.keepKeys();
  }

  override render(): unknown {
    const { strings } = this;
    const refusal = this.#refusal;
    const showsTyping = this.typingPreview && (this.#session.session?.capabilities.typingText ?? true);
    const notes = [refusal && 'refusal', showsTyping && 'live', this.disabled && this.disabledReason && 'reason'].filter(Boolean).join(' ');
    return html`<div class="root" dir=${this.direction} lang=${this.localeTag || nothing}>
      <div class="composer" part="composer">
        <slot name="before-composer"></slot>
        <div role="alert">${refusal ? html`<div class="refusal" id="refusal">${icon(ALERT)}<span dir="auto">${refusal}</span></div>` : nothing}</div>
        ${this.disabled && this.disabledReason ? html`<div class="note" id="reason" dir="auto">${this.disabledReason}</div>` : nothing}
        <div class="box ${this.disabled ? 'off' : ''}" @click=${this.#handleBox}>
          <textarea
            part="input"
            rows="1"
            aria-label=${strings.message}
            aria-describedby=${notes || nothing}
            placeholder=${this.placeholder ?? strings.placeholder}
            dir=${this.draft ? 'auto' : this.direction}
            enterkeyhint="send"
            autocomplete="off"
            ?disabled=${this.disabled}
            @input=${this.#handleInput}
            @keydown=${this.#handleKey}
            @compositionstart=${this.#handleComposition}
            @compositionend=${this.#handleComposition}
            @blur=${this.#handleBlur}
          ></textarea>
          <div class="actions">
            <slot name="composer-actions"></slot>
            <button class="send" part="send" type="button" aria-label=${strings.send} aria-disabled=${this.disabled || this.draft.trim() === '' ? 'true' : 'false'} @mousedown=${this.#handleHold} @click=${this.send}>${icon(SEND)}</button>
          </div>
        </div>
        ${showsTyping ? html`<div class="note live" id="live">${icon(EYE)}${strings.typingVisible}</div>` : nothing}
      </div>
    </div>`;
  }

  override updated(changed: PropertyValues<this>): void {
    const { input } = this;
    if (!input || !changed.has('draft')) return;
    // Only where it differs: writing the same value would move the caret and end a composition.
    if (input.value !== this.draft) input.value = this.draft;
    this.#grow();
  }

  /** Where CSS cannot do it, the height of the text is measured: one read, one write, once per input. */
  #grow(): void {
    this.#grows ??= CSS.supports('field-sizing', 'content');
    const { input } = this;
    if (this.#grows || !input) return;
    input.style.blockSize = 'auto';
    input.style.blockSize = `${input.scrollHeight}px`;
  }

  #refuse(why: string): void {
    this.#refusal = why;
    this.requestUpdate();
  }

  #engage(): void {
    if (this.#engaged) return;
    this.#engaged = true;
    this.#session.session?.engage();
  }

  #typing(): void {
    const { session } = this.#session;
    const on = this.draft.trim() !== '';
    session?.setTyping(on, this.typingPreview ? this.draft : undefined, this.conversation);
  }

  #handleInput = (event: Event): void => {
    this.draft = (event.target as HTMLTextAreaElement).value;
    this.#refuse('');
    this.#engage();
    this.#typing();
    this.emit('chat-draft', { text: this.draft });
  };

  #handleKey = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter' || event.shiftKey || event.altKey || this.#composition.owns(event)) return;
    event.preventDefault();
    // A key held down must not send the next message as well.
    if (!event.repeat) this.send();
  };

  #handleComposition = (event: Event): void => {
    if (event.type === 'compositionstart') this.#composition.start();
    else this.#composition.end(event);
  };

  #handleBlur = (): void => this.#composition.reset();

  /** A press on the button leaves the focus, and with it a phone's keyboard, where it is. */
  #handleHold = (event: Event): void => event.preventDefault();

  /** The whole box is the text box to a finger; its buttons are not. */
  #handleBox = (event: Event): void => {
    if (event.target === event.currentTarget) this.focus();
  };

  /** Sends what is in the box. False where there is nothing to send, or it was refused: then the text stays. */
  send(): boolean {
    const text = this.draft;
    if (this.disabled || text.trim() === '') return false;
    const goOn = this.emit('chat-send', { text }, { cancelable: true });
    const { session } = this.#session;
    try {
      if (goOn) {
        session?.engage();
        session?.sendMessage(text, { conversation: this.conversation });
      }
    } catch (error) {
      this.#refuse(error instanceof Error ? error.message : String(error));
      return false;
    }
    this.#refuse('');
    this.draft = '';
    session?.setTyping(false, undefined, this.conversation);
    this.emit('chat-draft', { text: '' });
    return true;
  }

  /** Puts the caret into the box. */
  override focus(options?: FocusOptions): void {
    this.input?.focus(options);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'chat-composer': ChatComposer;
  }
}

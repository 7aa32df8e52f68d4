import { html, nothing, type PropertyDeclarations, type PropertyValues } from 'lit';
import { awaits, SessionController, type ChatSession } from '../../src/context/index.js';
import type { Message, Part } from '../../src/domain/index.js';
import { bool, ChatElement, declared, flags } from '../shared/base-element.js';
import { icon, SEND } from '../shared/icons.js';
import { LateElement } from '../shared/late.js';
import { whole, type Sending } from '../shared/sending.js';
import { buttons } from '../shared/tokens.js';
import { styles } from './chat-composer.styles.js';
import { Composition, hasDrafts } from './keys.js';

/**
 * @tag chat-composer
 * @summary Where a message is written: grows with its text, Enter sends, Shift+Enter makes a line, an input method never sends by accident.
 *
 * Sends over the connection around it (or of `for`). Without one, the page listens to `chat-send` and takes the text from there.
 *
 * @attr {string} for - Id of a connection that is not an ancestor.
 * @fires chat-send - `{text, parts?, files?}`, cancelable: before a send; `parts` is a voice message, or the text with its files, `files` these as the person chose them. `preventDefault()` keeps it from the connection; the box is emptied all the same.
 * @fires chat-draft - `{text}`: what is in the box changed.
 * @slot before-composer - Above the box.
 * @slot composer-actions - Buttons in the box, before the send button.
 * @csspart composer - Everything.
 * @csspart input - The text box.
 * @csspart send - The send button.
 * @csspart attach - The button that attaches files (`attachments`).
 * @csspart emoji - The button that opens the emoji picker (`emoji`).
 * @csspart file - A file that goes with the message.
 * @csspart record - The button that records a voice message (`voice`).
 */
export class ChatComposer extends LateElement {
  static override shadowRootOptions: ShadowRootInit = { ...ChatElement.shadowRootOptions, delegatesFocus: true };
  static override styles = [ChatElement.styles, buttons, styles];

  static override properties: PropertyDeclarations = {
    conversation: { reflect: true },
    draft: { attribute: false },
    disabled: { converter: bool, reflect: true },
    ...declared('placeholder disabledReason accept'),
    ...flags('typingPreview voice attachments emoji'),
    ...declared('maxFileSize', { type: Number }),
  };

  /** The conversation to write to. Default: the connection's. */
  conversation?: string;

  /** Words in the empty box. Default: localised.
   * @attr */
  placeholder?: string;

  /** What is in the box. */
  draft = '';

  /** Nothing can be written. */
  disabled = false;

  /** Why nothing can be written, for people.
   * @attr disabled-reason */
  disabledReason?: string;

  /** Send the text as it is written, and say so.
   * @attr typing-preview */
  typingPreview = false;

  /** Offer to record voice messages, where the backend takes files.
   * @attr */
  voice = false;

  /** Take files along, by button, paste and drop, where the backend takes them.
   * @attr */
  attachments = false;

  /** Types that may be attached, as an input's `accept` has them: `image/*,.pdf`. Default: what the backend takes.
   * @attr */
  accept?: string;

  /** How large a file may be, in bytes. Default: what the backend takes.
   * @attr max-file-size */
  maxFileSize?: number;

  /** Offer emoji to pick from.
   * @attr */
  emoji = false;

  /** What connection its widget is to have. Where that is not there, nothing is sent, and what was written stays. @internal */
  declare awaited?: string | Element | null;

  /** Why the last send was refused. */
  #refusal = '';

  /** @internal */
  get session(): ChatSession | undefined {
    return this.#session.session;
  }

  /** @internal */
  get input(): HTMLTextAreaElement | null {
    return this.renderRoot?.querySelector('textarea');
  }

  #session = new SessionController(this, { slices: ['connection', 'conversation'], conversation: () => this.conversation, warn: () => !!this.for });
  #composition = new Composition();
  #engaged = false;

  constructor() {
    super();
    this.keepInside();
  }

  protected override willUpdate(): void {
    const { session, need } = this;
    // A page may set null, or a number.
    this.draft = `${this.draft ?? ''}`;
    if (this.attachments) need('attachments');
    if (this.emoji) need('emoji');
    if (this.voice) need('mic');
    if (this.typingPreview) need('live');
    if (!this.hasUpdated && hasDrafts()) need('drafts');
    if (this.disabled || session?.connection.error?.code === 'signed-out' || session?.conversation(this.conversation).info.status === 'closed') need('reasons');
  }

  /** Whether nothing can be written, for whatever reason. @internal */
  get off(): boolean {
    return this.disabled || !!this.late.reasons?.why;
  }

  override render(): unknown {
    const { strings, off, draft } = this;
    const { attachments: files, emoji, about, reasons, mic, voice, live } = this.late;
    const why = reasons?.why;
    const warning = live?.warning;
    const note = (id: string, words: string | undefined) => words && html`<div class="note ${id}" id=${id} dir="auto">${words}</div>`;
    // The box names all of its notes as its description: one that is not there is none.
    return html`<div class="root" dir=${this.direction} lang=${this.localeTag || nothing}><div class="composer" part="composer">
      <slot name="before-composer"></slot>
      <div role="alert">${note('refusal', this.#refusal)}</div>
      ${note('reason', why)}${about?.renderAbove()}${files?.renderAbove()}${emoji?.renderAbove()}
      <div class="box ${off ? 'off' : ''}" ?hidden=${voice?.isOpen} @click=${this.#handleBox}>
        ${files?.renderButton()}<textarea part="input" rows="1" aria-label=${strings.message} aria-describedby="refusal live reason"
          placeholder=${this.placeholder ?? strings.placeholder} dir=${draft ? 'auto' : this.direction} enterkeyhint="send" autocomplete="off" ?readonly=${off} aria-disabled=${off}
          @input=${this.#handleInput} @keydown=${this.#handleKey} @compositionstart=${this.#composition} @compositionend=${this.#composition} @blur=${this.#composition}></textarea>
        <div class="actions">${emoji?.renderButton()}<slot name="composer-actions"></slot>${this.voice ? mic?.render() : nothing}<button class="icon-button send" part="send" type="button" aria-label=${strings.send} aria-disabled=${off || !this.#some} @mousedown=${this.#handleHold} @click=${this.send}>${icon(SEND)}</button></div>
      </div>
      ${voice?.render()}${note('live', warning)}
    </div></div>`; // prettier-ignore
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.late.voice?.close();
  }

  override updated(changed: PropertyValues<this>): void {
    const { input, draft } = this;
    if (!input || !changed.has('draft')) return;
    // Only where it differs: writing the same value would move the caret and end a composition.
    if (input.value !== draft) input.value = draft;
    // Where CSS cannot do it, the height of the text is measured: one read, one write, once per input.
    if (CSS.supports('field-sizing', 'content')) return;
    input.style.blockSize = 'auto';
    input.style.blockSize = `${input.scrollHeight}px`;
  }

  /** Says why something was not taken. @internal */
  refuse(why: string): void {
    this.#refusal = why;
    this.requestUpdate();
  }

  /** There is something to send. */
  get #some(): unknown {
    return this.draft.trim() || this.late.attachments?.some;
  }

  /** What is in the box changed. */
  #tell(): void {
    const { draft } = this;
    this.refuse('');
    // What is typed goes out only where it is said that it does.
    this.session?.setTyping(!!draft.trim(), this.late.live?.warning && draft, this.conversation);
    this.emit('chat-draft', { text: draft });
  }

  // Methods, since Lit calls a listener with the element as `this`.
  #handleInput(event: Event): void {
    this.draft = (event.target as HTMLTextAreaElement).value;
    if (!this.#engaged) this.session?.engage();
    this.#engaged = true;
    this.need('drafts');
    this.#tell();
  }

  #handleKey(event: KeyboardEvent): void {
    if (event.key !== 'Enter' || event.shiftKey || event.altKey || this.#composition.owns(event)) return;
    event.preventDefault();
    // A key held down must not send the next message as well.
    if (!event.repeat) this.send();
  }

  /** A press on the button leaves the focus, and with it a phone's keyboard, where it is. */
  #handleHold(event: Event): void {
    event.preventDefault();
  }

  /** The whole box is the text box to a finger; its buttons are not. */
  #handleBox(event: Event): void {
    if (event.target === event.currentTarget) this.focus();
  }

  /** Sends what is in the box. False where there is nothing to send, or it was refused: then the text stays. */
  send(): boolean {
    const { attachments: files } = this.late;
    return !this.off && !!this.#some && (files?.some ? files.send() : this.deliver());
  }

  /** Sends what is in the box, with these. @internal */
  deliver(parts?: readonly Part[], files?: readonly File[]): boolean {
    const text = this.draft;
    const { about } = this.late;
    if (about?.edit(text)) return true;
    try {
      const detail: Sending = { text, ...(parts && { parts, files }), message: { ...(parts ? { parts } : { text }), ...about?.answer } };
      if (this.emit('chat-send', detail, { cancelable: true })) {
        const { session } = this;
        if (!session && (this.awaited || awaits(this))) throw new Error(this.strings.status.idle);
        session?.engage();
        session?.sendMessage(whole(detail), { conversation: this.conversation });
      }
    } catch (error) {
      this.refuse(this.strings.failure(error instanceof Error ? error.message : String(error)));
      return false;
    }
    about?.end();
    this.draft = '';
    this.#tell();
    return true;
  }

  /** What is written next answers this message, or changes it. Escape or a button ends that. */
  async about(what: 'reply' | 'edit', message: Message): Promise<void> {
    const about = await this.bring('about');
    this.refuse(about ? '' : this.strings.status.failed);
    about?.start(what, message);
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

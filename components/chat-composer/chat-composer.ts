import { adoptStyles, html, nothing, type CSSResultOrNative, type PropertyDeclarations, type PropertyValues } from 'lit';
import { SessionController, type ChatSession } from '../../src/context/index.js';
import type { MediaPart, Message } from '../../src/domain/index.js';
import { bool, ChatElement } from '../shared/base-element.js';
import { icon, MICROPHONE, SEND } from '../shared/icons.js';
import { reportLoad } from '../shared/report-load.js';
import { buttons } from '../shared/tokens.js';
import { styles } from './chat-composer.styles.js';
import type { About } from './about.js';
import type { Attachments } from './attachments.js';
import type { Drafts } from './drafts.js';
import type { Emoji } from './emoji.js';
import { Composition, hasDrafts } from './keys.js';
import type { Reasons } from './reasons.js';
import type { Voice } from './voice.js';

/** What comes when it is needed, each as a file of its own. */
const EXTRAS = {
  attachments: async () => (await import('./attachments.js')).Attachments,
  emoji: async () => (await import('./emoji.js')).Emoji,
  /** An answer to a message, or a change to one. */
  about: async () => (await import('./about.js')).About,
  drafts: async () => (await import('./drafts.js')).Drafts,
  reasons: async () => (await import('./reasons.js')).Reasons,
};
interface Extras {
  attachments?: Attachments;
  emoji?: Emoji;
  drafts?: Drafts;
  reasons?: Reasons;
  about?: About;
}

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
export class ChatComposer extends ChatElement {
  static override shadowRootOptions: ShadowRootInit = { ...ChatElement.shadowRootOptions, delegatesFocus: true };
  static override styles = [ChatElement.styles, buttons, styles];

  static override properties: PropertyDeclarations = {
    conversation: { reflect: true },
    placeholder: {},
    draft: { attribute: false },
    disabled: { converter: bool, reflect: true },
    disabledReason: { attribute: 'disabled-reason' },
    typingPreview: { converter: bool, attribute: 'typing-preview' },
    voice: { converter: bool },
    attachments: { converter: bool },
    accept: {},
    maxFileSize: { type: Number, attribute: 'max-file-size' },
    emoji: { converter: bool },
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

  /** Offer to record voice messages, where the backend takes files. */
  voice = false;

  /** Take files along, by button, paste and drop, where the backend takes them. */
  attachments = false;

  /** Types that may be attached, as an input's `accept` has them: `image/*,.pdf`. Default: what the backend takes. */
  accept?: string;

  /** How large a file may be, in bytes. Default: what the backend takes. */
  maxFileSize?: number;

  /** Offer emoji to pick from. */
  emoji = false;

  /** Why the last send was refused. */
  #refusal = '';

  /** @internal */
  get session(): ChatSession | undefined {
    return this.#session.session;
  }

  /** @internal */
  get input(): HTMLTextAreaElement | null {
    return this.renderRoot.querySelector('textarea');
  }

  #session = new SessionController(this, { slices: ['connection'], conversation: () => this.conversation, warn: () => false, onSession: (session) => this.#listen(session) });
  #unlisten: (() => void) | undefined;
  #composition = new Composition();
  #voice: Voice | undefined;
  #extras: Extras = {};
  #loading: { [K in keyof Extras]?: Promise<void> } = {};
  #sheets: CSSResultOrNative[] = [...ChatComposer.elementStyles];
  #engaged = false;

  constructor() {
    super();
    this.keepKeys();
  }

  protected override willUpdate(): void {
    if (this.attachments) this.#bring('attachments');
    if (this.emoji) this.#bring('emoji');
    if (!this.hasUpdated && hasDrafts()) this.#bring('drafts');
    const { session } = this;
    if (session?.connection.error?.code === 'signed-out' || session?.conversation(this.conversation).info.status === 'closed') this.#bring('reasons');
  }

  /** Whether nothing can be written, for whatever reason. @internal */
  get off(): boolean {
    return this.disabled || !!this.#extras.reasons?.why;
  }

  /** A conversation that is closed or open again changes what can be done here. */
  #listen(session: ChatSession | undefined): void {
    this.#unlisten?.();
    this.#unlisten = session?.onEvent((name) => name === 'chat-conversation' && this.requestUpdate());
  }

  /** Where it could not be loaded, the next need tries again. */
  #bring(name: keyof Extras): void {
    if (this.#extras[name]) return;
    this.#loading[name] ??= EXTRAS[name]()
      .then((Extra) => {
        this.#extras[name] = new Extra(this) as never;
        this.requestUpdate();
      })
      .catch((cause: unknown) => reportLoad(this, cause))
      .finally(() => delete this.#loading[name]);
  }

  /** Also waits for what comes later. */
  protected override async getUpdateComplete(): Promise<boolean> {
    await super.getUpdateComplete();
    await Promise.all(Object.values(this.#loading));
    return super.getUpdateComplete();
  }

  /** Adds the styles of a part that came later. @internal */
  adopt(sheet: CSSResultOrNative): void {
    this.#sheets.push(sheet);
    adoptStyles(this.renderRoot as ShadowRoot, this.#sheets);
  }

  /** Puts a text where the caret is, and the caret behind it. @internal */
  insert(text: string): void {
    const { input } = this;
    if (!input) return;
    input.setRangeText(text, input.selectionStart, input.selectionEnd, 'end');
    input.dispatchEvent(new Event('input', { bubbles: true, composed: true }));
    this.focus();
  }

  override render(): unknown {
    const { strings, off: disabled, draft } = this;
    const { attachments: files, emoji, about } = this.#extras;
    const refusal = this.#refusal;
    const live = this.typingPreview && (this.#session.session?.capabilities.typingText ?? true);
    const reason = this.disabled ? this.disabledReason : this.#extras.reasons?.why;
    const note = (id: string, words: unknown) => html`<div class="note ${id}" id=${id} dir="auto">${words}</div>`;
    return html`<div class="root" dir=${this.direction} lang=${this.localeTag || nothing}><div class="composer" part="composer">
      <slot name="before-composer"></slot>
      <div role="alert">${refusal ? note('refusal', refusal) : nothing}</div>
      ${reason ? note('reason', reason) : nothing}
      ${about?.renderAbove()}${files?.renderAbove()}${emoji?.renderAbove()}
      <div class="box ${disabled ? 'off' : ''}" ?hidden=${this.#voice?.isOpen} @click=${this.#handleBox}>
        ${files?.renderButton()}<textarea part="input" rows="1" aria-label=${strings.message} aria-describedby=${[refusal && 'refusal', live && 'live', reason && 'reason'].filter(Boolean).join(' ') || nothing}
          placeholder=${this.placeholder ?? strings.placeholder} dir=${draft ? 'auto' : this.direction} enterkeyhint="send" autocomplete="off" ?disabled=${disabled}
          @input=${this.#handleInput} @keydown=${this.#handleKey} @compositionstart=${this.#composition} @compositionend=${this.#composition} @blur=${this.#composition}></textarea>
        <div class="actions">${emoji?.renderButton()}<slot name="composer-actions"></slot
          >${this.voice && !disabled && this.session?.capabilities.attachments === 'upload'
            ? html`<button class="icon-button" part="record" type="button" aria-label=${strings.record} title=${strings.record} @click=${this.#handleRecord}>${icon(MICROPHONE)}</button>` : nothing}<button class="icon-button send" part="send" type="button" aria-label=${strings.send} aria-disabled=${disabled || (draft.trim() === '' && !files?.some)} @mousedown=${this.#handleHold} @click=${this.send}>${icon(SEND)}</button></div>
      </div>
      ${this.#voice?.render()}
      ${live ? note('live', strings.typingVisible) : nothing}
    </div></div>`; // prettier-ignore
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#listen(this.session);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#unlisten?.();
    this.#voice?.close();
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

  /** What is in the box changed. */
  #tell(): void {
    const { draft } = this;
    this.refuse('');
    this.#session.session?.setTyping(draft.trim() !== '', this.typingPreview ? draft : undefined, this.conversation);
    this.emit('chat-draft', { text: draft });
  }

  // Methods, since Lit calls a listener with the element as `this`.
  #handleInput(event: Event): void {
    this.draft = (event.target as HTMLTextAreaElement).value;
    if (!this.#engaged) this.#session.session?.engage();
    this.#engaged = true;
    this.#bring('drafts');
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

  /** All of recording comes with the first press. */
  async #handleRecord(): Promise<void> {
    try {
      this.#voice ??= new (await import('./voice.js')).Voice(this);
      this.#voice.open();
    } catch (cause) {
      reportLoad(this, cause);
    }
  }

  /** Sends what is in the box. False where there is nothing to send, or it was refused: then the text stays. */
  send(): boolean {
    const files = this.#extras.attachments;
    if (this.off || (this.draft.trim() === '' && !files?.some)) return false;
    return files?.some ? files.send() : this.deliver();
  }

  /** Sends what is in the box, with these. @internal */
  deliver(media?: readonly MediaPart[], files?: readonly File[]): boolean {
    const text = this.draft;
    const { session } = this.#session;
    const { about } = this.#extras;
    if (about?.edit(text)) return true;
    const parts = media && [...(text.trim() ? [{ type: 'text' as const, text }] : []), ...media];
    const message = parts || about?.replyTo ? { ...(parts ? { parts } : { text }), ...about?.answer } : undefined;
    try {
      const detail: { text: string; metadata?: Readonly<Record<string, unknown>> } = { text, ...(parts && { parts, files }), ...(message && { message }) };
      if (this.emit('chat-send', detail, { cancelable: true })) {
        session?.engage();
        const { metadata } = detail;
        session?.sendMessage(message || metadata ? { ...(message ?? { text }), ...(metadata && { metadata }) } : text, { conversation: this.conversation });
      }
    } catch (error) {
      this.refuse(error instanceof Error ? error.message : String(error));
      return false;
    }
    about?.end();
    this.draft = '';
    this.#tell();
    return true;
  }

  /** What is written next answers this message, or changes it. Escape or a button ends that. */
  async about(what: 'reply' | 'edit', message: Message): Promise<void> {
    this.#bring('about');
    await this.#loading.about;
    this.#extras.about?.start(what, message);
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

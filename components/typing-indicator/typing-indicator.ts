import { html, nothing, type PropertyDeclarations, type PropertyValues } from 'lit';
import { SessionController } from '../../src/context/index.js';
import type { Participant } from '../../src/domain/index.js';
import { bool, ChatElement, json } from '../shared/base-element.js';
import { apart, oneLine } from '../message-list/text.js';
import { LateElement } from '../shared/late.js';
import { styles } from './typing-indicator.styles.js';

/** Someone who is writing; `text` is what is there so far, where the backend carries it. */
export interface TypingParticipant extends Partial<Participant> {
  readonly text?: string;
}

/** A pause this short between two keys is not an end: who comes back within it is not announced again. Milliseconds. */
const SAME = 5000;

/**
 * @tag typing-indicator
 * @summary Who is writing right now: names for one to three, a number for more. Takes no room while nobody is.
 *
 * @attr {string} for - Id of a connection that is not an ancestor.
 * @csspart base - Everything.
 * @csspart dots - The three dots.
 * @csspart dot - One of them.
 * @csspart label - Who is writing, in words.
 * @csspart preview - The live text (`preview`).
 */
export class TypingIndicator extends LateElement {
  static override styles = [ChatElement.styles, styles];

  static override properties: PropertyDeclarations = {
    conversation: { reflect: true },
    preview: { converter: bool, reflect: true },
    participants: { converter: json<readonly TypingParticipant[]>('participants') },
  };

  /** The conversation to watch. Default: the connection's. */
  conversation?: string;

  /** Show the text as it is being written, where the backend carries it. */
  preview = false;

  /** Who is writing, in place of a connection's word. The page ends it by setting an empty list. */
  participants?: readonly TypingParticipant[];

  #session = new SessionController(this, { slices: ['conversation'], conversation: () => this.conversation, warn: () => this.participants === undefined });
  #who: readonly TypingParticipant[] = [];
  #label = '';
  #said = '';
  #again = false;
  #forget: ReturnType<typeof setTimeout> | undefined;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#forget);
    this.#forget = undefined;
    this.#said = '';
  }

  override willUpdate(_changed: PropertyValues<this>): void {
    const given = this.participants;
    this.#who = given ? (Array.isArray(given) ? given.map(Object) : []) : (this.#session.view?.typing ?? []).map(({ participant, text }) => ({ ...participant, text }));
    const { strings } = this;
    const [a, b, c] = this.#who.map(({ name, role }) => apart(oneLine(`${name ?? ''}`) || strings.roles[role!] || strings.roles.agent));
    const n = this.#who.length;
    if (a) {
      const words = n > 3 ? strings.typingMany(n) : c ? strings.typing3(a, b!, c) : b ? strings.typing2(a, b) : strings.typing1(a);
      // Fading out, the label keeps its last words. They are said once for each set of people, not for each key, nor again after a short pause: then they stand in what is not live.
      this.#again = words === this.#said && (this.#again || !!this.#forget);
      this.#said = this.#label = words;
      clearTimeout(this.#forget);
      this.#forget = undefined;
    } else if (this.#said)
      this.#forget ??= setTimeout(() => {
        this.#forget = undefined;
        this.#said = '';
      }, SAME);
  }

  override render(): unknown {
    // The region for screen readers is always there, and empty while nobody types; what is seen is hidden from them, as it changes with every key.
    const words = this.#who.length ? this.#said : '';
    return html`<div class="root" dir=${this.direction} lang=${this.localeTag || nothing}>
      <div class="fold ${this.#who.length > 0 ? 'open' : ''}" aria-hidden="true"><div class="base" part="base">
        <div class="row"><span class="dots" part="dots"><span part="dot"></span><span part="dot"></span><span part="dot"></span></span><span class="label" part="label" dir="auto">${this.#label}</span></div>
        ${this.preview ? this.need('preview')?.render(this.#who) : nothing}
      </div></div>
      <div class="sr-only" role="status">${this.#again ? '' : words}<span aria-live="off">${this.#again ? words : ''}</span></div>
    </div>`; // prettier-ignore
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'typing-indicator': TypingIndicator;
  }
}

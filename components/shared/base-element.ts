import { LitElement, type CSSResult, type CSSResultGroup, type PropertyDeclarations } from 'lit';
import { formats, strings, wordsFor, type Formats, type Strings } from '../../src/i18n/index.js';
import { directionOf, followLocale, localeChanged, nearest, unfollowLocale, type LocaleFollower } from './locale.js';
import { reportLoad } from './report-load.js';
import { base, tokens } from './tokens.js';

export { bool, declared, flags, json } from './converters.js';
export type { ElementEvents } from './events.js';

/**
 * What all elements share: an open shadow root, the tokens, and the language and direction of where they stand. Templates put everything into
 * `<div class="root" dir=${this.direction} lang=${this.localeTag}>`.
 *
 * @cssprop --chat-accent - The one colour: launcher, own messages, buttons, links.
 * @cssprop --chat-on-accent - Text on it; black or white by itself.
 * @cssprop --chat-surface - Background.
 * @cssprop --chat-surface-2 - Background of what is set apart: headers, inputs, rows under the pointer.
 * @cssprop --chat-text - Text.
 * @cssprop --chat-text-2 - Text that may be overlooked: times, hints.
 * @cssprop --chat-border - Lines.
 * @cssprop --chat-own-bubble - Background of own messages. Default: the accent.
 * @cssprop --chat-on-own-bubble - Text on it; black or white by itself.
 * @cssprop --chat-other-bubble - Background of other messages.
 * @cssprop --chat-danger - What failed.
 * @cssprop --chat-ok - What is well.
 * @cssprop --chat-font - Font family. Default: that of the system.
 * @cssprop --chat-font-size - Size of a message's text; all others follow it. Default 15px.
 * @cssprop --chat-radius - Radius of the panel's corners; all others follow it. Default 16px.
 * @cssprop --chat-shadow - Shadow of what floats.
 */
export class ChatElement extends LitElement implements LocaleFollower {
  static override styles: CSSResultGroup = [tokens, base];

  /** `lang` and `dir` are the platform's own properties, so they are watched without being declared. */
  static override get observedAttributes(): string[] {
    return [...super.observedAttributes, 'lang', 'dir'];
  }

  // A table and plain fields, here and in every element: a decorator on each would weigh more than what is done with it.
  static override properties: PropertyDeclarations = { for: { reflect: true } };

  /** Id of a provider that is not an ancestor. */
  declare for?: string;

  /** `rtl` or `ltr`, from the element or its nearest ancestor.
   * @internal */
  direction: 'ltr' | 'rtl' = 'ltr';

  /** The language as a BCP 47 tag; empty where the page does not say.
   * @internal */
  localeTag = '';

  /** Styles that came beside those of the class.
   * @internal */
  declare sheets?: CSSResult[];

  /** The words in this language.
   * @internal */
  get strings(): Strings {
    return strings(this.localeTag);
  }

  /** Dates, times and numbers in this language.
   * @internal */
  get formats(): Formats {
    return formats(this.localeTag);
  }

  override connectedCallback(): void {
    followLocale(this);
    this.readLocale();
    super.connectedCallback();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    unfollowLocale(this);
  }

  override attributeChangedCallback(name: string, old: string | null, value: string | null): void {
    super.attributeChangedCallback(name, old, value);
    if ((name === 'lang' || name === 'dir') && old !== value) localeChanged();
  }

  /** Reads language and direction again, and renders if one changed.
   * @internal */
  readLocale(): void {
    const tag = nearest(this, 'lang');
    const direction = directionOf(this, tag);
    if (direction === this.direction && tag === this.localeTag) return;
    this.direction = direction;
    this.localeTag = tag;
    this.requestUpdate();
  }

  /** Nothing is drawn in English that is in another language a moment later. */
  protected override scheduleUpdate(): void | Promise<unknown> {
    const coming = wordsFor(this.localeTag, (cause) => reportLoad(this, cause));
    return coming ? coming.then(() => this.scheduleUpdate()) : super.scheduleUpdate();
  }

  /** What a page has set may be anything: with what cannot be drawn, it is drawn as if that had not been set. */
  protected override performUpdate(): void {
    // Taken away, an attribute is null; React says so as well, and Vue says ''.
    (this as { conversation?: string }).conversation ||= undefined;
    try {
      super.performUpdate();
    } catch (cause) {
      void import('./bad-input.js').then(({ mend }) => mend(this, cause));
    }
  }

  /** In another document (a frame, another window): sheets stay behind on the way, and one that was never drawn cannot take those of its class.
   * @internal */
  adoptedCallback(): void {
    (this as { renderRoot: HTMLElement | DocumentFragment }).renderRoot ??= this.attachShadow((this.constructor as typeof ChatElement).shadowRootOptions);
    void import('./adopted.js').then(({ dress }) => dress(this), (cause: unknown) => reportLoad(this, cause));
  }

  /** Adds the styles of a part.
   * @internal */
  adopt(sheet: CSSResult): void {
    (this.sheets ??= []).push(sheet);
    try {
      (this.renderRoot as ShadowRoot).adoptedStyleSheets.push(sheet.styleSheet!);
    } catch {
      this.adoptedCallback();
    }
  }

  /** Dispatches a composed, bubbling event. False when it was cancelled.
   * @internal */
  emit(name: string, detail?: unknown, options?: { readonly cancelable?: boolean }): boolean {
    return this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true, ...options }));
  }

  /**
   * Keeps inside what the page would take for its own. Keys end at the host, after every handler inside has run, so that no hotkey hears what is typed. So does
   * scrolling, which pages with a scrolling of their own take for theirs, and the arrival of the focus, which a dialog of the page would take back.
   * Inside another element of ours they pass, since that one wants its Escape and keeps them itself. Call once, in the constructor.
   */
  protected keepInside(): void {
    for (const type of ['keydown', 'keypress', 'keyup', 'focusin', 'wheel', 'touchmove']) this.addEventListener(type, this.#handleKept, { passive: true });
  }

  #handleKept = (event: Event): void => {
    const root = this.getRootNode();
    if (root instanceof ShadowRoot && root.host instanceof ChatElement) return;
    event.stopPropagation();
  };
}

import { css, html, nothing, type ReactiveController, type TemplateResult } from 'lit';
import { changeStrings } from '../../src/i18n/strings.js';
import { toast } from '../../src/i18n/toast.js';
import { CLOSE, icon } from '../shared/icons.js';
import type { WidgetHost } from './host.js';

/** A backend that is about to hang up says why first, and then the banner speaks: whether it does shows within this time. Milliseconds. */
const SETTLE = 300;
/** How long it stays, in sight and untouched. Milliseconds. */
const STAY = 10_000;
const MAX_TEXT = 500;

const styles = css`
  .toast {
    display: flex;
    align-items: flex-start;
    gap: 8px;
    margin: 8px 12px;
    padding-block: 6px;
    padding-inline: 12px 6px;
    border: 1px solid var(--_danger);
    border-radius: 10px;
    background: var(--_surface-2);
    font-size: var(--_size-s);
  }
  .toast span {
    flex: 1;
    padding-block: 4px;
    overflow-wrap: anywhere;
  }
  .toast button {
    flex: none;
    width: 28px;
    height: 28px;
    font-size: 12px;
  }
`;

/** What the backend tells the person apart from the conversation. Loaded with the first of it. */
export class Toast implements ReactiveController {
  #host: WidgetHost;
  #text = '';
  #soon: ReturnType<typeof setTimeout> | undefined;
  #end: ReturnType<typeof setTimeout> | undefined;

  constructor(host: WidgetHost) {
    this.#host = host;
    changeStrings(toast);
    host.adopt(styles);
    host.addController(this);
  }

  hostDisconnected(): void {
    clearTimeout(this.#soon);
    this.#show('');
  }

  /** The region is there before its words, since one that comes with them is not heard. */
  render(): TemplateResult {
    const { shown, strings } = this.#host;
    // Only what can be read grows old.
    if (this.#text && shown && this.#host.ownerDocument.visibilityState === 'visible') this.#end ??= setTimeout(this.#over, STAY);
    else this.#rest();
    return html`<div role="alert">${
      this.#text
        ? html`<div class="toast" part="toast"><span dir="auto">${this.#text}</span
            ><button class="icon-button" aria-label=${strings.dismiss} title=${strings.dismiss} @click=${this.#dismiss}>${icon(CLOSE)}</button></div>`
        : nothing
    }</div>`; // prettier-ignore
  }

  say(text: string): void {
    clearTimeout(this.#soon);
    this.#soon = setTimeout(() => {
      const status = this.#host.session?.connection.status;
      if (status !== 'connected' && status !== 'polling') return;
      this.#show(text.slice(0, MAX_TEXT));
    }, SETTLE);
  }

  /** For as long as it stays, from now on. */
  #show(text: string): void {
    this.#rest();
    this.#text = text;
    this.#host.requestUpdate();
  }

  #rest(): void {
    clearTimeout(this.#end);
    this.#end = undefined;
  }

  /** Not while somebody points at it or has the focus in it. */
  #over = (): void => this.#show(this.#host.renderRoot.querySelector('.toast:is(:hover, :focus-within)') ? this.#text : '');

  #dismiss = (): void => {
    this.#show('');
    this.#host.focus();
  };
}

export const make = (host: WidgetHost): Toast => new Toast(host);

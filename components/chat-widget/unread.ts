import { css, html, type ReactiveController, type TemplateResult } from 'lit';
import type { WidgetHost } from './host.js';
import { prefixTitle } from './title-prefix.js';

export { launcher as words } from '../../src/i18n/launcher.js';

const styles = css`
  .unread {
    position: absolute;
    inset-block-start: -4px;
    inset-inline-end: -4px;
    min-inline-size: 22px;
    padding-inline: 6px;
    border-radius: 11px;
    background: #c4293d;
    color: #fff;
    font: 700 12px/22px var(--_font);
    font-variant-numeric: tabular-nums;
    text-align: center;
    box-shadow: 0 0 0 2px var(--_surface);
    animation: pop var(--_slow) var(--_ease);
  }
  @keyframes pop {
    from {
      scale: 0.4;
      opacity: 0;
    }
  }
  @media (forced-colors: active) {
    .unread {
      border: 1px solid CanvasText;
    }
  }
`;

/** Says how much is unread: on the launcher, and in the title of a hidden tab. Loaded with the first message that was not seen. */
export class Unread implements ReactiveController {
  #host: WidgetHost;

  constructor(host: WidgetHost) {
    this.#host = host;
    host.adopt(styles);
    host.addController(this);
  }

  hostConnected(): void {
    document.addEventListener('visibilitychange', this.#tell);
  }

  hostUpdated(): void {
    this.#tell();
  }

  hostDisconnected(): void {
    document.removeEventListener('visibilitychange', this.#tell);
    prefixTitle(this, 0);
  }

  /** What the launcher is called. It has what stands on it, for whoever says what they see: a language may count in words, and have digits of its own. */
  get name(): string {
    const { unread, strings } = this.#host;
    const name = strings.openChatUnread(unread);
    const seen = this.#shown;
    return name.includes(seen) ? name : `${name} (${seen})`;
  }

  /** `99+` says enough, and fits. */
  get #shown(): string {
    const { unread, formats } = this.#host;
    return unread > 99 ? `${formats.number(99)}+` : formats.number(unread);
  }

  render(): TemplateResult {
    return html`<span class="unread" part="unread" aria-hidden="true">${this.#shown}</span>`;
  }

  #tell = (): void => prefixTitle(this, this.#host.isConnected ? this.#host.unread : 0);
}

export const make = (host: WidgetHost): Unread => new Unread(host);

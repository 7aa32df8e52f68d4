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

/** What comes within this time is told of once. Milliseconds. */
const TOGETHER = 1000;

/** Says how much is unread: on the launcher, in the title of a hidden tab, and aloud when more of it comes. Loaded with the first message that was not seen. */
export class Unread implements ReactiveController {
  #host: WidgetHost;
  /** How many were told of aloud since the panel was last seen, and how. */
  #told = 0;
  #said = '';
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(host: WidgetHost) {
    this.#host = host;
    host.adopt(styles);
    host.addController(this);
  }

  hostConnected(): void {
    document.addEventListener('visibilitychange', this.#tell);
  }

  hostUpdate(): void {
    if (this.#host.unread) return;
    this.#told = 0;
    this.#said = '';
  }

  hostUpdated(): void {
    this.#tell();
  }

  hostDisconnected(): void {
    document.removeEventListener('visibilitychange', this.#tell);
    prefixTitle(this, 0);
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  /** A message has come into a closed panel. Said a little later: the region stands before it speaks. What was unread before, nobody is told of. */
  heard(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      const { shown, unread } = this.#host;
      if (shown || unread <= this.#told) return;
      this.#told = unread;
      this.#said = this.name;
      this.#host.requestUpdate();
    }, TOGETHER);
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

  /** Beside the launcher, since nothing inside of a button is heard by itself. */
  region(): TemplateResult {
    return html`<span class="sr-only" aria-live="polite">${this.#said}</span>`;
  }

  #tell = (): void => prefixTitle(this, this.#host.isConnected ? this.#host.unread : 0);
}

export const make = (host: WidgetHost): Unread => new Unread(host);

import { css, html, type LitElement, type ReactiveController, type TemplateResult } from 'lit';
import { announceProvider, answerWith, type ChatSession } from '../../src/context/index.js';
import { CLOSE, icon } from '../shared/icons.js';
import type { WidgetHost } from './host.js';
import { PanelSession } from './panel-session.js';

/** How long a visitor looks at the page before the greeting shows beside the launcher. Milliseconds. */
const DELAY = 2000;

export { launcher as words } from '../../src/i18n/launcher.js';

const styles = css`
  .greeting {
    display: flex;
    align-items: flex-start;
    max-inline-size: min(300px, calc(100vw - 2 * var(--_inset)));
    background: var(--_surface);
    border-radius: var(--_radius);
    border-end-end-radius: 6px;
    box-shadow: 0 0 0 1px color-mix(in srgb, var(--_border) 70%, transparent), var(--_shadow-s), 0 10px 28px -10px var(--_shade-2);
    animation: rise var(--_slow) var(--_ease);
  }
  .start .greeting {
    border-end-end-radius: var(--_radius);
    border-end-start-radius: 6px;
  }
  .greeting .words {
    padding-block: 14px;
    padding-inline: 16px 4px;
    border-radius: inherit;
    text-align: start;
    overflow-wrap: anywhere;
  }
  .greeting .dismiss {
    flex: none;
    width: 32px;
    height: 32px;
    margin: 8px;
    font-size: 13px;
  }
  @media (forced-colors: active) {
    .greeting {
      border: 1px solid CanvasText;
    }
  }
`;

/**
 * The greeting: beside the launcher after a calm while, where it never takes the focus and never makes a sound, and before the first message of an empty conversation.
 * Also keeps what was cleared off the screen, since both make the panel show something else than the session has. Loaded for widgets with a greeting, or with `clear()`.
 */
export class Greeting implements ReactiveController {
  #host: WidgetHost;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #due = false;
  /** Dismissed, or the chat was seen: also where the tab can or may not keep that. */
  #over = false;
  #panel: PanelSession | undefined;
  #of: ChatSession | undefined;
  #answer: ReturnType<typeof answerWith> | undefined;

  constructor(host: WidgetHost) {
    this.#host = host;
    host.adopt(styles);
    host.addController(this);
  }

  hostUpdated(): void {
    this.#provide();
    this.#over ||= this.#host.open;
    if (this.#due || !this.#wanted) return this.hostDisconnected();
    this.#timer ??= setTimeout(() => {
      this.#due = true;
      this.#host.requestUpdate();
    }, DELAY);
  }

  hostDisconnected(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  /** Beside the launcher. A press on it opens the chat. */
  render(): TemplateResult | undefined {
    if (!this.#due || !this.#wanted) return undefined;
    const { greeting, strings } = this.#host;
    return html`<div class="greeting" part="greeting" @keydown=${this.#handleKeydown}>
      <button class="words" dir="auto" @click=${() => this.#host.byPerson(true)}>${greeting}</button>
      <button class="icon-button dismiss" aria-label=${strings.dismissGreeting} title=${strings.dismissGreeting} @click=${this.#dismiss}>${icon(CLOSE)}</button>
    </div>`;
  }

  /** Asks for attention only on a closed launcher, and only of someone who has not used the chat in this tab. */
  get #wanted(): boolean {
    const { greeting, display, open, view, isConnected } = this.#host;
    return isConnected && !!greeting && !this.#over && display === 'floating' && !open && !view?.count && !this.#host.memory('greeting') && !this.#host.memory('open');
  }

  /** Stands between the widget's session and its messages, once there are any. */
  #provide(): void {
    const { session, greeting, heading, avatar, clearedTo } = this.#host;
    const node = this.#host.renderRoot.querySelector<HTMLElement>('.messages');
    if (!node) return;
    const known = session === this.#of;
    if (!known) this.#panel = session && new PanelSession(session);
    this.#of = session;
    const changed = this.#panel?.set({ greeting, name: heading, avatar, clearedTo });
    if (!this.#answer) {
      this.#answer = answerWith(node, this.#panel?.session);
      // Whoever is in there asks again, and is answered by this one.
      announceProvider();
    } else if (!known) this.#answer(this.#panel?.session);
    else if (changed) (node.firstElementChild as LitElement).requestUpdate();
  }

  #handleKeydown = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || event.isComposing) return;
    event.preventDefault();
    this.#dismiss();
  };

  #dismiss = (): void => {
    this.#over = true;
    this.#host.memory('greeting', 'dismissed');
    this.#host.requestUpdate();
    this.#host.focus();
  };
}

export const make = (host: WidgetHost): Greeting => new Greeting(host);

import { html, nothing, type PropertyDeclarations, type PropertyValues, type TemplateResult } from 'lit';
import { SessionController } from '../../src/context/index.js';
import type { ConnectionStatus } from '../../src/domain/index.js';
import { bool, ChatElement } from '../shared/base-element.js';
import { icon } from '../shared/icons.js';
import { base, buttons, tokens } from '../shared/tokens.js';
import { styles } from './connection-badge.styles.js';
import { StatusController } from './status-controller.js';
import { renderStatus } from './status-words.js';
import { TONES } from './tones.js';

/** As in more-icons.ts, which a page with a badge alone does without. */
const RETRY = 'M4.5 12a7.5 7.5 0 1 0 2.2-5.3L4.5 9m0-4.5V9H9';

/**
 * Says how the connection is, in words with a dot, and offers a retry once it gave up.
 *
 * @tag connection-badge
 * @summary The state of the connection in words and colour.
 * @csspart base - The box around everything.
 * @csspart dot - The coloured dot. Its shape changes as well, so that colour is never alone.
 * @csspart label - The words.
 * @csspart retry - The button that tries again, there only after a failure, or where the next attempt is far off.
 * @cssstate idle, connecting, connected, reconnecting, polling, offline, failed, closed - The status, as `:state(connected)` and so on.
 */
export class ConnectionBadge extends ChatElement {
  static override styles = [tokens, base, buttons, styles];

  static override properties: PropertyDeclarations = { compact: { converter: bool, reflect: true } };

  /** Only the dot is drawn; the words stay for assistive technology. */
  compact = false;

  #connection = new SessionController(this, { slices: ['connection'] });
  #status = new StatusController(this, () => this.#connection.session?.connection);
  /** An extra: where there are none, the reflected attribute says the same. */
  #states = this.attachInternals?.().states;

  /**
   * The status that is shown. Read-only; reflected, so that a page can style by it.
   * @attr status
   */
  get status(): ConnectionStatus {
    return this.#status.state.status;
  }

  protected override updated(_changed: PropertyValues): void {
    const before = this.getAttribute('status');
    if (before === this.status) return;
    this.setAttribute('status', this.status);
    try {
      this.#states?.delete(before!);
      this.#states?.add(this.status);
    } catch {
      // An engine that takes only the older `--name` throws here.
    }
  }

  protected override render(): TemplateResult {
    const { strings } = this;
    const state = this.#status.state;
    const { status, error } = state;
    const title = error?.message ?? (this.compact ? strings.status[status] : nothing);
    return html`<div class="root" dir=${this.direction} lang=${this.localeTag || nothing}>
      <div part="base" class="base ${TONES[status]} ${status} ${this.compact ? 'compact' : ''}" title=${title} tabindex="-1">
        <span part="dot" class="dot"></span>
        <span part="label" class="label ${this.compact ? 'sr-only' : ''}" role="status" aria-atomic="false">${renderStatus(state, strings)}</span>
        ${status === 'failed' || error?.until ? html`<button part="retry" class="text-button retry" @click=${this.#handleRetry}>${icon(RETRY)}${strings.retry}</button>` : nothing}
      </div>
    </div>`;
  }

  #handleRetry = (): void => {
    this.#connection.session?.retry();
    // The button is about to go: the focus stays here instead of falling back to the start of the page.
    this.renderRoot.querySelector<HTMLElement>('.base')?.focus();
  };
}

import { html, type TemplateResult } from 'lit';
import type { Strings } from '../../src/i18n/index.js';
import { TROUBLE, type StatusState } from '../connection-badge/status-controller.js';
import { renderStatus } from '../connection-badge/status-words.js';
import { TONES } from '../connection-badge/tones.js';

/**
 * A quiet line while the connection is not well. Here from the start, since it could not be fetched when it is needed; and the live region is always there, since one that
 * comes with its words is not heard.
 */
export function renderBanner(state: StatusState, strings: Strings, retry: () => void): TemplateResult {
  const { status, restored, error } = state;
  const speaks = restored || TROUBLE.includes(status);
  return html`<div class=${speaks ? `banner ${TONES[status]}` : 'sr-only'} part="banner">
    <span class="words" role="status" aria-atomic="false">${speaks ? renderStatus(state, strings) : ''}</span>
    ${status === 'failed' || error?.until ? html`<button class="text-button" part="retry" @click=${retry}>${strings.retry}</button>` : ''}
  </div>`;
}

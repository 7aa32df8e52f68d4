import { html, nothing, type TemplateResult } from 'lit';
import { TROUBLE, type StatusState } from '../connection-badge/status-controller.js';
import { renderStatus } from '../connection-badge/status-words.js';
import { TONES } from '../connection-badge/tones.js';
import type { InboxView } from './view.js';

/** A quiet line over both panes while the connection is not well: without it an inbox that hears of nobody looks like one where nobody waits. Its live region is there before it speaks. */
export function renderBanner({ host }: InboxView, state: StatusState): TemplateResult {
  const { status, restored, error } = state;
  const { strings } = host;
  const speaks = restored || TROUBLE.includes(status);
  const retry = (event: Event): void => {
    host.session?.retry();
    // The button is about to go: the focus stays here.
    (event.currentTarget as HTMLElement).parentElement!.focus();
  };
  return html`<div class=${speaks ? `banner ${TONES[status]}` : 'sr-only'} part="banner" tabindex="-1" title=${error?.message || nothing}>
    <span class="words" role="status" aria-atomic="false">${speaks ? renderStatus(state, strings) : ''}</span>
    ${status === 'failed' || error?.until ? html`<button class="text-button" part="retry" @click=${retry}>${strings.retry}</button>` : ''}
  </div>`;
}

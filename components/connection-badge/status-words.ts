import { html, nothing, type TemplateResult } from 'lit';
import type { Strings } from '../../src/i18n/index.js';
import { TROUBLE, type StatusState } from './status-controller.js';

/**
 * The status in words, for a `role="status" aria-atomic="false"` element that is there before it speaks. What changes without being news stands in a span that is not live,
 * so that "Reconnecting" and "Connection restored" are heard once each.
 */
export function renderStatus({ status, restored, attempts, error }: StatusState, strings: Strings): TemplateResult {
  const word = restored ? strings.restored : status === 'failed' && error?.code === 'signed-out' ? strings.signedOut : strings.status[status];
  // The first connecting of a page and its success are no news; neither is the count of attempts, nor that a restored connection stays up.
  const spoken = restored || TROUBLE.includes(status);
  const attempt = status === 'reconnecting' && attempts > 0 ? ` · ${error?.until ?? strings.attempt(attempts)}` : '';
  // The reason is written for whoever runs the page: there for those who ask (and in the title), not in everybody's way.
  const reason = status === 'failed' && error ? html`<span class="sr-only">. ${error.message}</span>` : nothing;
  return html`<span>${spoken ? word : ''}${reason}</span><span aria-live="off">${spoken ? attempt : word}</span>`;
}

import { html, nothing, type TemplateResult } from 'lit';
import type { Strings } from '../../src/i18n/index.js';
import type { StatusState } from '../connection-badge/status-controller.js';
import { renderStatus, TONES } from '../connection-badge/status-words.js';
import { CHAT, CLOSE, icon, RETRY } from '../shared/icons.js';

/** Picture, heading and, where it is known that someone is there, that. */
export function renderTitle(heading: string, avatar: string | undefined, presence: string | undefined): TemplateResult {
  return html`<span class="avatar" part="avatar">${avatar ? html`<img src=${avatar} alt="" referrerpolicy="no-referrer" />` : icon(CHAT)}</span>
    <div class="title">
      <h2 class="heading" part="heading" dir="auto">${heading}</h2>
      ${presence ? html`<p class="presence">${presence}</p>` : nothing}
    </div>`;
}

/** A quiet line while the connection is not well. The live region is always there, since one that comes with its words is not heard. */
export function renderBanner(state: StatusState, strings: Strings, retry: () => void): TemplateResult {
  const { status, restored } = state;
  const calm = !restored && (status === 'idle' || status === 'connected' || status === 'connecting' || status === 'closed');
  return html`<div class="banner ${calm ? 'calm' : ''} ${TONES[status]}" part="banner">
    <span class="dot"></span>
    <span class="words" role="status" aria-atomic="false">${calm ? nothing : renderStatus(state, strings)}</span>
    ${status === 'failed' ? html`<button class="text-button" part="retry" @click=${retry}>${icon(RETRY)}${strings.retry}</button>` : nothing}
  </div>`;
}

/** The greeting beside the launcher. A press on it opens the chat. */
export function renderGreeting(text: string, strings: Strings, open: () => void, dismiss: () => void): TemplateResult {
  return html`<div class="greeting" part="greeting">
    <button class="words" dir="auto" @click=${open}>${text}</button>
    <button class="icon-button dismiss" aria-label=${strings.dismissGreeting} title=${strings.dismissGreeting} @click=${dismiss}>${icon(CLOSE)}</button>
  </div>`;
}

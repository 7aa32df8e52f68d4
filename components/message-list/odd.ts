import { html, render } from 'lit';
import type { Row } from './grouping.js';
import { drawMessage, renderText, set, type Look, type RowElement } from './message.js';
import { clip, spoken } from './words.js';

/** Rows that are not simply what somebody said: gaps, the unread mark, notices of the system, what was deleted. */
export function drawOdd(element: RowElement, row: Row, look: Look): void {
  const { kind, message } = row;
  const { strings, formats } = look;
  if (kind !== 'message') {
    const words = (element.textContent = kind === 'gap' ? strings.gap : strings.unreadDivider);
    set(element, { class: kind, part: kind === 'unread' ? 'unread-line' : kind, ...(kind === 'unread' && { role: 'separator', 'aria-label': words }) });
  } else if (message.deletedAt) {
    const text = strings.deleted;
    drawMessage(element, { ...row, message: { ...message, text, parts: [{ type: 'text', text }], status: '' as never, metadata: undefined, editedAt: undefined, replyTo: undefined, reactions: undefined } }, look);
    element.classList.add('deleted');
  } else {
    set(element, {
      class: 'message notice',
      part: 'message',
      role: 'article',
      tabindex: '-1',
      'data-id': message.id,
      'aria-label': [clip(spoken(message, look), 140), formats.time(message.createdAt)].filter(Boolean).join(', '),
    });
    render(html`<span class="notice-text" dir="auto">${renderText(message.text, message, look)}</span>`, element);
  }
}

import { css, html, type TemplateResult } from 'lit';
import type { TypingParticipant } from './typing-indicator.js';

/** The end of a long text is what is being written. */
const MOST = 280;

/** What they are writing. */
export const render = (who: readonly TypingParticipant[]): (TemplateResult | undefined)[] =>
  who.map(({ text }) => (text ? html`<div class="preview" part="preview" dir="auto">${text.length > MOST ? `…${text.slice(-MOST)}` : text}</div>` : undefined));

export const styles = [
  css`
    .preview {
      max-block-size: 4.4em;
      margin-block: 0 6px;
      padding-inline-start: 10px;
      border-inline-start: 2px solid var(--_border);
      overflow: hidden;
      overflow-wrap: anywhere;
      white-space: pre-wrap;
      unicode-bidi: plaintext;
    }
  `,
];

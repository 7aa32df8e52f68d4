import { css } from 'lit';
import { messageStyles } from './message.styles.js';

const list = css`
  :host {
    display: flex;
    flex-direction: column;
    min-block-size: 0;
    /* A list without a height of its own must not grow with ten thousand messages. */
    max-block-size: 100vh;
    max-block-size: 100dvh;
  }
  .root {
    flex: 1;
    display: flex;
    flex-direction: column;
    position: relative;
    min-block-size: 0;
    background: var(--_surface);
  }
  /* Reversed around one child: the browser counts from the end (viewport.ts). The reading order inside is the usual one. */
  .scroll {
    flex: 1;
    display: flex;
    flex-direction: column-reverse;
    min-block-size: 0;
    overflow: hidden auto;
    overscroll-behavior: contain;
    scrollbar-width: thin;
    scrollbar-color: var(--_border) transparent;
    position: relative;
  }
  .scroll:focus-visible {
    outline-offset: -2px;
  }
  .flow {
    flex: none;
    padding-block: 8px 12px;
    /* On a wide screen a column that eyes can follow. */
    padding-inline: max(0px, (100% - 880px) / 2);
  }
  .flow:has(.empty) {
    flex: 1;
    display: flex;
    flex-direction: column;
  }
  .empty {
    flex: 1;
    display: grid;
    place-items: center;
    padding: 24px;
    text-align: center;
    color: var(--_text-2);
  }
  .block {
    contain: layout style;
  }
  .top {
    display: flex;
    align-items: center;
    justify-content: center;
    gap: 8px;
    min-block-size: 8px;
    font-size: var(--_size-s);
    color: var(--_text-2);
  }
  .busy {
    display: inline-flex;
    align-items: center;
    gap: 8px;
    padding-block: 8px;
  }
  .spinner {
    inline-size: 14px;
    block-size: 14px;
    border: 2px solid var(--_border);
    border-block-start-color: var(--_accent-text);
    border-radius: 50%;
  }
  .day,
  .gap {
    margin: 20px 16px 12px;
    text-align: center;
    font-size: var(--_size-xs);
    font-weight: 600;
    color: var(--_text-2);
  }
  .gap {
    padding-block: 8px;
    border-block: 1px dashed var(--_line);
    font-weight: 400;
  }
  .unread {
    display: flex;
    align-items: center;
    gap: 12px;
    margin: 16px;
    font-size: var(--_size-xs);
    font-weight: 600;
    color: var(--_accent-text);
  }
  .unread::before,
  .unread::after {
    content: '';
    flex: 1;
    border-block-start: 1px solid currentColor;
    opacity: 0.4;
  }
  .jump {
    position: absolute;
    inset-block-end: 16px;
    inset-inline: 0;
    margin-inline: auto;
    display: flex;
    align-items: center;
    gap: 6px;
    inline-size: fit-content;
    block-size: 40px;
    padding-inline: 10px;
    border: 1px solid var(--_border);
    border-radius: 20px;
    background: var(--_surface);
    color: var(--_text);
    box-shadow: var(--_shadow-s);
    transition: background-color var(--_fast) var(--_ease);
  }
  .jump:hover {
    background: var(--_surface-2);
  }
  .count {
    min-inline-size: 20px;
    padding-inline: 6px;
    border-radius: 10px;
    background: var(--_accent);
    color: var(--_on-accent);
    font-size: var(--_size-xs);
    font-weight: 700;
    line-height: 20px;
    text-align: center;
  }
  @media (prefers-reduced-motion: no-preference) {
    .spinner {
      animation: turn 0.8s linear infinite;
    }
    .jump {
      animation: rise var(--_fast) var(--_ease);
    }
    .block:last-child > .message:last-child {
      animation: rise var(--_slow) var(--_ease);
    }
    @keyframes turn {
      to {
        rotate: 1turn;
      }
    }
    @keyframes rise {
      /* Without a fade: half-seen text is unreadable text, however short. */
      from {
        translate: 0 8px;
      }
    }
  }
`;

export const styles = [list, messageStyles];

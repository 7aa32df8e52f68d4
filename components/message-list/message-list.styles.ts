import { css } from 'lit';

/** What a few messages at their end need. Jump button, spinner, caret and mark come with far.ts, links and folding with rich.ts, the rest with parts.ts. */
const list = css`
  :host {
    display: flex;
    flex-direction: column;
    min-block-size: 0;
    /* A list without a height of its own must not grow with ten thousand messages. */
    max-block-size: 100vh;
    max-block-size: 100dvh;
  }
  .root,
  .scroll {
    flex: 1;
    display: flex;
    flex-direction: column;
    position: relative;
    min-block-size: 0;
  }
  .root {
    background: var(--_surface);
  }
  /* Reversed around one child: the browser counts from the end (viewport.ts). The reading order inside is the usual one. */
  .scroll {
    flex-direction: column-reverse;
    overflow: hidden auto;
    overscroll-behavior: contain;
    scrollbar-width: thin;
    scrollbar-color: var(--_border) transparent;
  }
  .scroll:focus-visible,
  .message:focus-visible {
    outline-offset: -2px;
  }
  .flow {
    /* On a wide screen a column that eyes can follow. */
    padding: 16px max(0px, (100% - 880px) / 2) 12px;
  }
  .flow:has(.empty) {
    flex: 1;
    display: flex;
    flex-direction: column;
  }
  .empty {
    margin: auto;
    padding: 24px;
    text-align: center;
    color: var(--_text-2);
  }
  .block {
    contain: layout style;
  }
  .day,
  .gap,
  .unread,
  .foot,
  .author {
    font-size: var(--_size-xs);
    color: var(--_text-2);
  }
  .day,
  .gap {
    margin: 20px 16px 12px;
    text-align: center;
  }
  .gap {
    padding-block: 8px;
    border-block: 1px dashed var(--_line);
  }
  .day,
  .unread,
  .author {
    font-weight: 600;
  }
  .unread {
    display: flex;
    align-items: center;
    gap: 12px;
    margin: 16px;
    color: var(--_accent-text);
  }
  .unread::before,
  .unread::after {
    content: '';
    flex: 1;
    border-block-start: 1px solid;
    opacity: 0.4;
  }
`;

const message = css`
  .message {
    --near: var(--_radius);
    --far: var(--_radius);
    position: relative;
    display: grid;
    gap: 4px 8px;
    padding: 1px 16px;
  }
  .starts {
    padding-block-start: 12px;
  }
  .day + .message,
  .unread + .message {
    padding-block-start: 0;
  }
  .other {
    grid-template-columns: 28px minmax(0, 1fr);
    justify-items: start;
  }
  .own {
    grid-template-columns: minmax(0, 1fr);
    justify-items: end;
  }
  .other > * {
    grid-column: 2;
  }
  .avatar {
    grid-area: 2 / 1;
    display: grid;
    place-items: center;
    inline-size: 28px;
    block-size: 28px;
    margin-block-start: 4px;
    border-radius: 50%;
    overflow: hidden;
    background: var(--_other);
    color: var(--_text-2);
    font-size: 11px;
    font-weight: 650;
    line-height: 1;
  }
  .avatar img {
    inline-size: 100%;
    block-size: 100%;
    object-fit: cover;
  }
  @supports (color: light-dark(oklch(0.9 0.04 0), #000)) {
    .avatar {
      background: light-dark(oklch(0.92 0.045 var(--hue)), oklch(0.38 0.07 var(--hue)));
      color: light-dark(oklch(0.4 0.12 var(--hue)), oklch(0.93 0.04 var(--hue)));
    }
  }
  .hue-0 {
    --hue: 275;
  }
  .hue-1 {
    --hue: 205;
  }
  .hue-2 {
    --hue: 155;
  }
  .hue-3 {
    --hue: 75;
  }
  .hue-4 {
    --hue: 30;
  }
  .hue-5 {
    --hue: 340;
  }
  .author {
    max-inline-size: 100%;
    padding-inline: 12px;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .bubble,
  .notice-text {
    /* Marks stacked on letters are cut at the bubble, not drawn over its neighbours. */
    overflow: hidden;
    overflow: clip;
    overflow-wrap: anywhere;
    white-space: pre-wrap;
    unicode-bidi: plaintext;
    max-inline-size: min(85%, 36em);
  }
  .bubble {
    padding: 8px 12px;
    /* Without it a bubble would be invisible in forced colours. */
    border: 1px solid transparent;
  }
  .other .bubble {
    background: var(--_other);
  }
  .own .bubble {
    background: var(--_own);
    color: var(--_on-own);
  }
  /* Physical corners: the bubble's own direction is that of its text. */
  .other .bubble,
  [dir='rtl'] .own .bubble {
    border-radius: var(--near) var(--_radius) var(--_radius) var(--far);
  }
  .own .bubble,
  [dir='rtl'] .other .bubble {
    border-radius: var(--_radius) var(--near) var(--far) var(--_radius);
  }
  .message:not(.starts) {
    --near: 5px;
  }
  .message:not(.ends) {
    --far: 5px;
  }
  .deleted .bubble,
  .failed .bubble {
    background: none;
    border-color: var(--_danger);
    color: var(--_text);
  }
  .deleted .bubble {
    border-color: var(--_border);
    color: var(--_text-2);
    font-style: italic;
  }
  .bubble :focus-visible {
    outline-color: currentColor;
    outline-offset: 1px;
  }
  .foot,
  .status,
  .failure {
    display: flex;
    align-items: center;
    gap: 8px;
  }
  .foot {
    padding-inline: 4px;
    line-height: 1.4;
    font-variant-numeric: tabular-nums;
    white-space: nowrap;
  }
  .status {
    gap: 4px;
  }
  .status .icon {
    inline-size: 14px;
    block-size: 14px;
    stroke-width: 2.25;
  }
  .read {
    color: var(--_accent-text);
  }
  .failed .status {
    color: var(--_danger);
    font-weight: 600;
  }
  /* Within a group, time and state are there for those who listen; those who point see them beside the bubble. */
  .message:not(.ends, .failed) .foot {
    position: absolute;
    inset-block-end: 8px;
    inset-inline-end: 16px;
    padding-inline: 8px;
    border-radius: 8px;
    background: var(--_surface);
    opacity: 0;
    pointer-events: none;
    transition: opacity var(--_fast) var(--_ease);
  }
  .own:not(.ends, .failed) .foot {
    inset-inline: 16px auto;
  }
  .message:hover:not(.ends) .foot {
    opacity: 1;
  }
  .failure {
    flex-wrap: wrap;
    justify-content: end;
    gap: 4px;
  }
  .failure,
  .notice {
    font-size: var(--_size-s);
    color: var(--_text-2);
  }
  .failure :last-child {
    color: inherit;
  }
  .notice {
    justify-items: center;
    padding-block: 8px;
    text-align: center;
  }
  @media (prefers-reduced-motion: no-preference) {
    .block:last-child > .message:last-child {
      animation: rise var(--_slow) var(--_ease);
    }
    @keyframes rise {
      /* Without a fade: half-seen text is unreadable text, however short. */
      from {
        translate: 0 8px;
      }
    }
  }
  @media (forced-colors: active) {
    .bubble,
    .avatar {
      border: 1px solid;
    }
  }
`;

export const styles = [list, message];

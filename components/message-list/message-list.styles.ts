import { css } from 'lit';

/**
 * What a few messages at their end need. Jump button, spinner, caret and mark come with far.ts, as do gaps, notices and what was deleted; links and folding with
 * rich.ts, the rest with parts.ts. What failed is here, since nothing can be fetched when it is due.
 */
export const styles = css`
  :host,
  .root,
  .scroll {
    flex: 1;
    display: flex;
    flex-direction: column;
    position: relative;
    min-block-size: 0;
  }
  :host {
    flex: 0 1 auto;
    position: static;
    /* A list without a height of its own must not grow with ten thousand messages. */
    max-block-size: 100dvh;
    /* Only to be told of its end (reader.ts). */
    transition: visibility 1ms;
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
    margin: auto;
  }
  .empty {
    padding: 24px;
    text-align: center;
  }
  .block {
    contain: layout style;
  }
  .empty,
  .day,
  .foot,
  .author,
  .failure {
    color: var(--_text-2);
  }
  .day,
  .foot,
  .author {
    font-size: var(--_size-xs);
  }
  .day,
  .author,
  .failed .status {
    font-weight: 600;
  }
  .day {
    margin: 20px 16px 0;
    text-align: center;
  }
  .message {
    --near: var(--_radius);
    --far: var(--_radius);
    position: relative;
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    justify-items: end;
    gap: 4px 8px;
    padding: 1px 16px;
    overflow-wrap: anywhere;
  }
  .starts {
    padding-block-start: 12px;
  }
  .other {
    grid-template-columns: 28px minmax(0, 1fr);
    justify-items: start;
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
    background: color-mix(in srgb, hsl(var(--hue) 70% 50%) 25%, var(--_surface));
    font-size: 11px;
    font-weight: 600;
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
    white-space: pre-wrap;
    unicode-bidi: plaintext;
    max-inline-size: min(85%, 36em);
  }
  .bubble {
    padding: 8px 12px;
    /* Without it a bubble would be invisible in forced colours. */
    border: 1px solid transparent;
    background: var(--_own);
    color: var(--_on-own);
  }
  .other .bubble {
    background: var(--_other);
    color: inherit;
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
  .failed .bubble {
    background: none;
    /* Whatever edge a page gives to bubbles. */
    border-color: var(--_danger) !important;
    color: inherit;
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
    gap: 4px 8px;
  }
  .foot {
    padding-inline: 4px;
    line-height: 1.4;
    white-space: nowrap;
  }
  .status {
    gap: 4px;
  }
  .read {
    color: var(--_accent-text);
  }
  .failed .status {
    color: var(--_danger);
  }
  /*
   * Within a group, time and state are there for those who listen; those who point see them beside the bubble. They stay in the flow, without a height: where something leaves it,
   * browsers call their scroll anchoring off, and a reader who scrolled up would be moved by each message that comes.
   */
  .message:not(.ends, .failed) .foot {
    position: relative;
    inset-block-start: -11px;
    block-size: 1.4em;
    margin-block-start: -1.4em;
    justify-self: end;
    border-radius: 8px;
    background: var(--_surface);
    opacity: 0;
    pointer-events: none;
  }
  .own:not(.ends, .failed) .foot {
    justify-self: start;
  }
  /* Its row has no height, but there is a gap before it. */
  .message:not(.ends, .failed) {
    margin-block-end: -4px;
  }
  .message:hover:not(.ends) .foot {
    opacity: 1;
  }
  .failure {
    flex-wrap: wrap;
    justify-content: end;
    font-size: var(--_size-s);
  }
  @media (prefers-reduced-motion: no-preference) {
    [data-new] {
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

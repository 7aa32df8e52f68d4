import { css } from 'lit';

export const messageStyles = css`
  .message {
    --near: var(--_radius);
    --far: var(--_radius);
    position: relative;
    display: grid;
    row-gap: 4px;
    padding: 1px 16px;
    scroll-margin: 16px;
  }
  .message:focus-visible {
    outline-offset: -2px;
    border-radius: var(--_radius-s);
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
    column-gap: 8px;
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
    grid-column: 1;
    grid-row: 2;
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
    font-size: var(--_size-xs);
    font-weight: 600;
    color: var(--_text-2);
  }
  .bubble {
    max-inline-size: min(85%, 36em);
    min-inline-size: 0;
    padding: 8px 12px;
    /* Marks stacked on letters are cut at the bubble, not drawn over its neighbours. */
    overflow: hidden;
    overflow: clip;
    overflow-wrap: anywhere;
    white-space: pre-wrap;
    unicode-bidi: plaintext;
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
  .deleted .bubble {
    background: none;
    border-color: var(--_border);
    color: var(--_text-2);
    font-style: italic;
  }
  .failed .bubble {
    background: none;
    border-color: var(--_danger);
    color: var(--_text);
  }
  .bubble a {
    text-underline-offset: 2px;
    overflow-wrap: anywhere;
    /* An override in the text around it must not turn an address round. */
    unicode-bidi: isolate;
  }
  .own:not(.failed) .bubble :is(a, .fold) {
    color: inherit;
  }
  .bubble :focus-visible {
    outline-color: currentColor;
    outline-offset: 1px;
  }
  .fold {
    display: block;
    margin-block-start: 6px;
    min-block-size: 24px;
    font-weight: 600;
    font-size: var(--_size-s);
    color: var(--_accent-text);
    text-decoration: underline;
    text-underline-offset: 2px;
  }
  .streaming .bubble::after {
    content: '';
    display: inline-block;
    inline-size: 0.5em;
    block-size: 1em;
    /* No width of its own, so that it never wraps alone. */
    margin-inline: 2px calc(-0.5em - 2px);
    vertical-align: -0.12em;
    border-radius: 2px;
    background: currentColor;
    opacity: 0.5;
  }
  .foot {
    display: flex;
    align-items: center;
    gap: 8px;
    padding-inline: 4px;
    font-size: var(--_size-xs);
    line-height: 1.4;
    color: var(--_text-2);
    white-space: nowrap;
  }
  .own .foot {
    justify-content: flex-end;
  }
  .foot time {
    font-variant-numeric: tabular-nums;
  }
  .status {
    display: inline-flex;
    align-items: center;
    gap: 4px;
  }
  .status .icon {
    inline-size: 14px;
    block-size: 14px;
    stroke-width: 2.25;
  }
  .status.read {
    color: var(--_accent-text);
  }
  .status.failed {
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
  .message.own:not(.ends, .failed) .foot {
    inset-inline: 16px auto;
  }
  .message:hover:not(.ends) .foot {
    opacity: 1;
  }
  .failure {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: flex-end;
    gap: 4px;
    font-size: var(--_size-s);
  }
  .reason {
    color: var(--_text-2);
  }
  .quiet {
    color: var(--_text-2);
  }
  .notice {
    justify-items: center;
    padding-block: 8px;
  }
  .notice-text {
    max-inline-size: 85%;
    text-align: center;
    font-size: var(--_size-s);
    color: var(--_text-2);
    overflow: clip;
    overflow-wrap: anywhere;
    white-space: pre-wrap;
  }
  .marked .bubble,
  .marked .notice-text {
    outline: 3px solid color-mix(in srgb, var(--_accent-text) 45%, transparent);
    outline-offset: 1px;
  }
  @media (prefers-reduced-motion: no-preference) {
    .streaming .bubble::after {
      animation: blink 1.1s steps(2, jump-none) infinite;
    }
    @keyframes blink {
      to {
        opacity: 0;
      }
    }
  }
  @media (forced-colors: active) {
    .bubble,
    .avatar {
      border: 1px solid;
    }
    .streaming .bubble::after {
      forced-color-adjust: none;
      background: CanvasText;
    }
  }
`;

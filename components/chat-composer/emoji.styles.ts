import { css } from 'lit';

export const emojiStyles = css`
  .emoji {
    display: grid;
    grid-template: auto auto minmax(0, 1fr) / minmax(0, 1fr);
    gap: 6px;
    inline-size: min(100%, 372px);
    block-size: 320px;
    /* In a low panel it leaves the box and a line of the conversation in sight. */
    max-block-size: 45cqb;
    margin-inline-start: auto;
    padding: 8px;
    border: 1px solid var(--_border);
    border-radius: var(--_radius);
    background: var(--_surface);
    box-shadow: var(--_shadow-s);
  }
  .emoji-top {
    display: flex;
    gap: 6px;
  }
  .emoji-search,
  .emoji-tone {
    min-block-size: 34px;
    padding-inline: 10px;
    border: 1px solid var(--_line);
    border-radius: var(--_radius-s);
    background: var(--_surface);
    color: var(--_text);
  }
  .emoji-search {
    flex: 1;
    min-inline-size: 0;
    appearance: none;
  }
  .emoji-search::placeholder {
    color: var(--_text-2);
    opacity: 1;
  }
  .emoji-tone {
    padding-inline: 6px;
  }
  .emoji-groups {
    display: flex;
    justify-content: space-between;
    border-block-end: 1px solid var(--_border);
  }
  .emoji-groups > button {
    flex: 1;
    min-inline-size: 0;
    min-block-size: 32px;
    border-block-end: 2px solid transparent;
    border-radius: var(--_radius-s) var(--_radius-s) 0 0;
    outline-offset: -2px;
    filter: grayscale(1);
    opacity: 0.75;
  }
  .emoji-groups > [aria-selected='true'] {
    border-block-end-color: var(--_accent-text);
    filter: none;
    opacity: 1;
  }
  .emoji-grid {
    grid-area: 3 / 1;
    overflow: auto;
    overscroll-behavior: contain;
    scrollbar-width: thin;
  }
  .emoji-grid > [role='row'] {
    display: grid;
    grid-template-columns: repeat(8, 1fr);
    /* Of the four hundred in a group, only those in sight are laid out. */
    content-visibility: auto;
    contain-intrinsic-size: auto 38px;
  }
  .emoji-grid button {
    inline-size: 100%;
    block-size: 38px;
    border-radius: var(--_radius-s);
    outline-offset: -2px;
    font-family: 'Apple Color Emoji', 'Segoe UI Emoji', 'Noto Color Emoji', sans-serif;
    font-size: 24px;
    line-height: 38px;
  }
  .emoji-grid button:hover,
  .emoji-groups > button:hover {
    background: color-mix(in srgb, var(--_text) 9%, transparent);
    filter: none;
    opacity: 1;
  }
  .emoji-none {
    grid-area: 3 / 1;
    margin: 24px 8px;
    color: var(--_text-2);
    text-align: center;
  }
  @media (max-width: 479.98px) {
    .emoji-search {
      font-size: 16px;
    }
    .emoji {
      inline-size: 100%;
    }
  }
`;

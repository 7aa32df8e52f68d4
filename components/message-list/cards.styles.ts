import { css } from 'lit';

export const cardStyles = css`
  .card {
    display: flex;
    flex-direction: column;
    gap: 8px;
    inline-size: 260px;
    max-inline-size: 100%;
    margin-block: 4px;
    white-space: normal;
  }
  .card-words {
    display: grid;
    gap: 4px;
  }
  .card strong {
    font-weight: 650;
    line-height: 1.3;
  }
  .card-picture {
    display: block;
    inline-size: 100%;
    aspect-ratio: 16 / 10;
    object-fit: cover;
    border-radius: var(--_radius-s);
    background: color-mix(in srgb, currentColor 8%, transparent);
  }
  .card-actions {
    display: grid;
    gap: 6px;
    margin-block-start: auto;
  }
  .bubble .action {
    display: block;
    min-block-size: 36px;
    padding: 6px 12px;
    border: 1px solid color-mix(in srgb, currentColor 45%, transparent);
    border-radius: var(--_radius-s);
    font-size: var(--_size-s);
    font-weight: 600;
    line-height: 1.6;
    text-align: center;
    text-decoration: none;
    color: inherit;
    transition: background-color var(--_fast) var(--_ease);
  }
  .bubble .action:hover {
    background: color-mix(in srgb, currentColor 8%, transparent);
  }

  /* Several: each a box of its own, on the ground of the panel. */
  .cards {
    display: grid;
    gap: 8px;
    margin-block: 6px 4px;
    white-space: normal;
  }
  .cards .card {
    inline-size: auto;
    margin: 0;
    padding: 10px;
    border: 1px solid var(--_border);
    border-radius: calc(var(--_radius) * 0.75);
    background: var(--_surface);
    color: var(--_text);
  }
  .rail-box {
    position: relative;
    /* Not wider than the bubble may be, however many there are. */
    min-inline-size: 0;
    max-inline-size: 100%;
    grid-template-columns: minmax(0, 1fr);
  }
  .rail {
    display: flex;
    gap: 8px;
    overflow: auto hidden;
    overscroll-behavior-inline: contain;
    scroll-snap-type: inline proximity;
    scrollbar-width: thin;
    padding-block-end: 6px;
    border-radius: calc(var(--_radius) * 0.75);
  }
  .rail > .card {
    flex: none;
    inline-size: min(200px, 86%);
    scroll-snap-align: start;
  }
  .turn {
    position: absolute;
    inset-block-start: 64px;
    display: grid;
    place-items: center;
    inline-size: 32px;
    block-size: 32px;
    border: 1px solid var(--_border);
    border-radius: 50%;
    background: var(--_surface);
    color: var(--_text);
    box-shadow: var(--_shadow-s);
  }
  .turn[aria-disabled='true'] {
    opacity: 0;
    pointer-events: none;
  }
  .turn[aria-disabled='true']:focus-visible {
    opacity: 0.6;
  }
  .back {
    inset-inline-start: 6px;
  }
  .on {
    inset-inline-end: 6px;
  }
  @media (forced-colors: active) {
    .turn[aria-disabled='true'] {
      color: GrayText;
    }
  }
`;

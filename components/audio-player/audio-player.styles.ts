import { css } from 'lit';

export const styles = css`
  .base {
    container: player / inline-size;
    display: grid;
    gap: 4px;
    padding: 12px;
    border: 1px solid var(--_border);
    border-radius: var(--_radius);
    background: var(--_surface);
  }
  .row {
    display: flex;
    align-items: center;
    gap: 12px;
    min-inline-size: 0;
  }
  .play {
    position: relative;
    display: grid;
    flex: none;
    place-items: center;
    inline-size: 44px;
    block-size: 44px;
    border-radius: 50%;
    background: var(--_accent);
    color: var(--_on-accent);
    transition: var(--_fast) var(--_ease);
    transition-property: background-color, scale;
  }
  .play:hover {
    background: color-mix(in srgb, var(--_accent) 88%, var(--_text));
  }
  .play:active {
    scale: 0.94;
  }
  .play .icon {
    inline-size: 24px;
    block-size: 24px;
    fill: currentColor;
  }
  .play[aria-disabled='true'] {
    background: color-mix(in srgb, var(--_text) 8%, transparent);
    color: var(--_text-2);
    cursor: default;
    scale: none;
  }
  .ring {
    position: absolute;
    inset: 3px;
    border: 2px solid transparent;
    border-block-start-color: currentColor;
    border-radius: 50%;
  }
  .track {
    flex: 1;
    min-inline-size: 0;
  }
  .label {
    display: flex;
    align-items: baseline;
    justify-content: space-between;
    gap: 8px;
    font-size: var(--_size-s);
    font-weight: 600;
    line-height: 1.4;
    margin-block-end: 3px;
  }
  .label bdi {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .label small {
    flex: none;
    font-weight: 400;
    color: var(--_text-2);
  }
  .empty .label {
    font-weight: 400;
    color: var(--_text-2);
  }
  .seek {
    position: relative;
    block-size: 36px;
    border-radius: var(--_radius-s);
    cursor: pointer;
    touch-action: none;
  }
  .seek[aria-disabled='true'] {
    cursor: default;
  }
  .seek svg {
    position: absolute;
    inset: 2px 0;
    inline-size: 100%;
    block-size: 32px;
    overflow: visible;
    pointer-events: none;
  }
  .waveform path {
    fill: none;
    stroke: currentColor;
    stroke-width: 2.5px;
    stroke-linecap: round;
    vector-effect: non-scaling-stroke;
  }
  .rest {
    color: var(--_line);
    opacity: 0.75;
  }
  .done {
    color: var(--_accent-text);
  }
  .knob rect {
    fill: var(--_accent-text);
  }
  .empty .knob,
  .bad .knob {
    display: none;
  }
  .time {
    flex: none;
    font-size: var(--_size-s);
    font-variant-numeric: tabular-nums;
    color: var(--_text-2);
  }
  .controls {
    gap: 4px;
    padding-inline-start: 56px;
  }
  .volume-box {
    display: flex;
    align-items: center;
    gap: 6px;
    color: var(--_text-2);
  }
  input[type='range'] {
    inline-size: 88px;
    min-block-size: 24px;
    accent-color: var(--_accent);
    cursor: pointer;
  }
  .space {
    flex: 1;
  }
  .rate {
    min-block-size: 32px;
    padding-inline: 6px;
    border: 1px solid transparent;
    border-radius: var(--_radius-s);
    background: var(--_surface-2);
    color: var(--_text);
    font-size: var(--_size-s);
    cursor: pointer;
  }
  a.icon-button {
    text-decoration: none;
  }
  .notice {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 4px 8px;
    margin-block-start: 4px;
    padding: 6px 8px;
    border-radius: var(--_radius-s);
    background: var(--_surface-2);
    font-size: var(--_size-s);
  }
  .notice span {
    flex: 1 1 12em;
  }
  .notice.bad {
    color: var(--_danger);
    background: none;
    padding: 0;
  }
  .notice .text-button {
    min-block-size: 32px;
    background: var(--_accent);
    color: var(--_on-accent);
  }
  @container player (max-width: 339.98px) {
    .controls {
      flex-wrap: wrap;
      padding-inline-start: 0;
    }
    .of {
      display: none;
    }
  }

  /* In a bubble: of its colours, without a box of its own. */
  .compact {
    padding: 0;
    border: 0;
    border-radius: 0;
    background: none;
    color: inherit;
  }
  .compact .row {
    gap: 8px;
  }
  .compact .play {
    inline-size: 36px;
    block-size: 36px;
  }
  .compact .play .icon {
    inline-size: 20px;
    block-size: 20px;
  }
  .compact .time {
    min-inline-size: 2.6em;
  }
  :host([compact]) {
    display: inline-block;
    inline-size: 260px;
    max-inline-size: 100%;
  }
  /* On the accent, everything is drawn in the colour of its text. */
  :host([own]) :is(.rest, .done, .time) {
    color: var(--_on-own);
  }
  :host([own]) .rest {
    opacity: 0.6;
  }
  :host([own]) .knob rect {
    fill: var(--_on-own);
  }
  :host([own]) .play {
    background: color-mix(in srgb, var(--_on-own) 22%, transparent);
    color: var(--_on-own);
  }
  :host([own]) .notice {
    background: none;
    color: var(--_on-own);
  }
  @media (prefers-reduced-motion: no-preference) {
    .ring {
      animation: turn 0.9s linear infinite;
    }
    @keyframes turn {
      to {
        rotate: 1turn;
      }
    }
  }
  @media (forced-colors: active) {
    .play {
      border: 1px solid;
    }
    .rest {
      color: CanvasText;
    }
    .done {
      color: Highlight;
    }
  }
`;

import { css } from 'lit';

export const styles = css`
  :host {
    display: inline-block;
    vertical-align: middle;
    max-inline-size: 100%;
  }
  .base {
    display: inline-flex;
    align-items: center;
    gap: 8px;
    max-inline-size: 100%;
    min-block-size: 28px;
    padding: 3px 12px 3px 10px;
    border-radius: 14px;
    background: var(--_surface-2);
    box-shadow: inset 0 0 0 1px var(--_border);
    color: var(--_text);
    font-size: var(--_size-s);
    line-height: 1.35;
  }
  [dir='rtl'] .base {
    padding: 3px 10px 3px 12px;
  }
  .compact {
    min-block-size: 0;
    padding: 5px;
    background: none;
    box-shadow: none;
  }
  .dot {
    flex: none;
    inline-size: 8px;
    block-size: 8px;
    border-radius: 50%;
    background: var(--_tone);
    /* Drawn in forced colours too, where backgrounds are taken away. */
    border: 1px solid transparent;
    box-shadow: 0 0 0 3px color-mix(in srgb, var(--_tone) 18%, transparent);
  }
  .quiet {
    --_tone: var(--_text-2);
  }
  .good {
    --_tone: var(--_ok);
  }
  .busy {
    --_tone: var(--_warn);
  }
  .bad {
    --_tone: var(--_danger);
  }
  /* Shape as well as colour: hollow while it waits, square when it gave up. */
  .quiet .dot,
  .offline .dot {
    background: none;
    border: 2px solid var(--_tone);
  }
  .failed .dot {
    border-radius: 2px;
  }
  .label {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
    font-variant-numeric: tabular-nums;
  }
  .failed .label {
    white-space: normal;
    text-wrap: pretty;
  }
  .retry {
    min-block-size: 24px;
    margin-inline-end: -8px;
    flex: none;
  }
  @media (prefers-reduced-motion: no-preference) {
    .busy .dot {
      animation: breathe 1.8s ease-in-out infinite;
    }
  }
  @keyframes breathe {
    50% {
      opacity: 0.35;
    }
  }
  @media (forced-colors: active) {
    .base {
      border: 1px solid CanvasText;
    }
    .dot {
      forced-color-adjust: none;
      background: CanvasText;
    }
  }
`;

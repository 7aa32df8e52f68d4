import { css } from 'lit';

export const voiceStyles = css`
  .voice-root {
    display: contents;
  }
  .voice {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 6px;
  }
  .voice > [role='alert']:empty {
    display: none;
  }
  .bar {
    display: flex;
    align-items: center;
    gap: 8px;
    min-block-size: 46px;
    padding: 4px;
    border: 1px solid var(--_line);
    border-radius: calc(var(--_radius) + 6px);
    background: var(--_surface);
  }
  .fill {
    flex: 1;
    min-inline-size: 0;
  }
  .fill > * {
    inline-size: 100%;
  }
  .hint {
    font-size: var(--_size-s);
    color: var(--_text-2);
  }
  .light {
    flex: none;
    inline-size: 10px;
    block-size: 10px;
    border-radius: 50%;
    background: var(--_danger);
  }
  .level {
    block-size: 32px;
    /* What is newest stands at the end of the line. */
    color: var(--_accent-text);
  }
  [dir='rtl'] .level {
    transform: scaleX(-1);
  }
  .level path {
    fill: none;
    stroke: currentColor;
    stroke-width: 2.5px;
    stroke-linecap: round;
    vector-effect: non-scaling-stroke;
  }
  .time {
    flex: none;
    font-size: var(--_size-s);
    font-variant-numeric: tabular-nums;
    color: var(--_text-2);
  }
  .stop,
  .stop:hover {
    background: var(--_danger);
    color: var(--_surface);
  }
  .stop .icon {
    fill: currentColor;
  }
  .problem {
    flex-wrap: wrap;
    padding-inline-start: 12px;
    font-size: var(--_size-s);
  }
  .problem .fill {
    display: flex;
    flex: 1 1 14em;
    align-items: flex-start;
    gap: 6px;
    color: var(--_danger);
  }
  .problem .fill > .icon {
    inline-size: 1.25em;
    margin-block-start: 2px;
  }
  @media (prefers-reduced-motion: no-preference) {
    .light {
      animation: pulse 1.4s ease-in-out infinite alternate;
    }
    @keyframes pulse {
      to {
        opacity: 0.35;
      }
    }
  }
  @media (forced-colors: active) {
    .light {
      background: Highlight;
    }
  }
`;

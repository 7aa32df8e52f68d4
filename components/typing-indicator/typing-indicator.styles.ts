import { css } from 'lit';

export const styles = css`
  .root {
    position: relative;
  }
  /* From no height to its own, without anyone measuring it. */
  .fold {
    display: grid;
    grid-template-rows: 0fr;
    visibility: hidden;
    opacity: 0;
    transition: grid-template-rows var(--_slow) var(--_ease), opacity var(--_slow) var(--_ease), visibility var(--_slow);
  }
  .fold.open {
    grid-template-rows: 1fr;
    visibility: inherit;
    opacity: 1;
  }
  .base {
    min-block-size: 0;
    overflow: hidden;
    padding-inline: 16px;
    font-size: var(--_size-s);
    color: var(--_text-2);
  }
  .row {
    display: flex;
    align-items: center;
    gap: 8px;
    padding-block: 4px;
  }
  .label {
    min-inline-size: 0;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .dots {
    display: inline-flex;
    flex: none;
    gap: 3px;
    padding: 7px 8px;
    border-radius: 12px;
    background: var(--_other);
  }
  .dots > * {
    inline-size: 5px;
    block-size: 5px;
    border-radius: 50%;
    background: var(--_text-2);
  }
  @media (prefers-reduced-motion: no-preference) {
    .open .dots > * {
      animation: bob 1.3s var(--_ease) infinite;
    }
    .open .dots > :nth-child(2) {
      animation-delay: 0.16s;
    }
    .open .dots > :nth-child(3) {
      animation-delay: 0.32s;
    }
    @keyframes bob {
      0%,
      60%,
      100% {
        opacity: 0.45;
      }
      30% {
        opacity: 1;
        translate: 0 -2px;
      }
    }
  }
  @media (forced-colors: active) {
    .dots > * {
      border: 2px solid;
    }
  }
`;

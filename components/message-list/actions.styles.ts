import { css } from 'lit';

export const styles = css`
  .acts {
    position: absolute;
    z-index: 1;
    inset-block-start: -16px;
    inset-inline-end: 16px;
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    padding: 2px;
    border: 1px solid var(--_border);
    border-radius: var(--_radius-s);
    background: var(--_surface);
    color: var(--_text);
    box-shadow: var(--_shadow-s);
    max-inline-size: calc(100% - 32px);
  }
  .act {
    display: grid;
    place-items: center;
    inline-size: 30px;
    block-size: 28px;
    border-radius: calc(var(--_radius-s) - 2px);
    color: var(--_text-2);
  }
  .act .icon {
    inline-size: 18px;
    block-size: 18px;
  }
  .act:hover {
    background: var(--_surface-2);
    color: var(--_text);
  }
  .act.emoji {
    color: var(--_text);
    font-size: 18px;
    line-height: 1;
  }
  .act[aria-pressed='true'] {
    background: color-mix(in srgb, var(--_accent-text) 20%, var(--_surface));
  }
  .acts.large {
    inset-block-start: -28px;
  }
  .large .act {
    inline-size: 44px;
    block-size: 44px;
  }
  .question {
    padding-inline: 8px;
    font-size: var(--_size-s);
  }
  .acts .danger {
    color: var(--_danger);
  }
  .acts .ok {
    color: var(--_ok);
  }
  @media (forced-colors: active) {
    .act[aria-pressed='true'] {
      outline: 2px solid Highlight;
    }
  }
`;

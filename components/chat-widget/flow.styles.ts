import { css } from 'lit';

/** Forms and notices of the panel. Inputs are 16px at least, since a phone zooms into anything smaller. */
export const styles = css`
  .flow {
    display: flex;
    flex-direction: column;
    gap: 14px;
    padding: 16px;
    overflow: auto;
    overscroll-behavior: contain;
  }
  form.flow {
    flex: 1;
    min-block-size: 0;
  }
  .flow :is(h3, p) {
    margin: 0;
  }
  .flow :is(h3, legend) {
    padding: 0;
    font-size: 1.1em;
    font-weight: 650;
  }
  .flow .hint,
  .flow small {
    color: var(--_text-2);
  }
  .field {
    display: grid;
    gap: 6px;
  }
  .field label {
    font-weight: 550;
    overflow-wrap: anywhere;
  }
  .field :is(input:not([type='checkbox']), select, textarea) {
    inline-size: 100%;
    min-inline-size: 0;
    min-block-size: 44px;
    padding: 9px 12px;
    border: 1px solid var(--_line);
    border-radius: var(--_radius-m);
    background: var(--_surface);
    color: var(--_text);
    font-size: max(16px, 1em);
    resize: vertical;
  }
  /* Empty, a field runs as its label does: by itself dir="auto" would then be left to right. */
  .field :placeholder-shown {
    direction: inherit;
  }
  .field :is(input, select, textarea)[aria-invalid='true'] {
    border-color: var(--_danger);
  }
  .field small {
    margin-inline-start: 4px;
    font-weight: 400;
  }
  .field .check {
    display: flex;
    gap: 10px;
    align-items: flex-start;
    font-weight: 400;
  }
  .check input {
    flex: none;
    inline-size: 24px;
    block-size: 24px;
    accent-color: var(--_accent);
  }
  .check span {
    padding-block-start: 1px;
    min-inline-size: 0;
  }
  .flow .wrong {
    color: var(--_danger);
    font-size: var(--_size-s);
  }
  .primary {
    flex: none;
    min-block-size: 44px;
    padding-inline: 18px;
    border-radius: var(--_radius-m);
    background: var(--_accent);
    color: var(--_on-accent);
    /* In forced colours the plate that is put behind a text would have its very colour. */
    forced-color-adjust: none;
    font-weight: 600;
  }
  .notice {
    margin: 0;
    padding: 8px 16px;
    border-block-start: 1px solid var(--_border);
    background: var(--_surface-2);
    color: var(--_text-2);
    font-size: var(--_size-s);
    text-align: center;
  }
  .flow.rating {
    flex: none;
    border-block-start: 1px solid var(--_border);
    background: var(--_surface-2);
  }
  .rating fieldset {
    margin: 0;
    padding: 0;
    border: 0;
    min-inline-size: 0;
  }
  .stars {
    display: flex;
    gap: 4px;
    margin-block-start: 8px;
  }
  .stars label {
    display: grid;
    place-items: center;
    position: relative;
    inline-size: 44px;
    block-size: 44px;
    border-radius: var(--_radius-s);
    cursor: pointer;
  }
  .stars input {
    position: absolute;
    inset: 0;
    margin: 0;
    opacity: 0;
    cursor: pointer;
  }
  .stars label:focus-within {
    outline: 2px solid var(--_accent-text);
  }
  .stars .icon {
    inline-size: 28px;
    block-size: 28px;
    color: var(--_text-2);
  }
  .stars .on .icon {
    fill: currentColor;
    color: var(--_accent-text);
  }
  @media (forced-colors: active) {
    .primary,
    .notice,
    .rating {
      border: 1px solid CanvasText;
    }
    .stars .on .icon {
      color: Highlight;
    }
  }
`;

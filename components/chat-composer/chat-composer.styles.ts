import { css } from 'lit';

export const styles = css`
  .composer {
    display: grid;
    /* Never as wide as a placeholder would like to be: a narrow place is a narrow box. */
    grid-template-columns: minmax(0, 1fr);
    gap: 8px;
    padding: 12px;
    padding-inline: max(12px, (100% - 856px) / 2);
    background: var(--_surface);
  }
  .composer > :empty:not(slot) {
    display: none;
  }
  .box,
  .actions {
    display: flex;
    align-items: end;
    gap: 4px;
  }
  .box {
    padding: 4px;
    border: 1px solid var(--_line);
    border-radius: calc(var(--_radius) + 6px);
    cursor: text;
    transition: var(--_fast) var(--_ease);
  }
  .box:focus-within {
    border-color: var(--_accent-text);
    box-shadow: 0 0 0 1px var(--_accent-text);
  }
  textarea {
    flex: 1;
    min-inline-size: 0;
    min-block-size: 36px;
    /* A third of the panel, where that is a size container, else of the window. */
    max-block-size: 33cqb;
    padding: 7px 10px;
    border: 0;
    outline: 0;
    background: none;
    resize: none;
    line-height: 22px;
    field-sizing: content;
    overflow-wrap: anywhere;
    overscroll-behavior: contain;
    scrollbar-width: thin;
  }
  /* Not on the box itself: there Firefox draws a hint that runs from right to left outside of it. What is written has dir="auto". */
  textarea::placeholder {
    unicode-bidi: plaintext;
  }
  textarea::placeholder,
  .off textarea {
    color: var(--_text-2);
    opacity: 1;
  }
  textarea:placeholder-shown {
    /* Not hidden, and not nowrap, which takes spaces together: where these change, Firefox forgets what can be undone. */
    overflow: clip;
    text-overflow: ellipsis;
    white-space: pre;
  }
  .off {
    background: var(--_surface-2);
  }
  .send,
  .send:hover {
    background: var(--_accent);
    color: var(--_on-accent);
  }
  .send[aria-disabled='true'] {
    background: var(--_surface-2);
    color: var(--_text-2);
    cursor: default;
    scale: none;
  }
  .note {
    padding-inline: 8px;
    font-size: var(--_size-s);
    color: var(--_text-2);
  }
  .refusal {
    color: var(--_danger);
  }
  /* Smaller text makes a phone zoom into the page, also one that lies on its side. */
  @media (max-width: 479.98px), (pointer: coarse) {
    textarea {
      font-size: max(16px, var(--_size));
    }
  }
  @media (forced-colors: active) {
    .send {
      border: 1px solid;
    }
    /* Shadows are not drawn here, and every border has one colour. */
    .box:focus-within {
      outline: 2px solid Highlight;
      outline-offset: 1px;
    }
  }
`;

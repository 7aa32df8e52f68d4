import { css } from 'lit';

export const styles = css`
  .composer {
    display: grid;
    gap: 8px;
    padding: 12px;
    padding-inline: max(12px, (100% - 856px) / 2);
    background: var(--_surface);
  }
  .composer > [role='alert']:empty {
    display: none;
  }
  .box {
    display: flex;
    align-items: flex-end;
    gap: 4px;
    padding: 4px;
    border: 1px solid var(--_line);
    border-radius: calc(var(--_radius) + 6px);
    background: var(--_surface);
    cursor: text;
    transition: border-color var(--_fast) var(--_ease), box-shadow var(--_fast) var(--_ease);
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
    max-block-size: 33vh;
    max-block-size: 33cqb;
    padding-block: 7px;
    padding-inline: 10px 4px;
    border: 0;
    outline: 0;
    background: none;
    resize: none;
    line-height: 22px;
    field-sizing: content;
    overflow-wrap: anywhere;
    overscroll-behavior: contain;
    scrollbar-width: thin;
    unicode-bidi: plaintext;
  }
  textarea::placeholder {
    color: var(--_text-2);
    opacity: 1;
  }
  .off {
    background: var(--_surface-2);
  }
  .off textarea {
    color: var(--_text-2);
    -webkit-text-fill-color: currentColor;
    opacity: 1;
  }
  .actions {
    display: flex;
    align-items: center;
    gap: 2px;
    flex: none;
  }
  .send {
    display: grid;
    place-items: center;
    inline-size: 36px;
    block-size: 36px;
    border-radius: 50%;
    background: var(--_accent);
    color: var(--_on-accent);
    transition: background-color var(--_fast) var(--_ease), color var(--_fast) var(--_ease), scale var(--_fast) var(--_ease);
  }
  .send:hover {
    background: color-mix(in srgb, var(--_accent) 88%, var(--_text));
  }
  .send:active {
    scale: 0.94;
  }
  .send[aria-disabled='true'] {
    background: color-mix(in srgb, var(--_text) 8%, transparent);
    color: var(--_text-2);
    cursor: default;
    scale: none;
  }
  .note,
  .refusal {
    display: flex;
    align-items: center;
    gap: 6px;
    padding-inline: 8px;
    font-size: var(--_size-xs);
    color: var(--_text-2);
  }
  .refusal {
    color: var(--_danger);
    font-size: var(--_size-s);
  }
  /* Smaller text makes a phone zoom into the page. */
  @media (max-width: 479.98px) {
    textarea {
      font-size: max(16px, var(--_size));
    }
  }
  @media (forced-colors: active) {
    .send {
      border: 1px solid;
    }
  }
`;

import { css } from 'lit';

export const attachmentStyles = css`
  /* With a button at both ends there is little room on a phone: one line for the hint, whatever its length. */
  .box,
  .actions {
    gap: 2px;
  }
  .box > textarea {
    padding-inline: 6px;
  }
  textarea::placeholder {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  /* Firefox cuts a hint in the middle of a letter, whatever it is told: there it fades. One that fits has nothing in that place. */
  @supports (-moz-appearance: none) {
    textarea:placeholder-shown {
      mask-image: linear-gradient(to right, #000 calc(100% - 24px), #0000);
    }
    textarea:placeholder-shown:dir(rtl) {
      mask-image: linear-gradient(to left, #000 calc(100% - 24px), #0000);
    }
  }
  .chips {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
    max-block-size: min(190px, 30cqb);
    margin: 0;
    /* Room for the focus ring of what stands at the edge. */
    padding: 3px;
    overflow: auto;
    overscroll-behavior: contain;
    list-style: none;
    scrollbar-width: thin;
  }
  .chip {
    display: flex;
    align-items: center;
    gap: 8px;
    flex: 1 1 200px;
    min-inline-size: 0;
    max-inline-size: 400px;
    padding: 6px;
    border: 1px solid var(--_border);
    border-radius: var(--_radius-m);
    background: var(--_surface-2);
  }
  .chip.failed {
    border-color: var(--_danger);
  }
  .thumb {
    display: grid;
    place-items: center;
    flex: none;
    inline-size: 40px;
    block-size: 40px;
    overflow: hidden;
    border-radius: var(--_radius-s);
    background: color-mix(in srgb, var(--_text) 10%, transparent);
    color: var(--_text-2);
  }
  .thumb > :is(img, video) {
    inline-size: 100%;
    block-size: 100%;
    object-fit: cover;
  }
  .info {
    display: grid;
    gap: 2px;
    flex: 1;
    min-inline-size: 0;
  }
  .info > .name {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
    font-size: var(--_size-s);
    font-weight: 550;
  }
  .info > small {
    font-size: var(--_size-xs);
    color: var(--_text-2);
  }
  .why {
    display: flex;
    gap: 4px;
    color: var(--_danger);
  }
  .info > progress {
    inline-size: 100%;
    block-size: 4px;
    accent-color: var(--_accent);
  }
  .chip > .icon-button {
    flex: none;
    inline-size: 28px;
    block-size: 28px;
  }
  .drop {
    inset: auto;
    margin: 0;
    padding: 16px;
    border: 2px dashed var(--_accent-text);
    border-radius: var(--_radius);
    background: color-mix(in srgb, var(--_surface) 90%, transparent);
    color: var(--_accent-text);
    font-weight: 600;
    text-align: center;
    pointer-events: none;
    outline: 0;
    /* A box that scrolls would be a stop of Tab. */
    overflow: clip;
  }
  .drop:popover-open {
    display: grid;
    place-content: center;
    justify-items: center;
    gap: 10px;
  }
  .drop > .icon {
    inline-size: 32px;
    block-size: 32px;
  }
`;

import { css } from 'lit';

export const partStyles = css`
  .bubble > :is(.media, .file, .progress) {
    margin-block: 4px;
    white-space: normal;
  }
  /* A picture alone is its own bubble. */
  .bubble:has(> .media:only-child) {
    padding: 0;
    background: none;
  }
  .bubble > .media:only-child {
    margin: 0;
    border-radius: inherit;
  }
  .bubble > .media:only-child > .picture {
    border-radius: inherit;
  }
  .media {
    display: block;
    inline-size: fit-content;
    max-inline-size: 100%;
  }
  .sound {
    display: block;
    inline-size: 260px;
    max-inline-size: 100%;
    white-space: normal;
  }
  video.media,
  .picture {
    display: block;
    min-block-size: 48px;
    max-inline-size: 100%;
    max-block-size: 320px;
    border-radius: var(--_radius-s);
    background: color-mix(in srgb, currentColor 8%, transparent);
  }
  .file {
    display: flex;
    align-items: center;
    gap: 10px;
    text-decoration: none;
    color: inherit;
  }
  .file-icon {
    display: grid;
    place-items: center;
    flex: none;
    inline-size: 40px;
    block-size: 40px;
    border-radius: var(--_radius-s);
    background: color-mix(in srgb, currentColor 12%, transparent);
  }
  .file-name {
    display: grid;
    min-inline-size: 0;
    font-weight: 500;
  }
  .file small,
  .progress small {
    font-size: var(--_size-xs);
    font-weight: 400;
  }
  .progress {
    display: grid;
    gap: 6px;
    inline-size: 220px;
    max-inline-size: 100%;
  }
  progress {
    inline-size: 100%;
    block-size: 6px;
    accent-color: var(--_accent);
  }
`;

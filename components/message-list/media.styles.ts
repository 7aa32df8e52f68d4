import { css } from 'lit';

export const mediaStyles = css`
  .media {
    position: relative;
    overflow: hidden;
    padding: 0;
    border-radius: var(--_radius-s);
    text-align: start;
    text-decoration: none;
  }
  :is(a, button).media {
    cursor: zoom-in;
  }
  .media > :is(.picture, video) {
    display: block;
    min-block-size: 0;
    max-inline-size: 100%;
    max-block-size: none;
    block-size: auto;
    object-fit: cover;
    border-radius: inherit;
    background: color-mix(in srgb, currentColor 8%, transparent);
  }
  .media > .picture {
    /* A hairline, so that a white photo on a white page has an edge. */
    box-shadow: inset 0 0 0 1px color-mix(in srgb, currentColor 12%, transparent);
    transition: filter var(--_fast) var(--_ease);
  }
  :is(a, button).media:hover > .picture {
    filter: brightness(0.94);
  }
  .enlarge {
    position: absolute;
    inset-block-start: 8px;
    inset-inline-end: 8px;
    display: grid;
    place-items: center;
    inline-size: 32px;
    block-size: 32px;
    border-radius: 50%;
    background: rgb(12 14 20 / 72%);
    color: #fff;
  }
  .gone {
    display: none;
  }
  .broken > :is(.picture, video, .enlarge) {
    display: none;
  }
  .bubble > .media.broken,
  .bubble:has(> .media:only-child) > .media.broken {
    padding: 10px 12px;
    border: 1px dashed color-mix(in srgb, currentColor 55%, transparent);
    color: inherit;
    cursor: default;
  }
  .bubble:has(> .media.broken:only-child) > .media {
    color: var(--_text);
  }
  .broken > .gone {
    display: grid;
  }
  .gone > small {
    font-size: var(--_size-xs);
  }
  .file-get {
    display: grid;
    place-items: center;
    flex: none;
    inline-size: 32px;
    block-size: 32px;
    margin-inline-start: auto;
    border-radius: 50%;
  }
  a.file:hover .file-get {
    background: color-mix(in srgb, currentColor 12%, transparent);
  }
  .file-name > bdi {
    overflow-wrap: anywhere;
  }
`;

import { css } from 'lit';

export const lightboxStyles = css`
  .lightbox {
    position: fixed;
    inset: 0;
    inline-size: 100%;
    block-size: 100%;
    max-inline-size: none;
    max-block-size: none;
    margin: 0;
    padding: 0;
    border: 0;
    overflow: hidden;
    background: #0b0d12;
    color: #fff;
    outline: 0;
  }
  .lightbox[open] {
    display: grid;
    grid-template-rows: auto minmax(0, 1fr) auto;
  }
  .lightbox::backdrop {
    background: #0b0d12;
  }
  .lightbox .top-bar {
    display: flex;
    align-items: center;
    gap: 8px;
    padding: max(10px, env(safe-area-inset-top)) max(10px, env(safe-area-inset-right)) 10px max(10px, env(safe-area-inset-left));
  }
  .lightbox .space {
    flex: 1;
  }
  .lightbox .place {
    padding-inline: 8px;
    font-size: var(--_size-s);
    font-variant-numeric: tabular-nums;
    color: #d5d8e0;
  }
  .lightbox .round {
    display: grid;
    place-items: center;
    flex: none;
    inline-size: 44px;
    block-size: 44px;
    border-radius: 50%;
    background: rgb(255 255 255 / 12%);
    color: #fff;
    outline-color: #fff;
    transition: background-color var(--_fast) var(--_ease);
  }
  .lightbox .round:hover,
  .lightbox .round[aria-pressed='true'] {
    background: rgb(255 255 255 / 26%);
  }
  .lightbox .side {
    position: absolute;
    inset-block-start: calc(50% - 22px);
    background: rgb(11 13 18 / 70%);
    box-shadow: 0 0 0 1px rgb(255 255 255 / 30%);
  }
  .lightbox .before {
    inset-inline-start: 12px;
  }
  .lightbox .after {
    inset-inline-end: 12px;
  }
  /* The same chevron, the other way round; in right-to-left text each is mirrored once more. */
  .lightbox .after .icon {
    rotate: 180deg;
  }
  .lightbox .stage {
    display: grid;
    place-items: center;
    min-block-size: 0;
    overflow: hidden;
    padding-inline: 12px;
    overscroll-behavior: contain;
    outline-offset: -3px;
    outline-color: #fff;
  }
  .lightbox .shown {
    display: block;
    max-inline-size: 100%;
    max-block-size: 100%;
    min-block-size: 0;
    object-fit: contain;
  }
  .lightbox img.shown {
    cursor: zoom-in;
  }
  .lightbox .actual {
    overflow: auto;
    place-items: safe center;
  }
  .lightbox .actual > .shown {
    max-inline-size: none;
    max-block-size: none;
    cursor: zoom-out;
  }
  .lightbox .lost,
  .lightbox .broken > .shown {
    display: none;
  }
  .lightbox .broken > .lost {
    display: block;
    margin: 0;
  }
  .lightbox .caption {
    display: grid;
    justify-items: center;
    gap: 2px;
    max-block-size: 30vh;
    margin: 0;
    padding: 10px max(16px, 50% - 24rem) max(14px, env(safe-area-inset-bottom));
    overflow: auto;
    overflow-wrap: anywhere;
    text-align: center;
  }
  .lightbox .caption > small {
    font-size: var(--_size-s);
    color: #c4c8d2;
  }
  @media (prefers-reduced-motion: no-preference) {
    .lightbox[open] {
      animation: lightbox var(--_slow) var(--_ease);
    }
    @keyframes lightbox {
      from {
        opacity: 0;
      }
    }
  }
`;

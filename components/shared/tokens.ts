import { css } from 'lit';
import { both } from './themes.js';

/**
 * The public custom properties, resolved once into private names (`--_x`) that every other sheet uses. Colours follow the page's `color-scheme`
 * through `light-dark()`; an engine without it gets the light set, which is complete in itself and so readable on any page.
 *
 * Contrast, measured: text on accent ≥ 5:1, second text ≥ 5.4:1 on all surfaces, `--_line` (edges that carry meaning) ≥ 3:1, in both themes, and
 * with whatever faint border a page chooses.
 */
export const tokens = css`
  :host {
    --_accent: var(--chat-accent, ${both('4549d1', '5a5fe0')});
    --_accent-text: var(--chat-accent, ${both('3d41c4', 'a5abff')});
    --_on-accent: var(--chat-on-accent, #fff);
    --_surface: var(--chat-surface, ${both('fff', '15171e')});
    --_surface-2: var(--chat-surface-2, ${both('f5f7fa', '1d2029')});
    --_text: var(--chat-text, ${both('171a26', 'eceef5')});
    --_text-2: var(--chat-text-2, ${both('5a6172', 'a2a9ba')});
    --_border: var(--chat-border, ${both('e2e6ed', '2e3341')});
    --_line: color-mix(in srgb, var(--_border) 30%, var(--_text-2));
    --_own: var(--chat-own-bubble, var(--_accent));
    --_on-own: var(--chat-on-own-bubble, var(--_on-accent));
    --_other: var(--chat-other-bubble, ${both('eef0f5', '282c38')});
    --_danger: var(--chat-danger, ${both('c4293d', 'ff8a93')});
    --_ok: var(--chat-ok, ${both('137a4b', '55c796')});
    --_warn: ${both('8f5a00', 'e8b45a')};
    --_shade: ${both('1018300f', '0000004d')};
    --_shade-2: ${both('1018302e', '00000099')};
    --_font: var(--chat-font, system-ui, sans-serif);
    --_size: var(--chat-font-size, 15px);
    --_size-s: calc(var(--_size) * 0.867);
    --_size-xs: calc(var(--_size) * 0.8);
    --_size-l: calc(var(--_size) * 1.133);
    --_radius: var(--chat-radius, 16px);
    --_radius-m: calc(var(--_radius) * 0.75);
    --_radius-s: calc(var(--_radius) * 0.5);
    --_shadow-s: 0 1px 2px var(--_shade), 0 2px 8px var(--_shade);
    --_shadow: var(--chat-shadow, 0 1px 2px var(--_shade), 0 8px 24px -4px var(--_shade-2));
    --_fast: 0s;
    --_slow: 0s;
    --_ease: cubic-bezier(0.2, 0, 0, 1);
  }

  /* A page that sets only its accent still gets readable text on it: black or white, by lightness (49 in Lab is where both have 4.5:1) … */
  @supports (color: light-dark(oklch(from red l c h), #fff)) {
    :host {
      --_on-accent: var(--chat-on-accent, lab(from var(--_accent) clamp(0, (49 - l) * 99, 100) 0 0));
      --_on-own: var(--chat-on-own-bubble, lab(from var(--_own) clamp(0, (49 - l) * 99, 100) 0 0));
      /* … and its accent as text is moved to a lightness that reads on the surface. */
      --_accent-text: light-dark(oklch(from var(--_accent) min(l, 0.5) c h), oklch(from var(--_accent) max(l, 0.77) min(c, 0.13) h));
    }
  }

  @media (prefers-reduced-motion: no-preference) {
    :host {
      --_fast: 0.16s;
      --_slow: 0.22s;
    }
  }

  /* The browser repaints texts, edges and backgrounds itself; only what we draw as a fill has to be told. */
  @media (forced-colors: active) {
    :host {
      --_accent: Highlight;
      --_on-accent: HighlightText;
      --_accent-text: LinkText;
      --_own: Canvas;
      --_on-own: CanvasText;
    }
  }
`;

/**
 * Common to all elements. Everything visible stands in one `<div class="root">`: a page's rules reach the host, but what they would hand down
 * (fonts, spacing, alignment, cursor…) ends at the root, where `all: initial` is set inside the shadow tree and so wins over any page.
 */
export const base = css`
  :host {
    display: block;
  }
  :host([hidden]),
  [hidden] {
    display: none !important;
  }
  .root {
    all: initial;
    display: block;
    color-scheme: inherit;
    visibility: inherit;
    pointer-events: inherit;
    color: var(--_text);
    font: 400 var(--_size) / 1.45 var(--_font);
    -webkit-text-size-adjust: 100%;
  }
  *,
  ::before,
  ::after {
    box-sizing: border-box;
  }
  button,
  textarea,
  input,
  select {
    margin: 0;
    font: inherit;
    color: inherit;
  }
  button {
    padding: 0;
    border: 0;
    background: none;
    cursor: pointer;
    touch-action: manipulation;
  }
  a {
    color: var(--_accent-text);
  }
  /* Without weight of its own, so that an input inside a box that shows the focus itself can do without a second ring. */
  :where(:focus-visible) {
    outline: 2px solid var(--_accent-text);
    outline-offset: 2px;
  }
  .icon {
    inline-size: 1.25em;
    block-size: 1.25em;
    flex: none;
    fill: none;
    stroke: currentColor;
    stroke-width: 1.75;
    stroke-linecap: round;
    stroke-linejoin: round;
    pointer-events: none;
  }
  .avatar img {
    inline-size: 100%;
    block-size: 100%;
    object-fit: cover;
  }
  .sr-only {
    position: absolute;
    inline-size: 1px;
    block-size: 1px;
    margin: -1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
`;

/** A round button that holds one icon, and a quiet text button: the two that every element needs. */
export const buttons = css`
  .icon-button {
    display: inline-grid;
    place-items: center;
    inline-size: 36px;
    block-size: 36px;
    border-radius: 50%;
    color: var(--_text-2);
    transition: scale var(--_fast) var(--_ease);
  }
  .icon-button:hover {
    color: var(--_text);
    background: color-mix(in srgb, currentColor 9%, transparent);
  }
  .icon-button:active {
    scale: 0.94;
  }
  .text-button {
    display: inline-flex;
    align-items: center;
    gap: 4px;
    min-block-size: 28px;
    padding-inline: 8px;
    border-radius: var(--_radius-s);
    color: var(--_accent-text);
    font-weight: 600;
    font-size: var(--_size-s);
  }
  .text-button:hover {
    background: color-mix(in srgb, currentColor 9%, transparent);
  }
`;

import { css } from 'lit';

export const styles = css`
  :host {
    block-size: 100%;
    min-block-size: 24rem;
    min-inline-size: 0;
    container: inbox / inline-size;
  }
  .root,
  .inbox {
    block-size: 100%;
    min-block-size: inherit;
  }
  .inbox {
    display: grid;
    grid-template: auto minmax(0, 1fr) / minmax(0, 340px) minmax(0, 1fr);
    overflow: hidden;
    border: 1px solid var(--_border);
    border-radius: var(--_radius);
    background: var(--_surface);
  }
  .list,
  .conversation {
    grid-row: 2;
  }
  .banner {
    --_tone: var(--_ok);
    grid-column: 1 / -1;
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 8px;
    min-block-size: 40px;
    padding: 6px 20px;
    border-block-end: 1px solid var(--_border);
    background: var(--_surface-2);
    font-size: var(--_size-s);
  }
  .banner::before {
    content: '';
    flex: none;
    inline-size: 8px;
    block-size: 8px;
    border-radius: 50%;
    background: var(--_tone);
  }
  .banner.busy {
    --_tone: var(--_warn);
  }
  .banner.bad {
    --_tone: var(--_danger);
  }
  .single {
    grid-template-columns: minmax(0, 1fr);
  }

  /* --- the list */
  .list {
    display: flex;
    flex-direction: column;
    min-block-size: 0;
    border-inline-end: 1px solid var(--_border);
    background: var(--_surface-2);
  }
  .title {
    margin: 0;
    padding: 20px 20px 12px;
    font-size: calc(var(--_size) * 1.3);
    font-weight: 680;
    line-height: 1.3;
    letter-spacing: -0.015em;
  }
  .search {
    position: relative;
    margin-inline: 16px;
    color: var(--_text-2);
  }
  .search .icon {
    position: absolute;
    inset-block: 0;
    inset-inline-start: 12px;
    margin-block: auto;
    font-size: 14px;
  }
  .search input {
    inline-size: 100%;
    block-size: 40px;
    padding-inline: 36px 12px;
    border: 1px solid var(--_border);
    border-radius: var(--_radius-m);
    background: var(--_surface);
    color: var(--_text);
    font-size: max(16px, var(--_size));
    appearance: none;
  }
  .search input::placeholder {
    color: var(--_text-2);
    opacity: 1;
  }
  .search input:focus-visible {
    outline-offset: -1px;
  }
  .filters {
    display: flex;
    flex-wrap: wrap;
    gap: 4px;
    padding: 12px 16px 8px;
  }
  [role='tab'] {
    flex: 1;
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: 6px;
    min-block-size: 34px;
    padding-inline: 8px;
    border-radius: var(--_radius-s);
    color: var(--_text-2);
    font-size: var(--_size-s);
    font-weight: 600;
    transition: background-color var(--_fast) var(--_ease), color var(--_fast) var(--_ease);
  }
  [role='tab']:hover {
    color: var(--_text);
  }
  [aria-selected='true'] {
    background: var(--_surface);
    color: var(--_text);
    box-shadow: 0 0 0 1px var(--_border), var(--_shadow-s);
  }
  .count {
    font-weight: 500;
    font-variant-numeric: tabular-nums;
    color: var(--_text-2);
  }
  .rows {
    flex: 1;
    min-block-size: 0;
    overflow: hidden auto;
    overscroll-behavior: contain;
    scrollbar-width: thin;
    scrollbar-color: var(--_border) transparent;
    padding: 4px 8px 12px;
  }
  ul {
    margin: 0;
    padding: 0;
    list-style: none;
  }
  li {
    content-visibility: auto;
    contain-intrinsic-size: auto 88px;
  }
  .none {
    margin: 0;
    padding: 48px 24px;
    text-align: center;
    color: var(--_text-2);
  }
  .row {
    display: flex;
    gap: 12px;
    inline-size: 100%;
    margin-block: 1px;
    padding: 12px;
    border-radius: var(--_radius-m);
    text-align: start;
    transition: background-color var(--_fast) var(--_ease);
  }
  .row:hover {
    background: color-mix(in srgb, var(--_text) 5%, transparent);
  }
  .row:focus-visible {
    outline-offset: -2px;
  }
  .row.selected {
    background: color-mix(in srgb, var(--_accent) 12%, var(--_surface));
  }
  .lines {
    flex: 1;
    display: grid;
    gap: 2px;
    min-inline-size: 0;
  }
  .line {
    display: flex;
    align-items: baseline;
    gap: 8px;
    min-inline-size: 0;
  }
  .name,
  .said,
  .assignee {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .name,
  .said {
    flex: 1;
    /* Written in its own direction, but in line with the others. Chromium has it under the first name alone. */
    text-align: -webkit-match-parent;
    text-align: match-parent;
  }
  .name {
    font-weight: 600;
  }
  .when,
  .said,
  .meta {
    font-size: var(--_size-s);
    color: var(--_text-2);
  }
  .when {
    flex: none;
    font-size: var(--_size-xs);
    font-variant-numeric: tabular-nums;
  }
  em.said {
    color: var(--_accent-text);
    font-style: italic;
  }
  .unread .name {
    font-weight: 720;
  }
  .unread span.said {
    color: var(--_text);
    font-weight: 500;
  }
  .badge {
    flex: none;
    min-inline-size: 20px;
    padding-inline: 6px;
    border-radius: 10px;
    background: var(--_accent);
    color: var(--_on-accent);
    /* In forced colours the plate that is put behind a text would have its very colour. */
    forced-color-adjust: none;
    font: 700 12px/20px var(--_font);
    font-variant-numeric: tabular-nums;
    text-align: center;
  }
  .meta {
    align-items: center;
    margin-block-start: 4px;
    font-size: var(--_size-xs);
  }
  .chip {
    flex: none;
    padding: 1px 8px;
    border-radius: 8px;
    box-shadow: inset 0 0 0 1px var(--_border);
    background: var(--_surface);
    color: var(--_text-2);
    font-weight: 600;
  }
  .chip.open {
    color: var(--_ok);
  }
  .chip.pending {
    color: var(--_warn);
  }

  .face {
    position: relative;
    display: grid;
    place-items: center;
    flex: none;
    inline-size: 40px;
    block-size: 40px;
    border-radius: 50%;
    background: color-mix(in srgb, hsl(var(--hue) 70% 50%) 25%, var(--_surface));
    font-size: 14px;
    font-weight: 700;
    letter-spacing: 0.02em;
  }
  .face.here::after {
    content: '';
    position: absolute;
    inset-block-end: 0;
    inset-inline-end: 0;
    inline-size: 10px;
    block-size: 10px;
    border: 2px solid var(--_surface-2);
    border-radius: 50%;
    background: var(--_ok);
    background-clip: padding-box;
    box-sizing: content-box;
  }
  .header .face.here::after {
    border-color: var(--_surface);
  }
  /* The same tints as in the messages (message.ts). */
  .hue-0 {
    --hue: 30;
  }
  .hue-1 {
    --hue: 90;
  }
  .hue-2 {
    --hue: 150;
  }
  .hue-3 {
    --hue: 210;
  }
  .hue-4 {
    --hue: 270;
  }
  .hue-5 {
    --hue: 330;
  }

  /* --- the conversation */
  .conversation {
    display: flex;
    flex-direction: column;
    min-block-size: 0;
    min-inline-size: 0;
    container: conversation / inline-size;
    outline-offset: -2px;
  }
  .conversation.none {
    align-items: center;
    justify-content: center;
    gap: 12px;
    padding: 32px;
    text-align: center;
    color: var(--_text-2);
  }
  .conversation.none p {
    margin: 0;
    text-wrap: balance;
  }
  .mark {
    display: grid;
    place-items: center;
    inline-size: 64px;
    block-size: 64px;
    margin: 0 auto 12px;
    border-radius: 50%;
    background: var(--_surface-2);
    font-size: 24px;
  }
  .header {
    display: flex;
    align-items: center;
    gap: 12px;
    flex: none;
    min-block-size: 72px;
    padding: 12px 20px;
    border-block-end: 1px solid var(--_border);
  }
  .who {
    flex: 1;
    min-inline-size: 0;
  }
  .heading,
  .facts {
    margin: 0;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .heading {
    font-size: var(--_size-l);
    font-weight: 650;
    line-height: 1.3;
    letter-spacing: -0.01em;
  }
  .facts {
    color: var(--_text-2);
    font-size: var(--_size-s);
  }
  .facts i {
    margin-inline: 6px;
    font-style: normal;
  }
  .actions {
    display: flex;
    flex: none;
    gap: 8px;
  }
  .action {
    display: inline-flex;
    align-items: center;
    gap: 6px;
    min-block-size: 36px;
    padding-inline: 12px 14px;
    border-radius: var(--_radius-m);
    box-shadow: inset 0 0 0 1px var(--_border);
    font-size: var(--_size-s);
    font-weight: 600;
    white-space: nowrap;
    transition: background-color var(--_fast) var(--_ease);
  }
  .action:hover {
    background: color-mix(in srgb, var(--_text) 6%, transparent);
  }
  .action.main {
    box-shadow: none;
    background: color-mix(in srgb, var(--_accent) 12%, var(--_surface));
    color: var(--_accent-text);
  }
  .action.main:hover {
    background: color-mix(in srgb, var(--_accent) 20%, var(--_surface));
  }
  .messages {
    flex: 1;
  }
  .back {
    display: none;
    margin-inline-start: -8px;
  }

  /* Narrow: one pane at a time. */
  @container inbox (max-width: 719.98px) {
    .inbox {
      grid-template-columns: minmax(0, 1fr);
      border: 0;
      border-radius: 0;
    }
    .list {
      border: 0;
    }
    .opened .list,
    .conversation.none {
      display: none;
    }
    .back {
      display: inline-grid;
    }
  }
  @container conversation (max-width: 559.98px) {
    .header {
      gap: 8px;
      padding-inline: 16px;
    }
    .header .face {
      display: none;
    }
    .action {
      inline-size: 40px;
      padding: 0;
      justify-content: center;
    }
    .action span {
      position: absolute;
      inline-size: 1px;
      block-size: 1px;
      overflow: hidden;
      clip-path: inset(50%);
    }
  }
  /* --- what the visitor said of themselves */
  .told {
    flex: none;
    max-block-size: 40%;
    overflow: auto;
    overscroll-behavior: contain;
    border-block-end: 1px solid var(--_border);
    background: var(--_surface-2);
    font-size: var(--_size-s);
  }
  .told summary {
    min-block-size: 24px;
    padding: 8px 20px;
    font-weight: 600;
    cursor: pointer;
    outline-offset: -2px;
  }
  .told dl {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(min(100%, 200px), 1fr));
    gap: 8px 16px;
    margin: 0;
    padding: 2px 20px 12px;
  }
  .told dt {
    color: var(--_text-2);
    font-size: var(--_size-xs);
  }
  .told dd {
    margin: 0;
    overflow-wrap: anywhere;
    white-space: pre-line;
  }
  @media (forced-colors: active) {
    .row.selected,
    [aria-selected='true'] {
      outline: 2px solid Highlight;
      outline-offset: -2px;
    }
    .face.here::after {
      forced-color-adjust: none;
      background: CanvasText;
    }
    .face,
    .chip,
    .action {
      border: 1px solid CanvasText;
    }
  }
`;

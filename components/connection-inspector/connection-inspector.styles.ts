import { css } from 'lit';

export const styles = css`
  :host {
    min-inline-size: 0;
    --_mono: ui-monospace, 'SF Mono', SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace;
    container: inspector / inline-size;
  }
  .base {
    overflow: hidden;
    border: 1px solid var(--_border);
    border-radius: var(--_radius);
    background: var(--_surface);
    font-size: var(--_size-s);
  }
  h2,
  h3,
  p,
  dl,
  dd,
  ol,
  ul,
  pre {
    margin: 0;
    padding: 0;
  }
  ol,
  ul {
    list-style: none;
  }
  h2 {
    font-size: var(--_size-l);
    font-weight: 680;
    letter-spacing: -0.01em;
    line-height: 1.3;
  }
  h3 {
    font-size: var(--_size-s);
    font-weight: 650;
    line-height: 1.4;
  }
  code,
  pre,
  .preview,
  .name,
  .where bdi,
  .subscriptions bdi {
    font-family: var(--_mono);
    font-size: 0.92em;
  }
  time,
  .size {
    font-variant-numeric: tabular-nums;
    color: var(--_text-2);
    white-space: nowrap;
  }
  .where,
  .count,
  .preview,
  .cut,
  .hint,
  .why,
  dt {
    color: var(--_text-2);
  }
  .name,
  .preview {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .where,
  .subscriptions bdi {
    min-inline-size: 0;
    overflow-wrap: anywhere;
  }
  .row,
  .header,
  .status,
  .pane-head,
  .subscriptions li {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 8px;
  }

  /* --- controls */
  .button {
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: 6px;
    min-block-size: 30px;
    padding-inline: 10px;
    border: 1px solid var(--_line);
    border-radius: 8px;
    font-weight: 550;
    white-space: nowrap;
    transition: background-color var(--_fast) var(--_ease);
  }
  .button .icon {
    inline-size: 1.1em;
    block-size: 1.1em;
  }
  .button:hover:not(:disabled, [aria-disabled='true']) {
    background: color-mix(in srgb, var(--_text) 7%, transparent);
  }
  .button:disabled,
  .button[aria-disabled='true'] {
    border-color: var(--_border);
    color: var(--_text-2);
    opacity: 0.62;
    cursor: default;
  }
  .quiet {
    border-color: transparent;
    padding-inline: 8px;
    color: var(--_accent-text);
  }
  .primary:not(:disabled) {
    border-color: transparent;
    background: var(--_accent);
    color: var(--_on-accent);
    /* In forced colours the plate that is put behind a text would have its very colour. */
    forced-color-adjust: none;
  }
  .primary:hover:not(:disabled) {
    background: color-mix(in srgb, var(--_accent) 88%, var(--_text));
  }
  input:not([type='checkbox']),
  select,
  textarea {
    min-inline-size: 0;
    min-block-size: 32px;
    padding: 4px 10px;
    border: 1px solid var(--_line);
    border-radius: 8px;
    background: var(--_surface);
  }
  textarea {
    display: block;
    inline-size: 100%;
    padding-block: 8px;
    resize: vertical;
    font: 0.95em/1.5 var(--_mono);
  }
  ::placeholder {
    color: var(--_text-2);
    opacity: 1;
  }
  .check {
    display: inline-flex;
    align-items: center;
    gap: 8px;
    min-block-size: 28px;
  }
  .check input {
    inline-size: 16px;
    block-size: 16px;
    accent-color: var(--_accent);
  }

  /* --- the top */
  .header {
    gap: 8px 14px;
    padding: 12px 16px;
    border-block-end: 1px solid var(--_border);
    background: var(--_surface-2);
  }
  .status {
    gap: 4px 12px;
    min-inline-size: 0;
  }
  .pill {
    display: inline-flex;
    align-items: center;
    gap: 8px;
    font-weight: 600;
    font-variant-numeric: tabular-nums;
  }
  .dot {
    flex: none;
    inline-size: 9px;
    block-size: 9px;
    border-radius: 50%;
    border: 2px solid var(--_tone);
    background: var(--_tone);
    box-shadow: 0 0 0 3px color-mix(in srgb, var(--_tone) 18%, transparent);
  }
  .quiet > .dot,
  .offline .dot {
    background: none;
  }
  .failed .dot {
    border-radius: 2px;
  }
  .pill.quiet {
    --_tone: var(--_text-2);
    color: inherit;
    padding: 0;
  }
  .good {
    --_tone: var(--_ok);
  }
  .busy {
    --_tone: var(--_warn);
  }
  .pill.bad {
    --_tone: var(--_danger);
  }
  .actions {
    display: flex;
    flex-wrap: wrap;
    gap: 6px;
  }
  .actions > .button {
    white-space: normal;
  }
  .said {
    min-inline-size: 0;
    color: var(--_ok);
    font-weight: 550;
  }
  .said:empty {
    margin-inline-end: -14px;
  }
  .error,
  .note {
    padding: 8px 16px;
    border-block-end: 1px solid var(--_border);
    color: var(--_text-2);
    overflow-wrap: anywhere;
  }
  .error b {
    font-weight: 600;
  }
  .error.now {
    color: var(--_danger);
    background: color-mix(in srgb, var(--_danger) 8%, transparent);
  }
  .error.now time {
    color: inherit;
  }
  .by-hand {
    display: grid;
    gap: 8px;
    justify-items: start;
    padding: 12px 16px;
    border-block-end: 1px solid var(--_border);
  }

  /* --- panes */
  .pane {
    padding: 14px 16px 16px;
  }
  .pane > h3 + * {
    margin-block-start: 8px;
  }
  .main {
    display: flex;
    flex-direction: column;
    min-inline-size: 0;
  }
  .frames {
    flex: 1 1 auto;
    display: flex;
    flex-direction: column;
    padding-block-end: 0;
    padding-inline: 0;
  }
  .pane-head {
    gap: 2px 8px;
    padding-inline: 16px;
  }
  .count {
    flex: 1;
    min-inline-size: 8em;
    font-variant-numeric: tabular-nums;
  }
  .toolbar {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
    padding: 8px 16px 12px;
  }
  .search {
    position: relative;
    flex: 1 1 8em;
    display: flex;
    color: var(--_text-2);
  }
  .search .icon {
    position: absolute;
    inset-block: 0;
    inset-inline-start: 10px;
    margin-block: auto;
  }
  .search input {
    flex: 1;
    padding-inline-start: 32px;
    color: var(--_text);
  }
  select {
    flex: 0 1 auto;
    max-inline-size: 10em;
  }
  .scroller {
    flex: 1 1 var(--chat-inspector-height, 26rem);
    min-block-size: 0;
    overflow: auto;
    overscroll-behavior: contain;
    border-block: 1px solid var(--_border);
    background: color-mix(in srgb, var(--_surface-2) 55%, var(--_surface));
  }
  .none {
    padding: 2.5rem 16px;
    text-align: center;
    color: var(--_text-2);
    text-wrap: balance;
  }
  .scroller li {
    contain: layout style;
    border-block-end: 1px solid var(--_border);
  }
  .frame {
    display: grid;
    grid-template-columns: auto auto auto auto minmax(0, 1fr) auto;
    align-items: center;
    gap: 0 10px;
    inline-size: 100%;
    min-block-size: 32px;
    padding-inline: 16px;
    text-align: start;
  }
  .frame:hover,
  .frame[aria-expanded='true'] {
    background: color-mix(in srgb, var(--_text) 5%, transparent);
  }
  .frame:focus-visible {
    outline-offset: -2px;
  }
  .frame > * {
    grid-row: 1;
  }
  .arrow {
    display: grid;
    grid-column: 1;
    color: var(--_ok);
  }
  .out .arrow {
    color: var(--_accent-text);
  }
  .arrow .icon {
    inline-size: 15px;
    block-size: 15px;
    stroke-width: 2.2;
  }
  .when,
  .size {
    font-size: 0.92em;
  }
  .when {
    grid-column: 2;
  }
  .name {
    grid-column: 3;
    max-inline-size: 15em;
    font-weight: 600;
  }
  .flag {
    grid-column: 4;
    padding-inline: 7px;
    border-radius: 9px;
    border: 1px solid currentcolor;
    color: var(--_danger);
    font-size: 0.9em;
    font-weight: 600;
  }
  .preview {
    grid-column: 5;
  }
  .size {
    grid-column: 6;
  }
  .bad .name {
    color: var(--_danger);
  }
  .text {
    padding: 4px 16px 12px;
  }
  .text pre {
    max-block-size: 22rem;
    overflow: auto;
    padding: 10px 12px;
    border: 1px solid var(--_border);
    border-radius: 8px;
    background: var(--_surface);
    line-height: 1.5;
    white-space: pre-wrap;
    overflow-wrap: anywhere;
    text-align: left;
    unicode-bidi: plaintext;
    tab-size: 2;
  }
  .problem {
    color: var(--_danger);
    overflow-wrap: anywhere;
  }
  .text .problem {
    padding-block: 2px 8px;
  }
  .test .problem:empty {
    display: none;
  }
  .test .problem,
  .test .row {
    margin-block-start: 8px;
  }
  .test .primary {
    margin-inline-start: auto;
  }

  /* --- beside */
  .side .pane + .pane {
    border-block-start: 1px solid var(--_border);
  }
  .subscriptions li {
    gap: 0 8px;
    min-block-size: 32px;
  }
  .subscriptions .button {
    margin-inline-start: auto;
    margin-inline-end: -8px;
  }
  form.row input {
    flex: 1 1 6em;
  }
  .pane > form.row {
    margin-block-start: 8px;
  }
  .figures,
  .capabilities {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(min(100%, 220px), 1fr));
    gap: 0 24px;
  }
  .figures div,
  .capabilities div {
    display: flex;
    justify-content: space-between;
    gap: 12px;
    padding-block: 3px;
    border-block-end: 1px solid color-mix(in srgb, var(--_border) 60%, transparent);
  }
  dd {
    text-align: end;
    font-variant-numeric: tabular-nums;
    overflow-wrap: anywhere;
  }
  .figures .lastError {
    display: block;
    grid-column: 1 / -1;
  }
  .figures .lastError dd {
    text-align: start;
  }
  summary {
    min-block-size: 24px;
    cursor: pointer;
  }
  summary h3 {
    display: inline;
  }
  details[open] summary {
    margin-block-end: 8px;
  }
  .capabilities dt {
    font-family: var(--_mono);
    font-size: 0.92em;
  }
  .capabilities .off dd {
    color: var(--_text-2);
  }
  .capabilities div:not(.off) dd {
    font-weight: 600;
  }
  .history {
    max-block-size: 15rem;
    overflow: auto;
  }
  .history li {
    display: flex;
    gap: 10px;
    padding-block: 3px;
  }
  .history li > span {
    min-inline-size: 0;
    overflow-wrap: anywhere;
  }

  @container inspector (min-width: 54rem) {
    .panes {
      display: grid;
      grid-template-columns: minmax(0, 1fr) minmax(0, 20rem);
    }
    .side {
      border-inline-start: 1px solid var(--_border);
    }
    .figures,
    .capabilities {
      grid-template-columns: minmax(0, 1fr);
    }
  }
  @container inspector (max-width: 54rem) {
    .side {
      border-block-start: 1px solid var(--_border);
    }
  }
  @container inspector (max-width: 34rem) {
    .button {
      min-block-size: 36px;
    }
    .frame {
      min-block-size: 44px;
      padding-block: 4px;
      gap: 0 8px;
      grid-template-columns: auto minmax(0, 1fr) auto auto auto;
    }
    .name {
      grid-column: 2;
    }
    .flag {
      grid-column: 3;
    }
    .when {
      grid-column: 4;
    }
    .size {
      grid-column: 5;
    }
    .preview {
      grid-area: 2 / 2 / auto / -1;
    }
    select {
      flex: 1 1 8em;
      max-inline-size: none;
    }
    /* Smaller, and a phone zooms in when it is touched. */
    input:not([type='checkbox']),
    select,
    textarea {
      font-size: 16px;
    }
  }
  @media (forced-colors: active) {
    .dot {
      forced-color-adjust: none;
      background: CanvasText;
    }
    .button:disabled,
    .button[aria-disabled='true'] {
      color: GrayText;
      border-color: GrayText;
      opacity: 1;
    }
  }
`;

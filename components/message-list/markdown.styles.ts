import { css } from 'lit';

export const markdownStyles = css`
  .bubble :is(p, ul, ol, blockquote, hr, .code, .table, .heading) {
    margin: 0 0 8px;
  }
  .bubble :is(p, ul, ol, blockquote, hr, .code, .table, .heading):last-child {
    margin-block-end: 0;
  }
  .bubble :is(p, li, th, td, .heading, blockquote) {
    unicode-bidi: plaintext;
    text-align: start;
  }
  .heading {
    font-weight: 650;
  }
  .heading.large {
    font-size: 1.07em;
  }
  .heading:not(:first-child) {
    margin-block-start: 12px;
  }
  .bubble :is(ul, ol) {
    padding-inline-start: 1.5em;
    white-space: normal;
  }
  .bubble li {
    white-space: pre-wrap;
    padding-inline-start: 2px;
  }
  .bubble li:not(:last-child) {
    margin-block-end: 2px;
  }
  .bubble li :is(ul, ol) {
    margin: 2px 0 0;
  }
  .bubble li::marker {
    opacity: 0.8;
  }
  .task {
    list-style: none;
  }
  .task > input {
    inline-size: 14px;
    block-size: 14px;
    margin: 0 6px 0 0;
    margin-inline: -1.4em 0.4em;
    vertical-align: -2px;
    accent-color: var(--_accent);
  }
  .bubble blockquote {
    padding-inline-start: 10px;
    border-inline-start: 3px solid color-mix(in srgb, currentColor 35%, transparent);
  }
  .bubble hr {
    border: 0;
    border-block-start: 1px solid color-mix(in srgb, currentColor 30%, transparent);
  }
  .bubble :is(code, pre) {
    font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, monospace;
    font-size: 0.9em;
    unicode-bidi: isolate;
  }
  .bubble :not(pre) > code {
    padding: 1px 4px;
    border-radius: 4px;
    background: color-mix(in srgb, currentColor 10%, transparent);
  }
  .code {
    border: 1px solid color-mix(in srgb, currentColor 18%, transparent);
    border-radius: var(--_radius-s);
    background: color-mix(in srgb, currentColor 5%, transparent);
    overflow: hidden;
    text-align: left;
    white-space: normal;
  }
  .code-head {
    display: flex;
    align-items: center;
    justify-content: space-between;
    padding-inline: 10px 4px;
    font-size: var(--_size-xs);
  }
  .copy {
    display: grid;
    min-block-size: 28px;
    min-inline-size: 44px;
    padding-inline: 8px;
    border-radius: 6px;
    font-size: var(--_size-xs);
    font-weight: 600;
    color: inherit;
    align-items: center;
    justify-items: end;
    /* A selection across a message has what it says, and not the word on this. */
    -webkit-user-select: none;
    user-select: none;
  }
  .copy:hover {
    background: color-mix(in srgb, currentColor 10%, transparent);
  }
  /* Both words hold their place, so that the button keeps its size. */
  .copy > span {
    grid-area: 1 / 1;
  }
  .copy:not(.copied) > span:last-child,
  .copied > span:first-child {
    visibility: hidden;
  }
  pre {
    margin: 0;
    padding: 2px 10px 10px;
    overflow-x: auto;
    white-space: pre;
    overflow-wrap: normal;
    tab-size: 2;
  }
  .table {
    max-inline-size: 100%;
    overflow-x: auto;
    white-space: normal;
  }
  .code pre:focus-visible,
  .table:focus-visible {
    outline-offset: -2px;
  }
  table {
    border-collapse: collapse;
    font-size: var(--_size-s);
  }
  .bubble :is(th, td) {
    padding: 4px 10px;
    border: 1px solid color-mix(in srgb, currentColor 22%, transparent);
    vertical-align: top;
    overflow-wrap: normal;
    min-inline-size: 4em;
  }
  th {
    font-weight: 650;
    background: color-mix(in srgb, currentColor 6%, transparent);
  }
  .bubble .center {
    text-align: center;
  }
  .bubble .end {
    text-align: end;
  }
`;

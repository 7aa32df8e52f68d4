import { css } from 'lit';

export const styles = css`
  /* The list has the panel for itself. */
  .panel:has(> .past) :is(.find, [part='search']) {
    display: none;
  }
  .to-list {
    position: relative;
    margin-inline: -6px 2px;
  }
  .elsewhere {
    position: absolute;
    inset-block-start: -4px;
    inset-inline-end: -6px;
    min-inline-size: 18px;
    padding-inline: 4px;
    border-radius: 9px;
    background: #c4293d;
    color: #fff;
    font: 700 11px/18px var(--_font);
    font-variant-numeric: tabular-nums;
    text-align: center;
  }
  .past {
    flex: 1;
    min-block-size: 0;
    display: flex;
    flex-direction: column;
    padding-block-start: 16px;
    overflow: auto;
    overscroll-behavior: contain;
  }
  .past h3 {
    inline-size: fit-content;
    margin: 0 12px;
    padding-inline: 4px;
    border-radius: 4px;
    font-size: 1.1em;
    font-weight: 650;
  }
  .past h3:focus-visible {
    outline-offset: 0;
  }
  .past-note {
    margin: 8px 0 0;
    padding-inline: 16px;
    color: var(--_text-2);
    font-size: var(--_size-s);
  }
  .past-note:empty {
    margin: 0;
  }
  .past ul {
    flex: 1 0 auto;
    margin: 8px 0;
    padding: 0;
    list-style: none;
  }
  .row {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 2px;
    inline-size: 100%;
    min-block-size: 56px;
    padding: 10px 16px;
    text-align: start;
    outline-offset: -2px;
    transition: background-color var(--_fast) var(--_ease);
  }
  .row:hover,
  .row[aria-current] {
    background: var(--_surface-2);
  }
  .row[aria-current] {
    box-shadow: inset 3px 0 0 var(--_accent-text);
  }
  [dir='rtl'] .row[aria-current] {
    box-shadow: inset -3px 0 0 var(--_accent-text);
  }
  .row-top,
  .row-state {
    display: flex;
    align-items: baseline;
    gap: 8px;
  }
  .row-name {
    flex: 1;
    min-inline-size: 0;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
    font-weight: 600;
  }
  .row time,
  .row-last,
  .row-state {
    color: var(--_text-2);
    font-size: var(--_size-s);
  }
  .row time {
    flex: none;
    font-size: var(--_size-xs);
  }
  .row-last {
    display: -webkit-box;
    -webkit-box-orient: vertical;
    -webkit-line-clamp: 2;
    line-clamp: 2;
    overflow: hidden;
    overflow-wrap: anywhere;
  }
  .row-unread {
    color: var(--_accent-text);
    font-weight: 700;
  }
  .begin {
    display: flex;
    align-items: center;
    justify-content: center;
    gap: 8px;
    position: sticky;
    inset-block-end: 0;
    margin: 8px 16px 16px;
    flex: none;
    min-block-size: 44px;
    padding-inline: 20px;
    border-radius: var(--_radius-m, 10px);
    background: var(--_accent);
    color: var(--_on-accent);
    /* In forced colours the plate that is put behind a text would have its very colour. */
    forced-color-adjust: none;
    font-weight: 600;
  }
  @media (forced-colors: active) {
    .elsewhere {
      border: 1px solid CanvasText;
    }
    .row[aria-current] {
      border-inline-start: 4px solid Highlight;
    }
    .begin {
      border: 1px solid;
    }
  }
`;

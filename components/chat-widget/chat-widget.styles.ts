import { css } from 'lit';

/** An open chat in a corner of the page, or in a box of it. What fills the screen, the greeting and the unread count bring their own. */
export const styles = css`
  :host {
    display: contents;
    --_inset: var(--chat-inset, 20px);
    --_safe: var(--_safe-bottom, env(safe-area-inset-bottom, 0px));
  }
  :host([display='inline']) {
    display: block;
    block-size: 100%;
    min-block-size: 20rem;
    min-inline-size: 0;
  }
  :host([display='inline']) .root,
  .inline,
  .inline .panel {
    inline-size: 100%;
    block-size: 100%;
    min-block-size: inherit;
  }
  /* A grid, since its rows are as high as it is even where that is only a least height: what is a share of the panel needs to know. */
  :host([display='inline']) .root {
    display: grid;
    grid: minmax(0, 1fr) / minmax(0, 1fr);
  }

  /* The box over the page. As a popover it stands in the top layer; without one it is a fixed box with the highest usual z-index. */
  .layer {
    align-items: end;
    gap: 12px;
    position: fixed;
    /* From edge to edge, and down by its margin: Firefox has no place for one without an upper edge in the top layer of a page that is written downwards. */
    inset-block: 0 calc(var(--_inset) + var(--_safe));
    justify-content: end;
    inset-inline: auto max(var(--_inset), env(safe-area-inset-right, 0px));
    z-index: var(--chat-z-index, 2147480000);
    margin: auto 0 0;
    padding: 0;
    border: 0;
    overflow: visible;
    background: none;
    color: inherit;
    pointer-events: none;
  }
  /* What is too high makes the panel lower. A share of the window and not of vh, which the zoom of a page makes longer than the window. */
  .floating {
    max-block-size: calc(100% - 2 * var(--_inset));
  }
  .start {
    align-items: start;
    inset-inline: max(var(--_inset), env(safe-area-inset-left, 0px)) auto;
  }
  .layer > * {
    pointer-events: auto;
  }
  .layer,
  .panel,
  .body,
  .messages {
    display: flex;
    flex-direction: column;
  }
  .body,
  .messages,
  .messages > :first-child,
  .title,
  .words,
  slot[name='header']::slotted(*) {
    flex: 1;
    min-inline-size: 0;
    min-block-size: 0;
  }

  .panel {
    inline-size: min(var(--chat-panel-width, 400px), calc(100vw - 2 * var(--_inset)));
    block-size: var(--chat-panel-height, 680px);
    /* The input may take a third of it. */
    container-type: size;
    overflow: hidden;
    background: var(--_surface);
    border-radius: calc(var(--_radius) * 1.25);
    box-shadow: 0 0 0 1px var(--_border), var(--_shadow);
    outline-offset: -2px;
    animation: rise var(--_slow) var(--_ease);
  }
  @keyframes rise {
    from {
      opacity: 0;
      translate: 0 12px;
    }
  }
  .inline {
    position: static;
  }
  .inline .panel {
    /* Where nothing but its content says how wide it is: a table, a row of boxes. */
    contain-intrinsic-inline-size: 20rem;
    border-radius: var(--_radius);
    border: 1px solid var(--_border);
    box-shadow: none;
    animation: none;
  }

  .header,
  .banner,
  .presence {
    display: flex;
    align-items: center;
    gap: 8px;
  }
  .header,
  .banner {
    padding: 12px 16px;
    border-block-end: 1px solid var(--_border);
  }
  .header {
    padding-inline-end: 12px;
  }
  .avatar,
  .launcher {
    display: grid;
    place-items: center;
    flex: none;
  }
  .avatar,
  .close {
    inline-size: 40px;
    block-size: 40px;
  }
  .avatar {
    margin-inline-end: 4px;
    overflow: hidden;
    border-radius: 50%;
    background: var(--_surface-2);
    color: var(--_accent-text);
    font-size: 17px;
  }
  .heading,
  .presence,
  .hello,
  .hint {
    margin: 0;
    line-height: 1.35;
    text-wrap: balance;
  }
  .heading,
  .presence {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  /* What is too long ends in its own direction, and stands at the start of the page's. */
  .heading {
    inline-size: fit-content;
    max-inline-size: 100%;
  }
  .heading,
  .hello {
    font-size: var(--_size-l);
    font-weight: 650;
  }
  .hello {
    color: var(--_text);
    font-size: calc(var(--_size) * 1.3);
  }
  .hint {
    margin-block-start: 6px;
  }

  .presence,
  .banner {
    --_tone: var(--_ok);
    font-size: var(--_size-s);
  }
  .presence {
    color: var(--_text-2);
  }
  .banner {
    padding-block: 8px;
    background: var(--_surface-2);
  }
  .presence::before,
  .banner::before {
    content: '';
    flex: none;
    inline-size: 8px;
    block-size: 8px;
    border-radius: 50%;
    background: var(--_tone);
  }
  .busy {
    --_tone: var(--_warn);
  }
  .bad {
    --_tone: var(--_danger);
  }

  .launcher {
    position: relative;
    min-inline-size: 56px;
    block-size: 56px;
    border-radius: 28px;
    background: var(--_accent);
    color: var(--_on-accent);
    font-size: 22px;
    box-shadow: var(--_shadow);
    outline-offset: 3px;
    transition: scale var(--_fast) var(--_ease);
  }
  .launcher:hover {
    scale: 1.04;
  }
  .launcher:active {
    scale: 0.95;
  }

  /* Paper has no use for a launcher. */
  @media print {
    .floating {
      display: none;
    }
  }
  @media (forced-colors: active) {
    .panel,
    .launcher {
      border: 1px solid;
    }
    .banner::before,
    .presence::before {
      background: CanvasText;
    }
  }
`;

import { css } from 'lit';

export const styles = css`
  :host {
    display: contents;
    --_inset: var(--chat-inset, 20px);
    --_launcher: 56px;
    --_safe: var(--_safe-bottom, env(safe-area-inset-bottom, 0px));
  }
  :host([display='inline']) {
    display: block;
    block-size: 100%;
    min-block-size: 20rem;
    min-inline-size: 0;
  }
  :host([display='inline']) .root {
    block-size: 100%;
    min-block-size: inherit;
  }

  /* The box over the page. As a popover it stands in the top layer; without one it is a fixed box with the highest usual z-index. */
  .layer {
    display: flex;
    flex-direction: column;
    align-items: flex-end;
    gap: 12px;
    position: fixed;
    inset: auto;
    inset-block-end: calc(var(--_inset) + var(--_safe));
    inset-inline-end: max(var(--_inset), env(safe-area-inset-right, 0px));
    z-index: var(--chat-z-index, 2147483000);
    inline-size: auto;
    block-size: auto;
    margin: 0;
    padding: 0;
    border: 0;
    overflow: visible;
    background: none;
    color: inherit;
    pointer-events: none;
  }
  .layer.start {
    align-items: flex-start;
    inset-inline: max(var(--_inset), env(safe-area-inset-left, 0px)) auto;
  }
  .layer > * {
    pointer-events: auto;
  }
  .layer::backdrop {
    display: none;
  }

  .panel {
    display: flex;
    flex-direction: column;
    inline-size: min(var(--chat-panel-width, 400px), calc(100vw - 2 * var(--_inset)));
    block-size: min(var(--chat-panel-height, 680px), calc(100vh - 2 * var(--_inset) - var(--_launcher) - 12px));
    block-size: min(var(--chat-panel-height, 680px), calc(100dvh - 2 * var(--_inset) - var(--_launcher) - 12px));
    overflow: hidden;
    background: var(--_surface);
    border-radius: calc(var(--_radius) * 1.25);
    box-shadow: 0 0 0 1px color-mix(in srgb, var(--_border) 70%, transparent), var(--_shadow);
    transform-origin: bottom right;
    outline: none;
  }
  [dir='rtl'] .end .panel,
  [dir='ltr'] .start .panel {
    transform-origin: bottom left;
  }
  .panel:focus-visible {
    outline: 2px solid var(--_accent-text);
    outline-offset: -2px;
  }
  .floating .panel {
    animation: rise var(--_slow) var(--_ease);
  }
  .fullscreen .panel {
    animation: appear var(--_slow) var(--_ease);
  }
  @keyframes rise {
    from {
      opacity: 0;
      transform: translateY(12px) scale(0.97);
    }
  }
  @keyframes appear {
    from {
      opacity: 0;
    }
  }

  .header {
    display: flex;
    align-items: center;
    gap: 8px;
    flex: none;
    min-block-size: 68px;
    padding: 12px 12px 12px 16px;
    border-block-end: 1px solid var(--_border);
  }
  [dir='rtl'] .header {
    padding: 12px 16px 12px 12px;
  }
  .avatar {
    display: grid;
    place-items: center;
    flex: none;
    inline-size: 40px;
    block-size: 40px;
    margin-inline-end: 4px;
    overflow: hidden;
    border-radius: 50%;
    background: color-mix(in srgb, var(--_accent) 12%, var(--_surface));
    color: var(--_accent-text);
    font-size: 17px;
  }
  .avatar img {
    inline-size: 100%;
    block-size: 100%;
    object-fit: cover;
  }
  .title {
    flex: 1;
    min-inline-size: 0;
  }
  slot[name='header']::slotted(*) {
    flex: 1;
    min-inline-size: 0;
  }
  .heading,
  .presence {
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
    text-align: start;
  }
  .presence {
    display: flex;
    align-items: center;
    gap: 6px;
    color: var(--_text-2);
    font-size: var(--_size-s);
    line-height: 1.35;
  }
  .presence::before {
    content: '';
    inline-size: 8px;
    block-size: 8px;
    border-radius: 50%;
    background: var(--_ok);
  }
  .close {
    inline-size: 40px;
    block-size: 40px;
  }

  .banner {
    display: flex;
    align-items: center;
    gap: 10px;
    flex: none;
    min-block-size: 36px;
    padding: 4px 8px 4px 18px;
    border-block-end: 1px solid var(--_border);
    background: var(--_surface-2);
    color: var(--_text);
    font-size: var(--_size-s);
    line-height: 1.35;
  }
  [dir='rtl'] .banner {
    padding: 4px 18px 4px 8px;
  }
  .banner.calm {
    position: absolute;
    clip-path: inset(50%);
    inline-size: 1px;
    min-block-size: 0;
    block-size: 1px;
    padding: 0;
    overflow: hidden;
  }
  .banner .words {
    flex: 1;
    min-inline-size: 0;
    font-variant-numeric: tabular-nums;
  }
  .banner .dot {
    flex: none;
    inline-size: 8px;
    block-size: 8px;
    border-radius: 50%;
    background: var(--_tone, var(--_text-2));
  }
  .good {
    --_tone: var(--_ok);
  }
  .busy {
    --_tone: var(--_warn);
  }
  .bad {
    --_tone: var(--_danger);
  }
  @media (prefers-reduced-motion: no-preference) {
    .banner.busy .dot {
      animation: breathe 1.8s ease-in-out infinite;
    }
  }
  @keyframes breathe {
    50% {
      opacity: 0.35;
    }
  }

  .body {
    display: flex;
    flex-direction: column;
    flex: 1;
    min-block-size: 0;
  }

  .messages {
    display: flex;
    flex-direction: column;
    flex: 1;
    min-block-size: 0;
  }
  .messages > :first-child {
    flex: 1;
  }

  .hello,
  .hint {
    margin: 0;
    text-wrap: balance;
  }
  .hello {
    color: var(--_text);
    font-size: calc(var(--_size) * 1.3);
    font-weight: 650;
    line-height: 1.3;
    letter-spacing: -0.015em;
  }
  .hint {
    margin-block-start: 6px;
  }

  .launcher {
    position: relative;
    display: grid;
    place-items: center;
    flex: none;
    min-inline-size: var(--_launcher);
    block-size: var(--_launcher);
    border-radius: calc(var(--_launcher) / 2);
    background: var(--_accent);
    color: var(--_on-accent);
    font-size: 22px;
    box-shadow: var(--_shadow-s), 0 8px 24px -6px var(--_shade-2);
    transition: scale var(--_fast) var(--_ease), background-color var(--_fast) var(--_ease);
  }
  .launcher:hover {
    background: color-mix(in srgb, var(--_accent) 88%, var(--_text));
  }
  .launcher:active {
    scale: 0.95;
  }
  .launcher:focus-visible {
    outline-offset: 3px;
  }
  .unread {
    position: absolute;
    inset-block-start: -4px;
    inset-inline-end: -4px;
    min-inline-size: 22px;
    padding-inline: 6px;
    border-radius: 11px;
    background: var(--_badge);
    color: #fff;
    font: 700 12px/22px var(--_font);
    font-variant-numeric: tabular-nums;
    text-align: center;
    box-shadow: 0 0 0 2px var(--_surface);
    animation: pop var(--_slow) var(--_ease);
    --_badge: #c4293d;
  }
  @keyframes pop {
    from {
      scale: 0.4;
      opacity: 0;
    }
  }

  .greeting {
    display: flex;
    align-items: flex-start;
    max-inline-size: min(300px, calc(100vw - 2 * var(--_inset)));
    background: var(--_surface);
    border-radius: var(--_radius);
    border-end-end-radius: 6px;
    box-shadow: 0 0 0 1px color-mix(in srgb, var(--_border) 70%, transparent), var(--_shadow-s), 0 10px 28px -10px var(--_shade-2);
    animation: rise var(--_slow) var(--_ease);
  }
  .start .greeting {
    border-end-end-radius: var(--_radius);
    border-end-start-radius: 6px;
  }
  .greeting .words {
    flex: 1;
    min-inline-size: 0;
    padding-block: 14px;
    padding-inline: 16px 4px;
    border-radius: inherit;
    text-align: start;
    overflow-wrap: anywhere;
  }
  .greeting .dismiss {
    flex: none;
    inline-size: 32px;
    block-size: 32px;
    margin: 8px;
    font-size: 13px;
  }

  .inline {
    position: static;
    display: block;
    block-size: 100%;
    min-block-size: inherit;
    pointer-events: auto;
  }
  .inline .panel {
    inline-size: 100%;
    block-size: 100%;
    min-block-size: inherit;
    border: 1px solid var(--_border);
    border-radius: var(--_radius);
    box-shadow: none;
  }

  .fullscreen.open {
    inset: 0;
    gap: 0;
  }
  .fullscreen.open .panel {
    inline-size: 100%;
    block-size: auto;
    flex: 1;
    border-radius: 0;
    box-shadow: none;
    padding-block: env(safe-area-inset-top, 0px) var(--_safe);
  }
  .fullscreen.open .launcher {
    display: none;
  }
  .fullscreen :is(.header, .banner, .body) {
    padding-inline: max(16px, 50% - 26rem);
  }
  .fullscreen .body {
    padding-inline: max(0px, 50% - 27rem);
  }

  /* A phone: the part of the page that can be seen, keyboard subtracted. The figures are kept by floating.ts. */
  @media (max-width: 479.98px) {
    .floating.open {
      inset: 0;
      inset-block-start: var(--_view-top, 0px);
      block-size: var(--_view-height, 100dvh);
      gap: 0;
    }
    .floating.open .panel {
      inline-size: 100%;
      block-size: 100%;
      border-radius: 0;
      box-shadow: none;
      padding-block: env(safe-area-inset-top, 0px) var(--_safe);
    }
    .floating.open .launcher {
      display: none;
    }
    .floating .panel {
      animation-name: appear;
    }
    .fullscreen.open {
      inset-block: var(--_view-top, 0px) auto;
      block-size: var(--_view-height, 100dvh);
    }
  }

  /* Paper has no use for a launcher. */
  @media print {
    .floating {
      display: none;
    }
  }

  @media (forced-colors: active) {
    .panel,
    .greeting,
    .launcher,
    .unread {
      border: 1px solid CanvasText;
    }
    .banner .dot,
    .presence::before {
      forced-color-adjust: none;
      background: CanvasText;
    }
  }
`;

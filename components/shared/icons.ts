import { html, type TemplateResult } from 'lit';

/**
 * Those of an open chat; what others need is in more-icons.ts. Hand-drawn on a 24 px grid, one path each, stroked in the colour of the text. Data, not templates, so that a bundle carries only what it uses.
 * Decoration always: the button around it has the name.
 */
export const SEND = 'M12 19V5m-6 6 6-6 6 6';
export const CLOSE = 'M6 6l12 12M18 6 6 18';
export const CHAT = 'M20 11.5c0 4.1-3.6 7.5-8 7.5-1.1 0-2.2-.2-3.2-.6L4 20l1.4-3.9A7.2 7.2 0 0 1 4 11.5C4 7.4 7.6 4 12 4s8 3.4 8 7.5Z';
export const SEARCH = 'M10.5 4a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13Zm5 11.5L20 20';
export const CHEVRON_DOWN = 'm6 9.5 6 6 6-6';
export const RETRY = 'M4.5 12a7.5 7.5 0 1 0 2.2-5.3L4.5 9m0-4.5V9H9';
export const CHECK = 'm5 12.5 4.5 4.5L19 7.5';
export const CHECKS = 'm2 12.5 4.5 4.5L15 7.5m-3.5 9.3.2.2L21 7.5';
export const CLOCK = 'M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17ZM12 7.5V12l3 2';
export const ALERT = 'M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17ZM12 8v4.5m0 3v.1';

/** `mirrored`: drawn the other way round in right-to-left text. */
export const icon = (path: string, mirrored = false): TemplateResult =>
  html`<svg class=${mirrored ? 'icon mirror' : 'icon'} viewBox="0 0 24 24" aria-hidden="true"><path d=${path}></path></svg>`;

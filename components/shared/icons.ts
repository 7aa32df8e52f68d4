import { html, type TemplateResult } from 'lit';

/**
 * Those of an open chat; what others need is in more-icons.ts. Hand-drawn on a 24 px grid, one path each, stroked in the colour of the text. Data, not templates, so that a bundle carries only what it uses.
 * Decoration always: the button around it has the name.
 */
export const SEND = 'M12 19V5m-6 6 6-6 6 6';
export const CLOSE = 'M6 6l12 12M18 6 6 18';
export const CHAT = 'M8.8 18.4A8 7.5 0 1 0 5.4 16L4 20Z';
export const SEARCH = 'M10.5 4a6.5 6.5 0 1 0 .1 0m5 11.5L20 20';
export const CHEVRON_DOWN = 'm6 9.5 6 6 6-6';
export const CHECK = 'm5 12.5 4.5 4.5L19 7.5';
export const CHECKS = 'm2 12.5 4.5 4.5L15 7.5m-3.5 9.3.2.2L21 7.5';
export const CLOCK = 'M12 3.5a8.5 8.5 0 1 0 .1 0M12 7.5V12l3 2';
export const ALERT = 'M12 3.5a8.5 8.5 0 1 0 .1 0M12 8v4.5m0 3v.1';

export const icon = (path: string): TemplateResult => html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d=${path}></path></svg>`;

import { css, html, type TemplateResult } from 'lit';

/** More icons, as icons.ts has them: for what an open chat does not load. */
/** Directional: draw it mirrored in right-to-left text. */
export const CHEVRON_START = 'M14.5 6l-6 6 6 6';
export const CHEVRON_END = 'm9.5 6 6 6-6 6';
export const ARROW_DOWN = 'M12 5v14m-6-6 6 6 6-6';
export const FILE = 'M13.5 3.5H7A1.5 1.5 0 0 0 5.5 5v14A1.5 1.5 0 0 0 7 20.5h10a1.5 1.5 0 0 0 1.5-1.5V8.5l-5-5v5h5';
export const PAPERCLIP = 'm19.5 11.5-7.6 7.6a4.6 4.6 0 0 1-6.5-6.5l8.1-8.1a3.1 3.1 0 0 1 4.4 4.4l-8.1 8.1a1.55 1.55 0 0 1-2.2-2.2l7.4-7.4';
export const PERSON = 'M12 4a3.75 3.75 0 1 0 0 7.5A3.75 3.75 0 0 0 12 4ZM4.5 20c.6-3.4 3.6-5.5 7.5-5.5s6.9 2.1 7.5 5.5';
export const DOWNLOAD = 'M12 4v11m-4.5-4.5L12 15l4.5-4.5M5 19.5h14';
export const EXPAND = 'M14 4.5h5.5V10M10 19.5H4.5V14M19.5 4.5 14 10M4.5 19.5 10 14';
export const ACTUAL_SIZE = 'M10.5 4a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13Zm5 11.5L20 20M10.5 7.75v5.5M7.75 10.5h5.5';
export const SMILE = 'M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17ZM8.3 14a4.3 4.3 0 0 0 7.4 0M9 9.4v.6m6-.6v.6';
export const TRASH = 'M5 7h14M9.5 7V4.5h5V7m-8 0 .8 12.5h9.4L17.5 7m-7 3.5v5.5m3-5.5v5.5';
export const STOP = 'M7 7h10v10H7Z';
export const AGAIN = 'M19.5 12a7.5 7.5 0 1 1-2.2-5.3L19.5 9m0-4.5V9H15';
export const MICROPHONE = 'M12 3.5a2.75 2.75 0 0 0-2.75 2.75v5.25a2.75 2.75 0 0 0 5.5 0V6.25A2.75 2.75 0 0 0 12 3.5ZM6 11.5a6 6 0 0 0 12 0m-6 6v3';
export const PLUS = 'M12 5v14M5 12h14';

export const RETRY = 'M4.5 12a7.5 7.5 0 1 0 2.2-5.3L4.5 9m0-4.5V9H9';

/** Drawn the other way round in right-to-left text, where `mirroring` is among the styles. */
export const mirroredIcon = (path: string): TemplateResult => html`<svg class="icon mirror" viewBox="0 0 24 24" aria-hidden="true"><path d=${path}></path></svg>`;
export const mirroring = css`
  [dir='rtl'] .mirror {
    transform: scaleX(-1);
  }
`;

import { unsafeCSS, type CSSResult } from 'lit';

const { CSS } = globalThis as Partial<typeof globalThis>;
const themes = CSS?.supports?.('color', 'light-dark(#000, #fff)');

/** A colour in the light and in the dark theme. Apart from the sheets, since the build does not minify a file that says unsafeCSS(). */
export const both = (light: string, dark: string): CSSResult => unsafeCSS(themes ? `light-dark(#${light},#${dark})` : `#${light}`);

/** The states of the gallery, one after the other on one page. Loaded once; each next state is a change of the hash. */
import type { Browser } from 'puppeteer-core';
import { launchChromium } from '../../helpers/chromium.js';
import { together } from '../../helpers/together.js';
import { person, type Person } from '../person.js';
import { startStack, type Stack } from '../stack.js';

export interface Gallery {
  readonly viewer: Person;
  /** Base of the demo pages. */
  readonly url: string;
  /** Resolves when the state stands. */
  show(element: string, state: string, look?: { readonly theme?: string; readonly dir?: string }): Promise<void>;
  /** Resolves when what stands has followed a change of its surroundings: observers have told of it, and what they changed is drawn. */
  settled(): Promise<void>;
  /** What stands, in the other light: that is a matter of styles alone. */
  dress(theme: string): Promise<void>;
  /** Media features beside reduced motion, which is always on: halfway there, what fades in has the colour and place of neither its beginning nor its end. */
  media(features?: Readonly<Record<string, string>>): Promise<void>;
  /** The window of this size, with text of this one. */
  resize(width: number, height: number, size?: string): Promise<void>;
  /** The same with what stands there, as on a screen that somebody zooms: resolves when that has followed. */
  zoom(width: number, height: number, size?: string): Promise<void>;
  close(): Promise<void>;
}

export const WINDOW = { width: 1100, height: 760 };

export async function openGallery(): Promise<Gallery> {
  const [stack, browser]: [Stack, Browser] = await together([startStack({ shared: true }), launchChromium()]);
  const viewer = await person(browser, WINDOW);
  const cdp = await viewer.page.createCDPSession();
  const media: Gallery['media'] = (features = {}) => cdp.send('Emulation.setEmulatedMedia', { features: Object.entries({ 'prefers-reduced-motion': 'reduce', ...features }).map(([name, value]) => ({ name, value })) });
  await media();
  const base = `${stack.url}/gallery/state.html`;
  const settled = () =>
    viewer.page.evaluate(async () => {
      for (let i = 0; i < 3; i++) await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 15)));
      for (const element of document.querySelectorAll<HTMLElement & { updateComplete?: Promise<unknown> }>('#stage *')) await element.updateComplete;
    });
  const resize: Gallery['resize'] = async (width, height, size = '') => {
    await viewer.page.setViewport({ width, height });
    await viewer.page.evaluate((value) => document.documentElement.style.setProperty('--chat-font-size', value), size);
  };
  return {
    viewer, url: stack.url, settled, media,
    async show(element, state, { theme = 'light', dir = 'ltr' } = {}) {
      const words = new URLSearchParams({ element, state, theme, dir }).toString();
      viewer.problems.length = 0;
      if (viewer.page.url().startsWith(`${base}#`)) await viewer.page.evaluate((hash) => void (location.hash = hash), words);
      else await viewer.goto(`${base}#${words}`);
      await viewer.page.waitForSelector(`html[data-ready="${words}"]`).catch((error: unknown) => {
        throw new Error(`the state never stood; the page said:\n${viewer.problems.join('\n')}`, { cause: error });
      });
    },
    dress: (theme) => viewer.page.evaluate((value) => void (document.documentElement.dataset.theme = value), theme),
    resize,
    async zoom(width, height, size) {
      await resize(width, height, size);
      await settled();
    },
    async close() {
      await browser.close();
      await stack.stop();
    },
  };
}

/** Skins as a bundler hands them on: Vite's rewrites `light-dark()` for browsers of some years ago, into two variables that it sets where a style sheet says `color-scheme`. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { Browser } from 'puppeteer-core';
import { build as bundle, type Rolldown } from 'vite';
import { filesIn, root } from '../../scripts/files.mjs';
import { launchChromium } from '../helpers/chromium.js';
import { together } from '../helpers/together.js';
import { build } from './built.js';
import { startSite, type Site } from './site.js';

let browser: Browser;
let site: Site;
let folder: string;

before(async () => {
  build();
  folder = mkdtempSync(join(tmpdir(), 'chat-elements-skins-'));
  [browser, site] = await together([launchChromium(), startSite()]);
});
after(async () => {
  await browser?.close();
  await site?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** What becomes of the skin and of the page's own sheet. */
async function bundled(skin: string, own: string): Promise<string> {
  writeFileSync(join(folder, 'own.css'), own);
  writeFileSync(join(folder, 'main.js'), `import '${join(root, skin)}'; import './own.css';`);
  const { output } = (await bundle({ root: folder, configFile: false, logLevel: 'silent', build: { write: false, rolldownOptions: { input: join(folder, 'main.js') } } })) as Rolldown.RolldownOutput;
  return output.map((file) => (file.type === 'asset' && file.fileName.endsWith('.css') ? String(file.source) : '')).join('');
}

/** The colours of what stands in such a page. */
async function looks(css: string, dark: boolean): Promise<unknown> {
  site.pages['/'] = { html: `<!doctype html><html lang="en"><meta charset="utf-8"><title>Skins</title><style>${css}</style><script type="module" src="/dist/chat-elements.js"></script><chat-widget open heading="Support"></chat-widget></html>` };
  const page = await browser.newPage();
  await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: dark ? 'dark' : 'light' }]);
  await page.goto(`${site.origin}/`);
  await page.waitForFunction(() => document.querySelector('chat-widget')?.shadowRoot?.querySelector('chat-composer')?.shadowRoot?.querySelector('textarea'));
  const seen = await page.evaluate(() => {
    const { shadowRoot } = document.querySelector('chat-widget')!;
    const of = (selector: string) => {
      const { backgroundColor, color, borderTopColor } = getComputedStyle(shadowRoot!.querySelector(selector)!);
      return [backgroundColor, color, borderTopColor];
    };
    return ['.launcher', '.panel', '.header'].map(of);
  });
  await page.close();
  return seen;
}

describe('a skin in a bundle of Vite', () => {
  for (const [says, own, dark] of [['no color-scheme, on a dark desktop', '', true], ['that it is dark', ':root { color-scheme: dark }', false], ['that it is both, on a dark desktop', ':root { color-scheme: light dark }', true], ['that the chat is dark', 'chat-widget { color-scheme: dark }', false]] as const)
    for (const path of filesIn('dist/skins', '.css'))
      it(`${path} looks as it was written, in a page that says ${says}`, async () => {
        const [written, made] = [`@import url("/${path}"); ${own}`, await bundled(path, own)];
        const expected = await looks(written, dark);
        assert.deepEqual(await looks(made, dark), expected);
      });
});

/** A real chat with the reference server, to see what it loads: the count in scripts/sizes.mjs has to be of the same files. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import type { Browser } from 'puppeteer-core';
import { startParty, type Party } from '../../demo/server/start.mjs';
import { openChat, record } from '../../scripts/sizes.mjs';
import { launchChromium } from '../helpers/chromium.js';
import { build } from './built.js';
import { startSite, type Site } from './site.js';

let browser: Browser;
let site: Site;
let party: Party;

before(async () => {
  build();
  [browser, site, party] = await Promise.all([launchChromium(), startSite(), startParty({ assistant: false })]);
});

after(async () => {
  await browser?.close();
  await site?.close();
  await party?.dispose();
});

const scripts: [name: string, html: string, files: () => string[]][] = [
  ['the snippet', '<script async src="/dist/embed.js" data-url="URL" data-heading="Support"></script>', () => ['dist/embed.js', ...openChat(record(), 'dist/chat-widget.js')]],
  ['a script tag', '<script type="module" src="/dist/chat-elements.js"></script><chat-widget url="URL"></chat-widget>', () => openChat(record(), 'dist/chat-elements.js')],
];

describe('an open chat on party', () => {
  for (const [name, html, files] of scripts)
    it(`through ${name} loads no file that is not counted, and works`, async () => {
      const page = await (await browser.createBrowserContext()).newPage();
      const problems: string[] = [];
      page.on('pageerror', (error) => problems.push(String(error)));
      page.on('console', (message) => ['warn', 'error'].includes(message.type()) && problems.push(message.text()));
      site.pages['/'] = {
        html: `<!doctype html><html lang="en"><head><title>Shop</title></head><body>${html.replace('URL', party.url)}</body></html>`,
        csp: `default-src 'none'; script-src ${site.origin}; connect-src ${party.url} ${party.url.replace(/^http/, 'ws')}; img-src blob: data:; require-trusted-types-for 'script'; trusted-types lit-html`,
      };
      site.asked.length = 0;
      await page.goto(site.origin, { waitUntil: 'load' });
      await (await page.waitForSelector('::-p-aria([name="Open chat"][role="button"])', { timeout: 20_000 }))?.click();
      await page.waitForSelector('::-p-aria([name="Message"][role="textbox"])', { timeout: 20_000 });
      await page.keyboard.type('Where is my teapot?');
      await page.keyboard.press('Enter');
      // Confirmed by the server, so the connection, the codec and the outbox were all at work.
      await page.waitForFunction(() => {
        const { messages } = document.querySelector('chat-widget') as unknown as { messages: { text: string; status?: string }[] };
        return messages.some(({ text, status }) => text === 'Where is my teapot?' && status !== undefined && status !== 'pending');
      }, { timeout: 20_000 });
      await wait(500);
      const counted = files();
      const loaded = [...new Set(site.asked.filter((path) => path.startsWith('/dist/')).map((path) => path.slice(1)))].sort();
      assert.deepEqual(loaded.filter((path) => !counted.includes(path)), []);
      assert.deepEqual(problems, []);
      await page.browserContext().close();
    });
});

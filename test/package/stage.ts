/** What a test needs that opens a real chat with the files that ship: a browser, a site with them, and the reference server. */
import { after, before } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import type { Browser } from 'puppeteer-core';
import { startParty, type Party } from '../../demo/server/start.mjs';
import { launchChromium } from '../helpers/chromium.js';
import { together } from '../helpers/together.js';
import { build, fileOf } from './built.js';
import { startSite, type Site } from './site.js';

export interface Stage {
  browser: Browser;
  site: Site;
  party: Party;
}

/** For all tests of a file; filled before the first of them, and cleared away after the last. */
export function onStage(): Stage {
  const stage = {} as Stage;
  before(async () => {
    build();
    [stage.browser, stage.site, stage.party] = await together([launchChromium(), startSite(), startParty({ assistant: false })]);
  });
  after(async () => {
    await stage.browser?.close();
    await stage.site?.close();
    await stage.party?.dispose();
  });
  return stage;
}

/** How long a test waits for what a page does. Milliseconds. */
export const PATIENCE = 20_000;

/** In the page: long waits pass fifty times as fast. */
function hurry(): void {
  const { setTimeout } = window;
  window.setTimeout = ((fn: TimerHandler, ms = 0, ...more: unknown[]) => setTimeout(fn, ms < 5000 ? ms : ms / 50, ...more)) as typeof window.setTimeout;
}

/**
 * A page of its own with this in its body, in which the file of a module is refused until `site.refuse` is taken back. `asked`: until it was asked for so often;
 * `faults`: what nobody caught.
 */
export async function openWithout({ browser, site }: Stage, module: string, body: string, lang = 'en') {
  const file = fileOf(module);
  const page = await (await browser.createBrowserContext()).newPage();
  await page.evaluateOnNewDocument(hurry);
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(String(error)));
  site.asked.length = 0;
  site.refuse = new RegExp(file.replace(/\W/g, '\\$&'));
  site.pages['/'] = { html: `<!doctype html><html lang="${lang}"><title>Shop</title><body>${body}</body></html>` };
  await page.goto(site.origin);
  const asked = async (times = 1): Promise<void> => {
    for (const end = Date.now() + PATIENCE; site.asked.filter((path) => path === `/dist/${file}`).length < times && Date.now() < end; ) await wait(20);
  };
  return { page, asked, faults };
}

/** An open chat in a conversation of the reference server, from the snippet. */
export const chatIn = ({ party }: Stage, room: string, attributes = ''): string => `<script async src="/dist/embed.js" data-url="${party.url}" data-conversation="${room}" data-open ${attributes}></script>`;

/** What a test needs that opens a real chat with the files that ship: a browser, a site with them, and the reference server. */
import { after, before } from 'node:test';
import type { Browser } from 'puppeteer-core';
import { startParty, type Party } from '../../demo/server/start.mjs';
import { launchChromium } from '../helpers/chromium.js';
import { build } from './built.js';
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
    [stage.browser, stage.site, stage.party] = await Promise.all([launchChromium(), startSite(), startParty({ assistant: false })]);
  });
  after(async () => {
    await stage.browser?.close();
    await stage.site?.close();
    await stage.party?.dispose();
  });
  return stage;
}

/** In the page: long waits pass fifty times as fast. */
export function hurry(): void {
  const { setTimeout } = window;
  window.setTimeout = ((fn: TimerHandler, ms = 0, ...more: unknown[]) => setTimeout(fn, ms < 5000 ? ms : ms / 50, ...more)) as typeof window.setTimeout;
}

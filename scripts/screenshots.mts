/**
 * `npm run screenshots`: every state of every element, light and dark, left to right and right to left, on a phone and on a desktop, into screenshots/
 * (which git ignores). `--only chat-widget,agent-inbox` takes some elements, `--docs` makes the pictures of the README instead.
 */
import { mkdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'puppeteer-core';
import { LIVE, STATES } from '../demo/gallery/states.js';
import { person } from '../test/e2e/person.js';
import { startStack } from '../test/e2e/stack.js';
import { launchChromium } from '../test/helpers/chromium.js';
import { argumentsOf } from './arguments.mjs';
import { root } from './files.mjs';

const SIZES = { phone: { width: 390, height: 844, isMobile: true, hasTouch: true, deviceScaleFactor: 2 }, desktop: { width: 1280, height: 800 } };
const { options } = argumentsOf(process.argv.slice(2)) as { options: Record<string, string[] | undefined> };

const [stack, browser] = await Promise.all([startStack(), launchChromium({ args: ['--hide-scrollbars'] })]);
try {
  if (options.docs) await docs();
  else await states();
} finally {
  await browser.close();
  await stack.stop();
}

async function states(): Promise<void> {
  const folder = join(root, 'screenshots');
  const wanted = STATES.filter(({ element, state }) => !LIVE.has(`${element}/${state}`) && (!options.only || options.only.some((names) => names.split(',').includes(element))));
  const jobs = wanted.flatMap((one) => ['light', 'dark'].flatMap((theme) => [{ dir: 'ltr', lang: 'en' }, { dir: 'rtl', lang: 'ar' }].map((page) => ({ ...one, theme, ...page }))));
  for (const element of new Set(wanted.map((one) => one.element))) {
    rmSync(join(folder, element), { recursive: true, force: true });
    mkdirSync(join(folder, element), { recursive: true });
  }
  // One page per size, side by side: two cores are what most machines have at least.
  await Promise.all(
    Object.entries(SIZES).map(async ([size, viewport]) => {
      // A window of its own: a tab in the background is not painted, and its picture would be waited for in vain.
      const page = await (await browser.createBrowserContext()).newPage();
      await page.setViewport(viewport);
      await page.emulateMediaFeatures([{ name: 'prefers-reduced-motion', value: 'reduce' }]);
      for (const { element, state, theme, dir, lang } of jobs) {
        await show(page, new URLSearchParams({ element, state, theme, dir, lang }).toString());
        await page.screenshot({ path: join(folder, element, `${state}-${size}-${theme}-${dir}.png`) });
      }
    }),
  );
  console.log(`${jobs.length * 2} pictures in screenshots/.`);
}

async function show(page: Page, words: string): Promise<void> {
  const base = `${stack.url}/gallery/state.html`;
  const changed = page.url().startsWith(`${base}#`) && (await page.evaluate((hash) => ((location.hash = hash), true), words).catch(() => false));
  // Also where a page was reloaded under our hands, which Vite does when its socket was cut.
  if (!changed) await page.goto(`${base}#${words}`);
  await page.waitForSelector(`html[data-ready="${words}"]`);
}

/** A visitor and the team at work, on the real pages. */
async function docs(): Promise<void> {
  const folder = join(root, 'docs/images');
  mkdirSync(folder, { recursive: true });
  const sam = await person(browser, { width: 1280, height: 800 });
  await sam.goto(`${stack.url}/inbox/`);
  await sam.sees(/Connected/);
  const anna = await person(browser, { width: 1280, height: 860 });
  await anna.goto(stack.url);
  await anna.press('Open chat');
  await anna.say('Hello! Is the blue teapot still to be had?');
  await sam.sees(/still to be had/);
  await sam.pressWith('still to be had');
  await sam.say('Good morning! Two of them are left on the shelf.');
  await sam.say('Shall I keep one for you until Saturday?');
  await anna.reads(/Shall I keep/);
  await anna.say('Yes please. Does it go into the dishwasher?');
  await sam.reads(/dishwasher/);
  await sam.type('It does. The colour stays fresher by hand');
  await anna.sees(/Sam is typing/);
  await anna.reads(/dishwasher.*, Read$/);
  for (const [name, one] of [['shop', anna], ['inbox', sam]] as const) {
    // One more frame, for what was just being drawn.
    await new Promise((resolve) => setTimeout(resolve, 400));
    const path = join(folder, `${name}.png`) as `${string}.png`;
    await one.page.screenshot({ path });
    console.log(`docs/images/${name}.png ${Math.round(statSync(path).size / 1000)} kB`);
  }
}

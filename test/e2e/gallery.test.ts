/** Every state of every element, light and dark, left to right and right to left: nothing in the console, nothing that axe finds. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { after, before, describe, it } from 'node:test';
import type { AxeResults } from 'axe-core';
import type { Browser } from 'puppeteer-core';
import { LIVE, STATES } from '../../demo/gallery/states.js';
import { launchChromium } from '../helpers/chromium.js';
import { person, type Person } from './person.js';
import { startStack, type Stack } from './stack.js';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const LOOKS = [['light', 'ltr'], ['dark', 'rtl'], ['light', 'rtl'], ['dark', 'ltr']] as const; // prettier-ignore

let stack: Stack;
let browser: Browser;
let viewer: Person;

before(async () => {
  [stack, browser] = await Promise.all([startStack(), launchChromium()]);
  viewer = await person(browser, { width: 1100, height: 760 });
  // Nothing fades in: halfway there, a colour has the contrast of neither its beginning nor its end.
  await viewer.page.emulateMediaFeatures([{ name: 'prefers-reduced-motion', value: 'reduce' }]);
});
after(async () => {
  await browser?.close();
  await stack?.stop();
});

async function show(query: Record<string, string>): Promise<void> {
  const words = new URLSearchParams(query).toString();
  viewer.problems.length = 0;
  const base = `${stack.url}/gallery/state.html`;
  // One load, then a change of the hash per state.
  if (viewer.page.url().startsWith(`${base}#`)) await viewer.page.evaluate((hash) => void (location.hash = hash), words);
  else await viewer.goto(`${base}#${words}`);
  await viewer.page.waitForSelector(`html[data-ready="${words}"]`).catch((error: unknown) => {
    throw new Error(`the state never stood; the page said:\n${viewer.problems.join('\n')}`, { cause: error });
  });
}

async function check(): Promise<string[]> {
  // Through the debugger, which the page's policy does not hold back.
  if (!(await viewer.page.evaluate(() => 'axe' in window))) await viewer.page.evaluate(AXE);
  const { violations } = await viewer.page.evaluate(
    async (tags) => (window as unknown as { axe: { run(context: Document, options: unknown): Promise<AxeResults> } }).axe.run(document, { runOnly: tags, resultTypes: ['violations'] }),
    TAGS,
  );
  return violations.flatMap(({ id, help, nodes }) => nodes.map((node) => `${id}: ${help}\n  ${node.target.flat().join(' ')}\n  ${node.html.slice(0, 200)}\n  ${[...node.any, ...node.all, ...node.none].map(({ message }) => message).join('; ')}`));
}

describe('every state of every element', () => {
  for (const { element, state } of STATES) {
    if (LIVE.has(`${element}/${state}`)) continue;
    it(`${element}: ${state}`, { timeout: 60_000 }, async () => {
      for (const [theme, dir] of LOOKS) {
        await show({ element, state, theme, dir });
        assert.deepEqual(await check(), [], `${theme}, ${dir}`);
        // The state without a url is there to show how that is said.
        viewer.untroubled(state === 'without-url' ? /no-url|url/ : undefined);
      }
    });
  }

  it('would be told of what axe finds', { timeout: 30_000 }, async () => {
    await show({ element: 'connection-badge', state: 'connected', theme: 'light', dir: 'ltr' });
    await viewer.page.evaluate(() => document.querySelector('connection-badge')!.shadowRoot!.querySelector('[part=base]')!.append(document.createElement('button')));
    assert.match((await check()).join('\n'), /^button-name/m);
  });

  it('names each state once', () => {
    const names = STATES.map(({ element, state }) => `${element}/${state}`);
    assert.deepEqual(names, [...new Set(names)]);
  });
});

describe('the gallery itself', () => {
  it('is accessible, and its settings reach the element', { timeout: 60_000 }, async () => {
    viewer.problems.length = 0;
    await viewer.goto(`${stack.url}/gallery/#connection-badge/connected`);
    await viewer.page.waitForSelector('iframe');
    const frame = await (await viewer.page.waitForSelector('iframe'))!.contentFrame();
    await frame.waitForSelector('html[data-ready]');
    await (await viewer.find('checkbox', 'compact')).click();
    await frame.waitForSelector('connection-badge[compact]');
    assert.deepEqual(await check(), []);
    viewer.untroubled();
  });
});

describe('the other pages', () => {
  for (const path of ['/', '/delivery/', '/inbox/', '/plain/', '/playground/', '/studio/']) {
    it(`${path} is accessible, light and dark`, { timeout: 60_000 }, async () => {
      for (const value of ['light', 'dark']) {
        await viewer.page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value }, { name: 'prefers-reduced-motion', value: 'reduce' }]);
        await viewer.goto(stack.url + path);
        await viewer.page.waitForFunction(() => [...document.querySelectorAll('chat-widget, agent-inbox, pre button, pre + button, button + pre, [data-ready] .contrast')].length > 0);
        assert.deepEqual(await check(), [], value);
      }
    });
  }
});

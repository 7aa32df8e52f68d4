/** Every state of every element, light and dark, left to right and right to left: nothing in the console, nothing that axe finds. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { after, before, describe, it } from 'node:test';
import type { AxeResults } from 'axe-core';
import { LIVE, STATES } from '../../../demo/gallery/states.js';
import { openGallery, type Gallery } from './gallery.js';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
/** What colours decide; everything else is the same in the dark. */
const COLOURS = ['color-contrast', 'link-in-text-block'];

let gallery: Gallery;
let viewer: Gallery['viewer'];

before(async () => {
  gallery = await openGallery();
  ({ viewer } = gallery);
});
after(() => gallery?.close());

async function check(only: { readonly type: 'tag' | 'rule'; readonly values: readonly string[] } = { type: 'tag', values: TAGS }): Promise<string[]> {
  // Through the debugger, which the page's policy does not hold back.
  if (!(await viewer.page.evaluate(() => 'axe' in window))) await viewer.page.evaluate(AXE);
  const { violations } = await viewer.page.evaluate(
    async (runOnly) => (window as unknown as { axe: { run(context: Document, options: unknown): Promise<AxeResults> } }).axe.run(document, { runOnly, resultTypes: ['violations'] }),
    only,
  );
  return violations.flatMap(({ id, help, nodes }) => nodes.map((node) => `${id}: ${help}\n  ${node.target.flat().join(' ')}\n  ${node.html.slice(0, 200)}\n  ${[...node.any, ...node.all, ...node.none].map(({ message }) => message).join('; ')}`));
}

describe('every state of every element', () => {
  for (const { element, state } of STATES) {
    if (LIVE.has(`${element}/${state}`)) continue;
    it(`${element}: ${state}`, { timeout: 60_000 }, async () => {
      for (const [dir, theme, other] of [['ltr', 'light', 'dark'], ['rtl', 'dark', 'light']] as const) {
        await gallery.show(element, state, { theme, dir });
        assert.deepEqual(await check(), [], `${theme}, ${dir}`);
        await gallery.dress(other);
        assert.deepEqual(await check({ type: 'rule', values: COLOURS }), [], `${other}, ${dir}`);
        // The state without a url is there to show how that is said.
        viewer.untroubled(state === 'without-url' ? /no-url|url/ : undefined);
      }
    });
  }

  it('would be told of what axe finds', { timeout: 30_000 }, async () => {
    await gallery.show('connection-badge', 'connected');
    await viewer.page.evaluate(() => {
      const faint = Object.assign(document.createElement('p'), { textContent: 'A word for the night' });
      faint.style.color = '#222';
      document.querySelector('#stage')!.append(faint);
      document.querySelector('connection-badge')!.shadowRoot!.querySelector('[part=base]')!.append(document.createElement('button'));
    });
    const found = (await check()).join('\n');
    assert.match(found, /^button-name/m);
    assert.doesNotMatch(found, /^color-contrast/m);
    await gallery.dress('dark');
    assert.match((await check({ type: 'rule', values: COLOURS })).join('\n'), /^color-contrast/m);
  });

  it('names each state once', () => {
    const names = STATES.map(({ element, state }) => `${element}/${state}`);
    assert.deepEqual(names, [...new Set(names)]);
  });
});

describe('the gallery itself', () => {
  it('is accessible, and its settings reach the element', { timeout: 60_000 }, async () => {
    viewer.problems.length = 0;
    await viewer.goto(`${gallery.url}/gallery/#connection-badge/connected`);
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
        await viewer.goto(gallery.url + path);
        await viewer.page.waitForFunction(() => [...document.querySelectorAll('chat-widget, agent-inbox, pre button, pre + button, button + pre, [data-ready] .contrast')].length > 0);
        assert.deepEqual(await check(), [], value);
      }
    });
  }
});

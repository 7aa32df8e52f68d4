/**
 * Every state of every element. Each is drawn twice, left to right and right to left, and looked at in every way while it stands:
 * light and dark (nothing in the console, nothing that axe finds); zoomed to 400 %, and with text twice as large (WCAG 1.4.10 and 1.4.4: a window of 1280 by 1024 is then one of 320 by 256);
 * in Windows high contrast, as Chromium imitates it (the focus can be seen wherever Tab takes it, words are not of the colour of their ground, what is on looks different from what is off);
 * and for the parts and custom properties of the manifest.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { LIVE, STATES } from '../../../demo/gallery/states.js';
import { root } from '../../../scripts/files.mjs';
import { CONTRACT } from '../../package/contract-names.js';
import { axe } from './axe.js';
import { ALIKE, FOCUS, UNREADABLE, WATCH_FOCUS } from './forced-colors.js';
import { WINDOW, openGallery, type Gallery } from './gallery.js';
import { effectiveTokens, partsOnPage } from './parts.js';
import { HEIGHTS, REACHED, TOO_WIDE } from './zoom.js';

interface Named {
  readonly name: string;
}
const manifest = JSON.parse(readFileSync(join(root, 'custom-elements.json'), 'utf8')) as { modules: { declarations: { tagName: string; cssParts?: Named[]; cssProperties?: Named[] }[] }[] };
const declared = manifest.modules.flatMap(({ declarations }) => declarations);
const parts = declared.flatMap(({ tagName, cssParts = [] }) => cssParts.map(({ name }) => `${tagName}::part(${name})`));
const tokens = new Map(declared.map(({ tagName, cssProperties = [] }) => [tagName, cssProperties.map(({ name }) => name)]));
const havers = (token: string) => [...tokens.keys()].filter((tag) => tokens.get(tag)!.includes(token));
/** These each element has to have a use for itself. It has all of the shared ones besides; a typing indicator has no use for the colour of what failed. */
const isOwn = (tag: string, token: string) => havers(token).length === 1 || CONTRACT[tag]?.cssProperties?.includes(token) === true;

/** Stops of Tab that are looked at in a state; some have a hundred of the same kind. */
const STOPS = 24;
/** As many at a time, before it is asked whether the last one has passed. */
const STRIDE = 6;

/** What all states together show. */
const shown = { states: 0, parts: new Set<string>(), unknown: new Set<string>(), used: new Set<string>() };
const idle = (tag: string) => tokens.get(tag)?.filter((token) => !(isOwn(tag, token) ? shown.used.has(`${tag} ${token}`) : havers(token).some((other) => shown.used.has(`${other} ${token}`)))) ?? [];

let gallery: Gallery;
let viewer: Gallery['viewer'];
const ask = <T>(question: string) => viewer.page.evaluate(question) as Promise<T>;

before(async () => {
  gallery = await openGallery();
  ({ viewer } = gallery);
});
after(() => gallery?.close());

interface Found {
  readonly accessible: string[];
  readonly zoomed: string[];
  readonly forced: Set<string>;
}

async function inForcedColours({ forced }: Found): Promise<void> {
  await gallery.media({ 'forced-colors': 'active' });
  await gallery.zoom(900, WINDOW.height);
  if (!(await viewer.page.evaluate(() => matchMedia('(forced-colors: active)').matches))) forced.add('the page has no forced colours');
  for (const one of await ask<string[]>(UNREADABLE)) forced.add(`cannot be read: ${one}`);
  for (const one of await ask<string[]>(ALIKE)) forced.add(`looks the same on and off: ${one}`);
  await ask(WATCH_FOCUS);
  let stops: ({ where: string; seen: boolean } | null)[] = [];
  while (stops.length < STOPS && !stops.includes(null)) {
    for (let i = 0; i < STRIDE; i++) await viewer.page.keyboard.press('Tab');
    const before = stops.length;
    stops = await ask('window.stops');
    assert.equal(stops.length, before + STRIDE, 'each Tab was seen');
  }
  for (const focus of stops.slice(0, stops.includes(null) ? stops.indexOf(null) : STOPS)) if (!focus!.seen) forced.add(`no focus to be seen on ${focus!.where}`);
  await gallery.media();
}

async function forDesigners(element: string): Promise<void> {
  shown.states++;
  const { matched, named } = await viewer.page.evaluate(partsOnPage, parts);
  matched.forEach((one) => shown.parts.add(one));
  named.filter((one) => !parts.includes(one)).forEach((one) => shown.unknown.add(one));
  const open = idle(element);
  if (open.length > 0) for (const token of await viewer.page.evaluate(effectiveTokens, element, open)) shown.used.add(`${element} ${token}`);
}

const states = STATES.filter(({ element, state }) => !LIVE.has(`${element}/${state}`));
const LOOKS = [['ltr', 'light', 'dark'], ['rtl', 'dark', 'light']] as const; // prettier-ignore
const SIZES = [['320 pixels wide', 320, 640, ''], ['text twice as large', 640, 800, '30px']] as const; // prettier-ignore

for (const { element, state } of states) {
  describe(`${element}: ${state}`, () => {
    const found: Found = { accessible: [], zoomed: [], forced: new Set() };

    before(async () => {
      for (const [dir, theme, other] of LOOKS) {
        await gallery.resize(WINDOW.width, WINDOW.height);
        await gallery.show(element, state, { theme, dir });
        for (const one of await axe(viewer.page)) found.accessible.push(`${theme}, ${dir}: ${one}`);
        await gallery.dress(other);
        for (const one of await axe(viewer.page, { colours: true })) found.accessible.push(`${other}, ${dir}: ${one}`);
        if (dir === 'ltr') await forDesigners(element);
        for (const [name, width, height, size] of SIZES) {
          await gallery.zoom(width, height, size);
          for (const one of await ask<string[]>(TOO_WIDE)) found.zoomed.push(`${dir}, ${name}: ${one}`);
        }
        if (dir === 'ltr') await inForcedColours(found);
        // The state without a url is there to show how that is said.
        for (const problem of viewer.problems) if (state !== 'without-url' || !/no-url|url/.test(problem)) found.accessible.push(`${dir}: ${problem}`);
      }
    }, { timeout: 120_000 }); // prettier-ignore

    it('is accessible, light and dark, left to right and right to left, and says nothing in the console', () => assert.deepEqual(found.accessible, []));

    it('has all of it in 320 pixels, as at 400 % zoom, and with text twice as large', () => assert.deepEqual(found.zoomed, []));

    it('shows focus, words and what is on in forced colours', () => assert.deepEqual([...found.forced], []));
  });
}

describe('all states together', () => {
  it('are each there once', () => {
    const names = STATES.map(({ element, state }) => `${element}/${state}`);
    assert.deepEqual(names, [...new Set(names)]);
    assert.equal(shown.states, states.length);
  });

  it('have the parts of the manifest, and no others, through every shadow root that has them', () => {
    assert.deepEqual([...shown.unknown], [], 'not in the JSDoc');
    assert.deepEqual(parts.filter((one) => !shown.parts.has(one)), [], 'no state of the gallery shows them');
  });

  it('have a use for every custom property: the contract’s in the widget, an element’s own in it, and the shared ones wherever there is use for them', () => {
    assert.ok([...tokens].flatMap(([tag, list]) => list.filter((token) => isOwn(tag, token))).length > 15);
    assert.deepEqual([...tokens.keys()].flatMap((tag) => idle(tag).map((token) => `${tag} ${token}`)), [], 'set, they change nothing in any state of the gallery');
  });
});

describe('a window of 320 by 256 pixels', () => {
  it('has room for messages, the input and the way out', { timeout: 60_000 }, async () => {
    await viewer.page.setViewport({ width: 320, height: 256 });
    await viewer.page.goto('about:blank');
    await gallery.show('chat-widget', 'few');
    const { window: low, input, send, close, list } = await ask<Record<'input' | 'send' | 'close' | 'list', { top: number; bottom: number; height: number }> & { window: number }>(HEIGHTS);
    for (const [what, box] of Object.entries({ input, send, close })) assert.ok(box.top >= 0 && box.bottom <= low, `${what}: ${JSON.stringify(box)} of ${low}`);
    assert.ok(list.height >= 60, `the messages have ${list.height} pixels`);
  });

  it('keeps some of the messages beside an answer with a file and several lines, and all of it can be scrolled to', { timeout: 60_000 }, async () => {
    await viewer.page.setViewport({ width: 320, height: 256 });
    await viewer.page.goto('about:blank');
    await gallery.show('chat-widget', 'tools');
    await ask(`(async () => {
      const widget = document.querySelector('chat-widget');
      const composer = widget.shadowRoot.querySelector('chat-composer');
      await composer.about('reply', widget.messages.at(-1));
      widget.draft = 'one\\n\\ntwo\\n\\nthree';
      await widget.updateComplete;
      await composer.updateComplete;
    })()`);
    const found = await ask<{ list: number; controls: string[]; outside: string[] }>(REACHED);
    assert.ok(found.list >= 60, `the messages have ${found.list} pixels`);
    assert.ok(found.controls.length >= 7, `looked at ${found.controls.join(', ')}`);
    assert.deepEqual(found.outside, []);
  });

  it('would be told of what does not fit', { timeout: 60_000 }, async () => {
    await viewer.page.evaluate(() => {
      const button = Object.assign(document.createElement('button'), { textContent: 'x' });
      Object.assign(button.style, { position: 'absolute', left: '300px', width: '60px' });
      const words = Object.assign(document.createElement('div'), { textContent: 'a text that is longer than its box' });
      Object.assign(words.style, { width: '100px', overflow: 'hidden', whiteSpace: 'nowrap' });
      document.querySelector('#stage')!.append(button, words);
    });
    assert.match((await ask<string[]>(TOO_WIDE)).join('\n'), /outside of the window: page button[^]*cut off by \d+: page div/);
  });
});

describe('whoever looks at all that', () => {
  before(() => gallery.resize(WINDOW.width, WINDOW.height));

  it('would be told of what axe finds', { timeout: 30_000 }, async () => {
    await gallery.show('connection-badge', 'connected');
    await viewer.page.evaluate(() => {
      const faint = Object.assign(document.createElement('p'), { textContent: 'A word for the night' });
      faint.style.color = '#222';
      document.querySelector('#stage')!.append(faint);
      document.querySelector('connection-badge')!.shadowRoot!.querySelector('[part=base]')!.append(document.createElement('button'));
    });
    const found = (await axe(viewer.page)).join('\n');
    assert.match(found, /^button-name/m);
    assert.doesNotMatch(found, /^color-contrast/m);
    await gallery.dress('dark');
    assert.match((await axe(viewer.page, { colours: true })).join('\n'), /^color-contrast/m);
  });

  it('would be told of words that cannot be read, of a focus that cannot be seen, of states that look alike', { timeout: 60_000 }, async () => {
    await gallery.media({ 'forced-colors': 'active' });
    await gallery.show('chat-widget', 'closed');
    await viewer.page.evaluate(() => {
      const words = Object.assign(document.createElement('p'), { textContent: 'white on white' });
      words.style.color = 'Canvas';
      const on = Object.assign(document.createElement('button'), { textContent: 'a', className: 'x', ariaPressed: 'true' });
      const off = Object.assign(document.createElement('button'), { textContent: 'b', className: 'x', ariaPressed: 'false' });
      off.style.outline = on.style.outline = 'none';
      document.querySelector('#stage')!.prepend(on, off, words);
    });
    assert.match((await ask<string[]>(UNREADABLE)).join(), /white on white/);
    assert.match((await ask<string[]>(ALIKE)).join(), /aria-pressed/);
    await viewer.page.evaluate(() => document.querySelector<HTMLElement>('#stage > .x')!.focus());
    await ask(WATCH_FOCUS);
    await viewer.page.keyboard.press('Tab');
    for (const focus of [await ask<{ seen: boolean }>(FOCUS), ...(await ask<{ where: string; seen: boolean }[]>('window.stops'))]) assert.equal(focus.seen, false);
    await gallery.media();
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
    assert.deepEqual(await axe(viewer.page), []);
    viewer.untroubled();
  });

  it('shows on a phone what was chosen, which stands below the list there', { timeout: 60_000 }, async () => {
    await gallery.resize(390, 844);
    await viewer.goto(`${gallery.url}/gallery/#chat-widget/few`);
    await (await viewer.find('link', 'Somebody is writing')).click();
    await viewer.page.waitForFunction(() => {
      // Nothing may throw here, or nobody looks again: a frame that loads has no element at first.
      const frame = document.querySelector('iframe')!;
      const { top } = frame.getBoundingClientRect();
      return frame.contentDocument?.documentElement?.dataset['ready'] && /state=typing/.test(frame.src) && top >= 0 && top < innerHeight / 2;
    });
    await gallery.resize(WINDOW.width, WINDOW.height);
  });
});

describe('the other pages', () => {
  for (const path of ['/', '/delivery/', '/inbox/', '/plain/', '/playground/', '/studio/']) {
    it(`${path} is accessible, light and dark`, { timeout: 60_000 }, async () => {
      await gallery.media({ 'prefers-color-scheme': 'light' });
      await viewer.goto(gallery.url + path);
      await viewer.page.waitForFunction(() => [...document.querySelectorAll('chat-widget, agent-inbox, pre button, pre + button, button + pre, [data-ready] .contrast')].length > 0);
      assert.deepEqual(await axe(viewer.page), [], 'light');
      await gallery.media({ 'prefers-color-scheme': 'dark' });
      await gallery.settled();
      assert.deepEqual(await axe(viewer.page, { colours: true }), [], 'dark');
    });
  }
});

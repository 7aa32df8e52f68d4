/** Windows high contrast, as Chromium imitates it: in every state the focus can be seen wherever Tab takes it, words are not of the colour of their ground, and what is on looks different from what is off. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { LIVE, STATES } from '../../../demo/gallery/states.js';
import { openGallery, type Gallery } from './gallery.js';

/** Stops of Tab that are looked at in a state; some have a hundred of the same kind. */
const STOPS = 24;

let gallery: Gallery;
let viewer: Gallery['viewer'];

before(async () => {
  gallery = await openGallery({ width: 900, features: { 'forced-colors': 'active' } });
  ({ viewer } = gallery);
});
after(() => gallery?.close());

// Strings, since functions inside functions do not travel to the page.

/** What has the focus, and whether it, or what is drawn around it, has an outline. A box that lights up as a whole does so by its border. */
const FOCUS = `(() => {
  let active = document.activeElement;
  while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement;
  if (!active || active === document.body) return null;
  const where = (active.getRootNode().host?.localName ?? 'page') + ' ' + active.localName + (active.getAttribute('class') ? '.' + active.getAttribute('class').trim().split(/\\s+/).join('.') : '') + ' ' + (active.getAttribute('aria-label') ?? active.textContent ?? '').trim().slice(0, 40);
  // Inputs of type radio are drawn by their label, a text box by the box around it.
  let seen = false;
  for (let node = active, i = 0; node instanceof Element && i < 4 && !seen; node = node.parentElement, i++) {
    const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(node);
    seen = outlineStyle === 'auto' || (outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2) || boxShadow !== 'none';
  }
  return { where, seen };
})()`;

/** Words in the colour of their own ground. The plate behind them is Canvas, unless an element says that it sees to its colours itself. */
const UNREADABLE = `(() => {
  const probe = document.body.appendChild(document.createElement('i'));
  const canvas = ((probe.style.color = 'Canvas'), getComputedStyle(probe).color);
  probe.remove();
  const found = [];
  const look = (root) => {
    for (const element of root.querySelectorAll('*')) {
      if (element.shadowRoot) look(element.shadowRoot);
      const own = [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
      if (!own || !element.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true }) || element.closest('.sr-only, svg, style')) continue;
      const { color, forcedColorAdjust } = getComputedStyle(element);
      if (color === canvas && forcedColorAdjust !== 'none') found.push((element.getRootNode().host?.localName ?? 'page') + ' ' + element.localName + '.' + element.className + ' ' + element.textContent.trim().slice(0, 40));
    }
  };
  look(document);
  return found;
})()`;

/** Things that are on (pressed, chosen, current) and look like their neighbours that are off. */
const ALIKE = `(() => {
  const found = [];
  const looks = (element) => {
    const parts = [element, element.closest('label') ?? element, element.querySelector('.icon') ?? element];
    return parts.map((one) => { const s = getComputedStyle(one); return [s.outlineStyle, s.outlineColor, s.outlineWidth, s.borderTopColor, s.borderTopWidth, s.borderInlineStartWidth, s.borderBlockEndColor, s.backgroundColor, s.color, s.fontWeight, s.fill, s.opacity, s.filter].join(); }).join('|');
  };
  const look = (root) => {
    for (const element of root.querySelectorAll('*')) if (element.shadowRoot) look(element.shadowRoot);
    for (const on of root.querySelectorAll('[aria-pressed=true], [aria-selected=true], [aria-current]')) {
      const name = ['aria-pressed', 'aria-selected', 'aria-current'].find((one) => on.hasAttribute(one));
      const off = [...root.querySelectorAll(on.localName)].find((one) => one !== on && one.className.split(' ')[0] === on.className.split(' ')[0] && one.parentElement.closest('[role]') === on.parentElement.closest('[role]') && (one.getAttribute(name) ?? 'false') === 'false');
      if (off && on.checkVisibility() && looks(on) === looks(off)) found.push((root.host?.localName ?? 'page') + ' ' + on.localName + '.' + on.className + ' ' + name);
    }
  };
  look(document);
  return found;
})()`;

describe('forced colours', () => {
  it('are what the page has', { timeout: 60_000 }, async () => {
    await gallery.show('chat-widget', 'few');
    assert.equal(await viewer.page.evaluate(() => matchMedia('(forced-colors: active)').matches), true);
  });

  for (const element of new Set(STATES.map((one) => one.element))) {
    it(`${element}: focus, words and states can be seen in every state`, { timeout: 300_000 }, async () => {
      const problems = new Set<string>();
      for (const { state } of STATES.filter((one) => one.element === element && !LIVE.has(`${one.element}/${one.state}`))) {
        await gallery.show(element, state);
        for (const one of (await viewer.page.evaluate(UNREADABLE)) as string[]) problems.add(`${state}: cannot be read: ${one}`);
        for (const one of (await viewer.page.evaluate(ALIKE)) as string[]) problems.add(`${state}: looks the same on and off: ${one}`);
        for (let i = 0; i < STOPS; i++) {
          await viewer.page.keyboard.press('Tab');
          const focus = (await viewer.page.evaluate(FOCUS)) as { where: string; seen: boolean } | null;
          if (!focus) break;
          if (!focus.seen) problems.add(`${state}: no focus to be seen on ${focus.where}`);
        }
      }
      assert.deepEqual([...problems], []);
    });
  }

  it('would be told of words that cannot be read, of a focus that cannot be seen, of states that look alike', { timeout: 60_000 }, async () => {
    await gallery.show('chat-widget', 'closed');
    await viewer.page.evaluate(() => {
      const words = Object.assign(document.createElement('p'), { textContent: 'white on white' });
      words.style.color = 'Canvas';
      const on = Object.assign(document.createElement('button'), { textContent: 'a', className: 'x', ariaPressed: 'true' });
      const off = Object.assign(document.createElement('button'), { textContent: 'b', className: 'x', ariaPressed: 'false' });
      off.style.outline = on.style.outline = 'none';
      document.querySelector('#stage')!.prepend(on, off, words);
    });
    assert.match(((await viewer.page.evaluate(UNREADABLE)) as string[]).join(), /white on white/);
    assert.match(((await viewer.page.evaluate(ALIKE)) as string[]).join(), /aria-pressed/);
    await viewer.page.evaluate(() => document.querySelector<HTMLElement>('#stage > .x')!.focus());
    assert.equal(((await viewer.page.evaluate(FOCUS)) as { seen: boolean }).seen, false);
  });
});

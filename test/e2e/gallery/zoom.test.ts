/**
 * WCAG 1.4.10 and 1.4.4 in every state of every element: at 400 % zoom a window of 1280 by 1024 is one of 320 by 256 CSS pixels, and with text twice as large everything is still there.
 * Nothing is scrolled sideways but what has two dimensions of its own (tables, code, cards side by side), nothing is cut off, every control can be reached.
 */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { LIVE, STATES } from '../../../demo/gallery/states.js';
import { openGallery, type Gallery } from './gallery.js';

let gallery: Gallery;
let viewer: Gallery['viewer'];

before(async () => {
  gallery = await openGallery({ width: 320, height: 640 });
  ({ viewer } = gallery);
});
after(() => gallery?.close());

/** What may be wider than its place: it has two dimensions, or says that it goes on (an ellipsis, a rail with buttons). A string, since functions inside functions do not travel. */
const FIND = `(() => {
  const wide = '.table, pre, code, .rail, textarea, input, .sr-only, .skeleton, [hidden], progress, .levels, .wave, .emoji-grid';
  const found = [];
  const say = (element, what) => found.push(what + ': ' + (element.getRootNode().host?.localName ?? 'page') + ' ' + element.localName + (element.className && typeof element.className === 'string' ? '.' + element.className.trim().split(/\\s+/).join('.') : '') + ' ' + (element.textContent ?? '').trim().slice(0, 40));
  const inside = (element, selector) => { for (let node = element; node; node = node.parentElement ?? node.getRootNode().host) if (node.matches?.(selector)) return true; return false; };
  const look = (root) => {
    for (const element of root.querySelectorAll('*')) {
      if (element.shadowRoot) look(element.shadowRoot);
      if (!element.checkVisibility?.({ checkOpacity: true, checkVisibilityCSS: true }) || inside(element, wide)) continue;
      const style = getComputedStyle(element);
      const box = element.getBoundingClientRect();
      if (box.width < 2 || box.height < 2 || element.closest('svg')) continue;
      const over = element.scrollWidth - element.clientWidth;
      if (style.display !== 'inline' && over > 1 && /auto|scroll/.test(style.overflowX)) say(element, 'scrolls sideways by ' + over);
      if (style.display !== 'inline' && over > 1 && /hidden|clip/.test(style.overflowX) && style.textOverflow !== 'ellipsis' && style.webkitLineClamp === 'none' && !element.matches('.bubble')) say(element, 'cut off by ' + over);
      if (element.matches('button, a[href], textarea, input, select, summary, [tabindex="0"]') && (box.left < -1 || box.right > innerWidth + 1)) say(element, 'outside of the window');
    }
  };
  const page = document.scrollingElement;
  if (page.scrollWidth > innerWidth) found.push('the page scrolls sideways by ' + (page.scrollWidth - innerWidth));
  look(document);
  return found;
})()`;

/** Where the widget's parts are, in a window as low as this. */
const HEIGHTS = `(() => {
  const widget = document.querySelector('chat-widget');
  const at = (element) => { const { top, bottom, height } = element.getBoundingClientRect(); return { top, bottom, height }; };
  const composer = widget.shadowRoot.querySelector('chat-composer').shadowRoot;
  return { window: innerHeight, input: at(composer.querySelector('textarea')), send: at(composer.querySelector('[part=send]')), close: at(widget.shadowRoot.querySelector('[part=close]')), list: at(widget.shadowRoot.querySelector('message-list')) };
})()`;

const states = STATES.filter(({ element, state }) => !LIVE.has(`${element}/${state}`));

const SIZES = [
  ['320 pixels wide', 320, 640, ''],
  ['text twice as large', 640, 800, '30px'],
] as const; // prettier-ignore

describe('320 pixels wide, as at 400 % zoom, and with text twice as large', () => {
  for (const element of new Set(states.map((one) => one.element))) {
    it(`${element} has all of it, in every state`, { timeout: 240_000 }, async () => {
      for (const { state } of states.filter((one) => one.element === element)) {
        for (const dir of ['ltr', 'rtl']) {
          // Drawn once, and looked at in both: as on a screen that somebody zooms.
          for (const [i, [name, width, height, size]] of SIZES.entries()) {
            await viewer.page.setViewport({ width, height });
            if (i === 0) await gallery.show(element, state, { dir });
            await viewer.page.evaluate((value) => document.documentElement.style.setProperty('--chat-font-size', value), size);
            if (i > 0) await gallery.settled();
            assert.deepEqual(await viewer.page.evaluate(FIND), [], `${state}, ${dir}, ${name}`);
          }
        }
      }
    });
  }
});

describe('a window of 320 by 256 pixels', () => {
  it('has room for messages, the input and the way out', { timeout: 60_000 }, async () => {
    await viewer.page.setViewport({ width: 320, height: 256 });
    await viewer.page.goto('about:blank');
    await gallery.show('chat-widget', 'few');
    const { window: low, input, send, close, list } = (await viewer.page.evaluate(HEIGHTS)) as Record<'input' | 'send' | 'close' | 'list', { top: number; bottom: number; height: number }> & { window: number };
    for (const [what, box] of Object.entries({ input, send, close })) assert.ok(box.top >= 0 && box.bottom <= low, `${what}: ${JSON.stringify(box)} of ${low}`);
    assert.ok(list.height >= 60, `the messages have ${list.height} pixels`);
  });

  it('would be told of what does not fit', { timeout: 60_000 }, async () => {
    await viewer.page.evaluate(() => {
      const button = Object.assign(document.createElement('button'), { textContent: 'x' });
      Object.assign(button.style, { position: 'absolute', left: '300px', width: '60px' });
      const words = Object.assign(document.createElement('div'), { textContent: 'a text that is longer than its box' });
      Object.assign(words.style, { width: '100px', overflow: 'hidden', whiteSpace: 'nowrap' });
      document.querySelector('#stage')!.append(button, words);
    });
    assert.match(((await viewer.page.evaluate(FIND)) as string[]).join('\n'), /outside of the window: page button[^]*cut off by \d+: page div/);
  });
});

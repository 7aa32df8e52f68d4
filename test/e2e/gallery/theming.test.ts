/** What designers are promised, in the gallery's states: every part and custom property of the manifest does something, and the skins keep to them and can be read. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { LIVE, STATES } from '../../../demo/gallery/states.js';
import { SKINS } from '../../../demo/gallery/themes.js';
import { filesIn, root } from '../../../scripts/files.mjs';
import { CONTRACT } from '../../package/contract-names.js';
import { openGallery, type Gallery } from './gallery.js';

interface Named {
  readonly name: string;
}
const manifest = JSON.parse(readFileSync(join(root, 'custom-elements.json'), 'utf8')) as { modules: { declarations: { tagName: string; cssParts?: Named[]; cssProperties?: Named[] }[] }[] };
const elements = manifest.modules.flatMap(({ declarations }) => declarations);
const names = (list: Named[] = []) => list.map(({ name }) => name);
const parts = new Map(elements.map((one) => [one.tagName, names(one.cssParts)]));
const tokens = new Map(elements.map((one) => [one.tagName, names(one.cssProperties)]));

let gallery: Gallery;
let viewer: Gallery['viewer'];

/** What all states together show; each is drawn once for it. */
const shown = { parts: new Set<string>(), unknown: new Set<string>(), idle: new Set([...tokens].flatMap(([tag, list]) => list.map((token) => `${tag} ${token}`))) };

before(async () => {
  gallery = await openGallery();
  ({ viewer } = gallery);
  const wanted = [...parts].flatMap(([tag, list]) => list.map((part) => `${tag}::part(${part})`));
  for (const { element, state } of STATES) {
    if (LIVE.has(`${element}/${state}`)) continue;
    await gallery.show(element, state);
    const seen = await viewer.page.evaluate(partsOnPage, wanted);
    seen.matched.forEach((one) => shown.parts.add(one));
    seen.named.filter((one) => !wanted.includes(one)).forEach((one) => shown.unknown.add(one));
    const open = [...shown.idle].filter((one) => one.startsWith(`${element} `)).map((one) => one.split(' ')[1]!);
    if (open.length > 0) for (const token of await viewer.page.evaluate(effectiveTokens, element, open)) shown.idle.delete(`${element} ${token}`);
  }
}, { timeout: 400_000 });
after(() => gallery?.close());

describe('parts', () => {
  it('are there under the names of the manifest, and no others, through every shadow root that has them', () => {
    assert.deepEqual([...shown.unknown], [], 'not in the JSDoc');
    const wanted = [...parts].flatMap(([tag, list]) => list.map((part) => `${tag}::part(${part})`));
    assert.deepEqual(wanted.filter((one) => !shown.parts.has(one)), [], 'no state of the gallery shows them');
  });
});

describe('custom properties', () => {
  it('change what is drawn: the contract’s in the widget, an element’s own in it, and the shared ones wherever there is use for them', () => {
    const own = new Set([...tokens].flatMap(([tag, list]) => list.filter((token) => [...tokens.values()].filter((other) => other.includes(token)).length === 1 || CONTRACT[tag]?.cssProperties?.includes(token)).map((token) => `${tag} ${token}`)));
    assert.ok(own.size > 15);
    // An element has all of the shared ones; a typing indicator has no use for the colour of what failed.
    const idle = [...shown.idle].filter((one) => own.has(one) || [...tokens.keys()].every((tag) => !tokens.get(tag)!.includes(one.split(' ')[1]!) || shown.idle.has(`${tag} ${one.split(' ')[1]}`)));
    assert.deepEqual(idle, [], 'set, they change nothing in any state of the gallery');
  });
});

/** Where most of what there is to read stands. */
const READ = ['chat-widget/failed', 'chat-widget/connection-failed', 'chat-widget/pre-chat', 'chat-widget/unread', 'chat-widget/tools', 'chat-widget/search', 'chat-widget/scrolled', 'chat-widget/answers', 'chat-widget/cards', 'message-list/markdown', 'message-list/parts',
  'chat-composer/attachments', 'audio-player/playing', 'typing-indicator/preview', 'connection-badge/failed', 'agent-inbox/open', 'connection-inspector/unfolded']; // prettier-ignore

describe('skins', () => {
  it('are the ones that the gallery and package.json offer', () => {
    const files = filesIn('skins', '.css').map((path: string) => path.slice('skins/'.length, -'.css'.length));
    assert.deepEqual([...SKINS].sort(), files);
    const { exports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { exports: Record<string, unknown> };
    assert.deepEqual(files.filter((name: string) => exports[`./skins/${name}.css`] !== `./dist/skins/${name}.css`), []);
  });

  for (const skin of SKINS) {
    it(`${skin} uses nothing but public properties and parts`, () => assert.deepEqual(foreign(readFileSync(join(root, 'skins', `${skin}.css`), 'utf8')), []));

    it(`${skin} is small`, () => assert.ok(readFileSync(join(root, 'skins', `${skin}.css`)).length < 3_000));
  }

  it('would be told of anything else', () => {
    const wrong = `chat-widget .bubble { color: red } chat-widget { --_accent: red; padding: 0 } message-list::part(launcher) { color: var(--mine) } p::part(base) { color: red }`;
    assert.deepEqual(foreign(wrong), ['selector chat-widget .bubble', '--_accent on chat-widget', 'padding on chat-widget', '<message-list> has no part launcher', 'var(--mine)', 'selector p::part(base)']);
  });

  it('can be read, and so can what comes without one, light and dark', { timeout: 300_000 }, async () => {
    const faint = new Set<string>();
    for (const one of READ) {
      const [element, state] = one.split('/') as [string, string];
      await gallery.show(element, state);
      // Each look is put on what stands there: a state is drawn once.
      for (const skin of ['', ...SKINS]) {
        const looks = await viewer.page.evaluate(async (skin) => {
          const { measure, pageColour } = (await import('/studio/contrast.ts' as string)) as typeof import('../../../demo/studio/contrast.js');
          const { wear } = (await import('/gallery/skin.ts' as string)) as typeof import('../../../demo/gallery/skin.js');
          await wear(skin);
          const there = document.querySelector<HTMLLinkElement>('#skin')?.sheet?.cssRules.length ?? 0;
          return ['light', 'dark'].map((theme) => {
            document.documentElement.dataset.theme = theme;
            const stage = document.querySelector('#stage')!;
            // What floats over a page and lets it shine through has to be read over any; the others are drawn on the page.
            const grounds = stage.className === 'page' ? ['#ffffff', '#000000'] : [pageColour(document)];
            return { theme, there, measured: grounds.flatMap((ground) => measure(stage, ground).filter(({ parts }) => parts.length > 0)) };
          });
        }, skin);
        for (const { theme, there, measured } of looks) {
          assert.equal(there > 0, skin !== '', `the skin ${skin} is on`);
          assert.ok(measured.length > 0, `${one} has nothing to read`);
          for (const { kind, what, parts: place, colour, ground, ratio, needs } of measured) {
            // The promise of that skin, for what is said; the inbox has badges and initials besides.
            const due = skin === 'high-contrast' && needs === 4.5 && element !== 'agent-inbox' ? 7 : needs;
            if (ratio < due - 0.005) faint.add(`${skin || 'no skin'}, ${one}, ${theme}: ${kind} “${what}” in ${place[0]}, ${colour} on ${ground}, ${ratio.toFixed(2)}:1`);
          }
        }
      }
    }
    assert.deepEqual([...faint], []);
  });
});

/** What a sheet uses that is not public. */
function foreign(css: string): string[] {
  const found: string[] = [];
  const own = new Set([...tokens.values()].flat());
  const bare = css.replace(/\/\*[\s\S]*?\*\//g, '').replace(/@media[^{]+\{((?:[^{}]*\{[^{}]*\})*)\s*\}/g, '$1');
  for (const [, head, body] of bare.matchAll(/([^{}]+)\{([^{}]*)\}/g)) {
    const selectors = head!.trim().split(/,(?![^(]*\))/).map((one) => one.trim());
    for (const selector of selectors) {
      const [, list, single, part] = /^(?::where\(([^)]*)\)|([\w-]+))(?:::part\(([\w-]+)\))?$/.exec(selector) ?? [];
      const tags = (list ?? single ?? '').split(',').map((tag) => tag.trim());
      if (!tags.every((tag) => parts.has(tag))) found.push(`selector ${selector}`);
      else if (part) found.push(...tags.filter((tag) => !parts.get(tag)!.includes(part)).map((tag) => `<${tag}> has no part ${part}`));
      else for (const [, name] of body!.matchAll(/(?:^|;)\s*([\w-]+)\s*:/g)) if (name !== 'color-scheme' && !own.has(name!)) found.push(`${name} on ${selector}`);
    }
    for (const [whole, name] of body!.matchAll(/var\((--[\w-]+)/g)) if (!own.has(name!)) found.push(`${whole})`);
  }
  return found;
}

/** In the page: which of these properties change anything that is computed inside the element. */
function effectiveTokens(tag: string, list: string[]): string[] {
  const element = document.querySelector<HTMLElement>(tag)!;
  const look = ['color', 'backgroundColor', 'borderTopColor', 'borderTopLeftRadius', 'fontFamily', 'fontSize', 'boxShadow', 'width', 'height', 'maxHeight', 'zIndex', 'insetBlockEnd', 'insetInlineEnd', 'flexBasis', 'stroke', 'fill', 'outlineColor', 'accentColor'] as const;
  const all: Element[] = [];
  const roots: ParentNode[] = [element.shadowRoot!];
  for (let next = roots.shift(); next; next = roots.shift()) {
    for (const one of next.querySelectorAll('*')) {
      all.push(one);
      if (one.shadowRoot) roots.push(one.shadowRoot);
    }
  }
  // No function of its own in here: tsx would mark it with a helper that pages do not have.
  let before = '';
  const found: string[] = [];
  for (const token of ['', ...list]) {
    const value = /font-size|radius|width|height|inset/.test(token) ? '37px' : token.endsWith('font') ? 'monospace' : /shadow/.test(token) ? '1px 2px 3px rgb(1, 2, 3)' : /z-index/.test(token) ? '77' : 'rgb(1, 2, 3)';
    if (token) element.style.setProperty(token, value);
    let drawn = '';
    for (const one of all) {
      for (const pseudo of [undefined, '::before', '::after', '::placeholder']) {
        const style = getComputedStyle(one, pseudo);
        if (pseudo && pseudo !== '::placeholder' && style.content === 'none') continue;
        for (const name of look) drawn += `${style[name]};`;
      }
    }
    element.style.removeProperty(token || '--none');
    if (token && drawn !== before) found.push(token);
    if (!token) before = drawn;
  }
  return found;
}

/** In the page: a sheet of the page's own reaches an element through each of these selectors. Every one sets a property of its own, which is not inherited. */
function partsOnPage(selectors: string[]): { matched: string[]; named: string[] } {
  const page = window as unknown as { probes?: boolean };
  if (!page.probes) {
    selectors.forEach((_, i) => CSS.registerProperty({ name: `--probe-${i}`, syntax: '*', inherits: false }));
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(selectors.map((selector, i) => `${selector} { --probe-${i}: 1 }`).join('\n'));
    document.adoptedStyleSheets = [sheet];
    page.probes = true;
  }
  const matched = new Set<string>();
  const named = new Set<string>();
  const roots: ParentNode[] = [document];
  for (let next = roots.shift(); next; next = roots.shift()) {
    for (const element of next.querySelectorAll('*')) {
      if (element.shadowRoot) roots.push(element.shadowRoot);
      const host = element.getRootNode() instanceof ShadowRoot ? (element.getRootNode() as ShadowRoot).host : undefined;
      const own = element.getAttribute('part');
      if (!own || !host) continue;
      for (const part of own.split(' ').filter(Boolean)) named.add(`${host.localName}::part(${part})`);
      const style = getComputedStyle(element);
      selectors.forEach((selector, i) => {
        if (style.getPropertyValue(`--probe-${i}`).trim() === '1') matched.add(selector);
      });
    }
  }
  return { matched: [...matched], named: [...named] };
}

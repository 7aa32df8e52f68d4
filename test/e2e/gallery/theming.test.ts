/** What designers are promised of the skins: they keep to the parts and custom properties of the manifest, and can be read. That each of these does something is in states.test.ts. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { SKINS } from '../../../demo/gallery/themes.js';
import { filesIn, root } from '../../../scripts/files.mjs';
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

before(async () => {
  gallery = await openGallery();
  ({ viewer } = gallery);
});
after(() => gallery?.close());

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

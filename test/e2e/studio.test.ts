/** The theme studio, as somebody uses it who makes a chat look like their shop. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { Browser, ElementHandle, Frame } from 'puppeteer-core';
import { root } from '../../scripts/files.mjs';
import { launchChromium } from '../helpers/chromium.js';
import { together } from '../helpers/together.js';
import { person, until, type Person } from './person.js';
import { startStack, type Stack } from './stack.js';

const manifest = JSON.parse(readFileSync(join(root, 'custom-elements.json'), 'utf8')) as { modules: { declarations: { tagName: string; cssProperties?: { name: string }[] }[] }[] };
const tokens = manifest.modules.flatMap(({ declarations }) => declarations).find(({ tagName }) => tagName === 'chat-widget')!.cssProperties!.map(({ name }) => name);

let stack: Stack;
let browser: Browser;
let designer: Person;

before(async () => {
  [stack, browser] = await together([startStack({ shared: true }), launchChromium()]);
});
after(async () => {
  await browser?.close();
  await stack?.stop();
});

async function open(hash = ''): Promise<void> {
  if (designer) await designer.page.close();
  designer = await person(browser, { width: 1400, height: 900 });
  await designer.page.emulateMediaFeatures([{ name: 'prefers-reduced-motion', value: 'reduce' }]);
  await designer.goto(`${stack.url}/studio/${hash}`);
  await designer.page.waitForSelector('html[data-ready]');
  await designer.sees(/can be read|cannot be read/);
}

/** The page in one theme. */
async function frame(theme: 'light' | 'dark'): Promise<Frame> {
  return (await (await designer.page.$(`iframe.${theme}`))!.contentFrame())!;
}
const drawn = async (theme: 'light' | 'dark', part: string, property: string): Promise<string> =>
  (await frame(theme)).evaluate(
    (part, property) => {
      const found = document.querySelector('chat-widget')!.shadowRoot!.querySelector(`[part~=${part}]`)!;
      return getComputedStyle(found).getPropertyValue(property);
    },
    part,
    property,
  );
async function write(name: string, text: string): Promise<void> {
  const field = (await designer.find('textbox', name)) as ElementHandle<HTMLInputElement>;
  await field.evaluate((one) => {
    one.focus();
    one.select();
  });
  await designer.page.keyboard.type(text);
  await designer.page.keyboard.press('Tab');
}
const css = (): Promise<string> => designer.page.$eval('#css', (one) => one.textContent!);
const contrast = (): Promise<string> => designer.page.$eval('.contrast', (one) => one.textContent!.replace(/\s+/g, ' ').trim());

describe('the theme studio', () => {
  it('has a control for every property of the manifest, with what it is now', { timeout: 90_000 }, async () => {
    await open();
    const fields = await designer.page.$$eval('.token input[type=text]', (all) => all.map((one) => [one.getAttribute('aria-label') ?? (one as HTMLInputElement).labels![0]!.textContent!.trim(), (one as HTMLInputElement).value] as const));
    const names = new Set(fields.map(([name]) => name.replace(/, (light|dark)$/, '')));
    assert.deepEqual([...names].sort(), tokens.map((name) => name.replace('--chat-', '')).sort());
    const now = Object.fromEntries(fields) as Record<string, string>;
    assert.equal(now['accent, light'], '#4549d1');
    assert.equal(now['accent, dark'], '#5a5fe0');
    assert.equal(now['radius'], '16px');
    assert.deepEqual(fields.filter(([name, value]) => !value && name !== 'font'), []);
    designer.untroubled();
  });

  it('changes both themes live, and hands out what it did as CSS and as a link', { timeout: 90_000 }, async () => {
    await open();
    await write('accent, light', '#22409e');
    await until(async () => (await drawn('light', 'launcher', 'background-color')) === 'rgb(34, 64, 158)', () => 'the light page has not changed');
    assert.equal(await drawn('dark', 'launcher', 'background-color'), 'rgb(90, 95, 224)', 'the other side stays as it was');
    await write('accent, dark', 'rebeccapurple');
    await write('radius', '4px');
    await until(async () => (await drawn('dark', 'launcher', 'background-color')) === 'rgb(102, 51, 153)', () => 'the dark page has not changed');
    await until(async () => /--chat-radius: 4px;/.test(await css()), () => 'the CSS has not followed');
    assert.match(await css(), /chat-widget,[\s\S]*\{\n {2}--chat-accent: light-dark\(#22409e, rebeccapurple\);\n {2}--chat-radius: 4px;\n\}/);
    assert.match(await css(), /^\/\*.*a sheet of the page has to say its color-scheme/, 'or bundlers make nothing of two colours');

    // Whoever gets the link sees the same.
    const link = new URL(designer.page.url()).hash;
    const wanted = await css();
    await open(link);
    assert.equal(await css(), wanted);
    assert.equal(await drawn('light', 'launcher', 'background-color'), 'rgb(34, 64, 158)');
    designer.untroubled();
  });

  it('says in words which pair cannot be read, with the measured ratio, until it can', { timeout: 90_000 }, async () => {
    await open();
    assert.match(await contrast(), /All of it can be read: the faintest text has \d+\.\d\d:1\./);
    await write('text-2, light', '#999999');
    await until(async () => /cannot be read well/.test(await contrast()), () => 'no warning');
    // #999 on #fff has 2.849:1.
    assert.match(await contrast(), /2\.84:1, 4\.5:1 is needed: text-2 on surface, light\./);
    await write('text-2, light', '#595959');
    await until(async () => /All of it can be read/.test(await contrast()), () => 'the warning stayed');
  });

  it('refuses what is no value, and says so', { timeout: 90_000 }, async () => {
    await open('#accent=red%7D%20body%7Bdisplay%3Anone&radius=12px');
    assert.doesNotMatch(await css(), /accent|display|color-scheme/);
    assert.match(await css(), /--chat-radius: 12px/);
    await write('accent, light', 'blurple');
    await designer.sees(/Not a colour/);
    assert.doesNotMatch(await css(), /accent/);
    assert.equal(await (await designer.find('textbox', 'accent, light')).evaluate((one) => one.getAttribute('aria-invalid')), 'true');
  });

  it('starts from a skin, turns round, copies with a word, and goes back to how it comes', { timeout: 90_000 }, async () => {
    await open();
    await designer.page.browserContext().overridePermissions(stack.url, ['clipboard-read', 'clipboard-write', 'clipboard-sanitized-write']);
    await (await designer.find('radio', 'terminal')).evaluate((one) => (one as HTMLElement).click());
    await until(async () => (await drawn('light', 'panel', 'background-color')) === 'rgb(7, 16, 11)', () => 'the skin is not on');
    await write('accent, light', '#ffcc00');
    await until(async () => /On top of chat-elements\/skins\/terminal\.css/.test(await css()), () => 'the CSS does not name the skin');
    await (await designer.find('radio', 'RTL')).evaluate((one) => (one as HTMLElement).click());
    await until(async () => (await (await frame('dark')).evaluate(() => document.dir)) === 'rtl', () => 'it did not turn');
    await designer.press('Copy');
    await designer.sees(/^Copied\.$/m);
    assert.equal(await designer.page.evaluate(() => navigator.clipboard.readText()), await css());

    await designer.press('Reset');
    await until(async () => (await drawn('light', 'panel', 'background-color')) === 'rgb(255, 255, 255)', () => 'the skin stayed');
    assert.doesNotMatch(new URL(designer.page.url()).hash, /accent|skin/);
    designer.untroubled();
  });

  it('answers who tries the chat in it', { timeout: 90_000 }, async () => {
    await open('#view=light');
    const light = await frame('light');
    const input = (await light.waitForSelector('::-p-aria(Message[role="textbox"])'))!;
    await input.type('And in this colour?');
    await input.press('Enter');
    await until(
      async () => (await light.evaluate(() => document.querySelector('chat-widget')!.messages.map(({ text }) => text).join('\n'))).includes('that reads well'),
      () => 'nobody answered',
    );
    designer.untroubled();
  });
});

/** A part of an open chat that does not come when it is first needed: it comes later, and whoever pressed for it is told meanwhile. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import type { Page } from 'puppeteer-core';
import { fresh, PartyClient } from '../helpers/party-client.js';
import { fileOf } from './built.js';
import { hurry, onStage } from './stage.js';

const PATIENCE = 20_000;
const stage = onStage();

/** A part of an open chat that is needed for the first time. */
interface Feature {
  readonly module: string;
  readonly attributes?: string;
  /** How many messages there are before. */
  readonly before?: number;
  /** What somebody of the team says. */
  readonly parts?: readonly object[];
  /** What the person does. */
  readonly act?: (page: Page) => Promise<unknown>;
  /** And then. Default: the same. */
  readonly again?: (page: Page) => Promise<unknown>;
  /** What they are told meanwhile. */
  readonly told?: string;
  /** It is there. */
  readonly seen: string;
}

const press = (name: string) => async (page: Page) => (await page.waitForSelector(`::-p-aria([name="${name}"][role="button"])`, { timeout: PATIENCE }))!.click();

const FEATURES: Readonly<Record<string, Feature>> = {
  'a picture': { module: 'components/message-list/parts.ts', parts: [{ type: 'image', url: 'https://shop.example/a.png', width: 60, height: 60 }], seen: 'chat-widget >>> img.picture' },
  'a card': { module: 'components/message-list/cards.ts', parts: [{ type: 'card', title: 'Teapot' }], seen: 'chat-widget >>> .card' },
  'a link': { module: 'components/message-list/rich.ts', parts: [{ type: 'text', text: 'See https://shop.example/a' }], seen: 'chat-widget >>> .bubble a' },
  'a recording': { module: 'components/chat-composer/voice.ts', attributes: 'data-voice', act: press('Record voice message'), told: 'Connection failed', seen: 'chat-widget >>> .voice .bar' },
  'a search': { module: 'components/chat-widget/search.ts', act: press('Search messages'), told: 'Connection failed', seen: 'chat-widget >>> .finder input' },
  'an answer to a message': {
    module: 'components/chat-composer/about.ts',
    act: async (page) => {
      await (await page.waitForSelector('chat-widget >>> .message', { timeout: PATIENCE }))!.hover();
      await press('Reply')(page);
    },
    told: 'Connection failed',
    seen: 'chat-widget >>> .about',
  },
  'older messages': {
    module: 'src/session/older.ts',
    before: 60,
    act: (page) =>
      page.waitForFunction(() => {
        const box = document.querySelector('chat-widget')!.shadowRoot!.querySelector('message-list')?.shadowRoot!.querySelector('.scroll');
        if (box) box.scrollTop = -box.scrollHeight;
        return box && box.scrollHeight > 2000;
      }),
    told: 'Earlier messages could not be loaded',
    again: (page) => page.click('chat-widget >>> .top button'),
    seen: '::-p-text(First of all)',
  },
};

describe('a part that does not come when it is needed', () => {
  for (const [what, { module, attributes = '', before = 1, parts, act, again = act, told, seen }] of Object.entries(FEATURES))
    it(`comes later: ${what}`, { timeout: 90_000 }, async () => {
      const file = fileOf(module);
      const { site, party } = stage;
      const room = fresh('room');
      const ann = await PartyClient.open({ url: party.url, room, user: { id: 'ann', role: 'agent', name: 'Ann' }, subscribe: [{ c: room }] });
      for (let i = 1; i <= before; i++) await ann.saysAndWaits(i > 1 ? `Message ${i}` : 'First of all');
      const page = await (await stage.browser.createBrowserContext()).newPage();
      await page.evaluateOnNewDocument(hurry);
      const faults: string[] = [];
      page.on('pageerror', (error) => faults.push(String(error)));
      site.asked.length = 0;
      site.refuse = new RegExp(file.replace(/\W/g, '\\$&'));
      site.pages['/'] = { html: `<!doctype html><html lang="en"><title>Shop</title><body><script async src="/dist/embed.js" data-url="${party.url}" data-conversation="${room}" data-open ${attributes}></script></body></html>` };
      await page.goto(site.origin);
      await page.waitForFunction(() => document.querySelector('chat-widget')?.shadowRoot!.querySelector('message-list')?.shadowRoot!.querySelector('.message'), { timeout: PATIENCE });
      if (parts) ann.command('message', { parts });
      await act?.(page);
      for (const end = Date.now() + PATIENCE; !site.asked.some((path) => path === `/dist/${file}`) && Date.now() < end; ) await wait(20);
      if (told) await page.waitForSelector(`::-p-text(${told})`, { timeout: PATIENCE });
      site.refuse = undefined;
      // A press is not repeated by itself.
      const comes = page.waitForSelector(seen, { timeout: PATIENCE });
      while (told && again && !(await Promise.race([comes, wait(500)]))) await Promise.race([comes, again(page).catch(() => undefined)]);
      await comes;
      assert.deepEqual(faults, []);
      await page.browserContext().close();
      await ann.leave();
    });

  it('comes later: what shows messages that the page brings itself', { timeout: 90_000 }, async () => {
    const { site } = stage;
    const file = fileOf('components/chat-widget/feeding.ts');
    const page = await (await stage.browser.createBrowserContext()).newPage();
    await page.evaluateOnNewDocument(hurry);
    site.asked.length = 0;
    site.refuse = new RegExp(file.replace(/\W/g, '\\$&'));
    site.pages['/'] = { html: '<!doctype html><html lang="en"><title>Shop</title><body><chat-widget display="inline"></chat-widget><script type="module" src="/dist/chat-elements.js"></script></body></html>' };
    await page.goto(site.origin);
    await page.waitForFunction(() => customElements.get('chat-widget'));
    await page.evaluate(() => document.querySelector('chat-widget')!.addMessage({ text: 'Brought by the page' }));
    for (const end = Date.now() + PATIENCE; !site.asked.some((path) => path === `/dist/${file}`) && Date.now() < end; ) await wait(20);
    site.refuse = undefined;
    await page.waitForSelector('::-p-text(Brought by the page)', { timeout: PATIENCE });
    await page.browserContext().close();
  });
});

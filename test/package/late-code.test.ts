/** A part of an open chat that does not come when it is first needed: it comes later, and whoever pressed for it is told meanwhile. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import type { Page } from 'puppeteer-core';
import { fresh, PartyClient } from '../helpers/party-client.js';
import { chatIn, onStage, openWithout, PATIENCE } from './stage.js';

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
        const box = document.querySelector('chat-widget')?.shadowRoot?.querySelector('message-list')?.shadowRoot?.querySelector('.scroll');
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
      const room = fresh('room');
      const ann = await PartyClient.open({ url: stage.party.url, room, user: { id: 'ann', role: 'agent', name: 'Ann' }, subscribe: [{ c: room }] });
      for (let i = 1; i <= before; i++) await ann.saysAndWaits(i > 1 ? `Message ${i}` : 'First of all');
      const { page, asked, faults } = await openWithout(stage, module, chatIn(stage, room, attributes));
      await page.waitForFunction(() => document.querySelector('chat-widget')?.shadowRoot?.querySelector('message-list')?.shadowRoot?.querySelector('.message'), { timeout: PATIENCE });
      if (parts) ann.command('message', { parts });
      await act?.(page);
      await asked();
      if (told) await page.waitForSelector(`::-p-text(${told})`, { timeout: PATIENCE });
      stage.site.refuse = undefined;
      // A press is not repeated by itself.
      const comes = page.waitForSelector(seen, { timeout: PATIENCE });
      while (told && again && !(await Promise.race([comes, wait(500)]))) await Promise.race([comes, again(page).catch(() => undefined)]);
      await comes;
      assert.deepEqual(faults, []);
      await page.browserContext().close();
      await ann.leave();
    });

  it('comes later: what shows messages that the page brings itself', { timeout: 90_000 }, async () => {
    const { page, asked } = await openWithout(stage, 'components/chat-widget/feeding.ts', '<chat-widget display="inline"></chat-widget><script type="module" src="/dist/chat-elements.js"></script>');
    await page.waitForFunction(() => customElements.get('chat-widget'));
    await page.evaluate(() => document.querySelector('chat-widget')!.addMessage({ text: 'Brought by the page' }));
    await asked();
    stage.site.refuse = undefined;
    await page.waitForSelector('::-p-text(Brought by the page)', { timeout: PATIENCE });
    await page.browserContext().close();
  });
});

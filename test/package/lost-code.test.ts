/** A network that is gone for the one moment in which a file is fetched: the chat is there all the same when it is back, and what was said arrives. */
import { describe, it } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { fresh, PartyClient } from '../helpers/party-client.js';
import { fileOf } from './built.js';
import { hurry, onStage } from './stage.js';

const PATIENCE = 20_000;
const stage = onStage();

const FILES = [
  ['the launcher', 'components/chat-widget/chat-widget.ts'],
  ['the panel', 'components/chat-widget/body.ts'],
  ['the codec', 'src/protocols/party/decode.ts'],
  ['what sends', 'src/session/sending.ts'],
] as const;

/** What is in the way of a language: the file that knows which there are, and its own words. */
const WORDS = [
  ['which languages there are', 'src/i18n/languages.ts'],
  ['a language', 'src/i18n/locales/tr.ts'],
] as const;

describe('a file that does not come', () => {
  for (const [what, module] of WORDS)
    it(`does not leave the chat in English for good: ${what}`, { timeout: 90_000 }, async () => {
      const file = fileOf(module);
      const { browser, site, party } = stage;
      const page = await (await browser.createBrowserContext()).newPage();
      await page.evaluateOnNewDocument(hurry);
      const refused = () => site.asked.filter((path) => path === `/dist/${file}`).length;
      site.asked.length = 0;
      site.refuse = new RegExp(file.replace(/\W/g, '\\$&'));
      site.pages['/'] = { html: `<!doctype html><html lang="tr"><title>Shop</title><body><script async src="/dist/embed.js" data-url="${party.url}" data-conversation="${fresh('room')}" data-open></script></body></html>` };
      await page.goto(site.origin);
      const input = (name: string) => page.waitForSelector(`::-p-aria([name="${name}"][role="textbox"])`, { timeout: PATIENCE });
      await input('Message');
      // Longer than anybody would go on trying who counts.
      for (const end = Date.now() + PATIENCE; refused() < 14 && Date.now() < end; ) await wait(20);
      site.refuse = undefined;
      await input('Mesaj');
      await page.browserContext().close();
    });

  for (const [what, module] of FILES)
    it(`does not cost the chat: ${what}`, { timeout: 90_000 }, async () => {
      const file = fileOf(module);
      const { browser, site, party } = stage;
      const room = fresh('room');
      const ann = await PartyClient.open({ url: party.url, room, user: { id: 'ann', role: 'agent', name: 'Ann' }, subscribe: [{ c: room }] });
      const page = await (await browser.createBrowserContext()).newPage();
      await page.evaluateOnNewDocument(hurry);
      const refused = () => site.asked.filter((path) => path === `/dist/${file}`).length;
      site.asked.length = 0;
      site.refuse = new RegExp(file.replace(/\W/g, '\\$&'));
      site.pages['/'] = { html: `<!doctype html><html lang="en"><title>Shop</title><body><script async src="/dist/embed.js" data-url="${party.url}" data-conversation="${room}" data-open></script></body></html>` };
      await page.goto(site.origin);
      const input = () => page.waitForSelector('::-p-aria([name="Message"][role="textbox"])', { timeout: PATIENCE });
      const say = async () => {
        await (await input())!.focus();
        await page.keyboard.type('Is anybody there?');
        await page.keyboard.press('Enter');
      };
      if (what === 'what sends') await say();
      // It was asked for twice at once, and that was all.
      for (const end = Date.now() + PATIENCE; refused() < 2 && Date.now() < end; ) await wait(20);
      site.refuse = undefined;
      if (what !== 'what sends') await say();
      await ann.entry((entry) => entry['message']?.parts?.[0]?.text === 'Is anybody there?' || entry['parts']?.[0]?.text === 'Is anybody there?', PATIENCE);
      await page.waitForFunction(() => (document.querySelector('chat-widget') as unknown as { messages: { status: string }[] }).messages.every(({ status }) => status !== 'pending'), { timeout: PATIENCE });
      await page.browserContext().close();
      await ann.leave();
    });
});

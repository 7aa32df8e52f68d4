/** A network that is gone for the one moment in which a file is fetched: the chat is there all the same when it is back, and what was said arrives. */
import { describe, it } from 'node:test';
import { fresh, PartyClient } from '../helpers/party-client.js';
import { chatIn, onStage, openWithout, PATIENCE } from './stage.js';

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
      const { page, asked } = await openWithout(stage, module, chatIn(stage, fresh('room')), 'tr');
      const input = (name: string) => page.waitForSelector(`::-p-aria([name="${name}"][role="textbox"])`, { timeout: PATIENCE });
      await input('Message');
      // Longer than anybody would go on trying who counts.
      await asked(14);
      stage.site.refuse = undefined;
      await input('Mesaj');
      await page.browserContext().close();
    });

  for (const [what, module] of FILES)
    it(`does not cost the chat: ${what}`, { timeout: 90_000 }, async () => {
      const room = fresh('room');
      const ann = await PartyClient.open({ url: stage.party.url, room, user: { id: 'ann', role: 'agent', name: 'Ann' }, subscribe: [{ c: room }] });
      const { page, asked } = await openWithout(stage, module, chatIn(stage, room));
      const input = () => page.waitForSelector('::-p-aria([name="Message"][role="textbox"])', { timeout: PATIENCE });
      const say = async () => {
        await (await input())!.focus();
        await page.keyboard.type('Is anybody there?');
        await page.keyboard.press('Enter');
      };
      if (what === 'what sends') await say();
      // It was asked for twice at once, and that was all.
      await asked(2);
      stage.site.refuse = undefined;
      if (what !== 'what sends') await say();
      await ann.entry((entry) => entry['message']?.parts?.[0]?.text === 'Is anybody there?' || entry['parts']?.[0]?.text === 'Is anybody there?', PATIENCE);
      await page.waitForFunction(() => (document.querySelector('chat-widget') as unknown as { messages: { status: string }[] }).messages.every(({ status }) => status !== 'pending'), { timeout: PATIENCE });
      await page.browserContext().close();
      await ann.leave();
    });
});

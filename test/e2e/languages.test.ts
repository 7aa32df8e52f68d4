/** The shop's chat in Arabic: what a visitor reads, writes, hears and sees there, and what is loaded for it. */
import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import type { Browser } from 'puppeteer-core';
import { launchChromium } from '../helpers/chromium.js';
import { together } from '../helpers/together.js';
import { everybodyLeaves, person, until } from './person.js';
import { startStack, type Stack } from './stack.js';

let stack: Stack;
let browser: Browser;

before(async () => {
  [stack, browser] = await together([startStack({ shared: true }), launchChromium()]);
});
afterEach(() => everybodyLeaves(browser));
after(async () => {
  await browser?.close();
  await stack?.stop();
});

describe('a visitor in Arabic', () => {
  it('writes and is answered; names are Arabic, and own messages are at the end of the line, which is the left', { timeout: 90_000 }, async () => {
    const layla = await person(browser);
    await layla.goto(`${stack.url}/?lang=ar`);
    await layla.press('فتح المحادثة');
    const input = await layla.find('textbox', 'الرسالة');
    await layla.find('button', 'إغلاق المحادثة');
    await input.focus();
    // The page stays what it is.
    assert.equal(await layla.page.evaluate(() => document.documentElement.lang), 'en-GB');

    await layla.page.keyboard.type('متى تفتحون؟ When are you open?');
    await layla.page.keyboard.press('Enter');
    await layla.reads(/^أنتم.*متى تفتحون؟/);
    await layla.reads(/^Mia.*The shop is open Tuesday/);
    await layla.reads(/^أنتم.*متى تفتحون؟.*قُرئت$/);
    const text = await layla.text();
    assert.match(text, /اليوم/);
    assert.doesNotMatch(await layla.page.evaluate(() => document.querySelector('chat-widget')!.shadowRoot!.textContent!), /\b(Send|Today|Read|Online|Connected|Message)\b/);

    // No functions inside: they run in the page.
    const seen = await layla.page.evaluate(() => {
      const root = document.querySelector('chat-widget')!.shadowRoot!.querySelector('message-list')!.shadowRoot!;
      const [list, own, other] = [root.host, root.querySelector('.own .bubble')!, root.querySelector('.other .bubble')!].map((one) => one.getBoundingClientRect());
      return {
        own: (own!.left + own!.width / 2 - list!.left) / list!.width,
        other: (other!.left + other!.width / 2 - list!.left) / list!.width,
        texts: Array.from(root.querySelectorAll('.bubble, .bubble *'), (one) => getComputedStyle(one).direction),
      };
    });
    assert.ok(seen.own < 0.5 && seen.other > 0.5, `own ${seen.own}, other ${seen.other}`);
    // Each message by itself: the answer is in English.
    assert.ok(seen.texts.includes('rtl') && seen.texts.includes('ltr'), seen.texts.join());
    layla.untroubled();
  });

  it('loads one language, and none in English', { timeout: 60_000 }, async () => {
    const loads = async (path: string, launcher: string) => {
      const one = await person(browser);
      const files: string[] = [];
      one.page.on('response', (response) => files.push(response.url()));
      await one.goto(stack.url + path);
      await one.find('button', launcher);
      const texts = await Promise.all(files.filter((url) => url.endsWith('.js')).map(async (url) => (await fetch(url)).text()));
      return { arabic: texts.filter((text) => text.includes('فتح المحادثة')).length, hebrew: texts.filter((text) => text.includes('פתיחת הצ׳אט')).length };
    };
    assert.deepEqual(await loads('/', 'Open chat'), { arabic: 0, hebrew: 0 });
    assert.deepEqual(await loads('/?lang=ar', 'فتح المحادثة'), { arabic: 1, hebrew: 0 });
  });

  it('is in English where the language does not come, and says so', { timeout: 60_000 }, async () => {
    const one = await person(browser);
    await one.page.setRequestInterception(true);
    let refused = 0;
    one.page.on('request', (request) => {
      void (async () => {
        const isArabic = request.url().includes('/dist/chunks/') && (await (await fetch(request.url())).text()).includes('فتح المحادثة');
        if (isArabic) refused++;
        await (isArabic ? request.abort() : request.continue());
      })();
    });
    await one.goto(`${stack.url}/?lang=ar`);
    await one.press('Open chat');
    await one.find('textbox', 'Message');
    await until(async () => refused > 0, () => 'the file was not asked for');
    assert.equal(await one.page.evaluate(() => document.querySelector('chat-widget')!.shadowRoot!.querySelector('.root')!.getAttribute('dir')), 'rtl');
    one.untroubled(/ERR_FAILED|load-failed|could not be loaded/i);
  });
});

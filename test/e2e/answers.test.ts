/** What the assistant of the demo can say, seen by a visitor of the shop through the real server. */
import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import type { Browser } from 'puppeteer-core';
import { launchChromium } from '../helpers/chromium.js';
import { together } from '../helpers/together.js';
import { everybodyLeaves, until, visitor } from './person.js';
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

describe('an answer of the assistant', () => {
  it('is stopped where it is, stays so over a reload, and is written anew in its place', { timeout: 90_000 }, async () => {
    const anna = await visitor(browser, stack.url);
    await anna.say('How do returns work?');
    await anna.press('Stop answering');
    const stopped = await anna.reads(/^Mia, .*Stopped$/);
    await anna.gone('button', 'Stop answering');
    await anna.page.reload({ waitUntil: 'load' });
    assert.equal(await anna.reads(/^Mia, .*Stopped$/), stopped);

    // The list is one stop: arrows go to a message, Enter to what can be done with it.
    await (await anna.find('log')).focus();
    await anna.page.keyboard.press('End');
    await anna.page.keyboard.press('Enter');
    await anna.press('Regenerate');
    await anna.reads(/^Mia, Returns are easy: 30 days.*, \d+:\d+$/);
    assert.equal((await anna.messages()).filter((name) => name.startsWith('Mia,')).length, 1);
    await until(async () => !/Stopped/.test(await anna.text()), () => 'it is still called stopped');
    anna.untroubled();
  });
});

describe('the assistant of the demo', () => {
  it('shows on demand all that a message can hold, and what it suggests is said with one press', { timeout: 120_000 }, async () => {
    const anna = await visitor(browser, stack.url);
    const count = (selector: string) => anna.page.evaluate((what) => document.querySelector('chat-widget')!.shadowRoot!.querySelector('message-list')!.shadowRoot!.querySelectorAll(what).length, selector);
    await anna.say('help');
    await anna.find('group', 'Suggested replies');
    await anna.press('Show me cards');
    await anna.reads(/^You, Show me cards/);
    await anna.gone('group', 'Suggested replies');
    await anna.find('list', '3 cards');
    await anna.press('Next card');
    await anna.say('a list of cards');
    await until(async () => (await count('.cards')) === 2, () => 'there is no second list of cards');
    await anna.say('a table, please');
    await anna.find('table');
    await anna.say('a picture');
    await anna.find('image', 'A celadon tea bowl on a grey-green table');
    await anna.say('step by step');
    await anna.find('heading', 'Sencha, step by step');
    // What is suggested is a message like any other to the backend.
    await anna.press('Thanks!');
    await anna.reads(/^Mia, (You are welcome|With pleasure)/);
    anna.untroubled();
  });
});

/** A visitor with more than one conversation, in the shop and through the real server. */
import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import type { Browser } from 'puppeteer-core';
import { launchChromium } from '../helpers/chromium.js';
import { together } from '../helpers/together.js';
import { everybodyLeaves, person, until, visitor, type Person } from './person.js';
import { startStack, type Stack } from './stack.js';

let stack: Stack;
let browser: Browser;

before(async () => {
  [stack, browser] = await together([startStack({ assistant: false }), launchChromium()]);
});
afterEach(() => everybodyLeaves(browser));
after(async () => {
  await browser?.close();
  await stack?.stop();
});

/** What is in the input and not sent. */
async function writes({ page }: Person, text: string): Promise<void> {
  let draft = '';
  await until(async () => (draft = await page.evaluate(() => document.querySelector('chat-widget')!.draft)) === text, () => `the input has "${draft}" in place of "${text}"`);
}

describe('a returning visitor', () => {
  it('begins a second conversation, goes back to the first, and finds both after a reload', { timeout: 120_000 }, async () => {
    const anna = await visitor(browser, stack.url);
    await anna.say('About the cup');
    await anna.reads(/^You, About the cup.*, (Sent|Delivered|Read)$/);

    await anna.press('Your conversations');
    await anna.press('New conversation');
    await anna.sees(/Kiln/);
    assert.deepEqual((await anna.messages()).filter((name) => name.startsWith('You,')), []);
    await anna.say('About the pot');
    await anna.reads(/^You, About the pot.*, (Sent|Delivered|Read)$/);
    assert.equal((await anna.messages()).filter((name) => name.startsWith('You,')).length, 1);
    await anna.type('Half a question');

    await anna.press('Your conversations');
    await anna.sees(/You: About the pot[^]*You: About the cup/);
    await anna.pressWith('About the cup');
    await anna.reads(/^You, About the cup.*, (Sent|Delivered|Read)$/);
    // What was written in one conversation is not sent in another.
    await writes(anna, '');
    assert.deepEqual((await anna.messages()).filter((name) => name.includes('About the pot')), []);
    await anna.say('And its saucer');
    await anna.reads(/^You, And its saucer.*, (Sent|Delivered|Read)$/);

    await anna.page.reload({ waitUntil: 'load' });
    await anna.reads(/^You, And its saucer.*, (Sent|Delivered|Read)$/);
    await anna.press('Your conversations');
    await anna.sees(/You: And its saucer[^]*You: About the pot/);
    await anna.pressWith('About the pot');
    await anna.reads(/^You, About the pot.*, (Sent|Delivered|Read)$/);
    await writes(anna, 'Half a question');
    anna.untroubled();
  });

  it('hears of an answer elsewhere, and nobody else lists what is theirs', { timeout: 120_000 }, async () => {
    const anna = await visitor(browser, stack.url);
    await anna.say('Is my parcel lost?');
    await anna.reads(/^You, Is my parcel lost\?.*, (Sent|Delivered|Read)$/);
    await anna.press('Your conversations');
    await anna.press('New conversation');
    await anna.say('Something else');
    await anna.reads(/^You, Something else.*, (Sent|Delivered|Read)$/);

    const team = await person(browser);
    await team.goto(`${stack.url}/inbox/`);
    await team.pressWith('Is my parcel lost?');
    await team.reads(/Is my parcel lost/);
    await team.say('It is with your neighbour');
    await team.reads(/^You, It is with your neighbour.*, (Sent|Delivered|Read)$/);

    await anna.press('Your conversations');
    await anna.sees(/It is with your neighbour[^]*1 unread/);
    await anna.pressWith('It is with your neighbour');
    await anna.reads(/It is with your neighbour/);

    const ben = await visitor(browser, stack.url);
    await ben.say('Hello from Ben');
    await ben.reads(/^You, Hello from Ben.*, (Sent|Delivered|Read)$/);
    await ben.press('Your conversations');
    await ben.sees(/You: Hello from Ben/);
    assert.doesNotMatch(await ben.text(), /Is my parcel lost|neighbour|Something else/);
    anna.untroubled();
    team.untroubled();
    ben.untroubled();
  });
});

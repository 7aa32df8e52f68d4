/**
 * What somebody hears: a whole conversation, read from top to bottom (spoken.txt is the script), and what live regions said while one went on.
 * UPDATE_SPOKEN=1 writes the script anew; it is read through by a person before it is kept.
 */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { after, afterEach, before, describe, it } from 'node:test';
import type { Browser } from 'puppeteer-core';
import { launchChromium } from '../helpers/chromium.js';
import { together } from '../helpers/together.js';
import { everybodyLeaves, person, until } from './person.js';
import { heard, listen, spoken } from './spoken.js';
import { startStack, type Stack } from './stack.js';

const SCRIPT = new URL('spoken.txt', import.meta.url);

let stack: Stack;
let browser: Browser;

before(async () => {
  [stack, browser] = await together([startStack(), launchChromium()]);
});
afterEach(() => everybodyLeaves(browser));
after(async () => {
  await browser?.close();
  await stack?.stop();
});

describe('a whole conversation', () => {
  it('is read in the order and the words of the script', { timeout: 60_000 }, async () => {
    const one = await person(browser, { width: 1100, height: 760 });
    await one.page.emulateMediaFeatures([{ name: 'prefers-reduced-motion', value: 'reduce' }]);
    const words = new URLSearchParams({ element: 'chat-widget', state: 'everything', theme: 'light', dir: 'ltr' }).toString();
    await one.goto(`${stack.url}/gallery/state.html#${words}`);
    await one.page.waitForSelector(`html[data-ready="${words}"]`);
    await one.find('group', 'Suggested replies');
    await one.find('table');
    const lines = await spoken(one.page, 'dialog', 'Kiln & Leaf');
    if (process.env.UPDATE_SPOKEN) writeFileSync(SCRIPT, `${lines.join('\n')}\n`);
    assert.deepEqual(lines, readFileSync(SCRIPT, 'utf8').trimEnd().split('\n'));
  });

  it('would be told apart by one word, one state, one order', { timeout: 60_000 }, async () => {
    const one = await person(browser);
    await one.page.setContent('<div role="dialog" aria-label="d"><h2>A</h2><ul><li>x</li><li><a href="/">y</a></li></ul><button aria-pressed="true">b</button><p aria-hidden="true">no</p><input aria-label="i" value="v"></div>');
    assert.deepEqual(await spoken(one.page, 'dialog', 'd'), ['dialog "d"', '  heading "A", level 2', '  list with 2 items', '    listitem', '      x', '    listitem', '      link "y"', '  button "b", pressed', '  textbox "i" = v']);
  });
});

describe('an open chat', () => {
  it('is no second banner: the page has one of its own', { timeout: 60_000 }, async () => {
    const one = await person(browser);
    await one.goto(stack.url);
    await one.press('Open chat');
    await one.find('textbox', 'Message');
    const { nodes } = await (await one.page.createCDPSession()).send('Accessibility.getFullAXTree');
    assert.equal(nodes.filter(({ role, ignored }) => !ignored && role?.value === 'banner').length, 1);
  });
});

describe('a conversation that goes on', () => {
  it('is announced: a question of nobody’s, an answer at its start and its end, a burst as a number, a lost line and its return once each', { timeout: 90_000 }, async () => {
    const anna = await person(browser);
    await anna.goto(stack.url);
    await anna.press('Open chat');
    await anna.find('textbox', 'Message');
    await listen(anna.page);
    const hears = (pattern: RegExp) => until(async () => (await heard(anna.page)).some((line) => pattern.test(line)), () => `nothing like ${pattern} was heard`);

    await anna.say('When are you open?');
    await hears(/^Mia: The shop is open Tuesday/);
    const first = await heard(anna.page);
    // One's own words come back to nobody; the answer is said twice: that it begins, and what it is.
    assert.deepEqual(first.filter((line) => /When are you open/.test(line)), []);
    assert.deepEqual(first.filter((line) => /^Mia is replying|^Mia: /.test(line)).map((line) => line.slice(0, 17)), ['Mia is replying', 'Mia: The shop is ']);
    assert.equal(first.filter((line) => line.includes('open Tuesday')).length, 1);

    await anna.say('Show me a picture, please');
    await hears(/^Mia: This is the one .*A celadon tea bowl/);
    await anna.say('Hello!');
    await hears(/^Mia: Hello.*Suggested replies: When are you open\?, Where is my parcel\?, What can you do\?$/);

    const team = await person(browser);
    await team.goto(`${stack.url}/inbox/`);
    await team.pressWith('Hello, and welcome');
    await team.reads(/^Mia, Hello/);
    for (let i = 1; i <= 5; i++) await team.say(`Part ${i} of a long story`);
    await hears(/^\d new messages$|Part 5 of a long story/);

    await anna.page.setOfflineMode(true);
    await anna.sees(/offline/i);
    await anna.page.setOfflineMode(false);
    await hears(/Connected again|restored/i);
    const all = await heard(anna.page);
    assert.equal(all.filter((line) => /offline/i.test(line)).length, 1);
    assert.equal(all.filter((line) => /Connected again|restored/i.test(line)).length, 1);
  });
});

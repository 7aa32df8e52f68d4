/** A visitor on the shop's page and the team in its inbox, through the real server: what a newcomer does with two windows. */
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
  [stack, browser] = await together([startStack(), launchChromium()]);
});
afterEach(() => everybodyLeaves(browser));
after(async () => {
  await browser?.close();
  await stack?.stop();
});

/** A visitor with the chat open. */
async function visitor(path = '/') {
  const one = await person(browser);
  await one.goto(stack.url + path);
  await one.press('Open chat');
  await one.find('textbox', 'Message');
  return one;
}

async function agent() {
  const one = await person(browser);
  await one.goto(`${stack.url}/inbox/`);
  await one.sees(/Connected/);
  return one;
}

describe('a visitor alone', () => {
  it('sees the assistant write an answer, and finds it after a reload', { timeout: 60_000 }, async () => {
    const anna = await visitor();
    assert.equal(await (await anna.find('dialog', 'Kiln & Leaf')).evaluate((panel) => panel.checkVisibility()), true);
    await anna.say('When are you open?');
    await anna.reads(/^You, When are you open\?/);
    await anna.sees(/Mia is (typing|replying)/);
    await anna.sees(/The shop is open Tuesday .* and so do we\./);
    await anna.reads(/^Mia, The shop is open Tuesday/);
    await anna.reads(/^You, When are you open\?.*, Read$/);
    const said = async () => (await anna.messages()).filter((name) => /^(You|Mia), /.test(name));
    const before = await said();
    assert.equal(before.length, 2);

    await anna.page.reload({ waitUntil: 'load' });
    // It was open in this tab, so it is open again; the focus stays with the page.
    await anna.reads(/^Mia, The shop is open Tuesday/);
    assert.deepEqual(await said(), before);
    anna.untroubled();
  });

  it('has one conversation in two tabs', { timeout: 60_000 }, async () => {
    const first = await visitor();
    await first.say('Hello from the first tab');
    await first.reads(/^You, Hello from the first tab.*, (Sent|Delivered|Read)$/);
    const second = await person(browser, { context: first.page.browserContext() });
    await second.goto(stack.url);
    await second.press('Open chat');
    await second.reads(/^You, Hello from the first tab/);
    await second.say('And from the second');
    await first.reads(/^You, And from the second/);
    assert.equal((await first.messages()).filter((name) => name.includes('from the first tab')).length, 1);
    first.untroubled();
    second.untroubled();
  });

  it('closes the panel with Escape and is back at the launcher', { timeout: 60_000 }, async () => {
    const one = await visitor();
    await one.type('half a sent');
    await one.page.keyboard.press('Escape');
    await one.gone('dialog');
    const launcher = await one.find('button', 'Open chat');
    assert.equal(await launcher.evaluate((button) => (button.getRootNode() as ShadowRoot).activeElement === button), true);
    await launcher.click();
    const input = await one.find('textbox', 'Message');
    assert.equal(await input.evaluate((element) => (element as HTMLTextAreaElement).value), 'half a sent');
    one.untroubled();
  });
});

describe('a visitor and the team', () => {
  it('talk: live typing, answers, receipts both ways, resolving', { timeout: 90_000 }, async () => {
    const sam = await agent();
    const anna = await visitor();
    await anna.say('Is the blue teapot still there?');
    await sam.sees(/Is the blue teapot still there\?/);
    await anna.reads(/^You, Is the blue teapot.*, (Sent|Delivered)$/);

    // The shop said `typing-preview`, so the team sees what is being typed, and the visitor was told so.
    await anna.sees(/visible to the team before you send/i);
    await anna.type('I would also like two cu');
    await sam.sees(/I would also like two cu/);

    // Or what stood there before, two seconds after the last key.
    await sam.pressWith('I would also like two cu', 'Is the blue teapot');
    await sam.reads(/Is the blue teapot/);
    await anna.reads(/^You, Is the blue teapot.*, Read$/);

    await sam.type('Two');
    await anna.sees(/Sam is typing/);
    await sam.page.keyboard.type(' are left.');
    await sam.page.keyboard.press('Enter');
    await anna.reads(/^Sam, Two are left\./);
    await sam.reads(/^You, Two are left\..*, Read$/);

    await sam.press('Resolve');
    await sam.find('button', 'Reopen');
    await sam.sees(/Resolved/);
    anna.untroubled();
    sam.untroubled();
  });

  it('keep typing to themselves where the page did not ask for the preview', { timeout: 60_000 }, async () => {
    const sam = await agent();
    const ben = await visitor('/plain/snippet.html');
    await ben.say('First a message, so that there is a conversation');
    await sam.sees(/First a message/);
    await ben.type('this is a secret until sent');
    await sam.sees(/(is typing|Typing|typing…)/);
    assert.doesNotMatch(await sam.text(), /secret until sent/);
    assert.doesNotMatch(await ben.text(), /visible to the team/i);
    ben.untroubled();
    sam.untroubled();
  });

  it('count unread messages on the closed launcher', { timeout: 60_000 }, async () => {
    const sam = await agent();
    const cleo = await visitor('/plain/one-file.html');
    await cleo.say('Please tell me when the kiln is open');
    await sam.sees(/when the kiln is open/);
    await cleo.press('Close chat');
    await sam.pressWith('when the kiln is open');
    await sam.say('It is open now.');
    await cleo.find('button', 'Open chat, 1 unread message');
    await cleo.press('Open chat, 1 unread message');
    await cleo.reads(/It is open now/);
    await cleo.press('Close chat');
    await until(async () => (await cleo.page.$('::-p-aria(Open chat[role="button"])')) !== null, () => 'still counted as unread');
    cleo.untroubled();
    sam.untroubled();
  });
});

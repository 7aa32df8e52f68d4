/** The chat server dies in mid-conversation and comes back: nothing lost, nothing doubled, and the pages say what is going on. */
import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import type { Browser } from 'puppeteer-core';
import { launchChromium } from '../helpers/chromium.js';
import { together } from '../helpers/together.js';
import { everybodyLeaves, person } from './person.js';
import { startChatServer, startStack, type ChatServer, type Stack } from './stack.js';

let server: ChatServer;
let stack: Stack;
let browser: Browser;

before(async () => {
  [server, browser] = await together([startChatServer(), launchChromium()]);
  stack = await startStack({ server: server.url });
});
afterEach(() => everybodyLeaves(browser));
after(async () => {
  await browser?.close();
  await stack?.stop();
  await server?.stop();
});

/** What the page's console says about a server that is away; the browser itself writes it, no page can help it. */
const AWAY = /WebSocket connection to .* failed|status of 50\d|ERR_/;

describe('a server that is killed', () => {
  it('loses nothing, doubles nothing, and is spoken of', { timeout: 90_000 }, async () => {
    const sam = await person(browser);
    await sam.goto(`${stack.url}/inbox/`);
    await sam.sees(/Connected/);
    const anna = await person(browser);
    await anna.goto(stack.url);
    await anna.press('Open chat');
    await anna.say('One, before the crash');
    await sam.sees(/One, before the crash/);
    await sam.pressWith('One, before the crash');
    await sam.say('Two, from the team');
    await anna.reads(/^Sam, Two, from the team/);

    await server.kill();
    await sam.sees(/Reconnecting/);
    await anna.sees(/Reconnecting/);
    await anna.say('Three, while it is away');
    await anna.say('Four, right after');
    await anna.reads(/^You, Three.*, Sending$/);
    await sam.say('Five, at the same time');
    await sam.reads(/^You, Five.*, Sending$/);

    await server.restart();
    await anna.reads(/^You, Three.*, (Sent|Delivered|Read)$/);
    await sam.reads(/^You, Five.*, (Sent|Delivered|Read)$/);
    await anna.reads(/^Sam, Five/);
    await sam.reads(/, Four, right after/);
    await sam.sees(/Connected/);

    const order = (names: string[]) => names.filter((name) => /^(You|Sam|Visitor[^,]*), (One|Two|Three|Four|Five)/.test(name)).map((name) => /, (One|Two|Three|Four|Five)/.exec(name)![1]);
    const seen = order(await anna.messages());
    assert.deepEqual([...seen].sort(), ['Five', 'Four', 'One', 'Three', 'Two']);
    assert.ok(seen.indexOf('Three') < seen.indexOf('Four'), 'in the order in which they were written');
    assert.deepEqual(order(await sam.messages()), seen, 'both sides see the same order');
    anna.untroubled(AWAY);
    sam.untroubled(AWAY);
  });

  it('keeps what was written in a page that was closed meanwhile, and sends it though its writer went on to another conversation', { timeout: 90_000 }, async () => {
    const anna = await person(browser);
    await anna.goto(stack.url);
    await anna.press('Open chat');
    await anna.say('Stored before');
    await anna.reads(/^You, Stored before.*, (Sent|Delivered|Read)$/);
    await server.kill();
    await anna.sees(/Reconnecting/);
    await anna.say('Written while away');
    await anna.reads(/^You, Written while away.*, Sending$/);
    await anna.page.reload({ waitUntil: 'load' });
    await anna.reads(/^You, Stored before/);
    await anna.reads(/^You, Written while away.*, Sending$/);
    await anna.press('Your conversations');
    await anna.press('New conversation');
    await server.restart();
    const sam = await person(browser);
    await sam.goto(`${stack.url}/inbox/`);
    await sam.sees(/Written while away/);
    await anna.press('Your conversations');
    await anna.pressWith('Written while away');
    await anna.reads(/^You, Written while away.*, (Sent|Delivered|Read)$/);
    const names = await anna.messages();
    assert.equal(names.filter((name) => name.includes('Written while away')).length, 1);
    anna.untroubled(AWAY);
  });
});

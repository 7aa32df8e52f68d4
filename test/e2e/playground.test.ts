/** The playground, as an integrator uses it: every backend in turn, its frames, what is wrong on purpose, and how the widget takes it. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Browser, ElementHandle } from 'puppeteer-core';
import { TOKEN } from '../../demo/playground/protocols.js';
import { launchChromium } from '../helpers/chromium.js';
import { together } from '../helpers/together.js';
import { person, until, type Person } from './person.js';
import { startStack, type Stack } from './stack.js';

let stack: Stack;
let browser: Browser;

before(async () => {
  [stack, browser] = await together([startStack({ shared: true }), launchChromium()]);
});
after(async () => {
  await browser?.close();
  await stack?.stop();
});

/** What each server answers to "Thank you!". */
const ANSWERS: Readonly<Record<string, RegExp>> = {
  party: /^Mia, You are welcome/,
  'realtime-session': /^Assistant, You said: Thank you!/,
  'user-channel': /^Assistant, You wrote: Thank you!/,
  cossistant: /^Assistant, You wrote: Thank you!/,
  topics: /^Support, You wrote: Thank you!/,
  'socket-io': /^Assistant, You wrote: Thank you!/,
};

/** The servers have ports of their own; a line that is cut, refused or closed is in the browser's console whatever a page does. */
const EXPECTED = /^request elsewhere: https?:\/\/127\.0\.0\.1:\d+\/|WebSocket connection to 'ws:\/\/127\.0\.0\.1:\d+/;

/** The same thing as long as it stands on the page: to ask for it anew each time is to ask the accessibility tree, which is large here. */
const held = new WeakMap<Person, Map<string, ElementHandle<Element>>>();
async function hold(one: Person, role: string, name: string): Promise<ElementHandle<Element>> {
  const own = held.get(one) ?? new Map<string, ElementHandle<Element>>();
  held.set(one, own);
  let found = own.get(role);
  if (!found || !(await found.evaluate((node) => node.isConnected && node.checkVisibility()))) own.set(role, (found = await one.find(role, name)));
  return found;
}

async function status(one: Person, wanted: string): Promise<void> {
  let said = '';
  await until(async () => (said = await text(await hold(one, 'status', 'Status'))).startsWith(wanted), () => `the inspector never said ${wanted}, but ${said}`);
}
const text = (element: ElementHandle<Element>): Promise<string> => element.evaluate((node) => node.textContent ?? '');

/** Names of the frames that are listed, such as `In 10:01:02.345 welcome 120 byte`. */
const frames = async (one: Person): Promise<string[]> => {
  const list = await hold(one, 'list', 'Frames');
  return list.evaluate((node) => [...node.querySelectorAll('button')].map((button) => (button.textContent ?? '').replace(/\s+/g, ' ')));
};

async function figure(one: Person, name: string): Promise<number> {
  return one.page.evaluate((wanted) => {
    const terms = document.querySelector('connection-inspector')!.shadowRoot!.querySelectorAll('dt');
    return Number([...terms].find((term) => term.textContent === wanted)?.nextElementSibling?.textContent ?? NaN);
  }, name);
}

async function at(protocol: string): Promise<Person> {
  const one = await person(browser, { width: 1600, height: 1000 });
  // Several are open at a time, and in each somebody types.
  await one.page.emulateFocusedPage(true);
  await one.goto(`${stack.url}/playground/`);
  await (await one.find('radio', protocol)).click();
  await status(one, 'Connected');
  return one;
}

// Each has a server of its own, and most of it is waiting for a connection to try again.
describe('a protocol in the playground', { concurrency: 3 }, () => {
  for (const [protocol, answer] of Object.entries(ANSWERS)) {
    it(`${protocol}: a message each way, its frames, a malformed one, a kick`, { timeout: 120_000 }, async () => {
      const one = await at(protocol);
      await one.say('Thank you!');
      await one.reads(/^You, Thank you!/);
      await one.reads(answer);
      // Both ways are listed; what went over HTTP as well.
      await until(async () => {
        const listed = await frames(one);
        return listed.some((name) => name.startsWith(' In')) && listed.some((name) => name.startsWith(' Out'));
      }, () => 'no frames in both directions');

      const dropped = await figure(one, 'Frames dropped');
      const select = await one.find('combobox', 'Class of malformed frame');
      // A number is a ping to Socket.IO, and what somebody said to nobody else: a known type with fields of the wrong kind is wrong everywhere.
      await select.select('3');
      await one.press('Send malformed frame');
      await one.sees(/A frame from the backend was dropped: /);
      await until(async () => (await figure(one, 'Frames dropped')) > dropped, () => 'the frame was not counted');
      await until(async () => (await frames(one)).some((name) => name.includes('Dropped')), () => 'the frame is not marked');
      await status(one, 'Connected');

      // A token in a frame of one's own comes back as REDACTED, and stands nowhere on the page.
      const area = await one.find('textbox', 'Frame');
      await area.focus();
      await one.page.keyboard.type(protocol === 'socket-io' ? `{"event":"note","data":{"token":"${TOKEN}"}}` : `{"type":"note","token":"${TOKEN}"}`);
      await one.press('Send frame');
      await one.sees(/Frame sent/);
      await until(async () => (await text(await hold(one, 'list', 'Frames'))).includes('"token":"REDACTED"'), () => 'the frame that was sent is not listed');
      // Where it was typed it stands, and where the server repeats the words of a person they are those of a person.
      await area.evaluate((node) => {
        (node as HTMLTextAreaElement).value = '';
        node.dispatchEvent(new Event('input'));
      });
      const seen = await one.page.evaluate(() => {
        const { shadowRoot, report } = document.querySelector('connection-inspector')! as HTMLElement & { report(): string };
        return shadowRoot!.textContent! + report.call(document.querySelector('connection-inspector'));
      });
      assert.ok(!seen.includes(TOKEN), 'the token is on the page');

      await one.press('Close sockets');
      await one.sees(/1 socket closed with 1012/);
      await one.sees(/Reconnecting/);
      await status(one, 'Connect');
      await until(async () => (await figure(one, 'Reconnect attempts')) > 0, () => 'nothing was tried again');
      await status(one, 'Connected');
      await one.say('Are you still there?');
      await one.reads(/^You, Are you still there\?.*, (Sent|Delivered|Read)$/);
      one.untroubled(EXPECTED);
      await one.page.browserContext().close();
    });
  }
});

describe('the playground', () => {
  it('drives a server: an action, a server that is down and up again', { timeout: 120_000 }, async () => {
    const one = await at('user-channel');
    await one.press('Do it');
    await one.reads(/^Assistant, One more thing…/);
    await one.press('Take the server down');
    await one.sees(/The server is down/);
    await status(one, 'Reconnecting');
    await one.press('Bring the server up');
    // Tried before it listens, the next try may be a long time away.
    await one.sees(/The server listens again/);
    await one.press('Retry');
    await status(one, 'Connected');
    one.untroubled(EXPECTED);
    await one.page.browserContext().close();
  });

  it('goes from one protocol to the next without leaving anything of the one before', { timeout: 120_000 }, async () => {
    const one = await at('realtime-session');
    await one.say('Thank you!');
    await one.reads(ANSWERS['realtime-session']!);
    await (await one.find('radio', 'cossistant')).click();
    await one.find('heading', 'cossistant').catch(() => one.sees(/cossistant/));
    await status(one, 'Connected');
    assert.deepEqual(await one.messages(), []);
    one.untroubled(EXPECTED);
    await one.page.browserContext().close();
  });

  it('says so when a server could not be started, and the others go on', { timeout: 60_000 }, async () => {
    const one = await person(browser);
    await one.page.setRequestInterception(true);
    one.page.on('request', (request) => {
      if (request.url().endsWith('/playground/servers.json')) void request.respond({ contentType: 'application/json', body: JSON.stringify([{ protocol: 'party', error: 'no port is free' }]) });
      else void request.continue();
    });
    await one.goto(`${stack.url}/playground/`);
    await one.sees(/could not be started:\s+no port is free/);
    one.untroubled();
    await one.page.browserContext().close();
  });
});

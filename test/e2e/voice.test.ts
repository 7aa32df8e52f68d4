/** A voice message from a visitor's microphone to the team's inbox, over the real server; and a browser that holds sound back. Chromium hums into a microphone that is none. */
import { after, afterEach, before, describe, it } from 'node:test';
import type { Browser, Page } from 'puppeteer-core';
import { launchChromium } from '../helpers/chromium.js';
import { everybodyLeaves, person, until } from './person.js';
import { startStack, type Stack } from './stack.js';

let stack: Stack;
let browser: Browser;

before(async () => {
  [stack, browser] = await Promise.all([
    startStack({ shared: true }),
    launchChromium({ args: ['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream', '--autoplay-policy=document-user-activation-required'] }),
  ]);
});
afterEach(() => everybodyLeaves(browser));
after(async () => {
  await browser?.close();
  await stack?.stop();
});

/** What the slider of the player with this button says: how long its sound is. */
const seekText = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const found: string[] = [];
    const roots: ParentNode[] = [document];
    for (let root = roots.shift(); root; root = roots.shift()) {
      for (const element of root.querySelectorAll('*')) {
        if (element.getAttribute('role') === 'slider') found.push(element.getAttribute('aria-valuetext') ?? '');
        if (element.shadowRoot) roots.push(element.shadowRoot);
      }
    }
    return found;
  });

/** Keeps what the buttons of players were called while these played: two seconds of sound may have ended before anybody looks. */
async function listen(page: Page): Promise<void> {
  await page.evaluateOnNewDocument(() => {
    const played: string[] = [];
    Object.assign(globalThis, { played });
    addEventListener('chat-audio', (event) => {
      if ((event as CustomEvent<{ state: string }>).detail.state !== 'playing') return;
      const player = event.composedPath()[0] as HTMLElement & { updateComplete: Promise<boolean> };
      void player.updateComplete.then(() => played.push(player.shadowRoot!.querySelector('[part=play]')!.getAttribute('aria-label')!));
    });
  });
}
const plays = (page: Page, name: RegExp): Promise<void> => {
  let played: string[] = [];
  return until(async () => (played = await page.evaluate(() => (globalThis as unknown as { played: string[] }).played)).some((one) => name.test(one)), () => `nothing like ${name} was played, but ${played.join()}`);
};

describe('a voice message', () => {
  it('is recorded, heard, sent, and played in the inbox', { timeout: 90_000 }, async () => {
    const sam = await person(browser);
    await listen(sam.page);
    await sam.goto(`${stack.url}/inbox/`);
    await sam.sees(/Connected/);
    const anna = await person(browser);
    await listen(anna.page);
    await anna.goto(stack.url);
    await anna.press('Open chat');
    await anna.say('I say it in a voice message');
    await anna.reads(/^You, I say it.*, (Sent|Delivered|Read)$/);
    await anna.press('Record voice message');
    await anna.find('button', 'Stop recording');
    // The fake microphone beeps once a second.
    await anna.sees(/0:0[3-9]/);
    await anna.press('Stop recording');
    await anna.find('button', 'Play your recording');
    // A second less than what was seen: a machine that stalls loses some of it.
    let texts: string[] = [];
    await until(async () => (texts = await seekText(anna.page)).some((text) => /^0:00 of 0:0[2-9]$/.test(text)), () => `the preview has no length: ${texts.join()}`);
    await anna.press('Play your recording');
    await plays(anna.page, /^Pause your recording$/);
    await anna.press('Send voice message');
    await anna.reads(/^You, Audio: Voice message\.webm.*, (Sent|Delivered|Read)$/);
    await anna.find('button', 'Play your message');
    await anna.gone('button', 'Send voice message');

    await sam.sees(/Voice message\.webm/);
    await sam.pressWith('Voice message');
    await sam.reads(/Audio: Voice message\.webm/);
    await (await sam.page.waitForSelector('>>> [part=play][aria-label^="Play message from"]'))!.click();
    await plays(sam.page, /^Pause message from/);
    await until(async () => (await seekText(sam.page)).some((text) => /^0:0[1-9] of 0:0[2-9]$/.test(text)), () => 'it does not play');
    anna.untroubled();
    sam.untroubled();
  });

  it('explains what to do where the microphone is not allowed', { timeout: 60_000 }, async (t) => {
    // The other one says yes to every question.
    const strict = await launchChromium({ whole: true, args: ['--use-fake-device-for-media-stream'] });
    t.after(() => strict.close());
    const context = await strict.createBrowserContext();
    const anna = await person(browser, { context });
    await context.overridePermissions(stack.url, []);
    await anna.goto(stack.url);
    await anna.press('Open chat');
    await anna.find('textbox', 'Message');
    await anna.press('Record voice message');
    await anna.sees(/The microphone is blocked for this page\. Allow it/);
    await anna.press('Discard recording');
    await anna.say('Then I write');
    await anna.reads(/^You, Then I write/);
    anna.untroubled();
  });
});

describe('a browser that holds sound back', () => {
  it('is asked with one press, and then plays everything', { timeout: 60_000 }, async () => {
    const anna = await person(browser);
    // Everything that a driver evaluates counts as a press, so the page does this by itself, and is asked without one.
    await anna.page.evaluateOnNewDocument(() => {
      const heard: string[] = [];
      Object.assign(globalThis, { heard });
      const watch = setInterval(() => {
        const player = document.querySelector('audio-player');
        if (!player || document.documentElement.dataset['ready'] === undefined) return;
        clearInterval(watch);
        player.addEventListener('chat-audio', (event) => heard.push((event as CustomEvent<{ state: string }>).detail.state));
        player.autoplay = true;
      }, 50);
    });
    const cdp = await anna.page.createCDPSession();
    const quietly = async (expression: string): Promise<unknown> => (await cdp.send('Runtime.evaluate', { expression, returnByValue: true })).result.value;
    await anna.page.goto(`${stack.url}/gallery/state.html?element=audio-player&state=ready`);
    await until(async () => (await quietly('String(heard)')) === 'loading,blocked', () => 'it was not held back');
    await anna.sees(/The browser holds sound back until you allow it\./);
    await anna.press('Play sound');
    await until(async () => /playing/.test(String(await quietly('String(heard)'))), () => 'it does not play');
    await anna.gone('button', 'Play sound');
    anna.untroubled();
  });
});

/** A real chat with the reference server, to see what it loads: the count in scripts/sizes.mjs has to be of the same files. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import type { Page } from 'puppeteer-core';
import { openChat, record } from '../../scripts/sizes.mjs';
import { fresh, PartyClient } from '../helpers/party-client.js';
import { onStage } from './stage.js';

const stage = onStage();

const scripts: [name: string, html: string, files: (when?: { sent: boolean }) => string[]][] = [
  ['the snippet', '<script async src="/dist/embed.js" data-url="URL" data-conversation="ROOM" data-heading="Support"></script>', (when) => ['dist/embed.js', ...openChat(record(), 'dist/snippet.js', when)]],
  ['a script tag', '<script type="module" src="/dist/chat-elements.js"></script><chat-widget url="URL" conversation="ROOM"></chat-widget>', (when) => openChat(record(), 'dist/chat-elements.js', when)],
];

describe('an open chat on party', () => {
  for (const [name, html, files] of scripts)
    it(`through ${name} loads the files that are counted, no others, and works`, { timeout: 90_000 }, async () => {
      const { browser, site, party } = stage;
      const room = fresh('room');
      const ann = await PartyClient.open({ url: party.url, room, user: { id: 'ann', role: 'agent', name: 'Ann' } });
      await ann.saysAndWaits('Good morning');
      await ann.saysAndWaits('How can we help?');

      const page = await (await browser.createBrowserContext()).newPage();
      const problems: string[] = [];
      page.on('pageerror', (error) => problems.push(String(error)));
      page.on('console', (message) => ['warn', 'error'].includes(message.type()) && problems.push(message.text()));
      site.pages['/'] = {
        html: `<!doctype html><html lang="en"><head><title>Shop</title></head><body>${html.replace('URL', party.url).replace('ROOM', room)}</body></html>`,
        csp: `default-src 'none'; script-src ${site.origin}; connect-src ${party.url} ${party.url.replace(/^http/, 'ws')}; img-src blob: data:; require-trusted-types-for 'script'; trusted-types lit-html`,
      };
      site.asked.length = 0;
      const find = (role: string, words: string) => page.waitForSelector(`::-p-aria([name="${words}"][role="${role}"])`, { timeout: 20_000 });
      const reads = (text: string) =>
        page.waitForFunction((wanted) => (document.querySelector('chat-widget') as unknown as { messages: { text: string; status: string }[] }).messages.some(({ text, status }) => text === wanted && status !== 'pending'), { timeout: 20_000 }, text);
      /** Everything that is counted was loaded, and nothing else: the figures are those of a real visitor. */
      const loadsWhatIsCounted = async (when?: { sent: boolean }) => {
        const wanted = files(when).sort();
        const loaded = () => new Set(site.asked.filter((path) => path.startsWith('/dist/')).map((path) => path.slice(1)));
        for (const end = Date.now() + 20_000; !wanted.every((path) => loaded().has(path)) && Date.now() < end; ) await wait(50);
        await wait(500);
        assert.deepEqual([...loaded()].sort(), wanted);
      };
      await page.goto(site.origin, { waitUntil: 'load' });
      await (await find('button', 'Open chat'))?.click();
      await find('textbox', 'Message');
      await reads('How can we help?');
      ann.send({ t: 'typing', c: room, on: true });
      await page.waitForFunction(() => document.querySelector('chat-widget')?.shadowRoot?.querySelector('typing-indicator')?.shadowRoot?.textContent?.includes('is typing'), { timeout: 20_000 });
      await ann.saysAndWaits('Ask us anything');
      await reads('Ask us anything');
      await loadsWhatIsCounted();

      await page.keyboard.type('Where is my teapot?');
      await page.keyboard.press('Enter');
      // Confirmed by the server, so the connection, the codec and the outbox were all at work.
      await reads('Where is my teapot?');
      await loadsWhatIsCounted({ sent: true });
      assert.deepEqual(problems, []);
      await page.browserContext().close();
      await ann.leave();
    });

  /** A visitor's own chat, opened: what they say is in the page's `messages`. */
  async function visitor(problems: string[] = [], who = ''): Promise<Page> {
    const { browser, site, party } = stage;
    const page = await (await browser.createBrowserContext()).newPage();
    page.on('pageerror', (error) => problems.push(String(error)));
    site.pages['/'] = { html: `<!doctype html><html lang="en"><head><title>Shop</title></head><body><script type="module" src="/dist/chat-elements.js"></script><chat-widget url="${party.url}" ${who}></chat-widget></body></html>` };
    await page.goto(site.origin, { waitUntil: 'load' });
    await (await page.waitForSelector('::-p-aria([name="Open chat"][role="button"])', { timeout: 20_000 }))?.click();
    await page.waitForSelector('::-p-aria([name="Message"][role="textbox"])', { timeout: 20_000 });
    return page;
  }
  const says = async (page: Page, text: string): Promise<void> => {
    await page.keyboard.type(text);
    await page.keyboard.press('Enter');
  };
  const hasStatus = (page: Page, text: string, statuses: readonly string[]): Promise<unknown> =>
    page.waitForFunction(
      (wanted, among) => (document.querySelector('chat-widget') as unknown as { messages?: { text: string; status: string }[] } | null)?.messages?.some((one) => one.text === wanted && among.includes(one.status)),
      { timeout: 20_000 }, text, statuses,
    ); // prettier-ignore

  // Firefox remembers for the life of a page that a module could not be had; a server that has it under new addresses only is the same to any browser.
  it('asks for a file that did not come once more, under an address of its own', { timeout: 90_000 }, async () => {
    const { site } = stage;
    site.refuse = /^chunks\/sending-[\w-]+\.js$/;
    site.asked.length = 0;
    try {
      const problems: string[] = [];
      const page = await visitor(problems);
      await says(page, 'Anybody there?');
      await hasStatus(page, 'Anybody there?', ['sent', 'delivered', 'read']);
      await says(page, 'Hello?');
      await hasStatus(page, 'Hello?', ['sent', 'delivered', 'read']);
      assert.equal(site.asked.filter((path) => path.includes('/sending-')).length, 2, 'what came is not fetched again');
      assert.deepEqual(problems, []);
      await page.browserContext().close();
    } finally {
      site.refuse = undefined;
    }
  });

  it('delivers a first message that was written without a network, after a reload as well', { timeout: 90_000 }, async () => {
    const page = await visitor([], 'user-id="zoe"');
    await page.setOfflineMode(true);
    await says(page, 'Said in a tunnel');
    await hasStatus(page, 'Said in a tunnel', ['pending']);
    await page.setOfflineMode(false);
    await page.reload({ waitUntil: 'load' });
    await hasStatus(page, 'Said in a tunnel', ['sent', 'delivered', 'read']);
    // And it is still theirs with the next page.
    await page.reload({ waitUntil: 'load' });
    await hasStatus(page, 'Said in a tunnel', ['sent', 'delivered', 'read']);
    assert.equal(await page.evaluate(() => (document.querySelector('chat-widget') as unknown as { messages: unknown[] }).messages.length), 1);
    await page.browserContext().close();
  });
});

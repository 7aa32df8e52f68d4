/** Every page of the demo: quiet console, its strict policy kept, nothing fetched from elsewhere, and the four ways in each work. */
import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import type { Browser } from 'puppeteer-core';
import { POLICY } from '../../demo/policy.mjs';
import { launchChromium } from '../helpers/chromium.js';
import { together } from '../helpers/together.js';
import { everybodyLeaves, person, until } from './person.js';
import { startStack, type Stack } from './stack.js';

let stack: Stack;
let browser: Browser;

before(async () => {
  [stack, browser] = await together([startStack({ reload: true }), launchChromium()]);
});
after(async () => {
  await browser?.close();
  await stack?.stop();
});

const PAGES = ['/', '/delivery/', '/inbox/', '/gallery/', '/gallery/state.html?element=chat-widget&state=few', '/playground/', '/studio/', '/studio/preview.html', '/plain/', '/plain/snippet.html', '/plain/tags.html', '/plain/package.html', '/plain/one-file.html'];

// Most of it is waiting until a page asks for nothing more.
describe('the pages', { concurrency: 3 }, () => {
  it('allow neither inline code nor eval nor text that becomes code', () => {
    const all = Object.values(POLICY).flat();
    for (const word of ["'unsafe-inline'", "'unsafe-eval'", "'unsafe-hashes'", '*', 'http:', 'https:']) assert.ok(!all.includes(word), word);
    assert.deepEqual(POLICY['default-src'], ["'none'"]);
    assert.deepEqual(POLICY['require-trusted-types-for'], ["'script'"]);
    assert.deepEqual(POLICY['trusted-types'], ['lit-html']);
  });

  for (const path of PAGES) {
    it(`${path} is served under the policy and has nothing to complain about`, { timeout: 60_000 }, async () => {
      const one = await person(browser);
      const answer = await one.page.goto(stack.url + path, { waitUntil: 'networkidle0' });
      assert.equal(answer!.status(), 200);
      assert.match(answer!.headers()['content-security-policy'] ?? '', /default-src 'none'.*require-trusted-types-for 'script'; trusted-types lit-html$/);
      // On each page something of ours has come alive.
      await until(() => one.page.evaluate(() => [...document.querySelectorAll('chat-widget, agent-inbox, iframe, [data-from] code')].some((element) => element.shadowRoot || element.matches('iframe') || element.textContent)), () => 'nothing came alive');
      assert.ok((await one.page.title()).length > 3);
      assert.equal(await one.page.evaluate(() => document.querySelectorAll('h1').length), 1);
      // The playground asks the control ports of its servers.
      one.untroubled(path === '/playground/' ? /^request elsewhere: http:\/\/127\.0\.0\.1:\d+\/$/ : undefined);
      await one.page.browserContext().close();
    });
  }

  it('would notice a violation', { timeout: 30_000 }, async () => {
    const one = await person(browser);
    await one.goto(`${stack.url}/plain/snippet.html`);
    await one.page.evaluate(() => {
      document.body.append(Object.assign(document.createElement('script'), { textContent: 'window.ran = true' }));
    }).catch(() => undefined); // Trusted Types may throw before the policy reports.
    await until(async () => one.problems.length > 0, () => 'an inline script went unnoticed');
    assert.equal(await one.page.evaluate(() => 'ran' in window), false);
  });

  it('keep their policy while the server that reloads them is away', { timeout: 60_000 }, async () => {
    const one = await person(browser);
    const told: string[] = [];
    one.page.on('console', (message) => told.push(message.text()));
    await one.page.evaluateOnNewDocument(() => {
      globalThis.WebSocket = class extends WebSocket {
        constructor(url: string | URL, protocols?: string | string[]) {
          super(url, protocols);
          if (protocols === 'vite-hmr') addEventListener('gone', () => this.close());
        }
      };
    });
    await one.page.goto(`${stack.url}/inbox/`, { waitUntil: 'networkidle0' });
    await one.page.evaluate(() => dispatchEvent(new Event('gone')));
    await until(async () => told.some((text) => /connection lost/.test(text)), () => `it was not missed: ${told.join('; ')}`);
    // It is there again at once, so the page may be about to be loaded anew.
    await one.page.evaluate(() => undefined).catch(() => undefined);
    assert.deepEqual(one.problems.filter((problem) => /policy|Trusted|Worker/i.test(problem)), []);
    await one.page.browserContext().close();
  });

  it('leave no trace of a guest who only looks', { timeout: 30_000 }, async () => {
    const one = await person(browser);
    const sockets: string[] = [];
    const devtools = await one.page.createCDPSession();
    await devtools.send('Network.enable');
    devtools.on('Network.webSocketCreated', ({ url }) => void (/@vite|token=/.test(url) || sockets.push(url)));
    await one.goto(stack.url);
    await one.find('button', 'Open chat');
    const kept = await one.page.evaluate(async () => ({ local: localStorage.length, session: sessionStorage.length, cookie: document.cookie, databases: (await indexedDB.databases()).length }));
    assert.deepEqual(kept, { local: 0, session: 0, cookie: '', databases: 0 });
    assert.deepEqual(sockets, []);
    one.untroubled();
  });
});

describe('each way in', () => {
  afterEach(() => everybodyLeaves(browser));

  for (const [path, opens] of [['/plain/snippet.html', true], ['/plain/tags.html', false], ['/plain/one-file.html', true]] as const) {
    it(`${path} talks to the server`, { timeout: 60_000 }, async () => {
      const one = await person(browser);
      await one.goto(stack.url + path);
      if (opens) await one.press('Open chat');
      await one.say('Thank you!');
      await one.reads(/^You, Thank you!.*, (Sent|Delivered|Read)$/);
      await one.reads(/^Mia, You are welcome/);
      one.untroubled();
    });
  }

  it('/plain/tags.html reaches its badge outside the provider', { timeout: 60_000 }, async () => {
    const one = await person(browser);
    await one.goto(`${stack.url}/plain/tags.html`);
    await one.sees(/Not connected/);
    await one.say('Hello');
    await one.sees(/Connected/);
    one.untroubled();
  });

  it('/plain/package.html feeds the widget without any connection', { timeout: 60_000 }, async () => {
    const one = await person(browser);
    await one.goto(`${stack.url}/plain/package.html`);
    await one.reads(/^Echo, I say everything twice/);
    await one.say('Tea');
    await one.reads(/^You, Tea/);
    await one.sees(/Echo is (typing|replying)/);
    await one.reads(/^Echo, Tea Tea/);
    one.untroubled();
  });
});

/** How the built script behaves as a guest, on pages that are made to break it (test/e2e/pages/), with a real server. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import type { Browser, BrowserContext } from 'puppeteer-core';
import { startParty, type Party } from '../../demo/server/start.mjs';
import { launchChromium } from '../helpers/chromium.js';
import { fresh } from '../helpers/party-client.js';
import { together } from '../helpers/together.js';
import { build } from '../package/built.js';
import { startSite, type Site } from '../package/site.js';
import { person, until, type Person } from './person.js';

let browser: Browser;
let site: Site;
let party: Party;
let room: string;
let context: BrowserContext;

before(async () => {
  build();
  [browser, site, party] = await together([launchChromium(), startSite(), startParty({ assistant: false })]);
});
after(async () => {
  await browser?.close();
  await site?.close();
  await party?.dispose();
});
beforeEach(async () => {
  context = await browser.createBrowserContext();
  room = fresh('room');
});
afterEach(async () => {
  await context.close();
});

const SCRIPT = '<script async src="/dist/embed.js" data-url="URL" data-conversation="ROOM"></script>';
const filled = (name: string, script = SCRIPT): string =>
  readFileSync(new URL(`./pages/${name}.html`, import.meta.url), 'utf8').replaceAll('SCRIPT', script).replaceAll('URL', party.url).replaceAll('ROOM', room);

interface Options {
  readonly script?: string;
  readonly csp?: string;
  readonly width?: number;
  readonly height?: number;
}

/** A person in front of one of the pages. */
async function at(name: string, { script, csp, ...size }: Options = {}): Promise<Person> {
  site.pages[`/${name}`] = { html: filled(name, script), csp };
  const one = await person(browser, { context, ...size });
  await one.goto(`${site.origin}/${name}`);
  return one;
}

/** Opens, writes, and sees it arrive: the whole way. */
async function talks(one: Person, text = 'Is the teapot blue?'): Promise<void> {
  await one.press('Open chat');
  await one.say(text);
  await one.reads(new RegExp(`^You, ${text.replace('?', '\\?')}.*, (Sent|Delivered|Read)$`));
}

/** What goes to the backend is no request elsewhere. */
const untroubled = (one: Person, more = 'never'): void => one.untroubled(new RegExp(`request elsewhere: \\w+://${new URL(party.url).host.replaceAll('.', '\\.')}|${more}`));

const boxOf = (one: Person, selector: string) =>
  one.page.evaluate((wanted) => {
    const { x, y, width, height } = document.querySelector('chat-widget')!.shadowRoot!.querySelector(wanted)!.getBoundingClientRect();
    return { x, y, width, height };
  }, selector);

describe('a guest on a page', { timeout: 300_000 }, () => {
  it('with styles that grab everything looks and works as ever', async () => {
    const one = await at('hostile-css');
    await one.find('button', 'Open chat');
    const closed = await boxOf(one, '.launcher');
    assert.ok(closed.width >= 44 && closed.width <= 80 && closed.x > 1000, JSON.stringify(closed));
    assert.equal((await boxOf(one, '.panel')).height, 0, 'the panel is closed');
    await talks(one);
    const look = await one.page.evaluate(async () => {
      const panel = document.querySelector('chat-widget')!.shadowRoot!.querySelector('.panel')!;
      // All of this may take less time than a panel to open.
      await Promise.all(panel.getAnimations().map(({ finished }) => finished));
      const style = getComputedStyle(panel);
      return [style.fontSize, style.opacity];
    });
    assert.deepEqual(look, ['15px', '1']);
    untroubled(one);
  });

  it('never lets its keys reach the hotkeys of the page, and is disturbed neither by them nor by an old library', async () => {
    const one = await at('hostile-keys');
    await talks(one, 'jkgn/?');
    assert.deepEqual(await one.page.evaluate(() => (window as unknown as { hotkeys: string[] }).hotkeys), []);
    await one.page.keyboard.press('Escape');
    await one.gone('textbox', 'Message');
    untroubled(one);
  });

  it('works under a strict policy', async () => {
    const csp = `default-src 'none'; script-src ${site.origin}; connect-src ${party.url} ${party.url.replace(/^http/, 'ws')}; img-src blob: data:; require-trusted-types-for 'script'; trusted-types lit-html`;
    const one = await at('plain', { csp });
    await talks(one);
    untroubled(one);
  });

  it('works in a sandboxed frame without storage', async () => {
    site.pages['/plain'] = { html: filled('plain', SCRIPT.replace('/dist', `${site.cdn}/dist`)) };
    const one = await at('framed');
    const frame = await (await one.page.waitForSelector('iframe'))!.contentFrame();
    await (await frame.waitForSelector('::-p-aria([name="Open chat"][role="button"])'))!.click();
    const input = (await frame.waitForSelector('::-p-aria([name="Message"][role="textbox"])'))!;
    await input.type('From a frame\n');
    await until(
      () => frame.evaluate(() => (document.querySelector('chat-widget') as unknown as { messages: { text: string; status: string }[] }).messages.some(({ text, status }) => text === 'From a frame' && status !== 'pending')),
      () => 'the message was not confirmed',
    );
    assert.equal(one.problems.filter((problem) => problem.startsWith('uncaught')).length, 0, one.problems.join('\n'));
  });

  it('is trapped by no transform, filter, containment or z-index around it', async () => {
    const one = await at('trapped');
    await talks(one);
    const panel = await boxOf(one, '.panel');
    assert.ok(panel.width === 400 && panel.x > 700 && panel.y > 0, JSON.stringify(panel));
    untroubled(one);
  });

  it('is there once where the script is there twice', async () => {
    const one = await at('twice');
    await talks(one);
    assert.equal(await one.page.evaluate(() => document.querySelectorAll('chat-widget').length), 1);
    untroubled(one, 'console warn');
  });

  it('works where another library has the names of its inner elements', async () => {
    const one = await at('taken');
    await talks(one);
    assert.equal(await one.page.evaluate(() => document.querySelector('message-list')!.textContent), 'of another library');
    untroubled(one, 'console warn');
  });

  it('lives through a body that is swapped, as Turbo does it', async () => {
    const one = await at('plain');
    await talks(one);
    await one.page.evaluate(() => {
      const next = document.createElement('body');
      next.append(Object.assign(document.createElement('h1'), { textContent: 'Next page' }));
      document.documentElement.replaceChild(next, document.body);
    });
    await one.reads(/^You, Is the teapot blue\?/);
    assert.equal(await one.page.evaluate(() => document.querySelectorAll('chat-widget').length), 1);
    await one.say('Still here');
    await one.reads(/^You, Still here.*, (Sent|Delivered|Read)$/);
    untroubled(one);
  });

  it('lives through going away and back', async (t) => {
    // It comes back as it was left, out of the back/forward cache, which only the whole browser has.
    const whole = await launchChromium({ whole: true });
    t.after(() => whole.close());
    context = await whole.createBrowserContext();
    const one = await at('plain');
    await talks(one);
    await one.page.evaluate(() => Object.assign(globalThis, { kept: true }));
    site.pages['/other'] = { html: '<!doctype html><title>Other</title><h1>Other</h1>' };
    await one.page.goto(`${site.origin}/other`);
    await one.page.goBack();
    assert.ok(await one.page.evaluate(() => 'kept' in globalThis), 'it was loaded anew');
    await one.reads(/^You, Is the teapot blue\?/);
    await one.say('Back again');
    await one.reads(/^You, Back again.*, (Sent|Delivered|Read)$/);
    untroubled(one);
  });

  it('stays out of the way of a modal dialog, and works after it', async () => {
    const one = await at('dialog');
    await one.find('button', 'Open chat');
    await one.page.evaluate(() => document.querySelector('dialog')!.showModal());
    assert.equal(await one.page.evaluate(() => document.activeElement?.textContent), 'Fine', 'the focus is in the dialog');
    await one.page.evaluate(() => document.querySelector('dialog')!.close());
    await talks(one);
    // Opened over it while somebody writes: neither the chat nor the focus is lost.
    await one.type('half a');
    await one.page.evaluate(() => document.querySelector('dialog')!.showModal());
    assert.equal(await one.page.evaluate(() => document.activeElement?.textContent), 'Fine', 'the focus is in the dialog');
    await one.page.keyboard.press('Escape');
    await one.page.evaluate(() => document.querySelector('dialog')!.show());
    await one.page.evaluate(() => document.querySelector('dialog')!.close());
    await one.page.keyboard.type(' thought\n');
    await one.reads(/^You, half a thought.*, (Sent|Delivered|Read)$/);
    untroubled(one);
  });

  it('stays on top when the page fills the screen, with the focus where it was', async () => {
    const one = await at('plain');
    await talks(one);
    await one.page.evaluate(() => {
      const button = document.body.appendChild(document.createElement('button'));
      button.textContent = 'Fill';
      button.style.cssText = 'position: fixed; top: 0; left: 0';
      button.addEventListener('mousedown', (event) => event.preventDefault());
      button.addEventListener('click', () => void (document.fullscreenElement ? document.exitFullscreen() : document.body.requestFullscreen()));
    });
    for (const time of ['first', 'second']) {
      await one.type(`${time} `);
      await one.page.click('body > button');
      await until(async () => (await one.page.evaluate(() => document.fullscreenElement?.localName)) === 'body', () => 'the page does not fill the screen');
      const touched = () =>
        one.page.evaluate(() => {
          const { x, y, width } = document.querySelector('chat-widget')!.shadowRoot!.querySelector('.header')!.getBoundingClientRect();
          return document.elementFromPoint(x + width / 2, y + 10)?.localName;
        });
      await until(async () => (await touched()) === 'chat-widget', () => `the chat cannot be reached, the ${time} time`);
      await one.page.keyboard.type(`${time} time\n`);
      await one.reads(new RegExp(`^You, ${time} ${time} time`));
      await one.page.click('body > button');
      await until(async () => (await one.page.evaluate(() => document.fullscreenElement)) === null, () => 'the page still fills the screen');
    }
    untroubled(one);
  });

  it('can be used at 400 % zoom and with text twice as large', async () => {
    const one = await at('plain', { width: 320, height: 256 });
    await one.page.evaluate(() => document.documentElement.style.setProperty('--chat-font-size', '30px'));
    await talks(one);
    const out = await one.page.evaluate(() => {
      const root = document.querySelector('chat-widget')!.shadowRoot!;
      return [...root.querySelectorAll('.panel, .header, .close, .body, chat-composer')].filter((element) => {
        const { left, right } = element.getBoundingClientRect();
        return left < -1 || right > innerWidth + 1;
      }).map((element) => element.className || element.localName);
    });
    assert.deepEqual(out, []);
    untroubled(one);
  });

  it('on a phone fills what the keyboard leaves, and leaves body and viewport alone', async () => {
    const one = await at('plain', { width: 390, height: 800 });
    const before = await one.page.evaluate(() => [document.body.outerHTML.match(/^<body[^>]*>/)![0], document.querySelector('meta[name=viewport]')!.outerHTML, document.documentElement.getAttribute('style')]);
    await talks(one);
    await one.page.evaluate(() => {
      Object.defineProperty(visualViewport, 'height', { configurable: true, value: 420 });
      Object.defineProperty(visualViewport, 'offsetTop', { configurable: true, value: 60 });
      visualViewport!.dispatchEvent(new Event('resize'));
    });
    assert.deepEqual(await boxOf(one, '.panel'), { x: 0, y: 60, width: 390, height: 420 });
    assert.deepEqual(await one.page.evaluate(() => [document.body.outerHTML.match(/^<body[^>]*>/)![0], document.querySelector('meta[name=viewport]')!.outerHTML, document.documentElement.getAttribute('style')]), before);
    await one.press('Close chat');
    assert.equal(await one.page.evaluate(() => document.querySelector('chat-widget')!.shadowRoot!.activeElement?.className), 'launcher');
    untroubled(one);
  });
});

describe('what a guest leaves behind', { timeout: 120_000 }, () => {
  /** Every key in every store of the page. */
  const kept = (one: Person) =>
    one.page.evaluate(async () => {
      const found = [...Object.keys(sessionStorage).map((key) => `session ${key}`), ...Object.keys(localStorage).map((key) => `local ${key}`)];
      for (const { name } of await indexedDB.databases()) {
        const opened = await new Promise<IDBDatabase>((resolve, reject) => {
          const request = indexedDB.open(name!);
          request.onsuccess = () => resolve(request.result);
          request.onerror = () => reject(request.error as Error);
        });
        for (const store of opened.objectStoreNames) {
          const keys = await new Promise<IDBValidKey[]>((resolve) => {
            const request = opened.transaction(store).objectStore(store).getAllKeys();
            request.onsuccess = () => resolve(request.result);
          });
          if (keys.length > 0) found.push(`${name} ${store}${store === 'values' ? ` ${keys.map((key) => String(Array.isArray(key) ? key.at(-1) : key).split(/[:|]/)[0]).join(' ')}` : ''}`);
        }
        opened.close();
      }
      return [...found, ...(document.cookie ? ['cookie'] : [])].sort();
    });

  it('is nothing before a gesture, and afterwards only what docs/security.md lists', async () => {
    const one = await at('plain', { script: SCRIPT.replace('data-url', 'data-greeting="Questions?" data-emoji data-sounds data-url') });
    await one.find('button', 'Questions?');
    assert.deepEqual(await kept(one), []);
    await talks(one);
    await one.type('A draft');
    await until(async () => (await kept(one)).includes('session chat-elements:drafts'), () => 'the draft was not kept');
    const table = readFileSync(new URL('../../docs/security.md', import.meta.url), 'utf8');
    const listed = [...table.matchAll(/^\| (`sessionStorage`|`localStorage`|IndexedDB `chat-elements`) \| (.*?) \| /gm)].map(([, where = '', what = '']) => {
      const [first = '', second = ''] = [...what.matchAll(/`([^`]+)`/g)].map(([, word = '']) => word.split(/[{:…]/).slice(0, word.startsWith('chat-elements') ? 2 : 1).join(':'));
      return where.includes('IndexedDB') ? `chat-elements ${first}${second ? ` ${second}` : ''}` : `${where.slice(1).replace('Storage`', '')} ${first}`;
    });
    for (const key of await kept(one)) {
      const [area, name = '', ...values] = key.split(' ');
      const names = values.length > 0 ? values.map((value) => `${area} ${name} ${value}`) : [`${area} ${area === 'chat-elements' ? name : name.split(':').slice(0, 2).join(':')}`];
      for (const wanted of names) assert.ok(listed.includes(wanted), `${wanted} is stored, and not listed among\n${listed.join('\n')}`);
    }
    untroubled(one);
  });

  it('with consent asked for, is nothing and connects to nothing until it is given', async () => {
    const one = await at('plain', { script: SCRIPT.replace('data-url', 'data-consent="I agree." data-url') });
    await one.press('Open chat');
    const box = await one.find('checkbox', 'I agree.');
    assert.deepEqual(await kept(one), []);
    assert.deepEqual(one.problems.filter((problem) => problem.includes(new URL(party.url).host)), []);
    await box.click();
    await one.press('Start chat');
    await one.say('Agreed');
    await one.reads(/^You, Agreed.*, (Sent|Delivered|Read)$/);
  });
});

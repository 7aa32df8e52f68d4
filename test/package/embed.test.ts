/** The scripts as a page loads them, in a real Chromium, under the policy that docs/security.md names. */
import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import type { Browser, Page } from 'puppeteer-core';
import { WebSocketServer } from 'ws';
import { launchChromium } from '../helpers/chromium.js';
import { together } from '../helpers/together.js';
import type {} from '../../src/embed/types.js';
import { SENTENCES } from '../../src/errors/codes.js';
import { told as sentence } from '../../src/errors/told.js';
import { build, fileOf } from './built.js';
import { startSite, type Site } from './site.js';

/** For what has to happen at some time, on a machine that has other things to do. Milliseconds. */
const PATIENCE = 20_000;

let browser: Browser;
let site: Site;
let backend: WebSocketServer;
/** Of the backend; nothing answers there, which is all these tests need. */
let url: string;
let page: Page;
let said: string[];
let errors: string[];
let hosts: Set<string>;

before(async () => {
  build();
  [browser, site] = await together([launchChromium(), startSite()]);
  backend = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  await new Promise((resolve) => backend.once('listening', resolve));
  url = `ws://127.0.0.1:${(backend.address() as { port: number }).port}`;
});

after(async () => {
  await browser?.close();
  await site?.close();
  for (const socket of backend?.clients ?? []) socket.terminate();
  await new Promise((resolve) => (backend ? backend.close(resolve) : resolve(undefined)));
});

beforeEach(async () => {
  const context = await browser.createBrowserContext();
  page = await context.newPage();
  said = [];
  errors = [];
  hosts = new Set();
  page.on('console', (message) => said.push(`${message.type()}: ${message.text()}`));
  page.on('pageerror', (error) => errors.push(String(error).split('\n')[0] ?? ''));
  page.on('request', (request) => hosts.add(new URL(request.url()).host));
  await page.evaluateOnNewDocument(() => {
    const w = window as unknown as { violations: string[]; sockets: string[] };
    w.violations = [];
    w.sockets = [];
    addEventListener('securitypolicyviolation', (event) => w.violations.push(`${event.violatedDirective} ${event.blockedURI} ${event.sample}`));
    const Native = WebSocket;
    window.WebSocket = class extends Native {
      constructor(address: string | URL, protocols?: string | string[]) {
        super(address, protocols);
        w.sockets.push(String(address));
      }
    };
  });
  site.refuse = site.hold = undefined;
  site.asked.length = 0;
  for (const name of Object.keys(site.pages)) delete site.pages[name];
});

afterEach(async () => {
  await page.browserContext().close();
});

const POLICY = (origin: string): string =>
  `default-src 'none'; script-src ${origin}; connect-src ${url} ${url.replace('ws', 'http')}; img-src ${site.origin} blob: data:; media-src blob:; style-src ${origin}; require-trusted-types-for 'script'; trusted-types lit-html`;

interface Options {
  readonly head?: string;
  readonly body?: string;
  readonly csp?: string;
}

/** Opens a page with this in it. */
async function open({ head = '', body = '<h1>Shop</h1>', csp = POLICY(site.origin) }: Options): Promise<void> {
  site.pages['/'] = { html: `<!doctype html><html lang="en"><head><title>Shop</title>${head}</head><body>${body}</body></html>`, csp };
  await page.goto(`${site.origin}/`, { waitUntil: 'load' });
}

const snippet = (attributes = '', { src = '/dist/embed.js', how = 'async' } = {}): string => `<script ${how} src="${src}" data-url="${url}" data-heading="Support" ${attributes}></script>`;

const mounted = (count = 1): Promise<unknown> =>
  page.waitForFunction((n) => document.querySelectorAll('chat-widget:defined').length === n, { timeout: PATIENCE }, count);

const launcher = (): Promise<unknown> => page.waitForSelector('::-p-aria([name="Open chat"][role="button"])', { timeout: PATIENCE });

async function openPanel(): Promise<void> {
  await (await page.waitForSelector('::-p-aria([name="Open chat"][role="button"])', { timeout: PATIENCE }))?.click();
  await page.waitForSelector('::-p-aria([name="Message"][role="textbox"])', { timeout: PATIENCE });
}

/** Until the files of these modules were asked for. */
async function asked(...modules: string[]): Promise<void> {
  const missing = () => modules.map((module) => `/dist/${fileOf(module)}`).filter((file) => !site.asked.includes(file));
  for (const end = Date.now() + PATIENCE; missing().length && Date.now() < end; ) await wait(20);
  assert.deepEqual(missing(), []);
}

const violations = (): Promise<string[]> => page.evaluate(() => (window as unknown as { violations: string[] }).violations);

/** A quiet page: no violation, no error, nothing said. A refused connection is the browser's own line, not ours. */
async function assertQuiet(): Promise<void> {
  assert.deepEqual(await violations(), []);
  assert.deepEqual(errors, []);
  assert.deepEqual(said.filter((line) => !/WebSocket connection|ERR_CONNECTION/.test(line)), []);
}

describe('the snippet', () => {
  it('mounts one floating widget at the end of the body, with every data- attribute as its attribute', async () => {
    await open({ head: snippet('data-placement="bottom-start" data-user-id="7" data-no-autoconnect') });
    await mounted();
    await launcher();
    const found = await page.evaluate(() => {
      const widget = document.querySelector('chat-widget') as HTMLElement;
      return { last: document.body.lastElementChild === widget, parent: widget.parentElement?.localName, attributes: Object.fromEntries([...widget.attributes].map(({ name, value }) => [name, value])) };
    });
    assert.equal(found.last, true);
    assert.equal(found.parent, 'body');
    for (const [name, value] of Object.entries({ url, heading: 'Support', placement: 'bottom-start', 'user-id': '7', 'no-autoconnect': '' })) assert.equal(found.attributes[name], value, name);
    await assertQuiet();
  });

  it('works before there is a body, and in the middle of one', async () => {
    for (const [head, body] of [[snippet('', { how: '' }), undefined], ['', `<h1>Shop</h1>${snippet('', { how: '' })}<p>After</p>`]] as const) {
      await open({ head, body });
      await mounted();
      assert.equal(await page.evaluate(() => document.body.lastElementChild?.localName), 'chat-widget');
    }
    await assertQuiet();
  });

  it('works from another origin', async () => {
    await open({ head: snippet('', { src: `${site.cdn}/dist/embed.js` }), csp: POLICY(site.cdn) });
    await openPanel();
    await assertQuiet();
    assert.deepEqual([...hosts].sort(), [...new Set([site.origin, site.cdn, url].map((one) => new URL(one).host))].sort().filter((host) => hosts.has(host)));
  });

  it('says what is missing where that origin does not allow it', async () => {
    site.cors = false;
    try {
      await open({ head: snippet('', { src: `${site.cdn}/dist/embed.js` }), csp: POLICY(site.cdn) });
      for (const end = Date.now() + PATIENCE; !said.some((line) => line.includes('load-failed')) && Date.now() < end; ) await wait(50);
      assert.match(said.join('\n'), /load-failed.*with CORS to other origins/);
    } finally {
      site.cors = true;
    }
  });

  it('opens and takes text under a strict policy, and asks nobody but its folder and the backend', async () => {
    await open({ head: snippet('data-conversation="c1"') });
    await openPanel();
    await page.keyboard.type('Hello');
    await page.keyboard.press('Enter');
    await page.waitForSelector('::-p-text(Hello)', { timeout: PATIENCE });
    await wait(300);
    await assertQuiet();
    const allowed = new Set([site.origin, url].map((one) => new URL(one).host));
    assert.deepEqual([...hosts].filter((host) => host && !allowed.has(host)), []);
    const sockets = await page.evaluate(() => (window as unknown as { sockets: string[] }).sockets);
    assert.deepEqual(sockets.filter((address) => !address.startsWith(url)), []);
  });

  it('without an address says so: what is written there would reach nobody', async () => {
    await page.evaluateOnNewDocument(() => addEventListener('chat-error', (event) => ((window as unknown as { told: unknown[] }).told ??= []).push((event as CustomEvent).detail.code)));
    await open({ head: '<script async src="/dist/embed.js" data-heading="Support"></script>' });
    await openPanel();
    await page.waitForFunction(() => (window as unknown as { told?: string[] }).told?.length, { timeout: PATIENCE });
    assert.deepEqual(await page.evaluate(() => (window as unknown as { told: string[] }).told), ['no-url']);
  });

  it('waits until the page has loaded, and then not long', async () => {
    site.pages['/'] = { html: `<!doctype html><html><head>${snippet()}</head><body><img src="/slow.png"></body></html>` };
    const loading = page.goto(`${site.origin}/`, { waitUntil: 'load' });
    await page.waitForFunction(() => window.ChatElements, { timeout: PATIENCE });
    await wait(500);
    assert.ok(!site.asked.includes('/dist/snippet.js'), 'loaded before the page was');
    site.release();
    await loading;
    await mounted();
    // A second, and what a busy machine adds; how long that takes over the files themselves is its own affair.
    const waited = await page.evaluate(() => {
      const [file] = performance.getEntriesByType('resource').filter(({ name }) => name.endsWith('/dist/snippet.js'));
      const [whole] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[];
      return file!.startTime - whole!.loadEventStart;
    });
    assert.ok(waited > 0 && waited < 3000, `${waited} ms`);
  });

  it('does not wait where the panel is to be open', async () => {
    site.pages['/'] = { html: `<!doctype html><html><head>${snippet('data-open')}</head><body><img src="/slow.png"></body></html>` };
    const loading = page.goto(`${site.origin}/`, { waitUntil: 'load' });
    await page.waitForFunction(() => window.ChatElements, { timeout: PATIENCE });
    await mounted();
    assert.equal(await page.evaluate(() => document.readyState), 'interactive');
    site.release();
    await loading;
  });

  it('does not wait for ever for a page that never finishes', async () => {
    site.pages['/'] = { html: `<!doctype html><html><head>${snippet()}</head><body><img src="/slow.png"></body></html>` };
    const loading = page.goto(`${site.origin}/`, { waitUntil: 'load' });
    await page.waitForFunction(() => window.ChatElements, { timeout: PATIENCE });
    await mounted();
    assert.equal(await page.evaluate(() => document.readyState), 'interactive');
    site.release();
    await loading;
  });

  it('makes no style or handler of an attribute', async () => {
    await open({ head: snippet('data-style="color:red" data-onclick="alert(1)" data-data-x="1" data-="of a tag manager"') });
    await mounted();
    assert.deepEqual(await page.evaluate(() => ['style', 'onclick', 'data-x'].filter((name) => document.querySelector('chat-widget')?.hasAttribute(name))), []);
    await assertQuiet();
  });

  it('writes nothing before the person interacts', async () => {
    await open({ head: snippet('data-greeting="Hello!"') });
    await mounted();
    await wait(800);
    const kept = await page.evaluate(async () => ({
      local: Object.keys(localStorage), session: Object.keys(sessionStorage), cookies: document.cookie, databases: (await indexedDB.databases()).length, caches: (await caches.keys()).length,
    }));
    assert.deepEqual(kept, { local: [], session: [], cookies: '', databases: 0, caches: 0 });
  });

  it('says once that files are missing, and breaks nothing', async () => {
    site.refuse = /^(?!embed\.js)/;
    await open({ head: snippet(), csp: '' });
    for (const end = Date.now() + PATIENCE; !said.some((line) => line.includes('load-failed')) && Date.now() < end; ) await wait(50);
    // Time for it to be said again.
    await wait(500);
    const ours = said.filter((line) => line.includes('chat-elements:'));
    assert.deepEqual(ours.filter((line) => line.includes('load-failed')), [`warn: [chat-elements:load-failed] ${SENTENCES['load-failed']}`]);
    assert.deepEqual(errors, []);
  });
});

describe('two of it', () => {
  it('with one url make one widget, and the developer is told once', async () => {
    await open({ head: `${snippet()}${snippet()}${snippet()}` });
    await mounted();
    await wait(300);
    assert.equal(await page.evaluate(() => document.querySelectorAll('chat-widget').length), 1);
    assert.deepEqual(said, [`warn: [chat-elements:duplicate] ${SENTENCES.duplicate}`]);
  });

  it('with two urls make two widgets', async () => {
    await open({ head: `${snippet()}${snippet().replace(url, `${url}/two`)}` });
    await mounted(2);
    await assertQuiet();
  });

  it('from two places: the first stays', async () => {
    await open({ head: `${snippet('', { how: 'defer' })}${snippet('', { how: 'defer', src: `${site.cdn}/dist/embed.js` })}`, csp: '' });
    await mounted();
    await wait(300);
    assert.equal(await page.evaluate(() => document.querySelectorAll('chat-widget').length), 1);
    assert.deepEqual(said, [`warn: [chat-elements:duplicate] ${SENTENCES.duplicate}`]);
  });
});

describe('window.ChatElements', () => {
  const evaluate = <T>(fn: () => T | Promise<T>): Promise<T> => page.evaluate(fn) as Promise<T>;

  for (const [what, taken] of [['an element of that id', '<p id="ChatElements"></p>'], ['another script', '<script>ChatElements = { mine: true }</script>']] as const) {
    it(`may be the name of ${what}: the widget comes all the same, and what is the page's stays`, async () => {
      await open({ csp: '', body: taken + snippet() });
      await mounted();
      assert.equal(await evaluate(() => (window as unknown as { ChatElements: { mine?: boolean } }).ChatElements.mine ?? document.querySelector('p')?.isConnected), true);
      await assertQuiet();
    });
  }

  it('is a queue before the script, and calls at once afterwards', async () => {
    await open({
      csp: '',
      head: `<script>window.calls = []; window.ChatElements ||= []; ChatElements.push((api) => calls.push(['early', typeof api.mount, !!document.querySelector('chat-widget')])); ChatElements.push(() => { throw new Error('of the page') });
        ChatElements.push(() => calls.push(['third']))</script>${snippet()}`,
    });
    await mounted();
    const calls = await evaluate(() => {
      const w = window as unknown as { calls: unknown[]; ChatElements: { push(fn: (api: unknown) => void): void } };
      w.ChatElements.push((api) => w.calls.push(['late', api === w.ChatElements]));
      return w.calls;
    });
    // Before the widget: that is where a page registers a protocol of its own.
    assert.deepEqual(calls, [['early', 'function', false], ['third'], ['late', true]]);
    assert.deepEqual(errors, ['Error: of the page']);
  });

  it('has everything the docs name once it is ready', async () => {
    await open({ head: snippet() });
    const kinds = await evaluate(async () => {
      const api = (await (window.ChatElements as unknown as { ready: Promise<Record<string, unknown>> }).ready) as Record<string, unknown>;
      return Object.fromEntries(['push', 'defineAll', 'registerProtocol', 'createConnection', 'mount', 'version'].map((name) => [name, typeof api[name]]));
    });
    assert.deepEqual(kinds, { push: 'function', defineAll: 'function', registerProtocol: 'function', createConnection: 'function', mount: 'function', version: 'string' });
  });

  it('alone mounts nothing, and loads nothing until it is called', async () => {
    await open({ head: '<script src="/dist/embed.js"></script>' });
    await wait(1300);
    assert.deepEqual(site.asked.filter((path) => path.startsWith('/dist/')), ['/dist/embed.js']);
    const tag = await evaluate(async () => ((await (window.ChatElements as unknown as { mount(o: object): Promise<Element> }).mount({ heading: 'Late', userId: 'u1', sounds: true, attachments: false })) as Element).outerHTML);
    assert.match(tag, /^<chat-widget(?=[^>]* heading="Late")(?=[^>]* user-id="u1")(?=[^>]* sounds="")(?![^>]* attachments)/);
  });

  it('defines all elements under names with a prefix', async () => {
    await open({ head: snippet() });
    await evaluate(async () => {
      await (window.ChatElements as unknown as { defineAll(o: object): Promise<void> }).defineAll({ prefix: 'acme-' });
    });
    assert.equal(await evaluate(() => Boolean(customElements.get('acme-chat-widget') && customElements.get('acme-message-list'))), true);
  });
});

describe('names', () => {
  it('of our elements may be taken: under a prefix all of them work, and nothing is said', async () => {
    await open({
      csp: '',
      head: `<script type="module">
        for (const tag of ['chat-widget', 'message-list', 'chat-composer', 'typing-indicator']) customElements.define(tag, class extends HTMLElement {});
        const { defineAll } = await import('/dist/classes.js');
        defineAll({ prefix: 'acme-' });
      </script>`,
      // With an address: a second later one that has nothing to connect to would say so.
      body: `<acme-chat-widget display="inline" heading="Ours" url="${url}"></acme-chat-widget>`,
    });
    await page.waitForSelector('::-p-aria([name="Message"][role="textbox"])', { timeout: PATIENCE });
    assert.equal(await page.evaluate(() => document.querySelector('acme-chat-widget')?.shadowRoot?.querySelector('acme-message-list') !== null), true);
    await assertQuiet();
  });

  it('may be taken in part: the widget works, and the developer is told what to do', async () => {
    await open({
      csp: '',
      head: `<script>customElements.define('message-list', class extends HTMLElement {});</script><script type="module" src="/dist/chat-widget.js"></script>`,
      body: `<chat-widget display="inline" url="${url}"></chat-widget>`,
    });
    await page.waitForSelector('::-p-aria([name="Message"][role="textbox"])', { timeout: PATIENCE });
    for (const end = Date.now() + PATIENCE; said.length === 0 && Date.now() < end; ) await page.evaluate(() => new Promise(requestAnimationFrame));
    assert.deepEqual(said, [`warn: [chat-elements:name-taken] ${sentence('message-list', true).message}`]);
    assert.deepEqual(errors, []);
  });

  it('are those of the docs where a page hands on nothing', async () => {
    await open({ csp: '', head: `<script type="module">const { defineAll } = await import('/dist/classes.js'); defineAll(null); defineAll({ prefix: null }); window.done = !!customElements.get('chat-widget');</script>` });
    await page.waitForFunction(() => (window as unknown as { done?: boolean }).done, { timeout: PATIENCE });
    assert.deepEqual([said, errors], [[], []]);
  });

  it('are not broken by a prefix that cannot be one', async () => {
    await open({ csp: '', head: `<script type="module">const { defineAll } = await import('/dist/classes.js'); defineAll({ prefix: '1 x' }); window.done = true;</script>` });
    await page.waitForFunction(() => (window as unknown as { done?: boolean }).done, { timeout: PATIENCE });
    assert.equal(said.length, 1);
    assert.match(said[0] ?? '', /invalid-input.*prefix/);
    assert.deepEqual(errors, []);
  });
});

describe('a page that swaps its body', () => {
  const swap = (extra = ''): Promise<void> =>
    page.evaluate((html) => {
      const body = document.createElement('body');
      const template = new DOMParser().parseFromString(`<h1>Next</h1>${html}`, 'text/html');
      body.append(...template.body.childNodes);
      document.body.replaceWith(body);
    }, extra);

  it('keeps the widget, the same one', async () => {
    await open({ head: snippet(), csp: '' });
    await mounted();
    await page.evaluate(() => ((document.querySelector('chat-widget') as unknown as { mark: number }).mark = 7));
    await swap();
    await wait(50);
    assert.deepEqual(await page.evaluate(() => [...document.querySelectorAll('chat-widget')].map((one) => [(one as unknown as { mark: number }).mark, one === document.body.lastElementChild])), [[7, true]]);
    await launcher();
  });

  it('has no second one when the page it goes back to was kept with a copy of it', async () => {
    await open({ head: snippet(), csp: '' });
    await mounted();
    await page.evaluate(() => {
      const copy = document.body.cloneNode(true);
      document.body.replaceWith(copy);
    });
    await wait(50);
    assert.equal(await page.evaluate(() => document.querySelectorAll('chat-widget').length), 1);
  });

  it('runs the snippet of the next page without a warning, and takes its settings', async () => {
    await open({ body: `<h1>Shop</h1>${snippet('data-user-id="1"')}`, csp: '' });
    await mounted();
    await page.evaluate((address) => {
      const body = document.createElement('body');
      const script = document.createElement('script');
      script.src = '/dist/embed.js';
      Object.assign(script.dataset, { url: address, heading: 'Next' });
      document.body.replaceWith(body);
      body.append(script);
    }, url);
    await page.waitForFunction(() => document.querySelector('chat-widget')?.getAttribute('heading') === 'Next', { timeout: PATIENCE });
    assert.deepEqual(await page.evaluate(() => [...document.querySelectorAll('chat-widget')].map((one) => one.getAttribute('user-id'))), [null]);
    assert.deepEqual(said.filter((line) => line.includes('chat-elements:')), []);
  });

  it('keeps it where the whole document is another one, and its body after that', async () => {
    await open({ head: snippet(), csp: '' });
    await mounted();
    await page.evaluate(() => {
      const html = document.createElement('html');
      html.append(document.createElement('head'), document.createElement('body'));
      document.documentElement.remove();
      document.append(html);
    });
    for (const last of [false, true]) {
      await wait(50);
      assert.equal(await page.evaluate(() => document.querySelectorAll('body > chat-widget:last-child').length), 1);
      if (!last) await swap();
    }
    await launcher();
  });

  it('may remove the widget for good', async () => {
    await open({ head: snippet(), csp: '' });
    await mounted();
    await page.evaluate(() => document.querySelector('chat-widget')?.remove());
    await swap();
    await wait(50);
    assert.equal(await page.evaluate(() => document.querySelector('chat-widget')), null);
  });
});

describe('the other scripts', () => {
  it('chat-elements.js upgrades tags before and after it', async () => {
    await open({ head: '<script type="module" src="/dist/chat-elements.js"></script>', body: `<chat-widget display="inline"></chat-widget><connection-badge></connection-badge>` });
    await page.waitForSelector('::-p-aria([name="Message"][role="textbox"])', { timeout: PATIENCE });
    assert.equal(await page.evaluate(() => document.querySelectorAll(':not(:defined)').length), 0);
    assert.deepEqual(await violations(), []);
    assert.equal(await page.evaluate(() => typeof (window.ChatElements as unknown as { mount: unknown }).mount), 'function');
  });

  it('chat-widget.js defines the widget and what it needs, alone', async () => {
    await open({ head: '<script type="module" src="/dist/chat-widget.js"></script>', body: '<chat-widget display="inline"></chat-widget>' });
    await page.waitForSelector('::-p-aria([name="Message"][role="textbox"])', { timeout: PATIENCE });
    assert.deepEqual(await violations(), []);
  });

  it('a widget in a connection whose script has yet to come, or was forgotten, shows nothing as sent: words stay in the box, what the page sends waits for it', async () => {
    await open({
      head: '<script type="module" src="/dist/chat-widget.js"></script>',
      body: `<chat-connection url="${url}" conversation="c1" user-id="visitor"><chat-widget display="inline"></chat-widget></chat-connection>`,
    });
    const input = '::-p-aria([name="Message"][role="textbox"])';
    await page.waitForSelector(input, { timeout: PATIENCE });
    await page.type(input, 'Is anybody there?');
    await page.keyboard.press('Enter');
    await page.waitForSelector('::-p-aria([role="alert"]) >>> ::-p-text(Not connected)', { timeout: PATIENCE });
    const state = () => page.evaluate(() => {
      const { draft, messages } = document.querySelector('chat-widget') as unknown as { draft: string; messages: { text: string }[] };
      return { draft, texts: messages.map(({ text }) => text) };
    });
    await page.evaluate(() => (document.querySelector('chat-widget') as unknown as { send(text: string): void }).send('By the page'));
    assert.deepEqual(await state(), { draft: 'Is anybody there?', texts: [] });
    await page.evaluate((script) => import(script), '/dist/chat-connection.js');
    const shows = (count: number) => page.waitForFunction((count) => (document.querySelector('chat-widget') as unknown as { messages: unknown[] }).messages.length === count, { timeout: PATIENCE }, count);
    await shows(1);
    await page.focus(input);
    await page.keyboard.press('Enter');
    await shows(2);
    assert.deepEqual(await state(), { draft: '', texts: ['By the page', 'Is anybody there?'] });
    const shared = () => (document.querySelector('chat-widget') as unknown as { session: unknown }).session === (document.querySelector('chat-connection') as unknown as { session: unknown }).session;
    assert.ok(await page.evaluate(shared), 'not the connection around it took them');
  });

  it('chat-widget.js asks for launcher and panel at once', async () => {
    site.hold = /^chunks\/launcher-/;
    site.pages['/'] = { html: '<!doctype html><html lang="en"><head><script type="module" src="/dist/chat-widget.js"></script></head><body><chat-widget display="inline"></chat-widget></body></html>' };
    const loading = page.goto(`${site.origin}/`);
    await asked('components/chat-widget/chat-widget.ts', 'components/chat-widget/body.ts');
    site.hold = undefined;
    site.release();
    await loading;
    await page.waitForSelector('::-p-aria([name="Message"][role="textbox"])', { timeout: PATIENCE });
  });

  it('what the backend speaks is asked for together with the panel, and not after it', async () => {
    site.hold = /^chunks\/panel-/;
    await open({ head: snippet('data-conversation="c1" data-protocol="topics"'), csp: '' });
    await asked('components/chat-widget/body.ts', 'src/protocols/topics/index.ts');
    site.hold = undefined;
    site.release();
    await openPanel();
  });

  for (const type of ['', 'type="module"'])
    it(`chat-elements.bundle.js is all there is, as ${type ? 'a module' : 'a classic script'}`, async () => {
      await open({ head: snippet('', { src: '/dist/chat-elements.bundle.js', how: `async ${type}` }) });
      await mounted();
      await openPanel();
      await page.keyboard.type('Hello');
      await page.keyboard.press('Enter');
      await page.waitForSelector('::-p-text(Hello)', { timeout: PATIENCE });
      await assertQuiet();
      assert.deepEqual(site.asked.filter((path) => path.startsWith('/dist/')), ['/dist/chat-elements.bundle.js']);
    });

  it('chat-elements.bundle.js takes a language from its own module, as docs/languages.md has it', async () => {
    const words = `<script type="module">import de from '/dist/npm/src/i18n/locales/de.js'; await ChatElements.registerStrings('de', de);</script>`;
    await open({ head: `<script src="/dist/chat-elements.bundle.js"></script>${words}`, body: '<div lang="de"><chat-widget display="inline"></chat-widget></div>', csp: '' });
    await page.waitForSelector('::-p-aria([name="Nachricht"][role="textbox"])', { timeout: PATIENCE });
    assert.deepEqual(site.asked.filter((path) => path.startsWith('/dist/')), ['/dist/chat-elements.bundle.js', '/dist/npm/src/i18n/locales/de.js']);
  });

  it('chat-elements.bundle.js with data- attributes that are for others mounts nothing', async () => {
    await open({ head: '<script src="/dist/chat-elements.bundle.js" data-turbo-track="reload" data-cfasync="false" data-no-optimize="1" data-format="js"></script>' });
    await page.waitForFunction(() => customElements.get('chat-widget'));
    await wait(1300);
    assert.equal(await page.evaluate(() => document.querySelector('chat-widget')), null);
    await assertQuiet();
  });

  it('chat-elements.bundle.js without data- attributes mounts nothing', async () => {
    await open({ head: '<script type="module" src="/dist/chat-elements.bundle.js"></script>' });
    await page.waitForFunction(() => customElements.get('chat-widget'));
    await wait(1300);
    assert.equal(await page.evaluate(() => document.querySelector('chat-widget')), null);
    await assertQuiet();
  });
});

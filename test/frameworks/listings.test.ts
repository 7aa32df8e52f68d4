/**
 * The listings in JavaScript are true: each is built as it stands against the package, used as its words say, and knocks at the door of the backend that it names.
 * Those of docs/backends.md are run by test/unit/protocols/worked-example.test.ts, components of other frameworks by frameworks.test.ts, HTML by test/e2e/docs.test.ts.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { build as bundle } from 'esbuild';
import type { Page } from 'puppeteer-core';
import { filesIn, root } from '../../scripts/files.mjs';
import { until } from '../e2e/person.js';
import { build } from '../package/built.js';
import { HOME, install } from './install.js';
import { openSite, type BuiltSite } from './site.js';

/** What a listing takes for granted, what it is given, and the first address that it asks for. */
interface Use {
  readonly file: string;
  readonly given?: string;
  readonly props?: string;
  readonly page?: string;
  readonly knocks?: RegExp;
  check?(page: Page): Promise<void>;
}

const ask = <T>(page: Page, value: () => T) => page.evaluate(value);

const USES: readonly Use[] = [
  {
    file: 'components/chat-composer/chat-composer.md', page: '<chat-composer></chat-composer>', given: "import 'chat-elements'; const composer = document.querySelector('chat-composer'); const answer = (text) => (globalThis.asked = text);",
    check: async (page) => {
      await page.type('>>> [aria-label=Message]', 'Hello\n');
      await until(() => ask(page, () => (globalThis as { asked?: string }).asked === 'Hello'), () => 'it was not heard');
    },
  },
  {
    file: 'components/chat-connection/chat-connection.md', page: '<chat-connection url="wss://api.example.com" conversation="c1"></chat-connection>', given: "import 'chat-elements'; globalThis.fetch = async (path) => ({ text: async () => `a token of ${path}` });",
    knocks: /^wss:\/\/api\.example\.com\/.*c1/,
    check: async (page) => {
      assert.equal(await ask(page, () => document.querySelector('chat-connection')!.stats.queuedMessageCount), 1);
    },
  },
  {
    file: 'components/chat-widget/chat-widget.md', page: '<chat-widget open></chat-widget>', given: "import 'chat-elements'; async function* answerTo(text) { yield 'You said '; yield text; }",
    check: async (page) => {
      await ask(page, () => document.querySelector('chat-widget')!.send('tea'));
      await until(() => ask(page, () => document.querySelector('chat-widget')!.messages.map(({ text, streaming }) => `${text} ${streaming ?? false}`).join() === 'tea false,You said tea false'), () => 'no answer');
    },
  },
  {
    file: 'components/message-list/message-list.md', page: '<message-list></message-list>', given: "import 'chat-elements'; const list = document.querySelector('message-list'); list.messages = [{ id: 'a', text: 'One' }];",
    check: async (page) => {
      await until(() => ask(page, () => /One[^]*One moment…/.test(document.querySelector('message-list')!.shadowRoot?.textContent ?? '')), () => 'it does not show both');
    },
  },
  {
    file: 'docs/frameworks.md', page: '<connection-badge></connection-badge>',
    check: async (page) => {
      assert.deepEqual(await ask(page, () => ['chat-widget', 'agent-inbox', 'connection-inspector'].map((tag) => !!customElements.get(tag))), [true, true, true]);
    },
  },
  {
    file: 'docs/frameworks.md', page: '<chat-widget open></chat-widget>', given: "import 'chat-elements';",
    check: async (page) => {
      await until(() => ask(page, () => document.querySelector('chat-widget')!.messages.map(({ text }) => text).join() === 'Hello,Anything else?'), () => 'it does not show both');
    },
  },
  {
    file: 'docs/languages.md', page: '<chat-composer lang="de"></chat-composer>', given: "import 'chat-elements';",
    check: async (page) => {
      await page.waitForSelector('>>> [placeholder="Frag uns was …"]');
    },
  },
  {
    file: 'docs/languages.md', page: '<chat-widget lang="nl"></chat-widget>', given: "import 'chat-elements';",
    check: async (page) => {
      await page.waitForSelector('::-p-aria(Chat openen[role="button"])');
    },
  },
  {
    file: 'docs/migration.md', props: '{ user: { id: "7" }, peer: { id: "9" }, getToken: () => "secret" }', knocks: /^wss:\/\/api\.example\.com\/socket\.io\/\?.*EIO=4/,
    check: async (page) => {
      const has = await page.evaluate(() => {
        const one = document.querySelector('chat-connection')!;
        return [one.protocol, one.userId, one.conversation, one.peerField, document.querySelector('chat-widget')!.display];
      });
      assert.deepEqual(has, ['socket-io', '7', '9', 'girl_id', 'inline']);
    },
  },
  {
    file: 'docs/migration.md', given: 'const sessionId = "s1"; const getToken = () => "secret"; const render = (...all) => (globalThis.rendered = all);', knocks: /^wss:\/\/tutor\.example\.com\/.*s1/,
    check: async (page) => {
      await until(() => page.evaluate(() => Array.isArray((globalThis as unknown as { rendered?: [string, unknown[]] }).rendered?.[1])), () => 'nothing was rendered');
    },
  },
  {
    file: 'docs/migration.md', props: '{ user: { id: "7" }, token: "secret", conversation: "c1", onNotification: () => {}, children: null }', knocks: /^wss:\/\/api\.example\.com\/.*7/,
  },
  {
    file: 'docs/migration.md', given: 'const auth = { token: () => "secret" }; const badge = () => {};',
    page: '<chat-connection protocol="topics" url="https://api.example.com" conversation="c1"></chat-connection>', knocks: /^wss:\/\/api\.example\.com\//,
    check: async (page) => {
      assert.deepEqual((await page.evaluate(() => document.querySelector('chat-connection')!.stats.subscriptions)).toSorted(), ['c1', 'c2']);
    },
  },
  { file: 'docs/migration.md', props: '{ conversationId: "c1", visitorId: "v1" }', knocks: /^wss:\/\/api\.example\.com\/ws/ },
];

/** In the order of `USES`: by file, then as they stand there. */
const listings = [...new Set(USES.map(({ file }) => file))].flatMap((file) => {
  const text = readFileSync(join(root, file), 'utf8');
  return [...text.matchAll(/^```(jsx?)\n([^]*?)^```/gm)].map(({ 1: language = '', 2: code = '', index }) => ({ file, line: text.slice(0, index).split('\n').length, language, code }));
});

let site: BuiltSite;

before(async () => {
  build();
  install();
  site = await openSite((path) => {
    const use = USES[Number(/^\/(\d+)$/.exec(path)?.[1])];
    return use && `<!doctype html><html lang="en"><title>Listing</title><link rel="icon" href="data:,"><body>${use.page ?? ''}<div id="root"></div><script type="module" src="/dist${path}.js"></script>`;
  });
});
after(() => site?.close());

describe('listings in JavaScript', () => {
  it('are all used here', () => {
    assert.deepEqual(listings.map(({ file }) => file), USES.map(({ file }) => file));
    const elsewhere = ['docs/backends.md', 'docs/server.md'];
    const others = ['README.md', ...filesIn('docs', '.md'), ...filesIn('components', '.md')].filter((file) => !elsewhere.includes(file) && /^```jsx?\n/m.test(readFileSync(join(root, file), 'utf8')));
    assert.deepEqual(others.toSorted(), [...new Set(USES.map(({ file }) => file))].toSorted());
  });

  for (const [i, use] of USES.entries())
    it(`${listings[i]?.file}:${listings[i]?.line} works as it stands`, { timeout: 60_000 }, async () => {
      const { code, language } = listings[i]!;
      const component = /export function (\w+)/.exec(code)?.[1];
      const mounted = component ? `import { createRoot } from 'react-dom/client'; createRoot(document.getElementById('root')).render(<${component} {...${use.props}} />);` : '';
      await bundle({
        stdin: { contents: `${use.given ?? ''}\n${code}\n${mounted}`, resolveDir: HOME, loader: language as 'js' | 'jsx', sourcefile: `listing.${language}` },
        outdir: join(site.folder, 'dist'), entryNames: String(i), bundle: true, format: 'esm', splitting: true, jsx: 'automatic', target: 'es2022', define: { 'process.env.NODE_ENV': '"production"' }, logLevel: 'error',
      });
      const page = await site.browser.newPage();
      const problems: string[] = [];
      page.on('pageerror', (error) => problems.push(String(error)));
      const session = await page.createCDPSession();
      await session.send('Network.enable');
      const asked: string[] = [];
      session.on('Network.webSocketCreated', ({ url }) => asked.push(url));
      await page.goto(`${site.origin}/${i}`);
      await until(async () => !use.knocks || asked.some((url) => use.knocks!.test(url)), () => `it asked for ${asked.join(', ') || 'nothing'}; ${problems.join('; ')}`);
      await use.check?.(page);
      assert.deepEqual(problems, []);
      await page.close();
    });
});

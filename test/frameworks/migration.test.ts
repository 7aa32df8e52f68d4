/** The listings of docs/migration.md are true: each is built as it stands, used as its words say, and knocks at the door of the backend that it names. */
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, normalize } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { build as bundle } from 'esbuild';
import type { Browser, Page } from 'puppeteer-core';
import { root } from '../../scripts/files.mjs';
import { until } from '../e2e/person.js';
import { launchChromium } from '../helpers/chromium.js';
import { build } from '../package/built.js';
import { HOME, install } from './install.js';

/** What a listing takes for granted, what it is given, and the first address that it must ask for. */
interface Use {
  readonly heading: string;
  readonly given?: string;
  readonly props?: string;
  readonly page?: string;
  readonly knocks: RegExp;
  check?(page: Page): Promise<void>;
}

const USES: readonly Use[] = [
  {
    heading: 'socket.io-client', props: '{ user: { id: "7" }, peer: { id: "9" }, getToken: () => "secret" }', knocks: /^wss:\/\/api\.example\.com\/socket\.io\/\?.*EIO=4/,
    check: async (page) => {
      const has = await page.evaluate(() => {
        const one = document.querySelector('chat-connection')!;
        return [one.protocol, one.userId, one.conversation, one.peerField, document.querySelector('chat-widget')!.display];
      });
      assert.deepEqual(has, ['socket-io', '7', '9', 'girl_id', 'inline']);
    },
  },
  {
    heading: 'hand-written WebSocket store', given: 'const sessionId = "s1"; const getToken = () => "secret"; const render = (...all) => (globalThis.rendered = all);', knocks: /^wss:\/\/tutor\.example\.com\/.*s1/,
    check: async (page) => {
      await until(() => page.evaluate(() => Array.isArray((globalThis as unknown as { rendered?: [string, unknown[]] }).rendered?.[1])), () => 'nothing was rendered');
    },
  },
  {
    heading: 'per-type handler registry', props: '{ user: { id: "7" }, token: "secret", conversation: "c1", onNotification: () => {}, children: null }', knocks: /^wss:\/\/api\.example\.com\/.*7/,
  },
  {
    heading: 'topic-subscription service', given: 'const auth = { token: () => "secret" }; const badge = () => {};',
    page: '<chat-connection protocol="topics" url="https://api.example.com" conversation="c1"></chat-connection>', knocks: /^wss:\/\/api\.example\.com\//,
    check: async (page) => {
      assert.deepEqual((await page.evaluate(() => document.querySelector('chat-connection')!.stats.subscriptions)).toSorted(), ['c1', 'c2']);
    },
  },
  { heading: "Cossistant's React provider", props: '{ conversationId: "c1", visitorId: "v1" }', knocks: /^wss:\/\/api\.example\.com\/ws/ },
];

interface Listing {
  readonly heading: string;
  readonly language: string;
  readonly code: string;
}

const listings: readonly Listing[] = readFileSync(join(root, 'docs/migration.md'), 'utf8').split(/^## /m).slice(1).flatMap((section) =>
  [...section.matchAll(/^```(jsx?)\n([^]*?)^```/gm)].map(([, language = '', code = '']) => ({ heading: section.split('\n')[0]!, language, code }))); // prettier-ignore

let folder: string;
let server: Server;
let origin: string;
let browser: Browser;

before(async () => {
  build();
  install();
  folder = mkdtempSync(join(tmpdir(), 'chat-elements-migration-'));
  server = createServer((request, response) => {
    const { pathname } = new URL(request.url!, 'http://site');
    const use = USES[Number(/^\/(\d)$/.exec(pathname)?.[1])];
    if (use) return void response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(`<!doctype html><html lang="en"><title>Migrated</title><link rel="icon" href="data:,"><body>${use.page ?? ''}<div id="root"></div><script type="module" src="/dist${pathname}.js"></script>`);
    readFile(join(folder, normalize(pathname))).then((body) => response.writeHead(200, { 'content-type': 'text/javascript' }).end(body), () => response.writeHead(404).end());
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  browser = await launchChromium();
});
after(async () => {
  await browser?.close();
  server?.closeAllConnections();
  server?.close();
  if (folder) rmSync(folder, { recursive: true, force: true });
});

describe('the migration notes', () => {
  it('have a use here for every listing', () => {
    assert.equal(listings.length, USES.length);
    for (const [i, { heading }] of USES.entries()) assert.ok(listings[i]!.heading.includes(heading), `${listings[i]!.heading} is not ${heading}`);
  });

  for (const [i, use] of USES.entries())
    it(`from ${use.heading}: the listing works as it stands`, { timeout: 60_000 }, async () => {
      const { code, language } = listings[i]!;
      const component = /export function (\w+)/.exec(code)?.[1];
      const mounted = component ? `import { createRoot } from 'react-dom/client'; createRoot(document.getElementById('root')).render(<${component} {...${use.props}} />);` : '';
      await bundle({
        stdin: { contents: `${use.given ?? ''}\n${code}\n${mounted}`, resolveDir: HOME, loader: language as 'js' | 'jsx', sourcefile: `migration.${language}` },
        outdir: join(folder, 'dist'), entryNames: String(i), bundle: true, format: 'esm', splitting: true, jsx: 'automatic', target: 'es2022', define: { 'process.env.NODE_ENV': '"production"' }, logLevel: 'error',
      });
      const page = await browser.newPage();
      const problems: string[] = [];
      page.on('pageerror', (error) => problems.push(String(error)));
      const session = await page.createCDPSession();
      await session.send('Network.enable');
      const asked: string[] = [];
      session.on('Network.webSocketCreated', ({ url }) => asked.push(url));
      await page.goto(`${origin}/${i}`);
      await until(async () => asked.some((url) => use.knocks.test(url)), () => `it asked for ${asked.join(', ') || 'nothing'}; ${problems.join('; ')}`);
      await use.check?.(page);
      assert.deepEqual(problems, []);
      await page.close();
    });
});

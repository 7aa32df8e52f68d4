/** Our built client as people have it: `dist/` in a page of a real Chromium, with a widget that shows the conversation. */
import { createServer, type Server } from 'node:http';
import { readFile } from 'node:fs/promises';
import { once } from 'node:events';
import { join, normalize } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { AddressInfo } from 'node:net';
import type { Browser, BrowserContext, Page } from 'puppeteer-core';
import { root } from '../../../scripts/files.mjs';
import { launchChromium } from '../../helpers/chromium.js';
import type { Client, Place } from '../types.js';

const TYPES: Record<string, string> = { js: 'text/javascript', json: 'application/json' };
/** What a look at a page may take before nobody can tell any more: a frozen or crashed page never answers. */
const ANSWER_MS = 3_000;

/** One browser and one site for all pages of a run. */
export class Pages {
  #browser: Browser | undefined;
  #site: Server | undefined;
  #starting: Promise<void> | undefined;
  readonly dist: string;
  constructor(dist = 'dist') {
    this.dist = dist;
  }

  async #start(): Promise<void> {
    this.#browser = await launchChromium({ whole: true, protocolTimeout: 120_000 });
    this.#site = createServer((request, response) => {
      const { pathname, searchParams } = new URL(request.url ?? '/', 'http://site');
      if (pathname.startsWith('/dist/')) {
        void readFile(join(root, this.dist, normalize(pathname).slice('/dist/'.length))).then(
          (body) => response.writeHead(200, { 'content-type': TYPES[pathname.split('.').pop() ?? ''] ?? 'text/plain', 'cache-control': 'max-age=3600' }).end(body),
          () => response.writeHead(404).end(),
        );
        return;
      }
      if (pathname === '/favicon.ico') return void response.writeHead(204).end();
      const body = pathname === '/chat' ? chat(searchParams.get('port')!, searchParams.get('room')!) : '<p>Somewhere else';
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(`<!doctype html><html lang="en"><title>Faults</title><body>${body}</body></html>`);
    });
    await once(this.#site.listen(0, '127.0.0.1'), 'listening');
  }
  get origin(): string {
    return `http://127.0.0.1:${(this.#site!.address() as AddressInfo).port}`;
  }
  /** In a profile of its own: its own storage, and a window that is visible. */
  async profile(): Promise<BrowserContext> {
    await (this.#starting ??= this.#start());
    return this.#browser!.createBrowserContext();
  }
  async close(): Promise<void> {
    await this.#browser?.close();
    this.#site?.closeAllConnections();
    this.#site?.close();
  }
}

const chat = (port: string, room: string): string => `
  <script type="module" src="/dist/chat-elements.js"></script>
  <chat-connection url="ws://127.0.0.1:${Number(port)}" conversation="${encodeURIComponent(room)}" user-id="page" user-name="Page"><chat-widget display="inline"></chat-widget></chat-connection>
  <script type="module">
    document.querySelector('chat-connection').addEventListener('chat-message', ({ detail }) => globalThis.heard?.(detail.message.text));
  </script>`;

type Parts = { connection: HTMLElement & { sendMessage(text: string): unknown }; widget: HTMLElement & { messages: readonly { text: string; own: boolean; status: string }[] } };

export async function pageClient(pages: Pages, { port, room, heard }: Place): Promise<Client & { tab(): Page }> {
  const profile = await pages.profile();
  const address = `${pages.origin}/chat?port=${port}&room=${encodeURIComponent(room)}`;
  let page: Page;
  const answer = <T>(promise: Promise<T>): Promise<T | undefined> => Promise.race([promise.catch(() => undefined), wait(ANSWER_MS).then(() => undefined)]);
  const ready = () => page.waitForFunction(() => customElements.get('chat-connection') && customElements.get('chat-widget'), { timeout: 30_000, polling: 20 });
  const open = async () => {
    page = await profile.newPage();
    page.setDefaultTimeout(60_000);
    if (process.env['FAULTS_DEBUG']) page.on('console', (message) => console.log('page:', message.text()));
    await page.exposeFunction('heard', heard);
    await page.goto(address, { waitUntil: 'load' });
    await ready();
  };
  await open();
  const cdp = async <T>(use: (session: Awaited<ReturnType<Page['createCDPSession']>>) => Promise<T>): Promise<T> => {
    const session = await page.createCDPSession();
    try {
      return await use(session);
    } finally {
      await session.detach().catch(() => {});
    }
  };
  return {
    tab: () => page,
    send: (text) => answer(page.evaluate((said) => {
      try {
        (document.querySelector('chat-connection') as unknown as Parts['connection']).sendMessage(said);
        return true;
      } catch (error) {
        // Not there yet: the page is loading. Anything else is a refusal.
        return error instanceof TypeError ? undefined : false;
      }
    }, text)),
    async shown() {
      const texts = await answer(page.evaluate(() => (document.querySelector('chat-widget') as unknown as Parts['widget']).messages.slice(-1500)
        .filter(({ status }) => status !== 'pending' && status !== 'failed').map(({ text }) => text)));
      return texts ?? [];
    },
    page: {
      async reload() {
        await page.reload({ waitUntil: 'load' });
        await ready();
      },
      async crash() {
        const gone = page;
        void cdp((session) => session.send('Page.crash')).catch(() => {});
        await Promise.race([new Promise((done) => gone.once('error', done)), wait(3_000)]);
        await open();
        await Promise.race([gone.close().catch(() => {}), wait(1_000)]);
      },
      async offline(ms) {
        await page.setOfflineMode(true);
        await wait(ms);
        await page.setOfflineMode(false);
      },
      async freeze(ms) {
        await cdp(async (session) => {
          await session.send('Page.setWebLifecycleState', { state: 'frozen' });
          await wait(ms);
          await session.send('Page.setWebLifecycleState', { state: 'active' });
        });
      },
      async bfcache(ms) {
        await page.goto(`${pages.origin}/elsewhere`, { waitUntil: 'load' });
        await wait(ms);
        await page.goBack({ waitUntil: 'load' });
        await ready();
      },
    },
    async stop() {
      await profile.close().catch(() => {});
    },
  };
}

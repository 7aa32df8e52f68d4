/** Frames by chance through the built connection, for each codec: nothing is thrown, nothing is closed, and memory comes back to where it was. */
import assert from 'node:assert/strict';
import { once as event } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import type { Browser, CDPSession, Page } from 'puppeteer-core';
import { WebSocketServer, type WebSocket } from 'ws';
import type { Frame } from '../../../src/protocols/codec.js';
import type { Peer } from '../../../src/testing/index.js';
import { launchChromium } from '../../helpers/chromium.js';
import { together } from '../../helpers/together.js';
import { build } from '../../package/built.js';
import { startSite, type Site } from '../../package/site.js';
import { CHANCES, context, ends } from '../../unit/protocols/chances.js';
import { until } from '../person.js';

/** `FRAMES=10000` takes a minute or two for all six; 10,000 for each codec, a third in each engine, are decoded in test/unit/protocols/chance.test.ts every time. */
const FRAMES = Number(process.env['FRAMES'] ?? 2500);
/** What a browser keeps of its own (compiled code, feedback of its engine) goes up and down by this much: 40 to 170 kB were seen, with 10,000 frames as well. Bytes. */
const NOISE = 400_000;

let browser: Browser;
let site: Site;

before(async () => {
  build();
  [browser, site] = await together([launchChromium(), startSite()]);
  site.pages['/'] = { html: '<!doctype html><title>Memory</title><script type="module" src="/dist/chat-elements.js"></script>' };
});
after(async () => {
  await browser?.close();
  await site?.close();
});

/** A real server around one that is in memory. */
async function serve(kit: (typeof CHANCES)[number]['kit']): Promise<{ url: string; all(frames: readonly Frame[]): void; made(): number; close(): Promise<void> }> {
  const backend = kit.backend();
  const http: Server = createServer((request, response) => {
    const headers = { 'Access-Control-Allow-Origin': '*', 'Access-Control-Allow-Headers': '*' };
    if (request.method === 'OPTIONS') return void response.writeHead(204, headers).end();
    const answer = backend.fetch?.({ url: new URL(request.url!, url), method: request.method!, headers: request.headers as Record<string, string>, body: '' }) as { status: number; body: string } | undefined;
    response.writeHead(answer?.status ?? 404, headers).end(answer?.body ?? '');
  });
  await event(http.listen(0, '127.0.0.1'), 'listening');
  const url = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
  const sockets = new WebSocketServer({ server: http });
  let last: WebSocket | undefined;
  let made = 0;
  sockets.on('connection', (socket, request) => {
    made++;
    last = socket;
    const peer: Peer = {
      url: new URL(request.url!, url),
      get open() {
        return socket.readyState === socket.OPEN;
      },
      send: (...frames) => frames.forEach((frame) => socket.send(frame)),
      close: (code, reason) => socket.close(code, reason),
    };
    socket.on('message', (data, binary) => backend.receive(peer, binary ? new Uint8Array(data as Buffer).slice().buffer : String(data)));
    backend.accept(peer);
  });
  return {
    url,
    all: (frames) => frames.forEach((frame) => last!.send(frame)),
    made: () => made,
    async close() {
      for (const socket of sockets.clients) socket.terminate();
      sockets.close();
      http.close();
      http.closeAllConnections();
      await event(http, 'close');
    },
  };
}

/** Bytes of JavaScript that are reachable. */
async function heap(cdp: CDPSession): Promise<number> {
  for (let i = 0; i < 3; i++) await cdp.send('HeapProfiler.collectGarbage');
  return (await cdp.send('Runtime.getHeapUsage')).usedSize;
}

describe('thousands of frames by chance', () => {
  for (const { kit, arbitrary } of CHANCES) {
    const { name } = kit.codec;
    it(`${name}: memory comes back`, { timeout: 60_000 }, async (t) => {
      const trial = kit.codec.start(context());
      const mark = new RegExp(`"${kit.unknown.name}"`);
      // Making them takes longer than reading them: so many, five times over, in an order of its own each time.
      const some = fc.sample(arbitrary, { numRuns: FRAMES / 5, seed: 1 }).filter((frame) => !trial.decode(frame).events.some(ends) && !(typeof frame === 'string' && mark.test(frame)));
      const frames = Array.from({ length: FRAMES }, (_, i) => some[(i * (2 * Math.floor(i / some.length) + 1)) % some.length]!);
      const server = await serve(kit);
      const page: Page = await (await browser.createBrowserContext()).newPage();
      const faults: string[] = [];
      page.on('pageerror', (error) => faults.push(String(error)));
      try {
        await page.evaluateOnNewDocument(() => addEventListener('unhandledrejection', ({ reason }) => setTimeout(() => {
          throw new Error(`unhandled: ${String(reason)}`);
        })));
        await page.goto(site.origin, { waitUntil: 'load' });
        const cdp = await page.createCDPSession();
        /** A connection comes, hears all this, and goes. */
        const life = async (heard: readonly Frame[]): Promise<void> => {
          const before = server.made();
          await page.evaluate((attributes, last) => {
            const element = document.createElement('chat-connection');
            for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
            document.body.append(element);
            document.title = '';
            element.registerHandlers({ [last]: () => (document.title += 'x') });
          }, { url: server.url, protocol: name, conversation: 'c1', 'user-id': 'u1', token: 'good-token' }, kit.unknown.name);
          await until(() => page.evaluate(() => document.querySelector('chat-connection')!.status === 'connected'), () => `${name} does not connect`);
          server.all(heard);
          // The last frame may have announced attachments: what comes in place of one shows that.
          server.all([kit.unknown.frame, kit.unknown.frame]);
          await until(async () => (await page.title()).length > 0, () => `${name} did not get to the end`, 30_000);
          assert.equal(await page.evaluate(() => document.querySelector('chat-connection')!.status), 'connected');
          assert.equal(server.made(), before + 1, 'the socket was closed');
          await page.evaluate(() => document.querySelector('chat-connection')!.remove());
        };
        // What is made once (code, tables, schemas) is there before.
        await life(frames.slice(0, 500));
        const start = await heap(cdp);
        await life(frames);
        let end = Infinity;
        await until(async () => (end = await heap(cdp)) - start < NOISE, () => `${name}: ${Math.round((end - start) / 1000)} kB are left`, 8000);
        t.diagnostic(`${Math.round(start / 1000)} kB before, ${Math.round((end - start) / 1000)} kB more after`);
        assert.deepEqual(faults, []);
      } finally {
        await page.browserContext().close();
        await server.close();
      }
    });
  }
});

/** share-tabs in a real browser: one socket at the server for all tabs, and how soon another tab leads when the first is closed, reloaded, crashed, frozen or hangs. */
import assert from 'node:assert/strict';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { after, before, beforeEach, describe, it } from 'node:test';
import type { Browser, BrowserContext, Page } from 'puppeteer-core';
import { startParty, type Party } from '../../demo/server/start.mjs';
import { launchChromium } from '../helpers/chromium.js';
import { fresh, PartyClient } from '../helpers/party-client.js';
import { together } from '../helpers/together.js';
import { build } from '../package/built.js';
import { startSite, type Site } from '../package/site.js';
import { until } from './person.js';

let browser: Browser;
let site: Site;
let party: Party;
let gate: Server;
let url: string;
/** Sockets of pages that are open now, and all there ever were. */
const open = new Set<Socket>();
let made = 0;
let context: BrowserContext;
let room: string;

before(async () => {
  build();
  [browser, site, party] = await together([launchChromium({ whole: true, args: ['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'] }), startSite(), startParty({ assistant: false })]);
  const { port, hostname } = new URL(party.url);
  // Counts WebSockets on their way to the server.
  gate = createServer((socket) => {
    const there = connect(Number(port), hostname);
    socket.once('data', (chunk: Buffer) => {
      if (!/upgrade: *websocket/i.test(chunk.toString('latin1'))) return;
      made++;
      open.add(socket);
    });
    socket.pipe(there).pipe(socket);
    for (const one of [socket, there]) {
      one.on('error', () => undefined).on('close', () => {
        open.delete(socket);
        socket.destroy();
        there.destroy();
      });
    }
  });
  await once(gate.listen(0, '127.0.0.1'), 'listening');
  url = `http://127.0.0.1:${(gate.address() as AddressInfo).port}`;
});

after(async () => {
  await browser?.close();
  gate?.close();
  await site?.close();
  await party?.dispose();
});

beforeEach(async () => {
  await context?.close();
  await until(async () => open.size === 0, () => `${open.size} sockets are left`);
  made = 0;
  context = await browser.createBrowserContext();
  room = fresh('tabs');
  site.pages['/'] = {
    html: `<!doctype html><html lang="en"><head><title>Shop</title><script type="module" src="/dist/chat-elements.js"></script></head><body>
      <chat-connection share-tabs url="${url}" conversation="${room}" user-id="ann" user-role="visitor"><chat-widget voice></chat-widget></chat-connection></body></html>`,
  };
});

interface Tab {
  readonly page: Page;
  status(): Promise<string>;
  texts(): Promise<string[]>;
  /** Texts of own messages that are not confirmed. */
  waiting(): Promise<string[]>;
  unread(): Promise<number>;
  say(text: string): Promise<void>;
  /** Each `chat-status` and `chat-message`, with its time. */
  told(): Promise<{ what: string; at: number }[]>;
}

async function tab(): Promise<Tab> {
  const page = await context.newPage();
  await page.evaluateOnNewDocument(() => {
    const told: unknown[] = [];
    Object.assign(globalThis, { told });
    addEventListener('chat-status', (event) => told.push({ what: (event as CustomEvent<{ status: string }>).detail.status, at: Date.now() }));
    addEventListener('chat-message', (event) => told.push({ what: `+${(event as CustomEvent<{ message: { text: string } }>).detail.message.text}`, at: Date.now() }));
  });
  await page.goto(site.origin, { waitUntil: 'load' });
  const one: Tab = {
    page,
    status: () => page.evaluate(() => (document.querySelector('chat-connection') as unknown as { status: string }).status),
    texts: () => page.evaluate(() => (document.querySelector('chat-widget') as unknown as { messages: { text: string }[] }).messages.map(({ text }) => text)),
    waiting: () => page.evaluate(() => (document.querySelector('chat-widget') as unknown as { messages: { text: string; status: string; own: boolean }[] }).messages.flatMap(({ text, status, own }) => (own && (status === 'pending' || status === 'failed') ? [`${text}: ${status}`] : []))),
    unread: () => page.evaluate(() => (document.querySelector('chat-widget') as unknown as { unread: number }).unread),
    say: (text) => page.evaluate((words) => void (document.querySelector('chat-connection') as unknown as { sendMessage(text: string): void }).sendMessage(words), text),
    told: () => page.evaluate(() => (globalThis as unknown as { told: { what: string; at: number }[] }).told),
  };
  await until(async () => (await one.status()) === 'connected', () => 'the tab does not connect');
  return one;
}

/** Another connection than the tabs': what these have already may still be on its way there. What came twice would come before or with the last. */
async function hasHeard(one: PartyClient, texts: readonly string[]): Promise<void> {
  const heard = () => one.entries.filter((e) => e.k === 'message').map((e) => (e.parts as { text: string }[])[0]!.text);
  await until(async () => heard().includes(texts.at(-1)!), () => `heard only ${heard().join(', ')}`);
  assert.deepEqual(heard(), texts);
}

const agent = () => PartyClient.open({ url: party.url, room, user: { id: 'sam', role: 'agent', name: 'Sam' } });
const all = (tabs: readonly Tab[], texts: readonly string[]) => until(
  async () => (await Promise.all(tabs.map(async (one) => (await one.texts()).join('|')))).every((now) => now === texts.join('|')) && (await Promise.all(tabs.map((one) => one.waiting()))).flat().length === 0,
  () => `not everywhere: ${texts.join('|')}`,
);

/** Milliseconds from a moment until a tab says that it leads (it looks for the connection by itself), and until it is connected again. */
async function takenOver(one: Tab, since: number, patience = 15_000): Promise<{ leads: number; connected: number }> {
  let last: { what: string; at: number }[] = [];
  const at = (what: string) => last.find((t) => t.what === what && t.at >= since)?.at;
  await until(async () => ((last = await one.told()), at('connected') !== undefined && open.size === 1), () => `nobody took over: ${JSON.stringify(last)}, ${open.size} sockets`, patience);
  return { leads: at('reconnecting')! - since, connected: at('connected')! - since };
}

describe('three tabs that share', () => {
  it('a voice message from a tab without the socket is in all of them', { timeout: 60_000 }, async () => {
    const tabs = [await tab(), await tab()] as const;
    const { page } = tabs[1];
    await page.bringToFront();
    const press = async (name: string) => (await page.waitForSelector(`::-p-aria(${name}[role="button"])`))!.click();
    await press('Open chat');
    await press('Record voice message');
    await page.waitForSelector('::-p-aria(Stop recording[role="button"])');
    // Until there is something in it.
    const timer = (await page.waitForSelector('>>> [role=timer]'))!;
    await until(() => timer.evaluate((node) => /0:0[1-9]/.test(node.textContent!)), () => 'nothing is recorded');
    await press('Stop recording');
    await press('Send voice message');
    const heard = (one: Tab) => one.page.evaluate(() => (document.querySelector('chat-widget') as unknown as { messages: { status: string; parts: { type: string; url?: string }[] }[] }).messages.map(({ status, parts }) => `${parts[0]!.type} ${status} ${new URL(parts[0]!.url!).pathname.includes('/files/')}`).join());
    await until(async () => (await Promise.all(tabs.map(heard))).every((all) => /^audio (sent|delivered|read) true$/.test(all)), () => 'it is not in all tabs');
    assert.equal(made, 1);
  });

  it('have one socket; messages, unread and sends are right in all', { timeout: 60_000 }, async (t) => {
    const sam = await agent();
    const tabs = [await tab(), await tab(), await tab()];
    assert.equal(open.size, 1);
    assert.equal(made, 1);
    await sam.saysAndWaits('Hello');
    await all(tabs, ['Hello']);
    // Counted with the next drawing, which a page behind another takes its time for.
    await until(async () => (await Promise.all(tabs.map((one) => one.unread()))).join() === '1,1,1', () => 'not unread once in each');
    const began = Date.now();
    await tabs[1]!.say('from the second');
    await tabs[2]!.say('from the third');
    await until(async () => (await tabs[0]!.texts()).length === 3, () => 'not all there');
    t.diagnostic(`said in followers, shown by the leader after ${Date.now() - began} ms`);
    const order = await tabs[0]!.texts();
    await all(tabs, order);
    assert.deepEqual(order.toSorted(), ['Hello', 'from the second', 'from the third']);
    for (const one of tabs) assert.deepEqual((await one.told()).filter(({ what }) => what.startsWith('+')).map(({ what }) => what), ['+Hello']);
    assert.equal(made, 1);
    await sam.leave();
  });

  for (const [how, end] of [
    ['closed', (page: Page) => page.close()],
    ['reloaded', (page: Page) => page.evaluate(() => location.reload())],
    ['crashed', async (page: Page) => {
      const session = await page.createCDPSession();
      void session.send('Page.crash').catch(() => undefined);
    }],
    ['about to be frozen', async (page: Page) => {
      const session = await page.createCDPSession();
      await session.send('Page.setWebLifecycleState', { state: 'frozen' });
    }],
  ] as const) {
    it(`another leads when the first is ${how}, and nothing is lost or doubled`, { timeout: 60_000 }, async (t) => {
      const sam = await agent();
      const tabs = [await tab(), await tab(), await tab()];
      const [first, second, third] = tabs as [Tab, Tab, Tab];
      await first.say('one');
      await all(tabs, ['one']);
      const since = Date.now();
      // On its way through a leader that goes.
      await Promise.all([second.say('two'), end(first.page)]);
      const times = await takenOver(second, since);
      // Said before, though it may have to wait for the new leader: others would come in between.
      await all([second, third], ['one', 'two']);
      await sam.saysAndWaits('three');
      await third.say('four');
      await all([second, third], ['one', 'two', 'three', 'four']);
      t.diagnostic(`led after ${times.leads} ms, connected after ${times.connected} ms`);
      // Lock and lead are quick; a machine with everything on it at once gets some time on top.
      assert.ok(times.leads < 1500, `led after ${times.leads} ms`);
      assert.equal(open.size, 1);
      await hasHeard(sam, ['one', 'two', 'three', 'four']);
      if (how === 'about to be frozen') {
        const session = await first.page.createCDPSession();
        await session.send('Page.setWebLifecycleState', { state: 'active' });
        await all(tabs, ['one', 'two', 'three', 'four']);
        assert.equal(open.size, 1);
      }
      await sam.leave();
    });
  }

  it('another leads and sends seconds after the first began to hang in the middle of a write, and the first steps down', { timeout: 90_000 }, async (t) => {
    const sam = await agent();
    const tabs = [await tab(), await tab()];
    const [first, second] = tabs as [Tab, Tab];
    await second.say('one');
    await all(tabs, ['one']);
    // The database is shut for all tabs for as long as that.
    const hangs = first.page.evaluate(() => new Promise<void>((ended, failed) => {
      const opening = indexedDB.open('chat-elements');
      opening.onerror = () => failed(opening.error);
      opening.onsuccess = () => {
        const db = opening.result;
        const transaction = db.transaction([...db.objectStoreNames], 'readwrite');
        transaction.oncomplete = () => {
          db.close();
          ended();
        };
        transaction.objectStore('values').get('hangs').onsuccess = () => {
          const end = Date.now() + 14_000;
          while (Date.now() < end);
        };
      };
    }));
    const since = Date.now();
    await second.say('two');
    let last: { what: string; at: number }[] = [];
    const after = (what: string) => last.find((one) => one.what === what && one.at > since + 3000)?.at;
    await until(async () => ((last = await second.told()), (await second.waiting()).length === 0 && after('connected') !== undefined), () => `nobody took over: ${JSON.stringify(last)}`, 20_000);
    const took = after('connected')! - since;
    t.diagnostic(`connected again ${took} ms after the leader began to hang`);
    // Five until it counts as gone, two more until nobody waits for the database.
    assert.ok(took > 4000 && took < 12_000, `${took} ms`);
    await hangs;
    await sam.saysAndWaits('three');
    await all(tabs, ['one', 'two', 'three']);
    await until(async () => open.size === 1, () => `${open.size} sockets`);
    await first.say('four');
    await all(tabs, ['one', 'two', 'three', 'four']);
    // On a line of its own.
    await sam.entry((e) => e.k === 'message' && (e.parts as { text: string }[])[0]!.text === 'four');
    await hasHeard(sam, ['one', 'two', 'three', 'four']);
    await sam.leave();
  });
});

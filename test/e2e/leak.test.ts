/** A widget that comes and goes a hundred times leaves nothing behind: no listener, no node, no heap that grows with the number of times. */
import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import type { Browser, CDPSession, Page } from 'puppeteer-core';
import { launchChromium } from '../helpers/chromium.js';
import { together } from '../helpers/together.js';
import { everybodyLeaves, person } from './person.js';
import { startStack, type Stack } from './stack.js';

let stack: Stack;
let browser: Browser;

before(async () => {
  [stack, browser] = await together([startStack({ shared: true }), launchChromium()]);
});
afterEach(() => everybodyLeaves(browser));
after(async () => {
  await browser?.close();
  await stack?.stop();
});

interface Figures {
  readonly listeners: number;
  readonly nodes: number;
  readonly heap: number;
}

async function figures(devtools: CDPSession): Promise<Figures> {
  // Twice: what the first one frees may hold the last reference to something else (FinalizationRegistry, weak maps).
  await devtools.send('HeapProfiler.collectGarbage');
  await devtools.send('HeapProfiler.collectGarbage');
  const { metrics } = await devtools.send('Performance.getMetrics');
  const of = (name: string) => metrics.find((one) => one.name === name)!.value;
  return { listeners: of('JSEventListeners'), nodes: of('Nodes'), heap: of('JSHeapUsedSize') };
}

/** Puts a widget with a connection of its own on the page, opens it, waits for what `until` says, and takes it away again; so many times. */
function comeAndGo(page: Page, times: number, connected: boolean): Promise<void> {
  return page.evaluate(
    async (count, wait) => {
      for (let i = 0; i < count; i++) {
        const widget = document.createElement('chat-widget') as HTMLElement & { updateComplete: Promise<boolean> };
        widget.setAttribute('url', '/');
        widget.setAttribute('conversation', 'leak');
        widget.setAttribute('user-id', 'leak');
        widget.setAttribute('open', '');
        const up = new Promise<void>((resolve) => {
          widget.addEventListener('chat-status', (event) => (event as CustomEvent<{ status: string }>).detail.status === 'connected' && resolve());
        });
        document.body.append(widget);
        await widget.updateComplete;
        if (wait) await up;
        widget.remove();
        // A task later it knows that this was not a move.
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
      await new Promise((resolve) => setTimeout(resolve, 300));
    },
    times,
    connected,
  );
}

for (const connected of [true, false]) {
  describe(`a widget that is taken away ${connected ? 'once connected' : 'while still connecting'}`, () => {
    it('leaves nothing behind after a hundred times', { timeout: 120_000 }, async (context) => {
      const one = await person(browser);
      await one.goto(`${stack.url}/plain/tags.html`);
      await one.page.evaluate(() => document.querySelectorAll('chat-connection, connection-badge').forEach((element) => element.remove()));
      const devtools = await one.page.createCDPSession();
      await devtools.send('Performance.enable');
      // What is made once and kept (style sheets, templates, the first connection of a database) is not a leak.
      await comeAndGo(one.page, 20, connected);
      const start = await figures(devtools);
      await comeAndGo(one.page, 100, connected);
      let end = await figures(devtools);
      // Databases and sockets are let go of by other processes, which a busy machine lets wait. A leak is there whenever one looks.
      const grew = () => end.listeners - start.listeners > 5 || end.nodes - start.nodes > 20 || end.heap - start.heap >= 1_000_000;
      for (const late = Date.now() + 15_000; grew() && Date.now() < late; end = await figures(devtools)) await new Promise((resolve) => setTimeout(resolve, 200));
      context.diagnostic(`listeners ${start.listeners} → ${end.listeners}, nodes ${start.nodes} → ${end.nodes}, heap ${Math.round(start.heap / 1000)} → ${Math.round(end.heap / 1000)} kB`);
      assert.ok(end.listeners - start.listeners <= 5, `listeners grew from ${start.listeners} to ${end.listeners}`);
      assert.ok(end.nodes - start.nodes <= 20, `nodes grew from ${start.nodes} to ${end.nodes}`);
      // A leaked widget weighs 50 kB and more; a hundred of them could not hide in this.
      assert.ok(end.heap - start.heap < 1_000_000, `heap grew from ${start.heap} to ${end.heap} bytes`);
      // What the browser itself says of a socket that is closed while it connects, which is what happens here.
      one.untroubled(connected ? undefined : /WebSocket is closed before the connection is established/);
    });
  });
}

/** What a page costs that is connected and left alone, for `npm run bench -- --only=idle`: main thread time over half a minute, beside an empty page in the same browser. */
import { createServer } from 'node:http';
import { existsSync, readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { root } from '../../scripts/files.mjs';
import { PartyProcess } from '../faults/services/party.js';
import { launchChromium } from '../helpers/chromium.js';
import { freePort } from '../../scripts/free-port.mjs';

const SECONDS = 30;

export async function benchIdle(): Promise<string> {
  const party = await new PartyProcess(await freePort()).start();
  const site = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://x').pathname;
    if (path.startsWith('/dist/') && existsSync(join(root, path))) return void response.writeHead(200, { 'content-type': 'text/javascript' }).end(readFileSync(join(root, path)));
    const chat = path === '/chat' ? `<script type="module" src="/dist/chat-elements.js"></script><chat-connection url="${party.url}" conversation="idle" user-id="u1"><chat-widget open></chat-widget></chat-connection>` : '';
    response.writeHead(200, { 'content-type': 'text/html' }).end(`<!doctype html><html lang="en"><title>idle</title><body>${chat}`);
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => site.once('listening', resolve));
  const browser = await launchChromium({ whole: true });
  try {
    const spent = async (path: string): Promise<{ task: number; script: number }> => {
      const page = await (await browser.createBrowserContext()).newPage();
      await page.goto(`http://127.0.0.1:${(site.address() as AddressInfo).port}${path}`);
      if (path === '/chat') await page.waitForFunction(() => (document.querySelector('chat-connection') as HTMLElement & { connected?: boolean }).connected);
      const cdp = await page.createCDPSession();
      await cdp.send('Performance.enable');
      await wait(5_000);
      const read = async () => Object.fromEntries((await cdp.send('Performance.getMetrics')).metrics.map(({ name, value }) => [name, value]));
      const before = await read();
      await wait(SECONDS * 1_000);
      const after = await read();
      await page.browserContext().close();
      const ms = (name: string) => (((after[name] ?? 0) - (before[name] ?? 0)) * 1_000) / SECONDS;
      return { task: ms('TaskDuration'), script: ms('ScriptDuration') };
    };
    const empty = await spent('/empty');
    const chat = await spent('/chat');
    return ['| main thread, ms per second | an empty page | connected, panel open |', '|---|---:|---:|', `| tasks | ${empty.task.toFixed(2)} | ${chat.task.toFixed(2)} |`, `| script | ${empty.script.toFixed(2)} | ${chat.script.toFixed(2)} |`].join('\n');
  } finally {
    await browser.close();
    site.close();
    await party.stop();
  }
}

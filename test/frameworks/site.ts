/** A folder for what a test builds, a server of its files, and a browser to look at them. */
import { mkdtempSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join, normalize } from 'node:path';
import type { Browser } from 'puppeteer-core';
import { launchChromium } from '../helpers/chromium.js';

const TYPES: Record<string, string> = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.css': 'text/css' };

export interface BuiltSite {
  readonly folder: string;
  readonly origin: string;
  readonly browser: Browser;
  close(): Promise<void>;
}

/** `pageOf`: the page at a path that is no file. */
export async function openSite(pageOf: (path: string) => string | undefined = () => undefined): Promise<BuiltSite> {
  const folder = mkdtempSync(join(tmpdir(), 'chat-elements-frameworks-'));
  const server = createServer((request, response) => {
    const path = normalize(new URL(request.url!, 'http://site').pathname).replace(/\/$/, '/index.html');
    const page = pageOf(path);
    if (page !== undefined) return void response.writeHead(200, { 'content-type': TYPES['.html'] }).end(page);
    readFile(join(folder, path)).then(
      (body) => response.writeHead(200, { 'content-type': TYPES[extname(path)] ?? 'text/plain' }).end(body),
      () => response.writeHead(404).end(),
    );
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const browser = await launchChromium();
  return {
    folder, browser, origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      await browser.close();
      server.closeAllConnections();
      server.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

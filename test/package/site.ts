/** A site that uses the chat: pages of a test's own on one origin, dist/ on another (as a CDN) or on the same, and a log of what was asked for. */
import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { join, normalize } from 'node:path';
import { root } from '../../scripts/files.mjs';

export interface SitePage {
  readonly html: string;
  readonly csp?: string;
}

export interface Site {
  readonly origin: string;
  /** The other origin, which has dist/ alone. */
  readonly cdn: string;
  readonly pages: Record<string, SitePage>;
  /** Paths asked for, in order, on either origin. */
  readonly asked: string[];
  /** Files of dist/ that are refused, by path and query. */
  refuse: RegExp | undefined;
  /** Whether the other origin lets pages of this one have its modules, as docs/hosting.md asks. */
  cors: boolean;
  /** Files of dist/ that are answered when the test says so. */
  hold: RegExp | undefined;
  /** `/slow.png` is answered after this, so that a page goes on loading for as long as a test wants. */
  release(): void;
  close(): Promise<void>;
}

const TYPES: Record<string, string> = { js: 'text/javascript', css: 'text/css', json: 'application/json', html: 'text/html', png: 'image/png' };
/** One transparent pixel. */
const PIXEL = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==', 'base64');

/** `/dist/…` is served on both origins, `/slow.png` comes when the test says so, everything else is a page. */
export async function startSite(): Promise<Site> {
  const site = { pages: {}, asked: [], refuse: undefined, hold: undefined, cors: true } as unknown as { -readonly [K in keyof Site]: Site[K] };

  const held: (() => void)[] = [];
  const listen = async (cdn: boolean): Promise<[Server, string]> => {
    const server = createServer((request, response) => {
      const url = new URL(request.url ?? '/', 'http://site');
      if (url.pathname === '/favicon.ico') return void response.writeHead(204).end();
      site.asked.push(url.pathname);
      void (async () => {
        if (url.pathname.startsWith('/dist/')) {
          const path = normalize(url.pathname).slice('/dist/'.length);
          if (site.hold?.test(path)) await new Promise<void>((resolve) => held.push(resolve));
          const body = site.refuse?.test(path + url.search) ? undefined : await readFile(join(root, 'dist', path)).catch(() => undefined);
          if (!body) return response.writeHead(404).end();
          // Module scripts of another origin are fetched with CORS.
          return response.writeHead(200, { 'content-type': TYPES[path.split('.').pop() ?? ''] ?? 'text/plain', ...(cdn && site.cors ? { 'access-control-allow-origin': '*' } : {}) }).end(body);
        }
        if (url.pathname === '/slow.png') {
          await new Promise<void>((resolve) => held.push(resolve));
          return response.writeHead(200, { 'content-type': 'image/png' }).end(PIXEL);
        }
        const page = cdn ? undefined : site.pages[url.pathname];
        if (!page) return response.writeHead(404, { 'content-type': 'text/plain' }).end();
        return response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', ...(page.csp ? { 'content-security-policy': page.csp } : {}) }).end(page.html);
      })();
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    return [server, `http://127.0.0.1:${(server.address() as AddressInfo).port}`];
  };

  const [[first, origin], [second, cdn]] = await Promise.all([listen(false), listen(true)]);
  Object.assign(site, {
    origin,
    cdn,
    release: () => held.splice(0).forEach((resolve) => resolve()),
    close: async () => {
      for (const server of [first, second]) {
        server.closeAllConnections();
        await new Promise((resolve) => server.close(resolve));
      }
    },
  });
  return site;
}

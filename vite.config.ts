/**
 * The demo's web server, for scripts/start.mjs: pages that use what ships are served as they lie in demo/, the others through Vite with reload.
 * The same strict policy covers both, so nothing here may bring an inline script or style into a page.
 */
import { createReadStream, existsSync, readFileSync, statSync } from 'node:fs';
import { extname, join, normalize, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineConfig, type Connect, type Plugin } from 'vite';
import { HEADERS } from './demo/policy.mjs';

const root = fileURLToPath(new URL('.', import.meta.url));
const demo = join(root, 'demo');

/** Pages without a build step: what anybody would copy. Not even Vite's own client script is added to them. */
const AS_IS = new Set(['index.html', 'delivery/index.html', 'plain/snippet.html', 'plain/tags.html', 'plain/one-file.html']);

const TYPES: Record<string, string> = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript; charset=utf-8', '.css': 'text/css; charset=utf-8', '.json': 'application/json; charset=utf-8', '.map': 'application/json' };

/** `/delivery` → `delivery/index.html`, `/plain/tags.html` → `plain/tags.html`. */
const pageOf = (path: string) => (/\.\w+$/.test(path) ? path : `${path.replace(/\/$/, '')}/index.html`).replace(/^\//, '');

/** The file of what ships that an address means; never one outside dist/. */
function shippedFile(path: string): string | undefined {
  if (path === '/custom-elements.json') return join(root, 'custom-elements.json');
  if (!path.startsWith('/dist/')) return undefined;
  const file = normalize(join(root, path));
  return file.startsWith(join(root, 'dist') + sep) ? file : undefined;
}

const serve: Connect.NextHandleFunction = (request, response, next) => {
  for (const [name, value] of Object.entries(HEADERS)) response.setHeader(name, value);
  let path: string;
  try {
    path = decodeURIComponent(new URL(request.url ?? '/', 'http://demo').pathname);
  } catch {
    response.writeHead(400).end();
    return;
  }
  // The text of a page as it lies on disk, for the page that shows it.
  const source = /^\/source(\/plain\/[\w-]+\.(?:html|js))$/.exec(path)?.[1];
  if (source && existsSync(join(demo, source))) {
    response.writeHead(200, { 'content-type': 'text/plain; charset=utf-8' }).end(readFileSync(join(demo, source)));
    return;
  }
  // A page is known by one address, so that its relative links hold.
  if (/^\/(delivery|inbox|gallery|plain|playground|studio)$/.test(path)) {
    response.writeHead(301, { location: `${path}/` }).end();
    return;
  }
  const page = pageOf(path);
  const file = AS_IS.has(page) ? join(demo, page) : shippedFile(path);
  if (!file) return next();
  if (!existsSync(file) || !statSync(file).isFile()) {
    response.writeHead(404, { 'content-type': 'text/plain; charset=utf-8' }).end(path.startsWith('/dist/') ? 'Not built yet: npm run build' : 'There is no such page.');
    return;
  }
  response.setHeader('content-type', TYPES[extname(file)] ?? 'application/octet-stream');
  response.setHeader('cache-control', 'no-cache');
  // As on a CDN: other sites may load it, and may check its hash.
  if (path.startsWith('/dist/')) response.setHeader('access-control-allow-origin', '*');
  createReadStream(file).pipe(response);
};

const pages = (): Plugin => ({
  name: 'demo-pages',
  configureServer(server) {
    server.middlewares.use(serve);
  },
});

/** Where the server is gone, Vite's client makes a worker of a blob, which the pages' own policy forbids, and says so in their console. It can ask from the page as well. */
const client = (): Plugin => ({
  name: 'client-without-worker',
  transform(code, id) {
    if (!id.includes('/vite/dist/client/client.mjs')) return undefined;
    const has = /typeof SharedWorker === ["']undefined["']/;
    if (!has.test(code)) throw new Error("Vite's client no longer asks for a SharedWorker as vite.config.ts knows it.");
    return { code: code.replace(has, 'true'), map: null };
  },
});

/** `import 'chat-elements'` as an application would write it: package.json says which file that is. */
function ownPackage() {
  const { name, exports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { name: string; exports?: Record<string, string | { default: string }> };
  return Object.entries(exports ?? {}).flatMap(([path, target]) =>
    typeof target === 'string' ? [] : [{ find: new RegExp(`^${name}${path.slice(1)}$`), replacement: join(root, target.default) }],
  );
}

export default defineConfig({
  root: demo,
  appType: 'mpa',
  publicDir: false,
  cacheDir: join(root, '.cache/vite'),
  clearScreen: false,
  // Lit's development build greets every visitor with a warning.
  resolve: { alias: ownPackage(), conditions: ['module', 'browser', 'production'] },
  plugins: [pages(), client()],
  server: {
    // An error would be drawn over the page through innerHTML, which the pages' own policy forbids; it is in the terminal.
    hmr: { overlay: false },
    fs: { allow: [root] },
  },
  optimizeDeps: {
    entries: ['inbox/index.html', 'gallery/*.html', 'playground/index.html', 'studio/*.html', 'plain/index.html', 'plain/package.html'],
    // Found late, one of these would reload the page under somebody's hands.
    include: [
      'lit', 'lit/decorators.js', 'lit/directives/class-map.js', 'lit/directives/if-defined.js', 'lit/directives/live.js', 'lit/directives/ref.js', 'lit/directives/repeat.js',
      'lit/directives/guard.js', 'lit/directives/keyed.js', 'lit/directives/cache.js', 'lit/directive.js', '@lit/context', 'partysocket/ws', 'zod/mini',
    ], // prettier-ignore
  },
});

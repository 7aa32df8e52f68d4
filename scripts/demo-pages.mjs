/**
 * The demo's pages for `npm start -- --reload off`: their scripts are bundled once, so that a page loads a dozen files where it would load three hundred, each compiled for it.
 * Tests start it so: there a page is opened hundreds of times, and none of its sources changes. test/e2e/pages.test.ts opens each page in the other way as well.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { extname, join, normalize, posix, sep } from 'node:path';
import { build } from 'esbuild';
import { filesIn, root } from './files.mjs';

const demo = join(root, 'demo');
const TYPES = { '.html': 'text/html; charset=utf-8', '.css': 'text/css; charset=utf-8', '.svg': 'image/svg+xml', '.woff2': 'font/woff2' };
/** What tests import in a page, beside what the pages name themselves. */
const MORE = ['studio/contrast.ts', 'gallery/skin.ts'];

/** `gallery/state.ts`, for each script of each page that is written for a bundler. */
function scripts() {
  const named = filesIn('demo', '.html').flatMap((page) => [...readFileSync(join(root, page), 'utf8').matchAll(/<script type="module" src="\/(?!dist\/)([^"]+)"/g)].map((match) => match[1]));
  return [...new Set([...named, ...MORE])];
}

/** What the bundle depends on, as it lies there now. */
function stateOf(entries) {
  const sources = ['src', 'components', 'demo', 'dist/npm'].flatMap((folder) => filesIn(folder, 's')).filter((path) => !path.startsWith('demo/server/'));
  const hash = createHash('sha256').update(entries.join());
  for (const path of [...sources, 'package.json', 'package-lock.json', 'tsconfig.json', 'scripts/demo-pages.mjs']) {
    const { mtimeMs, size } = statSync(join(root, path));
    hash.update(`${path} ${mtimeMs} ${size}\n`);
  }
  return hash.digest('hex').slice(0, 16);
}

/** Scripts by their address. Kept for the next start, since tests start many. */
async function bundle(entries) {
  const kept = join(root, '.cache/pages.json');
  const state = stateOf(entries);
  try {
    const { state: of, scripts } = JSON.parse(readFileSync(kept, 'utf8'));
    if (of === state) return scripts;
  } catch {
    // Nothing is kept yet.
  }
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: entries.map((path) => ({ in: posix.join('demo', path), out: path.replace(/\.\w+$/, '') })),
    outdir: demo,
    chunkNames: 'bundled/[name]-[hash]',
    bundle: true,
    splitting: true,
    write: false,
    format: 'esm',
    target: 'es2022',
    tsconfig: join(root, 'tsconfig.json'),
    conditions: ['production', 'browser'],
    // What the package calls free of side effects is imported for them by a page.
    ignoreAnnotations: true,
    logLevel: 'warning',
  });
  const scripts = Object.fromEntries(outputFiles.map(({ path, text }) => [path.slice(demo.length).replaceAll(sep, '/'), text]));
  for (const path of entries) scripts[`/${path}`] = scripts[`/${path.replace(/\.\w+$/, '.js')}`];
  mkdirSync(join(root, '.cache'), { recursive: true });
  // Written aside first: another one may start just now.
  writeFileSync(`${kept}.${process.pid}`, JSON.stringify({ state, scripts }));
  renameSync(`${kept}.${process.pid}`, kept);
  return scripts;
}

/** A plugin for Vite's server that answers for all of demo/. */
export async function bundledPages() {
  const bundled = new Map(Object.entries(await bundle(scripts())));

  return {
    name: 'demo-bundled-pages',
    configureServer(server) {
      server.middlewares.use((request, response, next) => {
        const { pathname } = new URL(request.url ?? '/', 'http://demo');
        const script = bundled.get(pathname);
        // Some are empty.
        if (script !== undefined) {
          response.writeHead(200, { 'content-type': 'text/javascript; charset=utf-8', 'cache-control': 'no-cache' }).end(script);
          return;
        }
        const path = pathname.endsWith('/') ? `${pathname}index.html` : pathname;
        const file = normalize(join(demo, path));
        const type = TYPES[extname(file)];
        if (!type || !file.startsWith(demo + sep) || !existsSync(file) || !statSync(file).isFile()) return next();
        response.writeHead(200, { 'content-type': type, 'cache-control': 'no-cache' }).end(readFileSync(file));
      });
    },
  };
}

/** Unit and element tests, in every engine this run asks for. Start it through `npm run test:unit`, which picks files and counts results. */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { esbuildPlugin } from '@web/dev-server-esbuild';
import { chromeLauncher } from '@web/test-runner-chrome';
import puppeteer from 'puppeteer-core';
import { chromiumArgs, find, selected } from './scripts/browsers.mjs';
import { reporter } from './scripts/wtr-reporter.mjs';
import { webkitLauncher } from './scripts/wtr-webkit.mjs';

const at = (path) => fileURLToPath(new URL(path, import.meta.url));

const MINUTE = 60_000;

/** Nobody here asks puppeteer what a page loads, so the browsers need not tell. Three of them start at a time, which on a busy machine takes longer than the half minute that puppeteer has for one. */
const quiet = { networkEnabled: false, issuesEnabled: false, timeout: 2 * MINUTE };

const launch = {
  chromium: () => chromeLauncher({ puppeteer, launchOptions: { ...quiet, executablePath: find.chromium(), args: chromiumArgs } }),
  firefox: () => chromeLauncher({ puppeteer, launchOptions: { ...quiet, browser: 'firefox', executablePath: find.firefox(), extraPrefsFirefox: { 'media.autoplay.default': 0 } } }),
  webkit: () => webkitLauncher(find.webkit()),
};

/** mock-socket and axe-core ship UMD only, which a browser cannot import. Neither can the `development` build of socket.io-parser: it imports `debug`, which is CommonJS. */
const umd = {
  name: 'umd-packages',
  resolveImport({ source }) {
    if (source === 'mock-socket') return '/node_modules/mock-socket/dist/mock-socket.es.mjs';
    if (source === 'socket.io-parser') return '/node_modules/socket.io-parser/build/esm/index.js';
    if (source === 'axe-core') return '/__test/axe-core.js';
    return undefined;
  },
  async serve(context) {
    if (context.path !== '/__test/axe-core.js') return undefined;
    const source = await readFile(at('./node_modules/axe-core/axe.min.js'), 'utf8');
    return { type: 'js', body: `const module = { exports: {} };\n${source}\nexport default module.exports;` };
  },
};

/** `import frames from '../fixtures/x/frames.json'` works as in Node, while `fetch` of the same file still gets plain JSON. */
const jsonModules = {
  name: 'json-modules',
  resolveImport: ({ source, code = '' }) => {
    if (!/^[./].*\.json$/.test(source)) return undefined;
    // Engines that know `with { type: 'json' }` insist on a JSON response; only the bare form needs help.
    return new RegExp(`${source.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}['"]\\s*with\\b`).test(code) ? undefined : `${source}?module`;
  },
  resolveMimeType: (context) => (context.path.endsWith('.json') && context.querystring === 'module' ? 'js' : undefined),
  transform: (context) => (context.path.endsWith('.json') && context.querystring === 'module' ? `export default ${context.body}` : undefined),
};

const { SEED, WTR_BUNDLED: bundled } = process.env;
const seed = SEED === 'random' ? Math.floor(Math.random() * 2 ** 31) : SEED;

export default {
  rootDir: at('.'),
  files: ['test/unit/**/*.test.ts', 'test/components/**/*.test.ts'],
  // Bundled files (scripts/unit-bundle.mjs) are served as they are. The development build of Lit warns about mistakes that the production one hides.
  nodeResolve: !bundled && { browser: true, exportConditions: ['development', 'browser'] },
  plugins: bundled ? [] : [umd, jsonModules, esbuildPlugin({ ts: true, target: 'es2022', tsconfig: at('./tsconfig.json') })],
  // Random stories tell which they were; see test/unit/session/model.test.ts.
  testRunnerHtml: (framework) => `<!doctype html><html><body><script>__SEED__ = ${JSON.stringify(seed)}</script><script type="module" src="${framework}"></script></body></html>`,
  browsers: selected().map((name) => launch[name]()),
  // One page per browser, so that focus and visibility are real. All browsers at a time: a page waits for frames and timers half of its time.
  concurrency: 1,
  concurrentBrowsers: 3,
  browserStartTimeout: 3 * MINUTE,
  testsStartTimeout: 2 * MINUTE,
  // A page has up to a dozen files. A seed tells ten times as many stories.
  testsFinishTimeout: (SEED ? 25 : 15) * MINUTE,
  // Never what a test states: only the end of one that hangs. An engine on a busy machine takes its time.
  testFramework: { config: { ui: 'bdd', timeout: 30_000 } },
  coverageConfig: { include: ['src/**/*.ts', 'components/**/*.ts'], reporters: ['text-summary', 'lcov'] },
  filterBrowserLogs: ({ args }) => !String(args[0]).includes('Lit is in dev mode'),
  reporters: [reporter()],
};

/**
 * Test files for browsers, bundled before they run: a page then loads a dozen files where it would load two hundred, in each of three engines. What they share is in chunks of
 * its own, and what is loaded when needed stays so.
 */
import { readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { build } from 'esbuild';
import { filesIn, root } from './files.mjs';
import { slimmed } from './slim.mjs';

/** A folder for each run, since two may run at a time. */
const FOLDER = '.cache/unit-';
export const folderOf = (run) => `${FOLDER}${run}`;

/** Packages whose usual entry no browser can import: mock-socket and axe-core are UMD, and `socket.io-parser` asks for `debug`, which is CommonJS. */
const ENTRIES = {
  'mock-socket': 'mock-socket/dist/mock-socket.es.mjs',
  'socket.io-parser': 'socket.io-parser/build/esm/index.js',
  'axe-core': 'axe-core/axe.min.js',
};
const entries = {
  name: 'entries',
  setup({ onResolve }) {
    for (const [name, path] of Object.entries(ENTRIES)) onResolve({ filter: new RegExp(`^${name.replace('.', '\\.')}$`) }, () => ({ path: join(root, 'node_modules', path) }));
  },
};

/** Of `@open-wc/testing` only what the tests use: all of it brings axe-core, which takes longer to set itself up in a page than most test files take to run. test/helpers/axe.ts loads it when it is asked. */
const testing = {
  name: 'testing',
  setup({ onLoad }) {
    const folder = join(root, 'node_modules/@open-wc/testing');
    onLoad({ filter: /@open-wc[\\/]testing[\\/]index\.js$/ }, () => ({ contents: "export { expect } from '@esm-bundle/chai';\nexport * from '@open-wc/testing-helpers';", resolveDir: folder }));
  },
};

/** With SLIM set, packages as the shipped scripts have them: test/package/slim.test.ts runs tests over them. */
const slim = {
  name: 'slim',
  setup({ onLoad }) {
    if (!process.env.SLIM) return;
    onLoad({ filter: /[\\/]node_modules[\\/].*\.js$/ }, ({ path }) => {
      const contents = slimmed(path.replaceAll('\\', '/'), readFileSync(path, 'utf8'));
      return contents === undefined ? undefined : { contents };
    });
  },
};

/** Files of these folders change nothing that the next one would notice, so they share a page, the folders of a line the same: one takes as long to open as most of them to run. */
const TOGETHER = [
  ['test/unit/audio', 'test/unit/connection', 'test/unit/storage'],
  ['test/unit/conversation'],
  ['test/unit/protocols'],
  ['test/components/message-list'],
  ['test/components/chat-composer'],
  ['test/components/chat-widget'],
  ['test/components/connection-inspector', 'test/components/agent-inbox', 'test/components/audio-player', 'test/components/connection-badge', 'test/components/typing-indicator'],
];

/** But for those that state what holds for the life of a page or what is loaded when, and one that looks for others beside itself. */
const ALONE = [
  ...['conformance', 'traps', 'worked-example'].map((name) => `test/unit/protocols/${name}.test.ts`),
  ...['names', 'opening', 'session'].map((name) => `test/components/chat-widget/${name}.test.ts`),
];

/** What a page runs: a name for it, and the files. */
export function pagesOf(files) {
  const pages = new Map();
  for (const file of files) {
    const folders = ALONE.includes(file) ? undefined : TOGETHER.find((line) => line.includes(posix.dirname(file)));
    const name = folders ? `${folders[0]}.test.ts` : file;
    pages.set(name, [...(pages.get(name) ?? []), file]);
  }
  return [...pages].map(([name, held]) => ({ name: held.length > 1 ? name : held[0], files: held }));
}

/** The name under which a page's tests are served. */
export const bundled = (name, folder) => posix.join(folder, name.replace(/\.ts$/, '.js'));
/** And back, for people. */
export const sourceOf = (path) => path.replace(/^\.cache\/unit-[^/]*\/(.*)\.js$/, '$1.ts');

/** Several files for one page, each in a suite of its name with the hooks that it has set. What they share (the test runner's own cleaning) stays with all. */
const together = (pages) => ({
  name: 'together',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^together:/ }, ({ path }) => ({ path: path.slice('together:'.length), namespace: 'together' }));
    onLoad({ filter: /./, namespace: 'together' }, ({ path }) => ({
      resolveDir: root,
      contents: `
        import '@open-wc/testing';
        const HOOKS = ['_beforeAll', '_beforeEach', '_afterEach', '_afterAll'];
        const LISTS = ['suites', 'tests', ...HOOKS];
        const root = describe('', () => {}).parent;
        root.suites.pop();
        async function of(file, load) {
          const before = LISTS.map((list) => root[list].length);
          await load();
          const own = LISTS.map((list, i) => root[list].splice(before[i]));
          const suite = describe(file, () => {});
          LISTS.forEach((list, i) => {
            for (const one of own[i]) {
              one.parent = suite;
              if (HOOKS.includes(list)) one.ctx = suite.ctx;
              suite[list].push(one);
            }
          });
        }
        ${pages.find(({ name }) => name === path).files.map((file) => `await of(${JSON.stringify(file)}, () => import(${JSON.stringify(`./${file}`)}));`).join('\n')}
      `,
    }));
  },
});

/** Bundles them into a folder; throws with what is wrong where one does not compile. */
export async function bundle(pages, folder) {
  await build({
    absWorkingDir: root,
    // The package too, for tests that import it by name.
    entryPoints: [
      ...pages.map(({ name, files }) => ({ in: files.length > 1 ? `together:${name}` : name, out: name.replace(/\.ts$/, '') })),
      ...filesIn('src/entries', '.ts').filter((file) => !file.startsWith('src/entries/cdn/')).map((file) => ({ in: file, out: file.replace(/\.ts$/, '') })),
    ],
    outdir: folder,
    outbase: '.',
    bundle: true,
    splitting: true,
    format: 'esm',
    target: 'es2022',
    tsconfig: 'tsconfig.json',
    // The development build of Lit warns about mistakes that the production one hides.
    conditions: [process.env.SLIM ? 'production' : 'development', 'browser'],
    mainFields: ['browser', 'module', 'main'],
    // What the package calls free of side effects is imported for them by some tests.
    ignoreAnnotations: true,
    // The test runner's own.
    external: ['/__*'],
    plugins: [together(pages), entries, testing, slim],
    sourcemap: 'linked',
    logLevel: 'warning',
  });
}

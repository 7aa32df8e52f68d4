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

/** The name under which a test file is served. */
export const bundled = (file, folder) => posix.join(folder, file.replace(/\.ts$/, '.js'));
/** And back, for people. */
export const sourceOf = (path) => path.replace(/^\.cache\/unit-[^/]*\/(.*)\.js$/, '$1.ts');

/** Bundles them into a folder; throws with what is wrong where one does not compile. */
export async function bundle(files, folder) {
  await build({
    absWorkingDir: root,
    // The package too, for tests that import it by name.
    entryPoints: [...files, ...filesIn('src/entries', '.ts').filter((file) => !file.startsWith('src/entries/cdn/'))],
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
    plugins: [entries, testing, slim],
    sourcemap: 'linked',
    logLevel: 'warning',
  });
}

/**
 * Test files for Node, bundled before they run. Compiled while they are imported, each file costs seconds: the compiler's hooks then look at every module of every package that
 * the file uses, in a process of its own each time. Packages and scripts stay what they are.
 */
import { readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { root } from './files.mjs';

/** A folder for each run, since two may run at a time. */
export const folderOf = (run) => `.cache/node-${run}`;
export const bundled = (file, folder) => posix.join(folder, file.replace(/\.ts$/, '.mjs'));

/** Stands for `import.meta.url`. */
const HERE = 'whereThisWasWritten';

/** Files look for others beside them, so each goes on believing that it lies where it was written. */
const places = {
  name: 'places',
  setup({ onLoad, onResolve }) {
    onLoad({ filter: /\.ts$/ }, ({ path }) => {
      const text = readFileSync(path, 'utf8');
      // On the first line, so that the others keep their numbers.
      return text.includes('import.meta.url') ? { contents: `const ${HERE} = ${JSON.stringify(pathToFileURL(path).href)};${text}`, loader: 'ts' } : undefined;
    });
    // What a function imports that is sent to a page.
    onResolve({ filter: /^\// }, ({ path, kind }) => (kind === 'dynamic-import' ? { path, external: true } : undefined));
    onResolve({ filter: /^\..*\.mjs$/ }, ({ path, importer }) => ({ path: pathToFileURL(join(dirname(importer), path)).href, external: true }));
  },
};

/** Bundles them into a folder; throws with what is wrong where one does not compile. */
export async function bundle(files, folder) {
  await build({
    absWorkingDir: root,
    entryPoints: files,
    outdir: folder,
    outbase: '.',
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    packages: 'external',
    format: 'esm',
    platform: 'node',
    target: 'node20',
    tsconfig: 'tsconfig.json',
    define: { 'import.meta.url': HERE },
    plugins: [places],
    sourcemap: 'inline',
    logLevel: 'warning',
  });
}

/**
 * `npm run build`: makes dist/. `--only snippet,modules` builds a part (names: snippet, modules, bundle, npm, types, manifest) and leaves the rest as it is.
 * What was built out of what is left in .cache/build.json for scripts/sizes.mjs.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { gzipSync } from 'node:zlib';
import { rollup } from 'rollup';
import { bundle, modules, npm, snippet } from '../rollup.config.mjs';
import { argumentsOf } from './arguments.mjs';
import { filesIn, root } from './files.mjs';
import { writeTypes } from './types.mjs';

const BUILDS = { snippet, modules, bundle, npm };
/** Files that a page may pin with `integrity`. Chunks cannot be pinned one by one: import() has no place for a hash. */
const PINNED = ['embed.js', 'chat-elements.js', 'chat-elements.bundle.js'];
const SKINS = filesIn('skins', '.css');
/** Lightning CSS, and so Vite, rewrites `light-dark()` into these two, and sets them where a sheet says `color-scheme`: a page that never does gets light (test/package/skins.test.ts). */
const LIGHT = `/* For bundlers that rewrite light-dark(): light, unless a sheet of the page says its color-scheme. */
:where(:root) {
  --lightningcss-light: initial;
  --lightningcss-dark: ;
}
`;
const RECORD = join(root, '.cache/build.json');

const started = Date.now();
const { options } = argumentsOf(process.argv.slice(2));
const wants = (part) => !options.only || options.only.includes(part);

process.chdir(root);
const results = await Promise.allSettled([
  ...Object.keys(BUILDS).filter(wants).map(build),
  ...(wants('types') ? [declarations()] : []),
  ...(wants('manifest') ? [run('scripts/manifest.mjs')] : []),
]);
const failures = results.filter(({ status }) => status === 'rejected');
for (const { reason } of failures) console.error(`✗ ${reason.message}${reason.loc ? ` (${relative(root, reason.loc.file ?? '')}:${reason.loc.line})` : ''}`);
if (failures.length > 0) process.exit(1);

const built = results.map(({ value }) => value).filter((value) => value?.files);
write(built);
// After the declarations, which empty the folder, and after the manifest, which this is made of.
if (wants('types') || wants('manifest')) writeTypes();
if (wants('manifest')) put('dist/custom-elements.json', readFileSync('custom-elements.json'));
// As they are written: they are small, and people read them to make their own.
for (const path of SKINS) put(join('dist', path), `${readFileSync(path, 'utf8')}${LIGHT}`);
report(integrity());
console.log(`Built in ${((Date.now() - started) / 1000).toFixed(1)} s.`);

async function build(name) {
  const { output: options, ...input } = BUILDS[name];
  const work = await rollup(input);
  const { output } = await work.generate(options);
  await work.close();
  const files = new Map();
  const record = {};
  for (const file of output) {
    const path = join(options.dir, file.fileName).replaceAll('\\', '/');
    files.set(path, file.type === 'chunk' ? file.code : file.source);
    if (file.type !== 'chunk') continue;
    record[path] = {
      build: name,
      entry: file.isEntry,
      imports: file.imports.map((other) => join(options.dir, other)),
      dynamic: file.dynamicImports.map((other) => join(options.dir, other)),
      modules: Object.fromEntries(Object.entries(file.modules).map(([id, { renderedLength }]) => [nameOf(id), renderedLength])),
    };
  }
  return { name, files, record };
}

function nameOf(id) {
  return relative(root, id.replaceAll('\0', '')).replaceAll('\\', '/').replace(/^.*node_modules\//, '');
}

/** Declarations, by the compiler itself; whether the types hold is another command's business (`npm run types`). */
async function declarations() {
  rmSync('dist/types', { recursive: true, force: true });
  await run('node_modules/typescript/bin/tsc', '-p', 'tsconfig.types.json');
}

function run(script, ...args) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [script, ...args], { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
    child.once('error', reject);
    child.once('exit', (code) => (code === 0 ? resolve() : reject(new Error(`${script} ended with ${code}`))));
  });
}

/** Writes what changed and removes what an earlier build left, so that a server reading dist/ meanwhile never sees it empty. */
function write(all) {
  const before = existsSync(RECORD) ? JSON.parse(readFileSync(RECORD, 'utf8')) : {};
  const record = Object.fromEntries(Object.entries(before).filter(([path, { build: name }]) => existsSync(path) && !all.some((one) => one.name === name)));
  for (const { files, record: own } of all) {
    for (const [path, content] of files) put(path, content);
    Object.assign(record, own);
  }
  const kept = new Set([...Object.keys(record), 'dist/custom-elements.json', 'dist/integrity.json', ...SKINS.map((path) => join('dist', path))]);
  for (const path of filesIn('dist', '')) if (!kept.has(path) && !path.startsWith('dist/types/')) rmSync(path);
  for (const folder of ['dist', 'dist/npm']) prune(folder);
  put(RECORD, `${JSON.stringify(record, null, 1)}\n`);
}

function prune(folder) {
  if (!existsSync(folder)) return;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (!entry.isDirectory() || join(folder, entry.name) === join('dist', 'types')) continue;
    const path = join(folder, entry.name);
    prune(path);
    if (readdirSync(path).length === 0) rmSync(path, { recursive: true });
  }
}

function put(path, content) {
  if (existsSync(path) && readFileSync(path).equals(Buffer.from(content))) return;
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
}

function integrity() {
  const hashes = {};
  for (const name of PINNED) if (existsSync(`dist/${name}`)) hashes[name] = `sha384-${createHash('sha384').update(readFileSync(`dist/${name}`)).digest('base64')}`;
  put('dist/integrity.json', `${JSON.stringify(hashes, null, 2)}\n`);
  return hashes;
}

function report(hashes) {
  for (const [name, hash] of Object.entries(hashes)) {
    const code = readFileSync(`dist/${name}`);
    console.log(`${name.padEnd(24)} ${(gzipSync(code, { level: 9 }).length / 1000).toFixed(1).padStart(5)} kB gz  integrity="${hash}"`);
  }
}

/**
 * What ships, as Rollup builds. `npm run build` (scripts/build.mjs) runs them all and writes dist/; `npx rollup -c` does the same without
 * declarations, hashes and figures.
 *
 *   snippet   dist/embed.js                  classic script, loads the rest when the page is idle
 *   modules   dist/<entry>.js, dist/chunks/  modules for a page's own script tag
 *   bundle    dist/chat-elements.bundle.js   one file, classic or module, nothing loaded later
 *   npm       dist/npm/                      modules for other people's bundlers, dependencies left to them
 */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { nodeResolve } from '@rollup/plugin-node-resolve';
import { elements } from './scripts/elements.mjs';
import { named } from './scripts/names.mjs';
import { plainExports } from './scripts/plain-exports.mjs';
import { filesIn } from './scripts/files.mjs';
import { guarded, minified, onlySentences, ordered, persistent, shapes, shorter, slim, source, speechless, standIn } from './scripts/rollup-plugins.mjs';

const at = (path) => fileURLToPath(new URL(path, import.meta.url));
const entry = (name) => at(`./src/entries/${name}.ts`);
const script = (name) => at(`./src/entries/cdn/${name}.ts`);
const entries = (...names) => Object.fromEntries(names.map((name) => [name, entry(name)]));

/** Lit's development build warns to the console and is three times as large. */
const resolve = nodeResolve({ browser: true, exportConditions: ['production', 'browser', 'default'], extensions: ['.ts', '.js', '.mjs'] });

/** A warning stops the build, except about the inside of a dependency, which is not ours to mend. */
function onwarn(warning) {
  const files = warning.ids ?? [warning.id ?? warning.loc?.file];
  if (files.every((id) => id?.includes('/node_modules/'))) return;
  throw new Error(warning.message);
}

const common = { onwarn, treeshake: { preset: 'recommended', moduleSideEffects: hasSideEffects } };
/** Parts of the Socket.IO parsers that are long for the sake of old browsers. */
const socketIo = ['engine.io-parser', '@socket.io/component-emitter', './is-binary.js', './binary.js'].map((name) => standIn(name, script('socket-io')));
const shipped = [standIn('zod/mini', script('zod')), ...socketIo, speechless('socket.io-parser'), slim(), resolve, source({ literals: true })];
const generatedCode = { preset: 'es2015', symbols: false };

/** As package.json's `sideEffects` says: define modules and entries do something when loaded, nothing else of ours does. */
function hasSideEffects(id) {
  if (id.includes('/node_modules/')) return false;
  return /\.define\.ts$|\/src\/entries\//.test(id);
}

export const snippet = {
  ...common,
  input: { embed: script('embed') },
  plugins: [onlySentences(['load-failed', 'duplicate']), source({ literals: false, siblings: true }), resolve, minified({ module: false, toplevel: true })],
  output: { format: 'iife', dir: 'dist', entryFileNames: 'embed.js', generatedCode },
};

/**
 * Left alone, Rollup cuts a chunk for every combination of entries that share a module: dozens of files of a few hundred bytes, each compressed by itself.
 * Named here is what comes together: with the launcher, with the first open panel, with the first key. A chunk takes along everything that its modules import
 * statically, unless that has a name of its own, so the root of each is enough; what is import()ed from inside stays a file of its own, without a line here.
 * `launcher` also is what every other element stands on, and so is listed in full. `shells` are the elements that are small until they are used, for pages that define all; `backends` is what several codecs but `party` stand on.
 */
const CHUNKS = {
  launcher: /\/node_modules\/(lit|lit-html|lit-element|@lit)\/(?!.*(directive|decorators))|\/src\/(domain(?!\/given)|errors(?!\/told)|i18n\/(en|formats|index|strings|usable)\.ts$|context\/(index|providers|session-)|embed\/(?!create|snippet))|\/src\/protocols\/registry\.ts$|\/components\/(shared\/(?!adopted|bad|more|rare)|chat-widget\/chat-widget\.ts$|chat-connection\/connection-settings\.ts$|connection-badge\/status-)/,
  panel: /\/components\/chat-widget\/body\.ts$|\/src\/context\/own\.ts$|\/src\/protocols\/(fields|json|url)\.ts$/,
  shells: /\/components\/(agent-inbox|audio-player|connection-badge|connection-inspector)\/\1\.ts$|\/connection-badge\.styles\.ts$/,
  backends: /\/src\/protocols\/(loose|handshake)\.ts$/,
  sending: /\/src\/session\/sending\.ts$|\/src\/storage\/indexed-db\.ts$/,
};
/** Like beside like: deflate makes 1 kB less of an open chat. Found by trying (scripts/order.mjs); what a module imports comes before it all the same. */
const ORDER = JSON.parse(readFileSync(at('./scripts/order.json'), 'utf8')).map((path) => at(`./${path}`)).filter(existsSync);
/** The same for functions within a file, and for what they call their own. */
const NAMES = JSON.parse(readFileSync(at('./scripts/names.json'), 'utf8'));
const chunkOf = (id) => Object.keys(CHUNKS).find((name) => CHUNKS[name].test(id));

export const modules = {
  ...common,
  // The snippet loads snippet.js, so that one brings the API along. classes.js defines nothing, for pages that want other names.
  input: { ...entries('classes', ...elements()), 'chat-widget': script('chat-widget'), snippet: script('snippet'), 'chat-elements': script('chat-elements') },
  plugins: [ordered(ORDER), ...shipped, shapes(), minified({ module: true }), shorter(), plainExports(), named(NAMES), persistent('launcher')],
  output: {
    format: 'es',
    dir: 'dist',
    entryFileNames: '[name].js',
    chunkFileNames: 'chunks/[name]-[hash].js',
    generatedCode,
    manualChunks: chunkOf,
    // The entries' own exports only: a chunk's are nobody's business.
    minifyInternalExports: true,
    freeze: false,
  },
};

export const bundle = {
  ...common,
  input: { 'chat-elements.bundle': script('bundle') },
  // Server code that imports it by mistake, or for its path, gets nothing instead of an error.
  plugins: [standIn('./shipped.js', script('no-languages')), standIn('./emoji-languages.js', script('no-languages')), ordered([...ORDER.slice(0, -2), ...filesIn('components', '.styles.ts').map((path) => at(`./${path}`)), ...ORDER.slice(-2)], script('bundle')), ...shipped, guarded("typeof document === 'object'"), shapes(), minified({ module: false, toplevel: true, passes: 2 }), shorter()],
  output: { format: 'iife', dir: 'dist', entryFileNames: '[name].js', inlineDynamicImports: true, generatedCode },
};

export const npm = {
  ...common,
  input: entries('index', 'classes', 'testing', ...elements()),
  external: (id) => !/^[./\0]/.test(id) && !id.startsWith(at('.')),
  plugins: [source({ literals: false })],
  output: { format: 'es', dir: 'dist/npm', preserveModules: true, preserveModulesRoot: at('.'), entryFileNames: '[name].js', generatedCode },
};

export default [snippet, modules, bundle, npm];

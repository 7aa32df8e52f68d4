/** The few steps between our sources and what ships. Each is a plain Rollup plugin; none knows which build it is in. */
import { existsSync } from 'node:fs';
import { dirname, resolve as resolvePath } from 'node:path';
import terser from '@rollup/plugin-terser';
import { transform } from 'esbuild';
import { minifyHTMLLiterals } from 'minify-literals';
import { closed, methods, shaped } from './shapes.mjs';
import { shortNames } from './short-names.mjs';
import { slimmed } from './slim.mjs';

const TSCONFIG = { compilerOptions: { experimentalDecorators: true, useDefineForClassFields: false, verbatimModuleSyntax: true } };
const DECORATE = '\0decorate';
const HELPER = /^var __defProp = [^]*?^};\n(?=[^]*__decorateClass\()/m;

/** The same file is part of several builds. Key: path and whether literals are minified. */
const done = new Map();

/**
 * TypeScript to JavaScript, with CSS and HTML templates minified where asked.
 * `siblings`: `import('./x.js')` becomes an import of the file beside the script, which only src/embed needs: a classic script of another origin
 * has no base URL, so a relative import() would be resolved against nothing (HTML, "create a classic script", muted errors). Asked for twice, as in `persistent`.
 */
export function source({ literals, siblings = false }) {
  return {
    name: 'source',
    resolveId(id, importer) {
      if (id === DECORATE) return id;
      // Sources import "./x.js", as the modules will be called; the file on disk is x.ts.
      if (!importer || !id.startsWith('.') || !id.endsWith('.js') || importer.includes('/node_modules/')) return undefined;
      const file = resolvePath(dirname(importer), id.replace(/\.js$/, '.ts'));
      return existsSync(file) ? file : undefined;
    },
    load: (id) =>
      id === DECORATE
        ? `export const __decorateClass = (decorators, target, key, kind) => {
  let result = kind > 1 ? undefined : kind ? Object.getOwnPropertyDescriptor(target, key) : target;
  for (let i = decorators.length - 1; i >= 0; i--) if (decorators[i]) result = (kind ? decorators[i](target, key, result) : decorators[i](result)) || result;
  if (kind && result) Object.defineProperty(target, key, result);
  return result;
};`
        : undefined,
    async transform(code, id) {
      if (!id.endsWith('.ts')) return undefined;
      const key = `${literals} ${siblings} ${id}`;
      if (!done.has(key)) done.set(key, convert(code, id, { literals, siblings }));
      return { code: await done.get(key), map: null };
    },
  };
}

async function convert(code, id, { literals, siblings }) {
  if (siblings) code = code.replace(/\bimport\(('\.\/[\w-]+\.js')\)/g, '((file) => import(file).catch(() => import(`${file}?${Date.now()}`)))(new URL($1, script.src))');
  // scripts/slim.mjs leaves out what Lit would need for them.
  if (/<(textarea|style|script|title)\b[^<]*>[^<]*\$\{[^<]*<\/\1/.test(code)) throw new Error(`${id} has an expression inside of an element whose content is plain text: set a property in its place.`);
  let out = (await transform(code, { loader: 'ts', target: 'es2022', tsconfigRaw: TSCONFIG, sourcefile: id })).code;
  // esbuild writes its decorator helper into every file; one is enough for all.
  if (HELPER.test(out)) out = `import { __decorateClass } from '${DECORATE}';\n${out.replace(HELPER, '')}`;
  if (literals && /\b(?:html|svg|css)`/.test(out)) out = ((await minifyHTMLLiterals(keepEdges(out), { fileName: id, sourceMap: false }))?.code ?? out).replaceAll(SPACE, ' ');
  return literals ? shortNames(out) : out;
}

/** Stands for a space while templates are minified: at either end of one it parts words that are put side by side, and would be taken for layout. */
const SPACE = '\uE000';
const keepEdges = (code) => code.replace(/\bhtml` (?=[<$])/g, `html\`${SPACE}`).replace(/(?<=[>}]) `/g, `${SPACE}\``);

/** Stands for `import()` in what is built, and is not a name that anything else there has. */
const AGAIN = 'i$_';
const ASKED_AGAIN = `function ${AGAIN}(e){return ${AGAIN}[e]||=import(e).catch(()=>import(e+"?"+Date.now())).catch(t=>{throw ${AGAIN}[e]=0,t})}`;

/**
 * A file that did not come is asked for once more under an address of its own: Firefox remembers for the life of a page that a module could not be had, so a moment
 * without a network would take a part away for good. What came is kept, so that nobody gets a second copy of it.
 * `home`: the chunk in which this is written, once; whoever imports nothing of that one has its own. Comes last: other plugins read `import()`.
 */
export function persistent(home) {
  return {
    name: 'persistent',
    augmentChunkHash: () => ASKED_AGAIN,
    generateBundle(_, bundle) {
      for (const chunk of Object.values(bundle)) {
        if (chunk.type !== 'chunk') continue;
        if (chunk.code.includes(AGAIN)) throw new Error(`Something else is called ${AGAIN}.`);
        const code = chunk.code.replace(/\bimport\((?="\.)/g, `${AGAIN}(`);
        const from = new RegExp(`(?<=\\bimport\\{)(?=[^}]*\\}from"\\./${home}-)`);
        if (chunk.name === home) chunk.code = `${put(code, /(?<=\bexport\{)/, `${AGAIN},`)}${ASKED_AGAIN}`;
        else if (code !== chunk.code) chunk.code = from.test(code) ? put(code, from, `${AGAIN},`) : code + ASKED_AGAIN;
      }
    },
  };
}

function put(code, at, text) {
  if (!at.test(code)) throw new Error(`There is nowhere to put ${text}`);
  return code.replace(at, () => text);
}

/** The snippet warns about two things; the sentences for all the others stay out of it, and what would be put into them, which could be a secret. */
export function onlySentences(codes) {
  return {
    name: 'only-sentences',
    transform(code, id) {
      if (id.endsWith('/src/errors/chat-error.ts')) {
        const plain = code.replace(/redact\(\((\(SENTENCES.*?\[code\]) \?\? .*?\)\.replace\(.*\)\)(?=, \{ cause)/, '$1');
        if (plain === code) throw new Error('The sentences are not made in the way that onlySentences knows.');
        return { code: plain, map: null };
      }
      if (!id.endsWith('/src/errors/codes.ts')) return undefined;
      const lines = code.split('\n').filter((line) => !/^ {2}'[\w-]+':/.test(line) || codes.some((name) => line.startsWith(`  '${name}':`)));
      return { code: lines.join('\n'), map: null };
    },
  };
}

/** Takes a module of ours in place of a package. What it does not export stops the build, as any missing export does. */
export function standIn(name, file) {
  return { name: 'stand-in', resolveId: (id) => (id === name ? file : undefined) };
}

/** Leaves out what a package's errors say, where our code catches them all and says something of its own, and what it does in browsers that are no more. */
export function speechless(name) {
  return { name: 'speechless', transform: (code, id) => (id.includes(`/node_modules/${name}/`) ? { code: code.replace(/new Error\("[^"]*"(?: \+ [\w.]+)?\)/g, 'new Error()').replace(/Number\.isInteger \|\|\s+function[^]*?\n    };/, 'Number.isInteger;'), map: null } : undefined) };
}

/**
 * Modules stand in a file in the order in which they would run. Deflate does better where like stands beside like: this is an entry that runs first, names them in
 * a better order, and is thrown away. What a module imports still comes before it, and what is not named comes where it would have.
 */
export function ordered(files, entry) {
  const ORDER = '\0order';
  return {
    name: 'ordered',
    options: (options) => (entry ? options : { ...options, input: { [ORDER]: ORDER, ...options.input } }),
    resolveId: (id) => (id === ORDER ? { id, moduleSideEffects: true } : undefined),
    // One file has one entry, and begins with them.
    transform: (code, id) => (id === entry ? { code: `${files.map((file) => `import ${JSON.stringify(file)};`).join('')}${code}`, map: null } : undefined),
    load: (id) => (id === ORDER ? `${files.map((file) => `import ${JSON.stringify(file)};`).join('\n')}\nexport default 0;` : undefined),
    generateBundle(_, bundle) {
      for (const [name, { facadeModuleId }] of Object.entries(bundle)) if (facadeModuleId === ORDER) delete bundle[name];
    },
  };
}

/** Packages without what never runs in the scripts. */
export function slim() {
  return {
    name: 'slim',
    transform(code, id) {
      const slim = slimmed(id, code);
      return slim === undefined ? undefined : { code: slim, map: null };
    },
  };
}

/** Runs a script's one expression only where this condition holds. */
export function guarded(condition) {
  return { name: 'guarded', renderChunk: (code) => ({ code: `if (${condition}) ${code}`, map: null }) };
}

/** What a minifier cannot know of our code. */
export function shapes() {
  return { name: 'shapes', renderChunk: (code) => ({ code: closed(shaped(code)), map: null }) };
}

/** What a minifier leaves long. */
export function shorter() {
  return { name: 'shorter', renderChunk: (code) => ({ code: methods(code), map: null }) };
}

/** Terser with what is safe: three passes where the third finds something, nothing "unsafe", no property renamed but private #names (which cannot be seen from outside). */
export function minified({ module, toplevel = module, passes = 3 }) {
  return terser({
    module,
    toplevel,
    ecma: 2022,
    compress: { passes, hoist_funs: false },
    format: { comments: false },
    maxWorkers: 2,
  });
}

import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { elements } from '../../scripts/elements.mjs';
import { filesIn, root } from '../../scripts/files.mjs';
import { version } from '../../src/embed/version.js';
import { build } from './built.js';

interface Packed {
  files: { path: string; size: number }[];
}
type Target = string | { types: string; default: string };

const pkg = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  version: string;
  exports: Record<string, Target>;
  dependencies: Record<string, string>;
  sideEffects: string[];
  module: string;
  types: string;
  customElements: string;
};

/** Everything an import of the package can name that is a module. */
const entries = Object.entries(pkg.exports).filter(([, target]) => typeof target === 'object').flatMap((entry) => expanded(entry as [string, Record<string, string>]));

/** An entry with a star is one for each source that it stands for. */
function expanded([entry, target]: [string, Record<string, string>]): [string, Record<string, string>][] {
  if (!entry.includes('*')) return [[entry, target]];
  const [, folder = ''] = /^\.\/dist\/npm\/(.*)\/\*\.js$/.exec(target['default'] ?? '') ?? [];
  const names = filesIn(folder, '.ts').map((path: string) => path.slice(folder.length + 1, -'.ts'.length));
  assert.ok(names.length > 0, `${entry} stands for nothing`);
  return names.map((name: string) => [entry.replace('*', name), Object.fromEntries(Object.entries(target).map(([condition, path]) => [condition, path.replace('*', name)]))]);
}
/** Types for a framework's templates; only who has that framework can compile them. */
const FRAMEWORKS = ['./react', './preact', './solid', './vue', './svelte'];
const plain = entries.filter(([entry]) => !FRAMEWORKS.includes(entry));
const specifier = (entry: string): string => `chat-elements${entry.slice(1)}`;

let packed: Packed;
/** A project that installed the package: the packed files and our own dependencies beside them, no network. */
let project: string;

before(() => {
  build();
  packed = (JSON.parse(execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })) as Packed[])[0] as Packed;
  project = mkdtempSync(join(tmpdir(), 'chat-elements-package-'));
  const home = join(project, 'node_modules/chat-elements');
  for (const { path } of packed.files) {
    mkdirSync(dirname(join(home, path)), { recursive: true });
    cpSync(join(root, path), join(home, path));
  }
  // Whole scopes first: what a dependency needs lies beside it.
  for (const name of ['@lit', '@lit-labs', '@types', 'lit-html', 'lit-element', 'event-target-polyfill', ...Object.keys(pkg.dependencies)]) {
    const from = join(root, 'node_modules', name), to = join(project, 'node_modules', name);
    if (!existsSync(from) || existsSync(to)) continue;
    mkdirSync(dirname(to), { recursive: true });
    symlinkSync(from, to);
  }
  writeFileSync(join(project, 'package.json'), '{ "type": "module" }');
});

after(() => rmSync(project, { recursive: true, force: true }));

/** Runs code in Node as the project would. */
function node(code: string): string {
  const run = spawnSync(process.execPath, ['--preserve-symlinks', '--input-type=module', '-e', code], { cwd: project, encoding: 'utf8' });
  // A minified line would be shown whole.
  const said = run.stderr.split('\n').map((line) => line.slice(0, 300)).join('\n');
  assert.equal(said, '');
  assert.equal(run.status, 0);
  return run.stdout.trim();
}

describe('package.json', () => {
  it('has an entry for every element', () => {
    for (const tag of elements()) assert.ok(pkg.exports[`./${tag}`], `add "./${tag}" to exports`);
  });

  it('names only files that ship', () => {
    const there = new Set(packed.files.map(({ path }) => `./${path}`));
    const named = [...Object.values(pkg.exports).filter((target) => typeof target === 'string'), ...entries.flatMap(([, target]) => Object.values(target)), pkg.module, pkg.types, `./${pkg.customElements}`];
    assert.deepEqual(named.filter((path) => !there.has(path)), []);
  });

  it('puts types first, since the first condition that fits wins', () => {
    for (const [, target] of entries) assert.deepEqual(Object.keys(target), ['types', 'default']);
  });

  it('ships dist and words, no sources, no tests', () => {
    const odd = packed.files.map(({ path }) => path).filter((path) => !/^(dist\/|docs\/([\w-]+\/)?[\w-]+\.(md|png)$|components\/([\w-]+)\/[\w-]+\.md$|custom-elements\.json$|package\.json$|[A-Z]+(\.md)?$)/.test(path) || /\.test\.|\.map$/.test(path));
    assert.deepEqual(odd, []);
  });

  it('has all that its README leads to', () => {
    const links = [...readFileSync(join(root, 'README.md'), 'utf8').matchAll(/\]\(([^)\s:#]+)\)/g)].map((match) => match[1]!);
    assert.ok(links.length > 10);
    assert.deepEqual(links.filter((link) => !packed.files.some(({ path }) => path === link)), []);
  });

  it('has the version that the code says', () => assert.equal(version, pkg.version));

  it('lists as side effects what defines elements, and nothing else of the package', () => {
    const has = (path: string): boolean => pkg.sideEffects.some((pattern) => new RegExp(`^${pattern.replace(/^\.\//, '').replaceAll('.', '\\.').replaceAll('*', '[^/]*')}$`).test(path));
    const npm = filesIn('dist/npm', '.js');
    for (const path of npm) {
      const does = path.endsWith('.define.js') || path === 'dist/npm/index.js' || elements().some((tag: string) => path === `dist/npm/${tag}.js`);
      assert.equal(has(path), does, path);
    }
  });

  it('leaves its dependencies to whoever installs it', () => {
    const allowed = new Set(Object.keys(pkg.dependencies));
    for (const path of filesIn('dist/npm', '.js'))
      for (const [, name] of readFileSync(join(root, path), 'utf8').matchAll(/(?:\bfrom|\bimport)\s*\(?\s*["']([^."'][^"']*)["']/g)) {
        const owner = (name ?? '').split('/').slice(0, name?.startsWith('@') ? 2 : 1).join('/');
        assert.ok(allowed.has(owner), `${path} imports ${name}, which is not a dependency`);
      }
  });

  it('never reads process.env or other things that only a bundler has', () => {
    for (const path of filesIn('dist', '.js')) assert.doesNotMatch(readFileSync(join(root, path), 'utf8'), /\bprocess\.env\b|\bimport\.meta\.(env|hot)\b|\brequire\(/, path);
  });
});

describe('in Node, where pages are rendered on a server', () => {
  for (const [entry] of entries)
    it(`importing ${specifier(entry)} does nothing bad`, () => {
      node(`await import(${JSON.stringify(specifier(entry))});`);
    });

  it('the scripts for pages can be loaded as well', () => {
    node(`await import('chat-elements/embed.js'); await import('chat-elements/bundle');`);
  });

  it('chat-elements/classes defines nothing', () => {
    const out = node(`const before = globalThis.customElements; let defined = 0;
      const classes = await import('chat-elements/classes');
      console.log(JSON.stringify({ same: before === undefined, names: Object.keys(classes), defined: ${JSON.stringify(elements())}.filter((tag) => globalThis.customElements?.get(tag)) }));`);
    const { names, defined } = JSON.parse(out) as { names: string[]; defined: string[] };
    assert.deepEqual(defined, []);
    for (const name of ['ChatWidget', 'ChatConnection', 'createConnection', 'registerProtocol', 'defineAll', 'ChatError']) assert.ok(names.includes(name), name);
  });

  it('chat-elements/testing makes a connection without a socket', () => {
    assert.equal(node(`import { fakeConnection } from 'chat-elements/testing'; const fake = fakeConnection(); fake.receive({ text: 'Hello' }); console.log(fake.conversation().count);`), '1');
  });

  it('the manifest and package.json can be had by name', () => {
    const out = node(`import { readFileSync } from 'node:fs';
      for (const name of ['chat-elements/custom-elements.json', 'chat-elements/package.json']) JSON.parse(readFileSync(new URL(import.meta.resolve(name)), 'utf8'));
      console.log('ok');`);
    assert.equal(out, 'ok');
  });
});

describe('types', () => {
  it('a strict project in TypeScript can use every entry', () => {
    writeFileSync(
      join(project, 'use.ts'),
      `${plain.map(([entry], index) => `import * as e${index} from '${specifier(entry)}';`).join('\n')}
import { ChatWidget, createConnection, defineAll, registerProtocol, ChatError, type ChatSession, type Codec, type Message } from 'chat-elements/classes';
import { fakeConnection } from 'chat-elements/testing';
export const all = [${plain.map((_, index) => `e${index}`).join(', ')}];
const widget: ChatWidget = document.createElement('chat-widget');
widget.heading = 'Support';
// @ts-expect-error a heading is text
widget.heading = 5;
export const messages: readonly Message[] = widget.messages;
const connection: ChatSession = createConnection({ url: 'wss://x', protocol: 'party', conversation: 'c', maxAttempts: 3 });
connection.sendMessage('hello');
defineAll({ prefix: 'acme-' });
export const register = (codec: Codec) => registerProtocol('mine', codec);
export const code: string = new ChatError('no-url').code;
export const fake = fakeConnection().provide(document.body);
window.ChatElements ||= [];
window.ChatElements.push((api) => api.mount({ url: 'wss://x', heading: 'x' }));
`,
    );
    writeFileSync(
      join(project, 'tsconfig.json'),
      JSON.stringify({ compilerOptions: { target: 'ES2022', module: 'NodeNext', moduleResolution: 'NodeNext', lib: ['ES2023', 'DOM', 'DOM.Iterable'], types: [], strict: true, noEmit: true, skipLibCheck: false, preserveSymlinks: true }, files: ['use.ts'] }),
    );
    const run = spawnSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', project], { encoding: 'utf8' });
    assert.equal(run.status, 0, run.stdout);
  });
});

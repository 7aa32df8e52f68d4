/** Holds who may import whom over the whole of src/ and components/, and proves on made-up modules that each rule fires. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { parseSync } from 'vite';
import { problems } from '../../scripts/boundaries.mjs';
import { filesIn, root } from '../../scripts/files.mjs';

interface Module {
  path: string;
  program: object;
}

function parse(path: string, code: string): Module {
  const { program, errors } = parseSync(path, code);
  assert.deepEqual(errors, [], `${path} does not parse`);
  return { path, program };
}

/** What is wrong with a set of made-up modules, path → code. */
const check = (files: Record<string, string>): string[] => problems(Object.entries(files).map(([path, code]) => parse(path, code)));

const sources = ['src', 'components'].flatMap((folder) => filesIn(folder, '.ts')).filter((path) => !path.endsWith('.d.ts'));

describe('the sources', () => {
  it('import only what they may, in no circle, and touch no page while loading', () => {
    assert.ok(sources.length > 0, 'no source was found');
    assert.deepEqual(problems(sources.map((path) => parse(path, readFileSync(join(root, path), 'utf8')))), []);
  });

  it('load in Node, which has no page', () => {
    const script = `
      const failed = [];
      for (const path of ${JSON.stringify(sources)}) await import(new URL(path, process.env.ROOT).href).catch((error) => failed.push(path + ': ' + error.message.split('\\n')[0]));
      console.log(JSON.stringify(failed));
      process.exit(0);`;
    const run = spawnSync(process.execPath, ['--import', 'tsx', '--input-type=module', '--eval', script], {
      cwd: root,
      encoding: 'utf8',
      timeout: 60_000,
      env: { ...process.env, ROOT: `${new URL('../../', import.meta.url).href}` },
    });
    const last = run.stdout.trim().split('\n').at(-1) ?? '';
    assert.equal(run.status, 0, run.stderr);
    assert.deepEqual(JSON.parse(last), []);
  });
});

describe('each rule fires', () => {
  const FORBIDDEN: [why: string, from: string, code: string][] = [
    ['domain imports nothing', 'src/domain/a.ts', "import { x } from '../errors/x.js'"],
    ['domain imports no package', 'src/domain/a.ts', "import { z } from 'zod'"],
    ['errors only domain', 'src/errors/a.ts', "import { x } from '../i18n/x.js'"],
    ['i18n only domain', 'src/i18n/a.ts', "import { x } from '../errors/x.js'"],
    ['connection knows no protocol', 'src/connection/a.ts', "import { x } from '../protocols/codec.js'"],
    ['connection knows no session', 'src/connection/a.ts', "import type { X } from '../session/types.js'"],
    ['conversation knows no connection', 'src/conversation/a.ts', "export { x } from '../connection/x.js'"],
    ['conversation knows no storage', 'src/conversation/a.ts', "import { x } from '../storage/x.js'"],
    ['storage knows no conversation', 'src/storage/a.ts', "export * from '../conversation/x.js'"],
    ['audio knows no session', 'src/audio/a.ts', "type X = import('../session/types.js').X"],
    ['session knows no context', 'src/session/a.ts', "const x = () => import('../context/x.js')"],
    ['session is free of lit', 'src/session/a.ts', "import { html } from 'lit'"],
    ['session goes through the registry', 'src/session/a.ts', "import { x } from '../protocols/party/decode.js'"],
    ['protocols load a protocol lazily', 'src/protocols/registry.ts', "import { x } from './party/index.js'"],
    ['protocols load a protocol lazily, types too', 'src/protocols/registry.ts', "import type { X } from './party/schema.js'"],
    ['one protocol never imports another', 'src/protocols/party/decode.ts', "import { x } from '../centrifuge/decode.js'"],
    ['nor lazily', 'src/protocols/party/decode.ts', "const x = () => import('../centrifuge/decode.js')"],
    ['protocols know no connection', 'src/protocols/party/decode.ts', "import { x } from '../../connection/x.js'"],
    ['zod belongs to protocols', 'src/storage/a.ts', "import { z } from 'zod/mini'"],
    ['partysocket belongs to connection', 'src/session/a.ts', "import { WebSocket } from 'partysocket'"],
    ['by any path', 'src/session/a.ts', "import Socket from 'partysocket/ws'"],
    ['lit belongs to context and components', 'src/errors/a.ts', "import { html } from 'lit'"],
    ['@lit/context too', 'src/conversation/a.ts', "import { createContext } from '@lit/context'"],
    ['components see no session', 'components/chat-a/chat-a.ts', "import type { X } from '../../src/session/types.js'"],
    ['components see no frame', 'components/chat-a/chat-a.ts', "import { x } from '../../src/protocols/codec.js'"],
    ['components see no zod', 'components/chat-a/chat-a.ts', "import { z } from 'zod/mini'"],
    ['components see no state machine', 'components/chat-a/chat-a.ts', "import { x } from '../../src/conversation/reducer.js'"],
    ['embed loads components lazily', 'src/embed/a.ts', "import '../../components/chat-a/define.js'"],
    ['testing stays in src', 'src/testing/a.ts', "import '../../components/chat-a/define.js'"],
    ['nothing imports an entry', 'src/session/a.ts', "import { x } from '../entries/all.js'"],
    ['nothing imports the demo', 'components/chat-a/chat-a.ts', "import { x } from '../../demo/pages/x.js'"],
    ['no package beside the known', 'src/context/a.ts', "import { x } from 'left-pad'"],
    ['nothing of Node', 'src/storage/a.ts', "import fs from 'node:fs'"],
    ['a new folder needs a rule', 'src/extras/a.ts', "import { x } from './b.js'"],
    ['a file beside the folders too', 'src/index.ts', "export * from './domain/index.js'"],
    ['import() says what it loads', 'src/protocols/registry.ts', 'const x = (name: string) => import(`./${name}/index.js`)'],
  ];
  for (const [why, from, code] of FORBIDDEN)
    it(`${why}: ${from}: ${code}`, () => {
      const found = check({ [from]: code });
      assert.equal(found.length, 1, found.join('\n'));
      assert.ok(found[0]?.startsWith(`${from}: import`), found[0]);
    });

  const ALLOWED: [from: string, code: string][] = [
    ['src/errors/a.ts', "import type { X } from '../domain/index.js'"],
    ['src/connection/a.ts', "import { WebSocket } from 'partysocket'; import { x } from '../errors/x.js'; import { y } from '../domain/y.js'; import { b } from './b.js'"],
    ['src/protocols/registry.ts', "const x = () => import('./party/index.js'); import { y } from './codec.js'"],
    ['src/protocols/party/decode.ts', "import { z } from 'zod/mini'; import { x } from '../codec.js'; import { y } from './schema.js'; import { e } from '../../errors/x.js'"],
    ['src/session/a.ts', "import { x } from '../protocols/registry.js'; import { y } from '../conversation/y.js'; import { s } from '../storage/s.js'"],
    ['src/context/a.ts', "import { html } from 'lit'; import { createContext } from '@lit/context'; import type { S } from '../session/s.js'"],
    ['components/chat-a/chat-a.ts', "import { html } from 'lit/html.js'; import { x } from '../../src/context/x.js'; import { t } from '../../src/i18n/t.js'; import '../chat-b/define.js'"],
    ['src/embed/a.ts', "const x = () => import('../../components/chat-a/define.js'); import { s } from '../session/s.js'"],
    ['src/testing/a.ts', "import { s } from '../session/s.js'; import { p } from '../protocols/party/decode.js'"],
    ['src/entries/all.ts', "import '../../components/chat-a/define.js'; export * from '../protocols/party/index.js'; import 'lit'"],
  ];
  for (const [from, code] of ALLOWED) it(`but not on ${from}: ${code}`, () => assert.deepEqual(check({ [from]: code }), []));

  it('folders in a circle, even by types alone', () => {
    const found = check({ 'components/chat-a/a.ts': "import type { B } from '../chat-b/b.js'", 'components/chat-b/b.ts': "import type { A } from '../chat-a/a.js'" });
    assert.deepEqual(found, ['folders import each other in a circle: components/chat-a ⇄ components/chat-b']);
  });

  it('files in a circle, but not by types alone, nor lazily', () => {
    const circle = (kind: string) => ({ 'src/audio/a.ts': `import ${kind}{ b } from './b.js'`, 'src/audio/b.ts': "export { a } from './a.js'" });
    assert.deepEqual(check(circle('')), ['files import each other in a circle: src/audio/a.ts ⇄ src/audio/b.ts']);
    assert.deepEqual(check(circle('type ')), []);
    assert.deepEqual(check({ 'src/audio/a.ts': "import { b } from './b.js'", 'src/audio/b.ts': "const a = () => import('./a.js')" }), []);
  });

  const TOUCHES = [
    'const page = document.body',
    "window.addEventListener('x', () => undefined)",
    'class A extends HTMLElement {}',
    'class A { static key = localStorage.getItem("a") }',
    'export const wide = matchMedia("(width > 1px)").matches',
  ];
  for (const code of TOUCHES)
    it(`a page is touched while loading: ${code}`, () => {
      const found = check({ 'components/chat-a/a.ts': code });
      assert.equal(found.length, 1, found.join('\n'));
      assert.match(found[0] ?? '', /while loading/);
    });

  const WAITS = [
    'export const page = () => document.body',
    'class A { node = document.body; go(): void { window.alert(this.node as HTMLElement) } }',
    'type A = HTMLElement; interface B { a: Document; window: Window }',
    "const has = typeof window !== 'undefined' && window.isSecureContext",
    "if (typeof document !== 'undefined') document.title = 'x'",
    'const x = { document: 1 }; export const y = x.document',
  ];
  for (const code of WAITS) it(`nothing is touched while loading: ${code}`, () => assert.deepEqual(check({ 'components/chat-a/a.ts': code }), []));
});

describe('the lint rules fire', () => {
  const CASES: [rule: string, path: string, code: string][] = [
    ['house(boundaries)', 'src/connection/a.ts', "import { x } from '../protocols/codec.js'; export const y = x;"],
    ['house(boundaries)', 'src/audio/b.ts', "export type X = import('../session/types.js').X;"],
    ['house(boundaries)', 'components/chat-a/a.ts', "export const x = () => import('../../src/session/x.js');"],
    ['house(no-load-time-dom)', 'src/audio/c.ts', 'export const title = document.title;'],
    ['house(no-html-sinks)', 'components/chat-a/b.ts', 'export const f = (e: Element): void => { e.innerHTML = "x"; };'],
    ['house(no-html-sinks)', 'components/chat-a/c.ts', 'export const f = (e: Element): void => { e.outerHTML = "x"; };'],
    ['house(no-html-sinks)', 'components/chat-a/d.ts', 'export const f = (e: Element): void => e.insertAdjacentHTML("beforeend", "x");'],
    ['house(no-html-sinks)', 'components/chat-a/e.ts', 'export const f = (): void => document.write("x");'],
    ['house(no-html-sinks)', 'components/chat-a/f.ts', "import { html } from 'lit'; export const f = (x: string) => html`<p .innerHTML=${x}></p>`;"],
    ['house(no-style-attribute)', 'components/chat-a/g.ts', "import { html } from 'lit'; export const f = () => html`<p style=\"color: red\"></p>`;"],
    ['house(no-replaced)', 'src/audio/f.ts', 'export const f = (list: number[]): number => list.reduce((a, b) => a + b, 0);'],
    ['house(no-replaced)', 'src/audio/g.ts', 'export const f = (n: number): number[] => Array.from({ length: n }, () => 0);'],
    ['house(no-only)', 'test/unit/a.test.ts', "it.only('x', () => undefined);"],
    ['eslint(no-eval)', 'src/audio/d.ts', "export const f = (): unknown => eval('1');"],
    ['eslint(no-new-func)', 'src/audio/e.ts', "export const f = new Function('return 1');"],
    ['eslint(no-console)', 'components/chat-a/h.ts', "export const f = (): void => console.log('x');"],
    ['eslint(no-restricted-imports)', 'components/chat-a/i.ts', "import { unsafeHTML } from 'lit/directives/unsafe-html.js'; export const f = unsafeHTML;"],
    ['eslint(no-restricted-imports)', 'components/chat-a/j.ts', "import { unsafeSVG } from 'lit/directives/unsafe-svg.js'; export const f = unsafeSVG;"],
    ['lit(no-legacy-template-syntax)', 'components/chat-a/k.ts', "import { html } from 'lit'; export const f = (x: unknown) => html`<p on-click=${x}></p>`;"],
    ['wc(no-closed-shadow-root)', 'components/chat-a/l.ts', "export const f = (e: Element): ShadowRoot => e.attachShadow({ mode: 'closed' });"],
  ];
  const CLEAN: [path: string, code: string][] = [
    ['src/audio/h.ts', 'export const f = (list: Set<number>): number[] => [...Array.from(list), ...Uint8Array.from(list, (x) => x)];'],
    ['src/errors/warn.ts', "export const f = (): void => console.warn('x');"],
    ['components/chat-b/a.ts', "import { html } from 'lit'; import { x } from '../../src/context/x.js'; export const f = () => html`<p class=\"a\" part=\"b\">${x}</p>`;"],
  ];

  let folder = '';
  const messages = new Map<string, string[]>();
  before(() => {
    // Outside of the project, whose .gitignore oxlint would heed; the link is where it finds the plugins.
    folder = mkdtempSync(join(tmpdir(), 'chat-elements-lint-'));
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'), 'junction');
    const config = JSON.parse(readFileSync(join(root, '.oxlintrc.json'), 'utf8'));
    config.jsPlugins = config.jsPlugins.map((name: string) => (name.startsWith('.') ? join(root, name) : name));
    delete config.ignorePatterns;
    writeFileSync(join(folder, '.oxlintrc.json'), JSON.stringify(config));
    for (const [path, code] of [...CASES.map(([, ...file]) => file), ...CLEAN]) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), `${code}\n`);
    }
    const run = spawnSync(process.execPath, [join(root, 'node_modules/oxlint/bin/oxlint'), '--format=json', '-c', '.oxlintrc.json', 'src', 'components', 'test'], { cwd: folder, encoding: 'utf8' });
    assert.ok(run.stdout.startsWith('{'), run.stdout + run.stderr);
    for (const { filename, code } of JSON.parse(run.stdout).diagnostics as { filename: string; code: string }[]) {
      const path = filename.replaceAll('\\', '/');
      messages.set(path, [...(messages.get(path) ?? []), code]);
    }
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  for (const [rule, path, code] of CASES) it(`${rule}: ${code}`, () => assert.deepEqual(messages.get(path), [rule]));
  for (const [path, code] of CLEAN) it(`none: ${code}`, () => assert.equal(messages.get(path), undefined));
});

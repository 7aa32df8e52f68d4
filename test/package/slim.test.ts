/** scripts/slim.mjs leaves out of packages what never runs in the shipped scripts. What is left has to pass the tests of those who use it, which know nothing of that. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { root } from '../../scripts/files.mjs';
import { slimmed } from '../../scripts/slim.mjs';

const read = (path: string): string => readFileSync(join(root, 'node_modules', path), 'utf8');
const slim = (path: string, code = read(path)): string => slimmed(join(root, 'node_modules', path), code) ?? '';

const CONNECTION = ['socket', 'connection', 'close-codes'].map((name) => `test/unit/connection/${name}.test.ts`);
const ELEMENTS = ['shared/base-element', 'chat-composer/composer', 'typing-indicator/typing'].map((name) => `test/components/${name}.test.ts`);
let said: string | undefined;

/** These tests pass in a browser over what is left; all run at once, since a browser takes longer to start than they do. */
function passes(files: readonly string[]): void {
  said ??= spawnSync(process.execPath, ['scripts/unit.mjs', '--files', ...CONNECTION, ...ELEMENTS], { cwd: root, encoding: 'utf8', env: { ...process.env, SLIM: '1', BROWSERS: 'chromium' } }).stdout;
  for (const file of files) assert.match(said, new RegExp(`^✓ ${file}  Chromium [1-9]\\d*( in \\d+ s)?$`, 'm'), said);
  assert.match(said, /^\d\d+ passed, 0 failed$/m, said);
}

describe('partysocket in the shipped scripts', () => {
  const path = 'partysocket/dist/ws.js';

  it('has none of what never runs, and nothing left over of it', () => {
    assert.doesNotMatch(slim(path), /\b_(?!error\b)|retry\w|console|Queue|polyfill|dispatchEvent|Events\./);
    assert.ok(slim(path).length < read(path).length / 1.5);
  });

  it('is not made of a version that nobody looked at', () => {
    assert.throws(() => slim(path, read(path).replaceAll('_retryCount', '_retries')), /_retryCount/);
    assert.throws(() => slim(path, read(path).replace('const { minUptime', 'const { leastUptime')), /minUptime/);
  });

  it('passes the tests of the connection', () => {
    passes(CONNECTION);
  });
});

describe('Lit in the shipped scripts', () => {
  const parts = ['lit-html/lit-html.js', 'lit-element/lit-element.js', '@lit/reactive-element/reactive-element.js', '@lit/reactive-element/css-tag.js'];

  it('has nothing for old browsers and for development', () => {
    for (const path of parts) assert.doesNotMatch(slim(path), /PolyfillSupport|Versions|metadata|ShadyCSS/i, path);
  });

  it('is not made of a version that nobody looked at', () => {
    for (const path of parts) assert.throws(() => slim(path, `${read(path).slice(0, 700)}…`), new RegExp(path), path);
  });

  it('passes the tests of elements', () => {
    passes(ELEMENTS);
  });
});

/**
 * Unit and element tests in browsers. `npm run test:unit -- --files test/unit/foo.test.ts` (or `'test/unit/**'`) runs some of them, in Chromium unless BROWSERS
 * says otherwise; `--all` takes the engines that `npm test` takes. `--watch` and `--coverage` are passed on to Web Test Runner, and run over the sources as they are.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { argumentsOf } from './arguments.mjs';
import { filesIn } from './files.mjs';
import { bundle, bundled, folderOf, pagesOf } from './unit-bundle.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const { options, rest } = argumentsOf(process.argv.slice(2));
const all = ['test/unit', 'test/components'].flatMap((folder) => filesIn(folder, '.test.ts'));
/** `*` is anything within a folder, `**` anything at all; a folder is all that is in it. */
const matcher = (pattern) => new RegExp(`^${pattern.replace(/^\.\//, '').replace(/[.+^${}()|[\]\\]/g, '\\$&').replace(/\*\*\/?/g, '\0').replace(/\*/g, '[^/]*').replaceAll('\0', '.*')}(/|$)`);
const wanted = [...(options.files ?? []), ...rest].map(matcher);
const files = wanted.length > 0 ? all.filter((file) => wanted.some((pattern) => pattern.test(file))) : all;
if (files.length === 0) {
  console.log('No test file found.\n\n0 passed, 1 failed');
  process.exit(1);
}

const env = { ...process.env };
if (!options.all) env.BROWSERS ??= 'chromium';
const folder = mkdtempSync(join(tmpdir(), 'chat-elements-unit-'));
env.WTR_RESULT = join(folder, 'result.json');

const args = ['node_modules/@web/test-runner/dist/bin.js', '--config', 'web-test-runner.config.mjs', '--static-logging'];
if (options.watch) args.splice(-1, 1, '--watch');
if (options.coverage) args.push('--coverage');
const bundles = folderOf(process.pid);
process.once('exit', () => rmSync(join(root, bundles), { recursive: true, force: true }));
if (options.watch || options.coverage) args.push('--files', ...files);
else {
  const pages = pagesOf(files);
  await bundle(pages, bundles);
  env.WTR_BUNDLED = '1';
  args.push('--files', ...pages.map(({ name }) => bundled(name, bundles)));
}

const run = spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit', env });
let counts = { passed: 0, failed: 1 };
try {
  counts = JSON.parse(readFileSync(env.WTR_RESULT, 'utf8'));
} catch {
  // The runner did not get as far as its reporter; it has said why.
}
rmSync(folder, { recursive: true, force: true });
// A run can fail beside its tests (a coverage threshold, a crash after the last one); that must not count as success.
if (run.status !== 0 && counts.failed === 0) counts.failed = 1;
console.log(`\n${counts.passed} passed, ${counts.failed} failed`);
process.exitCode = counts.failed > 0 || counts.passed === 0 ? 1 : 0;

/**
 * Unit and element tests in browsers. `npm run test:unit -- --files test/unit/foo.test.ts` runs some of them, in Chromium unless BROWSERS
 * says otherwise; `--all` takes the engines that `npm test` takes. `--watch` and `--coverage` are passed on to Web Test Runner.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { argumentsOf } from './arguments.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const { options, rest } = argumentsOf(process.argv.slice(2));
const files = [...(options.files ?? []), ...rest];

const env = { ...process.env };
if (!options.all) env.BROWSERS ??= 'chromium';
const folder = mkdtempSync(join(tmpdir(), 'chat-elements-unit-'));
env.WTR_RESULT = join(folder, 'result.json');

const args = ['node_modules/@web/test-runner/dist/bin.js', '--config', 'web-test-runner.config.mjs', '--static-logging'];
if (options.watch) args.splice(-1, 1, '--watch');
if (options.coverage) args.push('--coverage');
if (files.length > 0) args.push('--files', ...files);

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

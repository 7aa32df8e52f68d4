/** Runs tests in Node: `node scripts/node-tests.mjs server`, `… e2e --but e2e/backends`, or `… --files test/e2e/widget.test.ts`. Ends with the counts. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { argumentsOf } from './arguments.mjs';
import { filesIn, root } from './files.mjs';
import { bundle, bundled, folderOf } from './node-bundle.mjs';

/** Node 20 applies its time limit to a whole file, not to each test, so this only ends files that hang: tests set their own `timeout`. */
const TIMEOUT = 480_000;

const { options, rest } = argumentsOf(process.argv.slice(2));
const but = options.but ?? [];
const files = options.files ?? rest.flatMap((name) => filesIn(`test/${name}`, '.test.ts')).filter((file) => !but.some((name) => file.startsWith(`test/${name}/`)));
if (files.length === 0) {
  console.log('No test file found.\n\n0 passed, 1 failed');
  process.exit(1);
}

const bundles = folderOf(process.pid);
process.once('exit', () => rmSync(join(root, bundles), { recursive: true, force: true }));
await bundle(files, bundles);
const folder = mkdtempSync(join(tmpdir(), 'chat-elements-node-'));
const result = join(folder, 'result.json');
const args = [
  '--enable-source-maps', '--test', `--test-timeout=${TIMEOUT}`, '--test-concurrency=1',
  '--test-reporter=spec', '--test-reporter-destination=stdout',
  `--test-reporter=${new URL('./node-reporter.mjs', import.meta.url).href}`, `--test-reporter-destination=${result}`,
  ...files.map((file) => bundled(file, bundles)),
]; // prettier-ignore
const run = spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' });
let counts = { passed: 0, failed: 1 };
try {
  counts = JSON.parse(readFileSync(result, 'utf8'));
} catch {
  // It ended before its reporter could write; it has said why.
}
for (const file of counts.empty ?? []) console.log(`✗ ${file} holds no test`);
rmSync(folder, { recursive: true, force: true });
if (run.status !== 0 && counts.failed === 0) counts.failed = 1;
console.log(`\n${counts.passed} passed, ${counts.failed} failed`);
process.exitCode = counts.failed > 0 || counts.passed === 0 ? 1 : 0;

/** Runs tests in Node: `node scripts/node-tests.mjs server`, `… e2e --but e2e/backends`, or `… --files test/e2e/widget.test.ts`; `--concurrency 2` runs two files at a time. Ends with the counts. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { argumentsOf } from './arguments.mjs';
import { filesIn, root } from './files.mjs';
import { bundle, bundled, folderOf } from './node-bundle.mjs';

/** Node 20 applies its time limit to a whole file, not to each test, so this only ends files that hang: tests set their own `timeout`. */
const TIMEOUT = 900_000;

const { options, rest } = argumentsOf(process.argv.slice(2));
const but = options.but ?? [];
const files = options.files ?? rest.flatMap((name) => filesIn(`test/${name}`, '.test.ts')).filter((file) => !but.some((name) => file.startsWith(`test/${name}/`)));
if (files.length === 0) {
  console.log('No test file found.\n\n0 passed, 1 failed');
  process.exit(1);
}

const bundles = folderOf(process.pid);
process.once('exit', () => rmSync(join(root, bundles), { recursive: true, force: true }));
// Ended from outside, it takes along what it has started.
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1));
/** Pages and servers that several of the files share. */
const STACK = 'test/e2e/stack.ts';
const sharing = files.filter((file) => file.startsWith('test/e2e/') && /\bshared: true\b|openGallery/.test(readFileSync(join(root, file), 'utf8'))).length > 1;
await bundle([...files, ...(sharing ? [STACK] : [])], bundles);
const shared = sharing ? await (await import(pathToFileURL(join(root, bundled(STACK, bundles))).href)).startStack() : undefined;
const folder = mkdtempSync(join(tmpdir(), 'chat-elements-node-'));
const result = join(folder, 'result.json');
const args = [
  '--enable-source-maps', '--test', `--test-timeout=${TIMEOUT}`, `--test-concurrency=${options.concurrency?.[0] ?? 1}`,
  '--test-reporter=spec', '--test-reporter-destination=stdout',
  `--test-reporter=${new URL('./node-reporter.mjs', import.meta.url).href}`, `--test-reporter-destination=${result}`,
  ...files.map((file) => bundled(file, bundles)),
]; // prettier-ignore
const run = spawn(process.execPath, args, { cwd: root, stdio: 'inherit', env: { ...process.env, ...(shared && { SHARED_DEMO_URL: shared.url }) } });
const [status] = await once(run, 'exit');
await shared?.stop();
let counts = { passed: 0, failed: 1 };
try {
  counts = JSON.parse(readFileSync(result, 'utf8'));
} catch {
  // It ended before its reporter could write; it has said why.
}
for (const file of counts.empty ?? []) console.log(`✗ ${file} holds no test`);
rmSync(folder, { recursive: true, force: true });
if (status !== 0 && counts.failed === 0) counts.failed = 1;
console.log(`\n${counts.passed} passed, ${counts.failed} failed`);
process.exitCode = counts.failed > 0 || counts.passed === 0 ? 1 : 0;

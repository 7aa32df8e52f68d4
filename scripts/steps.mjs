/** The steps of `npm test`, and how steps are run and added up. scripts/test.mjs is the command around it. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { filesIn, root } from './files.mjs';

const MINUTE = 60_000;
const TSC = 'node_modules/typescript/bin/tsc';

const there = (path) => () => existsSync(join(root, path));
const tests = (...folders) => () => folders.some((folder) => filesIn(folder, '.test.ts').length > 0); // prettier-ignore

/** Every test for Node lies in a folder of its own under test/, and has a step of its own. */
const node = (name, title, extra) => ({ name, title, command: ['scripts/node-tests.mjs', name], when: tests(`test/${name}`), counts: true, ...extra });

/**
 * In the order in which they are taken, two at a time; the next one as soon as one ends, so that both ends of the run come together on any machine: long ones first, short ones fill what is
 * left. A third at a time would end a minute sooner on two cores, with tests of timing that have no time.
 * `when` leaves a step out that has nothing to run yet. `needs` waits for that step, and fails when it failed. `quiet`: measures how soon something is, so what runs beside it is `light`, which
 * mostly waits or is soon over. `limit` ends what hangs, and nothing else: some six times what a step takes on two cores, since a machine may be slow or busy. A step that ends with a line `N passed, N failed` adds that to the sum, and `counts` says that it must; any other step is one check.
 */
export const STEPS = [
  { name: 'unit', title: 'Units and elements in browsers', command: ['scripts/unit.mjs', '--all'], when: tests('test/unit', 'test/components'), counts: true, limit: 30 * MINUTE },
  // Before the build, which writes it. The build itself early, since most come to need it.
  { name: 'manifest', title: 'Manifest is up to date', command: ['scripts/manifest.mjs', '--check'], when: there('scripts/manifest.mjs') },
  { name: 'build', title: 'Build', command: ['scripts/build.mjs'], when: there('scripts/build.mjs'), limit: 15 * MINUTE },
  node('package', 'The package', { needs: 'build', limit: 15 * MINUTE }),
  node('e2e', 'End to end', { needs: 'build', limit: 30 * MINUTE, command: ['scripts/node-tests.mjs', 'e2e', '--but', 'e2e/backends', 'e2e/gallery'] }),
  node('e2e/gallery', 'Every state of the gallery', { needs: 'build', limit: 20 * MINUTE, name: 'gallery' }),
  node('e2e/backends', 'Other backends, in Chromium', { needs: 'build', limit: 15 * MINUTE, name: 'backends' }),
  node('frameworks', 'In frameworks', { needs: 'build', limit: 12 * MINUTE }),
  node('faults', 'Faults on the wire', { needs: 'build', limit: 12 * MINUTE, quiet: true }),
  // Most of it is waiting for real time to pass.
  node('server', 'Servers', { command: ['scripts/node-tests.mjs', 'server', '--concurrency', '4'], light: true }),
  node('servers', 'Servers of other backends', { light: true }),
  // Short ones, which also fill what is left.
  node('tooling', 'The tools themselves', { light: true }),
  node('boundaries', 'Who imports whom', { light: true }),
  { name: 'sizes', title: 'Sizes', command: ['scripts/sizes.mjs', '--check'], when: there('scripts/sizes.mjs'), needs: 'build', light: true },
  { name: 'types', title: 'Types: browser code and its tests', command: [TSC, '-p', 'tsconfig.json'], light: true },
  { name: 'types', title: 'Types: tests in Node', command: [TSC, '-p', 'test/tsconfig.json'], when: there('test/tsconfig.json'), light: true },
  { name: 'types', title: 'Types: demo server', command: [TSC, '-p', 'demo/server/tsconfig.json'], when: there('demo/server/tsconfig.json'), light: true },
  { name: 'lint', title: 'Lint', command: ['node_modules/oxlint/bin/oxlint', '--deny-warnings'], light: true },
];

/** Web Test Runner moves the cursor about even when nobody watches. */
const CURSOR = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*[A-HJKf]`, 'g');
const COLOUR = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, 'g');

/** The last line of the form `N passed, N failed` in an output. */
export function countsIn(output) {
  const match = [...output.matchAll(/^[ \t]*(\d+) passed, (\d+) failed[ \t]*\r?$/gm)].at(-1);
  return match && { passed: Number(match[1]), failed: Number(match[2]) };
}

/** How much of each failure the summary repeats. */
const LINES_OF_A_FAILURE = 8;
const FAILURES_OF_A_STEP = 6;

/**
 * What failed, in a step's own words: after `✗ engine: test` (tests in browsers), or after `✖ test` in what Node lists at its end; without either, the last lines.
 * The end of a log is often all that is kept of it, so the summary says it once more.
 */
export function failuresIn(output) {
  const lines = output.replaceAll(COLOUR, '').split('\n');
  const list = lines.lastIndexOf('✖ failing tests:');
  const marks = [...lines.keys()].filter((at) => (/^\s+✗ \w+: /.test(lines[at]) || (list >= 0 && at > list && lines[at].startsWith('✖ '))));
  const blocks = marks.map((at, index) => {
    const rest = lines.slice(at, marks[index + 1]);
    const next = rest.findIndex((line, place) => place > 0 && /^\s*[✓✗✖]|^test at /.test(line));
    return rest.slice(0, next > 0 ? next : undefined).filter((line) => line.trim() && !countsIn(line)).slice(0, LINES_OF_A_FAILURE);
  }); // prettier-ignore
  const shown = blocks.length > 0 ? blocks.slice(0, FAILURES_OF_A_STEP).flat() : lines.filter((line) => line.trim() && !countsIn(line)).slice(-LINES_OF_A_FAILURE);
  return blocks.length > FAILURES_OF_A_STEP ? [...shown, `and ${blocks.length - FAILURES_OF_A_STEP} more`] : shown;
}

/** What a finished step adds to the sum. A step cannot pass with a bad exit code, nor by running nothing. */
export function resultOf(step, { code, output }) {
  const counts = countsIn(output);
  if (!counts && step.counts) return { passed: 0, failed: 1, why: 'ended without its counts' };
  if (!counts) return code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
  if (counts.failed === 0 && code !== 0) return { ...counts, failed: 1, why: `ended with exit code ${code}` };
  if (counts.passed + counts.failed === 0) return { passed: 0, failed: 1, why: 'ran no test' };
  return counts;
}

/** The steps that `--only` names, in their own order; all without it. Throws on a name that no step has. */
export function choose(steps, only) {
  if (!only) return steps.filter((step) => !step.when || step.when());
  const names = [...new Set(steps.map((step) => step.name))];
  const unknown = only.filter((name) => !names.includes(name));
  if (unknown.length > 0 || only.length === 0) throw new Error(`--only takes ${names.join(', ')}${unknown.length > 0 ? `, not ${unknown.join(', ')}` : ''}.`);
  return steps.filter((step) => only.includes(step.name) && (!step.when || step.when()));
}

/** Runs a step's command, shows its output as it comes (but for its counts, which belong at the very end), and ends it when it hangs. */
export function execute(step, { print, cwd = root, env = process.env }) {
  return new Promise((resolve) => {
    // In a group of its own, so that what it started ends with it.
    const grouped = process.platform !== 'win32';
    const child = spawn(process.execPath, step.command, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], detached: grouped });
    const end = (signal) => {
      try {
        if (grouped) process.kill(-child.pid, signal);
        else child.kill(signal);
      } catch {
        // It has gone by itself.
      }
    };
    let output = '';
    let line = '';
    let why;
    const take = (raw) => {
      const text = raw.replace(CURSOR, '');
      output += text;
      const lines = (line + text).split('\n');
      line = lines.pop();
      for (const whole of lines) if (!countsIn(whole)) print(whole);
    };
    child.stdout.setEncoding('utf8').on('data', take);
    child.stderr.setEncoding('utf8').on('data', take);
    const limit = step.limit ?? 8 * MINUTE;
    const timer = setTimeout(() => {
      why = `stopped after ${Math.round(limit / 1000)} s`;
      end('SIGTERM');
      setTimeout(end, 5_000, 'SIGKILL').unref();
    }, limit);
    const interrupt = () => {
      end('SIGTERM');
      process.exit(130);
    };
    process.once('SIGINT', interrupt).once('SIGTERM', interrupt);
    let code = null;
    let settled = false;
    const settle = () => {
      if (settled) return;
      settled = true;
      clearTimeout(timer);
      process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
      if (line && !countsIn(line)) print(line);
      end('SIGKILL');
      const result = resultOf(step, { code: why ? 1 : code, output });
      if (why) Object.assign(result, { failed: Math.max(1, result.failed), why });
      resolve(result.failed > 0 ? { ...result, failures: failuresIn(output) } : result);
    };
    child.once('error', (error) => take(`${error.message}\n`));
    // `close` waits for everything that inherited the pipes, and a forgotten server would hold them open for ever.
    child.once('exit', (status) => {
      code = status;
      setTimeout(settle, 5_000).unref();
    });
    child.once('close', settle);
  });
}

/** The place of the first of `left` that can begin beside what runs: what it needs has ended, and where one of them is quiet the other is light. */
function next(left, running) {
  const beside = (a, b) => (!a.quiet || b.light) && (!b.quiet || a.light);
  return left.findIndex((step) => ![...left, ...running].some(({ name }) => name === step.needs) && running.every((other) => beside(step, other)));
}

/**
 * Runs steps and returns the sum, so many at a time. One that fails stops nothing but the ones that need it.
 * @param {object[]} steps
 * @param {{ print?: (line: string) => void, run?: typeof execute, now?: () => number, together?: number }} [options]
 */
export async function runSteps(steps, { print = (line) => process.stdout.write(`${line}\n`), run = execute, now = () => performance.now(), together = 2 } = {}) {
  const sum = { passed: 0, failed: 0 };
  const summary = new Map();
  const failed = new Set();
  const one = async (step, say) => {
    say(`\n── ${step.title} ──`);
    const started = now();
    const missing = step.needs && failed.has(step.needs);
    const result = missing ? { passed: 0, failed: 1, why: `needs the step "${step.needs}", which failed` } : await run(step, { print: say });
    if (result.failed > 0) failed.add(step.name);
    sum.passed += result.passed;
    sum.failed += result.failed;
    const line = `${result.failed > 0 ? 'FAILED' : 'ok'}: ${step.title} (${result.passed} of ${result.passed + result.failed} passed, ${((now() - started) / 1000).toFixed(1)} s)${result.why ? `: ${result.why}` : ''}`;
    summary.set(step, [line, ...(result.failures ?? []).map((words) => `    ${words}`)]);
    say(line);
  };
  const alone = Math.min(together, steps.length) < 2;
  const left = [...steps];
  const running = new Map();
  while (left.length > 0 || running.size > 0) {
    for (let at; running.size < together && (at = next(left, [...running.keys()])) >= 0; ) {
      const [step] = left.splice(at, 1);
      // Where several run at a time, the output of each is held back until it has ended, so that they do not mix.
      const held = [];
      if (!alone) print(`… ${step.title}`);
      running.set(step, one(step, alone ? print : (line) => held.push(line)).then(() => {
        held.forEach((line) => print(line));
        running.delete(step);
      })); // prettier-ignore
    }
    if (running.size === 0) throw new Error(`Nothing can begin of ${left.map(({ name }) => name).join(', ')}.`);
    await Promise.race(running.values());
  }
  print('\n── Summary ──');
  for (const step of steps) summary.get(step).forEach((line) => print(line));
  print(`\n${sum.passed} passed, ${sum.failed} failed`);
  return { ...sum, code: sum.failed > 0 || sum.passed === 0 ? 1 : 0 };
}

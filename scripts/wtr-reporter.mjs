/** Web Test Runner's results: one line per test file, what failed and why, and the counts as JSON in the file that WTR_RESULT names. */
import { writeFileSync } from 'node:fs';
import { relative } from 'node:path';
import { sourceOf } from './unit-bundle.mjs';

const MAX_LOGS = 20;

function* tests(suite, path = []) {
  for (const test of suite?.tests ?? []) yield { ...test, path: [...path, test.name].join(' › ') };
  for (const child of suite?.suites ?? []) yield* tests(child, [...path, child.name]);
}

/** Where several files share a page, each has a suite of its name there. */
const parts = (session) => {
  const { suites = [], tests: loose = [] } = session.testResults ?? {};
  return loose.length === 0 && suites.length > 0 && suites.every(({ name }) => name.endsWith('.test.ts')) ? suites : undefined;
};

/**
 * Counts one page in one browser, which is one test file or several. A file that did not load, or a page that broke outside of a test, is a failure of its own,
 * and so is a file without a single test: all three would otherwise look like success.
 */
export function countSession(session) {
  const all = [...tests(session.testResults)];
  const skipped = all.filter((test) => test.skipped);
  const failures = all.filter((test) => !test.skipped && !test.passed).map((test) => ({ name: test.path, error: test.error }));
  const passed = all.length - skipped.length - failures.length;
  for (const error of session.errors ?? []) failures.push({ name: 'outside of a test', error });
  if (failures.length === 0 && !session.passed) failures.push({ name: 'the test file', error: { message: 'did not finish' } });
  for (const suite of parts(session) ?? []) if ([...tests(suite)].length === 0) failures.push({ name: suite.name, error: { message: 'holds no test' } });
  if (failures.length === 0 && all.length === 0) failures.push({ name: 'the test file', error: { message: 'holds no test' } });
  return { passed, failed: failures.length, skipped: skipped.length, failures };
}

export function total(sessions) {
  const sum = { passed: 0, failed: 0, skipped: 0 };
  for (const session of sessions) {
    const counts = countSession(session);
    for (const key of Object.keys(sum)) sum[key] += counts[key];
  }
  return sum;
}

const indent = (text, by) => String(text).split('\n').map((line) => by + line).join('\n'); // prettier-ignore

function describe(error = {}) {
  const lines = [`${error.name ? `${error.name}: ` : ''}${error.message ?? 'failed'}`];
  if (error.expected !== undefined && error.actual !== undefined) lines.push(`expected: ${error.expected}`, `actual:   ${error.actual}`);
  // The stack repeats the message in some engines; frames of the runner itself help nobody.
  const frames = String(error.stack ?? '').split('\n').filter((line) => /:\d+/.test(line) && !line.includes('node_modules') && !lines[0].includes(line.trim())); // prettier-ignore
  return [...lines, ...frames.slice(0, 6)].join('\n');
}

/** Files that take long say so, since together they have minutes. */
/** For `SLOW=1`: which of them take long. */
const slowTests = (session) => [...tests(session.testResults)].filter((t) => (t.duration ?? 0) > 400).map((t) => `      ${Math.round(t.duration)} ms ${session.browser.name} ${t.path}`);

function slowness(session) {
  const seconds = [...tests(session.testResults)].reduce((sum, { duration = 0 }) => sum + duration, 0) / 1000;
  return seconds > 3 ? ` in ${seconds.toFixed(0)} s` : '';
}

const show = (value) => (typeof value === 'string' ? value : JSON.stringify(value));

export function reporter({ print = (text) => process.stdout.write(`${text}\n`), result = process.env.WTR_RESULT, root = process.cwd() } = {}) {
  // Written first as a failure: a runner that dies half-way must not leave the counts of an earlier run, or none.
  if (result) writeFileSync(result, JSON.stringify({ passed: 0, failed: 1, skipped: 0 }));
  return {
    reportTestFileResults({ sessionsForTestFile, testFile }) {
      const counted = sessionsForTestFile.map((session) => ({ session, counts: countSession(session) }));
      const line = (name, all) => {
        const good = all.every(({ counts }) => counts.failed === 0);
        const words = all.map(({ session, counts }) => `${session.browser.name} ${counts.passed}${counts.failed ? ` (${counts.failed} failed)` : ''}${counts.skipped ? ` (${counts.skipped} skipped)` : ''}${slowness(session)}`);
        print(`${good ? '✓' : '✗'} ${name}  ${words.join(', ')}`);
      };
      const files = new Set(sessionsForTestFile.flatMap((session) => (parts(session) ?? []).map(({ name }) => name)));
      for (const file of files) {
        line(file, sessionsForTestFile.flatMap((session) => (parts(session) ?? []).filter(({ name }) => name === file).map((suite) => {
          const one = { browser: session.browser, testResults: suite, passed: true };
          return { session: one, counts: countSession(one) };
        }))); // prettier-ignore
      }
      // The page as a whole is spoken of where it broke, too.
      if (files.size === 0 || counted.some(({ session, counts }) => !parts(session) || session.errors?.length || (counts.failed > 0 && session.passed))) line(sourceOf(relative(root, testFile)), counted);
      if (process.env.SLOW) for (const { session } of counted) for (const line of slowTests(session)) print(line);
      for (const { session, counts } of counted) {
        for (const failure of counts.failures) print(`    ✗ ${session.browser.name}: ${failure.name}\n${indent(describe(failure.error), '      ')}`);
        if (counts.failed === 0) continue;
        for (const url of session.request404s ?? []) print(`      404: ${url}`);
        const logs = session.logs ?? [];
        for (const log of logs.slice(0, MAX_LOGS)) print(indent(`log: ${log.map(show).join(' ')}`, '      '));
        if (logs.length > MAX_LOGS) print(`      … and ${logs.length - MAX_LOGS} more log lines`);
      }
    },
    onTestRunFinished({ sessions }) {
      if (result) writeFileSync(result, JSON.stringify(total(sessions)));
    },
  };
}

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { argumentsOf } from '../../scripts/arguments.mjs';
import { STEPS, choose, countsIn, execute, resultOf, runSteps } from '../../scripts/steps.mjs';

const SUM = /^\d+ passed, \d+ failed$/;

/** Runs made-up steps, name → script, as `npm test` would. */
async function runScripts(scripts: { name: string; script: string; needs?: string; counts?: boolean; limit?: number }[]) {
  const folder = mkdtempSync(join(tmpdir(), 'chat-elements-steps-'));
  const lines: string[] = [];
  try {
    const steps = scripts.map(({ script, ...step }, index) => {
      const file = join(folder, `${index}.mjs`);
      writeFileSync(file, script);
      return { title: step.name, command: [file], ...step };
    });
    const result = await runSteps(steps, { print: (text: string) => lines.push(...text.split('\n')) });
    return { ...result, lines };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

describe('the sum of npm test', () => {
  it('adds counts and checks, and says them once, at the very end', async () => {
    const { passed, failed, code, lines } = await runScripts([
      { name: 'a', script: "console.log('hello\\n3 passed, 0 failed')", counts: true },
      { name: 'b', script: '' },
      { name: 'c', script: "console.log('4 passed, 0 failed')" },
    ]);
    assert.deepEqual({ passed, failed, code }, { passed: 8, failed: 0, code: 0 });
    assert.equal(lines.at(-1), '8 passed, 0 failed');
    assert.equal(lines.filter((line) => SUM.test(line)).length, 1);
    assert.ok(lines.includes('hello'));
  });

  it('goes on after a failure, and ends with 1', async () => {
    const { passed, failed, code, lines } = await runScripts([
      { name: 'a', script: "console.log('2 passed, 1 failed'); process.exitCode = 1", counts: true },
      { name: 'b', script: 'process.exitCode = 2' },
      { name: 'c', script: '' },
    ]);
    assert.deepEqual({ passed, failed, code }, { passed: 3, failed: 2, code: 1 });
    assert.ok(lines.some((line) => line.startsWith('FAILED: b')));
  });

  it('says once more at the end what failed and why', async () => {
    const browsers = ['✗ test/unit/a.test.ts  Chromium 3 (1 failed)', '    ✗ Firefox: a › works', '      AssertionError: no', '✓ test/unit/b.test.ts'].join('\\n');
    const node = ['✖ a suite (2ms)', '✖ failing tests:', '', 'test at c.test.ts:1:2', '✖ c works (1ms)', '  Error: not at all'].join('\\n');
    const { lines } = await runScripts([
      { name: 'a', script: `console.log('${browsers}\\n5 passed, 1 failed'); process.exitCode = 1`, counts: true },
      { name: 'b', script: `console.log('${node}\\n5 passed, 1 failed'); process.exitCode = 1`, counts: true },
      { name: 'c', script: "console.log('no such file'); process.exitCode = 1" },
      { name: 'd', script: "console.log('fine')" },
    ]);
    const summary = lines.slice(lines.indexOf('── Summary ──'), -2).map((line) => line.trim().replace(/ \(.*s\)$/, '')); // prettier-ignore
    assert.deepEqual(summary.slice(1), [
      'FAILED: a', '✗ Firefox: a › works', 'AssertionError: no',
      'FAILED: b', '✖ c works', 'Error: not at all',
      'FAILED: c', 'no such file',
      'ok: d',
    ]); // prettier-ignore
  });

  it('fails what needs a failed step without running it, and nothing else', async () => {
    const { passed, failed, lines } = await runScripts([
      { name: 'build', script: 'process.exitCode = 1' },
      { name: 'sizes', script: "console.log('ran')", needs: 'build' },
      { name: 'server', script: "console.log('5 passed, 0 failed')", counts: true },
    ]);
    assert.deepEqual({ passed, failed }, { passed: 5, failed: 2 });
    assert.ok(!lines.includes('ran'));
  });

  it('waits for what it needs, and fails with it', async () => {
    const slow = (code: number) => `setTimeout(() => { console.log('built'); process.exitCode = ${code}; }, 300)`;
    const run = (code: number) => runScripts([
      { name: 'build', script: slow(code) },
      { name: 'pages', script: "console.log('uses it')", needs: 'build' },
    ]);
    const { passed, lines } = await run(0);
    assert.equal(passed, 2);
    assert.ok(lines.indexOf('built') < lines.indexOf('uses it'));
    const { failed, lines: more } = await run(1);
    assert.equal(failed, 2);
    assert.ok(!more.includes('uses it'));
  });

  it('runs two side by side, and keeps their output apart', { timeout: 20_000 }, async () => {
    const folder = mkdtempSync(join(tmpdir(), 'chat-elements-lanes-'));
    // Each waits for the other: one after the other, they would never end.
    const script = (mine: string, other: string) => `import { existsSync, writeFileSync } from 'node:fs';
      console.log('${mine} begins'); writeFileSync('${join(folder, mine)}', '');
      const timer = setInterval(() => { if (existsSync('${join(folder, other)}')) { clearInterval(timer); console.log('${mine} ends\\n1 passed, 0 failed'); } }, 20);`;
    const { passed, lines } = await runScripts([
      { name: 'a', script: script('a', 'b'), counts: true },
      { name: 'b', script: script('b', 'a'), counts: true },
      { name: 'last', script: '' },
    ]);
    rmSync(folder, { recursive: true, force: true });
    assert.equal(passed, 3);
    for (const name of ['a', 'b']) assert.equal(lines.indexOf(`${name} ends`), lines.indexOf(`${name} begins`) + 1);
  });

  it('begins the next as soon as one ends, and lets what measures time have only light ones beside it', async () => {
    const running: string[] = [];
    const seen: string[] = [];
    const ends = new Map<string, () => void>();
    const run = async ({ name }: { name: string }) => {
      seen.push([...running, name].join('+'));
      running.push(name);
      await new Promise<void>((resolve) => ends.set(name, resolve));
      running.splice(running.indexOf(name), 1);
      return { passed: 1, failed: 0 };
    };
    const step = (name: string, more = {}) => ({ name, title: name, ...more });
    const whole = runSteps([step('long'), step('build'), step('needy', { needs: 'build' }), step('timed', { quiet: true }), step('light', { light: true }), step('last', { light: true })], { run, print: () => undefined });
    await new Promise(setImmediate);
    for (const name of ['build', 'needy', 'light', 'long', 'timed', 'last']) {
      ends.get(name)!();
      // What comes next has begun.
      await new Promise(setImmediate);
    }
    assert.equal((await whole).passed, 6);
    assert.deepEqual(seen, ['long', 'long+build', 'long+needy', 'long+light', 'long+last', 'last+timed']);
  });

  it('names no step that would wait for ever', () => {
    for (const [at, { needs }] of STEPS.entries() as Iterable<[number, { needs?: string }]>) assert.ok(!needs || STEPS.findIndex(({ name }: { name: string }) => name === needs) < at);
  });

  it('fails a step that hangs', { timeout: 20_000 }, async () => {
    const { failed, lines } = await runScripts([{ name: 'a', script: 'setInterval(() => undefined, 1000)', limit: 300 }]);
    assert.equal(failed, 1);
    assert.ok(lines.some((line) => /^FAILED: a .*stopped after/.test(line)));
  });

  it('ends with 1 when nothing ran', async () => assert.equal((await runScripts([])).code, 1));

  it('trusts neither counts with a bad exit code, nor a good exit code without counts', () => {
    const step = { counts: true };
    assert.equal(resultOf(step, { code: 1, output: '3 passed, 0 failed\n' }).failed, 1);
    assert.equal(resultOf(step, { code: 0, output: '3 passed, 2 failed\n' }).failed, 2);
    assert.equal(resultOf(step, { code: 0, output: '' }).failed, 1);
    assert.equal(resultOf(step, { code: 0, output: '0 passed, 0 failed\n' }).failed, 1);
    assert.equal(resultOf({}, { code: null, output: '' }).failed, 1);
  });

  it('shows a step whose file is missing as failed', async () => {
    const { failed } = await runSteps([{ name: 'a', title: 'a', command: ['scripts/not-there.mjs'] }], { print: () => undefined, run: execute });
    assert.equal(failed, 1);
  });

  it('reads the last counts alone on a line', () => {
    assert.deepEqual(countsIn('1 passed, 0 failed\nall 9 passed, 0 failed here\n2 passed, 3 failed\r\nbye\n'), { passed: 2, failed: 3 });
    assert.equal(countsIn('nothing'), undefined);
  });
});

describe('--only', () => {
  it('takes steps in their own order', () => {
    const titles = choose(STEPS, ['lint', 'types']).map((step: { name: string }) => step.name);
    assert.equal(titles.at(-1), 'lint');
    assert.ok(titles.every((name: string) => name === 'types' || name === 'lint'));
  });

  it('refuses a step that there is not', () => assert.throws(() => choose(STEPS, ['typos']), /--only takes .*types, lint,.*not typos/));

  it('is read in both spellings', () => {
    assert.deepEqual(argumentsOf(['--only=a,b']).options, { only: ['a', 'b'] });
    assert.deepEqual(argumentsOf(['x', '--files', 'a.ts', 'b.ts', '--all']), { options: { files: ['a.ts', 'b.ts'], all: [] }, rest: ['x'] });
  });
});

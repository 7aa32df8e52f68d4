/** scripts/slim.mjs leaves out of partysocket what never runs in the shipped scripts. What is left has to pass the tests of the connection, which know nothing of that. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { root } from '../../scripts/files.mjs';
import { slimPartySocket } from '../../scripts/slim.mjs';

const whole = readFileSync(join(root, 'node_modules/partysocket/dist/ws.js'), 'utf8');

describe('partysocket in the shipped scripts', () => {
  it('has none of what never runs, and nothing left over of it', () => {
    const slim = slimPartySocket(whole);
    assert.doesNotMatch(slim, /\b_(?!error\b)|retry\w|console|Queue|polyfill|dispatchEvent|Events\./);
    assert.ok(slim.length < whole.length / 1.5);
  });

  it('is not made of a version that nobody looked at', () => {
    assert.throws(() => slimPartySocket(whole.replace('_handleTimeout() {', '_timedOut() {\n    this._uptime();\n  }\n  _handleTimeout() {').replaceAll('_retryCount', '_retries')), /_retryCount/);
    assert.throws(() => slimPartySocket(whole.replace('const { minUptime', 'const { leastUptime')), /minUptime/);
  });

  it('passes the tests of the connection', () => {
    const { status, stdout } = spawnSync(process.execPath, ['scripts/unit.mjs', '--files', ...['socket', 'connection', 'close-codes'].map((name) => `test/unit/connection/${name}.test.ts`)], { cwd: root, encoding: 'utf8', env: { ...process.env, SLIM: '1', BROWSERS: 'chromium' } });
    assert.equal(status, 0, stdout);
    assert.match(stdout, /\d\d passed, 0 failed/);
  });
});

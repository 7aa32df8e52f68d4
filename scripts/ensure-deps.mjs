/**
 * Makes `npm test` and `npm start` work on a fresh clone: installs what package-lock.json names when node_modules does not hold it yet.
 * Runs before anything is installed, so it imports nothing but Node's own modules.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Packages of the lock file that are absent from, or differ in, the installed tree. Packages for other platforms may be absent. */
export function outdated(lock, installed) {
  return Object.entries(lock.packages ?? {})
    .filter(([path, wanted]) => {
      if (path === '' || wanted.link) return false;
      const found = installed?.packages?.[path];
      if (!found) return !wanted.optional;
      return found.version !== wanted.version || (wanted.integrity && found.integrity && found.integrity !== wanted.integrity);
    })
    .map(([path]) => path);
}

const json = (path) => (existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : undefined);

function main() {
  const root = fileURLToPath(new URL('..', import.meta.url));
  const lock = json(join(root, 'package-lock.json'));
  if (!lock) {
    console.error('package-lock.json is missing: restore it from git, then run this again.');
    return 1;
  }
  // npm writes this file last, so an interrupted installation counts as none.
  const missing = outdated(lock, json(join(root, 'node_modules', '.package-lock.json')));
  if (missing.length === 0) return 0;

  console.log(`Installing dependencies (${missing.length} missing or outdated)…`);
  // No install scripts: nothing here needs them, and a dependency should not get to run code on a contributor's machine.
  const args = ['ci', '--ignore-scripts', '--loglevel=error', '--no-audit', '--no-fund'];
  // npm tells its children where it lives; going through Node avoids npm.cmd, which Windows refuses to spawn without a shell.
  const npm = process.env.npm_execpath;
  const options = { cwd: root, stdio: 'inherit' };
  const run = npm?.endsWith('.js') ? spawnSync(process.execPath, [npm, ...args], options) : spawnSync('npm', args, { ...options, shell: process.platform === 'win32' });
  if (run.status === 0) return 0;
  console.error('Dependencies could not be installed: `npm ci` failed, see its message above (is the package registry reachable?).');
  return 1;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) process.exitCode = main();

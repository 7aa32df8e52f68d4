/** The frameworks are installed when they are first needed, so that nobody who only runs the demo waits for them. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { outdated } from '../../scripts/ensure-deps.mjs';
import { root } from '../../scripts/files.mjs';

export const HOME = join(root, 'test/frameworks');
export const MODULES = join(HOME, 'node_modules');

const json = (path: string) => (existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : undefined);

export function install(): void {
  if (outdated(json(join(HOME, 'package-lock.json')), json(join(MODULES, '.package-lock.json'))).length > 0)
    execFileSync('npm', ['ci', '--ignore-scripts', '--loglevel=error', '--no-audit', '--no-fund'], { cwd: HOME, stdio: 'inherit', shell: process.platform === 'win32' });
  // As a dependant has it: found by its name, through its exports.
  if (!existsSync(join(MODULES, 'chat-elements'))) symlinkSync(root, join(MODULES, 'chat-elements'), 'junction');
}

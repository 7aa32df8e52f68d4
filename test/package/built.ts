/** dist/ as the sources make it: built again only where a source is newer, so that a single test file can be run by itself. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../scripts/files.mjs';
import { record } from '../../scripts/sizes.mjs';

const SOURCES = ['src', 'components', 'skins', 'rollup.config.mjs', 'scripts/build.mjs', 'scripts/rollup-plugins.mjs', 'package.json'];

function newest(path: string): number {
  const found = statSync(path);
  if (!found.isDirectory()) return found.mtimeMs;
  return Math.max(found.mtimeMs, ...readdirSync(path).map((name) => newest(join(path, name))));
}

export function build(): void {
  const written = join(root, '.cache/build.json');
  if (existsSync(written) && existsSync(join(root, 'dist/embed.js')) && statSync(written).mtimeMs > Math.max(...SOURCES.map((path) => newest(join(root, path))))) return;
  const run = spawnSync(process.execPath, ['scripts/build.mjs'], { cwd: root, encoding: 'utf8' });
  if (run.status !== 0) throw new Error(`npm run build failed:\n${run.stdout}${run.stderr}`);
}

/** The file of dist/ that a module is in, without the folder. */
export function fileOf(module: string): string {
  const files = record()!;
  const path = Object.keys(files).find((name) => files[name]!.build === 'modules' && module in files[name]!.modules);
  assert.ok(path, module);
  return path.replace('dist/', '');
}

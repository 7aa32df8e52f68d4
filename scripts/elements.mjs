/** The tags that exist: a folder of components/ with a define module. Everything that lists elements asks here. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './files.mjs';

export function elements(base = root) {
  const folder = join(base, 'components');
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((tag) => existsSync(join(folder, tag, `${tag}.define.ts`)))
    .sort();
}

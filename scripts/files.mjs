/** Files below a folder whose names end in `ext`, as sorted paths relative to the project with forward slashes; none if it is absent. */
import { existsSync, readdirSync } from 'node:fs';
import { join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));

export function filesIn(folder, ext, base = root) {
  if (!existsSync(join(base, folder))) return [];
  return readdirSync(join(base, folder), { withFileTypes: true })
    .flatMap((entry) => {
      const path = posix.join(folder, entry.name);
      if (entry.isDirectory()) return entry.name === 'node_modules' ? [] : filesIn(path, ext, base);
      return entry.name.endsWith(ext) ? [path] : [];
    })
    .sort();
}

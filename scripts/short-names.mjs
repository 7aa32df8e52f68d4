/**
 * The private custom properties of the sheets, `--_accent-text` and thirty more, as `--_a`, `--_b`…: nobody outside may use them, and they stand in every sheet that ships.
 * The names are those found in all sources, in the order of the alphabet, so that every file of a build means the same by the same letter.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { filesIn, root } from './files.mjs';

const NAME = /--_[a-z][a-z0-9-]*/g;
const LETTERS = [...'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ'];
let short;

export function shortNames(code) {
  short ??= new Map([...new Set(filesIn('components', '.ts').flatMap((path) => readFileSync(join(root, path), 'utf8').match(NAME) ?? []))].sort().map((name, i) => [name, `--_${LETTERS[i % 52]}${i < 52 ? '' : Math.floor(i / 52)}`]));
  return code.replace(NAME, (name) => short.get(name) ?? name);
}

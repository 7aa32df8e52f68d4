/** What the documents say of a property's default is what is built: the minifier of CSS keeps six digits of a number or so, and said nothing when it rounded one. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { filesIn, root } from '../../scripts/files.mjs';

const read = (path: string) => readFileSync(join(root, path), 'utf8');

describe('What is built', () => {
  it('has the layer that the documents name, where a browser has no top layer', () => {
    const [, said] = /`--chat-z-index` \| `(\d+)`/.exec(read('docs/theming.md')) ?? [];
    assert.ok(said);
    assert.match(read('custom-elements.json'), new RegExp(`no top layer\\. Default ${said}\\.`));
    const built = [...filesIn('dist', '.js')].map(read).flatMap((code) => [...code.matchAll(/--chat-z-index, ?(\d+)/g)].map(([, number]) => number));
    assert.ok(built.length >= 3, 'the modules, the one file and the package have it');
    assert.deepEqual([...new Set(built)], [said]);
  });
});

/** The emoji of the picker are what the installed package gives. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { make } from '../../scripts/emoji.mjs';
import { root } from '../../scripts/files.mjs';

describe('emoji-data.ts', () => {
  it('is what scripts/emoji.mjs makes of emojibase-data', () => {
    assert.ok(make() === readFileSync(join(root, 'components/chat-composer/emoji-data.ts'), 'utf8'), 'run node scripts/emoji.mjs');
  });
});

/** The emoji of the picker are what the installed package gives. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { LANGUAGES, make, pathOf } from '../../scripts/emoji.mjs';
import { root } from '../../scripts/files.mjs';

describe('the data of emoji', () => {
  for (const lang of ['en', ...LANGUAGES]) {
    it(`${pathOf(lang)} is what scripts/emoji.mjs makes of emojibase-data`, () => {
      assert.ok(make(lang) === readFileSync(join(root, pathOf(lang)), 'utf8'), 'run node scripts/emoji.mjs');
    });
  }

  it('has the same emoji in every language, each with a name', () => {
    const entries = (lang: string) => make(lang).split('`')[1]!.split('\n').map((line) => line.split('|').map((one) => one.split(';')));
    const emoji = (lang: string) => entries(lang).map((group) => group.map(([first]) => first).join(' '));
    for (const lang of LANGUAGES) {
      assert.deepEqual(emoji(lang), emoji('en'), lang);
      assert.deepEqual(entries(lang).flat().filter(([, name]) => !name), [], lang);
    }
  });

  it('is asked for by the languages that there are', () => {
    const source = readFileSync(join(root, 'components/chat-composer/emoji-languages.ts'), 'utf8');
    assert.deepEqual([...source.matchAll(/emoji-data\/(\w+)\.js/g)].map((match) => match[1]), LANGUAGES);
  });
});

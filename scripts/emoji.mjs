/**
 * `node scripts/emoji.mjs`: writes components/chat-composer/emoji-data.ts out of emojibase-data: what the picker shows, and nothing else. `--check` fails where
 * the file is not what the installed package gives (test/tooling/emoji.test.ts).
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { root } from './files.mjs';

/** Newer ones are boxes on phones of three years. Unicode's own version of emoji. */
const NEWEST = 15;
/** Parts of other emoji (hair, skin) are no emoji to write. */
const COMPONENT = 2;
const TONES = [0x1f3fb, 0x1f3fc, 0x1f3fd, 0x1f3fe, 0x1f3ff].map((code) => String.fromCodePoint(code));

const PATH = 'components/chat-composer/emoji-data.ts';

/** As emoji-picker.ts does it: the tone follows the first character. The few where it does not come without tones. */
export function toned(emoji, tone) {
  const [first, ...rest] = emoji;
  if (rest[0] === '\ufe0f') rest.shift();
  return first + TONES[tone - 1] + rest.join('');
}

export function make() {
  const require = createRequire(import.meta.url);
  const data = require('emojibase-data/en/data.json');
  const { groups } = require('emojibase-data/en/messages.json');
  const lines = groups.filter(({ order }) => order !== COMPONENT).map(({ order }) =>
    data.filter(({ group, version }) => group === order && version <= NEWEST).sort((a, b) => a.order - b.order).map((one) => {
      const words = one.label.toLowerCase().split(/[^\p{L}\p{N}]+/u);
      // A search looks at the start of words, so a tag that begins one of the label adds nothing.
      const tags = (one.tags ?? []).filter((tag) => !/[|;`\\$\n]/.test(tag) && !words.some((word) => word.startsWith(tag)));
      return `${one.emoji}${isToned(one) ? '+' : ''};${one.label}${tags.length ? `;${tags.join(' ')}` : ''}`;
    }).join('|'),
  ); // prettier-ignore
  return `// Made by scripts/emoji.mjs out of emojibase-data (MIT). A line a group; of each emoji itself (+: it takes a skin tone), its name, and words to find it by.\nexport const EMOJI = \`${lines.join('\n')}\`;\n`;
}

/** Whether what the picker puts together comes out as Unicode has it. */
function isToned(one) {
  const single = (one.skins ?? []).filter(({ tone }) => typeof tone === 'number');
  return single.length === TONES.length && single.every(({ tone, emoji }) => emoji === toned(one.emoji, tone));
}

if (process.argv[1] === new URL(import.meta.url).pathname) {
  const text = make();
  const path = join(root, PATH);
  if (!process.argv.includes('--check')) writeFileSync(path, text);
  else if (readFileSync(path, 'utf8') !== text) {
    console.log(`${PATH} is not what emojibase-data gives: run node scripts/emoji.mjs.\n\n0 passed, 1 failed`);
    process.exit(1);
  }
}

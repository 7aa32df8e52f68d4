/**
 * `node scripts/emoji.mjs`: writes components/chat-composer/emoji-data.ts and emoji-data/ out of emojibase-data: what the picker shows, and nothing else, in each language
 * that ships and that the package has. test/tooling/emoji.test.ts fails where the files are not what the installed package gives.
 */
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { root } from './files.mjs';

/** Newer ones are boxes on phones of three years. Unicode's own version of emoji. */
const NEWEST = 15;
/** Parts of other emoji (hair, skin) are no emoji to write. */
const COMPONENT = 2;
const TONES = [0x1f3fb, 0x1f3fc, 0x1f3fd, 0x1f3fe, 0x1f3ff].map((code) => String.fromCodePoint(code));

const require = createRequire(import.meta.url);
const FOLDER = 'components/chat-composer';

/** The languages of src/i18n/locales of which the names are known; English is the rest's. */
export const LANGUAGES = readdirSync(join(root, 'src/i18n/locales'))
  .flatMap((name) => /^(\w+)\.ts$/.exec(name)?.[1] ?? [])
  .filter((lang) => {
    try {
      return require.resolve(`emojibase-data/${lang}/data.json`);
    } catch {
      return false;
    }
  });
export const pathOf = (lang) => `${FOLDER}/${lang === 'en' ? 'emoji-data' : `emoji-data/${lang}`}.ts`;

/** As emoji-picker.ts does it: the tone follows the first character. The few where it does not come without tones. */
export function toned(emoji, tone) {
  const [first, ...rest] = emoji;
  if (rest[0] === '\ufe0f') rest.shift();
  return first + TONES[tone - 1] + rest.join('');
}

export function make(lang) {
  const data = require(`emojibase-data/${lang}/data.json`);
  const { groups } = require('emojibase-data/en/messages.json');
  // Between the fields of an entry, and what a template literal would read.
  const text = (words) => words.replace(/[|;`\\$\n]+/g, ' ').trim();
  const uses = new Map();
  for (const { tags = [] } of data) for (const tag of tags) uses.set(tag, (uses.get(tag) ?? 0) + 1);
  const known = [...uses.keys()];
  // The rare ones first, and of those the older: a third of a kilobyte less, gzipped, and no search can tell.
  const byUse = (a, b) => uses.get(a) - uses.get(b) || known.indexOf(a) - known.indexOf(b);
  const lines = groups.filter(({ order }) => order !== COMPONENT).map(({ order }) =>
    data.filter(({ group, version }) => group === order && version <= NEWEST).sort((a, b) => a.order - b.order).map((one) => {
      const words = one.label.toLowerCase().split(/[^\p{L}\p{M}\p{N}]+/u);
      // A search looks at the start of words, so a tag that begins one of the label, or another tag, adds nothing.
      const all = (one.tags ?? []).filter((tag) => !/[|;`\\$\n]/.test(tag));
      const tags = all.filter((tag) => ![...words, ...all].some((word) => word !== tag && word.startsWith(tag)) && !words.includes(tag)).sort(byUse);
      return `${one.emoji}${isToned(one) ? '+' : ''};${text(one.label)}${tags.length ? `;${tags.join(' ')}` : ''}`;
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
  for (const lang of ['en', ...LANGUAGES]) {
    const path = join(root, pathOf(lang));
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, make(lang));
  }
}

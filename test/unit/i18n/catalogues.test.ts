import { expect } from '@open-wc/testing';
import { EXPIRED } from '../../../src/conversation/outbox.js';
import { ChatError } from '../../../src/errors/index.js';
import { actions } from '../../../src/i18n/actions.js';
import { audio } from '../../../src/i18n/audio.js';
import { cards } from '../../../src/i18n/cards.js';
import { conversations } from '../../../src/i18n/conversations.js';
import { emoji } from '../../../src/i18n/emoji.js';
import { en } from '../../../src/i18n/en.js';
import { far } from '../../../src/i18n/far.js';
import { files } from '../../../src/i18n/files.js';
import { find } from '../../../src/i18n/find.js';
import { flows } from '../../../src/i18n/flows.js';
import { inbox } from '../../../src/i18n/inbox.js';
import { inspector } from '../../../src/i18n/inspector.js';
import { launcher } from '../../../src/i18n/launcher.js';
import { live } from '../../../src/i18n/live.js';
import { markdown } from '../../../src/i18n/markdown.js';
import { media } from '../../../src/i18n/media.js';
import { quick } from '../../../src/i18n/quick.js';
import { quote } from '../../../src/i18n/quote.js';
import { reactions } from '../../../src/i18n/reactions.js';
import { reasons } from '../../../src/i18n/reasons.js';
import { record } from '../../../src/i18n/record.js';
import { registerLanguage } from '../../../src/i18n/register.js';
import { rich } from '../../../src/i18n/rich.js';
import { LANGUAGES } from '../../../src/i18n/shipped.js';
import { changeStrings, strings, type Strings, type TeamStrings, type VisitorStrings } from '../../../src/i18n/strings.js';
import { toast } from '../../../src/i18n/toast.js';
import { UNCONFIRMED } from '../../../src/session/echoes.js';
import { NOT_TAKEN } from '../../../src/session/sending.js';

/** All English, by file: the types fail where one of `VisitorStrings` or `TeamStrings` is not here. */
const visitor: VisitorStrings = { ...en, ...actions, ...audio, ...cards, ...conversations, ...emoji, ...far, ...files, ...find, ...flows, ...launcher, ...live, ...markdown, ...media, ...quick, ...quote, ...reactions, ...reasons, ...record, ...rich, ...toast };
const team: TeamStrings = { ...inbox, ...inspector };

/** The plural forms that each language has for whole numbers that a chat counts. French, Spanish and Portuguese have one more for millions, which nothing here reaches. */
const PLURALS: Readonly<Record<string, readonly string[]>> = {
  ar: ['zero', 'one', 'two', 'few', 'many', 'other'],
  de: ['one', 'other'],
  es: ['one', 'other'],
  fa: ['one', 'other'],
  fr: ['one', 'other'],
  he: ['one', 'two', 'other'],
  hi: ['one', 'other'],
  ja: ['other'],
  ko: ['other'],
  pt: ['one', 'other'],
  ru: ['one', 'few', 'many', 'other'],
  tr: ['one', 'other'],
  zh: ['other'],
};

/** Words that are the same as in English, because the language says so. */
const SAME: Readonly<Record<string, string>> = {
  de: 'heading roles.agent roles.system status.offline formName optional online media.video media.audio pauseSound code inspector.status inspector.frames inspector.frame inspector.ms answers.name',
  es: 'heading media.audio said inspector.no inspector.ms',
  fr: 'heading roles.ai fileKinds.image formEmail answers.email messages message media.image media.audio pauseSound volume code inspector.direction inspector.type inspector.conversations inspector.conversation conversations inspector.ms',
  pt: 'heading formEmail answers.email online volume inspector.ms',
  tr: 'media.video inspector.ms',
};
/** `{0}: {1}` and such have no words to translate. */
const WORDLESS = /^(said|rowOwn)$/;

const isTable = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);
/** `inspector.figure.gaps` and what is there; what English has as a function or text ends a path. */
function* leaves(table: object, at = ''): Generator<readonly [string, unknown]> {
  for (const [key, value] of Object.entries(table)) {
    if (isTable(value)) yield* leaves(value, `${at}${key}.`);
    else yield [at + key, value];
  }
}
const at = (table: unknown, path: string): unknown => path.split('.').reduce<unknown>((found, key) => (isTable(found) ? found[key] : undefined), table);
/** What an entry says: a function, called with these. */
const say = (said: unknown, values: readonly unknown[]): string => (said as (...all: readonly unknown[]) => string)(...values);

/** What of ours is said about something that was not sent. */
const WHY = [EXPIRED, UNCONFIRMED, NOT_TAKEN, new ChatError('too-large', { limit: '32768 characters' }).message, new ChatError('queue-full', { count: 1000 }).message];

/** Values for the parameters of an English function: texts that no sentence has, a number where it calls for one. */
function valuesFor(path: string, english: unknown): unknown[] {
  if (path === 'reaction') return ['⟨a⟩', 7, true];
  if (path === 'quickHeard') return [['⟨a⟩', '⟨b⟩']];
  if (path === 'inspector.shown') return [2, 7];
  const texts = ['⟨a⟩', '⟨b⟩', '⟨c⟩'].slice(0, (english as () => string).length);
  // A function that formats or compares its value as a number says so when it is given one.
  return /toLocaleString|count\(|many\(|=== 1|attempt|people|of 5/.test(String(english)) || /^(hits|mediaPosition|typingMany|attempt|rated|ratedAs)$/.test(path) ? texts.map((_, i) => 7 + i) : texts;
}

it('has thirteen languages beside English', () => {
  expect(Object.keys(LANGUAGES)).to.have.members(Object.keys(PLURALS));
});

for (const lang of Object.keys(PLURALS)) {
  describe(`the catalogue of ${lang}`, () => {
    let given: Record<string, unknown>;
    let words: Strings;
    before(async () => {
      const [a, b] = await Promise.all([LANGUAGES[lang]![0](), LANGUAGES[lang]![1]()]);
      given = { ...a.default, ...b.default };
      changeStrings({ ...visitor, ...team });
      registerLanguage(lang, given);
      words = strings(lang);
    });

    it('has every word, none that English has not, and keeps teams’ words apart from visitors’', async () => {
      const missing = [...leaves({ ...visitor, ...team })].map(([path]) => path).filter((path) => at(given, path) === undefined);
      expect(missing, 'missing').to.deep.equal([]);
      const english = { ...visitor, ...team };
      const unknown = (table: Record<string, unknown>, like: unknown, where = ''): string[] =>
        Object.entries(table).flatMap(([key, value]) => (!isTable(like) || !(key in like) ? [where + key] : isTable(value) && isTable(like[key]) ? unknown(value, like[key], `${where}${key}.`) : []));
      expect(unknown(given, english), 'not in English').to.deep.equal([]);
    });

    it('is not left in English', () => {
      const same = new Set((SAME[lang] ?? '').split(' '));
      const english = [...leaves({ ...visitor, ...team })];
      const left = english.filter(([path, value]) => {
        if (WORDLESS.test(path) || same.has(path)) return false;
        const mine = at(words, path);
        if (typeof value !== 'function') return JSON.stringify(mine) === JSON.stringify(value);
        const values = valuesFor(path, value);
        return /[a-z]{2}/i.test(say(value, values)) && say(mine, values) === say(value, values);
      });
      expect(left.map(([path]) => path)).to.deep.equal([]);
    });

    it('says every value that English says', () => {
      for (const [path, value] of leaves({ ...visitor, ...team })) {
        const mine = at(words, path);
        if (Array.isArray(value)) expect((mine as unknown[]).length, path).to.equal(value.length);
        if (typeof value !== 'function') continue;
        const values = valuesFor(path, value);
        const said = say(mine, values);
        for (const one of values.flat()) {
          if (typeof one === 'boolean') continue;
          expect(said, path).to.include(typeof one === 'number' ? one.toLocaleString(lang) : (one as string));
        }
        expect(said, path).not.to.match(/[{}#]|undefined|null|NaN/);
      }
    });

    it('says why something was not sent, with its number, and leaves to a backend its own words', () => {
      for (const why of WHY) {
        const said = words.failure(why);
        const [number] = /\d+/.exec(why) ?? [];
        expect(said, why).not.to.equal(why);
        expect(said, why).not.to.match(/[{}#]|undefined|NaN/);
        if (number) expect(said, why).to.include(Number(number).toLocaleString(lang));
      }
      for (const theirs of ['Not like that.', '', 'toString', '{0} of 7']) expect(words.failure(theirs)).to.equal(theirs);
    });

    it('has the plural forms of the language, with the number wherever a form stands for several', () => {
      const rules = new Intl.PluralRules(lang);
      for (const [path, value] of leaves({ ...visitor, ...team })) {
        const forms = at(given, path);
        if (typeof value !== 'function' || !isTable(forms) || 'empty' in forms || 'of' in forms) continue;
        const named = Object.keys(forms).filter((key) => !/^\d$/.test(key));
        expect(named, path).to.have.members([...PLURALS[lang]!]);
        for (const n of [0, 1, 2, 3, 5, 11, 21, 22, 100, 1000]) {
          const category = rules.select(n);
          const alone = String(n) in forms || Array.from({ length: 200 }, (_, other) => other).every((other) => other === n || rules.select(other) !== category);
          const said = say(at(words, path), [n]);
          if (!alone) expect(said, `${path} of ${n}`).to.include(n.toLocaleString(lang));
          expect(said, `${path} of ${n}`).not.to.match(/[{}#]/);
        }
      }
    });

    it('is typeset as its readers are used to', () => {
      for (const [path, value] of leaves(given)) {
        const text = typeof value === 'function' ? '' : [value].flat().join('\n');
        const where = `${path}: ${text}`;
        expect(text, where).not.to.match(/\.\.\.|'|^\s|\s$| {2}/);
        if (lang === 'fr') {
          expect(text.replace(/https:/g, ''), where).not.to.match(/[^\u202f][;!?]|[^\u00a0]:/);
          expect(text, where).not.to.match(/«[^\u202f]|[^\u202f]»/);
        }
        if (lang === 'es' && text.includes('?')) expect(text, where).to.include('¿');
        if (lang === 'ar' || lang === 'fa') expect(text, where).not.to.match(/[?,]/);
        if (lang === 'ja' || lang === 'zh') expect(text.replace(/https:/g, ''), where).not.to.match(/[,;:?!]/);
// Digits of the language: numbers go through Intl.
        if (lang === 'ar' || lang === 'fa') expect(text.replace(/\{\d\}/g, ''), where).not.to.match(/\d/);
      }
    });
  });
}

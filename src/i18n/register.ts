import { en } from './en.js';
import { plural } from './plural.js';
import type { Choice, Forms, SomeSaid } from './said.js';
import { changeStrings, onStrings, type Strings } from './strings.js';
import { usable } from './usable.js';

/** A language may leave out what it does not have. */
export type StringsInput = SomeSaid<Strings>;
type Words = Readonly<Record<string, unknown>>;

/** Whole languages, and over them what a page changes. By tag. */
const catalogues = new Map<string, Words>();
const registered = new Map<string, Words>();
const merged = new Map<string, Strings>();

/** Adds or changes words of a language, such as `de` or `pt-BR`. They go before those that come with it. A page that is English throughout has none of this. */
export const registerStrings = (lang: string, words: StringsInput): void => add(registered, lang, words);

/** Adds a language, or brings one of ours before it is needed: words that `registerStrings()` goes before. What is left out is English. */
export const registerLanguage = (lang: string, words: StringsInput): void => add(catalogues, lang, words);

/** Whether a language is there, at least in part: one that the page brought is not loaded. */
export const hasLanguage = (key: string, word: keyof Strings): boolean => word in (catalogues.get(key) ?? {});

/** `pt_BR`, `pt-br` and `PT-BR` are `pt`, then `pt-br`; `iw` is `he`. */
export function stepsOf(lang: string): readonly string[] {
  const parts = (usable(lang) ?? lang).toLowerCase().split('-');
  return parts.map((_, i) => parts.slice(0, i + 1).join('-'));
}

function add(to: Map<string, Words>, lang: string, words: StringsInput): void {
  if (typeof lang !== 'string') throw new TypeError(`${String(lang)} is no language: give a tag such as "de" or "pt-BR", then the words.`);
  // Also when the inbox brings its own.
  if (catalogues.size + registered.size === 0) onStrings(() => merged.clear());
  const key = stepsOf(lang).at(-1)!;
  to.set(key, over(to.get(key) ?? {}, words));
  changeStrings({}, find);
}

/** `pt-BR` takes what was registered for `pt-BR`, then for `pt`, then a catalogue, then English. */
function find(lang: string): Strings {
  let found = merged.get(lang);
  if (!found) {
    const steps = stepsOf(lang);
    let words: Words = en;
    for (const layer of [catalogues, registered]) for (const step of steps) words = said(words, layer.get(step) ?? {}, lang);
    merged.set(lang, (found = words as unknown as Strings));
  }
  return found;
}

const isTable = (value: unknown): value is Words => typeof value === 'object' && value !== null && !Array.isArray(value);

/** One set of words over another, neither changed. */
function over(under: Words, words: Words): Words {
  const out: Record<string, unknown> = { ...under };
  for (const [key, value] of Object.entries(words ?? {})) if (value !== undefined) out[key] = isTable(value) && isTable(out[key]) && !('other' in value) ? over(out[key], value) : value;
  return out;
}

/** The same, with what is given as data made into what English has there. */
function said(under: Words, words: Words, lang: string): Words {
  const out: Record<string, unknown> = { ...under };
  for (const [key, value] of Object.entries(words)) {
    const was = out[key];
    // What English does not have yet comes with what shows it; then this is done anew.
    if (value === undefined || was === undefined) continue;
    // What is of another kind than it has to be would break whatever shows it.
    const forms = typeof value === 'string' ? { other: value } : value;
    if (typeof was === 'function' && isTable(forms)) out[key] = filled(forms as Partial<Forms & Choice>, lang, was as Sentence);
    else if (isTable(was) && isTable(value)) out[key] = said(was, value, lang);
    else if (typeof value === typeof was && Array.isArray(value) === Array.isArray(was) && isTable(value) === isTable(was)) out[key] = value;
  }
  return out;
}

type Sentence = (...values: readonly unknown[]) => string;

/** `'{0} schreibt'` or forms by number, as a function. A form that is left out is as it was. */
const filled = (given: Partial<Forms & Choice>, lang: string, was: Sentence): Sentence => (...values) => {
  const [first] = values;
  if (given.of) return chosenFrom(given.of, String(first), lang) ?? was(...values);
  const forms = { ...given, other: given.other ?? was(...values) };
  const text = typeof first === 'number' ? (forms[first as 0] ?? plural(lang, first, forms)) : ((first === '' ? forms.empty : undefined) ?? forms.other);
  return text.replace(/\{(\d)\}/g, (_, n: string) => show(values[Number(n)], lang));
};

const NUMBER = /\d+/;

function chosenFrom(of: Choice['of'], value: string, lang: string): string | undefined {
  const key = value.replace(NUMBER, '#');
  return Object.hasOwn(of, key) ? of[key]!.replace('#', show(Number(NUMBER.exec(value)?.[0]), lang)) : undefined;
}

/** In text from right to left what is put in runs by itself: `2026-list.pdf` would be read as `list.pdf-2026`. */
const show = (value: unknown, lang: string): string =>
  typeof value === 'number' ? value.toLocaleString(usable(lang)) : ((text) => (/^(ar|fa|he|iw|ur)/i.test(lang) ? `\u2068${text}\u2069` : text))(String(value ?? ''));

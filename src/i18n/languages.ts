import type { Team, Visitor } from './catalogue.js';
import { hasLanguage, registerLanguage, stepsOf } from './register.js';
import { awaitWords, onStrings, strings, type Strings } from './strings.js';

type Load<Words> = () => Promise<{ readonly default: Words }>;

/** Of each language what visitors see, and what the team and developers do: two files, the second for the pages that have an inbox or an inspector. */
export const LANGUAGES: Readonly<Record<string, readonly [Load<Visitor>, Load<Team>]>> = {
  ar: [() => import('./locales/ar.js'), () => import('./locales/ar.team.js')],
  de: [() => import('./locales/de.js'), () => import('./locales/de.team.js')],
  es: [() => import('./locales/es.js'), () => import('./locales/es.team.js')],
  fa: [() => import('./locales/fa.js'), () => import('./locales/fa.team.js')],
  fr: [() => import('./locales/fr.js'), () => import('./locales/fr.team.js')],
  he: [() => import('./locales/he.js'), () => import('./locales/he.team.js')],
  hi: [() => import('./locales/hi.js'), () => import('./locales/hi.team.js')],
  ja: [() => import('./locales/ja.js'), () => import('./locales/ja.team.js')],
  ko: [() => import('./locales/ko.js'), () => import('./locales/ko.team.js')],
  pt: [() => import('./locales/pt.js'), () => import('./locales/pt.team.js')],
  ru: [() => import('./locales/ru.js'), () => import('./locales/ru.team.js')],
  tr: [() => import('./locales/tr.js'), () => import('./locales/tr.team.js')],
  zh: [() => import('./locales/zh.js'), () => import('./locales/zh.team.js')],
};

/** What was asked for, and came or did not. */
const loads = new Map<string, Promise<void>>();
/** Languages that are in use, by tag. */
const used = new Map<string, (cause: unknown) => void>();
/** So long after a file did not come it is asked for once more. Milliseconds. */
const AGAIN = [5000, 30_000, 120_000];

/** Loads a language as far as it is needed. Rejects where that fails; it goes on trying by itself, and whoever listens to the words is told when they come. */
export async function bring(lang: string, fail: (cause: unknown) => void): Promise<void> {
  if (used.size === 0) onStrings(bringMore);
  used.set(lang, fail);
  const [key = ''] = stepsOf(lang);
  if (!Object.hasOwn(LANGUAGES, key)) return;
  await Promise.all([load(key, 0, 'openChat'), isTeam() && load(key, 1, 'inspector')]);
}

/** The inbox or the inspector came. */
const isTeam = (): boolean => TEAM.some((word) => word in strings(''));
const TEAM: readonly (keyof Strings)[] = ['inspector', 'inbox'];

/** Their words come a moment later than they do: they wait for them. */
function bringMore(): void {
  if (!isTeam()) return;
  const missing = [...used].map(([lang, fail]) => [lang, fail, stepsOf(lang)[0]!] as const).filter(([, , key]) => Object.hasOwn(LANGUAGES, key) && !loads.has(`${key} 1`));
  for (const [lang, fail, key] of missing) void awaitWords(lang, load(key, 1, 'inspector'), fail);
}

function load(key: string, which: 0 | 1, word: keyof Strings): Promise<void> {
  const name = `${key} ${which}`;
  let coming = loads.get(name);
  if (!coming) {
    const fetch = (tries: number): Promise<void> =>
      LANGUAGES[key]![which]().then(
        (file) => registerLanguage(key, file.default),
        (cause: unknown) => {
          const wait = AGAIN[tries];
          if (wait) setTimeout(() => void fetch(tries + 1).catch(() => {}), wait);
          throw cause;
        },
      );
    // A page may have brought it itself.
    loads.set(name, (coming = hasLanguage(key, word) ? Promise.resolve() : fetch(0)));
  }
  return coming;
}

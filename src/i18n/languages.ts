import { hasLanguage, registerLanguage, stepsOf } from './register.js';
import { LANGUAGES } from './shipped.js';
import { awaitWords, onStrings, strings, type Strings } from './strings.js';

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

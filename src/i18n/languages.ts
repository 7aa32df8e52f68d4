import { hasLanguage, registerLanguage, stepsOf } from './register.js';
import { LANGUAGES } from './shipped.js';
import { awaitWords, onStrings, strings, type Strings } from './strings.js';

/** What was asked for, and came or is on its way; 0: it did not come. */
const loads = new Map<string, Promise<void> | 0>();
/** Languages that are in use, by tag. */
const used = new Map<string, (cause: unknown) => void>();

/** Loads a language as far as it is needed. Rejects where that fails. */
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
  for (const [lang, fail, key] of missing) void awaitWords(lang, () => load(key, 1, 'inspector'), fail);
}

function load(key: string, which: 0 | 1, word: keyof Strings): Promise<void> {
  const name = `${key} ${which}`;
  let coming = loads.get(name);
  if (!coming) {
    // A page may have brought it itself.
    coming = hasLanguage(key, word) ? Promise.resolve() : LANGUAGES[key]![which]().then((file) => registerLanguage(key, file.default));
    loads.set(name, coming);
    coming.catch(() => loads.set(name, 0));
  }
  return coming;
}

import { en } from './en.js';
import { changeStrings, onStrings, type Strings } from './strings.js';

/** A language may leave out what it does not have. */
export type StringsInput = { readonly [K in keyof Strings]?: Strings[K] extends (...args: never[]) => string ? Strings[K] | string : Strings[K] extends string ? string : Partial<Strings[K]> };

const registered = new Map<string, StringsInput>();
const merged = new Map<string, Strings>();

/** Adds or changes words of a language, such as `de` or `pt-BR`. What is left out stays as it was, in the end English. A page that is English throughout has none of this. */
export function registerStrings(lang: string, words: StringsInput): void {
  // Also when the inbox brings its own.
  if (registered.size === 0) onStrings(() => merged.clear());
  const key = lang.toLowerCase();
  registered.set(key, { ...registered.get(key), ...words });
  changeStrings({}, find);
}

/** `pt-BR` takes `pt-BR`, then `pt`, then English. */
function find(lang: string): Strings {
  const key = lang.toLowerCase();
  let found = merged.get(key);
  if (!found) {
    found = en as Strings;
    const steps = key.split('-');
    for (let n = 1; n <= steps.length; n++) found = merge(found, registered.get(steps.slice(0, n).join('-')));
    merged.set(key, found);
  }
  return found;
}

function merge(under: Strings, over: StringsInput | undefined): Strings {
  if (!over) return under;
  const out: Record<string, unknown> = { ...under };
  for (const [key, value] of Object.entries(over)) {
    const was = out[key];
    if (value === undefined) continue;
    if (typeof was === 'function' && typeof value === 'string') out[key] = fill(value);
    else out[key] = typeof was === 'object' && typeof value === 'object' ? { ...was, ...value } : value;
  }
  return out as Strings;
}

/** `'{0} schreibt'` stands for a function: words can then be given as JSON. */
const fill = (text: string) => (...args: readonly unknown[]): string => text.replace(/\{(\d)\}/g, (_, n: string) => String(args[Number(n)] ?? ''));

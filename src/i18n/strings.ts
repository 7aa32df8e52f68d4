import { en } from './en.js';

export type Strings = typeof en;
/** A language may leave out what it does not have. */
export type StringsInput = { readonly [K in keyof Strings]?: Strings[K] extends (...args: never[]) => string ? Strings[K] | string : Strings[K] extends string ? string : Partial<Strings[K]> };

const registered = new Map<string, StringsInput>();
const merged = new Map<string, Strings>();
const listeners = new Set<() => void>();

/** Adds or changes words of a language, such as `de` or `pt-BR`. What is left out stays as it was, in the end English. */
export function registerStrings(lang: string, words: StringsInput): void {
  const key = lang.toLowerCase();
  registered.set(key, { ...registered.get(key), ...words });
  merged.clear();
  for (const fn of [...listeners]) fn();
}

/** Told when words change, so that what is on the screen follows. Returns its own end. */
export function onStrings(fn: () => void): () => void {
  listeners.add(fn);
  return () => listeners.delete(fn);
}

/** The words of a language: `pt-BR` takes `pt-BR`, then `pt`, then English. The same object until words change. */
export function strings(lang: string): Strings {
  const key = lang.toLowerCase();
  let found = merged.get(key);
  if (!found) {
    found = en;
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

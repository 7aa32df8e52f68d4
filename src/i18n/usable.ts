/** A tag that Intl takes, or undefined: the browser's own language. `lang="en_US"` and other slips must not throw. */
export function usable(tag: string): string | undefined {
  try {
    return tag === '' ? undefined : Intl.getCanonicalLocales(tag)[0];
  } catch {
    return undefined;
  }
}

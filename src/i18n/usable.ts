/** A tag that Intl takes, or undefined: the browser's own language. Slips must not throw; of `lang="ru_RU"` it is plain what was meant. */
export function usable(tag: string): string | undefined {
  try {
    return Intl.getCanonicalLocales(tag.trim().replaceAll('_', '-'))[0];
  } catch {
    return undefined;
  }
}

const rules = new Map<string, Intl.PluralRules>();

/** A tag that Intl takes, or undefined: the browser's own language. `lang="en_US"` and other slips must not throw. */
export function usable(tag: string): string | undefined {
  try {
    return tag === '' ? undefined : Intl.getCanonicalLocales(tag)[0];
  } catch {
    return undefined;
  }
}

type Forms = { readonly other: string } & Partial<Record<Intl.LDMLPluralRule, string>>;

/** The form that the language wants for a number, with `#` replaced by the number. For catalogues. */
export function plural(tag: string, n: number, forms: Forms): string {
  let rule = rules.get(tag);
  if (!rule) rules.set(tag, (rule = new Intl.PluralRules(usable(tag))));
  return (forms[rule.select(n)] ?? forms.other).replace('#', n.toLocaleString(usable(tag)));
}

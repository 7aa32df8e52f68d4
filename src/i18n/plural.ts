import { usable } from './usable.js';

const rules = new Map<string, Intl.PluralRules>();

type Rules = { readonly other: string } & Partial<Record<Intl.LDMLPluralRule, string>>;

/** The form that the language wants for a number, with `#` replaced by the number. For catalogues. */
export function plural(tag: string, n: number, forms: Rules): string {
  let rule = rules.get(tag);
  if (!rule) rules.set(tag, (rule = new Intl.PluralRules(usable(tag))));
  return (forms[rule.select(n)] ?? forms.other).replaceAll('#', n.toLocaleString(usable(tag)));
}

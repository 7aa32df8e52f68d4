/** How words are given for another language: data, so that they can be written in JSON, checked, and turned into functions where English has one. */

/**
 * A sentence by number: the plural forms that the language has (`Intl.PluralRules` names them), where `#` stands for the number as the language writes it. `0` and `1`: for
 * exactly that many; `empty`: where the first value is an empty text.
 */
export type Forms = { readonly other: string } & { readonly [K in Intl.LDMLPluralRule | 'empty' | 0 | 1]?: string };

/**
 * A sentence by its first value: what is said in place of it. A number in the value is `#` here, and `#` in the text is that number as the language writes it.
 * What is not named stays as it was.
 */
export interface Choice {
  readonly of: Readonly<Record<string, string>>;
}

/** What may stand for one entry: text with `{0}`, `{1}`… where English has values, forms by number, or a function. */
export type Said<T> = T extends (...values: infer V) => string ? string | Forms | Choice | ((...values: V) => string) : T extends string ? string : T extends readonly string[] ? readonly string[] : { readonly [K in keyof T]: Said<T[K]> };

/** The same, with anything left out. */
export type SomeSaid<T> = T extends string | readonly string[] | ((...values: never[]) => string) ? Said<T> : { readonly [K in keyof T]?: SomeSaid<T[K]> };

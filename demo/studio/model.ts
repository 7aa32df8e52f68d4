/** What the studio knows of a theme: its properties, as the manifest names them, what was set, as CSS and as the hash of a link. No document here. */
import type { Declaration } from '../gallery/manifest.js';

export type Kind = 'colour' | 'length' | 'font' | 'shadow' | 'number';
export type Theme = 'light' | 'dark';

export interface Token {
  readonly name: string;
  /** `--chat-text-2` → `text-2`: in links, and where there is little room. */
  readonly short: string;
  readonly kind: Kind;
  readonly description: string;
}

/** Colours have two sides, anything else has its one value on both. Absent: as the skin, or the element, has it. */
export type Values = ReadonlyMap<string, Readonly<Partial<Record<Theme, string>>>>;

/** A property that is new is taken for a colour, which most are, unless its name says otherwise. */
const kindOf = (name: string): Kind =>
  name.endsWith('-font') ? 'font' : name.endsWith('-shadow') ? 'shadow' : name.endsWith('z-index') ? 'number' : /-(size|radius|width|height|inset|gap|space|spacing|padding)$/.test(name) ? 'length' : 'colour';

/** The property of CSS that says whether a value is one of its kind. */
const JUDGE: Readonly<Record<Kind, string>> = { colour: 'color', length: 'width', font: 'font-family', shadow: 'box-shadow', number: 'z-index' };
export const NOT: Readonly<Record<Kind, string>> = { colour: 'Not a colour', length: 'Not a length', font: 'Not a list of fonts', shadow: 'Not a shadow', number: 'Not a whole number' };

export const isValid = (kind: Kind, value: string): boolean => CSS.supports(JUDGE[kind], value);

export function tokensOf(declaration: Declaration | undefined): readonly Token[] {
  return (declaration?.cssProperties ?? []).map(({ name, description = '' }) => ({ name, short: name.replace(/^--chat-/, ''), kind: kindOf(name), description }));
}

/** The elements that a theme is for: all that have colours. */
export function tagsOf(manifest: ReadonlyMap<string, Declaration>): readonly string[] {
  return [...manifest.values()].filter(({ cssProperties = [] }) => cssProperties.length > 0).map(({ tagName }) => tagName);
}

/** The rules to copy; empty where nothing was set. */
export function cssOf(values: Values, tokens: readonly Token[], tags: readonly string[], skin: string): string {
  const lines = tokens.flatMap(({ name }) => {
    const { light, dark } = values.get(name) ?? {};
    if (light === undefined && dark === undefined) return [];
    return [`  ${name}: ${light === dark || dark === undefined ? light : light === undefined ? dark : `light-dark(${light}, ${dark})`};`];
  });
  if (lines.length === 0) return '';
  const bundled = lines.some((line) => line.includes('light-dark(')) ? '/* For Vite and other bundlers with Lightning CSS, a sheet of the page has to say its color-scheme, such as :root { color-scheme: light } */\n' : '';
  return `${skin ? `/* On top of chat-elements/skins/${skin}.css */\n` : ''}${bundled}${tags.join(',\n')} {\n${lines.join('\n')}\n}\n`;
}

export interface Look {
  readonly values: Values;
  readonly skin: string;
  readonly dir: 'ltr' | 'rtl';
  readonly view: 'both' | Theme;
}

/** `skin=soft&accent=#22409e~#3d59bd&radius=18px`, what is not set left out. */
export function toHash({ values, skin, dir, view }: Look): string {
  const words = new URLSearchParams();
  if (skin) words.set('skin', skin);
  if (dir === 'rtl') words.set('dir', dir);
  if (view !== 'both') words.set('view', view);
  for (const [name, { light, dark }] of values) words.set(name.replace(/^--chat-/, ''), light === dark ? light! : `${light ?? ''}~${dark ?? ''}`);
  return words.toString();
}

/** Whatever else a link says is not taken over. */
export function fromHash(hash: string, tokens: readonly Token[], skins: readonly string[]): Look {
  const words = new URLSearchParams(hash.replace(/^#/, ''));
  const values = new Map<string, Partial<Record<Theme, string>>>();
  for (const { name, short, kind } of tokens) {
    const given = words.get(short);
    if (given === null) continue;
    const [light = '', dark = light] = given.split('~');
    const sides = { ...(light && isValid(kind, light) ? { light } : {}), ...(dark && isValid(kind, dark) ? { dark } : {}) };
    if (Object.keys(sides).length > 0) values.set(name, sides);
  }
  const view = words.get('view');
  return { values, skin: skins.find((one) => one === words.get('skin')) ?? '', dir: words.get('dir') === 'rtl' ? 'rtl' : 'ltr', view: view === 'light' || view === 'dark' ? view : 'both' };
}

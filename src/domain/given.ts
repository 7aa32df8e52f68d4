/** What a page hands in is what its own backend gave it: fields that are null, numbers for names. Apart from the rest of the vocabulary: a chat with a connection has none of this. */
import type { Part } from './message.js';
import type { Participant } from './participant.js';

/** Text, where something can be read as such. */
export const words = (value: unknown): string => (value === null || value === undefined || typeof value === 'object' ? '' : String(value));

/**
 * A page writes addresses as in its own HTML, relative to itself: `/ada.png`. Elsewhere they are refused, since what a backend or a stranger says would mean the page's own.
 * What is no address stays as it is, and is refused where it is drawn.
 */
export function placed(url: string): string {
  if (!url || /^[a-z][a-z\d+.-]*:/i.test(url)) return url;
  try {
    return new URL(url, globalThis.document?.baseURI).href;
  } catch {
    return url;
  }
}

type Fields = Record<string, unknown>;

/** What a part is nothing without. */
const NEEDED: Readonly<Record<string, string>> = { text: 'text', card: 'title', progress: 'label', image: 'url', video: 'url', audio: 'url', file: 'url' };
const TEXTS = new Set(['text', 'title', 'label', 'name', 'alt']);
const ADDRESSES = new Set(['url', 'image', 'avatar']);
const NUMBERS = new Set(['duration', 'width', 'height', 'size', 'value', 'estimate']);

/** Texts are texts, numbers are numbers, addresses are whole; what is nothing is left out. */
function usable(given: object): Fields {
  const fields: Fields = {};
  for (const name of Object.keys(given)) {
    const value = (given as Fields)[name];
    if (value === null || value === undefined) continue;
    if (TEXTS.has(name)) fields[name] = words(value);
    else if (ADDRESSES.has(name)) fields[name] = placed(words(value));
    else if (!NUMBERS.has(name) || Number.isFinite(value)) fields[name] = value;
  }
  return fields;
}

/** A part, as far as it can be shown. */
export function givenPart(part: Part): Part {
  const needed = NEEDED[part.type];
  const { actions, ...fields } = { ...(needed && { [needed]: '' }), ...usable(part) };
  // What they send is text, whatever is a number elsewhere.
  const all = Array.isArray(actions) ? actions.filter((one) => one && typeof one === 'object').map((one: Fields) => ({ ...usable(one), label: words(one['label']), value: words(one['value']) })) : undefined;
  return { ...fields, ...(all && { actions: all }) } as unknown as Part;
}

/** Likewise, of a person. */
export function givenPerson(given: Partial<Participant>): Partial<Participant> {
  const { id, ...fields } = usable(given);
  return { ...fields, ...(words(id) && { id: words(id) }) };
}

/** How deep a page's messages are looked through: what is deeper counts as changed. */
const DEPTH = 8;

const PLAIN: readonly unknown[] = [Object.prototype, Array.prototype, null];

/** Whether two values of a page's say the same: many a page makes all of its messages anew for each that changes. What is more than data is the same only if it is the very same. */
export function alike(a: unknown, b: unknown, depth = DEPTH): boolean {
  if (Object.is(a, b)) return true;
  if (!depth || typeof a !== 'object' || typeof b !== 'object' || !a || !b) return false;
  if (a instanceof Date && b instanceof Date) return Object.is(+a, +b);
  const kind: unknown = Object.getPrototypeOf(a);
  if (kind !== Object.getPrototypeOf(b) || !PLAIN.includes(kind)) return false;
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => Object.hasOwn(b, name) && alike(a[name as never], b[name as never], depth - 1));
}

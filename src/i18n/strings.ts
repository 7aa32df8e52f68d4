import type { actions } from './actions.js';
import type { audio } from './audio.js';
import type { cards } from './cards.js';
import type { conversations } from './conversations.js';
import { en } from './en.js';
import type { emoji } from './emoji.js';
import type { far } from './far.js';
import type { files } from './files.js';
import type { flows } from './flows.js';
import type { find as finding } from './find.js';
import type { inbox } from './inbox.js';
import type { inspector } from './inspector.js';
import type { launcher } from './launcher.js';
import type { live } from './live.js';
import type { markdown } from './markdown.js';
import type { media } from './media.js';
import type { quick } from './quick.js';
import type { quote } from './quote.js';
import type { reactions } from './reactions.js';
import type { reasons } from './reasons.js';
import type { record } from './record.js';
import type { rich } from './rich.js';
import type { toast } from './toast.js';

/** What visitors see and hear, one a line, since many hands add to it. A catalogue (catalogue.ts) has all of it. */
export type VisitorStrings = typeof en &
  typeof actions &
  typeof audio &
  typeof cards &
  typeof conversations &
  typeof emoji &
  typeof far &
  typeof files &
  typeof finding &
  typeof flows &
  typeof launcher &
  typeof live &
  typeof markdown &
  typeof media &
  typeof quick &
  typeof quote &
  typeof reactions &
  typeof reasons &
  typeof record &
  typeof rich &
  typeof toast;
/** What the team and developers see on top of that: a second file of each language. */
export type TeamStrings = typeof inbox & typeof inspector;
export type Strings = VisitorStrings & TeamStrings;

/** What comes later adds its words before it shows any. */
const english = en as Strings;
const listeners = new Set<() => void>();
let find = (_lang: string): Strings => english;

/** The words of a language; English where no others were registered. The same object until words change. */
export const strings = (lang: string): Strings => find(lang);

/** Told when words change, so that what is on the screen follows. Returns its own end. */
export function onStrings(fn: () => void): () => void {
  listeners.add(fn);
  return () => listeners.delete(fn);
}

/** More words in English, or another way to find those of a language. */
export function changeStrings(words: Partial<Strings>, how = find): void {
  Object.assign(english, words);
  find = how;
  for (const fn of listeners) fn();
}

/** How long nothing is drawn for want of a language. Milliseconds. */
const PATIENCE = 2000;
/** When what did not come is asked for again. Milliseconds. */
const AGAIN = 12_000;
/** What is waited for, by tag; 0: nothing any more. */
const asked = { __proto__: null } as unknown as Record<string, Promise<unknown> | 0>;

type Fail = (cause: unknown) => void;

/** Until it is there, in the time of the page: whoever asked first may be gone by then. Told of once. */
const persist = (ask: () => Promise<unknown>, fail?: Fail): Promise<unknown> =>
  ask().catch((cause: unknown) => {
    setTimeout(persist, AGAIN, ask);
    fail?.(cause);
  });

/** Keeps what is drawn in a language from being drawn until more of its words are there, or do not come: then they are asked for again, and whoever listens to the words is told when they do. */
export const awaitWords = (lang: string, ask: () => Promise<unknown>, fail: Fail): Promise<unknown> =>
  (asked[lang] = Promise.race([persist(ask, fail), new Promise((done) => setTimeout(done, PATIENCE))]).then(() => (asked[lang] = 0)));

/** What has to be waited for before anything is drawn in this language, if anything: a page that is English throughout never comes past the first test. */
export const wordsFor = (lang: string, fail: Fail): Promise<unknown> | 0 =>
  (asked[lang] ??= /^(en\b|$)/i.test(lang) ? 0 : awaitWords(lang, () => import('./languages.js').then((all) => all.bring(lang, fail)), fail));

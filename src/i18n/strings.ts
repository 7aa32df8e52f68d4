import type { actions } from './actions.js';
import type { audio } from './audio.js';
import { en } from './en.js';
import type { emoji } from './emoji.js';
import type { far } from './far.js';
import type { files } from './files.js';
import type { flows } from './flows.js';
import type { find as finding } from './find.js';
import type { inbox } from './inbox.js';
import type { inspector } from './inspector.js';
import type { live } from './live.js';
import type { markdown } from './markdown.js';
import type { media } from './media.js';
import type { quote } from './quote.js';
import type { reactions } from './reactions.js';
import type { reasons } from './reasons.js';
import type { record } from './record.js';
import type { rich } from './rich.js';
import type { toast } from './toast.js';

export type Strings = typeof en & typeof actions & typeof finding & typeof quote & typeof reactions & typeof audio & typeof emoji & typeof far & typeof files & typeof flows & typeof inbox & typeof inspector & typeof live & typeof markdown & typeof media & typeof reasons & typeof record & typeof rich & typeof toast;

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

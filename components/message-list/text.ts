/** What every message needs to know of its text. What only some texts need, links and folding, is in rich.ts and loaded with the first of them. */

/** Bidirectional controls: embeddings, overrides, isolates and marks. */
const BIDI = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** A name, a label, a file name: one line without direction controls, so that `gpj.exe` cannot pose as `exe.jpg`. */
export const oneLine = (text: string): string => text.replace(BIDI, '').replace(/\s+/g, ' ').trim();

/** What is written from right to left, as part of a sentence that is not: its own marks stay with it. (Sentences from right to left see to what is put into them.) */
export const apart = (text: string): string => (/[\u0590-\u08ff]/.test(text) ? `\u2068${text}\u2069` : text);

/** The address if it may be loaded as a picture, film or sound. `blob:` is what is still on its way up; `data:` may be a picture or a sound, which run nothing where they are. */
export const mediaUrl = (url = ''): string | undefined => (/^(?:https?:\/\/|blob:|data:(?:image|audio)\/)/i.test(url) ? url : undefined);

/** From what length on a text is long. */
export const LONG = { chars: 3000, lines: 30 };

export const MAYBE_LINK = /:\/\/|www\.|mailto:|tel:|@/i;

/** Characters that markdown may be made of. Cheap, so it says yes too often: the parser is asked then. */
export const mayBeMarkdown = (text: string): boolean => /[*_`~[|\\]|^\s*(?:[#>+-]|\d+[.)])\s/m.test(text);

/** Neither links in it nor markdown, nor long, nor (perhaps) only emoji, nor with more marks on a letter than languages have: shown as it is. */
export const isPlain = (text: string): boolean => text.length <= LONG.chars && !MAYBE_LINK.test(text) && !mayBeMarkdown(text) && !/^\s*[\p{Extended_Pictographic}\p{RI}]|\p{M}{4}/u.test(text) && text.split('\n', LONG.lines + 1).length <= LONG.lines;

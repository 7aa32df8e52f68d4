import type { ConversationView, Message } from '../domain/index.js';

/** One author's messages stand together while no more than this lies between them. Milliseconds. */
const TOGETHER = 5 * 60_000;

export interface Hit {
  readonly message: Message;
  /** Key of the block it is in. */
  readonly block: string;
}

/** Letters as people search them: no case, no accents, no Arabic vowel signs. */
export function fold(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}

/** Messages that contain all words of a query, oldest first. */
export function search(view: ConversationView, query: string): readonly Hit[] {
  const words = fold(query).split(/\s+/).filter(Boolean);
  if (!words.length) return [];
  const hits: Hit[] = [];
  for (const block of view.blocks) {
    for (const message of block.messages) {
      const text = fold(message.text);
      if (words.every((word) => text.includes(word))) hits.push({ message, block: block.key });
    }
  }
  return hits;
}

/** Where the words of a query stand in a text, in UTF-16 units, in order and without overlaps: what to mark. */
export function matches(text: string, query: string): readonly (readonly [number, number])[] {
  // Folding changes lengths, so each folded unit remembers where it came from.
  const from: number[] = [];
  let folded = '';
  let at = 0;
  for (const letter of text) {
    const f = fold(letter);
    for (let i = 0; i < f.length; i++) from.push(at);
    folded += f;
    at += letter.length;
  }
  from.push(at);
  const found: [number, number][] = [];
  for (const word of fold(query).split(/\s+/).filter(Boolean)) {
    for (let i = folded.indexOf(word); i >= 0; i = folded.indexOf(word, i + word.length)) found.push([from[i]!, from[i + word.length]!]);
  }
  found.sort((a, b) => a[0] - b[0]);
  const joined: [number, number][] = [];
  for (const range of found) {
    const last = joined.at(-1);
    if (last && range[0] <= last[1]) last[1] = Math.max(last[1], range[1]);
    else joined.push(range);
  }
  return joined;
}

/** Whether a message stands on its own, with name and picture, or goes on with the one before. */
export function startsGroup(before: Message | undefined, message: Message): boolean {
  return (
    !before || before.own !== message.own || before.author.id !== message.author.id || message.author.role === 'system' ||
    Math.abs(message.createdAt.getTime() - before.createdAt.getTime()) > TOGETHER || dayKey(before.createdAt) !== dayKey(message.createdAt)
  );
}

/** The local day of a moment, such as `2026-11-20`: messages with the same one stand under the same date. */
export function dayKey(date: Date): string {
  const two = (n: number) => String(n).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

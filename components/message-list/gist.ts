import type { Message } from '../../src/domain/index.js';
import { wordsOf } from './part-words.js';
import { oneLine } from './text.js';
import { authorName, clip, type Words } from './words.js';

/** How much of a message stands in a quote. */
const LENGTH = 120;

/** Who wrote a message, for people. */
export const writer = (message: Message, words: Words): string => (message.own ? words.strings.you : authorName(message.author, words));

/** A message in one line: its first line of text, or what it holds. */
export function gist(message: Message, words: Words): string {
  if (message.deletedAt) return words.strings.deleted;
  const line = message.text.split('\n').find((one) => one.trim());
  return clip(oneLine(line ?? message.parts.map((part) => wordsOf(part, words)).find(Boolean) ?? ''), LENGTH);
}

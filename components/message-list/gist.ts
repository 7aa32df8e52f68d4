import type { ConversationSummary, Message } from '../../src/domain/index.js';
import { wordsOf } from './part-words.js';
import { oneLine } from './text.js';
import { authorName, clip, type Words } from './words.js';

/** How much of a message stands in a quote. */
const LENGTH = 120;

/** Who wrote a message, for people. */
export const writer = (message: Message, words: Words): string => (message.own ? words.strings.you : authorName(message.author, words));

/** Without the marks that markdown has within a line; the parser, which knows better, is there once a formatted message was drawn. */
const unmarked = (line: string): string =>
  line
    .replace(/^\s*(?:#{1,6}|>|[*+-])\s+/, '')
    .replace(/!?\[([^\]]*)\]\([^)\s]*\)/g, '$1')
    .replace(/(\*\*|__|~~|`)(?=\S)(.+?)\1/g, '$2');

/** A message in one line: its first line of text, or what it holds. */
export function gist(message: Message, words: Words): string {
  if (message.deletedAt) return words.strings.deleted;
  const line = firstLine(message.own ? message.text : (words.heard?.(message.text) ?? message.text));
  // The text beside a notice is the backend's word for it.
  return clip(line && !message.parts.some((part) => 'notice' in part) ? oneLine(unmarked(line)) : (message.parts.map((part) => wordsOf(part, words)).find(Boolean) ?? ''), LENGTH);
}

const firstLine = (text: string): string | undefined => text.split('\n').find((one) => one.trim());

/** The last words of a conversation, for its row in a list: of the message where that is there, else as the backend told them. */
export function lastWords(last: ConversationSummary['lastMessage'], words: Words): string {
  if (!last) return '';
  return 'parts' in last ? gist(last as Message, words) : clip(oneLine(unmarked(firstLine(last.text) ?? '')), LENGTH);
}

import type { Message, Part, Participant } from '../../src/domain/index.js';
import type { Formats, Strings } from '../../src/i18n/index.js';
import { oneLine } from './text.js';

/** A language, as far as messages need one. */
export interface Words {
  readonly strings: Strings;
  readonly formats: Formats;
}

/** The name that people know an author by: theirs, or the word for what they are. */
export const authorName = (author: Participant, { strings }: Words): string => oneLine(author.name ?? '') || strings.roles[author.role] || strings.roles.agent;

export const stateOf = (message: Message, { strings }: Words): string =>
  [message.own && !message.deletedAt ? strings.messageStatus[message.status] : '', message.editedAt && !message.deletedAt ? strings.edited : ''].filter(Boolean).join(', ');

export const spoken = (message: Message, words: Words): string =>
  message.deletedAt ? words.strings.deleted : message.parts.length > 0 ? message.parts.map((part) => wordsOf(part, words)).join(', ') : message.text;

/** Words for a part, where only words fit: an accessible name, an announcement. */
export function wordsOf(part: Part, { strings }: Words): string {
  if (part.type === 'text') return part.text;
  if (part.type === 'progress') return oneLine(part.label);
  if (part.type === 'card') return oneLine(part.title);
  return [strings.media[part.type], oneLine(part.alt ?? part.name ?? '')].filter(Boolean).join(': ');
}

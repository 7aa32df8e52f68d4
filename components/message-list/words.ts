import type { Message, Part, Participant } from '../../src/domain/index.js';
import type { Formats, Strings } from '../../src/i18n/index.js';
import { oneLine } from './text.js';

/** A language, as far as messages need one. */
export interface Words {
  readonly strings: Strings;
  readonly formats: Formats;
  /** What is heard of a formatted text; there once one was drawn. */
  readonly heard?: ((text: string) => string) | undefined;
}

/** The name that people know an author by: theirs, or the word for what they are. */
export const authorName = ({ name = '', role }: Participant, { strings }: Words): string => oneLine(name) || strings.roles[role] || strings.roles.agent;

/** What a message says, for ears: an accessible name, an announcement. */
export const spoken = (message: Message, words: Words): string =>
  message.deletedAt ? words.strings.deleted : message.parts.length > 0 ? message.parts.map((part) => wordsOf(part, words, message.own)).join(', ') : message.text;

/** Words for a part, where only words fit. */
export function wordsOf(part: Part, { strings, heard }: Words, asTyped = true): string {
  if (part.type === 'text') return (part.notice && strings.unsupported) || (asTyped ? undefined : heard?.(part.text)) || part.text;
  if ('label' in part) return strings.progress?.[part.kind ?? ''] ?? oneLine(part.label);
  if ('title' in part) return oneLine(part.title);
  return [strings.media[part.type], oneLine(part.alt ?? part.name ?? '')].filter(Boolean).join(': ');
}

export const clip = (text: string, length: number): string => (text.length > length ? `${text.slice(0, length)}…` : text);

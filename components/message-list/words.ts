import type { Message, Participant } from '../../src/domain/index.js';
import type { Formats, Strings } from '../../src/i18n/index.js';
import type { Parts } from '../shared/late.js';
import { oneLine } from './text.js';

/** A language, as far as messages need one. */
export interface Words {
  readonly strings: Strings;
  readonly formats: Formats;
  readonly late?: Partial<Parts>;
  /** What is heard of a formatted text; there once one was drawn. */
  readonly heard?: ((text: string) => string) | undefined;
}

/** The name that people know an author by: theirs, or the word for what they are. */
export const authorName = ({ name, role }: Participant, { strings }: Words): string => oneLine(name ?? '') || strings.roles[role] || strings.roles.agent;

/** What a message says, for ears: an accessible name, an announcement. What is not text has words once it can be drawn. */
export const spoken = ({ parts, text, own }: Message, words: Words): string =>
  parts.map((part) => (part.type === 'text' && !part.notice ? (!own && words.heard?.(part.text)) || part.text : (words.late?.parts ?? words.late?.cards)?.wordsOf(part, words))).filter(Boolean).join(', ') || text;

export const clip = (text: string, length: number): string => (text.length > length ? `${text.slice(0, length)}…` : text);

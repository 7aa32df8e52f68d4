import type { Part } from '../../src/domain/index.js';
import { oneLine } from './text.js';
import type { Words } from './words.js';

/** Words for a part, where only words fit. */
export function wordsOf(part: Part, { strings, heard }: Words, asTyped = true): string {
  if (part.type === 'text') return (part.notice && strings.unsupported) || (asTyped ? undefined : heard?.(part.text)) || part.text;
  if ('label' in part) return strings.progress?.[part.kind ?? ''] ?? oneLine(part.label);
  if ('title' in part) return oneLine(part.title);
  const kind = strings.media[part.type];
  const name = oneLine(part.alt ?? part.name ?? '');
  return name ? strings.said(kind, name) : kind;
}

import { textOf, type Part } from '../domain/index.js';

/** The text of a message for a backend that takes nothing else. Undefined: there is none, or there is more than text, which would be lost on the way without a word. */
export function wordsOf(parts: readonly Part[]): string | undefined {
  return (parts.every(({ type }) => type === 'text') && textOf(parts)) || undefined;
}

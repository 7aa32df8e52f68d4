import type { ChatEvent } from '../domain/index.js';
import { MAX_DEPTH, MAX_FRAME, type Decoded, type Frame } from './codec.js';

/** A frame that cannot be understood: dropped and reported, never thrown. */
export const malformed = (problem: string): Decoded => ({ events: [problemEvent(problem)] });

export const problemEvent = (message: string): ChatEvent => ({ type: 'error', code: 'protocol-error', message });

export type Json = { readonly value: unknown } | { readonly problem: string };

/** Parses a text frame with its size and depth bounded before anything else looks at it. */
export function parseJson(frame: Frame): Json {
  if (typeof frame !== 'string') return { problem: 'binary data where text is due' };
  const problem = outOfBounds(frame);
  if (problem) return { problem };
  try {
    return { value: JSON.parse(frame) };
  } catch {
    return { problem: 'it is not JSON' };
  }
}

/** What is wrong with the size or the depth of a text, if anything is. For codecs whose frames are more than JSON. */
export function outOfBounds(text: string): string | undefined {
  if (text.length > MAX_FRAME / 3 && new Blob([text]).size > MAX_FRAME) return 'it is larger than 8 MiB';
  return tooDeep(text) ? `it is nested deeper than ${MAX_DEPTH} levels` : undefined;
}

/** Depth is counted in the text, so that a hostile frame never gets as far as building objects. */
function tooDeep(text: string): boolean {
  let depth = 0;
  let quoted = false;
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (quoted) {
      if (c === 92) i++;
      else if (c === 34) quoted = false;
    } else if (c === 34) quoted = true;
    else if (c === 123 || c === 91) {
      if (++depth > MAX_DEPTH) return true;
    } else if (c === 125 || c === 93) depth--;
  }
  return false;
}

import type { ChatEvent } from '../domain/index.js';
import { MAX_DEPTH, MAX_FRAME, type Decoded, type Frame } from './codec.js';

/** A frame that cannot be understood: dropped and reported, never thrown. */
export function malformed(problem: string): Decoded {
  const event: ChatEvent = { type: 'error', code: 'protocol-error', message: problem };
  return { events: [event] };
}

export type Json = { readonly value: unknown } | { readonly problem: string };

/** Parses a text frame with its size and depth bounded before anything else looks at it. */
export function parseJson(frame: Frame): Json {
  if (typeof frame !== 'string') return { problem: 'binary data where text is due' };
  if (frame.length > MAX_FRAME || (frame.length > MAX_FRAME / 3 && new Blob([frame]).size > MAX_FRAME)) return { problem: 'it is larger than 8 MiB' };
  if (tooDeep(frame)) return { problem: `it is nested deeper than ${MAX_DEPTH} levels` };
  try {
    return { value: JSON.parse(frame) };
  } catch {
    return { problem: 'it is not JSON' };
  }
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

import { stringify } from '../domain/index.js';
import { ChatError } from '../errors/index.js';
import type { Frame } from './codec.js';

/** A frame of a page's own, as it goes out: text and bytes as they are, anything else as JSON. Throws `invalid-input`. */
export function rawFrame(frame: unknown): Frame {
  if (typeof frame === 'string' || frame instanceof ArrayBuffer) return frame;
  // A copy: a view may be of a part only, and what it looks at may change before it is sent.
  if (ArrayBuffer.isView(frame)) return new Uint8Array(frame.buffer, frame.byteOffset, frame.byteLength).slice().buffer;
  let text: string | undefined;
  try {
    text = stringify(frame);
  } catch {
    // A circle, or a BigInt.
  }
  if (text === undefined) throw new ChatError('invalid-input', { name: 'frame', problem: 'it has no form in JSON' });
  return text;
}

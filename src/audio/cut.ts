import { bytesOf, mimeOf } from './bytes.js';
import type { Source } from './types.js';

/** What a WebM file begins with. Without it nothing can be read. */
const HEAD = [0x1a, 0x45, 0xdf, 0xa3];
/** What holds the blocks of sound: the file's one segment, and in it the stretches. */
const OUTER = new Set([0x18538067, 0x1f43b675]);
/** A block, alone or in a group. */
const BLOCKS = new Set([0xa3, 0xa0]);

/** Whether a piece may be a part of a recording that was cut: of WebM only the first has a beginning, while pieces of MP3 and WAV are files of their own. */
export const isStream = (source: Source): boolean => typeof source !== 'string' && /webm|matroska/.test(source instanceof Blob ? source.type : mimeOf(source.format));

/** Whether a piece is the first of a recording. Of a file that is only known once it was looked into. */
export function beginsAnew(source: Source): boolean | Promise<boolean> {
  if (source instanceof Blob) return source.slice(0, 4).arrayBuffer().then((bytes) => starts(new Uint8Array(bytes), HEAD));
  if (typeof source === 'string') return true;
  try {
    return starts(bytesOf(source.data, 8), HEAD);
  } catch {
    // It is no base64, which is for the reader to say.
    return true;
  }
}

const starts = (bytes: Uint8Array, mark: readonly number[]): boolean => mark.every((byte, i) => bytes[i] === byte);

/** Whether a recording has begun of which nothing can be heard yet: it was cut before the end of its first block. */
export async function bodyless(file: Blob): Promise<boolean> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  if (!starts(bytes, HEAD)) return false;
  for (let at = 0; at < bytes.length; ) {
    // A name is as long as a number that begins like it, and keeps the bit that says so.
    const { length: named } = number(bytes, at);
    let name = 0;
    for (const byte of bytes.subarray(at, at + named)) name = name * 256 + byte;
    const { length, value } = number(bytes, at + named);
    at += named + length;
    // What is inside of these comes next; their own size is often not known yet.
    if (OUTER.has(name)) continue;
    at += value;
    if (BLOCKS.has(name)) return !(at <= bytes.length);
  }
  return true;
}

/** How large something is, as EBML writes it: the first bit that is set says in how many bytes. NaN where they are not all here. */
function number(bytes: Uint8Array, at: number): { readonly length: number; readonly value: number } {
  const first = bytes[at] ?? 0;
  const length = Math.clz32(first) - 23;
  let value = first & (0xff >> length);
  for (let i = 1; i < length; i++) value = value * 256 + (bytes[at + i] ?? NaN);
  return { length, value };
}

/** What comes after so many samples; undefined where there is nothing. */
export function rest(all: AudioBuffer, from: number): AudioBuffer | undefined {
  const { numberOfChannels, sampleRate } = all;
  const length = all.length - from;
  if (length <= 0) return undefined;
  const buffer = new AudioBuffer({ length, numberOfChannels, sampleRate });
  for (let channel = 0; channel < numberOfChannels; channel++) buffer.copyToChannel(all.getChannelData(channel).subarray(from), channel);
  return buffer;
}

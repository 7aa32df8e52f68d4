import type { AudioChunk } from './types.js';

const MIME: Readonly<Record<string, string>> = { mp3: 'audio/mpeg', wav: 'audio/wav', webm: 'audio/webm', ogg: 'audio/ogg', mp4: 'audio/mp4', m4a: 'audio/mp4', aac: 'audio/aac', flac: 'audio/flac' };

/** The media type of a format, which may be one already. */
export const mimeOf = (format: string): string => (format.includes('/') ? format : (MIME[format.toLowerCase()] ?? 'application/octet-stream'));

/** What a file of this type is called at its end. */
export const endingOf = (mime: string): string => Object.keys(MIME).find((ending) => MIME[ending] === mime.split(';')[0]) ?? 'bin';

/** What base64 says, from its beginning; `most` characters of it where that is enough. Some write a data: URL, some the URL alphabet, some break lines. Throws where it is none. */
export function bytesOf(data: string, most?: number): Uint8Array<ArrayBuffer> {
  // Line breaks count for nothing, so more is looked at than is wanted.
  const text = data.replace(/^data:[^,]*,/, '').slice(0, most && 8 * most).replace(/\s/g, '').slice(0, most);
  return Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), (char) => char.charCodeAt(0));
}

/** The file in a piece; undefined where it is not base64, or empty. */
export function blobOf(chunk: AudioChunk): Blob | undefined {
  try {
    const { data, format } = chunk;
    const bytes = bytesOf(data);
    return bytes.length > 0 ? new Blob([bytes], { type: mimeOf(format) }) : undefined;
  } catch {
    return undefined;
  }
}

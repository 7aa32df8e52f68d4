import type { AudioChunk } from './types.js';

const MIME: Readonly<Record<string, string>> = { mp3: 'audio/mpeg', wav: 'audio/wav', webm: 'audio/webm', ogg: 'audio/ogg', mp4: 'audio/mp4', m4a: 'audio/mp4', aac: 'audio/aac', flac: 'audio/flac' };

/** The media type of a format, which may be one already. */
export const mimeOf = (format: string): string => (format.includes('/') ? format : (MIME[format.toLowerCase()] ?? 'application/octet-stream'));

/** What a file of this type is called at its end. */
export const endingOf = (mime: string): string => Object.keys(MIME).find((ending) => MIME[ending] === mime.split(';')[0]) ?? 'bin';

/** The file in a piece; undefined where it is not base64, or empty. */
export function blobOf(chunk: AudioChunk): Blob | undefined {
  try {
    const { data, format } = chunk;
    // Some write a data: URL, some the URL alphabet, some break lines.
    const binary = atob(data.replace(/^data:[^,]*,/, '').replace(/-/g, '+').replace(/_/g, '/'));
    const bytes = Uint8Array.from(binary, (char) => char.charCodeAt(0));
    return bytes.length > 0 ? new Blob([bytes], { type: mimeOf(format) }) : undefined;
  } catch {
    return undefined;
  }
}

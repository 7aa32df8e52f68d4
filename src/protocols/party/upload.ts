import * as z from 'zod/mini';
import type { Address, UploadLimits } from '../../domain/index.js';
import type { Upload } from '../codec.js';
import { count, maybe } from '../fields.js';
import { parseJson } from '../json.js';
import { httpUrl } from '../url.js';
import { roomOf, rootOf } from './address.js';

const stored = z.object({ url: z.string(), name: maybe(z.string()), mime: maybe(z.string()), size: maybe(count) });
const refused = z.object({ message: z.string() });

/**
 * What docs/protocol.md says of files; parts a message are 16 there, and the text is one. Nothing that a browser would run: no HTML, no SVG.
 * test/e2e/attachments.test.ts holds it against the server.
 */
export const LIMITS: UploadLimits = {
  size: 10 * 1024 * 1024,
  count: 10,
  types: [
    ...['png', 'jpeg', 'gif', 'webp', 'avif', 'heic', 'heif', 'bmp', 'tiff'].map((kind) => `image/${kind}`),
    ...['mpeg', 'mp4', 'ogg', 'webm', 'wav', 'x-wav', 'aac', 'flac', 'quicktime', 'x-m4a', '3gpp'].flatMap((kind) => [`audio/${kind}`, `video/${kind}`]),
    ...['pdf', 'zip', 'gzip', 'json', 'rtf', 'octet-stream', 'msword', 'vnd.ms-excel', 'vnd.ms-powerpoint', 'vnd.openxmlformats-officedocument.*', 'vnd.oasis.opendocument.*'].map((kind) => `application/${kind}`),
    ...['plain', 'csv', 'markdown', 'calendar'].map((kind) => `text/${kind}`),
  ],
};

/** docs/protocol.md, «Where to connect»: a file is posted to its conversation, with the token in a header. */
export function upload(address: Address, token: string | undefined, conversation: string, file: Blob, name: string): Upload {
  const url = httpUrl(rootOf(address), `${roomOf(address, conversation)}/files`, { name });
  const headers = { 'Content-Type': file.type || 'application/octet-stream', ...(token && { Authorization: `Bearer ${token}` }) };
  return {
    request: { url, method: 'POST', headers, body: file },
    answer(status, body) {
      const json = parseJson(body);
      const value = 'value' in json ? json.value : undefined;
      const part = stored.safeParse(value);
      if (status === 201 && part.success) {
        // What hardly any browser draws is a file.
        const kind = /^(image(?!\/(?:heic|heif|tiff))|video|audio)\//.exec(part.data.mime ?? '')?.[1] as 'image' | undefined;
        return { type: kind ?? 'file', ...part.data };
      }
      const said = refused.safeParse(value);
      return { code: status === 413 ? 'too-large' : 'refused', message: said.success ? said.data.message : '' };
    },
  };
}

import * as z from 'zod/mini';
import type { Address } from '../../domain/index.js';
import type { Upload } from '../codec.js';
import { count, maybe } from '../fields.js';
import { parseJson } from '../json.js';
import { httpUrl } from '../url.js';
import { roomOf, rootOf } from './address.js';

const stored = z.object({ url: z.string(), name: maybe(z.string()), mime: maybe(z.string()), size: maybe(count) });
const refused = z.object({ message: z.string() });

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

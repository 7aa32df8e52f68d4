import type { MediaPart } from '../domain/index.js';
import { ChatError } from '../errors/index.js';
import type { Core } from './core.js';

/** Puts a file where a message can point to it. Takes as long as the file does. Throws a ChatError, whose sentence is for people. */
export async function upload(core: Core, conversation: string, file: Blob, name: string, signal?: AbortSignal): Promise<MediaPart> {
  const { wire } = core.line;
  const { fetch = globalThis.fetch.bind(globalThis) } = core.deps;
  if (!wire) throw new ChatError('not-connected');
  if (!wire.upload) throw new ChatError('unsupported', { protocol: core.settings.address.protocol, what: 'files' });
  const { request, answer } = await wire.upload(conversation, file, name);
  const { url, method, headers, body } = request;
  let status = 0;
  let text = '';
  try {
    const response = await fetch(url, { method, headers, body, signal, credentials: 'omit', referrerPolicy: 'no-referrer' });
    text = await response.text();
    status = response.status;
  } catch (cause) {
    throw new ChatError('upload-failed', {}, cause);
  }
  const part = answer(status, text);
  if ('type' in part) return part;
  throw part.message ? new ChatError('server-error', { message: part.message }) : new ChatError('upload-failed');
}

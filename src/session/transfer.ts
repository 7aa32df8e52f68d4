import { ChatError } from '../errors/index.js';
import type { Upload } from '../protocols/codec.js';

export const uploadFailed = (cause?: unknown): ChatError => new ChatError('upload-failed', { message: 'The file could not be sent: check the connection and try again.' }, cause);

/** A line that moved nothing for so long is gone, whatever the browser still believes. Milliseconds. */
const STALLED = 45_000;

/**
 * A request that says how far it is. XMLHttpRequest, since fetch does not tell how much of a body has left; it is aborted where it is not wanted any more,
 * and given up where nothing moves. Rejects where there was no answer at all.
 */
export function transfer({ url, method, headers, body }: Upload['request'], { signal, progress }: { readonly signal?: AbortSignal; readonly progress?: (share: number) => void }): Promise<[status: number, text: string]> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const request = new XMLHttpRequest();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const alive = (): void => {
      clearTimeout(timer);
      timer = setTimeout(() => request.abort(), STALLED);
    };
    const abort = (): void => request.abort();
    request.open(method ?? 'GET', url);
    for (const [name, value] of Object.entries(headers ?? {})) request.setRequestHeader(name, value);
    request.upload.onprogress = ({ loaded, total }) => {
      alive();
      if (total > 0) progress?.(loaded / total);
    };
    request.onload = () => resolve([request.status, request.responseText]);
    request.onerror = request.onabort = () => reject(signal?.aborted ? signal.reason : new Error('no answer'));
    request.onloadend = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
    };
    signal?.addEventListener('abort', abort);
    alive();
    request.send((body ?? null) as XMLHttpRequestBodyInit | null);
  });
}

import type { MediaPart } from '../domain/index.js';
import { ChatError } from '../errors/index.js';
import type { Core } from './core.js';
import { transfer, uploadFailed } from './transfer.js';

/** Puts a file where a message can point to it. Takes as long as the file does. Throws a ChatError, whose sentence is for people. */
export async function upload(core: Core, conversation: string, file: Blob, name: string, signal?: AbortSignal, progress?: (share: number) => void): Promise<MediaPart> {
  const { wire } = core.line;
  if (!wire) throw new ChatError('not-connected');
  if (!wire.upload) throw new ChatError('unsupported', { message: `The protocol ${core.settings.address.protocol} cannot carry files.` });
  const { request, answer } = await wire.upload(conversation, file, name);
  let status: number;
  let text: string;
  try {
    [status, text] = await (core.deps.transfer ?? transfer)(request, { signal, progress });
  } catch (cause) {
    throw uploadFailed(cause);
  }
  const part = answer(status, text);
  if ('type' in part) return part;
  if (part.message) throw new ChatError('server-error', { message: part.message });
  // What stands in front of a backend refuses as well, with a page of its own: the same file is refused again, however good the line is.
  if (status === 413) throw new ChatError('file-too-large', { message: 'The file is too large for the server: try a smaller one.' });
  if (status >= 400 && status < 500 && status !== 408 && status !== 429) throw new ChatError('file-refused', { message: `The server did not accept the file (HTTP ${status}).` });
  throw uploadFailed();
}

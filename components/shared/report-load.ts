import { ChatError, warnOnce } from '../../src/errors/index.js';

export interface Emitter {
  emit(name: string, detail?: unknown, options?: { readonly cancelable?: boolean }): boolean;
}

/** A chunk that did not come: the page is told what to serve; the element stays, and tries again at the next need. */
export function reportLoad(element: Emitter, cause: unknown): void {
  const { code, message } = new ChatError('load-failed');
  warnOnce(code);
  element.emit('chat-error', { code, message, cause });
}

import { ChatError, warnOnce } from '../../src/errors/index.js';

export interface Emitter {
  readonly isConnected: boolean;
  emit(name: string, detail?: unknown, options?: { readonly cancelable?: boolean }): boolean;
  requestUpdate(): void;
}

/** When what did not come is asked for again. Milliseconds. */
const AGAIN = 12_000;

/** A chunk that did not come: the page is told what to serve; the element stays, and tries again after a while, for a network comes back. */
export function reportLoad(element: Emitter, cause: unknown, again: () => unknown = () => element.isConnected && element.requestUpdate()): void {
  const { code, message } = new ChatError('load-failed');
  warnOnce(code);
  element.emit('chat-error', { code, message, cause });
  setTimeout(again, AGAIN);
}

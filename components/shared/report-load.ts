import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { ChatError, warnOnce } from '../../src/errors/index.js';

export interface Emitter extends Pick<ReactiveControllerHost, 'addController' | 'removeController' | 'requestUpdate'> {
  emit(name: string, detail?: unknown, options?: { readonly cancelable?: boolean }): boolean;
}

/** When what did not come is asked for again. Milliseconds. */
const AGAIN = 12_000;

/** A chunk that did not come: the page is told what to serve; the element stays, and tries again after a while in the page, for a network comes back. */
export function reportLoad(element: Emitter, cause: unknown, again: () => unknown = () => element.requestUpdate()): void {
  const { code, message } = new ChatError('load-failed');
  warnOnce(code);
  element.emit('chat-error', { code, message, cause });
  let timer: ReturnType<typeof setTimeout>;
  const wait: ReactiveController = {
    hostConnected() {
      timer = setTimeout(() => {
        element.removeController(wait);
        again();
      }, AGAIN);
    },
    hostDisconnected: () => clearTimeout(timer),
  };
  element.addController(wait);
}

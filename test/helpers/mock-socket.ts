/**
 * A WebSocket for tests with a `Server` on the other side, both in the page: `new Server('wss://party.test/parties/main/room')`.
 *
 * mock-socket emits look-alike events. partysocket clones them (`new event.constructor(…)`) and dispatches the copies on a native
 * EventTarget, which throws on anything but a native event; so listeners get native ones here. partysocket uses `wss:` for every host that
 * is not local, so a server for `party.test` must listen there.
 */
import { Server, WebSocket as MockSocket, type Client } from 'mock-socket';

interface LookAlike {
  readonly type: string;
  readonly data?: unknown;
  readonly origin?: string;
  readonly code?: number;
  readonly reason?: string;
  readonly wasClean?: boolean;
}

type Listener = EventListenerOrEventListenerObject;

function native(event: LookAlike): Event {
  switch (event.type) {
    case 'message':
      return new MessageEvent('message', { data: event.data, origin: event.origin ?? '' });
    case 'close':
      return new CloseEvent('close', { code: event.code ?? 1005, reason: event.reason ?? '', wasClean: event.wasClean ?? true });
    default:
      return new Event(event.type);
  }
}

/** Everything else is mock-socket's own bookkeeping ('server::message' and so on), which wants its own events. */
const PUBLIC = new Set(['open', 'message', 'close', 'error']);

export class MockWebSocket extends MockSocket {
  readonly #wrappers = new WeakMap<Listener, (event: Event) => void>();

  override addEventListener(type: string, listener: Listener | null, options?: boolean | AddEventListenerOptions): void {
    if (listener === null || !PUBLIC.has(type)) return super.addEventListener(type, listener, options);
    let wrapper = this.#wrappers.get(listener);
    if (!wrapper) {
      wrapper = (event) => {
        if (typeof listener === 'function') listener.call(this, native(event));
        else listener.handleEvent(native(event));
      };
      this.#wrappers.set(listener, wrapper);
    }
    super.addEventListener(type, wrapper, options);
  }

  override removeEventListener(type: string, listener: Listener | null, options?: boolean | EventListenerOptions): void {
    super.removeEventListener(type, (listener && this.#wrappers.get(listener)) ?? listener, options);
  }
}

/** The mock under the type of the real thing, for the `WebSocket` option of whatever takes a socket class. */
export const MockWebSocketClass = MockWebSocket as unknown as typeof WebSocket;

export { Server };
export type { Client };

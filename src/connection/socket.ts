import ReconnectingWebSocket, { CloseEvent as SyntheticClose } from 'partysocket/ws';
import type { Frame, Target } from './types.js';

/** Told of one attempt, in this order: `open` at most once, any number of frames, then one of the others once. Nothing after `close()`. */
export interface SocketEvents {
  open(): void;
  frame(data: Frame): void;
  /** It ended, or never opened. 1006: not by a close frame. */
  end(code: number, reason: string): void;
  /** The browser would not even try: the address or a sub-protocol is not allowed. */
  impossible(): void;
}

export interface Socket {
  readonly bufferedAmount: number;
  send(data: Frame): boolean;
  /** Detaches and closes. Nothing is heard of it any more. */
  close(code: number, reason: string): void;
}

/** `WebSocket.OPEN`, which a page may have put a mock in place of. */
const OPEN = 1;

/**
 * One attempt: a partysocket that never retries, queues or resolves anything by itself. A new one each time, because a used one waits for
 * uncancellable timers (fact 7), keeps the token of a running look-up (fact 11) and can loop or die for ever (facts 8, 10, 17).
 */
export function openSocket(target: Target, timeout: number, webSocket: typeof WebSocket | undefined, events: SocketEvents): Socket {
  const socket = new ReconnectingWebSocket(target.url, target.subprotocols ? [...target.subprotocols] : null, {
    maxRetries: 0,
    // Its queue goes out before `open`, so chat would precede the handshake, and it drops silently (facts 14-16).
    maxEnqueuedMessages: 0,
    // Ours comes first and covers the look-up as well (facts 9, 26); this one is there in case our clock stands still.
    connectionTimeout: timeout + 1000,
    WebSocket: webSocket,
  });
  socket.binaryType = 'arraybuffer';
  // Handlers go first, always: close() reports synchronously, an error is followed by a close, and a socket that was given up may still speak.
  const detach = () => {
    socket.onopen = socket.onmessage = socket.onclose = socket.onerror = null;
  };
  // Properties, not listeners: a listener gets code "close" for every synthetic close (facts B1, B2).
  socket.onopen = () => events.open();
  socket.onmessage = ({ data }: MessageEvent<unknown>) => {
    if (typeof data === 'string' || data instanceof ArrayBuffer) events.frame(data);
  };
  // A time-out, and every native error, are reported as a clean close 1000 of partysocket's own making (fact 5). Only a native event is true.
  socket.onclose = (event: { readonly code: number; readonly reason: string }) => {
    detach();
    events.end(event instanceof SyntheticClose ? 1006 : event.code, event.reason);
  };
  // An error comes after its close, except when `new WebSocket` threw; what it says is not to be relied on (fact B2).
  socket.onerror = () => {
    detach();
    events.impossible();
  };

  return {
    get bufferedAmount() {
      return socket.bufferedAmount;
    },
    // True says that the browser took it, nothing more (fact 13). Asked first, because it warns about sends after close.
    send: (data) => socket.readyState === OPEN && socket.send(data),
    close(code, reason) {
      detach();
      // The native close event of a dead line comes after 60 s: nobody waits for it (fact 19).
      socket.close(code, reason);
    },
  };
}

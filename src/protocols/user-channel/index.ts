import { NO_CAPABILITIES } from '../../domain/index.js';
import type { Codec } from '../codec.js';
import { rawFrame } from '../raw.js';
import { segment, wsUrl } from '../url.js';
import { decode } from './decode.js';
import { encode, PENDING } from './encode.js';
import { Handshake } from '../handshake.js';
import { Waiting } from './waiting.js';

/** One channel for everything that a user has: PROTOCOL.md. */
const userChannel: Codec = {
  name: 'user-channel',
  capabilities: { ...NO_CAPABILITIES, confirm: 'none', conversations: true, pending: true },
  // As near to its original client's 3 s × attempt as a factor comes.
  defaults: { reconnectDelay: 3000, reconnectMultiplier: 1.5, maxReconnectDelay: 15_000, maxAttempts: 5 },
  liveness: { ping: 'client', answers: false },
  signedOut: ({ userId }, token) => !userId || !token,
  target: ({ url, userId = '', subprotocols }, token) => ({ url: wsUrl(url, `/ws/user/${segment(userId)}`, { token }), subprotocols }),
  start(context) {
    const waiting = new Waiting(context);
    const handshake = new Handshake(context);
    return {
      open() {
        const asks = handshake.open();
        if (asks) waiting.begin();
        return { events: [], replies: asks ? [PENDING] : [] };
      },
      decode: (frame) => decode(frame, context, waiting, handshake),
      encode: (command) => encode(command, context, waiting),
      raw: (frame) => [rawFrame(frame)],
    };
  },
};
export default userChannel;

import { NO_CAPABILITIES } from '../../domain/index.js';
import type { Codec } from '../codec.js';
import { wsUrl } from '../url.js';
import { decode } from './decode.js';
import { encode, fetchHistory, raw } from './encode.js';
import { frames, PacketType } from './packets.js';
import { State } from './state.js';

/** A chat service on Socket.IO 5 over Engine.IO 4: PROTOCOL.md. */
const socketIo: Codec = {
  name: 'socket-io',
  capabilities: { ...NO_CAPABILITIES, confirm: 'oldest', typing: true, read: true, presence: true, attachments: 'url', conversations: true, actions: ['request_photo'] },
  defaults: { reconnectDelay: 1000, reconnectMultiplier: 2, maxReconnectDelay: 5000, maxAttempts: 5 },
  liveness: { ping: 'server', answers: false },
  missing: ({ userId, conversation }) => [...(userId ? [] : ['user-id']), ...(conversation ? [] : ['conversation'])],
  signedOut: ({ userId }) => !userId,
  target({ url, socketPath, subprotocols }) {
    // As its own client does, since servers insist on the slash.
    const path = socketPath.replace(/^\/+|\/+$/g, '');
    return { url: wsUrl(url, path ? `/${path}/` : '/', { EIO: '4', transport: 'websocket' }), subprotocols };
  },
  prepare: async ({ historyUrl }) => (historyUrl ? fetchHistory() : undefined),
  start(context) {
    const state = new State(context);
    return {
      open: () => ({ events: [] }),
      decode: (frame) => decode(frame, state),
      encode: (command) => encode(command, state),
      raw: (frame) => raw(frame, state),
      bye: () => (state.ready ? frames({ type: PacketType.DISCONNECT, nsp: state.namespace }) : []),
    };
  },
};
export default socketIo;

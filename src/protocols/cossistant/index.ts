import { NO_CAPABILITIES } from '../../domain/index.js';
import type { Codec } from '../codec.js';
import { isRecord } from '../fields.js';
import { rawFrame } from '../raw.js';
import { wsUrl } from '../url.js';
import { decode, open } from './decode.js';
import { encode, frame as made } from './encode.js';
import { newState } from './state.js';

/** A support platform whose echo is the only confirmation: PROTOCOL.md. */
const cossistant: Codec = {
  name: 'cossistant',
  capabilities: { ...NO_CAPABILITIES, confirm: 'echo', typing: true, typingText: true, presence: true, metadata: true, conversations: true, inbox: true },
  defaults: { reconnectDelay: 1000, reconnectMultiplier: 1.5, maxReconnectDelay: 30_000, queueSize: 100 },
  liveness: { ping: 'client', answers: false },
  target: ({ url, subprotocols }, token) => ({ url: wsUrl(url, '', { token }), subprotocols }),
  start(context) {
    const state = newState(context);
    return {
      open: () => open(state, context),
      decode: (frame) => decode(frame, state, context),
      encode: (command) => encode(command, state, context),
      // A page's own frames get what every frame has, unless they bring it.
      raw: (frame) => [isRecord(frame) && typeof frame['type'] === 'string' ? made(context, frame['type'], frame) : rawFrame(frame)],
    };
  },
};
export default cossistant;

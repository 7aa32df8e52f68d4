import { NO_CAPABILITIES } from '../../domain/index.js';
import type { Codec } from '../codec.js';
import { rawFrame } from '../raw.js';
import { segment, wsUrl } from '../url.js';
import { decode, type State } from './decode.js';
import { encode } from './encode.js';
import { Unheard } from './unheard.js';

/** A voice tutor: PROTOCOL.md. */
const realtimeSession: Codec = {
  name: 'realtime-session',
  capabilities: { ...NO_CAPABILITIES, confirm: 'none', audio: true },
  // As its original client: every 3 s, for ever.
  defaults: { reconnectDelay: 3000, reconnectMultiplier: 1 },
  // Nothing may be sent to find out whether it is alive: the tutor would answer it.
  liveness: { ping: 'none', answers: false },
  missing: ({ conversation }) => (conversation ? [] : ['conversation']),
  target: ({ url, conversation = '', subprotocols }, token) => ({ url: wsUrl(url, `/realtime-session/${segment(conversation)}`, { token }), subprotocols }),
  start(context) {
    const state: State = {};
    const unheard = new Unheard(context);
    return {
      open: () => unheard.open(),
      decode: (frame) => unheard.heard(decode(frame, context, state)),
      encode: (command) => unheard.says(command, encode(command, context)),
      raw: (frame) => [rawFrame(frame)],
    };
  },
};
export default realtimeSession;

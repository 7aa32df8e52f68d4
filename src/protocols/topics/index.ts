import { NO_CAPABILITIES } from '../../domain/index.js';
import type { Codec } from '../codec.js';
import { rawFrame } from '../raw.js';
import { wsUrl } from '../url.js';
import { decode, type State } from './decode.js';
import { encode, subscription } from './encode.js';
import { list } from './http.js';

/** Subscriptions over one socket, sends over HTTP, and polling while the socket cannot be had: PROTOCOL.md. */
const topics: Codec = {
  name: 'topics',
  capabilities: { ...NO_CAPABILITIES, confirm: 'http', delivered: true, read: true, attachments: 'url', conversations: true },
  defaults: { reconnectDelay: 1000, reconnectMultiplier: 2 },
  liveness: { ping: 'none', answers: false },
  polls: true,
  target: ({ url, subprotocols }, token) => ({ url: wsUrl(url, '/api/v1/ws', { token }), subprotocols }),
  // Here it is the backend that ends it, and means it.
  closeMeans: (code) => (code === 1000 ? 'done' : undefined),
  start(context) {
    const { userId } = context.address;
    const state: State = { mine: new Set(userId ? [userId] : []), subscribed: new Set(), failures: 0 };
    return {
      open() {
        for (const { conversation } of context.subscriptions()) state.subscribed.add(conversation);
        return { events: [{ type: 'ready' }], replies: [...state.subscribed].map((conversation) => subscription('subscribe', conversation)) };
      },
      decode: (frame) => decode(frame, state, context),
      encode: (command) => encode(command, state, context),
      raw: (frame) => [rawFrame(frame)],
      poll: (conversation, news = context.lastId(conversation) !== undefined) => list(conversation, news, state, context),
    };
  },
};
export default topics;

import { NO_CAPABILITIES, stringify } from '../../domain/index.js';
import { ChatError } from '../../errors/index.js';
import type { Codec } from '../codec.js';
import { makesConversation, statusUrl, targetUrl } from './address.js';
import { decode, type State } from './decode.js';
import { encode, hello } from './encode.js';

/** A chunk of its own: most who chat never send a file. */
const files = () => import('./upload.js');

/** Our own protocol, version 1: docs/protocol.md. */
const party: Codec = {
  name: 'party',
  capabilities: {
    ...NO_CAPABILITIES,
    confirm: 'ack', idempotent: true, resume: true, history: true, typing: true, typingText: true, delivered: true, read: true, presence: true, status: true,
    assignment: true, edit: true, remove: true, regenerate: true, streaming: true, reactions: true, replies: true, metadata: true, attachments: 'upload', audio: true,
    conversations: true, inbox: true, actions: ['stop', 'conversations'],
  },
  // A send without an answer is found out in 3.2 s, so that people are back within 4. A line that only stalled for as long costs one connection.
  liveness: { ping: 'client', answers: true, idle: 10_000, unacked: 1000, patience: 2200 },
  target: (address) => ({ url: targetUrl(address), subprotocols: address.subprotocols }),
  makesConversation,
  start(context) {
    const state: State = { self: context.self.id, token: context.token };
    return {
      open: () => ({ events: [], replies: [hello(context)] }),
      decode: (frame) => decode(frame, state),
      encode: (command) => encode(command, context),
      raw(frame) {
        const text = typeof frame === 'string' ? frame : stringify(frame);
        if (!text) throw new ChatError('invalid-input', { name: 'frame', problem: 'it is no JSON' });
        return [text];
      },
      upload: async (conversation, file, name) => (await files()).upload(context.address, state.token, conversation, file, name),
    };
  },
  uploadLimits: async () => (await files()).LIMITS,
  statusUrl,
};
export default party;

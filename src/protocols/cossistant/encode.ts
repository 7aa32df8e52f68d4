import { stringify, type Command } from '../../domain/index.js';
import type { CodecContext, Encoded } from '../codec.js';
import { wordsOf } from '../words.js';
import type { State } from './state.js';

/** Every frame carries an id of its own and the time. */
export function frame(context: CodecContext, type: string, fields: object = {}): string {
  return stringify({ type, id: context.newId(), timestamp: context.now().getTime(), ...fields });
}

const NOTHING: Encoded = { frames: [] };

export function encode(command: Command, state: State, context: CodecContext): Encoded | undefined {
  const conversationId = 'conversation' in command ? command.conversation : undefined;
  const one = (type: string, fields?: object): Encoded => ({ frames: [frame(context, type, { ...(conversationId && { conversationId }), ...fields })] });
  switch (command.type) {
    case 'send-message': {
      const text = wordsOf(command.parts);
      // A conversation is made over the backend's own API: without one there is nowhere to send to.
      if (text === undefined || !conversationId) return undefined;
      state.sent.add(command.id);
      return one('send_message', { content: { text }, metadata: { ...command.metadata, clientId: command.id } });
    }
    case 'subscribe':
    case 'unsubscribe':
      return conversationId ? one(`${command.type}_conversation`) : NOTHING;
    case 'typing':
      // Before we are let in it may be taken for an offence.
      return conversationId && state.handshake.ready ? typing(command, state, one) : NOTHING;
    case 'ping':
      return one('ping');
    case 'mark':
    case 'skip':
      return NOTHING;
    default:
      return undefined;
  }
}

function typing({ conversation, on, text }: Command & { type: 'typing' }, state: State, one: (type: string, fields?: object) => Encoded): Encoded {
  const began = state.typing.has(conversation);
  if (!on) return state.typing.delete(conversation) ? one('typing_stop') : NOTHING;
  state.typing.add(conversation);
  state.typed.add(conversation);
  // Said again and again while it lasts, or the other side's notice runs out. Text does that by itself.
  const frames = (encoded: Encoded) => ('frames' in encoded ? encoded.frames : []);
  return { frames: [...(began && text !== undefined ? [] : frames(one('typing_start'))), ...(text === undefined ? [] : frames(one('typing_progress', { content: text })))] };
}

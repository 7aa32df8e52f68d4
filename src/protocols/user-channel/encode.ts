import { stringify, type Command } from '../../domain/index.js';
import type { CodecContext, Encoded } from '../codec.js';
import { wordsOf } from '../words.js';
import type { Waiting } from './waiting.js';

export const PENDING = '{"type":"get_pending"}';

export function encode(command: Command, context: CodecContext, waiting: Waiting): Encoded | undefined {
  const { type } = command;
  switch (type) {
    case 'send-message': {
      const message = wordsOf(command.parts);
      if (message === undefined) return undefined;
      return frame({ type: 'message_generate', message, timestamp: command.at.toISOString(), conversation_uuid: command.conversation || undefined });
    }
    case 'request-pending':
      waiting.begin();
      return { frames: [PENDING] };
    case 'ping':
      return frame({ type, timestamp: context.now().toISOString() });
    // The channel carries all conversations of the user anyway.
    case 'subscribe':
    case 'unsubscribe':
    case 'skip':
      return { frames: [] };
    default:
      return undefined;
  }
}

/** Keys that are undefined vanish in JSON. */
const frame = (fields: object): Encoded => ({ frames: [stringify(fields)] });

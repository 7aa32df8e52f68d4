import type { Command } from '../../domain/index.js';
import type { CodecContext, Encoded } from '../codec.js';
import { wordsOf } from '../words.js';

/**
 * A message is its bare text. Everything else is left unsaid: the server reads every text frame as something that the user said, so a ping, a receipt or a
 * subscription would be a message.
 */
export function encode(command: Command, { address }: CodecContext): Encoded | undefined {
  switch (command.type) {
    case 'send-message': {
      const text = wordsOf(command.parts);
      // One connection is one session: words for another conversation would be said in this one.
      return text && command.conversation === address.conversation ? { frames: [text] } : undefined;
    }
    case 'subscribe':
    case 'unsubscribe':
    case 'skip':
      return { frames: [] };
    default:
      return undefined;
  }
}

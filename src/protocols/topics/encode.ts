import { stringify, textOf, type Command } from '../../domain/index.js';
import type { CodecContext, Encoded } from '../codec.js';
import type { State } from './decode.js';
import { post } from './http.js';

const NOTHING: Encoded = { frames: [] };

export function subscription(action: 'subscribe' | 'unsubscribe', resourceID: string): string {
  return stringify({ type: 'subscription', action, topic: 'conversationEvent', resourceID });
}

export function encode(command: Command, state: State, context: CodecContext): Encoded | undefined {
  switch (command.type) {
    case 'send-message': {
      const body = bodyOf(command.parts);
      return body && command.conversation ? { exchange: post(command, body, state, context) } : undefined;
    }
    case 'subscribe':
    case 'unsubscribe': {
      const { type, conversation } = command;
      const news = conversation !== '' && (type === 'subscribe' ? !state.subscribed.has(conversation) : state.subscribed.delete(conversation));
      if (!news) return NOTHING;
      if (type === 'subscribe') state.subscribed.add(conversation);
      return { frames: [subscription(type, conversation)] };
    }
    case 'mark':
    case 'skip':
      return NOTHING;
    default:
      return undefined;
  }
}

/** A text, or one picture with what is said about it. Two pictures would be two messages; other things have no place here. */
function bodyOf(parts: (Command & { type: 'send-message' })['parts']): object | undefined {
  const text = textOf(parts);
  const [one, another] = parts.filter((part) => part.type !== 'text');
  if (!one) return text ? { type: 'text', text } : undefined;
  return one.type === 'image' && !another ? { type: 'image', image: { url: one.url, ...(text && { text }) } } : undefined;
}

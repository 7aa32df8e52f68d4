import { textOf, type Command, type MediaPart } from '../../domain/index.js';
import { ChatError } from '../../errors/index.js';
import type { CodecContext, Encoded, Frame } from '../codec.js';
import { isRecord } from '../fields.js';
import { messageOf } from './message.js';
import { frames, PacketType } from './packets.js';
import { LOCAL, type State } from './state.js';

/** Who we are. The token is never in the URL. */
export function hello({ context: { address, token }, namespace: nsp }: State): readonly Frame[] {
  return frames({ type: PacketType.CONNECT, nsp, data: { token, user_id: outward(address.userId) } });
}

/** Ids are text here. Backends that count theirs want the number back, and refuse the text. */
export function outward(id: string | undefined): string | number | undefined {
  const number = Number(id);
  return Number.isSafeInteger(number) && String(number) === id ? number : id;
}

/** The fields that every event of ours begins with. */
const between = ({ address }: CodecContext, conversation: string): object => ({ user_id: outward(address.userId), [address.peerField]: outward(conversation) });

export function encode(command: Command, state: State): Encoded | undefined {
  const { context } = state;
  const { type } = command;
  const emit = (name: string, ...list: readonly object[]): Encoded => ({
    frames: list.flatMap((fields) => frames({ type: PacketType.EVENT, nsp: state.namespace, data: [name, { ...between(context, ('conversation' in command && command.conversation) || context.address.conversation || ''), ...fields }] })),
  });
  if (type === 'subscribe' || type === 'unsubscribe' || type === 'skip') return NOTHING;
  if (type === 'send-message') {
    const { id: clientId, conversation, parts } = command;
    const media = parts.filter((part): part is MediaPart => 'url' in part);
    const content = textOf(parts);
    // A card, or a picture that only this browser has.
    if (parts.some((part) => part.type === 'card') || media.some(({ url }) => !url || url.startsWith('blob:')) || !(content || media.length)) return undefined;
    const [first, ...others] = media.map((part) => ({ media_type: part.type, media_url: part.url }));
    state.due.push({ clientId, conversation, left: 1 + others.length, failed: false });
    return emit('send_message', { content, ...first }, ...others.map((part) => ({ content: '', ...part })));
  }
  // Nothing of this is kept: before the server listens there is nobody to tell it to.
  if (!state.ready) return undefined;
  switch (type) {
    case 'typing':
      return emit('typing_indicator', { is_typing: command.on });
    case 'mark': {
      const ids = command.status === 'read' ? command.ids.filter((id) => !id.startsWith(LOCAL)) : [];
      return ids.length ? emit('mark_read', { message_ids: ids.map(outward) }) : NOTHING;
    }
    case 'action':
      if (command.name !== 'request_photo') return undefined;
      state.photos.push(command.conversation);
      return emit(command.name, { context: '', ...(isRecord(command.data) ? command.data : { context: command.data ?? '' }) });
    case 'load-history':
      return older?.history(command, context, messageOf, LOCAL);
    default:
      return undefined;
  }
}

/** Fetched only where a backend has it. */
let older: typeof import('./history.js') | undefined;
export async function fetchHistory(): Promise<void> {
  older ??= await import('./history.js');
}

const NOTHING: Encoded = { frames: [] };

/**
 * A frame of the page's own: `{ event, data }`, with `ack: true` to hear what the server answers (as `ack:<event>`); `[event, …arguments]`; or text and bytes
 * that are a frame already.
 */
export function raw(frame: unknown, state: State): readonly Frame[] {
  if (typeof frame === 'string' || frame instanceof ArrayBuffer) return [frame];
  const { event, data, ack } = isRecord(frame) ? frame : ({} as Record<string, unknown>);
  const args = Array.isArray(frame) ? (frame as unknown[]) : typeof event === 'string' ? [event, ...(data === undefined ? [] : [data])] : undefined;
  if (!args) throw new ChatError('invalid-input', { name: 'frame', problem: 'it is not { event, data }' });
  // A number is given only to what can be sent.
  const plain = { type: PacketType.EVENT, nsp: state.namespace, data: args };
  const out = frames(plain);
  return ack ? frames({ ...plain, id: state.ask(String(args[0])) }) : out;
}

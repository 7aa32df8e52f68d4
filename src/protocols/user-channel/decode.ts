import type * as z from 'zod/mini';
import type { ChatEvent, Participant } from '../../domain/index.js';
import type { CodecContext, Decoded, Frame } from '../codec.js';
import { isRecord, lean, problemOf } from '../fields.js';
import { malformed, parseJson } from '../json.js';
import { PENDING } from './encode.js';
import type { Handshake } from '../handshake.js';
import * as schema from './schema.js';
import type { Waiting } from './waiting.js';

/** Events, or what is wrong, as a clause. */
type Reader = (raw: unknown, what: string, context: CodecContext, waiting: Waiting) => readonly ChatEvent[] | string;

export function decode(frame: Frame, context: CodecContext, waiting: Waiting, handshake: Handshake): Decoded {
  const json = parseJson(frame);
  if ('problem' in json) return malformed(json.problem);
  const raw = json.value;
  if (!isRecord(raw) || typeof raw['type'] !== 'string') return malformed('it has no type');
  const name = raw['type'];
  const place = raw['conversation_uuid'];
  // Handlers are registered by name for types that are known here as well: they get the frame beside what becomes of it.
  const told: ChatEvent = { type: 'unknown', name, data: raw, ...((typeof place === 'string' || typeof place === 'number') && place !== '' && { conversation: String(place) }) };
  // Own keys only, so that `constructor` is nothing special.
  const known = Object.hasOwn(FRAMES, name);
  // Some never say `connection_established`: what else is said to this user alone tells as much. A pong may be said to anybody.
  const proof = known && name !== 'error' && name !== 'pong';
  const begins = proof && !handshake.ready;
  if (begins && !handshake.asked) waiting.begin();
  const outcome = known ? FRAMES[name as keyof typeof FRAMES](raw, `a frame ${name}`, context, waiting) : [];
  if (typeof outcome === 'string') return malformed(outcome);
  handshake.heard(proof, name === 'connection_established');
  return { events: [...(begins ? [{ type: 'ready' as const }] : []), ...outcome, told], replies: begins && !handshake.asked ? [PENDING] : [] };
}

function reader<T>(schema: z.ZodMiniType<T>, read: (frame: T, context: CodecContext, waiting: Waiting) => readonly ChatEvent[] | string): Reader {
  return (raw, what, context, waiting) => {
    const { success, data, error } = schema.safeParse(raw);
    return success ? read(data, context, waiting) : problemOf(what, error);
  };
}

const FRAMES = {
  connection_established: reader(schema.frames.connection_established, () => []),
  pending_check_complete: reader(schema.frames.pending_check_complete, (_, __, waiting) => {
    waiting.end();
    return [];
  }),
  message_generate: reader(schema.frames.message_generate, ({ conversation_uuid: conversation, message: said }, context, waiting) => {
    const read = messageOf(said, context.self);
    if (!read) return 'a frame message_generate has neither content nor text nor message';
    // The server may have stored what was said here under an id of its own, or it was said on another device.
    const own = read.author === context.self;
    const message = lean({ ...read, own });
    return [lean<ChatEvent>({ type: 'message', conversation, message, after: waiting.after(message, conversation), confirms: own ? ('same-text' as const) : undefined })];
  }),
  message_regenerate: reader(schema.frames.message_regenerate, ({ conversation_uuid: conversation, message }, context) => {
    const read = messageOf(message, context.self);
    if (!read) return 'a frame message_regenerate has neither content nor text nor message';
    const { id = '', ...patch } = read;
    return [lean<ChatEvent>({ type: 'patch', conversation, id, patch: lean(patch), or: 'last-ai' as const })];
  }),
  pong: reader(schema.frames.pong, () => [{ type: 'pong' }]),
  error: reader(schema.frames.error, ({ message }) => [{ type: 'error', code: 'server-error', message }]),
};

/** What is said of a message; undefined where nothing is said in it. */
function messageOf(message: z.output<typeof schema.message>, self: Participant) {
  if (typeof message === 'string') return { author: authorOf(undefined, self), parts: [{ type: 'text' as const, text: message }] };
  // The first that says something; one that is there but empty is better than none.
  const texts = [message.content, message.text, message.message].filter((text) => text !== undefined);
  const text = texts.find(Boolean) ?? texts[0];
  if (text === undefined) return undefined;
  return {
    id: message.uuid ?? message.id, author: authorOf(message.role, self), parts: [{ type: 'text' as const, text }], createdAt: message.created_at ?? message.createdAt ?? message.timestamp,
  }; // prettier-ignore
}

function authorOf(role: string | undefined, self: Participant): Participant {
  return role === 'user' ? self : role === 'system' ? SYSTEM : ASSISTANT;
}

const ASSISTANT: Participant = { id: 'assistant', role: 'ai' };
const SYSTEM: Participant = { id: 'system', role: 'system' };

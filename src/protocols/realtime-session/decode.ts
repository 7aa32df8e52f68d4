import type * as z from 'zod/mini';
import type { ChatEvent, Participant } from '../../domain/index.js';
import type { CodecContext, Decoded, Frame } from '../codec.js';
import { isRecord, problemOf } from '../fields.js';
import { malformed, parseJson } from '../json.js';
import * as schema from './schema.js';

/** What one connection has to remember: the message that speech belongs to. */
export interface State {
  tutor?: string;
}

type Reader = (raw: unknown, what: string, context: CodecContext, state: State) => readonly ChatEvent[] | string;

export function decode(frame: Frame, context: CodecContext, state: State): Decoded {
  const json = parseJson(frame);
  if ('problem' in json) return malformed(json.problem);
  const raw = json.value;
  if (!isRecord(raw) || typeof raw['kind'] !== 'string') return malformed('it has no kind');
  const name = raw['kind'];
  // Own keys only, so that `constructor` is nothing special.
  if (!Object.hasOwn(FRAMES, name)) return { events: [{ type: 'unknown', name, data: raw }] };
  const outcome = FRAMES[name as keyof typeof FRAMES](raw, `a frame ${name}`, context, state);
  return typeof outcome === 'string' ? malformed(outcome) : { events: outcome };
}

function reader<T>(schema: z.ZodMiniType<{ data: T }>, read: (data: T, context: CodecContext, state: State) => readonly ChatEvent[]): Reader {
  return (raw, what, context, state) => {
    const { success, data, error } = schema.safeParse(raw);
    return success ? read(data.data, context, state) : problemOf(what, error);
  };
}

const TUTOR: Participant = { id: 'tutor', role: 'ai' };
const SYSTEM: Participant = { id: 'system', role: 'system' };

const FRAMES = {
  transcript: reader(schema.frames.transcript, ({ source, text }, context, state) => {
    const tutor = source === 'tutor';
    // Silence that was transcribed. Of the tutor's there may still be speech to come, which needs its own bubble.
    if (!text.trim() && !tutor) return [];
    // The server gives neither id nor time.
    const id = context.newId();
    if (tutor) state.tutor = id;
    const own = source === 'user';
    const author = own ? context.self : tutor ? TUTOR : SYSTEM;
    return [{ type: 'message', message: { id, author, own, parts: text.trim() ? [{ type: 'text', text }] : [], createdAt: context.now() } }];
  }),
  audio: reader(schema.frames.audio, ({ audio_data: data, format }, _, { tutor: id }) => [{ type: 'speech', data, format, ...(id && { id }) }]),
  context: reader(schema.frames.context, (context) => [{ type: 'conversation', info: { context } }]),
  // What it means is said by the close that follows.
  error: reader(schema.frames.error, ({ message }) => [{ type: 'error', code: 'server-error', message }]),
};

import type * as z from 'zod/mini';
import { textOf, type ChatEvent, type Message, type MessageStatus, type Part, type Role } from '../../domain/index.js';
import type { CodecContext, Decoded, Frame } from '../codec.js';
import { isRecord, lean, problemOf } from '../fields.js';
import { malformed, parseJson } from '../json.js';
import * as schema from './schema.js';

/** What one connection has to remember. */
export interface State {
  /** Ids by which the backend calls us: the page's, or what its answer to a send gave away. */
  readonly mine: Set<string>;
  readonly subscribed: Set<string>;
  /** Sends in a row that came to nothing. */
  failures: number;
}

/** What the way tells of an event, beside the event itself. */
export interface Way {
  /** The conversation that was asked for. */
  readonly conversation?: string;
  /** The answer to this send. */
  readonly clientId?: string;
  /** Was there before this page. */
  readonly history?: boolean;
  /** The message before it; null: there is none. */
  readonly after?: string | null;
}

/** Events, or what is wrong, as a clause. */
type Outcome = readonly ChatEvent[] | string;

const EVENT = 'conversationEvent';

export function decode(frame: Frame, state: State, context: CodecContext): Decoded {
  const json = parseJson(frame);
  if ('problem' in json) return malformed(json.problem);
  const raw = json.value;
  if (!isRecord(raw) || typeof raw['type'] !== 'string') return malformed('it has no type');
  const name = raw['type'];
  if (name !== EVENT) return { events: [{ type: 'unknown', name, data: raw }] };
  const outcome = read(raw, state, context, {});
  return typeof outcome === 'string' ? malformed(outcome) : { events: outcome };
}

/** An event in either of its shapes, from the socket, from a list, or as the answer to a send. */
export function read(raw: unknown, state: State, context: CodecContext, way: Way): Outcome {
  // Lists and answers need no type; another one has its own handlers, if any.
  if (isRecord(raw) && typeof raw['type'] === 'string' && raw['type'] !== EVENT) return [{ type: 'unknown', name: raw['type'], data: raw }];
  const bare = isRecord(raw) && !isRecord(raw['message']) && isRecord(raw['data']) ? raw['data'] : raw;
  const { success, data, error } = schema.event.safeParse(bare);
  if (!success) return problemOf(`a frame ${EVENT}`, error);
  const conversation = data.conversationID ?? way.conversation;
  if (conversation === undefined) return `conversationID of a frame ${EVENT} is missing or of another kind than it should be`;
  return event(data, conversation, state, context, way);
}

/** Words that backends of this kind use for who acted; what none of them says is the other side. */
const ROLES: Readonly<Record<string, Role>> = {
  agent: 'agent', operator: 'agent', ai: 'ai', bot: 'ai', assistant: 'ai', system: 'system', visitor: 'visitor', user: 'visitor', customer: 'visitor', contact: 'visitor', client: 'visitor',
};
const STATUSES: readonly string[] = ['sent', 'delivered', 'read', 'failed'] satisfies MessageStatus[];

function event(f: z.output<typeof schema.event>, conversation: string, state: State, { self, address, messages }: CodecContext, way: Way): Outcome {
  const { id, message, actorID, actorType = '' } = f;
  const said = actorType.toLowerCase();
  const other: Role = self.role === 'visitor' ? 'agent' : 'visitor';
  const role = Object.hasOwn(ROLES, said) ? ROLES[said]! : other;
  // Quicker than the answer to the send: that will say how the backend calls us, which may be otherwise than the page does.
  const waits = (fits: (m: Message) => boolean): boolean => !!messages?.(conversation).some((m) => m.own && m.status === 'pending' && fits(m));
  const named = way.clientId !== undefined || (f.clientID !== undefined && waits((m) => m.clientId === f.clientID));
  if (named && actorID) state.mine.add(actorID);
  const status = STATUSES.includes(message.status ?? '') ? (message.status as MessageStatus) : undefined;
  const news = lean({ status, statusReason: message.statusReason });
  // A change of status alone. The text that is there stays.
  if (!message.body) return Object.keys(news).length ? [{ type: 'patch', conversation, id, patch: news }] : [];
  const parts = partsOf(message.body);
  if (typeof parts === 'string') return parts;
  const visitor = role === 'visitor' && self.role === role;
  // Another visitor may say the same: that tells of this one message, and of nobody.
  const alike = visitor && message.body.type === 'text' && f.clientID === undefined && !way.history && waits((m) => m.text === textOf(parts));
  // Where the page does not say who its visitor is, a visitor is who it is.
  const own = named || alike || (actorID !== undefined && state.mine.has(actorID)) || (!address.userId && visitor);
  const clientId = way.clientId ?? (own ? f.clientID : undefined);
  return [
    lean<ChatEvent>({
      type: 'message', conversation, history: way.history || undefined, after: way.after,
      message: lean({ id, clientId, author: { id: actorID ?? role, role: own ? self.role : role }, own, parts, ...news, createdAt: f.createdAt ?? f.updatedAt }),
      // What was there before this page answers nothing that this page said.
      confirms: own && clientId === undefined && !way.history ? 'same-text' : undefined,
    }),
  ];
}

function partsOf(body: NonNullable<z.output<typeof schema.event>['message']['body']>): readonly Part[] | string {
  if (body.type === 'text') {
    const { success, data, error } = schema.bodies.text.safeParse(body);
    return success ? [{ type: 'text', text: data.text }] : problemOf(`the body of a frame ${EVENT}`, error);
  }
  const unknown: Part = { type: 'text', text: `[${body.type}]`, notice: 'unsupported' };
  if (body.type !== 'image') return [unknown];
  const { success, data, error } = schema.bodies.image.safeParse(body);
  if (!success) return problemOf(`the body of a frame ${EVENT}`, error);
  const { url, text } = data.image;
  return [url ? { type: 'image', url } : unknown, ...(text ? [{ type: 'text' as const, text }] : [])];
}

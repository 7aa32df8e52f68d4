import type * as z from 'zod/mini';
import type { ChatEvent, MediaPart, Part, Participant, Role } from '../../domain/index.js';
import type { CodecContext, Decoded, Frame } from '../codec.js';
import { isRecord, lean, problemOf } from '../fields.js';
import { malformed, parseJson } from '../json.js';
import { frame as outgoing } from './encode.js';
import { textOfHtml } from './html.js';
import * as schema from './schema.js';
import { MOST, note, type State } from './state.js';

/** Events, or what is wrong, as a clause. */
type Reader = (raw: unknown, what: string, state: State, context: CodecContext) => readonly ChatEvent[] | string;

export function decode(frame: Frame, state: State, context: CodecContext): Decoded {
  const json = parseJson(frame);
  if ('problem' in json) return malformed(json.problem);
  const raw = json.value;
  if (!isRecord(raw) || typeof raw['type'] !== 'string') return malformed('it has no type');
  const name = raw['type'];
  // Own keys only, so that `constructor` is nothing special.
  const events = Object.hasOwn(FRAMES, name) ? FRAMES[name as keyof typeof FRAMES](raw, `a frame ${name}`, state, context) : [{ type: 'unknown' as const, name, data: raw }];
  if (typeof events === 'string') return malformed(events);
  const greets = name === 'connection_established';
  const { handshake } = state;
  const proof = greets || LISTENS.test(name);
  const begins = greets || (proof && !handshake.ready);
  handshake.heard(proof, greets);
  return begins ? { events: [{ type: 'ready' }, ...events], replies: handshake.asked && !greets ? [] : greeting(context) } : { events };
}

/** Some never say that a connection is established: what comes of a subscription tells as much. */
const LISTENS = /^(subscription_c|new|conv|typ|vis)/;
/** The socket is open. */
export const open = ({ handshake }: State, context: CodecContext): Decoded => ({ events: [], replies: handshake.open() ? greeting(context) : [] });

/** The server forgets all subscriptions with the connection. */
function greeting(context: CodecContext): readonly string[] {
  const { address, self } = context;
  const team = self.role === 'agent' && address.websiteId ? [outgoing(context, 'subscribe_website', { websiteId: address.websiteId })] : [];
  return [...team, ...context.subscriptions().map(({ conversation: conversationId }) => outgoing(context, 'subscribe_conversation', { conversationId }))];
}

/** Reads with the one schema that fits. Every event of a frame that names its conversation gets it here; no event keeps a key that is undefined. */
function reader<T>(schema: z.ZodMiniType<T>, read: (frame: T, state: State, context: CodecContext) => readonly ChatEvent[]): Reader {
  return (raw, what, state, context) => {
    const { success, data, error } = schema.safeParse(raw);
    if (!success) return problemOf(what, error);
    const { conversationId: conversation } = data as { conversationId?: string };
    return read(data, state, context).map((event) => lean({ conversation, ...event }));
  };
}

const ROLES: Readonly<Record<'visitor' | 'user' | 'ai_agent', Role>> = { visitor: 'visitor', user: 'agent', ai_agent: 'ai' };
/** Codes of errors that are about who we are. */
const AUTH = /(^|[^a-z])(un)?auth(?!or([^iy]|$))|token|jwt|^401$/i;

const FRAMES = {
  connection_established: reader(schema.frames.connection_established, () => []),
  pong: reader(schema.frames.pong, () => [{ type: 'pong' }]),
  subscription_error: reader(schema.frames.subscription_error, ({ error = '', channel }) => {
    // The answer to a ping (or to another frame) that this server does not know.
    if (channel === undefined && /^unknown message type/i.test(error)) return [];
    const conversation = /^conversation:(.+)$/s.exec(channel ?? '')?.[1];
    return [{ type: 'error', code: channel === undefined ? 'server-error' : 'denied', message: error || `${channel ?? 'A subscription'} was refused.`, conversation }];
  }),
  new_message: reader(schema.frames.new_message, message),
  conversation_status_changed: reader(schema.frames.conversation_status_changed, ({ status }) => [{ type: 'conversation', info: { status } }]),
  conversation_assigned: reader(schema.frames.conversation_assigned, ({ assignedTeamMemberId: id }, { roles }) => {
    if (id) note(roles, id, 'agent');
    return [{ type: 'conversation', info: { assignee: id ? { id, role: 'agent' } : null } }];
  }),
  typing_indicator: reader(schema.frames.typing_indicator, ({ conversationId, userId: id, isTyping: on }, state, context) => {
    const role = state.roles.get(id);
    if (state.mine.has(id) || (role === undefined && maybeUs(conversationId, state))) return [];
    const place = `${conversationId}\n${id}`;
    if (!on) state.drafts.delete(place);
    // The other side's, where nothing is known: a conversation has two.
    return [{ type: 'typing', participant: { id, role: role ?? (context.self.role === 'visitor' ? 'agent' : 'visitor') }, on, text: state.drafts.get(place) }];
  }),
  typing_progress: reader(schema.frames.typing_progress, ({ conversationId, userId: id, userType, content: text }, state, context) => {
    const role = ROLES[userType];
    if (isVisitor(role, context)) claim(id, state, context);
    if (state.mine.has(id) || isVisitor(role, context) || (!state.roles.has(id) && role === context.self.role && maybeUs(conversationId, state))) return [];
    note(state.roles, id, role);
    note(state.drafts, `${conversationId}\n${id}`, text);
    // Everything was deleted again.
    return [{ type: 'typing', participant: { id, role }, on: text !== '', text: text || undefined }];
  }),
  visitor_online: reader(schema.frames.visitor_online, (f, state, context) => presence(f.visitorId, true, state, context)),
  visitor_offline: reader(schema.frames.visitor_offline, (f, state, context) => presence(f.visitorId, false, state, context)),
  error: reader(schema.frames.error, ({ error: message, code }, { handshake }) => {
    // Before the handshake is done there is nothing else that an error in words alone could be about.
    const auth = AUTH.test(code ?? (handshake.ready ? '' : message));
    return [{ type: 'error', code: 'server-error', message, auth: auth || undefined }];
  }),
  reconnect: reader(schema.frames.reconnect, ({ reason = '', retryAfter }) => [
    { type: 'reconnect', reason, after: retryAfter && 0, least: retryAfter && Math.min(retryAfter, LONGEST) },
  ]),
};

/** Nobody is kept away for longer than this. Milliseconds. */
const LONGEST = 600_000;

/** A conversation has one visitor. Where we are that, everything from the visitor is from us. */
const isVisitor = (role: Role, { self }: CodecContext): boolean => role === 'visitor' && self.role === 'visitor';

/** Takes an id for our own, where the page did not say what that is. */
function claim(id: string, { mine }: State, { address }: CodecContext): void {
  if (!address.userId && mine.size < MOST) mine.add(id);
}

/** The server calls us by an id that we were not told yet, and this conversation hears us typing: it may be our own echo. */
const maybeUs = (conversation: string, { mine, typed }: State): boolean => mine.size === 0 && typed.has(conversation);

function presence(id: string, online: boolean, state: State, context: CodecContext): readonly ChatEvent[] {
  const visitor: Participant = { id, role: 'visitor' };
  if (isVisitor('visitor', context)) claim(id, state, context);
  note(state.roles, id, 'visitor');
  return [{ type: 'presence', participant: visitor, online }, { type: 'conversation', info: { visitor, visitorOnline: online } }];
}

function message(f: z.output<typeof schema.frames.new_message>, state: State, context: CodecContext): readonly ChatEvent[] {
  const role = ROLES[f.senderType];
  const sender = f.senderId ?? f.senderType;
  const metadata = f.content.metadata ?? f.metadata;
  const given = f.metadata?.['clientId'] ?? f.content.metadata?.['clientId'];
  const named = (typeof given === 'string' && given) || undefined;
  // Without an id of ours it is what we wait for in these words, where nobody else is on our side that we know of: a server may call us by an id that the page does not know.
  const alone = role === 'visitor' || !(context.address.userId || state.roles.has(sender));
  const awaited = () => alone && context.messages?.(f.conversationId).some((m) => m.own && m.status === 'pending' && m.text === f.content.text);
  const returned = role === context.self.role && (named === undefined ? awaited() : state.sent.delete(named));
  if (returned) {
    if (f.senderId) state.mine.add(f.senderId);
  } else if (f.senderId && isVisitor(role, context)) claim(f.senderId, state, context);
  const own = returned || state.mine.has(sender) || (isVisitor(role, context) && !context.address.userId);
  if (!own) note(state.roles, sender, role);
  state.drafts.delete(`${f.conversationId}\n${sender}`);
  const problems: ChatEvent[] = [];
  const parts = partsOf(f.content, problems);
  return [
    ...problems,
    lean<ChatEvent>({
      type: 'message',
      message: lean({
        id: f.messageId, author: { id: sender, role }, own, parts, createdAt: f.createdAt, metadata,
        // Sent again after a lost line, a message of somebody else may be stored twice; the id that its sender gave it tells. Never one that could be taken for ours.
        clientId: own || named === undefined ? named : `${sender}:${named}`,
      }),
      confirms: own && named === undefined ? 'same-text' : undefined,
    }),
  ];
}

function partsOf({ text, html, attachments = [] }: z.output<typeof schema.frames.new_message>['content'], problems: ChatEvent[]): readonly Part[] {
  const words = text || textOfHtml(html ?? '');
  const media = attachments.flatMap((raw): readonly MediaPart[] => {
    const { success, data, error } = schema.attachment.safeParse(raw);
    // A bad one costs itself alone.
    if (!success) problems.push({ type: 'error', code: 'protocol-error', message: problemOf('an attachment in a frame', error) });
    return success ? [lean({ type: kindOf(data.type), url: data.url, name: data.name, mime: data.type?.includes('/') ? data.type : undefined, size: data.size })] : [];
  });
  const parts: readonly Part[] = [...(words ? [{ type: 'text' as const, text: words }] : []), ...media];
  return parts.length ? parts : [{ type: 'text', text: '', notice: 'unsupported' }];
}

/** `image`, `image/png`, …; what hardly any browser draws is a file. */
function kindOf(type = ''): MediaPart['type'] {
  return (/^(image(?!\/(?:heic|heif|tiff))|video|audio)\b/i.exec(type)?.[1]?.toLowerCase() ?? 'file') as MediaPart['type'];
}

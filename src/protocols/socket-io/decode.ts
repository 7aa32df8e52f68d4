import type * as z from 'zod/mini';
import type { ChatEvent } from '../../domain/index.js';
import type { CodecContext, Decoded, Frame } from '../codec.js';
import { isRecord, lean, problemOf } from '../fields.js';
import { malformed, parseJson } from '../json.js';
import { hello } from './encode.js';
import { media, messageOf, peerOf, pictured, withPeer } from './message.js';
import { frames, PacketType, type Incoming, type Packet } from './packets.js';
import * as schema from './schema.js';
import { LOCAL, type State } from './state.js';

export function decode(frame: Frame, state: State): Decoded {
  const all = state.packets.read(frame).map((incoming) => one(incoming, state));
  const replies = all.flatMap((decoded) => decoded.replies ?? []);
  return { events: all.flatMap(({ events }) => events), ...(replies.length && { replies }) };
}

const event = (...events: ChatEvent[]): Decoded => ({ events });
/** A new socket soon: this one carries nothing any more, but nobody is told off. */
const ended = event({ type: 'reconnect', reason: 'The server ended it.', after: 1000 });

function one(incoming: Incoming, state: State): Decoded {
  if ('problem' in incoming) return malformed(incoming.problem);
  if ('packet' in incoming) return incoming.packet.nsp === state.namespace ? packet(incoming.packet, state) : malformed('it is of another namespace');
  switch (incoming.engine) {
    case 'open':
      return open(incoming.data ?? '', state);
    case 'ping':
      // With what it carries, if anything: so a probe is answered.
      return { events: [], replies: [`3${incoming.data ?? ''}`] };
    case 'close':
      return ended;
    default:
      return event();
  }
}

function open(data: string, state: State): Decoded {
  const json = parseJson(data);
  if ('problem' in json) return malformed(json.problem);
  const { success, data: found, error } = schema.open.safeParse(json.value);
  if (!success) return malformed(problemOf('an open packet', error));
  if (state.opened) return malformed('an open packet came before');
  state.opened = true;
  const within = (found.pingInterval ?? 0) + (found.pingTimeout ?? 0);
  return { events: within > 0 ? [{ type: 'liveness', within }] : [], replies: hello(state) };
}

function packet({ type, data, id }: Packet, state: State): Decoded {
  // Why a connection is refused or ended: in words, or in an object that holds them.
  const said: unknown = isRecord(data) ? data['message'] : data;
  const words = typeof said === 'string' ? said : '';
  switch (type) {
    case PacketType.CONNECT: {
      const { success, error } = schema.connected.safeParse(data);
      if (!success) return malformed(problemOf('a connect packet', error));
      if (state.ready) return event();
      state.ready = true;
      return event({ type: 'ready', capabilities: { history: Boolean(state.context.address.historyUrl) } });
    }
    case PacketType.CONNECT_ERROR:
      return event({ type: 'error', code: 'denied', message: words, auth: true });
    case PacketType.DISCONNECT:
      // python-socketio with `always_connect` lets everybody in first, and says afterwards that it would rather not.
      return words ? event({ type: 'error', code: 'denied', message: words, auth: true }) : ended;
    case PacketType.ACK: {
      const name = state.acks.get(id ?? -1);
      state.acks.delete(id ?? -1);
      return name === undefined ? event() : event({ type: 'unknown', name: `ack:${name}`, data: sole(data as unknown[]) });
    }
    case PacketType.EVENT: {
      const [name, ...args] = data as [string | number, ...unknown[]] | undefined ?? [];
      if (name === undefined) return malformed('an event has no name');
      const decoded = named(String(name), args, state);
      // Somebody over there waits for this.
      return id === undefined ? decoded : { ...decoded, replies: frames({ type: PacketType.ACK, nsp: state.namespace, id, data: [] }) };
    }
    default:
      return event();
  }
}

/** What a handler gets of a list of arguments. */
const sole = (args: readonly unknown[]): unknown => (args.length > 1 ? args : args[0]);

/** Events and all, or what is wrong, as a clause. */
type Reader = (raw: Record<string, unknown>, what: string, state: State) => readonly ChatEvent[] | string;

function named(name: string, args: readonly unknown[], state: State): Decoded {
  const told = { type: 'unknown' as const, name, data: sole(args) };
  // Own keys only, so that `constructor` is nothing special.
  if (!Object.hasOwn(EVENTS, name)) return event(told);
  const read = EVENTS[name as keyof typeof EVENTS];
  const what = `an event ${name}`;
  const [raw] = args;
  const outcome = isRecord(raw) ? read(raw, what, state) : typeof raw === 'string' && name === 'error' ? read({ message: raw }, what, state) : `${what} holds no object`;
  // Who registered a handler for an event gets it, whatever else becomes of it.
  if (typeof outcome === 'string') return malformed(outcome);
  const { conversation } = (outcome.find((one) => 'conversation' in one) ?? {}) as { conversation?: string };
  return event(...outcome, lean({ ...told, conversation }));
}

function reader<T>(schema: z.ZodMiniType<T>, read: (data: T, state: State, raw: Record<string, unknown>) => readonly ChatEvent[] | string): Reader {
  return (raw, what, state) => {
    const { success, data, error } = schema.safeParse(withPeer(raw, state.context));
    if (!success) return problemOf(what, error).replace(/^peer\b/, state.context.address.peerField);
    const outcome = read(data, state, raw);
    const conversation = (data as { peer?: string }).peer;
    return typeof outcome === 'string' ? outcome : outcome.map((one) => lean({ conversation, ...one }));
  };
}

const EVENTS = {
  user_online: reader(schema.events.user_online, ({ user_id: id }, { context }) => {
    const participant = id === context.self.id ? context.self : id === context.address.conversation ? peerOf(context, id) : { id, role: 'visitor' as const };
    return [{ type: 'presence', participant, online: true }];
  }),
  message_sent: reader(schema.events.message_sent, ({ message_id: id, timestamp: at }, { due }) => {
    const [first] = due;
    if (!first) return [{ type: 'ack', id, at }];
    if (--first.left > 0) return [];
    due.shift();
    const { clientId, conversation, failed } = first;
    return failed ? [] : [{ type: 'ack', conversation, clientId, id, at }];
  }),
  typing: reader(schema.events.typing, ({ peer, is_typing: on }, { context }) => [{ type: 'typing', participant: peerOf(context, peer), on }]),
  message_received: reader(schema.events.message_received, ({ peer, message: raw }, { context }) => {
    const inner = schema.message.safeParse(withPeer(raw, context)).data?.peer ?? peer;
    const message = messageOf(raw, inner, context);
    if (!message) return 'a message in an event message_received is not what it should be';
    return [{ type: 'message', conversation: inner, message, confirms: message.own ? 'same-text' : undefined } as ChatEvent];
  }),
  messages_read: reader(schema.events.messages_read, ({ peer, message_ids: list }, { context }) => read(list, peer, context)),
  message_read: reader(schema.events.message_read, ({ peer, message_id: id }, { context }) => read([id], peer, context)),
  photo_suggestion: reader(schema.events.photo_suggestion, ({ peer, message: title }, { context }) => [
    { type: 'message', message: { id: `${LOCAL}${context.newId()}`, own: false, author: peerOf(context, peer), parts: [{ type: 'card', title }] } },
  ]),
  photo_generating: reader(schema.events.photo_generating, ({ peer, task_id: task, estimated_time: estimate }, state) => [
    lean({
      type: 'progress' as const, conversation: peer ?? state.photos.shift(), id: `${LOCAL}task:${task}`, label: 'photo', kind: 'photo',
      estimate: typeof estimate === 'number' ? estimate : undefined,
    }),
  ]), // prettier-ignore
  photo_generated: reader(schema.events.photo_generated, ({ peer, photo_url: url }, { context }) => {
    const parts = [media(url, 'image', context)];
    const id = pictured(parts, peer, context)?.id ?? `${LOCAL}photo:${parts[0]!.url}`;
    return [...underWay(context, peer), { type: 'message', message: { id, own: false, author: peerOf(context, peer), parts } }];
  }),
  error: reader(schema.events.error, ({ message: said, error }, { due, context }) => {
    // Whatever it says, it is the answer to a send that would wait for ever.
    const message = ([said, error].find((one) => one && typeof one === 'string') as string | undefined) ?? 'It was refused.';
    const [first] = due;
    // With nothing sent that it could answer, it may be about a photo: nothing else would end that.
    if (!first) return [{ type: 'error', code: 'server-error', message }, ...underWay(context)];
    if (--first.left <= 0) due.shift();
    const { clientId, conversation, failed } = first;
    first.failed = true;
    return failed ? [] : [{ type: 'nack', conversation, clientId, code: 'refused', message }];
  }),
};

/** Receipts of others. Where it is not said for which conversation, it is the one that has these messages. */
function read(list: readonly unknown[], peer: string | undefined, { messages, subscriptions }: CodecContext): readonly ChatEvent[] {
  const ids = list.flatMap((one) => schema.id.safeParse(one).data ?? []);
  const conversation = peer ?? subscriptions().find(({ conversation: c }) => messages?.(c).some(({ id }) => ids.includes(id)))?.conversation;
  return ids.length ? [lean({ type: 'receipt' as const, conversation, status: 'read' as const, ids })] : [];
}

/** Ends the oldest work under way: which of them it was is never said. */
function underWay({ messages, subscriptions, address }: CodecContext, peer?: string): readonly ChatEvent[] {
  const places = peer === undefined ? [address.conversation ?? '', ...subscriptions().map(({ conversation }) => conversation)] : [peer];
  for (const conversation of places) {
    const task = messages?.(conversation).find(({ parts }) => parts[0]?.type === 'progress');
    if (task) return [{ type: 'progress', conversation, id: task.id, label: '', done: true }];
  }
  return [];
}

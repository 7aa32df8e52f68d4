import {
  ROLES, STATUS_RANK, textOf, type DurableCommand, type IncomingMessage, type Message, type MessageInput, type MessageStatus, type Part, type Participant, type Reaction,
} from '../domain/index.js';
import { ChatError } from '../errors/index.js';

/** What a message needs that its source may leave out. */
export interface MessageContext {
  readonly conversation: string;
  readonly self: Participant;
  newId(): string;
  now(): Date;
}

/** Copies what is defined: short objects, and `'x' in message` stays truthful. Never `delete`, which would make them slow ones. */
export function clean<T extends object>(source: T): T {
  const copy: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(source)) if (value !== undefined) copy[key] = value;
  return copy as T;
}

/** Derives what follows from other fields: the text, nothing of a message that was taken back, no `streaming: false`. */
function finish(message: Message): Message {
  const parts = message.deletedAt ? [] : message.parts;
  return clean({
    ...message, parts, text: textOf(parts), streaming: (message.streaming && !message.deletedAt) || undefined,
    statusReason: message.status === 'failed' ? message.statusReason : undefined,
  });
}

export function fromIncoming(message: IncomingMessage, context: MessageContext): Message {
  return finish({
    ...message, id: message.id ?? message.clientId ?? context.newId(), conversation: context.conversation, own: message.own ?? message.author.id === context.self.id,
    text: '', createdAt: message.createdAt ?? context.now(), status: message.status ?? 'sent',
  });
}

/** One's own message, the moment it was asked for. */
export function fromCommand(command: DurableCommand & { readonly type: 'send-message' }, self: Participant): Message {
  return finish({
    id: command.id, clientId: command.id, conversation: command.conversation, author: self, own: true, parts: command.parts, text: '', createdAt: command.at,
    status: 'pending', replyTo: command.replyTo, metadata: command.metadata,
  });
}

/** Where a status may go: forward only. `failed` is for what was not confirmed; only the backend itself (`byBackend`) can say that what it took did fail after all. */
export function nextStatus(from: MessageStatus, to: MessageStatus, byBackend = false): MessageStatus {
  const may = to === 'failed' ? from === 'pending' || (byBackend && from === 'sent') : STATUS_RANK[to] > STATUS_RANK[from];
  return may ? to : from;
}

/** What is known, changed by what came: defined fields win, the status only moves forward, what was taken back stays so, the client id stays. */
export function merge(known: Message, patch: Partial<IncomingMessage>): Message {
  return finish({
    ...known, ...clean(patch), own: known.own, author: { ...known.author, ...patch.author }, clientId: known.clientId ?? patch.clientId,
    status: patch.status ? nextStatus(known.status, patch.status, true) : known.status,
  });
}

/** A message with another status, whatever the rules say: a retry goes back, a refusal gives its reason. */
export function withStatus(known: Message, status: MessageStatus, statusReason?: string): Message {
  return finish({ ...known, status, statusReason });
}

/** Work under way on the other side, shown as a message. */
export function isProgress({ parts }: Message): boolean {
  return parts[0]?.type === 'progress';
}

/** A sound that is here but has no address yet: see `Conversation.speech`. */
export function isSpeech(part: Part): boolean {
  return part.type === 'audio' && !part.url;
}

/** Whether two messages would look and be stored the same. */
export function same(a: Message, b: Message): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** Reactions with one given or withdrawn. */
export function react(reactions: readonly Reaction[] = [], emoji: string, by: string, on: boolean): readonly Reaction[] | undefined {
  const known = reactions.find((r) => r.emoji === emoji);
  const others = known?.by.filter((id) => id !== by) ?? [];
  const next = { emoji, by: on ? (known?.by.includes(by) ? known.by : [...others, by]) : others };
  const list = known ? reactions.map((r) => (r === known ? next : r)) : [...reactions, next];
  const left = list.filter((r) => r.by.length);
  return left.length ? left : undefined;
}

function date(value: MessageInput['createdAt'], now: () => Date): Date {
  const made = value === undefined ? now() : new Date(value);
  if (Number.isNaN(made.getTime())) throw new ChatError('invalid-input', { name: 'createdAt', problem: 'not a date' });
  return made;
}

/** What a page hands in. Without an author's id, the author is oneself when the role is one's own. */
export function fromInput(input: MessageInput, context: MessageContext): Message {
  const { self } = context;
  const given = input.author ?? {};
  const own = input.own ?? (given.id !== undefined ? given.id === self.id : given.role !== undefined && given.role === self.role);
  const role = given.role ?? (own ? self.role : 'agent');
  if (!ROLES.includes(role)) throw new ChatError('invalid-input', { name: 'author.role', problem: `"${String(role)}" is none of ${ROLES.join(', ')}` });
  const { text, createdAt, ...rest } = input;
  return finish({
    ...rest, id: input.id ?? context.newId(), conversation: context.conversation, own, author: { ...(own ? self : { id: role }), ...clean(given), role },
    parts: input.parts ?? [{ type: 'text', text: text ?? '' }], text: '', createdAt: date(createdAt, context.now), status: input.status ?? 'sent',
  });
}

/** A change that a page hands in: the page is the backend here, so the status goes wherever it says. */
export function patchInput(known: Message, patch: Partial<MessageInput>, now: () => Date): Message {
  const { text, author, createdAt, ...rest } = patch;
  return finish({
    ...known, ...clean(rest), id: known.id, author: { ...known.author, ...clean(author ?? {}) },
    parts: patch.parts ?? (text === undefined ? known.parts : [{ type: 'text', text }]), createdAt: createdAt === undefined ? known.createdAt : date(createdAt, now),
  });
}

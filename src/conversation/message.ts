import {
  lean, STATUS_RANK, textOf, type DurableCommand, type IncomingMessage, type Message, type MessageStatus, type Part, type Participant,
} from '../domain/index.js';

/** What a message needs that its source may leave out. */
export interface MessageContext {
  /** The conversation's. */
  readonly id: string;
  readonly deps: { self(): Participant; newId(): string; now(): Date };
}

/** Derives what follows from other fields: the text, nothing of a message that was taken back, no `streaming: false`. */
export function finish(message: Message): Message {
  const parts = message.deletedAt ? [] : message.parts;
  return lean({
    ...message, parts, text: textOf(parts), streaming: (message.streaming && !message.deletedAt) || undefined,
    statusReason: message.status === 'failed' ? message.statusReason : undefined,
  });
}

export function fromIncoming(message: IncomingMessage, { id, deps }: MessageContext): Message {
  return finish({
    ...message, id: message.id ?? message.clientId ?? deps.newId(), conversation: id, own: message.own ?? message.author.id === deps.self().id,
    text: '', createdAt: message.createdAt ?? deps.now(), status: message.status ?? 'sent',
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

/** What is known, changed by what came: defined fields win, the status only moves forward, what was taken back stays so, the client id stays, metadata are added to. */
export function merge(known: Message, patch: Partial<IncomingMessage>): Message {
  return finish({
    ...known, ...lean(patch), own: known.own, author: { ...known.author, ...patch.author }, clientId: known.clientId ?? patch.clientId,
    metadata: patch.metadata ? { ...known.metadata, ...patch.metadata } : known.metadata,
    status: patch.status ? nextStatus(known.status, patch.status, true) : known.status,
  });
}

/** A message with another status, whatever the rules say: a retry goes back, a refusal gives its reason. */
export function withStatus(known: Message, status: MessageStatus, statusReason?: string): Message {
  return finish({ ...known, status, statusReason });
}

/** Work under way on the other side, shown as a message. */
export function isProgress({ parts }: Pick<Message, 'parts'>): boolean {
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

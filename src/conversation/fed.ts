/** Messages that a page hands in itself. Apart from the rest, because a chat with a connection has none. */
import { lean, ROLES, type Message, type MessageInput } from '../domain/index.js';
import { ChatError } from '../errors/index.js';
import { typingWithout } from './people.js';
import { finish, type MessageContext } from './message.js';
import type { Conversation as State } from './conversation.js';

/** Replaces everything. */
export function seed(state: State, messages: readonly Message[]): void {
  for (const list of [state.pending, state.streams, state.clips, state.gone, state.undo, state.unread.ids]) list.clear();
  state.unread.upTo = undefined;
  state.log.reset(messages);
  for (const m of messages) state.track(m);
  state.change();
}

/** A message as it now stands, or new. */
export function upsert(state: State, message: Message): void {
  const known = state.find(message.id, message.clientId);
  if (known) state.put(known.id, message);
  else state.insert(message, true);
  state.show({ typing: typingWithout(state.shown.typing, message.author.id) });
  state.report();
}

function date(value: MessageInput['createdAt'], now: () => Date): Date {
  const made = value === undefined ? now() : new Date(value);
  if (Number.isNaN(made.getTime())) throw new ChatError('invalid-input', { name: 'createdAt', problem: 'not a date' });
  return made;
}

/** What a page hands in. Without an author's id, the author is oneself when the role is one's own. */
export function fromInput(input: MessageInput, { id: conversation, deps }: MessageContext): Message {
  if (!input || typeof input !== 'object') throw new ChatError('invalid-input', { name: 'message', problem: 'not an object' });
  const self = deps.self();
  const given = input.author ?? {};
  const own = input.own ?? (given.id !== undefined ? given.id === self.id : given.role !== undefined && given.role === self.role);
  const role = given.role ?? (own ? self.role : 'agent');
  if (!ROLES.includes(role)) throw new ChatError('invalid-input', { name: 'author.role', problem: `"${String(role)}" is none of ${ROLES.join(', ')}` });
  const { text, createdAt, ...rest } = input;
  return finish({
    ...rest, id: input.id ?? deps.newId(), conversation, own, author: { ...(own ? self : { id: role }), ...lean(given), role },
    parts: input.parts ?? [{ type: 'text', text: String(text ?? '') }], text: '', createdAt: date(createdAt, deps.now), status: input.status ?? 'sent',
  });
}

/** A change that a page hands in: the page is the backend here, so the status goes wherever it says. */
export function patchInput(known: Message, patch: Partial<MessageInput>, now: () => Date): Message {
  const { text, author, createdAt, ...rest } = patch;
  return finish({
    ...known, ...lean(rest), id: known.id, author: { ...known.author, ...lean(author ?? {}) },
    parts: patch.parts ?? (text === undefined ? known.parts : [{ type: 'text', text }]), createdAt: createdAt === undefined ? known.createdAt : date(createdAt, now),
  });
}

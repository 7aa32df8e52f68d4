/** Messages that a page hands in itself. Apart from the rest, because a chat with a connection has none. */
import { lean, ROLES, type Message, type MessageInput, type Part, type Participant } from '../domain/index.js';
import { alike, givenPart, givenPerson, words } from '../domain/given.js';
import { ChatError } from '../errors/index.js';
import { typingWithout } from './people.js';
import { finish, type MessageContext } from './message.js';
import type { Conversation as State } from './conversation.js';

/** Each message that goes costs a look at all others; more than so many, and everything begins anew. */
const FEW = 20;

/** Replaces everything. Where most of it was there before, what did not change keeps its block, and so what is drawn of it. */
export function seed(state: State, messages: readonly Message[]): void {
  const { log } = state;
  for (const list of [state.pending, state.streams, state.clips, state.gone, state.undo, state.unread.ids]) list.clear();
  state.unread.upTo = undefined;
  const byId = new Map<string, Message>();
  for (const m of messages) {
    const known = log.get(m.id);
    byId.set(m.id, alike(known, m) ? known! : m);
  }
  const each = [...byId.values()];
  const gone = log.all().filter(({ id, clientId }) => !byId.has(id) || byId.get(id)!.clientId !== clientId);
  if (gone.length > FEW) log.reset(each);
  else {
    for (const { id } of gone) log.remove(id);
    log.assign(each);
  }
  for (const m of each) state.track(m);
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

/** Words beside parts stand before them, unless the parts have words of their own. */
function withText(parts: readonly Part[] | null | undefined, text: unknown): readonly Part[] {
  const said = words(text);
  if (parts === undefined || parts === null) return [{ type: 'text', text: said }];
  if (!Array.isArray(parts) || !parts.every((part) => part?.type)) throw new ChatError('invalid-input', { name: 'parts', problem: 'not a list of {type, …}' });
  const all = parts.map(givenPart);
  return all.length && (!said || all.some(isText)) ? all : [{ type: 'text', text: said }, ...all];
}

/** Two of a team without ids are two people by their names; who is known as the writer of a message is known as the one who was typing. */
export const idOf = ({ id, role = 'agent', name }: Partial<Participant>): string => id ?? (name ? `${role}:${name}` : role);

const isText = ({ type }: Part): boolean => type === 'text';

/** What a page hands in. Without an author's id, the author is oneself when the role is one's own. Given again without a time (`known`), it came when it came first. */
export function fromInput(input: MessageInput, { id: conversation, deps }: MessageContext, known?: Message): Message {
  if (!input || typeof input !== 'object') throw new ChatError('invalid-input', { name: 'message', problem: 'not an object' });
  const self = deps.self();
  const given = givenPerson(input.author ?? {});
  const own = input.own ?? (given.id !== undefined ? given.id === self.id : given.role !== undefined && given.role === self.role);
  const role = given.role ?? (own ? self.role : 'agent');
  if (!ROLES.includes(role)) throw new ChatError('invalid-input', { name: 'author.role', problem: `"${String(role)}" is none of ${ROLES.join(', ')}` });
  const { text, createdAt, ...rest } = input;
  return finish({
    ...rest, id: `${input.id ?? deps.newId()}`, conversation, own, author: { ...(own ? self : { id: idOf({ role, name: given.name }) }), ...given, role },
    parts: withText(input.parts, text), text: '', createdAt: date(createdAt ?? known?.createdAt, deps.now), status: input.status ?? 'sent',
  });
}

/** A change that a page hands in: the page is the backend here, so the status goes wherever it says. */
export function patchInput(known: Message, patch: Partial<MessageInput>, now: () => Date): Message {
  const { text, author, createdAt, ...rest } = patch;
  // New words take the place of the old ones, beside whatever else it has.
  const kept = text === undefined ? known.parts : known.parts.filter((part) => !isText(part));
  return finish({
    ...known, ...lean(rest), id: known.id, author: { ...known.author, ...givenPerson(author ?? {}) },
    parts: withText(patch.parts ?? kept, text), createdAt: date(createdAt ?? known.createdAt, now),
  });
}

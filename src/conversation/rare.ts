/** What an open, healthy chat seldom sees, or not in its first minutes: changes to messages, streams, older pages, a log that was lost. Comes with the first event that needs it. */
import {
  lean, type ChatEvent, type DurableCommand, type HistoryEvent, type IncomingMessage, type Message, type PatchEvent, type ProgressEvent, type Reaction, type SpeechEvent, type StreamEvent,
  type SubscribedEvent,
} from '../domain/index.js';
import { message, placed, subscribed, type Reducers } from './events.js';
import { fromIncoming, isProgress, isSpeech, merge, nextStatus } from './message.js';
import { placePage } from './page.js';
import type { Conversation as State } from './conversation.js';
import { weave } from './stream.js';

/** Ids of what was taken back or ended before it was shown: a late frame must not bring it up. */
const GONE = 512;
/** Messages whose speech is kept to be played again. */
const SPEECH = 64;

const reducers: Reducers = {
  stream, speech, progress,
  patch: here(patch),
  remove: here((state, event) => remove(state, event.id, event.at ?? state.deps.now())),
  // Which send a refusal without an id means, only the outbox knows.
  nack: (state, event) => (event.clientId === undefined || event.retry ? undefined : state.fail(event.clientId, event.message)),
  reaction: here((state, event) => reaction(state, event.id, event.emoji, event.by.id, event.on)),
};

/** What has a place in the log and may have waited for this code: nothing of it is missing any more. */
function here<E extends ChatEvent>(reducer: (state: State, event: E) => void): (state: State, event: E) => void {
  return (state, event) => {
    state.keepTo = undefined;
    reducer(state, event);
  };
}

export const rare = { reducers, lost, page, moveBehind, change, takeBack, rename, oldestPending, confirmed };

/** Numbers of the old log mean nothing in the new one. What is shown stays until the newest page is here. */
function lost(state: State, event: SubscribedEvent): boolean {
  const { log } = state;
  state.before = [...(state.before ?? []), ...log.all().filter(({ own }) => own)];
  subscribed(state, event);
  state.cursor = state.unread.upTo = undefined;
  state.stale = true;
  state.marks = { delivered: 0, read: 0 };
  log.reset(log.all().map((m) => (m.seq === undefined ? m : { ...m, seq: undefined })));
  state.change();
  return !state.awaiting;
}

function patch(state: State, { id, patch: { author, parts, ...rest }, or }: PatchEvent): void {
  const exact = state.find(id);
  const known = exact ?? (or === 'last-ai' ? state.last((m) => m.author.role === 'ai') : undefined);
  if (known) {
    if (parts || rest.streaming === false) state.streams.delete(known.id);
    // Meant for a message whose id was not known: from now on it is known by this one, if it is one.
    state.put(known.id, merge(known, { ...rest, author, parts, id: exact?.id ?? (id || known.id) } as Partial<IncomingMessage>));
  } else if (or && author && parts) message(state, { type: 'message', message: { ...rest, id: id || undefined, author, parts } });
}

function remove(state: State, id: string, at: Date): void {
  const known = state.find(id);
  if (!known) return forget(state, id);
  state.streams.delete(known.id);
  state.unread.ids.delete(known.id);
  state.put(known.id, merge({ ...known, reactions: undefined }, { deletedAt: at }), true);
}

function stream(state: State, event: StreamEvent): void {
  const { id, author, at } = event;
  if (author && !state.find(id) && !state.gone.has(id)) message(state, { type: 'message', message: { id, author, parts: [], streaming: true } });
  const known = state.find(id);
  // A piece with a place, for a message that is finished, comes late: the final text has it.
  if (!known || known.deletedAt || (!known.streaming && at !== undefined)) return;
  const { text, waiting } = weave(known.text, event, state.streams.get(known.id));
  const done = waiting.done && !waiting.chunks.length;
  if (done) state.streams.delete(known.id);
  else state.streams.set(known.id, waiting);
  const parts = [{ type: 'text' as const, text }, ...known.parts.filter((p) => p.type !== 'text')];
  if (text !== known.text || done) state.put(known.id, merge(known, { parts, ...(done && { streaming: false }) }), true);
}

function reaction(state: State, id: string, emoji: string, by: string, on: boolean): void {
  const known = state.find(id);
  // Our own is shown already, but not kept: until now it could be refused.
  if (known && !known.deletedAt) state.put(known.id, merge({ ...known, reactions: react(known.reactions, emoji, by, on) }, {}), by === state.deps.self().id);
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

function page(state: State, event: HistoryEvent): void {
  const { log, cursor, stale } = state;
  const { messages: incoming, end, tail = false } = event;
  if (tail && stale) {
    const listed = new Set(incoming.map((m) => m.id));
    for (const m of log.all()) if (m.seq === undefined && !(m.own && (m.status === 'pending' || m.status === 'failed')) && !listed.has(m.id)) state.takeOut(m);
    state.stale = false;
  }
  const fresh = new Set<Message>();
  const messages = incoming.map((one) => {
    const known = state.find(one.id, one.clientId);
    const made = state.reached(fromIncoming(one, state));
    if (!known) fresh.add(made);
    else state.put(known.id, asListed(known, made));
    return known ? log.get(made.id)! : made;
  });
  const joins = placePage(log, { messages, fresh, end, tail, cursor, joined: state.joined });
  if (tail && stale && state.removed.size) log.moveGap(undefined, messages[0]);
  if (tail && !stale && cursor !== undefined) for (const m of fresh) if (!m.own && m.seq !== undefined && m.seq > cursor) state.arrived.push(m);
  placed(state, event, messages, fresh, stale || !joins);
  // In the order of the log: what was touched first would be stored first.
  if (tail && messages.some((m) => m.seq === undefined)) touchAll(state);
}

/** A page says how a message is now, all edits and removals in it. Only what a page cannot know stays. */
function asListed(known: Message, listed: Message): Message {
  const growing = known.streaming && listed.streaming && known.text.length > listed.text.length;
  const status = nextStatus(known.status, listed.status, true);
  return merge({ ...listed, own: known.own, status, ...(growing && { parts: known.parts }) }, { clientId: known.clientId, deletedAt: known.deletedAt });
}

function speech(state: State, { id, data, format }: SpeechEvent): void {
  const known = id === undefined ? state.last((m) => !m.own && m.author.role !== 'system') : state.find(id);
  if (!known) return;
  if (!known.parts.some(isSpeech)) state.put(known.id, merge(known, { parts: [...known.parts, { type: 'audio', url: '', mime: format === 'mp3' ? 'audio/mpeg' : `audio/${format}` }] }));
  const { clips } = state;
  clips.set(known.id, [...(clips.get(known.id) ?? []), { data, format }]);
  if (clips.size > SPEECH) clips.delete(clips.keys().next().value!);
  state.change();
}

function progress(state: State, { id, label, kind, value, estimate, done }: ProgressEvent): void {
  const known = state.find(id);
  // What has ended does not begin again with a late frame. The message that it ends in may well have the same id.
  const ended = `progress:${id}`;
  if (done) {
    forget(state, ended);
    if (known && isProgress(known)) state.takeOut(known);
  } else if (!state.gone.has(ended)) {
    const parts = [lean({ type: 'progress' as const, label, kind, value, estimate })];
    if (known) return state.put(known.id, merge(known, { parts }), true);
    const author = state.last((m) => !m.own && m.author.role !== 'system')?.author ?? { id: 'progress', role: 'ai' };
    state.insert(fromIncoming({ id, author, own: false, parts }, state));
  }
}

function forget({ gone }: State, id: string): void {
  gone.add(id);
  if (gone.size > GONE) gone.delete(gone.values().next().value!);
}

function touchAll({ touched, log }: State): void {
  touched.clear();
  for (const m of log.all()) if (!isProgress(m)) touched.set(m.id, m);
}

/** From the end to where it belongs, should that be another place. */
function moveBehind(state: State, message: Message, id: string | null): void {
  const list = state.log.all();
  const to = id === null ? 0 : list.findIndex((m) => m.id === id || m.clientId === id) + 1;
  const at = list.indexOf(message);
  if (at <= to || (id !== null && !to)) return;
  list.splice(to, 0, ...list.splice(at, 1));
  state.log.assign(list);
  state.unread.recount(state.log);
  // Storage keeps what has no numbers in the order of writing, so the whole is written anew.
  state.reset = true;
  touchAll(state);
}

/** Shows at once what a command changes, and keeps how it was, should the backend refuse. */
function change(state: State, command: DurableCommand): Message | undefined {
  const { undo } = state;
  const { id } = command;
  if (command.type === 'set-status' || command.type === 'assign') {
    undo.set(id, { command, before: state.shown.info });
    state.inform(command.type === 'assign' ? { assignee: command.assignee } : { status: command.status });
    return undefined;
  }
  const before = 'target' in command ? state.find(command.target) : undefined;
  if (!before || !('target' in command)) return undefined;
  if (command.type !== 'regenerate') undo.set(id, { command, before });
  if (command.type === 'edit-message') state.put(before.id, merge(before, { parts: [{ type: 'text', text: command.text }], editedAt: command.at }));
  else if (command.type === 'remove-message') remove(state, before.id, command.at);
  else if (command.type === 'react') reaction(state, before.id, command.emoji, state.deps.self().id, command.on);
  return state.find(command.target);
}

/** A change that is shown was refused: what it changed is again as it was, unless others have changed it since. So it is for changes that were shown after it, should they be refused as well. */
function takeBack(state: State, id: string): void {
  const { undo } = state;
  const entry = undo.get(id);
  if (!entry) return;
  const { command, before } = entry;
  if (!('author' in before)) {
    const { status, assignee } = state.shown.info;
    if (command.type === 'set-status' && status === command.status) state.inform({ status: before.status });
    if (command.type === 'assign' && assignee === command.assignee) state.inform({ assignee: before.assignee });
    return;
  }
  const target = state.find(before.id, before.clientId);
  if (target) state.put(target.id, without(target, command, before, state));
  const all = [...undo.values()];
  for (const later of all.slice(all.indexOf(entry) + 1)) if ('author' in later.before && later.before.id === before.id) later.before = without(later.before, command, before, state);
}

function without(message: Message, command: DurableCommand, { parts, editedAt, deletedAt, reactions }: Message, { deps }: State): Message {
  if (command.type === 'edit-message' && message.editedAt === command.at) return merge({ ...message, editedAt }, { parts });
  if (command.type === 'remove-message' && message.deletedAt === command.at) return merge({ ...message, deletedAt, reactions }, { parts });
  if (command.type !== 'react' || message.deletedAt) return message;
  const { id } = deps.self();
  const was = reactions?.some(({ emoji, by }) => emoji === command.emoji && by.includes(id)) ?? false;
  return merge({ ...message, reactions: react(message.reactions, command.emoji, id, was) }, {});
}

/** A message got another id: what is kept by its id goes along. */
function rename({ streams, clips }: State, id: string, to: string): void {
  for (const map of [streams, clips] as Map<string, unknown>[]) {
    if (map.has(id)) map.set(to, map.get(id));
    map.delete(id);
  }
}

function oldestPending({ pending, log }: State, text?: string): Message | undefined {
  for (const id of pending) {
    const message = log.get(id);
    if (message && (text === undefined || message.text === text)) return message;
  }
  return undefined;
}

/**
 * Which of our own came back without its client id. With the same text: the oldest that waits; else the oldest that a backend took which confirms nothing,
 * or that was given up because it was not confirmed in time, and which has no id of that backend's yet.
 */
function confirmed(state: State, how: 'same-text' | 'oldest', { text }: Message): Message | undefined {
  if (how === 'oldest') return oldestPending(state);
  return oldestPending(state, text) ?? state.log.all().find((m) => m.own && (m.status === 'sent' || m.status === 'failed') && m.clientId === m.id && m.seq === undefined && m.text === text);
}

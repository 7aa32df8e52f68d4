/** What each event does to a conversation. One function for each kind, in the order of `domain/event.ts`. */
import {
  type AckEvent, type ChatEvent, type HistoryEvent, type IncomingMessage, type Message, type MessageEvent, type PatchEvent, type ProgressEvent, type ReceiptEvent,
  type SpeechEvent, type StreamEvent, type SubscribedEvent,
} from '../domain/index.js';
import { clean, fromIncoming, isProgress, isSpeech, merge, nextStatus, react, withStatus } from './message.js';
import { placePage } from './page.js';
import { presenceAfter, typingAfter, typingWithout } from './people.js';
import type { State } from './state.js';
import { weave } from './stream.js';

/** Returns true where the log must be asked for again. */
export function reduce(state: State, event: ChatEvent): boolean | void {
  const { shown, deps } = state;
  switch (event.type) {
    case 'subscribed': return subscribed(state, event);
    case 'message': return message(state, event);
    case 'patch': return patch(state, event);
    case 'remove': return remove(state, event.id, event.at ?? deps.now());
    case 'stream': return stream(state, event);
    case 'ack': return ack(state, event);
    // Which send a refusal without an id means, only the outbox knows.
    case 'nack': return event.clientId === undefined || event.retry ? undefined : fail(state, event.clientId, event.message);
    case 'receipt': return receipt(state, event);
    case 'reaction': return reaction(state, event.id, event.emoji, event.by.id, event.on);
    case 'typing': return event.participant.id === deps.self().id ? undefined : state.show({ typing: typingAfter(shown.typing, event, deps.clock.now()) });
    case 'presence':
      state.show({ presence: presenceAfter(shown.presence, event) });
      return event.participant.id === shown.info.visitor?.id && shown.info.visitorOnline !== event.online ? state.inform({ visitorOnline: event.online }) : undefined;
    case 'conversation': return state.inform(clean(event.info));
    case 'history': return page(state, event);
    case 'speech': return speech(state, event);
    case 'progress': return progress(state, event);
  }
}

function subscribed(state: State, { info, epoch, head, resume }: SubscribedEvent): boolean {
  if (info) state.inform(clean(info));
  // Lost, or restored from a backup that had less.
  const lost = (epoch ?? state.epoch) !== (state.epoch ?? epoch) || (head !== undefined && state.cursor !== undefined && head < state.cursor);
  state.epoch = epoch ?? state.epoch;
  if (lost) {
    // Numbers of the old log mean nothing in the new one. What is shown stays until the newest page is here.
    state.cursor = state.unread.upTo = undefined;
    state.stale = true;
    state.marks = { delivered: 0, read: 0 };
    state.log.reset(state.log.all().map((m) => (m.seq === undefined ? m : { ...m, seq: undefined })));
    state.change();
  }
  state.awaiting = resume !== 'ok';
  state.head = state.awaiting ? head : undefined;
  return lost && !state.awaiting;
}

function message(state: State, { message: incoming, confirms, history, after }: MessageEvent): void {
  const made = state.reached(fromIncoming(incoming, state.context));
  let known = state.find(incoming.id, incoming.clientId);
  if (!known && confirms && made.own) known = confirms === 'same-text' ? (state.oldestPending(made.text) ?? state.unnamed(made.text)) : state.oldestPending();
  if (made.own && incoming.id) state.listed.add(incoming.id);
  if (known && !isProgress(known)) return state.put(known.id, state.reached(merge(known, { ...incoming, status: incoming.status ?? 'sent' })));
  if (known) state.takeOut(known);
  const shown = state.gone.has(made.id) ? merge(made, { deletedAt: state.deps.now() }) : made;
  state.insert(shown, !history);
  if (after !== undefined) state.moveBehind(shown, after);
  if (!shown.own && !shown.deletedAt && !history) state.arrived.push(shown);
  state.show({ typing: typingWithout(state.shown.typing, shown.author.id) });
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

export function remove(state: State, id: string, at: Date): void {
  const known = state.find(id);
  if (!known) return state.forget(id);
  state.streams.delete(known.id);
  state.unread.drop(known.id);
  state.put(known.id, merge(known, { deletedAt: at }));
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

function ack(state: State, { clientId, upTo, id, seq, at }: AckEvent): void {
  if (clientId !== undefined) state.undo.delete(clientId);
  const known = clientId === undefined && upTo === undefined ? state.oldestPending() : state.find(clientId);
  if (known) state.put(known.id, state.reached(merge(known, { id, seq, createdAt: at, status: 'sent' } as Partial<IncomingMessage>)));
}

/** A send failed, or a change that is shown was refused and is taken back. */
export function fail(state: State, id: string, reason?: string): void {
  const before = state.undo.get(id);
  state.undo.delete(id);
  const known = state.find(id);
  if (known?.status === 'pending') return state.put(known.id, withStatus(known, 'failed', reason));
  if (!before || known) return;
  if (!('author' in before)) return state.inform({ status: before.status, assignee: before.assignee });
  // Again what it was, though its status may have moved on since.
  const { parts, text, editedAt, deletedAt, reactions } = before;
  const target = state.find(before.id, before.clientId);
  if (target) state.put(target.id, { ...target, parts, text, editedAt, deletedAt, reactions });
}

function receipt(state: State, { status, ids = [], upTo, by }: ReceiptEvent): void {
  if (by?.id === state.deps.self().id) {
    // Read in another tab or on another device.
    if (status === 'read' && state.unread.mark(state.log, ids, upTo)) state.change();
    return;
  }
  const reach = (m: Message | undefined) => m?.own && state.put(m.id, merge(m, { status }));
  for (const id of ids) reach(state.find(id));
  const before = state.marks[status];
  if (upTo === undefined || upTo <= before) return;
  state.marks = { ...state.marks, [status]: upTo };
  for (const m of state.log.backwards()) {
    if (m.seq === undefined || m.seq > upTo) continue;
    if (m.seq <= before) break;
    reach(m);
  }
}

export function reaction(state: State, id: string, emoji: string, by: string, on: boolean): void {
  const known = state.find(id);
  if (known) state.put(known.id, merge({ ...known, reactions: react(known.reactions, emoji, by, on) }, {}));
}

function page(state: State, { messages: incoming, end, tail = false }: HistoryEvent): void {
  const { log, cursor, stale } = state;
  if (tail && stale) {
    const listed = new Set(incoming.map((m) => m.id));
    for (const m of log.all()) if (m.seq === undefined && !(m.own && (m.status === 'pending' || m.status === 'failed')) && !listed.has(m.id)) state.takeOut(m);
    state.stale = false;
  }
  const fresh = new Set<Message>();
  const messages = incoming.map((one) => {
    const known = state.find(one.id, one.clientId);
    const made = state.reached(fromIncoming(one, state.context));
    if (!known) fresh.add(made);
    else state.put(known.id, asListed(known, made));
    return known ? log.get(made.id)! : made;
  });
  const joins = placePage(log, { messages, fresh, end, tail, cursor, joined: state.joined });
  if (tail && stale && state.removed.size) log.moveGap(undefined, messages[0]);
  for (const m of fresh) {
    state.track(m);
    // Without numbers storage would put an older page behind what it has.
    if (tail || m.seq !== undefined) state.touched.set(m.id, m);
    if (tail && !m.own && !stale && cursor !== undefined && m.seq !== undefined && m.seq > cursor) state.arrived.push(m);
  }
  if (fresh.size) state.unread.recount(log);
  state.show({ history: end && !log.gap() ? 'end' : 'more' });
  state.change();
  if (!tail) return;
  if (state.awaiting) state.cursor = state.head;
  state.awaiting = false;
  state.head = undefined;
  state.joined = true;
  // Storage keeps what has no numbers in the order of writing, so the whole is written anew.
  const unnumbered = messages.some((m) => m.seq === undefined);
  state.reset = stale || !joins || unnumbered;
  if (unnumbered) for (const m of log.all()) state.touched.set(m.id, m);
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
  state.say(known.id, { data, format });
}

function progress(state: State, { id, label, value, estimate, done }: ProgressEvent): void {
  const known = state.find(id);
  // What has ended does not begin again with a late frame. The message that it ends in may well have the same id.
  const ended = `progress:${id}`;
  if (done) {
    state.forget(ended);
    if (known && isProgress(known)) state.takeOut(known);
  } else if (!state.gone.has(ended)) {
    const parts = [clean({ type: 'progress' as const, label, value, estimate })];
    if (known) return state.put(known.id, merge(known, { parts }), true);
    const author = state.last((m) => !m.own && m.author.role !== 'system')?.author ?? { id: 'progress', role: 'ai' };
    state.insert(fromIncoming({ id, author, own: false, parts }, state.context));
  }
}

/**
 * What events do to a conversation, as far as a chat that is open and well needs it. What is rare comes with the first event that needs it (`rare.ts`):
 * whoever hands events in asks `isMissing` first, and has it loaded with `loadRare`.
 */
import { lean, type AckEvent, type ChatEvent, type HistoryEvent, type IncomingMessage, type Message, type MessageEvent, type ReceiptEvent, type SubscribedEvent } from '../domain/index.js';
import type { Conversation as State } from './conversation.js';
import { fromIncoming, isProgress, merge } from './message.js';
import { presenceAfter, typingAfter, typingWithout } from './people.js';
import type { rare } from './rare.js';

/** Returns true where the log must be asked for again. */
type Reducer<T extends ChatEvent['type']> = (state: State, event: ChatEvent & { type: T }) => boolean | void;
export type Reducers = { readonly [T in ChatEvent['type']]?: Reducer<T> };

const common: Reducers = {
  message, ack, receipt,
  subscribed: (state, event) => (isLost(state, event) ? more!.lost(state, event) : subscribed(state, event)),
  typing(state, event) {
    if (event.participant.id !== state.deps.self().id) state.show({ typing: typingAfter(state.shown.typing, event, state.deps.clock.now()) });
  },
  presence(state, event) {
    state.show({ presence: presenceAfter(state.shown.presence, event) });
    if (event.participant.id === state.shown.info.visitor?.id) state.inform({ visitorOnline: event.online });
  },
  conversation: (state, event) => state.inform(lean(event.info)),
  history: (state, event) => (isFirstPage(state, event) ? firstPage(state, event) : more!.page(state, event)),
};

export type Rare = typeof rare;
let more: Rare | undefined;

export const loadRare = async (): Promise<void> => useRare((await import('./rare.js')).rare);

/** For those who bring it along themselves. */
export function useRare(code: Rare): void {
  more = code;
}

/** What is rare, once it is here. */
export const rareCode = (): Rare | undefined => more;

/** Whether this event needs code that is not here yet. */
export function isMissing(state: State, event: ChatEvent): boolean {
  if (more) return false;
  if (event.type === 'subscribed') return isLost(state, event);
  if (event.type === 'history') return !isFirstPage(state, event);
  return !common[event.type] || (event.type === 'message' && Boolean(event.confirms || event.after !== undefined));
}

export function reduce(state: State, event: ChatEvent): boolean | void {
  return ((common[event.type] ?? more?.reducers[event.type]) as Reducer<never> | undefined)?.(state, event as never);
}

/** The log was lost, or restored from a backup that had less. */
export function isLost({ epoch, cursor }: State, event: SubscribedEvent): boolean {
  return (event.epoch ?? epoch) !== (epoch ?? event.epoch) || (event.head !== undefined && cursor !== undefined && event.head < cursor);
}

export function subscribed(state: State, { info, epoch, head, resume }: SubscribedEvent): void {
  if (info) state.inform(lean(info));
  // Who is there is told again behind it; who left meanwhile is not.
  for (const { participant } of state.shown.presence) state.show({ presence: presenceAfter(state.shown.presence, { participant, online: false }) });
  state.epoch = epoch ?? state.epoch;
  state.awaiting = resume !== 'ok';
  state.head = state.awaiting ? head : undefined;
}

export function message(state: State, { message: incoming, confirms, history, after }: MessageEvent): void {
  const made = state.reached(fromIncoming(incoming, state));
  const { id, own } = made;
  const known = state.find(incoming.id, incoming.clientId) ?? (confirms && own ? more!.confirmed(state, confirms, made) : undefined);
  if (own && incoming.id) state.listed.add(id);
  if (known && !isProgress(known)) return state.put(known.id, state.reached(merge(known, { ...incoming, status: incoming.status ?? 'sent' })));
  if (known) state.takeOut(known);
  const shown = state.gone.has(id) ? merge(made, { deletedAt: state.deps.now() }) : made;
  state.insert(shown, !history);
  if (after !== undefined) more!.moveBehind(state, shown, after);
  if (!own && !shown.deletedAt && !history) state.arrived.push(shown);
  state.show({ typing: typingWithout(state.shown.typing, shown.author.id) });
}

function ack(state: State, { clientId, upTo, id, seq, at }: AckEvent): void {
  if (clientId !== undefined) state.undo.delete(clientId);
  const known = clientId === undefined && upTo === undefined ? more?.oldestPending(state) : state.find(clientId);
  if (known) state.put(known.id, state.reached(merge(known, { id, seq, createdAt: at, status: 'sent' } as Partial<IncomingMessage>)));
}

function receipt(state: State, { status, ids = [], upTo = 0, by }: ReceiptEvent): void {
  const { log, marks } = state;
  if (by?.id === state.deps.self().id) {
    // Read in another tab or on another device.
    if (status === 'read' && state.unread.mark(log, ids, upTo)) state.change();
    return;
  }
  const before = marks[status];
  marks[status] = Math.max(before, upTo);
  for (const id of ids) state.reach(state.find(id), status);
  if (upTo > before) {
    for (const m of log.backwards()) {
      if (m.seq === undefined || m.seq > upTo) continue;
      if (m.seq <= before) break;
      state.reach(m, status);
    }
  }
}

/** The newest page of a conversation in which nothing is but what waits to be sent: most pages are that, and such a one joins on to nothing. */
function isFirstPage(state: State, { tail, messages }: HistoryEvent): boolean {
  const { log, pending } = state;
  return Boolean(tail) && !state.stale && !state.joined && state.cursor === undefined && log.size === pending.size && !messages.some((m) => state.find(m.id, m.clientId));
}

function firstPage(state: State, event: HistoryEvent): void {
  const { log } = state;
  const fresh = event.messages.map((one) => state.reached(fromIncoming(one, state)));
  log.assign([...fresh, ...log.all()]);
  placed(state, event, fresh, fresh);
}

/** A page is where it belongs. `reset`: it does not join on to what is kept. */
export function placed(state: State, { end, tail }: HistoryEvent, messages: readonly Message[], fresh: Iterable<Message>, reset = false): void {
  const { log, touched } = state;
  // Storage keeps what has no numbers in the order of writing, so an older page would come behind what it has, and with the newest the whole is written anew.
  const unnumbered = messages.some((m) => m.seq === undefined);
  for (const m of fresh) {
    state.track(m);
    if (tail || m.seq !== undefined) touched.set(m.id, m);
  }
  state.unread.recount(log);
  state.show({ history: end && !log.gap() ? 'end' : 'more' });
  state.change();
  if (!tail) return;
  if (state.awaiting) state.cursor = state.head;
  state.awaiting = false;
  state.head = undefined;
  state.joined = true;
  state.reset = reset || unnumbered;
  if (unnumbered) for (const m of log.all()) touched.set(m.id, m);
}

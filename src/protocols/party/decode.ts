import type * as z from 'zod/mini';
import type { ChatEvent, ConversationSummary, IncomingMessage, ReceiptEvent, Role } from '../../domain/index.js';
import { malformed, parseJson } from '../json.js';
import type { Decoded, Frame } from '../codec.js';
import { isRecord, lean, problemOf } from '../fields.js';
import { VERSION } from './encode.js';
import * as schema from './schema.js';

/** What one connection has to remember. */
export interface State {
  /** Our own id, as the server knows it. */
  self: string;
}

/** Events, or what is wrong, as a clause. */
type Outcome = readonly ChatEvent[] | string;
type Reader = (raw: unknown, state: State) => Outcome;

function reader<T>(what: string, schema: z.ZodMiniType<T>, read: (value: T, state: State) => Outcome): Reader {
  return (raw, state) => {
    const result = schema.safeParse(raw);
    return result.success ? read(result.data, state) : problemOf(what, result.error);
  };
}

export function decode(frame: Frame, state: State): Decoded {
  const json = parseJson(frame);
  if ('problem' in json) return malformed(json.problem);
  const raw = json.value;
  if (!isRecord(raw) || typeof raw['t'] !== 'string') return malformed('it has no type t');
  const name = raw['t'];
  const read = Object.hasOwn(FRAMES, name) ? FRAMES[name as keyof typeof FRAMES] : undefined;
  if (!read) return { events: [{ type: 'unknown', name, data: raw }] };
  const outcome = read(raw, state);
  return typeof outcome === 'string' ? malformed(outcome) : { events: outcome.map(lean) };
}

const { frames, entries } = schema;

const FRAMES = {
  welcome: reader('a welcome frame', frames.welcome, ({ v, user, token, maxFrame }, state) => {
    if (v !== VERSION) return [{ type: 'error', code: 'upgrade-needed', message: `The backend speaks version ${v} of this protocol, not ${VERSION}.`, fatal: true }];
    state.self = user.id;
    return [{ type: 'ready', self: user, token, maxFrame }];
  }),
  subscribed: reader('a subscribed frame', frames.subscribed, ({ c, epoch, head, ack, resume, conversation, ...lists }) => [
    { type: 'subscribed', conversation: c, epoch, head, ack, resume, info: conversation && lean({ ...conversation, id: c }) },
    ...each(lists.marks, 'a mark of a subscribed frame', schema.mark, (mark) => receipts(c, mark), c),
    ...each(lists.typing, 'a typist of a subscribed frame', schema.typist, ({ by, text }) => [{ type: 'typing', conversation: c, participant: by, on: true, text }], c),
    ...each(lists.streams, 'a stream of a subscribed frame', schema.open, ({ id, by, text }) => [
      { type: 'stream', conversation: c, id, author: typeof by === 'object' ? by : undefined, at: 0, text },
    ], c),
  ]),
  entries: reader('an entries frame', frames.entries, ({ c, entries }, state) => log(c, entries, state)),
  page: reader('a page frame', frames.page, ({ c, end, tail, head, ...page }, state) => {
    const messages: IncomingMessage[] = [];
    const problems = each(page.messages, 'a message of a page frame', schema.stored, ({ edited, removed, reactions, ...entry }) => {
      messages.push(lean({ ...message(entry, state), editedAt: edited, deletedAt: removed, reactions }));
    }, c);
    return [...problems, { type: 'history', conversation: c, messages, end, tail, head }];
  }),
  inbox: reader('an inbox frame', frames.inbox, ({ rows: raw, reset }) => {
    const rows: ConversationSummary[] = [];
    const problems = each(raw, 'a row of an inbox frame', schema.row, ({ last, updated, typing, ...row }) => {
      const lastMessage = last && { id: last.id, text: last.text, author: last.by, createdAt: last.at };
      rows.push(lean({ ...row, lastMessage, updatedAt: updated, typing: typing && lean({ participant: typing.by, text: typing.text }) }));
    });
    return [...problems, { type: 'inbox', rows, reset }];
  }),
  // `n` covers more than the items may name. It travels with the last of them: alone it would be one more event for nothing.
  ack: reader('an ack frame', frames.ack, ({ c, n, items }) =>
    items?.length
      ? items.map(({ id, seq, at }, i): ChatEvent => ({ type: 'ack', conversation: c, clientId: id, id, seq, at, upTo: i === items.length - 1 ? n : undefined }))
      : [{ type: 'ack', conversation: c, upTo: n }],
  ),
  nack: reader('a nack frame', frames.nack, ({ c, id, code, message, retry, after, expected }) => [
    { type: 'nack', conversation: c, clientId: id, code, message: message ?? code, retry: retry ?? RETRIED.has(code), after, expected },
  ]),
  mark: reader('a mark frame', frames.mark, ({ c, ...mark }) => receipts(c, mark)),
  typing: reader('a typing frame', frames.typing, ({ c, by, on, text }) => [{ type: 'typing', conversation: c, participant: by, on, text }]),
  presence: reader('a presence frame', frames.presence, ({ c, user, online }) => [{ type: 'presence', conversation: c, participant: user, online }]),
  stream: reader('a stream frame', frames.stream, ({ c, id, at, text }) => [{ type: 'stream', conversation: c, id, at, text }]),
  pong: reader('a pong frame', frames.pong, () => [{ type: 'pong' }]),
  // The server closes by itself where it must; only another version of the protocol makes coming back pointless.
  error: reader('an error frame', frames.error, ({ code, message, c }) => [
    { type: 'error', conversation: c, code: code === 'version' ? 'upgrade-needed' : code, message: message ?? code, fatal: code === 'version' || undefined },
  ]),
  bye: reader('a bye frame', frames.bye, ({ reason, after }) => [{ type: 'reconnect', reason: reason ?? '', after }]),
};

const RETRIED = new Set(['rate-limited', 'gap', 'unavailable']);

/** The kinds of entries. `c` is not in the entry, so it is put in afterwards. */
const ENTRIES = {
  message: reader('an entry', entries.message, (entry, state) => [{ type: 'message', message: message(entry, state) }]),
  // The end of a stream is not an edit that a reader should be told of. `cut` is left in the metadata for whoever draws it.
  edit: reader('an entry', entries.edit, ({ seq, at, target, parts, streaming, final, cut }) => [
    { type: 'patch', id: target, patch: lean({ parts, editedAt: final ? undefined : at, streaming: final ? false : streaming, metadata: cut ? { cut } : undefined }), seq },
  ]),
  remove: reader('an entry', entries.remove, ({ seq, at, target }) => [{ type: 'remove', id: target, at, seq }]),
  react: reader('an entry', entries.react, ({ seq, by, target, emoji, on }) => [{ type: 'reaction', id: target, emoji, by, on, seq }]),
  status: reader('an entry', entries.status, ({ seq, by, status }) => [{ type: 'conversation', info: { status }, by, seq }]),
  assign: reader('an entry', entries.assign, ({ seq, by, assignee }) => [{ type: 'conversation', info: { assignee }, by, seq }]),
};

/**
 * Entries that are missed or live alike: missed ones are news as well. An entry that cannot be used still has its place in the log: it becomes a
 * `conversation` event that says nothing but its number. Without that, the conversation would see a hole, ask again, get the same entry and ask
 * again, for ever. An entry whose very number is unusable gets it from its neighbours, since a frame holds entries in order and without holes.
 */
function log(conversation: string, list: readonly unknown[], state: State): readonly ChatEvent[] {
  const anchor = list.findIndex((raw) => seqOf(raw) !== undefined);
  return list.flatMap((raw, i): readonly ChatEvent[] => {
    const kind = isRecord(raw) && typeof raw['k'] === 'string' ? raw['k'] : '';
    const read = Object.hasOwn(ENTRIES, kind) ? ENTRIES[kind as keyof typeof ENTRIES] : undefined;
    const outcome = read ? read(raw, state) : 'an entry has no kind k that is known here';
    if (typeof outcome !== 'string') return outcome.map((event) => ({ ...event, conversation }));
    const seq = seqOf(raw) ?? (anchor < 0 ? undefined : seqOf(list[anchor])! + i - anchor);
    const inert: ChatEvent = { type: 'conversation', conversation, info: {}, seq };
    // A kind of its own, well-formed as far as one can tell, may have a handler on the page.
    const told: readonly ChatEvent[] = kind && !read ? [{ type: 'unknown', name: `entry:${kind}`, data: raw }] : [problem(outcome, conversation)];
    return seq === undefined ? told : [...told, inert];
  });
}

function seqOf(raw: unknown): number | undefined {
  const seq = isRecord(raw) ? raw['seq'] : undefined;
  return Number.isSafeInteger(seq) && (seq as number) > 0 ? (seq as number) : undefined;
}

type Entry = Partial<z.output<typeof schema.stored>> & Pick<z.output<typeof schema.stored>, 'id' | 'by' | 'at' | 'seq'>;

function message({ id, by, parts, at, seq, streaming, re, meta }: Entry, { self }: State): IncomingMessage {
  // An entry is stored under the id of the command that made it, so for our own that is the client id.
  return lean({
    id, clientId: by.id === self ? id : undefined, author: by, parts: parts ?? [], createdAt: at, status: 'sent' as const, seq, streaming, replyTo: re, metadata: meta,
  });
}

function receipts(conversation: string, mark: { by: string; role?: Role; delivered?: number; read?: number }): readonly ChatEvent[] {
  const by = { id: mark.by, role: mark.role ?? 'visitor' };
  return (['delivered', 'read'] as const).flatMap((status): ReceiptEvent[] => (mark[status] ? [{ type: 'receipt', conversation, status, upTo: mark[status], by }] : []));
}

/** The events of each item of a list; a bad one is reported and costs itself alone. */
function each<T>(
  list: readonly unknown[] | undefined, what: string, schema: z.ZodMiniType<T>, read: (value: T) => readonly ChatEvent[] | void, conversation?: string,
): readonly ChatEvent[] {
  return (list ?? []).flatMap((raw) => {
    const result = schema.safeParse(raw);
    return result.success ? (read(result.data) ?? []) : [problem(problemOf(what, result.error), conversation)];
  });
}

const problem = (message: string, conversation?: string): ChatEvent => ({ type: 'error', conversation, code: 'protocol-error', message });

import type * as z from 'zod/mini';
import type { ChatEvent, ConversationSummary, IncomingMessage, ReceiptEvent } from '../../domain/index.js';
import type { Decoded, Frame } from '../codec.js';
import { isRecord, lean, problemOf } from '../fields.js';
import { malformed, parseJson, problemEvent as problem } from '../json.js';
import { VERSION } from './encode.js';
import * as schema from './schema.js';

/** What one connection has to remember. */
export interface State {
  /** Our own id, as the server knows it. */
  self: string;
  /** A guest is given one; requests beside the socket are made with it. */
  token: string | undefined;
}

/** Events, or what is wrong, as a clause. */
type Outcome = readonly ChatEvent[] | string;
type Reader = (raw: unknown, what: string, state: State) => Outcome;

export function decode(frame: Frame, state: State): Decoded {
  const json = parseJson(frame);
  if ('problem' in json) return malformed(json.problem);
  const raw = json.value;
  if (!isRecord(raw) || typeof raw['t'] !== 'string') return malformed('it has no type t');
  const name = raw['t'];
  const read = own(FRAMES, name);
  if (!read) return { events: [{ type: 'unknown', name, data: raw }] };
  const outcome = read(raw, `a frame ${name}`, state);
  return typeof outcome === 'string' ? malformed(outcome) : { events: outcome };
}

/** Reads with the one schema that fits. Every event of a frame that names its conversation gets it here; no event keeps a key that is undefined. */
function reader<T>(schema: z.ZodMiniType<T>, read: (frame: T, state: State) => readonly ChatEvent[] | void): Reader {
  return (raw, what, state) => {
    const { success, data, error } = schema.safeParse(raw);
    if (!success) return problemOf(what, error);
    const conversation = (data as { c?: string }).c;
    return (read(data, state) ?? []).map((event) => lean({ ...event, ...(conversation && { conversation }) }));
  };
}

const FRAMES = {
  welcome: reader(schema.frames.welcome, (f, state) => {
    if (f.v !== VERSION) return [{ type: 'error', code: 'upgrade-needed', message: `It speaks version ${f.v}.`, fatal: true }];
    state.self = f.user.id;
    state.token = f.token ?? state.token;
    return [{ type: 'ready', self: f.user, token: f.token, maxFrame: f.maxFrame }];
  }),
  subscribed: reader(schema.frames.subscribed, (f, state) => [
    { type: 'subscribed', conversation: f.c, epoch: f.epoch, head: f.head, ack: f.ack, resume: f.resume, info: f.conversation && lean({ ...f.conversation, id: f.c }) },
    ...each(f.marks, 'mark', MARK, state),
    ...each(f.typing, 'typing', TYPING, state),
    ...each(f.streams, 'stream', OPEN, state),
  ]),
  entries: reader(schema.frames.entries, (f, state) => log(f.entries, state)),
  page: reader(schema.frames.page, (f, state) => {
    const messages: IncomingMessage[] = [];
    const read = reader(schema.stored, (m) => void messages.push(lean({ ...message(m, state), editedAt: m.edited, deletedAt: m.removed, reactions: m.reactions })));
    const problems = each(f.messages, 'message', read, state);
    return [...problems, { type: 'history', messages, end: f.end, tail: f.tail, head: f.head }];
  }),
  inbox: reader(schema.frames.inbox, (f, state) => {
    const rows: ConversationSummary[] = [];
    const read = reader(schema.row, ({ last, updated, typing, unread, ...info }) => {
      const lastMessage = last && { id: last.id, text: last.text, author: last.by, createdAt: last.at };
      rows.push(lean({ ...info, lastMessage, unread: unread ?? 0, updatedAt: updated, typing: typing && lean({ participant: typing.by, text: typing.text }) }));
    });
    const problems = each(f.rows, 'row', read, state);
    return [...problems, { type: 'inbox', rows, reset: f.reset, end: f.end }];
  }),
  // `n` covers more than the items may name. It comes last, so that each send has its place in the log before it counts as confirmed.
  ack: reader(schema.frames.ack, (f, state) => [...each(f.items, 'send', ACKED, state), { type: 'ack', upTo: f.n }]),
  nack: reader(schema.frames.nack, (f) => [
    { type: 'nack', clientId: f.id, code: f.code, message: f.message ?? f.code, retry: f.retry, after: f.after, expected: f.expected },
  ]),
  mark: reader(schema.frames.mark, receipts),
  typing: reader(schema.frames.typing, typing),
  presence: reader(schema.frames.presence, (f) => [{ type: 'presence', participant: f.user, online: f.online }]),
  stream: reader(schema.frames.stream, (f) => [{ type: 'stream', id: f.id, at: f.at, text: f.text }]),
  pong: reader(schema.frames.pong, () => [{ type: 'pong' }]),
  // The server closes by itself where it must; only another version of the protocol makes coming back pointless.
  error: reader(schema.frames.error, (f) => {
    const fatal = f.code === 'version';
    return [{ type: 'error', code: fatal ? 'upgrade-needed' : f.code, message: f.message ?? f.code, fatal: fatal || undefined, barred: f.code === 'forbidden' || undefined }];
  }),
  bye: reader(schema.frames.bye, (f) => [{ type: 'reconnect', reason: f.reason ?? '', after: f.after, least: f.least }]),
};

const MARK = reader(schema.mark, receipts);
const TYPING = reader(schema.typist, typing);
const OPEN = reader(schema.open, (f) => [{ type: 'stream', id: f.id, author: typeof f.by === 'object' ? f.by : undefined, at: 0, text: f.text }]);
const ACKED = reader(schema.acked, (f) => [{ type: 'ack', clientId: f.id, id: f.id, seq: f.seq, at: f.at }]);

/** The kinds of entries. */
const ENTRIES = {
  message: reader(schema.entries.message, (e, state) => [{ type: 'message', message: message(e, state) }]),
  // Neither end of a stream is an edit that a reader should be told of. `cut` is left in the metadata for whoever draws it, until the message is written anew.
  edit: reader(schema.entries.edit, (e) => {
    const patch = { parts: e.parts, editedAt: e.final || e.streaming ? undefined : e.at, streaming: e.final ? false : e.streaming, metadata: e.cut || e.streaming ? { cut: e.cut ?? false } : undefined };
    return [{ type: 'patch', id: e.target, patch: lean(patch), seq: e.seq }];
  }),
  remove: reader(schema.entries.remove, (e) => [{ type: 'remove', id: e.target, at: e.at, seq: e.seq }]),
  react: reader(schema.entries.react, (e) => [{ type: 'reaction', id: e.target, emoji: e.emoji, by: e.by, on: e.on, seq: e.seq }]),
  status: reader(schema.entries.status, (e) => [{ type: 'conversation', info: { status: e.status }, by: e.by, seq: e.seq }]),
  assign: reader(schema.entries.assign, (e) => [{ type: 'conversation', info: { assignee: e.assignee }, by: e.by, seq: e.seq }]),
};

/**
 * Entries, missed or live alike: what was missed is news as well. An entry that cannot be used still has its place in the log: it becomes a
 * `conversation` event that says nothing but its number. Without that, the conversation would see a hole, ask again, get the same entry and ask
 * again, for ever. An entry whose very number is unusable gets it from its neighbours, since a frame holds entries in order and without holes.
 */
function log(list: readonly unknown[], state: State): readonly ChatEvent[] {
  const anchor = list.findIndex(seqOf);
  return list.flatMap((raw, i): readonly ChatEvent[] => {
    const kind = isRecord(raw) && typeof raw['k'] === 'string' ? raw['k'] : '';
    const read = own(ENTRIES, kind);
    const outcome = read ? read(raw, 'an entry', state) : 'an entry has no known kind k';
    if (typeof outcome !== 'string') return outcome;
    const seq = seqOf(raw) ?? (anchor < 0 ? undefined : seqOf(list[anchor])! + i - anchor);
    // A kind of its own, well-formed as far as one can tell, may have a handler on the page.
    const told: ChatEvent = kind && !read ? { type: 'unknown', name: `entry:${kind}`, data: raw } : problem(outcome);
    return seq === undefined ? [told] : [told, { type: 'conversation', info: {}, seq }];
  });
}

function seqOf(raw: unknown): number | undefined {
  const seq = isRecord(raw) ? raw['seq'] : undefined;
  return Number.isSafeInteger(seq) && (seq as number) > 0 ? (seq as number) : undefined;
}

type Content = Omit<z.output<typeof schema.stored>, 'edited' | 'removed' | 'reactions'>;

function message(e: Content, { self }: State): IncomingMessage {
  // An entry is stored under the id of the command that made it, so for our own that is the client id.
  const clientId = e.by.id === self ? e.id : undefined;
  return lean({
    id: e.id, clientId, author: e.by, parts: e.parts ?? [], createdAt: e.at, status: 'sent', seq: e.seq, streaming: e.streaming, replyTo: e.re, metadata: e.meta,
  } satisfies IncomingMessage);
}

function receipts(f: z.output<typeof schema.mark>): readonly ReceiptEvent[] {
  const by = { id: f.by, role: f.role ?? 'visitor' };
  return (['delivered', 'read'] as const).flatMap((status): readonly ReceiptEvent[] => (f[status] ? [{ type: 'receipt', status, upTo: f[status], by }] : []));
}

function typing(f: z.output<typeof schema.typist>): readonly ChatEvent[] {
  return [{ type: 'typing', participant: f.by, on: f.on ?? true, text: f.text }];
}

/** The events of each item of a list; a bad one is reported and costs itself alone. */
function each(list: readonly unknown[] | undefined, what: string, read: Reader, state: State): readonly ChatEvent[] {
  return (list ?? []).flatMap((raw) => {
    const outcome = read(raw, `a ${what} in a frame`, state);
    return typeof outcome === 'string' ? problem(outcome) : outcome;
  });
}

/** What a table says of a name from the wire: its own keys only, so that `constructor` is nothing special. */
const own = (table: Readonly<Record<string, Reader>>, key: string): Reader | undefined => (Object.hasOwn(table, key) ? table[key] : undefined);

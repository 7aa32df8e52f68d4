import * as z from 'zod/mini';
import { ROLES } from '../../domain/index.js';
import { count, date, id, maybe, record } from '../fields.js';

/** The frames of docs/protocol.md that a server sends. Fields that are not named here are dropped, never an error. */

const text = z.string();
const flag = maybe(z.boolean());
const words = maybe(text);
const number = maybe(count);
const c = id;
/** What lists hold is read one by one, so that a bad item costs itself alone. */
const list = z.array(z.unknown());

export const user = z.object({ id, role: z.enum(ROLES), name: words, avatar: words });
const status = z.enum(['open', 'pending', 'resolved', 'closed']);
const assignee = z.optional(z.nullable(user));

const info = { id, status: maybe(status), assignee, visitor: maybe(user), visitorOnline: flag };
const typed = { by: user, text: words };
const marks = { role: maybe(z.enum(ROLES)), delivered: number, read: number };

export const frames = {
  welcome: z.object({ v: count, user, token: words, maxFrame: number }),
  subscribed: z.object({
    c, epoch: maybe(id), head: number, ack: number, resume: z.enum(['ok', 'partial', 'reset']), conversation: maybe(z.object({ ...info, id: maybe(id) })),
    marks: maybe(list), typing: maybe(list), streams: maybe(list),
  }),
  entries: z.object({ c, entries: list }),
  page: z.object({ c, messages: list, end: z.boolean(), tail: flag, head: number }),
  inbox: z.object({ rows: list, reset: flag }),
  ack: z.object({ c, n: count, items: maybe(z.array(z.object({ id, n: number, seq: number, at: maybe(date) }))) }),
  nack: z.object({ c, n: number, id: maybe(id), code: text, message: words, retry: flag, after: number, expected: number }),
  mark: z.object({ c, by: id, ...marks }),
  typing: z.object({ c, ...typed, on: z.boolean() }),
  presence: z.object({ c: maybe(c), user, online: z.boolean() }),
  stream: z.object({ c, id, at: count, text }),
  pong: z.object({}),
  error: z.object({ code: text, message: words, c: maybe(c) }),
  bye: z.object({ reason: words, after: number }),
};

const part = z.discriminatedUnion('type', [
  z.object({ type: z.literal('text'), text }),
  z.object({ type: z.enum(['image', 'video', 'audio', 'file']), url: text, name: words, mime: words, size: number, alt: words, duration: maybe(z.number()) }),
  z.object({
    type: z.literal('card'), title: text, text: words, image: words, actions: maybe(z.array(z.object({ label: text, value: text, url: words }))),
  }),
]);
const parts = z.array(part);

/** The items of a subscribed frame's lists. `by` of a stream is a user, or the id of one. */
export const mark = z.object({ by: id, ...marks });
export const typist = z.object(typed);
export const open = z.object({ id, by: maybe(z.union([user, id])), text });

const base = { seq: count, at: date, by: user, id };
const content = { re: maybe(id), meta: maybe(record), streaming: flag };

export const entries = {
  message: z.object({ ...base, ...content, parts }),
  edit: z.object({ ...base, target: id, parts, streaming: flag, final: flag, cut: flag }),
  remove: z.object({ ...base, target: id }),
  react: z.object({ ...base, target: id, emoji: text, on: z.boolean() }),
  status: z.object({ ...base, status }),
  assign: z.object({ ...base, assignee: z.nullable(user) }),
};

/** A message of a page: as it stands now. One that was taken back may come without its parts. */
export const stored = z.object({
  ...base, ...content, parts: maybe(parts), edited: maybe(date), removed: maybe(date), reactions: maybe(z.array(z.object({ emoji: text, by: z.array(id) }))),
});

export const row = z.object({
  ...info, last: maybe(z.object({ id, text, by: user, at: date })), unread: z._default(count, 0), updated: date, typing: maybe(z.object(typed)),
});

import * as z from 'zod/mini';
import { ROLES } from '../../domain/index.js';
import { count, date, id, maybe, record } from '../fields.js';

/** The frames of docs/protocol.md that a server sends. Fields that are not named here are dropped, never an error. */

const object = z.object;
const text = z.string();
const yes = z.boolean();
const flag = maybe(yes);
const words = maybe(text);
const number = maybe(count);
const key = maybe(id);
const role = z.enum(ROLES);
const status = z.enum(['open', 'pending', 'resolved', 'closed']);
/** What lists hold is read one by one, so that a bad item costs itself alone. */
const list = z.array(z.unknown());
const lists = maybe(list);

const user = object({ id, role, name: words, avatar: words });
const info = { id, status: maybe(status), assignee: z.optional(z.nullable(user)), visitor: maybe(user), visitorOnline: flag, context: maybe(record) };
const conversation = object({ ...info, id: key });

export const mark = object({ by: id, role: maybe(role), delivered: number, read: number });
export const typist = object({ by: user, on: flag, text: words });
/** `by` of a stream under way is a user, or the id of one. */
export const open = object({ id, by: maybe(z.union([user, id])), text });
export const row = object({ ...info, last: maybe(object({ id, text, by: user, at: date })), unread: number, updated: date, typing: maybe(typist) });
export const acked = object({ id, seq: number, at: maybe(date) });

export const frames = {
  welcome: object({ v: count, user, token: words, maxFrame: number }),
  subscribed: object({
    c: id, epoch: key, head: number, ack: number, resume: z.enum(['ok', 'partial', 'reset']), conversation: maybe(conversation), marks: lists, typing: lists, streams: lists,
  }),
  entries: object({ c: id, entries: list }),
  page: object({ c: id, messages: list, end: yes, tail: flag, head: number }),
  inbox: object({ rows: list, reset: flag, end: flag }),
  ack: object({ c: id, n: count, items: lists }),
  nack: object({ c: id, id: key, code: text, message: words, retry: flag, after: number, expected: number }),
  mark: object({ c: id, ...mark.shape }),
  typing: object({ c: id, ...typist.shape }),
  presence: object({ c: key, user, online: yes }),
  stream: object({ c: id, id, at: count, text }),
  pong: object({}),
  error: object({ c: key, code: text, message: words }),
  bye: object({ reason: words, after: number, least: number }),
};

const part = z.discriminatedUnion('type', [
  object({ type: z.literal('text'), text }),
  object({ type: z.enum(['image', 'video', 'audio', 'file']), url: text, name: words, mime: words, size: number, alt: words, duration: maybe(z.number()), width: number, height: number }),
  object({ type: z.literal('card'), title: text, text: words, image: words, alt: words, actions: maybe(z.array(object({ label: text, value: text, url: words }))) }),
]);
const parts = z.array(part);
const base = { seq: count, at: date, by: user, id };
const target = { ...base, target: id };
const message = { ...base, parts, re: key, meta: maybe(record), streaming: flag };

/** What stands in the log, by its kind. */
export const entries = {
  message: object(message),
  edit: object({ ...target, parts, streaming: flag, final: flag, cut: flag }),
  remove: object(target),
  react: object({ ...target, emoji: text, on: yes }),
  status: object({ ...base, status }),
  assign: object({ ...base, assignee: z.nullable(user) }),
};

/** A message of a page: as it stands now. One that was taken back may come without its parts. */
export const stored = object({
  ...message, parts: maybe(parts), edited: maybe(date), removed: maybe(date), reactions: maybe(z.array(object({ emoji: text, by: z.array(id) }))),
});

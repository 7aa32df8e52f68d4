import * as z from 'zod/mini';
import { count, date, id, maybe, record } from '../fields.js';

const object = z.object;
const text = z.string();
const words = maybe(text);
const anything = z.nullish(z.unknown());
/** An id that some servers leave empty. */
const key = z.pipe(z.nullish(z.union([id, z.literal('')])), z.transform((value) => value || undefined));
/** A moment in ISO 8601 or milliseconds, or nothing where it is missing, empty or no moment at all: a message is worth more than its time. */
const moment = z.pipe(anything, z.transform((value) => (typeof value === 'number' && Math.abs(value) < 8e15 ? new Date(value) : date.safeParse(value).data)));

const conversation = object({ conversationId: id });

export const attachment = object({ url: text, type: words, name: words, size: maybe(count) });

/** What the server sends, by `type`. Fields that are not named here are dropped, never an error. `websiteId` and `organizationId` are never looked at: they may be missing. */
export const frames = {
  connection_established: object({}),
  pong: object({}),
  subscription_error: object({ error: words, channel: words }),
  new_message: object({
    conversationId: id, messageId: id, senderType: z.enum(['visitor', 'user', 'ai_agent']), senderId: key, createdAt: moment, metadata: maybe(record),
    content: object({ text: words, html: words, attachments: maybe(z.array(z.unknown())), metadata: maybe(record) }),
  }),
  conversation_status_changed: object({ conversationId: id, status: z.enum(['open', 'pending', 'resolved', 'closed']) }),
  conversation_assigned: object({ conversationId: id, assignedTeamMemberId: key }),
  typing_indicator: object({ conversationId: id, userId: id, isTyping: z.boolean() }),
  typing_progress: object({ conversationId: id, userId: id, userType: z.enum(['visitor', 'user', 'ai_agent']), content: text }),
  visitor_online: object({ ...conversation.shape, visitorId: id }),
  visitor_offline: object({ ...conversation.shape, visitorId: id }),
  error: object({ error: text, code: key }),
  reconnect: object({ reason: words, retryAfter: maybe(z.number().check(z.gte(0))) }),
};

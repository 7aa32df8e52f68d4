import * as z from 'zod/mini';
import { id, maybe, record } from '../fields.js';
import { key, moment } from '../loose.js';

const object = z.object;
const text = z.string();
const words = maybe(text);

const conversation = object({ conversationId: id });

/** A file is worth more than what is said of its size, which some have as text. */
const size = z.pipe(z.unknown(), z.transform((value) => (Number(value) > 0 ? Math.round(Number(value)) : undefined)));
export const attachment = object({ url: text, type: words, name: words, size: maybe(size) });

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

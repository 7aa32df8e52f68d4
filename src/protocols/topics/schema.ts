import * as z from 'zod/mini';
import { date, id, maybe } from '../fields.js';

const object = z.object;
const text = z.string();
const words = maybe(text);
/** An id that some servers leave empty. */
const key = z.pipe(z.nullish(z.union([id, z.literal('')])), z.transform((value) => value || undefined));
/** A moment in ISO 8601 or as clocks have it (seconds since 1970 up to 10¹¹, then milliseconds), or nothing where it is none: a message is worth more than its time. */
const moment = z.pipe(
  z.nullish(z.unknown()),
  z.transform((value) => (typeof value === 'number' && value >= 0 ? new Date(value < 1e11 ? value * 1000 : Math.min(value, 8.64e15)) : date.safeParse(value).data)),
);

const image = object({ id: key, url: words, text: words });
/** Other types than `text` and `image` have fields that nobody here knows. */
const body = object({ type: text, text: maybe(z.unknown()), image: maybe(z.unknown()) });

/** `conversationID` stands in every event of a socket; an answer over HTTP is about the conversation in its address. */
export const event = object({
  id, conversationID: key, clientID: key, message: object({ status: words, statusReason: words, body: maybe(body) }), actorID: key, actorType: words, updatedAt: moment, createdAt: moment,
});
export const bodies = { text: object({ text }), image: object({ image }) };

/** Go writes an empty list as null. */
export const listing = object({ events: z.nullable(z.array(z.unknown())) });

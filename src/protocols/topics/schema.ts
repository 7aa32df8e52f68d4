import * as z from 'zod/mini';
import { id, maybe } from '../fields.js';
import { key, moment } from '../loose.js';

const object = z.object;
const text = z.string();
const words = maybe(text);

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

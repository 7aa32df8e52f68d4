import * as z from 'zod/mini';
import { date, id, maybe } from '../fields.js';

const text = z.string();
const words = maybe(text);
/** Some backends write an empty text where they have no id. */
const key = z.pipe(z.nullish(z.union([id, z.literal('')])), z.transform((value) => value || undefined));

/**
 * ISO 8601, or a number as clocks have it: seconds since 1970 where Python gave it, else milliseconds. A message is worth more than its time: one that is missing, empty or
 * cannot be read is none.
 */
const moment = z.pipe(
  z.nullish(z.unknown()),
  z.transform((value) => (typeof value === 'number' && value >= 0 ? new Date(value < 1e11 ? value * 1000 : Math.min(value, 8.64e15)) : date.safeParse(value).data)),
);

/** `role` is any text: one that is not known is an assistant's, for a message must not be lost over it. */
export const message = z.union([
  text,
  z.object({ uuid: key, id: key, content: words, text: words, message: words, role: words, created_at: moment, createdAt: moment, timestamp: moment }),
]);

const said = z.object({ conversation_uuid: key, message });

/** What the server sends, by `type`. Fields that are not named here are dropped, never an error. Types that are not here go to the page's handlers. */
export const frames = {
  connection_established: z.object({}),
  pending_check_complete: z.object({}),
  message_generate: said,
  message_regenerate: said,
  pong: z.object({}),
  error: z.object({ message: text }),
};

import * as z from 'zod/mini';
import { maybe } from '../fields.js';
import { key, moment } from '../loose.js';

const text = z.string();
const words = maybe(text);

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

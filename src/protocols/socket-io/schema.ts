import * as z from 'zod/mini';
import { id, maybe, record } from '../fields.js';
import { key, moment } from '../loose.js';

const object = z.object;
const text = z.string();
const words = maybe(text);
const any = maybe(z.unknown());
/** What lists hold is read one by one, so that a bad item costs itself alone. */
const list = z.array(z.unknown());
export { id };

/** The first packet of Engine.IO. */
export const open = object({ pingInterval: maybe(z.number()), pingTimeout: maybe(z.number()) });
export const connected = object({ sid: id });

/** The first argument of each event that the server emits. `peer` is whatever the setting `peer-field` names: decode.ts puts it there. */
export const events = {
  user_online: object({ user_id: id }),
  message_sent: object({ message_id: key, timestamp: moment }),
  typing: object({ peer: key, is_typing: z.boolean() }),
  message_received: object({ peer: key, message: record }),
  messages_read: object({ peer: key, message_ids: list }),
  message_read: object({ peer: key, message_id: id }),
  photo_suggestion: object({ peer: key, message: text }),
  photo_generating: object({ peer: key, task_id: id, estimated_time: any }),
  photo_generated: object({ peer: key, photo_url: text.check(z.minLength(1)) }),
  error: object({ message: any, error: any }),
};

export const message = object({ id: key, peer: key, content: words, timestamp: moment, status: any, media_type: words, media_url: words });

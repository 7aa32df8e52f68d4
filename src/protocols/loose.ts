/** Fields that several of the backends we do not control write in more ways than one. A file of its own, since `party` has none of them. */
import * as z from 'zod/mini';
import { date, id } from './fields.js';

/** An id that may be missing, or empty where there is none. */
export const key = z.pipe(z.nullish(z.union([id, z.literal('')])), z.transform((value) => value || undefined));

/**
 * ISO 8601, or a number as clocks have it: seconds since 1970 where Python gave it (below 10¹¹, which is the year 5138), else milliseconds. A message is worth more than its time:
 * one that is missing, empty or cannot be read is none.
 */
export const moment = z.pipe(
  z.nullish(z.unknown()),
  z.transform((value) => (typeof value === 'number' && value >= 0 ? new Date(value < 1e11 ? value * 1000 : Math.min(value, 8.64e15)) : date.safeParse(value).data)),
);

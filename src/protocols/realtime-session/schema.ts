import * as z from 'zod/mini';
import { record } from '../fields.js';

const text = z.string();

/** The `data` of what the tutor's server sends, by `kind`. Fields that are not named here are dropped, never an error; `context` is free. */
export const frames = {
  transcript: z.object({ data: z.object({ source: z.enum(['user', 'tutor', 'system']), text }) }),
  audio: z.object({ data: z.object({ audio_data: text, format: z.enum(['mp3', 'wav', 'webm']) }) }),
  context: z.object({ data: record }),
  error: z.object({ data: z.object({ message: text }) }),
};

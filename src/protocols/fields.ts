import * as z from 'zod/mini';

// Before any schema is made: zod must never try `new Function`, which a strict CSP reports as a violation even though zod catches the refusal. Codecs
// build their schemas from this file, so it always runs first. The setting is kept on globalThis by zod; nothing else is touched.
z.config({ jitless: true });

/** Absent, null and undefined are the same: backends differ in what they write for "nothing". */
export const maybe = <T extends z.ZodMiniType>(schema: T) => z.pipe(z.nullish(schema), z.transform((value) => value ?? undefined));

/** An id: text, or a number taken as text. Never empty. */
export const id = z.pipe(z.union([z.string().check(z.minLength(1)), z.number()]), z.transform(String));

/** A whole number from 0 on. */
export const count = z.int().check(z.gte(0));

/** Free data of the backend, handed through untouched (so that no key of it, such as `__proto__`, is ever assigned). */
export const record = z.custom<Record<string, unknown>>(isRecord);

const ISO = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d)(?:(:\d\d)(?:(\.\d{1,3})\d*)?)?(?:Z|([+-]\d\d)(?::?(\d\d))?)?$/i;

/** ISO 8601 date and time → Date. Without a zone it is UTC (Python backends leave it out); engines would take local time and differ in what else they accept. */
export const date = z.pipe(
  z.string(),
  z.transform((text, context) => {
    const [, day, time, seconds = '', fraction = '', hours, minutes = '00'] = ISO.exec(text) ?? [];
    // Written out in the one form that all engines read alike: a capital T, milliseconds, a zone with a colon.
    const out = new Date(`${day}T${time}${seconds}${fraction}${hours ? `${hours}:${minutes}` : 'Z'}`);
    if (!isNaN(+out)) return out;
    context.issues.push({ code: 'custom', input: text });
    return z.NEVER;
  }),
);

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What is wrong with a frame, as a clause, by the names of its fields alone: its content is never repeated. */
export function problemOf(what: string, error: { readonly issues: readonly { readonly path: readonly PropertyKey[] }[] }): string {
  const path = error.issues[0]?.path.join('.');
  return path ? `${path} of ${what} is missing or of another kind than it should be` : `${what} is not what it should be`;
}

/** The object without the keys that are undefined, so that spreading it over another never takes something away. */
export { lean } from '../domain/index.js';

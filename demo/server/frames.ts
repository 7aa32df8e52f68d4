import * as z from 'zod/mini';
import { LIMITS, SAY } from './limits.js';

/** What clients may send. Extra fields are dropped, never an error. */

/** Half a pair would be another id in the database. */
const id = z.string().check(z.minLength(1), z.maxLength(200), z.refine((text) => text.isWellFormed(), 'it is no text'));
const name = z.string().check(z.maxLength(LIMITS.name));
const count = z.int().check(z.nonnegative());
const url = z.string().check(z.maxLength(4_000), z.refine((u) => /^(https?:\/\/|\/(?!\/))/i.test(u), 'a link must start with http://, https:// or /'));
const avatar = z.string().check(z.maxLength(LIMITS.avatar), z.refine((u) => /^(https?:\/\/|\/(?!\/))/i.test(u)));
const role = z.enum(['visitor', 'agent', 'ai']);
const status = z.enum(['open', 'pending', 'resolved', 'closed']);
const opt = z.optional;

const media = z.object({
  type: z.enum(['image', 'video', 'audio', 'file']),
  url, name: opt(z.string().check(z.maxLength(300))), mime: opt(name), size: opt(count), alt: opt(z.string().check(z.maxLength(2_000))), duration: opt(z.number()), width: opt(count), height: opt(count),
});
const action = z.object({ label: name, value: z.string().check(z.maxLength(1_000)), url: opt(url) });
const card = z.object({ type: z.literal('card'), title: z.string().check(z.maxLength(300)), text: opt(z.string().check(z.maxLength(4_000))), image: opt(url), alt: opt(z.string().check(z.maxLength(2_000))), actions: opt(z.array(action).check(z.maxLength(8))) });
const part = z.discriminatedUnion('type', [z.object({ type: z.literal('text'), text: z.string() }), media, card]);
const parts = z.array(part).check(z.minLength(1));

/** The number, the id and the conversation, without which a command cannot even be refused. */
const envelope = z.object({ c: id, id, n: z.int().check(z.positive()) });
const c = id;

const commands = {
  message: z.object({ parts, re: opt(id), meta: opt(z.record(z.string(), z.unknown())) }),
  edit: z.object({ target: id, text: z.string() }),
  remove: z.object({ target: id }),
  react: z.object({ target: id, emoji: z.string().check(z.minLength(1), z.maxLength(32)), on: z.boolean() }),
  regenerate: z.object({ target: id }),
  status: z.object({ status }),
  assign: z.object({ assignee: z.nullable(z.object({ id, role: opt(role), name: opt(name), avatar: opt(avatar) })) }),
  skip: z.object({}),
};
const subscription = z.object({ c, epoch: opt(z.nullable(id)), cursor: opt(z.nullable(count)) });
const queries = {
  subscribe: subscription,
  unsubscribe: z.object({ c }),
  history: z.object({ c, before: opt(z.nullable(count)), limit: opt(z.int().check(z.positive())), rid: opt(id) }),
  stop: z.object({ c, id }),
  conversations: z.object({ c }),
};
const passing = {
  typing: z.object({ c, on: z.boolean(), text: opt(z.string()) }),
  mark: z.object({ c, delivered: opt(count), read: opt(count) }),
};
export const hello = z.object({
  v: z.number(), client: id, gen: count, token: opt(z.nullable(z.string().check(z.maxLength(8_000)))),
  user: opt(z.nullable(z.object({ id: opt(z.nullable(id)), role: opt(z.nullable(role)), name: opt(z.nullable(name)), avatar: opt(z.nullable(avatar)) }))),
  website: opt(z.nullable(id)), subscribe: opt(z.array(subscription).check(z.maxLength(LIMITS.subscriptions))),
});

type Of<T extends Record<string, z.ZodMiniType>> = { [K in keyof T]: { t: K } & z.infer<T[K]> }[keyof T];
type Envelope = z.infer<typeof envelope>;
/** `refused`: a command that is not to be carried out, but whose number counts. */
export type Command = (Of<typeof commands> | { t: 'refused'; code: 'too-large' | 'invalid'; message: string }) & Envelope;
export type Query = Of<typeof queries>;
export type Passing = Of<typeof passing>;
export type Mark = Extract<Passing, { t: 'mark' }>;
export type Frame = Command | Query | Passing;
export type Hello = z.infer<typeof hello>;
export type Subscription = z.infer<typeof subscription>;

export type Parsed = { kind: 'command'; frame: Command } | { kind: 'query'; frame: Query } | { kind: 'passing'; frame: Passing } | { kind: 'bad'; message: string; c?: string } | { kind: 'unknown'; message: string; c?: string };

const has = (table: object, key: string): boolean => Object.hasOwn(table, key);
const why = (error: { issues: { path: PropertyKey[]; message: string }[] }): string => {
  const issue = error.issues[0];
  return issue ? `${issue.path.join('.') || 'frame'}: ${issue.message}` : 'malformed';
};

/** Reads a frame after `hello`. Never throws: what cannot be understood is a value. */
export function read(raw: Record<string, unknown>): Parsed {
  const t = String(raw.t), c = typeof raw.c === 'string' && raw.c.length <= 200 ? raw.c : undefined;
  if (has(commands, t)) {
    const head = envelope.safeParse(raw);
    if (!head.success) return { kind: 'bad', message: why(head.error), c };
    const large = oversize(raw);
    if (large) return { kind: 'command', frame: { t: 'refused', code: 'too-large', message: large, ...head.data } };
    const body = commands[t as keyof typeof commands].safeParse(raw);
    if (!body.success) return { kind: 'command', frame: { t: 'refused', code: 'invalid', message: why(body.error), ...head.data } };
    return { kind: 'command', frame: { ...body.data, ...head.data, t } as Command };
  }
  const kind = has(queries, t) ? 'query' : has(passing, t) ? 'passing' : 'unknown';
  if (kind === 'unknown') return { kind, message: `Frames of type "${t.slice(0, 40)}" are not known here.`, c };
  const table = { ...queries, ...passing };
  const body = table[t as keyof typeof table].safeParse(raw);
  if (!body.success) return { kind: 'bad', message: why(body.error), c };
  return { kind, frame: { ...body.data, t } } as Parsed;
}

/** Limits that people run into: told apart from malformed frames, in words for people. */
function oversize(raw: Record<string, unknown>): string | undefined {
  const texts = Array.isArray(raw.parts) ? raw.parts.map((p: { text?: unknown } | null) => p?.text) : [raw.text];
  if (texts.some((text) => typeof text === 'string' && text.length > LIMITS.text)) return SAY.text;
  if (Array.isArray(raw.parts) && raw.parts.length > LIMITS.parts) return SAY.parts;
  if (raw.meta !== undefined && JSON.stringify(raw.meta).length > LIMITS.meta) return SAY.meta;
  if (isDeeper(raw.meta, LIMITS.metaDepth)) return SAY.metaDepth;
  return undefined;
}

function isDeeper(value: unknown, levels: number): boolean {
  return typeof value === 'object' && value !== null && (levels === 0 || Object.values(value).some((one) => isDeeper(one, levels - 1)));
}

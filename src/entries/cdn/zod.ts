/**
 * What the shipped scripts use in place of `zod/mini`: the same schemas, read by a twelfth of the code (0.8 kB instead of 8 kB, a fifth of the whole budget). Only the
 * functions that src/protocols uses, and of those only what it uses: no messages, no async, no codecs. A function that is missing here stops the build.
 * test/package/zod.test.ts holds it to zod: every fixture of every protocol, whole and broken in thousands of ways, has to give the same. The package uses zod itself.
 */

interface Issue {
  readonly code: string;
  path: PropertyKey[];
}
interface Payload {
  value: unknown;
  issues: Issue[];
}
type Run = (value: unknown, issues: Issue[]) => unknown;
type Check = (value: unknown) => boolean;

interface Schema {
  readonly run: Run;
  /** A key of an object may be absent. */
  readonly may: boolean;
  /** What a literal stands for, and the fields of an object: a discriminated union looks them up. */
  readonly values?: readonly unknown[];
  readonly shape?: Readonly<Record<string, Schema>>;
  check(...checks: readonly Check[]): Schema;
  safeParse(value: unknown): { success: true; data: unknown } | { success: false; error: { issues: readonly Issue[] } };
}

const wrong = (issues: Issue[], code = 'invalid_type', ...path: PropertyKey[]): undefined => void issues.push({ code, path });

function make(run: Run, more: Partial<Schema> = {}): Schema {
  return {
    run,
    may: false,
    ...more,
    check: (...checks) =>
      make((value, issues) => {
        const before = issues.length;
        const out = run(value, issues);
        if (issues.length === before) for (const check of checks) if (!check(out)) wrong(issues, 'too_small');
        return out;
      }, more),
    safeParse(value) {
      const issues: Issue[] = [];
      const data = run(value, issues);
      return issues.length > 0 ? { success: false, error: { issues } } : { success: true, data };
    },
  };
}

const is = (test: Check, more?: Partial<Schema>): Schema => make((value, issues) => (test(value) ? value : wrong(issues)), more);

/** Runs a schema on something inside: its issues get the way to it. */
function inside(schema: Schema, value: unknown, key: PropertyKey, issues: Issue[]): unknown {
  const found: Issue[] = [];
  const out = schema.run(value, found);
  for (const issue of found) issue.path.unshift(key);
  issues.push(...found);
  return out;
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);

export const config = (): void => {};
export const NEVER = undefined;

export const string = (): Schema => is((value) => typeof value === 'string');
export const number = (): Schema => is(Number.isFinite);
export const int = (): Schema => is(Number.isSafeInteger);
export const boolean = (): Schema => is((value) => typeof value === 'boolean');
export const unknown = (): Schema => is(() => true);
export const custom = (test: Check): Schema => is(test);
export const literal = (value: unknown): Schema => {
  const values = Array.isArray(value) ? value : [value];
  return is((one) => values.includes(one), { values });
};
const oneOf = (values: readonly string[]): Schema => literal(values);
export { oneOf as enum };

export const minLength = (least: number): Check => (value) => (value as string).length >= least;
export const gte = (least: number): Check => (value) => (value as number) >= least;

export const array = (element: Schema): Schema =>
  make((value, issues) => (Array.isArray(value) ? value.map((one, index) => inside(element, one, index, issues)) : wrong(issues)));

export const object = (shape: Readonly<Record<string, Schema>>): Schema =>
  make(
    (value, issues) => {
      if (!isObject(value)) return wrong(issues);
      const out: Record<string, unknown> = {};
      for (const [key, schema] of Object.entries(shape)) {
        const before = issues.length;
        const one = inside(schema, value[key], key, issues);
        if (key in value || one !== undefined) out[key] = one;
        if (!(key in value) && !schema.may && issues.length === before) wrong(issues, 'invalid_type', key);
      }
      return out;
    },
    { shape },
  );

export const optional = (schema: Schema): Schema => make((value, issues) => (value === undefined ? value : schema.run(value, issues)), { may: true });
export const nullable = (schema: Schema): Schema => make((value, issues) => (value === null ? value : schema.run(value, issues)), { may: schema.may });
export const nullish = (schema: Schema): Schema => optional(nullable(schema));

export const union = (options: readonly Schema[]): Schema =>
  make(
    (value, issues) => {
      for (const option of options) {
        const found: Issue[] = [];
        const out = option.run(value, found);
        if (found.length === 0) return out;
      }
      return wrong(issues, 'invalid_union');
    },
    { may: options.some(({ may }) => may) },
  );

export const discriminatedUnion = (key: string, options: readonly Schema[]): Schema =>
  make((value, issues) => {
    if (!isObject(value)) return wrong(issues);
    const option = options.find(({ shape }) => shape?.[key]?.values?.includes(value[key]));
    return option ? option.run(value, issues) : wrong(issues, 'invalid_union', key);
  });

export const transform = (fn: (value: never, payload: Payload) => unknown): Schema =>
  make(
    (value, issues) => {
      const payload: Payload = { value, issues: [] };
      const out = fn(value as never, payload);
      for (const { code } of payload.issues) wrong(issues, code);
      return out;
    },
    { may: true },
  );

export const pipe = (from: Schema, to: Schema): Schema =>
  make(
    (value, issues) => {
      const before = issues.length;
      const out = from.run(value, issues);
      return issues.length > before ? undefined : to.run(out, issues);
    },
    { may: from.may },
  );

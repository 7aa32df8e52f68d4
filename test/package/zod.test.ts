/** src/entries/cdn/zod.ts stands in for zod in the shipped scripts, and socket-io.ts beside it for parts of the Socket.IO parsers. Here they are held to the originals, with the codecs themselves: same frame, same events. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import { build, type Plugin } from 'esbuild';
import * as zod from 'zod/mini';
import { filesIn, root } from '../../scripts/files.mjs';
import * as small from '../../src/entries/cdn/zod.js';
import { DEFAULT_ADDRESS } from '../../src/domain/index.js';
import type { Codec, CodecContext } from '../../src/protocols/codec.js';

const protocols = (filesIn('src/protocols', 'index.ts') as string[]).flatMap((path) => /^src\/protocols\/([\w-]+)\/index\.ts$/.exec(path)?.[1] ?? []);

const cdn = (name: string): string => join(root, `src/entries/cdn/${name}.ts`);
/** As rollup.config.mjs does it. */
const STAND_INS: Plugin = {
  name: 'stand-ins',
  setup({ onResolve }) {
    onResolve({ filter: /^zod\/mini$/ }, () => ({ path: cdn('zod') }));
    onResolve({ filter: /^(engine\.io-parser|@socket\.io\/component-emitter|\.\/(is-)?binary\.js)$/ }, () => ({ path: cdn('socket-io') }));
  },
};

/** A protocol's codec as a module of its own, with the packages or with what stands in for them. */
async function codecOf(protocol: string, plugins: Plugin[]): Promise<Codec> {
  const { outputFiles } = await build({
    entryPoints: [join(root, `src/protocols/${protocol}/index.ts`)], bundle: true, write: false, format: 'esm', platform: 'neutral', mainFields: ['browser', 'module', 'main'], plugins, tsconfigRaw: '{}', logLevel: 'silent', splitting: false,
  }); // prettier-ignore
  const module = (await import(`data:text/javascript;base64,${Buffer.from(outputFiles[0]?.contents ?? '').toString('base64')}`)) as { default: Codec };
  return module.default;
}

function contextOf(protocol: string): CodecContext {
  let ids = 0;
  return {
    address: { ...DEFAULT_ADDRESS, protocol, url: 'wss://x.test', conversation: 'c1', userId: '7', websiteId: 'w1' },
    self: { id: '7', role: 'visitor' },
    token: undefined,
    writer: { id: 'w', generation: 1 },
    newId: () => `id-${++ids}`,
    now: () => new Date(0),
    subscriptions: () => [{ conversation: 'c1' }],
    lastId: () => undefined,
    seqOf: () => undefined,
  };
}

/** The same numbers on every run (mulberry32). */
function random(seed: number): () => number {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const ODD: readonly unknown[] = [null, '', 'x', 0, -1, 1.5, 1e300, true, false, [], [null], {}, { id: 1 }, '2026-01-01T00:00:00Z', '2026-13-45', 'open', 'visitor', 'text', '__proto__', '\ud800'];

/** A value with one thing in it, somewhere, that is gone, odd or too many. */
function broken(value: unknown, next: () => number): unknown {
  const odd = (): unknown => structuredClone(ODD[Math.floor(next() * ODD.length)]);
  if (typeof value !== 'object' || value === null || next() < 0.08) return odd();
  const copy = structuredClone(value) as Record<string, unknown>;
  const keys = Object.keys(copy);
  const key = keys[Math.floor(next() * keys.length)];
  if (key === undefined || next() < 0.1) copy[`extra${Math.floor(next() * 3)}`] = odd();
  else if (next() < 0.2) delete copy[key];
  else copy[key] = broken(copy[key], next);
  return Array.isArray(value) ? Object.values(copy) : copy;
}

/** Every frame in a protocol's fixtures, whatever else stands beside it. */
function framesOf(protocol: string): unknown[] {
  return (filesIn(`test/fixtures/${protocol}`, '.json') as string[]).flatMap((path) => {
    const cases = JSON.parse(readFileSync(join(root, path), 'utf8')) as unknown;
    return (Array.isArray(cases) ? cases : Object.values(cases as object).flat()).map((one) => (one as { frame?: unknown }).frame ?? one);
  });
}

describe('what stands in for zod', () => {
  for (const protocol of protocols)
    describe(protocol, () => {
      let real: Codec;
      let ours: Codec;
      before(async () => {
        [real, ours] = await Promise.all([codecOf(protocol, []), codecOf(protocol, [STAND_INS])]);
      });

      it('gives the same events for every fixture, and for thousands that are broken', () => {
        const frames = framesOf(protocol).filter((frame) => frame !== undefined);
        assert.ok(frames.length > 0, `no fixtures in test/fixtures/${protocol}`);
        const next = random(7);
        const all = [...frames, ...frames.flatMap((frame) => Array.from({ length: 80 }, () => (typeof frame === 'object' ? broken(frame, next) : frame)))];
        for (const frame of all) {
          const text = typeof frame === 'string' ? frame : `${protocol === 'socket-io' && Array.isArray(frame) ? '42' : ''}${JSON.stringify(frame)}`;
          const [a, b] = [real, ours].map((codec) => codec.start(contextOf(protocol)).decode(text));
          assert.deepStrictEqual(b, a, text);
        }
      });
    });

  it('reads events with attachments as the Socket.IO parsers do, and as a browser, without Buffer', async () => {
    const [real, ours] = await Promise.all([codecOf('socket-io', []), codecOf('socket-io', [STAND_INS])]);
    const cases = JSON.parse(readFileSync(join(root, 'test/fixtures/socket-io/binary.json'), 'utf8')) as { name: string; frames: (string | unknown[] | { bytes: number[] })[] }[];
    const more = ['[{"_placeholder":true,"num":-1}]', '["x",{"a":[{"_placeholder":true,"num":0},{"_placeholder":true,"num":0}],"__proto__":{"_placeholder":true,"num":0}}]', '["x",{"_placeholder":true,"num":"length"}]', '["x",{"_placeholder":1}]'];
    const odd = more.map((text) => ({ name: text, frames: [`451-${text}`, { bytes: [1, 2] }, '42["after"]'] }));
    for (const { name, frames } of [...cases, ...odd, ...['bAQI=', 'b', '5', '6', '7', '4', '', '3probe'].map((frame) => ({ name: frame, frames: [frame] }))]) {
      const [a, b] = [real, ours].map((codec) => {
        const session = codec.start(contextOf('socket-io'));
        return frames.map((frame) => session.decode(Array.isArray(frame) ? `42${JSON.stringify(frame)}` : typeof frame === 'string' ? frame : new Uint8Array(frame.bytes).buffer));
      });
      assert.deepStrictEqual(b, a, name);
    }
    const { outputFiles } = await build({ entryPoints: [join(root, 'src/protocols/socket-io/index.ts')], bundle: true, write: false, format: 'esm', platform: 'browser', plugins: [STAND_INS], logLevel: 'silent' });
    assert.doesNotMatch(outputFiles[0]!.text, /(?<!Array)Buffer\b(?!\w)(?=[.(])/);
  });

  it('reads each kind of schema as zod does', () => {
    type Lib = typeof small;
    const schemas: ((z: Lib) => { safeParse(value: unknown): { success: boolean; data?: unknown; error?: { issues: readonly { path: readonly PropertyKey[] }[] } } })[] = [
      (z) => z.string(), (z) => z.number(), (z) => z.int(), (z) => z.boolean(), (z) => z.unknown(), (z) => z.custom(Array.isArray), (z) => z.literal('x'), (z) => z.literal([1, 'x']), (z) => z.enum(['x', 'open']),
      (z) => z.string().check(z.minLength(1)), (z) => z.int().check(z.gte(0)), (z) => z.array(z.number()), (z) => z.nullable(z.string()), (z) => z.optional(z.string()), (z) => z.nullish(z.string()),
      (z) => z.object({ id: z.string() }), (z) => z.object({ id: z.nullish(z.string()) }), (z) => z.object({ id: z.unknown() }), (z) => z.object({ id: z.object({ id: z.array(z.int()) }) }), (z) => z.object({ id: z.nullable(z.int()) }),
      (z) => z.object({ id: z.pipe(z.nullish(z.string()), z.transform((v) => v ?? undefined)) }), (z) => z.object({ id: z.pipe(z.union([z.string().check(z.minLength(1)), z.number()]), z.transform(String)) }), (z) => z.object({ id: z.union([z.optional(z.string()), z.number()]) }),
      (z) => z.union([z.string(), z.array(z.string())]), (z) => z.array(z.union([z.int(), z.object({ id: z.int() })])),
      (z) => z.pipe(z.string(), z.transform((text, context) => { if (text === '') context.issues.push({ code: 'custom', input: text } as never); return text; })),
      (z) => z.discriminatedUnion('type', [z.object({ type: z.literal('a'), n: z.int() }), z.object({ type: z.literal('b'), list: z.array(z.string()) })]),
    ]; // prettier-ignore
    const inputs: unknown[] = [
      undefined, ...ODD, NaN, Infinity, 'a', [1, 2], [1, 'a'], ['a'], { id: 'a' }, { id: 1 }, { id: null }, { id: undefined }, { id: '' }, { id: { id: [1, 2] } }, { id: { id: [1, 'a'] } }, [{ id: 1 }, 2, { id: 'a' }], { id: 'a', other: 1 },
      { type: 'a', n: 1 }, { type: 'a', n: 'x' }, { type: 'b', list: ['x', 1] }, { type: 'b', list: [] }, { type: 'c' }, { type: null }, JSON.parse('{"__proto__":1,"id":"a"}'), new Map(), new Date(0),
    ]; // prettier-ignore
    for (const [index, schema] of schemas.entries())
      for (const input of inputs) {
        const [a, b] = [schema(zod as never), schema(small)].map((one) => one.safeParse(input));
        const where = `schema ${index}, ${JSON.stringify(input)}`;
        assert.equal(b?.success, a?.success, where);
        assert.deepStrictEqual(b?.data, a?.data, where);
        assert.deepStrictEqual(b?.error?.issues[0]?.path, a?.error?.issues[0]?.path, where);
      }
  });
});

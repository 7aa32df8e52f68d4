import { expect } from '@open-wc/testing';
import * as z from 'zod/mini';
import { stringify } from '../../../src/domain/index.js';
import { MAX_DEPTH, MAX_FRAME } from '../../../src/protocols/codec.js';
import { count, date, id, lean, maybe, problemOf } from '../../../src/protocols/fields.js';
import { malformed, parseJson } from '../../../src/protocols/json.js';
import { rawFrame } from '../../../src/protocols/raw.js';
import { frames, PacketType } from '../../../src/protocols/socket-io/packets.js';

const problem = (frame: string | ArrayBuffer): string | undefined => {
  const json = parseJson(frame);
  return 'problem' in json ? json.problem : undefined;
};

describe('JSON that goes out', () => {
  it('is as ever on a page with the toJSON of an old Prototype.js', () => {
    const own = { toJSON: 'a field like any other' };
    const value = () => ({ list: [1, { deeper: ['x', []] }], at: new Date(0), own, nothing: undefined });
    const wanted = JSON.stringify(value());
    const strange = [Array, String, Number, Date, Object].map(({ prototype }) => prototype as { toJSON?: unknown });
    const { toJSON } = Date.prototype;
    try {
      for (const prototype of strange) prototype.toJSON = () => '"of the page"';
      expect(stringify(value())).to.equal(wanted);
      expect(rawFrame({ ids: ['a', 'b'] })).to.equal('{"ids":["a","b"]}');
      expect(frames({ type: PacketType.EVENT, nsp: '/', data: ['send', { parts: ['a', new Uint8Array([7])] }] })[0]).to.equal('451-["send",{"parts":["a",{"_placeholder":true,"num":0}]}]');
    } finally {
      for (const prototype of strange) delete prototype.toJSON;
      Date.prototype.toJSON = toJSON;
    }
  });
});

describe('JSON frames', () => {
  it('are parsed', () => {
    for (const text of ['null', '0', '"x"', '[]', '{"a":[{"b":"\\"[["}]}', ' {} ']) expect(parseJson(text)).to.deep.equal({ value: JSON.parse(text) });
  });

  it('are as deep as allowed and no deeper', () => {
    expect(problem('['.repeat(MAX_DEPTH) + ']'.repeat(MAX_DEPTH))).to.equal(undefined);
    expect(problem('['.repeat(MAX_DEPTH + 1) + ']'.repeat(MAX_DEPTH + 1))).to.contain('deeper than 32');
    expect(problem('{"a":'.repeat(MAX_DEPTH + 1) + '1' + '}'.repeat(MAX_DEPTH + 1))).to.contain('deeper');
    expect(problem('['.repeat(1_000_000))).to.contain('deeper');
  });

  it('may be as wide as they like, and brackets in text do not count', () => {
    expect(problem(`[${'[],'.repeat(1000)}[]]`)).to.equal(undefined);
    expect(problem(JSON.stringify('['.repeat(1000)))).to.equal(undefined);
    expect(problem(JSON.stringify({ a: '\\"[[[[' + '{'.repeat(100), b: '\\' }))).to.equal(undefined);
    expect(problem(`"\\\\",${'['.repeat(40)}`)).to.contain('deeper');
  });

  it('are bounded in bytes, not in characters', () => {
    const of = (char: string, bytes: number) => `"${char.repeat((bytes - 2) / new Blob([char]).size)}"`;
    expect(problem(of('x', MAX_FRAME))).to.equal(undefined);
    expect(problem(of('x', MAX_FRAME + 1))).to.contain('larger than 8 MiB');
    expect(problem(of('€', MAX_FRAME))).to.equal(undefined);
    expect(problem(of('€', MAX_FRAME + 6))).to.contain('larger');
    expect(problem(of('😀', MAX_FRAME - 2))).to.equal(undefined);
    expect(problem(of('😀', MAX_FRAME + 2))).to.contain('larger');
  });

  it('are text', () => {
    expect(problem(new ArrayBuffer(2))).to.contain('binary');
    expect(problem(new TextEncoder().encode('{}').buffer as ArrayBuffer)).to.contain('binary');
  });

  it('are JSON', () => {
    for (const text of ['', ' ', '{', '}', "{'a':1}", '{"a":1,}', 'undefined', 'NaN', '{"a":01}', '"\n"', '[1]]', '\ufeff{}']) expect(problem(text), text).to.equal('it is not JSON');
  });

  it('become an event when they are none of that', () => {
    expect(malformed('it is odd')).to.deep.equal({ events: [{ type: 'error', code: 'protocol-error', message: 'it is odd' }] });
  });
});

describe('fields of frames', () => {
  const read = <T>(schema: z.ZodMiniType<T>, value: unknown): T | 'refused' => {
    const result = schema.safeParse(value);
    return result.success ? result.data : 'refused';
  };

  it('ids are text or numbers, never empty', () => {
    expect([read(id, 'a'), read(id, 7), read(id, 0)]).to.deep.equal(['a', '7', '0']);
    for (const wrong of ['', null, undefined, true, [], {}, NaN]) expect(read(id, wrong)).to.equal('refused');
  });

  it('counts are whole and not negative', () => {
    expect([read(count, 0), read(count, 5)]).to.deep.equal([0, 5]);
    for (const wrong of [-1, 1.5, '5', 2 ** 53, Infinity, null]) expect(read(count, wrong)).to.equal('refused');
  });

  it('null is nothing', () => {
    for (const nothing of [null, undefined]) expect(read(maybe(id), nothing)).to.equal(undefined);
    expect(read(maybe(id), '')).to.equal('refused');
  });

  const dates: Readonly<Record<string, string>> = {
    '2026-03-01T10:00:00.123Z': '2026-03-01T10:00:00.123Z',
    '2026-03-01T10:00:00Z': '2026-03-01T10:00:00.000Z',
    '2026-03-01T10:00Z': '2026-03-01T10:00:00.000Z',
    '2026-03-01t10:00:00z': '2026-03-01T10:00:00.000Z',
    '2026-03-01T10:00:00': '2026-03-01T10:00:00.000Z',
    '2026-03-01 10:00:00': '2026-03-01T10:00:00.000Z',
    '2026-03-01T10:00:00.123456': '2026-03-01T10:00:00.123Z',
    '2026-03-01T10:00:00.123456789Z': '2026-03-01T10:00:00.123Z',
    '2026-03-01T10:00:00.1Z': '2026-03-01T10:00:00.100Z',
    '2026-03-01T12:00:00+02:00': '2026-03-01T10:00:00.000Z',
    '2026-03-01T12:00:00+0200': '2026-03-01T10:00:00.000Z',
    '2026-03-01T12:00:00+02': '2026-03-01T10:00:00.000Z',
    '2026-03-01 04:30:00.5-05:30': '2026-03-01T10:00:00.500Z',
  };
  for (const [text, iso] of Object.entries(dates)) it(`${text} is a time`, () => expect((read(date, text) as Date).toISOString()).to.equal(iso));
  for (const wrong of ['', 'now', '2026', '2026-03-01', '2026-13-01T10:00:00Z', '2026-03-01T25:00:00Z', '01/03/2026 10:00', 'Sun, 01 Mar 2026 10:00:00 GMT', 1772359200000, null, '2026-03-01T10:00:00Z[UTC]', '2026-03-01T10:00:00+25:00']) {
    it(`${JSON.stringify(wrong)} is none`, () => expect(read(date, wrong)).to.equal('refused'));
  }

  it('are named where they are wrong', () => {
    const schema = z.object({ a: z.array(z.object({ b: id })) });
    const { error } = schema.safeParse({ a: [{ b: 'x' }, { b: '' }] });
    expect(problemOf('a frame x', error!)).to.equal('a.1.b of a frame x is missing or of another kind than it should be');
    expect(problemOf('a frame x', z.safeParse(schema, 5).error!)).to.equal('a frame x is not what it should be');
  });

  it('that are undefined do not stay', () => expect(Object.keys(lean({ a: 1, b: undefined, c: null }))).to.deep.equal(['a', 'c']));

  it('are read without new Function', () => {
    expect(z.config().jitless).to.equal(true);
  });
});

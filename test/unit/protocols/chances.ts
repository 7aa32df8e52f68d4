/** Frames by chance, for each codec: like those of its protocol with something wrong in them, and text and bytes that were cut, spliced and filled. */
import fc from 'fast-check';
import type { ChatEvent } from '../../../src/domain/index.js';
import type { Frame } from '../../../src/protocols/codec.js';
import type { ConformanceKit } from '../../../src/testing/index.js';
import cossistantFrames from '../../fixtures/cossistant/decode.json';
import cossistantInvalid from '../../fixtures/cossistant/invalid.json';
import partyFrames from '../../fixtures/party/decode.json';
import realtimeFrames from '../../fixtures/realtime-session/decode.json';
import realtimeInvalid from '../../fixtures/realtime-session/invalid.json';
import socketFrames from '../../fixtures/socket-io/decode.json';
import socketInvalid from '../../fixtures/socket-io/invalid.json';
import topicsFrames from '../../fixtures/topics/decode.json';
import topicsInvalid from '../../fixtures/topics/invalid.json';
import userFrames from '../../fixtures/user-channel/decode.json';
import userInvalid from '../../fixtures/user-channel/invalid.json';
import cossistant from './boxes/cossistant.js';
import party from './boxes/party.js';
import realtimeSession from './boxes/realtime-session.js';
import socketIo from './boxes/socket-io.js';
import topics from './boxes/topics.js';
import userChannel from './boxes/user-channel.js';
import { address, context as anyContext } from './helpers.js';

const KITS: readonly (readonly [kit: ConformanceKit, ...golden: readonly (readonly unknown[])[]])[] = [
  [party, partyFrames], [realtimeSession, realtimeFrames, realtimeInvalid], [userChannel, userFrames, userInvalid], [cossistant, cossistantFrames, cossistantInvalid],
  [topics, topicsFrames, topicsInvalid], [socketIo, socketFrames, socketInvalid],
]; // prettier-ignore

export const context = () => anyContext({ address: address({ url: 'https://x.test', conversation: 'c1', userId: 'u1' }), messages: () => [] });
const odd = fc.oneof(fc.constantFrom<unknown>(null, '', 0, -1, 1e300, true, [], {}, [null], '__proto__', 'constructor', '\ud800', '2026-03-01T10:00:00Z', { _placeholder: true, num: 0 }, { _placeholder: true, num: 'length' }), fc.jsonValue({ maxDepth: 2 }), fc.string({ unit: 'binary' }));
const KEYS = ['__proto__', 'toString', 'id', 'type', 'data', 'message', ''];

/** One thing in it is gone, odd, twice there, or under another name. The steps say where. */
function changed(value: unknown, steps: readonly number[], how: number, by: unknown): unknown {
  const [step, ...rest] = steps;
  if (step === undefined || typeof value !== 'object' || value === null) return by;
  const entries = Object.entries(value);
  if (!entries.length) return Array.isArray(value) ? [by] : { x: by };
  const at = step % entries.length;
  const [key, item] = entries[at]!;
  const put = (...those: [string, unknown][]) => [...entries.slice(0, at), ...those, ...entries.slice(at + 1)];
  const out = rest.length ? put([key, changed(item, rest, how, by)]) : how === 0 ? put() : how === 1 ? put([KEYS[step % KEYS.length]!, item]) : how === 2 ? put([key, item], [`${key}2`, by]) : put([key, by]);
  return Array.isArray(value) ? out.map(([, one]) => one) : Object.fromEntries(out);
}

/** Frames like those of the protocol, with something wrong in them; and text and bytes that were cut, spliced and filled by chance. */
function frames(golden: readonly unknown[], socketIoFrames: boolean): fc.Arbitrary<Frame> {
  const heads = socketIoFrames ? fc.constantFrom('42', '42', '42', '42/chat,', '420', '43', '430', '451-', '452-7', '461-0', '40', '4') : fc.constant('');
  const text = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));
  const objects = golden.filter((frame) => typeof frame === 'object');
  const grammar = fc.tuple(fc.constantFrom(...objects), fc.array(fc.nat(30), { minLength: 1, maxLength: 6 }), fc.nat(3), odd, heads).map(([frame, steps, how, by, head]) => head + JSON.stringify(changed(frame, steps, how, by)));
  const whole = fc.tuple(fc.constantFrom(...golden), heads).map(([frame, head]) => (typeof frame === 'string' ? frame : head + text(frame)));
  const edits = fc.array(fc.record({ at: fc.nat(), cut: fc.nat(6), put: fc.oneof(fc.constantFrom('', '"', '{', '}', '[', ']', ',', ':', '\\', '-', '0', 'null', '\u0000', '\ud800'), fc.string({ unit: 'binary', maxLength: 5 })) }), { minLength: 1, maxLength: 4 });
  const bytes = fc.tuple(whole, edits).map(([frame, list]) => list.reduce((now, { at, cut, put }) => now.slice(0, at % (now.length + 1)) + put + now.slice((at % (now.length + 1)) + cut), frame));
  return fc.oneof(
    { arbitrary: grammar as fc.Arbitrary<Frame>, weight: 5 }, { arbitrary: bytes, weight: 3 }, { arbitrary: whole, weight: 1 }, { arbitrary: fc.string({ unit: 'binary' }), weight: 1 },
    { arbitrary: fc.uint8Array({ maxLength: 40 }).map((list) => list.slice().buffer as ArrayBuffer), weight: 1 },
  ); // prettier-ignore
}

/** What ends a connection for a good reason. */
export const ends = (event: ChatEvent): boolean => event.type === 'reconnect' || event.type === 'liveness' || (event.type === 'error' && Boolean(event.auth || event.fatal));

/** A codec with everything that its server says, and frames by chance made of it. */
export const CHANCES: readonly { readonly kit: ConformanceKit; readonly arbitrary: fc.Arbitrary<Frame> }[] = KITS.map(([kit, ...tables]) => {
  const golden = tables.flat().map((row) => (row as { frame: unknown }).frame).filter((frame) => typeof frame === 'string' || (typeof frame === 'object' && frame !== null && !('bytes' in frame)));
  return { kit, arbitrary: frames(golden, kit.codec.name === 'socket-io') };
});

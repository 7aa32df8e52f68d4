import { expect } from '@open-wc/testing';
import fc from 'fast-check';
import type { ChatEvent } from '../../../src/domain/index.js';
import type { CodecSession, Frame } from '../../../src/protocols/codec.js';
import { Bench } from '../../../src/testing/bench.js';
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

const context = () => anyContext({ address: address({ url: 'https://x.test', conversation: 'c1', userId: 'u1' }), messages: () => [] });
const RUNS = 10_000;
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
const ends = (event: ChatEvent): boolean => event.type === 'reconnect' || event.type === 'liveness' || (event.type === 'error' && Boolean(event.auth || event.fatal));

for (const [kit, ...tables] of KITS) {
  const { codec } = kit;
  const golden = tables.flat().map((row) => (row as { frame: unknown }).frame).filter((frame) => typeof frame === 'string' || (typeof frame === 'object' && frame !== null && !('bytes' in frame)));
  const arbitrary = frames(golden, codec.name === 'socket-io');

  describe(`chance: ${codec.name}`, () => {
    it(`takes ${RUNS} frames without throwing, and what it makes of them is sound`, () => {
      let session: CodecSession = codec.start(context());
      let n = 0;
      let dropped = 0;
      const seen = new Set<string>();
      fc.assert(
        fc.property(arbitrary, (frame) => {
          if (n++ % 500 === 0) (session = codec.start(context())).open();
          const { events, replies = [] } = session.decode(frame);
          for (const reply of replies) if (typeof reply !== 'string' && !(reply instanceof ArrayBuffer)) throw new Error('a reply that is no frame');
          for (const event of events) {
            seen.add(event.type);
            if (event.type === 'error' && event.code === 'protocol-error') dropped++;
            if ('conversation' in event && event.conversation !== undefined && typeof event.conversation !== 'string') throw new Error('a conversation that is no id');
            if (event.type !== 'message') continue;
            const { id, author, parts, createdAt } = event.message;
            if (id !== undefined && (typeof id !== 'string' || !id)) throw new Error('a message whose id is none');
            if (typeof author.id !== 'string' || !Array.isArray(parts)) throw new Error('a message of nobody, or without parts');
            if (createdAt && Number.isNaN(createdAt.getTime())) throw new Error('a moment that is none');
          }
        }),
        { numRuns: RUNS, seed: 20260302, endOnFailure: true },
      );
      // It was neither all nonsense nor all sense.
      expect(dropped).to.be.above(RUNS / 20).and.below(RUNS);
      expect(seen.size).to.be.above(3);
      expect(({} as { polluted?: unknown }).polluted).to.equal(undefined);
    }).timeout(20_000);

    it('a whole session goes on: nothing is thrown, nothing is closed, nothing is left behind', async () => {
      const faults: unknown[] = [];
      const note = (event: PromiseRejectionEvent): void => void faults.push(event.reason);
      const before = Object.getOwnPropertyDescriptor(globalThis, 'reportError')!;
      const { debug } = console;
      Object.defineProperty(globalThis, 'reportError', { value: (error: unknown) => faults.push(error), configurable: true, writable: true });
      addEventListener('unhandledrejection', note);
      console.debug = () => {};
      try {
        const backend = kit.backend();
        const bench = new Bench({ codec, backend, address: kit.address, token: () => 'good-token', tuning: kit.tuning });
        expect(await bench.start()).to.equal(true);
        const trial = codec.start(context());
        const list = fc.sample(arbitrary, { numRuns: 400, seed: 7 }).filter((frame) => !trial.decode(frame).events.some(ends));
        for (let i = 0; i < list.length; i += 20) {
          bench.say(...list.slice(i, i + 20));
          await bench.go(20);
        }
        // The last of them may have announced attachments: what comes in place of one shows that.
        for (const text of ['first after', 'second after']) bench.say(...backend.say({ id: text, conversation: 'c1', text }));
        await bench.go();
        expect(bench.texts('c1')).to.include('second after');
        expect(bench.session.connection.status).to.equal('connected');
        expect(bench.sockets).to.have.length(1);
        expect(bench.session.stats.framesDropped).to.be.above(10);
        expect(await bench.dispose()).to.equal(undefined);
      } finally {
        Object.defineProperty(globalThis, 'reportError', before);
        removeEventListener('unhandledrejection', note);
        console.debug = debug;
      }
      expect(faults).to.deep.equal([]);
    }).timeout(20_000);
  });
}

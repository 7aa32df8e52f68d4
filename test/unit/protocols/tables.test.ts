import { expect } from '@open-wc/testing';
import type { Codec, CodecContext, Frame } from '../../../src/protocols/codec.js';
import cossistant from '../../../src/protocols/cossistant/index.js';
import realtimeSession from '../../../src/protocols/realtime-session/index.js';
import topics from '../../../src/protocols/topics/index.js';
import userChannel from '../../../src/protocols/user-channel/index.js';
import cossistantDecode from '../../fixtures/cossistant/decode.json';
import cossistantEncode from '../../fixtures/cossistant/encode.json';
import cossistantInvalid from '../../fixtures/cossistant/invalid.json';
import realtimeDecode from '../../fixtures/realtime-session/decode.json';
import realtimeEncode from '../../fixtures/realtime-session/encode.json';
import realtimeInvalid from '../../fixtures/realtime-session/invalid.json';
import topicsDecode from '../../fixtures/topics/decode.json';
import topicsEncode from '../../fixtures/topics/encode.json';
import topicsInvalid from '../../fixtures/topics/invalid.json';
import userDecode from '../../fixtures/user-channel/decode.json';
import userEncode from '../../fixtures/user-channel/encode.json';
import userInvalid from '../../fixtures/user-channel/invalid.json';
import { command, context, plain } from './helpers.js';

interface Table {
  readonly codec: Codec;
  readonly decode: readonly unknown[];
  readonly encode: readonly unknown[];
  readonly invalid: readonly unknown[];
  readonly more?: Partial<CodecContext>;
  /** What is said before all else. */
  readonly greeting?: string;
}
type Row<T> = T & { readonly name: string };
const rows = <T>(list: readonly unknown[]): readonly Row<T>[] => list as readonly Row<T>[];

/** Where a token matters for what goes out. */
const signedIn: Partial<CodecContext> = { token: 'tok', address: { ...context().address, url: 'https://x.test/v2/' } };
const GREETING = '{"type":"connection_established"}';
const TABLES: readonly Table[] = [
  { codec: realtimeSession, decode: realtimeDecode, encode: realtimeEncode, invalid: realtimeInvalid },
  { codec: userChannel, decode: userDecode, encode: userEncode, invalid: userInvalid, greeting: GREETING },
  { codec: cossistant, decode: cossistantDecode, encode: cossistantEncode, invalid: cossistantInvalid, greeting: GREETING },
  { codec: topics, decode: topicsDecode, encode: topicsEncode, invalid: topicsInvalid, more: signedIn },
];
/** A frame as it travels: text that stands for itself, or an object as JSON. */
const textOf = (frame: unknown): string => (typeof frame === 'string' ? frame : JSON.stringify(frame));
const meant = (frame: Frame): unknown => {
  try {
    return JSON.parse(frame as string);
  } catch {
    return frame;
  }
};

for (const { codec, decode, encode, invalid, more, greeting } of TABLES) {
  describe(`${codec.name}: golden frames`, () => {
    for (const { name, frame, events, replies } of rows<{ frame: unknown; events: unknown; replies?: unknown }>(decode)) {
      it(`in: ${name}`, () => {
        const session = codec.start(context());
        if (greeting && name !== 'connection_established') session.decode(greeting);
        const decoded = session.decode(textOf(frame));
        expect(plain(decoded.events)).to.deep.equal(events);
        expect((decoded.replies ?? []).map(meant)).to.deep.equal(replies ?? []);
      });
    }
    for (const { name, command: asked, frames, request } of rows<{ command: unknown; frames?: unknown[] | null; request?: unknown }>(encode)) {
      it(`out: ${name}`, () => {
        const session = codec.start(context(more));
        if (greeting) session.decode(greeting);
        const encoded = session.encode(command(asked));
        if (request) return expect(encoded && 'exchange' in encoded && encoded.exchange.request).to.deep.equal(request);
        // Text that is meant as text stands in the table as it is, even where it looks like JSON.
        const out = encoded && 'frames' in encoded ? encoded.frames : null;
        return expect(out?.map((frame, i) => (typeof frames?.[i] === 'string' ? frame : meant(frame))) ?? null).to.deep.equal(frames);
      });
    }
    for (const { name, frame, problem } of rows<{ frame: unknown; problem: string }>(invalid)) {
      it(`dropped: ${name}`, () => {
        expect(plain(codec.start(context()).decode(textOf(frame)))).to.deep.equal({ events: [{ type: 'error', code: 'protocol-error', message: problem }] });
      });
    }

    it('dropped: bytes, and more than 8 MiB', () => {
      for (const frame of [new ArrayBuffer(4), `{"type":"${'x'.repeat(8 * 1024 * 1024)}","kind":"x"}`]) {
        expect(codec.start(context()).decode(frame).events).to.have.length(1).and.nested.property('[0].code', 'protocol-error');
      }
    });
    it('what is wrong is told by the names of fields, never by what was in them', () => {
      for (const { problem } of rows<{ problem: string }>(invalid)) expect(problem).to.not.match(/Hi\b|yesterday|Meow/);
    });
  });
}

import { expect } from '@open-wc/testing';
import type { Address, Part, Tuning } from '../../../../src/domain/index.js';
// Loaded when they are needed, which takes real time that a clock in the hand does not know of.
import '../../../../src/session/echoes.js';
import '../../../../src/session/exchange.js';
import '../../../../src/session/older.js';
import '../../../../src/session/poller.js';
import '../../../../src/session/sending.js';
import '../../../../src/conversation/rare.js';
import type { Codec } from '../../../../src/protocols/codec.js';
import { Bench, type Answering, type Request } from '../../../../src/testing/bench.js';
import type { ConformanceKit } from '../../../../src/testing/index.js';

/** What is peculiar about each backend, sentence by sentence, seen through a whole session. What a frame alone shows is in the tables and in socket-io.test.ts. */
const benches: Bench[] = [];
const { debug } = console;
beforeEach(() => void (console.debug = () => {}));
before(() => Promise.all([import('../../../../src/conversation/rare.js'), import('../../../../src/session/echoes.js'), import('../../../../src/session/exchange.js'), import('../../../../src/session/older.js'), import('../../../../src/session/poller.js'), import('../../../../src/session/sending.js')]));
afterEach(async () => {
  for (const bench of benches.splice(0)) expect(await bench.dispose()).to.equal(undefined);
  console.debug = debug;
});

export interface More {
  readonly address?: Partial<Address>;
  readonly token?: () => string | undefined;
  readonly backend?: Partial<Answering>;
  readonly tuning?: Partial<Tuning>;
}
export function make(kit: ConformanceKit, { address, token = () => 'good-token', backend, tuning }: More = {}) {
  const box = kit.backend();
  const answering: Answering = { accept: (peer) => box.accept(peer), receive: (peer, frame) => box.receive(peer, frame), ...(box.fetch && { fetch: (request: Request) => box.fetch!(request) }), ...backend };
  const bench = new Bench({ codec: kit.codec as Codec, backend: answering, address: { ...kit.address, ...address }, tuning, token: token as () => string });
  benches.push(bench);
  return { bench, box, session: bench.session };
}
export async function open(kit: ConformanceKit, more?: More) {
  const made = make(kit, more);
  expect(await made.bench.start()).to.equal(true);
  return made;
}
export const json = (value: unknown): string => JSON.stringify(value);
export const frames = (bench: Bench): Record<string, unknown>[] => bench.sent.map((frame) => JSON.parse(frame as string) as Record<string, unknown>);
export const partsOf = (bench: Bench, conversation?: string): readonly Part[] => bench.messages(conversation).flatMap(({ parts }) => parts);

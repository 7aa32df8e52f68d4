import { expect } from '@open-wc/testing';
import fc from 'fast-check';
import type { CodecSession } from '../../../src/protocols/codec.js';
import { Bench } from '../../../src/testing/bench.js';
import { CHANCES, context, ends } from './chances.js';

/** Making them takes most of the time, so each engine has others: a third of them, 10,000 in all. */
const RUNS = 3_400;
const SEED = 20260302 + (/Chrome\//.test(navigator.userAgent) ? 0 : /Firefox\//.test(navigator.userAgent) ? 1 : 2);

for (const { kit, arbitrary } of CHANCES) {
  const { codec } = kit;
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
        { numRuns: RUNS, seed: SEED, endOnFailure: true },
      );
      // It was neither all nonsense nor all sense.
      expect(dropped).to.be.above(RUNS / 20).and.below(RUNS);
      expect(seen.size).to.be.above(3);
      expect(({} as { polluted?: unknown }).polluted).to.equal(undefined);
    });

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
        await bench.until(() => bench.texts('c1').includes('second after'));
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
    });
  });
}

/**
 * The outbox against a tiny backend, in seeded random order: sends, acks that get lost, refusals, broken connections, page loads, a log that is lost.
 * Whatever happens: nothing lost, nothing twice, in the sender's order. `SEEDS` random runs; a failing seed is in the message.
 */
import { expect } from '@open-wc/testing';
import { Outbox } from '../../../src/conversation/outbox.js';
import type { DurableCommand } from '../../../src/domain/index.js';
import { rewriter } from '../../../src/session/renumber.js';
import { createStore } from '../../../src/storage/store.js';
import { ManualClock, settle } from '../../helpers/clock.js';
import { NOW, text } from './setup.js';

const SEEDS = 60;
const STEPS = 250;

/** Mulberry32: small, seeded, good enough to shuffle. */
function random(seed: number) {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Stores by id once; takes last + 1 of each writer only, as docs/protocol.md says. */
class Server {
  log: string[] = [];
  readonly refused = new Set<string>();
  /** What a writer sent and was refused is told again when it comes back: the first refusal may not have arrived. */
  readonly verdicts = new Map<string, string[]>();
  #last = new Map<string, number>();
  last(writer: string): number {
    return this.#last.get(writer) ?? 0;
  }
  take(writer: string, command: DurableCommand, mood: number): { ack: number } | { nack: 'gap' | 'rate-limited' | 'invalid'; id: string } {
    const last = this.last(writer);
    if (command.n <= last) return { ack: last };
    if (command.n > last + 1) return { nack: 'gap', id: command.id };
    if (mood < 0.03) return { nack: 'rate-limited', id: command.id };
    this.#last.set(writer, command.n);
    if (this.refused.has(command.id) || (mood < 0.06 && command.type !== 'skip' && !this.log.includes(command.id))) {
      this.refused.add(command.id);
      this.verdicts.set(writer, [...(this.verdicts.get(writer) ?? []), command.id]);
      return { nack: 'invalid', id: command.id };
    }
    if (command.type !== 'skip' && !this.log.includes(command.id)) this.log.push(command.id);
    return { ack: command.n };
  }
  /** The writers are forgotten, and with them every number; what was stored stays. */
  forget(): void {
    this.#last.clear();
  }
}

async function play(seed: number): Promise<void> {
  const next = random(seed);
  const store = createStore({ indexedDB: null });
  const clock = new ManualClock();
  const server = new Server();
  const asked: string[] = [];
  const dropped = new Set<string>();
  let lease = await store.lease();
  let outbox!: Outbox;
  let up = false;
  let wireUp: DurableCommand[] = [];
  let wireDown: ReturnType<Server['take']>[] = [];

  const start = async () => {
    outbox = new Outbox({ store, scope: 's', clock, limits: () => ({ count: 1e6, bytes: 1e9 }), now: () => new Date(NOW.getTime() + clock.now()), window: 5, confirm: () => 'ack' });
    await outbox.start(lease.id);
  };
  const connect = () => {
    up = true;
    for (const id of server.verdicts.get(lease.id) ?? []) outbox.nack({ type: 'nack', conversation: 'c', clientId: id, code: 'invalid', message: 'x' });
    outbox.resumed('c', server.last(lease.id));
  };
  const cut = () => {
    up = false;
    wireUp = [];
    wireDown = [];
    outbox.lost();
  };
  const receive = () => {
    const answer = wireDown.shift();
    if (!answer) return;
    if ('ack' in answer) outbox.ack({ type: 'ack', conversation: 'c', upTo: answer.ack });
    else outbox.nack({ type: 'nack', conversation: 'c', clientId: answer.id, code: answer.nack, message: 'x', retry: answer.nack !== 'invalid' });
  };
  const deliver = (mood: number) => {
    const command = wireUp.shift();
    if (command) wireDown.push(server.take(lease.id, command, mood));
  };

  await start();
  for (let step = 0; step < STEPS; step++) {
    const dice = next();
    if (dice < 0.3) {
      const id = `m${asked.length}`;
      asked.push(id);
      const { committed } = outbox.add({ type: 'send-message', conversation: 'c', id, at: NOW, parts: text(id) });
      // Only what is committed is promised.
      if (next() < 0.8) await committed;
      await settle();
    } else if (dice < 0.5) {
      if (!up) connect();
      else wireUp.push(...outbox.take('c', 0));
    } else if (dice < 0.7) deliver(next());
    else if (dice < 0.87) receive();
    else if (dice < 0.92) cut();
    else if (dice < 0.95) {
      cut();
      await settle();
      lease.release();
      lease = await store.lease();
      await start();
    } else if (dice < 0.965) {
      server.forget();
      const writer = await store.lease();
      await outbox.recent.load();
      const [, rewritten] = rewriter(outbox, writer.id);
      // What is still under way was said by, or to, the writer of before.
      if (next() < 0.5) receive();
      await rewritten;
      if (next() < 0.5) wireUp.push(...outbox.take('c', 0));
      for (let i = 0; i < 5; i++) receive();
      cut();
      lease = writer;
    } else if (asked.length) {
      const id = asked[Math.floor(next() * asked.length)]!;
      if (next() < 0.5 && !server.log.includes(id) && outbox.discard(id)) dropped.add(id);
    }
  }
  // In the end everything gets through.
  for (let i = 0; i < 500 && (outbox.count() || wireUp.length || wireDown.length); i++) {
    if (!up) connect();
    wireUp.push(...outbox.take('c', 0));
    while (wireUp.length) deliver(1);
    while (wireDown.length) receive();
    await settle();
  }
  await settle();

  const name = `seed ${seed}`;
  const failed = new Set(outbox.failed().map((f) => f.command.id));
  expect(new Set(server.log).size, `${name}: twice`).to.equal(server.log.length);
  expect(outbox.count(), `${name}: left over`).to.equal(0);
  const lost = asked.filter((id) => !server.log.includes(id) && !dropped.has(id) && !failed.has(id));
  expect(lost, `${name}: lost`).to.deep.equal([]);
  expect([...failed].every((id) => server.refused.has(id)), `${name}: failed without a reason`).to.equal(true);
  const order = server.log.map((id) => asked.indexOf(id));
  expect(order, `${name}: order`).to.deep.equal(order.toSorted((a, b) => a - b));
  expect((await store.outbox('s')).filter((r) => r.state === 'queued'), `${name}: kept`).to.deep.equal([]);
}

describe('Outbox, by chance', () => {
  for (let part = 0; part < 6; part++) {
    it(`loses, doubles and reorders nothing (seeds ${(part * SEEDS) / 6 + 1} to ${((part + 1) * SEEDS) / 6})`, async () => {
      for (let seed = (part * SEEDS) / 6 + 1; seed <= ((part + 1) * SEEDS) / 6; seed++) await play(seed);
    }).timeout(60_000);
  }
});

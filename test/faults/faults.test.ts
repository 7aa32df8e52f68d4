/** The short run of the fault suite, one seed and a fault of each kind that matters most; `npm run faults` is the long one. Everything runs at once, since most of it is waiting. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { build } from '../package/built.js';
import { freePort } from '../../scripts/free-port.mjs';
import { Pages, pageClient } from './clients/page.js';
import { herd } from './herd.js';
import { KIND_NAMES, schedule, type KindName } from './kinds.js';
import { MUTANTS } from './mutants.js';
import { seeded } from './random.js';
import { overview, shortcomings } from './report.js';
import { run, tally, type Result } from './scenario.js';
import { PartyProcess, partyService } from './services/party.js';
import { mutantSubject, subjects } from './subjects.js';

const SEED = Number(process.env['FAULTS_SEED'] ?? 1);
/** Times are held by the long run, on a machine that does nothing else. Here other steps run beside this one. */
const SLACK = 4;
const KINDS: readonly KindName[] = ['rst', 'cut', 'close1008', 'restartLost', 'refuse', 'deaf', 'hole', 'late', 'reload', 'crash', 'bfcache', 'frag', 'lag'];

let pages: Pages;
let server: PartyProcess;
let ours: Promise<Result>;
let mutants: Map<string, Promise<Result>>;
let idle: Promise<number>;
const ENDS = ['reload', 'crash'] as const;
let moments: Record<(typeof ENDS)[number], Promise<readonly string[]>>;

const all = (): readonly Promise<unknown>[] => [ours, idle, ...Object.values(moments ?? {}), ...(mutants?.values() ?? [])];

before(async () => {
  build();
  pages = new Pages();
  server = await new PartyProcess(await freePort()).start();
  ours = run(subjects(pages).all['ours']!, { seed: SEED, faults: KINDS.length, kinds: KINDS });
  mutants = new Map(MUTANTS.map((mutant) => [mutant.name, run(mutantSubject(mutant, server), { seed: SEED, faults: 1, kinds: mutant.kinds, settle: 3_000, patience: 20_000, longer: 30_000 })]));
  idle = restingCost();
  moments = { reload: moment('reload'), crash: moment('crash') };
  for (const one of all()) one.catch(() => {});
});

after(async () => {
  await Promise.allSettled(all());
  await pages?.close();
  await server?.stop();
});

describe('the suite itself', () => {
  it('counts what is lost, there twice, and out of order', () => {
    const { lost, doubled, reordered } = tally(['up 1', 'up 2', 'up 3', 'up 4'], ['up 1', 'up 3', 'up 2', 'up 3']);
    assert.deepEqual({ lost, doubled, reordered }, { lost: ['up 4'], doubled: ['up 3'], reordered: ['up 2'] });
    assert.deepEqual(tally(['up 1', 'up 2'], ['up 2'], new Set(['up 1'])).lost, [], 'what nobody could tell was taken');
  });
  it('holds connections against how long a fault lasted', () => {
    const told = (connections: number, lasted: number) =>
      shortcomings([{ subject: 'ours', seed: 1, up: tally([], []), down: tally([], []), refused: 0, overlaps: 0, faults: [{ kind: 'restartLost', recovery: 100, lasted, connections }] }], 4).some((why) => /for one fault/.test(why));
    assert.deepEqual([told(5, 1_000), told(6, 5_000), told(6, 7_600), told(7, 7_600)], [false, true, false, true]);
  });
  it('draws the same faults from the same seed, and each kind as often as the others', () => {
    const draw = (seed: number) => schedule(2 * KIND_NAMES.length, KIND_NAMES, seeded(seed));
    assert.deepEqual(draw(7), draw(7));
    assert.notDeepEqual(draw(7), draw(8));
    for (const kind of KIND_NAMES) assert.equal(draw(7).filter((one) => one === kind).length, 2);
  });
  for (const mutant of MUTANTS)
    it(`catches the mutant "${mutant.name}": ${mutant.without}`, { timeout: 300_000 }, async () => {
      const result = await mutants.get(mutant.name)!;
      assert.ok(mutant.caught(result), `went unnoticed:\n${overview([result])}\n${result.overlaps} connections beside another`);
      if (mutant.name !== 'no-fence') assert.equal(result.overlaps, 0, 'a client with its fence never has two connections');
    });
});

describe('our client on a line that breaks', () => {
  it('loses nothing, shows nothing twice, keeps the order, and is back soon: reloads and crashes included', { timeout: 400_000 }, async () => {
    const result = await ours;
    assert.deepEqual(shortcomings([result], SLACK), [], overview([result]));
    assert.ok(result.up.sent > 100 && result.down.sent > 100);
  });

  for (const end of ENDS)
    it(`fifty sends and a ${end} in the same moment: all fifty arrive, once and in order`, { timeout: 240_000 }, async () => {
      assert.deepEqual(await moments[end], ['up 0', ...fifty]);
    });

  it('200 that are dropped at once come back with 20 in 100 ms at most', { timeout: 300_000 }, async (t) => {
    const { peak, back, arrivals } = await herd(server, SEED);
    assert.equal(back, 200);
    t.diagnostic(`${peak} within 100 ms`);
    assert.ok(peak <= 20, `${peak} within 100 ms; from ${Math.round(arrivals[0]!)} to ${Math.round(arrivals.at(-1)!)} ms`);
  });

  it('an idle page that is connected costs less than 1 ms of its main thread a second', { timeout: 180_000 }, async (t) => {
    const each = await idle;
    t.diagnostic(`${each.toFixed(2)} ms a second`);
    assert.ok(each < 1, `${each.toFixed(2)} ms a second`);
  });
});

const fifty = Array.from({ length: 50 }, (_, i) => `up ${i + 1}`);

/** What the server has of fifty sends when the page ends as they are made. */
async function moment(end: (typeof ENDS)[number]): Promise<readonly string[]> {
  const room = `moment-${end}-${SEED}`;
  const service = await partyService(room, server);
  const client = await pageClient(pages, { port: server.port, room, heard: () => {} });
  await client.send('up 0');
  for (let log: readonly string[] = []; !log.length; log = await service.log()) await wait(100);
  await client.tab().evaluate((all, reload) => {
    const connection = document.querySelector('chat-connection') as unknown as { sendMessage(text: string): void };
    for (const text of all) connection.sendMessage(text);
    if (reload) location.reload();
    // What a renderer did not come to do before it died, nobody has: it is out of the task in which all of this was said.
    return new Promise<void>((done) => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => done();
      port2.postMessage(undefined);
    });
  }, fifty, end === 'reload').catch(() => {});
  if (end === 'crash') await client.page.crash!();
  let log: readonly string[] = [];
  for (const until = performance.now() + 90_000; performance.now() < until && log.length < 51; await wait(250)) log = await service.log();
  await client.stop();
  await service.stop();
  return log;
}

/** Milliseconds of main thread that a page costs in a second: what the thread worked, not what it waited for the machine. */
async function restingCost(): Promise<number> {
  const client = await pageClient(pages, { port: server.port, room: `idle-${SEED}`, heard: () => {} });
  const tab = client.tab();
  await tab.waitForFunction(() => (document.querySelector('chat-connection') as unknown as { status: string }).status === 'connected');
  await wait(2_000);
  const cdp = await tab.createCDPSession();
  await cdp.send('Performance.enable', { timeDomain: 'threadTicks' });
  const used = async () => (await cdp.send('Performance.getMetrics')).metrics.find(({ name }) => name === 'TaskDuration')!.value * 1_000;
  const before = await used();
  await wait(12_000);
  const each = ((await used()) - before) / 12;
  await client.stop();
  return each;
}

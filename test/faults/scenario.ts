/** One client through a schedule of faults, and what became of everything that was said meanwhile. */
import { setTimeout as wait } from 'node:timers/promises';
import { KINDS, ON_PAGE, schedule, type KindName, type Stage } from './kinds.js';
import { Proxy } from './proxy.js';
import { seeded } from './random.js';
import type { Client, Subject } from './types.js';

export interface Plan {
  readonly seed: number;
  readonly faults: number;
  /** Only these. */
  readonly kinds?: readonly KindName[];
  /** Milliseconds between two messages of one side. */
  readonly every?: number;
  /** How long after the last fault everything must have arrived. */
  readonly settle?: number;
  /** How long one recovery is waited for. */
  readonly patience?: number;
  /** See `Stage`. */
  readonly longer?: number;
  /** Told as it goes. */
  note?(line: string): void;
}

export interface Fault {
  readonly kind: KindName;
  /** From the end of the fault until a message said after it got through, both ways. Infinity: it did not in time. */
  readonly recovery: number;
  /** From its beginning until then: a server that takes long to start again is away for as long. */
  readonly lasted: number;
  readonly connections: number;
}

/** Of one direction. */
export interface Tally {
  readonly sent: number;
  readonly lost: readonly string[];
  readonly doubled: readonly string[];
  readonly reordered: readonly string[];
}

export interface Result {
  readonly subject: string;
  readonly seed: number;
  readonly faults: readonly Fault[];
  readonly up: Tally;
  readonly down: Tally;
  /** Refused, with a word. */
  readonly refused: number;
  /** How often the client opened a connection beside one that it had not closed; 0 where that cannot be seen. */
  readonly overlaps: number;
}

/** Before a crash. Milliseconds. */
const LAST_MOMENT = 150;

const numberOf = (text: string): number => Number(text.split(' ')[1]);

/** What of `sent` is not in `seen`, what is there more than once, and what stands behind something that was said after it. */
export function tally(sent: readonly string[], seen: readonly string[], maybe: ReadonlySet<string> = new Set()): Tally {
  const counts = new Map<string, number>();
  for (const text of seen) counts.set(text, (counts.get(text) ?? 0) + 1);
  const reordered: string[] = [];
  let highest = -1;
  for (const text of new Set(seen)) {
    if (numberOf(text) < highest) reordered.push(text);
    else highest = numberOf(text);
  }
  return {
    sent: sent.length,
    lost: sent.filter((text) => !counts.has(text) && !maybe.has(text)),
    doubled: [...counts].filter(([, count]) => count > 1).map(([text]) => text),
    reordered,
  };
}

/** What was seen over the whole run, out of many looks at the newest messages. */
class Eyes {
  readonly seen = new Set<string>();
  readonly doubled = new Set<string>();
  readonly looks: (readonly string[])[] = [];
  look(texts: readonly string[]): void {
    const here = new Set<string>();
    for (const text of texts) {
      if (here.has(text)) this.doubled.add(text);
      here.add(text);
      this.seen.add(text);
    }
    this.looks.push(texts);
  }
  /** Whatever was seen in another order than the log has it. Own messages stand among the others, so that counts as well. */
  disorder(log: readonly string[]): string[] {
    const place = new Map(log.map((text, i) => [text, i]));
    const out = new Set<string>();
    for (const look of this.looks) {
      let highest = -1;
      for (const text of look) {
        const at = place.get(text) ?? -1;
        if (at >= 0 && at < highest) out.add(text);
        highest = Math.max(highest, at);
      }
    }
    return [...out];
  }
}

export async function run(subject: Subject, plan: Plan): Promise<Result> {
  const { seed, faults: count, every = 160, settle = 30_000, patience = 45_000, longer = 0, note = () => {} } = plan;
  const room = `faults-${seed}-${Math.random().toString(36).slice(2, 8)}`;
  const service = await subject.service(room);
  const proxy = await new Proxy(() => service.port, seeded(seed * 7919)).listen();
  const heardUp = new Map<string, number>();
  const heardDown = new Map<string, number>();
  service.heard = (text) => heardUp.set(text, heardUp.get(text) ?? performance.now());
  let client: Client | undefined;
  let talking = true;
  try {
    client = await subject.client({ port: proxy.port, room, heard: (text) => heardDown.set(text, heardDown.get(text) ?? performance.now()) });
    return await go(client);
  } finally {
    talking = false;
    await client?.stop();
    await proxy.close();
    await service.stop();
  }

  async function go(one: Client): Promise<Result> {
    const sentUp: string[] = [];
    const sentDown: string[] = [];
    const maybe = new Set<string>();
    const when = new Map<string, number>();
    const eyes = new Eyes();
    let refused = 0;
    let ups = 0;
    let downs = 0;

    const up = async () => {
      const text = `up ${++ups}`;
      when.set(text, performance.now());
      const taken = await one.send(text);
      if (taken === false) refused++;
      else {
        sentUp.push(text);
        if (taken === undefined) maybe.add(text);
      }
    };
    const down = () => {
      const text = `down ${++downs}`;
      when.set(text, performance.now());
      sentDown.push(text);
      service.say(text);
    };
    /** Both sides talk all the time. One at a time on the faulty side: a person presses Enter, then writes the next. */
    const talk = async (): Promise<void> => {
      let due = performance.now();
      while (talking) {
        down();
        await up();
        due = Math.max(due + every, performance.now());
        await wait(due - performance.now());
      }
    };
    const watch = async (): Promise<void> => {
      while (talking) {
        eyes.look(await one.shown());
        await wait(1_000);
      }
    };
    const through = (heard: Map<string, number>, word: string, since: number): number => {
      for (const [text, at] of heard) if (text.startsWith(word) && (when.get(text) ?? 0) >= since) return at - since;
      return Infinity;
    };
    const recovered = async (since: number): Promise<number> => {
      for (;;) {
        const both = Math.max(through(heardUp, 'up', since), through(heardDown, 'down', since));
        if (both < Infinity || performance.now() - since > patience) return both;
        await wait(20);
      }
    };

    const conversation = talk();
    const watching = watch();
    if ((await recovered(performance.now())) === Infinity) throw new Error(`${subject.name} never came up`);
    const random = seeded(seed);
    const stage: Stage = { proxy, random, page: one.page, longer, restart: (kept) => service.restart(kept) };
    const able = (kind: KindName): boolean => !ON_PAGE.includes(kind) || kind in one.page;
    const kinds = (plan.kinds ?? (Object.keys(KINDS) as KindName[])).filter(able);
    const faults: Fault[] = [];
    for (const kind of schedule(count, kinds, random)) {
      // As long as it takes for a connection to be worth something: a line that breaks more often than that is `flapping`, which is limited on purpose.
      await wait(random.between(2_000, 3_500));
      const before = proxy.opened;
      const begun = performance.now();
      // A renderer that dies takes along what it was about to hand to the browser. What was said a moment before may or may not have got that far.
      if (kind === 'crash') for (const text of sentUp) if (when.get(text)! > begun - LAST_MOMENT) maybe.add(text);
      await KINDS[kind].run(stage);
      // What never heals is over once it has begun.
      const recovery = await recovered('halfOpen' in KINDS[kind] ? begun : performance.now());
      const lasted = performance.now() - begun;
      await wait(300);
      faults.push({ kind, recovery, lasted, connections: proxy.opened - before });
      note(`${subject.name} ${faults.length}/${count} ${kind}: ${Math.round(recovery)} ms, ${proxy.opened - before} connections`);
    }
    await wait(500);
    talking = false;
    await conversation;
    // Everything that was taken has its time to arrive.
    const end = performance.now() + settle;
    let log = await service.log();
    for (;;) {
      const missing = (list: readonly string[], there: ReadonlySet<string>) => list.some((text) => !there.has(text) && !maybe.has(text));
      eyes.look(await one.shown());
      if (performance.now() > end || !(missing(sentUp, new Set(log)) || missing(log, eyes.seen))) break;
      await wait(250);
      log = await service.log();
    }
    await watching;
    const isDown = (text: string) => text.startsWith('down ');
    const isUp = (text: string) => text.startsWith('up ');
    const fromUs = tally(sentUp, log.filter(isUp), maybe);
    const toUs = tally(log.filter(isDown), [...eyes.seen].filter(isDown));
    // What a page shows twice, or in another order than the log, is wrong whoever wrote it.
    const down2: Tally = { ...toUs, sent: sentDown.length, doubled: [...eyes.doubled], reordered: eyes.disorder(subject.loose ? log.filter(isDown) : log) };
    return { subject: subject.name, seed, faults, up: fromUs, down: down2, refused, overlaps: one.overlaps?.() ?? 0 };
  }
}

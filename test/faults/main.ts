/**
 * `npm run faults -- --seed 1 --faults 54`: our client and others through the same faults on the wire, side by side. Real TCP on the loopback, a real
 * server process, our built client in a real Chromium. Both sides talk all the time, in numbered messages; afterwards the server's log is held against what
 * was said, and what the page showed against the log. Options: `--seed 1,2,3`, `--faults N`, `--only ours,partysocket` (names in subjects.ts),
 * `--kinds rst,dead`, `--write [section]` (puts the tables into docs/delivery.md), `--together` (all seeds at once), `--quiet`.
 *
 * The seed decides which faults come, in which order, and how long they last. What the machine does in between it does not decide, so a count that is
 * not 0 may need several runs to be seen again.
 *
 * To add a fault: an entry in KINDS (kinds.ts) that does its harm through `stage.proxy`, `stage.restart` or `stage.page`, and resolves when it is over:
 *
 *   slowDoor: { breaks: true, async run({ proxy }) { proxy.rst(); proxy.way = 'lag'; await wait(2_000); proxy.way = 'pass'; } },
 *
 * To add a client: a function that connects to a port, sends a text, tells what it hears and lists what it shows, and a line in subjects.ts that pairs it
 * with a backend (wsService here: it tells everybody what anybody says):
 *
 *   export async function plainClient({ port, heard }: Place): Promise<Client> {
 *     const shown: string[] = [];
 *     const socket = new WebSocket(`ws://127.0.0.1:${port}`);
 *     socket.on('message', (data) => { shown.push(String(data)); heard(String(data)); });
 *     return { send: async (text) => { socket.send(text); return true; }, shown: async () => shown, page: {}, stop: async () => socket.close() };
 *   }
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { argumentsOf } from '../../scripts/arguments.mjs';
import { root } from '../../scripts/files.mjs';
import { KIND_NAMES, type KindName } from './kinds.js';
import { byKind, overview, shortcomings } from './report.js';
import { run, type Result } from './scenario.js';
import { subjects } from './subjects.js';

const options = argumentsOf(process.argv.slice(2)).options as Record<string, string[] | undefined>;
const list = (name: string, otherwise: string[]): string[] => options[name]?.flatMap((word) => word.split(',')) ?? otherwise;
const { all, close } = subjects();
const seeds = list('seed', ['1']).map(Number);
const faults = Number(options['faults']?.[0] ?? 54);
const only = list('only', ['ours', 'partysocket', 'socket.io']);
const kinds = options['kinds'] && (list('kinds', []) as KindName[]);
const unknown = [...only.filter((name) => !(name in all)), ...(kinds ?? []).filter((kind) => !KIND_NAMES.includes(kind))];
if (unknown.length) {
  console.error(`Not known: ${unknown.join(', ')}. Clients: ${Object.keys(all).join(', ')}. Faults: ${KIND_NAMES.join(', ')}.`);
  process.exit(2);
}
if (only.includes('ours') && !existsSync(join(root, 'dist/chat-elements.js'))) execFileSync('node', ['scripts/build.mjs'], { cwd: root, stdio: 'inherit' });

const results: Result[] = [];
let failed = 0;
const one = async (seed: number): Promise<void> => {
  const note = options['quiet'] ? undefined : (line: string) => console.log(`seed ${seed} · ${line}`);
  const outcome = await Promise.allSettled(only.map((name) => run(all[name]!, { seed, faults, kinds, note })));
  outcome.forEach((result, i) => {
    if (result.status === 'fulfilled') return void results.push(result.value);
    failed++;
    console.error(`${only[i]}, seed ${seed}: ${result.reason instanceof Error ? result.reason.stack : result.reason}`);
  });
};
if (options['together']) await Promise.all(seeds.map(one));
else for (const seed of seeds) await one(seed);
await close();

const machine = `Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model}, load ${loadavg()[0]!.toFixed(1)}`;
const command = `npm run faults -- --seed ${seeds.join(',')} --faults ${faults}${options['only'] ? ` --only ${only.join(',')}` : ''}${kinds ? ` --kinds ${kinds.join(',')}` : ''}`;
const text = `\`${command}\` (${machine})\n\n${overview(results)}\n\nOf each kind of fault: median recovery in ms; connections opened, mean.\n\n${byKind(results)}`;
console.log(`\n${text}\n`);
if (options['write']) {
  // A section of its own for what is measured apart.
  const path = join(root, 'docs/delivery.md');
  const section = options['write'][0] ?? 'faults';
  const [begin, end] = [`<!-- ${section}: written by npm run faults -- --write -->`, `<!-- /${section} -->`];
  const before = readFileSync(path, 'utf8');
  const from = before.indexOf(begin), to = before.indexOf(end);
  if (from < 0 || to < from) throw new Error(`docs/delivery.md has no section ${section}`);
  writeFileSync(path, `${before.slice(0, from + begin.length)}\n\n${text}\n\n${before.slice(to)}`);
}
const ours = results.filter(({ subject }) => subject === 'ours');
const short = ours.length ? shortcomings(ours) : [];
for (const line of short) console.log(`✗ ${line}`);
console.log(`\n${results.length} passed, ${failed + short.length} failed`);
process.exit(failed + short.length > 0 ? 1 : 0);

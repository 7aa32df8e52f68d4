/**
 * `node scripts/order.mjs [seconds] [seconds]`: tries other orders of the modules in the two large files and writes the one that compresses best to scripts/order.json, which the
 * build follows; then other names in the files of an open chat, for scripts/names.json. Zero seconds leave either as it is. Out of date they cost bytes, and break
 * nothing: what is not named comes where it would have, what is gone is passed over; what is loaded later by now is cut off as a file of its own. Run it when much has changed.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { deflateRawSync, gzipSync } from 'node:zlib';
import { rollup } from 'rollup';
import { minify } from 'terser';
import { modules } from '../rollup.config.mjs';
import { root } from './files.mjs';
import { arranged, chosen, LETTERS, listOf, movable, sign, textOf } from './names.mjs';

const [SECONDS = 40, NAMING = 300] = process.argv.slice(2).map(Number);
const MINIFY = { module: true, toplevel: false, ecma: 2022, compress: { passes: 2, hoist_funs: false, unused: false }, format: { comments: false } };
const weigh = (text) => gzipSync(text, { level: 9 }).length;
/** What a piece of a text weighs after what stands before it, and a little of what comes behind: near enough to pass over what is worse, in a tenth of the time. */
const weighPiece = (text, from, to) => deflateRawSync(text.slice(from, to + 1500), { level: 9, dictionary: Buffer.from(text.slice(Math.max(0, from - 32_000), from)) }).length;

process.chdir(root);
const imports = new Map();
const { output: options, ...input } = modules;
if (SECONDS) await orderModules();
if (NAMING) await nameThings();

async function generated(left, more = []) {
  const work = await rollup({ ...input, plugins: [...input.plugins.filter(({ name }) => !left.includes(name)), ...more] });
  const { output } = await work.generate(options);
  await work.close();
  return (name) => output.find(({ fileName, modules: parts }) => (name.includes('/') ? Object.keys(parts ?? {}).some((id) => id.endsWith(name)) : fileName.startsWith(`chunks/${name}-`) && Object.keys(parts).length > 1));
}

async function orderModules() {
  const chunk = await generated(['terser', 'plain-exports', 'named', 'persistent'], [{ name: 'graph', moduleParsed: ({ id, importedIds }) => void imports.set(id, importedIds) }]);
  const order = [];
  for (const name of ['launcher', 'panel']) order.push(...(await best(chunk(name))));
  const files = order.map((id) => relative(root, id).replaceAll('\\', '/')).filter((path) => existsSync(join(root, path)));
  writeFileSync('scripts/order.json', `${JSON.stringify(files, null, 1)}\n`);
}

async function nameThings() {
  const chunk = await generated(['named']);
  const before = JSON.parse(readFileSync('scripts/names.json', 'utf8'));
  const after = { order: [], names: {} };
  const share = { panel: 0.5, launcher: 0.3, sending: 0.12, '/protocols/party/index.ts': 0.08 };
  for (const name of Object.keys(share)) {
    const seconds = NAMING * share[name];
    const { code, order } = arranging(name, chunk(name).code, before.order, seconds / 4);
    after.order.push(...order);
    Object.assign(after.names, renaming(name, code, before.names, (seconds * 3) / 4));
    writeFileSync('scripts/names.json', `${JSON.stringify(after, null, 1)}\n`);
  }
}

/** A function or method goes somewhere else among those that it stands with. */
function arranging(file, code, known, seconds) {
  const first = weigh(code);
  const { groups, write } = movable(arranged(code, known));
  const all = groups.flat();
  let least = weigh(write());
  const start = least;
  let tries = 0;
  for (const end = Date.now() + seconds * 1000; all.length && Date.now() < end; tries++) {
    const one = all[Math.floor(Math.random() * all.length)];
    const group = groups.find((list) => list.includes(one));
    const before = [...group];
    group.splice(Math.floor(Math.random() * group.length), 0, ...group.splice(group.indexOf(one), 1));
    const weight = weigh(write());
    if (weight <= least) least = weight;
    else group.splice(0, group.length, ...before);
  }
  console.log(`${file}: ${first} → ${start} → ${least} bytes after ${tries} tries at order`);
  const order = groups.flatMap((group) => group.map(({ key }) => key));
  return { code: arranged(code, order), order };
}

/** Two that are declared together change names, or one takes another letter (from the one that has it); what is not worse is kept. */
function renaming(file, code, known, seconds) {
  const text = textOf(code);
  const usual = chosen(text, {});
  const names = chosen(text, known);
  const inner = text.things.filter(({ top }) => !top);
  const mayHave = (thing, name, but) => !thing.foreign.has(name) && ![...thing.near].some((other) => other !== but && names[other.index] === name);
  const pick = (list) => list[Math.floor(Math.random() * list.length)];
  const first = weigh(text.write(usual));
  let now = text.write(names);
  let least = weigh(now);
  const start = least;
  let tries = 0;
  for (const end = Date.now() + seconds * 1000; Date.now() < end; ) {
    const one = pick(inner);
    const its = names[one.index];
    const name = Math.random() < 0.5 ? names[pick(one.scope.by.things).index] : sign(one) + LETTERS[Math.floor(Math.random() ** 1.5 * LETTERS.length)];
    if (sign({ name }) !== sign(one)) continue;
    const [other, more] = [...one.near].filter(({ index }) => names[index] === name);
    if (name === its || more || other?.top || !mayHave(one, name, other) || (other && !mayHave(other, its, one))) continue;
    const put = (a, b) => {
      names[one.index] = a;
      if (other) names[other.index] = b;
    };
    put(name, its);
    tries++;
    const next = text.write(names);
    const all = [...one.places, ...(other?.places ?? [])];
    const from = Math.max(0, Math.min(...all.map(({ start }) => start)) - 200);
    const to = Math.max(...all.map(({ end }) => end)) + 200;
    const near = to - from > 10_000 ? -1 : weighPiece(next, from, to) - weighPiece(now, from, to);
    const weight = near > 0 || (near === 0 && Math.random() < 0.8) ? Infinity : weigh(next);
    if (weight <= least) [now, least] = [next, weight];
    else put(its, name);
  }
  console.log(`${file}: ${first} → ${start} → ${least} bytes after ${tries} tries`);
  return listOf(text, names, usual);
}

/** Moves a few modules at a time, and keeps what is not worse. Each piece is minified by itself, which is near enough and takes no time. */
async function best({ name, modules: parts }) {
  const pieces = new Map();
  for (const [id, { code }] of Object.entries(parts)) if (code) pieces.set(id, (await minify(code, MINIFY)).code);
  const inside = Object.keys(parts);
  const deps = new Map(inside.map((id) => [id, (imports.get(id) ?? []).filter((other) => other in parts)]));
  const sorted = (list) => {
    const seen = new Set();
    const visit = (id) => {
      if (seen.has(id)) return;
      // Marked first: a circle must not go round.
      seen.add(id);
      deps.get(id).forEach(visit);
      out.push(id);
    };
    const out = [];
    list.forEach(visit);
    return out;
  };
  const cost = (list) => weigh(sorted(list).map((id) => pieces.get(id) ?? '').join(''));
  let list = inside;
  let least = cost(list);
  const before = least;
  for (const end = Date.now() + SECONDS * 1000; Date.now() < end; ) {
    const other = [...list];
    const moved = other.splice(Math.floor(Math.random() * other.length), Math.random() < 0.7 ? 1 : 4);
    other.splice(Math.floor(Math.random() * (other.length + 1)), 0, ...moved);
    const weight = cost(other);
    if (weight <= least) [list, least] = [other, weight];
  }
  console.log(`${name}: ${before} → ${least} bytes, about`);
  return sorted(list).filter((id) => pieces.has(id));
}

/**
 * `node scripts/order.mjs [seconds]`: tries other orders of the modules in the two large files and writes the one that compresses best to scripts/order.json, which the build
 * follows. Out of date it costs bytes, and breaks
 * nothing: what is not named comes where it would have, what is gone is passed over; what is loaded later by now is cut off as a file of its own. Run it when much has changed.
 */
import { existsSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { gzipSync } from 'node:zlib';
import { rollup } from 'rollup';
import { minify } from 'terser';
import { modules } from '../rollup.config.mjs';
import { root } from './files.mjs';

const SECONDS = Number(process.argv[2] ?? 40);
const MINIFY = { module: true, toplevel: false, ecma: 2022, compress: { passes: 2, hoist_funs: false, unused: false }, format: { comments: false } };
const weigh = (text) => gzipSync(text, { level: 9 }).length;

process.chdir(root);
const imports = new Map();
const { output: options, ...input } = modules;
const plugins = [...input.plugins.filter(({ name }) => !['terser', 'plain-exports'].includes(name)), { name: 'graph', moduleParsed: ({ id, importedIds }) => void imports.set(id, importedIds) }];
const work = await rollup({ ...input, plugins });
const { output } = await work.generate(options);
await work.close();

const order = [];
for (const name of ['launcher', 'panel']) order.push(...(await best(output.find(({ fileName }) => fileName.startsWith(`chunks/${name}-`)))));
const files = order.map((id) => relative(root, id).replaceAll('\\', '/')).filter((path) => existsSync(join(root, path)));
writeFileSync('scripts/order.json', `${JSON.stringify(files, null, 1)}\n`);

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

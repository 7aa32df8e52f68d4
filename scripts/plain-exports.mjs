/**
 * Between files of ours, what is exported goes by the name that it has inside: `export{rt}` instead of `export{rt as $}`, sixty times in the two large ones, since names of two
 * letters compress badly. Rollup chooses names for exports before the minifier chooses those inside, so this comes last. Files that are imported by name (entries, and
 * those of an import()) keep their exports. A form of import that is not known here stops the build.
 */
import { posix } from 'node:path';
import { parseAst } from 'rollup/parseAst';
import { cut, each } from './edit.mjs';

export function plainExports() {
  return {
    name: 'plain-exports',
    generateBundle(_, bundle) {
      const chunks = Object.values(bundle).filter(({ type }) => type === 'chunk');
      const trees = new Map(chunks.map((chunk) => [chunk, parseAst(chunk.code)]));
      const names = new Map();
      for (const chunk of chunks) if (!chunk.isEntry && chunk.facadeModuleId === null) names.set(chunk.fileName, exportsOf(trees.get(chunk)));
      for (const chunk of chunks) chunk.code = cut(chunk.code, [...trees.get(chunk).body.flatMap((node) => renamed(node, chunk, names)), ...loads(trees.get(chunk), chunk, names)]);
    },
  };
}

const own = (node) => node.type === 'ExportNamedDeclaration' && !node.source && !node.declaration;

/** Exported name → name inside. */
const exportsOf = (tree) => new Map(tree.body.filter(own).flatMap(({ specifiers }) => specifiers.map(({ local, exported }) => [exported.name, local.name])));

const meant = (source, { fileName }, names) => (typeof source?.value === 'string' && source.value.startsWith('.') ? names.get(posix.join(posix.dirname(fileName), source.value)) : undefined);
const pair = (from, to) => (from === to ? from : `${from} as ${to}`);
const list = (node, items) => ({ start: node.specifiers[0].start, end: node.specifiers.at(-1).end, text: items.join() });

/** What changes in a statement that imports or exports. */
function renamed(node, chunk, names) {
  if (own(node) && names.has(chunk.fileName) && node.specifiers.length > 0) return [list(node, [...new Set(node.specifiers.map(({ local }) => local.name))])];
  const known = /^(Import|ExportNamed|ExportAll)Declaration$/.test(node.type) ? meant(node.source, chunk, names) : undefined;
  if (!known || node.specifiers?.length === 0) return [];
  const items = node.specifiers?.map(({ type, imported, local, exported }) => (type === 'ImportSpecifier' ? pair(known.get(imported.name), local.name) : type === 'ExportSpecifier' ? pair(known.get(local.name), exported.name) : undefined));
  if (!items || items.includes(undefined)) throw new Error(`${chunk.fileName} imports ${node.source.value} in a way that scripts/plain-exports.mjs does not know`);
  return [list(node, items)];
}

/** `import("./x.js").then(e=>e.name)` is how one file loads a module that is in another with others. */
function loads(tree, chunk, names) {
  const edits = [];
  let found = 0;
  each(tree, (node) => {
    if (node.type === 'ImportExpression' && meant(node.source, chunk, names)) found++;
    const known = node.type === 'CallExpression' && node.callee.property?.name === 'then' && node.callee.object.type === 'ImportExpression' ? meant(node.callee.object.source, chunk, names) : undefined;
    const { params: [param] = [], body } = (known && node.arguments[0]) || {};
    if (body?.type !== 'MemberExpression' || body.computed || body.object.name !== param?.name) return;
    const { start, end, name } = body.property;
    edits.push({ start, end, text: known.get(name) });
  });
  if (found !== edits.length) throw new Error(`${chunk.fileName} loads a file in a way that scripts/plain-exports.mjs does not know`);
  return edits;
}

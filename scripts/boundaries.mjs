/**
 * Who may import whom. The one table behind the lint rule (scripts/lint-rules.mjs) and test/boundaries: components → context → session →
 * {conversation, protocols, connection, audio, storage} → errors → domain. Paths are relative to the project, with forward slashes.
 */
import { posix } from 'node:path';

const CORE = ['errors', 'domain'];
const ENGINES = ['conversation', 'protocols', 'connection', 'audio', 'storage'];
const LIT = ['lit', '@lit/context'];

/** Per folder of src/ (and components/): the other folders and the packages it may import. `*` is everything. */
export const ZONES = {
  domain: { folders: [], packages: [] },
  errors: { folders: ['domain'], packages: [] },
  i18n: { folders: ['domain'], packages: [] },
  connection: { folders: CORE, packages: ['partysocket'] },
  conversation: { folders: CORE, packages: [] },
  audio: { folders: CORE, packages: [] },
  storage: { folders: CORE, packages: [] },
  protocols: { folders: CORE, packages: ['zod', 'socket.io-parser', 'engine.io-parser'] },
  session: { folders: [...ENGINES, ...CORE], packages: [] },
  context: { folders: ['session', ...ENGINES, 'i18n', ...CORE], packages: LIT },
  components: { folders: ['context', 'i18n', ...CORE], packages: [...LIT, 'marked'] },
  embed: { folders: ['*'], packages: [] },
  testing: { folders: ['*'], packages: [] },
  entries: { folders: ['*'], packages: ['*'] },
};

/** `src/connection/status.ts` → { zone: 'connection' }; a protocol and an element name their own folder as `part`. */
export function placeOf(path) {
  const [top, zone, part, ...more] = path.split('/');
  if (top === 'components') return { zone: 'components', part: part === undefined ? undefined : zone };
  if (top !== 'src') return { zone: undefined };
  if (part === undefined) return { zone: `src/${zone}`, file: true };
  return { zone, part: zone === 'protocols' && more.length > 0 ? part : undefined };
}

const packageOf = (specifier) => specifier.split('/').slice(0, specifier.startsWith('@') ? 2 : 1).join('/'); // prettier-ignore

/** The file that a relative specifier names, as sources write it: `./x.js` is the file x.ts. */
export const targetOf = (from, specifier) => posix.join(posix.dirname(from), specifier).replace(/\.js$/, '.ts');

/** Why `from` may not import `specifier`, or undefined. `dynamic` is `import()` in code; a type-only import is as static as any. */
export function broken(from, specifier, { dynamic = false } = {}) {
  const source = placeOf(from);
  const rule = ZONES[source.zone];
  if (!rule) return `${source.zone ?? from} has no rule: put the file into a folder that scripts/boundaries.mjs knows, or add the folder there`;
  const where = source.zone === 'components' ? 'components' : `src/${source.zone}`;

  if (!specifier.startsWith('.')) {
    const name = packageOf(specifier);
    if (rule.packages.includes('*') || rule.packages.includes(name)) return undefined;
    const owners = Object.keys(ZONES).filter((zone) => ZONES[zone].packages.includes(name));
    if (owners.length > 0) return `${name} belongs to ${owners.map((zone) => (zone === 'components' ? zone : `src/${zone}`)).join(', ')}, not to ${where}`;
    return `${where} may not import the package ${name}`;
  }

  const target = placeOf(targetOf(from, specifier));
  if (target.zone === undefined) return `${where} may not import from outside src/ and components/`;
  if (!ZONES[target.zone]) return `${target.zone} has no rule in scripts/boundaries.mjs, so nothing may import it`;
  const there = target.zone === 'components' ? 'components' : `src/${target.zone}`;

  if (source.zone === 'embed' && target.zone === 'components' && !dynamic) return 'src/embed loads components with import() only, so that the snippet stays small';
  if (target.zone === source.zone) {
    if (target.zone !== 'protocols' || source.part === target.part || target.part === undefined) return undefined;
    if (source.part) return `one protocol never imports another (${source.part} → ${target.part})`;
    return dynamic ? undefined : `src/protocols loads the protocol ${target.part} with import() only, so that a page carries no protocol it does not speak`;
  }
  if (rule.folders.includes('*')) return target.zone === 'components' && source.zone === 'testing' ? 'src/testing may import src/ only' : undefined;
  if (!rule.folders.includes(target.zone)) return `${where} may import ${list(rule.folders)}, not ${there}`;
  // A protocol's frames and schemas are its own business: the rest of the house goes through the registry.
  if (target.part && target.zone === 'protocols') return `only src/protocols and src/entries reach into the protocol ${target.part}: ask the registry for it`;
  return undefined;
}

const list = (folders) => (folders.length === 0 ? 'nothing but its own folder' : `its own folder, ${folders.map((zone) => `src/${zone}`).join(', ')} only`);

/** Names that exist in a browser only: touched while a module loads, they break every import in Node. */
const BROWSER_ONLY = new Set([
  'window', 'document', 'navigator', 'location', 'localStorage', 'sessionStorage', 'indexedDB', 'matchMedia', 'requestAnimationFrame',
  'HTMLElement', 'Element', 'Node', 'ResizeObserver', 'IntersectionObserver', 'MutationObserver', 'Audio', 'Image', 'AudioContext',
  'MediaRecorder', 'Notification', 'CSSStyleSheet', 'DOMParser',
]); // prettier-ignore

const isNode = (value) => typeof value?.type === 'string';
/** The linter's trees point back up through `parent`, which must not be followed. */
const children = (node) => Object.entries(node).flatMap(([key, value]) => (key === 'parent' ? [] : Array.isArray(value) ? value.filter(isNode) : isNode(value) ? [value] : []));

/** Every import of a parsed module: { specifier, dynamic, typeOnly, start }. */
export function importsOf(program) {
  const found = [];
  const add = (source, extra) => {
    if (typeof source?.value === 'string') found.push({ specifier: source.value, dynamic: false, typeOnly: false, start: source.start, ...extra });
    // `import(`./${name}.js`)` cannot be followed, so it is not allowed to pass unseen.
    else if (source && extra.dynamic) found.push({ specifier: undefined, start: source.start, ...extra });
  };
  const visit = (node) => {
    if (node.type === 'ImportDeclaration') {
      const named = node.specifiers ?? [];
      add(node.source, { typeOnly: node.importKind === 'type' || (named.length > 0 && named.every((one) => one.importKind === 'type')) });
    } else if (node.type === 'ExportAllDeclaration') add(node.source, { typeOnly: node.exportKind === 'type' });
    else if (node.type === 'ExportNamedDeclaration' && node.source) {
      add(node.source, { typeOnly: node.exportKind === 'type' || (node.specifiers.length > 0 && node.specifiers.every((one) => one.exportKind === 'type')) });
    } else if (node.type === 'ImportExpression') add(node.source, { dynamic: true });
    else if (node.type === 'TSImportType') add(node.source ?? node.argument, { typeOnly: true });
    children(node).forEach(visit);
  };
  visit(program);
  return found;
}

/** Browser-only names that a module touches while it loads: { name, start }. `typeof name` guards, functions and types do not count. */
export function touchesOf(program) {
  const found = [];
  const guarded = (test) => {
    const names = new Set();
    const look = (node) => {
      if (node.type === 'UnaryExpression' && node.operator === 'typeof' && node.argument.type === 'Identifier') names.add(node.argument.name);
      children(node).forEach(look);
    };
    if (test) look(test);
    return names;
  };
  const visit = (node, safe) => {
    switch (node.type) {
      case 'ImportDeclaration': case 'FunctionDeclaration': case 'FunctionExpression': case 'ArrowFunctionExpression': case 'MethodDefinition': // prettier-ignore
      case 'TSTypeAliasDeclaration': case 'TSInterfaceDeclaration': case 'TSTypeAnnotation': case 'TSModuleDeclaration': case 'TSTypeParameterInstantiation': // prettier-ignore
      case 'TSTypeParameterDeclaration': case 'TSDeclareFunction': case 'TSEnumDeclaration': case 'TSClassImplements': // prettier-ignore
        return;
      case 'PropertyDefinition':
        for (const decorator of node.decorators ?? []) visit(decorator, safe);
        if (node.static && node.value) visit(node.value, safe); // an instance's field waits for the instance
        return;
      case 'UnaryExpression':
        if (node.operator === 'typeof') return;
        break;
      case 'MemberExpression':
        visit(node.object, safe);
        if (node.computed) visit(node.property, safe);
        return;
      case 'Property':
        if (node.computed) visit(node.key, safe);
        visit(node.value, safe);
        return;
      case 'TSAsExpression': case 'TSSatisfiesExpression': case 'TSNonNullExpression': // prettier-ignore
        visit(node.expression, safe);
        return;
      case 'IfStatement': case 'ConditionalExpression': case 'LogicalExpression': { // prettier-ignore
        const inner = new Set([...safe, ...guarded(node.test ?? node.left)]);
        // `typeof window` is the usual way to ask for a browser, so it vouches for everything a browser has.
        if (inner.has('window') || inner.has('document')) for (const name of BROWSER_ONLY) inner.add(name);
        children(node).forEach((child) => visit(child, inner));
        return;
      }
      case 'Identifier':
        if (BROWSER_ONLY.has(node.name) && !safe.has(node.name)) found.push({ name: node.name, start: node.start });
        return;
    }
    children(node).forEach((child) => visit(child, safe));
  };
  visit(program, new Set());
  return found;
}

/** Circles in a graph (Map of node → Set of nodes), each as the list of its nodes. */
export function circles(graph) {
  // Tarjan's strongly connected components: two nodes that reach each other share one.
  const index = new Map();
  const low = new Map();
  const stack = [];
  const found = [];
  const visit = (node) => {
    index.set(node, index.size);
    low.set(node, index.get(node));
    stack.push(node);
    for (const next of graph.get(node) ?? []) {
      if (!index.has(next)) visit(next);
      if (stack.includes(next)) low.set(node, Math.min(low.get(node), low.get(next)));
    }
    if (low.get(node) !== index.get(node)) return;
    const members = stack.splice(stack.indexOf(node));
    if (members.length > 1 || graph.get(node)?.has(node)) found.push(members.sort());
  };
  for (const node of graph.keys()) if (!index.has(node)) visit(node);
  return found;
}

/** The folder that counts in the graph of folders: one per zone, element and protocol. */
const folderOf = (path) => {
  const { zone, part } = placeOf(path);
  return [zone === 'components' ? zone : `src/${zone}`, part].filter(Boolean).join('/');
};

/**
 * Everything that is wrong with a set of modules ({ path, program }), as sentences with the file in front.
 * Folders may not import each other in a circle, types included; files may not in code (types vanish, so they may).
 */
export function problems(modules) {
  const found = [];
  const files = new Map();
  const folders = new Map();
  const link = (graph, from, to) => graph.set(from, (graph.get(from) ?? new Set()).add(to));
  for (const { path, program } of modules) {
    for (const { specifier, dynamic, typeOnly } of importsOf(program)) {
      if (specifier === undefined) {
        found.push(`${path}: import() of a computed name: write the name out, so that it can be checked`);
        continue;
      }
      const why = broken(path, specifier, { dynamic });
      if (why) found.push(`${path}: import '${specifier}': ${why}`);
      if (dynamic || !specifier.startsWith('.')) continue;
      const target = targetOf(path, specifier);
      if (!typeOnly) link(files, path, target);
      if (folderOf(path) !== folderOf(target)) link(folders, folderOf(path), folderOf(target));
    }
    for (const { name } of touchesOf(program)) found.push(`${path}: touches ${name} while loading, which breaks its import in Node: move it into a function`);
  }
  for (const circle of circles(folders)) found.push(`folders import each other in a circle: ${circle.join(' ⇄ ')}`);
  for (const circle of circles(files)) found.push(`files import each other in a circle: ${circle.join(' ⇄ ')}`);
  return found;
}

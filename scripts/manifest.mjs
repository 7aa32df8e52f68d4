/** `npm run manifest`: writes custom-elements.json from the sources. `--check` writes nothing and fails where the file is out of date. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { argumentsOf } from './arguments.mjs';
import { filesIn, root } from './files.mjs';

/** Lit's own hooks are public in TypeScript, but not for people who use an element. */
const LIT = new Set(['styles', 'render', 'createRenderRoot', 'connectedCallback', 'disconnectedCallback', 'attributeChangedCallback', 'adoptedCallback', 'observedAttributes', 'shadowRootOptions', 'formAssociated', 'properties', 'willUpdate', 'update', 'updated', 'firstUpdated', 'shouldUpdate', 'getUpdateComplete', 'updateComplete']);

/**
 * Elements that are made of others: what those describe is theirs as well. `parts` are exported by name (`…_PARTS` in the element's own folder), `events` cross the shadow
 * root or are dispatched anew.
 */
const MADE_OF = {
  'chat-widget': { parts: ['message-list', 'chat-composer'], events: ['chat-connection'] },
  'agent-inbox': { parts: ['message-list', 'chat-composer'] },
};

const FILE = join(root, 'custom-elements.json');
const { options } = argumentsOf(process.argv.slice(2));

const cem = spawnSync(process.execPath, ['node_modules/@custom-elements-manifest/analyzer/cem.js', 'analyze', '--config', 'custom-elements-manifest.config.mjs', '--quiet'], { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
if (cem.status !== 0) process.exit(cem.status ?? 1);

const manifest = tidy(JSON.parse(readFileSync(join(root, '.cache/manifest/custom-elements.json'), 'utf8')));
const text = `${JSON.stringify(manifest, null, 2)}\n`;
const before = existsSync(FILE) ? readFileSync(FILE, 'utf8') : '';

if (options.check) {
  const same = text === before;
  console.log(same ? 'custom-elements.json is up to date.\n\n1 passed, 0 failed' : `custom-elements.json is out of date: run npm run manifest. ${difference(before, text)}\n\n0 passed, 1 failed`);
  process.exitCode = same ? 0 : 1;
} else if (text !== before) writeFileSync(FILE, text);

/** Elements only, public members only, everything in the order of its name: the file changes when the contract does and not otherwise. */
function tidy({ modules, ...rest }) {
  compose(modules);
  const kept = modules
    .map((module) => ({ ...module, declarations: (module.declarations ?? []).filter((one) => one.customElement && one.tagName?.includes('-')).map(declaration) }))
    .filter(({ declarations }) => declarations.length > 0)
    .map(({ declarations, exports = [], ...module }) => ({
      ...module,
      declarations,
      exports: byName([...exports.filter(({ kind, name }) => kind === 'js' && declarations.some((one) => one.name === name)), ...declarations.map(({ name, tagName }) => definition(name, tagName))]),
    }))
    .sort((a, b) => order(a.path, b.path));
  return { ...rest, modules: kept };
}

function compose(modules) {
  const all = new Map(modules.flatMap(({ declarations = [] }) => declarations).map((one) => [one.tagName, one]));
  const add = (one, list, candidates) => {
    const named = new Set((one[list] ?? []).map(({ name }) => name));
    one[list] = [...(one[list] ?? []), ...candidates.filter(({ name }) => !named.has(name))];
  };
  for (const [tag, { parts = [], events = [] }] of Object.entries(MADE_OF)) {
    const one = all.get(tag);
    if (!one) continue;
    const sources = filesIn(`components/${tag}`, '.ts').map((path) => readFileSync(join(root, path), 'utf8')).join('\n');
    const exported = new Set([...sources.matchAll(/_PARTS = '([^']+)'/g)].flatMap(([, names]) => names.split(',').map((name) => name.trim())));
    for (const other of parts) add(one, 'cssParts', (all.get(other)?.cssParts ?? []).filter(({ name }) => exported.has(name)));
    for (const other of events) add(one, 'events', (all.get(other)?.events ?? []).filter(({ name }) => name !== 'name'));
  }
}

/** The analyzer knows customElements.define() only; ours goes through components/shared/define.ts, in a module beside the class. */
function definition(name, tag) {
  return { kind: 'custom-element-definition', name: tag, declaration: { name, module: `dist/npm/components/${tag}/${tag}.js` } };
}

function declaration(one) {
  const members = byName((one.members ?? []).filter(isPublic).map(({ parameters, ...member }) => ({ ...member, ...(parameters ? { parameters } : {}) })));
  const fields = new Set(members.map(({ name }) => name));
  // Some dispatch under whatever name they are given, which the analyzer takes for the name.
  const events = (one.events ?? []).filter(({ name }) => name !== 'name');
  const found = { ...one, events, cssStates: (one.cssStates ?? []).flatMap(states) };
  const lists = Object.fromEntries(['events', 'slots', 'cssParts', 'cssProperties', 'cssStates'].map((key) => [key, byName(unique(found[key] ?? []))]));
  // `id`, `lang` and `dir` are every element's own and only watched by ours.
  const attributes = byName((one.attributes ?? []).filter(({ name, fieldName }) => (fieldName ? fields.has(fieldName) : !['id', 'lang', 'dir'].includes(name))));
  return Object.fromEntries(Object.entries({ ...one, members, attributes, ...lists }).filter(([, value]) => !Array.isArray(value) || value.length > 0));
}

/** `@cssstate a, b, c - Words` names several at once. */
function states({ name, description = '' }) {
  if (!name.endsWith(',')) return [{ name, description }];
  const [names, ...words] = `${name} ${description}`.split(' - ');
  return names.split(',').map((one) => ({ name: one.trim(), description: words.join(' - ') }));
}

function isPublic({ name, privacy, static: own, deprecated, inheritedFrom }) {
  return !name.startsWith('_') && !name.startsWith('#') && privacy !== 'private' && privacy !== 'protected' && !own && !LIT.has(name) && deprecated !== 'internal' && inheritedFrom?.name !== 'LitElement';
}

/** The same event may be documented on the class and seen where it is dispatched; the documented one says more. */
function unique(list) {
  const found = new Map();
  for (const one of list) if (!found.get(one.name)?.description) found.set(one.name, one);
  return [...found.values()];
}

function byName(list) {
  return [...list].sort((a, b) => order(a.kind ?? '', b.kind ?? '') || order(a.name, b.name));
}

/** By code unit: what a locale thinks of the order must not matter. */
function order(a = '', b = '') {
  return a < b ? -1 : a > b ? 1 : 0;
}

function difference(was, is) {
  const [a, b] = [was.split('\n'), is.split('\n')];
  const at = b.findIndex((line, index) => line !== a[index]);
  return at < 0 ? '' : `First difference in line ${at + 1}:\n- ${a[at] ?? '(end)'}\n+ ${b[at] ?? '(end)'}`;
}

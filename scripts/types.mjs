/**
 * Types for tags in other people's templates: dist/types/{react,preact,solid,vue,svelte}.d.ts, made of custom-elements.json. The manifest gives the names, the classes give
 * the types of what they name, so neither is written twice. Part of `npm run build`, after the declarations.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { root } from './files.mjs';

/** What events carry is said once, with the classes. An event of the manifest that is not there stops the build. */
const DECLARED = ['components/shared/events.ts', 'src/session/types.ts'].map((path) => readFileSync(join(root, path), 'utf8')).join('');

const NOTE = '// Made by scripts/types.mjs from custom-elements.json.\n';

/** The elements of a manifest with what templates can say to them. */
export function elementsOf(manifest) {
  return manifest.modules
    .flatMap(({ declarations = [] }) => declarations)
    .filter(({ tagName }) => tagName)
    .map(({ tagName: tag, name, attributes = [], members = [], events = [] }) => {
      const fields = members.filter(({ kind, readonly }) => kind === 'field' && !readonly).map((member) => member.name);
      return {
        tag,
        name,
        fields,
        attributes: attributes.filter(({ fieldName }) => !fieldName || fields.includes(fieldName)).map((one) => ({ attribute: one.name, field: one.fieldName })),
        events: events.map((event) => ({ event: event.name, detail: detailOf(event.name, tag) })),
      };
    });
}

function detailOf(event, tag) {
  if (!DECLARED.includes(`\n  '${event}': `)) throw new Error(`<${tag}> dispatches ${event}, and components/shared/events.ts does not say what it carries.`);
  return `ElementEvents['${event}']`;
}

const lines = (list) => list.map((line) => `  ${line}\n`).join('');
const body = (name, list) => `export interface ${name} {\n${lines(list)}}\n`;

/** What all frameworks have in common: attributes, properties and events per element. */
function common(elements) {
  return `${NOTE}import type { ${elements.map(({ name }) => name).join(', ')}, ElementEvents } from './src/entries/classes.js';

/** How a property is written as an attribute: booleans by being there or by their word, numbers as digits, lists as JSON. */
export type AttributeOf<T> = Written<NonNullable<T>> | undefined;
type Written<T> = [T] extends [boolean] ? boolean | '' | 'true' | 'false' : [T] extends [number] ? number | \`\${number}\` : [T] extends [string] ? T : T | string;
/** An element's own event. */
export type EventOf<E, D> = CustomEvent<D> & { readonly currentTarget: E };

${elements
  .map(({ name, attributes, fields, events }) =>
    [
      body(`${name}Attributes`, attributes.map(({ attribute, field }) => `'${attribute}'?: ${field ? `AttributeOf<${name}['${field}']>` : 'string'};`)),
      body(`${name}Properties`, fields.map((field) => `${field}?: ${name}['${field}'] | undefined;`)),
      body(`${name}Events`, events.map(({ event, detail }) => `'${event}': EventOf<${name}, ${detail}>;`)),
    ].join(''),
  )
  .join('\n')}
/** Attributes, and properties that no attribute has the name of. */
export type Inputs<A, P> = A & Omit<P, keyof A>;
export type Listeners<V, Prefix extends string> = { [K in keyof V as \`\${Prefix}\${K & string}\`]?: ((event: V[K]) => void) | undefined };

export interface Elements {
${lines(elements.map(({ tag, name }) => `'${tag}': { element: ${name}; inputs: Inputs<${name}Attributes, ${name}Properties>; properties: ${name}Properties; attributes: ${name}Attributes; events: ${name}Events };`))}}
`;
}

const tags = (elements, type) => lines(elements.map(({ tag, name }) => `    '${tag}': ${type(tag, name)};`)).trimEnd();

function jsx(module, imports, own, elements) {
  return `${NOTE}${imports}import type { Elements, Listeners } from './templates.js';

${own}
declare module '${module}' {
  namespace JSX {
    interface IntrinsicElements {
${tags(elements, (tag) => `Props<'${tag}'>`)}
    }
  }
}
`;
}

const react = (elements) =>
  jsx(
    'react',
    `import type { DetailedHTMLProps, HTMLAttributes } from 'react';\n`,
    `type Props<K extends keyof Elements> = Omit<DetailedHTMLProps<HTMLAttributes<Elements[K]['element']>, Elements[K]['element']>, keyof Elements[K]['inputs']> & Elements[K]['inputs'] & Listeners<Elements[K]['events'], 'on'>;`,
    elements,
  );

const preact = (elements) =>
  jsx(
    'preact',
    `import type { HTMLAttributes } from 'preact';\n`,
    `type Props<K extends keyof Elements> = Omit<HTMLAttributes<Elements[K]['element']>, keyof Elements[K]['inputs']> & Elements[K]['inputs'] & Listeners<Elements[K]['events'], 'on'>;`,
    elements,
  );

const solid = (elements) =>
  jsx(
    'solid-js',
    `import type { JSX } from 'solid-js';\n`,
    `type Prefixed<T, Prefix extends string> = { [K in keyof T as \`\${Prefix}:\${K & string}\`]?: T[K] };
type Props<K extends keyof Elements> = Omit<JSX.HTMLAttributes<Elements[K]['element']>, keyof Elements[K]['inputs']> &
  Elements[K]['inputs'] &
  Prefixed<Elements[K]['properties'], 'prop'> &
  Prefixed<Elements[K]['attributes'], 'attr'> &
  Listeners<Elements[K]['events'], 'on:'>;`,
    elements,
  );

/** The compiler of Vue looks for \`userId\` where the template says \`user-id\`, and for \`onChatSend\` where it says \`@chat-send\`. */
const vue = (elements) => `${NOTE}import type { HTMLAttributes, PublicProps, VNodeProps } from 'vue';
import type { Elements } from './templates.js';

type Camel<S extends string> = S extends \`\${infer A}-\${infer B}\` ? \`\${A}\${Capitalize<Camel<B>>}\` : S;
type Cameled<T> = { [K in keyof T as Camel<K & string>]?: T[K] };
type Handlers<V> = { [K in keyof V as \`on\${Capitalize<Camel<K & string>>}\`]?: ((event: V[K]) => void) | undefined };
type Props<K extends keyof Elements> = Omit<HTMLAttributes, keyof Cameled<Elements[K]['inputs']>> & Omit<PublicProps, 'class' | 'style'> & VNodeProps & Cameled<Elements[K]['attributes']> & Omit<Elements[K]['properties'], keyof Cameled<Elements[K]['attributes']>> & Handlers<Elements[K]['events']>;
type Emit<V> = <N extends keyof V>(event: N, payload: V[N]) => void;
/** An element as templates take components: what it is given, what it says, and that it has room for anything inside. */
type Tag<K extends keyof Elements> = new () => Elements[K]['element'] & { $props: Props<K>; $emit: Emit<Elements[K]['events']>; $slots: Record<string, (() => unknown) | undefined> };

declare module 'vue' {
  /** What stands in an element's slot is the page's own; Vue has no such attribute, its own slots being others. */
  interface HTMLAttributes {
    slot?: string;
  }
  interface GlobalComponents {
${tags(elements, (tag) => `Tag<'${tag}'>`).replace(/^ {2}/gm, '')}
  }
}
`;

const svelte = (elements) => `${NOTE}import type { HTMLAttributes } from 'svelte/elements';
import type { Elements, Listeners } from './templates.js';

type Props<K extends keyof Elements> = Omit<HTMLAttributes<Elements[K]['element']>, keyof Elements[K]['inputs']> & Elements[K]['inputs'] & Listeners<Elements[K]['events'], 'on'> & Listeners<Elements[K]['events'], 'on:'>;

declare module 'svelte/elements' {
  interface SvelteHTMLElements {
${tags(elements, (tag) => `Props<'${tag}'>`).replace(/^ {2}/gm, '')}
  }
}
`;

/** Name → text of every file. */
export function filesFor(manifest) {
  const elements = elementsOf(manifest);
  return {
    'templates.d.ts': common(elements),
    'react.d.ts': react(elements),
    'preact.d.ts': preact(elements),
    'solid.d.ts': solid(elements),
    'vue.d.ts': vue(elements),
    'svelte.d.ts': svelte(elements),
    // The entries are types and nothing else, but whoever imports one plainly must get something that can be loaded.
    'nothing.js': 'export {};\n',
  };
}

export function writeTypes(base = root) {
  const folder = join(base, 'dist/types');
  mkdirSync(folder, { recursive: true });
  const manifest = JSON.parse(readFileSync(join(base, 'custom-elements.json'), 'utf8'));
  for (const [name, text] of Object.entries(filesFor(manifest))) writeFileSync(join(folder, name), text);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeTypes();

/**
 * What a minifier leaves alone because it cannot know: our classes have no setters for what they declare, and nothing assigns to a constant.
 *
 * - `const` becomes `let`: shorter, and terser joins them all into one statement.
 * - What the compiler puts at the start of a constructor goes back to the field it came from: `#a; constructor() { this.#a = 1; }` is `#a = 1;`. Private ones
 *   always; public ones only in a class that extends nothing, since Lit's properties are setters, which a field would hide.
 * - `static { this.a = 1; }` is `static a = 1;`.
 *
 * And afterwards, in what it made of functions that only an object has (`methods`): `{ a: function () {} }` is `{ a() {} }`, which nobody could tell but with `new`.
 */
import { parseAst } from 'rollup/parseAst';
import { cut, each } from './edit.mjs';

export function shaped(code) {
  const edits = [];
  each(parseAst(code), (node) => {
    if (node.type === 'VariableDeclaration' && node.kind === 'const') edits.push({ start: node.start, end: node.start + 5, text: 'let' });
  });
  code = cut(code, edits);
  const classes = [];
  each(parseAst(code), (node) => {
    if (node.type === 'ClassDeclaration' || node.type === 'ClassExpression') classes.push(...fields(code, node));
  });
  return cut(code, classes);
}

function fields(code, { superClass, body: { body, start } }) {
  const edits = [];
  for (const block of body.filter(({ type }) => type === 'StaticBlock')) {
    const [only, more] = block.body;
    const { expression } = only ?? {};
    if (more || !isOwn(expression?.left) || expression.left.property.type !== 'Identifier' || expression.operator !== '=') continue;
    edits.push({ start: block.start, end: block.end, text: `static ${expression.left.property.name}=${code.slice(expression.right.start, expression.right.end)};` });
  }
  const made = body.find(({ kind }) => kind === 'constructor');
  if (!made) return edits;
  const declared = new Map(body.flatMap((one) => (one.type === 'PropertyDefinition' && !one.value && !one.static && one.key.type === 'PrivateIdentifier' ? [[one.key.name, one]] : [])));
  const params = new Set(['arguments']);
  each(made.value.params, (node) => node.type === 'Identifier' && params.add(node.name));
  let statements = made.value.body.body;
  if (superClass) {
    if (statements[0]?.expression?.callee?.type !== 'Super') return edits;
    statements = statements.slice(1);
  }
  const moved = [];
  let stayed = false;
  for (const one of statements) {
    const { left, right, operator } = one.expression ?? {};
    if (operator !== '=' || !isOwn(left) || uses(right, params)) break;
    const { type, name } = left.property;
    const mine = type === 'PrivateIdentifier' ? declared.get(name) : !superClass && type === 'Identifier' && !left.computed;
    if (!mine || (stayed && !isPlain(right))) {
      stayed = true;
      continue;
    }
    if (mine !== true) {
      declared.delete(name);
      edits.push({ start: mine.start, end: mine.end, text: '' });
    }
    edits.push({ start: one.start, end: one.end, text: '' });
    moved.push(`${mine === true ? '' : '#'}${name}=${code.slice(right.start, right.end)};`);
  }
  edits.push({ start: start + 1, end: start + 1, text: moved.join('') });
  // Nothing is left of it: what a class has without one is the same.
  const rest = made.value.body.body.length - moved.length - (superClass ? 1 : 0);
  if (rest === 0 && (!superClass || isPassing(made.value))) {
    for (let i = edits.length - 1; i >= 0; i--) if (edits[i].start >= made.start && edits[i].end <= made.end) edits.splice(i, 1);
    edits.push({ start: made.start, end: made.end, text: '' });
  }
  return edits;
}

const isOwn = (node) => node?.type === 'MemberExpression' && node.object.type === 'ThisExpression' && !node.computed;

/** `super(...arguments)`, or `super()` where nothing is given. */
function isPassing({ params, body }) {
  const [first, more] = body.body[0].expression.arguments;
  return params.length === 0 && !more && (!first || (first.type === 'SpreadElement' && first.argument.name === 'arguments'));
}

/** Mentions a parameter, or something else that a field cannot. */
function uses(node, names) {
  let found = false;
  each(node, (one) => (found ||= (one.type === 'Identifier' && names.has(one.name)) || one.type === 'Super' || one.type === 'AwaitExpression'));
  return found;
}

/** Comes to the same whenever it is asked. */
function isPlain(node) {
  switch (node.type) {
    case 'Literal': case 'ArrowFunctionExpression': case 'FunctionExpression': return true;
    case 'UnaryExpression': return isPlain(node.argument);
    case 'BinaryExpression': return isPlain(node.left) && isPlain(node.right);
    case 'ArrayExpression': return node.elements.every((one) => one && isPlain(one));
    case 'ObjectExpression': return node.properties.every((one) => one.type === 'Property' && !one.computed && isPlain(one.value));
    case 'NewExpression': return ['Map', 'Set', 'WeakMap'].includes(node.callee.name) && node.arguments.length === 0;
    default: return false;
  }
}

/**
 * Classes of which a file only ever says `new X(…)` become functions that return an object: what was `this.#state` is a variable, which a minifier can name with one
 * letter. Only where nothing can tell: not extended, exported or asked about, no statics, no other object's private parts, no functions with a `this` of their own.
 */
export function closed(code) {
  const ast = parseAst(code);
  const edits = [];
  const calls = new Map();
  const barred = new Set();
  const classes = [];
  // At the top of a module, or of the one function that a classic script is.
  each(ast, (node) => node.type === 'ClassDeclaration' && !classes.some(({ start, end }) => node.start > start && node.end < end) && classes.push(node));
  const names = new Set(classes.map(({ id }) => id.name));
  const made = new Set();
  each(ast, (node) => {
    if (node.type === 'NewExpression' && names.has(node.callee.name)) {
      made.add(node.callee);
      if (!calls.has(node.callee.name)) calls.set(node.callee.name, []);
      calls.get(node.callee.name).push(node);
    }
  });
  const ids = new Set(classes.map(({ id }) => id));
  each(ast, (node) => {
    if (node.type === 'Identifier' && names.has(node.name) && !made.has(node) && !ids.has(node)) barred.add(node.name);
  });
  for (const node of classes) {
    const { name } = node.id;
    const text = node.superClass || barred.has(name) ? undefined : asFunction(code, node);
    if (text === undefined) continue;
    // Inside of one that is changed as well, `new` goes with the rest of its text.
    edits.push({ start: node.start, end: node.end, text, name });
  }
  const done = new Set(edits.map((edit) => edit.name));
  const without = new RegExp(`\\bnew (?=(?:${[...done].map((name) => name.replace(/\$/g, '\\$')).join('|')})(?![\\w$]))`, 'g');
  if (done.size === 0) return code;
  for (const [name, list] of calls) {
    if (!done.has(name)) continue;
    for (const call of list) if (!edits.some(({ start, end, name: within }) => within && call.start >= start && call.end <= end)) edits.push({ start: call.start, end: call.start + 4 });
  }
  return cut(code, edits.map(({ text, name, ...edit }) => ({ ...edit, text: name ? text.replace(without, '') : '' })));
}

/** One class as a function, or nothing where that would not be the same. */
function asFunction(code, { id, body: { body } }) {
  const methods = new Set();
  const getters = new Set();
  let weight = 0;
  for (const { type, key, kind, static: fixed, computed } of body) {
    if (fixed || computed || !['Identifier', 'PrivateIdentifier'].includes(key?.type)) return undefined;
    const own = key.type === 'PrivateIdentifier';
    if (type === 'MethodDefinition' && kind === 'method') methods.add(own ? `#${key.name}` : key.name);
    if (type === 'MethodDefinition' && own && kind === 'get') getters.add(key.name);
    if (own && kind === 'set') return undefined;
  }
  let possible = true;
  const rewritten = (node) => {
    const edits = [];
    const visit = (one, parent) => {
      if (!one || typeof one !== 'object') return;
      if (Array.isArray(one)) return void one.forEach((each) => visit(each, parent));
      if (typeof one.type !== 'string') return;
      const { type } = one;
      if (one !== node && (type === 'FunctionExpression' || type === 'FunctionDeclaration' || type.startsWith('Class'))) {
        let its = false;
        each(one, (inner) => (its ||= inner.type === 'ThisExpression' || inner.type === 'PrivateIdentifier'));
        if (its) possible = false;
        return;
      }
      if (type === 'MemberExpression' && !one.computed && one.object.type === 'ThisExpression') {
        const { name, type: kind } = one.property;
        const text = kind === 'PrivateIdentifier' ? (getters.has(name) ? `$p_${name}()` : `$p_${name}`) : methods.has(name) ? `$m_${name}` : undefined;
        weight += text === undefined ? -1 : 1;
        return void edits.push({ start: text === undefined ? one.object.start : one.start, end: text === undefined ? one.object.end : one.end, text: text ?? '$self' });
      }
      if (type === 'PrivateIdentifier' || type === 'Super') possible = false;
      if (type === 'ThisExpression') return void edits.push({ start: one.start, end: one.end, text: '$self' });
      if (type === 'Property' && one.shorthand && parent) visit(one.value, one);
      else for (const [key, value] of Object.entries(one)) if (key !== 'type' && value && typeof value === 'object') visit(value, one);
    };
    visit(node, undefined);
    return cut(code.slice(node.start, node.end), edits.map((edit) => ({ ...edit, start: edit.start - node.start, end: edit.end - node.start })));
  };
  const state = [];
  const functions = [];
  const open = [];
  let begin = '';
  let params = '';
  for (const { type, key, kind, value } of body) {
    const own = key.type === 'PrivateIdentifier';
    const { name } = key;
    if (type === 'PropertyDefinition') {
      const text = value ? rewritten(value) : undefined;
      // A variable is there before what is open of the object, so it may not ask for that.
      if (own && text && text.includes('$self') && value.type !== 'ArrowFunctionExpression') return undefined;
      if (own) state.push(`let $p_${name}${text ? `=${text}` : ''};`);
      else open.push(`${name}:${text ?? 'void 0'}`);
      continue;
    }
    const text = rewritten(value);
    const from = text.indexOf('(');
    if (kind === 'constructor') {
      params = value.params.map(({ start, end }) => code.slice(start, end)).join(',');
      if (params.includes('this')) return undefined;
      if (value.body.body.some(({ type: one }) => one !== 'ExpressionStatement' && one !== 'VariableDeclaration')) return undefined;
      begin = rewritten(value.body).slice(1, -1);
    } else if (kind === 'method') {
      functions.push(`${value.async ? 'async ' : ''}function${value.generator ? '*' : ''} ${own ? '$p_' : '$m_'}${name}${text.slice(from)}`);
      if (!own) open.push(`${name}:$m_${name}`);
    } else if (own) functions.push(`function $p_${name}${text.slice(from)}`);
    else open.push(`${kind} ${name}${text.slice(from)}`);
  }
  if (!possible || weight < 0) return undefined;
  return `function ${id.name}(${params}){${state.join('')}let $self={${open.join(',')}};${functions.join('')}${begin};return $self}`;
}

/** Functions of an object as its methods. */
export function methods(code) {
  const edits = [];
  each(parseAst(code), (node) => {
    if (node.type !== 'Property' || node.kind !== 'init' || node.method || node.computed || node.value.type !== 'FunctionExpression' || node.value.id) return;
    const { key, value } = node;
    edits.push({ start: node.start, end: code.indexOf('(', value.start), text: `${value.async ? 'async ' : ''}${value.generator ? '*' : ''}${code.slice(key.start, key.end)}` });
  });
  return cut(code, edits);
}

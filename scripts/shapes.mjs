/**
 * What a minifier leaves alone because it cannot know: our classes have no setters for what they declare, and nothing assigns to a constant.
 *
 * - `const` becomes `let`: shorter, and terser joins them all into one statement.
 * - What the compiler puts at the start of a constructor goes back to the field it came from: `#a; constructor() { this.#a = 1; }` is `#a = 1;`. Private ones
 *   always; public ones only in a class that extends nothing, since Lit's properties are setters, which a field would hide.
 * - `static { this.a = 1; }` is `static a = 1;`.
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

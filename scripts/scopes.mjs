/**
 * Which name means what, in code of ours that a minifier has been over: modules, strict, without `eval`. For scripts/names.mjs, which gives other names to the same things.
 * A syntax that binds names and is not known here stops the build.
 */
import { parseAst } from 'rollup/parseAst';

/**
 * The syntax, and everything that has a name: where it is written (`places`), what may not have the same one (`near`: it would hide the other, or be hidden), and which names from
 * outside are meant in its scope (`foreign`). `functions`: each with what is declared in it (not in those inside of it).
 */
export function scopesOf(code) {
  const tree = parseAst(code);
  const things = [];
  const scopes = [];
  const functions = [];
  const places = [];

  const open = (parent, by) => {
    const scope = { parent, by: by ?? parent.by, own: new Map(), seen: new Set(), foreign: new Set() };
    scopes.push(scope);
    return scope;
  };
  const openFunction = (parent, node) => {
    const by = { node, inner: [], things: [] };
    functions.push(by);
    parent?.by.inner.push(node);
    return open(parent, by);
  };
  const declare = (scope, { name }) => {
    if (scope.own.has(name)) return;
    const thing = { index: things.length, name, top: !scope.parent, scope, places: [], near: new Set(), foreign: scope.foreign };
    things.push(thing);
    scope.own.set(name, thing);
    scope.by.things.push(thing);
  };
  const mention = (scope, node, more) => places.push({ scope, name: node.name, start: node.start, end: node.start + node.name.length, ...more });
  const named = (scope, node) => {
    declare(scope, node);
    mention(scope, node);
  };
  /** `var` belongs to the function, and one that is called like a parameter is the parameter. */
  const hoisted = (scope, name) => {
    while (!scope.body) scope = scope.parent;
    return scope.parent?.own.has(name) && scope.parent.parameters ? scope.parent : scope;
  };

  function pattern(node, to, scope) {
    switch (node?.type) {
      case undefined: return;
      case 'Identifier': declare(to(node.name), node); return mention(scope, node);
      case 'ArrayPattern': return node.elements.forEach((one) => pattern(one, to, scope));
      case 'RestElement': return pattern(node.argument, to, scope);
      case 'AssignmentPattern': pattern(node.left, to, scope); return walk(node.right, scope);
      case 'ObjectPattern':
        for (const one of node.properties) {
          if (one.computed) walk(one.key, scope);
          if (one.type === 'RestElement' || !one.shorthand) pattern(one.argument ?? one.value, to, scope);
          else {
            const local = one.value.left ?? one.value;
            declare(to(local.name), local);
            mention(scope, local, { key: local.name });
            walk(one.value.right, scope);
          }
        }
        return;
      default: throw new Error(`scripts/scopes.mjs does not know ${node.type} in a declaration`);
    }
  }

  function callable(node, scope) {
    // An expression's own name is around it, for nobody else.
    if (node.type === 'FunctionExpression' && node.id) named((scope = open(scope)), node.id);
    const outer = openFunction(scope, node);
    outer.parameters = true;
    node.params.forEach((one) => pattern(one, () => outer, outer));
    const inner = open(outer);
    inner.body = true;
    // A body may not declare what is a parameter.
    for (const thing of outer.own.values()) inner.seen.add(thing);
    if (node.body.type === 'BlockStatement') walk(node.body.body, inner);
    else walk(node.body, inner);
  }

  function classLike(node, scope) {
    if (node.id) named(node.type === 'ClassDeclaration' ? scope : (scope = open(scope)), node.id);
    walk(node.superClass, scope);
    // Private names are names like others, with a sign: each class has its own.
    scope = openFunction(scope, node);
    for (const { key } of node.body.body) if (key?.type === 'PrivateIdentifier') declare(scope, { name: `#${key.name}` });
    for (const { type, computed, key, value, body } of node.body.body) {
      if (computed || key?.type === 'PrivateIdentifier') walk(key, scope);
      if (type === 'MethodDefinition') walk(value, scope);
      else {
        const inner = open(scope);
        inner.body = true;
        walk(body ?? value, inner);
      }
    }
  }

  function walk(node, scope) {
    if (!node) return;
    if (Array.isArray(node)) return node.forEach((one) => walk(one, scope));
    switch (node.type) {
      case 'Identifier': return mention(scope, node);
      case 'PrivateIdentifier': return mention(scope, { name: `#${node.name}`, start: node.start });
      case 'FunctionDeclaration': named(scope, node.id); return callable(node, scope);
      case 'FunctionExpression': case 'ArrowFunctionExpression': return callable(node, scope);
      case 'ClassDeclaration': case 'ClassExpression': return classLike(node, scope);
      case 'VariableDeclaration':
        for (const { id, init } of node.declarations) {
          pattern(id, node.kind === 'var' ? (name) => hoisted(scope, name) : () => scope, scope);
          walk(init, scope);
        }
        return;
      case 'BlockStatement': return walk(node.body, open(scope));
      case 'ForStatement': case 'ForInStatement': case 'ForOfStatement': return children(node, open(scope));
      case 'SwitchStatement': walk(node.discriminant, scope); return walk(node.cases, open(scope));
      case 'CatchClause': {
        const inner = open(scope);
        pattern(node.param, () => inner, inner);
        return walk(node.body.body, inner);
      }
      case 'MemberExpression': walk(node.object, scope); return node.computed || node.property.type === 'PrivateIdentifier' ? walk(node.property, scope) : undefined;
      case 'Property':
        if (node.computed) walk(node.key, scope);
        if (!node.shorthand) return walk(node.value, scope);
        mention(scope, node.value.left ?? node.value, { key: node.key.name });
        return walk(node.value.right, scope);
      case 'LabeledStatement': return walk(node.body, scope);
      case 'BreakStatement': case 'ContinueStatement': case 'MetaProperty': case 'ExportAllDeclaration': return;
      case 'ImportDeclaration':
        for (const one of node.specifiers) {
          declare(scope, one.local);
          mention(scope, one.local, one.type === 'ImportSpecifier' ? { imported: one.imported.name, start: one.start, end: one.end } : {});
        }
        return;
      case 'ExportNamedDeclaration':
        if (node.source) return;
        walk(node.declaration, scope);
        for (const { local, exported, start, end } of node.specifiers) mention(scope, local, { exported: exported.name, start, end });
        return;
      default: return children(node, scope);
    }
  }
  function children(node, scope) {
    for (const value of Object.values(node)) if (value && typeof value === 'object') walk(value, scope);
  }

  const top = openFunction(undefined, tree);
  top.body = true;
  walk(tree.body, top);

  for (const place of places) {
    const between = [];
    let scope = place.scope;
    for (; scope && !scope.own.has(place.name); scope = scope.parent) between.push(scope);
    const thing = scope?.own.get(place.name);
    place.thing = thing;
    thing?.places.push(place);
    for (const { seen, foreign } of between) {
      if (thing) seen.add(thing);
      else foreign.add(place.name);
    }
  }
  for (const { own, seen } of scopes) {
    for (const thing of own.values()) {
      seen.add(thing);
      for (const other of seen) {
        if (other === thing) continue;
        thing.near.add(other);
        other.near.add(thing);
      }
    }
  }
  return { tree, things, functions, places: places.filter(({ thing }) => thing).sort((a, b) => a.start - b.start) };
}

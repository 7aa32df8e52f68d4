/** Our own lint rules, for what oxlint and its plugins cannot say. Loaded by .oxlintrc.json; each is proved in test/boundaries. */
import { broken, touchesOf } from './boundaries.mjs';

/** The path from the last src/ or components/ on, so that the rules hold in a copy of the tree as well. */
const pathIn = (context) => /(?:^|\/)((?:src|components)\/(?!.*\/(?:src|components)\/).*)$/.exec(context.filename.replaceAll('\\', '/'))?.[1];

const boundaries = {
  create(context) {
    const from = pathIn(context);
    if (!from) return {};
    const check = (source, dynamic) => {
      if (typeof source?.value !== 'string') return;
      const message = broken(from, source.value, { dynamic });
      if (message) context.report({ node: source, message });
    };
    const statically = (node) => check(node.source, false);
    return {
      ImportDeclaration: statically,
      ExportNamedDeclaration: statically,
      ExportAllDeclaration: statically,
      TSImportType: statically,
      ImportExpression: (node) => check(node.source, true),
    };
  },
};

const noLoadTimeDom = {
  create: (context) => ({
    Program(node) {
      for (const { name, start } of touchesOf(node))
        context.report({ loc: context.sourceCode.getLocFromIndex(start), message: `${name} is touched while the module loads, which breaks its import in Node: move it into a function` });
    },
  }),
};

const SINKS = new Set(['innerHTML', 'outerHTML', 'srcdoc']);
const SINK_CALLS = new Set(['insertAdjacentHTML', 'setHTMLUnsafe', 'parseHTMLUnsafe', 'createContextualFragment']);
const nameOf = (member) => (member.computed ? member.property.value : member.property.name);

/** What people send is text. Lit escapes it; these would not, and a Trusted Types policy refuses them anyway. */
const noHtmlSinks = {
  create: (context) => ({
    AssignmentExpression({ left }) {
      if (left.type === 'MemberExpression' && SINKS.has(nameOf(left))) context.report({ node: left, message: `${nameOf(left)} turns text into markup: render a Lit template, or set textContent` });
    },
    CallExpression({ callee }) {
      if (callee.type !== 'MemberExpression') return;
      const name = nameOf(callee);
      const writes = (name === 'write' || name === 'writeln') && callee.object.type === 'Identifier' && callee.object.name === 'document';
      if (writes || SINK_CALLS.has(name)) context.report({ node: callee, message: `${name}() turns text into markup: render a Lit template` });
    },
    TaggedTemplateExpression(node) {
      for (const part of node.quasi.quasis)
        if (/\s\.(?:innerHTML|outerHTML|srcdoc)\s*=/i.test(part.value.raw)) context.report({ node: part, message: 'a template that sets innerHTML, outerHTML or srcdoc turns text into markup' });
    },
  }),
};

/** A style attribute, styleMap's first rendering included, needs `style-src 'unsafe-inline'`; the CSSOM does not. */
const noStyleAttribute = {
  create: (context) => ({
    TaggedTemplateExpression(node) {
      if (!['html', 'svg', 'mathml'].includes(node.tag.name)) return;
      for (const part of node.quasi.quasis)
        if (/\sstyle\s*=/i.test(part.value.raw)) context.report({ node: part, message: "style attributes need 'unsafe-inline' in a page's CSP: use a class, a part, or element.style.setProperty()" });
    },
  }),
};

/** `it.only` left behind switches every other test of its file off. */
const noOnly = {
  create: (context) => ({
    MemberExpression(node) {
      if (node.object.type === 'Identifier' && ['it', 'describe', 'test', 'suite'].includes(node.object.name) && nameOf(node) === 'only') context.report({ node, message: 'remove .only: it switches the other tests off' });
    },
  }),
};

/** Prototype.js 1.6 has a `reduce` and an `Array.from` of its own, which do something else: a page that has it keeps its chat. */
const noReplaced = {
  create: (context) => ({
    CallExpression({ callee, arguments: given }) {
      if (callee.type !== 'MemberExpression') return;
      const name = nameOf(callee);
      if (name === 'reduce' || name === 'reduceRight') context.report({ node: callee, message: `${name} is another one on pages with an old library: write a loop` });
      if (name === 'from' && given.length > 1 && callee.object.type === 'Identifier' && callee.object.name === 'Array') context.report({ node: callee, message: 'Array.from takes no function on pages with an old library: use [...list].map()' });
    },
  }),
};

export default {
  meta: { name: 'house' },
  rules: { boundaries, 'no-load-time-dom': noLoadTimeDom, 'no-html-sinks': noHtmlSinks, 'no-style-attribute': noStyleAttribute, 'no-only': noOnly, 'no-replaced': noReplaced },
};

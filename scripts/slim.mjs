/**
 * Leaves out of packages, in the shipped scripts, what never runs there. The package that people install keeps them whole.
 * Every piece has to be found: another version of a package stops the build until somebody has looked at it again.
 * test/package/slim.test.ts runs the tests of the connection over what is left of partysocket.
 */
import { parseAst } from 'rollup/parseAst';
import { cut, each } from './edit.mjs';

/** Of partysocket, `src/connection/socket.ts` uses one attempt, its properties `on…`, `send` and `close`: no retry, no queue, no listeners, no functions for URLs. */
const PARTYSOCKET = {
  classes: {
    ReconnectingWebSocket: [
      '_retryCount', '_uptimeTimeout', '_shouldReconnect', '_connectLock', '_didWarnAboutClosedSend', '_messageQueue', '_debugLogger', 'CONNECTING', 'OPEN', 'CLOSING', 'CLOSED',
      'retryCount', 'extensions', 'protocol', 'url', 'shouldReconnect', 'reconnect', 'drainQueuedMessages', '_debug', '_getNextDelay', '_wait', '_getNextProtocols', '_getNextUrl',
      '_acceptOpen',
    ],
  }, // prettier-ignore
  /** Up to the class that is used: warnings, and copies of events for listeners. `#` stands for what is private. */
  edits: [
    [/if \(!globalThis\.EventTarget[^]*?`\);\n/, ''],
    [/var ErrorEvent = [^]*?(?=var CloseEvent)/, ''],
    [/const Events = [^]*?(?=var ReconnectingWebSocket)/, ''],
    [/class extends Event \{/, 'class {'],
    [/wasClean = true;\n/, ''],
    [/\(code = 1e3, reason = "", target\) \{\s*super\([^]*?\);/, '(code, reason = "") {'],
    [/get binaryType\(\) \{[^]*?\n  \}\n/, ''],
    [/this\._ws\.addEventListener\("error", absorbError\);/, ''],
    [/if \(!this\._ws\) return;(?=\s*this\._ws\.addEventListener)/, ''],
    [/ErrorEvent, ReconnectingWebSocket as default/, 'ReconnectingWebSocket as default'],
    [/class ReconnectingWebSocket extends EventTarget/, 'class'],
    [/super\(\);\n/, ''],
    [/options = \{\}/, 'options'],
    [/if \(this\._options\.startClosed\) [^]*?(?=this\._connect\(\);)/, ''],
    [/this\._messageQueue\.reduce\([^]*?, 0\) \+ /, ''],
    [/return this\._options\.startClosed[^]*?;/, 'return 0;'],
    // close
    [/this\._shouldReconnect = false;\n    this\._clearTimeouts/, 'this._clearTimeouts'],
    [/if \(!this\._ws\) \{\n\s*return;\n\s*\}\n\s*if \(\s*this\._ws\.readyState === this\.CLOSED \|\|\s*this\._ws\.readyState === this\.CLOSING\s*\) \{\s*return;\s*\}/, 'if (!this._ws || this._ws.readyState > 1) return;'],
    // send
    [/if \(this\._closeCalled && !this\._didWarn[^]*?return false;/, 'return false;'],
    // _connect
    [/if \(this\._connectLock \|\| [^]*?this\._wait\(\)/, 'const { connectionTimeout } = this._options;\n    new Promise((resolve) => setTimeout(resolve))'],
    [/\.then\(\(\) =>\s*Promise\.all\([^]*?\.then\(\(\[url, protocols\]\) => \{/, '.then(() => {\n const url = this._url, protocols = this._protocols;'],
    [/if \(this\._closeCalled\) \{\s*this\._connectLock = false;\s*return;\s*\}\s*if \([^]*?`\);\s*didWarnAboutMissingWebSocket = true;\s*\}/, 'if (this._closeCalled) return;'],
    [/this\._connectLock = false;\n/, ''],
    [/\.catch\(\(err\) => \{[^]*?\}\);/, '.catch((err) => this._handleError(err));'],
    // what happens
    [/new Events\.ErrorEvent\(Error\("TIMEOUT"\), this\)/, '{ message: "TIMEOUT" }'],
    [/this\._ws\.readyState === this\.OPEN \|\|\s*this\._ws\.readyState === this\.CONNECTING/, 'this._ws.readyState < 2'],
    [/Events\.CloseEvent\(code, reason, this\)/, 'CloseEvent(code, reason)'],
    [/const \{ minUptime = [^]*?;\n/, ''],
    [/this\._uptimeTimeout = [^]*?(?=this\._ws\.binaryType)/, ''],
    [/this\._messageQueue\.forEach[^]*?this\._messageQueue = \[\];/, ''],
    [/this\._connect\(\);\n  \};\n  _handleClose/, '};\n  _handleClose'],
    [/if \(\s*this\._options\.shouldReconnectOnClose[^]*?this\._connect\(\);\n/, ''],
    [/\n\s*clearTimeout\(this\._uptimeTimeout\);/, ''],
    [/this\.OPEN/g, '1'],
    [/ReconnectingWebSocket\.CLOSED/g, '3'],
    [/this\.dispatchEvent\(cloneEvent\(event\)\);/g, ''],
  ],
};

/** Partysocket's `ws.js` without what never runs here, and with its private names private, so that they can be shortened. */
export function slimPartySocket(code) {
  code = withoutMembers(code, 'ReconnectingWebSocket', PARTYSOCKET.classes.ReconnectingWebSocket);
  code = withoutCalls(code, '_debug');
  return edited('partysocket', code, PARTYSOCKET.edits).replace(/\bthis\._(\w+)/g, 'this.#$1').replace(/^ {2}_(\w+)(?=;| =|\()/gm, '  #$1');
}

/**
 * Of Lit, what is for old browsers, for development and for templates that we have none of: the polyfills' hooks, decorators' metadata, styles without `adoptedStyleSheets`
 * (no browser without them can read our code), compiled templates, `mathml`, and expressions inside of `<textarea>` and `<style>`, which `source` (rollup-plugins.mjs) refuses.
 * All that properties can be stays, for classes that a page makes of ours.
 */
const LIT = {
  'lit-html/lit-html.js': [
    [/,B=t\.litHtmlPolyfillSupport;B\?\.\(S,k\),\(t\.litHtmlVersions\?\?=\[\]\)\.push\("[\d.]+"\);const D=/, ',D='],
    ['3===i?"<math>":""', '""'],
    ['3===i?"</math>":""', '""'],
    ['2===i||3===i)', '2===i)'],
    ['"number"==typeof s?this._$AC(t):(void 0===s.el&&(s.el=S.createElement(V(s.h,s.h[0]),this.options)),s)', 'this._$AC(t)'],
    ['const{values:i,_$litType$:s}=t,', 'const{values:i}=t,'],
    ['if(y.test(r.tagName)){const t=r.textContent.split(o),i=t.length-1;if(i>0){r.textContent=s?s.emptyScript:"";for(let s=0;s<i;s++)r.append(t[s],c()),P.nextNode(),d.push({type:2,index:++l});r.append(t[i],c())}}', ''],
    ['throw Error("invalid template strings array")', 'throw Error()'],
    ['get tagName(){return this.element.tagName}', ''],
    ['(t?.creationScope??l)', 'l'],
    ['get startNode(){return this._$AA}get endNode(){return this._$AB}', ''],
  ],
  'lit-element/lit-element.js': [
    [/,s\.litElementHydrateSupport\?\.\([^)]*\);const \w=s\.litElementPolyfillSupport;\w\?\.\([^)]*\);/, ';'],
    [/\(s\.litElementVersions\?\?=\[\]\)\.push\("[\d.]+"\);/, ''],
  ],
  '@lit/reactive-element/reactive-element.js': [
    [',p=a.reactiveElementPolyfillSupport', ''],
    ['Symbol.metadata??=Symbol("metadata"),a.litPropertyMetadata??=new WeakMap;', ''],
    ['static addInitializer(t){this._$Ei(),(this.l??=[]).push(t)}', ''],
    [',void 0!==t.l&&(this.l=[...t.l])', ''],
    [',this.constructor.l?.forEach(t=>t(this))', ''],
    [/const t=this\[Symbol\.metadata\];if\(null!==t\)\{[^{}]*(?:\{[^{}]*\})?[^{}]*\}/, ''],
    [',p?.({ReactiveElement:y}),(a.reactiveElementVersions??=[]).push("2.1.2")', ''],
  ],
  '@lit/reactive-element/css-tag.js': [
    [/const t=globalThis,e=t\.ShadowRoot&&[^,]*,s=/, 'const e=!0,s='],
    ['throw Error("CSSResult is not constructable. Use `unsafeCSS` or `css` instead.")', 'throw Error()'],
    [/throw Error\("Value passed to 'css'[^]*?security\."\)/, 'throw Error()'],
    ['if(e&&void 0===t)', 'if(void 0===t)'],
    [/\{if\(e\)s\.adoptedStyleSheets=([^;]*);else for[^]*?(?=,c=)/, 'void(s.adoptedStyleSheets=$1)'],
    [/,c=e\?t=>t:[^]*?(?=;export)/, ',c=t=>t'],
  ],
};
const LIT_LEFT = /PolyfillSupport|Versions|metadata/i;

/** A file of Lit's production build without what is for nobody here. */
export function slimLit(path, code) {
  const slim = edited(path, code, LIT[path]);
  if (LIT_LEFT.test(slim)) throw new Error(`${path} has something new: ${LIT_LEFT.exec(slim)}`);
  return slim;
}

/** What to do with a module of a package, by its path. */
export function slimmed(id, code) {
  const [, path] = /\/node_modules\/((?:@[\w-]+\/)?[\w-]+\/[^?]*)$/.exec(id) ?? [];
  if (path === 'partysocket/dist/ws.js') return slimPartySocket(code);
  return path && Object.hasOwn(LIT, path) ? slimLit(path, code) : undefined;
}

function edited(name, code, edits) {
  for (const [what, instead] of edits) {
    const next = code.replace(what, typeof what === 'string' ? () => instead : instead);
    if (next === code) throw new Error(`${name} is not as scripts/slim.mjs knows it: there is no ${what}`);
    code = next;
  }
  return code;
}

function withoutMembers(code, name, members) {
  const found = [];
  each(parseAst(code), (node) => {
    if (node.type === 'ClassExpression' && node.id?.name === name) found.push(...node.body.body.filter(({ key }) => members.includes(key?.name)));
  });
  const missing = members.filter((member) => !found.some(({ key }) => key.name === member));
  if (missing.length > 0) throw new Error(`partysocket is not as scripts/slim.mjs knows it: ${name} has no ${missing.join(', ')}`);
  return cut(code, found);
}

/** Without statements that only call this method of its own. */
function withoutCalls(code, method) {
  const found = [];
  each(parseAst(code), (node) => {
    const callee = node.type === 'ExpressionStatement' && node.expression.type === 'CallExpression' && node.expression.callee;
    if (callee && callee.object?.type === 'ThisExpression' && callee.property.name === method) found.push(node);
  });
  return cut(code, found);
}

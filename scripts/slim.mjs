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
  for (const [what, instead] of PARTYSOCKET.edits) {
    if (code.search(what) < 0) throw new Error(`partysocket is not as scripts/slim.mjs knows it: there is no ${what}`);
    code = code.replace(what, instead);
  }
  return code.replace(/\bthis\._(\w+)/g, 'this.#$1').replace(/^ {2}_(\w+)(?=;| =|\()/gm, '  #$1');
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

/** What a frame is called and how it is laid out, whatever protocol it belongs to. Frames are only read here, never changed. */

const ENGINE = ['open', 'close', 'ping', 'pong', 'message', 'upgrade', 'noop'];
const SOCKET = ['connect', 'disconnect', 'event', 'ack', 'connect error', 'binary event', 'binary ack'];

/** Engine.IO's digit, Socket.IO's digit, attachments, namespace, id; the rest is JSON. */
const PACKET = /^([0-6])([0-6])?(?:\d+-)?(?:\/[^,]*,)?\d*/;
/** Where an object says what it is, in the order in which backends use it. */
const KEYS = ['type', 'kind', 't', 'event', 'action', 'op'];
/** A request or an answer over HTTP stands in the first line. */
const HTTP = /^(?:(GET|POST|PUT|PATCH|DELETE) (\S+)|(HTTP \d+))(?:\n|$)/;
const BYTES = /^(\d+) bytes$/;

/** Longer names are words of a person, not a type. */
const MAX_NAME = 48;

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function inside(value: unknown): string | undefined {
  if (Array.isArray(value)) return typeof value[0] === 'string' ? value[0] : undefined;
  if (typeof value !== 'object' || value === null) return undefined;
  for (const key of KEYS) {
    const found = (value as Record<string, unknown>)[key];
    if (typeof found === 'string' && found) return found;
  }
  return undefined;
}

/** A short name: the type that the frame gives itself, or what kind of thing it is. */
export function frameName(text: string, protocol: string): string {
  return name(text, protocol).slice(0, MAX_NAME);
}

function name(text: string, protocol: string): string {
  if (!text) return 'empty';
  if (BYTES.test(text)) return 'binary';
  const http = HTTP.exec(text);
  if (http) return http[3] ?? `${http[1]} ${http[2]!.replace(/^\w+:\/\/[^/]*|\?.*$/g, '')}`;
  const packet = protocol === 'socket-io' ? PACKET.exec(text) : null;
  if (packet) {
    const [head, engine, socket] = packet;
    if (engine !== '4' || socket === undefined) return ENGINE[Number(engine)]!;
    return (/[25]/.test(socket) && inside(parsed(text.slice(head.length)))) || SOCKET[Number(socket)]!;
  }
  const value = parsed(text);
  // A frame too long to be kept whole is no JSON any more, but its type usually stands at its beginning.
  if (value === undefined) return /^\s*[{[]/.test(text) ? (/"(?:type|kind|t|event)"\s*:\s*"([^"]+)"/.exec(text.slice(0, 400))?.[1] ?? 'not JSON') : 'text';
  return inside(value) ?? (value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value);
}

/** Bytes on the wire. */
export function frameSize(text: string): number {
  const binary = BYTES.exec(text);
  return binary ? Number(binary[1]) : new TextEncoder().encode(text).length;
}

/** With lines and indents where it is JSON, else as it is. */
export function pretty(text: string, protocol: string): string {
  const head = HTTP.exec(text)?.[0] ?? (protocol === 'socket-io' ? PACKET.exec(text)?.[0] : undefined) ?? '';
  const body = text.slice(head.length);
  if (!/^\s*[{[]/.test(body) || parsed(body) === undefined) return text;
  return `${head}${head && !head.endsWith('\n') ? '\n' : ''}${indent(body)}`;
}

/** Lays JSON out without reading it into values: long numbers, doubled keys and the order stay as they were on the wire. */
function indent(json: string): string {
  let out = '';
  let depth = 0;
  const line = (): string => `\n${'  '.repeat(depth)}`;
  for (const [token] of json.matchAll(/"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g)) {
    if (token === '{' || token === '[') {
      depth++;
      out += token + line();
    } else if (token === '}' || token === ']') {
      depth--;
      // Nothing stood between the two.
      out = /[{[]\n\s*$/.test(out) ? out.trimEnd() + token : out + line() + token;
    } else if (token === ',') out += token + line();
    else out += token === ':' ? ': ' : token;
  }
  return out;
}

/** What is wrong with a text that should be JSON, in the browser's words without its jargon; undefined: nothing. */
export function jsonProblem(text: string): string | undefined {
  try {
    JSON.parse(text);
    return undefined;
  } catch (error) {
    return (error instanceof Error ? error.message : String(error)).replace(/^JSON\.parse:\s*|^JSON Parse error:\s*/i, '');
  }
}

import { ChatError } from '../errors/index.js';
import type { Codec } from './codec.js';

/** Fetches a codec: a module whose default export it is, or the codec itself. */
export type CodecLoader = () => Promise<Codec | { readonly default: Codec }>;

/** One line each. The names are written out, so that bundlers make a chunk of every folder and a page loads the one that it speaks. */
const loaders = new Map<string, CodecLoader>([
  ['party', () => import('./party/index.js')],
  ['realtime-session', () => import('./realtime-session/index.js')],
  ['user-channel', () => import('./user-channel/index.js')],
  ['cossistant', () => import('./cossistant/index.js')],
  ['topics', () => import('./topics/index.js')],
  ['socket-io', () => import('./socket-io/index.js')],
]); // prettier-ignore

const loaded = new Map<string, Promise<Codec>>();
/** Tells of each that is added, by its name. */
const added = new EventTarget();

/** Adds a protocol, or puts another in the place of one. Connections that are open keep the codec that they have. */
export function registerProtocol(name: string, codec: Codec | CodecLoader): void {
  if (!name) throw new ChatError('invalid-input', { name: 'name', problem: 'a protocol needs one' });
  if (typeof codec !== 'function' && !isCodec(codec)) throw new ChatError('invalid-input', { name: 'codec', problem: 'it has no target() and start()' });
  loaders.set(name, typeof codec === 'function' ? codec : () => Promise.resolve(codec));
  loaded.delete(name);
  added.dispatchEvent(new Event(name));
}

/** The names that `protocol` may have. */
export function knownProtocols(): readonly string[] {
  return [...loaders.keys()];
}

/** The codec of this name. Throws `unknown-protocol`, or `load-failed`: then the next call tries again, since a lost network comes back. `later`: called where it is unknown, as soon as it is not. */
export async function loadProtocol(name: string, later?: () => void): Promise<Codec> {
  const loader = loaders.get(name);
  if (!loader) {
    if (later) added.addEventListener(name, later, { once: true });
    throw new ChatError('unknown-protocol', { protocol: name, known: knownProtocols().join(', ') });
  }
  let promise = loaded.get(name);
  if (!promise) loaded.set(name, (promise = load(loader)));
  try {
    return await promise;
  } catch (error) {
    // Only its own: a protocol registered meanwhile under this name stays.
    if (loaded.get(name) === promise) loaded.delete(name);
    throw new ChatError('load-failed', {}, error);
  }
}

async function load(loader: CodecLoader): Promise<Codec> {
  const found = await loader();
  const codec = 'default' in found ? found.default : found;
  if (!isCodec(codec)) throw new TypeError('not a codec: it has no target() and start()');
  return codec;
}

function isCodec(value: unknown): value is Codec {
  const codec = value as Partial<Codec> | null;
  return typeof codec?.target === 'function' && typeof codec.start === 'function';
}

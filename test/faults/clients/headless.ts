/**
 * Our own session without a page: everything but elements and storage, bundled for Node. For backends that need no browser to be judged by, for a herd of
 * hundreds, and for mutants: copies with one thing taken out that a test must miss. Mutants are made here, while bundling, and nowhere else.
 */
import { mkdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import WebSocket from 'ws';
import { root } from '../../../scripts/files.mjs';
import type { Mutant } from '../mutants.js';
import type { Client, Place } from '../types.js';

/** The part of a session that is used here. */
interface Session {
  start(): void;
  dispose(): void;
  sendMessage(text: string, options?: { conversation?: string }): { id: string };
  conversation(id?: string): { blocks: readonly { messages: readonly { text: string; status: string }[] }[] };
  onEvent(fn: (name: string, detail: any) => void): () => void;
  readonly connection: { status: string };
}
interface Bundle {
  Session: new (settings: object, deps: object) => Session;
  DEFAULT_ADDRESS: object;
  createStore(options: object): unknown;
}

const bundles = new Map<string, Promise<Bundle>>();

/** A seam that is not there any more is an error: a mutant must never be the client itself. */
export function bundleOf(mutant?: Mutant): Promise<Bundle> {
  const name = mutant?.name ?? 'whole';
  let made = bundles.get(name);
  if (!made) bundles.set(name, (made = make(name, mutant)));
  return made;
}

async function make(name: string, mutant?: Mutant): Promise<Bundle> {
  const folder = join(root, '.cache/faults');
  mkdirSync(folder, { recursive: true });
  const outfile = join(folder, `${name}-${process.pid}.mjs`);
  const left = new Set(mutant?.seams ?? []);
  await build({
    stdin: { contents: "export { Session } from './src/session/session.ts'; export { DEFAULT_ADDRESS } from './src/domain/index.ts'; export { createStore } from './src/storage/store.ts';", resolveDir: root, loader: 'ts' },
    bundle: true, platform: 'node', format: 'esm', target: 'node20', outfile, logLevel: 'error', packages: 'bundle',
    // What Socket.IO's parser stands on asks for Node's own modules in the old way.
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
    tsconfigRaw: { compilerOptions: { experimentalDecorators: true, useDefineForClassFields: false } },
    plugins: [{
      name: 'mutant',
      setup(work) {
        work.onLoad({ filter: /\/src\/.*\.ts$/ }, async ({ path }) => {
          let contents = await readFile(path, 'utf8');
          for (const seam of mutant?.seams ?? []) {
            if (!path.endsWith(seam.file)) continue;
            if (!contents.includes(seam.find)) throw new Error(`The mutant "${name}" finds no "${seam.find}" in ${seam.file}: give it the new words.`);
            contents = contents.replace(seam.find, () => seam.put);
            left.delete(seam);
          }
          return { contents, loader: 'ts' };
        });
      },
    }],
  });
  if (left.size) throw new Error(`The mutant "${name}" is not what it says: ${[...left].map((seam) => seam.file).join(', ')} is not part of the client.`);
  return (await import(pathToFileURL(outfile).href)) as Bundle;
}

export interface HeadlessOptions {
  readonly mutant?: Mutant;
  /** More of the address: `protocol` and what that needs. Given the proxy's port. */
  readonly address?: (place: Place) => object;
  readonly token?: string;
  readonly random?: () => number;
  readonly status?: (status: string) => void;
  /** With every socket that is opened: when it was due, on the clock of `performance.now()`, however late this process got to it. */
  readonly dials?: (due: number) => void;
}

export async function headlessClient(place: Place, { mutant, address, token, random, status, dials }: HeadlessOptions = {}): Promise<Client> {
  const { Session, DEFAULT_ADDRESS, createStore } = await bundleOf(mutant);
  const { port, room, heard } = place;
  let due = performance.now();
  const clock = {
    now: () => performance.now(),
    setTimeout: (fn: () => void, ms: number) => {
      const at = performance.now() + ms;
      return setTimeout(() => {
        due = at;
        fn();
      }, ms);
    },
    clearTimeout,
  };
  const sockets = new Set<WebSocket>();
  let overlaps = 0;
  class Dialled extends WebSocket {
    constructor(...args: ConstructorParameters<typeof WebSocket>) {
      if ([...sockets].some(({ readyState }) => readyState === WebSocket.OPEN)) overlaps++;
      super(...args);
      sockets.add(this);
      this.on('close', () => sockets.delete(this));
      dials?.(due);
    }
  }
  const session = new Session(
    { address: { ...DEFAULT_ADDRESS, url: `ws://127.0.0.1:${port}`, conversation: room, userId: 'page', userName: 'Page', ...address?.(place) }, tuning: {}, token, debug: false, shareTabs: false },
    { webSocket: Dialled, clock, store: createStore({ indexedDB: null, locks: null }), kept: async () => false, schedule: (fn: () => void) => { const timer = setTimeout(fn, 16); return () => clearTimeout(timer); }, ...(random && { random }) },
  );
  session.onEvent((name, detail) => {
    if (name === 'chat-message') heard(detail.message.text);
    if (name === 'chat-status') status?.(detail.status);
  });
  session.start();
  return {
    async send(text) {
      try {
        session.sendMessage(text);
        return true;
      } catch {
        return false;
      }
    },
    async shown() {
      return session.conversation().blocks.flatMap(({ messages }) => messages).filter(({ status: is }) => is !== 'pending' && is !== 'failed').map(({ text }) => text);
    },
    page: {},
    overlaps: () => overlaps,
    stop: async () => session.dispose(),
  };
}

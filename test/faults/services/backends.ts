/** The five backends that are not ours, each as its test server (test/servers): what it was told is what it has. A restart keeps what it stores, as all of them would. */
import { setTimeout as wait } from 'node:timers/promises';
import { startServer, type ServerName } from '../../servers/index.js';
import type { LogEntry } from '../../servers/types.js';
import type { Service } from '../types.js';

export interface Backend {
  readonly name: ServerName;
  /** What the protocol can promise, as docs/delivery.md says it. */
  readonly modes?: object;
  /** More of the client's address. */
  address(port: number, room: string): object;
  /** The action that has the other side say something. */
  act(room: string, text: string): readonly [name: string, args: object];
}

export const BACKENDS: readonly Backend[] = [
  { name: 'realtime-session', address: () => ({}), act: (session, text) => ['transcript', { session, text }] },
  { name: 'user-channel', address: () => ({}), act: (conversation, text) => ['message', { user: 'page', conversation, text }] },
  { name: 'cossistant', address: () => ({}), act: (conversation, text) => ['message', { conversation, text }] },
  { name: 'topics', modes: { page: 10_000, clientIds: true }, address: () => ({}), act: (conversation, text) => ['message', { conversation, text }] },
  { name: 'socket-io', modes: { history: true }, address: () => ({ conversation: '9', historyUrl: '/messages', userId: '7' }), act: (_, text) => ['message', { user: '7', peer: '9', content: text, text }] },
];

const DOWN_MS = 700;

export async function backendService({ name, act, modes }: Backend, room: string): Promise<Service> {
  const server = await startServer(name, { modes: { token: 'any', answers: false, ...modes } as never });
  const { control } = server;
  const log: string[] = [];
  const sent = new Set<string>();
  const service: Service = {
    port: server.port,
    heard: () => {},
    say(text) {
      log.push(text);
      control.act(...(act(room, text) as [string, Readonly<Record<string, unknown>>]));
    },
    log: async () => log.slice(),
    async restart() {
      await control.down();
      await wait(DOWN_MS);
      await control.up();
    },
    stop: () => server.close(),
  };
  // Whatever comes in is noted there first.
  const entries = control.log as LogEntry[];
  entries.push = (...added) => {
    for (const { direction, frame } of added) {
      const text = direction === 'in' && typeof frame === 'string' ? /up \d+/.exec(frame)?.[0] : undefined;
      if (text === undefined) continue;
      // Where ids are promised to count, the second of the same is not stored.
      const id = /"clientID":"([^"]+)"/.exec(String(frame))?.[1];
      if (id !== undefined && sent.has(id)) continue;
      if (id !== undefined) sent.add(id);
      log.push(text);
      service.heard(text);
    }
    return added.length;
  };
  return service;
}

/** Starts a test server by the name of its protocol; `tsx test/servers/index.ts <protocol> [port] [control port]` does it in a process of its own. */
import { pathToFileURL } from 'node:url';
import type { Start, StartOptions, TestServer } from './types.js';

/** One line each; the names are written out, so that nothing of one server loads with another. */
const servers = {
  'realtime-session': () => import('./realtime-session.js'),
  'user-channel': () => import('./user-channel.js'),
  cossistant: () => import('./cossistant.js'),
  topics: () => import('./topics.js'),
  'socket-io': () => import('./socket-io.js'),
} as const;

export type ServerName = keyof typeof servers;
export const SERVER_NAMES = Object.keys(servers) as readonly ServerName[];

/** The server's own type, so that a test may set its modes by name. */
type Started<N extends ServerName> = Awaited<ReturnType<Awaited<ReturnType<(typeof servers)[N]>>['start']>>;

export async function startServer<N extends ServerName>(name: N, options?: StartOptions): Promise<Started<N>> {
  const { start } = (await servers[name]()) as { start: Start };
  return (await start(options)) as TestServer as unknown as Started<N>;
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const [, , name = '', port, controlPort] = process.argv;
  if (!SERVER_NAMES.includes(name as ServerName)) {
    console.error(`Which server? One of ${SERVER_NAMES.join(', ')}.`);
    process.exit(1);
  }
  const server = await startServer(name as ServerName, { port: Number(port ?? 0), controlPort: Number(controlPort ?? 0) });
  console.log(`${name} ready at ${server.url}, control at ${server.controlUrl}`);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void server.close().then(() => process.exit(0)));
}

import type { Lobby } from './lobby.js';
import type { Env } from './types.js';

/**
 * What belongs to one life of the server process, not to one room. On workerd all rooms share this module;
 * on Cloudflare only those of one isolate do, where nothing here is relied upon.
 */
let id: string | undefined;
const rooms = new Map<string, { kind: 'conversation' | 'lobby'; name: string }>();

export const serverId = (env: Env): string => (id ??= env.SERVER_ID || crypto.randomUUID());

/** Notes a room that had a socket, so that a planned shutdown can find it, even asleep. */
export function register(kind: 'conversation' | 'lobby', name: string): void {
  rooms.set(`${kind}/${name}`, { kind, name });
}

/** Tells every socket that the server goes away: `least`, before which there is nobody to come back to, and how long to spread the return over after that: 40 a second, so that they do not all come at once. */
export async function goodbye(env: Env, least: number): Promise<void> {
  const stubs = [...rooms.values()].map(({ kind, name }) => {
    const namespace = env[kind] as unknown as DurableObjectNamespace<Lobby>;
    return namespace.get(namespace.idFromName(name));
  });
  const counts = await Promise.all(stubs.map((stub) => stub.sockets().catch(() => 0)));
  const after = Math.min(10_000, Math.max(500, counts.reduce((sum, n) => sum + n, 0) * 25));
  await Promise.allSettled(stubs.map((stub, i) => (counts[i] ? stub.bye(after, least) : undefined)));
}

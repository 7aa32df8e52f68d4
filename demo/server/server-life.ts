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

/** Tells every socket that the server goes away. Resolves when all rooms have. */
export async function goodbye(env: Env, after: number): Promise<number> {
  const all = [...rooms.values()];
  await Promise.allSettled(all.map(({ kind, name }) => {
    const namespace = env[kind] as unknown as DurableObjectNamespace<import('./lobby.js').Lobby>;
    return namespace.get(namespace.idFromName(name)).bye(after);
  }));
  return all.length;
}

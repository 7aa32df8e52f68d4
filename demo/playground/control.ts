/** A test server's control port, as test/servers/types.ts describes it. */

export type Listed = { readonly protocol: string; readonly url: string; readonly controlUrl: string } | { readonly protocol: string; readonly error: string };

export interface ServerState {
  readonly modes: Readonly<Record<string, unknown>>;
  readonly clients: readonly { readonly id: number; readonly open: boolean }[];
  readonly actions: Readonly<Record<string, { readonly title: string; readonly args: Readonly<Record<string, unknown>> }>>;
}

export async function listServers(): Promise<readonly Listed[]> {
  const answer = await fetch('/playground/servers.json');
  if (!answer.ok) throw new Error(`The demo server answered ${answer.status}.`);
  return (await answer.json()) as readonly Listed[];
}

/** Asks, or (with a body) has something done. Rejects with what the server says is wrong. */
export async function ask<T = unknown>(controlUrl: string, path: string, body?: object): Promise<T> {
  // Text needs no preflight.
  const answer = await fetch(controlUrl + path, body === undefined ? { cache: 'no-store' } : { method: 'POST', body: JSON.stringify(body) });
  const value = (await answer.json()) as T & { error?: string };
  if (!answer.ok) throw new Error(value?.error ?? `The control port answered ${answer.status}.`);
  return value;
}

import { routePartykitRequest } from 'partyserver';
import { isConfigured, isOpen, sign, verify } from './identity.js';
import { LIMITS } from './limits.js';
import { goodbye } from './server-life.js';
import type { Env, Role } from './types.js';

export { Conversation } from './conversation.js';
export { Lobby } from './lobby.js';

const problem = (status: number, code: string, message: string): Response => Response.json({ code, message }, { status });

/** Whether a page may connect. No Origin header: not a browser, so nobody's cookies or tokens are at stake. */
function allowed(request: Request, env: Env): boolean {
  const origin = request.headers.get('origin');
  if (!origin) return true;
  const list = env.ORIGINS?.split(',').map((o) => o.trim().replace(/\/$/, '')).filter(Boolean);
  if (list?.length) return list.includes('*') || list.includes(origin);
  if (isOpen(env)) return true;
  if (!URL.canParse(origin)) return false;
  const { hostname, host } = new URL(origin);
  return host === new URL(request.url).host || ['localhost', '127.0.0.1', '[::1]'].includes(hostname);
}

function withCors(response: Response, request: Request, anyone: boolean): Response {
  const origin = request.headers.get('origin');
  if (!origin) return response;
  const answer = new Response(response.body, response);
  answer.headers.set('access-control-allow-origin', anyone ? '*' : origin);
  answer.headers.append('vary', 'origin');
  answer.headers.set('access-control-expose-headers', 'retry-after, content-length, content-range');
  return answer;
}

const PREFLIGHT = { 'access-control-allow-methods': 'GET, HEAD, POST, OPTIONS', 'access-control-allow-headers': 'authorization, content-type, range', 'access-control-max-age': '86400' };

/** A browser cannot see why an upgrade was refused, so the upgrade is answered and the socket closed with the reason. */
function closed(code: number, reason: string): Response {
  const { 0: client, 1: server } = new WebSocketPair();
  server.accept();
  server.close(code, reason);
  return new Response(null, { status: 101, webSocket: client });
}

/** `/parties/{party}/{room}`, with the room's name spelled in one way, whichever way the client escaped it. */
function canonical(request: Request): Request | undefined {
  const url = new URL(request.url), parts = url.pathname.split('/');
  const base = parts.indexOf('parties'), name = parts[base + 2];
  if (base < 0 || !name || (parts[base + 1] !== 'conversation' && parts[base + 1] !== 'lobby')) return undefined;
  try {
    const room = decodeURIComponent(name);
    if (room.length > 200 || !room.isWellFormed()) return undefined;
    url.pathname = ['', 'parties', parts[base + 1], encodeURIComponent(room), ...parts.slice(base + 3)].join('/');
  } catch {
    return undefined;
  }
  return new Request(url, request);
}

async function status(request: Request, env: Env): Promise<Response> {
  if (!isConfigured(env)) return problem(503, 'unavailable', 'This chat server is not configured: it has no secret.');
  if (!allowed(request, env)) return problem(403, 'forbidden', 'This website is not on the list of those that may chat here.');
  const token = /^Bearer\s+(\S+)$/i.exec(request.headers.get('authorization') ?? '')?.[1];
  const identity = token ? await verify(env, token) : undefined;
  if (identity && 'code' in identity) return problem(401, 'signed-out', identity.reason);
  return Response.json({ ok: true, protocol: 1 }, { headers: { 'cache-control': 'no-store' } });
}

/** Tokens for the demo's pages. Hands out any role to anyone, so it must be switched on. */
async function demoToken(request: Request, env: Env): Promise<Response> {
  if (env.DEMO_TOKENS !== '1' || !isConfigured(env)) return problem(404, 'not-found', 'There is nothing here.');
  if (request.method !== 'POST') return problem(405, 'not-allowed', 'Ask with POST.');
  const asked = ((await request.json().catch(() => null)) ?? {}) as { role?: string; name?: string; id?: string; website?: string; conversations?: string[]; seconds?: number };
  const role: Role = asked.role === 'agent' || asked.role === 'ai' ? asked.role : 'visitor';
  const sub = String(asked.id || `${role}_${crypto.randomUUID()}`).slice(0, 200);
  const name = asked.name ? String(asked.name).slice(0, LIMITS.name) : undefined;
  const token = await sign(env, { sub, role, name, website: asked.website ? String(asked.website) : undefined, conversations: Array.isArray(asked.conversations) ? asked.conversations.map(String) : undefined }, Number(asked.seconds) || 12 * 3_600);
  return Response.json({ token, user: { id: sub, role, name } }, { headers: { 'cache-control': 'no-store' } });
}

async function answer(request: Request, env: Env): Promise<Response> {
  const { pathname, searchParams } = new URL(request.url);
  if (pathname === '/demo/token') return demoToken(request, env);
  if (pathname === '/control/bye' && env.CONTROL_KEY && request.headers.get('authorization') === `Bearer ${env.CONTROL_KEY}`) {
    await goodbye(env, Number(searchParams.get('least')) || 1_000);
    return new Response('bye');
  }
  const party = canonical(request);
  if (!party && request.headers.get('upgrade')) return closed(4404, 'There is no such room.');
  return (party && (await routePartykitRequest(party, env as unknown as Cloudflare.Env))) ?? problem(404, 'not-found', 'There is nothing here. See docs/protocol.md.');
}

export default {
  async fetch(request, env) {
    const { pathname } = new URL(request.url);
    const upgrade = request.headers.get('upgrade')?.toLowerCase() === 'websocket';
    const ok = allowed(request, env);
    if (upgrade) return ok ? answer(request, env) : closed(4403, 'This website is not on the list of those that may chat here.');
    // Readable from anywhere: the status says no more than what a refused socket would, and file links carry their own signature.
    const anyone = pathname.endsWith('/status') || /\/files\/[^/]+$/.test(pathname);
    if (request.method === 'OPTIONS') return withCors(new Response(null, { status: ok || anyone ? 204 : 403, headers: PREFLIGHT }), request, anyone);
    if (pathname.endsWith('/status')) return withCors(await status(request, env), request, true);
    if (!ok && !anyone) return problem(403, 'forbidden', 'This website is not on the list of those that may chat here.');
    return withCors(await answer(request, env), request, anyone);
  },
} satisfies ExportedHandler<Env>;

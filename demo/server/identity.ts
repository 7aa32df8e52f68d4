import { SignJWT, decodeJwt, errors, jwtVerify } from 'jose';
import type { Hello } from './frames.js';
import type { Env, Role, User } from './types.js';

/** Who someone is, as far as it could be verified; or why not, with the close code that says so. */
export type Identity = { user: User; website: string; exp?: number; conversations?: string[]; guest?: boolean; token?: string };
export type Refused = { code: 4401 | 4403; reason: string };

const GUEST_DAYS = 30;
const ROLES: readonly string[] = ['visitor', 'agent', 'ai'];
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

export const isOpen = (env: Env): boolean => !env.CHAT_SECRET && env.OPEN === '1';
/** Neither a secret nor openness: someone forgot to configure this server. It then lets nobody in. */
export const isConfigured = (env: Env): boolean => !!env.CHAT_SECRET || (isOpen(env) && !!env.OPEN_SECRET);
const secretOf = (env: Env): Uint8Array => bytes(env.CHAT_SECRET || env.OPEN_SECRET || '');

export interface Claims { sub: string; role: Role; name?: string; avatar?: string; website?: string; conversations?: string[]; guest?: boolean }

export function sign(env: Env, claims: Claims, seconds: number): Promise<string> {
  return new SignJWT({ ...claims }).setProtectedHeader({ alg: 'HS256' }).setIssuedAt().setExpirationTime(Math.floor(Date.now() / 1000) + seconds).sign(secretOf(env));
}

const text = (value: unknown, max: number): string | undefined => (typeof value === 'string' && value !== '' ? value.slice(0, max) : undefined);

function fromClaims(claims: Record<string, unknown>, website: string): Identity | Refused {
  const sub = text(claims.sub, 200), role = claims.role;
  if (!sub || typeof role !== 'string' || !ROLES.includes(role)) return { code: 4401, reason: 'The token lacks a user id or a role.' };
  if (typeof claims.exp !== 'number') return { code: 4401, reason: 'The token has no end (exp).' };
  return {
    user: { id: sub, role: role as Role, name: text(claims.name, 100), avatar: text(claims.avatar, 1_000) },
    // A visitor may say which website they came by; the team's tokens have to name theirs.
    website: text(claims.website, 200) ?? (role === 'visitor' ? website : 'default'),
    exp: claims.exp * 1_000,
    conversations: Array.isArray(claims.conversations) ? claims.conversations.filter((c): c is string => typeof c === 'string') : undefined,
    guest: claims.guest === true || undefined,
  };
}

/** Reads a token. On an open server the guest tokens of an earlier life (whose data and secret were deleted) still name their guest. */
export async function verify(env: Env, token: string, website = 'default'): Promise<Identity | Refused> {
  try {
    const { payload } = await jwtVerify(token, secretOf(env), { algorithms: ['HS256'] });
    return fromClaims(payload, website);
  } catch (error) {
    if (error instanceof errors.JWTExpired) return { code: 4401, reason: 'The token has expired.' };
    if (isOpen(env) && error instanceof errors.JWSSignatureVerificationFailed) {
      const claims = decodeJwt(token);
      if (claims.guest === true && typeof claims.sub === 'string') return guest(env, claims.sub, text(claims.website, 200) ?? 'default', {});
    }
    return { code: 4401, reason: 'The token is not valid here.' };
  }
}

async function guest(env: Env, id: string, website: string, of: Partial<User>): Promise<Identity> {
  const seconds = GUEST_DAYS * 86_400;
  const token = await sign(env, { sub: id, role: 'visitor', website, guest: true }, seconds);
  return { user: { id, role: 'visitor', name: of.name, avatar: of.avatar }, website, exp: Date.now() + seconds * 1_000, guest: true, token };
}

/** The identity of a `hello`. `lobby`: the website whose lobby was asked for, where only the team may be. */
export async function identify(env: Env, hello: Hello, lobby?: string): Promise<Identity | Refused> {
  if (!isConfigured(env)) return { code: 4403, reason: 'This chat server is not configured: it has no secret.' };
  const said = { name: hello.user?.name || undefined, avatar: hello.user?.avatar || undefined };
  const website = hello.website || lobby || 'default';
  if (hello.token) {
    const identity = await verify(env, hello.token, website);
    if ('code' in identity) return identity;
    const user = { ...identity.user, name: identity.user.name ?? said.name, avatar: identity.user.avatar ?? said.avatar };
    // Half its time is over: a guest who comes back now and then stays the same guest.
    if (identity.guest && !identity.token && identity.exp! - Date.now() < (GUEST_DAYS / 2) * 86_400_000) return guest(env, user.id, identity.website, user);
    return { ...identity, user };
  }
  if (isOpen(env) && (hello.user?.id || lobby !== undefined)) {
    const role = hello.user?.role ?? (lobby === undefined ? 'visitor' : 'agent');
    return { user: { id: hello.user?.id || `${role}_${crypto.randomUUID()}`, role, ...said }, website };
  }
  if (env.GUESTS === 'off') return { code: 4401, reason: 'Please sign in to chat here.' };
  return guest(env, `guest_${crypto.randomUUID()}`, website, said);
}

/** A short signature that makes a link unguessable: whoever was given the link may open it. */
export async function signature(env: Env, what: string): Promise<string> {
  const key = await crypto.subtle.importKey('raw', secretOf(env), { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
  const mac = new Uint8Array(await crypto.subtle.sign('HMAC', key, bytes(`file:${what}`)));
  return btoa(String.fromCharCode(...mac.subarray(0, 18))).replaceAll('+', '-').replaceAll('/', '_');
}

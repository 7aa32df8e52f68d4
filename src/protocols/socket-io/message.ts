import type { IncomingMessage, MediaPart, Participant, Part } from '../../domain/index.js';
import type { CodecContext } from '../codec.js';
import { lean } from '../fields.js';
import { httpUrl } from '../url.js';
import * as schema from './schema.js';
import { LOCAL } from './state.js';

/** The other side. Its ids and those of users are counted apart, so both may well be 7: then its own says what it is. */
export function peerOf({ self, address }: CodecContext, id = address.conversation ?? address.peerField): Participant {
  return { id: id === self.id ? `${address.peerField}:${id}` : id, role: 'ai' };
}

/** The event with what `peer-field` names under a name that the schemas know. */
export const withPeer = (raw: Readonly<Record<string, unknown>>, { address: { peerField } }: CodecContext): object => ({ ...raw, peer: Object.hasOwn(raw, peerField) ? raw[peerField] : undefined });

/** A message as the backend has it, or undefined where it is none. `old`: from a list, in which there are one's own as well. */
export function messageOf(raw: Readonly<Record<string, unknown>>, conversation: string | undefined, context: CodecContext, old = false): (IncomingMessage & { readonly id: string }) | undefined {
  const { success, data } = schema.message.safeParse(withPeer(raw, context));
  if (!success || (data.content === undefined && !data.media_url)) return undefined;
  const { content, media_url: url, timestamp, status } = data;
  const place = data.peer ?? conversation;
  const own = isOwn(raw, place, context, old);
  const parts: Part[] = [...(content || !url ? [{ type: 'text' as const, text: content ?? '' }] : []), ...(url ? [media(url, data.media_type, context)] : [])];
  const known = url && !own ? pictured(parts, place, context) : undefined;
  return lean({
    id: data.id ?? known?.id ?? `${LOCAL}${context.newId()}`,
    // It was shown before it had an id: this is the same one.
    clientId: known?.id.startsWith(LOCAL) ? known.id : undefined,
    own, author: own ? context.self : peerOf(context, place), parts, createdAt: timestamp,
    status: /^(sent|delivered|read)$/.test(String(status)) ? (status as 'read') : undefined,
  } as const);
}

/** What others sent that shows the same picture. */
export function pictured(parts: readonly Part[], conversation: string | undefined, { messages, address }: CodecContext): { readonly id: string } | undefined {
  const url = (parts.at(-1) as MediaPart).url;
  return messages?.(conversation ?? address.conversation ?? '').find((m) => !m.own && m.parts.some((part) => part.type === 'image' && part.url === url));
}

/** A path alone is one at the backend, not at the page. */
export function media(url: string, type: string | undefined, { address }: CodecContext): MediaPart {
  const kind = /^(video|audio|file)|^voice/.exec(type ?? '');
  const whole = /^\/(?![/\\])/.test(url) ? new URL(url, httpUrl(address.url)).href : url;
  return lean({ type: kind ? ((kind[1] ?? 'audio') as 'audio') : !type || /^(image|photo|picture)/.test(type) ? 'image' : 'file', url: whole, mime: type?.includes('/') ? type : undefined });
}

/** Ids before words, since a word may mean either side where both are people. */
const BY = 'sender_id is_own from_me is_user from_user sender_type sender role from author'.split(' ');

/** Who wrote it is in no field that all such backends have. What comes live is from the other side, unless it names our id. */
function isOwn(raw: Readonly<Record<string, unknown>>, peer: string | undefined, { self }: CodecContext, words: boolean): boolean {
  for (const field of BY) {
    const value = raw[field];
    if (typeof value === 'boolean') return value;
    if (typeof value !== 'string' && typeof value !== 'number') continue;
    const by = String(value);
    if (by === self.id && by !== peer) return true;
    if (words && /^(user|me|self|human|visitor|customer|client)$/i.test(by)) return true;
  }
  return false;
}

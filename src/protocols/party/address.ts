import type { Address } from '../../domain/index.js';
import { httpUrl, segment, wsUrl } from '../url.js';

/** A url that names its room already, and all before that. */
const WHOLE = /^([^?#]*?)\/parties\/[^?#]*/;
/** PartySocket's own list of hosts (and `[::1]`) where plain `ws` is meant. */
const LOCAL = /^(localhost|(127|10)(\.\d+){3}|(192\.168|172\.(1[6-9]|2\d|3[01]))(\.\d+){2}|\[::(1|ffff:7f00:1)\])(:\d+)?(\/|$)/i;

/** Only the team has a room without naming a conversation: its website's lobby. A visitor gets a conversation made up. */
export function makesConversation({ url, conversation, userRole }: Address): boolean {
  return !conversation && userRole !== 'agent' && !WHOLE.test(url ?? '');
}

export function targetUrl(address: Address): string {
  const { url, conversation, websiteId } = address;
  if (url && WHOLE.test(url)) return wsUrl(url);
  return wsUrl(baseOf(address), conversation ? roomOf(address, conversation) : `/parties/lobby/${segment(websiteId || 'default')}`);
}

export function statusUrl(address: Address): string {
  return httpUrl(rootOf(address), '/status');
}

export const roomOf = ({ url, party }: Address, conversation: string): string => `/parties/${segment((!url && party) || 'conversation')}/${segment(conversation)}`;

/** Everything before the room. */
export const rootOf = (address: Address): string => baseOf(address).replace(WHOLE, '$1');

/** As text, unchecked: `wsUrl` and `httpUrl` say what is wrong with it. */
function baseOf({ url, host }: Address): string {
  if (url || !host) return url ?? '';
  return /^\w+:\/\//.test(host) ? host : `${LOCAL.test(host) ? 'ws' : 'wss'}://${host}`;
}

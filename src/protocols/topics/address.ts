import type { Address } from '../../domain/index.js';
import { httpUrl, segment } from '../url.js';

/** Where events are asked for and messages are sent: the protocol's own path under the base, or the page's, which may be a whole address and have a query. */
export function place(address: Address, what: 'events' | 'messages', conversation: string, params: Readonly<Record<string, string | undefined>> = {}): string {
  const template = (what === 'events' ? address.eventsUrl : address.messagesUrl) || `/api/v1/conversations/{conversation}/${what}`;
  const filled = template.replace(/\{(conversation|user-id)\}/g, (_, name) => segment(name === 'conversation' ? conversation : (address.userId ?? '')));
  const [path = '', query = ''] = filled.split(/\?(.*)/s);
  const all = { ...Object.fromEntries(new URLSearchParams(query)), ...params };
  return /^(https?|wss?):\/\//i.test(path) ? httpUrl(path, '', all) : httpUrl(address.url, path.replace(/^\/?/, '/'), all);
}

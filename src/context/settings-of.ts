import { attributeOf, DEFAULT_ADDRESS, DEFAULT_TUNING, ROLES, type Role, type Settings } from '../domain/index.js';
import { warnOnce } from '../errors/index.js';

export const ADDRESS = 'url host party protocol conversation userId userName userRole websiteId peerField socketPath namespace eventsUrl messagesUrl historyUrl';
export const NUMBERS = Object.keys(DEFAULT_TUNING);

/** What was set on an element, or given in code, as a session takes it. What cannot be used is told and left out. */
export function settingsOf(given: object): Settings {
  const set = given as Record<string, unknown> & Settings & { readonly protocols?: string; readonly getToken?: Settings['token'] };
  const refuse = (name: string, problem: string) => warnOnce('invalid-input', { name: attributeOf(name), problem });
  const address: Record<string, unknown> = { ...DEFAULT_ADDRESS };
  const tuning: Record<string, number> = {};
  for (const name of ADDRESS.split(' ')) {
    try {
      if ((set[name] ?? '') !== '') address[name] = `${set[name] as string}`;
    } catch {
      refuse(name, 'it is no text');
    }
  }
  const role = address['userRole'] as Role;
  if (role && !ROLES.includes(role)) {
    refuse('userRole', `"${role}" is none of ${ROLES.join(', ')}`);
    delete address['userRole'];
  }
  if (set.protocols) address['subprotocols'] = String(set.protocols).split(/[\s,]+/).filter(Boolean);
  for (const name of NUMBERS) {
    const value = set[name] as number | null | undefined;
    if (value == null) continue;
    if (value >= (/Mult|^connect/.test(name) ? 1 : 0)) tuning[name] = value;
    else refuse(name, `${value} is not a number in its range`);
  }
  const { debug, shareTabs } = set;
  return { address: address as unknown as Settings['address'], tuning, token: set.getToken ?? set.token ?? undefined, debug, shareTabs };
}

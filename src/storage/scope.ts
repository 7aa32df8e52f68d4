import type { Address } from '../domain/index.js';

/** Backend and person: what is kept under one scope is never shown or sent under another. */
export function scopeOf(address: Address): string {
  const { protocol, url, host, party, websiteId, userId } = address;
  return [protocol, url?.replace(/\/+$/, '') ?? `${host ?? ''}/${party ?? ''}`, websiteId ?? '', userId ?? 'guest'].join('|');
}

import type { ChatSession } from '../session/types.js';

/** An element that hands out a session: `<chat-connection>`, or a widget that made its own. */
export interface SessionProvider extends HTMLElement {
  readonly session: ChatSession | undefined;
}

const listeners = new Set<() => void>();

/** Called by a provider when it is connected, when it leaves, and when its id or session changes. */
export function announceProvider(): void {
  for (const fn of [...listeners]) fn();
}

/** Told whenever providers come, go or change. Returns its own end. */
export function onProviders(fn: () => void): () => void {
  listeners.add(fn);
  return () => listeners.delete(fn);
}

/**
 * The connection that an element is to have: named by `for`, or around it and not defined yet, where its script is slower or was forgotten. One that is not there (yet) must not be taken for
 * none: what is said would be shown as sent, and go nowhere.
 */
export function awaits(host: Element & { readonly for?: string | undefined }): string | Element | null {
  return host.for || host.closest('chat-connection:not(:defined)');
}

/** What `for="id"` means: in the same root first, then in the document. It is asked as an ancestor is, so that one of another copy of this package is found as well. */
export function findProvider(id: string, from: Element): Element | null | undefined {
  return (from.getRootNode() as Document | ShadowRoot).getElementById?.(id) ?? from.ownerDocument.getElementById(id);
}

import type { ChatSession } from '../session/types.js';

/** An element that hands out a session: `<chat-connection>`, or a widget that made its own. */
export interface SessionProvider extends HTMLElement {
  readonly session: ChatSession | undefined;
}

const providers = new Set<SessionProvider>();
const listeners = new Set<() => void>();

/** Called by a provider when it is connected, when it leaves, and when its id or session changes. */
export function announceProvider(provider: SessionProvider, present: boolean): void {
  if (present) providers.add(provider);
  else providers.delete(provider);
  for (const fn of [...listeners]) fn();
}

/** Told whenever providers come, go or change. Returns its own end. */
export function onProviders(fn: () => void): () => void {
  listeners.add(fn);
  return () => listeners.delete(fn);
}

/** The provider that `for="id"` means: in the same root first, then in the document. */
export function findProvider(id: string, from: Element): SessionProvider | undefined {
  const root = from.getRootNode() as Document | ShadowRoot;
  for (const scope of [root, from.ownerDocument]) {
    const found = scope.getElementById?.(id);
    if (found && providers.has(found as SessionProvider)) return found as SessionProvider;
  }
  return undefined;
}

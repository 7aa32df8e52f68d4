/** What waits unsent in conversations that the connection at hand does not carry. Comes when there is some. */
import { createStore } from '../storage/store.js';
import type { Core } from './core.js';
import { Feed } from './feed.js';
import { Session } from './session.js';

export { placesOf } from './place.js';

/** So long a conversation may take before it is the next one's turn; it waits for the next connection then. Milliseconds. */
const PATIENCE = 30_000;

/** Those at work. */
const busy = new Set<Core>();
/** Those that let this person in no more: what waits there stays as it is until somebody opens them. */
const denied = new WeakMap<AbortSignal, Set<string>>();

/**
 * Each gets a session of its own that nobody sees, one after the other: it takes over what waits there, in one transaction, so that of several tabs one does, and ends when all of it
 * was answered.
 */
export async function carry(core: Core, conversations: Iterable<string>, signal: AbortSignal): Promise<void> {
  // Where a connection is one conversation and no more, another one would take what is said there from whoever has it open, and nobody would read the answers.
  if (busy.has(core) || core.deps.aside || !core.capabilities.conversations) return;
  busy.add(core);
  const never = denied.get(signal) ?? new Set();
  denied.set(signal, never);
  try {
    for (const conversation of conversations) {
      if (never.has(conversation) || signal.aborted || core.line.connection.view.status !== 'connected') continue;
      if (await carryOne(core, conversation, signal)) never.add(conversation);
    }
  } finally {
    busy.delete(core);
  }
}

/** Whether the backend refused the connection for good. */
async function carryOne(core: Core, conversation: string, signal: AbortSignal): Promise<boolean> {
  const { deps, settings, guest } = core;
  const { clock, schedule, database } = deps;
  const address = { ...settings.address, conversation };
  const store = createStore({ clock, ...(database !== undefined && { name: database }) });
  const session = new Session({ ...settings, address }, { ...deps, store, feed: new Feed(schedule), aside: true });
  session.guest = { token: guest.token };
  // It ends with the one that it helps, also while it still waits for storage.
  const leave = (): void => session.dispose();
  signal.addEventListener('abort', leave);
  try {
    await session.prepare().catch((error: unknown) => {
      if (!signal.aborted) throw error;
    });
    const over = (): boolean => !session.sending?.waiting || session.connection.status === 'failed' || session.connection.status === 'closed';
    // Another tab was quicker.
    if (over() || signal.aborted) return false;
    await new Promise<void>((resolve) => {
      const timer = clock.setTimeout(end, PATIENCE);
      function end(): void {
        clock.clearTimeout(timer);
        signal.removeEventListener('abort', end);
        resolve();
      }
      signal.addEventListener('abort', end);
      session.onChange(() => over() && end());
      session.start();
    });
    // Where somebody has been before in this page, or goes again.
    const shown = core.conversations.get(conversation);
    for (const { id, clientId = id, status, statusReason } of session.conversation(conversation).blocks.flatMap(({ messages }) => messages)) {
      if (shown?.find(clientId)?.status === 'pending' && status !== 'pending') core.changed(shown, shown.settle(clientId, status, statusReason));
    }
    return session.connection.status === 'failed';
  } finally {
    signal.removeEventListener('abort', leave);
    leave();
  }
}

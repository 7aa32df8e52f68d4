/**
 * One channel for everything a user has (shared/protocols.md, section 3): all conversations over one socket, no echo, no acks, and what waits comes as ordinary frames
 * when it is asked for, again and again if need be.
 */
import { serve, type Base, type Client } from './base.js';
import type { CommonModes, Start } from './types.js';

export interface Modes extends CommonModes {
  /** Pings are answered; `never`: as on a server that loses them. */
  pong: 'always' | 'never';
  /** The assistant answers what the user writes. */
  answers: boolean;
  /** What was fetched once is handed out again at the next `get_pending`. */
  repeats: boolean;
  /** The user's own messages are among what is pending, under ids of the server's. */
  echoes: boolean;
  /** How a token is refused: after the handshake with an error and 1008, or with 4401, or (a close before accept) with HTTP 403. */
  refusal: 1008 | 4401 | 403;
  closeReason: string;
}

interface Stored {
  readonly conversation_uuid: string | undefined;
  readonly message: { readonly uuid: string; readonly content: string; readonly role: string; readonly created_at: string };
}

const userOf = (client: Client): string => decodeURIComponent(client.url.pathname.split('/').at(-1) ?? '');

export const start: Start<Modes> = async (options) => {
  /** By user, what has not been handed out yet (and with `repeats`, what has been). */
  const pending = new Map<string, Stored[]>();
  let ids = 0;
  const store = (conversation: unknown, text: unknown, role: string): Stored => ({
    conversation_uuid: conversation ? String(conversation) : undefined,
    message: { uuid: `m-${++ids}`, content: String(text), role, created_at: new Date().toISOString() },
  });
  const wait = (user: string, stored: Stored): void => void pending.set(user, [...(pending.get(user) ?? []), stored]);
  const of = (base: Base<Modes>, user: unknown): readonly Client[] => base.clients().filter((client) => !user || userOf(client) === String(user));

  /** To all connections of a user; to nobody: it waits. */
  const deliver = (base: Base<Modes>, user: string, stored: Stored): void => {
    const clients = of(base, user);
    for (const client of clients) client.say({ type: 'message_generate', ...stored });
    if (!clients.length || base.modes.repeats) wait(user, stored);
  };

  const server = await serve<Modes>(
    {
      protocol: 'user-channel',
      modes: { token: undefined, refuse: 0, pong: 'always', answers: true, repeats: false, echoes: false, refusal: 1008, closeReason: '' },
      path: /^(\/[^/]+)*\/ws\/user\/[^/]+$/,
      actions: (base) => ({
        message: {
          title: 'A message in a conversation', args: { user: '', conversation: 'c1', text: 'One more thing…', role: 'assistant' },
          run({ user, conversation, text, role }) {
            const stored = store(conversation, text, String(role));
            const users = user ? [String(user)] : [...new Set(of(base, '').map(userOf))];
            for (const one of users) deliver(base, one, stored);
            return stored.message.uuid;
          },
        },
        later: {
          title: 'A message that waits until it is asked for', args: { user: 'u1', conversation: 'c1', text: 'While you were away…' },
          run({ user, conversation, text }) {
            const stored = store(conversation, text, 'assistant');
            wait(String(user), stored);
            return stored.message.uuid;
          },
        },
        text: {
          title: 'A message that is a string, without an id', args: { user: '', conversation: 'c1', text: 'Just words' },
          run: ({ user, conversation, text }) => of(base, user).map((client) => client.say({ type: 'message_generate', conversation_uuid: conversation, message: text })).length,
        },
        regenerate: {
          title: 'A message is written anew', args: { user: '', conversation: 'c1', id: '', text: 'Said better' },
          run: ({ user, conversation, id, text }) => {
            const message = { ...(id ? { uuid: id } : { uuid: `m-${++ids}` }), content: text, role: 'assistant' };
            return of(base, user).map((client) => client.say({ type: 'message_regenerate', conversation_uuid: conversation, message })).length;
          },
        },
        error: { title: 'An error that the user should see', args: { user: '', message: 'You have no credit left' }, run: ({ user, message }) => of(base, user).map((client) => client.say({ type: 'error', message })).length },
        notification: {
          title: 'A frame for whoever registered a handler', args: { user: '', type: 'notification_new', data: { title: 'Invoice paid' } },
          run: ({ user, type, data }) => of(base, user).map((client) => client.say({ type, data })).length,
        },
      }),
      open(client, base) {
        const { modes } = base;
        if (!base.lets(client.url.searchParams.get('token'))) {
          client.say({ type: 'error', message: 'Invalid token' });
          return client.close(modes.refusal === 403 ? 1008 : modes.refusal, modes.closeReason);
        }
        client.say({ type: 'connection_established', user_id: userOf(client) });
      },
      message(client, frame, base) {
        const { modes } = base;
        const user = userOf(client);
        let asked: { type?: unknown; message?: unknown; conversation_uuid?: unknown };
        try {
          asked = JSON.parse(String(frame)) as typeof asked;
        } catch {
          return client.say({ type: 'error', message: 'Invalid JSON' });
        }
        if (asked.type === 'ping') return modes.pong === 'always' ? client.say({ type: 'pong', timestamp: new Date().toISOString() }) : undefined;
        if (asked.type === 'get_pending') {
          const waiting = pending.get(user) ?? [];
          if (!modes.repeats) pending.delete(user);
          for (const one of waiting) client.say({ type: 'message_generate', ...one });
          return client.say({ type: 'pending_check_complete', data: { count: waiting.length } });
        }
        if (asked.type !== 'message_generate') return client.say({ type: 'error', message: 'Unknown message type' });
        if (modes.echoes) wait(user, store(asked.conversation_uuid, asked.message, 'user'));
        if (modes.answers) deliver(base, user, store(asked.conversation_uuid, `You wrote: ${String(asked.message)}`, 'assistant'));
      },
      // A close before accept is an HTTP answer with uvicorn.
      refuses: (url, base) => (base.modes.refusal === 403 && !base.lets(url.searchParams.get('token')) ? 403 : 0),
    },
    options,
  );
  return server;
};

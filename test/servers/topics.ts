/**
 * Subscriptions over one socket, sends and lists over HTTP (shared/protocols.md, section 5). Events come flat or wrapped; with `refuse` no socket is to be had while HTTP
 * goes on, as behind a proxy that does not know WebSocket.
 */
import { json, serve, type Base, type Client } from './base.js';
import type { CommonModes, Start, TestServer } from './types.js';

export interface Modes extends CommonModes {
  /** Both occur; `mixed` takes turns. */
  shape: 'flat' | 'wrapped' | 'mixed';
  /** The agent answers. */
  answers: boolean;
  /** One's own messages come over the socket as well, before the answer of the request or after it. */
  echo: 'before' | 'after' | 'never';
  /** As whom the server knows who writes. */
  visitor: string;
  /** How a token is refused on the socket: a close with this code after the handshake, or this HTTP status before it. */
  refusal: 1008 | 4401 | 4403 | 401 | 403;
  closeReason: string;
  /** Requests over HTTP are answered with this status; 0: as they should be. */
  http: number;
  /** Sends are stored, and their answers lost. */
  loses: boolean;
  /** The same `clientID` twice is stored once. */
  idempotent: boolean;
  /** Events tell the `clientID` that they were sent with. */
  clientIds: boolean;
  /** Most events in a list. */
  page: number;
}

interface Stored {
  readonly type: 'conversationEvent';
  readonly id: string;
  readonly conversationID: string;
  message: { status: string; statusReason?: string; readonly body: unknown };
  readonly actorID: string;
  readonly actorType: string;
  readonly createdAt: string;
  updatedAt: string;
  readonly clientID?: string;
}

/** A red square of one pixel. */
const PIXEL = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==', 'base64');

export const start: Start<Modes> = async (options) => {
  const conversations = new Map<string, Stored[]>();
  const subscribed = new WeakMap<Client, Set<string>>();
  /** By the `clientID` of a send. */
  const known = new Map<string, Stored>();
  let ids = 0;
  let turn = 0;
  /** Sockets that are being closed over their token, and what waits for that: a page hears of a bad token on its socket first, and over HTTP after that. */
  const closing = new Set<Client>();
  const waiting = new Set<() => void>();

  const of = (conversation: string): Stored[] => conversations.get(conversation) ?? conversations.set(conversation, []).get(conversation)!;
  const store = (conversation: unknown, body: unknown, actorID: string, actorType: string, clientID?: string): Stored => {
    const now = new Date().toISOString();
    const event: Stored = {
      type: 'conversationEvent', id: `e-${++ids}`, conversationID: String(conversation), message: { status: 'sent', body }, actorID, actorType, createdAt: now, updatedAt: now, ...(clientID ? { clientID } : {}),
    };
    of(event.conversationID).push(event);
    return event;
  };
  const publish = (base: Base<Modes>, event: Stored): number => {
    const { type, ...fields } = event;
    const wrapped = base.modes.shape === 'mixed' ? turn++ % 2 === 1 : base.modes.shape === 'wrapped';
    const heard = base.clients().filter((client) => subscribed.get(client)?.has(event.conversationID));
    for (const client of heard) client.say(wrapped ? { type, data: fields } : event);
    return heard.length;
  };
  const find = (conversation: unknown, id: unknown): Stored | undefined => {
    const list = of(String(conversation));
    return id ? list.find((event) => event.id === id) : list.at(-1);
  };

  // Its pictures have its own address.
  const server: TestServer<Modes> = await serve<Modes>(
    {
      protocol: 'topics',
      modes: {
        token: undefined, refuse: 0, shape: 'mixed', answers: true, echo: 'before', visitor: 'visitor-1', refusal: 4401, closeReason: '', http: 0, loses: false, idempotent: true, clientIds: false, page: 100,
      },
      path: /^(\/[^/]+)*\/api\/v1\/ws$/,
      refuses: (url, base) => ((base.modes.refusal === 401 || base.modes.refusal === 403) && !base.lets(url.searchParams.get('token')) ? base.modes.refusal : 0),
      actions: (base) => ({
        message: {
          title: 'A message of the agent', args: { conversation: 'c1', text: 'Hello, how can we help?', actorID: 'agent-1', actorType: 'agent', status: 'delivered' },
          run({ conversation, text, actorID, actorType, status }) {
            const event = store(conversation, { type: 'text', text }, String(actorID), String(actorType));
            event.message.status = String(status);
            publish(base, event);
            return event.id;
          },
        },
        silent: {
          title: 'A message that is stored, but not said on any socket', args: { conversation: 'c1', text: 'Said between two lines' },
          run: ({ conversation, text }) => store(conversation, { type: 'text', text }, 'agent-1', 'agent').id,
        },
        image: {
          title: 'A picture of the agent', args: { conversation: 'c1', text: 'The spare part', url: '' },
          run({ conversation, text, url }) {
            const event = store(conversation, { type: 'image', image: { id: `i-${ids + 1}`, url: url || `${server.url}/images/1.png`, text } }, 'agent-1', 'agent');
            publish(base, event);
            return event.id;
          },
        },
        other: {
          title: 'A message of a kind that widgets do not know', args: { conversation: 'c1', type: 'location', body: { latitude: 52.5, longitude: 13.4 } },
          run({ conversation, type, body }) {
            const event = store(conversation, { ...(body as object), type }, 'agent-1', 'agent');
            publish(base, event);
            return event.id;
          },
        },
        status: {
          title: 'The last message, or the one with this id, is delivered, read or failed', args: { conversation: 'c1', id: '', status: 'read', statusReason: '' },
          run({ conversation, id, status, statusReason }) {
            const event = find(conversation, id);
            if (!event) throw new Error('there is no such message');
            event.message = { status: String(status), ...(statusReason ? { statusReason: String(statusReason) } : {}), body: event.message.body };
            event.updatedAt = new Date().toISOString();
            return publish(base, event);
          },
        },
        repeat: {
          title: 'The last message once more', args: { conversation: 'c1', id: '' },
          run({ conversation, id }) {
            const event = find(conversation, id);
            return event ? publish(base, event) : 0;
          },
        },
        burst: {
          title: 'Many messages at once', args: { conversation: 'c1', count: 50 },
          run: ({ conversation, count }) => Array.from({ length: Number(count) }, (_, i) => publish(base, store(conversation, { type: 'text', text: `Message ${i + 1} of ${String(count)}` }, 'agent-1', 'agent'))).length,
        },
        event: { title: 'A frame for whoever registered a handler', args: { type: 'agentEvent', data: { name: 'Ada' } }, run: ({ type, data }) => base.clients().map((client) => client.say({ type, data })).length },
      }),
      open(client, base) {
        subscribed.set(client, new Set());
        if (base.lets(client.url.searchParams.get('token'))) return;
        closing.add(client);
        client.close(base.modes.refusal, base.modes.closeReason);
      },
      gone(client) {
        if (closing.delete(client)) for (const answer of waiting) answer();
      },
      message(client, text) {
        let asked: { type?: unknown; action?: unknown; topic?: unknown; resourceID?: unknown };
        try {
          asked = JSON.parse(String(text)) as typeof asked;
        } catch {
          return;
        }
        if (asked.type !== 'subscription' || asked.topic !== 'conversationEvent') return;
        if (asked.action === 'subscribe') subscribed.get(client)!.add(String(asked.resourceID));
        if (asked.action === 'unsubscribe') subscribed.get(client)!.delete(String(asked.resourceID));
      },
      request(request, response, text, base) {
        const { modes } = base;
        const url = new URL(request.url ?? '/', 'http://server');
        if (/\/images\/[^/]+\.png$/.test(url.pathname)) return void response.writeHead(200, { 'content-type': 'image/png' }).end(PIXEL), true;
        const [, id = '', what] = /\/api\/v1\/conversations\/([^/]+)\/(messages|events)$/.exec(url.pathname) ?? [];
        if (what !== (request.method === 'POST' ? 'messages' : 'events')) return false;
        if (modes.http) return json(response, modes.http, { message: `The server says ${modes.http}` });
        const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1];
        if (!base.lets(token)) {
          const answer = (): void => {
            if ([...closing].some((client) => client.url.searchParams.get('token') === token)) return;
            waiting.delete(answer);
            json(response, 401, { message: 'The token is not valid' });
          };
          waiting.add(answer);
          answer();
          return true;
        }
        const conversation = decodeURIComponent(id);
        if (what === 'events') {
          const list = of(conversation);
          const after = url.searchParams.get('after');
          // An id that it does not know is as none at all.
          const from = after === null ? 0 : list.findIndex((event) => event.id === after) + 1;
          return json(response, 200, { events: list.slice(from, from + modes.page) });
        }
        let asked: { body?: { type?: unknown; text?: unknown }; clientID?: unknown };
        try {
          asked = JSON.parse(text) as typeof asked;
        } catch {
          return json(response, 400, { message: 'The body is no JSON' });
        }
        if (!asked.body?.type) return json(response, 422, { message: 'The body has no type' });
        const clientID = typeof asked.clientID === 'string' ? asked.clientID : undefined;
        const before = modes.idempotent && clientID ? known.get(clientID) : undefined;
        const event = before ?? store(conversation, asked.body, modes.visitor, 'visitor', modes.clientIds ? clientID : undefined);
        if (clientID) known.set(clientID, event);
        const echo = (): unknown => !before && publish(base, event);
        if (modes.echo === 'before') echo();
        if (modes.loses) response.destroy();
        else json(response, 201, event);
        if (modes.echo === 'after') echo();
        if (modes.answers && !before) publish(base, store(conversation, { type: 'text', text: `You wrote: ${String(asked.body.text)}` }, 'agent-1', 'agent'));
        return true;
      },
    },
    options,
  );
  return server;
};

/**
 * The support platform (shared/protocols.md, section 4): what is said in a channel goes to everybody on it, the sender included, and that echo is the only confirmation.
 * Pongs go to a channel that no client is on, so by default none ever comes.
 */
import { serve, type Base, type Client } from './base.js';
import type { CommonModes, Start } from './types.js';

export interface Modes extends CommonModes {
  /** `never`: published where no client hears it. `unknown`: answered with a `subscription_error`, as a frame that it does not know. */
  pong: 'never' | 'always' | 'unknown';
  /** How a message comes back to who sent it: with all its metadata, without, or (as when the store is down) not at all. */
  echo: 'metadata' | 'plain' | 'never';
  /** Typing comes back to who types. */
  typingEcho: boolean;
  /** The assistant answers a visitor. */
  answers: boolean;
  /** As whom the server knows visitors and members of the team. */
  visitor: string;
  member: string;
  /** `createdAt`, `websiteId` and `organizationId` are left out. */
  bare: boolean;
  /** How a token is refused: a close with this code after the handshake, HTTP 401 before it, or an error frame and then 1008. */
  refusal: 1008 | 4401 | 4403 | 401 | 'frame';
  closeReason: string;
  /** Conversations that nobody may subscribe to. */
  denied: readonly string[];
  /** The one token of the team; undefined: everybody may subscribe to the website. */
  team: string | undefined;
}

interface Asked {
  readonly type?: unknown;
  readonly conversationId?: unknown;
  readonly websiteId?: unknown;
  readonly content?: unknown;
  readonly metadata?: unknown;
}

const WEBSITE = 'site-456';

export const start: Start<Modes> = (options) => {
  const channels = new WeakMap<Client, Set<string>>();
  let ids = 0;
  /** The last message of every conversation, for the action that repeats it. */
  const last = new Map<string, object>();
  const of = (client: Client): Set<string> => channels.get(client) ?? new Set();
  const isMember = (client: Client): boolean => [...of(client)].some((channel) => channel.startsWith('website:'));

  /** To everybody on the conversation, and to the team of its website; once to each. */
  const publish = (base: Base<Modes>, conversation: unknown, frame: object, but?: Client): number => {
    const heard = base.clients().filter((client) => client !== but && (of(client).has(`conversation:${String(conversation)}`) || isMember(client)));
    for (const client of heard) client.say(frame);
    return heard.length;
  };
  const message = ({ modes }: Base<Modes>, conversation: unknown, content: object, senderType: unknown, senderId: unknown, metadata?: unknown) => ({
    type: 'new_message', conversationId: String(conversation), messageId: `msg-${++ids}`, content: { ...content, ...(metadata ? { metadata } : {}) }, senderType, senderId,
    ...(modes.bare ? {} : { createdAt: new Date().toISOString(), websiteId: WEBSITE, organizationId: 'org-1' }),
  });
  const keep = <T extends { conversationId: string }>(frame: T): T => (last.set(frame.conversationId, frame), frame);

  return serve<Modes>(
    {
      protocol: 'cossistant',
      modes: {
        token: 'any', refuse: 0, pong: 'never', echo: 'metadata', typingEcho: true, answers: true, visitor: 'visitor-1', member: 'member-1', bare: false, refusal: 1008, closeReason: '', denied: [],
        team: undefined,
      },
      path: /^\//,
      refuses: (url, base) => (base.modes.refusal === 401 && !base.lets(url.searchParams.get('token')) ? 401 : 0),
      actions: (base) => ({
        message: {
          title: 'A message of the team, the assistant or a visitor', args: { conversation: 'conv-123', text: 'Hello, how can we help?', html: '', attachments: [], senderType: 'user', senderId: 'member-9' },
          run({ conversation, text, html, attachments, senderType, senderId }) {
            const content = { ...(text ? { text } : {}), ...(html ? { html } : {}), ...((attachments as unknown[]).length ? { attachments } : {}) };
            const frame = keep(message(base, conversation, content, senderType, senderId));
            publish(base, conversation, frame);
            return frame.messageId;
          },
        },
        repeat: { title: 'The last message once more', args: { conversation: 'conv-123' }, run: ({ conversation }) => publish(base, conversation, last.get(String(conversation)) ?? {}) },
        burst: {
          title: 'Many messages at once', args: { conversation: 'conv-123', count: 50 },
          run: ({ conversation, count }) => Array.from({ length: Number(count) }, (_, i) => publish(base, conversation, keep(message(base, conversation, { text: `Message ${i + 1} of ${String(count)}` }, 'ai_agent', 'ai-1')))).length,
        },
        typing: {
          title: 'Somebody begins or stops writing', args: { conversation: 'conv-123', userId: 'member-9', isTyping: true },
          run: ({ conversation, userId, isTyping }) => publish(base, conversation, { type: 'typing_indicator', conversationId: conversation, userId, isTyping }),
        },
        progress: {
          title: 'What somebody is writing, live', args: { conversation: 'conv-123', userId: 'visitor-9', userType: 'visitor', content: 'I would like to' },
          run: ({ conversation, userId, userType, content }) => publish(base, conversation, { type: 'typing_progress', conversationId: conversation, userId, userType, content }),
        },
        presence: {
          title: 'The visitor comes or goes', args: { conversation: 'conv-123', visitorId: 'visitor-9', online: true },
          run: ({ conversation, visitorId, online }) => publish(base, conversation, { type: online ? 'visitor_online' : 'visitor_offline', conversationId: conversation, visitorId }),
        },
        status: {
          title: 'The conversation is open, pending, resolved or closed', args: { conversation: 'conv-123', status: 'resolved' },
          run: ({ conversation, status }) => publish(base, conversation, { type: 'conversation_status_changed', conversationId: conversation, status }),
        },
        assign: {
          title: 'The conversation is given to somebody', args: { conversation: 'conv-123', member: 'member-9' },
          run: ({ conversation, member }) => publish(base, conversation, { type: 'conversation_assigned', conversationId: conversation, assignedTeamMemberId: member || null }),
        },
        error: { title: 'An error', args: { error: 'Something went wrong', code: '' }, run: ({ error, code }) => base.clients().map((client) => client.say({ type: 'error', error, ...(code ? { code } : {}) })).length },
        reconnect: {
          title: 'The server asks to connect anew', args: { reason: 'Deployment', retryAfter: 200 },
          run: ({ reason, retryAfter }) => base.clients().map((client) => client.say({ type: 'reconnect', reason, retryAfter })).length,
        },
        event: { title: 'A frame for whoever registered a handler', args: { type: 'team_joined', data: { name: 'Ada' } }, run: ({ type, data }) => base.clients().map((client) => client.say({ type, data })).length },
      }),
      open(client, base) {
        const { modes } = base;
        channels.set(client, new Set());
        if (!base.lets(client.url.searchParams.get('token'))) {
          if (modes.refusal === 'frame') client.say({ type: 'error', error: 'The token is not valid', code: 'UNAUTHORIZED' });
          return client.close(typeof modes.refusal === 'number' && modes.refusal !== 401 ? modes.refusal : 1008, modes.closeReason);
        }
        client.say({ type: 'connection_established', connectionId: `connection-${client.id}`, serverTime: Date.now() });
      },
      message(client, text, base) {
        let asked: Asked;
        try {
          asked = JSON.parse(String(text)) as Asked;
        } catch {
          return client.say({ type: 'error', error: 'Invalid message format', code: 'INVALID_FORMAT' });
        }
        const { modes } = base;
        const conversation = String(asked.conversationId);
        const mine = of(client);
        const sender = isMember(client) ? modes.member : modes.visitor;
        const heard = (frame: object, but?: Client) => publish(base, conversation, frame, but);
        switch (asked.type) {
          case 'ping':
            if (modes.pong === 'always') client.say({ type: 'pong' });
            if (modes.pong === 'unknown') client.say({ type: 'subscription_error', error: 'Unknown message type' });
            return;
          case 'subscribe_conversation':
            if (modes.denied.includes(conversation)) return client.say({ type: 'subscription_error', error: 'You cannot see this conversation', channel: `conversation:${conversation}` });
            mine.add(`conversation:${conversation}`);
            return client.say({ type: 'subscription_confirmed', channel: `conversation:${conversation}` });
          case 'subscribe_website': {
            const channel = `website:${String(asked.websiteId)}`;
            if (modes.team !== undefined && client.url.searchParams.get('token') !== modes.team) return client.say({ type: 'subscription_error', error: 'For members of the team only', channel });
            mine.add(channel);
            return client.say({ type: 'subscription_confirmed', channel });
          }
          case 'unsubscribe_conversation': return void mine.delete(`conversation:${conversation}`);
          case 'unsubscribe_website': return void mine.delete(`website:${String(asked.websiteId)}`);
          case 'typing_start':
          case 'typing_stop':
            return void heard({ type: 'typing_indicator', conversationId: conversation, userId: sender, isTyping: asked.type === 'typing_start' }, modes.typingEcho ? undefined : client);
          case 'typing_progress':
            return void heard({ type: 'typing_progress', conversationId: conversation, userId: sender, userType: isMember(client) ? 'user' : 'visitor', content: asked.content }, modes.typingEcho ? undefined : client);
          case 'send_message': {
            const frame = keep(message(base, conversation, (asked.content ?? {}) as object, isMember(client) ? 'user' : 'visitor', sender, modes.echo === 'metadata' ? asked.metadata : undefined));
            heard(frame, modes.echo === 'never' ? client : undefined);
            if (!modes.answers || isMember(client)) return;
            heard({ type: 'typing_indicator', conversationId: conversation, userId: 'ai-1', isTyping: true });
            return void heard(keep(message(base, conversation, { text: `You wrote: ${String((asked.content as { text?: unknown } | undefined)?.text)}` }, 'ai_agent', 'ai-1')));
          }
          default: return client.say({ type: 'subscription_error', error: 'Unknown message type' });
        }
      },
    },
    options,
  );
};

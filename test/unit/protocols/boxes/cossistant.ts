import cossistant from '../../../../src/protocols/cossistant/index.js';
import type { ConformanceKit, Peer } from '../../../../src/testing/index.js';

type In = Record<string, unknown> & { readonly type: string; readonly conversationId: string };

/** `telling`: metadata comes back with a message; else it has to be known by who said it and by its words. */
export const cossistantKit = (telling: boolean): ConformanceKit => ({
  codec: cossistant,
  backend() {
    const said: { conversation: string; text: string }[] = [];
    const typed: { conversation: string; on: boolean }[] = [];
    const ids = new Set<unknown>();
    const listening = new Map<Peer, Set<string>>();
    const json = (frame: object): string => JSON.stringify(frame);
    // Only who is subscribed hears of a conversation, the sender among them.
    const tell = (conversation: string, frame: object): readonly string[] => ([...listening].some(([peer, set]) => peer.open && set.has(conversation)) ? [json(frame)] : []);
    return {
      said,
      typed,
      accept(peer) {
        if (peer.url.searchParams.get('token') !== 'good-token') {
          peer.send('{"type":"error","error":"Invalid token","code":"AUTH_FAILED"}');
          return peer.close(1008, 'Invalid token');
        }
        listening.set(peer, new Set());
        peer.send('{"type":"connection_established","connectionId":"x","serverTime":1}');
      },
      receive(peer, text) {
        const frame = JSON.parse(text as string) as In;
        const { type, conversationId } = frame;
        if (ids.has(frame['id']) || typeof frame['timestamp'] !== 'number') return peer.close(1008, 'every frame needs an id of its own and a timestamp');
        ids.add(frame['id']);
        const here = listening.get(peer)!;
        if (type === 'subscribe_conversation') {
          here.add(conversationId);
          peer.send(json({ type: 'subscription_confirmed', channel: `conversation:${conversationId}` }));
        } else if (type === 'unsubscribe_conversation') here.delete(conversationId);
        else if (type === 'send_message') {
          const { content, metadata } = frame as unknown as { content: { text: string }; metadata: object };
          said.push({ conversation: conversationId, text: content.text });
          const own = { type: 'new_message', conversationId, messageId: `own-${said.length}`, content: { ...content, ...(telling && { metadata }) }, senderType: 'visitor', senderId: 'u1', createdAt: '' };
          peer.send(...tell(conversationId, own));
        } else if (/^typing_(start|stop)$/.test(type)) {
          typed.push({ conversation: conversationId, on: type === 'typing_start' });
          // It comes back to the one who types.
          peer.send(...tell(conversationId, { type: 'typing_indicator', conversationId, userId: 'u1', isTyping: type === 'typing_start' }));
        } else if (type === 'typing_progress') peer.send(...tell(conversationId, { type, conversationId, userId: 'u1', userType: 'visitor', content: frame['content'] }));
        // Pings among them.
        else peer.send('{"type":"subscription_error","error":"Unknown message type"}');
      },
      say: ({ id, conversation: conversationId, text }) => tell(conversationId, { type: 'new_message', conversationId, messageId: id, content: { text }, senderType: 'user', senderId: 'agent-1', createdAt: '2026-03-01T10:00:00Z' }),
      typing: (conversationId, isTyping) => tell(conversationId, { type: 'typing_indicator', conversationId, userId: 'agent-1', isTyping }),
    };
  },
  malformed: {
    'a message without an id': '{"type":"new_message","conversationId":"c1","content":{"text":"Hi"},"senderType":"user"}',
    'a message without content': '{"type":"new_message","conversationId":"c1","messageId":"m1","senderType":"user"}',
    'a sender of no kind': '{"type":"new_message","conversationId":"c1","messageId":"m1","content":{"text":"Hi"},"senderType":"cat"}',
    'text that is none': '{"type":"new_message","conversationId":"c1","messageId":"m1","content":{"text":7},"senderType":"user"}',
    'a status that is none': '{"type":"conversation_status_changed","conversationId":"c1","status":"lost"}',
    'an assignment to nothing': '{"type":"conversation_assigned","conversationId":"c1","assignedTeamMemberId":{}}',
    'typing of nobody': '{"type":"typing_indicator","conversationId":"c1","isTyping":true}',
    'typing without text': '{"type":"typing_progress","conversationId":"c1","userId":"x","userType":"user"}',
    'a visitor without an id': '{"type":"visitor_online","conversationId":"c1"}',
    'a wait that is none': '{"type":"reconnect","retryAfter":-1}',
    'an error without words': '{"type":"error"}',
  },
  unknown: { name: 'website_updated', frame: '{"type":"website_updated","websiteId":"w1"}' },
});
export default cossistantKit(true);

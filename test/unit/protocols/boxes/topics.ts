import topics from '../../../../src/protocols/topics/index.js';
import type { ConformanceKit, Peer } from '../../../../src/testing/index.js';

const kit: ConformanceKit = {
  codec: topics,
  backend() {
    const said: { conversation: string; text: string }[] = [];
    const logs = new Map<string, { id: string; [more: string]: unknown }[]>();
    const listening = new Map<Peer, Set<string>>();
    let told = 0;
    const log = (c: string) => logs.get(c) ?? logs.set(c, []).get(c)!;
    const store = (conversationID: string, id: string, text: string, actorID: string, more: object = {}) => {
      const event = {
        type: 'conversationEvent', id, conversationID, message: { status: 'delivered', body: { type: 'text', text } }, actorID, actorType: actorID === 'u1' ? 'user' : 'agent',
        createdAt: '2026-03-01T10:00:00Z', updatedAt: '2026-03-01T10:00:00Z', ...more,
      }; // prettier-ignore
      log(conversationID).push(event);
      return event;
    };
    // Both shapes occur, one after the other.
    const shape = ({ type, ...data }: { id: string; [more: string]: unknown }) => JSON.stringify(told++ % 2 ? { type, ...data } : { type, data });
    const hearers = (c: string) => [...listening].filter(([peer, set]) => peer.open && set.has(c)).map(([peer]) => peer);
    return {
      said,
      accept(peer) {
        if (peer.url.pathname !== '/api/v1/ws' || peer.url.searchParams.get('token') !== 'good-token') return peer.close(4401, 'Invalid token');
        listening.set(peer, new Set());
      },
      receive(peer, text) {
        const { action, resourceID } = JSON.parse(text as string) as { action: 'subscribe' | 'unsubscribe'; resourceID: string };
        listening.get(peer)?.[action === 'subscribe' ? 'add' : 'delete'](resourceID);
      },
      fetch({ url, method, headers, body }) {
        const [, conversation = '', what] = /^\/api\/v1\/conversations\/([^/]+)\/(messages|events)$/.exec(url.pathname) ?? [];
        if (headers['authorization'] !== 'Bearer good-token') return { status: 401, body: '{"message":"Invalid token"}' };
        if (method === 'GET' && what === 'events') {
          const after = url.searchParams.get('after');
          const events = log(conversation);
          return { status: 200, body: JSON.stringify({ events: events.slice(after === null ? 0 : events.findIndex(({ id }) => id === after) + 1) }) };
        }
        if (method !== 'POST' || what !== 'messages') return { status: 404, body: '' };
        const { body: given, clientID } = JSON.parse(body) as { body: { text: string }; clientID: string };
        said.push({ conversation, text: given.text });
        const event = store(conversation, `own-${said.length}`, given.text, 'u1', said.length % 2 ? { clientID } : {});
        // The socket is quicker than the answer.
        for (const peer of hearers(conversation)) peer.send(shape(event));
        return { status: 201, body: JSON.stringify(event) };
      },
      say({ id, conversation, text }) {
        const event = store(conversation, id, text, 'agent-1');
        return hearers(conversation).length ? [shape(event)] : [];
      },
    };
  },
  malformed: {
    'no id': '{"type":"conversationEvent","conversationID":"c1","message":{"body":{"type":"text","text":"Hi"}},"actorID":"a"}',
    'no conversation': '{"type":"conversationEvent","id":"e1","message":{"body":{"type":"text","text":"Hi"}},"actorID":"a"}',
    'no message': '{"type":"conversationEvent","id":"e1","conversationID":"c1","actorID":"a"}',
    'a text without one': '{"type":"conversationEvent","data":{"id":"e1","conversationID":"c1","message":{"body":{"type":"text"}},"actorID":"a"}}',
    'a picture without one': '{"type":"conversationEvent","id":"e1","conversationID":"c1","message":{"body":{"type":"image"}},"actorID":"a"}',
    'a body of no type': '{"type":"conversationEvent","id":"e1","conversationID":"c1","message":{"body":{"text":"Hi"}},"actorID":"a"}',
    'a status that is none': '{"type":"conversationEvent","id":"e1","conversationID":"c1","message":{"status":7,"body":{"type":"text","text":"Hi"}},"actorID":"a"}',
  },
  unknown: { name: 'presenceEvent', frame: '{"type":"presenceEvent","data":{"actorID":"a","online":true}}' },
};
export default kit;

import socketIo from '../../../../src/protocols/socket-io/index.js';
import type { ConformanceKit, Peer } from '../../../../src/testing/index.js';

type In = Record<string, unknown> & { readonly girl_id: string };

/** `remembering`: it has a list of messages over HTTP. */
export const socketIoKit = (remembering: boolean): ConformanceKit => ({
  codec: remembering ? { ...socketIo, name: 'socket-io with history-url', capabilities: { ...socketIo.capabilities, history: true } } : socketIo,
  address: remembering ? { historyUrl: '/messages' } : {},
  backend() {
    const said: { conversation: string; text: string }[] = [];
    const typed: { conversation: string; on: boolean }[] = [];
    const rows: { id: string; girl_id: string; content: string; sender: string }[] = [];
    const inside = new Set<Peer>();
    const event = (name: string, data: object): string => `42${JSON.stringify([name, data])}`;
    return {
      said,
      typed,
      // Pings are left out: no time passes in a box. Its two times allow for that.
      accept: (peer) => peer.send('0{"sid":"e","upgrades":[],"pingInterval":300000,"pingTimeout":20000,"maxPayload":1000000}'),
      receive(peer, text) {
        if (typeof text !== 'string') return peer.close(1006);
        if (text.startsWith('40')) {
          const { token, user_id: id } = JSON.parse(text.slice(2)) as { token?: string; user_id?: string };
          if (token !== 'good-token' || id === undefined) return peer.send('44{"message":"Authentication failed"}');
          inside.add(peer);
          // It is emitted by the connect handler, before the connection is confirmed.
          return peer.send(event('user_online', { user_id: id }), '40{"sid":"s"}');
        }
        // Whoever says something before that is thrown out.
        if (!inside.has(peer)) return peer.close(1000);
        if (!text.startsWith('42')) return;
        const [name, data] = JSON.parse(text.slice(2)) as [string, In];
        if (name === 'typing_indicator') typed.push({ conversation: data.girl_id, on: data['is_typing'] as boolean });
        if (name !== 'send_message') return;
        said.push({ conversation: data.girl_id, text: data['content'] as string });
        rows.push({ id: `own-${said.length}`, girl_id: data.girl_id, content: data['content'] as string, sender: 'user' });
        peer.send(event('message_sent', { message_id: `own-${said.length}`, timestamp: '2026-03-01T10:00:00', status: 'sent' }));
      },
      fetch: ({ url }) => {
        const [peer, limit, offset] = ['girl_id', 'limit', 'offset'].map((name) => url.searchParams.get(name));
        return { status: 200, body: JSON.stringify(rows.filter((row) => row.girl_id === peer).toReversed().slice(Number(offset), Number(offset) + Number(limit))) };
      },
      say({ id, conversation: girl_id, text: content }) {
        if (!rows.some((row) => row.id === id)) rows.push({ id, girl_id, content, sender: 'girl' });
        return [event('message_received', { message: { id, girl_id, content, timestamp: '2026-03-01T10:00:00', status: 'sent' } })];
      },
      typing: (girl_id, is_typing) => [event('typing', { girl_id, is_typing })],
    };
  },
  malformed: {
    'a packet of no kind': '9',
    'an event without a name': '42[]',
    'an event that is cut off': '42["typing",{"girl_id":"c1"',
    'an event with a word in place of an object': '42["typing","c1"]',
    'a message that says nothing': '42["message_received",{"message":{"id":1,"girl_id":"c1"}}]',
    'a message that is a list': '42["message_received",{"message":[]}]',
    'typing that is neither': '42["typing",{"girl_id":"c1","is_typing":"yes"}]',
    'a photo without one': '42["photo_generated",{"girl_id":"c1"}]',
    'an error that is no object': '42["error",5]',
    'another namespace': '42/other,["hello",1]',
    'bytes that nothing announced': new ArrayBuffer(3),
  },
  unknown: { name: 'balance', frame: '42["balance",{"tokens":5}]' },
});
export default socketIoKit(false);

import realtimeSession from '../../../../src/protocols/realtime-session/index.js';
import type { ConformanceKit } from '../../../../src/testing/index.js';

const kit: ConformanceKit = {
  codec: realtimeSession,
  backend() {
    const said: { conversation: string; text: string }[] = [];
    return {
      said,
      accept(peer) {
        if (peer.url.searchParams.get('token') === 'good-token') return peer.send('{"kind":"context","data":{"session_id":"c1","agent":{"language":"ar-AR"}}}');
        peer.send('{"kind":"error","data":{"message":"Invalid token"}}');
        peer.close(1008);
      },
      // Whatever it is, the user said it. No echo, no ack.
      receive: (peer, frame) => void (typeof frame === 'string' && said.push({ conversation: peer.url.pathname.split('/').at(-1)!, text: frame })),
      say: ({ text }) => [JSON.stringify({ kind: 'transcript', data: { source: 'tutor', text } })],
    };
  },
  malformed: {
    'no data': '{"kind":"transcript"}',
    'no text': '{"kind":"transcript","data":{"source":"tutor"}}',
    'an unknown source': '{"kind":"transcript","data":{"source":"cat","text":"Meow"}}',
    'an unknown format': '{"kind":"audio","data":{"audio_data":"AA==","format":"exe"}}',
    'a context that is a list': '{"kind":"context","data":[]}',
    'an error without words': '{"kind":"error","data":{}}',
  },
  unknown: { name: 'tool_call', frame: '{"kind":"tool_call","data":{"name":"flashcards"}}' },
  without: { 'shows nothing twice': 'its messages have no ids: what is said twice is two messages' },
};
export default kit;

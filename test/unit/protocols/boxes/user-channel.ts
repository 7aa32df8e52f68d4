import userChannel from '../../../../src/protocols/user-channel/index.js';
import type { ConformanceKit, Saying } from '../../../../src/testing/index.js';

const kit: ConformanceKit = {
  codec: userChannel,
  backend() {
    const said: { conversation: string; text: string }[] = [];
    // What is pending is handed out at every get_pending, over and over, one's own messages under ids of the server's among it.
    const pending: string[] = [];
    const frameOf = ({ id, conversation, text }: Saying, role = 'assistant') => {
      const frame = JSON.stringify({ type: 'message_generate', conversation_uuid: conversation, message: { uuid: id, content: text, role } });
      pending.push(frame);
      return frame;
    };
    return {
      said,
      accept(peer) {
        if (peer.url.searchParams.get('token') === 'good-token') return peer.send('{"type":"connection_established"}');
        peer.send('{"type":"error","message":"Invalid token"}');
        peer.close(1008, 'Invalid token');
      },
      receive(peer, text) {
        const frame = JSON.parse(text as string) as { type: string; message: string; conversation_uuid: string };
        if (frame.type === 'get_pending') peer.send(...pending, '{"type":"pending_check_complete","data":{}}');
        // Pings are not answered.
        if (frame.type !== 'message_generate') return;
        said.push({ conversation: frame.conversation_uuid, text: frame.message });
        frameOf({ id: `own-${said.length}`, conversation: frame.conversation_uuid, text: frame.message }, 'user');
      },
      say: (message) => [frameOf(message)],
    };
  },
  malformed: {
    'no message': '{"type":"message_generate","conversation_uuid":"c1"}',
    'a message without text': '{"type":"message_generate","conversation_uuid":"c1","message":{"uuid":"m1"}}',
    'an id that is none': '{"type":"message_generate","conversation_uuid":"c1","message":{"uuid":{},"content":"Hi"}}',
    'a conversation that is none': '{"type":"message_generate","conversation_uuid":[],"message":"Hi"}',
    'an error without words': '{"type":"error"}',
  },
  unknown: { name: 'notification_new', frame: '{"type":"notification_new","data":{"title":"Invoice"}}' },
};
export default kit;

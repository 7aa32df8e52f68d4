import { expect } from '@open-wc/testing';
import { cleanUp, like, rig } from './rig.js';

/** In a file of its own: nothing else on the page may have loaded what sends by HTTP before. */
describe('Session over a codec that posts', () => {
  afterEach(cleanUp);

  it('posts the first burst in the order in which it was said, while the code for posting is still on its way', async () => {
    const { default: party } = await import('../../../src/protocols/party/index.js');
    const posted: unknown[] = [];
    const settings = await like('posts', {
      capabilities: { confirm: 'none' },
      start: (context) => {
        const wire = party.start(context);
        return {
          ...wire,
          encode: (command) =>
            command.type === 'send-message'
              ? {
                  exchange: {
                    request: { url: 'https://chat.test/say', method: 'POST', headers: {}, body: command.parts[0]?.type === 'text' ? command.parts[0].text : '' },
                    answer: () => [{ type: 'ack', conversation: command.conversation, clientId: command.id }],
                  },
                }
              : wire.encode(command),
        };
      },
    });
    const fetch = (_: unknown, init?: RequestInit) => {
      posted.push(init?.body);
      return Promise.resolve(new Response('{}'));
    };
    const r = rig(settings, { fetch });
    r.session.start();
    // Said before there is a connection: it all goes out at once.
    const said = Array.from({ length: 12 }, (_, n) => `message ${n}`);
    for (const text of said) r.session.sendMessage(text);
    await r.go();
    await r.up();
    await r.until(() => posted.length === said.length);
    expect(posted).to.deep.equal(said);
  });
});

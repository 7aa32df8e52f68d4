import { expect } from '@open-wc/testing';
import { createConnection } from '../../../src/embed/create-connection.js';
import { loadProtocol } from '../../../src/protocols/registry.js';

describe('createConnection', () => {
  before(() => loadProtocol('party'));

  const told = async (made: ReturnType<typeof createConnection>): Promise<string[]> => {
    const codes: string[] = [];
    await new Promise<void>((resolve) => made.onEvent((name, detail) => name === 'chat-error' && (codes.push((detail as { code: string }).code), resolve())));
    return codes;
  };

  for (const [what, options, code] of [['nothing at all', undefined, 'no-url'], ['null', null, 'no-url'], ['no address', { url: 'not a url' }, 'invalid-url'], ['no protocol', { url: 'wss://chat.test', protocol: 'pigeon' }, 'unknown-protocol']] as const)
    it(`is failed, with words, where it is given ${what}`, async () => {
      const made = createConnection(options as never);
      expect(await told(made)).to.deep.equal([code]);
      expect([made.status, made.connected, made.error?.code, made.attempts]).to.deep.equal(['failed', false, code, 0]);
      made.dispose();
    });

  it('has the figures of <chat-connection>, as they are now', () => {
    const made = createConnection({ url: 'wss://chat.test', noAutoconnect: true });
    expect([made.status, made.connected, made.error, made.attempts]).to.deep.equal(['idle', false, null, 0]);
    made.dispose();
  });
});

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

  it('tells addresses from figures, leaves the usual where it is given nothing, and prefers the function that is asked', () => {
    const getToken = () => 'asked';
    const given = (options: Parameters<typeof createConnection>[0]) => {
      const made = createConnection({ url: 'wss://chat.test', noAutoconnect: true, ...options });
      made.dispose();
      return made.settings;
    };
    const { address, tuning, ...rest } = given({ userId: 'u1', userName: undefined, conversation: null as never, queueSize: 5, requestTimeout: undefined, token: 'old', getToken, shareTabs: false, debug: true });
    expect([address.url, address.protocol, address.userId]).to.deep.equal(['wss://chat.test', 'party', 'u1']);
    expect(Object.keys(address)).to.not.include.members(['queueSize']);
    expect('userName' in address || 'conversation' in address).to.equal(false);
    expect(tuning).to.deep.equal({ queueSize: 5 });
    expect(rest).to.deep.equal({ token: getToken, shareTabs: false, debug: true });
    expect(given({ token: 'given' })).to.include({ token: 'given', debug: false });
  });

  it('takes what <chat-connection> takes, leaves out what cannot be used, and says so once', () => {
    const said: string[] = [];
    const warn = console.warn;
    console.warn = (text: string) => void said.push(text);
    const given = (options: object) => {
      const made = createConnection({ noAutoconnect: true, ...options } as never);
      made.dispose();
      return made.settings;
    };
    try {
      const { address, tuning } = given({ url: new URL('wss://chat.test/a'), userId: 7, conversation: 0, userName: '', userRole: 'boss', protocols: 'v1, v2', connectTimeout: -5, reconnectDelay: NaN, reconnectMultiplier: 0.5, maxAttempts: 'x', queueSize: 5 });
      expect([address.url, address.userId, address.conversation, 'userName' in address, 'userRole' in address]).to.deep.equal(['wss://chat.test/a', '7', '0', false, false]);
      expect(address.subprotocols).to.deep.equal(['v1', 'v2']);
      expect(tuning).to.deep.equal({ queueSize: 5 });
      for (const name of ['user-role', 'connect-timeout', 'reconnect-delay', 'reconnect-multiplier', 'max-attempts']) expect(said.filter((text) => text.includes(`The value of ${name} `)), name).to.have.length(1);
      expect(given({ subprotocols: ['v1'] }).address.subprotocols).to.deep.equal(['v1']);
    } finally {
      console.warn = warn;
    }
  });

  it('has the same figures where tabs share it', async () => {
    const made = createConnection({ url: 'wss://chat.test', shareTabs: true, noAutoconnect: true });
    const figures = () => [made.status, made.connected, made.error, made.attempts];
    expect(figures()).to.deep.equal(['idle', false, null, 0]);
    const { share } = await import('../../../src/session/tabs/share.js');
    expect(share).to.be.a('function');
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(figures(), 'once the code for that is here').to.deep.equal(['idle', false, null, 0]);
    made.dispose();
  });

  it('begins by itself, or waits to be told', async () => {
    const waiting = createConnection({ url: 'not a url', noAutoconnect: true });
    const begun = createConnection({ url: 'not a url' });
    await told(begun);
    expect([waiting.status, begun.status]).to.deep.equal(['idle', 'failed']);
    for (const one of [waiting, begun]) one.dispose();
  });
});

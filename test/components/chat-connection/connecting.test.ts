import { expect } from '@open-wc/testing';
import '../../../components/chat-connection/chat-connection.define.js';
import type { ChatConnection } from '../../../components/chat-connection/chat-connection.js';
import { registerProtocol } from '../../../src/protocols/registry.js';
import { until, wait } from '../harness.js';

/** A backend where nobody is: what is asked is whether anything was begun. */
const make = (noAutoconnect = true): ChatConnection => Object.assign(document.createElement('chat-connection'), { noAutoconnect, url: 'ws://127.0.0.1:9', conversation: 'c' });
const codeOf = (promise: Promise<unknown>): Promise<unknown> => Promise.race([promise.then(() => 'connected', (error: { code: string }) => error.code), wait(3000).then(() => 'nothing')]);

describe('<chat-connection> told to connect', () => {
  const here: Element[] = [];
  const put = <T extends Element>(element: T): T => (here.push(element), document.body.appendChild(element));
  afterEach(() => here.splice(0).forEach((one) => one.remove()));

  it('and at once not to, does not, and says so to whoever waits', async () => {
    const element = put(make());
    const states: string[] = [];
    element.addEventListener('chat-status', ({ detail }) => states.push(detail.status));
    const connected = codeOf(element.connect());
    element.disconnect();
    expect(await connected).to.equal('not-connected');
    await wait(200);
    expect(states).to.deep.equal([]);
    void element.connect().catch(() => undefined);
    await until(() => states.includes('connecting'));
  });

  it('by being put on a page, and at once not to, does not', async () => {
    const element = put(make(false));
    const states: string[] = [];
    element.addEventListener('chat-status', ({ detail }) => states.push(detail.status));
    element.disconnect();
    await wait(300);
    expect(states).to.deep.equal([]);
  });

  it('and not to while the code of its protocol is on its way, says so to whoever waits', async () => {
    registerProtocol('never-here', () => new Promise(() => {}));
    const element = put(make());
    element.protocol = 'never-here';
    const connected = codeOf(element.connect());
    await wait(100);
    element.disconnect();
    expect(await connected).to.equal('not-connected');
  });

  it('by being put on a page, does not once it is off it, whatever is set or ended there; and does when it is back', async () => {
    const element = put(make(false));
    const states: string[] = [];
    element.addEventListener('chat-status', ({ detail }) => states.push(detail.status));
    await until(() => states.includes('connecting'));
    const end = element.registerHandlers({ one() {} });
    element.remove();
    await wait(50);
    const begun = async (what: string, act: () => void): Promise<void> => {
      act();
      await wait(100);
      expect(element.stats, what).to.equal(undefined);
    };
    await begun('a token', () => (element.token = 'another'));
    await begun('who it is', () => element.setAttribute('user-id', 'ann'));
    await begun('a subscription that ends', () => element.unsubscribe('c2'));
    await begun('a frame', () => expect(() => element.send({})).to.throw('Not connected'));
    await begun('handlers that end', end);
    await begun('handlers', () => element.registerHandlers({ one() {} }));
    states.length = 0;
    put(element);
    await until(() => states.includes('connecting'));
  });

  it('where nobody is signed in, says what is missing for it, and connects when it is there', async () => {
    const element = put(make());
    element.protocol = 'user-channel';
    const said = (): Promise<unknown> => Promise.race([element.connect().catch((error: Error) => error.message), wait(3000).then(() => 'nothing')]);
    expect(await said()).to.include('needs user-id:');
    element.userId = 'ann';
    expect(await said()).to.include('needs token:');
    expect(element.status).to.equal('idle');
    const states: string[] = [];
    element.addEventListener('chat-status', ({ detail }) => states.push(detail.status));
    element.token = 'a-token';
    void element.connect().catch(() => undefined);
    await until(() => states.includes('connecting'));
  });
});

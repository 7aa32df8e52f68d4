import { expect } from '@open-wc/testing';
import '../../../components/chat-connection/chat-connection.define.js';
import { FakeNet } from '../../helpers/fake-socket.js';
import { until, wait } from '../harness.js';

describe('functions that a page registers with <chat-connection>', () => {
  const Native = WebSocket;
  let net: FakeNet;
  beforeEach(() => {
    net = new FakeNet();
    globalThis.WebSocket = net.WebSocket;
  });
  afterEach(() => {
    for (const one of document.querySelectorAll('chat-connection')) one.remove();
    globalThis.WebSocket = Native;
  });

  const make = () => Object.assign(document.createElement('chat-connection'), { protocol: 'user-channel', url: 'wss://chat.test', userId: '7', token: 'a-token' });
  async function up(sockets: number) {
    await until(() => net.sockets.length === sockets);
    const socket = net.sockets.at(-1)!.accept();
    await wait(0);
    return (type: string) => socket.say(JSON.stringify({ type }));
  }

  it('are still there when the element was away for a while, and end when the page says so', async () => {
    const heard: string[] = [];
    const element = make();
    document.body.append(element);
    const end = element.registerHandlers({ first: () => heard.push('first') });
    element.registerHandlers({ second: () => heard.push('second') });
    let say = await up(1);
    say('first');
    element.remove();
    await wait(50);
    document.body.append(element);
    say = await up(2);
    say('first');
    say('second');
    end();
    say('first');
    expect(heard).to.deep.equal(['first', 'first', 'second']);
  });

  it('are heard as often as they were registered, each until its own end, with what was put into them later', async () => {
    const heard: string[] = [];
    const handlers: Record<string, () => void> = { first: () => heard.push('first') };
    const element = make();
    document.body.append(element);
    const [one, two] = [element.registerHandlers(handlers), element.registerHandlers(handlers)];
    const say = await up(1);
    say('first');
    one();
    one();
    handlers['second'] = () => heard.push('second');
    say('second');
    two();
    say('first');
    expect(heard).to.deep.equal(['first', 'first', 'second']);
  });

  it('may be none at all, which harms nothing', async () => {
    const codes: string[] = [];
    const heard: string[] = [];
    const element = make();
    element.addEventListener('chat-error', ({ detail }) => codes.push(detail.code));
    document.body.append(element);
    for (const none of [undefined, null, 5, 'text']) element.registerHandlers(none as never);
    element.registerHandlers({ first: () => heard.push('first') });
    (await up(1))('first');
    expect([heard, codes]).to.deep.equal([['first'], []]);
  });
});

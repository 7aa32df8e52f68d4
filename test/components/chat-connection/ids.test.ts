import { expect } from '@open-wc/testing';
import '../../../components/chat-connection/chat-connection.define.js';

describe('<chat-connection> given ids of conversations', () => {
  const make = () => document.body.appendChild(Object.assign(document.createElement('chat-connection'), { noAutoconnect: true, protocol: 'topics', url: 'wss://chat.test', conversation: 'c1' }));
  afterEach(() => {
    for (const one of document.querySelectorAll('chat-connection')) one.remove();
  });

  it('takes a number for what it is as text, as backends give it back', () => {
    const element = make();
    element.subscribe(42 as never);
    element.subscribe('42');
    expect(element.stats?.subscriptions).to.deep.equal(['42']);
    element.unsubscribe(42 as never);
    expect(element.stats?.subscriptions).to.deep.equal([]);
    expect(element.sendMessage('Hello', { conversation: 42 as never }).conversation).to.equal('42');
    expect(element.session?.conversation('42').count).to.equal(1);
  });

  it('subscribes to nothing where there is none, and sends to the one at hand', () => {
    const element = make();
    for (const none of [undefined, null, '']) {
      element.subscribe(none as never);
      expect(element.sendMessage('Hello', { conversation: none as never }).conversation).to.equal('c1');
    }
    expect(element.sendMessage('Hello', null as never).conversation).to.equal('c1');
    expect(element.stats?.subscriptions.filter((id) => id !== 'c1')).to.deep.equal([]);
  });
});

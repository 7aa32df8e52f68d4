import { expect } from '@open-wc/testing';
import '../../../components/chat-connection/chat-connection.define.js';
import '../../../components/chat-widget/chat-widget.define.js';
import type { ChatConnection } from '../../../components/chat-connection/chat-connection.js';
import { until } from '../harness.js';

const make = (protocol?: string): ChatConnection => {
  const element = document.createElement('chat-connection');
  element.noAutoconnect = true;
  if (protocol) element.protocol = protocol;
  element.url = 'https://backend.test';
  return element;
};

describe('<chat-connection> numbers', () => {
  const here: Element[] = [];
  const put = <T extends Element>(element: T): T => (here.push(element), document.body.appendChild(element));
  afterEach(() => here.splice(0).forEach((one) => one.remove()));

  it('read as what holds where nothing was set', async () => {
    const element = make();
    const defaults = { reconnectDelay: 1000, maxReconnectDelay: 30_000, reconnectMultiplier: 1.5, maxAttempts: Infinity, heartbeatInterval: 30_000, requestTimeout: 10_000, connectTimeout: 10_000, queueSize: 1000, typingThrottle: 100, pollingInterval: 3000 };
    const read = () => Object.fromEntries(Object.keys(defaults).map((name) => [name, element[name as keyof ChatConnection]]));
    expect(read(), 'before it is on a page').to.deep.equal(defaults);
    put(element);
    await element.updateComplete;
    expect(read(), 'on a page').to.deep.equal(defaults);
  });

  it("read as the protocol's own, once it is there, and what was set goes before", async () => {
    const element = put(make('cossistant'));
    element.userId = 'visitor-1';
    element.conversation = 'c';
    element.setAttribute('max-attempts', '3');
    void element.connect().catch(() => undefined);
    await until(() => element.queueSize === 100, 'the queue of cossistant');
    expect(element.maxAttempts).to.equal(3);
    element.queueSize = 7;
    await element.updateComplete;
    expect(element.queueSize).to.equal(7);
    element.removeAttribute('max-attempts');
    await element.updateComplete;
    expect(element.maxAttempts).to.equal(Infinity);
  });

  it('are not set by an attribute without a value, as templates leave it where they have none', async () => {
    const names = ['reconnect-delay', 'max-reconnect-delay', 'max-attempts', 'heartbeat-interval', 'request-timeout', 'queue-size', 'typing-throttle', 'polling-interval'];
    const element = put(make());
    const widget = put(document.createElement('chat-widget'));
    for (const name of names) for (const [i, one] of [element, widget].entries()) one.setAttribute(name, [' ', ''][i]!);
    await element.updateComplete;
    for (const one of [element, widget]) expect(Object.values(one.connectionSettings.tuning), one.localName).to.not.include(0);
    expect([element.maxAttempts, element.heartbeatInterval, element.queueSize]).to.deep.equal([Infinity, 30_000, 1000]);
    element.setAttribute('max-attempts', '0');
    expect(element.connectionSettings.tuning.maxAttempts).to.equal(0);
  });

  it('are not taken for set because they were read', async () => {
    const element = put(make());
    await element.updateComplete;
    expect(element.queueSize).to.equal(1000);
    expect(element.connectionSettings.tuning).to.not.have.property('queueSize');
    element.queueSize = 5;
    expect(element.connectionSettings.tuning.queueSize).to.equal(5);
  });
});

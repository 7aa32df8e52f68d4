import { expect } from '@open-wc/testing';
import '../../../components/connection-badge/connection-badge.define.js';
import '../../../components/message-list/message-list.define.js';
import { fakeConnection } from '../../../src/testing/index.js';
import { until } from '../../components/harness.js';

/** What docs/frameworks.md says of it for the tests of pages: one connection per test, on the same page. */
describe('a fake connection', () => {
  let node: HTMLElement;
  beforeEach(() => (node = document.body.appendChild(document.createElement('main'))));
  afterEach(() => node.remove());
  const list = () => node.appendChild(document.createElement('message-list'));
  const texts = (element: Element) => element.shadowRoot?.textContent ?? '';

  it('is that of elements that were there before it, and of those that come', async () => {
    const before = list();
    const fake = fakeConnection({ messages: [{ text: 'Hello' }] });
    fake.provide(node);
    const later = list();
    for (const one of [before, later]) await until(() => texts(one).includes('Hello'));
    fake.receive({ text: 'Anything else?' });
    for (const one of [before, later]) await until(() => texts(one).includes('Anything else?'));
  });

  it('makes room for that of the next test', async () => {
    const end = fakeConnection({ messages: [{ text: 'Of the first' }] }).provide(node);
    const first = list();
    await until(() => texts(first).includes('Of the first'));
    end();
    first.remove();
    const endOfSecond = fakeConnection({ messages: [{ text: 'Of the second' }] }).provide(node);
    const second = list();
    await until(() => texts(second).includes('Of the second'));
    // Whoever forgets to end it, or ends it late, does no harm.
    fakeConnection({ messages: [{ text: 'Of the third' }] }).provide(node);
    endOfSecond();
    const third = list();
    for (const one of [second, third]) await until(() => texts(one).includes('Of the third'));
    expect(texts(third)).to.not.include('Of the second');
  });

  it('is nobody’s once it has ended', async () => {
    const badge = node.appendChild(document.createElement('connection-badge'));
    const end = fakeConnection().provide(node);
    await until(() => badge.status === 'connected');
    end();
    await until(() => badge.status === 'idle');
  });
});

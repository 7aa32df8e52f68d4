import { expect } from '@open-wc/testing';
import { fakeConnection } from '../../../src/testing/index.js';
import { all, frame, under, until } from '../harness.js';

/** A file of its own, since a name that was given stays given until the page is gone. */
describe('<chat-widget> under other names', () => {
  const warnings: string[] = [];
  const { warn } = console;
  before(() => (console.warn = (text: string) => void warnings.push(text)));
  after(() => (console.warn = warn));

  it('works where another library took the names of what is inside, and says so once', async () => {
    customElements.define('message-list', class extends HTMLElement {});
    const { ChatComposer } = await import('../../../components/chat-composer/chat-composer.js');
    const { ChatWidget } = await import('../../../components/chat-widget/chat-widget.js');
    // As defineAll({ prefix: 'acme-' }) does.
    customElements.define('acme-chat-composer', ChatComposer);
    customElements.define('acme-chat-widget', ChatWidget);

    const widget = document.createElement('acme-chat-widget') as InstanceType<typeof ChatWidget>;
    widget.open = true;
    await under(widget, fakeConnection({ messages: [{ author: { role: 'agent' }, text: 'Hello' }] }));
    await widget.updateComplete;
    await frame(3);
    const root = widget.shadowRoot!;
    const list = await until(() => root.querySelector('chat-elements-message-list')).then(() => root.querySelector('chat-elements-message-list')!);
    expect(all(list, 'article')).to.have.length(1);
    expect(root.querySelector('acme-chat-composer'), 'the composer under its prefixed name').to.not.equal(null);
    expect(root.querySelector('chat-composer')).to.equal(null);
    await until(() => warnings.length > 0, 'the developer is told');
    expect(warnings.filter((text) => text.includes('name-taken') && text.includes('message-list'))).to.have.length(1);
  });
});

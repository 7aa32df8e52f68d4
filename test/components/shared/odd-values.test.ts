/** Pages set what they have: null for nothing, numbers for names. An element that cannot be drawn for it is an empty place on somebody's page. */
import { expect } from '@open-wc/testing';
import type { LitElement } from 'lit';
import '../../../src/entries/index.js';
import type { ChatElement } from '../../../components/shared/base-element.js';
import { fakeConnection } from '../../../src/testing/index.js';
import { under } from '../harness.js';

const VALUES: readonly unknown[] = [null, undefined, 5, NaN, true, '', 'x', {}, [], [null], () => 1];
const TAGS = ['chat-widget', 'message-list', 'chat-composer', 'typing-indicator', 'connection-badge', 'audio-player', 'agent-inbox', 'connection-inspector'];

describe('whatever a page sets', () => {
  for (const tag of TAGS)
    it(`on <${tag}>, it is drawn`, async () => {
      const { elementProperties } = customElements.get(tag) as unknown as typeof ChatElement;
      const names = [...elementProperties.keys()].filter((name) => !String(name).startsWith('_'));
      expect(names.length).to.be.above(1);
      for (const name of names) {
        const element = document.createElement(tag) as LitElement;
        if (tag === 'chat-widget') element.setAttribute('display', 'inline');
        await under(element, fakeConnection({ messages: [{ text: 'Hello' }] }));
        // An address is loaded at once, and WebKit on GTK locks itself up over a dozen of them in a row.
        for (const value of name === 'src' ? [null, undefined, ''] : VALUES) {
          (element as unknown as Record<PropertyKey, unknown>)[name] = value;
          // Rejects where it cannot be drawn.
          await element.updateComplete;
        }
        expect(element.shadowRoot!.childElementCount, String(name)).to.be.above(0);
        element.remove();
      }
    });

  it('or calls with, is told or taken, and never a fault of ours', async () => {
    const connection = document.createElement('chat-connection');
    document.body.append(connection);
    expect(() => connection.sendMessage('', null as never)).to.throw('empty').with.property('code', 'invalid-input');
    for (const ids of [null, 'm1', ['m1'], 5]) connection.markRead(ids as never);
    connection.remove();
    const player = document.createElement('audio-player');
    await under(player);
    player.enqueue(new Blob(['no sound']), null as never);
    player.label = 5 as never;
    await player.updateComplete;
    expect(player.shadowRoot!.querySelector('[part=base]')!.getAttribute('aria-label')).to.equal('5');
    const inbox = document.createElement('agent-inbox');
    await under(inbox, fakeConnection({ inbox: [{ id: '42', unread: 0, updatedAt: new Date(), status: 'open' }] }));
    inbox.selected = 42 as never;
    await inbox.updateComplete;
    expect(inbox.shadowRoot!.querySelector('.row')!.getAttribute('aria-current')).to.equal('true');
  });
});

import '../../../components/chat-composer/chat-composer.define.js';
import '../../../components/message-list/message-list.define.js';
import '../../../components/typing-indicator/typing-indicator.define.js';
import type { LitElement } from 'lit';
import { fakeConnection } from '../../../src/testing/index.js';
import { part, under, until } from '../harness.js';

type Placed = LitElement & { conversation?: string | null | undefined };

/** How a page, React and Vue say that there is no conversation of its own any more. */
const WAYS: Readonly<Record<string, (element: Placed) => void>> = {
  'the attribute is taken away': (element) => element.removeAttribute('conversation'),
  'the attribute is empty': (element) => element.setAttribute('conversation', ''),
  'the property is null': (element) => (element.conversation = null),
  'the property is undefined': (element) => (element.conversation = undefined),
};

describe('the conversation of an element', () => {
  for (const [way, leave] of Object.entries(WAYS)) {
    describe(`is the connection's once ${way}`, () => {
      const open = async <T extends Placed>(tag: string) => {
        const session = fakeConnection({ messages: [{ id: '1', text: 'Of the connection' }] });
        const element = document.createElement(tag) as T;
        element.conversation = 'another';
        await under(element, session);
        leave(element);
        await element.updateComplete;
        return { session, element };
      };

      it('in a list', async () => {
        const { element } = await open('message-list');
        await until(() => element.shadowRoot!.textContent!.includes('Of the connection'));
      });

      it('for who is writing', async () => {
        const { session, element } = await open('typing-indicator');
        session.typing({ id: 'ann', name: 'Ann', role: 'agent' });
        await until(() => part(element, 'label')!.textContent!.includes('Ann'));
      });

      it('in an input', async () => {
        const { session, element } = await open('chat-composer');
        session.inform({ status: 'closed' });
        await until(() => element.shadowRoot!.querySelector('textarea')!.readOnly, 'a closed one takes no words');
      });
    });
  }
});

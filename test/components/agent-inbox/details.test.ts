import '../../../components/agent-inbox/agent-inbox.define.js';
import { expect } from '@open-wc/testing';
import type { AgentInbox } from '../../../components/agent-inbox/agent-inbox.js';
import type { ConversationSummary, MessageInput } from '../../../src/domain/index.js';
import { fakeConnection } from '../../../src/testing/index.js';
import { expectAccessible } from '../../helpers/axe.js';
import { frame, part, under, until } from '../harness.js';

const amina = { id: 'v1', role: 'visitor', name: 'Amina' } as const;
const said = (text: string, metadata: Record<string, unknown>): MessageInput => ({ author: amina, own: false, text, createdAt: 0, metadata });

async function show(messages: readonly MessageInput[], context?: Record<string, unknown>): Promise<AgentInbox> {
  const row: ConversationSummary = { id: 'local', visitor: amina, unread: 0, updatedAt: new Date(), status: 'open', context };
  const fake = fakeConnection({ self: { id: 'sam', role: 'agent', name: 'Sam' }, inbox: [row], messages });
  const inbox = document.createElement('agent-inbox');
  inbox.style.width = '1000px';
  inbox.style.height = '600px';
  await under(inbox, fake);
  inbox.selected = 'local';
  await inbox.updateComplete;
  await frame();
  return inbox;
}
const facts = (inbox: AgentInbox) => [...(part(inbox, 'details')?.querySelectorAll('dl > div') ?? [])].map((one) => [...one.children].map((child) => child.textContent));

describe('what a visitor said of themselves', () => {
  it('stands above the messages: answers before the chat, consent and the rating, once each', async () => {
    const inbox = await show([
      said('Hello', { preChat: { name: 'Amina', email: 'amina@example.com', order_number: 'KL 204', size: 8, agreed: true, nested: { a: 1 } }, consent: '2026-03-02T09:12:00Z' }),
      said('Rating: 4 of 5', { rating: { value: 4, comment: 'Quick.\nThank you!' } }),
    ]);
    await until(() => part(inbox, 'details'), 'details');
    const [name, email, order, size, agreed, consent, rating] = facts(inbox);
    expect([name, email, order, size, agreed]).to.deep.equal([['Name', 'Amina'], ['E-mail', 'amina@example.com'], ['Order number', 'KL 204'], ['Size', '8'], ['Agreed', 'true']]);
    expect(consent![1]).to.include('2026');
    expect(rating).to.deep.equal(['Rating', '4 of 5\nQuick.\nThank you!']);
    expect(part(inbox, 'details')!.compareDocumentPosition(inbox.shadowRoot!.querySelector('message-list')!) & Node.DOCUMENT_POSITION_FOLLOWING).to.be.greaterThan(0);
    await expectAccessible(inbox);
  });

  it('has each line in the direction of its own words', async () => {
    const inbox = await show([said('Hello', { rating: { value: 4, comment: 'Quick.\nشكرًا.' } })]);
    await until(() => part(inbox, 'details'), 'details');
    const fact = part(inbox, 'details')!.querySelector('dd')!;
    const letters: Range[] = [];
    for (const walker = document.createTreeWalker(fact, NodeFilter.SHOW_TEXT); walker.nextNode(); ) {
      const text = walker.currentNode as Text;
      for (let i = 0; i < text.length; i++) {
        const letter = new Range();
        letter.setStart(text, i);
        letter.setEnd(text, i + 1);
        letters.push(letter);
      }
    }
    const all = letters.map(String).join('');
    const at = (letter: number) => letters[letter]!.getBoundingClientRect().left;
    expect(all).to.equal('4 of 5\nQuick.\nشكرًا.');
    expect(at(all.indexOf('.')), 'a full stop stands to the right of English').to.be.greaterThan(at(all.indexOf('Q')));
    expect(at(all.lastIndexOf('.')), 'and to the left of Arabic').to.be.lessThan(at(all.indexOf('ش')));
  });

  it('is text and nothing else, whatever it looks like', async () => {
    const inbox = await show([said('Hello', { preChat: { name: '<img src=x onerror=alert(1)>', email: 'javascript:alert(1)', __proto__: { x: 1 }, constructor: 'c' } })]);
    await until(() => part(inbox, 'details'), 'details');
    expect(part(inbox, 'details')!.querySelectorAll('img, a, script')).to.have.length(0);
    expect(facts(inbox).flat()).to.include('<img src=x onerror=alert(1)>').and.include('javascript:alert(1)');
  });

  it('comes from the backend where its messages are further back, and the newest counts', async () => {
    const inbox = await show([said('Bye', { rating: { value: 2 } })], { preChat: { name: 'Amina' }, rating: { value: 5 }, unknown: 'x' });
    await until(() => part(inbox, 'details'), 'details');
    expect(facts(inbox)).to.deep.equal([['Name', 'Amina'], ['Rating', '2 of 5']]);
  });

  it('is not there where nothing was said, nor of what the team said', async () => {
    const none = await show([said('Hello', {}), { author: { id: 'sam', role: 'agent' }, own: true, text: 'Hi', metadata: { preChat: { name: 'Sam' } } }]);
    expect(part(none, 'details')).to.equal(undefined);
    const odd = await show([said('Hello', { preChat: 'x', rating: 5, offline: [1] })], { rating: { value: 'many' } });
    expect(part(odd, 'details')).to.equal(undefined);
  });
});

import { expect } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import type { MessageInput, Participant } from '../../../src/domain/index.js';
import { fakeConnection } from '../../../src/testing/index.js';
import { readReplies } from '../../../components/message-list/quick.js';
import { all, nameOf, until } from '../harness.js';
import { ListHarness } from './harness.js';

const mia: Participant = { id: 'mia', role: 'ai', name: 'Mia' };
const asked = (more: MessageInput = {}): MessageInput => ({ id: 'a', author: mia, text: 'Which one?', createdAt: 0, metadata: { quickReplies: ['Sencha', { label: 'Oolong', value: 'The oolong, please' }, 'Black'] }, ...more });
const group = (list: ListHarness): HTMLElement | undefined => all(list.element, 'group', 'Suggested replies')[0];
const replies = (list: ListHarness): HTMLElement[] => [...(group(list)?.querySelectorAll('button') ?? [])];
const open = async (message = asked(), options: Parameters<typeof fakeConnection>[0] = {}) => {
  const session = fakeConnection({ ...options, messages: [{ id: 'q', own: true, text: 'Tea?', createdAt: 0 }, message] });
  return { session, list: await ListHarness.with(undefined, session) };
};

describe('replies to choose from', () => {
  it('stand under the last message, in a named group, and send what they mean', async () => {
    const { session, list } = await open();
    await until(() => group(list), 'replies');
    expect(replies(list).map(nameOf)).to.deep.equal(['Sencha', 'Oolong', 'Black']);
    expect(list.articles.at(-1)!.compareDocumentPosition(group(list)!) & Node.DOCUMENT_POSITION_FOLLOWING).to.be.greaterThan(0);
    const told: unknown[] = [];
    list.element.addEventListener('chat-send', (event) => told.push((event as CustomEvent<{ text: string }>).detail.text));
    replies(list)[1]!.click();
    await until(() => !group(list), 'no replies any more');
    expect(told).to.deep.equal(['The oolong, please']);
    expect(session.sent.map(({ text }) => text)).to.deep.equal(['The oolong, please']);
    expect(list.element.shadowRoot!.activeElement).to.equal(list.log);
  });

  it('are gone once there is a newer message, whoever wrote it', async () => {
    const { session, list } = await open();
    await until(() => group(list), 'replies');
    session.receive({ author: mia, text: 'Take your time.' });
    await until(() => !group(list), 'no replies any more');
  });

  it('leave the focus to the list where a newer message takes them away', async () => {
    const { session, list } = await open();
    await until(() => group(list), 'replies');
    await list.element.bring('actions');
    replies(list)[0]!.focus();
    session.receive({ author: mia, text: 'Take your time.' });
    await until(() => !group(list), 'no replies any more');
    expect(list.element.shadowRoot!.activeElement === list.log).to.equal(true);
  });

  it('wait until their message is whole', async () => {
    const { session, list } = await open(asked({ streaming: true }));
    await list.element.updateComplete;
    expect(group(list)).to.equal(undefined);
    session.updateMessage('a', { streaming: false });
    await until(() => group(list), 'replies');
  });

  it('are left to the page where it takes the sends, and gone then as well', async () => {
    const { session, list } = await open();
    await until(() => group(list), 'replies');
    list.element.addEventListener('chat-send', (event) => event.preventDefault());
    replies(list)[0]!.click();
    await until(() => !group(list), 'no replies any more');
    expect(session.sent).to.deep.equal([]);
  });

  it('take along what the widget asked before the chat', async () => {
    const { session, list } = await open();
    await until(() => group(list), 'replies');
    list.element.addEventListener('chat-send', (event) => ((event as CustomEvent<{ metadata?: object }>).detail.metadata = { preChat: { name: 'Vera' } }));
    replies(list)[0]!.click();
    expect(session.sent[0]!.metadata).to.deep.equal({ preChat: { name: 'Vera' } });
  });

  it('are for the visitor alone, and not in a closed conversation', async () => {
    const team = await open(asked(), { self: { id: 'sam', role: 'agent' } });
    await team.list.element.updateComplete;
    expect(group(team.list)).to.equal(undefined);
    const { session, list } = await open();
    await until(() => group(list), 'replies');
    session.inform({ status: 'closed' });
    await until(() => !group(list), 'no replies any more');
  });

  it('are one stop for Tab, behind the messages, with arrows, Home and End inside; Enter and Space press', async () => {
    const { session, list } = await open();
    await until(() => group(list), 'replies');
    const focused = () => list.element.shadowRoot!.activeElement;
    list.log.focus();
    await list.element.updateComplete;
    await sendKeys({ press: 'Tab' });
    expect(focused()).to.equal(replies(list)[0]);
    for (const [key, at] of [['ArrowRight', 1], ['ArrowDown', 2], ['ArrowRight', 0], ['ArrowLeft', 2], ['Home', 0], ['End', 2], ['ArrowUp', 1]] as const) {
      await sendKeys({ press: key });
      expect(focused(), key).to.equal(replies(list)[at]);
    }
    expect(replies(list).map((one) => one.tabIndex)).to.deep.equal([-1, 0, -1]);
    await sendKeys({ press: 'Enter' });
    await until(() => session.sent.length === 1, 'sent');
    expect(session.sent[0]!.text).to.equal('The oolong, please');
  });

  it('go the other way in right-to-left text', async () => {
    const session = fakeConnection({ messages: [asked()] });
    const list = await ListHarness.with(undefined, session, (element) => (element.dir = 'rtl'));
    await until(() => group(list), 'replies');
    replies(list)[0]!.focus();
    await sendKeys({ press: 'ArrowLeft' });
    expect(list.element.shadowRoot!.activeElement).to.equal(replies(list)[1]);
  });

  it('are heard after their message when that arrives', async () => {
    const session = fakeConnection({ messages: [{ id: 'q', own: true, text: 'Tea?' }] });
    const list = await ListHarness.with(undefined, session);
    session.receive(asked());
    await list.hears('Mia: Which one? Suggested replies: Sencha, Oolong, Black');
  });

  it('are read with care: what is none is passed over, and there are eight at most', () => {
    expect(readReplies('x')).to.deep.equal([]);
    expect(readReplies([null, 7, {}, '', '  ', { label: 'a', value: 3 }, { label: 'b\u202Ec\nd' }])).to.deep.equal([{ label: 'bc d', value: 'b\u202Ec\nd' }]);
    expect(readReplies(Array.from({ length: 20 }, (_, i) => `Reply ${i}`))).to.have.length(8);
    expect(readReplies(['x'.repeat(2000)])).to.deep.equal([]);
  });
});

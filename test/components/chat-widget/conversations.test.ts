import { expect } from '@open-wc/testing';
import type { ConversationSummary, Participant } from '../../../src/domain/index.js';
import { fakeConnection, type FakeOptions } from '../../../src/testing/index.js';
import { expectAccessible } from '../../helpers/axe.js';
import { all, nameOf, press, until } from '../harness.js';
import { WidgetHarness } from './harness.js';

const sam: Participant = { id: 'sam', role: 'agent', name: 'Sam' };
const me: Participant = { id: 'me', role: 'visitor' };
const ago = (minutes: number) => new Date(Date.now() - minutes * 60_000);
const row = (id: string, text: string, minutes: number, more: Partial<ConversationSummary> = {}): ConversationSummary => ({
  id, status: 'open', assignee: null, unread: 0, updatedAt: ago(minutes), lastMessage: { id: `${id}-last`, text, author: sam, createdAt: ago(minutes) }, ...more,
});
const ROWS = [row('c2', 'The lid is on its way', 90, { unread: 2 }), row('c3', 'Thank you!', 60 * 30, { status: 'resolved', lastMessage: { id: 'x', text: 'Thank you!', author: me, createdAt: ago(1800) } })];

const open = async (attributes: Record<string, string> = { conversations: '' }, options: FakeOptions = {}) => {
  const session = fakeConnection({ self: me, capabilities: { actions: ['conversations'] }, messages: [{ own: true, text: 'Hello', createdAt: ago(5) }], ...options });
  const widget = await WidgetHarness.with({ open: '', ...attributes }, session);
  await widget.settled();
  return { session, widget };
};
const rows = (widget: WidgetHarness): HTMLElement[] => [...widget.element.shadowRoot!.querySelectorAll<HTMLElement>('.row')];
const asked = (session: { calls: unknown[][] }) => session.calls.filter(([what, name]) => what === 'action' && name === 'conversations').length;

describe('the conversations of a visitor', () => {
  it('are not offered, and not asked for, unless the page says so', async () => {
    const { session, widget } = await open({});
    expect(widget.has('button', /Your conversations/)).to.equal(false);
    expect(asked(session)).to.equal(0);
  });

  it('are behind a button that says what waits in the others', async () => {
    const { session, widget } = await open();
    await until(() => asked(session) === 1, 'the list was asked for');
    session.setInbox(ROWS);
    await until(() => widget.has('button', 'Your conversations, 2 unread'), 'unread elsewhere');
    const badge = () => widget.element.shadowRoot!.querySelector('.to-list .elsewhere')?.textContent;
    expect(badge()).to.equal('2');
    session.setInbox(ROWS.map((one) => ({ ...one, unread: 0 })));
    await until(() => widget.has('button', 'Your conversations'), 'nothing waits');
    expect(badge()).to.equal(undefined);
  });

  it('are listed with who, when, what and how much of it is unread; the focus goes along', async () => {
    const { session, widget } = await open();
    session.setInbox(ROWS);
    widget.button(/^Your conversations/).click();
    await until(() => rows(widget).length === 3, 'three rows');
    const words = rows(widget).map((one) => one.textContent!.replace(/\s+/g, ' '));
    expect(words[0]).to.match(/You: Hello/);
    // An hour and a half ago is yesterday just after midnight.
    expect(words[1]).to.match(/Sam ?(\d.*|Yesterday )The lid is on its way 2 unread/);
    expect(words[2]).to.match(/You: Thank you! Resolved/);
    expect(rows(widget).map((one) => one.getAttribute('aria-current'))).to.deep.equal(['true', null, null]);
    expect(widget.focused!.textContent).to.equal('Your conversations');
    expect(widget.has('button', /^Your conversations/)).to.equal(false);
    await expectAccessible(widget.element);
  });

  it('say of what cannot be shown here what its message says, and not what the backend calls it', async () => {
    const { widget } = await open({ conversations: '' }, { messages: [{ author: sam, parts: [{ type: 'text', text: '[location]', notice: 'unsupported' }], createdAt: ago(5) }] });
    widget.button(/^Your conversations/).click();
    await until(() => rows(widget).length === 1, 'one row');
    expect(rows(widget)[0]!.querySelector('.row-last')!.textContent).to.equal('This message cannot be shown here.');
  });

  it('are opened by a press: their conversation is the one that is shown, and the input has the focus', async () => {
    const { session, widget } = await open();
    session.setInbox(ROWS);
    widget.button(/^Your conversations/).click();
    await until(() => rows(widget).length === 3, 'three rows');
    rows(widget)[1]!.click();
    await until(() => rows(widget).length === 0, 'no list');
    expect(widget.element.conversation).to.equal('c2');
    await until(() => widget.focused === widget.input, 'the focus is in the input');
  });

  it('show words from right to left with their own marks at their own end, also behind “You”', async () => {
    const { session, widget } = await open();
    session.setInbox([row('c2', 'x', 90, { lastMessage: { id: 'x', text: 'שלום!', author: me, createdAt: ago(90) } })]);
    widget.button(/^Your conversations/).click();
    await until(() => rows(widget).length === 2, 'two rows');
    expect(rows(widget)[1]!.querySelector('.row-last')!.textContent).to.equal('You: \u2068שלום!\u2069');
  });

  it('are left with Escape, back to the conversation and the button that led to them; the chat stays open', async () => {
    const { session, widget } = await open();
    session.setInbox(ROWS);
    widget.button(/^Your conversations/).click();
    await until(() => rows(widget).length === 3, 'three rows');
    await until(() => widget.focused?.textContent === 'Your conversations', 'the focus is on the title');
    expect(press(widget.focused!, 'Escape'), 'its default is prevented').to.equal(false);
    await until(() => rows(widget).length === 0, 'no list');
    expect(widget.isOpen).to.equal(true);
    await until(() => widget.focused === widget.button(/^Your conversations/), 'the focus is on the button');
  });

  it('are joined by another, where the present one is not empty', async () => {
    const { session, widget } = await open();
    widget.button(/^Your conversations/).click();
    await until(() => widget.has('button', 'New conversation'), 'a way to begin');
    widget.button('New conversation').click();
    await until(() => !!widget.element.conversation, 'another conversation');
    expect(session.conversation(widget.element.conversation).count).to.equal(0);
    const first = widget.element.conversation;
    await until(() => widget.has('button', /^Your conversations/), 'the way back');
    widget.button(/^Your conversations/).click();
    await until(() => widget.has('button', 'New conversation'), 'a way to begin');
    widget.button('New conversation').click();
    await until(() => !widget.has('button', 'New conversation'), 'no list');
    expect(widget.element.conversation).to.equal(first);
  });

  it('say when there are none, when they are looked for, and when they cannot be had', async () => {
    const { session, widget } = await open({ conversations: '' }, { messages: [] });
    widget.button(/^Your conversations/).click();
    const note = () => widget.element.shadowRoot!.querySelector('.past-note')?.textContent;
    await until(() => note() === 'Looking for your conversations…', `looking, not ${note()}`);
    session.setInbox([]);
    await until(() => note() === 'Nothing was said yet.', 'none');
    const other = await open({ conversations: '' }, { messages: [] });
    other.session.action = () => {
      throw new Error('not connected');
    };
    other.widget.button(/^Your conversations/).click();
    await until(() => /cannot be had/.test(other.widget.element.shadowRoot!.querySelector('.past-note')?.textContent ?? ''), 'not to be had');
  });

  it('are those that were heard of where the backend has no list, and none can be begun', async () => {
    const { session, widget } = await open({ conversations: '' }, { capabilities: { actions: [] } });
    session.of('other').apply({ type: 'message', message: { id: 'o', author: sam, parts: [{ type: 'text', text: 'Elsewhere' }], createdAt: ago(1) } });
    session.touched(session.of('other'));
    await until(() => widget.has('button', 'Your conversations, 1 unread'), 'unread elsewhere');
    widget.button(/^Your conversations/).click();
    await until(() => rows(widget).length === 2, 'two rows');
    expect(all(widget.element, 'button').map(nameOf)).not.to.include('New conversation');
    expect(asked(session)).to.equal(0);
    rows(widget)[0]!.click();
    await until(() => widget.element.conversation === 'other', 'the other one');
    await until(() => session.calls.some((call) => call.join() === 'subscribe,other'), 'it is asked for');
  });

  it('are left with the chat: opened again, it shows the conversation, and the focus is in the input', async () => {
    const { widget } = await open();
    widget.button(/^Your conversations/).click();
    await until(() => widget.focused?.textContent === 'Your conversations', 'the focus is on the title');
    widget.button('Close chat').click();
    await until(() => widget.focused === widget.launcher, 'the focus is on the launcher');
    widget.launcher.click();
    await until(() => rows(widget).length === 0, 'no list');
    await until(() => widget.focused === widget.input, 'the focus is in the input');
  });

  it('have room for a long name: it ends in dots, the time stays in sight', async () => {
    const { session, widget } = await open({ conversations: '' }, { messages: [] });
    session.setInbox([row('c2', 'Two', 10, { assignee: { ...sam, name: 'Samantha Featherstonehaugh-Cholmondeley of the department for bowls' } })]);
    widget.button(/^Your conversations/).click();
    await until(() => rows(widget).length === 1, 'one row');
    const [only] = rows(widget);
    expect(only!.scrollWidth <= only!.clientWidth).to.equal(true);
    const time = only!.querySelector('time')!.getBoundingClientRect();
    expect(time.width > 0 && time.right <= only!.getBoundingClientRect().right).to.equal(true);
  });

  it('keep the focus with a row, wherever that goes; gone, it is on the title', async () => {
    const { session, widget } = await open({ conversations: '' }, { messages: [] });
    session.setInbox([row('c2', 'Two', 10), row('c3', 'Three', 20), row('c4', 'Four', 30)]);
    widget.button(/^Your conversations/).click();
    await until(() => rows(widget).length === 3, 'three rows');
    const of = (text: string) => rows(widget).find((one) => one.textContent!.includes(text))!;
    const held = of('Three');
    held.focus();
    session.setInbox([row('c3', 'Three', 1), row('c4', 'Four', 5), row('c2', 'Two', 10)]);
    await until(() => rows(widget)[0] === of('Three'), 'it is the first');
    expect(widget.focused === held && held === of('Three')).to.equal(true);
    session.setInbox([row('c4', 'Four', 0), row('c3', 'Three', 1), row('c2', 'Two', 10)]);
    await until(() => rows(widget)[0] === of('Four'), 'it is the second');
    expect(widget.focused === held).to.equal(true);
    session.setInbox([row('c4', 'Four', 0), row('c2', 'Two', 10)]);
    await until(() => rows(widget).length === 2, 'it is gone');
    expect(widget.focused!.textContent).to.equal('Your conversations');
  });

  it('have the focus where the chat is to have it, as long as they stand in its place', async () => {
    const { session, widget } = await open();
    widget.button(/^Your conversations/).click();
    await until(() => widget.focused?.textContent === 'Your conversations', 'the focus is on the title');
    session.fail('server-error', 'No credit left');
    await until(() => widget.has('button', 'Dismiss'), 'a toast');
    widget.button('Dismiss').focus();
    widget.button('Dismiss').click();
    await until(() => !widget.has('button', 'Dismiss'), 'dismissed');
    expect(widget.focused!.textContent).to.equal('Your conversations');
    (document.activeElement as HTMLElement).blur();
    widget.element.focus();
    expect(widget.focused!.textContent).to.equal('Your conversations');
  });

  it('share what the tab knows of the chat: that the person agreed, and that they closed it', async () => {
    sessionStorage.setItem('chat-elements:consent:chat-widget', '2026-01-05T09:00:00.000Z');
    try {
      const { widget } = await open({ conversations: '', consent: 'I agree.' });
      await until(() => widget.has('button', /^Your conversations/), 'the way to them');
      widget.button(/^Your conversations/).click();
      await until(() => widget.has('button', 'New conversation'), 'a way to begin');
      widget.button('New conversation').click();
      await until(() => !!widget.element.conversation, 'another conversation');
      await until(() => widget.focused === widget.input, 'nothing is asked again');
      widget.button('Close chat').click();
      expect(sessionStorage.getItem('chat-elements:open:chat-widget')).to.equal('false');
    } finally {
      sessionStorage.clear();
    }
  });
});

import { expect } from '@open-wc/testing';
import { offers } from '../../../components/message-list/actions.js';
import type { MessageList } from '../../../components/message-list/message-list.js';
import type { Message, MessageInput } from '../../../src/domain/index.js';
import { LocalSession } from '../../../src/session/local.js';
import { all, conversation, nameOf, one, press, until } from '../harness.js';
import { ListHarness } from './harness.js';

/** A session that writes down what it was asked. */
class Asked extends LocalSession {
  readonly asked: unknown[][] = [];
  constructor(can: Partial<LocalSession['capabilities']> = { reactions: true, replies: true, edit: true, remove: true }) {
    super();
    this.capabilities = { ...this.capabilities, ...can };
  }
  override react(id: string, emoji: string, on: boolean): void {
    this.asked.push(['react', id, emoji, on]);
    this.of().apply({ type: 'reaction', id, emoji, by: this.self, on });
    this.touched(this.of());
  }
  override editMessage(id: string, text: string): void {
    this.asked.push(['edit', id, text]);
  }
  override removeMessage(id: string): void {
    this.asked.push(['remove', id]);
  }
}

const open = async (session = new Asked(), n = 12) => {
  session.setMessages(conversation(n));
  return { session, list: await ListHarness.with(undefined, session) };
};
const focused = (list: ListHarness): HTMLElement | null => list.element.shadowRoot!.activeElement as HTMLElement | null;
const bar = (list: ListHarness): HTMLElement | undefined => all(list.element, 'toolbar')[0];
const names = (element: HTMLElement): string[] => [...element.querySelectorAll('button')].map(nameOf);
/** The pointer comes to a message, and what it brings is there. */
const hover = async (list: ListHarness, article: HTMLElement) => {
  article.dispatchEvent(new PointerEvent('pointerover', { bubbles: true, composed: true, pointerType: 'mouse' }));
  await until(() => bar(list)?.parentElement === article, 'the bar is over the message');
  return bar(list)!;
};

describe('what is offered', () => {
  const ai = { author: { id: 'mia', role: 'ai' } } as const;
  const said = (more: Partial<Message> = {}): Message => ({
    id: 'm', conversation: 'c1', author: { id: 'ann', role: 'agent' }, own: false, parts: [{ type: 'text', text: 'Hi' }], text: 'Hi', createdAt: new Date(0), status: 'sent', ...more,
  });
  const all = { reactions: true, replies: true, regenerate: true, edit: true, remove: true };
  const offered = (more: Partial<Message>, can: object | undefined = all, list: object = {}): string => {
    const message = said(more);
    return offers(message, { messages: undefined, context: { session: can && { capabilities: can } }, blocks: [{ messages: [message, said({ own: true })] }], ...list } as unknown as MessageList).join(' ');
  };
  const rows: readonly (readonly [what: string, offered: string, ...Parameters<typeof offered>])[] = [
    ['what another said', 'react reply copy', {}],
    ['what oneself said', 'react reply copy edit delete', { own: true }],
    ['the last answer of the assistant', 'react reply copy regenerate', ai],
    ['one before the last', 'react reply copy', ai, all, { blocks: [{ messages: [said(ai)] }] }],
    ['one that others answered since', 'react reply copy', ai, all, { blocks: [{ messages: [said(ai)] }, { messages: [said()] }] }],
    ['what the backend does not have', 'copy', { own: true, conversation: '' }],
    ['what is on its way', 'copy', { own: true, status: 'pending' }],
    ['what failed', 'copy', { own: true, status: 'failed' }],
    ['a picture of one’s own', 'react reply delete', { own: true, text: ' ', parts: [{ type: 'image', url: '/1' }] }],
    ['a picture with words', 'react reply copy delete', { own: true, parts: [{ type: 'text', text: 'Hi' }, { type: 'image', url: '/1' }] }],
    ['what nobody here can show', 'react reply copy delete', { own: true, parts: [{ type: 'text', text: '', notice: 'unsupported' }] }],
    ['nothing at all', 'react reply delete', { own: true, text: '', parts: [] }],
    ['what was taken back', '', { own: true, deletedAt: new Date(0) }],
    ['what is being written', '', { own: true, streaming: true }],
    ['what the system says', '', { author: { id: 'system', role: 'system' } }],
    ['messages of the page’s own', 'copy', { own: true }, all, { messages: [] }],
    ['no session', 'copy', { own: true }, undefined, { context: {} }],
    ['a backend that can nothing', 'copy', { own: true, ...ai }, {}],
    ['one that takes reactions', 'react copy', { own: true, ...ai }, { reactions: true }],
    ['one that takes replies', 'reply copy', { own: true, ...ai }, { replies: true }],
    ['one that writes anew', 'copy regenerate', { own: true, ...ai }, { regenerate: true }],
    ['one that takes changes', 'copy edit', { own: true, ...ai }, { edit: true }],
    ['one that takes things back', 'copy delete', { own: true, ...ai }, { remove: true }],
  ];
  for (const [what, acts, ...given] of rows) it(`${what}: ${acts || 'nothing'}`, () => expect(offered(...given)).to.equal(acts));
});

describe('what can be done with a message', () => {
  it('is a named toolbar on hover, with what the backend can and whose message it is', async () => {
    const { list } = await open();
    let shown = await hover(list, list.article('Message 2'));
    expect(nameOf(shown)).to.equal('Actions for message of Ann');
    expect(names(shown)).to.deep.equal(['React', 'Reply', 'Copy']);
    shown = await hover(list, list.article('Message 3'));
    expect(nameOf(shown)).to.equal('Actions for your message');
    expect(names(shown)).to.deep.equal(['React', 'Reply', 'Copy', 'Edit', 'Delete']);
    const buttons = [...shown.querySelectorAll('button')];
    expect(buttons.map((button) => button.getAttribute('aria-haspopup'))).to.deep.equal(['true', null, null, null, 'dialog']);
    expect(buttons.map((button) => button.title)).to.deep.equal(names(shown));
    expect(buttons.every((button) => button.querySelector('svg[aria-hidden="true"] path')), 'each has its picture').to.equal(true);
    expect(shown.getAttribute('part')).to.equal('actions');
    list.log.dispatchEvent(new PointerEvent('pointerleave'));
    expect(bar(list)).to.equal(undefined);
  });

  it('stands inside the list also where the message begins above it', async () => {
    const { list } = await open(undefined, 40);
    list.log.scrollTop = -Math.round(list.article('Message 20').getBoundingClientRect().height / 2);
    await until(() => list.articles.some((one) => one.getBoundingClientRect().top < list.log.getBoundingClientRect().top), 'one is cut');
    const { top } = list.log.getBoundingClientRect();
    const cut = list.articles.findLast((one) => one.getBoundingClientRect().top < top + 10)!;
    const shown = await hover(list, cut);
    expect(shown.getBoundingClientRect().top).to.be.at.least(top - 1);
    // Where there is room, it stands over the message as before.
    const next = await hover(list, list.articles.at(-1)!);
    expect(next.getBoundingClientRect().top).to.be.lessThan(list.articles.at(-1)!.getBoundingClientRect().top);
  });

  it('is only to copy where the backend can nothing else', async () => {
    const { list } = await open(new Asked({}));
    expect(names(await hover(list, list.article('Message 3')))).to.deep.equal(['Copy']);
  });

  it('copies, and says so', async () => {
    const { list } = await open();
    const shown = await hover(list, list.article('Message 2'));
    const was = Object.getOwnPropertyDescriptor(navigator, 'clipboard');
    const copied: string[] = [];
    Object.defineProperty(navigator, 'clipboard', { configurable: true, value: { writeText: async (text: string) => void copied.push(text) } });
    try {
      one(list.element, 'button', 'Copy').click();
      await list.hears('Copied');
      expect(copied[0]).to.match(/^Message 2/);
      expect(shown.isConnected).to.equal(true);
    } finally {
      if (was) Object.defineProperty(navigator, 'clipboard', was);
      else delete (navigator as { clipboard?: unknown }).clipboard;
    }
  });

  it('shows on the button whether it was copied; where it may not be, the text is selected', async () => {
    const { list } = await open();
    const was = Object.getOwnPropertyDescriptor(navigator, 'clipboard');
    let denied = false;
    Object.defineProperty(navigator, 'clipboard', { configurable: true, value: { writeText: async () => { if (denied) throw new DOMException('no', 'NotAllowedError'); } } });
    const button = () => one(list.element, 'button', 'Copy');
    const look = () => button().querySelector('path')!.getAttribute('d');
    try {
      await hover(list, list.article('Message 2'));
      const usual = look();
      button().click();
      await until(() => button().title === 'Copied', 'it is shown');
      const done = look();
      expect(done).not.to.equal(usual);
      await hover(list, list.article('Message 3'));
      expect([button().title, look()]).to.deep.equal(['Copy', usual]);

      denied = true;
      button().click();
      await until(() => button().title === 'Could not be copied', 'that is shown as well');
      expect(look()).not.to.equal(usual);
      expect(look()).not.to.equal(done);
      await list.hears('Could not be copied');
      expect(getSelection()!.rangeCount).to.equal(1);
      // What a person sees as selected; not every engine says the text of a selection inside a shadow root.
      expect(getSelection()!.type).to.equal('Range');
    } finally {
      getSelection()?.removeAllRanges();
      if (was) Object.defineProperty(navigator, 'clipboard', was);
      else delete (navigator as { clipboard?: unknown }).clipboard;
    }
  });

  it('asks with the words on its buttons whole, where there is little room for all of it', async () => {
    const { list } = await open();
    list.element.style.cssText += '; inline-size: 300px; --chat-font-size: 24px';
    await hover(list, list.article('Message 3'));
    one(list.element, 'button', 'Delete').click();
    for (const button of one(list.element, 'alertdialog').querySelectorAll('button')) {
      const words = document.createRange();
      words.selectNodeContents(button);
      expect(words.getClientRects().length, nameOf(button)).to.equal(1);
    }
  });

  it('asks in words before it deletes', async () => {
    const { session, list } = await open();
    await hover(list, list.article('Message 3'));
    one(list.element, 'button', 'Delete').click();
    expect(nameOf(one(list.element, 'alertdialog'))).to.equal('Delete this message for everyone?');
    expect(one(list.element, 'alertdialog').textContent).to.contain('Delete this message for everyone?');
    expect(names(one(list.element, 'alertdialog'))).to.deep.equal(['Keep', 'Delete']);
    expect(nameOf(focused(list)!)).to.equal('Keep');
    focused(list)!.click();
    expect(all(list.element, 'alertdialog')).to.deep.equal([]);
    expect(focused(list) === list.article('Message 3'), 'back at the message').to.equal(true);
    one(list.element, 'button', 'Delete').click();
    press(focused(list)!, 'Escape');
    expect(nameOf(focused(list)!)).to.equal('Delete');
    expect(session.asked).to.deep.equal([]);
    one(list.element, 'button', 'Delete').click();
    one(list.element, 'button', 'Delete').click();
    expect(session.asked).to.deep.equal([['remove', 'm3']]);
  });

  it('reacts with one of six emoji, and shows reactions as buttons that say everything', async () => {
    const { session, list } = await open();
    await hover(list, list.article('Message 2'));
    one(list.element, 'button', 'React').click();
    expect(all(list.element, 'button', /^React with /).length).to.equal(6);
    expect(nameOf(bar(list)!)).to.equal('Reactions');
    expect(one(list.element, 'button', 'React with 👍').getAttribute('aria-pressed')).to.equal('false');
    one(list.element, 'button', 'React with 👍').click();
    expect(session.asked).to.deep.equal([['react', 'm2', '👍', true]]);
    await list.hears('Reacted with 👍');
    expect(focused(list) === list.article('Message 2'), 'back at the message').to.equal(true);
    one(list.element, 'button', 'React').click();
    expect(all(list.element, 'button', /^React with /).map((button) => button.getAttribute('aria-pressed'))).to.deep.equal(['true', ...Array.from({ length: 5 }, () => 'false')]);
    one(list.element, 'button', 'React with 👍').click();
    expect(session.asked.at(-1)).to.deep.equal(['react', 'm2', '👍', false]);
    await list.hears('Reaction 👍 removed');
    one(list.element, 'button', 'React').click();
    one(list.element, 'button', 'React with 👍').click();
    await until(() => all(list.element, 'button', '👍, 1, you reacted')[0], 'the reaction is shown');
    session.of().apply({ type: 'reaction', id: 'm2', emoji: '👍', by: { id: 'ann', role: 'agent' }, on: true });
    session.touched(session.of());
    await until(() => all(list.element, 'button', '👍, 2, you reacted')[0], 'both are counted');
    const button = one(list.element, 'button', '👍, 2, you reacted');
    expect(button.getAttribute('aria-pressed')).to.equal('true');
    button.click();
    await until(() => all(list.element, 'button', '👍, 1')[0]?.getAttribute('aria-pressed') === 'false', 'it was taken back');
  });

  it('keeps what is pressed the same emoji while others come and go', async () => {
    const { session, list } = await open();
    const give = (emoji: string, on = true) => {
      session.of().apply({ type: 'reaction', id: 'm2', emoji, by: { id: 'ann', role: 'agent' }, on });
      session.touched(session.of());
    };
    give('👍');
    give('🎉');
    await until(() => all(list.element, 'button', '🎉, 1')[0], 'both are shown');
    const button = one(list.element, 'button', '🎉, 1');
    button.focus();
    give('👍', false);
    await until(() => all(list.element, 'button', '👍, 1').length === 0, 'one is gone');
    expect(focused(list) === button && nameOf(button) === '🎉, 1').to.equal(true);
  });

  it('opens by a long press of a finger, and not by a scroll', async () => {
    const { list } = await open();
    const article = list.article('Message 2');
    const touch = (type: string, y = 10) => article.dispatchEvent(new PointerEvent(type, { bubbles: true, composed: true, pointerType: 'touch', clientX: 10, clientY: y }));
    await hover(list, list.article('Message 1'));
    touch('pointerdown');
    touch('pointermove', 60);
    await new Promise((done) => setTimeout(done, 700));
    expect(bar(list)?.parentElement === article).to.equal(false);
    touch('pointerdown');
    await until(() => bar(list)?.parentElement === article, 'the bar is there');
    expect(bar(list)!.querySelector('button')!.getBoundingClientRect().height).to.be.at.least(44);
  });

  it('hands an answer and a change to whoever writes', async () => {
    const { list } = await open();
    const got: [string, string][] = [];
    for (const type of ['chat-reply', 'chat-edit']) list.element.addEventListener(type, (event) => got.push([type, (event as CustomEvent<{ message: Message }>).detail.message.id]));
    await hover(list, list.article('Message 3'));
    one(list.element, 'button', 'Reply').click();
    await hover(list, list.article('Message 3'));
    one(list.element, 'button', 'Edit').click();
    expect(got).to.deep.equal([['chat-reply', 'm3'], ['chat-edit', 'm3']]);
  });
});

describe('the keyboard in the list', () => {
  it('keeps the focus where a button takes itself or its message away', async () => {
    const failed = (id: string): MessageInput => ({ id, own: true, text: `Words ${id}`, status: 'failed', createdAt: 0 });
    const list = await ListHarness.with([failed('a'), failed('b')]);
    const { element } = list;
    await element.bring('actions');
    element.addEventListener('chat-retry', () => (element.messages = [failed('a'), { ...failed('b'), status: 'sent' }]));
    element.addEventListener('chat-discard', () => (element.messages = element.messages!.slice(1)));
    for (const [name, text, then] of [['Retry', 'Words b', () => list.article('Words b')], ['Discard', 'Words a', () => list.log]] as const) {
      const button = [...list.article(text).querySelectorAll('button')].find((one) => nameOf(one) === name)!;
      button.focus();
      button.click();
      await until(() => !button.isConnected, `${name} did its work`);
      await element.updateComplete;
      expect(focused(list) === then(), name).to.equal(true);
    }
    // The same where the button was quicker than what is loaded for it.
    list.log.blur();
    (await element.bring('actions'))!.handle(element, new FocusEvent('focusin'), document.createElement('button'));
    expect(focused(list)).to.equal(list.log);
    // Elsewhere on the page it is nobody's business here.
    const outside = document.createElement('button');
    element.after(outside);
    list.article('Words b').focus();
    outside.focus();
    element.messages = [];
    await element.updateComplete;
    expect(document.activeElement).to.equal(outside);
    outside.remove();
  });

  it('goes through the messages, opens the actions and comes back', async () => {
    const { list } = await open(undefined, 130);
    list.log.focus();
    list.log.dispatchEvent(new FocusEvent('focusin', { bubbles: true }));
    await list.element.updateComplete;
    const at = async (text: RegExp) => until(() => text.test(nameOf(focused(list)!)), `the focus is at ${text}, not at ${nameOf(focused(list)!)}`);
    press(list.log, 'ArrowUp');
    await at(/Message 129\b/);
    press(focused(list)!, 'ArrowUp');
    await at(/Message 128\b/);
    press(focused(list)!, 'ArrowDown');
    await at(/Message 129\b/);
    press(focused(list)!, 'PageUp');
    await until(() => /Message 12[0-7]\b/.test(nameOf(focused(list)!)), 'a page further up');
    press(focused(list)!, 'Home');
    await at(/Message 0\b/);
    press(focused(list)!, 'End');
    await at(/Message 129\b/);
    press(focused(list)!, 'ArrowUp');
    press(focused(list)!, 'Enter');
    expect(nameOf(focused(list)!)).to.equal('React');
    press(focused(list)!, 'ArrowRight');
    expect(nameOf(focused(list)!)).to.equal('Reply');
    expect(press(focused(list)!, 'Escape')).to.equal(false);
    await at(/Message 128\b/);
    press(focused(list)!, 'ContextMenu');
    expect(nameOf(focused(list)!)).to.equal('React');
  });

  it('goes round in the bar, the way that is read; what is held down with other keys is not for the list', async () => {
    const { list } = await open();
    await hover(list, list.article('Message 2'));
    list.article('Message 2').focus();
    for (const held of [{ ctrlKey: true }, { altKey: true }, { metaKey: true }, { isComposing: true }]) expect(press(list.article('Message 2'), 'ArrowUp', held), Object.keys(held)[0]).to.equal(true);
    expect(focused(list) === list.article('Message 2')).to.equal(true);
    for (const [direction, on, back] of [['ltr', 'ArrowRight', 'ArrowLeft'], ['rtl', 'ArrowLeft', 'ArrowRight']] as const) {
      list.element.dir = direction;
      await list.element.updateComplete;
      press(list.article('Message 2'), 'Enter');
      const walk = ([[on], [on], [on], [back], ['End'], ['Home'], [back], ['ArrowUp'], ['ArrowDown']] as const).map(([key]) => {
        expect(press(focused(list)!, key), key).to.equal(false);
        expect([...bar(list)!.querySelectorAll('button')].filter(({ tabIndex }) => tabIndex === 0).map(nameOf)).to.deep.equal([nameOf(focused(list)!)]);
        return nameOf(focused(list)!);
      });
      expect(walk, direction).to.deep.equal(['Reply', 'Copy', 'React', 'Copy', 'Copy', 'React', 'Copy', 'Copy', 'Copy']);
      press(focused(list)!, 'Escape');
    }
  });

  it('is one stop: with Tab, only what the focused message holds can be reached', async () => {
    const session = new Asked();
    session.setMessages([...conversation(3), { id: 'a', author: { id: 'ann', role: 'agent' }, text: 'See https://a.example/' }, { id: 'b', author: { id: 'ann', role: 'agent' }, text: 'And https://b.example/' }]);
    const list = await ListHarness.with(undefined, session);
    await until(() => all(list.element, 'link').length === 2, 'the links are there');
    await hover(list, list.article('Message 1'));
    const [first, second] = all(list.element, 'link');
    list.article(/See/).focus();
    press(list.article(/See/), 'Tab');
    expect([first!.tabIndex, second!.tabIndex, list.log.tabIndex]).to.deep.equal([0, -1, -1]);
    await until(() => second!.tabIndex === 0 && list.log.tabIndex === 0, 'afterwards all is as it was');
    press(first!, 'Tab', { shiftKey: true });
    expect([second!.tabIndex, list.log.tabIndex], 'backwards, the list itself comes first').to.deep.equal([-1, 0]);
    await until(() => second!.tabIndex === 0, 'and as it was again');
    press(first!, 'Unidentified', { code: 'Tab', shiftKey: true });
    expect([second!.tabIndex, list.log.tabIndex], 'also where the key has no name').to.deep.equal([-1, 0]);
  });
});

describe('an answer to a message', () => {
  it('quotes it, and its quote goes there', async () => {
    const session = new Asked();
    session.setMessages([...conversation(30), { id: 'x', own: true, text: 'Yes', replyTo: 'm1' }]);
    const list = await ListHarness.with(undefined, session);
    await until(() => all(list.element, 'button', /^In reply to Ann: Message 1/)[0], 'the quote is there');
    one(list.element, 'button', /^In reply to Ann: Message 1/).click();
    await until(() => /Message 1\b/.test(nameOf(focused(list) ?? list.log)), 'the focus is at the original');
    expect('marked' in focused(list)!.dataset).to.equal(true);
  });

  it('loads older pages until the original is there', async () => {
    class Paged extends Asked {
      pages = 0;
      override conversation(id?: string) {
        return { ...super.conversation(id), history: this.pages < 2 ? ('more' as const) : ('end' as const) };
      }
      override async loadOlder(): Promise<void> {
        this.pages++;
        this.setMessages([...conversation(10 * this.pages, -10 * this.pages), ...conversation(3), { id: 'x', own: true, text: 'Yes', replyTo: 'm-15' }]);
      }
    }
    const session = new Paged();
    session.setMessages([...conversation(3), { id: 'x', own: true, text: 'Yes', replyTo: 'm-15' }]);
    const list = await ListHarness.with(undefined, session);
    expect(await list.element.scrollToMessage('m-15')).to.equal(true);
    expect(nameOf(focused(list)!)).to.match(/Message -15\b/);
    expect(await list.element.scrollToMessage('nowhere')).to.equal(false);
  });
});

import { expect } from '@open-wc/testing';
import type { ChatComposer } from '../../../components/chat-composer/chat-composer.js';
import type { MessageInput } from '../../../src/domain/index.js';
import { LocalSession } from '../../../src/session/local.js';
import { all, conversation, nameOf, one, press, until } from '../harness.js';
import { WidgetHarness } from './harness.js';

const open = async (messages: readonly MessageInput[] = conversation(40), session = new LocalSession()) => {
  session.setMessages(messages);
  const widget = await WidgetHarness.with({ open: '' }, session);
  await widget.element.updateComplete;
  return { session, widget };
};
const button = (widget: WidgetHarness) => all(widget.element, 'button', 'Search messages')[0];
const status = (widget: WidgetHarness) => one(widget.element, 'search').querySelector('[role=status]')!.textContent;
const field = (widget: WidgetHarness) => one(widget.element, 'search').querySelector('input')!;
const write = (widget: WidgetHarness, text: string) => {
  field(widget).value = text;
  field(widget).dispatchEvent(new InputEvent('input', { bubbles: true }));
};
const start = async (widget: WidgetHarness) => {
  button(widget)!.click();
  await until(() => all(widget.element, 'search')[0]?.querySelector('input') === widget.focused && widget.focused, 'the field has the focus');
};

describe('search in the conversation', () => {
  it('is offered where there is something to search, and not with no-search', async () => {
    const { session, widget } = await open([]);
    expect(button(widget)).to.equal(undefined);
    session.addMessage({ text: 'Hello' });
    await until(() => button(widget), 'the button is there');
    widget.element.setAttribute('no-search', '');
    await until(() => !button(widget), 'it is gone');
  });

  it('counts, goes from hit to hit and keeps the focus; Escape gives it back', async () => {
    const { widget } = await open([...conversation(40), { text: 'Café' }, { text: 'cafe again' }, { text: 'A third CAFÉ' }]);
    await start(widget);
    expect(nameOf(field(widget))).to.equal('Search messages');
    widget.element.dir = 'rtl';
    await until(() => getComputedStyle(field(widget)).direction === 'rtl', 'empty, it runs as the page does');
    write(widget, 'café');
    expect(getComputedStyle(field(widget)).direction).to.equal('ltr');
    widget.element.dir = '';
    await until(() => status(widget) === '1 of 3', 'three are counted');
    press(field(widget), 'Enter');
    await until(() => status(widget) === '2 of 3', 'the second');
    press(field(widget), 'Enter', { shiftKey: true });
    press(field(widget), 'Enter', { shiftKey: true });
    await until(() => status(widget) === '3 of 3', 'round to the oldest');
    one(widget.element, 'button', 'Next result').click();
    await until(() => status(widget) === '1 of 3', 'and on');
    expect(widget.focused === field(widget) || nameOf(widget.focused!) === 'Next result').to.equal(true);
    if ('highlights' in CSS) await until(() => CSS.highlights.get('chat-found')?.size === 2 && CSS.highlights.get('chat-found-now')?.size === 1, 'the hits are marked');
    write(widget, 'nothing like it');
    await until(() => status(widget) === 'No messages found', 'nothing is found');
    expect(press(field(widget), 'Escape')).to.equal(false);
    await until(() => nameOf(widget.focused!) === 'Search messages' && all(widget.element, 'search').length === 0, 'the focus is back');
    expect(widget.isOpen).to.equal(true);
    if ('highlights' in CSS) expect(CSS.highlights.has('chat-found')).to.equal(false);
  });

  it('offers older messages, and goes back until there is something', async () => {
    class Paged extends LocalSession {
      pages = 0;
      override conversation(id?: string) {
        return { ...super.conversation(id), history: this.pages < 3 ? ('more' as const) : ('end' as const) };
      }
      override async loadOlder(): Promise<void> {
        this.pages++;
        this.setMessages([...(this.pages > 1 ? [{ id: 'old', text: 'The needle' }] : []), ...conversation(5 * this.pages, -5 * this.pages), ...conversation(80)]);
      }
    }
    const { session, widget } = await open(conversation(80), new Paged());
    await start(widget);
    write(widget, 'needle');
    await until(() => status(widget) === 'No messages found', 'nothing yet');
    one(widget.element, 'button', 'Search older messages').click();
    await until(() => status(widget) === '1 of 1', 'it was found');
    expect((session as Paged).pages).to.equal(2);
  });
});

describe('older messages that are searched', () => {
  class Held extends LocalSession {
    go = () => {};
    over = false;
    override conversation(id?: string) {
      return { ...super.conversation(id), history: this.over ? ('end' as const) : ('more' as const) };
    }
    override async loadOlder(): Promise<void> {
      await new Promise<void>((done) => (this.go = done));
      this.over = true;
    }
  }
  const older = async () => {
    const { session, widget } = await open(conversation(80), new Held());
    await start(widget);
    write(widget, 'needle');
    await until(() => status(widget) === 'No messages found', 'nothing yet');
    one(widget.element, 'button', 'Search older messages').focus();
    one(widget.element, 'button', 'Search older messages').click();
    await until(() => status(widget) !== 'No messages found', 'it is under way');
    return { session: session as Held, widget };
  };

  it('lead back to the field', async () => {
    const { session, widget } = await older();
    session.go();
    await until(() => status(widget) === 'No messages found', 'still nothing');
    await until(() => widget.focused === field(widget), 'the focus is in the field');
  });

  it('leave the focus where somebody went meanwhile', async () => {
    const { session, widget } = await older();
    await until(() => widget.element.shadowRoot!.querySelector('chat-composer'), 'the box');
    widget.input.focus();
    session.go();
    await until(() => status(widget) === 'No messages found', 'still nothing');
    await widget.settled();
    expect(widget.focused === widget.input).to.equal(true);
  });
});

describe('answering and changing in the widget', () => {
  const session = () => {
    const asked: unknown[][] = [];
    const local = new LocalSession();
    local.capabilities = { ...local.capabilities, replies: true, edit: true };
    local.editMessage = (...args) => void asked.push(['edit', args[0], args[1]]);
    return { asked, local };
  };
  const begin = async (widget: WidgetHarness, what: 'reply' | 'edit', id: string) => {
    const list = widget.inner('message-list');
    const message = widget.element.messages.find((one) => one.id === id);
    list.dispatchEvent(new CustomEvent(`chat-${what}`, { detail: { message } }));
    const composer = widget.inner('chat-composer') as ChatComposer;
    await until(() => composer.shadowRoot!.querySelector('.about') && widget.focused === widget.input, 'the box is ready');
    return composer;
  };
  it('sends an answer with what it answers', async () => {
    const { local } = session();
    const { widget } = await open(conversation(4), local);
    const composer = await begin(widget, 'reply', 'm2');
    expect(nameOf(all(composer, 'group')[0]!)).to.equal('Replying to Ann');
    widget.element.draft = 'Indeed';
    composer.draft = 'Indeed';
    composer.send();
    await until(() => widget.element.messages.at(-1)?.text === 'Indeed', 'it was sent');
    expect(widget.element.messages.at(-1)?.replyTo).to.equal('m2');
    await until(() => !composer.shadowRoot!.querySelector('.about'), 'the banner is gone');
  });
  it('changes a message with Enter, and leaves it with Escape', async () => {
    const { local, asked } = session();
    const { widget } = await open(conversation(4), local);
    const composer = widget.inner('chat-composer') as ChatComposer;
    composer.draft = 'half written';
    await begin(widget, 'edit', 'm3');
    expect(nameOf(all(composer, 'group')[0]!)).to.equal('Editing message');
    expect(widget.input.value).to.match(/^Message 3/);
    expect(press(widget.input, 'Escape')).to.equal(false);
    await until(() => widget.input.value === 'half written' && !composer.shadowRoot!.querySelector('.about'), 'the draft is back');
    expect(widget.isOpen).to.equal(true);
    await begin(widget, 'edit', 'm3');
    composer.draft = 'Better';
    await composer.updateComplete;
    press(widget.input, 'Enter');
    expect(asked).to.deep.equal([['edit', 'm3', 'Better']]);
    await until(() => widget.input.value === 'half written', 'the draft is back again');
  });

  it('is gone with its conversation, whoever changes that, and the box is as it was', async () => {
    const { local } = session();
    const { widget } = await open(conversation(4), local);
    const composer = widget.inner('chat-composer') as ChatComposer;
    composer.draft = 'half written';
    await begin(widget, 'edit', 'm3');
    // As a provider does it whose `conversation` changes: nothing of the composer's own does.
    local.settings = { ...local.settings, address: { ...local.settings.address, conversation: 'another' } };
    composer.requestUpdate();
    await until(() => !composer.shadowRoot!.querySelector('.about'), 'nothing is being changed');
    expect(widget.input.value).to.equal('half written');
  });

  it('goes on where the chat is moved in its page', async () => {
    const { local } = session();
    const { widget } = await open(conversation(4), local);
    const composer = await begin(widget, 'edit', 'm3');
    const box = document.createElement('div');
    widget.element.after(box);
    box.append(widget.element);
    await widget.settled();
    expect(nameOf(all(composer, 'group')[0]!)).to.equal('Editing message');
    expect(widget.input.value).to.match(/^Message 3/);
  });
});

import { expect } from '@open-wc/testing';
import type { MessageInput } from '../../../src/domain/index.js';
import { LocalSession } from '../../../src/session/local.js';
import { registerStrings } from '../../../src/i18n/register.js';
import { fakeConnection } from '../../../src/testing/index.js';
import { expectAccessible } from '../../helpers/axe.js';
import { all, conversation, frame, until } from '../harness.js';
import { WidgetHarness } from './harness.js';

const CLOSED = (): string => {
  // Open tomorrow only, whatever today is.
  const day = ['Su', 'Mo', 'Tu', 'We', 'Th', 'Fr', 'Sa'][(new Date().getDay() + 2) % 7];
  return `${day} 09:00-18:00`;
};
const root = (widget: WidgetHarness) => widget.element.shadowRoot!;
const form = (widget: WidgetHarness) => root(widget).querySelector<HTMLFormElement>('form.flow');
const field = (widget: WidgetHarness, name: string) => form(widget)!.querySelector<HTMLInputElement>(`[name="${name}"]`)!;
const errorOf = (input: HTMLElement) => input.getAttribute('aria-describedby') && (input.getRootNode() as ShadowRoot).getElementById(input.getAttribute('aria-describedby')!)?.textContent;
const shown = async (widget: WidgetHarness) => {
  widget.launcher.click();
  await until(() => form(widget), 'the form is shown');
  await widget.settled();
};

describe('<chat-widget> before the chat', () => {
  beforeEach(() => sessionStorage.clear());

  it('tells the developer of hours and questions that cannot be read: what a framework makes of an object in an attribute, or a slip in the JSON', async () => {
    const { warn } = console;
    const said: string[] = [];
    console.warn = (text: string) => void said.push(text);
    try {
      const widget = await WidgetHarness.with({ hours: '[object Object]', 'pre-chat': '[object Object]', open: '' }, fakeConnection());
      await until(() => said.length > 1, 'both are told of');
      await widget.settled();
      expect(widget.input.isConnected).to.equal(true);
      widget.element.preChat = '{"name": "email"}';
      await frame(3);
      widget.element.hours = '';
      widget.element.preChat = [];
      await frame(3);
    } finally {
      console.warn = warn;
    }
    expect(said.filter((text) => text.includes('invalid-input'))).to.have.length(2);
    expect(said.some((text) => /The value of hours is not usable/.test(text))).to.equal(true);
    expect(said.some((text) => /The value of pre-chat is not usable/.test(text))).to.equal(true);
  });

  it('refuses letters where a number is due, also where the browser says that nothing stands there, and leaves them there to be mended', async () => {
    const fake = fakeConnection();
    const widget = await WidgetHarness.with({ 'pre-chat': JSON.stringify([{ name: 'order', label: 'Order', type: 'number' }]) }, fake);
    await shown(widget);
    const order = field(widget, 'order');
    order.focus();
    // What no engine takes for a number, and each lets people write.
    document.execCommand('insertText', false, '12e');
    expect(order.validity.badInput).to.equal(true);
    form(widget)!.requestSubmit();
    await until(() => errorOf(order), 'it says what is wrong');
    expect(errorOf(order)).to.equal('Please give a number.');
    expect(order.validity.badInput, 'it still stands there').to.equal(true);
    order.value = '12';
    form(widget)!.requestSubmit();
    await until(() => !form(widget), 'the chat begins');
  });

  const PRE = JSON.stringify([{ name: 'name', label: 'Name', required: true }, { name: 'email', label: 'E-mail', type: 'email' }, { name: 'topic', label: 'Topic', type: 'select', options: ['Order', 'Other'] }]);

  it('asks, says what is missing at the field, and takes the answers along with the first message', async () => {
    const fake = fakeConnection();
    const widget = await WidgetHarness.with({ 'pre-chat': PRE }, fake);
    await shown(widget);
    await until(() => widget.focused === field(widget, 'name'), 'the first field has the focus');
    // Said in words: Chromium calls a box that has to be ticked invalid before anybody was there.
    expect(field(widget, 'name').getAttribute('aria-invalid')).to.equal('false');
    const edge = () => getComputedStyle(field(widget, 'email')).borderColor;
    const usual = edge();
    await expectAccessible(widget.element);
    field(widget, 'email').value = 'nowhere';
    form(widget)!.requestSubmit();
    await frame(3);
    expect(field(widget, 'name').getAttribute('aria-invalid')).to.equal('true');
    expect(errorOf(field(widget, 'name'))).to.equal('Please fill in: Name.');
    expect(errorOf(field(widget, 'email'))).to.match(/e-mail address/);
    expect(field(widget, 'email').value).to.equal('nowhere');
    expect(widget.focused).to.equal(field(widget, 'name'));
    await expectAccessible(widget.element);
    expect(edge()).not.to.equal(usual);

    field(widget, 'name').value = ' Ada ';
    form(widget)!.requestSubmit();
    await until(() => widget.focused === field(widget, 'email'), 'the focus goes to what is still wrong');
    field(widget, 'email').value = 'ada@example.com';
    form(widget)!.requestSubmit();
    await until(() => !form(widget));
    await widget.settled();
    await until(() => widget.focused === widget.input, 'the input has the focus');
    expect(fake.sent).to.have.length(0);
    widget.element.send('Hello');
    expect(fake.sent[0]!.metadata).to.deep.equal({ preChat: { name: 'Ada', email: 'ada@example.com' } });
    widget.element.send('Second');
    expect(fake.sent.at(-1)!.metadata).to.equal(undefined);
    expect(widget.element.userName).to.equal('Ada');
  });

  /** Somebody who has answered types a message and presses the button. */
  const types = async (fake: ReturnType<typeof fakeConnection>, answers: Readonly<Record<string, string>>): Promise<WidgetHarness> => {
    sessionStorage.setItem('chat-elements:pre-chat:chat-widget', JSON.stringify(answers));
    const widget = await WidgetHarness.with({ 'pre-chat': PRE }, fake);
    await widget.open();
    await widget.write('Hello');
    widget.inner('chat-composer').shadowRoot!.querySelector<HTMLElement>('.send')!.click();
    await until(() => fake.sent.length === 1);
    return widget;
  };

  it('takes them along with what is typed, too', async () => {
    const fake = fakeConnection();
    await types(fake, { name: 'Ada' });
    expect(fake.sent[0]!.metadata).to.deep.equal({ preChat: { name: 'Ada' } });
  });

  it('puts them into words where a backend carries nothing else', async () => {
    const fake = fakeConnection({ capabilities: { metadata: false } });
    const widget = await types(fake, { name: 'Ada', email: 'ada@example.com' });
    expect(fake.sent[0]!.parts).to.deep.equal([{ type: 'text', text: 'Hello\n\nName: Ada\nE-mail: ada@example.com' }]);
    expect(fake.sent[0]!.metadata).to.deep.equal({ preChat: { name: 'Ada', email: 'ada@example.com' } });
    widget.element.send('Second');
    expect(fake.sent.at(-1)!.parts).to.deep.equal([{ type: 'text', text: 'Second' }]);
  });

  it('says what is wanting in the language of now, and keeps what was typed', async () => {
    const widget = await WidgetHarness.with({ 'pre-chat': PRE }, fakeConnection());
    await shown(widget);
    field(widget, 'email').value = 'nowhere';
    form(widget)!.requestSubmit();
    await until(() => errorOf(field(widget, 'name')) === 'Please fill in: Name.', 'it is said');
    widget.element.lang = 'de';
    await until(() => form(widget)!.querySelector('h3')!.textContent !== 'Before we start', 'the words have changed');
    expect(errorOf(field(widget, 'name'))).to.match(/^Bitte .*Name/);
    expect(errorOf(field(widget, 'email'))).to.match(/E-Mail/);
    expect(field(widget, 'email').value).to.equal('nowhere');
    // An empty field runs as the page does, a filled one as what is in it.
    widget.element.dir = 'rtl';
    await until(() => getComputedStyle(field(widget, 'name')).direction === 'rtl');
    expect(getComputedStyle(field(widget, 'email')).direction).to.equal('ltr');
  });

  it('does not ask somebody whose conversation goes on', async () => {
    const widget = await WidgetHarness.with({ 'pre-chat': PRE }, fakeConnection({ messages: [{ text: 'Hello', author: { role: 'agent' } }] }));
    await widget.open();
    expect(form(widget)).to.equal(null);
  });

  it('without consent neither connects nor keeps anything', async () => {
    const Native = WebSocket;
    let sockets = 0;
    window.WebSocket = class extends Native {
      constructor(...args: ConstructorParameters<typeof Native>) {
        super(...args);
        sockets++;
      }
    };
    try {
      const widget = await WidgetHarness.with({ url: 'ws://127.0.0.1:9', conversation: 'c1', consent: 'I agree to the [privacy policy|https://example.com/privacy] and [this|javascript:alert(1)].' });
      await shown(widget);
      widget.element.send('By the page');
      await frame(5);
      expect(sockets).to.equal(0);
      expect(widget.element.session).to.equal(undefined);
      expect(sessionStorage.length).to.equal(0);
      const links = [...form(widget)!.querySelectorAll('a')];
      expect(links.map(({ href }) => href)).to.deep.equal(['https://example.com/privacy']);
      form(widget)!.requestSubmit();
      await frame(3);
      expect(errorOf(field(widget, 'consent'))).to.match(/agree first/);
      await expectAccessible(widget.element);
      field(widget, 'consent').checked = true;
      form(widget)!.requestSubmit();
      await until(() => sockets > 0, 'it connects');
      expect(sessionStorage.getItem('chat-elements:consent:c1')).to.match(/^\d{4}-/);
      await until(() => widget.element.draft === 'By the page', 'the words wait in the input');
    } finally {
      window.WebSocket = Native;
    }
  });
});

describe('<chat-widget> while nobody is there', () => {
  beforeEach(() => sessionStorage.clear());

  it('says when somebody is back, above the input', async () => {
    const widget = await WidgetHarness.with({ hours: CLOSED() }, fakeConnection());
    await widget.open();
    await until(() => root(widget).querySelector('[part=notice]'));
    expect(root(widget).querySelector('[part=notice]')!.textContent).to.match(/^We are closed right now\. We are back on \w+day at \d/);
  });

  it('follows the language of the page for the day and the time', async () => {
    const widget = await WidgetHarness.with({ hours: CLOSED(), lang: 'de' }, fakeConnection());
    await widget.open();
    await until(() => root(widget).querySelector('[part=notice]'));
    expect(root(widget).querySelector('[part=notice]')!.textContent).to.match(/(tag|woch) um 0?9:00 sind wir wieder da\.$/);
  });

  it('puts no space behind a full-width stop, which has one in it', async () => {
    registerStrings('ja', { closedNow: '閉まっています。', backOn: '{0}の{1}に。' });
    const widget = await WidgetHarness.with({ hours: CLOSED(), lang: 'ja', open: '' }, fakeConnection());
    await until(() => root(widget).querySelector('[part=notice]'));
    expect(root(widget).querySelector('[part=notice]')!.textContent).to.match(/^閉まっています。.曜日の\d+:00に。$/);
  });

  it('waits for the end of the hours while it is shown, and once', async () => {
    const { setTimeout, clearTimeout } = window;
    const long = new Set<number>();
    window.setTimeout = ((fn: () => void, ms = 0) => {
      const handle = setTimeout(fn, ms);
      if (ms > 600_000) long.add(handle);
      return handle;
    }) as typeof window.setTimeout;
    window.clearTimeout = ((handle: number) => {
      long.delete(handle);
      clearTimeout(handle);
    }) as typeof window.clearTimeout;
    try {
      const before = (await WidgetHarness.with({ display: 'inline' }, fakeConnection())).element;
      await until(() => before.shadowRoot!.querySelector('chat-composer'));
      const others = long.size;
      const widget = await WidgetHarness.with({ display: 'inline', hours: CLOSED() }, fakeConnection());
      await until(() => root(widget).querySelector('[part=notice]'));
      await widget.settled();
      const waiting = long.size - others;
      widget.element.heading = 'Drawn again';
      await widget.settled();
      expect(long.size - others).to.equal(waiting);
      widget.element.remove();
      await frame(3);
      // Those of the list go as well, which knows when the day is over.
      expect(long.size).to.equal(others);
    } finally {
      Object.assign(window, { setTimeout, clearTimeout });
    }
  });

  it('says nothing while it is open', async () => {
    const widget = await WidgetHarness.with({ hours: 'Mo-Su 0-24', 'offline-form': '' }, fakeConnection());
    await widget.open();
    expect(root(widget).querySelector('[part=notice]')).to.equal(null);
    expect(form(widget)).to.equal(null);
  });

  it('takes a message with an address, and shows it as sent', async () => {
    const fake = fakeConnection();
    const widget = await WidgetHarness.with({ hours: CLOSED(), 'offline-form': '' }, fake);
    await shown(widget);
    await expectAccessible(widget.element);
    form(widget)!.requestSubmit();
    await frame(3);
    expect(errorOf(field(widget, 'message'))).to.equal('Please fill in: Your message.');
    field(widget, 'name').value = 'Ada';
    field(widget, 'email').value = 'ada@example.com';
    field(widget, 'message').value = 'Is the teapot blue?';
    form(widget)!.requestSubmit();
    await until(() => fake.sent.length === 1);
    expect(fake.sent[0]!.text).to.equal('Is the teapot blue?\n\nAda, ada@example.com');
    expect(fake.sent[0]!.metadata).to.deep.equal({ offline: { name: 'Ada', email: 'ada@example.com' } });
    await until(() => widget.messages.length === 1);
  });

  it('asks no more once a message was left, also where the page takes it', async () => {
    const fake = fakeConnection();
    const widget = await WidgetHarness.with({ hours: CLOSED(), 'offline-form': '', 'pre-chat': '[{"name":"topic"}]' }, fake, (element) => element.addEventListener('chat-send', (event) => event.preventDefault()));
    await shown(widget);
    field(widget, 'email').value = 'ada@example.com';
    field(widget, 'message').value = 'Is the teapot blue?';
    form(widget)!.requestSubmit();
    await until(() => !form(widget), 'no form');
    await until(() => widget.focused === widget.input, 'the input has the focus');
    expect(fake.sent).to.have.length(0);
  });
});

describe('<chat-widget> rating', () => {
  beforeEach(() => sessionStorage.clear());

  it('is asked for when the conversation is resolved, and sent in words and as data', async () => {
    const fake = fakeConnection({ messages: [{ text: 'All done', author: { role: 'agent' } }] });
    const widget = await WidgetHarness.with({ rating: '' }, fake);
    await widget.open();
    expect(form(widget)).to.equal(null);
    fake.inform({ status: 'resolved' });
    await until(() => form(widget), 'the rating is asked for');
    await expectAccessible(widget.element);
    form(widget)!.requestSubmit();
    await frame(3);
    expect(root(widget).querySelector('#rate-error')!.textContent).to.equal('Please choose a rating.');
    let detail: unknown;
    widget.element.addEventListener('chat-rating', (event) => (detail = (event as CustomEvent).detail));
    root(widget).querySelectorAll<HTMLInputElement>('.stars input')[3]!.click();
    await frame(3);
    root(widget).querySelector<HTMLTextAreaElement>('#rate-comment')!.value = 'Quick answer';
    await expectAccessible(widget.element);
    form(widget)!.requestSubmit();
    await until(() => fake.sent.length === 1);
    expect(detail).to.include({ rating: 4, comment: 'Quick answer' });
    expect(fake.sent[0]!.text).to.equal('Rating: 4 of 5\nQuick answer');
    expect(fake.sent[0]!.metadata).to.deep.equal({ rating: { value: 4, comment: 'Quick answer' } });
    await until(() => !form(widget), 'it is not asked again');
  });

  it('is not asked for again, however much is said after it', async () => {
    const rated: MessageInput = { own: true, text: 'Rating: 4 of 5', metadata: { rating: { value: 4 } } };
    const fake = fakeConnection({ messages: [rated, ...conversation(60).map((message) => ({ ...message, own: false, author: { role: 'agent' } as const, createdAt: new Date() }))] });
    const widget = await WidgetHarness.with({ rating: '' }, fake);
    await widget.open();
    fake.inform({ status: 'resolved' });
    await until(() => widget.element.late.rating, 'the rating is there');
    await widget.settled();
    expect(!!form(widget)).to.equal(false);
  });

  it('is asked for and thanked for aloud: the regions are there before their words', async () => {
    const fake = fakeConnection({ messages: [{ text: 'All done', author: { role: 'agent' } }] });
    const widget = await WidgetHarness.with({ rating: '' }, fake);
    await widget.open();
    const said: string[] = [];
    const standing = new Set<Element>();
    const listen = (): void => {
      for (const region of all(widget.element, 'status')) if (!region.textContent?.trim()) standing.add(region);
      for (const region of standing) {
        const words = region.textContent!.trim();
        if (words && region.isConnected && said.at(-1) !== words) said.push(words);
      }
    };
    const observer = new MutationObserver(listen);
    observer.observe(root(widget), { subtree: true, childList: true, characterData: true });
    try {
      fake.inform({ status: 'resolved' });
      await until(() => form(widget), 'the rating is asked for');
      const spoken = widget.element.late.body!.list.shadowRoot!.querySelector('.say')!;
      await until(() => spoken.textContent === 'How did we do?', 'it is said');
      await until(() => standing.size > 0, 'a region');
      root(widget).querySelectorAll<HTMLInputElement>('.stars input')[3]!.click();
      form(widget)!.requestSubmit();
      await until(() => said.at(-1) === 'Thank you for your rating.', 'the thanks');
    } finally {
      observer.disconnect();
    }
    expect(said).to.have.length(1);
  });

  it('is another for another conversation', async () => {
    const session = new LocalSession();
    session.setMessages([{ text: 'All done', author: { role: 'agent' } }]);
    let id = 'a';
    const view = session.conversation.bind(session);
    session.conversation = () => ({ ...view(), id, info: { id, status: 'resolved' } });
    const widget = await WidgetHarness.with({ rating: '' }, session);
    await widget.open();
    await until(() => form(widget), 'the rating is asked for');
    root(widget).querySelectorAll<HTMLInputElement>('.stars input')[3]!.click();
    await until(() => root(widget).querySelector('#rate-comment'), 'four stars');
    id = 'b';
    widget.element.requestUpdate();
    await until(() => !root(widget).querySelector('#rate-comment'), 'none yet');
    expect(root(widget).querySelectorAll('.stars input:checked').length).to.equal(0);
  });
});

import { expect } from '@open-wc/testing';
import { ChatWidget } from '../../../components/chat-widget/chat-widget.js';
import { fakeConnection } from '../../../src/testing/index.js';
import { expectAccessible } from '../../helpers/axe.js';
import { sessionContext, type SessionRequest } from '../../../src/context/index.js';
import { resetWarnings } from '../../../src/errors/index.js';
import { all, frame, one, press, until, wait } from '../harness.js';
import { WidgetHarness } from './harness.js';

const ada = { id: 'ada', role: 'agent', name: 'Ada' } as const;

describe('<chat-widget> sending and showing', () => {
  beforeEach(() => sessionStorage.clear());

  it('sends what is written, after asking the page', async () => {
    const fake = fakeConnection();
    const widget = await WidgetHarness.with({}, fake);
    await widget.open();
    await widget.write('Hello there');
    expect(widget.element.draft).to.equal('Hello there');
    press(widget.input, 'Enter');
    await until(() => fake.sent.length === 1);
    expect(widget.detail('chat-send')).to.deep.equal({ text: 'Hello there', message: { text: 'Hello there' } });
    expect(widget.element.draft).to.equal('');
    await until(() => widget.messages.includes('Hello there'));
  });

  it('does not send what the page takes', async () => {
    const fake = fakeConnection();
    const widget = await WidgetHarness.with({}, fake);
    widget.element.addEventListener('chat-send', (event) => event.preventDefault());
    await widget.open();
    await widget.write('Mine');
    press(widget.input, 'Enter');
    widget.element.send('Mine too');
    await widget.settled();
    expect(fake.sent).to.have.length(0);
    expect(widget.count('chat-send')).to.equal(2);
  });

  it('is drawn without what has no words, and says what that was', async () => {
    const { warn } = console;
    const warnings: string[] = [];
    console.warn = (...words: unknown[]) => void warnings.push(words.join(' '));
    resetWarnings();
    try {
      const fake = fakeConnection();
      const widget = await WidgetHarness.with({ display: 'inline', heading: 'Support' }, fake);
      const { element } = widget;
      await widget.settled();
      const thrower = { toString: () => { throw new Error('not for reading'); } }; // prettier-ignore
      Object.assign(element, { heading: Symbol('heading'), placeholder: thrower, avatar: Object.create(null), userId: Symbol('id'), userRole: thrower });
      await until(() => ['heading', 'placeholder', 'avatar'].every((name) => warnings.some((one) => one.includes(`The value of ${name} is not usable`))));
      await until(() => element.shadowRoot!.querySelector('.panel')!.getAttribute('aria-label') === 'Chat');
      await until(() => widget.input.placeholder === 'Write a message…');
      expect(element.connectionSettings.address).to.not.have.any.keys('userId', 'userRole');
      expect(warnings.some((one) => one.includes('The value of user-id is not usable'))).to.equal(true);
      fake.receive({ text: 'Still here' });
      await until(() => element.shadowRoot!.querySelector('message-list')!.shadowRoot!.textContent!.includes('Still here'));
      expect([element.search(undefined as never), element.search(Symbol('x') as never)]).to.deep.equal([[], []]);
      for (const nothing of [undefined, Symbol('x'), 5, { text: Symbol('x') }, { text: 5 }]) {
        expect(() => fake.sendMessage(nothing as never)).to.throw().with.property('code', 'invalid-input');
      }
      for (const nobody of [undefined, 'yes', Symbol('x')]) {
        expect(() => element.setTyping(nobody as never, true)).to.throw().with.property('code', 'invalid-input');
      }
    } finally {
      console.warn = warn;
    }
  });

  it('is not said to miss a connection while the code for what its page feeds is on its way', async () => {
    // Of a kind of their own, since a warning comes once for each tag.
    class Slow extends ChatWidget {
      override bring = async (): Promise<undefined> => new Promise(() => {});
    }
    customElements.define('slow-widget', Slow);
    customElements.define('lone-widget', class extends ChatWidget {});
    const { warn } = console;
    const warnings: string[] = [];
    console.warn = (...words: unknown[]) => void warnings.push(words.join(' '));
    try {
      const [fed, lone] = ['slow-widget', 'lone-widget'].map((tag) => document.createElement(tag) as ChatWidget);
      document.body.append(fed!, lone!);
      fed!.setMessages([{ text: 'Hello' }]);
      await until(() => warnings.some((one) => one.includes('<lone-widget>')), 'the other one is said to');
      expect(warnings.filter((one) => one.includes('<slow-widget>'))).to.deep.equal([]);
      fed!.remove();
      lone!.remove();
    } finally {
      console.warn = warn;
    }
  });

  it('has a draft before the input is loaded', async () => {
    const widget = await WidgetHarness.with({}, fakeConnection());
    widget.element.draft = 'About my order';
    await widget.open();
    expect(widget.input.value).to.equal('About my order');
  });

  it('finds messages, shows one, and clears the screen without touching what is stored', async () => {
    const fake = fakeConnection({ messages: [{ id: 'a', author: ada, text: 'The blue mug' }, { id: 'b', author: ada, text: 'A red bowl' }] });
    // A connection is not for the page to empty.
    Object.defineProperty(fake, 'setMessages', { value: undefined });
    const widget = await WidgetHarness.with({ open: '' }, fake);
    await widget.settled();
    expect(widget.element.search('BLUE').map(({ id }) => id)).to.deep.equal(['a']);
    expect(widget.element.search(' ')).to.deep.equal([]);
    widget.element.scrollToMessage('a');
    await until(() => widget.focused?.getAttribute('data-id') === 'a');
    widget.element.clear();
    await until(() => widget.messages.length === 0);
    expect(widget.element.messages).to.have.length(0);
    expect(fake.conversation().count).to.equal(2);
    fake.receive({ text: 'And a plate' });
    await until(() => widget.messages.join() === 'And a plate');
  });

  it('keeps the focus in the panel where the connection comes back and takes the button with it', async () => {
    const session = fakeConnection();
    const widget = await WidgetHarness.with({ open: '' }, session);
    session.setConnection('failed', { error: { code: 'denied', message: 'Refused' } });
    await until(() => widget.has('button', 'Retry'));
    widget.button('Retry').focus();
    session.setConnection('connected');
    await until(() => !widget.has('button', 'Retry'));
    expect(widget.focused === widget.panel).to.equal(true);
  });

  it('says quietly how the connection is, and offers a retry once it gave up', async () => {
    const fake = fakeConnection();
    const widget = await WidgetHarness.with({ open: '' }, fake);
    await widget.settled();
    expect(widget.banner).to.equal('');
    fake.setConnection('reconnecting', { attempts: 3 });
    await until(() => widget.banner === 'Reconnecting · attempt 3');
    await expectAccessible(widget.element);
    expect(widget.has('button', 'Retry')).to.equal(false);
    fake.setConnection('reconnecting', { attempts: 3, error: { code: 'server-error', message: 'The backend is busy.', until: '14:32' } });
    await until(() => widget.banner === 'Reconnecting · 14:32');
    widget.button('Retry').click();
    expect(fake.calls.filter(([name]) => name === 'retry')).to.have.length(1);
    fake.setConnection('connected');
    await until(() => widget.banner === 'Connection restored');
    fake.setConnection('failed', { error: { code: 'connect-failed', message: 'Check the address.' } });
    await until(() => widget.banner.startsWith('Connection failed'));
    await expectAccessible(widget.element);
    widget.button('Retry').click();
    expect(fake.calls.filter(([name]) => name === 'retry')).to.have.length(2);
    fake.setConnection('offline');
    await until(() => widget.banner === 'Offline');
    fake.setConnection('polling');
    await until(() => widget.banner === 'Connected, slower than usual');
  });

  it('shows another conversation of the connection', async () => {
    const fake = fakeConnection();
    const widget = await WidgetHarness.with({ conversation: 'orders' }, fake);
    expect(fake.calls).to.deep.include(['subscribe', 'orders']);
    widget.element.conversation = undefined;
    await widget.settled();
    expect(fake.calls).to.deep.include(['unsubscribe', 'orders']);
  });

  it('follows another conversation as long as it is on the page, also when it is moved there', async () => {
    const fake = fakeConnection();
    const { element } = await WidgetHarness.with({ conversation: 'orders' }, fake);
    const box = element.parentElement!;
    await until(() => fake.calls.length === 1, 'it is asked for');
    box.prepend(element);
    await element.updateComplete;
    expect(fake.calls).to.deep.equal([['subscribe', 'orders']]);
    element.remove();
    await until(() => fake.calls.length === 2, 'it is let go');
    expect(fake.calls[1]).to.deep.equal(['unsubscribe', 'orders']);
    box.append(element);
    await until(() => fake.calls.length === 3, 'it is asked for again');
    expect(fake.calls[2]).to.deep.equal(['subscribe', 'orders']);
  });

  it('gives up another conversation with the last who shows it, and never for a page that asked for it', async () => {
    const fake = fakeConnection();
    const one = await WidgetHarness.with({ conversation: 'orders' }, fake);
    const two = one.element.cloneNode() as typeof one.element;
    one.element.after(two);
    await until(() => fake.calls.length === 2, 'both ask');
    one.element.remove();
    two.conversation = 'returns';
    await until(() => fake.calls.some(([name, id]) => name === 'unsubscribe' && id === 'orders'));
    expect(fake.calls).to.deep.equal([['subscribe', 'orders'], ['subscribe', 'orders'], ['unsubscribe', 'orders'], ['subscribe', 'returns']]);
    fake.stats = { ...fake.stats, subscriptions: ['billing'] };
    two.conversation = 'billing';
    await two.updateComplete;
    two.conversation = undefined;
    await two.updateComplete;
    expect(fake.calls.slice(4)).to.deep.equal([['unsubscribe', 'returns'], ['subscribe', 'billing']]);
  });

  it('finds its connection by for', async () => {
    const provider = Object.assign(document.createElement('div'), { id: 'elsewhere' });
    document.body.append(provider);
    const widget = await WidgetHarness.with({ for: 'elsewhere', open: '' });
    const end = fakeConnection({ messages: [{ author: ada, text: 'By id' }] }).provide(provider);
    await until(() => widget.messages.includes('By id'));
    end();
    await until(() => widget.element.session === undefined);
    provider.remove();
  });

  it('finds by for one of another copy of the package, and not one around what it names', async () => {
    const session = fakeConnection({ messages: [{ author: ada, text: 'From the other' }] });
    const other = Object.assign(document.createElement('div'), { id: 'other-copy' });
    // All that two copies know of each other is how a connection is asked for.
    other.addEventListener('context-request', (event) => (event as SessionRequest).context === sessionContext && (event as SessionRequest).callback(session));
    const inside = Object.assign(document.createElement('p'), { id: 'inside' });
    other.append(inside);
    document.body.append(other);
    const widget = await WidgetHarness.with({ for: 'other-copy', open: '' });
    await until(() => widget.messages.includes('From the other'));
    widget.element.for = 'inside';
    await until(() => widget.element.session === undefined);
    other.remove();
  });

  it('never shows as sent what goes nowhere: where the connection it is to have is not there, words stay in the box, and what the page sends waits for it', async () => {
    const provider = Object.assign(document.createElement('div'), { id: 'late' });
    document.body.append(provider);
    const widget = await WidgetHarness.with({ for: 'late' });
    await widget.open();
    await widget.write('Is anybody there?');
    press(widget.input, 'Enter');
    const alerts = (): string => all(widget.inner('chat-composer'), 'alert').map((alert) => alert.textContent).join('');
    await until(() => alerts() === 'Not connected');
    expect(widget.element.draft).to.equal('Is anybody there?');
    widget.element.send('By the page');
    await widget.settled();
    expect(widget.messages).to.deep.equal([]);
    const fake = fakeConnection();
    const end = fake.provide(provider);
    await until(() => fake.sent.length === 1);
    press(widget.input, 'Enter');
    await until(() => fake.sent.length === 2);
    expect(fake.sent.map(({ text }) => text)).to.deep.equal(['By the page', 'Is anybody there?']);
    expect(widget.element.draft).to.equal('');
    end();
    provider.remove();
  });

  it('lets a page take what is sent, also where the connection it names is not there', async () => {
    const widget = await WidgetHarness.with({ for: 'nobody' });
    widget.element.addEventListener('chat-send', (event) => event.preventDefault());
    await widget.open();
    await widget.write('For the page');
    press(widget.input, 'Enter');
    expect(widget.detail('chat-send').text).to.equal('For the page');
    expect(widget.element.draft).to.equal('');
    expect(all(widget.inner('chat-composer'), 'alert').map((alert) => alert.textContent).join('')).to.equal('');
  });

  it('survives a move with its messages, its draft and its place over the page', async () => {
    const fake = fakeConnection({ messages: [{ author: ada, text: 'Hello' }] });
    const widget = await WidgetHarness.with({}, fake);
    await widget.open();
    await widget.write('Half a sent');
    const inner = widget.inner('chat-composer');
    const target = document.createElement('div');
    widget.element.parentElement!.append(target);
    target.append(widget.element);
    await widget.settled();
    expect(widget.inner('chat-composer')).to.equal(inner);
    expect(widget.input.value).to.equal('Half a sent');
    expect(widget.messages).to.deep.equal(['Hello']);
    expect(widget.isOpen).to.equal(true);
    const layer = widget.element.shadowRoot!.querySelector('.layer')!;
    if ('showPopover' in HTMLElement.prototype) expect(layer.matches(':popover-open')).to.equal(true);
  });
});

describe('<chat-widget> fed by its page', () => {
  beforeEach(() => sessionStorage.clear());

  it('shows what it is given, from the first call on', async () => {
    const widget = await WidgetHarness.with({ open: '' });
    widget.element.setMessages([{ id: '1', author: ada, text: 'Hello' }]);
    widget.element.addMessage({ id: '2', author: { role: 'ai' }, text: 'Let me' , streaming: true });
    widget.element.appendText('2', ' think');
    widget.element.updateMessage('1', { text: 'Hello!', createdAt: '2026-01-02T03:04:05Z' });
    await widget.settled();
    await until(() => widget.messages.join() === 'Hello!,Let me think');
    expect(widget.element.messages.map(({ id }) => id)).to.deep.equal(['1', '2']);
    expect(+widget.element.messages[0]!.createdAt).to.equal(Date.UTC(2026, 0, 2, 3, 4, 5));
    widget.element.setTyping(ada, true);
    await until(() => one(widget.inner('typing-indicator'), 'status').textContent?.includes('Ada'));
    widget.element.clear();
    await until(() => widget.messages.length === 0);
  });

  it('hands what is tried again to its page, as every send', async () => {
    const widget = await WidgetHarness.with({ open: '' });
    const { element } = widget;
    element.setMessages([{ id: 'a', own: true, text: 'First', status: 'failed' }, { id: 'b', own: true, text: 'Second', status: 'failed' }, { id: 'c', own: true, parts: [{ type: 'text', text: 'Third' }, { type: 'file', url: 'https://files.test/a.pdf', name: 'a.pdf' }], status: 'failed' }]);
    const states = () => element.messages.map(({ id, text, status }) => `${id.length > 1 ? 'new' : id} ${text} ${status}`);
    await widget.settled();
    const retry = async () => {
      const before = widget.count('chat-send');
      const failed = element.messages.filter(({ status }) => status === 'failed').length;
      await until(() => all(widget.inner('message-list'), 'button', 'Retry').length === failed);
      all(widget.inner('message-list'), 'button', 'Retry')[0]!.click();
      await until(() => widget.count('chat-send') > before);
    };
    // A page that adds what is sent, whatever it is.
    element.addEventListener('chat-send', (event) => (event.preventDefault(), element.addMessage({ own: true, text: event.detail.text })), { once: true });
    await retry();
    expect(states()).to.deep.equal(['b Second failed', 'c Third failed', 'new First sent']);
    // One that knows the message again, and answers later.
    element.addEventListener('chat-send', (event) => event.preventDefault(), { once: true });
    await retry();
    expect(widget.detail('chat-send')).to.deep.include({ id: 'b', text: 'Second', message: { text: 'Second' } });
    expect(states()[0]).to.equal('b Second pending');
    element.updateMessage('b', { status: 'delivered' });
    // One that does not take it.
    await retry();
    expect(widget.detail('chat-send').parts!.map(({ type }: { type: string }) => type)).to.deep.equal(['text', 'file']);
    expect(states()).to.deep.equal(['b Second delivered', 'c Third sent', 'new First sent']);
  });

  it('knows its messages by numbers as by words, and each once', async () => {
    const widget = await WidgetHarness.with({ open: '' });
    const { element } = widget;
    element.setMessages([{ id: 7 as never, author: ada, text: 'Seven' }, { id: 8 as never, author: ada, text: 'Eight' }, { id: '7', author: ada, text: 'Seven again' }]);
    await until(() => widget.messages.join() === 'Seven again,Eight');
    expect(element.messages.map(({ id }) => id)).to.deep.equal(['7', '8']);
    element.updateMessage(7 as never, { text: 'Seven!' });
    element.updateMessage('8', { text: 'Eigh' });
    element.appendText(8 as never, 't!');
    await until(() => widget.messages.join() === 'Seven!,Eight!');
  });

  it('does not ask its page to send nothing', async () => {
    const widget = await WidgetHarness.with({ open: '' });
    widget.element.setMessages([]);
    await widget.settled();
    for (const nothing of ['', '  \n', null, undefined]) widget.element.send(nothing as never);
    expect([widget.count('chat-send'), widget.element.messages.length]).to.deep.equal([0, 0]);
  });

  it('brings the code for it as soon as it is seen and no connection is in sight, and not before', async () => {
    const widget = await WidgetHarness.with({});
    await widget.settled();
    expect(widget.element.late.feeding, 'closed').to.equal(undefined);
    await widget.open();
    await until(() => widget.element.late.feeding !== undefined);
    for (const [attributes, session] of [[{ open: '' }, fakeConnection()], [{ open: '', url: 'wss://chat.test' }, undefined], [{ open: '', for: 'later' }, undefined]] as const) {
      const other = await WidgetHarness.with(attributes, session);
      await until(() => other.element.late.body !== undefined);
      expect(other.element.late.feeding, JSON.stringify(attributes)).to.equal(undefined);
    }
  });

  it('lets any message grow, also one that was not called streaming', async () => {
    const widget = await WidgetHarness.with({ open: '' });
    widget.element.addMessage({ id: 'a', author: { role: 'ai' }, text: '' });
    for (const piece of ['One', ' two', ' three']) widget.element.appendText('a', piece);
    await until(() => widget.messages.join() === 'One two three');
  });

  it('takes what a backend gives: null for nothing, numbers for names; and what follows on what it cannot use', async () => {
    const widget = await WidgetHarness.with({ open: '' });
    const { element } = widget;
    const errors: string[] = [];
    const hear = (event: ErrorEvent): void => {
      event.preventDefault();
      errors.push((event.error as Error).message);
    };
    const { onerror } = window;
    window.onerror = null;
    addEventListener('error', hear);
    try {
      element.addMessage({ parts: 5 } as never);
      element.addMessage({ id: 1, text: 'one', author: { id: 7, role: 'agent', name: null }, parts: null, createdAt: null } as never);
      element.addMessage({ id: 2, text: 2, author: { role: 'agent', name: 5 } } as never);
      await until(() => widget.messages.length === 2);
    } finally {
      removeEventListener('error', hear);
      window.onerror = onerror;
    }
    expect(errors).to.have.length(1);
    expect(widget.messages[0]).to.include('one');
    expect(element.messages.map(({ id, text, author }) => [id, text, author.id, author.name])).to.deep.equal([['1', 'one', '7', undefined], ['2', '2', 'agent:5', '5']]);
    element.updateMessage('2', { text: 'two', createdAt: null, author: { name: null } } as never);
    await until(() => widget.messages[1]!.includes('two'));
    expect(element.messages[1]!.author.name).to.equal('5');
  });

  it('refuses what is no message, in words', async () => {
    const widget = await WidgetHarness.with({ open: '' });
    widget.element.setMessages([{ author: ada, text: 'Hello' }]);
    await until(() => widget.messages.length === 1);
    const { element } = widget;
    for (const wrong of [null, 'Hello', [null], [5]]) expect(() => element.setMessages(wrong as never)).to.throw('is not usable').with.property('code', 'invalid-input');
    expect(() => element.addMessage(undefined as never)).to.throw().with.property('code', 'invalid-input');
    expect(element.messages.map(({ text }) => text)).to.deep.equal(['Hello']);
  });

  it('shows a send that the page did not take, even before anything was fed', async () => {
    const widget = await WidgetHarness.with({});
    await widget.open();
    await widget.write('Anyone?');
    press(widget.input, 'Enter');
    await until(() => widget.messages.includes('Anyone?'));
    expect(widget.detail('chat-send').message).to.deep.equal({ text: 'Anyone?' });
  });

  it('dispatches what happens, as a connection would', async () => {
    const widget = await WidgetHarness.with({});
    widget.element.setMessages([]);
    await widget.settled();
    widget.element.addMessage({ author: ada, text: 'News' });
    expect(widget.detail('chat-message').message.text).to.equal('News');
    await until(() => widget.badge === '1');
  });

  it('keeps its messages when it is taken out and put back', async () => {
    const widget = await WidgetHarness.with({ open: '' });
    widget.element.setMessages([{ author: ada, text: 'Hello' }]);
    await until(() => widget.messages.length === 1);
    const parent = widget.element.parentElement!;
    widget.element.remove();
    await wait(30);
    parent.append(widget.element);
    await widget.settled();
    expect(widget.messages).to.deep.equal(['Hello']);
  });
});

describe('<chat-widget> with a connection of its own', () => {
  beforeEach(() => sessionStorage.clear());

  it('connects by its own attributes and dispatches the events itself', async () => {
    const widget = await WidgetHarness.with({ url: 'not an address', protocol: 'party' });
    await until(() => widget.count('chat-error') > 0, 'the connection is loaded and says what is wrong');
    expect(widget.detail('chat-error').code).to.equal('invalid-url');
    await until(() => widget.element.session?.connection.status === 'failed');
  });

  it('leaves the connecting to a provider around it', async () => {
    const fake = fakeConnection();
    const widget = await WidgetHarness.with({ url: 'wss://chat.test' }, fake);
    await widget.settled();
    expect(widget.element.session).to.equal(fake);
  });

  it('repeats the events of a provider around it, for those who listen on the widget alone, once, and not while it is out of the page', async () => {
    const fake = fakeConnection();
    const widget = await WidgetHarness.with({}, fake);
    await widget.settled();
    const heard: string[] = [];
    const around: string[] = [];
    widget.element.addEventListener('chat-message', ({ detail }) => heard.push(detail.message.text));
    const end = new AbortController();
    document.addEventListener('chat-message', ({ detail }) => around.push(detail.message.text), end);
    fake.receive({ author: ada, text: 'one' });
    const parent = widget.element.parentElement!;
    widget.element.remove();
    fake.receive({ author: ada, text: 'two' });
    parent.append(widget.element);
    fake.receive({ author: ada, text: 'three' });
    end.abort();
    expect(heard).to.deep.equal(['one', 'three']);
    // Its provider tells those around: here it is none that dispatches.
    expect(around).to.deep.equal([]);
  });

  it('keeps its connection through a move, and lets go of it when it is gone', async () => {
    const widget = await WidgetHarness.with({ url: 'not an address' });
    await until(() => widget.element.session);
    const { session } = widget.element;
    const parent = widget.element.parentElement!;
    parent.append(widget.element);
    await wait(30);
    expect(widget.element.session).to.equal(session);
    widget.element.remove();
    await wait(30);
    parent.append(widget.element);
    await until(() => widget.element.session && widget.element.session !== session, 'a new one');
  });
});

describe('<chat-widget> leaves nothing behind', () => {
  it('releases what it listens to, a hundred times over', async () => {
    sessionStorage.clear();
    const targets: [string, EventTarget][] = [['window', window], ['document', document], ['visualViewport', visualViewport!]];
    // Not those of earlier tests, which may go in the meantime.
    const held: unknown[][] = [];
    const undo = targets.map(([, target]) => {
      const { addEventListener, removeEventListener } = target;
      target.addEventListener = function (this: EventTarget, ...args: Parameters<typeof addEventListener>) {
        held.push([target, ...args]);
        return addEventListener.apply(target, args);
      } as never;
      target.removeEventListener = function (this: EventTarget, ...args: Parameters<typeof removeEventListener>) {
        const at = held.findIndex(([where, type, listener]) => where === target && type === args[0] && listener === args[1]);
        if (at >= 0) held.splice(at, 1);
        return removeEventListener.apply(target, args);
      } as never;
      return () => {
        delete (target as Partial<EventTarget>).addEventListener;
        delete (target as Partial<EventTarget>).removeEventListener;
      };
    });
    try {
      const widget = await WidgetHarness.with({ open: '', greeting: 'Hi' }, fakeConnection());
      await widget.settled();
      const parent = widget.element.parentElement!;
      widget.element.remove();
      await frame();
      const start = held.length;
      for (let i = 0; i < 100; i++) {
        parent.append(widget.element);
        await widget.element.updateComplete;
        widget.element.remove();
      }
      await frame();
      expect(held.length - start).to.equal(0);
      expect(start, 'and none from the first time').to.equal(0);
    } finally {
      for (const end of undo) end();
    }
    expect(all(document.body, 'dialog')).to.have.length(0);
  });
});

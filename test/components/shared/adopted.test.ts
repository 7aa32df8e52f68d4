import { expect } from '@open-wc/testing';
import '../../../components/agent-inbox/agent-inbox.define.js';
import '../../../components/audio-player/audio-player.define.js';
import '../../../components/chat-connection/chat-connection.define.js';
import '../../../components/chat-widget/chat-widget.define.js';
import '../../../components/connection-inspector/connection-inspector.define.js';
import '../../../components/message-list/message-list.define.js';
import type { ChatElement } from '../../../components/shared/base-element.js';
import type { ChatWidget } from '../../../components/chat-widget/chat-widget.js';
import { frame as painted, until } from '../harness.js';

/** An element that its page puts into a frame, another window, or a template, and perhaps back. */
describe('an element in another document', () => {
  const here: Element[] = [];
  const put = <T extends Element>(element: T): T => (here.push(element), document.body.appendChild(element));
  afterEach(() => here.splice(0).forEach((one) => one.remove()));

  const frame = (): Document => put(document.createElement('iframe')).contentDocument!;
  const styleOf = (element: Element): CSSStyleDeclaration => element.ownerDocument.defaultView!.getComputedStyle(element);
  const within = (element: Element | null | undefined, selector: string): Element | null | undefined => element?.shadowRoot?.querySelector(selector);
  const make = (tag: string): ChatElement => document.createElement(tag) as ChatElement;
  const widget = (): ChatWidget => {
    const element = document.createElement('chat-widget');
    element.display = 'inline';
    element.heading = 'Support';
    element.setMessages([{ text: 'Hello there', author: { role: 'agent', name: 'Anna' } }]);
    return element;
  };
  /** The rounded bubble of a message, and the bold heading. */
  const looks = async (element: ChatWidget): Promise<void> => {
    await until(() => !!within(within(element, 'message-list'), '.bubble'), 'a message');
    await until(() => styleOf(within(element, '.header')!).display === 'flex', 'the header is a row');
    await until(() => parseFloat(styleOf(within(within(element, 'message-list'), '.bubble')!).borderStartStartRadius) > 0, 'the bubble is round');
  };

  it('keeps its looks when it is moved there and back', async () => {
    const element = put(widget());
    await looks(element);
    frame().body.append(element);
    await looks(element);
    put(element);
    await looks(element);
  });

  it('has its looks when it is drawn there for the first time', async () => {
    const element = widget();
    frame().body.append(element);
    await looks(element);
  });

  it('has the looks of what comes later', async () => {
    const element = put(widget());
    await looks(element);
    frame().body.append(element);
    await looks(element);
    element.setMessages([{ text: 'Look', author: { role: 'agent', name: 'Anna' }, parts: [{ type: 'file', url: 'https://example.com/a.pdf', name: 'a.pdf' }] }]);
    const list = element.shadowRoot!.querySelector('message-list')!.shadowRoot!;
    await until(() => !!list.querySelector('.file'), 'a file');
    await until(() => styleOf(list.querySelector('.file')!).display === 'flex', 'the file in a row');
    put(element);
    await until(() => styleOf(list.querySelector('.file')!).display === 'flex', 'and still in the page');
  });

  it('does not have its page told of sizes that could not be told in time, as an observer of the page does for what is in a frame', async () => {
    const element = widget();
    frame().body.append(element);
    await looks(element);
    const list = element.shadowRoot!.querySelector('message-list')!;
    await list.bring('far');
    const errors: string[] = [];
    const hear = (event: ErrorEvent): void => {
      event.stopImmediatePropagation();
      errors.push(event.message);
    };
    // Before that of the test runner, which is as a page's own would be.
    window.addEventListener('error', hear, true);
    for (let i = 0; i < 5; i++) {
      element.addMessage({ text: `Look ${'at it '.repeat(60)}`, author: { role: 'agent', name: 'Anna' } });
      await until(() => list.shadowRoot!.querySelectorAll('.bubble').length === i + 2);
      await painted();
    }
    window.removeEventListener('error', hear, true);
    expect(errors).to.deep.equal([]);
  });

  it('follows language and direction of where it is, while others follow the page', async () => {
    put(make('connection-inspector'));
    const element = put(widget());
    await looks(element);
    const other = frame();
    other.body.append(element);
    other.documentElement.dir = 'rtl';
    await until(() => within(element, '.root')!.getAttribute('dir') === 'rtl', 'from right to left');
    other.documentElement.dir = 'ltr';
    await until(() => within(element, '.root')!.getAttribute('dir') === 'ltr', 'and back');
  });

  it('is seen where its own window is, whatever the window is that it came from', async () => {
    const show = (page: Document, state: DocumentVisibilityState): void => {
      Object.defineProperty(page, 'visibilityState', { value: state, configurable: true });
      page.dispatchEvent(new Event('visibilitychange'));
    };
    const say = async (): Promise<void> => {
      const { length } = element.messages;
      element.addMessage({ text: 'Still there?', author: { role: 'agent', name: 'Anna' } });
      await until(() => within(element, 'message-list')!.shadowRoot!.querySelectorAll('.bubble').length === length + 1, 'it is drawn');
      await painted(4);
    };
    const element = put(widget());
    await looks(element);
    const other = frame();
    other.body.append(element);
    await looks(element);
    try {
      show(document, 'hidden');
      await say();
      expect(element.unread, 'read in sight').to.equal(0);
      show(document, 'visible');
      show(other, 'hidden');
      await say();
      expect(element.unread, 'nobody sees it').to.equal(1);
      show(other, 'visible');
      await until(() => element.unread === 0, 'read in the end');
    } finally {
      for (const page of [document, other]) Reflect.deleteProperty(page, 'visibilityState');
    }
  });

  it('fills the window that it is in', async () => {
    const element = make('chat-widget') as ChatWidget;
    element.display = 'fullscreen';
    put(element);
    await until(() => !!within(element, '.panel') && parseFloat(styleOf(within(element, '.panel')!).height) > 200, 'the page');
    const box = put(document.createElement('iframe'));
    box.width = '320';
    box.height = '180';
    box.contentDocument!.body.append(element);
    await until(() => within(element, '.panel')!.getBoundingClientRect().height === 180, 'the frame');
    box.height = '210';
    await until(() => within(element, '.panel')!.getBoundingClientRect().height === 210, 'as large as that is now');
  });

  it('comes out of a template as it went in', async () => {
    const element = put(widget());
    await looks(element);
    document.createElement('template').content.append(element);
    put(element);
    await looks(element);
  });

  for (const tag of ['agent-inbox', 'audio-player', 'connection-inspector'])
    it(`<${tag}>, which has most of its styles from elsewhere`, async () => {
      const element = put(make(tag));
      await element.updateComplete;
      const rules = (): number => [...element.shadowRoot!.adoptedStyleSheets].flatMap(({ cssRules }) => [...cssRules]).length;
      const before = rules();
      frame().body.append(element);
      await until(() => rules() === before, 'all of its rules');
    });

  it('<chat-connection> has no box of its own', async () => {
    const moved = put(make('chat-connection'));
    frame().body.append(moved);
    await until(() => styleOf(moved).display === 'contents', 'moved');
    const fresh = make('chat-connection');
    frame().body.append(fresh);
    await until(() => styleOf(fresh).display === 'contents', 'there from the start');
  });
});

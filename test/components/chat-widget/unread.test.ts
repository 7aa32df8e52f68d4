import { expect } from '@open-wc/testing';
import { fakeConnection } from '../../../src/testing/index.js';
import { frame, until, wait } from '../harness.js';
import { setVisibility, WidgetHarness } from './harness.js';

describe('<chat-widget> unread', () => {
  beforeEach(() => sessionStorage.clear());
  afterEach(() => setVisibility(undefined));

  it('counts on the launcher, in its name and in an event', async () => {
    const fake = fakeConnection();
    const widget = await WidgetHarness.with({}, fake);
    expect(widget.badge).to.equal(undefined);
    for (let i = 0; i < 3; i++) fake.receive({ text: `Message ${i}` });
    await until(() => widget.badge === '3');
    expect(widget.launcher.getAttribute('aria-label')).to.equal('Open chat, 3 unread messages');
    expect(widget.element.unread).to.equal(3);
    expect(widget.detail('chat-unread')).to.deep.equal({ count: 3 });
  });

  it('says 99+ from a hundred on', async () => {
    const fake = fakeConnection();
    const widget = await WidgetHarness.with({}, fake);
    for (let i = 0; i < 120; i++) fake.receive({ text: `Message ${i}` });
    await until(() => widget.badge === '99+');
    expect(widget.launcher.getAttribute('aria-label')).to.equal('Open chat, 120 unread messages (99+)');
  });

  it('is told of aloud, once for what comes together, and not again when the panel was opened and closed', async () => {
    const fake = fakeConnection();
    const widget = await WidgetHarness.with({}, fake);
    const spoken: string[] = [];
    const region = () => widget.element.shadowRoot!.querySelector('.launcher + [aria-live=polite]');
    fake.receive({ text: 'One' });
    fake.receive({ text: 'Two' });
    await until(() => !!region(), 'a region');
    expect(region()!.textContent, 'it stands before it speaks').to.equal('');
    new MutationObserver(() => spoken.push(region()!.textContent!)).observe(region()!, { childList: true, characterData: true, subtree: true });
    await until(() => spoken.length > 0, 'it speaks');
    fake.receive({ text: 'Three' });
    await until(() => spoken.length > 1, 'it speaks again');
    await widget.open();
    widget.button('Close chat').click();
    await until(() => spoken.length > 2, 'it is empty again');
    fake.receive({ text: 'Mine', own: true });
    fake.receive({ text: 'Four' });
    await until(() => spoken.length > 3, 'and begins at one');
    expect(spoken).to.deep.equal(['Open chat, 2 unread messages', 'Open chat, 3 unread messages', '', 'Open chat, 1 unread message']);
  });

  it('is told of to nobody where it was unread before', async () => {
    const fake = fakeConnection();
    fake.receive({ text: 'From yesterday' });
    const widget = await WidgetHarness.with({}, fake);
    await until(() => widget.badge === '1');
    await wait(1200);
    expect(widget.element.shadowRoot!.querySelector('.launcher + [aria-live=polite]')!.textContent).to.equal('');
  });

  it('is called what stands on it in every language, though some count two in a word and have digits of their own', async () => {
    const fake = fakeConnection();
    const widget = await WidgetHarness.with({}, fake);
    fake.receive({ text: 'One' });
    fake.receive({ text: 'Two' });
    await until(() => widget.badge === '2');
    for (const lang of ['en', 'de', 'fr', 'es', 'pt', 'ar', 'ar-EG', 'he', 'fa', 'ja', 'zh', 'ko', 'hi', 'ru', 'tr']) {
      widget.element.lang = lang;
      await until(() => widget.element.localeTag === lang && widget.element.shadowRoot!.querySelector('.root')!.getAttribute('lang') === lang, lang);
      expect(widget.element.shadowRoot!.querySelector('.launcher')!.getAttribute('aria-label'), lang).to.contain(widget.badge!);
    }
  });

  it('is cleared when the panel is open and visible', async () => {
    const fake = fakeConnection();
    const widget = await WidgetHarness.with({}, fake);
    fake.receive({ text: 'Hello' });
    await until(() => widget.badge === '1');
    await widget.open();
    await until(() => widget.element.unread === 0);
    expect(widget.detail('chat-unread')).to.deep.equal({ count: 0 });
    widget.button('Close chat').click();
    await widget.settled();
    expect(widget.badge).to.equal(undefined);
  });

  it('is nothing, not even for a frame, of what comes into an open chat', async () => {
    const fake = fakeConnection();
    const widget = await WidgetHarness.with({ open: '' }, fake);
    await widget.settled();
    for (let i = 0; i < 3; i++) {
      fake.receive({ text: `Message ${i}` });
      await until(() => widget.messages.length === i + 1);
    }
    expect(widget.events.filter(({ type }) => type === 'chat-unread')).to.deep.equal([]);
  });

  it('stays while the tab is hidden, and goes when it is seen', async () => {
    const fake = fakeConnection();
    const widget = await WidgetHarness.with({ open: '' }, fake);
    await widget.settled();
    setVisibility('hidden');
    fake.receive({ text: 'Hello' });
    await until(() => widget.element.unread === 1);
    await wait(100);
    expect(widget.element.unread).to.equal(1);
    setVisibility(undefined);
    await until(() => widget.element.unread === 0);
  });

  it('with no-receipts, what was seen counts as read here without telling anyone', async () => {
    const fake = fakeConnection();
    const widget = await WidgetHarness.with({ 'no-receipts': '', open: '' }, fake);
    await widget.settled();
    fake.receive({ text: 'Hello' });
    await until(() => widget.messages.length === 1 && widget.element.unread === 0);
    await wait(100);
    expect(widget.element.unread).to.equal(0);
    expect(fake.calls.filter(([name]) => name === 'markRead')).to.have.length(0);
    widget.element.open = false;
    await widget.settled();
    fake.receive({ text: 'And again' });
    await until(() => widget.badge === '1');
  });
});

describe('<chat-widget> in the title of the page', () => {
  const title = document.title;
  beforeEach(() => {
    sessionStorage.clear();
    document.title = 'Shop – Mugs';
  });
  afterEach(() => setVisibility(undefined));
  after(() => (document.title = title));

  it('counts only while the tab is hidden, and gives the title back as it was', async () => {
    const fake = fakeConnection();
    await WidgetHarness.with({}, fake);
    fake.receive({ text: 'Seen tab' });
    await wait(60);
    expect(document.title).to.equal('Shop – Mugs');
    setVisibility('hidden');
    // What counts comes with the first unread message.
    await until(() => document.title === '(1) Shop – Mugs');
    fake.receive({ text: 'Hidden tab' });
    await until(() => document.title === '(2) Shop – Mugs');
    setVisibility(undefined);
    expect(document.title).to.equal('Shop – Mugs');
  });

  it('keeps a title that the page changed meanwhile', async () => {
    const fake = fakeConnection();
    await WidgetHarness.with({}, fake);
    setVisibility('hidden');
    fake.receive({ text: 'One' });
    await until(() => document.title === '(1) Shop – Mugs');
    document.title = 'Shop – Bowls';
    fake.receive({ text: 'Two' });
    await until(() => document.title === '(2) Shop – Bowls');
    setVisibility(undefined);
    expect(document.title).to.equal('Shop – Bowls');
  });

  it('adds up two widgets, and takes its part back when one is removed', async () => {
    const one = fakeConnection();
    const two = fakeConnection();
    const first = await WidgetHarness.with({}, one);
    await WidgetHarness.with({}, two);
    setVisibility('hidden');
    one.receive({ text: 'Hello' });
    two.receive({ text: 'Hello' });
    await until(() => document.title === '(2) Shop – Mugs');
    first.element.remove();
    expect(document.title).to.equal('(1) Shop – Mugs');
    setVisibility(undefined);
    await frame();
    expect(document.title).to.equal('Shop – Mugs');
  });
});

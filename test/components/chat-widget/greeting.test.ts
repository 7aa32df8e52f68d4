import { expect } from '@open-wc/testing';
import { fakeConnection } from '../../../src/testing/index.js';
import { expectAccessible } from '../../helpers/axe.js';
import { HeldTimers } from '../../helpers/held-timers.js';
import { frame, parts, press, until } from '../harness.js';
import { WidgetHarness } from './harness.js';

const teaser = (widget: WidgetHarness) => parts(widget.element, 'greeting')[0];

/** The calm while before a greeting, in the hands of the test. */
const calm = new HeldTimers(2000);
const appears = async (widget: WidgetHarness) => {
  await until(() => calm.size, 'the calm while began');
  expect(teaser(widget), 'not before it is over').to.equal(undefined);
  calm.pass();
  await until(() => teaser(widget), 'the greeting appears');
};

describe('<chat-widget> greeting', () => {
  beforeEach(() => {
    sessionStorage.clear();
    calm.hold();
  });
  afterEach(() => {
    calm.release();
  });

  it('appears beside the launcher after a while, without taking the focus', async () => {
    const widget = await WidgetHarness.with({ greeting: 'Questions?' }, fakeConnection());
    await appears(widget);
    expect(widget.has('button', 'Questions?')).to.equal(true);
    expect(document.activeElement).to.equal(document.body);
    expect(sessionStorage.length).to.equal(0);
    await widget.settled();
    await expectAccessible(widget.element);
  });

  it('opens the chat when it is pressed, and is the first message there', async () => {
    const widget = await WidgetHarness.with({ greeting: 'Questions?' }, fakeConnection());
    await appears(widget);
    widget.button('Questions?').click();
    await widget.settled();
    expect(teaser(widget)).to.equal(undefined);
    expect(widget.messages).to.deep.equal(['Questions?']);
    expect(widget.element.messages, 'it is nobody\'s message').to.have.length(0);
    widget.element.greeting = 24 as unknown as string;
    await until(() => widget.messages.join() === '24', 'what is no text is shown as one');
  });

  it('is dismissed for the tab, by button or Escape', async () => {
    const widget = await WidgetHarness.with({ greeting: 'Questions?' }, fakeConnection());
    await appears(widget);
    // Keys that only pass through.
    for (const key of ['Tab', 'Shift', 'ArrowDown']) press(widget.button('Dismiss greeting'), key);
    await frame();
    expect(teaser(widget)).to.not.equal(undefined);
    press(widget.button('Dismiss greeting'), 'Escape');
    await frame();
    expect(teaser(widget)).to.equal(undefined);
    expect(widget.isOpen).to.equal(false);
    const next = await WidgetHarness.with({ greeting: 'Questions?' }, fakeConnection());
    await next.settled();
    calm.pass();
    await frame();
    expect(teaser(next)).to.equal(undefined);
  });

  it('is dismissed, and not shown after the chat, also while nothing may be kept', async () => {
    const consent = 'I agree.';
    const widget = await WidgetHarness.with({ greeting: 'Questions?', consent }, fakeConnection());
    await appears(widget);
    widget.button('Dismiss greeting').click();
    await frame();
    expect(!!teaser(widget), 'dismissed').to.equal(false);
    const other = await WidgetHarness.with({ greeting: 'Questions?', consent }, fakeConnection());
    await appears(other);
    other.launcher.click();
    await other.settled();
    other.button('Close chat').click();
    await other.settled();
    expect(!!teaser(other), 'the chat was seen').to.equal(false);
    expect(sessionStorage.length).to.equal(0);
  });

  it('stays away where there is a conversation already, and where the page set none', async () => {
    const busy = await WidgetHarness.with({ greeting: 'Questions?', id: 'a' }, fakeConnection({ messages: [{ author: { role: 'agent' }, text: 'Hello' }] }));
    const silent = await WidgetHarness.with({ id: 'b' }, fakeConnection());
    await busy.settled();
    await silent.settled();
    calm.pass();
    await frame();
    expect(teaser(busy)).to.equal(undefined);
    expect(teaser(silent)).to.equal(undefined);
  });

  it('stays the first message once the talk begins, and is neither sent nor stored', async () => {
    const fake = fakeConnection();
    const widget = await WidgetHarness.with({ greeting: 'Questions?' }, fake);
    await widget.open();
    widget.element.send('Yes, one');
    await until(() => widget.messages.length === 2);
    expect(widget.messages).to.deep.equal(['Questions?', 'Yes, one']);
    expect(fake.sent.map(({ text }) => text)).to.deep.equal(['Yes, one']);
  });

  it('without one, an empty conversation says how to begin', async () => {
    const widget = await WidgetHarness.with({ open: '' }, fakeConnection());
    await widget.settled();
    expect(widget.inner('message-list').textContent).to.include('How can we help?');
    expect(widget.messages).to.deep.equal([]);
  });
});

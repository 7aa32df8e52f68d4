import { expect } from '@open-wc/testing';
import { fakeConnection } from '../../../src/testing/index.js';
import { expectAccessible } from '../../helpers/axe.js';
import { HeldTimers } from '../../helpers/held-timers.js';
import { all, until, wait } from '../harness.js';
import { setVisibility, WidgetHarness } from './harness.js';

/** How long it stays, in the hands of the test. */
const stay = new HeldTimers(10_000);

const alerts = ({ element }: WidgetHarness): string => all(element, 'alert').map((one) => one.textContent!.trim()).join();

describe('<chat-widget> what the backend tells the person', () => {
  beforeEach(() => sessionStorage.clear());

  it('shows it in the panel, in a region that was there before, as text, until it is dismissed', async () => {
    const fake = fakeConnection();
    const widget = await WidgetHarness.with({ display: 'inline' }, fake);
    await until(() => widget.element.shadowRoot!.querySelector('chat-composer'));
    // Its words follow a moment later, which may be over before anybody looks.
    let first: string | undefined;
    const observer = new MutationObserver(() => all(widget.element, 'alert').length > 0 && (first ??= alerts(widget)));
    observer.observe(widget.element.shadowRoot!, { childList: true, subtree: true, characterData: true });
    fake.fail('server-error', 'No <b>credit</b> left');
    await until(() => alerts(widget) === 'No <b>credit</b> left');
    observer.disconnect();
    expect(first).to.equal('');
    await expectAccessible(widget.element);
    fake.fail('server-error', 'Still none');
    await until(() => alerts(widget) === 'Still none');
    widget.button('Dismiss').click();
    await until(() => alerts(widget) === '');
    await until(() => widget.focused === widget.input);
  });

  it('says nothing of what is not for people, nor of what ends the connection: the banner does', async () => {
    const fake = fakeConnection();
    const widget = await WidgetHarness.with({ display: 'inline' }, fake);
    fake.fail('protocol-error', 'A frame was dropped');
    fake.fail('handler', 'A fault of the page');
    await wait(50);
    expect(all(widget.element, 'alert')).to.have.length(0);
    fake.fail('server-error', 'The token is not valid');
    fake.setConnection('failed', { error: { code: 'denied', message: 'Refused' } });
    await until(() => all(widget.element, 'alert').length === 1);
    await wait(400);
    expect(alerts(widget)).to.equal('');
  });

  it('grows old only where it can be read: not in a panel that is closed or a tab that is hidden', async () => {
    stay.hold();
    try {
      const fake = fakeConnection();
      const widget = await WidgetHarness.with({ open: '' }, fake);
      setVisibility('hidden');
      fake.fail('server-error', 'No credit left');
      await until(() => alerts(widget) === 'No credit left');
      expect(stay.size, 'hidden when it came').to.equal(0);
      setVisibility('visible');
      await until(() => stay.size === 1, 'it is seen');
      setVisibility('hidden');
      await until(() => stay.size === 0, 'hidden meanwhile');
      setVisibility('visible');
      await until(() => stay.size === 1, 'seen again');
      widget.element.open = false;
      await until(() => stay.size === 0, 'closed');
      widget.element.open = true;
      await until(() => stay.size === 1, 'and opened');
      expect(alerts(widget)).to.equal('No credit left');
      stay.pass();
      await until(() => alerts(widget) === '');
    } finally {
      setVisibility(undefined);
      stay.release();
    }
  });

  it('does not listen any more once it is gone', async () => {
    const fake = fakeConnection();
    const widget = await WidgetHarness.with({ display: 'inline' }, fake);
    widget.element.remove();
    fake.fail('server-error', 'To nobody');
    await wait(50);
    expect(all(widget.element, 'alert')).to.have.length(0);
  });
});

import { expect } from '@open-wc/testing';
import { fakeConnection } from '../../../src/testing/index.js';
import { until, wait } from '../harness.js';
import { WidgetHarness } from './harness.js';

/** Counts what is made to sound, in place of making it sound. */
class Silent {
  static made = 0;
  state = 'running';
  currentTime = 0;
  destination = {};
  constructor() {
    Silent.made++;
  }
  async resume(): Promise<void> {}
  async close(): Promise<void> {}
  createOscillator = () => ({ frequency: {}, connect: (to: unknown) => to, start() {}, stop() {} });
  createGain = () => ({ gain: { setValueAtTime() {}, linearRampToValueAtTime() {}, exponentialRampToValueAtTime() {} }, connect: (to: unknown) => to });
}

/** Whether the person has used the page, as the browser says it. */
function used(yes: boolean): void {
  Object.defineProperty(navigator, 'userActivation', { configurable: true, value: { hasBeenActive: yes, isActive: yes } });
}

describe('<chat-widget> sounds', () => {
  const Native = window.AudioContext;
  beforeEach(() => {
    sessionStorage.clear();
    Silent.made = 0;
    window.AudioContext = Silent as never;
    used(true);
  });
  afterEach(() => {
    window.AudioContext = Native;
    delete (navigator as unknown as Record<string, unknown>)['userActivation'];
  });

  it('makes one for several copies that hear of the same message, and none for more at once', async () => {
    const fake = fakeConnection();
    const first = await WidgetHarness.with({ sounds: '' }, fake);
    const second = await WidgetHarness.with({ sounds: '' }, fake);
    await Promise.all([first.settled(), second.settled()]);
    fake.receive({ text: 'Hello' });
    fake.receive({ text: 'Are you there?' });
    await until(() => Silent.made > 0, 'it sounds');
    await wait(400);
    expect(Silent.made).to.equal(1);
  });

  it('makes none where the chat is seen, without a gesture, without the attribute, and for what one wrote', async () => {
    const fake = fakeConnection();
    const seen = await WidgetHarness.with({ sounds: '', open: '' }, fake);
    await seen.settled();
    fake.receive({ text: 'Seen' });
    await wait(400);
    seen.element.remove();
    const quiet = await WidgetHarness.with({ sounds: 'false' }, fake);
    await quiet.settled();
    fake.receive({ text: 'Quiet' });
    await wait(400);
    const unused = await WidgetHarness.with({ sounds: '' }, fake);
    await unused.settled();
    used(false);
    fake.receive({ text: 'Untouched' });
    await wait(400);
    used(true);
    unused.element.send('My own');
    await wait(400);
    expect(Silent.made).to.equal(0);
  });
});

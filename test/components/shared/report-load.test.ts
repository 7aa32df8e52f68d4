import { expect, fixture, html } from '@open-wc/testing';
import { reportLoad, type Emitter } from '../../../components/shared/report-load.js';
import '../../../src/entries/typing-indicator.js';
import { HeldTimers } from '../../helpers/held-timers.js';

/** Until it asks again, in the hands of the test. */
const patience = new HeldTimers(12_000);

describe('an element whose code did not come', () => {
  beforeEach(() => patience.hold());
  afterEach(() => patience.release());

  it('asks again once, after a while; off the page it has no timer, and back in it waits anew', async () => {
    const element = await fixture<HTMLElement & Emitter>(html`<typing-indicator></typing-indicator>`);
    let asked = 0;
    const codes: string[] = [];
    element.addEventListener('chat-error', (event) => codes.push((event as CustomEvent<{ code: string }>).detail.code));
    reportLoad(element, new TypeError('gone'), () => asked++);
    expect(codes).to.deep.equal(['load-failed']);
    expect([asked, patience.size]).to.deep.equal([0, 1]);
    const place = element.parentElement!;
    element.remove();
    expect([asked, patience.size]).to.deep.equal([0, 0]);
    place.append(element);
    expect([asked, patience.size]).to.deep.equal([0, 1]);
    patience.pass();
    expect([asked, patience.size]).to.deep.equal([1, 0]);
    // It is over.
    element.remove();
    place.append(element);
    expect([asked, patience.size]).to.deep.equal([1, 0]);
  });
});

import { expect } from '@open-wc/testing';
import { fakeConnection } from '../../../src/testing/index.js';
import { expectAccessible } from '../../helpers/axe.js';
import { all, frame, one, parts, until } from '../harness.js';
import { WidgetHarness } from './harness.js';

const box = (element: Element) => element.getBoundingClientRect();

type Resize = (size: { readonly width: number; readonly height: number }) => Promise<void>;
/** Runs a test in the window of a phone, and gives the window back. Left out where an engine cannot be given one. */
async function onPhone(test: { skip(): void }, size: Parameters<Resize>[0], run: (resize: Resize) => Promise<void>): Promise<void> {
  const { setViewport } = await import('@web/test-runner-commands');
  try {
    await setViewport(size);
  } catch {
    test.skip();
  }
  try {
    await frame(3);
    if (innerWidth > 479) return test.skip();
    await run(setViewport);
  } finally {
    await setViewport({ width: 800, height: 600 });
  }
}

describe('<chat-widget> layout', () => {
  beforeEach(() => sessionStorage.clear());
  afterEach(() => {
    document.documentElement.removeAttribute('dir');
    document.documentElement.style.removeProperty('writing-mode');
  });

  it('stands in the corner at the end of the line, over the page', async () => {
    const widget = await WidgetHarness.with({}, fakeConnection());
    const { right, bottom } = box(widget.launcher);
    expect(innerWidth - right).to.be.closeTo(20, 1);
    expect(innerHeight - bottom).to.be.closeTo(20, 1);
  });

  it('is mirrored in right-to-left text, and goes to the other corner on request', async () => {
    document.documentElement.dir = 'rtl';
    const widget = await WidgetHarness.with({ open: '', heading: 'Acme!' }, fakeConnection());
    expect(box(widget.launcher).left).to.be.closeTo(20, 1);
    // A name in other letters stands where names stand here, and runs its own way.
    const heading = parts(widget.element, 'heading')[0]!;
    expect(getComputedStyle(heading).direction).to.equal('ltr');
    expect(box(heading).right).to.be.closeTo(box(heading.parentElement!).right, 1);
    widget.element.placement = 'bottom-start';
    await frame();
    expect(innerWidth - box(widget.launcher).right).to.be.closeTo(20, 1);
    document.documentElement.dir = 'ltr';
    await frame();
    expect(box(widget.launcher).left).to.be.closeTo(20, 1);
  });

  it('leaves its tag as the page wrote it: React compares it with what the server wrote', async () => {
    const widget = await WidgetHarness.with({ heading: 'Support' }, fakeConnection());
    expect(widget.element.getAttributeNames()).to.deep.equal(['heading']);
    widget.element.display = 'inline';
    widget.element.placement = 'bottom-start';
    await frame();
    expect([widget.element.getAttribute('display'), widget.element.getAttribute('placement')]).to.deep.equal(['inline', 'bottom-start']);
    widget.element.removeAttribute('display');
    widget.element.removeAttribute('placement');
    expect([widget.element.display, widget.element.placement]).to.deep.equal(['floating', 'bottom-end']);
  });

  it('takes --chat-inset', async () => {
    const widget = await WidgetHarness.with({}, fakeConnection(), (element) => element.style.setProperty('--chat-inset', '40px'));
    expect(innerWidth - box(widget.launcher).right).to.be.closeTo(40, 1);
  });

  it('is not trapped by a transform, an overflow or a z-index around it', async function () {
    if (typeof HTMLElement.prototype.showPopover !== 'function') this.skip();
    const trap = document.createElement('div');
    Object.assign(trap.style, { transform: 'translate(0)', overflow: 'hidden', width: '50px', height: '50px', zIndex: '0', position: 'relative' });
    document.body.append(trap);
    const widget = await WidgetHarness.with({}, fakeConnection());
    trap.append(widget.element);
    await widget.settled();
    expect(innerWidth - box(widget.launcher).right).to.be.closeTo(20, 1);
    const hit = document.elementFromPoint(innerWidth - 40, innerHeight - 40);
    expect(hit).to.equal(widget.element);
    trap.remove();
  });

  for (const mode of ['vertical-rl', 'vertical-lr'])
    it(`stands in its corner on a page that is written downwards (${mode})`, async () => {
      document.documentElement.style.writingMode = mode;
      const widget = await WidgetHarness.with({ open: '' }, fakeConnection());
      await widget.settled();
      expect(innerWidth - box(widget.launcher).right).to.be.closeTo(20, 1);
      expect(innerHeight - box(widget.launcher).bottom).to.be.closeTo(20, 1);
      expect(box(widget.panel).top).to.be.at.least(0);
      expect(box(widget.panel).height).to.be.greaterThan(innerHeight / 2);
    });

  it('is never higher than its window, whatever the page zooms', async () => {
    document.body.style.setProperty('zoom', '1.4');
    try {
      const widget = await WidgetHarness.with({ open: '' }, fakeConnection(), (element) => element.style.setProperty('--chat-panel-height', '4000px'));
      await widget.settled();
      // Some engines give boxes in lengths of the zoomed page.
      const scale = box(document.body).width > innerWidth + 1 || box(widget.launcher).bottom > innerHeight ? 1.4 : 1;
      expect(box(widget.panel).top).to.be.at.least(0);
      expect(box(widget.launcher).bottom).to.be.at.most(innerHeight * scale);
      expect(box(widget.panel).bottom).to.be.at.most(box(widget.launcher).top);
      expect(box(widget.panel).height).to.be.greaterThan(innerHeight / 2 / 1.4);
    } finally {
      document.body.style.removeProperty('zoom');
    }
  });

  it('fills the whole width of a phone, and is as high as what can be seen', async function () {
    // WebKit keeps its answers to the media queries of a sheet for the next shadow root that has it, and asks anew only those that are there while the window changes: the size of the input goes by one.
    const other = await WidgetHarness.with({ display: 'inline' }, fakeConnection());
    await other.settled();
    const widget = await WidgetHarness.with({}, fakeConnection());
    await onPhone(this, { width: 390, height: 700 }, async (resize) => {
      await widget.open();
      await until(() => box(widget.panel).left === 0);
      const { left, top, width, height } = box(widget.panel);
      expect([left, top, width]).to.deep.equal([0, 0, innerWidth]);
      expect(height).to.be.closeTo(visualViewport!.height, 1);
      expect(box(widget.launcher).width, 'no launcher over it').to.equal(0);
      expect(getComputedStyle(widget.panel).overscrollBehaviorY, 'a finger on its header leaves the page behind alone').to.equal('contain');
      expect(parseFloat(getComputedStyle(widget.input).fontSize)).to.be.at.least(16);
      widget.button('Close chat').click();
      await widget.settled();
      expect(widget.focused).to.equal(widget.launcher);
      // On its side: a column as high as there is room.
      await resize({ width: 844, height: 320 });
      await widget.open();
      await until(() => Math.abs(box(widget.panel).height - innerHeight) < 1 && box(widget.panel).width === 400, 'the panel has all of the height');
      expect(box(widget.panel).top).to.equal(0);
      expect(box(widget.launcher).width, 'no launcher under it').to.equal(0);
    });
  });

  it('is enlarged by two fingers and not squeezed, and fits a phone that is turned meanwhile', async function () {
    const pinched = (height: number) => {
      for (const [name, value] of Object.entries({ scale: 2, height, offsetTop: 90 })) Object.defineProperty(visualViewport!, name, { configurable: true, value });
      visualViewport!.dispatchEvent(new Event('resize'));
    };
    const widget = await WidgetHarness.with({}, fakeConnection());
    await onPhone(this, { width: 390, height: 700 }, async (resize) => {
      await widget.open();
      await until(() => Math.abs(box(widget.panel).height - 700) < 1);
      try {
        pinched(350);
        await frame(3);
        expect([box(widget.panel).top, box(widget.panel).height]).to.deep.equal([0, 700]);
        await resize({ width: 844, height: 320 });
        pinched(160);
        await until(() => Math.abs(box(widget.panel).height - innerHeight) < 1, 'the input is not below the window, where nobody can scroll to');
        expect(box(widget.panel).top).to.equal(0);
      } finally {
        for (const name of ['scale', 'height', 'offsetTop']) Reflect.deleteProperty(visualViewport!, name);
      }
    });
  });

  it('fills a phone also after others were there that are gone, and goes back to its corner', async function () {
    const others = [await WidgetHarness.with({ display: 'inline' }, fakeConnection()), await WidgetHarness.with({ display: 'inline' }, fakeConnection())];
    await onPhone(this, { width: 420, height: 600 }, async (resize) => {
      for (const other of others) await other.settled();
      await resize({ width: 900, height: 600 });
      await until(() => innerWidth > 479);
      await frame(3);
      for (const other of others) other.element.remove();
      const widget = await WidgetHarness.with({}, fakeConnection());
      await widget.open();
      await resize({ width: 420, height: 600 });
      await until(() => box(widget.panel).left === 0 && box(widget.panel).width === innerWidth, 'it fills the window');
      await resize({ width: 900, height: 600 });
      await until(() => box(widget.panel).width === 400 && box(widget.launcher).width > 0, 'it is in its corner');
    });
  });

  for (const [where, attributes, height] of [['in the corner', { open: '' }, ''], ['in a box', { display: 'inline' }, '360px'], ['in a box without a height', { display: 'inline' }, ''], ['in a box with a least height', { display: 'inline', style: 'display: block; min-height: 500px' }, ''], ['over the page', { display: 'fullscreen' }, '']] as const) {
    it(`lets the input grow to a third of the panel ${where}`, async () => {
      const widget = await WidgetHarness.with(attributes, fakeConnection(), (element) => {
        element.style.height = height;
        element.style.setProperty('--chat-panel-height', '400px');
      });
      await widget.settled();
      const { panel } = widget;
      const before = box(panel).height;
      if (height) expect(before).to.equal(360);
      widget.element.draft = 'line\n'.repeat(60);
      await until(() => box(widget.input).height > box(panel).height / 4);
      expect(box(widget.input).height).to.be.at.most(box(panel).height / 3 + 1);
      expect(box(panel).height).to.equal(before);
    });
  }

  it('inline: is a region that fills its box, without launcher and close button', async () => {
    const widget = await WidgetHarness.with({ display: 'inline', heading: 'Support' }, fakeConnection(), (element) => (element.style.height = '400px'));
    await widget.settled();
    const region = one(widget.element, 'region', 'Support');
    expect(box(region).height).to.be.closeTo(400, 1);
    expect(box(region).width).to.be.closeTo(box(widget.element.parentElement!).width, 1);
    expect(all(widget.element, 'button')).to.have.length(0);
    expect(widget.input).to.not.equal(undefined);
    expect(widget.element.contains(document.activeElement)).to.equal(false);
    await expectAccessible(widget.element);
  });

  for (const [where, style] of [['a row of boxes', 'display: flex; width: 600px'], ['a cell of a table', 'display: table-cell'], ['a box as wide as its content', 'width: fit-content'], ['a box that floats', 'float: left']] as const)
    it(`inline: has a width of its own in ${where}, and no more than there is`, async () => {
      const widget = await WidgetHarness.with({ display: 'inline' }, fakeConnection());
      const parent = widget.element.parentElement!;
      parent.style.cssText = style;
      await widget.settled();
      expect(box(widget.panel).width).to.be.at.least(300);
      const around = parent.parentElement!;
      around.style.width = '200px';
      parent.style.maxWidth = '200px';
      await frame();
      expect(box(widget.panel).width).to.be.closeTo(200, 1);
      around.style.removeProperty('width');
    });

  it('fullscreen: covers the page, and leaves a launcher when it is closed', async () => {
    const widget = await WidgetHarness.with({ display: 'fullscreen' }, fakeConnection());
    await widget.settled();
    const { width, height } = box(widget.panel);
    expect([Math.round(width), Math.round(height)]).to.deep.equal([innerWidth, innerHeight]);
    widget.button('Close chat').click();
    await widget.settled();
    expect(widget.isOpen).to.equal(false);
    expect(box(widget.launcher).width).to.be.greaterThan(0);
  });

  it('changes its display at run time and keeps what it shows', async () => {
    const widget = await WidgetHarness.with({}, fakeConnection({ messages: [{ author: { role: 'agent' }, text: 'Hello' }] }));
    await widget.open();
    const list = widget.inner('message-list');
    for (const display of ['inline', 'fullscreen', 'floating'] as const) {
      widget.element.display = display;
      await widget.settled();
      expect(widget.inner('message-list')).to.equal(list);
      expect(widget.messages).to.deep.equal(['Hello']);
    }
  });

  it('keeps its slots', async () => {
    const widget = await WidgetHarness.with({ open: '' }, fakeConnection(), (element) => {
      for (const name of ['launcher', 'header', 'header-actions', 'empty', 'before-composer', 'composer-actions']) {
        const child = document.createElement('span');
        child.slot = name;
        child.textContent = name;
        element.append(child);
      }
    });
    await widget.settled();
    for (const child of widget.element.children) expect(box(child).width, child.slot).to.be.greaterThan(0);
  });

  it('honours hidden', async () => {
    const widget = await WidgetHarness.with({ hidden: '' }, fakeConnection());
    expect(box(widget.launcher).width).to.equal(0);
  });

  it('exports the parts of what is inside', async () => {
    const widget = await WidgetHarness.with({ open: '' }, fakeConnection({ messages: [{ author: { role: 'agent', name: 'Ada' }, text: 'Hi' }] }));
    await widget.settled();
    const exported = [...widget.element.shadowRoot!.querySelectorAll('[exportparts]')].flatMap((one) => one.getAttribute('exportparts')!.split(', '));
    const own = parts(widget.element, 'panel').length && [...widget.element.shadowRoot!.querySelectorAll('[part]')].flatMap((one) => one.getAttribute('part')!.split(' '));
    const names = new Set([...exported, ...(own || [])]);
    for (const name of ['launcher', 'panel', 'header', 'heading', 'close', 'messages', 'day', 'message', 'message-own', 'message-other', 'bubble', 'author', 'avatar', 'time', 'status', 'attachment', 'jump', 'typing', 'composer', 'input', 'send', 'attach', 'record'])
      expect([...names], name).to.include(name);
    const style = document.createElement('style');
    style.textContent = 'chat-widget::part(bubble) { letter-spacing: 3px } chat-widget::part(input) { letter-spacing: 4px }';
    document.head.append(style);
    expect(getComputedStyle(widget.inner('message-list').shadowRoot!.querySelector('.bubble')!).letterSpacing).to.equal('3px');
    expect(getComputedStyle(widget.input).letterSpacing).to.equal('4px');
    style.remove();
  });
});

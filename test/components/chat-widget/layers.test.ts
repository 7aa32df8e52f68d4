import { expect } from '@open-wc/testing';
import '../../../components/chat-widget/chat-widget.define.js';
import type { ChatWidget } from '../../../components/chat-widget/chat-widget.js';
import { fakeConnection } from '../../../src/testing/index.js';
import { frame, until } from '../harness.js';
import { WidgetHarness } from './harness.js';

/** A floating chat in something that comes into the top layer after it. */
describe('<chat-widget> inside of what is opened over the page', () => {
  const here: Element[] = [];
  const put = <T extends HTMLElement>(element: T): T => (here.push(element), document.body.appendChild(element));
  afterEach(() => {
    here.splice(0).forEach((one) => one.remove());
    sessionStorage.clear();
  });

  const launcherOf = (widget: ChatWidget): DOMRect => widget.shadowRoot!.querySelector('.launcher')!.getBoundingClientRect();
  /** What a finger on its launcher would touch. */
  const touched = (widget: ChatWidget): Element | null => {
    const { x, y, width, height } = launcherOf(widget);
    return width ? document.elementFromPoint(x + width / 2, y + height / 2) : null;
  };
  const within = async (box: HTMLElement): Promise<ChatWidget> => {
    const widget = document.createElement('chat-widget');
    widget.noAutoconnect = true;
    widget.setMessages([]);
    box.append(widget);
    put(box);
    await widget.updateComplete;
    await frame();
    return widget;
  };

  it('a modal dialog', async () => {
    const dialog = document.createElement('dialog');
    const widget = await within(dialog);
    for (const time of ['first', 'second']) {
      dialog.showModal();
      await until(() => touched(widget) === widget, `the launcher can be pressed, the ${time} time`);
      dialog.close();
      await frame(3);
    }
  });

  it('a popover as large as the page', async () => {
    const box = document.createElement('div');
    box.popover = 'manual';
    Object.assign(box.style, { inset: '0', width: '100vw', height: '100vh', border: '0' });
    const widget = await within(box);
    for (const time of ['first', 'second']) {
      box.showPopover();
      await until(() => touched(widget) === widget, `the launcher can be pressed, the ${time} time`);
      box.hidePopover();
      await frame(3);
    }
  });

  /** Any library's dialog: the native one is in its shadow root, what the page puts into it in a slot. */
  class Sheet extends HTMLElement {
    readonly dialog = document.createElement('dialog');
    constructor() {
      super();
      this.dialog.append(document.createElement('slot'));
      this.attachShadow({ mode: 'open' }).append(this.dialog);
    }
  }
  /** A part of a page, with the chat in its shadow root. */
  class Help extends HTMLElement {
    constructor() {
      super();
      this.attachShadow({ mode: 'open' });
    }
  }
  customElements.define('x-sheet', Sheet);
  customElements.define('x-help', Help);

  for (const [name, around] of [
    ['a dialog in the shadow root of what is around it', (sheet: Sheet) => sheet],
    ['a dialog around the element that has it in its shadow root', (sheet: Sheet) => sheet.appendChild(document.createElement('x-help')).shadowRoot!],
  ] as const)
    it(name, async () => {
      const sheet = document.createElement('x-sheet') as Sheet;
      const widget = document.createElement('chat-widget');
      widget.noAutoconnect = true;
      widget.setMessages([]);
      around(sheet).append(widget);
      put(sheet);
      await widget.updateComplete;
      for (const time of ['first', 'second']) {
        sheet.dialog.showModal();
        const deepest = (root: DocumentOrShadowRoot = document): Element | null => {
          const { x, y, width, height } = launcherOf(widget);
          const found = width ? root.elementFromPoint(x + width / 2, y + height / 2) : null;
          return found instanceof Help ? deepest(found.shadowRoot!) : found;
        };
        await until(() => deepest() === widget, `the launcher can be pressed, the ${time} time`);
        sheet.dialog.close();
        await frame(3);
      }
    });

  it('keeps the focus and the text that is being written', async () => {
    const harness = await WidgetHarness.with({}, fakeConnection());
    const dialog = put(document.createElement('dialog'));
    dialog.append(harness.element.parentElement!);
    dialog.showModal();
    await until(() => touched(harness.element) === harness.element, 'the launcher can be pressed');
    await harness.open();
    const { input } = harness;
    input.focus();
    input.value = 'half a sentence';
    input.dispatchEvent(new InputEvent('input', { bubbles: true, composed: true }));
    input.setSelectionRange(4, 4);
    dialog.close();
    await frame(3);
    dialog.showModal();
    await until(() => touched(harness.element) === harness.element, 'it is on top again');
    expect(harness.isOpen).to.equal(true);
    expect(harness.input.value).to.equal('half a sentence');
    expect(harness.element.open).to.equal(true);
  });

  it('goes on top of what fills the screen around it, and whoever writes writes on', async () => {
    const harness = await WidgetHarness.with({}, fakeConnection());
    const box = harness.element.parentElement;
    await harness.open();
    const told: string[] = [];
    harness.element.shadowRoot!.querySelector('.layer')!.addEventListener('beforetoggle', (event) => told.push((event as ToggleEvent).newState));
    const filled = async (element: Element | null): Promise<void> => {
      Object.defineProperty(document, 'fullscreenElement', { value: element, configurable: true });
      document.dispatchEvent(new Event('fullscreenchange'));
      await frame(3);
    };
    // Only a press may really fill the screen: what is asked with `:fullscreen` is answered here.
    const { closest } = harness.element;
    harness.element.closest = (selector: string) => (selector.includes(':fullscreen') ? box : closest.call(harness.element, selector));
    try {
      await filled(box);
      // With the code for it, which comes now, it is seen for the first time as well.
      await until(() => told.at(-1) === 'open', 'it was lifted');
      await frame(3);
      told.length = 0;
      for (const beside of [null, put(document.createElement('div'))]) await filled(beside);
      expect(told).to.deep.equal([]);
      await filled(box);
      expect(told).to.deep.equal(['closed', 'open']);
      expect(harness.focused).to.equal(harness.input);
    } finally {
      Reflect.deleteProperty(document, 'fullscreenElement');
    }
  });

  it('watches nothing once it is gone, and again when it is back', async () => {
    const watching = new Set<IntersectionObserver>();
    const { observe, disconnect } = IntersectionObserver.prototype;
    let layer: Element | null | undefined;
    IntersectionObserver.prototype.observe = function (target) {
      if (target === (layer ??= document.querySelector('dialog chat-widget')?.shadowRoot?.querySelector('.layer'))) watching.add(this);
      observe.call(this, target);
    };
    IntersectionObserver.prototype.disconnect = function () {
      watching.delete(this);
      disconnect.call(this);
    };
    try {
      const dialog = document.createElement('dialog');
      const widget = await within(dialog);
      await until(() => watching.size === 1, 'it watches');
      widget.remove();
      expect(watching.size).to.equal(0);
      dialog.append(widget);
      expect(watching.size).to.equal(1);
    } finally {
      Object.assign(IntersectionObserver.prototype, { observe, disconnect });
    }
  });
});

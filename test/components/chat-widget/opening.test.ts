import { expect } from '@open-wc/testing';
import { fakeConnection } from '../../../src/testing/index.js';
import { expectAccessible } from '../../helpers/axe.js';
import { all, frame, one, press, until } from '../harness.js';
import { WidgetHarness } from './harness.js';

describe('<chat-widget> opening and closing', () => {
  beforeEach(() => sessionStorage.clear());
  after(() => sessionStorage.clear());

  it('is a launcher that says what it opens', async () => {
    const widget = await WidgetHarness.with({}, fakeConnection());
    expect(widget.launcher.getAttribute('aria-label')).to.equal('Open chat');
    expect(widget.launcher.getAttribute('aria-haspopup')).to.equal('dialog');
    expect(widget.launcher.getAttribute('aria-expanded')).to.equal('false');
    expect(widget.isOpen).to.equal(false);
    await expectAccessible(widget.element);
  });

  it('loads neither messages nor input before it is opened', async () => {
    const widget = await WidgetHarness.with({}, fakeConnection());
    expect(widget.element.shadowRoot!.querySelector('message-list, chat-composer')).to.equal(null);
  });

  it('opens a dialog named by its heading, with the messages, the input and a way out', async () => {
    const widget = await WidgetHarness.with({ heading: 'Studio' }, fakeConnection({ messages: [{ author: { role: 'agent', name: 'Ada' }, text: 'Hello' }] }));
    await widget.open();
    const dialog = one(widget.element, 'dialog', 'Studio');
    expect(dialog).to.equal(widget.panel);
    expect(dialog.hasAttribute('aria-modal'), 'the page stays usable').to.equal(false);
    expect(widget.has('button', 'Close chat')).to.equal(true);
    expect(all(widget.inner('message-list'), 'log', 'Messages')).to.have.length(1);
    expect(all(widget.inner('chat-composer'), 'button', 'Send')).to.have.length(1);
    expect(widget.messages).to.deep.equal(['Hello']);
    expect(widget.launcher.getAttribute('aria-expanded')).to.equal('true');
    expect(widget.count('chat-open')).to.equal(1);
    expect(widget.element.open).to.equal(true);
    expect(widget.element.hasAttribute('open')).to.equal(true);
    await expectAccessible(widget.element);
  });

  it('gives the focus to the input on opening, and back to the launcher on closing', async () => {
    const widget = await WidgetHarness.with({}, fakeConnection());
    widget.launcher.focus();
    await widget.open();
    expect(widget.focused).to.equal(widget.input);
    widget.button('Close chat').click();
    await widget.settled();
    expect(widget.isOpen).to.equal(false);
    expect(widget.focused).to.equal(widget.launcher);
    expect(widget.count('chat-close')).to.equal(1);
  });

  it('closes with Escape from inside, and only from inside', async () => {
    const widget = await WidgetHarness.with({}, fakeConnection());
    await widget.open();
    press(document.body, 'Escape');
    await frame();
    expect(widget.isOpen, 'Escape elsewhere is the business of the page').to.equal(true);
    press(widget.input, 'Escape');
    await widget.settled();
    expect(widget.isOpen).to.equal(false);
    expect(widget.focused).to.equal(widget.launcher);
  });

  it('closes one thing per Escape: a dialog of the page around it stays', async () => {
    const widget = await WidgetHarness.with({}, fakeConnection());
    await widget.open();
    expect(press(widget.input, 'Escape'), 'its default is prevented').to.equal(false);
  });

  it('leaves Escape to an input method that is composing', async () => {
    const widget = await WidgetHarness.with({}, fakeConnection());
    await widget.open();
    for (const init of [{ isComposing: true }, { keyCode: 229 }]) {
      press(widget.input, 'Escape', init);
      await frame();
      expect(widget.isOpen, Object.keys(init)[0]).to.equal(true);
    }
  });

  it('keeps what is typed from the hotkeys of the page', async () => {
    const widget = await WidgetHarness.with({}, fakeConnection());
    await widget.open();
    const heard: string[] = [];
    const listen = (event: KeyboardEvent) => heard.push(event.key);
    document.addEventListener('keydown', listen);
    try {
      press(widget.input, 'k');
      press(widget.launcher, 'j');
      press(widget.panel, '/');
    } finally {
      document.removeEventListener('keydown', listen);
    }
    expect(heard).to.deep.equal([]);
  });

  it('keeps its scrolling from a page with a scrolling of its own', async () => {
    const widget = await WidgetHarness.with({}, fakeConnection({ messages: [{ author: { role: 'agent' }, text: 'Hello' }] }));
    await widget.open();
    const list = one(widget.inner('message-list'), 'log');
    const moves = () => [new WheelEvent('wheel', { deltaY: 9, bubbles: true, composed: true, cancelable: true }), new Event('touchmove', { bubbles: true, composed: true, cancelable: true })];
    const take = (event: Event) => event.preventDefault();
    for (const type of ['wheel', 'touchmove']) window.addEventListener(type, take, { passive: false });
    try {
      for (const move of moves()) expect(list.dispatchEvent(move), move.type).to.equal(true);
      for (const move of moves()) expect(document.body.dispatchEvent(move), `${move.type} of the page`).to.equal(false);
    } finally {
      for (const type of ['wheel', 'touchmove']) window.removeEventListener(type, take);
    }
  });

  it('can be written in beside a dialog of the page that holds the focus', async () => {
    const dialog = document.createElement('input');
    document.body.append(dialog);
    // As Bootstrap, jQuery UI and MUI do it.
    const trap = ({ target }: Event) => target === dialog || dialog.focus();
    document.addEventListener('focusin', trap);
    try {
      dialog.focus();
      const widget = await WidgetHarness.with({}, fakeConnection());
      await widget.open();
      widget.panel.focus();
      expect(widget.focused === widget.panel, 'the panel keeps the focus').to.equal(true);
      widget.input.focus();
      expect(widget.focused === widget.input, 'and so does the input').to.equal(true);
    } finally {
      document.removeEventListener('focusin', trap);
      dialog.remove();
    }
  });

  it('does not take the focus when it is opened by its attribute', async () => {
    const box = document.createElement('input');
    document.body.append(box);
    box.focus();
    const widget = await WidgetHarness.with({ open: '' }, fakeConnection());
    await widget.settled();
    expect(widget.isOpen).to.equal(true);
    expect(document.activeElement).to.equal(box);
    expect(widget.count('chat-open'), 'nothing was opened: it was open').to.equal(0);
    box.remove();
  });

  it('does not take the focus from someone who is writing when a script opens it', async () => {
    const box = document.createElement('input');
    document.body.append(box);
    box.focus();
    const widget = await WidgetHarness.with({}, fakeConnection());
    widget.element.show();
    await widget.settled();
    expect(widget.isOpen).to.equal(true);
    expect(document.activeElement).to.equal(box);
    widget.element.hide();
    await widget.settled();
    expect(document.activeElement, 'nor when it closes it').to.equal(box);
    box.remove();
  });

  for (const [html, goes] of [
    ['<button>Contact us</button>', true],
    ['<input type="submit">', true],
    ['<input type="search">', false],
    ['<select></select>', false],
    ['<p contenteditable="true">Dear all</p>', false],
    ['<textarea></textarea>', false],
  ] as const)
    for (const inside of [false, true])
      it(`${goes ? 'takes the focus along' : 'leaves the focus'} where somebody has just pressed something and is in ${html}${inside ? ' in a shadow root' : ''}`, async () => {
        const box = document.body.appendChild(document.createElement('div'));
        const root = inside ? box.attachShadow({ mode: 'open' }) : box;
        root.append(document.createRange().createContextualFragment(html));
        try {
          const widget = await WidgetHarness.with({}, fakeConnection());
          Object.defineProperty(navigator, 'userActivation', { configurable: true, value: { hasBeenActive: true, isActive: true } });
          (root.firstElementChild as HTMLElement).focus();
          const before = widget.focused;
          widget.element.show();
          await until(() => widget.isOpen && widget.element.shadowRoot!.querySelector('chat-composer'));
          if (goes) await until(() => widget.focused === widget.input, 'the focus went along');
          await widget.settled();
          expect(widget.focused).to.equal(goes ? widget.input : before);
        } finally {
          Reflect.deleteProperty(navigator, 'userActivation');
          box.remove();
        }
      });

  it('gives the focus to the launcher when its page closes it, wherever inside it was', async () => {
    const widget = await WidgetHarness.with({}, fakeConnection());
    const slotted = document.createElement('button');
    slotted.slot = 'header-actions';
    widget.element.append(slotted);
    for (const place of [() => widget.input, () => slotted]) {
      await widget.open();
      place().focus();
      widget.element.hide();
      await widget.settled();
      expect(widget.isOpen).to.equal(false);
      expect(widget.focused === widget.launcher, place().localName).to.equal(true);
    }
  });

  it('closes a picture over everything with it, which would keep the page from being used', async () => {
    const connection = fakeConnection({ messages: [{ author: { role: 'agent' }, parts: [{ type: 'image', url: 'data:image/png,', alt: 'A bowl' }] }] });
    const widget = await WidgetHarness.with({}, connection);
    await widget.open();
    const list = widget.inner('message-list').shadowRoot!;
    await until(() => list.querySelector('.media'), 'the picture is drawn');
    list.querySelector<HTMLElement>('.media')!.click();
    await until(() => list.querySelector('dialog[open]'), 'it is shown large');
    widget.element.hide();
    await until(() => !list.querySelector('dialog'), 'it is closed');
    await until(() => widget.focused === widget.launcher, 'the launcher has the focus');
  });

  it('moves the focus by focus(): to the launcher when closed, to the input when open', async () => {
    const widget = await WidgetHarness.with({}, fakeConnection());
    widget.element.focus();
    expect(widget.focused).to.equal(widget.launcher);
    widget.element.toggle();
    await widget.settled();
    widget.element.focus();
    await until(() => widget.focused === widget.input);
    widget.element.toggle();
    await widget.settled();
    expect(widget.isOpen).to.equal(false);
  });

  it('remembers for the tab what the person did, and writes nothing before', async () => {
    const first = await WidgetHarness.with({}, fakeConnection());
    first.element.show();
    await first.settled();
    // Test runners may count as user activation; then this is the person's doing.
    if (!navigator.userActivation?.isActive) expect(sessionStorage.length).to.equal(0);
    first.element.hide();
    await first.settled();
    sessionStorage.clear();
    await first.open();
    expect(sessionStorage.length).to.equal(1);
    first.element.parentElement!.remove();

    const second = await WidgetHarness.with({}, fakeConnection());
    await second.settled();
    expect(second.isOpen, 'the next page of the tab').to.equal(true);
    expect(second.element.contains(document.activeElement), 'without taking the focus').to.equal(false);
    second.button('Close chat').click();
    await second.settled();
    const third = await WidgetHarness.with({ open: '' }, fakeConnection());
    expect(third.isOpen, 'closed by the person, whatever the attribute says').to.equal(false);
  });

  it('works where storage throws', async () => {
    const descriptor = Object.getOwnPropertyDescriptor(Window.prototype, 'sessionStorage') ?? Object.getOwnPropertyDescriptor(window, 'sessionStorage')!;
    Object.defineProperty(window, 'sessionStorage', { configurable: true, get: () => { throw new DOMException('denied', 'SecurityError'); } }); // prettier-ignore
    try {
      const widget = await WidgetHarness.with({ greeting: 'Hi' }, fakeConnection());
      await widget.open();
      expect(widget.isOpen).to.equal(true);
    } finally {
      delete (window as unknown as Record<string, unknown>)['sessionStorage'];
      if (!('sessionStorage' in window)) Object.defineProperty(window, 'sessionStorage', descriptor);
    }
  });

  it('says engage() once the person opens it, not when its attribute does', async () => {
    const fake = fakeConnection();
    const widget = await WidgetHarness.with({ open: '' }, fake);
    await widget.settled();
    const engaged = () => fake.calls.filter(([name]) => name === 'engage').length;
    expect(engaged()).to.equal(0);
    widget.input.focus();
    expect(engaged()).to.equal(1);
  });
});

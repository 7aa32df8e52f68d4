import { expect } from '@open-wc/testing';
import '../../../components/chat-composer/chat-composer.define.js';
import type { ChatComposer } from '../../../components/chat-composer/chat-composer.js';
import type { ChatSession } from '../../../src/context/index.js';
import type { Draft } from '../../../src/domain/index.js';
import { ChatError } from '../../../src/errors/index.js';
import { registerStrings } from '../../../src/i18n/register.js';
import { LocalSession } from '../../../src/session/local.js';
import { expectAccessible } from '../../helpers/axe.js';
import { frame, one, parts, press, type, under, wait, type Key } from '../harness.js';

const described = (box: HTMLElement): string =>
  box.getAttribute('aria-describedby')!.split(' ').map((id) => (box.getRootNode() as ShadowRoot).getElementById(id)?.textContent ?? '').join(''); // prettier-ignore

/** A person in front of a composer. */
class Harness {
  sent: string[] = [];
  readonly element: ChatComposer;
  constructor(element: ChatComposer) {
    this.element = element;
    element.addEventListener('chat-send', (event) => this.sent.push((event as CustomEvent).detail.text));
  }
  static async with(setup: (composer: ChatComposer) => void = () => {}, session?: ChatSession): Promise<Harness> {
    const composer = document.createElement('chat-composer');
    composer.style.width = '400px';
    setup(composer);
    return new Harness(await under(composer, session));
  }
  get box(): HTMLTextAreaElement {
    return one(this.element, 'textbox', 'Message');
  }
  get button(): HTMLButtonElement {
    return one(this.element, 'button', 'Send');
  }
  async types(text: string): Promise<void> {
    type(this.box, text);
    await this.element.updateComplete;
  }
  async enter(init: Key = {}): Promise<boolean> {
    const through = press(this.box, 'Enter', init);
    await this.element.updateComplete;
    return through;
  }
}

class Spy extends LocalSession {
  calls: string[] = [];
  refuse: Error | undefined;
  override sendMessage(draft: string | Draft): never {
    if (this.refuse) throw this.refuse;
    this.calls.push(`send ${typeof draft === 'string' ? draft : draft.text}`);
    return undefined as never;
  }
  override engage(): void {
    this.calls.push('engage');
  }
  override setTyping(on: boolean, text?: string): void {
    this.calls.push(`typing ${on}${text === undefined ? '' : ` ${text}`}`);
  }
}

describe('<chat-composer>', () => {
  it('is a text box "Message" with a button "Send", and never takes the focus by itself', async () => {
    const composer = await Harness.with();
    expect(composer.box.placeholder).to.equal('Write a message…');
    expect(composer.button.getAttribute('aria-disabled')).to.equal('true');
    expect(document.activeElement).to.not.equal(composer.element);
    composer.element.focus();
    expect(composer.element.shadowRoot!.activeElement).to.equal(composer.box);
    await expectAccessible(composer.element);
    for (const name of ['composer', 'input', 'send']) expect(parts(composer.element, name).length, name).to.equal(1);
  });

  it('sends with Enter and with the button, and is empty afterwards', async () => {
    const composer = await Harness.with();
    await composer.types('Hello');
    expect(await composer.enter()).to.equal(false);
    expect(composer.sent).to.deep.equal(['Hello']);
    expect(composer.box.value).to.equal('');
    await composer.types('  Again\n');
    composer.button.click();
    expect(composer.sent).to.deep.equal(['Hello', '  Again\n']);
    expect(composer.element.draft).to.equal('');
  });

  it('never sends nothing', async () => {
    const composer = await Harness.with();
    for (const text of ['', ' ', '\n\t \u00a0']) {
      await composer.types(text);
      await composer.enter();
      composer.button.click();
    }
    expect(composer.sent).to.deep.equal([]);
  });

  it('makes a line with Shift+Enter, and does not send again while Enter is held', async () => {
    const composer = await Harness.with();
    await composer.types('One');
    expect(await composer.enter({ shiftKey: true }), 'left to the browser').to.equal(true);
    await composer.enter({ repeat: true });
    expect(composer.sent).to.deep.equal([]);
  });

  it('gives back what was written with undo, also after all of it was deleted', async () => {
    const { box } = await Harness.with();
    box.focus();
    document.execCommand('insertText', false, 'Half an hour of work');
    await frame();
    box.select();
    document.execCommand('delete');
    await frame();
    expect(box.value).to.equal('');
    document.execCommand('undo');
    expect(box.value).to.equal('Half an hour of work');
  });

  it('takes back with undo all that was written, the first of it as well', async () => {
    const { box } = await Harness.with();
    box.focus();
    document.execCommand('insertText', false, 'H');
    await frame();
    // Firefox joins what is written in a row; a caret that was moved begins anew.
    box.setSelectionRange(0, 0);
    document.execCommand('insertText', false, 'A');
    await frame();
    document.execCommand('undo');
    document.execCommand('undo');
    expect(box.value).to.equal('');
  });

  for (const [words, init] of [['isComposing', { isComposing: true }], ['key code 229', { keyCode: 229 }]] as const) {
    it(`never sends what an input method confirms (${words})`, async () => {
      const composer = await Harness.with();
      await composer.types('にほん');
      expect(await composer.enter(init)).to.equal(true);
      expect(composer.sent).to.deep.equal([]);
    });
  }

  it('never sends with the Enter that Safari reports after the end of a composition', async () => {
    const composer = await Harness.with();
    await composer.types('日本');
    composer.box.dispatchEvent(new CompositionEvent('compositionstart', { bubbles: true }));
    await composer.enter();
    // By the times that the events say: a busy machine lets them pass between one and the next.
    const comes = (at: number, event: Event) => composer.box.dispatchEvent(Object.defineProperty(event, 'timeStamp', { value: at }));
    const enter = () => new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, composed: true, cancelable: true });
    comes(1000, new CompositionEvent('compositionend', { bubbles: true, data: '日本' }));
    comes(1020, enter());
    expect(composer.sent).to.deep.equal([]);
    comes(1080, enter());
    expect(composer.sent).to.deep.equal(['日本']);
  });

  it('can be kept from sending by the page, and sends over its session otherwise', async () => {
    const session = new Spy();
    const composer = await Harness.with(undefined, session);
    await composer.types('One');
    expect(session.calls).to.deep.equal(['engage', 'typing true']);
    await composer.enter();
    expect(session.calls.slice(2)).to.deep.equal(['engage', 'send One', 'typing false']);
    session.calls.length = 0;
    composer.element.parentElement!.addEventListener('chat-send', (event) => event.preventDefault());
    await composer.types('Two');
    await composer.enter();
    expect(session.calls.filter((one) => one.startsWith('send'))).to.deep.equal([]);
    expect(composer.box.value).to.equal('');
  });

  it('says why a send is refused in the language of the writer', async () => {
    registerStrings('la', { failure: { of: { 'This is too long to send: # characters at most.': 'Nimis longum: # litterae.' } } });
    const session = new Spy();
    session.refuse = new ChatError('too-large', { limit: '32768 characters' });
    const composer = await Harness.with(undefined, session);
    composer.element.lang = 'la';
    await composer.element.updateComplete;
    await composer.types('Long');
    await composer.enter();
    expect(one(composer.element, 'alert').textContent!.trim()).to.match(/^Nimis longum: 32\D?768 litterae\.$/);
  });

  it('keeps the text and says why, when a send is refused', async () => {
    const session = new Spy();
    session.refuse = new ChatError('too-large', { limit: '64 kB' });
    const composer = await Harness.with(undefined, session);
    await composer.types('Long');
    await composer.enter();
    expect(one(composer.element, 'alert').textContent).to.contain('too long to send: 64 kB');
    expect(composer.box.value).to.equal('Long');
    expect(described(composer.box)).to.contain('too long to send: 64 kB');
    await expectAccessible(composer.element);
    await composer.types('Shorter');
    expect(one(composer.element, 'alert').textContent!.trim()).to.equal('');
  });

  it('sends live text only with typing-preview, and says so', async () => {
    const session = new Spy();
    const composer = await Harness.with((element) => (element.typingPreview = true), session);
    expect(composer.element.shadowRoot!.textContent).to.contain('visible to the team before you send it');
    await composer.types('Hel');
    await composer.types('');
    expect(session.calls.filter((one) => one.startsWith('typing'))).to.deep.equal(['typing true Hel', 'typing false ']);
    await expectAccessible(composer.element);
    composer.element.setAttribute('typing-preview', 'false');
    await composer.element.updateComplete;
    expect(composer.element.shadowRoot!.textContent).to.not.contain('visible to the team');
  });

  it('grows with its text up to a third, and shrinks again', async () => {
    const composer = await Harness.with();
    const height = () => composer.box.getBoundingClientRect().height;
    const small = height();
    await composer.types('1\n2\n3\n4');
    await frame();
    expect(height()).to.be.within(small + 40, small + 100);
    await composer.types('line\n'.repeat(200));
    await frame();
    expect(height()).to.be.at.most(innerHeight / 3 + 2);
    await composer.types('');
    await frame();
    expect(height()).to.be.within(small - 1, small + 1);
  });

  it('has its draft as a property, and does not touch the caret of one who types', async () => {
    const composer = await Harness.with((element) => (element.draft = 'From before'));
    expect(composer.box.value).to.equal('From before');
    await composer.types('From before and now');
    composer.box.setSelectionRange(4, 4);
    composer.element.requestUpdate();
    await composer.element.updateComplete;
    expect(composer.box.selectionStart).to.equal(4);
    const parent = composer.element.parentElement!;
    composer.element.remove();
    parent.append(composer.element);
    await frame();
    expect(composer.box.value).to.equal('From before and now');

    for (const nothing of [null, undefined]) {
      composer.element.draft = 'a';
      await composer.element.updateComplete;
      composer.element.draft = nothing as unknown as string;
      await composer.element.updateComplete;
      expect(composer.box.value, `emptied by ${nothing}`).to.equal('');
      expect(composer.element.draft).to.equal('');
    }
    composer.element.draft = 7 as unknown as string;
    await composer.element.updateComplete;
    expect(composer.element.draft).to.equal('7');
  });

  it('says why it cannot be used', async () => {
    const composer = await Harness.with((element) => Object.assign(element, { disabled: true, disabledReason: 'This conversation is closed.' }));
    expect(composer.box.readOnly && composer.box.getAttribute('aria-disabled')).to.equal('true');
    expect(composer.element.shadowRoot!.textContent).to.contain('This conversation is closed.');
    expect(composer.element.send()).to.equal(false);
    await expectAccessible(composer.element);
  });

  it('keeps keys to itself', async () => {
    const composer = await Harness.with();
    const heard: string[] = [];
    const listen = (event: Event) => heard.push(event.type);
    for (const name of ['keydown', 'keypress', 'keyup']) document.addEventListener(name, listen);
    for (const name of ['keydown', 'keypress', 'keyup']) composer.box.dispatchEvent(new KeyboardEvent(name, { key: '/', bubbles: true, composed: true }));
    press(document.body, 'x');
    for (const name of ['keydown', 'keypress', 'keyup']) document.removeEventListener(name, listen);
    expect(heard).to.deep.equal(['keydown']);
  });

  it('has a letter size that makes no phone zoom, and mirrors in right-to-left pages', async () => {
    const composer = await Harness.with((element) => (element.dir = 'rtl'));
    const left = (element: Element) => element.getBoundingClientRect().left;
    expect(left(composer.button)).to.be.below(left(composer.box));
    expect(composer.box.dir).to.equal('rtl');
    // Firefox draws the hint outside of a box that is.
    expect(getComputedStyle(composer.box).unicodeBidi).to.not.equal('plaintext');
    // A placeholder that is too long for its box ends in an ellipsis; what is typed wraps.
    expect(getComputedStyle(composer.box)).to.include({ textOverflow: 'ellipsis', whiteSpace: 'pre' });
    await composer.types('hello');
    expect(getComputedStyle(composer.box).whiteSpace).to.equal('pre-wrap');
    expect(composer.box.dir).to.equal('auto');
    if (innerWidth < 480) expect(getComputedStyle(composer.box).fontSize).to.equal('16px');
    await expectAccessible(composer.element);
  });

  it('is accessible in the dark, filled', async () => {
    const composer = await Harness.with((element) => (element.style.colorScheme = 'dark'));
    await composer.types('Hello');
    await wait(250);
    await expectAccessible(composer.element);
  });
});

import { expect, fixture, html } from '@open-wc/testing';
import { property } from 'lit/decorators.js';
import { html as lit } from 'lit';
import { bool, ChatElement, json } from '../../../components/shared/base-element.js';
import { define } from '../../../components/shared/define.js';
import { resetWarnings } from '../../../src/errors/index.js';
import { frame, press, until } from '../harness.js';

class Sample extends ChatElement {
  @property({ converter: bool, reflect: true }) on = false;
  @property({ converter: json<object>('data') }) data?: object;
  renders = 0;
  constructor() {
    super();
    this.keepKeys();
  }
  override render(): unknown {
    this.renders++;
    return lit`<div class="root" dir=${this.direction} lang=${this.localeTag}><input /><slot></slot></div>`;
  }
}
class Outer extends ChatElement {
  override render(): unknown {
    return lit`<div class="root" dir=${this.direction} lang=${this.localeTag}><x-sample></x-sample></div>`;
  }
}
define('x-sample', Sample);
define('x-outer', Outer);

const make = async (template = html`<x-sample></x-sample>`): Promise<Sample> => {
  const element = await fixture<HTMLElement>(template);
  return (element.localName === 'x-sample' ? element : element.querySelector('x-sample')) as Sample;
};
const warnings = async (fn: (said: readonly string[]) => unknown): Promise<string[]> => {
  const { warn } = console;
  const said: string[] = [];
  console.warn = (text: string) => said.push(text);
  resetWarnings();
  await fn(said);
  console.warn = warn;
  return said;
};

describe('ChatElement', () => {
  it('reads lang and dir from itself, an ancestor, the page', async () => {
    const element = await make(html`<div lang="de" dir="rtl"><p><x-sample></x-sample></p></div>`);
    expect([element.localeTag, element.direction]).to.deep.equal(['de', 'rtl']);
    element.lang = 'fr';
    element.dir = 'ltr';
    expect([element.localeTag, element.direction]).to.deep.equal(['fr', 'ltr']);
    element.removeAttribute('lang');
    expect(element.localeTag).to.equal('de');
    // Words that come in the middle of the next test would be one more reason to render.
    await element.updateComplete;
  });

  it('notices when the page changes, and renders once', async () => {
    const element = await make();
    const { renders } = element;
    const { lang, dir } = document.documentElement;
    // A language without a catalogue: words that come would be a change of their own.
    document.documentElement.lang = 'ug';
    document.documentElement.dir = 'rtl';
    await frame();
    await element.updateComplete;
    expect([element.localeTag, element.direction, element.renders]).to.deep.equal(['ug', 'rtl', renders + 1]);
    Object.assign(document.documentElement, { lang, dir });
    await frame();
  });

  it('resolves dir="auto" as the browser does', async () => {
    const element = await make(html`<div dir="auto">مرحبا<x-sample></x-sample></div>`);
    expect(element.direction).to.equal('rtl');
  });

  it('follows the element that it stands in, at once', async () => {
    const outer = await fixture<Outer>(html`<x-outer lang="de"></x-outer>`);
    const inner = outer.shadowRoot!.querySelector('x-sample') as Sample;
    expect(inner.localeTag).to.equal('de');
    outer.lang = 'he';
    outer.dir = 'rtl';
    expect([inner.localeTag, inner.direction]).to.deep.equal(['he', 'rtl']);
  });

  it('takes "false" as false, and JSON for objects', async () => {
    const element = await make(html`<x-sample on="false" data='{"a":1}'></x-sample>`);
    expect(element.on).to.equal(false);
    expect(element.data).to.deep.equal({ a: 1 });
    element.setAttribute('on', '');
    expect(element.on).to.equal(true);
    // As Python and others write it.
    element.setAttribute('on', ' False ');
    expect(element.on).to.equal(false);
    const said = await warnings(() => element.setAttribute('data', '{nope'));
    expect(said).to.deep.equal(['[chat-elements:invalid-input] The value of data is not usable: it is not JSON.']);
    expect(element.data).to.equal(undefined);
  });

  it('keeps no keys from an element of ours around it', async () => {
    const outer = await fixture<Outer>(html`<x-outer></x-outer>`);
    const input = outer.shadowRoot!.querySelector('x-sample')!.shadowRoot!.querySelector('input')!;
    let around = 0;
    outer.shadowRoot!.addEventListener('keydown', () => around++);
    press(input, 'Escape');
    expect(around).to.equal(1);
  });

  describe('keeps what is typed inside from the page', () => {
    /** What a page hears that listens everywhere, in both phases, and takes what it hears. */
    const heardBy = (act: () => void): string[] => {
      const heard: string[] = [];
      const end = new AbortController();
      for (const target of [window, document, document.body])
        for (const capture of [true, false])
          target.addEventListener('keydown', (event) => {
            heard.push(`${target === window ? 'window' : (target as Node).nodeName} ${(event as KeyboardEvent).key}`);
            event.stopPropagation();
            event.preventDefault();
          }, { capture, signal: end.signal }); // prettier-ignore
      act();
      end.abort();
      return heard;
    };
    /** An element in one of its own and one that is not, with what each tree hears on the way out. */
    const nested = async () => {
      const element = await make();
      const host = document.createElement('div');
      const inner = document.createElement('textarea');
      host.attachShadow({ mode: 'open' }).append(inner);
      element.shadowRoot!.querySelector('.root')!.append(host);
      const told: string[] = [];
      let act: (event: KeyboardEvent) => void = () => {};
      for (const [name, place] of [['inside', host.shadowRoot!], ['outside', element.shadowRoot!]] as const)
        place.addEventListener('keydown', (event) => {
          told.push(`${name} ${(event.target as Element).localName} ${(event as KeyboardEvent).key}${event.defaultPrevented ? ', prevented' : ''}`);
          act(event as KeyboardEvent);
        });
      return { element, inner, told, onKey: (does: typeof act) => (act = does) };
    };

    it('in whatever phase it listens, while all handlers inside are asked, from the inside out', async () => {
      const { element, inner, told } = await nested();
      let went: boolean | undefined;
      expect(heardBy(() => (went = press(inner, 'k')))).to.deep.equal([]);
      expect([told, went]).to.deep.equal([['inside textarea k', 'outside div k'], true]);
      expect(heardBy(() => press(element.shadowRoot!.querySelector('input')!, 'j'))).to.deep.equal([]);
      expect(told).to.deep.equal(['inside textarea k', 'outside div k', 'outside input j']);
    });

    it('with what they make of it: prevented is prevented, and what ends inside ends there', async () => {
      const { inner, told, onKey } = await nested();
      onKey((event) => event.preventDefault());
      expect(press(inner, 'Enter')).to.equal(false);
      expect(told).to.deep.equal(['inside textarea Enter', 'outside div Enter, prevented']);
      told.length = 0;
      onKey((event) => event.stopPropagation());
      expect(press(inner, 'Escape')).to.equal(true);
      expect(told).to.deep.equal(['inside textarea Escape']);
    });

    it('with all that a key says', async () => {
      let pressed: Event | undefined;
      // The window's first, and the copy some time later.
      window.addEventListener('keydown', (event) => {
        pressed = event;
        for (const since = performance.now(); performance.now() < since + 3; );
      }, { capture: true, once: true }); // prettier-ignore
      const { inner, onKey } = await nested();
      let last: KeyboardEvent | undefined;
      onKey((event) => (last = event));
      press(inner, 'Enter', { code: 'NumpadEnter', location: 3, repeat: true, isComposing: true, shiftKey: true, ctrlKey: true, altKey: true, metaKey: true, keyCode: 229 });
      const { timeStamp } = last!;
      expect(timeStamp, 'when it was pressed').to.equal(pressed!.timeStamp);
      const { key, code, location, repeat, isComposing, shiftKey, ctrlKey, altKey, metaKey, keyCode, bubbles, cancelable } = last!;
      expect({ key, code, location, repeat, isComposing, shiftKey, ctrlKey, altKey, metaKey, keyCode, bubbles, cancelable }).to.deep.equal({ key: 'Enter', code: 'NumpadEnter', location: 3, repeat: true, isComposing: true, shiftKey: true, ctrlKey: true, altKey: true, metaKey: true, keyCode: 229, bubbles: true, cancelable: true });
    });

    it('but not what is its own: beside the element, in its slot, or on the element itself', async () => {
      const element = await make(html`<x-sample><input id="slotted" /></x-sample>`);
      const beside = document.createElement('input');
      element.after(beside);
      const once = (key: string) => [`window ${key}`];
      expect(heardBy(() => press(beside, 'a'))).to.deep.equal(once('a'));
      expect(heardBy(() => press(element.querySelector('#slotted')!, 'b'))).to.deep.equal(once('b'));
      expect(heardBy(() => press(element, 'c'))).to.deep.equal(once('c'));
    });

    it('in a closed tree of the page as well, where only what bubbles can be kept', async () => {
      const around = await fixture<HTMLElement>(html`<div></div>`);
      const element = document.createElement('x-sample') as Sample;
      around.attachShadow({ mode: 'closed' }).append(element);
      await element.updateComplete;
      let heard = 0;
      const count = () => heard++;
      document.addEventListener('keydown', count);
      press(element.shadowRoot!.querySelector('input')!, 'k');
      document.removeEventListener('keydown', count);
      expect(heard).to.equal(0);
    });

    it('as long as it is there, in whatever window it is', async () => {
      const { addEventListener, removeEventListener } = window;
      const open = new Set<unknown>();
      const count = (now: Set<unknown>, add: boolean) => (type: string, ...rest: [EventListener, boolean]) => {
        if (type.startsWith('key')) now[add ? 'add' : 'delete'](`${type} ${rest[1]}`);
        return (add ? addEventListener : removeEventListener).call(window, type, ...rest);
      };
      Object.assign(window, { addEventListener: count(open, true), removeEventListener: count(open, false) });
      try {
        const element = await make();
        expect([...open]).to.deep.equal(['keydown true', 'keypress true', 'keyup true']);
        element.remove();
        expect([...open]).to.deep.equal([]);
        const frame = await fixture<HTMLIFrameElement>(html`<iframe title="Another document"></iframe>`);
        frame.contentDocument!.body.append(element);
        let heard = 0;
        frame.contentDocument!.addEventListener('keydown', () => heard++, true);
        press(element.shadowRoot!.querySelector('input')!, 'k');
        expect([heard, open.size]).to.deep.equal([0, 0]);
        element.remove();
        element.remove();
      } finally {
        Object.assign(window, { addEventListener, removeEventListener });
      }
    });
  });

  it('honours hidden, whatever a page sets', async () => {
    const element = await make();
    element.hidden = true;
    expect(getComputedStyle(element).display).to.equal('none');
  });

  it('registers without ever throwing', async () => {
    const said = await warnings(async (soFar) => {
      define('x-sample', Sample);
      define('x-sample-two', Sample);
      customElements.define('x-foreign', class extends HTMLElement {});
      define('x-foreign', Sample);
      define('x-sample', class extends ChatElement {});
      await until(() => soFar.length > 1, 'the sentence that is loaded for it');
    });
    expect(customElements.get('x-sample-two')!.prototype).to.be.instanceOf(Sample);
    expect(said.map((one) => /:(.+?)\]/.exec(one)![1])).to.deep.equal(['duplicate', 'name-taken']);
  });

  it('lets go of everything', async () => {
    const element = await make();
    const parent = element.parentElement!;
    let observing = 0;
    const { observe, disconnect } = MutationObserver.prototype;
    MutationObserver.prototype.observe = function (...args) {
      observing++;
      return observe.apply(this, args);
    };
    MutationObserver.prototype.disconnect = function () {
      observing = 0;
      return disconnect.apply(this);
    };
    element.remove();
    for (let i = 0; i < 100; i++) {
      parent.append(element);
      element.remove();
    }
    Object.assign(MutationObserver.prototype, { observe, disconnect });
    expect(observing).to.equal(0);
  });
});

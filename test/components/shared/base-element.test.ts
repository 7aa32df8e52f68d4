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
    this.keepInside();
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

  it('keeps keys from the page, but not from an element of ours around it', async () => {
    const outer = await fixture<Outer>(html`<x-outer></x-outer>`);
    const input = outer.shadowRoot!.querySelector('x-sample')!.shadowRoot!.querySelector('input')!;
    let around = 0;
    outer.shadowRoot!.addEventListener('keydown', () => around++);
    press(input, 'Escape');
    expect(around).to.equal(1);
    const alone = await make();
    let page = 0;
    const count = () => page++;
    document.addEventListener('keydown', count);
    press(alone.shadowRoot!.querySelector('input')!, 'k');
    document.removeEventListener('keydown', count);
    expect(page).to.equal(0);
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

import { aTimeout, expect, fixture, html, waitUntil as until } from '@open-wc/testing';
import { html as lit } from 'lit';
import { ChatElement } from '../../../components/shared/base-element.js';
import { define } from '../../../components/shared/define.js';
import { resetWarnings } from '../../../src/errors/index.js';
import { strings } from '../../../src/i18n/index.js';
import { registerLanguage, registerStrings, stepsOf } from '../../../src/i18n/register.js';
import { LANGUAGES } from '../../../src/i18n/shipped.js';
import { awaitWords, changeStrings, wordsFor } from '../../../src/i18n/strings.js';
import { HeldTimers } from '../../helpers/held-timers.js';

class Spoken extends ChatElement {
  /** All that was ever on the screen. */
  said: string[] = [];
  override render(): unknown {
    this.said.push(this.strings.send);
    return lit`<div class="root" dir=${this.direction} lang=${this.localeTag}><b>${this.strings.send}</b><i>${this.strings.newMessages(2)}</i><slot></slot></div>`;
  }
  get text(): string {
    return this.renderRoot.querySelector('b')?.textContent ?? '';
  }
}
define('x-spoken', Spoken);

/** A second, which is what it waits by itself, may be over before a busy machine comes to it. */
const waitUntil = (so: () => unknown) => until(so as () => boolean, undefined, { timeout: 20_000 });
const fail = (cause: unknown): never => {
  throw cause;
};

describe('languages', () => {
  // Elements wait for their words for a while only, and a machine may take longer over a file.
  before(() => Promise.all([import('../../../src/i18n/languages.js'), import('../../../src/i18n/locales/de.js')]));

  it('knows a language by any way to write its tag', () => {
    expect(stepsOf('pt-BR')).to.deep.equal(['pt', 'pt-br']);
    expect(stepsOf('PT_br')).to.deep.equal(['pt', 'pt-br']);
    expect(stepsOf('zh-Hans-CN')).to.deep.equal(['zh', 'zh-hans', 'zh-hans-cn']);
    expect(stepsOf('iw')).to.deep.equal(['he']);
    expect(stepsOf(' DE ')).to.deep.equal(['de']);
    expect(stepsOf('not a tag')).to.deep.equal(['not a tag']);
  });

  it('draws nothing in English that is in another language a moment later', async () => {
    const element = await fixture<Spoken>(html`<x-spoken lang="DE-at"></x-spoken>`);
    expect(element.said).to.deep.equal(['Senden']);
    expect(element.renderRoot.querySelector('i')?.textContent).to.equal('2 neue Nachrichten');
  });

  it('waits for nothing in English, and in no language at all', () => {
    for (const tag of ['', 'en', 'en-GB', 'EN-us']) expect(wordsFor(tag, fail) === 0, tag).to.equal(true);
  });

  it('follows the language at run time: its own, that of an ancestor, that of the page', async () => {
    const box = await fixture<HTMLElement>(html`<div><p><x-spoken></x-spoken></p></div>`);
    const element = box.querySelector<Spoken>('x-spoken')!;
    expect(element.text).to.equal('Send');
    box.lang = 'de';
    await waitUntil(() => element.text === 'Senden');
    element.lang = 'en';
    await waitUntil(() => element.text === 'Send');
    element.removeAttribute('lang');
    await waitUntil(() => element.text === 'Senden');
    box.removeAttribute('lang');
    await waitUntil(() => element.text === 'Send');
    document.documentElement.lang = 'de';
    await waitUntil(() => element.text === 'Senden');
    document.documentElement.lang = 'en';
    await waitUntil(() => element.text === 'Send');
  });

  it('keeps two languages apart on one page', async () => {
    const box = await fixture(html`<div><x-spoken lang="de"></x-spoken><x-spoken lang="en"></x-spoken><x-spoken lang="tlh"></x-spoken></div>`);
    await waitUntil(() => [...box.querySelectorAll<Spoken>('x-spoken')].every(({ text }) => text));
    expect([...box.querySelectorAll<Spoken>('x-spoken')].map(({ text }) => text)).to.deep.equal(['Senden', 'Send', 'Send']);
  });

  it('takes words of the page before those of the language, whichever comes first', async () => {
    registerStrings('de', { placeholder: 'Frag uns was' });
    await wordsFor('de-CH', fail);
    expect([strings('de-CH').placeholder, strings('de-CH').send]).to.deep.equal(['Frag uns was', 'Senden']);
    registerStrings('de-CH', { send: 'Schicken', messageStatus: { sent: 'Weg' } });
    expect([strings('de-CH').send, strings('de').send, strings('de-CH').messageStatus.sent, strings('de-CH').messageStatus.read]).to.deep.equal(['Schicken', 'Senden', 'Weg', 'Gelesen']);
    registerStrings('de', { placeholder: undefined, newMessages: { one: 'eine neue', other: '# neue' }, typing2: '{1} und {0}' });
    expect([strings('de').newMessages(1), strings('de').newMessages(1200), strings('de').typing2('A', 'B')]).to.deep.equal(['eine neue', '1.200 neue', 'B und A']);
  });

  it('changes words of English as well', () => {
    registerStrings('en', { heading: 'Ask us' });
    expect([strings('en-GB').heading, strings('').heading, strings('de').heading]).to.deep.equal(['Ask us', 'Chat', 'Chat']);
  });

  it('takes a language that is not among ours', async () => {
    registerLanguage('eo', { send: 'Sendi', typingMany: '{0} homoj skribas' });
    const element = await fixture<Spoken>(html`<x-spoken lang="eo"></x-spoken>`);
    expect(element.said).to.deep.equal(['Sendi']);
    expect([strings('eo').typingMany(3), strings('eo').closeChat]).to.deep.equal(['3 homoj skribas', 'Close chat']);
  });

  it('chooses forms by number, by zero, by an empty text, and is not confused by what people are called', () => {
    registerLanguage('x-forms', { newMessages: { 0: 'none', one: 'one', other: '# of them' }, typing1: { empty: 'somebody', other: '{0}!' } });
    const words = strings('x-forms');
    expect([0, 1, 1000].map((n) => words.newMessages(n))).to.deep.equal(['none', 'one', `${(1000).toLocaleString()} of them`]);
    expect(['', 'Ana', 'other', 'constructor', '__proto__'].map((name) => words.typing1(name))).to.deep.equal(['somebody', 'Ana!', 'other!', 'constructor!', '__proto__!']);
  });

  it('keeps what is put into text from right to left as it is written', () => {
    registerStrings('he', { typing1: 'בהקלדה {0}', newMessages: { one: 'אחת', two: 'שתיים', other: '# חדשות' } });
    // By itself: the digits of a name would go with the words before it, to the other end of the name.
    expect([strings('he-IL').typing1('3 Ann'), strings('iw').newMessages(3)]).to.deep.equal(['בהקלדה \u20683 Ann\u2069', '3 חדשות']);
  });

  it('goes on in English where a language does not come, says so once, and takes it when it comes', async () => {
    resetWarnings();
    const { warn } = console;
    const warned: string[] = [];
    console.warn = (text: string) => warned.push(text);
    let deliver!: () => void;
    const late = new Promise<void>((resolve) => (deliver = resolve)).then(() => registerLanguage('x-late', { send: 'Late' }));
    const errors: string[] = [];
    const box = await fixture<HTMLElement>(html`<div @chat-error=${(event: CustomEvent<{ code: string }>) => errors.push(event.detail.code)}></div>`);
    const first = Object.assign(document.createElement('x-spoken') as Spoken, { lang: 'x-late' });
    // What a file does that is not there; the real one is tested in test/e2e/languages.test.ts.
    void awaitWords('x-late', () => Promise.reject(new TypeError('gone')), (cause) => {
      first.emit('chat-error', { code: 'load-failed', cause });
    });
    box.append(first, Object.assign(document.createElement('x-spoken'), { lang: 'x-late' }));
    await waitUntil(() => first.text === 'Send');
    expect(errors).to.deep.equal(['load-failed']);
    deliver();
    await late;
    await waitUntil(() => first.text === 'Late');
    console.warn = warn;
  });

  it('does not wait for ever', async () => {
    void awaitWords('x-slow', () => new Promise(() => {}), fail);
    const element = document.createElement('x-spoken') as Spoken;
    element.lang = 'x-slow';
    (await fixture<HTMLElement>(html`<div></div>`)).append(element);
    await aTimeout(0);
    expect(element.said).to.deep.equal([]);
    await waitUntil(() => element.text === 'Send');
  });

  it('brings the words of the team with the inbox, and not before', async () => {
    const element = await fixture<Spoken>(html`<x-spoken lang="de"></x-spoken>`);
    expect(element.strings.inbox).to.equal(undefined);
    const { inbox } = await import('../../../src/i18n/inbox.js');
    changeStrings(inbox);
    await element.updateComplete;
    expect([element.strings.inbox, element.strings.conversationStatus.open, element.strings.typingNow(''), element.strings.typingNow('Hallo')]).to.deep.equal(['Posteingang', 'Offen', 'schreibt\u00a0…', 'schreibt: Hallo']);
  });

  it('runs from right to left where the language does and nobody says otherwise', async () => {
    const directionOf = async (template: ReturnType<typeof html>) => (await fixture<HTMLElement>(template)).querySelector<Spoken>('x-spoken')!.direction;
    expect(await directionOf(html`<p><x-spoken lang="ar-EG"></x-spoken></p>`)).to.equal('rtl');
    expect(await directionOf(html`<p><x-spoken lang="fa_IR"></x-spoken></p>`)).to.equal('rtl');
    expect(await directionOf(html`<p lang="he"><x-spoken></x-spoken></p>`)).to.equal('rtl');
    expect(await directionOf(html`<p lang="arn"><x-spoken></x-spoken></p>`)).to.equal('ltr');
    expect(await directionOf(html`<p dir="ltr"><x-spoken lang="fa"></x-spoken></p>`)).to.equal('ltr');
    expect(await directionOf(html`<p dir="rtl"><x-spoken lang="de"></x-spoken></p>`)).to.equal('rtl');
  });

  it('asks again for a language as long as it does not come, once for each file whatever else changes, and whoever asked first may be gone', async () => {
    const again = new HeldTimers(12_000);
    again.hold();
    const asked = [0, 0];
    let there = false;
    const file = (which: 0 | 1, words: object) => async () => {
      asked[which]!++;
      if (!there) throw new TypeError('gone');
      return { default: words };
    };
    const all = LANGUAGES as Record<string, unknown>;
    all['x'] = [file(0, { send: 'Gone' }), file(1, { inbox: 'Box' })];
    changeStrings({ inbox: 'Inbox' });
    const errors: string[] = [];
    const box = await fixture<HTMLElement>(html`<div @chat-error=${(event: CustomEvent<{ code: string }>) => errors.push(event.detail.code)}></div>`);
    const first = Object.assign(document.createElement('x-spoken') as Spoken, { lang: 'x-gone' });
    box.append(first);
    await waitUntil(() => first.text === 'Send');
    first.remove();
    for (const n of [2, 3, 4, 5, 6]) {
      registerStrings('x', { dismiss: `${n}` });
      await waitUntil(() => again.size === 1);
      again.pass();
      await waitUntil(() => asked[0] === n);
      expect(asked).to.deep.equal([n, n]);
    }
    await waitUntil(() => again.size === 1);
    there = true;
    const second = Object.assign(document.createElement('x-spoken') as Spoken, { lang: 'x-gone' });
    box.append(second);
    await waitUntil(() => second.text === 'Send');
    again.pass();
    await waitUntil(() => second.text === 'Gone');
    expect([second.strings.inbox, again.size, errors]).to.deep.equal(['Box', 0, ['load-failed']]);
    again.release();
    delete all['x'];
  });
});

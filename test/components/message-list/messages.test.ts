import { expect } from '@open-wc/testing';
import { initials } from '../../../components/message-list/message.js';
import { EXPIRED } from '../../../src/conversation/outbox.js';
import { registerStrings } from '../../../src/i18n/register.js';
import { expectAccessible } from '../../helpers/axe.js';
import { tomorrow } from '../../helpers/tomorrow.js';
import type { MessageInput } from '../../../src/domain/index.js';
import { all, conversation, frame, nameOf, one, parts, until } from '../harness.js';
import { ListHarness } from './harness.js';

const ann = { id: 'ann', role: 'agent', name: 'Ann' } as const;
const at = (minutes: number) => new Date(Date.now() - minutes * 60_000);
const show = (...messages: MessageInput[]) => ListHarness.with(messages);

describe('<message-list> messages', () => {
  it('are never wider than the list, whatever one long word says of a failure', async () => {
    const list = await ListHarness.with([{ id: '1', own: true, text: 'Hello', status: 'failed', statusReason: 'x'.repeat(300) }]);
    const [outer, words] = [list.log, list.element.shadowRoot!.querySelector('.failure span')!].map((one) => one.getBoundingClientRect());
    expect(words!.left).to.be.at.least(outer!.left);
    expect(words!.right).to.be.at.most(outer!.right);
  });

  it('are shown as far as they go where a backend gives null for nothing and numbers for names', async () => {
    const odd = (message: object): MessageInput => ({ id: 'odd', ...message }) as MessageInput;
    const cases: readonly (readonly [message: object, shows: string, name?: string])[] = [
      [{ text: 'x', author: { id: 17, role: 'agent', name: null, avatar: null } }, 'x', 'Support'],
      [{ text: 'x', author: { id: null, role: null, name: 42 } }, 'x', '42'],
      [{ text: 12, author: { role: 'agent', name: {} } }, '12', 'Support'],
      [{ text: null, parts: [{ type: 'text', text: null }, { type: 'text', text: 'x' }] }, 'x'],
      [{ parts: [{ type: 'text' }, null, { type: 'text', text: {} }], createdAt: null, replyTo: null, reactions: null, metadata: null, status: null }, ''],
      [{ parts: [{ type: 'audio', url: 'https://127.0.0.1:1/a.mp3', duration: 'long', name: null }] }, ''],
      [{ parts: [{ type: 'file', url: null, name: null, size: 'large' }] }, 'File'],
      [{ parts: [{ type: 'card', title: null, text: {}, actions: [null, { label: 7, value: 7 }] }] }, '7'],
    ];
    for (const [message, shows, name] of cases) {
      const list = await show({ id: 'before', text: 'before' }, odd(message), { id: 'after', text: 'after' });
      await until(() => list.articles.length === 3 && list.articles[1]!.textContent!.includes(shows), JSON.stringify(message));
      expect(list.element.shadowRoot!.textContent, JSON.stringify(message)).to.not.match(/null|undefined|NaN|object/);
      expect(list.days, 'null is no time').to.deep.equal([]);
      if (name) expect(nameOf(list.articles[1]!)).to.match(new RegExp(`^${name},`));
    }
  });

  it('are looked at again only where they changed, also where a page makes all of them anew', async () => {
    const page = (last: string): MessageInput[] =>
      Array.from({ length: 40 }, (_, i) => ({ id: `m${i}`, author: { ...ann }, text: i === 39 ? last : `Message ${i}`, createdAt: new Date(1_700_000_000_000 + i * 1000), metadata: { a: [1, { b: null }] } }));
    const list = await ListHarness.with(page('so'));
    const before = list.element.blocks;
    await list.set(page('or so'));
    expect(list.element.blocks.map((block, i) => block === before[i])).to.deep.equal([true, false]);
    expect(list.texts.at(-1)).to.equal('or so');
    // What is more than data cannot be compared, and is no reason to show what was there before.
    class Odd {
      constructor(readonly id: string) {}
    }
    const circle: Record<string, unknown> = {};
    circle['circle'] = circle;
    await list.set([{ id: 'x', text: 'one', metadata: { circle, odd: new Odd('1') } }]);
    await list.set([{ id: 'x', text: 'two', metadata: { circle: { circle }, odd: new Odd('1') } }]);
    expect(list.texts).to.deep.equal(['two']);
  });

  it('say why they were not sent in the language of the reader, and in the words of the backend where those are its own', async () => {
    registerStrings('la', { failure: { of: { 'Not sent for # days: retry if it still matters.': 'Per # dies non missum.' } } });
    const failed = (id: string, statusReason: string): MessageInput => ({ id, own: true, text: 'Hello', status: 'failed', statusReason });
    const list = await ListHarness.with([failed('1', EXPIRED), failed('2', 'Not like that.')], undefined, (element) => (element.lang = 'la'));
    expect([...list.element.shadowRoot!.querySelectorAll('.failure span')].map((words) => words.textContent)).to.deep.equal(['Per 7 dies non missum.', 'Not like that.']);
    list.element.messages = [{ id: '3', own: true, text: 'Hello', status: 'pending' }];
    await frame(2);
    list.element.messages = [failed('3', EXPIRED)];
    await until(() => list.element.shadowRoot!.querySelector('.say')!.textContent!.includes('Per 7 dies'), 'said as well');
  });

  it('have the initials of their writer, whatever else stands in the name', () => {
    const names = { 'Ann Lee': 'AL', 'Ann Mary Lee': 'AL', 'Ann (Support)': 'AS', 'Kiln & Leaf': 'KL', 'jean-luc o’brien': 'JO', ann: 'A', '王小明': '王', 'किरण देसाई': 'कद', '🙂 Bob': 'B', '🙂': '🙂', '': '' };
    expect(Object.keys(names).map(initials)).to.deep.equal(Object.values(names));
  });

  it('is a labelled log that can be scrolled with the keyboard', async () => {
    const list = await show({ author: ann, text: 'Hello' });
    expect(nameOf(list.log)).to.equal('Messages');
    expect(list.log.tabIndex).to.equal(0);
    expect(list.log.getAttribute('aria-live')).to.equal('polite');
    list.log.focus();
    expect(list.element.shadowRoot!.activeElement).to.equal(list.log);
  });

  it('names author, text, time and state of each message', async () => {
    const then = at(3);
    const list = await show({ id: '1', author: ann, text: 'Hello', createdAt: then }, { id: '2', own: true, text: 'Hi Ann', createdAt: at(2), status: 'delivered' });
    const time = list.element.formats.time(then);
    expect(nameOf(list.article('Hello'))).to.equal(`Ann, Hello, ${time}`);
    expect(nameOf(list.article('Hi Ann'))).to.match(/^You, Hi Ann, .+, Delivered$/);
    expect(parts(list.element, 'author').map((one) => one.textContent)).to.deep.equal(['Ann']);
    expect(parts(list.element, 'status').map((one) => one.textContent)).to.deep.equal(['Delivered']);
  });

  for (const [status, word] of [['pending', 'Sending'], ['sent', 'Sent'], ['delivered', 'Delivered'], ['read', 'Read'], ['failed', 'Not sent']] as const) {
    it(`says "${word}" for ${status}`, async () => {
      const list = await show({ own: true, text: 'Hi', status });
      expect(list.part('status')!.textContent).to.equal(word);
      expect(list.part('status')!.querySelector('svg'), 'never by colour alone').to.not.equal(null);
    });
  }

  it('groups by author within five minutes, and only shows the name once', async () => {
    // On one day, whatever the time is.
    const noon = (minutes: number) => new Date(2026, 0, 9, 12, minutes);
    const list = await show(
      { id: '1', author: ann, text: 'One', createdAt: noon(0) }, { id: '2', author: ann, text: 'Two', createdAt: noon(1) },
      { id: '3', author: ann, text: 'Later', createdAt: noon(10) }, { id: '4', author: { id: 'bo', role: 'agent', name: 'Bo' }, text: 'Me too', createdAt: noon(11) },
    ); // prettier-ignore
    expect(list.articles.map((one) => one.classList.contains('starts'))).to.deep.equal([true, false, true, true]);
    expect(parts(list.element, 'author').map((one) => one.textContent)).to.deep.equal(['Ann', 'Ann', 'Bo']);
  });

  it('separates days, by their names', async () => {
    const now = new Date();
    const day = (n: number) => new Date(now.getFullYear(), now.getMonth(), now.getDate() - n, 0, 1);
    const list = await show({ id: '1', author: ann, text: 'Old', createdAt: new Date(2020, 1, 29, 12) }, { id: '2', author: ann, text: 'Y', createdAt: day(1) }, { id: '3', author: ann, text: 'T', createdAt: day(0) });
    expect(list.days).to.deep.equal(['February 29, 2020', 'Yesterday', 'Today']);
  });

  it('calls yesterday what was today at midnight, before anything new is said: to who is there, and to who comes back', async () => {
    const { setTimeout: real } = window;
    const waits: { readonly fn: () => void; readonly at: number }[] = [];
    window.setTimeout = ((fn: () => void, ms = 0, ...rest: unknown[]) => (ms > 2000 && waits.push({ fn, at: Date.now() + ms }), (real as (...given: unknown[]) => number).call(window, fn, ms, ...rest))) as never;
    const list = await show({ id: '1', author: ann, text: 'Good night', createdAt: new Date() });
    const other = await show({ id: '1', author: ann, text: 'Good night', createdAt: new Date() });
    list.log.dispatchEvent(new PointerEvent('pointerover', { bubbles: true, composed: true }));
    const midnight = new Date().setHours(24, 0, 0, 0);
    await until(() => waits.some(({ at }) => Math.abs(at - midnight) < 1000), 'who waits for midnight');
    expect([list.days, other.days]).to.deep.equal([['Today'], ['Today']]);
    const today = tomorrow();
    try {
      waits.find(({ at }) => Math.abs(at - midnight) < 1000)!.fn();
      await until(() => list.days[0] === 'Yesterday');
      document.dispatchEvent(new Event('visibilitychange'));
      await until(() => other.days[0] === 'Yesterday');
    } finally {
      today();
      window.setTimeout = real;
    }
  });

  it('shows a deleted, an edited and a system message as what they are', async () => {
    const list = await ListHarness.with([
      { id: '1', conversation: 'c', author: ann, own: false, parts: [{ type: 'text', text: 'secret' }], text: 'secret', createdAt: at(9), status: 'sent', deletedAt: at(1) },
      { id: '2', conversation: 'c', author: ann, own: false, parts: [{ type: 'text', text: 'Better' }], text: 'Better', createdAt: at(8), status: 'sent', editedAt: at(1) },
      { id: '3', conversation: 'c', author: { id: 's', role: 'system' }, own: false, parts: [{ type: 'text', text: 'Ann left' }], text: 'Ann left', createdAt: at(7), status: 'sent' },
    ]);
    // What draws notices may be on its way.
    await until(() => list.texts.length === 3, 'all of them are drawn');
    expect(list.texts).to.deep.equal(['This message was deleted', 'Better', 'Ann left']);
    expect(list.element.shadowRoot!.textContent).to.not.contain('secret');
    expect(nameOf(list.article('Better'))).to.contain('Edited');
    expect(list.article('Ann left').querySelector('.bubble')).to.equal(null);
    await expectAccessible(list.element);
  });

  it('asks for a failed message with Retry and Discard, and says why it failed', async () => {
    const asked: string[] = [];
    const list = await ListHarness.with([{ id: 'f1', conversation: 'c', author: { id: 'me', role: 'visitor' }, own: true, parts: [{ type: 'text', text: 'Hi' }], text: 'Hi', createdAt: at(1), status: 'failed', statusReason: 'Too many at once.' }]);
    for (const name of ['chat-retry', 'chat-discard']) list.element.addEventListener(name, (event) => asked.push(`${name} ${(event as CustomEvent).detail.id}`));
    expect(list.element.shadowRoot!.textContent).to.contain('Too many at once.');
    list.press('Retry');
    list.press('Discard');
    expect(asked).to.deep.equal(['chat-retry f1', 'chat-discard f1']);
    await expectAccessible(list.element);
  });

  it('draws pictures, files, cards and progress, all of them named', async () => {
    const list = await show({
      id: '1', author: ann, createdAt: at(2),
      parts: [
        { type: 'text', text: 'Look:' }, { type: 'image', url: 'https://img.invalid/a.png', alt: 'A boat' }, { type: 'file', url: 'https://img.invalid/a.pdf', name: 'a.pdf', size: 1_200_000 },
        { type: 'progress', label: 'Drawing', value: 0.5 }, { type: 'card', title: 'Size', text: 'Which?', actions: [{ label: 'Small', value: 's' }, { label: 'Guide', value: '', url: 'https://x.invalid/' }] },
        { type: 'file', url: 'javascript:alert(1)', name: 'bad.pdf' }, { type: 'hologram' } as never,
      ],
    }); // prettier-ignore
    await until(() => list.element.shadowRoot!.querySelector('img'), 'what draws parts is loaded');
    await until(() => all(list.element, 'button', 'Small').length > 0, 'and what draws cards');
    expect(list.element.shadowRoot!.querySelector('img')!.alt).to.equal('A boat');
    expect(one(list.element, 'link', /a\.pdf/).textContent).to.contain('1.2 MB');
    expect(list.element.shadowRoot!.querySelector('progress')!.value).to.equal(0.5);
    expect(all(list.element, 'link', /bad/)).to.deep.equal([]);
    let sent = '';
    list.element.addEventListener('chat-send', (event) => (sent = (event as CustomEvent).detail.text));
    list.press('Small');
    expect(sent).to.equal('s');
    await expectAccessible(list.element);
  });

  it('is readable while a message is streamed, and changes nothing but its text', async () => {
    const before = conversation(30);
    const list = await ListHarness.with([...before, { id: 's', author: ann, text: 'Half a', streaming: true }]);
    const bubble = list.article('Half a').querySelector('.bubble')!;
    const changes: MutationRecord[] = [];
    const observer = new MutationObserver((records) => changes.push(...records));
    observer.observe(list.log, { subtree: true, childList: true, characterData: true });
    await list.set([...before, { id: 's', author: ann, text: 'Half a sentence', streaming: true }]);
    observer.disconnect();
    expect(bubble.textContent).to.equal('Half a sentence');
    // What is said aloud has a region and a time of its own.
    const aloud = list.element.shadowRoot!.querySelector('.say');
    expect(changes.filter(({ target }) => target !== aloud).map((one) => one.type)).to.deep.equal(['characterData']);
  });

  it('moves a message in that comes alone, and none of a burst after it, of a day that begins or of what was there', async () => {
    let clock = 10_000;
    const { now } = performance;
    performance.now = () => clock;
    try {
      const messages = [{ id: '0', author: ann, text: 'Hello', createdAt: at(3000) }];
      const list = await show(...messages);
      const moved = async (id: string, later: number) => {
        clock += later;
        messages.push({ id, author: ann, text: `Message ${id}`, createdAt: at(0) });
        await list.set([...messages]);
        return [...list.element.shadowRoot!.querySelectorAll('[data-new]')].map((one) => one.getAttribute('data-id'));
      };
      expect(await moved('1', 1000)).to.include('1').and.not.include(null);
      expect(await moved('2', 200)).to.not.include('2');
      expect(await moved('3', 200)).to.not.include('3');
      expect(await moved('4', 400)).to.include('4');
      const wanted = matchMedia('(prefers-reduced-motion: reduce)').matches ? 'none' : 'rise';
      expect(['3', '4'].map((id) => getComputedStyle(list.article(`Message ${id}`)).animationName)).to.deep.equal(['none', wanted]);
    } finally {
      performance.now = now;
    }
  });

  it('shows the empty slot until there is a message', async () => {
    const list = await ListHarness.with([]);
    list.element.insertAdjacentHTML('beforeend', '<p slot="empty">Say hello</p>');
    await frame();
    expect((list.element.querySelector('p') as HTMLElement).offsetHeight).to.be.above(0);
    await expectAccessible(list.element);
    await list.set([{ author: ann, text: 'Hi' }]);
    expect((list.element.querySelector('p') as HTMLElement).offsetHeight).to.equal(0);
  });

  it('takes its messages from JSON in an attribute, and what is not a list as none', async () => {
    const list = await ListHarness.with(undefined, undefined, (element) => element.setAttribute('messages', '[{"text":"From JSON","author":{"role":"agent","avatar":"/a.png"},"parts":[{"type":"image","url":"/b.png","alt":"B"}]}]'));
    const { shadowRoot } = list.element;
    await until(() => shadowRoot!.querySelectorAll('img').length === 2);
    // Addresses as in the page's own HTML.
    expect([...shadowRoot!.querySelectorAll('img')].map(({ src }) => src)).to.deep.equal([`${location.origin}/a.png`, `${location.origin}/b.png`]);
    expect(shadowRoot!.querySelector('.bubble')!.textContent).to.include('From JSON');
    await list.set('no list' as never);
    expect(list.texts).to.deep.equal([]);
    await list.set([null, { text: 'Still here' }, { id: 'x', text: 'twice' }, { id: 'x', text: 'once' }] as never);
    expect(list.texts).to.deep.equal(['Still here', 'once']);
  });

  it('follows language and direction, also when they change', async () => {
    registerStrings('eo', { messages: 'Nachrichten', messageStatus: { sent: 'Gesendet' } });
    const list = await show({ own: true, text: 'Hi', status: 'sent' }, { id: 'b', author: ann, text: 'Other' });
    const root = list.element.shadowRoot!.querySelector('.root')!;
    expect(root.getAttribute('dir')).to.equal('ltr');
    const own = () => list.article('You').querySelector('.bubble')!.getBoundingClientRect().left - list.log.getBoundingClientRect().left;
    expect(own()).to.be.above(100);
    list.element.parentElement!.dir = 'rtl';
    list.element.lang = 'eo-DE';
    const log = list.element.shadowRoot!.querySelector('[role=log]')!;
    await until(() => root.getAttribute('dir') === 'rtl' && log.getAttribute('aria-label') === 'Nachrichten', 'it follows');
    expect(own()).to.be.below(100);
    expect(list.part('status')!.textContent).to.equal('Gesendet');
    document.documentElement.lang = 'en';
    await expectAccessible(list.element);
  });

  it('is not disturbed by what a page does to everything on it', async () => {
    const style = document.createElement('style');
    style.textContent = '* { font: 40px/3 serif; letter-spacing: 1em; text-transform: uppercase; text-align: center; color: lime; cursor: wait; white-space: nowrap; word-spacing: 9px }';
    document.head.append(style);
    const list = await show({ author: ann, text: 'Hello' });
    const seen = getComputedStyle(list.article('Hello').querySelector('.bubble')!);
    expect([seen.fontSize, seen.letterSpacing, seen.textTransform, seen.textAlign, seen.whiteSpace]).to.deep.equal(['15px', 'normal', 'none', 'start', 'pre-wrap']);
    expect(seen.color).to.not.equal('rgb(0, 255, 0)');
    style.remove();
  });

  it('is accessible in light and dark', async () => {
    for (const scheme of ['light', 'dark']) {
      const list = await ListHarness.with([...conversation(12), { own: true, text: 'Not sent', status: 'failed' }, { author: { role: 'ai' }, text: 'See https://a.example/b', streaming: true }], undefined, (element) => (element.style.colorScheme = scheme));
      await new Promise((done) => setTimeout(done, 300));
      await expectAccessible(list.element);
    }
  });

  it('leaves nothing behind when it goes', async () => {
    const list = await show(...conversation(200));
    const parent = list.element.parentElement!;
    const count = { add: 0, remove: 0 };
    const { addEventListener, removeEventListener } = EventTarget.prototype;
    const watched = (target: EventTarget) => target === document || target === window;
    EventTarget.prototype.addEventListener = function (this: EventTarget, ...args: Parameters<EventTarget['addEventListener']>) {
      if (watched(this)) count.add++;
      return addEventListener.apply(this, args);
    };
    EventTarget.prototype.removeEventListener = function (this: EventTarget, ...args: Parameters<EventTarget['removeEventListener']>) {
      if (watched(this)) count.remove++;
      return removeEventListener.apply(this, args);
    };
    for (let i = 0; i < 100; i++) {
      list.element.remove();
      parent.append(list.element);
    }
    list.element.remove();
    Object.assign(EventTarget.prototype, { addEventListener, removeEventListener });
    expect(count.remove - count.add, 'document listeners').to.equal(1);
    parent.append(list.element);
    await frame(3);
    expect(list.articles.length).to.be.above(10);
  });
});

import { expect } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import type { CardPart, MessageInput, Participant } from '../../../src/domain/index.js';
import { fakeConnection } from '../../../src/testing/index.js';
import { all, frame, nameOf, until } from '../harness.js';
import { ListHarness } from './harness.js';

const mia: Participant = { id: 'mia', role: 'ai', name: 'Mia' };
const PICTURE = 'data:image/svg+xml,<svg xmlns="http://www.w3.org/2000/svg"/>';
const card = (title: string, more: Partial<CardPart> = {}): CardPart => ({ type: 'card', title, ...more });
const show = async (parts: readonly CardPart[], more: MessageInput = {}, setup?: Parameters<typeof ListHarness.with>[2]) => {
  const list = await ListHarness.with([{ author: mia, parts: [{ type: 'text', text: 'Here:' }, ...parts], createdAt: 0, ...more }], undefined, setup);
  await until(() => list.element.shadowRoot!.querySelector('.card'), 'cards');
  await frame(3);
  return list;
};
const three = [card('One'), card('Two'), card('Three')];
const rail = (list: ListHarness): HTMLElement => list.element.shadowRoot!.querySelector('.rail')!;
/** Presses a key until something is so. Where the page is slow to draw, Firefox may take a short step back to the card where it began. */
const presses = async (key: string, so: () => boolean, words: string): Promise<void> => {
  for (let tries = 0; tries < 20 && !so(); tries++) {
    await sendKeys({ press: key });
    for (let i = 0; i < 20 && !so(); i++) await frame(1);
  }
  await until(so, words);
};

describe('cards', () => {
  it('have a title, a text, a picture with its words, links that say they leave, and replies that are sent', async () => {
    const list = await show([
      card('Bowl', { text: '38.00', image: PICTURE, alt: 'A green bowl', actions: [{ label: 'Keep it', value: 'Keep the bowl' }, { label: 'More', value: '', url: 'https://x.invalid/bowl' }, { label: 'Harm', value: 'harmless', url: 'javascript:alert(1)' }, { label: 'Fourth', value: '4' }] }),
    ]);
    expect(list.element.shadowRoot!.querySelector('img')!.alt).to.equal('A green bowl');
    expect(all(list.element, 'link').map((link) => [nameOf(link), link.dataset['leads'], (link as HTMLAnchorElement).href, (link as HTMLAnchorElement).rel])).to.deep.equal([['More', '(opens in a new tab)', 'https://x.invalid/bowl', 'noopener noreferrer nofollow']]);
    expect([...list.element.shadowRoot!.querySelectorAll('button.action')].map((one) => one.textContent)).to.deep.equal(['Keep it', 'Harm']);
    const sent: string[] = [];
    list.element.addEventListener('chat-send', (event) => sent.push((event as CustomEvent<{ text: string }>).detail.text));
    list.press('Keep it');
    list.press('Harm');
    expect(sent).to.deep.equal(['Keep the bowl', 'harmless']);
  });

  it('send what the page adds to it, as with what is typed', async () => {
    const session = fakeConnection({ messages: [{ author: mia, parts: [card('Bowl', { actions: [{ label: 'Keep it', value: 'Keep the bowl' }] })] }] });
    const list = await ListHarness.with(undefined, session);
    await until(() => list.element.shadowRoot!.querySelector('.action'), 'its button');
    list.element.addEventListener('chat-send', (event) => ((event as CustomEvent<{ metadata?: object }>).detail.metadata = { page: '/bowls' }));
    list.press('Keep it');
    expect([session.sent[0]!.text, session.sent[0]!.metadata]).to.deep.equal(['Keep the bowl', { page: '/bowls' }]);
  });

  it('begin their words where these begin, a title alone as well', async () => {
    const list = await show([card('وعاء'), card('Bowl'), card('وعاء', { text: 'أخضر' })]);
    expect([...list.element.shadowRoot!.querySelectorAll('.card-words')].map((one) => getComputedStyle(one).direction)).to.deep.equal(['rtl', 'ltr', 'rtl']);
  });

  it('draw no picture from an address that is none', async () => {
    const list = await show([card('Bowl', { image: 'javascript:alert(1)' })]);
    expect(list.element.shadowRoot!.querySelector('img')).to.equal(null);
  });

  it('stand side by side where there are several, in a named list that the keyboard scrolls', async () => {
    const list = await show(three);
    const box = rail(list);
    expect([box.getAttribute('role'), nameOf(box), box.children.length]).to.deep.equal(['list', '3 cards', 3]);
    expect(box.scrollWidth).to.be.greaterThan(box.clientWidth);
    box.focus();
    expect(list.element.shadowRoot!.activeElement).to.equal(box);
    await presses('ArrowRight', () => box.scrollLeft > 0, 'scrolled on');
    expect(list.log.scrollTop).to.equal(0);
  });

  it('are turned by buttons as well, which have nothing to do at the ends', async () => {
    const list = await show(three);
    const box = rail(list);
    const button = (name: string) => all(list.element, 'button', name)[0]!;
    expect(button('Previous card').getAttribute('aria-disabled')).to.equal('true');
    button('Next card').click();
    await until(() => button('Previous card').getAttribute('aria-disabled') === 'false', 'there is a way back');
    box.scrollLeft = box.scrollWidth;
    await until(() => button('Next card').getAttribute('aria-disabled') === 'true', 'the end');
    button('Previous card').click();
    await until(() => button('Next card').getAttribute('aria-disabled') === 'false', 'there is a way on');
  });

  it('begin at the right in right-to-left text, and go on to the left', async () => {
    const list = await show(three, {}, (element) => (element.dir = 'rtl'));
    const box = rail(list);
    const [first, second] = [...box.children].map((one) => one.getBoundingClientRect());
    expect(first!.left).to.be.greaterThan(second!.left);
    all(list.element, 'button', 'Next card')[0]!.click();
    await until(() => box.scrollLeft < 0, 'scrolled on');
    box.scrollLeft = 0;
    box.focus();
    await presses('ArrowLeft', () => box.scrollLeft < 0, 'scrolled on by its key');
  });

  it('stand one under the other where their message says so', async () => {
    const list = await show(three, { metadata: { layout: 'list' } });
    expect(rail(list)).to.equal(null);
    const [box] = all(list.element, 'list', '3 cards');
    const [first, second] = [...box!.children].map((one) => one.getBoundingClientRect());
    expect(second!.top).to.be.at.least(first!.bottom);
  });

  it('never make their message wider than the list', async () => {
    const list = await show([...three, ...three, ...three]);
    expect(list.log.scrollWidth).to.equal(list.log.clientWidth);
    expect(list.article('Here:').querySelector('.bubble')!.getBoundingClientRect().right).to.be.at.most(list.log.getBoundingClientRect().right);
  });
});

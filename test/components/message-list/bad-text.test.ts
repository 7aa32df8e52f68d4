import { expect } from '@open-wc/testing';
import { all, frame, nameOf, one, parts, until } from '../harness.js';
import { ListHarness } from './harness.js';

const from = { id: 'x', role: 'agent', name: 'X' } as const;
const show = (text: string, name = 'X') => ListHarness.with([{ id: 'bad', author: { ...from, name }, text, createdAt: new Date() }]);

/** The contract's row on bad message text, entry by entry. */
describe('<message-list> bad text', () => {
  for (const text of [
    '<img src=x onerror="window.hacked=1">', '<script>window.hacked=1</script>', '<b>bold</b> & &amp; &#x3c;', '${alert(1)} {{x}} <!--?lit$-->', '</div></template><style>*{display:none}</style>',
  ]) { // prettier-ignore
    it(`shows ${text} as text`, async () => {
      const list = await show(text);
      expect(list.texts).to.deep.equal([text]);
      expect(list.element.shadowRoot!.querySelectorAll('.bubble *').length).to.equal(0);
      expect((window as unknown as { hacked?: number }).hacked).to.equal(undefined);
    });
  }

  for (const text of ['javascript:alert(1)', 'data:text/html,<script>1</script>', 'JaVaScRiPt:alert(1)', 'vbscript:x', 'file:///etc/passwd', 'blob:https://x/1', 'ftp://x.example/', '/relative', 'https://', 'http://[']) {
    it(`makes no link of ${text}`, async () => {
      const list = await show(`Look: ${text} there`);
      expect(all(list.element, 'link')).to.deep.equal([]);
    });
  }

  for (const [text, href, words] of [
    ['https://a.example/b?c=d#e', 'https://a.example/b?c=d#e'], ['(see http://a.example/x_(y)).', 'http://a.example/x_(y)', 'http://a.example/x_(y)'], ['www.a.example, and', 'https://www.a.example/', 'www.a.example'],
    ['mail to me@a.example!', 'mailto:me@a.example', 'me@a.example'], ['mailto:me@a.example', 'mailto:me@a.example'], ['tel:+4912345', 'tel:+4912345'], ['https://ä.example/ö', 'https://xn--4ca.example/%C3%B6', 'https://ä.example/ö'],
  ] as const) { // prettier-ignore
    it(`links ${text}`, async () => {
      const list = await show(text);
      const [link] = all<HTMLAnchorElement>(list.element, 'link');
      expect(link?.href).to.equal(href);
      expect(link!.textContent).to.equal(words ?? text);
      expect(link!.rel).to.equal('noopener noreferrer nofollow');
      expect(link!.target).to.equal('_blank');
      expect(list.texts).to.deep.equal([text]);
    });
  }

  it('keeps direction controls inside the bubble and out of names and addresses', async () => {
    const list = await show('before \u202e https://a.example/ \u2067 never closed', 'Evil \u202egpj.exe');
    expect(parts(list.element, 'author')[0]!.textContent).to.equal('Evil gpj.exe');
    expect(nameOf(list.articles[0]!)).to.not.match(/^[^,]*[\u202a-\u202e\u2066-\u2069]/);
    const bubble = list.articles[0]!.querySelector('.bubble')!;
    expect(bubble.getAttribute('dir')).to.equal('auto');
    expect(getComputedStyle(bubble).unicodeBidi).to.be.oneOf(['plaintext', '-webkit-plaintext']);
    expect(getComputedStyle(bubble.querySelector('a')!).unicodeBidi).to.be.oneOf(['isolate', '-webkit-isolate']);
  });

  it('runs right-to-left text from the right, beside left-to-right text', async () => {
    const list = await show('مرحبا بالعالم\nHello');
    expect(list.articles[0]!.querySelector('.bubble')!.matches(':dir(rtl)')).to.equal(true);
  });

  for (const [where, author] of [['bubble', from], ['notice-text', { ...from, role: 'system' }]] as const) {
    it(`clips marks stacked on letters to their ${where}`, async () => {
      const text = `Z${'\u0300\u0316'.repeat(200)}algo`;
      const list = await ListHarness.with([{ id: 'bad', author, text, createdAt: new Date() }]);
      const box = () => list.articles[0]!.querySelector<HTMLElement>(`.${where}`);
      await until(() => box() && ['clip', 'hidden'].includes(getComputedStyle(box()!).overflowY), 'clipped');
      expect(box()!.getBoundingClientRect().height).to.be.below(80);
      expect(list.texts).to.deep.equal([text]);
    });
  }

  it('shows text with lone surrogates', async () => {
    const list = await show('half \ud83d of \udc4b a pair');
    expect(list.texts[0]!.length).to.equal(18);
  });

  it('breaks a word without an end', async () => {
    const list = await show('a'.repeat(2000));
    expect(list.log.scrollWidth).to.be.at.most(list.log.clientWidth);
  });

  it('folds a megabyte, and never has it in the document until asked for again and again', async () => {
    const list = await show('x'.repeat(999) + '\n' + 'lorem ipsum '.repeat(90_000));
    const length = () => list.element.shadowRoot!.textContent!.length;
    expect(length()).to.be.below(4000);
    expect(nameOf(list.articles[0]!).length).to.be.below(200);
    list.press('Show more');
    await frame(3);
    expect(length()).to.be.within(19_000, 24_000);
    list.press('Show more');
    await frame(3);
    expect(length()).to.be.within(190_000, 240_000);
  });

  it('folds many lines, shows all of them, and folds them again', async () => {
    const list = await show(Array.from({ length: 60 }, (_, i) => `line ${i}`).join('\n'));
    expect(list.texts[0]).to.match(/line 19….*Show more$/).and.not.contain('line 20');
    const button = one(list.element, 'button', 'Show more');
    button.focus();
    button.click();
    await frame(2);
    expect(list.texts[0]).to.contain('line 59');
    expect(list.element.shadowRoot!.activeElement, 'the focus stays on it').to.equal(button);
    list.press('Show less');
    await frame(2);
    expect(list.texts[0]).to.not.contain('line 20');
  });

  it('never cuts a character in two', async () => {
    const list = await show('a'.repeat(1999) + '👋'.repeat(2000));
    expect(list.texts[0]!.replace(/👋/gu, '')).to.match(/^a+…Show more$/);
  });

  // What takes a time that grows with the square of the text takes minutes here, and is ended.
  it('survives a million letters that look like the start of an address', async () => {
    const { linkify } = await import('../../../components/message-list/rich.js');
    for (const text of ['a.'.repeat(500_000) + '@', 'www.'.repeat(100_000), 'http://'.repeat(100_000), '@a.'.repeat(200_000), `https://x/${')'.repeat(200_000)}`]) linkify(text);
  });
});

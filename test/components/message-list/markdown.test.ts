import { expect } from '@open-wc/testing';
import type { MessageInput } from '../../../src/domain/index.js';
import { expectAccessible } from '../../helpers/axe.js';
import { all, frame, nameOf, one, until } from '../harness.js';
import { ListHarness } from './harness.js';

const ann = { id: 'ann', role: 'ai', name: 'Ann' } as const;
const says = (text: string, more: Partial<MessageInput> = {}): MessageInput => ({ id: '1', author: ann, text, createdAt: new Date(), ...more });
async function show(text: string, more: Partial<MessageInput> = {}, setup?: (list: ListHarness['element']) => void): Promise<ListHarness> {
  const list = await ListHarness.with([says(text, more)], undefined, setup);
  await list.element.updateComplete;
  await frame(2);
  await list.element.updateComplete;
  return list;
}
const bubble = (list: ListHarness) => list.articles[0]!.querySelector<HTMLElement>('.bubble')!;
/** What is drawn, without the comments that Lit leaves. */
const drawn = (list: ListHarness, selector = '*') => [...bubble(list).querySelectorAll<HTMLElement>(selector)];
const tags = (list: ListHarness) => drawn(list).map(({ localName }) => localName).join(' ');

describe('<message-list> markdown', () => {
  it('draws emphasis, strong, struck out and code', async () => {
    const list = await show('Some *slanted*, **heavy**, ~~gone~~ and `code *as is*`.');
    expect(tags(list)).to.equal('p em strong del code');
    expect(drawn(list, 'code')[0]!.textContent).to.equal('code *as is*');
    expect(drawn(list, 'code')[0]!.dir).to.equal('ltr');
    expect(bubble(list).textContent).to.equal('Some slanted, heavy, gone and code *as is*.');
  });

  it('draws lists inside lists, numbered from where they begin, and tasks', async () => {
    const list = await show('3. three\n4. four\n   - inner\n\nand\n\n- [x] packed\n- [ ] sent');
    expect(tags(list)).to.equal('ol li li ul li p ul li input li input');
    expect((drawn(list, 'ol')[0] as HTMLOListElement).start).to.equal(3);
    expect(drawn(list, 'input').map((box) => [nameOf(box), (box as HTMLInputElement).checked, (box as HTMLInputElement).disabled])).to.deep.equal([['Done', true, true], ['Not done', false, true]]);
    await expectAccessible(list.element);
  });

  it('puts the side of lists, quotes and tables where their words begin', async () => {
    const list = await show('مرحبا\n\n1. واحد\n2. اثنان\n\n> اقتباس\n\n| شاي | سعر |\n| - | - |\n| سنشا | 14 |\n\n- first\n- second');
    const side = (selector: string) => getComputedStyle(drawn(list, selector)[0]!).direction;
    expect(getComputedStyle(bubble(list)).direction).to.equal('rtl');
    expect(['p', 'ol', 'ol > li', 'blockquote', 'table', 'ul'].map(side)).to.deep.equal(['rtl', 'rtl', 'rtl', 'rtl', 'rtl', 'ltr']);
    // Words of either script begin at their own side.
    const [word] = drawn(list, 'blockquote > p');
    const range = document.createRange();
    range.selectNodeContents(word!);
    expect(Math.abs(range.getBoundingClientRect().right - word!.getBoundingClientRect().right)).to.be.lessThan(1);
  });

  it('draws quotes, rules, line breaks and headings of one level', async () => {
    const list = await show('# Title\n\n> quoted\n\n---\n\none\ntwo');
    expect(tags(list)).to.equal('div blockquote p hr p br');
    expect(one(list.element, 'heading').ariaLevel).to.equal('2');
    expect(list.element.shadowRoot!.querySelector('h1, h2, h3')).to.equal(null);
    await expectAccessible(list.element);
  });

  it('draws tables in a region that has a name and scrolls by keyboard', async () => {
    const list = await show(`| Cup | Price |\n|---|--:|\n${'| Celadon_with_a_long_name_that_does_not_break | **38** |\n'.repeat(3)}`);
    const region = one(list.element, 'group', 'Table');
    expect(region.tabIndex).to.equal(0);
    expect(region.querySelectorAll('th[scope=col]').length).to.equal(2);
    expect(region.querySelectorAll('td strong').length).to.equal(3);
    expect(list.log.scrollWidth).to.be.at.most(list.log.clientWidth);
    await expectAccessible(list.element);
  });

  it('draws code left to right, to be copied, and says so', async () => {
    const list = await show('```js\nconst a = "<b>";\n\tb();\n```', {}, (element) => (element.dir = 'rtl'));
    const pre = drawn(list, 'pre')[0]!;
    expect(pre.textContent).to.equal('const a = "<b>";\n\tb();');
    expect(getComputedStyle(pre).direction).to.equal('ltr');
    expect([nameOf(pre), pre.tabIndex]).to.deep.equal(['Code, js', 0]);
    let copied = '';
    const write = navigator.clipboard.writeText;
    navigator.clipboard.writeText = async (text) => void (copied = text);
    try {
      one(list.element, 'button', 'Copy code').click();
      await list.hears('Copied');
      navigator.clipboard.writeText = () => Promise.reject(new DOMException('no', 'NotAllowedError'));
      one(list.element, 'button', /^Cop/).click();
      await list.hears('Could not be copied');
    } finally {
      navigator.clipboard.writeText = write;
    }
    expect(copied).to.equal('const a = "<b>";\n\tb();');
    await expectAccessible(list.element);
  });

  it('leaves the word on the button out of what a selection copies', async () => {
    const list = await show('before\n```\nb();\n```\nafter');
    const selection = getSelection()!;
    selection.selectAllChildren(bubble(list));
    expect(String(selection).replace(/\s+/g, ' ').trim()).to.equal('before b(); after');
    selection.removeAllRanges();
  });

  it('links what is safe, and shows the rest as text', async () => {
    const list = await show('[shop](https://a.example/x_y) [mail](mailto:me@a.example) [call](tel:+49123) <https://b.example> https://c.example/*d* [bad](javascript:alert(1)) [rel](/x) [data](data:text/html,hi) [js](JaVaScRiPt&#58;alert(1))');
    const links = all<HTMLAnchorElement>(list.element, 'link');
    expect(drawn(list, 'a a')).to.deep.equal([]);
    expect(links.map(({ href }) => href).slice(0, 4)).to.deep.equal(['https://a.example/x_y', 'mailto:me@a.example', 'tel:+49123', 'https://b.example/']);
    for (const link of links) {
      expect(link.protocol).to.match(/^(https|mailto|tel):$/);
      expect([link.rel, link.target]).to.deep.equal(['noopener noreferrer nofollow', '_blank']);
    }
    expect(bubble(list).textContent).to.contain('[bad](javascript:alert(1))').and.contain('[rel](/x)');
  });

  it('says where a link leads that names another place', async () => {
    const list = await show('[https://bank.example](https://evil.example/x) and [bank.example](https://bank.example/y)');
    expect(drawn(list, 'a').length).to.equal(2);
    expect(bubble(list).textContent).to.equal('https://bank.example (evil.example) and bank.example');
  });

  it('fetches no picture by itself', async () => {
    const list = await show('![a bowl](https://a.example/?secret=1)');
    expect(drawn(list, 'img')).to.deep.equal([]);
    expect(all<HTMLAnchorElement>(list.element, 'link').map(nameOf)).to.deep.equal(['a bowl']);
  });

  for (const text of ['<b>*x*</b>', '<img src=x onerror="window.hacked=1"> `y`', '**<script>window.hacked=1</script>**', '- <iframe src="https://x.example"></iframe>', '&lt;b&gt; **&amp;**', '```\n</code><script>window.hacked=1</script>\n```']) {
    it(`shows HTML in ${JSON.stringify(text)} as text`, async () => {
      const list = await show(text);
      expect(drawn(list, 'b, img, script, iframe')).to.deep.equal([]);
      const bare = (words: string) => words.replace(/[*`\s-]/g, '');
      expect(bare(bubble(list).textContent!).replace('CopyCopied', '')).to.equal(bare(text));
      expect((window as unknown as { hacked?: number }).hacked).to.equal(undefined);
    });
  }

  for (const text of ['2 * 3 * 4', 'snake_case_name', 'a [b] c', 'C:\\path|x', '-5 degrees']) {
    it(`leaves ${text} alone`, async () => {
      const list = await show(text);
      expect(bubble(list).textContent).to.equal(text);
      expect(tags(list)).to.equal('');
    });
  }

  it('shows own messages, notices and everything under no-markdown as typed', async () => {
    expect(bubble(await show('**a** https://a.example', { own: true })).textContent).to.equal('**a** https://a.example');
    const list = await show('**a**', {}, (element) => (element.noMarkdown = true));
    expect(bubble(list).textContent).to.equal('**a**');
    list.element.noMarkdown = false;
    await until(() => tags(list) === 'p strong');
    list.element.setAttribute('no-markdown', '');
    await until(() => tags(list) === '');
  });

  it('is heard without its marks', async () => {
    const list = await show('# Tea\n\n- **Sencha**\n- [Oolong](https://a.example)');
    await until(() => !nameOf(list.articles[0]!).includes('*'));
    expect(nameOf(list.articles[0]!).replace(/\s+/g, ' ')).to.match(/^Ann, Tea Sencha Oolong,/);
  });

  it('replaces plain text without moving who reads', async () => {
    const list = await ListHarness.with(Array.from({ length: 30 }, (_, i) => says(`plain ${i}\nand more`, { id: `p${i}` })));
    await list.set([...list.element.messages!, says('## Title\n\n- **a**\n- b\n\n> c', { id: 'new' })]);
    await list.element.updateComplete;
    await frame(4);
    expect(list.belowEnd).to.be.within(-40, 1);
  });

  it('grows at its end only: finished blocks keep their elements, and the end is as if parsed at once', async () => {
    const text = '# Tea\n\nA *first* paragraph\nof two lines.\n\n1. one\n2. two\n\n   still two\n\n3. three\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n```js\nlet a = `x`;\n\n\nlet b;\n```\n\nThe **end**.';
    const list = await show('…', { streaming: true });
    let first: Element | undefined;
    for (let i = 3; i <= text.length; i += 3) {
      list.element.messages = [says(text.slice(0, i), { streaming: true })];
      await list.element.updateComplete;
      if (i > 12) first ??= drawn(list, '.heading')[0];
    }
    await until(() => drawn(list, '.heading').length > 0);
    first ??= drawn(list, '.heading')[0];
    await list.set([says(text)]);
    const grown = tags(list);
    const whole = await show(text);
    await until(() => tags(whole) !== '');
    expect(grown).to.equal(tags(whole));
    expect(first!.textContent).to.equal('Tea');
  });

  // What takes a time that grows with the square of the text takes minutes here, and is ended.
  it('does not hang on what is made to hang it', async () => {
    const { parse } = await import('../../../components/message-list/markdown.js');
    const n = 60_000;
    for (const piece of ['>', '> ', '- ', '1. ', '[', '![', '](', '**', '*a ', '_a*', '`', '~', '<', '<!--', '|', '\\', '&', '#', '\n- ', '\n> ', ' \n', '\t', '[a](', '[a]: b\n', '| a ', '*a **b ', '- a\n ', 'a\n\n', '***a', '```\n', '- [ ] ', '\n1.', 'http://', '|-\n', 'a|b\n-|-\n']) {
      const text = piece.repeat(Math.ceil(n / piece.length)).slice(0, n);
      for (const candidate of [text, `a | b\n--|--\n${text}`, `- x\n${text}`, text.slice(0, 390)]) parse(candidate);
    }
    let deep = '';
    for (let i = 0; i < 200; i++) deep += `${' '.repeat(2 * i)}- x\n`;
    expect(parse(deep)).to.equal(undefined);
    expect(parse('*a*'.repeat(400_000))).to.equal(undefined);
  });

  it('folds a megabyte of it, and shows it unfolded', async () => {
    const list = await show('- **item**\n\n'.repeat(80_000));
    expect(bubble(list).textContent!.length).to.be.below(4000);
    for (let i = 0; i < 3; i++) {
      list.press('Show more');
      await frame(3);
    }
    expect(bubble(list).textContent!.length).to.be.above(100_000);
  });
});

describe('<message-list> emoji', () => {
  for (const [text, count] of [['👋', 1], [' 🇩🇪 ', 1], ['👩‍👩‍👧‍👦👍🏽', 2], ['🫖 ❤️ 1️⃣', 3]] as const) {
    it(`draws ${text} large`, async () => {
      const list = await show(text);
      await until(() => drawn(list, `.emoji-${count}`).length === 1);
      expect(bubble(list).textContent).to.equal(text.trim());
    });
  }
  for (const text of ['👋👋👋👋', 'hi 👋', '👋 hi', '12', '#', '']) {
    it(`draws ${text || 'nothing'} as usual`, async () => {
      expect(drawn(await show(text), '.emoji-only')).to.deep.equal([]);
    });
  }
});

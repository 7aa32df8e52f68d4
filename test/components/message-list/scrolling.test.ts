import { expect } from '@open-wc/testing';
import { conversation, countElements, frame, until, wait } from '../harness.js';
import { ListHarness } from './harness.js';

const say = (id: string, text: string, own = false) => ({ id, own, author: own ? { role: 'visitor' as const } : { id: 'ann', role: 'agent' as const, name: 'Ann' }, text, createdAt: new Date(Date.UTC(2026, 0, 9, 9)) });

for (const corrects of [false, true]) {
  describe(`<message-list> scrolling${corrects ? ', without scroll anchoring' : ''}`, () => {
    /** Both ways of keeping a reader's place are tried in every engine. */
    const open = async (n: number) => {
      const list = await ListHarness.with(conversation(n));
      if (!corrects) return list;
      // What keeps the place comes with the first need of it; here it is made to come, so that it can be told.
      await list.element.scrollToMessage('nobody');
      list.element.viewport!.corrects = true;
      list.element.style.setProperty('overflow-anchor', 'none');
      list.log.style.setProperty('overflow-anchor', 'none');
      return list;
    };

    /** How far the first message that is all in view has moved since. */
    const watched = (list: ListHarness): (() => number) => {
      const first = list.articles.find((one) => one.getBoundingClientRect().top > list.log.getBoundingClientRect().top)!;
      const name = first.getAttribute('aria-label')!;
      const before = list.topOf(name);
      return () => Math.abs(list.topOf(name) - before);
    };

    it('opens at the end and stays there while messages arrive', async () => {
      const list = await open(120);
      expect(list.belowEnd).to.be.within(-40, 1);
      await list.set([...list.element.messages!, say('n1', 'A new one'), say('n2', 'And another '.repeat(30))]);
      expect(list.texts.at(-1)).to.contain('And another');
      expect(list.belowEnd).to.be.within(-40, 1);
      expect(list.jump).to.equal(undefined);
    });

    it('stays put for a reader who scrolled up, counts what came, and jumps back', async () => {
      const list = await open(120);
      await list.scrollUp(700);
      await until(() => list.jump, 'the way back is shown');
      const moved = watched(list);
      await list.set([...list.element.messages!, say('n1', 'A new one'), say('n2', 'And another '.repeat(40))]);
      await frame(4);
      expect(moved(), 'moved').to.be.below(2);
      expect(list.jump!.querySelector<HTMLElement>('.count')!.dataset.count).to.equal('2');
      expect(list.jump!.querySelector('#unseen')!.textContent).to.equal('2 new messages');
      // In the digits of the language, as everywhere: of one that has no words here.
      list.element.lang = 'mr-u-nu-deva';
      await until(() => list.jump?.querySelector<HTMLElement>('.count')?.dataset.count === '२', 'the digits of the language');
      list.jump!.click();
      await until(() => !list.jump && list.belowEnd < 2 && list.belowEnd > -40, 'at the end again');
    });

    it('stays put while messages of one group come one after another', async () => {
      const list = await open(120);
      await list.scrollUp(700);
      await until(() => list.jump, 'the way back is shown');
      const moved = watched(list);
      for (let i = 0; i < 5; i++) {
        await list.set([...list.element.messages!, say(`n${i}`, `And another, ${i}`)]);
        await frame(3);
        expect(moved(), `moved by message ${i}`).to.be.below(2);
      }
    });

    it('goes to the end with a message of one\u2019s own', async () => {
      const list = await open(120);
      await list.scrollUp(700);
      await list.set([...list.element.messages!, say('mine', 'My answer', true)]);
      await until(() => list.belowEnd < 2 && list.belowEnd > -40, 'at the end');
    });

    it('loads older messages above without a jump', async () => {
      const list = await open(60);
      await list.scrollUp(400);
      const moved = watched(list);
      await list.set([...conversation(50, -50).map((one, i) => ({ ...one, id: `old${i}` })), ...list.element.messages!]);
      await frame(4);
      expect(moved()).to.be.below(2);
    });

    it('lets a long streamed answer be read from its top', async () => {
      const list = await open(20);
      const before = list.element.messages!;
      let text = 'The answer starts here.';
      for (let i = 0; i < 40; i++) {
        text += `\n${'It goes on and on. '.repeat(2)}`;
        await list.set([...before, { ...say('s', text), streaming: true }]);
      }
      const top = list.topOf('The answer starts here');
      expect(top, 'its top is in view').to.be.within(-2, 60);
      expect(list.jump, 'and there is a way to its end').to.not.equal(undefined);
      list.jump!.click();
      await until(() => !list.jump, 'follows again');
      await wait(800);
      text += '\nStill more.\nAnd more.';
      await list.set([...before, { ...say('s', text), streaming: true }]);
      expect(list.belowEnd, 'the reader went on, so it follows').to.be.within(-60, 2);
    });

    it('shows any message of ten thousand, with its neighbours, and moves nothing after that', async () => {
      const list = await open(10_000);
      expect(await list.element.scrollToMessage('m4321')).to.equal(true);
      const article = list.article(/Message 4321\b/);
      expect(list.element.shadowRoot!.activeElement).to.equal(article);
      await frame(6);
      const box = list.log.getBoundingClientRect();
      const rect = article.getBoundingClientRect();
      expect(rect.top, 'in view').to.be.within(box.top, box.bottom);
      expect((rect.top + rect.bottom) / 2 - (box.top + box.bottom) / 2, 'in the middle').to.be.within(-40, 40);
      expect(list.articles.length).to.be.at.least(50);
      expect(await list.element.scrollToMessage('nobody')).to.equal(false);
      list.element.scrollToEnd();
      await until(() => list.belowEnd < 2 && list.belowEnd > -40, 'at the end');
    });

    it('keeps few nodes, however long the conversation', async () => {
      const list = await open(10_000);
      expect(countElements(list.element)).to.be.below(3000);
      for (const far of [3000, 30_000, 90_000, 90_600]) {
        await list.scrollUp(far);
        await until(() => list.articles.some((one) => one.getBoundingClientRect().bottom > list.log.getBoundingClientRect().top + 10 && one.getBoundingClientRect().top < list.log.getBoundingClientRect().bottom), `something is drawn ${far} px up`);
      }
      expect(countElements(list.element)).to.be.below(3000);
    });

    it('keeps its place when it is moved in the document', async () => {
      const list = await open(200);
      await list.scrollUp(900);
      const moved = watched(list);
      const other = document.createElement('div');
      list.element.parentElement!.append(other);
      other.append(list.element);
      await frame(6);
      expect(moved()).to.be.below(4);
    });
  });
}

import { expect } from '@open-wc/testing';
import '../../../components/typing-indicator/typing-indicator.define.js';
import type { TypingIndicator, TypingParticipant } from '../../../components/typing-indicator/typing-indicator.js';
import type { ChatSession } from '../../../src/context/index.js';
import { LocalSession } from '../../../src/session/local.js';
import { expectAccessible } from '../../helpers/axe.js';
import { frame, one, part, parts, under, until, wait } from '../harness.js';

const open = (participants: readonly TypingParticipant[] | undefined, session?: ChatSession, setup?: (element: TypingIndicator) => void) => {
  const element = document.createElement('typing-indicator');
  if (participants) element.participants = participants;
  setup?.(element);
  return under(element, session);
};
/** Without the isolating marks around names. */
const words = (text: string | null | undefined) => (text ?? '').replace(/[\u2066-\u2069]/g, '').trim();
const label = (element: TypingIndicator) => words(part(element, 'label')!.textContent);
const said = (element: TypingIndicator) => words(one(element, 'status').textContent);
const people = (...names: string[]) => names.map((name) => ({ name, role: 'agent' as const }));

describe('<typing-indicator>', () => {
  for (const [names, text] of [[['Ann'], 'Ann is typing'], [['Ann', 'Bo'], 'Ann and Bo are typing'], [['Ann', 'Bo', 'Cy'], 'Ann, Bo and Cy are typing'], [['Ann', 'Bo', 'Cy', 'Di'], '4 people are typing']] as const) {
    it(`says "${text}"`, async () => {
      const element = await open(people(...names));
      expect(label(element)).to.equal(text);
      expect(said(element)).to.equal(text);
      await wait(300);
      await expectAccessible(element);
    });
  }

  it('names someone without a name by what they are, and keeps odd names in their place', async () => {
    expect(label(await open([{ role: 'ai' }]))).to.equal('Assistant is typing');
    const odd = await open([{ name: '\u202eevil', role: 'agent' }]);
    expect(part(odd, 'label')!.textContent, 'nothing between the words that a reader or a search would stumble over').to.equal('evil is typing');
    expect(part(await open([{ name: 'דנה (3)', role: 'agent' }]), 'label')!.textContent).to.equal('\u2068דנה (3)\u2069 is typing');
    // What a page hands over may be anything.
    for (const nonsense of [null, 7, {}, { name: ' ' }, { name: null, role: 'boss' }]) expect(label(await open([nonsense as never], undefined, (element) => (element.preview = true))), JSON.stringify(nonsense)).to.equal('Support is typing');
    expect(label(await open([{ name: 5 } as never]))).to.equal('5 is typing');
  });

  it('takes no room while nobody types, then grows, then goes', async () => {
    const element = await open([]);
    const height = () => element.getBoundingClientRect().height;
    expect(height()).to.equal(0);
    element.participants = people('Ann');
    await until(() => height() > 20);
    element.participants = [];
    await until(() => height() === 0);
    // With the end of the same movement, which a busy engine may reach a frame later.
    await until(() => getComputedStyle(element.shadowRoot!.querySelector('.fold')!).visibility === 'hidden', 'nor is it in the way');
  });

  it('shows live text only where asked for, and never says it', async () => {
    const element = await open([{ name: 'Ann', role: 'visitor', text: 'Half a sen' }]);
    expect(parts(element, 'preview')).to.deep.equal([]);
    element.preview = true;
    await element.updateComplete;
    expect(part(element, 'preview')!.textContent).to.equal('Half a sen');
    expect(said(element)).to.equal('Ann is typing');
    element.setAttribute('preview', 'false');
    await element.updateComplete;
    expect(parts(element, 'preview')).to.deep.equal([]);
  });

  it('says it once, not for each key and not after a short pause', async () => {
    const element = await open([]);
    const changes: string[] = [];
    const observer = new MutationObserver(() => changes.at(-1) !== words(live()) && changes.push(words(live())));
    // What stands in the region itself; the element in it is not live.
    const live = (): string => [...one(element, 'status').childNodes].filter((node) => node instanceof Text).map((node) => node.data).join('');
    observer.observe(one(element, 'status'), { subtree: true, childList: true, characterData: true });
    for (const text of ['a', 'ab', 'abc']) {
      element.participants = [{ name: 'Ann', role: 'visitor', text }];
      await frame();
    }
    element.participants = [];
    await frame();
    expect(said(element), 'nobody types').to.equal('');
    element.participants = people('Ann');
    await frame();
    expect(said(element), 'there for those who ask').to.equal('Ann is typing');
    element.participants = people('Ann', 'Bo');
    await frame();
    observer.disconnect();
    expect(changes).to.deep.equal(['Ann is typing', '', 'Ann and Bo are typing']);
  });

  it('shows of a long text what is being written, its end, in the direction that it has', async () => {
    const long = `${'a'.repeat(400)} the end`;
    const element = await open([{ name: 'Ann', text: long }, { name: 'Bo' }, { name: 'Cy', text: 'שלום' }], undefined, (it) => (it.preview = true));
    await until(() => parts(element, 'preview').length === 2);
    const [first, second] = parts(element, 'preview');
    expect(first!.textContent).to.match(/^…a+ the end$/);
    expect(first!.textContent!.length).to.be.lessThan(300);
    expect(second!.textContent).to.equal('שלום');
    expect(second!.getAttribute('dir')).to.equal('auto');
    // The whole of a text that is as long as may be.
    element.participants = [{ name: 'Ann', text: 'b'.repeat(280) }];
    await until(() => parts(element, 'preview')[0]!.textContent === 'b'.repeat(280));
  });

  it('says it again after a long pause, and where it comes into a page anew', async () => {
    const real = window.setTimeout;
    const pauses: (() => void)[] = [];
    window.setTimeout = ((fn: () => void, ms?: number) => (ms === 5000 ? pauses.push(fn) : real(fn, ms))) as never;
    try {
      const element = await open(people('Ann'));
      const live = (): string => words([...one(element, 'status').childNodes].filter((node) => node instanceof Text).map((node) => node.data).join(''));
      const set = async (...names: string[]): Promise<void> => {
        element.participants = people(...names);
        await element.updateComplete;
      };
      expect(live()).to.equal('Ann is typing');
      await set();
      expect(pauses.length).to.equal(1);
      await set();
      expect(pauses.length, 'the pause is one').to.equal(1);
      await set('Ann');
      expect([live(), said(element)], 'a short one').to.deep.equal(['', 'Ann is typing']);
      await set('Ann');
      expect(live(), 'nor with the next key').to.equal('');
      await set();
      pauses.at(-1)!();
      await set('Ann');
      expect(live(), 'a long one').to.equal('Ann is typing');
      await set();
      const box = element.parentElement!;
      element.remove();
      box.append(element);
      await set('Ann');
      expect(live(), 'another page').to.equal('Ann is typing');
    } finally {
      window.setTimeout = real;
    }
  });

  it('keeps from screen readers what is seen, since that changes with every key', async () => {
    const element = await open([{ name: 'Ann', text: 'Half' }], undefined, (it) => (it.preview = true));
    await until(() => part(element, 'preview'));
    for (const name of ['label', 'preview', 'dots']) expect(part(element, name)!.closest('[aria-hidden="true"]') !== null, name).to.equal(true);
    expect(one(element, 'status').closest('[aria-hidden]') === null).to.equal(true);
    expect(one(element, 'status').querySelector('[aria-live="off"]') !== null).to.equal(true);
  });

  it('follows the session, and ends with it', async () => {
    const session = new LocalSession();
    const element = await open(undefined, session);
    session.setParticipantTyping({ id: 'ann', name: 'Ann', role: 'agent' }, true);
    await until(() => said(element) === 'Ann is typing');
    session.setParticipantTyping({ id: 'ann', name: 'Ann', role: 'agent' }, false);
    await until(() => !element.shadowRoot!.querySelector('.open'));
  });

  it('has its dots and parts, still under reduced motion', async () => {
    const element = await open(people('Ann'));
    for (const [name, n] of [['base', 1], ['dots', 1], ['dot', 3], ['label', 1]] as const) expect(parts(element, name).length, name).to.equal(n);
    if (matchMedia('(prefers-reduced-motion: reduce)').matches) expect(getComputedStyle(part(element, 'dot')!).animationName).to.equal('none');
  });
});

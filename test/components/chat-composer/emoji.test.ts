import { expect } from '@open-wc/testing';
import '../../../components/chat-composer/chat-composer.define.js';
import type { ChatComposer } from '../../../components/chat-composer/chat-composer.js';
import { registerStrings } from '../../../src/i18n/register.js';
import { fakeConnection } from '../../../src/testing/index.js';
import { expectAccessible } from '../../helpers/axe.js';
import { all, frame, nameOf, one, press, under, until } from '../harness.js';

const KEY = 'chat-elements:emoji';
beforeEach(() => localStorage.removeItem(KEY));
afterEach(() => localStorage.removeItem(KEY));

async function composer(dir = 'ltr'): Promise<ChatComposer> {
  const element = document.createElement('chat-composer');
  element.dir = dir;
  element.emoji = true;
  return under(element, fakeConnection());
}
const dialog = (element: ChatComposer) => all(element, 'dialog', 'Emoji')[0];
const search = (element: ChatComposer) => one<HTMLInputElement>(element, 'searchbox', 'Search emoji');
const focused = (element: ChatComposer) => element.shadowRoot!.activeElement!;
const cells = (element: ChatComposer) => [...element.shadowRoot!.querySelectorAll<HTMLElement>('[role=gridcell] button')];
async function open(element: ChatComposer): Promise<void> {
  one(element, 'button', 'Insert emoji').click();
  await until(() => dialog(element) && focused(element) === search(element));
}
async function find(element: ChatComposer, query: string): Promise<void> {
  search(element).value = query;
  search(element).dispatchEvent(new InputEvent('input', { bubbles: true }));
  await element.updateComplete;
}
async function key(element: ChatComposer, name: string, init?: KeyboardEventInit): Promise<void> {
  press(focused(element), name, init);
  await element.updateComplete;
  await frame();
}

describe('<chat-composer emoji>', () => {
  it('has no picker until it is asked for', async () => {
    const element = await composer();
    expect(dialog(element) === undefined).to.equal(true);
    const button = one(element, 'button', 'Insert emoji');
    expect(button.getAttribute('aria-expanded')).to.equal('false');
    expect(button.getAttribute('aria-haspopup')).to.equal('dialog');
    element.setAttribute('emoji', 'false');
    await element.updateComplete;
    expect(all(element, 'button', 'Insert emoji').length).to.equal(0);
  });

  it('says in which language its names are where that is not the one around', async () => {
    registerStrings('fa', { send: 'فرستادن' });
    const element = await composer();
    element.lang = 'fa';
    element.renderRoot.querySelector<HTMLElement>('.smile')!.click();
    await until(() => cells(element).length > 0);
    expect(nameOf(cells(element)[0]!)).to.equal('grinning face');
    expect([cells(element)[0]!, one(element, 'grid')].map((node) => node.closest('[lang]')!.getAttribute('lang'))).to.deep.equal(['en', 'fa']);
  });

  it('opens with the focus in the search, in groups with names', async () => {
    const element = await composer();
    await open(element);
    expect(one(element, 'button', 'Insert emoji').getAttribute('aria-expanded')).to.equal('true');
    expect(all(element, 'tab').map(nameOf)).to.deep.equal(['Smileys and emotion', 'People and body', 'Animals and nature', 'Food and drink', 'Travel and places', 'Activities', 'Objects', 'Symbols', 'Flags']);
    expect(one(element, 'grid', 'Smileys and emotion').querySelectorAll('[role=row]').length).to.be.greaterThan(10);
    expect(nameOf(cells(element)[0]!)).to.equal('grinning face');
    await expectAccessible(element);
    one(element, 'tab', 'Food and drink').click();
    await element.updateComplete;
    expect(nameOf(cells(element)[0]!)).to.equal('grapes');
    expect(one(element, 'tab', 'Food and drink').getAttribute('aria-selected')).to.equal('true');
  });

  it('finds by name and by other words, and says how many', async () => {
    const element = await composer();
    await open(element);
    await find(element, 'teapot');
    expect(cells(element).map(nameOf)).to.deep.equal(['teapot']);
    await find(element, 'lol');
    expect(cells(element).length).to.be.greaterThan(1);
    expect(all(element, 'status').some((status) => /^\d+ emoji found$/.test(status.textContent!))).to.equal(true);
    await find(element, 'xyzzy');
    expect(cells(element).length).to.equal(0);
    expect(element.shadowRoot!.querySelector('.emoji-none')!.textContent).to.equal('No emoji found');
    await expectAccessible(element);
  });

  it('speaks the language of the page where emoji have names in it, also when that changes', async () => {
    const element = document.createElement('chat-composer');
    element.emoji = true;
    element.lang = 'fr-CA';
    await under(element, fakeConnection());
    const button = () => element.shadowRoot!.querySelector<HTMLElement>('.smile')!;
    const box = () => element.shadowRoot!.querySelector<HTMLInputElement>('.emoji-search');
    const names = async (query: string): Promise<string[]> => {
      box()!.value = query;
      box()!.dispatchEvent(new InputEvent('input', { bubbles: true }));
      await element.updateComplete;
      return cells(element).map(nameOf);
    };
    button().click();
    await until(box);
    expect(await names('theiere')).to.deep.equal(['théière']);
    await key(element, 'Escape');
    for (const [lang, query, name] of [['ja', '急須', 'ティーポット'], ['zh-Hans', '茶壶', '茶壶'], ['tr', 'teapot', 'teapot']] as const) {
      element.lang = lang;
      await until(() => element.localeTag === lang);
      button().click();
      await until(box);
      expect(await names(query), lang).to.include(name);
      await key(element, 'Escape');
    }
  });

  it('puts what was chosen where the caret is, and the focus back', async () => {
    const element = await composer();
    element.draft = 'Tea  please';
    await element.updateComplete;
    element.focus();
    element.input!.setSelectionRange(4, 4);
    await open(element);
    await find(element, 'teapot');
    press(search(element), 'Enter');
    await until(() => focused(element) === element.input);
    expect(element.draft).to.equal('Tea 🫖 please');
    expect(element.input!.selectionStart).to.equal('Tea 🫖'.length);
    expect(dialog(element) === undefined).to.equal(true);
  });

  it('can be undone and done again, like what was typed around it', async () => {
    const element = await composer();
    element.focus();
    document.execCommand('insertText', false, 'a b');
    element.input!.setSelectionRange(2, 2);
    await open(element);
    await find(element, 'teapot');
    press(search(element), 'Enter');
    await until(() => focused(element) === element.input);
    expect(element.draft).to.equal('a 🫖b');
    const now = (command: string) => (document.execCommand(command), element.draft);
    expect(now('undo')).to.equal('a b');
    expect(now('undo')).to.equal('');
    expect(now('redo')).to.equal('a b');
    expect(now('redo')).to.equal('a 🫖b');
  });

  it('leaves an input method its Enter, also where that says so late', async () => {
    const element = await composer();
    await open(element);
    for (const init of [{ isComposing: true }, { keyCode: 229 }]) {
      press(search(element), 'Enter', init);
      await element.updateComplete;
      expect(focused(element) === search(element), JSON.stringify(init)).to.equal(true);
    }
    expect(element.draft).to.equal('');
  });

  it('goes by arrows through the grid, one cell in the tab order', async () => {
    const element = await composer();
    await open(element);
    await key(element, 'ArrowDown');
    expect(focused(element) === cells(element)[0]).to.equal(true);
    for (const [name, at] of [['ArrowRight', 1], ['ArrowDown', 9], ['End', 15], ['Home', 8], ['ArrowLeft', 7], ['ArrowDown', 15], ['ArrowUp', 7]] as const) {
      await key(element, name);
      expect(focused(element) === cells(element)[at], name).to.equal(true);
    }
    expect(cells(element).map((cell, i) => (cell.tabIndex === 0 ? i : -1)).filter((i) => i >= 0)).to.deep.equal([7]);
    // What scrolls is a stop of its own in Firefox otherwise, where no arrow leads anywhere.
    expect(one(element, 'grid').getAttribute('tabindex')).to.equal('-1');
    await key(element, 'End', { ctrlKey: true });
    expect(focused(element) === cells(element).at(-1)).to.equal(true);
    await key(element, 'Home', { ctrlKey: true });
    await key(element, 'ArrowUp');
    expect(focused(element) === search(element)).to.equal(true);
  });

  it('mirrors the arrows where text runs the other way', async () => {
    const element = await composer('rtl');
    await open(element);
    await key(element, 'ArrowDown');
    await key(element, 'ArrowLeft');
    expect(focused(element) === cells(element)[1]).to.equal(true);
    await key(element, 'ArrowRight');
    expect(focused(element) === cells(element)[0]).to.equal(true);
  });

  it('closes on Escape without closing the chat, and gives the focus back', async () => {
    const element = await composer();
    let escaped = 0;
    element.addEventListener('keydown', (event) => event.key === 'Escape' && escaped++);
    await open(element);
    await key(element, 'Escape');
    expect(dialog(element) === undefined).to.equal(true);
    expect(focused(element) === one(element, 'button', 'Insert emoji')).to.equal(true);
    expect(escaped).to.equal(0);
  });

  it('keeps the focus where a press is on nothing that takes it, and on its own button, so that it does not close by that (in Safari buttons take none)', async () => {
    const element = await composer();
    await open(element);
    const kept = (selector: string) => !element.shadowRoot!.querySelector(selector)!.dispatchEvent(new MouseEvent('mousedown', { bubbles: true, cancelable: true, composed: true }));
    expect(['.smile', '.emoji', '.emoji-top'].map(kept)).to.deep.equal([true, true, true]);
    expect(['.emoji-search', '.emoji-tone', '[role=tab]', '[role=gridcell] button', '.emoji-grid'].map(kept)).to.deep.equal([false, false, false, false, false]);
    for (const control of dialog(element)!.querySelectorAll('button, select')) expect(control.hasAttribute('tabindex'), control.className).to.equal(true);
  });

  it('has skin tones, and remembers them and what was used, but nothing before', async () => {
    const element = await composer();
    await open(element);
    await find(element, 'thumbs up');
    expect(localStorage.getItem(KEY)).to.equal(null);
    const tone = element.shadowRoot!.querySelector<HTMLSelectElement>('select')!;
    expect(tone.getAttribute('aria-label')).to.equal('Skin tone');
    tone.value = '4';
    tone.dispatchEvent(new Event('change'));
    await element.updateComplete;
    cells(element)[0]!.click();
    await until(() => element.draft === '👍🏾');
    await open(element);
    expect(one(element, 'tab', 'Recently used').getAttribute('aria-selected')).to.equal('true');
    expect(cells(element).map((cell) => cell.textContent)).to.deep.equal(['👍🏾']);
    expect(JSON.parse(localStorage.getItem(KEY)!)).to.deep.equal({ recent: ['👍\ufe0f'], tone: 4 });
    one(element, 'tab', 'People and body').click();
    await element.updateComplete;
    const names = new Map(cells(element).map((cell) => [nameOf(cell), cell.textContent]));
    expect(names.get('victory hand')).to.equal('✌🏾');
    expect(names.get('woman tipping hand')).to.equal('💁🏾‍♀️');
    expect(names.get('people holding hands')).to.equal('🧑‍🤝‍🧑');
  });
});

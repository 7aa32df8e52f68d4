import { expect } from '@open-wc/testing';
import type { MessageInput } from '../../../src/domain/index.js';
import { wordsOf } from '../../../components/message-list/part-words.js';
import type { Words } from '../../../components/message-list/words.js';
import { registerStrings } from '../../../src/i18n/register.js';
import { strings } from '../../../src/i18n/strings.js';
import { expectAccessible } from '../../helpers/axe.js';
import { all, frame, nameOf, press, until } from '../harness.js';
import { ListHarness } from './harness.js';

const svg = (width: number, height: number, colour = 'teal') => `data:image/svg+xml,${encodeURIComponent(`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><rect width="100%" height="100%" fill="${colour}"/></svg>`)}`;
const BOWL = svg(1600, 1200);
const of = (id: string, ...parts: NonNullable<MessageInput['parts']>): MessageInput => ({ id, author: { id: 'ann', role: 'agent', name: 'Ann' }, parts, createdAt: new Date(Date.UTC(2026, 0, 5, 9)) });
const THREE: readonly MessageInput[] = [
  of('1', { type: 'image', url: BOWL, alt: 'A bowl', width: 1600, height: 1200 }),
  of('2', { type: 'text', text: 'And:' }, { type: 'image', url: svg(100, 100), name: 'cup.svg', width: 100, height: 100 }, { type: 'file', url: 'https://x.invalid/a.pdf', name: 'a.pdf', size: 1_200_000 }),
  of('3', { type: 'image', url: svg(100, 300), alt: 'A vase' }),
];

async function listOf(messages: readonly MessageInput[], dir = 'ltr'): Promise<ListHarness> {
  const list = await ListHarness.with(messages, undefined, (element) => (element.dir = dir));
  await list.element.updateComplete;
  await until(() => list.element.shadowRoot!.querySelector('.media, .file'));
  return list;
}
const root = (list: ListHarness) => list.element.shadowRoot!;
const box = (list: ListHarness) => root(list).querySelector<HTMLDialogElement>('dialog');
const inBox = (list: ListHarness, name: string) => [...box(list)!.querySelectorAll<HTMLElement>('button, a')].find((button) => nameOf(button) === name)!;
const shown = (list: ListHarness) => box(list)!.querySelector<HTMLImageElement>('.shown')!.alt;
async function open(list: ListHarness, name: string): Promise<HTMLElement> {
  const opener = root(list).querySelector(`.media img[alt="${name}"]`)!.closest<HTMLElement>('.media')!;
  opener.focus();
  opener.click();
  await until(() => box(list)?.open);
  return opener;
}

describe('pictures, videos and files in the list', () => {
  it('are called what they are and by their name as the language puts these together', () => {
    registerStrings('ja', { said: '{0}：{1}', media: { image: '画像' } });
    const inWords = (name?: string) => wordsOf({ type: 'image', url: BOWL, ...(name && { name }) }, { strings: strings('ja') } as Words);
    expect([inWords('鉢.png'), inWords()]).to.deep.equal(['画像：鉢.png', '画像']);
  });

  it('keep their place before they are there', async () => {
    const list = await listOf([...THREE, of('4', { type: 'image', url: 'https://x.invalid/later.png', alt: 'Later', width: 3000, height: 1000 }), of('5', { type: 'image', url: 'https://x.invalid/unknown.png', alt: 'Unknown' })]);
    const sizes = [...root(list).querySelectorAll<HTMLImageElement>('img.picture')].map(({ width, height, loading }) => [width, height, loading]);
    expect(sizes[0]).to.deep.equal([sizes[0]![0], Math.round((sizes[0]![0] as number) * 0.75), 'lazy']);
    expect(sizes[1]).to.deep.equal([100, 100, 'lazy']);
    const wide = root(list).querySelector<HTMLImageElement>('img[alt="Later"]')!;
    const unknown = root(list).querySelector<HTMLImageElement>('img[alt="Unknown"]')!;
    expect([wide.getAttribute('width'), wide.getAttribute('height')]).to.deep.equal(['320', '107']);
    expect([unknown.getAttribute('width'), unknown.getAttribute('height')]).to.deep.equal(['240', '180']);
  });

  it('say in words what could not be loaded', async () => {
    const list = await listOf([of('1', { type: 'image', url: 'data:image/png,nonsense', alt: 'A boat' })]);
    await until(() => root(list).querySelector('.media.broken'));
    expect(root(list).querySelector('.gone')!.textContent).to.equal('A boatThis could not be loaded.');
    expect(getComputedStyle(root(list).querySelector('img')!).display).to.equal('none');
    await expectAccessible(list.element);
  });

  it('show files with name and size, to download', async () => {
    const list = await listOf(THREE);
    const link = root(list).querySelector<HTMLAnchorElement>('a.file')!;
    expect(link.download).to.equal('a.pdf');
    expect(link.rel).to.equal('noopener noreferrer nofollow');
    expect(link.textContent!.replace(/\s/g, ' ')).to.match(/a\.pdf\s*1\.2 MB/);
    expect(link.part.contains('attachment')).to.equal(true);
  });

  it('say so where a download would open beside the page instead', async () => {
    const list = await listOf([of('1', { type: 'file', url: 'https://x.invalid/a.pdf', name: 'a.pdf' }, { type: 'file', url: `${location.origin}/b.pdf`, name: 'b.pdf' }, { type: 'image', url: 'https://x.invalid/c.png', alt: 'C', name: 'c.png' })]);
    const [elsewhere, here] = root(list).querySelectorAll<HTMLElement>('a.file');
    expect([elsewhere!.dataset['leads'], here!.dataset['leads']]).to.deep.equal(['(opens in a new tab)', undefined]);
    expect(getComputedStyle(elsewhere!, '::after').content).to.not.equal('none');
    await open(list, 'C');
    expect(inBox(list, 'Download c.png (opens in a new tab)').title).to.equal('Download c.png');
  });

  it('do not decide on the direction of the words beside them, in whatever language theirs is', async () => {
    const list = await listOf([of('1', { type: 'image', url: BOWL, alt: 'A bowl' }, { type: 'file', url: 'https://x.invalid/a.pdf', size: 1e6 }, { type: 'text', text: 'مرحبا (أهلا).' })]);
    expect(getComputedStyle(root(list).querySelector('.bubble')!).direction).to.equal('rtl');
  });

  it('take no address that could run something', async () => {
    const urls = ['javascript:alert(1)', 'data:text/html,<b>x</b>', 'file:///etc/passwd', 'data:image/png\u0000,x'.replace('image/png\u0000', 'text/html')];
    const list = await listOf(urls.flatMap((url, i) => [of(`i${i}`, { type: 'image', url, name: `i${i}` }), of(`v${i}`, { type: 'video', url, name: `v${i}` }), of(`f${i}`, { type: 'file', url, name: `f${i}` })]));
    expect(root(list).querySelectorAll('.bubble :is(img, video, a)').length).to.equal(0);
    expect(root(list).querySelectorAll('.file').length).to.equal(12);
  });
});

describe('the lightbox', () => {
  it('opens over everything with the focus inside, and gives it back', async () => {
    const list = await listOf(THREE);
    const opener = await open(list, 'A bowl');
    expect(box(list)!.matches(':modal')).to.equal(true);
    expect(box(list)!.getAttribute('aria-label')).to.equal('Pictures and videos: A bowl');
    expect(shown(list)).to.equal('A bowl');
    expect(root(list).activeElement === inBox(list, 'Close')).to.equal(true);
    expect(box(list)!.querySelector('.caption')!.textContent).to.match(/^A bowl\s*Ann · /);
    await expectAccessible(list.element);
    inBox(list, 'Close').click();
    await until(() => !box(list));
    expect(root(list).activeElement === opener).to.equal(true);
  });

  it('is gone round by Tab, both ways', async () => {
    const list = await listOf(THREE);
    await open(list, 'A bowl');
    const first = inBox(list, 'Actual size');
    const last = inBox(list, 'Next');
    last.focus();
    expect(press(last, 'Tab')).to.equal(false);
    expect(root(list).activeElement === first, 'from the last to the first').to.equal(true);
    expect(press(first, 'Tab', { shiftKey: true })).to.equal(false);
    expect(root(list).activeElement === last, 'and back').to.equal(true);
    expect(press(first, 'Tab'), 'between them the browser leads').to.equal(true);
  });

  it('goes through all of the conversation by arrows, and round', async () => {
    const list = await listOf(THREE);
    await open(list, 'A bowl');
    const key = (name: string) => press(root(list).activeElement!, name);
    for (const [name, alt] of [['ArrowRight', 'cup.svg'], ['ArrowRight', 'A vase'], ['ArrowRight', 'A bowl'], ['ArrowLeft', 'A vase'], ['Home', 'A bowl'], ['End', 'A vase']] as const) {
      expect(key(name), name).to.equal(false);
      expect(shown(list), name).to.equal(alt);
    }
    expect(box(list)!.querySelector('[role=status]')!.textContent).to.equal('3 of 3: A vase');
    inBox(list, 'Previous').click();
    expect(shown(list)).to.equal('cup.svg');
    inBox(list, 'Next').click();
    expect(shown(list)).to.equal('A vase');
  });

  it('mirrors the arrows where text runs the other way', async () => {
    const list = await listOf(THREE, 'rtl');
    await open(list, 'A bowl');
    press(root(list).activeElement!, 'ArrowLeft');
    expect(shown(list)).to.equal('cup.svg');
    press(root(list).activeElement!, 'ArrowRight');
    expect(shown(list)).to.equal('A bowl');
    const [before, after] = ['Previous', 'Next'].map((name) => inBox(list, name).getBoundingClientRect().left);
    expect(before).to.be.greaterThan(after!);
  });

  it('looks the same whatever else the list has loaded', async () => {
    const list = await listOf(THREE);
    await list.element.bring('far');
    await open(list, 'A bowl');
    expect(getComputedStyle(box(list)!.querySelector('[aria-hidden] bdi')!.parentElement!).backgroundColor).to.equal('rgba(0, 0, 0, 0)');
  });

  it('gives the focus to the list where its message is gone meanwhile', async () => {
    const list = await listOf(THREE);
    await open(list, 'A vase');
    list.element.messages = THREE.slice(0, 1);
    await list.element.updateComplete;
    inBox(list, 'Close').click();
    await until(() => !box(list));
    expect(root(list).activeElement === list.log).to.equal(true);
  });

  it('closes on Escape, which goes no further', async () => {
    const list = await listOf(THREE);
    await open(list, 'A bowl');
    let heard = 0;
    list.element.addEventListener('keydown', () => heard++);
    press(root(list).activeElement!, 'Escape');
    await until(() => !box(list));
    expect(heard).to.equal(0);
  });

  it('shows a picture as large as it is', async () => {
    const list = await listOf(THREE);
    await open(list, 'A bowl');
    const picture = box(list)!.querySelector<HTMLImageElement>('.shown')!;
    await until(() => picture.naturalWidth > 0 && picture.getBoundingClientRect().width > 0);
    const fit = picture.getBoundingClientRect().width;
    expect(fit).to.be.at.most(window.innerWidth);
    inBox(list, 'Actual size').click();
    await until(() => picture.getBoundingClientRect().width === 1600);
    expect(inBox(list, 'Actual size').getAttribute('aria-pressed')).to.equal('true');
    inBox(list, 'Actual size').click();
    await until(() => picture.getBoundingClientRect().width === fit);
  });

  it('turns the page with a finger, the way that is read; not with a tap, with two fingers, or where a finger has other work', async () => {
    for (const [dir, on] of [['ltr', -1], ['rtl', 1]] as const) {
      const list = await listOf([...THREE, of('4', { type: 'video', url: 'https://x.invalid/film.mp4', name: 'film.mp4' })], dir);
      await open(list, 'A bowl');
      const names = (): string => box(list)!.querySelector('.caption bdi')!.textContent!;
      const swipe = (way: number, touches = 1, from: Element = box(list)!.querySelector('.stage')!): string => {
        const at = (type: string, clientX: number): boolean => from.dispatchEvent(Object.assign(new Event(type, { bubbles: true }), { touches: Array.from({ length: touches }), changedTouches: [{ clientX }] }));
        at('touchstart', 200);
        at('touchend', 200 + way);
        return names();
      };
      expect(swipe(47 * on), 'a tap that slipped').to.equal('A bowl');
      expect(swipe(48 * on), dir).to.equal('cup.svg');
      expect(swipe(-60 * on), dir).to.equal('A bowl');
      expect(swipe(60 * on, 2), 'two fingers').to.equal('A bowl');
      inBox(list, 'Actual size').click();
      expect(swipe(60 * on), 'a picture that is moved about').to.equal('A bowl');
      inBox(list, 'Actual size').click();
      press(root(list).activeElement!, 'End');
      expect(names()).to.equal('film.mp4');
      expect(swipe(60 * on, 1, box(list)!.querySelector('video')!), 'a film that is wound').to.equal('film.mp4');
      list.element.remove();
    }
  });

  it('has nowhere to go with one alone', async () => {
    const list = await listOf(THREE.slice(0, 1));
    await open(list, 'A bowl');
    expect([...box(list)!.querySelectorAll('button, a')].map(nameOf)).to.deep.equal(['Actual size', 'Close']);
    expect([box(list)!.querySelector('.place'), box(list)!.querySelector('[role=status]')!.textContent]).to.deep.equal([null, '']);
    expect(press(root(list).activeElement!, 'ArrowRight')).to.equal(false);
    expect(shown(list)).to.equal('A bowl');
  });

  it('says in words what could not be loaded, for that one alone and until it is there', async () => {
    const list = await listOf(THREE);
    await open(list, 'A bowl');
    const stage = box(list)!.querySelector('.stage')!;
    const told = (type: string): boolean => {
      box(list)!.querySelector('.shown')!.dispatchEvent(new Event(type));
      return getComputedStyle(stage.querySelector('.lost')!).display !== 'none';
    };
    expect([told('error'), told('load'), told('error')]).to.deep.equal([true, false, true]);
    expect(stage.querySelector('.lost')!.textContent).to.equal('This could not be loaded.');
    inBox(list, 'Next').click();
    expect(stage.classList.contains('broken')).to.equal(false);
  });

  it('plays films, with their own keys and none of a picture’s buttons', async () => {
    const list = await listOf([...THREE, of('4', { type: 'video', url: 'https://x.invalid/film.mp4', name: 'film.mp4' })]);
    await open(list, 'A bowl');
    const picture = box(list)!.querySelector('.shown')!;
    press(root(list).activeElement!, 'End');
    // It was on its way here when the film took its place.
    for (const type of ['load', 'error']) picture.dispatchEvent(new Event(type));
    const film = box(list)!.querySelector('video')!;
    expect([film.getAttribute('aria-label'), film.controls, film.preload, film.hasAttribute('playsinline')]).to.deep.equal(['film.mp4', true, 'metadata', true]);
    expect([...box(list)!.querySelectorAll('.top-bar :is(button, a)')].map(nameOf)).to.deep.equal(['Download film.mp4 (opens in a new tab)', 'Close']);
    expect([press(film, 'ArrowLeft'), press(film, 'Home')], 'left to the film').to.deep.equal([true, true]);
    film.dispatchEvent(new Event('error'));
    expect(film.parentElement!.classList.contains('broken')).to.equal(true);
    film.dispatchEvent(new Event('loadedmetadata'));
    expect(film.parentElement!.classList.contains('broken')).to.equal(false);
    let paused = 0;
    film.pause = () => void paused++;
    inBox(list, 'Close').click();
    await until(() => !box(list));
    expect(paused).to.equal(1);
  });

  it('is closed by a press beside the picture; one on it shows it as large as it is, where a press closes nothing and the keys move it', async () => {
    const list = await listOf(THREE);
    const stage = () => box(list)!.querySelector<HTMLElement>('.stage')!;
    const how = () => ['role', 'tabindex', 'aria-label'].map((name) => stage().getAttribute(name));
    for (const beside of ['.stage', '.caption']) {
      await open(list, 'A bowl');
      box(list)!.querySelector<HTMLElement>(beside)!.click();
      await until(() => !box(list), `${beside} closes`);
    }
    await open(list, 'A bowl');
    expect(how()).to.deep.equal([null, null, null]);
    stage().querySelector<HTMLElement>('.shown')!.click();
    expect(how()).to.deep.equal(['region', '0', 'A bowl']);
    stage().click();
    expect(box(list)!.open).to.equal(true);
    expect(press(stage(), 'ArrowRight'), 'left to the picture').to.equal(true);
    inBox(list, 'Next').click();
    expect(how(), 'the next one is seen whole').to.deep.equal([null, null, null]);
    expect(inBox(list, 'Actual size').getAttribute('aria-pressed')).to.equal('false');
  });

  it('goes when nobody sees it any more, and leaves the focus where the chat can be opened again', async () => {
    const list = await listOf(THREE);
    const host = document.createElement('div');
    host.tabIndex = -1;
    host.style.cssText = 'width: 50px; height: 50px';
    host.attachShadow({ mode: 'open' });
    list.element.parentElement!.append(host);
    host.shadowRoot!.append(list.element);
    await list.element.updateComplete;
    await open(list, 'A bowl');
    list.element.hidden = true;
    list.element.style.display = 'none';
    await until(() => !box(list), 'it is gone');
    expect(document.activeElement === host).to.equal(true);
  });

  it('leaves nothing behind when the list goes', async () => {
    const list = await listOf(THREE);
    await open(list, 'A bowl');
    list.element.remove();
    expect(box(list) === null).to.equal(true);
    await frame();
    expect(all(list.element, 'dialog').length).to.equal(0);
  });
});

/**
 * `/gallery/state.html?element=chat-widget&state=failed&dir=rtl&theme=dark`: that state and nothing else, `&skin=soft` in one of skins/. `data-ready` on the root says that it stands.
 * The same words in the hash show another state without loading the page again, which is what the tests do.
 */
import '../../src/entries/index.js';
import { fakeConnection } from '../../src/testing/index.js';
import { wear } from './skin.js';
import { STATES, type Stage } from './states.js';

const page = document.documentElement;
let main = document.querySelector<HTMLElement>('#stage')!;
let ends: (() => void)[] = [];

async function show(wanted: URLSearchParams): Promise<void> {
  delete page.dataset.ready;
  // A new stage each time: what was provided on the old one stays there.
  const before = main;
  main = document.createElement('main');
  main.id = 'stage';
  before.replaceWith(main);
  ends.forEach((end) => end());
  ends = [];

  const rtl = wanted.get('dir') === 'rtl';
  page.dir = rtl ? 'rtl' : 'ltr';
  page.lang = wanted.get('lang') ?? 'en';
  page.dataset.theme = wanted.get('theme') ?? '';

  await wear(wanted.get('skin') ?? '');

  const state = STATES.find((one) => one.element === wanted.get('element') && one.state === wanted.get('state'));
  const heading = Object.assign(document.createElement('h1'), { className: 'sr-only', textContent: state ? `${state.element}: ${state.title}` : 'No such state' });
  main.append(heading);
  document.title = heading.textContent;
  main.className = state?.stage ?? '';
  if (state) {
    if (state.stage === 'page') main.append(skeleton());
    await state.show(stage(rtl));
    await settled();
  }
  page.dataset.ready = wanted.toString();
}

function stage(rtl: boolean): Stage {
  return {
    root: main,
    rtl,
    fake(options) {
      const connection = fakeConnection(options);
      ends.push(connection.provide(main));
      return connection;
    },
    add(tag, attributes = {}, parent = main) {
      const element = document.createElement(tag);
      for (const [name, value] of Object.entries(attributes)) if (value !== false) element.setAttribute(name, value === true ? '' : value);
      parent.append(element);
      return element;
    },
  };
}

/** Everything on the stage has rendered, and been painted once. */
async function settled(): Promise<void> {
  for (const element of main.querySelectorAll<HTMLElement & { updateComplete?: Promise<unknown> }>('*')) await element.updateComplete;
  for (let i = 0; i < 3; i++) await new Promise((resolve) => setTimeout(resolve, 30));
  await document.fonts.ready;
}

function skeleton(): HTMLElement {
  const element = Object.assign(document.createElement('div'), { className: 'page' });
  element.setAttribute('aria-hidden', 'true');
  for (let i = 0; i < 9; i++) element.append(document.createElement('i'));
  return element;
}

const wanted = () => new URLSearchParams(location.hash.length > 1 ? location.hash.slice(1) : location.search);
addEventListener('hashchange', () => void show(wanted()));
await show(wanted());

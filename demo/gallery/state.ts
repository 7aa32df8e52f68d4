/** `/gallery/state.html?element=chat-widget&state=failed&dir=rtl&theme=dark`: that state and nothing else. `data-ready` on the root says that it stands. */
import '../../src/entries/index.js';
import { fakeConnection } from '../../src/testing/index.js';
import { STATES, type Stage } from './states.js';

const wanted = new URLSearchParams(location.search);
const page = document.documentElement;
const main = document.querySelector<HTMLElement>('#stage')!;

const rtl = wanted.get('dir') === 'rtl';
page.dir = rtl ? 'rtl' : 'ltr';
if (wanted.get('lang')) page.lang = wanted.get('lang')!;
if (wanted.get('theme')) page.dataset.theme = wanted.get('theme')!;

const state = STATES.find((one) => one.element === wanted.get('element') && one.state === wanted.get('state'));
const heading = Object.assign(document.createElement('h1'), { className: 'sr-only', textContent: state ? `${state.element}: ${state.title}` : 'No such state' });
main.append(heading);
document.title = heading.textContent;

if (state) {
  main.classList.add(state.stage);
  if (state.stage === 'page') main.append(skeleton());
  const stage: Stage = {
    root: main,
    rtl,
    fake(options) {
      const connection = fakeConnection(options);
      connection.provide(main);
      return connection;
    },
    add(tag, attributes = {}, parent = main) {
      const element = document.createElement(tag);
      for (const [name, value] of Object.entries(attributes)) if (value !== false) element.setAttribute(name, value === true ? '' : value);
      parent.append(element);
      return element;
    },
  };
  await state.show(stage);
  await settled();
}
page.dataset.ready = 'true';

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

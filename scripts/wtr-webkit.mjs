/**
 * A Web Test Runner launcher for WebKit: WebKitWebDriver and MiniBrowser from WebKitGTK, on a screen of its own (Xvfb), over plain WebDriver.
 * The ready-made launcher brings webdriverio and three driver downloads; this needs nothing but fetch.
 *
 * One window, one test file at a time. It calls itself `puppeteer` because the runner's commands (sendKeys, sendMouse, setViewport) know
 * only a fixed list of types, and the small `page` below answers that one's calls.
 */
import { spawn } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from './free-port.mjs';

/** https://www.w3.org/TR/webdriver2/#keyboard-actions */
const KEYS = {
  Backspace: '\uE003', Tab: '\uE004', Enter: '\uE007', Shift: '\uE008', ShiftLeft: '\uE008', Control: '\uE009', ControlLeft: '\uE009',
  Alt: '\uE00A', AltLeft: '\uE00A', Escape: '\uE00C', Space: ' ', PageUp: '\uE00E', PageDown: '\uE00F', End: '\uE010', Home: '\uE011',
  ArrowLeft: '\uE012', ArrowUp: '\uE013', ArrowRight: '\uE014', ArrowDown: '\uE015', Insert: '\uE016', Delete: '\uE017', Meta: '\uE03D', MetaLeft: '\uE03D',
}; // prettier-ignore
const BUTTONS = { left: 0, middle: 1, right: 2 };

export const keyValue = (name) => {
  const value = KEYS[name] ?? /^(?:Key|Digit)(.)$/.exec(name)?.[1]?.toLowerCase() ?? (/^.$/u.test(name) ? name : undefined);
  if (value === undefined) throw new Error(`The WebKit launcher does not know the key "${name}".`);
  return value;
};

/** How long any of its parts may take to be there, on a machine where two other engines start at the same time. Milliseconds. */
const PATIENCE = 60_000;

/** Asks until there is an answer. */
async function within(ask, otherwise) {
  for (const end = Date.now() + PATIENCE; ; await sleep(50)) {
    const answer = await ask();
    if (answer) return answer;
    if (Date.now() > end) throw new Error(otherwise);
  }
}

/** Children must not outlive the run, however it ends. */
const children = new Set();
process.once('exit', () => children.forEach((child) => child.kill('SIGKILL')));

function start(command, args, options) {
  const child = spawn(command, args, options);
  children.add(child);
  const ended = new Promise((resolve) => {
    child.once('error', resolve).once('exit', resolve);
  });
  void ended.then(() => children.delete(child));
  return { child, ended, stop: () => (child.kill('SIGKILL'), ended) };
}

/** Xvfb picks a free display by itself and writes its number to the file descriptor it is given. */
async function openScreen(xvfb) {
  const process_ = start(xvfb, ['-displayfd', '3', '-screen', '0', '1600x1200x24', '-nolisten', 'tcp'], { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] });
  const display = await Promise.race([
    new Promise((resolve) => process_.child.stdio[3].once('data', (data) => resolve(String(data).trim()))),
    process_.ended.then(() => undefined),
    sleep(PATIENCE, undefined, { ref: false }),
  ]);
  if (!display) {
    await process_.stop();
    throw new Error('Xvfb did not start, so WebKit has no screen.');
  }
  return { display: `:${display}`, stop: process_.stop };
}

class WebDriver {
  #base;
  constructor(base) {
    this.#base = base;
  }
  async call(method, path, body, timeout = PATIENCE) {
    const response = await fetch(this.#base + path, { method, signal: AbortSignal.timeout(timeout), ...(body && { body: JSON.stringify(body) }) });
    const { value } = await response.json();
    if (!response.ok) throw new Error(`WebKitWebDriver: ${value?.error ?? response.status} ${value?.message ?? ''} (${method} ${path})`);
    return value;
  }
  at(path) {
    return new WebDriver(this.#base + path);
  }
}

/** What the kernel knows of a process; undefined where there is none any more. https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html */
function statOf(path) {
  try {
    const [, name, rest] = /\((.*)\) (.*)/s.exec(readFileSync(path, 'utf8'));
    const fields = rest.split(' ');
    return { name, parent: Number(fields[1]), ticks: Number(fields[11]) + Number(fields[12]) };
  } catch {
    return undefined;
  }
}

/** The processes that run pages, of all browsers below a process. */
export function pagesBelow(ancestor) {
  const all = new Map(readdirSync('/proc').filter((name) => /^\d+$/.test(name)).map((pid) => [Number(pid), statOf(`/proc/${pid}/stat`)]));
  const below = (pid) => pid === ancestor || (all.has(pid) && below(all.get(pid)?.parent));
  return [...all].filter(([pid, stat]) => stat?.name.startsWith('WebKitWebProces') && below(pid)).map(([pid]) => pid);
}

/** Whether none of them is at work: what is in an endless loop is, what waits for a lock is not. */
export async function rests(ancestor) {
  // The first thread of each, which is its page's.
  const work = () => pagesBelow(ancestor).reduce((sum, pid) => sum + (statOf(`/proc/${pid}/task/${pid}/stat`)?.ticks ?? 0), 0);
  const before = work();
  await sleep(2_000);
  return work() === before;
}

/** MiniBrowser's toolbar keeps its window wider than a phone (447 pixels); a pop-up window has no toolbar. */
async function useBareWindow(session) {
  const run = (script) => session.call('POST', '/execute/sync', { script, args: [] });
  const [first] = await session.call('GET', '/window/handles');
  await run("open('about:blank', '_blank', 'popup,noopener,toolbar=no,location=no,menubar=no,width=800,height=600')");
  const popup = await within(async () => (await session.call('GET', '/window/handles')).find((handle) => handle !== first), 'WebKit did not open a window for the tests.');
  await session.call('POST', '/window', { handle: popup });
}

async function openBrowser({ driver, browser, xvfb }) {
  const screen = await openScreen(xvfb);
  const port = await freePort();
  const server = start(driver, [`--port=${port}`, '--host=127.0.0.1'], {
    stdio: 'ignore',
    // No D-Bus accessibility bridge and no GPU in a container: both only add seconds and warnings. No optimising compilers: a page of tests is gone before their work pays, and that is a fifth of all.
    env: { ...process.env, JSC_useDFGJIT: 'false', DISPLAY: screen.display, GDK_BACKEND: 'x11', NO_AT_BRIDGE: '1', LIBGL_ALWAYS_SOFTWARE: '1', WEBKIT_DISABLE_DMABUF_RENDERER: '1' },
  });
  const stop = async () => {
    await server.stop();
    await screen.stop();
  };
  try {
    const remote = new WebDriver(`http://127.0.0.1:${port}`);
    await within(() => remote.call('GET', '/status', undefined, 5_000).then(({ ready }) => ready, () => false), 'WebKitWebDriver did not start.');
    const capabilities = { alwaysMatch: { pageLoadStrategy: 'none', 'webkitgtk:browserOptions': { binary: browser, args: ['--automation', '--javascript-can-open-windows-automatically=true'] } } };
    const { sessionId } = await remote.call('POST', '/session', { capabilities }, 2 * PATIENCE);
    const session = remote.at(`/session/${sessionId}`);
    await useBareWindow(session);
    return {
      session,
      rests: () => rests(server.child.pid),
      stop: async () => {
        await session.call('DELETE', '', undefined, 5_000).catch(() => undefined); // lets MiniBrowser go before its driver does
        await stop();
      },
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** What the runner's commands call, in puppeteer's words. */
function page(session) {
  const actions = (source, list) => session.call('POST', '/actions', { actions: [{ ...source, actions: list }] });
  const keys = (list) => actions({ type: 'key', id: 'keyboard' }, list);
  const mouse = (list) => actions({ type: 'pointer', id: 'mouse', parameters: { pointerType: 'mouse' } }, list);
  const key = (type, name) => ({ type, value: keyValue(name) });
  const move = (x, y) => ({ type: 'pointerMove', duration: 0, x, y, origin: 'viewport' });
  const button = (type, name = 'left') => ({ type, button: BUTTONS[name] });
  const unsupported = (what) => () => Promise.reject(new Error(`${what} is not available in WebKit: test it in Chromium.`));
  return {
    keyboard: {
      type: (text) => keys([...text].flatMap((char) => [{ type: 'keyDown', value: char }, { type: 'keyUp', value: char }])),
      press: (name) => keys([key('keyDown', name), key('keyUp', name)]),
      down: (name) => keys([key('keyDown', name)]),
      up: (name) => keys([key('keyUp', name)]),
    },
    mouse: {
      move: (x, y) => mouse([move(x, y)]),
      click: (x, y, { button: name } = {}) => mouse([move(x, y), button('pointerDown', name), button('pointerUp', name)]),
      down: ({ button: name } = {}) => mouse([button('pointerDown', name)]),
      up: ({ button: name } = {}) => mouse([button('pointerUp', name)]),
      reset: () => session.call('DELETE', '/actions'),
    },
    /** WebDriver sizes the window, tests think of its content: measure the frame around it and add that. */
    async setViewport({ width, height }) {
      const outer = await session.call('GET', '/window/rect');
      const [w, h] = await session.call('POST', '/execute/sync', { script: 'return [innerWidth, innerHeight]', args: [] });
      await session.call('POST', '/window/rect', { width: width + outer.width - w, height: height + outer.height - h });
    },
    emulateMediaFeatures: unsupported('emulateMedia'),
    emulateMediaType: unsupported('emulateMedia'),
    select: unsupported('selectOption'),
  };
}

const VIEWPORT = { width: 800, height: 600 }; // as the Chromium and Firefox launchers set it

/**
 * WebKitGTK can lock itself: the thread of a page takes a sound from its player while the thread that reads it waits for the page to hear of something, and both wait for good.
 * A page whose thread neither answers nor works, and one whose process is gone, is given to a new browser, once. One that is at work for ever is the page's own doing, and fails.
 */
export function webkitLauncher(pieces, { every = 10_000, patience = PATIENCE / 2, say = console.error } = {}) {
  let browser;
  let active;
  const open = async () => (browser ??= await openBrowser(pieces));
  const close = async () => {
    const old = browser;
    browser = undefined;
    await old?.stop();
  };
  const visit = async (url) => {
    const { session } = await open();
    await page(session).setViewport(VIEWPORT);
    await session.call('POST', '/url', { url });
  };

  const watch = async (id, url) => {
    for (;;) {
      await sleep(every, undefined, { ref: false });
      const one = browser;
      if (active !== id || !one) return;
      const answers = await one.session.call('POST', '/execute/sync', { script: 'return true', args: [] }, patience).catch(() => false);
      if (answers || active !== id || !(await one.rests()) || active !== id) continue;
      say(`WebKit stands still, or has crashed, on ${url}: a new one has that page.`);
      await close();
      return visit(url);
    }
  };

  return {
    name: 'WebKit',
    type: 'puppeteer',
    concurrency: 1,
    async startSession(id, url) {
      active = id;
      try {
        await visit(url);
      } catch {
        // The browser may have crashed under the test file before: the next one gets a new one, once.
        await close();
        await visit(url);
      }
      watch(id, url).catch((error) => say(error));
    },
    isActive: (id) => active === id,
    getBrowserUrl: () => browser?.session.call('GET', '/url').catch(() => undefined),
    getPage: () => page(browser.session),
    async stopSession() {
      active = undefined;
      // Stops what the test page left running. A browser that no longer answers is replaced.
      try {
        await browser?.session.call('DELETE', '/actions', undefined, PATIENCE / 2);
        await browser?.session.call('POST', '/url', { url: 'about:blank' }, PATIENCE / 2);
      } catch {
        await close();
      }
      return {};
    },
    startDebugSession: () => Promise.reject(new Error('Debugging is not available in WebKit: use Chromium.')),
    stop: close,
  };
}

import { ChatError, reportError, warnOnce } from '../errors/index.js';
import type { ChatElementsApi, ChatElementsGlobal, Ready } from './types.js';

type Load = () => Promise<ChatElementsApi>;

/** A page that never finishes loading (a hanging image) gets its chat after this long all the same. Milliseconds. */
const PATIENCE = 5000;
/** When modules that did not come are asked for again. Milliseconds. */
const AGAIN = 12_000;

/**
 * Makes `window.ChatElements`, takes over what was queued there, and mounts the widget that the script's `data-` attributes describe: when the page has loaded
 * and is idle, or at once if somebody waits for it. Given the API itself instead of a way to load it, everything is there from the start.
 */
export function install(script: HTMLScriptElement | null, source: Load | ChatElementsApi): void {
  const given: unknown = window.ChatElements;
  if ((given as ChatElementsGlobal | undefined)?.again) return (given as ChatElementsGlobal).again!(script);
  const waiting: Ready[] = [];
  const scripts: HTMLScriptElement[] = [];
  let loading: Promise<unknown> | undefined;
  let loaded = false;
  let done!: (api: ChatElementsGlobal) => void;

  const call = (fn: Ready) => {
    try {
      fn(api);
    } catch (error) {
      reportError(error);
    }
  };
  const mountAll = () => scripts.splice(0).forEach((one) => call(() => api.mount(optionsOf(one))));
  const use = (parts: ChatElementsApi) => {
    Object.assign(api, parts);
    loaded = true;
    // Before the widgets: a page registers its protocol here.
    waiting.splice(0).forEach(call);
    mountAll();
    done(api);
  };
  const load = (): Promise<unknown> =>
    (loading ??= Promise.resolve()
      .then(source as Load)
      // Evaluated in one task, drawn in the next: the page can answer in between.
      .then((parts) => new Promise<ChatElementsApi>((resolve) => setTimeout(resolve, 0, parts)))
      .then(use, () => {
        // The next call tries again, and so does this by itself: the network may be back by then.
        loading = undefined;
        warnOnce('load-failed');
        setTimeout(begin, AGAIN);
        throw new ChatError('load-failed');
      }));
  const begin = () => void load().catch(() => {});
  const take = (one: HTMLScriptElement | null) => {
    if (!one || !isSnippet(one)) return;
    scripts.push(one);
    const start = () => (loaded ? mountAll() : begin());
    if (isWanted(one)) start();
    else whenIdle(start);
  };

  const api = {
    push(...callbacks) {
      if (loaded) return callbacks.forEach(call);
      waiting.push(...callbacks);
      begin();
    },
    ready: new Promise((resolve) => (done = resolve)),
    again(other) {
      // A script that left with its page (Turbo replaces the body) has only made room for the next.
      if (script?.isConnected && other && (other.src !== script.src || other.dataset.url === script.dataset.url)) warnOnce('duplicate');
      take(other);
    },
  } as ChatElementsGlobal;
  // A script of the page that has the name for something of its own keeps it, and the chat works all the same. An element of that id, or a queue, makes room.
  const queue = Array.isArray(given) ? (given as Ready[]) : [];
  if (!given || given === queue || given instanceof Node) window.ChatElements = api;

  if (typeof source === 'function') {
    // Called before the modules are there, a method waits for them; they then take its place.
    for (const name of ['defineAll', 'registerProtocol', 'registerStrings', 'createConnection', 'mount'] as const)
      (api as unknown as Record<string, unknown>)[name] = (...args: unknown[]) => load().then(() => (api[name] as (...args: unknown[]) => unknown)(...args));
  } else use(source);
  if (queue.length) api.push(...queue);
  take(script);
}

/** Without data- attributes of ours the script only offers its API; others (Turbo, Cloudflare) leave theirs on every script. */
const isSnippet = ({ dataset }: HTMLScriptElement) => /\b(url|host|for|protocol|heading)\b/.test(`${Object.keys(dataset)}`);

/** Whether the panel is to be open at once, so that there is nothing to wait for. */
function isWanted({ dataset }: HTMLScriptElement): boolean {
  if (dataset.open !== undefined && dataset.open !== 'false') return true;
  try {
    // What tabMemory() in components/chat-widget/memory.ts keeps.
    return Object.entries(sessionStorage).some(([key, value]) => key.startsWith('chat-elements:open:') && value === 'true');
  } catch {
    return false;
  }
}

/** Nobody feeds what a snippet mounts: one without an address says that it lacks it. */
const optionsOf = ({ dataset }: HTMLScriptElement): DOMStringMap => ({ url: '', ...dataset });

/** When the page has loaded and has nothing else to do, a second later at most: its own largest paint comes first. */
function whenIdle(fn: () => void): void {
  if (document.readyState === 'complete') return idle(fn);
  const late = setTimeout(() => idle(fn), PATIENCE);
  const loaded = () => {
    clearTimeout(late);
    idle(fn);
  };
  addEventListener('load', loaded, { once: true });
}

function idle(fn: () => void): void {
  if ('requestIdleCallback' in window) requestIdleCallback(fn, { timeout: 1000 });
  else setTimeout(fn, 200); // Safari has none
}

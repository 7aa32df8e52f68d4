/**
 * A backend, a site with a strict policy that uses the built widgets against it, and a person before the page. One browser for all cases of a file, one page (in a profile
 * of its own) for each.
 */
import assert from 'node:assert/strict';
import { after, afterEach, before } from 'node:test';
import type { Browser } from 'puppeteer-core';
import type { SessionEventName } from '../../../src/context/index.js';
import { launchChromium } from '../../helpers/chromium.js';
import { together } from '../../helpers/together.js';
import { build } from '../../package/built.js';
import { startSite, type Site } from '../../package/site.js';
import { startServer, type ServerName } from '../../servers/index.js';
import { person, until, type Person } from '../person.js';

export { until };
export type Server<N extends ServerName> = Awaited<ReturnType<typeof startServer<N>>>;
export type Attributes = Readonly<Record<string, string | number | boolean>>;

/** What is on the page: the provider, as the contract has it, and events as they come. */
export interface Visitor extends Person {
  /** Sets attributes of the connection; false takes one away. */
  set(attributes: Attributes): Promise<void>;
  /** Runs in the page with the provider. */
  connection<R>(run: (connection: Connection, argument: string) => R | Promise<R>, argument?: unknown): Promise<R>;
  /** Until the provider has this status and the badge its words. */
  is(status: keyof typeof WORDS): Promise<void>;
  /** Details of events so far, as JSON has them. */
  events<K extends string>(name: K): Promise<Detail[]>;
  /** Until an event with this in its JSON came. */
  hears(name: SessionEventName, pattern: RegExp): Promise<Detail>;
  /** Until something holds in the page. */
  holds(run: (connection: Connection, argument: string) => boolean, argument?: unknown): Promise<void>;
  /** Texts on the screen, in their order, each as often as it stands there. */
  texts(): Promise<string[]>;
  /** Fails if anything went wrong on the page that was not caused on purpose. */
  leave(): void;
}

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- whatever an event tells
export type Detail = any;
export type Connection = HTMLElementTagNameMap['chat-connection'];

const WORDS = {
  idle: /Not connected/, connecting: /Connecting/, connected: /Connected(?!,)|Connection restored/, reconnecting: /Reconnecting/, polling: /Connected, slower than usual/, offline: /Offline/,
  failed: /Connection failed|Signed out/, closed: /Disconnected/,
} as const;

/** A quick first retry, and then few: after five at once a connection waits for many seconds. */
const QUICK: Attributes = { 'reconnect-delay': 200, 'max-reconnect-delay': 5000, 'reconnect-multiplier': 3, 'max-attempts': 1000, 'polling-interval': 100 };
/** For a backend that is back: a connection that tried in vain comes back late. Milliseconds. */
const PATIENCE = 25_000;

export interface Stage<N extends ServerName> {
  readonly server: Server<N>;
  readonly site: Site;
  /** Opens a page. `token`: what `getToken` answers, one after the other, the last for ever. */
  visit(attributes: Attributes, options?: { readonly tokens?: readonly string[]; readonly widget?: string }): Promise<Visitor>;
}

/** Sets the stage for the cases of a `describe`. */
export function stage<N extends ServerName>(name: N, protocolAttributes: Attributes, modes: Partial<Server<N>['control']['modes']> = {}): Stage<N> {
  let browser: Browser;
  const found = {} as { server: Server<N>; site: Site };
  const initial: Record<string, unknown> = {};
  before(async () => {
    build();
    [browser, found.site, found.server] = await together([launchChromium(), startSite(), startServer(name)]);
    found.server.control.set(modes as never);
    Object.assign(initial, found.server.control.modes);
  });
  after(async () => {
    await browser?.close();
    await found.site?.close();
    await found.server?.close();
  });
  const pages: Person[] = [];
  // Also when a case failed: nothing of it may be there for the next.
  afterEach(async () => {
    for (const { page } of pages.splice(0)) if (!page.isClosed()) await page.browserContext().close();
    await found.server.control.up();
    found.server.control.set(initial as never);
    found.server.control.clear();
  });
  return {
    get server() {
      return found.server;
    },
    get site() {
      return found.site;
    },
    async visit(attributes, { tokens, widget = '' } = {}) {
      const { server, site } = found;
      const all: Attributes = { url: server.url, protocol: name, ...QUICK, ...protocolAttributes, ...attributes };
      const markup = Object.entries(all).flatMap(([key, value]) => (value === false ? [] : [`${key}="${value === true ? '' : String(value)}"`])).join(' ');
      site.pages['/'] = {
        html: `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Shop</title><script type="module" src="/dist/chat-elements.js"></script></head><body>
          <chat-connection ${tokens ? 'no-autoconnect ' : ''}${markup}><connection-badge></connection-badge><chat-widget display="inline" ${widget}></chat-widget></chat-connection></body></html>`,
        csp: `default-src 'none'; script-src ${site.origin}; connect-src ${server.url} ${server.url.replace('http', 'ws')}; img-src ${server.url} blob: data:; media-src blob:; require-trusted-types-for 'script'; trusted-types lit-html`,
      };
      const one = await person(browser, { width: 500, height: 700 });
      pages.push(one);
      // tsx marks functions with names by a helper of this name.
      await one.page.evaluateOnNewDocument('globalThis.__name = (fn) => fn');
      await one.page.evaluateOnNewDocument((names: string[]) => {
        const events: Record<string, unknown[]> = {};
        Object.assign(window, { events });
        for (const name of names) {
          events[name] = [];
          // As the page itself would keep them; the cause may be anything.
          addEventListener(name, (event) => events[name]!.push(JSON.parse(JSON.stringify((event as CustomEvent).detail, (key, value: unknown) => (key === 'cause' ? String(value) : value)))));
        }
      }, ['chat-status', 'chat-message', 'chat-receipt', 'chat-typing', 'chat-presence', 'chat-conversation', 'chat-error']);
      const visitor = visitorOf(one);
      await visitor.goto(`${site.origin}/`);
      await one.page.waitForSelector('chat-connection:defined');
      if (tokens) {
        await visitor.connection((connection, list) => {
          const left = JSON.parse(list) as string[];
          Object.assign(window, { asked: 0 });
          connection.getToken = () => {
            (window as unknown as { asked: number }).asked++;
            return Promise.resolve(left.length > 1 ? left.shift()! : left[0]!);
          };
          connection.noAutoconnect = false;
        }, JSON.stringify(tokens));
      }
      return {
        ...visitor,
        leave() {
          // Only the backend was talked to, no policy was violated, nothing was thrown. What the browser itself says of sockets and requests that fail is not ours.
          const { host } = new URL(server.url);
          const own = new RegExp(`request elsewhere: (ws|http)://${host}/|WebSocket connection to|Failed to load resource|net::ERR_`);
          visitor.untroubled(own);
        },
      };
    },
  };
}

function visitorOf(one: Person): Omit<Visitor, 'leave'> {
  const { page } = one;
  const connection: Visitor['connection'] = (run, argument = '') =>
    page.evaluate(`((${String(run)})(document.querySelector('chat-connection'), ${JSON.stringify(String(argument))}))`) as Promise<never>;
  const events = (name: string): Promise<Detail[]> => page.evaluate((name: string) => (window as unknown as { events: Record<string, unknown[]> }).events[name] ?? [], name);
  return {
    ...one,
    connection,
    events,
    async set(attributes) {
      await page.evaluate((list: [string, string | number | boolean][]) => {
        const element = document.querySelector('chat-connection')!;
        for (const [key, value] of list) {
          if (value === false) element.removeAttribute(key);
          else element.setAttribute(key, value === true ? '' : String(value));
        }
      }, Object.entries(attributes));
    },
    async is(status) {
      let seen = '';
      await until(
        async () => {
          const label = await page.evaluate(() => document.querySelector('connection-badge')?.shadowRoot?.querySelector('[role=status]')?.textContent ?? '');
          seen = `${String(await connection((element) => element.status))}, "${label}"`;
          return seen.startsWith(`${status},`) && WORDS[status].test(label);
        },
        () => `not ${status}, but ${seen}`,
        PATIENCE,
      );
    },
    async hears(name, pattern) {
      let all: Detail[] = [];
      let found: Detail;
      await until(
        async () => (found = (all = await events(name)).find((detail) => pattern.test(`${name === 'chat-error' ? `${detail.code}: ${detail.message} ` : ''}${JSON.stringify(detail)}`))) !== undefined,
        () => `no ${name} like ${pattern} among ${JSON.stringify(all)}`,
      );
      return found;
    },
    async holds(run, argument) {
      await until(async () => Boolean(await connection(run, argument)), () => `it does not hold: ${String(run)} of ${String(argument)}`);
    },
    texts: () => page.evaluate(() => (document.querySelector('chat-widget') as unknown as { messages: { text: string }[] }).messages.map(({ text }) => text)),
  };
}

/** Waits until the server has (or no longer lacks) something. */
export const eventually = (condition: () => boolean, otherwise: string): Promise<void> => until(() => Promise.resolve(condition()), () => otherwise);

/** Exactly once on the screen. */
export async function once(visitor: Visitor, text: string): Promise<void> {
  await until(async () => (await visitor.texts()).includes(text), () => `"${text}" never came`);
  const texts = await visitor.texts();
  assert.equal(texts.filter((one) => one === text).length, 1, `"${text}" is there more than once: ${texts.join(' | ')}`);
}

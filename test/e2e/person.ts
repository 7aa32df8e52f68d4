/**
 * A person before a page: finds things by their role and name in the accessibility tree, as the contract gives them, and waits until they are there.
 * Whatever goes wrong on the page meanwhile (errors, violations of its policy, requests to elsewhere) is kept in `problems`.
 */
import assert from 'node:assert/strict';
import type { Browser, BrowserContext, ElementHandle, Page } from 'puppeteer-core';

/** Long, since the machine may be busy; what comes ends the wait at once. */
const PATIENCE = 30_000;
/** Of so many looks for something that is not there, one asks the accessibility tree in any case: a name may be put together of several texts. */
const SELDOM = 6;

export interface Person {
  readonly page: Page;
  readonly problems: string[];
  /** Goes to an address, and waits for the page to be loaded. */
  goto(url: string): Promise<void>;
  /** The one thing with this role and name; waits for it. */
  find(role: string, name?: string): Promise<ElementHandle<Element>>;
  /** Resolves when there is no such thing (any more). */
  gone(role: string, name?: string): Promise<void>;
  press(name: string): Promise<void>;
  /** Presses the button that one of these texts stands in, such as a row of the inbox. */
  pressWith(...texts: string[]): Promise<void>;
  /** Writes into the input, without sending. */
  type(text: string): Promise<void>;
  /** Writes and sends with Enter. */
  say(text: string): Promise<void>;
  /** Names of all messages on the screen: author, text, time, state. */
  messages(): Promise<string[]>;
  /** Waits until a message's name matches, and gives that name. */
  reads(pattern: RegExp): Promise<string>;
  /** Waits until any text on the page, shadow trees included, matches. */
  sees(pattern: RegExp): Promise<void>;
  text(): Promise<string>;
  /** Fails if anything went wrong, apart from what `expected` matches. */
  untroubled(expected?: RegExp): void;
}

/** A person with a browser profile of their own, or (given a context) another tab in the same one. */
export async function person(browser: Browser, { context, width = 1200, height = 850 }: { readonly context?: BrowserContext; readonly width?: number; readonly height?: number } = {}): Promise<Person> {
  const page = await (context ?? (await browser.createBrowserContext())).newPage();
  page.setDefaultTimeout(PATIENCE);
  // How long a page may take to come is for the machine to say; the limit of the test ends it.
  page.setDefaultNavigationTimeout(2 * PATIENCE);
  await page.setViewport({ width, height });
  const problems = watch(page);
  const find = async (role: string, name = '') => {
    let found: ElementHandle<Element> | null = null;
    let tries = 0;
    await until(
      async () => {
        // The tree is dear to ask, and puppeteer would do so with every frame: while the name stands nowhere at all, only now and then.
        if (tries++ % SELDOM > 0 && name && !(await page.evaluate(mentioned, name))) return false;
        return (found = await page.$(`::-p-aria(${name}[role="${role}"])`)) !== null;
      },
      () => `no ${role} "${name}" in ${page.url()}${problems.length ? `; the page said:\n${problems.join('\n')}` : ''}`,
    );
    return found!;
  };
  const one: Person = {
    page,
    problems,
    find,
    async goto(url) {
      await page.goto(url, { waitUntil: 'load' });
    },
    async gone(role, name = '') {
      await until(async () => !(await page.$(`::-p-aria(${name}[role="${role}"])`)), () => `${role} "${name}" is still there`);
    },
    async press(name) {
      await (await find('button', name)).click();
    },
    async pressWith(...texts) {
      let button: ElementHandle<Element> | null = null;
      await until(
        async () => (button = (await page.evaluateHandle(buttonWith, texts)).asElement() as ElementHandle<Element> | null) !== null,
        () => `no button with "${texts.join('" or "')}"`,
      );
      await button!.click();
    },
    async type(text) {
      const input = await find('textbox', 'Message');
      await input.focus();
      await page.keyboard.type(text);
    },
    async say(text) {
      await one.type(text);
      await page.keyboard.press('Enter');
    },
    messages: async () => (await page.evaluate(articles)).map((name) => name.replace(/[\u2066-\u2069]/g, '')),
    async reads(pattern) {
      let names: string[] = [];
      let found: string | undefined;
      await until(
        async () => (found = (names = await one.messages()).find((name) => pattern.test(name))) !== undefined,
        () => `no message like ${pattern} among:\n${names.join('\n') || '(none)'}`,
      );
      return found!;
    },
    async sees(pattern) {
      let text = '';
      await until(
        async () => pattern.test((text = await one.text())),
        () => `nothing like ${pattern} in:\n${text}`,
      );
    },
    // Names are isolated for direction; what people read has no such characters.
    text: async () => (await page.evaluate(words)).replace(/[\u2066-\u2069]/g, ''),
    untroubled(expected) {
      const left = problems.filter((problem) => !expected?.test(problem));
      assert.deepEqual(left, [], `something went wrong on ${page.url()}`);
    },
  };
  return one;
}

/** Closes all pages, for the end of a test: one that stays open goes on drawing what moves on it, beside all that come after. */
export async function everybodyLeaves(browser: Browser | undefined): Promise<void> {
  for (const context of browser?.browserContexts() ?? []) if (context !== browser!.defaultBrowserContext()) await context.close();
}

/** Polls a condition. A page that navigates meanwhile has simply not fulfilled it yet. */
export async function until(condition: () => Promise<boolean>, otherwise: () => string, patience = PATIENCE): Promise<void> {
  const end = Date.now() + patience;
  for (;;) {
    const done = await condition().catch((error: unknown) => {
      if (/context was destroyed|detached|navigat/i.test(String(error))) return false;
      throw error;
    });
    if (done) return;
    if (Date.now() > end) throw new Error(otherwise());
    await new Promise((resolve) => setTimeout(resolve, 60));
  }
}

/** Everything that a careful site would not want to see in its console. */
function watch(page: Page): string[] {
  const problems: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warn') problems.push(`console ${message.type()}: ${message.text()} (${message.location().url ?? ''})`);
  });
  page.on('pageerror', (error) => problems.push(`uncaught: ${String(error)}`));
  page.on('request', (request) => {
    const url = new URL(request.url());
    // The page's own origin, or nothing that leaves the machine.
    if (/^(https?|wss?):$/.test(url.protocol) && page.url().startsWith('http') && url.host !== new URL(page.url()).host) problems.push(`request elsewhere: ${url.href}`);
  });
  void page.evaluateOnNewDocument(() => {
    addEventListener('securitypolicyviolation', (event) => console.error(`policy violated: ${event.violatedDirective} by ${event.blockedURI} in ${event.sourceFile}:${event.lineNumber} ${event.sample}`));
    addEventListener('unhandledrejection', (event) => console.error(`unhandled: ${String(event.reason)}`));
  });
  return problems;
}

// Functions that run in the page hold no functions of their own: tsx would mark those with a helper that pages do not have.

/** In the page: whether this stands anywhere, as text or in an attribute that names something. */
function mentioned(name: string): boolean {
  const roots: (Document | ShadowRoot)[] = [document];
  for (let root = roots.shift(); root; root = roots.shift()) {
    if ((root === document ? document.body : root).textContent?.includes(name)) return true;
    for (const element of root.querySelectorAll('*')) {
      if (element.shadowRoot) roots.push(element.shadowRoot);
      for (const attribute of ['aria-label', 'title', 'placeholder', 'alt', 'label']) if (element.getAttribute(attribute)?.includes(name)) return true;
    }
  }
  return false;
}

/** In the page: names of all messages, through shadow trees. */
function articles(): string[] {
  const found: string[] = [];
  const roots: ParentNode[] = [document];
  for (let root = roots.shift(); root; root = roots.shift()) {
    for (const element of root.querySelectorAll('*')) {
      if (element.getAttribute('role') === 'article' && element.getClientRects().length > 0) found.push(element.getAttribute('aria-label') ?? '');
      if (element.shadowRoot) roots.push(element.shadowRoot);
    }
  }
  return found;
}

/** In the page: the first button that holds one of these texts, through shadow trees. */
function buttonWith(texts: readonly string[]): Element | null {
  const roots: ParentNode[] = [document];
  for (let root = roots.shift(); root; root = roots.shift()) {
    for (const element of root.querySelectorAll('*')) {
      if (element.matches('button, [role=button]') && texts.some((text) => element.textContent?.includes(text))) return element;
      if (element.shadowRoot) roots.push(element.shadowRoot);
    }
  }
  return null;
}

/** In the page: all rendered text, through shadow trees, and what stands in inputs. */
function words(): string {
  const found: string[] = [];
  const nodes: Node[] = [document.body];
  for (let node = nodes.shift(); node; node = nodes.shift()) {
    if (node.nodeType === Node.TEXT_NODE && node.textContent?.trim()) found.push(node.textContent.trim());
    if (!(node instanceof Element)) continue;
    if (node.matches('style, script, template, noscript')) continue;
    // A slot and an element without a box of its own are not "visible", what is in them may be.
    if (!node.checkVisibility() && getComputedStyle(node).display !== 'contents') continue;
    nodes.unshift(...(node.shadowRoot?.childNodes ?? []), ...node.childNodes);
  }
  return found.join('\n');
}

/** A visitor of the shop, with the chat open. */
export async function visitor(browser: Browser, shop: string): Promise<Person> {
  const one = await person(browser);
  await one.goto(shop);
  await one.press('Open chat');
  await one.find('textbox', 'Message');
  return one;
}

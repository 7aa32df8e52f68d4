/** Web Locks and BroadcastChannel among tabs that a test makes, freezes and ends. Only what `src/session/tabs` and `src/storage` use of them. */

interface Held {
  readonly name: string;
  readonly tab: FakeTab;
  readonly release: () => void;
  readonly reject: (error: unknown) => void;
}

interface Waiting {
  readonly name: string;
  readonly tab: FakeTab;
  readonly grant: () => void;
}

const aborted = () => new DOMException('The lock was taken or given up', 'AbortError');

export class FakeBrowser {
  readonly tabs = new Set<FakeTab>();
  readonly held: Held[] = [];
  readonly waiting: Waiting[] = [];

  tab(): FakeTab {
    const tab = new FakeTab(this);
    this.tabs.add(tab);
    return tab;
  }

  /** Gives free locks to those who stand first in line. */
  pump(): void {
    for (const one of [...this.waiting]) {
      if (this.held.some(({ name }) => name === one.name) || !this.waiting.includes(one)) continue;
      this.waiting.splice(this.waiting.indexOf(one), 1);
      one.grant();
    }
  }
}

export class FakeTab {
  readonly channels = new Set<FakeChannel>();
  readonly locks: LockManager;
  #frozen = false;
  #inbox: (() => void)[] = [];
  gone = false;

  constructor(readonly browser: FakeBrowser) {
    const request = (name: string, options: LockOptions | (() => unknown), given?: () => unknown): Promise<unknown> =>
      this.#request(name, typeof options === 'function' ? {} : options, given ?? (options as () => unknown));
    this.locks = { request, query: async () => ({ held: browser.held.map(({ name }) => ({ name })), pending: browser.waiting.map(({ name }) => ({ name })) }) } as unknown as LockManager;
  }

  channel(name: string): FakeChannel {
    const channel = new FakeChannel(this, name);
    this.channels.add(channel);
    return channel;
  }

  /** Runs now, or when the tab thaws; never once it is gone. */
  run(fn: () => void): void {
    if (this.gone) return;
    if (this.#frozen) this.#inbox.push(fn);
    else fn();
  }

  /** Nothing runs any more, locks stay; as a page that hangs. What its code does meanwhile is for the test to hold back. */
  freeze(): void {
    this.#frozen = true;
  }

  thaw(): void {
    this.#frozen = false;
    for (const fn of this.#inbox.splice(0)) fn();
  }

  /** Closed or crashed: its locks are free, and what it says is not heard any more. */
  end(): void {
    this.gone = true;
    this.browser.tabs.delete(this);
    const { held, waiting } = this.browser;
    for (const one of held.filter(({ tab }) => tab === this)) held.splice(held.indexOf(one), 1);
    for (const one of waiting.filter(({ tab }) => tab === this)) waiting.splice(waiting.indexOf(one), 1);
    queueMicrotask(() => this.browser.pump());
  }

  #request(name: string, { steal, signal }: LockOptions, fn: () => unknown): Promise<unknown> {
    const { browser } = this;
    return new Promise((resolve, reject) => {
      const grant = (): void => {
        const held: Held = { name, tab: this, reject: (error) => this.run(() => reject(error)), release: () => undefined };
        browser.held.push(held);
        const done = (): void => {
          const at = browser.held.indexOf(held);
          if (at >= 0) browser.held.splice(at, 1);
          queueMicrotask(() => browser.pump());
        };
        this.run(() => void Promise.resolve(fn()).then((value) => (done(), resolve(value)), (error: unknown) => (done(), reject(error as Error))));
      };
      if (steal) {
        for (const one of browser.held.filter((held) => held.name === name)) {
          browser.held.splice(browser.held.indexOf(one), 1);
          one.reject(aborted());
        }
        return queueMicrotask(grant);
      }
      const waiting: Waiting = { name, tab: this, grant };
      browser.waiting.push(waiting);
      signal?.addEventListener('abort', () => {
        const at = browser.waiting.indexOf(waiting);
        if (at < 0) return;
        browser.waiting.splice(at, 1);
        reject(aborted());
      });
      queueMicrotask(() => browser.pump());
    });
  }
}

export class FakeChannel {
  onmessage: ((event: MessageEvent) => void) | null = null;

  constructor(
    readonly tab: FakeTab,
    readonly name: string,
  ) {}

  postMessage(data: unknown): void {
    if (this.tab.gone) return;
    for (const tab of this.tab.browser.tabs) {
      for (const other of tab.channels) {
        if (other === this || other.name !== this.name) continue;
        const copy: unknown = structuredClone(data);
        queueMicrotask(() => tab.run(() => tab.channels.has(other) && other.onmessage?.(new MessageEvent('message', { data: copy }))));
      }
    }
  }

  close(): void {
    this.tab.channels.delete(this);
  }
}

import type { CSSResult } from 'lit';
import { changeStrings, type Strings } from '../../src/i18n/strings.js';
import { ChatElement } from './base-element.js';
import { reportLoad } from './report-load.js';
import type { RARE } from './rare.js';

/**
 * What comes when it is needed, each as a file of its own: a page pays for the launcher, an open chat for its panel, and for the rest only who has it.
 * Here is what many chats need, or at once; the addresses of the others (rare.ts) are a file themselves, since two dozen of them weigh as much as a feature.
 */
const SOON = {
  /** The panel of a widget is seen. */
  body: () => import('../chat-widget/body.js'),
  /** The page feeds it its messages. */
  feeding: () => import('../chat-widget/feeding.js'),
  /** It covers the screen: that of a phone, or by `display`. */
  screen: () => import('../chat-widget/screen.js'),
  /** The first key of a person, or what an earlier page of the tab left. */
  drafts: () => import('../chat-composer/drafts.js'),
  /** More than a few blocks, older pages, a reader away from the end, an answer that grows. */
  far: () => import('../message-list/far.js'),
  /** Links, long texts: the first of them. */
  rich: () => import('../message-list/rich.js'),
  /** Markdown: the first text that may have some. */
  markdown: () => import('../message-list/markdown.js'),
  /** A pointer, a finger, the focus or a key among the messages. */
  actions: () => import('../message-list/actions.js'),
};

type Loaders = typeof SOON & typeof RARE;
type Loaded = { [K in keyof Loaders]: Awaited<ReturnType<Loaders[K]>> };
type Made<M> = M extends { readonly make: (host: never) => infer P } ? P : M;
/** Names of parts. */
export type Late = keyof Loaders;
/** What each is, once it is there: what its `make` made for the element, else the module. */
export type Parts = { [K in Late]: Made<Loaded[K]> };

interface Module {
  readonly words?: Partial<Strings>;
  readonly styles?: readonly CSSResult[];
  make?(host: LateElement): unknown;
}

const load = async (name: Late): Promise<Module> => (name in SOON ? SOON[name as keyof typeof SOON] : (await import('./rare.js')).RARE[name as keyof typeof RARE])() as Promise<Module>;

/** An element of which parts come when they are first needed. It goes on without them until they are there, and then draws itself again. */
export class LateElement extends ChatElement {
  /** Those that are there. Another object with each. @internal */
  late: Partial<Parts> = {};
  #loads: { [K in Late]?: Promise<unknown> | undefined } = {};

  /** A part, or undefined until it is there. What did not come is asked for again after a while, if it is still needed then. @internal */
  need = <K extends Late>(name: K): Parts[K] | undefined => {
    this.#loads[name] ??= load(name).then(
      (module) => {
        if (module.words) changeStrings(module.words);
        for (const sheet of module.styles ?? []) this.adopt(sheet);
        this.late = { ...this.late, [name]: module.make?.(this) ?? module };
        this.requestUpdate();
      },
      (cause: unknown) =>
        reportLoad(this, cause, () => {
          this.#loads[name] = undefined;
          this.redraw();
        }),
    );
    return this.late[name] as Parts[K] | undefined;
  };

  /** The same, as soon as it is there; undefined where it cannot be had. @internal */
  async bring<K extends Late>(name: K): Promise<Parts[K] | undefined> {
    this.need(name);
    await this.#loads[name];
    return this.late[name] as Parts[K] | undefined;
  }

  /** Also what is drawn only where something of it changed. @internal */
  redraw(): void {
    this.late = { ...this.late };
    this.requestUpdate();
  }

  /** Also waits for what was asked for. */
  protected override async getUpdateComplete(): Promise<boolean> {
    await super.getUpdateComplete();
    await Promise.all(Object.values(this.#loads));
    return super.getUpdateComplete();
  }
}

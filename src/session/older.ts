import type { Conversation } from '../conversation/conversation.js';
import { oldestSeq } from '../conversation/page.js';
import type { HistoryState, PassingCommand } from '../domain/index.js';
import type { Core } from './core.js';

/** Messages asked for at a time. */
const PAGE = 50;

/** Pages of older messages, one at a time for each conversation. Comes with the first that is asked for. */
export class Older {
  #core: Core;
  #pass: (command: PassingCommand) => boolean;
  #underWay = new Map<string, { readonly promise: Promise<void>; readonly done: (failed?: boolean) => void }>();

  constructor(core: Core, pass: (command: PassingCommand) => boolean) {
    this.#core = core;
    this.#pass = pass;
  }

  /** Resolves when the page is in, or there is none. */
  async load(id: string): Promise<void> {
    const core = this.#core;
    const target = core.of(id);
    const { history, blocks, count } = target.view;
    const underWay = this.#underWay.get(id);
    if (underWay || history === 'end' || !core.live.has(id)) return underWay?.promise;
    const { clock } = core.deps;
    let settle = (): void => {};
    const promise = new Promise<void>((resolve) => (settle = resolve));
    const done = (failed = false): void => {
      this.#underWay.delete(id);
      clock.clearTimeout(timer);
      if (failed) this.#show(target, 'error');
      settle();
    };
    const timer = clock.setTimeout(() => done(true), core.tuning.requestTimeout);
    this.#underWay.set(id, { promise, done });
    this.#show(target, 'loading');
    if (!this.#pass({ type: 'load-history', conversation: id, before: oldestSeq(target.log), beforeId: blocks[0]?.messages[0]?.id, limit: PAGE, offset: count })) done(true);
    return promise;
  }

  arrived(id: string): void {
    this.#underWay.get(id)?.done();
  }

  lost(): void {
    for (const page of [...this.#underWay.values()]) page.done(true);
  }

  #show(target: Conversation, history: HistoryState): void {
    target.show({ history });
    this.#core.changed(target);
  }
}

import type { Core } from './core.js';

/** Why a message is failed that did not come back. Said in the person's language where what shows it knows the sentence (`failure` in src/i18n/). */
export const UNCONFIRMED = 'The backend did not confirm this message in time.';

/** What is to come back within `request-timeout`, where nothing else confirms it. */
export class Echoes {
  #core: Core;
  #timers = new Set<unknown>();

  constructor(core: Core) {
    this.#core = core;
  }

  /** A send that does not come back may have been refused without a word. Should it come back later, it is sent after all. */
  wait(conversation: string, clientId: string): void {
    const core = this.#core;
    const timer = core.deps.clock.setTimeout(() => {
      this.#timers.delete(timer);
      if (core.of(conversation).find(clientId)?.status !== 'pending') return;
      core.sending?.nack({ type: 'nack', conversation, clientId, code: 'unconfirmed', message: UNCONFIRMED });
    }, core.tuning.requestTimeout);
    this.#timers.add(timer);
  }

  forget(): void {
    for (const timer of this.#timers) this.#core.deps.clock.clearTimeout(timer);
    this.#timers.clear();
  }
}

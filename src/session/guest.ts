import type { Store } from '../storage/types.js';

/**
 * What is remembered of a visitor who is not signed in: the token that the backend gave, and the conversation that was made up here.
 * Written only once the person did something; the conversation only once something was said in it.
 */
export class Guest {
  token: string | undefined;
  conversation: string | undefined;
  #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  /** Reads what an earlier page wrote; the conversation only where one is made up (`own`). */
  async restore(scope: string, own: boolean): Promise<void> {
    const token = (await this.#store.get(`token:${scope}`)) as string | undefined;
    const conversation = own ? ((await this.#store.get(`conversation:${scope}`)) as string | undefined) : undefined;
    this.token ??= token;
    this.conversation ??= conversation;
  }

  async remember(scope: string, spoken: boolean): Promise<void> {
    if (this.token) await this.#store.set(`token:${scope}`, this.token);
    if (this.conversation && spoken) await this.#store.set(`conversation:${scope}`, this.conversation);
  }
}

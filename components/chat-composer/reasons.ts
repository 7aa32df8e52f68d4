import type { ReactiveController } from 'lit';
import { changeStrings } from '../../src/i18n/index.js';
import { reasons as words } from '../../src/i18n/reasons.js';
import type { ChatComposer } from './chat-composer.js';

/** Why nothing can be written now. What was written stays in the box, to be read and copied; so does the focus. */
export class Reasons implements ReactiveController {
  #host: ChatComposer;
  #focused: Element | null = null;

  constructor(host: ChatComposer) {
    changeStrings(words);
    this.#host = host;
    host.addController(this);
  }

  hostUpdate(): void {
    this.#focused = this.#host.shadowRoot!.activeElement;
  }

  /** Buttons that have nothing to do any more go away; the focus does not go with them. */
  hostUpdated(): void {
    if (this.#focused && this.#host.off && !this.#host.shadowRoot!.activeElement) this.#host.focus();
  }

  get why(): string | undefined {
    const { session, conversation, strings, disabled, disabledReason } = this.#host;
    if (disabled) return disabledReason;
    if (!session) return undefined;
    const { status, error } = session.connection;
    if (error?.code === 'signed-out' && (status === 'failed' || status === 'closed')) return strings.signedOutForWriting;
    return session.conversation(conversation).info.status === 'closed' ? strings.closedForWriting : undefined;
  }
}

export const make = (host: ChatComposer): Reasons => new Reasons(host);

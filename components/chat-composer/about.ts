/** What is written answers a message, or changes one. Loaded when a person begins that. */
import { css, html, nothing, type ReactiveController, type TemplateResult } from 'lit';
import type { Message } from '../../src/domain/index.js';
import { changeStrings } from '../../src/i18n/index.js';
import { quote } from '../../src/i18n/quote.js';
import { gist, writer } from '../message-list/gist.js';
import { CLOSE, icon } from '../shared/icons.js';
import type { ChatComposer } from './chat-composer.js';
import { placeOf } from './place.js';

export class About implements ReactiveController {
  #host: ChatComposer;
  #what: { readonly kind: 'reply' | 'edit'; readonly message: Message } | undefined;
  #place: string | undefined;
  /** What an earlier page answered, until that is here. */
  #wanted: string | undefined;
  /** What was in the box before a message was put there to be changed. */
  #before = '';

  constructor(host: ChatComposer) {
    changeStrings(quote);
    this.#host = host;
    host.adopt(styles);
    host.addController(this);
    (host.renderRoot as HTMLElement).addEventListener('keydown', (event) => {
      // 229: an input method's, where `isComposing` comes late (Safari).
      if (event.key !== 'Escape' || event.isComposing || event.keyCode === 229 || event.defaultPrevented || !this.#what) return;
      // One Escape ends one thing: the chat around it stays open.
      event.preventDefault();
      this.cancel();
    });
  }

  /** Another conversation has nothing to do with it, whoever changed it: composer or connection. A move in the page is none. */
  hostUpdate(): void {
    if ((this.#what || this.#wanted) && placeOf(this.#host) !== this.#place) this.leave();
    if (this.#wanted) this.#seek();
  }

  /** Ends it with the box as it was before. */
  leave(): void {
    if (this.edits) this.#host.draft = this.#before;
    this.end();
  }

  /** A message is being changed: what is in the box is no draft. */
  get edits(): boolean {
    return this.#what?.kind === 'edit';
  }

  /** What is written and not sent, also while something else is in the box; and what it answers, for drafts.ts. */
  get kept(): string {
    const draft = this.edits ? this.#before : this.#host.draft;
    const replyTo = this.replyTo ?? this.#wanted;
    return draft.trim() && replyTo ? `${draft}\0${replyTo}` : draft;
  }

  get replyTo(): string | undefined {
    return this.#what?.kind === 'reply' ? this.#what.message.id : undefined;
  }

  get answer(): { readonly replyTo?: string } {
    const { replyTo } = this;
    return replyTo === undefined ? {} : { replyTo };
  }

  /** What an earlier page answered, once that message is here; the focus stays where it is. */
  resume(id: string): void {
    if (this.#what) return;
    this.#wanted = id;
    this.#place = placeOf(this.#host);
    this.#host.requestUpdate();
  }

  #seek(): void {
    const { session, conversation, draft } = this.#host;
    const message = session?.find(this.#wanted!, conversation);
    if (message) this.#what = { kind: 'reply', message };
    // What was sent or emptied answers nothing any more.
    if (message || !draft) this.#wanted = undefined;
  }

  start(kind: 'reply' | 'edit', message: Message): void {
    const host = this.#host;
    this.cancel();
    this.#what = { kind, message };
    this.#place = placeOf(host);
    if (kind === 'edit') {
      this.#before = host.draft;
      host.draft = message.text;
    }
    host.requestUpdate();
    void host.updateComplete.then(() => {
      host.focus();
      host.input?.setSelectionRange(host.draft.length, host.draft.length);
    });
  }

  /** Takes the text as the message's new one. False where nothing is being changed. */
  edit(text: string): boolean {
    const what = this.#what;
    if (what?.kind !== 'edit') return false;
    // A message without words is deleted, not changed.
    if (!text.trim()) return true;
    if (text !== what.message.text) this.#host.session?.editMessage(what.message.id, text, this.#host.conversation);
    this.cancel();
    return true;
  }

  cancel = (): void => {
    this.leave();
    this.#host.focus();
  };

  end(): void {
    this.#what = this.#wanted = undefined;
    this.#before = '';
    this.#host.requestUpdate();
  }

  renderAbove(): TemplateResult | typeof nothing {
    const what = this.#what;
    const { strings } = this.#host;
    if (!what) return nothing;
    const { kind, message } = what;
    const title = kind === 'edit' ? strings.editing : message.own ? strings.replyingToOwn : strings.replyingTo(writer(message, this.#host));
    const stop = kind === 'edit' ? strings.cancelEdit : strings.cancelReply;
    return html`<div class="about" role="group" aria-label=${title}>
      <div class="about-what"><strong>${title}</strong><span dir="auto">${gist(message, this.#host)}</span></div>
      <button class="icon-button" type="button" aria-label=${stop} title=${stop} @click=${this.cancel}>${icon(CLOSE)}</button>
    </div>`;
  }
}

const styles = css`
  .about {
    display: flex;
    align-items: center;
    gap: 8px;
    margin-block-end: 8px;
    padding-block: 4px;
    padding-inline: 12px 4px;
    border-inline-start: 3px solid var(--_accent-text);
    border-radius: var(--_radius-s);
    background: var(--_surface-2);
    font-size: var(--_size-s);
  }
  .about-what {
    flex: 1;
    min-inline-size: 0;
    display: grid;
  }
  .about-what strong {
    color: var(--_accent-text);
  }
  .about-what > * {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
`;

export const make = (host: ChatComposer): About => new About(host);

import { html, render, type TemplateResult } from 'lit';
import { ChatComposer } from '../chat-composer/chat-composer.js';
import { MessageList } from '../message-list/message-list.js';
import { TypingIndicator } from '../typing-indicator/typing-indicator.js';
import { awaits } from '../../src/context/index.js';
import type { Message } from '../../src/domain/index.js';
import { createElement } from '../shared/create-element.js';
import type { WidgetHost } from './host.js';

/** The parts of the inner elements that a page may style through the widget. */
const LIST_PARTS = 'messages, day, gap, message, message-own, message-other, bubble, author, avatar, time, status, attachment, jump, actions, quote, reactions, stop, card, quick-replies, quick-reply, unread-line';
const COMPOSER_PARTS = 'composer, input, send, attach, emoji, file, record';
const TYPING = 'dots: typing-dots, label: typing-label';

/**
 * What the panel of a widget holds: messages, who is typing, and the input. Loaded when it is first seen. Made by constructor, not by tag, since under
 * `defineAll({ prefix })` the tags are others.
 */
export class Body {
  #host: WidgetHost;
  #list = createElement('message-list', MessageList);
  #typing = createElement('typing-indicator', TypingIndicator);
  #composer = createElement('chat-composer', ChatComposer);

  constructor(host: WidgetHost) {
    this.#host = host;
    this.#list.setAttribute('exportparts', LIST_PARTS);
    this.#typing.setAttribute('part', 'typing');
    this.#typing.setAttribute('exportparts', TYPING);
    this.#composer.setAttribute('exportparts', COMPOSER_PARTS);
    for (const what of ['reply', 'edit'] as const) this.#list.addEventListener(`chat-${what}`, (event) => void this.#composer.about(what, (event as CustomEvent<{ message: Message }>).detail.message));
    this.#composer.draft = host.draft;
    render(html`<slot name="composer-actions" slot="composer-actions"></slot>`, this.#composer);
  }

  get list(): MessageList {
    return this.#list;
  }

  get draft(): string {
    return this.#composer.draft;
  }
  set draft(text: string) {
    this.#composer.draft = text;
  }

  /** Also passes on what is set on the widget. */
  render(aside?: unknown): TemplateResult {
    const host = this.#host;
    const { session, conversation, strings } = host;
    // Without a session they are given nothing, instead of missing a connection: that is for the widget to say.
    const none = session ? undefined : NONE;
    Object.assign(this.#list, { conversation, noReceipts: host.noReceipts, noMarkdown: host.noMarkdown, messages: none });
    Object.assign(this.#typing, { conversation, participants: none });
    this.#composer.awaited = awaits(host);
    for (const name of PASSED) (this.#composer as Record<typeof name, unknown>)[name] = host[name] || undefined;
    render(html`<slot name="empty" slot="empty"><div><p class="hello">${strings.greeting}</p><p class="hint">${strings.helloHint}</p></div></slot>`, this.#list);
    return html`<div class="body"><div class="messages">${this.#list}${this.#typing}</div>${aside}<slot name="before-composer"></slot>${this.#composer}</div>`;
  }

  /** What was pressed does not come. */
  refuse(): void {
    this.#composer.refuse(this.#host.strings.status.failed);
  }

  focus(options?: FocusOptions): void {
    if (this.#composer.hasUpdated) this.#composer.focus(options);
    else void this.#composer.updateComplete.then(() => this.#composer.focus(options));
  }

  scrollToMessage(id: string): void {
    void this.#list.scrollToMessage(id);
  }

  /** Resolves when what was passed on is on the screen. */
  async settled(): Promise<void> {
    // Behind a form it waits to be shown, and would never come to rest.
    if (!this.#list.isConnected) return;
    await Promise.all([this.#list.updateComplete, this.#typing.updateComplete, this.#composer.updateComplete]);
  }
}

const NONE: readonly never[] = [];
/** What the composer takes from the widget. */
const PASSED = ['conversation', 'placeholder', 'typingPreview', 'voice', 'attachments', 'accept', 'maxFileSize', 'emoji'] as const;

export const make = (host: WidgetHost): Body => new Body(host);

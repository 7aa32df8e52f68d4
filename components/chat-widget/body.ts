import { ContextProvider } from '@lit/context';
import { sessionContext, type ChatSession } from '../../src/context/index.js';
import type { Strings } from '../../src/i18n/index.js';
import { ChatComposer } from '../chat-composer/chat-composer.js';
import { MessageList } from '../message-list/message-list.js';
import { TypingIndicator } from '../typing-indicator/typing-indicator.js';
import { createElement } from './create-element.js';
import { PanelSession } from './panel-session.js';

/** What the widget hands down. */
export interface BodyHost {
  readonly session: ChatSession | undefined;
  readonly conversation?: string;
  readonly placeholder?: string;
  readonly greeting?: string;
  readonly heading?: string;
  readonly avatar?: string;
  readonly noReceipts: boolean;
  readonly typingPreview: boolean;
  readonly clearedTo?: string;
  readonly strings: Strings;
}

/** The parts of the inner elements that a page may style through the widget. */
const LIST_PARTS = 'messages, day, message, message-own, message-other, bubble, author, avatar, time, status, attachment, jump';
const NONE: readonly never[] = [];
const COMPOSER_PARTS = 'composer, input, send, attach, record, toast';

/**
 * What the panel of a widget holds: messages, who is typing, and the input. Loaded when it is first seen. Made by constructor, not by tag, since under
 * `defineAll({ prefix })` the tags are others.
 */
export class Body {
  /** To be put into the panel. */
  readonly node = element('div', 'body');
  #host: BodyHost;
  #list = createElement('message-list', MessageList);
  #typing = createElement('typing-indicator', TypingIndicator);
  #composer = createElement('chat-composer', ChatComposer);
  #hello = element('p', 'hello');
  #hint = element('p', 'hint');
  #panel: PanelSession | undefined;
  #provider: ContextProvider<typeof sessionContext>;
  #shown: ChatSession | undefined;

  constructor(host: BodyHost, draft: string) {
    this.#host = host;
    const messages = element('div', 'messages');
    this.#provider = new ContextProvider(messages as never, { context: sessionContext });
    this.#list.setAttribute('exportparts', LIST_PARTS);
    this.#typing.setAttribute('part', 'typing');
    this.#composer.setAttribute('exportparts', COMPOSER_PARTS);
    this.#composer.draft = draft;
    const empty = slot('empty');
    const welcome = element('div', 'welcome');
    welcome.append(this.#hello, this.#hint);
    empty.append(welcome);
    this.#list.append(empty);
    this.#composer.append(slot('composer-actions'));
    messages.append(this.#list, this.#typing);
    this.node.append(messages, slot('before-composer', false), this.#composer);
    this.update();
  }

  get draft(): string {
    return this.#composer.draft;
  }
  set draft(text: string) {
    this.#composer.draft = text;
  }

  /** Passes on what is set on the widget. */
  update(): void {
    const { session, conversation, placeholder, typingPreview, noReceipts, greeting, heading, avatar, clearedTo, strings } = this.#host;
    if (session !== this.#shown) {
      this.#shown = session;
      this.#panel = session && new PanelSession(session);
      this.#panel?.set({ greeting, name: heading, avatar, clearedTo });
      this.#provider.setValue(this.#panel?.session);
    } else if (this.#panel?.set({ greeting, name: heading, avatar, clearedTo })) this.#list.requestUpdate();
    setText(this.#hello, strings.greeting);
    setText(this.#hint, strings.helloHint);
    // Without a session they are given nothing, instead of missing a connection: that is for the widget to say.
    const nothing = session ? undefined : NONE;
    Object.assign(this.#list, { conversation, noReceipts, messages: nothing });
    Object.assign(this.#typing, { conversation, participants: nothing });
    Object.assign(this.#composer, { conversation, placeholder: placeholder || undefined, typingPreview });
  }

  focus(options?: FocusOptions): void {
    this.#composer.focus(options);
  }

  scrollToMessage(id: string): void {
    void this.#list.scrollToMessage(id);
  }

  /** Resolves when what was passed on is on the screen. */
  async settled(): Promise<void> {
    await Promise.all([this.#list.updateComplete, this.#typing.updateComplete, this.#composer.updateComplete]);
  }
}

function element(tag: string, className: string): HTMLElement {
  const made = document.createElement(tag);
  made.className = className;
  return made;
}

function setText(node: HTMLElement, text: string): void {
  if (node.textContent !== text) node.textContent = text;
}

/** Lets what a page puts into the widget through to an inner element. */
function slot(name: string, pass = true): HTMLSlotElement {
  const made = document.createElement('slot');
  made.name = name;
  if (pass) made.slot = name;
  return made;
}

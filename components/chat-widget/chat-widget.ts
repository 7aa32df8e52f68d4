import { html, nothing, type PropertyDeclarations, type PropertyValues, type TemplateResult } from 'lit';
import { awaits, type ChatSession, type SessionProvider } from '../../src/context/index.js';
import type { ConversationView, Message, MessageInput, Participant } from '../../src/domain/index.js';
import type { ChatErrorDetail } from '../../src/errors/index.js';
import { WithConnectionSettings } from '../chat-connection/connection-settings.js';
import { StatusController } from '../connection-badge/status-controller.js';
import { bool, declared, flags } from '../shared/base-element.js';
import { CHAT, CHEVRON_DOWN, CLOSE, icon, SEARCH } from '../shared/icons.js';
import { LateElement } from '../shared/late.js';
import { whole, type Sending } from '../shared/sending.js';
import { base, buttons, tokens } from '../shared/tokens.js';
import { renderBanner } from './banner.js';
import { styles } from './chat-widget.styles.js';
import { tabMemory } from './memory.js';
import { isFed, WidgetSession } from './widget-session.js';
import type { MessageList } from '../message-list/message-list.js';
import type { WidgetHost } from './host.js';

/** How the widget sits in its page. */
export type Display = 'floating' | 'inline' | 'fullscreen';

/**
 * Chat for a page: a launcher with a panel over it, or the panel alone in a box of the page or over the whole screen. Connects by the provider around it, by its own
 * `url`, or not at all, and is then fed by its page.
 *
 * @tag chat-widget
 * @summary The whole chat: launcher, panel, messages and input.
 * @fires chat-open - The panel was opened.
 * @fires chat-close - The panel was closed.
 * @fires chat-unread - `{count}`: how many messages the person has not seen yet.
 * @fires chat-send - `{text, message}`: before a send. Cancelable: then the page takes it.
 * @fires chat-rating - `{rating, comment, conversation}`: the person rated the conversation. Cancelable: then no message says so.
 * @fires chat-status - And everything else that `<chat-connection>` dispatches; bubbles only with a connection of its own.
 * @slot launcher - Drawn inside the launcher button, in place of its icon.
 * @slot header - In place of picture, heading and presence.
 * @slot header-actions - Beside the close button.
 * @slot empty - Shown while there are no messages.
 * @slot before-composer - Between messages and input, such as suggestions or a notice.
 * @slot composer-actions - Beside the input.
 * @csspart launcher - The round button.
 * @csspart unread - The count on it.
 * @csspart greeting - The greeting beside the launcher.
 * @csspart panel - The box that holds everything else.
 * @csspart header - Its top.
 * @csspart heading - The title.
 * @csspart back - The button that leads to the visitor's other conversations (`conversations`).
 * @csspart conversations - The list of these.
 * @csspart conversation - One of them.
 * @csspart new-conversation - The button that begins another.
 * @csspart search - The field that searches the conversation, with its buttons.
 * @csspart close - The button that closes it.
 * @csspart banner - The line that says how the connection is, while it is not well.
 * @csspart retry - The button in it.
 * @csspart toast - What the backend tells the person apart from the conversation, such as an error.
 * @csspart form - Questions before the chat, or the form that leaves a message.
 * @csspart notice - The line that says when somebody is back.
 * @csspart rating - The rating at the end.
 * @csspart messages - The list of messages; its inner parts are exported under their own names.
 * @csspart unread-line - The line over what was not read yet.
 * @csspart typing - Who is writing.
 * @csspart typing-dots - Its dots.
 * @csspart typing-label - Its words.
 * @csspart composer - The input and its buttons.
 * @csspart attach - The button that attaches files (`attachments`).
 * @csspart emoji - The button that opens the emoji picker (`emoji`).
 * @csspart file - A file that goes with the message.
 * @csspart record - The button that records a voice message (`voice`).
 * @cssprop --chat-panel-width - Width of a floating panel. Default 400px.
 * @cssprop --chat-panel-height - Height of a floating panel, as far as there is room. Default 680px.
 * @cssprop --chat-inset - Distance from the edges of the page. Default 20px.
 * @cssprop --chat-z-index - Only where the browser has no top layer. Default 2147480000.
 */
export class ChatWidget extends WithConnectionSettings(LateElement) implements SessionProvider, WidgetHost {
  static override styles = [tokens, base, buttons, styles];

  static override properties: PropertyDeclarations = {
    // Written down only where they differ: React compares a tag with what the server wrote.
    display: { reflect: true, useDefault: true },
    open: { converter: bool, reflect: true },
    placement: { reflect: true, useDefault: true },
    ...declared('heading placeholder greeting avatar accept hours timeZone preChat consent'),
    ...flags('attachments emoji voice noReceipts noMarkdown typingPreview sounds offlineForm rating noSearch conversations'),
    ...declared('maxFileSize', { type: Number }),
  };

  /** `floating`: launcher and panel; `inline`: fills its box; `fullscreen`: covers the page. */
  display: Display = 'floating';
  /** Whether the panel is open. Has no meaning `inline`. */
  open = false;
  /** The corner of the launcher: `bottom-end` or `bottom-start`, as the text runs. */
  placement: 'bottom-end' | 'bottom-start' = 'bottom-end';
  /** Title of the panel, and its name for assistive technology.
   * @attr */
  heading?: string;
  /** Shown in the empty input.
   * @attr */
  placeholder?: string;
  /** What the visitor reads first. Stands beside the launcher after a while, and as the first message of an empty conversation; is never stored.
   * @attr */
  greeting?: string;
  /** Picture in the header.
   * @attr */
  avatar?: string;
  /** Accept files, by button, paste and drop.
   * @attr */
  attachments = false;
  /** Types of these, as an input's `accept` has them: `image/*,.pdf`. Default: what the backend takes.
   * @attr */
  accept?: string;
  /** How large each may be, in bytes. Default: what the backend takes.
   * @attr max-file-size */
  maxFileSize?: number;
  /** Offer emoji to pick from.
   * @attr */
  emoji = false;
  /** Record voice messages.
   * @attr */
  voice = false;
  /** Do not show how far one's messages came.
   * @attr no-receipts */
  noReceipts = false;
  /** Show messages as they were typed.
   * @attr no-markdown */
  noMarkdown = false;
  /** Let the team see what is typed before it is sent. The composer says so.
   * @attr typing-preview */
  typingPreview = false;
  /** One short sound per arrival and browser, once the person has used the page.
   * @attr */
  sounds = false;
  /** When the team is there: `Mo-Fr 09:00-18:00; Sa 10:00-14:00`, or the same as an object or JSON. Closed, the chat says when somebody is back.
   * @attr */
  hours?: string | Readonly<Record<string, string>>;
  /** The time zone of `hours`, such as `Europe/Berlin`. Default: the visitor's.
   * @attr time-zone */
  timeZone?: string;
  /** While nobody is there, a new visitor leaves a message with an e-mail address.
   * @attr offline-form */
  offlineForm = false;
  /** Questions before the first message: a list of `{name, label, type, required, options}`, or the same as JSON. Answers go out as metadata of that message.
   * @attr pre-chat */
  preChat?: string | readonly { readonly name: string; readonly label?: string; readonly type?: string; readonly required?: boolean; readonly options?: readonly string[] }[];
  /** What the visitor has to agree to before anything is connected or kept; a link as `[label|url]`.
   * @attr */
  consent?: string;
  /** Ask for a rating when the conversation is resolved or closed.
   * @attr */
  rating = false;
  /** Do not offer to search the conversation.
   * @attr no-search */
  noSearch = false;
  /** Offer a visitor their other conversations, and a new one, behind a button in the header.
   * @attr */
  conversations = false;

  /** Messages up to and with this one were cleared from the screen. @internal */
  clearedTo?: string;

  #source = new WidgetSession(this, () => {
    this.#listen();
    if (this.open && this.#opened) this.#source.engage();
  });
  #status = new StatusController(this, () => this.session?.connection);
  #unlisten: (() => void) | undefined;
  #narrow: MediaQueryList | undefined;
  #page: Document | undefined;
  #draft = '';
  #unread = 0;
  /** How many of the unread ones were seen without telling anyone. */
  #seen = 0;
  /** The person opened it, in this page or an earlier one of the tab. */
  #opened = false;
  /** The focus goes along with the next opening or closing, or waits at the panel for the input. */
  #takesFocus = false;
  #agreed = false;

  constructor() {
    super();
    this.keepInside();
  }

  /** The session that is shown. @internal */
  get session(): ChatSession | undefined {
    return this.#source.session;
  }

  /** The conversation that is shown. @internal */
  get view(): ConversationView | undefined {
    return this.#source.view;
  }

  /** The messages of the panel. @internal */
  get list(): MessageList | undefined {
    return this.late.body?.list;
  }

  /** Whether the panel is there to be seen. @internal */
  get shown(): boolean {
    return this.open || this.display === 'inline';
  }

  /** Consent is asked for and not given yet. @internal */
  get waits(): boolean {
    return !!this.consent && !this.#agreed && !this.memory('consent');
  }

  /** The conversation was resolved or closed. @internal */
  get ended(): boolean {
    return /^(resolved|closed)$/.test(this.view?.info.status ?? '');
  }

  /** What asks something before the conversation, once it is loaded. */
  get #asks(): boolean {
    return !!(this.hours || this.offlineForm || this.preChat || this.consent);
  }

  /** Messages on the screen, oldest first. */
  get messages(): readonly Message[] {
    const all = (this.view?.blocks ?? []).flatMap((block) => block.messages);
    return this.clearedTo ? all.slice(all.findLastIndex((message) => keyOf(message) === this.clearedTo) + 1) : all;
  }

  /** Messages of others that the person has not seen yet. */
  get unread(): number {
    return this.#unread;
  }

  /** What is written in the input and not sent. */
  get draft(): string {
    return this.late.body?.draft ?? this.#draft;
  }
  set draft(text: string) {
    if (this.late.body) this.late.body.draft = text;
    else this.#draft = text;
  }

  override connectedCallback(): void {
    if (!this.hasUpdated) this.#startOpen();
    const page = (this.#page = this.ownerDocument);
    this.#narrow = (page.defaultView ?? window).matchMedia('(max-width: 479.98px), (max-height: 399.98px)');
    this.#narrow.onchange = this.#look;
    page.addEventListener('visibilitychange', this.#look);
    page.addEventListener('fullscreenchange', this.#look);
    super.connectedCallback();
    this.#listen();
    // A move took the box out of the top layer.
    this.requestUpdate();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#page!.removeEventListener('visibilitychange', this.#look);
    this.#page!.removeEventListener('fullscreenchange', this.#look);
    this.#narrow!.onchange = null;
    this.#unlisten?.();
  }

  /** A page that somebody uses can answer between the making of a launcher and its drawing: two short tasks for a long one. */
  protected override scheduleUpdate(): void | Promise<unknown> {
    if (this.hasUpdated || this.open) return super.scheduleUpdate();
    // Asked for before it draws: where the panel's file is here already, it is drawn once and with its input, and not without and again.
    if (this.shown) this.need('body');
    return new Promise((done) => setTimeout(done)).then(() => super.scheduleUpdate());
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('display') && this.display === 'fullscreen' && this.hasUpdated) this.open = true;
    // The focus must not fall out of a panel that goes away. Not by `:focus-within`: in Chromium that ends at the top layer.
    if (changed.get('open') && !this.open && this.contains((this.getRootNode() as Document).activeElement)) this.#takesFocus = true;
    this.#count();
    if (this.shown && !this.need('body')) this.formats.prepare();
    if (this.greeting || this.clearedTo) this.need('greeting');
    if (this.display === 'fullscreen' || this.#narrow?.matches) this.need('screen');
    if (this.closest('dialog,[popover],:fullscreen')) this.need('above');
    if (this.#unread) this.need('unread');
    if (this.sounds) this.need('sound');
    if (this.conversations && this.shown) this.need('conversations');
    if (this.#asks && this.shown) this.need('flows');
    if (this.rating && this.ended && this.shown) this.need('rating');
  }

  /** The button of the banner goes when the connection is back by itself: the focus stays in the panel. */
  protected override update(changed: PropertyValues<this>): void {
    const held = this.shadowRoot!.activeElement;
    super.update(changed);
    if (held?.matches('[part=retry]') && !held.isConnected) this.#find('.panel')!.focus();
  }

  protected override updated(changed: PropertyValues<this>): void {
    const layer = this.#find('.layer');
    // A move in the DOM takes an element out of the top layer without a word, so this is asked after every render. Without a top layer, the styles fall back to a fixed position.
    if (this.display !== 'inline' && this.isConnected && layer?.showPopover && !layer.matches(':popover-open')) {
      layer.showPopover();
      // A dialog may also be in the shadow root of what is around it: as long as it is closed, nothing is seen.
      if (!layer.checkVisibility?.()) this.need('above');
    }
    const turned = changed.get('open') !== undefined;
    if (turned) this.emit(this.open ? 'chat-open' : 'chat-close');
    if (this.#takesFocus && (turned || this.shadowRoot!.activeElement === this.#find('.panel'))) this.focus();
  }

  /** Also waits for what is loaded on demand. */
  protected override async getUpdateComplete(): Promise<boolean> {
    await super.getUpdateComplete();
    await this.#source.settled;
    const done = await super.getUpdateComplete();
    await this.late.body?.settled();
    return done;
  }

  protected override render(): TemplateResult {
    const { strings, shown, display } = this;
    const { body, greeting, toast, flows, rating, search, conversations: past } = this.late;
    const inline = display === 'inline';
    const heading = this.heading || strings.heading;
    return html`<div class="root" dir=${this.direction} lang=${this.localeTag || nothing} @keydown=${this.#handleKeydown}>
      <div class="layer ${display} ${this.placement === 'bottom-start' ? 'start' : ''} ${shown ? 'open' : ''}" popover=${inline ? nothing : 'manual'}>
        <section class="panel" part="panel" role=${inline ? 'region' : 'dialog'} aria-label=${heading} tabindex="-1" ?hidden=${!shown} @chat-send=${this.#handleSend} @pointerdown=${this.#handleTouch} @focusin=${this.#handleTouch}>
          <div class="header" part="header">
            ${past?.back()}<slot name="header">
              <span class="avatar" part="avatar">${this.avatar ? html`<img src=${this.avatar} alt="" referrerpolicy="no-referrer" />` : icon(CHAT)}</span>
              <div class="title">
                <h2 class="heading" part="heading" dir="auto">${heading}</h2>
                ${this.#isOnline ? html`<p class="presence">${strings.online}</p>` : nothing}
              </div>
            </slot>
            ${this.noSearch || !this.view?.count ? nothing : html`<button class="icon-button find" aria-label=${strings.searchMessages} title=${strings.searchMessages} aria-expanded=${!!search?.isOpen} @click=${this.#handleSearch}>${icon(SEARCH)}</button>`}<slot name="header-actions"></slot>
            ${inline ? nothing : html`<button class="icon-button close" part="close" aria-label=${strings.closeChat} title=${strings.closeChat} @click=${this.#handleToggle}>${icon(CLOSE)}</button>`}
          </div>
          ${renderBanner(this.#status.state, strings, this.#handleRetry)}${toast?.render()}${search?.render()}${past?.render() ?? flows?.render() ?? (this.#asks && !flows ? nothing : body?.render([this.rating ? rating?.render() : nothing, flows?.aside()]))}
        </section>
        ${greeting?.render()}${inline ? nothing : this.#renderLauncher()}
      </div>
    </div>`;
  }

  #renderLauncher(): TemplateResult {
    const { strings, open } = this;
    const unread = !open && this.#unread;
    return html`<button class="launcher" part="launcher" aria-label=${(unread && this.late.unread?.name) || strings.openChat} aria-haspopup="dialog" aria-expanded=${open} @click=${this.#handleToggle}>
      <slot name="launcher">${icon(open ? CHEVRON_DOWN : CHAT)}</slot>
      ${unread ? this.late.unread?.render() : nothing}
    </button>${this.late.unread?.region()}`;
  }

  #listen(): void {
    this.#unlisten?.();
    this.#unlisten = this.session?.onEvent((name, detail) => {
      // What a provider says, also for those who listen on the widget alone. It does not bubble: whoever is around both hears it once.
      if (!this.#source.own) this.dispatchEvent(new CustomEvent(name, { detail }));
      const { code, message } = detail as ChatErrorDetail;
      if (code === 'server-error') void this.bring('toast').then((toast) => toast?.say(message));
      if (name === 'chat-message' && !this.shown) void this.bring('unread').then((unread) => unread?.heard());
    });
  }

  #look = (): void => this.requestUpdate();

  // Methods, since Lit calls a listener with the element as `this`.
  #handleToggle(): void {
    this.byPerson(!this.open);
  }

  async #handleSearch(): Promise<void> {
    const search = await this.bring('search');
    if (search) search.toggle();
    else this.late.body?.refuse();
  }

  #handleTouch(): void {
    this.#source.engage();
  }

  #handleRetry(): void {
    this.session?.retry();
    this.#find('.panel')?.focus();
  }

  #handleKeydown(event: KeyboardEvent): void {
    // 229: an input method's, where `isComposing` comes late (Safari).
    if (event.key !== 'Escape' || event.isComposing || event.keyCode === 229 || event.defaultPrevented || this.display === 'inline' || !this.open) return;
    this.byPerson(false);
    // One Escape closes one thing: a dialog of the page around it stays.
    event.preventDefault();
  }

  /** From the input or a card, on its way to the page. They send by themselves where there is a session. */
  #handleSend(event: CustomEvent<Sending>): void {
    const { detail } = event;
    this.late.flows?.sending(detail);
    detail.message ??= { text: detail.text };
    // The page's listeners come after this one.
    if (!this.session && !awaits(this)) queueMicrotask(() => event.defaultPrevented || this.#source.deliver(whole(detail)));
  }

  get #isOnline(): boolean {
    const self = this.session?.self.id;
    return !!this.view?.presence.some(({ participant, online }) => online && participant.id !== self && participant.role !== 'visitor');
  }

  #find(selector: string): HTMLElement | null {
    return this.renderRoot?.querySelector(selector);
  }

  /** Counts what was not seen yet. The list finds out what was read, and says so; with `no-receipts` nobody is told, and so it is remembered here. */
  #count(): void {
    const all = this.view?.unread ?? 0;
    if (all < this.#seen) this.#seen = 0;
    if (this.noReceipts && this.shown && this.ownerDocument.visibilityState === 'visible') this.#seen = all;
    const count = all - this.#seen;
    if (count === this.#unread) return;
    this.#unread = count;
    this.emit('chat-unread', { count });
  }

  /** What the person left open in this tab is open again; otherwise the page's attribute counts. The focus stays where it is. */
  #startOpen(): void {
    if (this.display === 'fullscreen') this.open = true;
    const left = this.display === 'floating' ? this.memory('open') : null;
    if (left) this.open = this.#opened = left === 'true';
  }

  /** What the tab remembers it by, since the person went to another conversation. @internal */
  called?: string;

  /** @internal */
  memory(what: 'open' | 'greeting' | 'consent' | 'pre-chat', value?: string): string | null {
    if (value && what !== 'consent' && this.waits) return null;
    return tabMemory(`${what}:${this.id || this.called || this.conversation || this.localName}`, value);
  }

  /** @internal */
  agree(): void {
    this.#agreed = true;
    this.memory('consent', new Date().toISOString());
    this.memory('open', 'true');
    // What was held back until now: the next render connects.
    this.requestUpdate();
    this.#source.engage();
  }

  /** @internal */
  byPerson(open: boolean): void {
    this.memory('open', String(open));
    if (open) this.#source.engage();
    if (open && this.open) return this.focus();
    this.open = this.#opened = open;
    this.#takesFocus = true;
  }

  /** Opens the panel. The focus goes along only where the person has just pressed something on the page and is not writing elsewhere. */
  show(): void {
    this.open = true;
    this.#source.open();
    void this.bring('manners').then((manners) => manners?.actsForPerson() && this.open && this.byPerson(true));
  }

  /** Closes the panel. The focus goes back to the launcher if it was inside. */
  hide(): void {
    if (this.open && navigator.userActivation?.isActive) this.memory('open', 'false');
    this.open = false;
  }

  /** Opens or closes the panel. */
  toggle(): void {
    if (this.open) this.hide();
    else this.show();
  }

  /** Moves the focus to the input, or to the launcher while the panel is closed. */
  override focus(options?: FocusOptions): void {
    const { flows, conversations } = this.late;
    const body = conversations?.isOpen ? conversations : flows?.gate ? flows : this.#asks && !flows ? undefined : this.late.body;
    // While the input is still being loaded, the panel keeps its place.
    this.#takesFocus = this.shown && !body;
    (this.shown ? (body ?? this.#find('.panel')) : this.#find('.launcher'))?.focus(options);
  }

  /** Sends a text, as if it was typed: `chat-send` first, which the page may cancel. `metadata` goes along where the backend carries it. */
  send(text: string, metadata?: Readonly<Record<string, unknown>>): void {
    if (!`${text ?? ''}`.trim()) return;
    // Before consent nothing goes out: the words wait in the input.
    if (this.waits) return void ((this.draft = text), this.show());
    const detail: Sending = { text, message: { text }, metadata };
    this.late.flows?.sending(detail);
    if (this.emit('chat-send', detail, { cancelable: true })) this.#source.deliver(whole(detail));
  }

  /** Shows a message, wherever in the list it is. */
  scrollToMessage(id: string): void {
    this.late.body?.scrollToMessage(id);
  }

  /** Messages on the screen whose text contains `text`, whatever its case; oldest first. */
  search(text: string): readonly Message[] {
    const wanted = String(text ?? '').trim().toLocaleLowerCase();
    return wanted ? this.messages.filter((message) => message.text.toLocaleLowerCase().includes(wanted)) : [];
  }

  /** Takes all messages off the screen; with a connection they stay where they are stored. */
  clear(): void {
    const { session } = this;
    const last = this.messages.at(-1);
    if (isFed(session)) return session.clear();
    if (last) this.clearedTo = keyOf(last);
    this.requestUpdate();
  }

  /** Fed by its page: replaces all messages. */
  setMessages(list: readonly MessageInput[]): void {
    this.#source.feed((session) => session.setMessages(list));
  }

  /** Fed by its page: adds a message. */
  addMessage(message: MessageInput): void {
    this.#source.feed((session) => session.addMessage(message));
  }

  /** Fed by its page: changes a message. */
  updateMessage(id: string, patch: Partial<MessageInput>): void {
    this.#source.feed((session) => session.updateMessage(id, patch));
  }

  /** Fed by its page: adds to the text of a message, such as an answer that is streamed. */
  appendText(id: string, chunk: string): void {
    this.#source.feed((session) => session.appendText(id, chunk));
  }

  /** Fed by its page: somebody is writing, or stopped. */
  setTyping(participant: Partial<Participant>, typing: boolean, text?: string): void {
    this.#source.feed((session) => session.setParticipantTyping(participant, typing, text));
  }
}

const keyOf = (message: Message): string => message.clientId ?? message.id;

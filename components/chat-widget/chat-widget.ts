import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import type { ChatSession, FedSession, SessionProvider } from '../../src/context/index.js';
import type { ConversationView, Draft, Message } from '../../src/domain/index.js';
import { WithConnectionSettings } from '../chat-connection/connection-settings.js';
import { StatusController } from '../connection-badge/status-controller.js';
import { bool, ChatElement } from '../shared/base-element.js';
import { CHAT, CHEVRON_DOWN, CLOSE, icon } from '../shared/icons.js';
import { base, buttons, tokens } from '../shared/tokens.js';
import { styles } from './chat-widget.styles.js';
import { WithFeeding } from './feeding.js';
import { FloatingController } from './floating.js';
import { GreetingController } from './greeting.js';
import { cutBlocks } from './cut-blocks.js';
import { actsForPerson, badge } from './manners.js';
import { reportLoad } from './own-session.js';
import { ReadingController } from './reading.js';
import { recall, remember } from './tab-memory.js';
import { renderBanner, renderGreeting, renderTitle } from './view.js';
import { isFed, WidgetSession } from './widget-session.js';
import type { Body } from './body.js';

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
 * @fires chat-status - With a connection of its own: everything that `<chat-connection>` dispatches.
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
 * @csspart close - The button that closes it.
 * @csspart banner - The line that says how the connection is, while it is not well.
 * @csspart retry - The button in it.
 * @csspart messages - The list of messages; its inner parts are exported under their own names.
 * @csspart typing - Who is writing.
 * @csspart composer - The input and its buttons.
 * @cssprop --chat-panel-width - Width of a floating panel. Default 400px.
 * @cssprop --chat-panel-height - Height of a floating panel, as far as there is room. Default 680px.
 * @cssprop --chat-inset - Distance from the edges of the page. Default 20px.
 * @cssprop --chat-z-index - Only where the browser has no top layer. Default 2147483000.
 */
export class ChatWidget extends WithFeeding(WithConnectionSettings(ChatElement)) implements SessionProvider {
  static override styles = [tokens, base, buttons, styles];

  /** `floating`: launcher and panel; `inline`: fills its box; `fullscreen`: covers the page. */
  @property({ reflect: true }) display: Display = 'floating';
  /** Whether the panel is open. Has no meaning `inline`. */
  @property({ converter: bool, reflect: true }) open = false;
  /** The corner of the launcher: `bottom-end` or `bottom-start`, as the text runs. */
  @property({ reflect: true }) placement: 'bottom-end' | 'bottom-start' = 'bottom-end';
  /** Title of the panel, and its name for assistive technology. */
  @property() heading?: string;
  /** Shown in the empty input. */
  @property() placeholder?: string;
  /** What the visitor reads first. Stands beside the launcher after a while, and as the first message of an empty conversation; is never stored. */
  @property() greeting?: string;
  /** Picture in the header. */
  @property() avatar?: string;
  /** Accept files, by button, paste and drop. */
  @property({ converter: bool }) attachments = false;
  /** Record voice messages. */
  @property({ converter: bool }) voice = false;
  /** Do not show how far one's messages came. */
  @property({ converter: bool, attribute: 'no-receipts' }) noReceipts = false;
  /** Show messages as they were typed. */
  @property({ converter: bool, attribute: 'no-markdown' }) noMarkdown = false;
  /** Let the team see what is typed before it is sent. The composer says so. */
  @property({ converter: bool, attribute: 'typing-preview' }) typingPreview = false;
  /** One short sound per arrival and browser, once the person has used the page. */
  @property({ converter: bool }) sounds = false;

  /** Messages up to and with this one were cleared from the screen. @internal */
  @state() clearedTo?: string;
  @state() private _body?: Body;
  @query('.layer') private _layer!: HTMLElement | null;
  @query('.panel') private _panel!: HTMLElement | null;
  @query('.launcher') private _launcher!: HTMLElement | null;

  #source = new WidgetSession(this, () => {
    if (this.open && this.#opened) this.#source.engage();
  });
  #status = new StatusController(this, () => this.session?.connection);
  #reading = new ReadingController(this, {
    unread: () => this.#view?.unread ?? 0,
    shown: () => this.#shown,
    silent: () => this.noReceipts,
    onUnread: (count) => this.emit('chat-unread', { count }),
  });
  #greeting = new GreetingController(this, { wanted: () => this.#greets });
  #draft = '';
  #loading: Promise<void> | undefined;
  /** The person opened it, in this page or an earlier one of the tab. */
  #opened = false;
  /** The focus goes along with the next opening or closing. */
  #takesFocus = false;

  constructor() {
    super();
    this.keepKeys();
    new FloatingController(this, { layer: () => this._layer, floats: () => this.display !== 'inline', open: () => this.#shown });
  }

  /** The session that is shown. @internal */
  get session(): ChatSession | undefined {
    return this.#source.session;
  }

  /** Messages on the screen, oldest first. */
  get messages(): readonly Message[] {
    const blocks = this.#view?.blocks ?? [];
    return (this.clearedTo ? cutBlocks(blocks, this.clearedTo) : blocks).flatMap((block) => block.messages);
  }

  /** Messages of others that the person has not seen yet. */
  get unread(): number {
    return this.#reading.count;
  }

  /** What is written in the input and not sent. */
  get draft(): string {
    return this._body?.draft ?? this.#draft;
  }
  set draft(text: string) {
    this.#draft = text;
    if (this._body) this._body.draft = text;
  }

  override connectedCallback(): void {
    if (!this.hasUpdated) this.#startOpen();
    super.connectedCallback();
    // A move took the box out of the top layer.
    if (this.hasUpdated) this.requestUpdate();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('display') && this.display === 'fullscreen' && this.hasUpdated) this.open = true;
    // The focus must not fall out of a panel that goes away.
    if (changed.get('open') && !this.open && this.matches(':focus-within')) this.#takesFocus = true;
    if (this.#shown) this.#load();
  }

  protected override updated(changed: PropertyValues<this>): void {
    this._body?.update();
    if (!changed.has('open') || changed.get('open') === undefined) return;
    this.emit(this.open ? 'chat-open' : 'chat-close');
    if (!this.#takesFocus) return;
    this.#takesFocus = false;
    if (this.open) this.focus();
    else this._launcher?.focus();
  }

  /** Also waits for what is loaded on demand. */
  protected override async getUpdateComplete(): Promise<boolean> {
    const done = await super.getUpdateComplete();
    await Promise.all([this.#loading, this.#source.settled]);
    return done;
  }

  protected override render(): TemplateResult {
    const floats = this.display !== 'inline';
    return html`<div class="root" dir=${this.direction} lang=${this.localeTag || nothing} @keydown=${this.#handleKeydown}>
      <div class="layer ${this.display} ${this.placement === 'bottom-start' ? 'start' : 'end'} ${this.#shown ? 'open' : ''}" popover=${floats ? 'manual' : nothing}>
        ${this.#renderPanel()} ${this.#greeting.shown ? renderGreeting(this.greeting!, this.strings, this.#handleOpen, this.#handleDismiss) : nothing}
        ${floats ? this.#renderLauncher() : nothing}
      </div>
    </div>`;
  }

  #renderPanel(): TemplateResult {
    const { strings } = this;
    const inline = this.display === 'inline';
    const heading = this.heading || strings.heading;
    return html`<section class="panel" part="panel" role=${inline ? 'region' : 'dialog'} aria-label=${heading} tabindex="-1" ?hidden=${!this.#shown} @chat-send=${this.#handleSend} @pointerdown=${this.#handleTouch} @focusin=${this.#handleTouch}>
      <header class="header" part="header">
        <slot name="header">${renderTitle(heading, this.avatar, this.#isOnline ? strings.online : undefined)}</slot>
        <slot name="header-actions"></slot>
        ${inline ? nothing : html`<button class="icon-button close" part="close" aria-label=${strings.closeChat} title=${strings.closeChat} @click=${this.#handleClose}>${icon(CLOSE)}</button>`}
      </header>
      ${renderBanner(this.#status.state, strings, this.#handleRetry)}
      ${this._body?.node}
    </section>`;
  }

  #renderLauncher(): TemplateResult {
    const { strings, unread } = this;
    const name = unread > 0 && !this.open ? strings.openChatUnread(unread) : strings.openChat;
    return html`<button class="launcher" part="launcher" aria-label=${name} aria-haspopup="dialog" aria-expanded=${this.open} @click=${this.#handleLauncher}>
      <slot name="launcher">${icon(this.open ? CHEVRON_DOWN : CHAT)}</slot>
      ${unread > 0 && !this.open ? html`<span class="unread" part="unread" aria-hidden="true">${badge(unread, this.formats.number)}</span>` : nothing}
    </button>`;
  }

  #handleLauncher = (): void => this.#byPerson(!this.open);
  #handleOpen = (): void => this.#byPerson(true);
  #handleClose = (): void => this.#byPerson(false);

  #handleDismiss = (): void => {
    remember('greeting', this.#name, 'dismissed');
    this.requestUpdate();
    this._launcher?.focus();
  };

  #handleRetry = (): void => {
    this.session?.retry();
    this._panel?.focus();
  };

  #handleKeydown = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || event.defaultPrevented || event.isComposing) return;
    if (this.#greeting.shown && (event.target as Element).closest('.greeting')) this.#handleDismiss();
    else if (this.display !== 'inline' && this.open) this.#byPerson(false);
    else return;
    // One Escape closes one thing: a dialog of the page around it stays.
    event.preventDefault();
  };

  #handleTouch = (): void => this.#source.engage();

  /** From the input or a card, on its way to the page. They send by themselves where there is a session. */
  #handleSend = (event: CustomEvent<{ text: string; message?: Draft }>): void => {
    const { detail } = event;
    detail.message ??= { text: detail.text };
    if (this.session) return;
    // The page's listeners come after this one.
    queueMicrotask(() => event.defaultPrevented || this.#source.deliver(detail.message!));
  };

  /** The key under which this widget's state is kept for the tab. */
  get #name(): string {
    return this.id || this.conversation || this.localName;
  }

  get #view(): ConversationView | undefined {
    return this.#source.view;
  }

  get #shown(): boolean {
    return this.open || this.display === 'inline';
  }

  /** Only a greeting of the page's own asks for attention, and only someone who has not used the chat in this tab. */
  get #greets(): boolean {
    if (!this.greeting || this.display !== 'floating' || this.open || (this.#view?.count ?? 0) > 0) return false;
    return recall('greeting', this.#name) === undefined && recall('open', this.#name) === undefined;
  }

  get #isOnline(): boolean {
    const self = this.session?.self.id;
    return this.#view?.presence.some(({ participant, online }) => online && participant.id !== self && participant.role !== 'visitor') ?? false;
  }

  /** What the person left open in this tab is open again; otherwise the page's attribute counts. The focus stays where it is. */
  #startOpen(): void {
    if (this.display === 'fullscreen') this.open = true;
    const left = this.display === 'floating' ? recall('open', this.#name) : undefined;
    if (left !== undefined) this.open = left === 'true';
    this.#opened = left === 'true';
  }

  #byPerson(open: boolean): void {
    if (this.open === open) return open ? this.focus() : undefined;
    remember('open', this.#name, String(open));
    this.open = open;
    this.#takesFocus = true;
    this.#opened = open;
    if (open) this.#source.engage();
  }

  /** Messages and input come when they are first seen: a page whose visitors never open the chat pays for the launcher only. */
  #load(): void {
    if (this._body || this.#loading) return;
    this.#loading = import('./body.js')
      .then(async ({ Body }) => {
        this._body = new Body(this, this.#draft);
        await super.getUpdateComplete();
        await this._body.settled();
        if (this.shadowRoot?.activeElement === this._panel && this._panel) this._body.focus();
      })
      .catch((error: unknown) => reportLoad(this, error))
      .finally(() => (this.#loading = undefined));
  }

  /** @internal */
  protected feed(fn: (session: FedSession) => void): void {
    this.#source.feed(fn);
  }

  /** Opens the panel. The focus goes along only where the person has just pressed something on the page and is not writing elsewhere. */
  show(): void {
    if (actsForPerson()) return this.#byPerson(true);
    this.open = true;
    this.#source.open();
  }

  /** Closes the panel. The focus goes back to the launcher if it was inside. */
  hide(): void {
    if (this.open && navigator.userActivation?.isActive) remember('open', this.#name, 'false');
    this.open = false;
  }

  /** Opens or closes the panel. */
  toggle(): void {
    if (this.open) this.hide();
    else this.show();
  }

  /** Moves the focus to the input, or to the launcher while the panel is closed. */
  override focus(options?: FocusOptions): void {
    if (!this.#shown) return this._launcher?.focus(options);
    if (this._body) return this._body.focus(options);
    // The input is still being loaded: the panel keeps its place.
    this._panel?.focus(options);
  }

  /** Sends a text, as if it was typed: `chat-send` first, which the page may cancel. */
  send(text: string): void {
    const message: Draft = { text };
    if (!this.emit('chat-send', { text, message }, { cancelable: true })) return;
    this.#source.deliver(message);
  }

  /** Shows a message, wherever in the list it is. */
  scrollToMessage(id: string): void {
    this._body?.scrollToMessage(id);
  }

  /** Messages on the screen whose text contains `text`, whatever its case; oldest first. */
  search(text: string): readonly Message[] {
    const wanted = text.trim().toLocaleLowerCase();
    return wanted ? this.messages.filter((message) => message.text.toLocaleLowerCase().includes(wanted)) : [];
  }

  /** Takes all messages off the screen; with a connection they stay where they are stored. */
  clear(): void {
    const { session } = this;
    const last = this.messages.at(-1);
    if (isFed(session)) session.clear();
    else if (last) this.clearedTo = last.clientId ?? last.id;
  }
}

import { html, nothing, type PropertyDeclarations, type TemplateResult } from 'lit';
import { answerWith, SessionController, type ChatSession } from '../../src/context/index.js';
import { ChatElement, flags } from '../shared/base-element.js';
import { reportLoad } from '../shared/report-load.js';
import type { InboxFilter } from './rows.js';
import type { InboxView } from './view.js';

/** Relative times are good for this long. Milliseconds. */
const TICK = 60_000;

/**
 * The team's side: all conversations of a website with who waits, and one of them beside it to answer. What it shows is loaded when it is on a page, so that visitors
 * do not pay for it.
 *
 * @tag agent-inbox
 * @summary Conversations of the team, and the one being answered.
 * @attr {string} for - Id of a connection that is not an ancestor.
 * @fires chat-select - `{conversation}`: another conversation was opened, or none (undefined).
 * @fires chat-send - `{text}`, cancelable: before an answer is sent.
 * @slot header-actions - Beside the buttons of the open conversation.
 * @slot empty - In place of the hint, while no conversation is open.
 * @csspart banner - The line that says what is wrong with the connection.
 * @csspart retry - The button in it that tries again.
 * @csspart list - The pane with the conversations.
 * @csspart filters - The tabs above them.
 * @csspart search - The search field.
 * @csspart row - One conversation; also `row-selected`.
 * @csspart row-selected - The open one.
 * @csspart conversation - The pane with the open conversation.
 * @csspart header - Its top.
 * @csspart heading - The visitor's name.
 * @csspart details - What the visitor said of themselves beside the messages: answers before the chat, consent, rating.
 * @csspart unread-line - The line over what was not read yet.
 * @csspart typing - Who is writing.
 * @csspart typing-dots - Its dots.
 * @csspart typing-label - Its words.
 * @csspart typing-preview - The live text.
 */
export class AgentInbox extends ChatElement {
  static override properties: PropertyDeclarations = {
    selected: { reflect: true },
    filter: { reflect: true },
    query: { attribute: false },
    ...flags('noReceipts attachments emoji'),
    _view: { state: true },
  };

  /** Id of the open conversation. */
  selected?: string;
  /** Which conversations are listed: `open`, `resolved` or `all`. */
  filter: InboxFilter = 'open';
  /** What is searched for. */
  query = '';
  /** Do not tell visitors that their messages were read.
   * @attr no-receipts */
  noReceipts = false;

  /** Answers may take files along, by button, paste and drop.
   * @attr */
  attachments = false;

  /** Offer emoji to pick from.
   * @attr */
  emoji = false;

  private _view?: InboxView;

  #connection = new SessionController(this, {
    slices: ['inbox', 'connection', 'conversation', 'settings'],
    conversation: () => this.selected,
    onSession: (session) => this.#provide(session),
  });
  #provide = answerWith(this);
  #loading: Promise<void> | undefined;
  #tick: ReturnType<typeof setInterval> | undefined;
  #look = (): void => this.requestUpdate();

  constructor() {
    super();
    this.keepInside();
  }

  /** @internal */
  get session(): ChatSession | undefined {
    return this.#connection.session;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this._view?.subscribe();
    this.#tick = setInterval(this.#look, TICK);
    // Back in sight after hours, it does not say for another minute how long ago things were when it was left.
    document.addEventListener('visibilitychange', this.#look);
    this.#load();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this.#tick);
    document.removeEventListener('visibilitychange', this.#look);
    // Moved within the page it stays with its conversation.
    queueMicrotask(() => this._view?.subscribe());
  }

  protected override willUpdate(): void {
    // A page may set null, or a number.
    this.query = `${this.query ?? ''}`;
    if (this.selected) this.selected = `${this.selected}`;
  }

  protected override updated(): void {
    this._view?.updated();
  }

  /** Also waits for what is loaded on demand. */
  protected override async getUpdateComplete(): Promise<boolean> {
    await super.getUpdateComplete();
    await this.#loading;
    return super.getUpdateComplete();
  }

  protected override render(): TemplateResult {
    return html`<div class="root" dir=${this.direction} lang=${this.localeTag || nothing}>${this._view?.render()}</div>`;
  }

  /** Opens a conversation, or none. */
  select(conversation: string | undefined): void {
    if (conversation === this.selected) return;
    this.selected = conversation;
    this.emit('chat-select', { conversation });
  }

  /** Moves the focus to the input of the open conversation, else to the list. */
  override focus(options?: FocusOptions): void {
    this._view?.focus(options);
  }

  #load(): void {
    if (this._view || this.#loading) return;
    this.#loading = import('./view.js')
      .then(({ InboxView }) => {
        this._view = new InboxView(this);
      })
      .catch((cause: unknown) => reportLoad(this, cause, () => this.#load()))
      .finally(() => (this.#loading = undefined));
  }
}

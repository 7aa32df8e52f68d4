import { adoptStyles, html, nothing, type PropertyValues } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import { guard } from 'lit/directives/guard.js';
import { repeat } from 'lit/directives/repeat.js';
import { SessionController } from '../../src/context/index.js';
import type { HistoryState, Message, MessageBlock, MessageInput } from '../../src/domain/index.js';
import { warnOnce } from '../../src/errors/index.js';
import { bool, ChatElement, json } from '../shared/base-element.js';
import { ARROW_DOWN, icon } from '../shared/icons.js';
import { buttons } from '../shared/tokens.js';
import { FedBlocks, keyOf } from './fed.js';
import { placeOf } from './grouping.js';
import { renderMessage, type Look } from './message.js';
import { styles } from './message-list.styles.js';
import { Reader } from './reader.js';
import { Viewport } from './viewport.js';

type Parts = typeof import('./parts.js');

/** How long a message that was scrolled to is marked. Milliseconds. */
const MARKED = 1600;

/**
 * @tag message-list
 * @summary The messages of a conversation: grouped, with days, states and a way back to the end. A message is a template in it, not an element.
 *
 * Shows the conversation of the connection around it (or of `for`), or the `messages` that the page gives it.
 *
 * @attr {string} for - Id of a connection that is not an ancestor.
 * @fires chat-retry - `{id}`: a person wants a failed message sent again. Done by the list itself where it has a connection.
 * @fires chat-discard - `{id}`: a person gives a failed message up. Done by the list itself where it has a connection.
 * @fires chat-send - `{text}`, cancelable: an action of a card was pressed.
 * @slot empty - Shown while there are no messages.
 * @csspart messages - The scrolling box.
 * @csspart day - A day separator.
 * @csspart message - A message; also `message-own` or `message-other`.
 * @csspart message-own - A message of whoever uses this page.
 * @csspart message-other - A message of someone else.
 * @csspart bubble - The box around what a message says.
 * @csspart author - The name over a group of messages.
 * @csspart avatar - The picture or initials beside it.
 * @csspart time - The time of a message.
 * @csspart status - Where an own message is on its way.
 * @csspart attachment - A picture, film, sound, file, card or progress in a message.
 * @csspart jump - The button back to the end.
 * @cssprop --chat-accent - The one colour.
 * @cssprop --chat-own-bubble - Background of own messages.
 * @cssprop --chat-on-own-bubble - Text on it; black or white by itself.
 * @cssprop --chat-other-bubble - Background of other messages.
 */
export class MessageList extends ChatElement {
  static override styles = [ChatElement.styles, buttons, styles];

  /** Messages of the page's own, in place of a connection's. A new list each time; messages that did not change should be the same objects. */
  @property({ converter: json<readonly (MessageInput | Message)[]>('messages') }) messages?: readonly (MessageInput | Message)[];

  /** The conversation to show. Default: the connection's. */
  @property({ reflect: true }) conversation?: string;

  /** Do not tell the other side that messages were seen. */
  @property({ attribute: 'no-receipts', converter: bool }) noReceipts = false;

  /** Messages of others that arrived while the reader was elsewhere in the list. */
  @state() private unseen = 0;

  /** @internal */
  @query('.scroll') readonly scrollBox!: HTMLElement | null;
  /** @internal */
  @query('.blocks') readonly blockBox!: HTMLElement | null;

  #session = new SessionController(this, {
    slices: ['conversation'],
    conversation: () => this.conversation,
    warn: () => this.messages === undefined,
    onSession: () => this.#reset(),
  });
  /** @internal */
  readonly viewport = new Viewport(this);
  #reader = new Reader(this, () => this.renderRoot.querySelector<HTMLElement>('.say'));

  #fed = new FedBlocks();
  #unfolded = new Map<string, number>();
  /** Goes up when everything drawn must be drawn again: language, unread mark, an unfolded text. */
  #edition = 0;
  #parts: Parts | undefined;
  #loading = false;
  #look: Look | undefined;
  #blocks: readonly MessageBlock[] = [];
  #settled: readonly MessageBlock[] | undefined;
  #growing: string | undefined;

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('conversation') && this.hasUpdated) this.#reset();
    const { view } = this.#session;
    const fed = this.messages !== undefined;
    if (fed && changed.has('messages')) this.#fed.set(Array.isArray(this.messages) ? this.messages : []);
    this.#blocks = fed ? this.#fed.blocks : (view?.blocks ?? []);
    const { strings, formats } = this;
    const today = new Date().toDateString();
    if (this.#look?.strings !== strings || this.#look.formats !== formats || this.#look.today !== today) {
      this.#look = { strings, formats, today, parts: this.#partsOf, unfolded: (message) => this.#unfolded.get(keyOf(message)) ?? (message.streaming ? Infinity : 1) };
      this.#edition++;
    }
    const news = this.#reader.read(this.#blocks, { fed, session: this.#session.session, view: fed ? undefined : view, following: this.viewport.following, look: this.#look });
    if (news.ownSent) this.viewport.follow();
    if (news.dividerChanged) this.#edition++;
    // What was read while it grew is not folded away from under the reader.
    for (const key of news.grown) this.#unfolded.set(key, Infinity);
    this.unseen = this.viewport.following ? 0 : this.unseen + news.arrived;
  }

  override render(): unknown {
    const { strings } = this;
    const blocks = this.#blocks;
    const history: HistoryState = this.messages === undefined ? (this.#session.view?.history ?? 'none') : 'none';
    return html`<div class="root" dir=${this.direction} lang=${this.localeTag || nothing}>
      <div class="scroll" part="messages" tabindex="0" role="log" aria-label=${strings.messages} aria-live="polite" aria-relevant="additions" @click=${this.#handleClick}>
        <div class="flow" aria-live="off">
          <div class="top">${this.#renderTop(history)}</div>
          <div class="blocks">${repeat(blocks, blockKey, (block, i) => this.#renderBlock(block, i, blocks))}</div>
          ${blocks.length === 0 && history !== 'loading' ? html`<div class="empty"><slot name="empty"></slot></div>` : nothing}
        </div>
        <div class="say sr-only"></div>
      </div>
      ${this.#renderJump()}
    </div>`;
  }

  override updated(): void {
    if (this.#blocks === this.#settled) return;
    this.#settled = this.#blocks;
    const last = this.#blocks.at(-1)?.messages.at(-1);
    const growing = last?.streaming && !last.own ? keyOf(last) : undefined;
    if (growing !== this.#growing) {
      this.#growing = growing;
      this.viewport.watch(growing !== undefined && this.viewport.following ? this.#element(last!.id) : null);
    }
    this.viewport.stick();
  }

  #renderTop(history: HistoryState): unknown {
    const { strings } = this;
    if (history === 'loading') return html`<span class="busy" role="presentation"><span class="spinner"></span>${strings.loadingOlder}</span>`;
    if (history !== 'error') return nothing;
    return html`${strings.olderFailed}<button class="text-button" type="button" data-act="older">${strings.tryAgain}</button>`;
  }

  #renderBlock(block: MessageBlock, i: number, blocks: readonly MessageBlock[]): unknown {
    const drawn = this.viewport.isDrawn(block, i, blocks);
    const before = blocks[i - 1]?.messages.at(-1);
    const after = blocks[i + 1]?.messages[0];
    // A block that did not change, between neighbours that did not, is not looked at again: one arrival costs one block.
    return guard(drawn ? [block, before, after, this.#edition] : [block], () => html`<div class="block" .block=${block}>${drawn ? this.#renderMessages(block, before, after) : nothing}</div>`);
  }

  #renderMessages(block: MessageBlock, before: Message | undefined, after: Message | undefined): unknown {
    const { messages, gapBefore } = block;
    const { divider } = this.#reader;
    const look = this.#look!;
    const rows = repeat(messages, keyOf, (message, i) => {
      const next = messages[i + 1] ?? after;
      const place = placeOf(messages[i - 1] ?? (gapBefore ? undefined : before), message, next, message.id === divider, next?.id === divider);
      return guard([message, place, this.#edition], () => renderMessage(message, place, look));
    });
    return gapBefore ? [html`<div class="gap">${look.strings.gap}</div>`, rows] : rows;
  }

  #renderJump(): unknown {
    const { strings, unseen } = this;
    if (this.viewport.following || this.#blocks.length === 0) return nothing;
    return html`<button class="jump" part="jump" type="button" aria-label=${strings.jump} aria-describedby="unseen" @click=${this.#handleJump}
      >${icon(ARROW_DOWN)}${unseen > 0 ? html`<span class="count" aria-hidden="true">${unseen > 99 ? '99+' : unseen}</span>` : nothing}<span id="unseen" hidden>${unseen > 0 ? strings.newMessages(unseen) : nothing}</span></button
    >`; // prettier-ignore
  }

  #handleJump = (): void => {
    // The button goes away with the press; the keyboard stays in the list.
    this.scrollBox?.focus({ preventScroll: true });
    this.viewport.toEnd();
  };

  #handleClick = (event: Event): void => {
    const button = (event.target as Element).closest<HTMLElement>('[data-act]');
    if (!button) return;
    const { act, value = '' } = button.dataset;
    const id = button.closest<HTMLElement>('[data-id]')?.dataset['id'] ?? '';
    const { session } = this.#session;
    const own = this.messages === undefined ? session : undefined;
    if (act === 'retry' && this.emit('chat-retry', { id }, { cancelable: true })) own?.retryMessage(id, this.conversation);
    else if (act === 'discard' && this.emit('chat-discard', { id }, { cancelable: true })) own?.discardMessage(id, this.conversation);
    else if (act === 'choose' && this.emit('chat-send', { text: value }, { cancelable: true })) own?.sendMessage(value, { conversation: this.conversation });
    else if (act === 'older') void own?.loadOlder(this.conversation);
    else if (act === 'more' || act === 'less') this.#unfold(id, act === 'more');
  };

  #partsOf = (): Parts | undefined => {
    if (this.#parts || this.#loading) return this.#parts;
    this.#loading = true;
    import('./parts.js').then(
      (parts) => {
        this.#parts = parts;
        adoptStyles(this.renderRoot as ShadowRoot, [...MessageList.elementStyles, parts.partStyles]);
        this.#edition++;
        this.requestUpdate();
      },
      // Words stand in for it, and the next one tries again.
      () => {
        this.#loading = false;
        warnOnce('load-failed');
      },
    );
    return this.#parts;
  };

  #unfold(id: string, more: boolean): void {
    const message = this.#find(id)?.message;
    if (!message) return;
    const key = keyOf(message);
    // Ten times more at each press: a megabyte is asked for four times before it is drawn.
    if (more) this.#unfolded.set(key, (this.#unfolded.get(key) ?? 1) * 10);
    else this.#unfolded.set(key, 1);
    this.#edition++;
    this.requestUpdate();
  }

  /** Called by the viewport.
   * @internal */
  nearTop(): void {
    const { session, view } = this.#session;
    if (this.messages === undefined && view?.history === 'more') void session?.loadOlder(this.conversation);
  }

  /** Called by the viewport.
   * @internal */
  followingChanged(): void {
    this.requestUpdate();
  }

  #reset(): void {
    this.#unfolded.clear();
    this.#reader.reset();
    this.viewport.reset();
  }

  #find(id: string): { readonly message: Message; readonly block: MessageBlock } | undefined {
    for (const block of this.#blocks) {
      const message = block.messages.find((one) => one.id === id || one.clientId === id);
      if (message) return { message, block };
    }
    return undefined;
  }

  #element(id: string): HTMLElement | null {
    return this.renderRoot.querySelector<HTMLElement>(`[data-id="${CSS.escape(id)}"]`);
  }

  /** Brings a message into view, marks it for a moment and gives it the focus. Resolves to false where there is no such message. */
  async scrollToMessage(id: string): Promise<boolean> {
    const found = this.#find(id);
    if (!found) return false;
    await this.viewport.draw(found.block.key);
    const element = this.#element(found.message.id);
    if (!element) return false;
    this.viewport.reveal(element);
    element.focus({ preventScroll: true });
    element.classList.add('marked');
    setTimeout(() => element.classList.remove('marked'), MARKED);
    return true;
  }

  /** Goes to the newest message and follows from there. */
  scrollToEnd(): void {
    this.viewport.toEnd();
  }
}

const blockKey = (block: MessageBlock): string => block.key;

declare global {
  interface HTMLElementTagNameMap {
    'message-list': MessageList;
  }
}

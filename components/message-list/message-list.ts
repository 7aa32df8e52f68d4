import { html, nothing, type PropertyDeclarations, type PropertyValues } from 'lit';
import { SessionController, type ChatSession } from '../../src/context/index.js';
import type { ConversationView, Message, MessageBlock, MessageInput } from '../../src/domain/index.js';
import { ChatElement, flags, json } from '../shared/base-element.js';
import { LateElement } from '../shared/late.js';
import { buttons } from '../shared/tokens.js';
import { rowsOf, type Row } from './grouping.js';
import { changed, keyed, type Keyed } from './keyed.js';
import { drawRow, type RowElement } from './message.js';
import { styles } from './message-list.styles.js';
import { Reader } from './reader.js';
import type { Viewport } from './viewport.js';

/** So many blocks are simply drawn. Of more, those at the end and those near the reader (viewport.ts). */
const FEW = 6;
/** Fewer messages than this do not fill the list: the block before the last one is drawn at once as well. */
const SCREENFUL = 25;
/** A reader this near to the end is at the end. Pixels. */
const NEAR_END = 48;

/** A message that comes sooner after another one stands there at once: moving each of a burst would cost the browser a layer a frame. Milliseconds. */
const BURST = 300;

const NONE: readonly never[] = [];

/** The element of a block. What the viewport knows of it is there once the viewport is. */
export interface BlockElement extends Keyed {
  block: MessageBlock;
  /** Drawn, or an empty box in its place. */
  drawn: boolean;
  near?: boolean;
  pinned?: boolean;
}

/**
 * @tag message-list
 * @summary The messages of a conversation: grouped, with days, states and a way back to the end. A message is a template in it, not an element.
 *
 * Shows the conversation of the connection around it (or of `for`), or the `messages` that the page gives it.
 *
 * @attr {string} for - Id of a connection that is not an ancestor.
 * @fires chat-retry - `{id}`: a person wants a failed message sent again. Done by the list itself where it has a connection.
 * @fires chat-discard - `{id}`: a person gives a failed message up. Done by the list itself where it has a connection.
 * @fires chat-send - `{text}`, cancelable: an action of a card or a suggested reply was pressed.
 * @fires chat-reply - `{message}`: a person wants to answer it. `<chat-widget>` and `<agent-inbox>` hand it to their composer; elsewhere: `composer.about('reply', message)`.
 * @fires chat-edit - `{message}`: a person wants to change their own; likewise, with `'edit'`.
 * @slot empty - Shown while there are no messages.
 * @csspart messages - The scrolling box.
 * @csspart day - A day separator.
 * @csspart unread-line - The line over what was not read yet.
 * @csspart gap - The line where something is missing.
 * @csspart message - A message; also `message-own` or `message-other`.
 * @csspart message-own - A message of whoever uses this page.
 * @csspart message-other - A message of someone else.
 * @csspart bubble - The box around what a message says.
 * @csspart author - The name over a group of messages.
 * @csspart avatar - The picture or initials beside it.
 * @csspart time - The time of a message.
 * @csspart status - Where an own message is on its way.
 * @csspart attachment - A picture, film, sound, file, card or progress in a message.
 * @csspart actions - The buttons over a message.
 * @csspart quote - What a message answers.
 * @csspart reactions - The reactions under a message.
 * @csspart jump - The button back to the end.
 * @csspart card - A titled box in a message.
 * @csspart quick-replies - The replies to choose from under the last message.
 * @csspart quick-reply - One of them.
 * @csspart stop - The button that ends an answer that is being written.
 * @cssprop --chat-accent - The one colour.
 * @cssprop --chat-own-bubble - Background of own messages.
 * @cssprop --chat-on-own-bubble - Text on it; black or white by itself.
 * @cssprop --chat-other-bubble - Background of other messages.
 */
export class MessageList extends LateElement {
  static override styles = [ChatElement.styles, buttons, styles];

  static override properties: PropertyDeclarations = {
    messages: { converter: json<readonly (MessageInput | Message)[]>('messages') },
    conversation: { reflect: true },
    ...flags('noReceipts noMarkdown'),
  };

  /** Messages of the page's own, in place of a connection's. A new list each time; cheapest where messages that did not change are the same objects. */
  messages?: readonly (MessageInput | Message)[];

  /** The conversation to show. Default: the connection's. */
  conversation?: string;

  /** Do not tell the other side that messages were seen.
   * @attr no-receipts */
  noReceipts = false;

  /** Show messages as they were typed, asterisks and all.
   * @attr no-markdown */
  noMarkdown = false;

  /** What is shown. @internal */
  blocks: readonly MessageBlock[] = NONE;
  /** The reader is at the end: new messages come into view by themselves. @internal */
  following = true;
  /** Where the box was scrolled to when it last said so; the end is 0, so that nothing has to be read while messages arrive. @internal */
  top = 0;
  /** How far long texts were unfolded. @internal */
  readonly unfolded = new Map<string, number>();
  /** @internal */
  readonly context = new SessionController(this, {
    slices: ['conversation'],
    conversation: () => this.conversation,
    warn: () => this.messages === undefined,
    onSession: () => this.#reset(),
  });
  /** @internal */
  readonly reader = new Reader(this);

  /** An empty list was shown, so that even the first messages may be news. @internal */
  wasEmpty = false;
  #settled: readonly MessageBlock[] = NONE;
  /** When the last message came. */
  #came = 0;

  /** The scrolling box, and the box inside it that holds the blocks. There once it has rendered. @internal */
  get scrollBox(): HTMLElement {
    return this.renderRoot.querySelector('.scroll')!;
  }
  /** @internal */
  get blockBox(): Keyed & { readonly children: HTMLCollectionOf<BlockElement> } {
    return this.renderRoot.querySelector('.blocks')!;
  }

  override willUpdate(changes: PropertyValues<this>): void {
    if (!this.hasUpdated) this.formats.prepare();
    else if (changes.has('conversation')) this.#reset();
    const { messages } = this;
    const fed = messages && (messages.length > 0 ? this.need('fed') : this.late.fed)?.read(messages);
    this.wasEmpty ||= messages?.length === 0;
    this.blocks = (messages ? fed : this.view)?.blocks ?? NONE;
    this.reader.read(fed?.arrived ?? NONE);
    // More than a few messages that are read at their end.
    const last = this.blocks.at(-1)?.messages.at(-1);
    if (this.blocks.length > FEW || !this.following || (last?.streaming && !last.own) || /more|loading|error/.test(this.#history)) this.need('far');
  }

  /** What the messages come from, unless the page gives them. @internal */
  get session(): ChatSession | undefined {
    return this.messages ? undefined : this.context.session;
  }

  /** @internal */
  get view(): ConversationView | undefined {
    return this.messages ? undefined : this.context.view;
  }

  /** @internal */
  get viewport(): Viewport | undefined {
    return this.late.far?.viewport;
  }

  /** @internal */
  get heard(): ((text: string) => string) | undefined {
    return this.noMarkdown ? undefined : this.late.markdown?.plain;
  }

  get #history(): string {
    return this.view?.history ?? 'none';
  }

  override render(): unknown {
    const { strings } = this;
    const { far } = this.late;
    const history = this.#history;
    const waiting = history === 'loading' || (this.messages?.length && !this.late.fed);
    return html`<div class="root" dir=${this.direction} lang=${this.localeTag || nothing}>
      <div class="scroll" part="messages" tabindex="0" role="log" aria-label=${strings.messages} aria-live="polite" @pointerover=${this.#wake} @pointerdown=${this.#wake} @focusin=${this.#wake} @keydown=${this.#wake} @scroll=${this.#handleScroll}>
        <div class="flow" aria-live="off">
          <div class="top">${far?.renderTop(this, history)}</div>
          <div class="blocks"></div>
          ${this.blocks.at(-1)?.messages.at(-1)?.metadata?.['quickReplies'] ? this.need('quick')?.renderQuick(this) : nothing}
          ${this.blocks.length > 0 || waiting ? nothing : html`<div class="empty"><slot name="empty"></slot></div>`}
        </div>
        <div class="say sr-only"></div>
      </div>
      ${far?.renderJump(this)}
    </div>`;
  }

  protected override update(changes: PropertyValues<this>): void {
    super.update(changes);
    this.#draw();
  }

  override updated(): void {
    // Something was added or grew: a reader a few pixels off the end is brought back to it.
    if (this.blocks !== this.#settled && this.following && this.top !== 0) this.scrollBox.scrollTop = this.top = 0;
    this.#settled = this.blocks;
  }

  /** Blocks and rows keep their elements; only what changed is drawn again. */
  #draw(): void {
    const { blocks, reader } = this;
    const end = blocks.length - 1;
    const last = blocks[end]?.messages.at(-1);
    const all = [this.strings, this.formats, new Date().toDateString(), reader.divider, this.noMarkdown, this.late];
    keyed<BlockElement, MessageBlock>(this.blockBox, blocks, (element, block, i) => {
      const atEnd = i === end || (i === end - 1 && blocks[end]!.messages.length < SCREENFUL);
      const drawn = end < FEW || element.near || element.pinned || (this.following && atEnd);
      const before = blocks[i - 1]?.messages.at(-1);
      const after = blocks[i + 1]?.messages[0];
      if (!changed(element, block, before, after, drawn, ...all)) return;
      Object.assign(element, { className: 'block', block, drawn });
      keyed<RowElement, Row>(element, drawn ? rowsOf(block, before, after, reader.divider) : [], (row, item) => {
        const { message, starts, ends } = item;
        const was = row.message?.status;
        if (!row.seen && ends && message === last) row.toggleAttribute('data-new', this.#came + BURST < (this.#came = performance.now()));
        if (!changed(row, message, starts, ends, ...all)) return;
        drawRow(row, item, this);
        // An own message that could not be sent is said as well: its button is easily missed by ear.
        if (was && was !== 'failed' && message.own && message.status === 'failed') reader.say([this.strings.messageStatus.failed, this.strings.failure(message.statusReason!)].filter(Boolean).join(': '));
      });
    });
  }

  #handleScroll = (): void => {
    if (this.viewport) return this.viewport.scrolled();
    this.top = Math.min(0, this.scrollBox.scrollTop);
    this.follow();
  };

  /** A pointer, a finger, the focus or a key came to the messages: what can be done with them is loaded then. */
  #wake = (event: Event): void => {
    const target = event.target as HTMLElement;
    const { actions } = this.late;
    // Where a page takes away transitions, this tells that somebody sees it.
    this.reader.hostUpdated();
    if (actions) actions.handle(this, event, target);
    else void this.bring('actions').then((module) => module?.handle(this, event, target));
  };

  /** The reader reached the end or left it. @internal */
  follow(following = this.top > -NEAR_END): void {
    if (this.following === following) return;
    this.following = following;
    this.requestUpdate();
  }

  /** @internal */
  settle(act: 'retry' | 'discard', { id }: Message): void {
    if (this.emit(`chat-${act}`, { id }, { cancelable: true })) this.session?.[`${act}Message`](id, this.conversation);
  }

  #reset(): void {
    this.unfolded.clear();
    this.reader.reset();
    this.scrollToEnd();
  }

  /** Brings a message into view, marks it for a moment and gives it the focus; older pages are loaded until it is there. Resolves to false where there is no such message. */
  async scrollToMessage(id: string): Promise<boolean> {
    if (await this.show(id)) return true;
    return (await this.bring('quote'))?.seek(this, id) ?? false;
  }

  /** The same, of what is loaded; `quietly`: the focus stays where it is. @internal */
  async show(id: string, quietly = false): Promise<boolean> {
    await this.updateComplete;
    return (await this.bring('far'))?.viewport.show(id, quietly) ?? false;
  }

  /** Goes to the newest message and follows from there. */
  scrollToEnd(): void {
    this.viewport?.release();
    this.follow(true);
    if (this.top !== 0) this.scrollBox.scrollTop = this.top = 0;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'message-list': MessageList;
  }
}

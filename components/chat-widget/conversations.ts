import { html, nothing, type ReactiveController, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { newConversation, switchTo } from '../../src/context/switch.js';
import type { ChatSession } from '../../src/context/index.js';
import type { ConversationSummary, Participant } from '../../src/domain/index.js';
import { lastWords } from '../message-list/gist.js';
import { apart } from '../message-list/text.js';
import type { MessageList } from '../message-list/message-list.js';
import { icon } from '../shared/icons.js';
import { CHEVRON_START, mirroredIcon, mirroring, PLUS } from '../shared/more-icons.js';
import { styles as own } from './conversations.styles.js';
import type { WidgetHost } from './host.js';

export { conversations as words } from '../../src/i18n/conversations.js';
export const styles = [mirroring, own];

/** What of the widget is for this part alone. */
interface Host extends Omit<WidgetHost, 'conversation'> {
  conversation?: string;
  called?: string;
  readonly for?: string;
  readonly list: MessageList | undefined;
}

type Row = Pick<ConversationSummary, 'id' | 'status' | 'assignee' | 'lastMessage' | 'unread' | 'updatedAt'>;

/** An answer that does not come. Milliseconds. */
const PATIENCE = 10_000;

/** What the backend is asked by, where it keeps a list; there each conversation is a room of its own, and a visitor may begin another. */
const ASKS = 'conversations';

/**
 * A visitor's conversations, in place of the open one: with `conversations`, behind the button at the start of the header. As the backend lists them; where it has no
 * list but brings many conversations over one connection, those that something was heard of.
 */
class Conversations implements ReactiveController {
  #host: Host;
  #session: ChatSession | undefined;
  #unlisten: (() => void) | undefined;
  #isOpen = false;
  /** The row that had the focus before it was drawn again. */
  #held: HTMLElement | null | undefined;
  #heard = new Set<string>();
  #asked: 'no' | 'waiting' | 'answered' | 'failed' = 'no';
  #patience: ReturnType<typeof setTimeout> | undefined;

  constructor(host: Host) {
    this.#host = host;
    host.addController(this);
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  focus(): void {
    this.#host.renderRoot.querySelector<HTMLElement>('#past-title')?.focus();
  }

  hostUpdate(): void {
    this.#held = this.#host.shadowRoot!.activeElement?.closest<HTMLElement>('.row');
  }

  hostUpdated(): void {
    // A row that goes to another place, or away, does not take the focus out of the list.
    if (this.#held && this.#isOpen && !this.#host.shadowRoot!.activeElement) (this.#held.isConnected ? this.#held : this).focus();
    const { session, shown } = this.#host;
    if (session !== this.#session) this.#listen(session);
    // Opened again, the chat has its input, and the focus can go there.
    if (!shown) this.#isOpen = false;
    // So that the button can say what waits elsewhere.
    if (shown && this.#asked === 'no' && session?.connection.status === 'connected') this.#ask();
  }

  hostDisconnected(): void {
    this.#listen(undefined);
  }

  #listen(session: ChatSession | undefined): void {
    this.#unlisten?.();
    clearTimeout(this.#patience);
    this.#session = session;
    this.#asked = 'no';
    this.#heard.clear();
    this.#unlisten = session?.onChange(({ slices, conversations }) => {
      for (const id of conversations) this.#heard.add(id);
      if (slices.has('inbox')) this.#answered('answered');
      else if (this.#isOpen || conversations.size > 0) this.#host.requestUpdate();
    });
  }

  get #asks(): boolean {
    return this.#session?.capabilities.actions.includes(ASKS) ?? false;
  }

  #ask(): void {
    const session = this.#session;
    if (!session || !this.#asks) return;
    try {
      session.action(ASKS, {});
      this.#asked = 'waiting';
      clearTimeout(this.#patience);
      this.#patience = setTimeout(() => this.#answered('failed'), PATIENCE);
    } catch {
      // Not connected: what is known stays, and the banner says why there is no more.
      this.#asked = 'failed';
    }
  }

  #answered(how: 'answered' | 'failed'): void {
    clearTimeout(this.#patience);
    this.#asked = how;
    this.#host.requestUpdate();
  }

  /** Newest first. What this page knows of a conversation is newer than what the list said of it. */
  get #rows(): readonly Row[] {
    const session = this.#session;
    if (!session) return [];
    const listed = new Map<string, Row>(session.inbox.map((row) => [row.id, row]));
    for (const id of new Set([...this.#heard, session.currentConversation ?? ''])) {
      const { count, blocks, info, unread } = session.conversation(id);
      const last = blocks.at(-1)?.messages.at(-1);
      const before = listed.get(id);
      if (!id || !count || !last) continue;
      // The mark of what was read here may be on its way still: then the list is behind as well.
      const newer = !before || id === this.#current || +last.createdAt >= +before.updatedAt;
      if (newer) listed.set(id, { ...before, ...info, id, lastMessage: last, unread, updatedAt: last.createdAt });
    }
    return [...listed.values()].sort((a, b) => +b.updatedAt - +a.updatedAt);
  }

  get #current(): string | undefined {
    return this.#host.conversation ?? this.#session?.currentConversation;
  }

  /** The way to the list, at the start of the header. */
  back(): TemplateResult | typeof nothing {
    if (this.#isOpen || this.#host.waits) return nothing;
    const { strings, formats } = this.#host;
    let waiting = 0;
    for (const { id, unread } of this.#rows) if (id !== this.#current) waiting += unread;
    const name = waiting > 0 ? strings.backUnread(waiting) : strings.backToConversations;
    return html`<button class="icon-button to-list" part="back" aria-label=${name} title=${name} @click=${this.#show}>${mirroredIcon(CHEVRON_START)}${
      waiting > 0 ? html`<span class="elsewhere" aria-hidden="true">${waiting > 99 ? `${formats.number(99)}+` : formats.number(waiting)}</span>` : nothing
    }</button>`;
  }

  /** In place of messages and input; undefined while these are shown. */
  render(): TemplateResult | undefined {
    if (!this.#isOpen) return undefined;
    const { strings } = this.#host;
    const rows = this.#rows;
    const note = this.#asked === 'waiting' && rows.length === 0 ? strings.conversationsLoading : this.#asked === 'failed' ? strings.conversationsFailed : rows.length === 0 ? strings.noConversationsYet : '';
    return html`<div class="past" part="conversations" @keydown=${this.#handleKeydown}>
      <h3 id="past-title" tabindex="-1">${strings.yourConversations}</h3>
      <p class="past-note" role="status">${note}</p>
      <ul aria-labelledby="past-title">${repeat(rows, ({ id }) => id, (row) => html`<li>${this.#row(row)}</li>`)}</ul>
      ${this.#asks ? html`<button class="begin" part="new-conversation" type="button" @click=${this.#begin}>${icon(PLUS)}${strings.newConversation}</button>` : nothing}
    </div>`;
  }

  #row({ id, status, assignee, lastMessage, unread, updatedAt }: Row): TemplateResult {
    const { strings, formats, heading } = this.#host;
    const self = this.#session?.self.id;
    const author = lastMessage?.author;
    const text = lastWords(lastMessage, this.#host);
    const name = nameOf(assignee) || (author && author.id !== self ? nameOf(author) : '') || heading || strings.heading;
    const today = new Date().toDateString() === updatedAt.toDateString();
    const over = status === 'resolved' || status === 'closed' ? strings.rowOver[status] : '';
    const current = id === this.#current;
    return html`<button class="row" part="conversation" type="button" aria-current=${current ? 'true' : nothing} @click=${() => this.#go(id)}>
      <span class="row-top"><span class="row-name"><bdi>${name}</bdi></span> <time datetime=${updatedAt.toISOString()} title=${formats.full(updatedAt)}>${today ? formats.time(updatedAt) : formats.day(updatedAt)}</time></span>
      <span class="row-last"><bdi>${author?.id === self && text ? strings.rowOwn(apart(text)) : text}</bdi></span>
      ${over || unread > 0 ? html`<span class="row-state">${over ? html`<span>${over}</span>` : nothing}${unread > 0 ? html`<span class="row-unread">${strings.rowUnread(unread)}</span>` : nothing}</span>` : nothing}
    </button>`;
  }

  #show = (): void => {
    this.#ask();
    this.#turn(true);
  };

  /** Back to where the person came from, with the focus on the button that led here. */
  #handleKeydown = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || event.isComposing) return;
    // The widget's own Escape closes the chat.
    event.preventDefault();
    this.#turn(false, '.to-list');
  };

  #begin = (): void => {
    const session = this.#session;
    // One in which nothing was said is as new as one can be.
    if (session && session.conversation(this.#current).count > 0) this.#go(newConversation());
    else this.#turn(false);
  };

  #go(id: string): void {
    const session = this.#session;
    if (session && id !== this.#current) {
      session.engage();
      // Consent and the like were given to the chat, not to the conversation that it began with.
      this.#host.called ||= this.#host.conversation || this.#host.localName;
      if (!this.#asks) this.#host.conversation = id;
      else if (!switchTo(session, id)) this.#owner.conversation = id;
      this.#asked = 'no';
      // What was unread, unfolded and scrolled to was the other conversation's.
      this.#host.list?.reader.reset();
      this.#host.list?.scrollToEnd();
    }
    this.#turn(false);
  }

  /** The focus goes along: to the title, back to what led here, or into the input. */
  #turn(open: boolean, to?: string): void {
    this.#isOpen = open;
    this.#host.requestUpdate();
    void this.#host.updateComplete.then(() => (to ? this.#host.renderRoot.querySelector<HTMLElement>(to) : this.#host)?.focus());
  }

  /** Whoever set the conversation that the connection is about: the provider around the widget or named by it, else the widget itself. */
  get #owner(): { conversation?: string } {
    const provides = (node: unknown): boolean => !!node && node !== this.#host && (node as { session?: unknown }).session === this.#session && 'conversation' in (node as object);
    const named = this.#host.for && (this.#host.getRootNode() as Document | ShadowRoot).getElementById(this.#host.for);
    if (provides(named)) return named as { conversation?: string };
    for (let node: Node | null = this.#host.parentNode; node; node = node instanceof ShadowRoot ? node.host : node.parentNode) if (provides(node)) return node as { conversation?: string };
    return this.#host;
  }
}

const nameOf = (who: Participant | null | undefined): string => (who && who.role !== 'visitor' ? (who.name ?? '') : '');

export const make = (host: Host): Conversations => new Conversations(host);

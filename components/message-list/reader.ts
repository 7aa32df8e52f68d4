import type { ReactiveController } from 'lit';
import type { ChatSession } from '../../src/context/index.js';
import type { Message } from '../../src/domain/index.js';
import { find, keyOf } from './grouping.js';
import type { MessageList } from './message-list.js';
import { authorName, clip, spoken } from './words.js';

/** Messages that arrive together are said together. Milliseconds. */
const GATHER = 400;
/** Long enough for any screen reader to have taken it, short enough that nobody browses into it. Milliseconds. */
const KEEP = 4000;
/** More than this at once is said as a number. */
const MOST = 3;
const LENGTH = 500;

/**
 * What the person has had of the list: which messages are news, what is said aloud, where the unread ones began, and when they count as read.
 *
 * Only news are said, in a region of their own that is there before it speaks; the messages themselves are `aria-live="off"`, so that history,
 * scrolling and unfolding are never read out, whatever a browser makes of changes to a log.
 */
export class Reader implements ReactiveController {
  /** Id of the first message under the unread mark. Stays put while the person reads on. */
  divider: string | undefined;
  /** Messages of others that arrived while the reader was elsewhere in the list. */
  unseen = 0;

  #list: MessageList;
  #session: ChatSession | undefined;
  #unlisten: (() => void) | undefined;
  #arrived: Message[] = [];
  /** Keys of the answers that grow. */
  readonly streams = new Set<string>();
  #waiting: (Message | string)[] = [];
  /** Key of the last message, and its id when everything was marked as read. */
  #last: string | undefined;
  #marked: string | undefined;
  #visible = false;
  #sight: IntersectionObserver | undefined;
  /** The one that the list is in: gone into another, it is told so late that it has no way back to this one. */
  #page = document;

  constructor(list: MessageList) {
    this.#list = list;
    list.addController(this);
    // That of `visibility`, which tells when it is shown.
    list.addEventListener('transitionend', this.#look);
  }

  hostConnected(): void {
    this.#sight = new IntersectionObserver((entries) => {
      this.#visible = entries.at(-1)!.isIntersecting;
      this.#look();
    });
    this.#sight.observe(this.#list);
    this.#page = this.#list.ownerDocument;
    this.#page.addEventListener('visibilitychange', this.#look);
  }

  hostDisconnected(): void {
    this.#sight?.disconnect();
    this.#page.removeEventListener('visibilitychange', this.#look);
    this.#listen(undefined);
    this.#visible = false;
    this.#waiting = [];
  }

  /** Another conversation or session. */
  reset(): void {
    this.divider = this.#last = this.#marked = undefined;
    this.#arrived = [];
    this.#waiting = [];
    this.streams.clear();
    this.#region?.replaceChildren();
  }

  /** Looks at the messages as they are about to be drawn. With a session, its `chat-message` says what is new (history pages and replays are not). */
  read(fed: readonly Message[]): void {
    const list = this.#list;
    this.#listen(list.session);
    const arrived = [...this.#arrived.splice(0), ...fed];
    for (const message of arrived) {
      if (message.streaming) this.streams.add(keyOf(message));
      this.say(message);
    }
    const last = list.blocks.at(-1)?.messages.at(-1);
    const key = last && keyOf(last);
    const before = this.#last;
    this.#last = key;
    list.late.far?.follow(list, key === before ? last : undefined);
    // One's own at the end, behind the one that was last: sent from here just now.
    if (last?.own && before !== undefined && key !== before && find(list.blocks, before)) {
      this.divider = undefined;
      list.scrollToEnd();
    } else if (!(list.following && this.#seeing)) this.divider ??= list.view?.firstUnread;
    this.unseen = list.following ? 0 : this.unseen + arrived.length;
  }

  /** What is here and in sight is read. */
  hostUpdated(): void {
    const { following, noReceipts, conversation, view } = this.#list;
    if (!view || !following || !this.#seeing || noReceipts) return;
    // A page of older messages counts as nothing unread, yet whoever wrote them may still wait to hear that they were read.
    const newest = view.blocks.at(-1)?.messages.at(-1)?.id;
    if (view.unread === 0 && newest === this.#marked) return;
    this.#marked = newest;
    this.#session?.markRead(undefined, conversation);
  }

  /** Says something politely. Words are made when it is their turn: of a burst, only the number is said. What has the words of a picture may still be on its way. */
  say(what: Message | string): void {
    if (this.#waiting.push(what) === 1) setTimeout(() => void this.#list.updateComplete.then(() => this.#speak()), GATHER);
  }

  #speak(): void {
    const list = this.#list;
    const { strings } = list;
    const waiting = this.#waiting.splice(0);
    for (const what of waiting.length > MOST ? [strings.newMessages(waiting.length)] : waiting) {
      // A node each: the same words twice are two announcements.
      const line = document.createElement('div');
      line.textContent = clip(typeof what === 'string' ? what : this.#words(what), LENGTH);
      this.#region?.append(line);
      setTimeout(() => line.remove(), KEEP);
    }
  }

  #words(message: Message): string {
    const list = this.#list;
    const name = authorName(message.author, list);
    const text = spoken(message, list);
    const said = message.streaming ? list.strings.replying(name) : message.author.role === 'system' ? text : list.strings.said(name, text);
    return (message.metadata?.['quickReplies'] ? list.need('quick')?.heard(said, message, list) : undefined) ?? said;
  }

  #listen(session: ChatSession | undefined): void {
    if (session === this.#session) return;
    this.#unlisten?.();
    this.#session = session;
    this.#unlisten = session?.onEvent((name, detail) => {
      const { message } = detail as { readonly message: Message };
      if (name !== 'chat-message' || message.own || message.conversation !== (this.#list.conversation ?? session.currentConversation)) return;
      // The change of the conversation that goes with it has the list drawn in the next frame, with all that came since the last. What comes into view then is read before anybody counts.
      this.#arrived.push(message);
      queueMicrotask(() => this.hostUpdated());
    });
  }

  get #region(): Element | null {
    return this.#list.renderRoot?.querySelector('.say');
  }

  get #seeing(): boolean {
    // A drawer that its page keeps hidden is in sight, for an observer.
    return this.#visible && this.#page.visibilityState === 'visible' && this.#list.checkVisibility({ visibilityProperty: true });
  }

  /** Gone out of sight: the mark has done its work. Back in sight: what is here counts as read after the next rendering. */
  #look = (): void => {
    if (!this.#seeing && this.#list.following) this.divider = undefined;
    this.#list.requestUpdate();
  };
}

import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { ChatSession } from '../../src/context/index.js';
import type { ConversationView, Message, MessageBlock } from '../../src/domain/index.js';
import { Announcer } from './announcer.js';
import { keyOf } from './fed.js';
import type { Look } from './message.js';
import { authorName, spoken } from './words.js';

/** Into an empty list, only messages this young are news; older ones are history. Milliseconds. */
const FRESH = 10_000;
/** News are looked for among this many messages at the end. */
const REACH = 2000;

export interface Reading {
  readonly fed: boolean;
  readonly session: ChatSession | undefined;
  readonly view: ConversationView | undefined;
  readonly following: boolean;
  readonly look: Look;
}

export interface News {
  /** Others' messages that are new. */
  readonly arrived: number;
  /** The person sent one from here. */
  readonly ownSent: boolean;
  readonly dividerChanged: boolean;
  /** Keys of messages that were streamed before these eyes and are whole now. */
  readonly grown: readonly string[];
}

/**
 * What the person has had of the list: which messages are news, what is said aloud, where the unread ones began, and when they count as read.
 * With a session, its `chat-message` says what is new (history pages and replays are not); for a page's own list the end is compared.
 */
export class Reader implements ReactiveController {
  /** Id of the first message under the unread mark. Stays put while the person reads on. */
  divider: string | undefined;

  #host: ReactiveControllerHost & HTMLElement & { readonly conversation?: string; readonly noReceipts: boolean };
  #announcer: Announcer;
  #drawnDivider: string | undefined;
  #look: Look | undefined;
  #reading: Reading | undefined;
  #last: string | undefined;
  #started = false;
  #arrived: Message[] = [];
  #streams = new Map<string, Message>();
  #failed = new Set<string>();
  #listening: ChatSession | undefined;
  #unlisten: (() => void) | undefined;
  /** Id of the message that was the last one when everything was marked as read. */
  #marked: string | undefined;
  #visible = false;
  #io: IntersectionObserver | undefined;

  constructor(host: ReactiveControllerHost & HTMLElement & { readonly conversation?: string; readonly noReceipts: boolean }, region: () => HTMLElement | null) {
    this.#host = host;
    this.#announcer = new Announcer(region, () => this.#look!.strings);
    host.addController(this);
  }

  hostConnected(): void {
    this.#io = new IntersectionObserver((entries) => {
      this.#visible = entries.at(-1)!.isIntersecting;
      this.#handleSight();
    });
    this.#io.observe(this.#host);
    document.addEventListener('visibilitychange', this.#handleSight);
    if (this.#started) this.#host.requestUpdate();
  }

  hostDisconnected(): void {
    this.#io?.disconnect();
    document.removeEventListener('visibilitychange', this.#handleSight);
    this.#unlisten?.();
    this.#unlisten = this.#listening = undefined;
    this.#visible = false;
    this.#announcer.stop();
  }

  hostUpdated(): void {
    this.#markRead();
  }

  /** Another conversation or session. */
  reset(): void {
    this.divider = this.#last = this.#marked = undefined;
    this.#started = false;
    this.#arrived = [];
    this.#streams.clear();
    this.#failed.clear();
    if (this.#look) this.#announcer.stop();
  }

  /** Looks at the messages as they are about to be drawn. */
  read(blocks: readonly MessageBlock[], reading: Reading): News {
    this.#look = reading.look;
    this.#reading = reading;
    this.#listen(reading.fed ? undefined : reading.session);
    const first = !this.#started;
    const tail = this.#tail(blocks);
    const arrived = reading.fed ? tail.filter((message) => !message.own) : this.#arrived;
    this.#arrived = [];
    for (const message of arrived) this.#sayArrived(message);
    const grown = this.#sayGrown(blocks);
    this.#sayFailed(blocks, first);
    const own = tail.at(-1)?.own === true;
    return { arrived: arrived.length, ownSent: own, dividerChanged: this.#placeDivider(reading, own), grown };
  }

  /** Messages after the one that was last; nothing on the first look, and nothing where that one is gone. */
  #tail(blocks: readonly MessageBlock[]): readonly Message[] {
    const last = blocks.at(-1)?.messages.at(-1);
    const was = this.#last;
    const started = this.#started;
    this.#started = true;
    this.#last = last && keyOf(last);
    if (!last || this.#last === was || !started) return [];
    const tail: Message[] = [];
    for (let i = blocks.length - 1; i >= 0 && tail.length < REACH; i--) {
      const { messages } = blocks[i]!;
      for (let j = messages.length - 1; j >= 0; j--) {
        if (keyOf(messages[j]!) === was) return tail.reverse();
        tail.push(messages[j]!);
      }
    }
    return was === undefined ? tail.reverse().filter((message) => Date.now() - message.createdAt.getTime() < FRESH) : [];
  }

  #listen(session: ChatSession | undefined): void {
    if (session === this.#listening) return;
    this.#unlisten?.();
    this.#listening = session;
    this.#unlisten = session?.onEvent((name, detail) => {
      if (name !== 'chat-message') return;
      const { message } = detail as { readonly message: Message };
      if (message.own || message.conversation !== (this.#host.conversation ?? session.currentConversation)) return;
      this.#arrived.push(message);
      this.#host.requestUpdate();
    });
  }

  #sayArrived(message: Message): void {
    const look = this.#look!;
    const name = authorName(message.author, look);
    if (message.streaming) this.#streams.set(keyOf(message), message);
    this.#announcer.say(message.streaming ? look.strings.replying(name) : message.author.role === 'system' ? spoken(message, look) : look.strings.said(name, spoken(message, look)));
  }

  /** A streamed answer is said once more when it is whole. Streams are few and near the end, so they are looked up, not tracked. */
  #sayGrown(blocks: readonly MessageBlock[]): readonly string[] {
    const grown: string[] = [];
    for (const key of this.#streams.keys()) {
      const now = find(blocks, key);
      if (now?.streaming) continue;
      this.#streams.delete(key);
      if (!now) continue;
      grown.push(key);
      this.#announcer.say(this.#look!.strings.said(authorName(now.author, this.#look!), spoken(now, this.#look!)));
    }
    return grown;
  }

  /** An own message that could not be sent is said as well: its button is easily missed by ear. */
  #sayFailed(blocks: readonly MessageBlock[], first: boolean): void {
    for (const message of blocks.at(-1)?.messages ?? []) {
      const key = keyOf(message);
      if (!message.own || message.status !== 'failed') this.#failed.delete(key);
      else if (!this.#failed.has(key)) {
        this.#failed.add(key);
        if (!first) this.#announcer.say([this.#look!.strings.messageStatus.failed, message.statusReason].filter(Boolean).join(': '));
      }
    }
  }

  #placeDivider({ view, following }: Reading, own: boolean): boolean {
    if (own) this.divider = undefined;
    else if (this.divider === undefined && view?.firstUnread !== undefined && !(following && this.#seeing)) this.divider = view.firstUnread;
    const changed = this.#drawnDivider !== this.divider;
    this.#drawnDivider = this.divider;
    return changed;
  }

  get #seeing(): boolean {
    return this.#visible && document.visibilityState === 'visible';
  }

  /** Gone out of sight: the mark has done its work. Back in sight: what is here counts as read after the next rendering. */
  #handleSight = (): void => {
    if (!this.#seeing && this.divider !== undefined && this.#reading?.following) this.divider = undefined;
    this.#host.requestUpdate();
  };

  #markRead(): void {
    const { session, view, following } = this.#reading ?? {};
    if (!session || !view || !following || !this.#seeing || this.#host.noReceipts) return;
    // A page of older messages counts as nothing unread, yet whoever wrote them may still wait to hear that they were read.
    const newest = view.blocks.at(-1)?.messages.at(-1)?.id;
    if (view.unread === 0 && newest === this.#marked) return;
    this.#marked = newest;
    session.markRead(undefined, this.#host.conversation);
  }
}

function find(blocks: readonly MessageBlock[], key: string): Message | undefined {
  for (let i = blocks.length - 1; i >= 0; i--) {
    const found = blocks[i]!.messages.find((message) => keyOf(message) === key);
    if (found) return found;
  }
  return undefined;
}

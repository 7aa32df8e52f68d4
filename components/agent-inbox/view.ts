import { html, nothing, type CSSResult, type TemplateResult } from 'lit';
import { follow } from '../../src/context/follow.js';
import type { ChatSession } from '../../src/context/index.js';
import type { ConversationSummary, Message } from '../../src/domain/index.js';
import { changeStrings, type Formats, type Strings } from '../../src/i18n/index.js';
import { inbox } from '../../src/i18n/inbox.js';
import { ChatComposer } from '../chat-composer/chat-composer.js';
import { placeOf } from '../chat-composer/place.js';
import { createElement } from '../shared/create-element.js';
import { MessageList } from '../message-list/message-list.js';
import { mirroring } from '../shared/more-icons.js';
import { buttons } from '../shared/tokens.js';
import { TypingIndicator } from '../typing-indicator/typing-indicator.js';
import { StatusController } from '../connection-badge/status-controller.js';
import { renderBanner } from './banner.js';
import { renderConversation } from './conversation-view.js';
import { renderList } from './list-view.js';
import { countRows, FILTERS, nameOf, pickRows, type InboxFilter } from './rows.js';
import { styles } from './agent-inbox.styles.js';

/** What the view sees of its element. */
export interface InboxHost extends HTMLElement {
  readonly session: ChatSession | undefined;
  readonly strings: Strings;
  readonly formats: Formats;
  readonly renderRoot: HTMLElement | DocumentFragment;
  readonly updateComplete: Promise<boolean>;
  readonly noReceipts: boolean;
  readonly attachments: boolean;
  readonly emoji: boolean;
  selected?: string;
  filter: InboxFilter;
  query: string;
  adopt(sheet: CSSResult): void;
  requestUpdate(): void;
  addController(controller: StatusController): void;
  removeController(controller: StatusController): void;
  select(conversation: string | undefined): void;
}

const LIST_PARTS = 'messages, day, gap, message, message-own, message-other, bubble, author, avatar, time, status, attachment, jump, actions, quote, reactions, stop, card, unread-line';
const TYPING = 'dots: typing-dots, label: typing-label, preview: typing-preview';
const COMPOSER_PARTS = 'composer, input, send, attach, emoji, file';

/** More than this are said as a number. */
const MOST = 3;
/** Long enough for any screen reader to have taken it, short enough that nobody browses into it. Milliseconds. */
const KEEP = 4000;

/** Stands for the input among the selectors of what gets the focus next. */
const COMPOSER = 'composer';

const rowOf = (id: string): string => `.row[data-id="${CSS.escape(id)}"]`;

/** With another key they are the browser's: back and forward, for one. */
const isOthers = ({ altKey, ctrlKey, metaKey }: KeyboardEvent): boolean => altKey || ctrlKey || metaKey;
const topOf = (row: HTMLElement): number => row.getBoundingClientRect().top;
/** When something was last said there: with another time a row goes to another place. */
const timeOf = (row: HTMLElement): string | undefined => row.querySelector('time')?.dateTime;

interface Seen {
  readonly row: HTMLElement;
  readonly top: number;
  readonly time: string | undefined;
}

/** Rows in sight, the one under the pointer before all others. */
function inSight(box: Element, rows: readonly HTMLElement[]): readonly Seen[] {
  const { top, bottom } = box.getBoundingClientRect();
  let [first, end] = [0, rows.length];
  while (first < end) {
    const middle = (first + end) >> 1;
    if (rows[middle]!.getBoundingClientRect().bottom > top) end = middle;
    else first = middle + 1;
  }
  while (end < rows.length && topOf(rows[end]!) < bottom) end++;
  const seen = rows.slice(first, end).map((row) => ({ row, top: topOf(row), time: timeOf(row) }));
  return seen.sort((a, b) => Number(b.row.matches(':hover')) - Number(a.row.matches(':hover')));
}

/** What the inbox shows and does; the element beside it only holds its state. */
export class InboxView {
  readonly host: InboxHost;
  readonly list = createElement('message-list', MessageList);
  readonly typing = createElement('typing-indicator', TypingIndicator);
  readonly composer = createElement('chat-composer', ChatComposer);
  /** The row that Tab leads to. */
  active: string | undefined;
  #status: StatusController;
  #subscribed: { readonly session: ChatSession; readonly conversation: string; readonly end: () => void } | undefined;
  #drafts = new Map<string, string>();
  #shown: string | undefined;
  /** Conversations that wait, once it is known which; what was said of the list last, and until when it stands there. */
  #waiting: ReadonlySet<string> | undefined;
  #said = '';
  #until = 0;
  #query = '';
  #day = '';
  /** Where the focus goes when the next rendering is done. */
  #focusNext: string | undefined;
  /** What was in sight of who has scrolled down, and where. Browsers hold that themselves, some of them, and not where a row goes to another place or leaves. */
  #seen: readonly Seen[] = [];
  #asked = '';
  /** The row that had the focus before the rendering. Moved to another place or gone it would lose it to the page. */
  #held: { readonly id: string; readonly at: number } | undefined;

  constructor(host: InboxHost) {
    this.host = host;
    // The team's words come with the team's view: visitors have none of them.
    changeStrings(inbox);
    this.#status = new StatusController(host, () => host.session?.connection);
    this.list.className = 'messages';
    this.list.setAttribute('exportparts', LIST_PARTS);
    for (const what of ['reply', 'edit'] as const) this.list.addEventListener(`chat-${what}`, async (event) => {
      const { open } = this;
      await this.composer.bring('about');
      // Its code may come when another conversation is open, or not at all: then the composer says so.
      if (open === this.open) await this.composer.about(what, (event as CustomEvent<{ message: Message }>).detail.message);
    });
    this.typing.setAttribute('part', 'typing');
    this.typing.setAttribute('exportparts', TYPING);
    this.typing.preview = true;
    this.composer.setAttribute('exportparts', COMPOSER_PARTS);
    for (const sheet of [buttons, mirroring, styles]) host.adopt(sheet);
  }

  /** All rows, the open conversation's included when the session has not listed it yet. */
  get rows(): readonly ConversationSummary[] {
    return this.host.session?.inbox ?? [];
  }

  /** The conversation to show; without an inbox in the backend, the only one there is. */
  get open(): string | undefined {
    const { session, selected } = this.host;
    return selected || (this.hasInbox ? undefined : session?.currentConversation);
  }

  get hasInbox(): boolean {
    return this.host.session?.capabilities.inbox ?? true;
  }

  /** What is listed, whatever somebody set. */
  get filter(): InboxFilter {
    const { filter } = this.host;
    return FILTERS.includes(filter) ? filter : 'open';
  }

  render(): TemplateResult {
    const { host, open } = this;
    const rows = this.rows;
    const row = (host.renderRoot as ShadowRoot).activeElement as HTMLElement | null;
    const at = this.#rows.indexOf(row!);
    const box = this.#find('.rows');
    const asked = `${this.filter} ${host.query}`;
    this.#seen = box?.scrollTop && asked === this.#asked ? inSight(box, this.#rows) : [];
    this.#asked = asked;
    this.#held = at < 0 ? undefined : { id: row!.dataset['id']!, at };
    return html`<div class="inbox ${open === undefined ? '' : 'opened'} ${this.hasInbox ? '' : 'single'}">
      ${renderBanner(this, this.#status.state)}
      ${this.hasInbox ? renderList(this, pickRows(rows, this.filter, host.query), countRows(rows)) : nothing}
      ${renderConversation(this, open, open === undefined ? undefined : rows.find((row) => row.id === open))}
    </div>`;
  }

  /** The open conversation is followed message by message, as long as it is on the page; the others only as rows. */
  subscribe(): void {
    const { session, selected, isConnected } = this.host;
    const conversation = isConnected ? selected : undefined;
    const known = this.#subscribed;
    if (known?.session === session && known?.conversation === conversation) return;
    known?.end();
    this.#subscribed = undefined;
    if (!session || !conversation) return;
    this.#subscribed = { session, conversation, end: follow(session, conversation) };
  }

  updated(): void {
    this.subscribe();
    const { open, list, typing, composer } = this;
    const { session } = this.host;
    const place = open && placeOf({ session, conversation: open });
    if (place !== this.#shown) {
      // A message that is being changed is no draft; what it took the place of is.
      composer.late.about?.leave();
      if (this.#shown !== undefined) this.#drafts.set(this.#shown, composer.draft);
      this.#shown = place;
      composer.draft = (place && this.#drafts.get(place)) ?? '';
    }
    Object.assign(list, { conversation: open, noReceipts: this.host.noReceipts });
    // Drawn every minute, the inbox knows when what was said today was said yesterday.
    const day = new Date().toDateString();
    if (day !== this.#day) list.requestUpdate();
    this.#day = day;
    Object.assign(typing, { conversation: open });
    Object.assign(composer, { conversation: open, attachments: this.host.attachments, emoji: this.host.emoji });
    const held = this.#seen.find(({ row, time }) => row.isConnected && timeOf(row) === time);
    if (held) held.row.closest('.rows')!.scrollTop += topOf(held.row) - held.top;
    this.#seen = [];
    const next = this.#focusNext;
    this.#focusNext = undefined;
    if (next === COMPOSER) void this.composer.updateComplete.then(() => this.composer.focus());
    // A conversation that was resolved may not be listed any more.
    else if (next) (this.#find(next) ?? this.#first)?.focus();
    else if (this.#held && !(this.host.renderRoot as ShadowRoot).activeElement) {
      // The focus stays with its row, wherever that went; of one that is gone the next has it.
      const { id, at } = this.#held;
      (this.#find(rowOf(id)) ?? this.#rows[at] ?? this.#rows.at(-1) ?? this.#first)?.focus();
    }
  }

  /**
   * What is said of the list: who waits anew, each conversation once until somebody has read it, and how much a search found. Of those that wait at first nothing,
   * and nothing of the open one: its messages are said by their list.
   */
  tell(listed: readonly ConversationSummary[]): string {
    const { open, rows, host } = this;
    const { strings, formats, query } = host;
    const waiting = new Set<string>();
    const names: string[] = [];
    let unread = 0;
    for (const row of rows) {
      if (row.unread === 0 || row.id === open) continue;
      waiting.add(row.id);
      if (!this.#waiting || this.#waiting.has(row.id)) continue;
      unread += row.unread;
      names.push(nameOf(row.visitor, row.id, strings.roles.visitor));
    }
    if (rows.length > 0) this.#waiting = waiting;
    const asked = query !== this.#query;
    if (asked || unread || Date.now() > this.#until) {
      this.#said = unread ? [...(names.length > MOST ? [] : names), strings.unread(unread)].join(', ') : asked && query && listed.length > 0 ? `${strings.conversations}: ${formats.number(listed.length)}` : '';
      this.#until = Date.now() + KEEP;
      this.#query = query;
    }
    return this.#said;
  }

  focus(options?: FocusOptions): void {
    if (this.open === undefined) this.#first?.focus(options);
    else this.composer.focus(options);
  }

  handleFilter = (event: Event): void => {
    const { value } = (event.currentTarget as HTMLElement).dataset;
    this.host.filter = value as InboxFilter;
  };

  /** Tabs follow the arrows, as text runs. */
  handleFilterKey = (event: KeyboardEvent): void => {
    const forward = this.#isRtl ? 'ArrowLeft' : 'ArrowRight';
    const back = this.#isRtl ? 'ArrowRight' : 'ArrowLeft';
    const at = FILTERS.indexOf(this.filter);
    const to = { [forward]: at + 1, [back]: at - 1, Home: 0, End: FILTERS.length - 1 }[event.key];
    if (to === undefined || isOthers(event)) return;
    event.preventDefault();
    this.host.filter = FILTERS[(to + FILTERS.length) % FILTERS.length]!;
    this.#goTo('[role=tab][aria-selected=true]');
  };

  handleSearch = (event: Event): void => {
    this.host.query = (event.target as HTMLInputElement).value;
  };

  handleSearchKey = (event: KeyboardEvent): void => {
    // An input method's, in every browser (Safari says `isComposing` late): down goes through the words it offers.
    if (event.keyCode === 229) return;
    if (event.key === 'Escape' && this.host.query !== '') {
      event.preventDefault();
      this.host.query = '';
    } else if (event.key === 'ArrowDown') {
      event.preventDefault();
      this.#find('.row')?.focus();
    }
  };

  handleRow = (event: Event): void => {
    this.host.session?.engage();
    this.host.select((event.currentTarget as HTMLElement).dataset['id']);
    // To the input, where the answer goes; not under a finger, where that would bring up the keyboard over the messages.
    this.#goTo(matchMedia('(pointer: coarse)').matches ? '.conversation' : COMPOSER);
  };

  handleRowFocus = (event: Event): void => {
    const row = (event.target as Element).closest<HTMLElement>('.row');
    if (row) this.active = row.dataset['id'];
  };

  handleRowKey = (event: KeyboardEvent): void => {
    const rows = this.#rows;
    const at = rows.indexOf(event.target as HTMLElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: rows.length - 1 }[event.key];
    if (at < 0 || to === undefined || isOthers(event)) return;
    event.preventDefault();
    const next = rows[Math.min(Math.max(to, 0), rows.length - 1)]!;
    for (const row of rows) row.tabIndex = row === next ? 0 : -1;
    next.focus();
  };

  handleBack = (): void => {
    const { selected } = this.host;
    this.host.select(undefined);
    if (selected) this.#goTo(rowOf(selected));
  };

  handleAssign = (event: Event): void => {
    const mine = (event.currentTarget as HTMLElement).dataset['value'] === 'me';
    const { session } = this.host;
    session?.assign(mine ? session.self : null, this.open);
  };

  handleStatus = (event: Event): void => {
    const { value } = (event.currentTarget as HTMLElement).dataset;
    this.host.session?.setStatus(value as 'open' | 'resolved', this.open);
  };

  /** With the next rendering, which comes in any case: what waits longer would take the focus from wherever somebody is by then. */
  #goTo(where: string): void {
    this.#focusNext = where;
    this.host.requestUpdate();
  }

  get #rows(): readonly HTMLElement[] {
    return [...this.host.renderRoot.querySelectorAll<HTMLElement>('.row')];
  }

  get #isRtl(): boolean {
    return this.host.matches(':dir(rtl)');
  }

  /** The row that Tab leads to; where nothing is listed, the search. */
  get #first(): HTMLElement | null {
    return this.#find('.row[tabindex="0"]') ?? this.#find('[type=search]');
  }

  #find(selector: string): HTMLElement | null {
    return this.host.renderRoot.querySelector<HTMLElement>(selector);
  }
}

/**
 * What a person can do with a message, and the ways of the keyboard through the list. Loaded with the first pointer, finger, focus or key among the messages.
 * Listeners sit on elements of the list's own and go with it.
 */
import { html, nothing, render, type ReactiveController, type TemplateResult } from 'lit';
import type { Message } from '../../src/domain/index.js';
import { ALERT, CHECK, icon } from '../shared/icons.js';
import { AGAIN, mirroredIcon, mirroring, SMILE, TRASH } from '../shared/more-icons.js';
import { writer } from './gist.js';
import { keyOf } from './grouping.js';
import { styles as own } from './actions.styles.js';
import type { MessageList } from './message-list.js';
import { set, type RowElement } from './message.js';

export { actions as words } from '../../src/i18n/actions.js';
export const styles = [mirroring, own];

const REPLY = 'M10 8V4.5L3.5 11l6.5 6.5V14c4.5 0 7.5 1.5 10 5-.8-6-4-10-10-11Z';
const COPY = 'M9 9h10.5v10.5H9ZM15 9V4.5H4.5V15H9';
const EDIT = 'm4.5 19.5 1-4.5L16 4.5l3.5 3.5L9 18.5Zm9-12.5 3.5 3.5';

/** One press away; everything else is a matter for the words. */
const QUICK = ['👍', '❤️', '😂', '🎉', '😮', '😢'];
/** How long a finger rests before it means the message. Milliseconds; and how far it may slip. Pixels. */
const LONG_PRESS = 500;
const SLIP = 10;
/** How long a button shows what it did. Milliseconds. */
const SHOWN = 2000;
/** Height of a message that is not drawn. Pixels. */
const GUESS = 64;
const STOPS = 'a[href], button, input, video, audio, audio-player, [tabindex="0"]';

type Act = 'react' | 'reply' | 'copy' | 'regenerate' | 'edit' | 'delete';
type Mode = 'bar' | 'react' | 'delete';

/** What this message and this backend allow. */
export function offers(message: Message, list: MessageList): Act[] {
  if (message.deletedAt || message.streaming || message.author.role === 'system') return [];
  const session = list.messages ? undefined : list.context.session;
  const can = session?.capabilities;
  // A message that the backend does not have (yet), such as the greeting, is one that it cannot be asked about.
  const there = message.conversation !== '' && message.status !== 'pending' && message.status !== 'failed';
  const written = message.parts.length > 0 && message.parts.every((part) => part.type === 'text' && !part.notice);
  const all: Record<Act, unknown> = {
    react: there && can?.reactions,
    reply: there && can?.replies,
    copy: message.text.trim(),
    // Only what the assistant said last: anything after it was said in answer.
    regenerate: there && can?.regenerate && message === list.blocks.at(-1)?.messages.findLast(({ author }) => author.role === 'ai'),
    edit: there && message.own && can?.edit && written,
    delete: there && message.own && can?.remove,
  };
  return (Object.keys(all) as Act[]).filter((act) => all[act]);
}

const known = new WeakMap<MessageList, Actions>();

/** Something happened among the messages. */
export function handle(list: MessageList, event: Event, target: HTMLElement): void {
  // It came before this was loaded, and what it was about is gone meanwhile: a button that did its work. The focus stays among the messages.
  if (!target.isConnected) {
    if (event.type === 'focusin' && (document.activeElement ?? document.body) === document.body) list.scrollBox.focus({ preventScroll: true });
    return;
  }
  let actions = known.get(list);
  if (!actions) known.set(list, (actions = new Actions(list)));
  actions.handle(event, target);
}

class Actions implements ReactiveController {
  #list: MessageList;
  #box: HTMLElement;
  #bar = document.createElement('div');
  #at: RowElement | undefined;
  #mode: Mode = 'bar';
  #touch = false;
  #press: { readonly x: number; readonly y: number; readonly timer: ReturnType<typeof setTimeout> } | undefined;
  #pressed = false;
  #swallow = false;
  /** Key of the message that had the focus last: where the arrows go on. */
  #last: string | undefined;
  /** What has the focus, and the message that it is in, or the list. */
  #held: { readonly target: HTMLElement; readonly row: HTMLElement } | undefined;

  /** Whether what is under the bar was copied, while its button shows it. */
  #copied: boolean | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** Until what was said today was said yesterday. A page that was hidden meanwhile is drawn anew when it is seen again; one that nobody leaves is not. */
  #midnight: ReturnType<typeof setTimeout> | undefined;

  constructor(list: MessageList) {
    this.#list = list;
    const box = (this.#box = list.scrollBox);
    this.#bar.addEventListener('click', (event) => event.stopPropagation());
    box.addEventListener('pointerleave', () => this.#rest());
    box.addEventListener('focusout', ({ relatedTarget }) => {
      // What is drawn next may take the focus up again: a question in place of the button that asks it.
      if (!relatedTarget || !box.contains(relatedTarget as Node)) queueMicrotask(() => box.contains(this.#focused) || this.#rest(true));
      // Somebody took it elsewhere. Where its element is gone instead, it is caught (below).
      if (relatedTarget) this.#held = undefined;
      else queueMicrotask(() => this.#held?.target.isConnected && !box.contains(this.#focused) && (this.#held = undefined));
    });
    for (const type of ['pointerup', 'pointercancel', 'scroll']) box.addEventListener(type, () => this.#release());
    box.addEventListener('pointermove', ({ clientX, clientY }) => {
      if (this.#press && Math.hypot(clientX - this.#press.x, clientY - this.#press.y) > SLIP) this.#release();
    });
    box.addEventListener('contextmenu', (event) => {
      // The menu of the browser would come on top of ours.
      if (this.#swallow || this.#pressed) event.preventDefault();
      this.#swallow = false;
    });
    list.addController(this);
  }

  hostConnected(): void {
    this.#midnight = setTimeout(() => {
      this.#list.requestUpdate();
      this.hostConnected();
    }, new Date().setHours(24, 0, 0, 0) - Date.now());
  }

  hostUpdated(): void {
    if (this.#at) this.#draw();
    this.#catch();
  }

  /** A button did its work and is gone, or its whole message is: the focus does not fall out of the list with it. */
  #catch(): void {
    const { target, row } = this.#held ?? {};
    if (!target || target.isConnected) return;
    this.#held = undefined;
    if (this.#focused || (document.activeElement ?? document.body) !== document.body) return;
    (row!.isConnected ? row! : this.#box).focus({ preventScroll: true });
  }

  hostDisconnected(): void {
    clearTimeout(this.#midnight);
    this.#release();
    this.#hide();
  }

  /** `target` is given, since an event forgets its own once it is over, and this may be loaded later. */
  handle(event: Event, target: HTMLElement): void {
    const row = target.closest<RowElement>('.message') ?? undefined;
    if (event.type === 'keydown') this.#key(event as KeyboardEvent, target, row);
    else if (event.type === 'pointerover') {
      if ((event as PointerEvent).pointerType !== 'touch' && row && !this.#busy) this.#show(row, false);
    } else if (event.type === 'pointerdown') this.#down(event as PointerEvent, target, row);
    else {
      this.#held = { target, row: row ?? this.#box };
      if (!row) return;
      if (row.message) this.#last = keyOf(row.message);
      if (this.#at !== row) this.#show(row, this.#pressed);
    }
  }

  /** Somebody is in the middle of it. */
  get #busy(): boolean {
    return this.#mode !== 'bar' || this.#bar.contains(this.#focused);
  }
  get #focused(): Element | null {
    return (this.#list.renderRoot as ShadowRoot).activeElement;
  }

  /* The bar */

  #show(row: RowElement, touch: boolean): void {
    this.#at = row;
    this.#mode = 'bar';
    this.#copied = undefined;
    this.#touch = touch;
    this.#draw();
    this.#place();
  }

  /** Where there is no room above the message, since the list ends there, the bar stands at the end of the list. Read once as it appears, not while something grows. */
  #place(): void {
    const row = this.#at;
    if (!row) return;
    const { style } = this.#bar;
    style.insetBlockStart = '';
    const [list, bar, { top, bottom }] = [this.#box, this.#bar, row].map((one) => one.getBoundingClientRect()) as [DOMRect, DOMRect, DOMRect];
    if (bar.top < list.top) style.insetBlockStart = `${Math.max(0, Math.min(list.top, bottom - bar.height) - top)}px`;
  }

  #hide(): void {
    clearTimeout(this.#timer);
    this.#at = undefined;
    this.#mode = 'bar';
    this.#bar.remove();
  }

  /** The pointer went away: the bar stays with the focus only. `left`: the focus went away. */
  #rest(left = false): void {
    if (left ? !this.#at?.matches(':hover') : !this.#busy && !this.#at?.contains(this.#focused)) this.#hide();
  }

  #draw(): void {
    const row = this.#at;
    const message = row?.message;
    const list = this.#list;
    const acts = message && row.isConnected && row.classList.contains('message') ? offers(message, list) : [];
    if (!message || acts.length === 0) return this.#hide();
    const { strings } = list;
    const bar = this.#bar;
    const name = message.own ? strings.actionsForOwn : strings.actionsFor(writer(message, list));
    const mode = this.#mode;
    set(bar, {
      class: `acts ${this.#touch ? 'large' : ''}`,
      part: 'actions',
      role: mode === 'delete' ? 'alertdialog' : 'toolbar',
      'aria-label': mode === 'delete' ? strings.deleteQuestion : mode === 'react' ? strings.reactions : name,
    });
    if (bar.parentNode !== row) row.append(bar);
    render(mode === 'bar' ? acts.map((act) => this.#button(act, message)) : mode === 'react' ? QUICK.map((emoji) => this.#emoji(emoji, message)) : this.#question(message), bar);
    this.#rove();
  }

  #button(act: Act, message: Message): TemplateResult {
    const { strings } = this.#list;
    const well = act === 'copy' ? this.#copied : undefined;
    const path = well ? CHECK : well === false ? ALERT : { react: SMILE, reply: REPLY, copy: COPY, regenerate: AGAIN, edit: EDIT, delete: TRASH }[act];
    const opens = act === 'react' ? 'true' : act === 'delete' ? 'dialog' : nothing;
    const title = well === undefined ? strings[act] : well ? strings.copied : strings.copyFailed;
    return html`<button class="act ${well ? 'ok' : well === false ? 'danger' : ''}" type="button" data-name=${act} aria-label=${strings[act]} title=${title} aria-haspopup=${opens} @click=${() => this.#do(act, message)}>${(act === 'reply' ? mirroredIcon : icon)(path)}</button>`;
  }

  #emoji(emoji: string, message: Message): TemplateResult {
    const list = this.#list;
    const { session } = list.context;
    const own = message.reactions?.some((one) => one.emoji === emoji && one.by.includes(session?.self.id ?? '')) ?? false;
    const give = () => {
      session?.react(message.id, emoji, !own, list.conversation);
      list.reader.say(own ? list.strings.reactionRemoved(emoji) : list.strings.reactedWith(emoji));
      this.#back();
    };
    return html`<button class="act emoji" type="button" aria-pressed=${own} aria-label=${list.strings.reactWith(emoji)} @click=${give}>${emoji}</button>`;
  }

  #question(message: Message): TemplateResult {
    const list = this.#list;
    const { strings } = list;
    const remove = () => {
      this.#back();
      list.context.session?.removeMessage(message.id, list.conversation);
    };
    return html`<span class="question">${strings.deleteQuestion}</span><button class="text-button" type="button" @click=${() => this.#back()}>${strings.keep}</button><button class="text-button danger" type="button" @click=${remove}>${strings.delete}</button>`;
  }

  #do(act: Act, message: Message): void {
    const list = this.#list;
    if (act === 'react' || act === 'delete') this.#turn(act);
    else if (act === 'copy') void this.#copy(message);
    else if (act === 'regenerate') {
      // In its place, and the reader says so when it begins. The bar goes: there is nothing to do with a message that is being written.
      list.context.session?.regenerate(message.id, list.conversation);
      this.#back();
    }
    else {
      // Until the composer takes the focus.
      this.#back();
      this.#hide();
      list.emit(`chat-${act}`, { message }, { cancelable: true });
    }
  }

  async #copy({ text }: Message): Promise<void> {
    const { reader, strings } = this.#list;
    const row = this.#at;
    let well = true;
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      // No permission, or no secure page: the text is selected, so that one key copies it.
      well = false;
      getSelection()?.selectAllChildren(row!.querySelector('.bubble')!);
    }
    reader.say(well ? strings.copied : strings.copyFailed);
    if (this.#at !== row) return;
    const show = (copied?: boolean): void => {
      this.#copied = copied;
      this.#draw();
    };
    show(well);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(show, SHOWN);
  }

  #turn(mode: Mode, focus = '.act, .text-button'): void {
    this.#mode = mode;
    this.#draw();
    this.#place();
    this.#bar.querySelector<HTMLElement>(focus)?.focus({ preventScroll: true });
  }

  /** Back to the message. */
  #back(): void {
    const row = this.#at;
    this.#mode = 'bar';
    row?.focus({ preventScroll: true });
    this.#draw();
    this.#place();
  }

  /** One of the buttons takes Tab, the arrows reach the others. */
  #rove(): void {
    const buttons = [...this.#bar.querySelectorAll<HTMLElement>('button')];
    const at = Math.max(0, buttons.indexOf(this.#focused as HTMLElement));
    buttons.forEach((button, i) => set(button, { tabindex: i === at ? '0' : '-1' }));
  }

  /* Fingers */

  #down(event: PointerEvent, target: HTMLElement, row: RowElement | undefined): void {
    this.#release();
    this.#pressed = false;
    if (event.pointerType !== 'touch') return;
    if (this.#at && this.#at !== row && !this.#busy) this.#hide();
    // Links and buttons have a long press of their own.
    if (!row || row.contains(target.closest(STOPS))) return;
    const timer = setTimeout(() => {
      this.#pressed = true;
      this.#press = undefined;
      getSelection()?.removeAllRanges();
      this.#show(row, true);
      row.focus({ preventScroll: true });
    }, LONG_PRESS);
    this.#press = { x: event.clientX, y: event.clientY, timer };
  }

  #release(): void {
    clearTimeout(this.#press?.timer);
    this.#press = undefined;
  }

  /* Keys */

  #key(event: KeyboardEvent, target: HTMLElement, row: RowElement | undefined): void {
    const { key } = event;
    if (event.defaultPrevented || event.isComposing || event.altKey || event.ctrlKey || event.metaKey) return;
    // With Shift it has no name in WebKit on GTK.
    if (key === 'Tab' || event.code === 'Tab') return this.#tab(row, event.shiftKey && target !== row);
    const inBar = this.#bar.contains(target);
    const menu = key === 'ContextMenu' || (key === 'F10' && event.shiftKey);
    const done = (): void => event.preventDefault();
    if (inBar) {
      if (this.#barKey(key, target)) done();
    } else if (row && target !== row) {
      if (key === 'Escape') {
        row.focus({ preventScroll: true });
        done();
      }
    } else if (menu || (key === 'Enter' && !event.shiftKey)) {
      const at = row ?? this.#row(this.#current());
      if (!at) return;
      this.#swallow = menu;
      this.#show(at, false);
      if (this.#at) this.#turn('bar');
      done();
    } else if (!event.shiftKey && this.#go(key, row)) done();
  }

  #barKey(key: string, target: HTMLElement): boolean {
    if (key === 'Escape') {
      if (this.#mode === 'bar') this.#back();
      else this.#turn('bar', `[data-name="${this.#mode}"]`);
      return true;
    }
    const buttons = [...this.#bar.querySelectorAll<HTMLElement>('button')];
    const at = buttons.indexOf(target);
    const forward = this.#list.direction === 'rtl' ? 'ArrowLeft' : 'ArrowRight';
    const steps: Record<string, number> = { ArrowLeft: -1, ArrowRight: -1, Home: -at, End: buttons.length - 1 - at, [forward]: 1 };
    const step = steps[key];
    if (step === undefined) return key === 'ArrowUp' || key === 'ArrowDown';
    buttons[(at + step + buttons.length) % buttons.length]!.focus({ preventScroll: true });
    this.#rove();
    return true;
  }

  /**
   * For the length of this press, nothing in the list can be reached but what the message holds that has the focus, and the replies under the last one: the list is
   * one stop. `back`: from inside a message the list itself comes first, or who goes backwards would never get to it.
   */
  #tab(row: RowElement | undefined, back: boolean): void {
    const others = [...this.#box.querySelectorAll<HTMLElement>(STOPS)].filter((one) => !row?.contains(one) && !one.closest('.quick'));
    if (row && !back) others.push(this.#box);
    const were = others.map((one) => one.getAttribute('tabindex'));
    for (const one of others) one.setAttribute('tabindex', '-1');
    setTimeout(() => others.forEach((one, i) => (were[i] === null ? one.removeAttribute('tabindex') : one.setAttribute('tabindex', were[i]!))));
  }

  get #messages(): readonly Message[] {
    return this.#list.blocks.flatMap(({ messages }) => messages);
  }

  /** Where the arrows begin: the message that had the focus last, else the newest. */
  #current(): Message | undefined {
    const all = this.#messages;
    return all.find((message) => keyOf(message) === this.#last) ?? all.at(-1);
  }

  /** The element of a message, where it is drawn. */
  #row(message: Message | undefined): RowElement | undefined {
    if (!message) return undefined;
    return [...this.#box.querySelectorAll<RowElement>('.message')].find((row) => row.message && keyOf(row.message) === keyOf(message));
  }

  /** True where the key means something here. */
  #go(key: string, row: RowElement | undefined): boolean {
    if (!/^(Arrow(Up|Down)|Page(Up|Down)|Home|End)$/.test(key)) return false;
    const all = this.#messages;
    const last = all.length - 1;
    if (last < 0) return true;
    const down = /Down|End/.test(key);
    const height = this.#box.clientHeight;
    if (row?.message) {
      // A message taller than the list is read through before the next one.
      const [outer, inner] = [this.#box.getBoundingClientRect(), row.getBoundingClientRect()];
      const rest = down ? inner.bottom - outer.bottom : outer.top - inner.top;
      if (!/Home|End/.test(key) && rest > 8 && inner.height > height) {
        this.#box.scrollTop += Math.min(rest + 8, height * 0.8) * (down ? 1 : -1);
        return true;
      }
    }
    const from = row?.message ?? undefined;
    let at = all.findLastIndex((message) => keyOf(message) === (from ? keyOf(from) : this.#last));
    const step = down ? 1 : -1;
    if (key === 'Home') at = 0;
    else if (key === 'End') at = last;
    else if (!from) at = at < 0 ? last : at;
    else if (key.startsWith('Arrow')) at += step;
    else for (let seen = 0; seen < height * 0.8 && all[at + step]; at += step) seen += this.#row(all[at])?.offsetHeight ?? GUESS;
    const next = all[Math.min(last, Math.max(0, at))]!;
    void this.#focus(next);
    return true;
  }

  async #focus(message: Message): Promise<void> {
    const row = this.#row(message);
    if (!row) {
      await this.#list.show(message.id);
      return;
    }
    row.focus({ preventScroll: true });
    // Only this box scrolls, never the page.
    const [outer, inner] = [this.#box.getBoundingClientRect(), row.getBoundingClientRect()];
    const over = inner.top - outer.top - 24;
    const under = inner.bottom - outer.bottom + 8;
    if (over < 0) this.#box.scrollTop += inner.height > outer.height ? under : over;
    else if (under > 0) this.#box.scrollTop += Math.min(under, over);
  }
}

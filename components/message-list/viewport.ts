import type { ReactiveController } from 'lit';
import { keyOf } from './grouping.js';
import type { BlockElement, MessageList } from './message-list.js';
import { Place } from './place.js';

/** How far beyond the visible part blocks are drawn. Pixels. */
const MARGIN = 1000;
/** Of a streamed answer that outgrew the list, this much may be out of sight before it stops following. Pixels. */
const SLACK = 24;
/** Height of a message before anything was measured. Pixels. */
const GUESS = 64;
/** How long a message that was scrolled to is marked. Milliseconds. */
const MARKED = 1600;

/** What the viewport keeps on the element of a block. */
interface Box extends BlockElement {
  watchedBy?: IntersectionObserver | undefined;
  /** The block that an empty box has its height from. */
  emptyFor?: object | undefined;
  measured?: { readonly count: number; readonly height: number };
}

/**
 * Where the reader is, once they are not simply at the end of a few messages: which blocks are near and so drawn, what keeps the place, when older pages are due.
 * Comes late (far.ts) and takes over what the list knows until then.
 *
 * The scrolling box is a reversed column around one child: its scroll position counts from the end, so that the browser itself keeps the end in view while
 * messages arrive, and nothing above the reader can move them: older pages, blocks that get their real height. Only what changes *below* a reader who scrolled
 * up has to be made good; browsers with scroll anchoring do, for the rest `#correct` does.
 */
export class Viewport implements ReactiveController {
  /** Set where the browser has no scroll anchoring; tests set it to try that path everywhere. */
  corrects = !CSS.supports('overflow-anchor', 'auto');

  /** The code for older pages could not be had. */
  declare failed?: boolean;

  #list: MessageList;
  #box: HTMLElement;
  #place = new Place();
  #near: IntersectionObserver | undefined;
  #sizes: ResizeObserver | undefined;
  #perMessage = GUESS;
  #height = 0;
  #atTop = false;
  /** The growing message that is watched, and whether it holds the reader at its start. */
  #growing: string | undefined;
  #watched: Element | undefined;
  #held = false;
  /** The reader went on past it, so it follows to its end. */
  #released = false;

  constructor(list: MessageList) {
    this.#list = list;
    this.#box = list.scrollBox;
    this.#height = this.#box.clientHeight;
    list.addController(this);
  }

  hostConnected(): void {
    const { blockBox, ownerDocument } = this.#list;
    this.#near = new IntersectionObserver(this.#handleNear, { root: this.#box, rootMargin: `${MARGIN}px 0px` });
    this.#near.observe(blockBox.previousElementSibling!);
    // That of the document it is in: an observer of another one comes to what is in a frame too late, and the browser tells that page of an error.
    this.#sizes = new (ownerDocument.defaultView ?? window).ResizeObserver(this.#handleSizes);
    for (const element of [this.#box, blockBox, this.#watched]) if (element) this.#sizes.observe(element);
  }

  hostDisconnected(): void {
    this.#near?.disconnect();
    this.#sizes?.disconnect();
    // Moving an element in the document resets its scroll position: as in a panel that was hidden, it is set again with the first size.
    this.#height = 0;
  }

  /** New blocks are observed, empty ones get a height. Walks the blocks, never the messages, and reads no layout. */
  hostUpdated(): void {
    const list = this.#list;
    for (const box of list.blockBox.children as Iterable<Box>) {
      if (box.watchedBy !== this.#near) (box.watchedBy = this.#near)?.observe(box);
      const emptyFor = box.drawn ? undefined : box.block;
      if (box.emptyFor === emptyFor) continue;
      box.emptyFor = emptyFor;
      const count = box.block.messages.length;
      box.style.blockSize = box.drawn ? '' : `${Math.round(box.measured?.count === count ? box.measured.height : this.#perMessage * count)}px`;
    }
    this.#watch();
    if (this.#atTop && this.#history === 'more' && !this.failed) this.loadOlder();
  }

  /** A message that is being written: when it outgrows the list, its top stays in view, so that it can be read from there. */
  #watch(): void {
    const list = this.#list;
    const last = list.blocks.at(-1)?.messages.at(-1);
    const growing = last?.streaming && !last.own ? keyOf(last) : undefined;
    if (growing === this.#growing) return;
    this.#growing = growing;
    this.#held = this.#released = false;
    if (this.#watched) this.#sizes?.unobserve(this.#watched);
    this.#watched = (growing && list.following && list.blockBox.lastElementChild?.lastElementChild) || undefined;
    if (this.#watched) this.#sizes?.observe(this.#watched);
  }

  get #history(): string | undefined {
    return this.#list.view?.history;
  }

  loadOlder(): void {
    this.failed = false;
    void this.#list.context.session?.loadOlder(this.#list.conversation).catch(() => {
      this.failed = true;
      this.#list.requestUpdate();
    });
  }

  /** The reader goes to the end, and past what grows there. */
  release(): void {
    this.#held = false;
    this.#released = true;
    this.#place.forget();
  }

  /** Draws the block of a message, however far away it is, brings the message to the middle (or its top to the top where it is taller), and marks it. */
  async show(id: string, quietly = false): Promise<boolean> {
    const list = this.#list;
    const boxes = [...list.blockBox.children] as Box[];
    const find = (box: Box) => box.block.messages.find((message) => message.id === id || message.clientId === id);
    const box = boxes.find(find);
    if (!box) return false;
    // Until the observer has noticed that it is near.
    for (const one of boxes) one.pinned = one === box;
    list.requestUpdate();
    await list.updateComplete;
    const message = find(box);
    const element = message && box.kids?.get(keyOf(message));
    if (!element) return false;
    this.#held = false;
    // Only this box scrolls, never the page.
    const outer = this.#box.getBoundingClientRect();
    const inner = element.getBoundingClientRect();
    this.#scrollTo(Math.min(0, this.#box.scrollTop + inner.top - outer.top - Math.max(16, (outer.height - inner.height) / 2)));
    list.follow();
    this.#remember();
    if (!quietly) element.focus({ preventScroll: true });
    element.dataset['marked'] = '';
    setTimeout(() => delete element.dataset['marked'], MARKED);
    return true;
  }

  #handleNear = (entries: readonly IntersectionObserverEntry[]): void => {
    const list = this.#list;
    for (const { target, isIntersecting, boundingClientRect: rect } of entries) {
      const box = target as Box;
      // In a hidden panel nothing intersects; that says nothing about the reader.
      if (!rect.width) {
        if (!box.isConnected) this.#near?.unobserve(box);
        continue;
      }
      list.requestUpdate();
      if (!box.block) {
        this.#atTop = isIntersecting;
        continue;
      }
      box.near = isIntersecting;
      if (isIntersecting) box.pinned = false;
      else if (box.drawn) {
        // The entry carries the height, so it costs no layout of our own.
        const count = box.block.messages.length;
        box.measured = { count, height: rect.height };
        this.#perMessage = rect.height / count;
      }
    }
  };

  scrolled(): void {
    const list = this.#list;
    // A hidden panel loses its position in some browsers; the reader did not move.
    if (!this.#height) return;
    const was = list.top;
    list.top = Math.min(0, this.#box.scrollTop);
    // What the reader scrolled is not to be corrected; what changed size in the same frame is.
    this.#place.scrolled(list.top - was);
    if (!this.#held || list.top >= -1) {
      this.#released ||= this.#held;
      this.#held = false;
      list.follow();
    }
    if (list.following) return this.#place.forget();
    this.#correct();
    if (list.top !== was) this.#remember();
  }

  #handleSizes = (entries: readonly ResizeObserverEntry[]): void => {
    const list = this.#list;
    const was = this.#height;
    for (const { target, contentRect } of entries) if (target === this.#box) this.#height = contentRect.height;
    if (!this.#height) return;
    if (!was && list.top) this.#scrollTo(list.top);
    for (const { target, contentRect } of entries) if (target === this.#watched) this.#hold(contentRect.height);
    if (!list.following) this.#correct();
  };

  #hold(height: number): void {
    const list = this.#list;
    if (!list.following || this.#released || height < this.#height + SLACK) return;
    this.#held = true;
    list.follow(false);
    this.#scrollTo(Math.min(-1, this.#box.scrollTop + this.#watched!.getBoundingClientRect().top - this.#box.getBoundingClientRect().top - 8));
    this.#remember();
  }

  #scrollTo(top: number): void {
    this.#box.scrollTop = top;
    // Positions are rounded to device pixels.
    this.#list.top = this.#box.scrollTop;
  }

  #remember(): void {
    if (this.corrects) this.#place.remember(this.#box, this.#list.blockBox.children);
  }

  /** Brings the remembered message back to where it was. Runs in scroll and resize callbacks, where the layout is clean and reading is free. */
  #correct(): void {
    if (!this.corrects) return;
    const moved = this.#place.moved(this.#box);
    if (moved === undefined) this.#remember();
    else if (Math.abs(moved) >= 1) this.#scrollTo(Math.min(0, this.#box.scrollTop + moved));
  }
}

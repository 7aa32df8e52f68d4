import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { MessageBlock } from '../../src/domain/index.js';
import { Place } from './place.js';

/** How far beyond the visible part blocks are drawn. Pixels. */
const MARGIN = 1000;
/** A reader this near to the end is at the end. Pixels. */
const NEAR_END = 48;
/** Of a streamed answer that outgrew the list, this much may be out of sight before it stops following. Pixels. */
const SLACK = 24;
/** Height of a message before anything was measured. Pixels. */
const GUESS = 64;
/** Fewer messages than this do not fill the list: the block before the last one is drawn at once as well. */
const SCREENFUL = 25;

export interface ViewportHost extends ReactiveControllerHost, HTMLElement {
  /** The scrolling box, and the box inside it that holds the blocks. There once the host has rendered. */
  readonly scrollBox: HTMLElement | null;
  readonly blockBox: HTMLElement | null;
  /** Called when the reader comes near the top, and again after each update while they are. */
  nearTop(): void;
  /** Called when the reader reached the end or left it. */
  followingChanged(): void;
}

/** A `<div class="block">` knows which block it shows. */
export interface BlockElement extends HTMLElement {
  block?: MessageBlock;
}

/**
 * What is drawn, and where the reader is. The scrolling box is a reversed column around one child: its scroll position counts from the end, so that
 * the browser itself keeps the end in view while messages arrive, and nothing above the reader can move them: older pages, blocks that get their real
 * height. Only what changes *below* a reader who scrolled up has to be made good; browsers with scroll anchoring do, for the rest `#correct` does.
 */
export class Viewport implements ReactiveController {
  /** The reader is at the end: new messages come into view by themselves. */
  following = true;
  /** Set where the browser has no scroll anchoring; tests set it to try that path everywhere. */
  corrects = typeof CSS !== 'undefined' && !CSS.supports('overflow-anchor', 'auto');

  #host: ViewportHost;
  #near = new Set<string>();
  #pinned = new Set<string>();
  #heights = new Map<string, { readonly count: number; readonly height: number }>();
  #perMessage = GUESS;
  #elements = new Map<string, BlockElement>();
  #shown = new Map<string, MessageBlock>();
  #io: IntersectionObserver | undefined;
  #ro: ResizeObserver | undefined;
  #top = 0;
  #height = 0;
  #atTop = false;
  #topMark: Element | null = null;
  #place = new Place();
  /** The growing message that is watched, and whether it holds the reader at its start. */
  #growing: Element | null = null;
  #held = false;
  /** The reader went on past it, so it follows to its end. */
  #released = false;

  constructor(host: ViewportHost) {
    this.#host = host;
    host.addController(this);
  }

  /** Whether a block is drawn, or stands as an empty box of its height. */
  isDrawn(block: MessageBlock, index: number, blocks: readonly MessageBlock[]): boolean {
    if (this.#near.has(block.key) || this.#pinned.has(block.key)) return true;
    if (!this.following) return false;
    return index === blocks.length - 1 || (index === blocks.length - 2 && blocks[index + 1]!.messages.length < SCREENFUL);
  }

  hostConnected(): void {
    if (this.#host.scrollBox) this.#start();
  }

  hostDisconnected(): void {
    this.#io?.disconnect();
    this.#ro?.disconnect();
    this.#io = this.#ro = undefined;
    this.#host.scrollBox?.removeEventListener('scroll', this.#handleScroll);
    this.#elements.clear();
  }

  hostUpdated(): void {
    if (!this.#io) this.#start();
    this.#syncBlocks();
    if (this.#atTop) this.#host.nearTop();
  }

  /** The end is where the reader wants to be: after the next rendering they are there. */
  follow(): void {
    this.#held = false;
    this.#released = true;
    this.#setFollowing(true);
  }

  /** Something was added or grew. A reader a few pixels off the end is brought back to it; the position is known from the last scroll event, so nothing is read. */
  stick(): void {
    if (this.following && this.#top !== 0) this.#scrollTo(0);
  }

  /** To the end now, and follow from there. */
  toEnd(): void {
    this.follow();
    if (this.#top !== 0) this.#scrollTo(0);
  }

  /** Another conversation: its end, as if nothing had been read before. */
  reset(): void {
    this.watch(null);
    this.toEnd();
  }

  /** Draws a block that may be far away, until the intersection observer has noticed that it is near. */
  async draw(key: string): Promise<void> {
    this.#pinned.clear();
    this.#pinned.add(key);
    this.#host.requestUpdate();
    await this.#host.updateComplete;
  }

  /** Brings an element of a drawn block to the middle, or its top to the top where it is taller. Only this box scrolls, never the page. */
  reveal(element: Element): void {
    const box = this.#host.scrollBox;
    if (!box) return;
    const outer = box.getBoundingClientRect();
    const inner = element.getBoundingClientRect();
    const room = Math.max(16, (outer.height - inner.height) / 2);
    this.#held = false;
    this.#scrollTo(Math.min(0, box.scrollTop + inner.top - outer.top - room));
    this.#setFollowing(this.#top > -NEAR_END);
    if (this.corrects) this.#place.remember(box, this.#elements.values());
  }

  /** A message that is being written: when it outgrows the list, its top stays in view, so that it can be read from there. */
  watch(element: Element | null): void {
    if (element === this.#growing) return;
    if (this.#growing) this.#ro?.unobserve(this.#growing);
    this.#growing = element;
    this.#held = this.#released = false;
    if (element) this.#ro?.observe(element);
  }

  #start(): void {
    const { scrollBox, blockBox } = this.#host;
    if (!scrollBox || !blockBox || !this.#host.isConnected) return;
    scrollBox.addEventListener('scroll', this.#handleScroll, { passive: true });
    this.#io = new IntersectionObserver(this.#handleNear, { root: scrollBox, rootMargin: `${MARGIN}px 0px` });
    this.#ro = new ResizeObserver(this.#handleSizes);
    this.#ro.observe(scrollBox);
    this.#ro.observe(blockBox);
    this.#topMark = blockBox.previousElementSibling;
    if (this.#topMark) this.#io.observe(this.#topMark);
    this.#syncBlocks();
    if (this.#growing) this.#ro.observe(this.#growing);
    // Moving an element in the document resets its scroll position.
    if (this.#top !== 0) this.#scrollTo(this.#top);
  }

  /** New block elements are observed, empty ones get a height. Walks the blocks, never the messages, and reads no layout. */
  #syncBlocks(): void {
    const box = this.#host.blockBox;
    if (!box) return;
    const before = this.#elements;
    const after = new Map<string, BlockElement>();
    for (let element = box.firstElementChild as BlockElement | null; element; element = element.nextElementSibling as BlockElement | null) {
      const { block } = element;
      if (!block) continue;
      after.set(block.key, element);
      if (before.get(block.key) !== element) this.#io?.observe(element);
      const drawn = element.childElementCount > 0;
      if (this.#shown.get(block.key) === (drawn ? undefined : block)) continue;
      if (drawn) {
        this.#shown.delete(block.key);
        element.style.blockSize = '';
      } else {
        this.#shown.set(block.key, block);
        element.style.blockSize = `${this.#heightOf(block)}px`;
      }
    }
    for (const [key, element] of before) {
      if (after.get(key) === element) continue;
      this.#io?.unobserve(element);
      if (after.has(key)) continue;
      this.#near.delete(key);
      this.#heights.delete(key);
      this.#shown.delete(key);
    }
    this.#elements = after;
  }

  #heightOf(block: MessageBlock): number {
    const known = this.#heights.get(block.key);
    return Math.round(known?.count === block.messages.length ? known.height : this.#perMessage * block.messages.length);
  }

  #handleNear = (entries: readonly IntersectionObserverEntry[]): void => {
    let changed = false;
    for (const { target, isIntersecting, boundingClientRect: rect } of entries) {
      // In a hidden panel nothing intersects; that says nothing about the reader.
      if (rect.width === 0) continue;
      if (target === this.#topMark) {
        this.#atTop = isIntersecting;
        if (isIntersecting) this.#host.nearTop();
        continue;
      }
      const { block } = target as BlockElement;
      if (!block || this.#near.has(block.key) === isIntersecting) continue;
      if (isIntersecting) {
        this.#near.add(block.key);
        this.#pinned.delete(block.key);
      } else {
        this.#near.delete(block.key);
        // The entry carries the height, so it costs no layout of our own.
        if (target.childElementCount > 0) {
          this.#heights.set(block.key, { count: block.messages.length, height: rect.height });
          this.#perMessage = rect.height / block.messages.length;
        }
      }
      changed = true;
    }
    if (changed) this.#host.requestUpdate();
  };

  #handleScroll = (): void => {
    const box = this.#host.scrollBox;
    // A hidden panel loses its position in some browsers; the reader did not move.
    if (!box || this.#height === 0) return;
    const was = this.#top;
    this.#top = Math.min(0, box.scrollTop);
    // What the reader scrolled is not to be corrected; what changed size in the same frame is.
    this.#place.scrolled(this.#top - was);
    if (!this.#held || this.#top >= -1) {
      if (this.#held) this.#released = true;
      this.#held = false;
      this.#setFollowing(this.#top > -NEAR_END);
    }
    if (this.following || !this.corrects) return;
    this.#correct();
    if (this.#top !== was) this.#place.remember(box, this.#elements.values());
  };

  #handleSizes = (entries: readonly ResizeObserverEntry[]): void => {
    const was = this.#height;
    for (const { target, contentRect } of entries) if (target === this.#host.scrollBox) this.#height = contentRect.height;
    if (this.#height === 0) return;
    if (was === 0 && this.#top !== 0) this.#scrollTo(this.#top);
    for (const { target, contentRect } of entries) if (target === this.#growing) this.#hold(contentRect.height);
    if (!this.following) this.#correct();
  };

  #hold(height: number): void {
    if (!this.following || this.#released || height < this.#height + SLACK || !this.#growing) return;
    this.#held = true;
    this.#setFollowing(false);
    const box = this.#host.scrollBox!;
    this.#scrollTo(Math.min(-1, box.scrollTop + this.#growing.getBoundingClientRect().top - box.getBoundingClientRect().top - 8));
    if (this.corrects) this.#place.remember(box, this.#elements.values());
  }

  #setFollowing(following: boolean): void {
    if (following === this.following) return;
    this.following = following;
    this.#place.forget();
    this.#host.followingChanged();
  }

  #scrollTo(top: number): void {
    const box = this.#host.scrollBox;
    if (!box) return;
    box.scrollTop = top;
    // Positions are rounded to device pixels; the end is always 0, and that way nothing is read while messages arrive.
    this.#top = top === 0 ? 0 : box.scrollTop;
  }

  /** Brings the remembered message back to where it was. Runs in scroll and resize callbacks, where the layout is clean and reading is free. */
  #correct(): void {
    if (!this.corrects) return;
    const box = this.#host.scrollBox!;
    const moved = this.#place.moved(box);
    if (moved === undefined) this.#place.remember(box, this.#elements.values());
    else if (Math.abs(moved) >= 1) this.#scrollTo(Math.min(0, box.scrollTop + moved));
  }
}

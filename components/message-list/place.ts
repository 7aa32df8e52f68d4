/**
 * Where a reader is in the list: the first message they see, and how far it is from the upper edge. For browsers without scroll anchoring (WebKit); the others
 * keep the place themselves.
 */
export class Place {
  #element: Element | undefined;
  #top = 0;

  forget(): void {
    this.#element = undefined;
  }

  /** The reader scrolled: that is theirs, not to be made good. */
  scrolled(by: number): void {
    this.#top -= by;
  }

  /** Remembers the first message in sight. Boxes without children are not drawn. */
  remember(box: Element, blocks: Iterable<Element>): void {
    this.forget();
    const edge = box.getBoundingClientRect().top;
    for (const block of blocks) {
      if (block.childElementCount === 0 || block.getBoundingClientRect().bottom <= edge) continue;
      for (const message of block.children) {
        const { top, bottom } = message.getBoundingClientRect();
        if (bottom <= edge) continue;
        this.#element = message;
        this.#top = top - edge;
        return;
      }
    }
  }

  /** How far it moved since; undefined where it is gone. The place is not taken anew here: what rounding leaves over would add up, chunk by chunk. */
  moved(box: Element): number | undefined {
    return this.#element?.isConnected ? this.#element.getBoundingClientRect().top - box.getBoundingClientRect().top - this.#top : undefined;
  }
}

/** Safari ends a composition before the Enter that confirmed it. A key this soon after belongs to it. Milliseconds. */
const AFTER_COMPOSITION = 50;

/** Tells the Enter that sends from the Enter that confirms a word of an input method. */
export class Composition {
  #active = false;
  #ended = -Infinity;

  start(): void {
    this.#active = true;
  }

  end(event: Event): void {
    this.#active = false;
    this.#ended = event.timeStamp;
  }

  /** The focus is gone, and some input methods with it without saying so. */
  reset(): void {
    this.#active = false;
  }

  /** Whether a key event belongs to the input method. 229 is what it says where `isComposing` comes late (Safari, some Android keyboards). */
  owns(event: KeyboardEvent): boolean {
    return this.#active || event.isComposing || event.keyCode === 229 || event.timeStamp - this.#ended < AFTER_COMPOSITION;
  }
}

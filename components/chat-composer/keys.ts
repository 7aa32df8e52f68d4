/** Safari ends a composition before the Enter that confirmed it. A key this soon after belongs to it. Milliseconds. */
const AFTER_COMPOSITION = 50;

/** Tells the Enter that sends from the Enter that confirms a word of an input method. */
export class Composition {
  #active = false;
  #ended = -Infinity;

  /** A composition starts or ends, or the focus is gone: with it go some input methods without saying so. */
  handleEvent({ type, timeStamp }: Event): void {
    this.#active = type === 'compositionstart';
    if (type === 'compositionend') this.#ended = timeStamp;
  }

  /** Whether a key event belongs to the input method. 229 is what it says where `isComposing` comes late (Safari, some Android keyboards). */
  owns(event: KeyboardEvent): boolean {
    return this.#active || event.isComposing || event.keyCode === 229 || event.timeStamp - this.#ended < AFTER_COMPOSITION;
  }
}

/** Where drafts are kept for the tab (drafts.ts). */
export const DRAFTS = 'chat-elements:drafts';

/** Whether an earlier page of this tab left any. */
export function hasDrafts(): boolean {
  try {
    return sessionStorage.getItem(DRAFTS) !== null;
  } catch {
    return false;
  }
}

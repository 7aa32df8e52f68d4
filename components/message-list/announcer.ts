import type { Strings } from '../../src/i18n/index.js';

/** Messages that arrive together are said together. Milliseconds. */
const GATHER = 400;
/** Long enough for any screen reader to have taken it, short enough that nobody browses into it. Milliseconds. */
const KEEP = 4000;
/** More than this at once is said as a number. */
const MOST = 3;
const LENGTH = 500;

/**
 * What a screen reader says of the list. The region is there before it speaks; the messages themselves are `aria-live="off"`, so that history,
 * scrolling and unfolding are never read out, whatever a browser makes of changes to a log.
 */
export class Announcer {
  #waiting: string[] = [];
  #timers = new Set<ReturnType<typeof setTimeout>>();
  #region: () => HTMLElement | null;
  #strings: () => Strings;

  constructor(region: () => HTMLElement | null, strings: () => Strings) {
    this.#region = region;
    this.#strings = strings;
  }

  say(text: string): void {
    if (this.#waiting.push(text.length > LENGTH ? `${text.slice(0, LENGTH)}…` : text) === 1) this.#later(GATHER, () => this.#flush());
  }

  stop(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
    this.#waiting = [];
    this.#region()?.replaceChildren();
  }

  #flush(): void {
    const lines = this.#waiting.length > MOST ? [this.#strings().newMessages(this.#waiting.length)] : this.#waiting;
    this.#waiting = [];
    for (const text of lines) {
      // A node each: the same words twice are two announcements.
      const line = document.createElement('div');
      line.textContent = text;
      this.#region()?.append(line);
      this.#later(KEEP, () => line.remove());
    }
  }

  #later(ms: number, fn: () => void): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      fn();
    }, ms);
    this.#timers.add(timer);
  }
}

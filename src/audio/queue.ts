import type { Clip, Reel } from './types.js';

/** How many replies may wait: more than anybody listens to. The oldest that waits goes first. */
const MOST = 200;

/**
 * The line of what is to be played: replies in the order in which their first piece came, pieces of a reply in the order in which they came.
 * Pure: knows no sound. What plays is at the head and stays there when it has ended, so that it can be heard again.
 */
export class Queue {
  #head: Reel | undefined;
  #waiting: Reel[] = [];
  #made = 0;

  /** What plays, or has just ended. */
  get head(): Reel | undefined {
    return this.#head;
  }

  get waiting(): readonly Reel[] {
    return this.#waiting;
  }

  /** Puts a piece in line. Without a group it stands alone. One that comes after its reply has left the head stands at the end, as a reply of its own. */
  add(clip: Clip, { group, label, silent }: { readonly group?: string; readonly label?: string; readonly silent?: boolean } = {}): Reel {
    const key = group ?? `alone-${this.#made++}`;
    const grow = (reel: Reel): Reel => ({ ...reel, clips: [...reel.clips, clip] });
    if (this.#head?.key === key) return (this.#head = grow(this.#head));
    const at = this.#waiting.findIndex((reel) => reel.key === key);
    if (at >= 0) return (this.#waiting[at] = grow(this.#waiting[at]!));
    const reel: Reel = { key, label, silent, clips: [clip] };
    this.#waiting.push(reel);
    if (this.#waiting.length > MOST) this.#waiting.shift();
    return reel;
  }

  /** The next one comes to the head. Undefined, and the head stays, where nothing waits. */
  next(): Reel | undefined {
    const next = this.#waiting.shift();
    if (next) this.#head = next;
    return next;
  }

  /** Takes replies out of the line; what is at the head stays there. */
  drop(keys: ReadonlySet<string>): void {
    this.#waiting = this.#waiting.filter(({ key }) => !keys.has(key));
  }

  clear(): void {
    this.#head = undefined;
    this.#waiting = [];
  }
}

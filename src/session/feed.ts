import { reportError } from '../errors/index.js';
import type { SessionChange, SessionEventName, SessionEvents, SessionListener, Slice } from './types.js';

/** Calls back before the next paint; where nothing is painted (background tab, Node), soon. Returns its own end. */
export type Schedule = (fn: () => void) => () => void;

export const nextFrame: Schedule = (fn) => {
  // A hidden tab gets no animation frames, but its title and its sounds still follow what arrives.
  if (typeof requestAnimationFrame === 'function' && document.visibilityState === 'visible') {
    const frame = requestAnimationFrame(run);
    // A tab that gets hidden right now would wait for its frame until it is shown again.
    const timer = setTimeout(run, 250);
    function end(): void {
      cancelAnimationFrame(frame);
      clearTimeout(timer);
    }
    function run(): void {
      end();
      fn();
    }
    return end;
  }
  const timer = setTimeout(fn, 16);
  return () => clearTimeout(timer);
};

/** Gathers changes and tells them once per frame; passes events on at once. One consumer that throws does not stop the others. */
export class Feed {
  /** Told of every frame, while an inspector looks: `debug` is for the page and the console. */
  readonly watchers = new Set<(frame: SessionEvents['chat-frame']) => void>();
  #changes = new Set<(change: SessionChange) => void>();
  #events = new Set<SessionListener>();
  #slices = new Set<Slice>();
  #conversations = new Set<string>();
  #end: (() => void) | undefined;
  #schedule: Schedule;

  constructor(schedule: Schedule) {
    this.#schedule = schedule;
  }

  onChange(fn: (change: SessionChange) => void): () => void {
    this.#changes.add(fn);
    return () => this.#changes.delete(fn);
  }

  onEvent(fn: SessionListener): () => void {
    this.#events.add(fn);
    return () => this.#events.delete(fn);
  }

  changed(slice: Slice, conversation?: string): void {
    this.#slices.add(slice);
    if (conversation !== undefined) this.#conversations.add(conversation);
    this.#end ??= this.#schedule(() => this.#tell());
  }

  emit<K extends SessionEventName>(name: K, detail: SessionEvents[K]): void {
    for (const fn of [...this.#events]) {
      try {
        fn(name, detail);
      } catch (error) {
        reportError(error);
      }
    }
  }

  dispose(): void {
    this.#end?.();
    // Storage may answer afterwards: nobody is told.
    this.#end = () => {};
    this.#changes.clear();
    this.#events.clear();
    this.watchers.clear();
  }

  #tell(): void {
    this.#end = undefined;
    const change: SessionChange = { slices: this.#slices, conversations: this.#conversations };
    this.#slices = new Set();
    this.#conversations = new Set();
    for (const fn of [...this.#changes]) {
      try {
        fn(change);
      } catch (error) {
        reportError(error);
      }
    }
  }
}

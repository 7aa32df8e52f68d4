import type { SessionEventName, SessionEvents } from '../../src/context/index.js';
import { frameName, frameSize } from './frame-text.js';

/** What the element hands on, in the order in which it happened. */
export type Happening =
  | { readonly frame: SessionEvents['chat-frame'] }
  | { readonly time: number; readonly name: SessionEventName; readonly detail: SessionEvents[SessionEventName] };

export interface FrameRecord {
  /** Counts up, for ever. */
  readonly n: number;
  readonly direction: 'in' | 'out';
  readonly time: number;
  /** Redacted, and cut where it is long. */
  readonly text: string;
  /** Bytes. */
  readonly size: number;
  readonly cut: boolean;
  readonly name: string;
  /** Why it was dropped. */
  readonly problem?: string;
}

export interface HistoryRecord {
  readonly n: number;
  readonly time: number;
  readonly status?: SessionEvents['chat-status']['status'];
  readonly code?: string;
  readonly message?: string;
}

/** Frames that are kept. */
export const KEEP_FRAMES = 500;
const KEEP_HISTORY = 100;
/** Characters of one frame that are kept; of a frame that an error names it is enough to see what it is. */
export const KEEP_TEXT = 16_384;
/** Characters of all frames together. */
const KEEP_ALL = 2_000_000;

/** A copy of its own: a part of a long string would hold the whole of it in memory. */
const copy = (text: string): string => new TextDecoder().decode(new TextEncoder().encode(text));

/** What went over the wire and what happened, as much of it as a page can afford. */
export class Recorder {
  frames: readonly FrameRecord[] = [];
  history: readonly HistoryRecord[] = [];
  in = 0;
  out = 0;
  /** Frames that were there and are not any more. */
  forgotten = 0;
  #count = 0;
  #length = 0;

  /** `redact` knows the token in use: a backend's own words about it may hold it. */
  take(happenings: readonly Happening[], protocol: string, redact: (text: string) => string): void {
    const frames = [...this.frames];
    const history = [...this.history];
    for (const happening of happenings) {
      if ('frame' in happening) frames.push(this.#frame(happening.frame, protocol));
      else if (happening.name === 'chat-status') {
        const { status, error } = happening.detail as SessionEvents['chat-status'];
        history.push({ n: ++this.#count, time: happening.time, status, code: error?.code, message: error ? redact(error.message) : undefined });
      } else if (happening.name === 'chat-error') {
        const { code, message: words } = happening.detail as SessionEvents['chat-error'];
        const message = redact(words);
        // The status that it led to has said it already.
        const last = history.at(-1);
        if (last?.message !== message || happening.time - last.time > 50) history.push({ n: ++this.#count, time: happening.time, code, message });
        // The session says what is wrong with a frame while it reads it.
        const frame = frames.at(-1);
        if (code === 'protocol-error' && frame?.direction === 'in') frames[frames.length - 1] = { ...frame, problem: message };
      }
    }
    this.frames = this.#trim(frames);
    this.history = history.slice(-KEEP_HISTORY);
  }

  clear(): void {
    this.frames = [];
    this.forgotten = this.#length = 0;
  }

  reset(): void {
    this.clear();
    this.history = [];
    this.in = this.out = 0;
  }

  #frame({ direction, frame, time }: SessionEvents['chat-frame'], protocol: string): FrameRecord {
    this[direction]++;
    const cut = frame.length > KEEP_TEXT;
    const text = cut ? copy(frame.slice(0, KEEP_TEXT)) : frame;
    this.#length += text.length;
    return { n: ++this.#count, direction, time, text, size: frameSize(frame), cut, name: frameName(text, protocol) };
  }

  #trim(frames: FrameRecord[]): readonly FrameRecord[] {
    let from = Math.max(0, frames.length - KEEP_FRAMES);
    for (let i = 0; i < from; i++) this.#length -= frames[i]!.text.length;
    while (this.#length > KEEP_ALL && from < frames.length - 1) this.#length -= frames[from++]!.text.length;
    this.forgotten += from;
    return from ? frames.slice(from) : frames;
  }
}

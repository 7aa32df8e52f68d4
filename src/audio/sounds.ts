import { blobOf } from './bytes.js';
import { beginsAnew, bodyless, isStream, rest } from './cut.js';
import type { Output } from './output.js';
import type { Clip } from './types.js';

/** Larger files are not taken apart in memory but played as they are. Bytes. */
const MAX_DECODE = 8 * 1024 * 1024;

/** A clip once it is known what is in it. */
export interface Sound {
  /** Seconds; Infinity: it does not say. */
  readonly length: number;
  readonly buffer?: AudioBuffer;
  readonly url?: string;
  /** The file, as it came. */
  readonly file?: Blob;
  /** Decoded for its shape alone. */
  shape?: AudioBuffer;
}

interface Entry {
  /** Undefined while it is being read; null: cannot be played. */
  sound?: Sound | null;
  ready: Promise<Sound | null>;
}

/**
 * What is in each clip: read once, at the first need, and forgotten with the clip. Knows which piece of a recording goes on with which, and nothing of what is played when.
 */
export class Sounds {
  readonly #output: Output;
  readonly #settled: (clip: Clip, sound: Sound | null) => void;
  #entries = new WeakMap<Clip, Entry>();
  /** The piece before one that may go on with it, until that is read. */
  #before = new WeakMap<Clip, Clip>();
  /** All bytes of a recording up to and with a piece, and how many samples of them were heard of. */
  #streams = new WeakMap<Clip, { readonly bytes: Blob; readonly samples: number }>();
  /** What is asked of servers while somebody may hear it. */
  #ends = new AbortController();

  /** `settled` is told of each clip that was read, or of which more is known than was. */
  constructor(output: Output, settled: (clip: Clip, sound: Sound | null) => void) {
    this.#output = output;
    this.#settled = settled;
  }

  /** Undefined while nobody asked, or it is being read; null: cannot be played. */
  known(clip: Clip): Sound | null | undefined {
    return this.#entries.get(clip)?.sound;
  }

  read(clip: Clip): Promise<Sound | null> {
    let entry = this.#entries.get(clip);
    if (!entry) {
      const made: Entry = {
        ready: this.#open(clip).then((sound) => {
          made.sound = sound;
          this.#settled(clip, sound);
          return sound;
        }),
      };
      this.#entries.set(clip, (entry = made));
    }
    return entry.ready;
  }

  /** What only playing it told. */
  correct(clip: Clip, sound: Sound | null): void {
    this.#entries.set(clip, { sound, ready: Promise.resolve(sound) });
    if (!sound) this.#settled(clip, sound);
  }

  /** What could not be had of a server may be there by now. */
  retry(clip: Clip): void {
    if (typeof clip.source === 'string' && this.known(clip) === null) this.#entries.delete(clip);
  }

  /** Lets go of servers: one that is slow or never ends keeps a connection, of which a page has few. */
  leave(): void {
    this.#ends.abort();
    this.#ends = new AbortController();
  }

  /** This piece may go on with that one. */
  follow(clip: Clip, before: Clip): void {
    this.#before.set(clip, before);
  }

  /**
   * The shape of a file on the page's own server, once somebody hears it: from elsewhere it may not be read, and trying would show in the page's console.
   * So would asking for a `blob:`, which a careful page's policy allows to media alone. True: there is one now.
   */
  async sketch(sound: Sound): Promise<boolean> {
    const url = sound.url!;
    if (sound.shape || !url.startsWith('http') || new URL(url).origin !== location.origin) return false;
    try {
      const response = await fetch(url, { signal: this.#ends.signal });
      // One that does not say how long it is may never end.
      if (!response.ok || !(parseInt(response.headers.get('content-length')!) <= MAX_DECODE)) {
        await response.body?.cancel();
        return false;
      }
      sound.shape = await this.#output.decode(await response.blob());
      return true;
    } catch {
      // A line will do.
      return false;
    }
  }

  async #open(clip: Clip): Promise<Sound | null> {
    const { source, duration } = clip;
    if (typeof source === 'string') {
      const { signal } = this.#ends;
      const length = await this.#output.measure(source, signal);
      // Given up before anybody knew: looked at anew at the next need.
      if (signal.aborted) this.#entries.delete(clip);
      return length === null ? null : { url: source, length: length ?? duration ?? Infinity };
    }
    const before = this.#before.get(clip);
    this.#before.delete(clip);
    const file = source instanceof Blob ? source : blobOf(source);
    if (!file?.size) return null;
    if (before && !(await beginsAnew(file))) {
      await this.read(before);
      const stream = this.#streams.get(before);
      if (stream) return this.#more(clip, stream, file);
    }
    const large = file.size > MAX_DECODE;
    // WebKit never answers when it is asked for the samples of a file that has none.
    const empty = !large && isStream(source) && (await bodyless(file));
    const buffer = large || empty ? undefined : await this.#output.decode(file);
    if (isStream(source)) this.#streams.set(clip, { bytes: file, samples: buffer?.length ?? 0 });
    if (empty) return { file, length: 0 };
    if (buffer) return { buffer, file, length: buffer.duration };
    // What cannot be decoded may be played all the same; a file that is not sound at all says so within moments.
    const url = URL.createObjectURL(file);
    const length = await this.#output.measure(url);
    URL.revokeObjectURL(url);
    return length === null ? null : { file, length: length ?? duration ?? Infinity };
  }

  /**
   * A piece without a beginning of its own. Read together with all before it, so that it may be cut anywhere and loses nothing at the seam; what is new of it is heard.
   */
  async #more(clip: Clip, before: { readonly bytes: Blob; readonly samples: number }, file: Blob): Promise<Sound | null> {
    const bytes = new Blob([before.bytes, file], { type: before.bytes.type });
    const readable = bytes.size <= MAX_DECODE && (before.samples > 0 || !(await bodyless(bytes)));
    const all = readable ? await this.#output.decode(bytes) : undefined;
    // The next one goes on where this one could not be read.
    this.#streams.set(clip, all || !before.samples ? { bytes, samples: Math.max(all?.length ?? 0, before.samples) } : before);
    if (!all) return before.samples ? null : { file, length: 0 };
    const buffer = rest(all, before.samples);
    return buffer ? { buffer, file, length: buffer.duration } : { file, length: 0 };
  }
}

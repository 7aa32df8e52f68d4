import { systemClock, type Clock } from '../domain/clock.js';
import { wavOf } from './wave.js';

/**
 * The only file that touches `<audio>` and AudioContext. One of each per copy of the script, shared by all its players: only one of them plays
 * at a time anyway, browsers allow few contexts, and what a press on one of them unlocked stays unlocked for all (docs/decisions/0007-audio.md).
 */

/** How a piece of playing ended. `blocked`: the browser wants a press first. `bad`: this cannot be played. `stuck`: it may begin and the context does not, so it is for an element. */
export type Outcome = 'ended' | 'blocked' | 'bad' | 'stuck';

/** Something that sounds. */
export interface Voice {
  /** Seconds from the start of what it was given. */
  readonly position: number;
  /** Resolves once, when it has ended or cannot begin; never after `stop()`. */
  readonly outcome: Promise<Outcome>;
  /** Resolves when it is heard. */
  readonly started: Promise<void>;
  stop(): void;
  /** False: it has to be started anew to follow. */
  set(rate: number, volume: number): boolean;
}

/** Decoded pieces without a gap, as many as come. */
export interface Tape extends Voice {
  /** False: too late, it has ended. */
  append(buffer: AudioBuffer): boolean;
}

/** A context that was asked to start and does not within this time waits for a press, or for a loudspeaker. Milliseconds. */
const PATIENCE = 400;
/** An address from which nothing came at two looks, so far apart, is taken for no sound: others wait in line behind it. Milliseconds. */
const LOOK = 10_000;
/** Scheduled this far ahead, so that the first sample is not late. Seconds. */
const AHEAD = 0.02;
const RATE = 48_000;

interface Deferred<T> {
  readonly promise: Promise<T>;
  readonly resolve: (value: T) => void;
}
function deferred<T>(): Deferred<T> {
  let resolve!: (value: T) => void;
  const promise = new Promise<T>((done) => (resolve = done));
  return { promise, resolve };
}

export class Output {
  #context: AudioContext | undefined;
  #element: HTMLAudioElement | undefined;
  #users = 0;
  readonly #clock: Clock;

  constructor(clock: Clock = systemClock) {
    this.#clock = clock;
  }

  hold(): void {
    this.#users++;
  }

  /** The last one turns off the light. */
  release(): void {
    if (--this.#users > 0) return;
    void this.#context?.close().catch(() => {});
    this.#context = undefined;
    if (this.#element) empty(this.#element);
    this.#element = undefined;
  }

  /** The samples of a file; undefined where the browser cannot read it. Needs no leave to make a sound, and so no context of its own. */
  async decode(file: Blob): Promise<AudioBuffer | undefined> {
    try {
      return await new OfflineAudioContext(1, 1, RATE).decodeAudioData(await file.arrayBuffer());
    } catch {
      return undefined;
    }
  }

  /** Seconds of what is at an address, without playing it; undefined where it does not say, null where it is nothing that can be played, or nothing comes. Given up, it does not say, and the server is let go of. */
  measure(url: string, ends?: AbortSignal): Promise<number | undefined | null> {
    const element = new Audio();
    element.preload = 'metadata';
    return new Promise((resolve) => {
      const end = new AbortController();
      const close = (length: number | undefined | null) => {
        resolve(length);
        end.abort();
        ends?.removeEventListener('abort', done);
        empty(element);
      };
      const done = () => {
        const { duration, error } = element;
        close(error ? null : Number.isFinite(duration) && duration > 0 ? duration : undefined);
      };
      this.#watch(element, end.signal, () => true, () => close(null));
      element.addEventListener('loadedmetadata', done, { once: true });
      element.addEventListener('error', done, { once: true });
      ends?.addEventListener('abort', done);
      element.src = url;
    });
  }

  /** Within a press: from now on sounds may begin by themselves. Elements and contexts are unlocked apart. */
  unlock(): void {
    const element = this.#sharedElement();
    // A press counts for the element that was played within it (Safari); silence will do, and costs nothing where that is not so.
    if (element.paused && !element.getAttribute('src')) {
      const silence = URL.createObjectURL(SILENCE());
      element.src = silence;
      void element.play().catch(() => {}).then(() => {
        URL.revokeObjectURL(silence);
        if (element.src === silence) element.removeAttribute('src');
      });
    }
    // Without Web Audio (Lockdown Mode, a hardened Firefox) elements play all the same.
    if (typeof AudioContext !== 'undefined') void this.#sharedContext().resume().catch(() => {});
  }

  /** Plays decoded pieces, at their own speed. */
  tape(first: AudioBuffer, offset: number, volume: number): Tape {
    const { promise: outcome, resolve } = deferred<Outcome>();
    const { promise: started, resolve: begin } = deferred<void>();
    let context: AudioContext | undefined;
    let gain: GainNode | undefined;
    let startAt = 0;
    let endAt = 0;
    let level = volume;
    let over = false;
    const early: AudioBuffer[] = [];
    const nodes = new Set<AudioBufferSourceNode>();
    const finish = (how: Outcome) => {
      over = true;
      gain?.disconnect();
      resolve(how);
    };
    const schedule = (buffer: AudioBuffer, from: number) => {
      const node = context!.createBufferSource();
      node.buffer = buffer;
      node.connect(gain!);
      const at = Math.max(endAt, context!.currentTime);
      // Late: what is heard from here on is later than it would have been.
      startAt += at - endAt;
      node.start(at, from);
      endAt = at + buffer.duration - from;
      nodes.add(node);
      node.onended = () => {
        nodes.delete(node);
        if (nodes.size === 0 && !over) finish('ended');
      };
    };
    void this.#obstacle().then((obstacle) => {
      if (over) return;
      if (obstacle) return finish(obstacle);
      context = this.#sharedContext();
      gain = context.createGain();
      gain.gain.value = level;
      gain.connect(context.destination);
      endAt = context.currentTime + AHEAD;
      startAt = endAt - offset;
      schedule(first, offset);
      for (const buffer of early) schedule(buffer, 0);
      begin();
    });
    return {
      outcome,
      started,
      get position() {
        return context ? Math.max(offset, Math.min(endAt, context.currentTime) - startAt) : offset;
      },
      append(buffer) {
        if (over) return false;
        if (context) schedule(buffer, 0);
        else early.push(buffer);
        return true;
      },
      stop() {
        over = true;
        for (const node of nodes) {
          node.onended = null;
          node.stop();
          node.disconnect();
        }
        nodes.clear();
        gain?.disconnect();
      },
      set(rate, loud) {
        level = loud;
        if (gain) gain.gain.value = loud;
        return rate === 1;
      },
    };
  }

  /** Plays the file at an address, or one that is here. Speed keeps the pitch. */
  file(source: string | Blob | readonly AudioBuffer[], offset: number, rate: number, volume: number): Voice {
    const { promise: outcome, resolve } = deferred<Outcome>();
    const { promise: started, resolve: begin } = deferred<void>();
    const element = this.#sharedElement();
    const made = typeof source === 'string' ? undefined : URL.createObjectURL(source instanceof Blob ? source : wavOf(source));
    const end = new AbortController();
    const { signal } = end;
    let position = offset;
    const close = () => {
      position = element.currentTime || position;
      end.abort();
      element.pause();
      // What still reads is left to its end, and the next sound has another.
      if (!empty(element) && this.#element === element) this.#element = undefined;
      if (made) URL.revokeObjectURL(made);
    };
    const finish = (how: Outcome) => {
      if (signal.aborted) return;
      close();
      resolve(how);
    };
    // Events of what the shared element had before may still come: only its present state counts. (`unlock()` plays silence on it in the same press.)
    element.addEventListener('ended', () => element.ended && finish('ended'), { signal });
    // A machine without a loudspeaker is no fault of the file: Firefox reports its sink, and plays on to the end in silence.
    element.addEventListener('error', () => element.error && !/sink/i.test(element.error.message) && finish('bad'), { signal });
    element.addEventListener('playing', () => begin(), { signal });
    if (!made) this.#watch(element, signal, () => !element.paused && element.readyState < HTMLMediaElement.HAVE_FUTURE_DATA, () => finish('bad'));
    element.src = made ?? (source as string);
    element.preservesPitch = true;
    element.playbackRate = element.defaultPlaybackRate = rate;
    element.volume = volume;
    if (offset > 0) {
      const go = () => (element.currentTime = offset);
      if (element.readyState >= HTMLMediaElement.HAVE_METADATA) go();
      else element.addEventListener('loadedmetadata', go, { signal, once: true });
    }
    element.play().catch((error: unknown) => {
      const { name } = error as DOMException;
      // AbortError: something else was asked for meanwhile; whatever that was says how it goes on.
      if (name === 'NotAllowedError') finish('blocked');
      else if (name !== 'AbortError') finish('bad');
    });
    return {
      outcome,
      started,
      get position() {
        return signal.aborted || element.readyState < HTMLMediaElement.HAVE_METADATA ? position : element.currentTime;
      },
      stop() {
        if (!signal.aborted) close();
      },
      set(speed, loud) {
        if (signal.aborted) return true;
        element.playbackRate = element.defaultPlaybackRate = speed;
        element.volume = loud;
        return true;
      },
    };
  }

  /** Gives up an element that wants more of an address from which nothing comes. */
  #watch(element: HTMLAudioElement, signal: AbortSignal, wants: () => boolean, giveUp: () => void): void {
    let silent = false;
    let timer: unknown;
    const look = () => {
      if (silent && wants()) return giveUp();
      silent = wants();
      timer = this.#clock.setTimeout(look, LOOK);
    };
    element.addEventListener('progress', () => (silent = false), { signal });
    signal.addEventListener('abort', () => this.#clock.clearTimeout(timer));
    timer = this.#clock.setTimeout(look, LOOK);
  }

  /**
   * What keeps a tape from beginning. Asked with an element first, since a context that may not start says so in the page's console. A context of Firefox never starts where
   * there is no loudspeaker, and late where one has to wake up: no press helps there, and elements play all the same.
   */
  async #obstacle(): Promise<'blocked' | 'stuck' | undefined> {
    if (this.#context?.state === 'running') return undefined;
    const used = navigator.userActivation?.hasBeenActive !== false;
    if (!used && !(await this.#probe())) return 'blocked';
    const context = this.#sharedContext();
    if (context.state === 'running') return undefined;
    let timer: ReturnType<typeof setTimeout>;
    await Promise.race([context.resume().catch(() => {}), new Promise((done) => (timer = setTimeout(done, PATIENCE)))]);
    clearTimeout(timer!);
    // TypeScript knows the state from before.
    if ((context.state as AudioContextState) === 'running') return undefined;
    return !used || (await this.#probe()) ? 'stuck' : 'blocked';
  }

  async #probe(): Promise<boolean> {
    const element = new Audio();
    const silence = URL.createObjectURL(SILENCE());
    element.src = silence;
    try {
      await element.play();
      return true;
    } catch (error) {
      return (error as DOMException).name !== 'NotAllowedError';
    } finally {
      element.removeAttribute('src');
      URL.revokeObjectURL(silence);
    }
  }

  #sharedContext(): AudioContext {
    return (this.#context ??= new AudioContext({ sampleRate: RATE }));
  }

  #sharedElement(): HTMLAudioElement {
    return (this.#element ??= new Audio());
  }
}

/**
 * Takes from an element what it has; false where that has to wait. A WebKit that plays through GStreamer (GNOME Web, for one) stands still for good, with the whole page, where that comes
 * while it finds out what a file holds: the page waits for the thread that reads, and that one for the page to hear of it. What is here is read within a moment.
 */
function empty(element: HTMLMediaElement): boolean {
  const go = () => {
    element.removeAttribute('src');
    // Without this the browser keeps the file, and reads on.
    element.load();
  };
  const reads = /^(blob|data):/.test(element.src) && element.networkState === HTMLMediaElement.NETWORK_LOADING && element.readyState < HTMLMediaElement.HAVE_METADATA;
  if (!reads) go();
  else for (const end of ['loadedmetadata', 'error']) element.addEventListener(end, go, { once: true });
  return !reads;
}

/** A hundredth of a second of nothing. */
const SILENCE = (): Blob => wavOf([{ sampleRate: RATE, length: 480, numberOfChannels: 1, getChannelData: () => new Float32Array(480) }]);

let shared: Output | undefined;
export const output = (): Output => (shared ??= new Output());

/** How loud a microphone is right now, 0 to 1. Throws where that cannot be known: without Web Audio, and in Firefox at times, with a microphone of another sample rate. */
export function meter(stream: MediaStream): { level(): number; stop(): void } {
  const context = new AudioContext();
  const stop = () => void context.close().catch(() => {});
  const analyser = context.createAnalyser();
  analyser.fftSize = 512;
  try {
    context.createMediaStreamSource(stream).connect(analyser);
  } catch (error) {
    stop();
    throw error;
  }
  void context.resume().catch(() => {});
  const samples = new Float32Array(analyser.fftSize);
  return {
    level() {
      analyser.getFloatTimeDomainData(samples);
      let power = 0;
      for (const sample of samples) power += (sample * sample) / samples.length;
      // Speech is far from full scale; a root makes it seen.
      return Math.min(1, Math.sqrt(Math.sqrt(power)) * 1.4);
    },
    stop,
  };
}

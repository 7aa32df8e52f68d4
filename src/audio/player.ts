import { ChatError } from '../errors/index.js';
import { endingOf } from './bytes.js';
import { beginsAnew, isStream } from './cut.js';
import { output, type Output, type Outcome, type Voice } from './output.js';
import { Queue } from './queue.js';
import { Sounds, type Sound } from './sounds.js';
import { Turn } from './turn.js';
import type { Clip, Reel, Source } from './types.js';
import { peaksOf, wavOf } from './wave.js';

/** `blocked`: the browser wants a press first. `bad`: there was nothing that could be played. */
export type PlayerState = 'empty' | 'paused' | 'loading' | 'playing' | 'blocked' | 'ended' | 'bad';

/** How often the position is told while it moves. Milliseconds. */
const TICK = 100;

export interface AddOptions {
  /** Pieces of one group are one reply. */
  readonly group?: string;
  /** What it is, for people. */
  readonly label?: string;
  /** Seconds, where somebody said. */
  readonly duration?: number;
  /** Not to be looked at before it is played. */
  readonly lazy?: boolean;
  /** Somebody else plays it by itself; here it waits in line for a hand. */
  readonly silent?: boolean;
}

export interface PlayerEvents {
  /** Something that is shown has changed. */
  changed(): void;
  /** A sound was skipped. */
  failed(error: ChatError, source: Source): void;
}

/**
 * Plays a line of replies, in order, alone on the page. Pieces of a reply follow each other without a gap at normal speed; at other speeds they are
 * joined into one file first, and the browser keeps the pitch. Position and duration are those of the whole reply.
 */
export class Player {
  readonly queue = new Queue();
  state: PlayerState = 'empty';
  #autoplay = false;
  #output: Output;
  #events: PlayerEvents;
  #turn: Turn;
  #sounds: Sounds;
  /** The piece of a recording that came last, and where it stands: one without a beginning of its own goes on with it. */
  #last: { readonly clip: Clip; readonly key: string } | undefined;
  #voice: Voice | undefined;
  /** Where the voice's zero is in the reply. */
  #base = 0;
  #position = 0;
  #rate = 1;
  #volume = 1;
  /** Each start, stop and seek is a new life; what an older one waited for does not matter any more. */
  #life = 0;
  #tick: ReturnType<typeof setInterval> | undefined;
  #connected = false;
  /** Played to its end and not stopped: more of the same reply goes on by itself. */
  #flows = false;
  /** Stopped by another player, or kept from beginning: begins when the page is silent again, with `autoplay`. */
  #waits = false;
  /** A person stopped it: nothing begins by itself until they want it again. */
  #held = false;
  #grown: (() => void) | undefined;
  #peaks: { readonly of: readonly unknown[]; readonly peaks: readonly number[] } | undefined;

  constructor(events: PlayerEvents, through: Output = output()) {
    this.#events = events;
    this.#output = through;
    this.#sounds = new Sounds(through, (clip, sound) => this.#settled(clip, sound));
    this.#turn = new Turn({
      isPlaying: () => this.isOn,
      stop: () => {
        const was = this.isOn;
        if (was || this.state === 'blocked') this.#halt('paused');
        this.#waits = was || this.#waits;
      },
      freed: () => {
        if (this.#waits && this.autoplay) this.#auto();
      },
    });
  }

  connect(): void {
    if (this.#connected) return;
    this.#connected = true;
    this.#output.hold();
    this.#turn.connect();
    this.#look(this.queue.head?.clips ?? []);
    if (this.autoplay && this.queue.head && this.state === 'paused') this.#auto();
  }

  /** Silent, and nothing held any more. What was in line stays, so that an element may be moved. */
  disconnect(): void {
    if (!this.#connected) return;
    if (this.isOn) this.#stop('paused');
    else if (this.state === 'blocked') this.#halt('paused');
    this.#waits = false;
    this.#turn.disconnect();
    this.#connected = false;
    this.#sounds.leave();
    this.#output.release();
  }

  /** Playing, or about to. */
  get isOn(): boolean {
    return this.state === 'playing' || this.state === 'loading';
  }

  /** Starts by itself when something comes and nobody else plays. */
  get autoplay(): boolean {
    return this.#autoplay;
  }
  set autoplay(autoplay: boolean) {
    if (autoplay === this.#autoplay) return;
    this.#autoplay = autoplay;
    if (autoplay && (this.queue.head || this.queue.waiting.length)) this.#auto();
  }

  get label(): string | undefined {
    return this.queue.head?.label;
  }

  /** Seconds. */
  get position(): number {
    return this.#voice ? this.#base + this.#voice.position : this.#position;
  }

  /** Seconds of all that is known of the reply; undefined while nothing is. */
  get duration(): number | undefined {
    let sum = 0;
    for (const clip of this.queue.head?.clips ?? []) {
      const sound = this.#sounds.known(clip);
      if (sound === null) continue;
      const length = sound && Number.isFinite(sound.length) ? sound.length : clip.duration;
      if (length === undefined) return undefined;
      sum += length;
    }
    return sum || undefined;
  }

  get rate(): number {
    return this.#rate;
  }
  set rate(rate: number) {
    if (rate === this.#rate || !(rate > 0)) return;
    this.#rate = rate;
    if (this.#voice && !this.#voice.set(rate, this.#volume)) this.#start(this.position);
  }

  get volume(): number {
    return this.#volume;
  }
  set volume(volume: number) {
    const level = Math.max(0, Math.min(1, volume));
    // What is no number changes nothing.
    if (level >= 0) this.#volume = level;
    this.#voice?.set(this.#rate, this.#volume);
  }

  /** The shape of the reply in `n` slices, 0 to 1; undefined while nothing of it is decoded. */
  peaks(n: number): readonly number[] | undefined {
    const buffers = this.#known().flatMap((sound) => sound.buffer ?? sound.shape ?? []);
    if (buffers.length === 0) return undefined;
    if (this.#peaks?.of.length !== buffers.length || this.#peaks.of[0] !== buffers[0] || this.#peaks.peaks.length !== n) this.#peaks = { of: buffers, peaks: peaksOf(buffers, n) };
    return this.#peaks.peaks;
  }

  /** Puts a piece in line; pieces of one group are one reply. */
  add(source: Source, options: AddOptions = {}): void {
    const clip = { source, duration: options.duration, lazy: options.lazy };
    const before = isStream(source) ? this.#last : undefined;
    const anew = before === undefined || beginsAnew(source);
    if (before && anew !== true) this.#sounds.follow(clip, before.clip);
    const reel = this.queue.add(clip, anew === false ? { ...options, group: options.group ?? before!.key } : options);
    if (isStream(source)) this.#last = { clip, key: reel.key };
    if (this.state === 'bad' && reel === this.queue.head) this.state = 'paused';
    else if (!this.queue.head || (this.state === 'bad' && !this.autoplay)) this.#advance();
    // Read ahead: what plays, and what comes right after it.
    if (reel === this.queue.head || reel === this.queue.waiting[0]) this.#look([clip]);
    if (reel === this.queue.head && this.state === 'ended' && this.#flows) this.#start(this.#position);
    else if (this.autoplay && !this.isOn && this.state !== 'blocked') this.#auto();
    this.#grown?.();
    this.#events.changed();
  }

  /** Something to hear in place of all else, from its beginning; nothing is played yet. */
  load(source: Source | undefined, options: AddOptions = {}): void {
    this.#held = false;
    this.queue.clear();
    if (this.isOn) this.#stop('empty');
    else this.#halt('empty');
    this.#last = undefined;
    this.#position = 0;
    if (source !== undefined) this.add(source, options);
    else this.#events.changed();
  }

  /** Call it within a press, where there was one: that lifts the browser's block for everything after. */
  play(): void {
    if (this.isOn) return;
    this.#output.unlock();
    this.#waits = this.#held = false;
    if (!this.queue.head && !this.#advance()) return;
    if (this.state === 'ended' || this.state === 'bad') {
      if (this.queue.waiting.length) this.#advance();
      else this.#position = 0;
    }
    // Somebody went to the very end: there is nothing to hear from there.
    else if (this.#position >= (this.duration ?? Infinity)) this.#position = 0;
    for (const clip of this.queue.head!.clips) this.#sounds.retry(clip);
    this.#start(this.#position);
  }

  pause(): void {
    this.#waits = this.#flows = false;
    this.#held = true;
    if (this.isOn || this.state === 'blocked') this.#stop('paused');
  }

  seek(seconds: number): void {
    if (!this.queue.head || !Number.isFinite(seconds)) return;
    const to = Math.max(0, Math.min(seconds, this.duration ?? seconds));
    if (this.isOn) return this.#start(to);
    this.#position = to;
    if (this.state === 'ended') this.state = 'paused';
    this.#events.changed();
  }

  /** Leaves this reply for the next one in line, which plays if this one did. */
  next(): void {
    const on = this.isOn || this.state === 'blocked';
    if (!this.queue.waiting.length) return;
    this.#halt('paused');
    this.#advance();
    if (on) this.#start(0);
    else this.#events.changed();
  }

  clear(): void {
    this.load(undefined);
  }

  /** Forgets these replies, and is silent at once if it is one of them that is heard. */
  forget(keys: ReadonlySet<string>): void {
    this.queue.drop(keys);
    if (!this.queue.head || !keys.has(this.queue.head.key)) return this.#events.changed();
    if (!this.queue.waiting.length) {
      const held = this.#held;
      this.clear();
      this.#held = held;
      return;
    }
    if (this.isOn) this.#stop('paused');
    else this.#halt('paused');
    this.#advance();
    if (this.autoplay) this.#auto();
    this.#events.changed();
  }

  /** The reply as one file with a fitting name, or the address of a file that we do not have. */
  file(): { readonly blob?: Blob; readonly url?: string; readonly name: string } | undefined {
    const sounds = this.#known().filter(({ length }) => length);
    const [first] = sounds;
    if (!first) return undefined;
    if (sounds.length > 1 && sounds.every((sound) => sound.buffer)) return { blob: wavOf(sounds.map((sound) => sound.buffer!)), name: 'audio.wav' };
    return first.file ? { blob: first.file, name: `audio.${endingOf(first.file.type)}` } : { url: first.url, name: '' };
  }

  /** What is known of the reply at hand. */
  #known(): readonly Sound[] {
    return (this.queue.head?.clips ?? []).flatMap((clip) => this.#sounds.known(clip) ?? []);
  }

  /** Reads ahead. */
  #look(clips: readonly Clip[]): void {
    for (const clip of clips) if (!clip.lazy) void this.#sounds.read(clip);
  }

  #advance(): boolean {
    const next = this.queue.next();
    if (!next) return false;
    this.#position = 0;
    this.#flows = false;
    this.state = 'paused';
    this.#look([...next.clips, ...(this.queue.waiting[0]?.clips ?? [])]);
    return true;
  }

  /** Begins by itself, unless somebody else is heard: then after them. */
  #auto(): void {
    if (!this.#connected || this.#held || this.isOn) return;
    if (this.#turn.isTaken()) {
      this.#waits = true;
      return;
    }
    this.#waits = false;
    const over = this.state === 'ended' || this.state === 'bad' || !this.queue.head;
    // What somebody else has played stays in line where nothing else is.
    if (this.queue.waiting.every(({ silent }) => silent) && (over || this.queue.head?.silent)) return;
    if (over) this.#advance();
    else if (this.state !== 'paused') return;
    while (this.queue.head!.silent) this.#advance();
    this.#start(this.#position);
  }

  #start(from: number): void {
    if (!this.#connected) return;
    this.#halt('loading');
    this.#turn.take();
    this.#flows = true;
    this.#position = from;
    const life = this.#life;
    this.#tick ??= setInterval(() => this.state === 'playing' && this.#events.changed(), TICK);
    this.#events.changed();
    void this.#run(from, () => life === this.#life);
  }

  /** Stops and tells the page that it is silent. */
  #stop(state: PlayerState): void {
    this.#halt(state);
    this.#turn.free();
  }

  #halt(state: PlayerState): void {
    this.#life++;
    this.#position = this.position;
    this.#voice?.stop();
    this.#voice = undefined;
    this.#grown = undefined;
    clearInterval(this.#tick);
    this.#tick = undefined;
    this.state = state;
    this.#events.changed();
  }

  async #run(from: number, on: () => boolean): Promise<void> {
    for (;;) {
      const reel = this.queue.head!;
      const place = await this.#place(reel, from, on);
      if (!on()) return;
      if (!place) {
        // More of it came while it was looked at.
        if (this.queue.head !== reel) continue;
        if (this.#advance()) {
          from = 0;
          this.state = 'loading';
          continue;
        }
        // Pieces of a recording that lost its beginning hold nothing.
        const heard = this.#known().some(({ length }) => length);
        this.#position = from;
        return this.#stop(heard ? 'ended' : 'bad');
      }
      this.state = 'loading';
      const { outcome, to, clip } = await this.#hear(place, from, on);
      if (!on()) return;
      this.#voice = undefined;
      this.#position = to;
      if (outcome === 'blocked') return this.#stop('blocked');
      // It looked well and is not.
      if (outcome === 'bad') this.#sounds.correct(clip, null);
      from = outcome === 'bad' ? place.start : to;
    }
  }

  /** The piece that is heard at this time of a reply, once everything before it is read. Undefined: the reply has ended by then. */
  async #place(reel: Reel, time: number, on: () => boolean): Promise<{ readonly index: number; readonly start: number; readonly sound: Sound } | undefined> {
    let start = 0;
    for (const index of reel.clips.keys()) {
      const clip = reel.clips[index]!;
      const sound = await this.#sounds.read(clip);
      if (!on()) return undefined;
      // It may be known meanwhile that it cannot be played. A sample's length is no difference.
      if (!sound || this.#sounds.known(clip) === null) continue;
      if (time < start + sound.length - 0.001) return { index, start, sound };
      start += sound.length;
    }
    return undefined;
  }

  /** Plays from a piece on, as far as one voice goes. */
  async #hear({ index, start, sound }: { index: number; start: number; sound: Sound }, from: number, on: () => boolean): Promise<{ outcome: Outcome; to: number; clip: Clip }> {
    const clip = this.queue.head!.clips[index]!;
    const offset = from - start;
    const speak = (voice: Voice) => {
      this.#voice = voice;
      this.#base = start;
      void voice.started.then(() => {
        if (!on()) return;
        this.state = 'playing';
        this.#events.changed();
      });
    };
    let end = start + sound.length;
    if (sound.buffer && this.#rate === 1) {
      const tape = this.#output.tape(sound.buffer, offset, this.#volume);
      speak(tape);
      void this.#feed(index + 1, (next) => {
        if (!on() || !next.buffer || this.#rate !== 1 || !tape.append(next.buffer)) return false;
        end += next.length;
        this.#events.changed();
        return true;
      });
      const outcome = await tape.outcome;
      // Held back, it was not heard at all.
      if (outcome !== 'stuck' || !on()) return { outcome, to: outcome === 'ended' ? end : from, clip };
    }
    const joined: AudioBuffer[] = [];
    if (sound.buffer) {
      // All of it that is here, as one file.
      for (const piece of this.queue.head!.clips.slice(index)) {
        const next = this.#sounds.known(piece);
        if (next === null || next?.length === 0) continue;
        if (!next?.buffer) break;
        joined.push(next.buffer);
      }
      end = start;
      for (const { duration } of joined) end += duration;
    }
    if (sound.url) void this.#sounds.sketch(sound).then((drawn) => drawn && this.#events.changed());
    const voice = this.#output.file(sound.url ?? (joined.length > 0 ? joined : sound.file!), offset, this.#rate, this.#volume);
    speak(voice);
    const outcome = await voice.outcome;
    if (outcome === 'ended' && !Number.isFinite(end)) {
      // Now it is known.
      const length = Math.max(voice.position, 0.01);
      this.#sounds.correct(clip, { ...sound, length });
      end = start + length;
    }
    return { outcome, to: outcome === 'ended' ? end : from, clip };
  }

  /** Hands on the pieces of the head from this one on, as they come, until it is told to stop. */
  async #feed(index: number, take: (sound: Sound) => boolean): Promise<void> {
    for (let i = index; ; i++) {
      let clip = this.queue.head?.clips[i];
      if (!clip) {
        await new Promise<void>((grown) => (this.#grown = grown));
        clip = this.queue.head?.clips[i];
        if (!clip) {
          i--;
          continue;
        }
      }
      const sound = await this.#sounds.read(clip);
      // Of a recording that is cut anywhere, a piece may be too short to hold anything.
      if (sound?.length && !take(sound)) return;
    }
  }

  #settled(clip: Clip, sound: Sound | null): void {
    if (!sound) this.#events.failed(new ChatError('bad-audio', { message: 'A sound could not be played and was skipped.' }), clip.source);
    // Nothing of it can be heard: better known before somebody presses. The next one may have been read before, and be no better.
    const broken = (piece: Clip) => this.#sounds.known(piece) === null;
    while (!sound && !this.isOn && this.queue.head?.clips.every(broken)) {
      if (this.#advance()) continue;
      this.state = 'bad';
      break;
    }
    this.#events.changed();
  }
}

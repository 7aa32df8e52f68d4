import { meter } from './output.js';
import { Turn } from './turn.js';

/** Why there is no recording. `denied`: the person or the page's policy said no. `none`: no microphone. `busy`: it cannot be used. `unsupported`: not in this browser or page. */
export type RecordingProblem = 'denied' | 'none' | 'busy' | 'unsupported' | 'empty';

export interface Recording {
  readonly file: Blob;
  /** Seconds. */
  readonly duration: number;
  /** It was ended because it is as long as one may be. */
  readonly full: boolean;
}

/** Seconds. */
export const LONGEST = 300;
/** Small, and of those that a browser writes the one that most can read first. */
const TYPES = ['audio/webm;codecs=opus', 'audio/mp4', 'audio/ogg;codecs=opus'];
/** Levels that are kept to be drawn, one every tick. Milliseconds. */
const TICK = 100;
const LEVELS = 40;

/** Records a microphone until it is stopped, discarded or as long as it may be. The microphone is let go of in every case. */
export class Recorder {
  /** How loud it was lately, 0 to 1, oldest first. */
  levels: readonly number[] = [];
  #stream: MediaStream | undefined;
  #recorder: MediaRecorder | undefined;
  #meter: ReturnType<typeof meter> | undefined;
  #tick: ReturnType<typeof setInterval> | undefined;
  #began = 0;
  /** What plays would be in the recording: everybody is silent, and what would begin by itself waits until it has ended. */
  #turn = new Turn({ isPlaying: () => true, stop() {}, freed() {} });
  #changed: () => void;
  #longest: number;
  #discarded = false;

  /** `changed`: the level or the time is another. */
  constructor(changed: () => void, longest = LONGEST) {
    this.#changed = changed;
    this.#longest = longest;
  }

  /** Seconds so far. */
  get seconds(): number {
    return this.#began ? Math.min(this.#longest, (performance.now() - this.#began) / 1000) : 0;
  }

  /** Asks for the microphone. Resolves to undefined once it records, else to why it does not. */
  async start(): Promise<RecordingProblem | undefined> {
    const { mediaDevices } = navigator;
    if (!mediaDevices?.getUserMedia || typeof MediaRecorder === 'undefined') return 'unsupported';
    try {
      const stream = await mediaDevices.getUserMedia({ audio: { echoCancellation: true, noiseSuppression: true } });
      this.#stream = stream;
      if (this.#discarded) {
        this.#release();
        return undefined;
      }
      const mimeType = TYPES.find((type) => MediaRecorder.isTypeSupported(type));
      this.#recorder = new MediaRecorder(stream, { ...(mimeType && { mimeType }), audioBitsPerSecond: 48_000 });
      this.#recorder.start();
    } catch (error) {
      this.#release();
      return problemOf(error);
    }
    this.#turn.connect();
    this.#turn.take();
    this.#began = performance.now();
    try {
      this.#meter = meter(this.#stream);
    } catch {
      // How loud it is cannot be drawn. It is recorded all the same.
    }
    this.#tick = setInterval(() => {
      this.levels = [...this.levels.slice(1 - LEVELS), this.#meter?.level() ?? 0];
      if (this.seconds >= this.#longest) this.stop();
      this.#changed();
    }, TICK);
    return undefined;
  }

  /** Resolves when it has ended: stopped here, at its full length, or because the microphone went away. Never after `discard()`. */
  ended(): Promise<Recording | RecordingProblem> {
    const recorder = this.#recorder!;
    const pieces: Blob[] = [];
    return new Promise((resolve) => {
      let failed = false;
      recorder.addEventListener('dataavailable', ({ data }) => pieces.push(data));
      recorder.addEventListener('error', () => (failed = true));
      recorder.addEventListener('stop', () => {
        const duration = this.seconds;
        this.#release();
        if (this.#discarded) return;
        // Without the codec: what is kept and compared is the kind of file.
        const file = new Blob(pieces, { type: recorder.mimeType.split(';')[0] || 'audio/webm' });
        resolve(file.size > 0 && !failed ? { file, duration, full: duration >= this.#longest } : 'empty');
      });
    });
  }

  stop(): void {
    if (this.#recorder?.state === 'recording') this.#recorder.stop();
  }

  /** Lets go of everything, at any time. */
  discard(): void {
    this.#discarded = true;
    this.stop();
    this.#release();
  }

  #release(): void {
    clearInterval(this.#tick);
    if (this.#tick) this.#turn.free();
    this.#tick = undefined;
    this.#turn.disconnect();
    this.#meter?.stop();
    this.#meter = undefined;
    for (const track of this.#stream?.getTracks() ?? []) track.stop();
  }
}

function problemOf(error: unknown): RecordingProblem {
  const { name } = error as DOMException;
  if (name === 'NotAllowedError' || name === 'SecurityError') return 'denied';
  if (name === 'NotFoundError' || name === 'OverconstrainedError') return 'none';
  return name === 'NotSupportedError' || name === 'TypeError' ? 'unsupported' : 'busy';
}

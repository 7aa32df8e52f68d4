/** A recording, with the time and the microphone in the hands of the test. How it looks and what is done with it: test/components/chat-composer/voice.test.ts. */
import { expect } from '@open-wc/testing';
import { Recorder, type Recording } from '../../../src/audio/recorder.js';
import { Turn } from '../../../src/audio/turn.js';
import { tone } from '../../helpers/sound.js';

let tracks: { on: boolean; stop(): void }[] = [];
let asked: unknown;
let recorders: FakeRecorder[] = [];
let readable: readonly string[] = [];
class FakeRecorder extends EventTarget {
  static isTypeSupported = (type: string): boolean => readable.includes(type);
  state = 'inactive';
  mimeType: string;
  readonly options: { readonly mimeType?: string; readonly audioBitsPerSecond?: number };
  constructor(_stream: unknown, options: { readonly mimeType?: string }) {
    super();
    this.options = options;
    this.mimeType = options.mimeType ?? '';
    recorders.push(this);
  }
  start(): void {
    this.state = 'recording';
  }
  stop(): void {
    this.state = 'inactive';
  }
  end(...pieces: Blob[]): void {
    this.state = 'inactive';
    for (const data of pieces) this.dispatchEvent(Object.assign(new Event('dataavailable'), { data }));
    this.dispatchEvent(new Event('stop'));
  }
}
let contexts: string[] = [];
let loud = 0;
class FakeContext {
  #at = contexts.push('open') - 1;
  createAnalyser = () => ({ fftSize: 0, getFloatTimeDomainData: (samples: Float32Array) => samples.fill(loud) });
  createMediaStreamSource = () => ({ connect() {}, disconnect() {} });
  resume = async (): Promise<void> => {};
  close = async (): Promise<void> => void (contexts[this.#at] = 'closed');
}

const real = { MediaRecorder: globalThis.MediaRecorder, AudioContext: globalThis.AudioContext, setInterval: globalThis.setInterval, clearInterval: globalThis.clearInterval };
let now = 1000;
let ticks = new Map<number, () => void>();
const pass = (ms: number): void => {
  for (let i = 0; i < ms / 100; i++) {
    now += 100;
    for (const tick of [...ticks.values()]) tick();
  }
};
beforeEach(() => {
  [tracks, recorders, contexts, ticks, readable, loud, now] = [[], [], [], new Map(), ['audio/webm;codecs=opus', 'audio/mp4'], 0.2, 1000];
  let made = 0;
  Object.assign(globalThis, {
    MediaRecorder: FakeRecorder,
    AudioContext: FakeContext,
    setInterval: (fn: () => void) => (ticks.set(++made, fn), made),
    clearInterval: (id: number) => ticks.delete(id),
  });
  Object.defineProperty(performance, 'now', { configurable: true, value: () => now });
  Object.defineProperty(navigator, 'mediaDevices', {
    configurable: true,
    value: {
      getUserMedia: async (what: unknown) => {
        asked = what;
        const track = { on: true, stop: () => void (track.on = false) };
        tracks.push(track);
        return { getTracks: () => [track] };
      },
    },
  });
});
afterEach(() => {
  Object.assign(globalThis, real);
  delete (navigator as { mediaDevices?: unknown }).mediaDevices;
  delete (performance as { now?: unknown }).now;
});
const isOff = (): boolean => tracks.every(({ on }) => !on) && contexts.every((is) => is === 'closed') && ticks.size === 0;

describe('a recording', () => {
  it('is of speech: without the echo of the room, small, and of a kind that most can read', async () => {
    const recorder = new Recorder(() => {});
    expect(await recorder.start()).to.equal(undefined);
    expect(asked).to.deep.equal({ audio: { echoCancellation: true, noiseSuppression: true } });
    expect(recorders[0]!.options).to.deep.equal({ mimeType: 'audio/webm;codecs=opus', audioBitsPerSecond: 48_000 });
    const ended = recorder.ended();
    pass(2000);
    recorder.stop();
    recorders[0]!.end(tone(1), tone(1));
    const { file, duration, full } = (await ended) as Recording;
    expect([file.type, file.size, duration, full]).to.deep.equal(['audio/webm', 2 * tone(1).size, 2, false]);
    expect(isOff()).to.equal(true);
  });

  it('is what the browser makes of it where it writes none of these', async () => {
    readable = [];
    const recorder = new Recorder(() => {});
    await recorder.start();
    expect('mimeType' in recorders[0]!.options).to.equal(false);
    const ended = recorder.ended();
    recorders[0]!.end(tone(1));
    expect(((await ended) as Recording).file.type).to.equal('audio/webm');
  });

  it('ends by itself when it is as long as one may be, and says so', async () => {
    let changes = 0;
    const recorder = new Recorder(() => changes++, 1);
    await recorder.start();
    const ended = recorder.ended();
    pass(900);
    expect([recorders[0]!.state, changes]).to.deep.equal(['recording', 9]);
    pass(200);
    expect(recorders[0]!.state).to.equal('inactive');
    expect(recorder.seconds, 'no longer than that').to.equal(1);
    recorders[0]!.end(tone(1));
    expect(await ended).to.include({ duration: 1, full: true });
  });

  it('is none where the recorder failed, or where nothing was heard', async () => {
    for (const fail of [() => recorders.at(-1)!.dispatchEvent(new Event('error')), () => undefined]) {
      const recorder = new Recorder(() => {});
      await recorder.start();
      const ended = recorder.ended();
      const broken = fail();
      recorders.at(-1)!.end(broken ? tone(1) : new Blob());
      expect(await ended).to.equal('empty');
      expect(isOff()).to.equal(true);
    }
  });

  it('knows how loud it was lately, and forgets what was before that', async () => {
    const recorder = new Recorder(() => {});
    await recorder.start();
    loud = 0;
    pass(1000);
    loud = 1;
    pass(3900);
    expect(recorder.levels.length).to.equal(40);
    expect([recorder.levels[0], recorder.levels.at(-1)]).to.deep.equal([0, 1]);
    loud = 0.01;
    pass(100);
    expect(recorder.levels.at(-1), 'a whisper is seen').to.be.within(0.1, 0.5);
    recorder.discard();
  });

  for (const [where, without] of [
    ['there is no Web Audio', () => void Object.assign(globalThis, { AudioContext: undefined })],
    ['Web Audio does not take this microphone', () => void Object.assign(globalThis, { AudioContext: class extends FakeContext { override createMediaStreamSource = (): never => { throw new DOMException('', 'NotSupportedError'); }; } })],
  ] as const)
    it(`goes on where ${where}, which only draws how loud it is`, async () => {
      without();
      const recorder = new Recorder(() => {});
      expect(await recorder.start()).to.equal(undefined);
      const ended = recorder.ended();
      pass(300);
      expect([recorder.levels, recorder.seconds]).to.deep.equal([[0, 0, 0], 0.3]);
      recorder.stop();
      recorders[0]!.end(tone(1));
      expect(await ended).to.include({ duration: 0.3 });
      expect(isOff()).to.equal(true);
    });

  it('has silence on the page while it lasts, and what waits goes on after it', async () => {
    let stopped = 0, freed = 0;
    const other = new Turn({ isPlaying: () => false, stop: () => stopped++, freed: () => freed++ });
    other.connect();
    const recorder = new Recorder(() => {});
    await recorder.start();
    expect([stopped, freed]).to.deep.equal([1, 0]);
    recorder.discard();
    expect(freed).to.equal(1);
    other.disconnect();
  });

  it('never begins where it was given up before the microphone was there', async () => {
    const recorder = new Recorder(() => {});
    const started = recorder.start();
    recorder.discard();
    expect(await started).to.equal(undefined);
    expect([recorders.length, isOff()]).to.deep.equal([0, true]);
  });
});

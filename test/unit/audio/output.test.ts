/** What is asked of the browser's loudspeakers: an element and a context that write down what they are told, alike in every engine. */
import { expect } from '@open-wc/testing';
import { Output } from '../../../src/audio/output.js';
import { ManualClock } from '../../helpers/clock.js';
import { tone } from '../../helpers/sound.js';

class FakeNode {
  buffer: { readonly duration: number } | null = null;
  onended: (() => void) | null = null;
  /** When, and from which second of the piece. */
  begun: [number, number] | undefined;
  stopped = false;
  readonly into: unknown[] = [];
  connect(to: unknown): void {
    this.into.push(to);
  }
  disconnect(): void {
    this.into.length = 0;
  }
  start(at: number, from: number): void {
    this.begun = [at, from];
  }
  stop(): void {
    this.stopped = true;
  }
}
class FakeGain extends FakeNode {
  readonly gain = { value: 1 };
}

let contexts: FakeContext[] = [];
/** How a context takes being asked to start. */
let starts: 'running' | 'suspended' = 'running';
class FakeContext {
  state = 'suspended';
  currentTime = 10;
  readonly destination = 'loudspeaker';
  readonly nodes: FakeNode[] = [];
  readonly gains: FakeGain[] = [];
  resumed = 0;
  constructor() {
    contexts.push(this);
  }
  createBufferSource(): FakeNode {
    this.nodes.push(new FakeNode());
    return this.nodes.at(-1)!;
  }
  createGain(): FakeGain {
    this.gains.push(new FakeGain());
    return this.gains.at(-1)!;
  }
  async resume(): Promise<void> {
    this.resumed++;
    this.state = starts;
  }
  async close(): Promise<void> {
    this.state = 'closed';
  }
}

let elements: FakeAudio[] = [];
let refused: string | undefined;
class FakeAudio extends EventTarget {
  preload = '';
  preservesPitch = false;
  playbackRate = 1;
  defaultPlaybackRate = 1;
  volume = 1;
  currentTime = 0;
  duration = NaN;
  readyState = 0;
  networkState = 0;
  paused = true;
  ended = false;
  error: { readonly message: string } | null = null;
  /** Its addresses, in order; '' where it had none. */
  readonly addresses: string[] = [];
  constructor() {
    super();
    elements.push(this);
  }
  get src(): string {
    return this.addresses.at(-1) ?? '';
  }
  set src(url: string) {
    this.addresses.push(url);
  }
  getAttribute(): string | null {
    return this.src || null;
  }
  removeAttribute(): void {
    this.addresses.push('');
  }
  load(): void {}
  async play(): Promise<void> {
    if (refused) throw new DOMException('', refused);
    this.paused = false;
  }
  pause(): void {
    this.paused = true;
  }
  tell(type: string, state: Partial<Pick<FakeAudio, 'duration' | 'readyState' | 'networkState' | 'ended' | 'error' | 'currentTime'>> = {}): void {
    Object.assign(this, state);
    this.dispatchEvent(new Event(type));
  }
}

const real = { Audio: globalThis.Audio, AudioContext: globalThis.AudioContext };
const addresses = { createObjectURL: URL.createObjectURL, revokeObjectURL: URL.revokeObjectURL };
const open = new Set<string>();
beforeEach(() => {
  contexts = [];
  elements = [];
  starts = 'running';
  refused = undefined;
  open.clear();
  Object.assign(globalThis, { Audio: FakeAudio, AudioContext: FakeContext });
  let made = 0;
  URL.createObjectURL = () => {
    open.add(`blob:${++made}`);
    return `blob:${made}`;
  };
  URL.revokeObjectURL = (url) => void open.delete(url);
});
afterEach(() => {
  Object.assign(globalThis, real);
  Object.assign(URL, addresses);
});

const piece = (duration: number): AudioBuffer => ({ duration }) as AudioBuffer;
const settled = async (): Promise<void> => {
  for (let i = 0; i < 10; i++) await Promise.resolve();
};
const outcomeOf = async ({ outcome }: { readonly outcome: Promise<string> }): Promise<string | undefined> => {
  let how: string | undefined;
  void outcome.then((is) => (how = is));
  await settled();
  return how;
};

describe('a tape', () => {
  const begin = async (...args: Parameters<Output['tape']>) => {
    const output = new Output();
    // As on a page where sound began before.
    output.unlock();
    await settled();
    const tape = output.tape(...args);
    await tape.started;
    const [context] = contexts;
    return { output, tape, context: context!, gain: context!.gains[0]!, nodes: context!.nodes };
  };

  it('goes to the loudspeaker, as loud as it is to be, from the first sample to the last', async () => {
    const { tape, gain, nodes } = await begin(piece(2), 0.5, 0.3);
    expect(gain.gain.value).to.equal(0.3);
    expect(gain.into).to.deep.equal(['loudspeaker']);
    expect(nodes[0]!.into[0] === gain).to.equal(true);
    expect(nodes[0]!.begun![1], 'from where it was left').to.equal(0.5);
    expect(nodes[0]!.begun![0], 'a little ahead').to.be.within(10.001, 10.1);
    expect(tape.set(1, 0.8), 'followed at once').to.equal(true);
    expect(gain.gain.value).to.equal(0.8);
    expect(tape.set(2, 0.8), 'another speed is not for a tape').to.equal(false);
    expect(await outcomeOf(tape)).to.equal(undefined);
    nodes[0]!.onended!();
    expect(await outcomeOf(tape)).to.equal('ended');
    expect(gain.into, 'nothing is left').to.deep.equal([]);
    expect(tape.append(piece(1)), 'too late').to.equal(false);
  });

  it('has no gap between its pieces, whether they were there before it began or came while it played', async () => {
    const output = new Output();
    output.unlock();
    await settled();
    const tape = output.tape(piece(2), 0, 1);
    expect(tape.append(piece(1))).to.equal(true);
    await tape.started;
    expect(tape.append(piece(3))).to.equal(true);
    const { nodes } = contexts[0]!;
    const [a, b, c] = nodes.map(({ begun }) => begun![0]) as [number, number, number];
    expect(b - a).to.be.closeTo(2, 1e-9);
    expect(c - b).to.be.closeTo(1, 1e-9);
    nodes[0]!.onended!();
    nodes[1]!.onended!();
    expect(await outcomeOf(tape), 'one is still heard').to.equal(undefined);
    nodes[2]!.onended!();
    expect(await outcomeOf(tape)).to.equal('ended');
  });

  it('says where it is in what was given, also when a piece came late', async () => {
    const { tape, context, nodes } = await begin(piece(2), 0, 1);
    const [at] = nodes[0]!.begun!;
    expect(tape.position, 'not before its start').to.equal(0);
    context.currentTime = at + 1.5;
    expect(tape.position).to.be.closeTo(1.5, 1e-9);
    context.currentTime = at + 5;
    expect(tape.position, 'no further than there is').to.be.closeTo(2, 1e-9);
    tape.append(piece(1));
    expect(nodes[1]!.begun![0], 'at once').to.equal(context.currentTime);
    context.currentTime += 0.25;
    expect(tape.position).to.be.closeTo(2.25, 1e-9);
  });

  it('is silent at once when it is stopped, and says nothing more', async () => {
    const { tape, gain, nodes } = await begin(piece(2), 0, 1);
    tape.append(piece(2));
    const ends = nodes.map(({ onended }) => onended);
    tape.stop();
    expect(nodes.map(({ stopped, onended }) => [stopped, onended])).to.deep.equal([[true, null], [true, null]]);
    expect(gain.into).to.deep.equal([]);
    ends.forEach((end) => end!());
    expect(await outcomeOf(tape)).to.equal(undefined);
    expect(tape.append(piece(1))).to.equal(false);
  });

  it('stopped before it could begin, never begins', async () => {
    const output = new Output();
    output.unlock();
    const tape = output.tape(piece(2), 0, 1);
    tape.stop();
    await settled();
    expect(contexts.flatMap(({ nodes }) => nodes)).to.deep.equal([]);
    expect(await outcomeOf(tape)).to.equal(undefined);
  });

  for (const [how, why, name] of [
    ['waits for a press', 'nothing may start', 'NotAllowedError'],
    ['is for an element', 'an element may start and the context does not, as in Firefox without a loudspeaker', undefined],
  ] as const)
    it(`${how} where ${why}`, async () => {
      starts = 'suspended';
      refused = name;
      const tape = new Output().tape(piece(2), 0, 1);
      expect(await tape.outcome).to.equal(name ? 'blocked' : 'stuck');
      expect(contexts.flatMap(({ nodes }) => nodes)).to.deep.equal([]);
      expect([tape.append(piece(1)), elements.map(({ src }) => src), open.size], 'nothing stays').to.deep.equal([false, [''], 0]);
    });
});

describe('a file', () => {
  it('has its speed, with the pitch kept, and its volume; both are followed while it plays', async () => {
    const voice = new Output().file('https://sounds.example/a.mp3', 0, 1.5, 0.4);
    const [element] = elements;
    const now = () => [element!.src, element!.preservesPitch, element!.playbackRate, element!.defaultPlaybackRate, element!.volume];
    expect(now()).to.deep.equal(['https://sounds.example/a.mp3', true, 1.5, 1.5, 0.4]);
    expect(voice.set(0.75, 1)).to.equal(true);
    expect(now()).to.deep.equal(['https://sounds.example/a.mp3', true, 0.75, 0.75, 1]);
    voice.stop();
    voice.set(2, 0.1);
    expect(now().slice(2), 'the next one has the element').to.deep.equal([0.75, 0.75, 1]);
  });

  it('goes to its place once the browser knows of one', async () => {
    const output = new Output();
    output.file('https://sounds.example/a.mp3', 7, 1, 1);
    const [element] = elements;
    expect(element!.currentTime).to.equal(0);
    element!.tell('loadedmetadata', { readyState: 1 });
    expect(element!.currentTime).to.equal(7);
  });

  it('says where it is while it plays, and where it was when it was stopped', () => {
    const voice = new Output().file('https://sounds.example/a.mp3', 3, 1, 1);
    const [element] = elements;
    expect(voice.position, 'nothing is known of it yet').to.equal(3);
    Object.assign(element!, { readyState: 4, currentTime: 5 });
    expect(voice.position).to.equal(5);
    voice.stop();
    Object.assign(element!, { currentTime: 0 });
    expect(voice.position).to.equal(5);
    expect([element!.paused, element!.src]).to.deep.equal([true, '']);
  });

  it('ends with its own end alone: events of what the element had before may still come', async () => {
    const output = new Output();
    const voice = output.file(tone(), 0, 1, 1);
    const [element] = elements;
    expect([...open]).to.deep.equal([element!.src]);
    let begun = false;
    void voice.started.then(() => (begun = true));
    element!.tell('ended');
    element!.tell('error');
    expect(await outcomeOf(voice)).to.equal(undefined);
    expect(begun).to.equal(false);
    element!.tell('playing');
    await settled();
    expect(begun).to.equal(true);
    element!.tell('ended', { ended: true });
    expect(await outcomeOf(voice)).to.equal('ended');
    expect([...open], 'its address is let go of').to.deep.equal([]);
  });

  it('is bad where it is none, and not where there is no loudspeaker', async () => {
    const output = new Output();
    const voice = output.file('https://sounds.example/a.mp3', 0, 1, 1);
    elements[0]!.tell('error', { error: { message: 'OnMediaSinkAudioError' } });
    expect(await outcomeOf(voice)).to.equal(undefined);
    elements[0]!.tell('error', { error: { message: 'DEMUXER_ERROR_COULD_NOT_OPEN' } });
    expect(await outcomeOf(voice)).to.equal('bad');
  });

  for (const [name, how] of [['NotAllowedError', 'blocked'], ['NotSupportedError', 'bad'], ['AbortError', undefined]] as const)
    it(`is ${how ?? 'not judged'} where the browser says ${name}`, async () => {
      refused = name;
      expect(await outcomeOf(new Output().file('https://sounds.example/a.mp3', 0, 1, 1))).to.equal(how);
    });
});

describe('what is here, while the browser finds out what it holds', () => {
  const LOADING = 2;

  for (const [event, state] of [['loadedmetadata', { readyState: 1 }], ['error', { error: { message: 'no' } }]] as const)
    it(`is not taken from it before it tells (${event}): with GStreamer the page would stand still`, () => {
      const output = new Output();
      const first = output.file(tone(), 0, 1, 1);
      elements[0]!.networkState = LOADING;
      first.stop();
      expect([elements[0]!.paused, elements[0]!.src, open.size], 'silent, and its address is let go of').to.deep.equal([true, 'blob:1', 0]);
      output.file(tone(), 0, 1, 1);
      expect(elements.map(({ src }) => src), 'the next one does not wait').to.deep.equal(['blob:1', 'blob:2']);
      elements[0]!.tell(event, state);
      expect(elements.map(({ src }) => src)).to.deep.equal(['', 'blob:2']);
    });

  it('is not taken from it where nobody asks how long it is any more, or the last player goes', async () => {
    const ends = new AbortController();
    const output = new Output();
    const said = output.measure('data:audio/wav;base64,', ends.signal);
    elements[0]!.networkState = LOADING;
    ends.abort();
    expect(await said).to.equal(undefined);
    output.hold();
    output.file(tone(), 0, 1, 1);
    elements[1]!.networkState = LOADING;
    output.release();
    expect(elements.map(({ src }) => src)).to.deep.equal(['data:audio/wav;base64,', 'blob:1']);
    for (const element of elements) element.tell('loadedmetadata', { readyState: 1 });
    expect(elements.map(({ src }) => src)).to.deep.equal(['', '']);
  });

  it('is taken from it at once where it comes from a server, which may never tell, or where all is known', () => {
    const output = new Output();
    for (const [source, state] of [['https://sounds.example/a.mp3', { networkState: LOADING }], [tone(), { networkState: LOADING, readyState: 1 }], [tone(), { networkState: 1 }]] as const) {
      const voice = output.file(source, 0, 1, 1);
      Object.assign(elements[0]!, state);
      voice.stop();
      expect([elements.length, elements[0]!.src]).to.deep.equal([1, '']);
    }
  });
});

describe('an address from which nothing comes', () => {
  const lengthOf = (output: Output) => {
    const told: (number | null | undefined)[] = [];
    void output.measure('https://sounds.example/a.mp3').then((length) => told.push(length));
    return told;
  };

  it('is no sound in the end, and its server is let go of', async () => {
    const clock = new ManualClock();
    const told = lengthOf(new Output(clock));
    await clock.advance(19_999);
    expect(told).to.deep.equal([]);
    await clock.advance(1);
    expect([told, elements[0]!.src, clock.pending]).to.deep.equal([[null], '', 0]);
  });

  it('has all the time it wants while something comes', async () => {
    const clock = new ManualClock();
    const told = lengthOf(new Output(clock));
    for (let i = 0; i < 20; i++) {
      await clock.advance(9_000);
      elements[0]!.tell('progress');
    }
    expect(told).to.deep.equal([]);
    elements[0]!.tell('loadedmetadata', { duration: 4 });
    await settled();
    expect([told, clock.pending]).to.deep.equal([[4], 0]);
  });

  it('is given up while it plays as well, and not while there is enough to play or somebody else holds it', async () => {
    const clock = new ManualClock();
    const voice = new Output(clock).file('https://sounds.example/a.mp3', 0, 1, 1);
    const [element] = elements;
    await settled();
    element!.readyState = 4;
    await clock.advance(60_000);
    element!.readyState = 2;
    element!.paused = true;
    await clock.advance(60_000);
    expect(await outcomeOf(voice)).to.equal(undefined);
    element!.paused = false;
    await clock.advance(20_000);
    expect(await outcomeOf(voice)).to.equal('bad');
    expect(clock.pending).to.equal(0);
  });

  it('is not waited for where it was stopped, or is here', async () => {
    const clock = new ManualClock();
    const output = new Output(clock);
    output.file('https://sounds.example/a.mp3', 0, 1, 1).stop();
    output.file(tone(), 0, 1, 1);
    expect(clock.pending).to.equal(0);
  });
});

describe('the loudspeaker', () => {
  it('plays where there is no Web Audio at all, as in the Lockdown Mode of Safari', async () => {
    Object.assign(globalThis, { AudioContext: undefined });
    const output = new Output();
    output.unlock();
    await settled();
    const { started } = output.file('https://sounds.example/a.mp3', 0, 1, 1);
    elements[0]!.tell('playing');
    await started;
  });

  it('is unlocked by silence and by its context, and what plays already is left alone', async () => {
    const output = new Output();
    output.unlock();
    expect(elements[0]!.addresses).to.deep.equal(['blob:1']);
    expect(contexts[0]!.resumed).to.equal(1);
    await settled();
    expect([elements[0]!.src, open.size], 'nothing stays').to.deep.equal(['', 0]);
    output.file('https://sounds.example/a.mp3', 0, 1, 1);
    output.unlock();
    await settled();
    expect(elements.map(({ src }) => src)).to.deep.equal(['https://sounds.example/a.mp3']);
  });

  it('what is played within the press that unlocks it stays', async () => {
    const output = new Output();
    output.unlock();
    output.file('https://sounds.example/a.mp3', 0, 1, 1);
    await settled();
    expect(elements[0]!.src).to.equal('https://sounds.example/a.mp3');
  });

  it('is let go of by the last who has it, and made anew for the next', async () => {
    const output = new Output();
    output.hold();
    output.hold();
    output.unlock();
    await settled();
    output.release();
    expect(contexts[0]!.state).to.equal('running');
    output.release();
    expect(contexts[0]!.state).to.equal('closed');
    output.hold();
    output.unlock();
    await settled();
    expect([contexts.length, contexts[1]!.state]).to.deep.equal([2, 'running']);
  });

  for (const [words, event, state, length] of [
    ['how long it is', 'loadedmetadata', { duration: 4 }, 4],
    ['that it does not say', 'loadedmetadata', { duration: Infinity }, undefined],
    ['that it is none', 'error', { error: { message: 'no' } }, null],
  ] as const)
    it(`says of an address ${words}, and keeps nothing of it`, async () => {
      const said = new Output().measure('https://sounds.example/a.mp3');
      expect([elements[0]!.src, elements[0]!.preload]).to.deep.equal(['https://sounds.example/a.mp3', 'metadata']);
      elements[0]!.tell(event, state);
      expect(await said).to.equal(length);
      expect(elements[0]!.src).to.equal('');
    });

  it('lets go of an address that nobody waits for any more', async () => {
    const ends = new AbortController();
    const said = new Output().measure('https://sounds.example/live', ends.signal);
    ends.abort();
    expect(await said).to.equal(undefined);
    expect(elements[0]!.src).to.equal('');
  });
});

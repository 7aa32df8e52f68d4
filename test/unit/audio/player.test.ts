import { expect } from '@open-wc/testing';
import type { Output, Outcome, Tape } from '../../../src/audio/output.js';
import { Player, type PlayerState } from '../../../src/audio/player.js';
import { chunk, mayBeBlocked, tone } from '../../helpers/sound.js';

const until = async (so: () => unknown, words = String(so)): Promise<void> => {
  for (const end = performance.now() + 20_000; !so(); await new Promise((done) => setTimeout(done, 5))) if (performance.now() > end) throw new Error(`never became so: ${words}`);
};

/** A loudspeaker that ends when the test says so. */
class FakeOutput {
  blocked = false;
  /** A context that does not start. */
  stuck = false;
  held = 0;
  unlocked = 0;
  /** What was begun, in order: `tape 0.2` or `file 1.5x`; and what was appended. */
  readonly log: string[] = [];
  /** Ends what sounds now. */
  end: (how?: Outcome) => void = () => {};
  stopped = 0;
  hold() {
    this.held++;
  }
  release() {
    this.held--;
  }
  unlock() {
    this.unlocked++;
    this.blocked = false;
  }
  async decode(file: Blob): Promise<AudioBuffer | undefined> {
    const text = await file.slice(0, 4).text();
    return text === 'RIFF' ? ({ duration: 0.2, length: 9600, sampleRate: 48_000, numberOfChannels: 1, getChannelData: () => new Float32Array(9600).fill(0.5) } as unknown as AudioBuffer) : undefined;
  }
  async measure(url: string, _ends?: AbortSignal): Promise<number | null | undefined> {
    return url.includes('endless') ? undefined : url.startsWith('https:') ? 60 : null;
  }
  #voice(rate: number): Tape {
    let resolve!: (how: Outcome) => void;
    const outcome = new Promise<Outcome>((done) => (resolve = done));
    this.end = (how = 'ended') => resolve(how);
    if (this.blocked) resolve('blocked');
    return {
      outcome,
      started: this.blocked ? new Promise(() => {}) : Promise.resolve(),
      position: 0.05,
      append: (buffer) => (this.log.push(`append ${buffer.duration}`), true),
      stop: () => void this.stopped++,
      set: (to) => to === rate,
    };
  }
  tape(buffer: AudioBuffer, offset: number) {
    this.log.push(`tape ${buffer.duration - offset}`);
    const voice = this.#voice(1);
    return this.stuck ? { ...voice, outcome: Promise.resolve('stuck' as const), started: new Promise<void>(() => {}), append: () => false } : voice;
  }
  file(source: string | Blob | readonly AudioBuffer[], offset: number, rate: number) {
    this.log.push(`file ${Array.isArray(source) ? `of ${source.length}` : typeof source === 'string' ? source : 'blob'} from ${offset} at ${rate}`);
    return this.#voice(rate);
  }
}

let players: Player[] = [];
function make(output = new FakeOutput()) {
  const states: PlayerState[] = [];
  const errors: string[] = [];
  const player: Player = new Player(
    {
      changed: () => {
        if (states.at(-1) !== player?.state) states.push(player.state);
      },
      failed: ({ code }) => errors.push(code),
    },
    output as unknown as Output,
  );
  player.connect();
  players.push(player);
  return { player, output, states, errors };
}
afterEach(() => {
  for (const player of players) player.disconnect();
  players = [];
});
const bad = { data: btoa('this is no sound'), format: 'mp3' };

describe('the player', () => {
  it('plays pieces of a reply over one tape, as they come', async () => {
    const { player, output } = make();
    player.add(await chunk(), { group: 'a' });
    player.play();
    await until(() => player.state === 'playing');
    player.add(await chunk(), { group: 'a' });
    await until(() => output.log.length === 2);
    expect(output.log).to.deep.equal(['tape 0.2', 'append 0.2']);
    expect(player.duration).to.be.closeTo(0.4, 1e-6);
    output.end();
    await until(() => player.state === 'ended');
    expect(player.position).to.be.closeTo(0.4, 1e-6);
  });

  it('plays what is here of a reply through an element where the context does not start', async () => {
    const { player, output, states } = make();
    output.stuck = true;
    for (let i = 0; i < 2; i++) player.add(await chunk(), { group: 'a' });
    await until(() => player.duration! > 0.3);
    player.play();
    await until(() => player.state === 'playing');
    expect(output.log).to.deep.equal(['tape 0.2', 'file of 2 from 0 at 1']);
    output.end();
    await until(() => player.state === 'ended');
    expect(player.position).to.be.closeTo(0.4, 1e-6);
    expect(states).not.to.include('blocked');
  });

  it('begins anew from its very end, wherever that was reached from', async () => {
    const { player, output } = make();
    player.add(await chunk());
    await until(() => player.duration);
    player.seek(99);
    player.play();
    await until(() => player.state === 'playing');
    expect(output.log).to.deep.equal(['tape 0.2']);
  });

  it('says that a recording without its beginning cannot be played', async () => {
    const { player, states, errors } = make();
    for (const data of ['second', 'third']) player.add({ data: btoa(data), format: 'webm' }, { group: 'a' });
    player.play();
    await until(() => player.state === 'bad');
    expect(states).not.to.include('playing');
    expect(errors[0]).to.equal('bad-audio');
  });

  it('goes on by itself when more of the same reply comes late', async () => {
    const { player, output } = make();
    player.add(await chunk(), { group: 'a' });
    player.play();
    await until(() => player.state === 'playing');
    output.end();
    await until(() => player.state === 'ended');
    player.add(await chunk(), { group: 'a' });
    await until(() => player.state === 'playing');
    expect(output.log).to.deep.equal(['tape 0.2', 'tape 0.2']);
  });

  it('joins the pieces for another speed, so that the pitch can be kept', async () => {
    const { player, output } = make();
    for (let i = 0; i < 3; i++) player.add(await chunk(), { group: 'a' });
    await until(() => player.duration! > 0.5);
    player.rate = 1.5;
    player.play();
    await until(() => player.state === 'playing');
    expect(output.log).to.deep.equal(['file of 3 from 0 at 1.5']);
  });

  it('changes speed while it plays, at the place where it is', async () => {
    const { player, output } = make();
    player.add(await chunk(), { group: 'a' });
    player.play();
    await until(() => player.state === 'playing');
    player.rate = 2;
    await until(() => output.log.length === 2);
    expect(output.log[1]).to.equal('file of 1 from 0.05 at 2');
    expect(output.stopped).to.equal(1);
  });

  it('skips what is no sound, tells of it, and goes on', async () => {
    const { player, output, errors } = make();
    player.add(bad, { group: 'a' });
    player.add(await chunk(), { group: 'a' });
    player.add({ data: '%', format: 'wav' }, { group: 'b' });
    player.add(await chunk(), { group: 'c' });
    player.play();
    await until(() => player.state === 'playing');
    output.end();
    await until(() => output.log.length === 2 && player.state === 'playing');
    expect(player.queue.head?.key).to.equal('c');
    expect(errors).to.deep.equal(['bad-audio', 'bad-audio']);
  });

  it('says so where there was nothing to hear', async () => {
    const { player, errors } = make();
    player.add(bad);
    player.play();
    await until(() => player.state === 'bad');
    player.play();
    await until(() => player.state === 'bad');
    expect(errors).to.deep.equal(['bad-audio']);
    player.add(await chunk());
    player.play();
    await until(() => player.state === 'playing');
  });

  it('skips what only proves broken when it is played', async () => {
    const { player, output, errors } = make();
    player.add('https://x/broken.mp3', { group: 'a' });
    player.add('https://x/good.mp3', { group: 'b' });
    player.play();
    await until(() => player.state === 'playing');
    output.end('bad');
    await until(() => output.log.length === 2);
    expect(output.log[1]).to.contain('good');
    expect(errors).to.deep.equal(['bad-audio']);
  });

  it('waits for one press where the browser wants one, and for no other', async () => {
    const { player, output } = make();
    output.blocked = true;
    player.autoplay = true;
    player.add(await chunk(), { group: 'a' });
    await until(() => player.state === 'blocked');
    player.add(await chunk(), { group: 'b' });
    expect(player.state).to.equal('blocked');
    player.play();
    await until(() => player.state === 'playing');
    expect(output.unlocked).to.equal(1);
    output.end();
    await until(() => player.queue.head?.key === 'b' && player.state === 'playing');
    expect(output.unlocked).to.equal(1);
  });

  it('is alone on the page: whoever is pressed plays, the others stop', async () => {
    const a = make(), b = make();
    for (const { player } of [a, b]) player.add(await chunk());
    a.player.play();
    await until(() => a.player.state === 'playing');
    b.player.play();
    expect(a.player.state).to.equal('paused');
    await until(() => b.player.state === 'playing');
    b.output.end();
    await until(() => b.player.state === 'ended');
    expect(a.player.state).to.equal('paused');
  });

  it('does not break into what somebody listens to, and follows it', async () => {
    const person = make(), line = make();
    person.player.add(await chunk());
    person.player.play();
    await until(() => person.player.state === 'playing');
    line.player.autoplay = true;
    line.player.add(await chunk());
    await until(() => line.player.duration);
    expect([person.player.state, line.player.state]).to.deep.equal(['playing', 'paused']);
    person.output.end();
    await until(() => line.player.state === 'playing');
  });

  it('begins with what is there when it may begin by itself', async () => {
    const { player } = make();
    player.add(await chunk());
    player.autoplay = true;
    await until(() => player.state === 'playing');
  });

  it('stays silent once a person has stopped it', async () => {
    const { player } = make();
    player.autoplay = true;
    player.add(await chunk(), { group: 'a' });
    await until(() => player.state === 'playing');
    player.pause();
    player.add(await chunk(), { group: 'b' });
    await until(() => player.queue.waiting.length === 1);
    expect(player.state).to.equal('paused');
  });

  it('goes to a place, in silence and while it plays', async () => {
    const { player, output } = make();
    for (let i = 0; i < 3; i++) player.add(await chunk(), { group: 'a' });
    await until(() => player.duration! > 0.5);
    player.seek(0.5);
    expect(player.position).to.equal(0.5);
    player.play();
    await until(() => player.state === 'playing');
    expect(output.log[0]).to.match(/^tape 0\.1/);
    player.seek(99);
    await until(() => player.state === 'ended');
    player.play();
    await until(() => player.state === 'playing');
    expect(output.log.at(-3)).to.equal('tape 0.2');
  });

  it('learns the length of what does not say it by playing it', async () => {
    const { player, output } = make();
    player.add('https://x/endless.webm');
    player.play();
    await until(() => player.state === 'playing');
    expect(player.duration).to.equal(undefined);
    output.end();
    await until(() => player.state === 'ended');
    expect(player.duration).to.be.closeTo(0.05, 1e-6);
  });

  it('looks at a lazy sound only when it is played', async () => {
    const { player, output } = make();
    let measured = 0;
    output.measure = async () => (measured++, 3);
    player.load('https://x/a.mp3', { lazy: true, duration: 7 });
    expect([player.duration, measured]).to.deep.equal([7, 0]);
    player.play();
    await until(() => player.state === 'playing');
    expect([player.duration, measured]).to.deep.equal([3, 1]);
  });

  it('asks a server again for what it did not give, once somebody wants it', async () => {
    const { player, output, states, errors } = make();
    let asked = 0;
    output.measure = async (url) => (url.startsWith('blob:') || ++asked < 3 ? null : 60);
    player.add('https://sounds.example/a.mp3');
    await until(() => player.state === 'bad');
    player.play();
    await until(() => asked === 2 && player.state === 'bad');
    player.play();
    await until(() => player.state === 'playing', states.join());
    expect([asked, player.duration, output.log.at(-1), errors.length]).to.deep.equal([3, 60, 'file https://sounds.example/a.mp3 from 0 at 1', 2]);
    // What broke off is there again as well.
    output.end('bad');
    await until(() => player.state === 'bad');
    player.play();
    await until(() => player.state === 'playing', states.join());
    // What a page handed over stays what it is.
    player.load(new Blob(['no sound']));
    await until(() => player.state === 'bad');
    asked = 0;
    player.play();
    await until(() => player.state === 'bad');
    expect(asked).to.equal(0);
  });

  it('lets go of a server that does not answer once it is off the page, and asks anew when it is back', async () => {
    const { player, output } = make();
    const asked: AbortSignal[] = [];
    output.measure = async (_url: string, ends?: AbortSignal) => {
      asked.push(ends!);
      return asked.length > 1 ? 60 : new Promise<undefined>((done) => ends!.addEventListener('abort', () => done(undefined)));
    };
    player.add('https://sounds.example/slow.mp3');
    await until(() => asked.length === 1);
    player.disconnect();
    expect(asked[0]!.aborted).to.equal(true);
    await new Promise((done) => setTimeout(done));
    player.connect();
    await until(() => player.duration === 60);
    expect(asked.length).to.equal(2);
  });

  it('draws no shape of what does not say how much it is: it may never end', async () => {
    const { fetch } = window;
    let cancelled = 0;
    const answer = (length?: string) => new Response(new ReadableStream({ pull: (to) => (length ? (to.enqueue(new TextEncoder().encode('RIFF')), to.close()) : undefined), cancel: () => void cancelled++ }), { headers: length ? { 'content-length': length } : {} });
    const { player, output } = make();
    output.measure = async () => 60;
    const hear = async (name: string, response: Response) => {
      let asked: AbortSignal | null | undefined;
      window.fetch = (async (_: unknown, init?: RequestInit) => ((asked = init?.signal), response)) as typeof fetch;
      player.load(new URL(name, location.href).href);
      player.play();
      await until(() => asked !== undefined && player.state === 'playing');
      return asked!;
    };
    try {
      const asked = await hear('/radio', answer());
      await until(() => cancelled === 1, 'it is let go of');
      expect(player.peaks(4)).to.equal(undefined);
      await hear('/file.wav', answer('4'));
      await until(() => player.peaks(4)?.length === 4);
      expect(asked.aborted).to.equal(false);
      player.disconnect();
      expect(asked.aborted, 'nor goes on off the page').to.equal(true);
    } finally {
      window.fetch = fetch;
    }
  });

  it('goes on to the next, and forgets all', async () => {
    const { player } = make();
    for (const group of ['a', 'b']) player.add(await chunk(), { group });
    player.play();
    await until(() => player.state === 'playing');
    player.next();
    await until(() => player.queue.head?.key === 'b' && player.state === 'playing');
    player.clear();
    expect([player.state, player.position, player.duration, player.queue.head]).to.deep.equal(['empty', 0, undefined, undefined]);
  });

  it('tells of the next one also where it does not play', async () => {
    let told: string | undefined;
    const player: Player = new Player({ changed: () => (told = player?.queue.head?.key), failed: () => {} }, new FakeOutput() as unknown as Output);
    player.connect();
    players.push(player);
    for (const group of ['a', 'b']) player.add(await chunk(), { group });
    expect(told).to.equal('a');
    player.next();
    expect(told).to.equal('b');
  });

  it('has as many peaks as are asked for, also when it was another number before', async () => {
    const { player } = make();
    player.add(await chunk());
    await until(() => player.peaks(60));
    expect([60, 30, 60].map((n) => player.peaks(n)!.length)).to.deep.equal([60, 30, 60]);
  });

  it('lets go of everything, and can come back', async () => {
    const { player, output } = make();
    player.add(await chunk());
    player.play();
    await until(() => player.state === 'playing');
    player.disconnect();
    expect([player.state, output.held, output.stopped]).to.deep.equal(['paused', 0, 1]);
    player.play();
    expect(player.state).to.equal('paused');
    player.connect();
    player.play();
    await until(() => player.state === 'playing');
  });

  it('gives the reply as one file', async () => {
    const { player } = make();
    const whole = tone();
    player.load(whole);
    await until(() => player.duration);
    expect(player.file()).to.deep.equal({ blob: whole, name: 'audio.wav' });
    player.clear();
    for (let i = 0; i < 2; i++) player.add(await chunk(), { group: 'a' });
    await until(() => player.duration! > 0.3);
    expect(player.file()!.blob!.size).to.equal(44 + 2 * 9600 * 2);
  });
});

/** How long an element of the page takes to play a sound, in milliseconds. */
async function plainly(seconds: number): Promise<number> {
  const element = new Audio(URL.createObjectURL(tone(seconds)));
  element.volume = 0.01;
  const began = performance.now();
  try {
    await element.play();
    await until(() => element.ended);
    return performance.now() - began;
  } finally {
    URL.revokeObjectURL(element.src);
  }
}

describe('the real loudspeaker', () => {
  it('plays three pieces without a gap, and as long as they are', async () => {
    const states: string[] = [];
    const player: Player = new Player({ changed: () => states.at(-1) !== player.state && states.push(player.state), failed: (error) => states.push(error.code) });
    players.push(player);
    player.connect();
    for (let i = 0; i < 3; i++) player.add(await chunk(0.25), { group: 'a' });
    await until(() => player.duration! > 0.7);
    player.volume = 0.01;
    const began = performance.now();
    player.play();
    await until(() => player.state === 'ended' || player.state === 'blocked');
    if (player.state === 'blocked') {
      expect(mayBeBlocked).to.equal(true);
      return;
    }
    expect(states.slice(states.indexOf('loading'))).to.deep.equal(['loading', 'playing', 'ended']);
    const took = performance.now() - began;
    // A Firefox without a loudspeaker does not wait for what nobody hears: a plain sound of 0.75 s is over after 60 ms there.
    const pace = / Firefox\//.test(navigator.userAgent) ? Math.min(1, (await plainly(0.75)) / 750) : 1;
    expect(took).to.be.greaterThan(650 * pace);
    expect(player.position).to.be.closeTo(0.75, 0.02);
  });

  it('plays at another speed through an element, and lets go of its addresses', async () => {
    const { createObjectURL, revokeObjectURL } = URL;
    const open = new Set<string>();
    URL.createObjectURL = (blob: Blob) => {
      const url = createObjectURL.call(URL, blob);
      open.add(url);
      return url;
    };
    URL.revokeObjectURL = (url) => {
      open.delete(url);
      revokeObjectURL.call(URL, url);
    };
    try {
      const states: string[] = [];
      const player: Player = new Player({ changed: () => states.push(player.state), failed: (error) => states.push(error.code) });
      player.connect();
      player.rate = 2;
      player.volume = 0.01;
      for (let i = 0; i < 2; i++) player.add(await chunk(0.3), { group: 'a' });
      await until(() => player.duration! > 0.5);
      player.play();
      await until(() => player.state === 'ended' || player.state === 'blocked');
      if (player.state === 'ended') expect(states).to.include('playing');
      else expect(mayBeBlocked).to.equal(true);
      player.add({ data: btoa('garbage garbage'), format: 'mp3' });
      await until(() => states.includes('bad-audio'));
      player.disconnect();
      await until(() => open.size === 0);
    } finally {
      Object.assign(URL, { createObjectURL, revokeObjectURL });
    }
  });
});

import { expect } from '@open-wc/testing';
import { blobOf } from '../../../src/audio/bytes.js';
import { beginsAnew, bodyless } from '../../../src/audio/cut.js';
import { output } from '../../../src/audio/output.js';
import { Player } from '../../../src/audio/player.js';
import { wavOf } from '../../../src/audio/wave.js';
import { base64, chunk, mayBeBlocked } from '../../helpers/sound.js';
/** A tone of 1.3 s as a browser's recorder gave it out, every 0.2 s: WebM with Opus, of which only the first piece has a head. */
import pieces from '../../fixtures/audio/webm-pieces.json' with { type: 'json' };

const webm = (data: string) => ({ data, format: 'webm' as const });
const recording = (): Blob => new Blob(pieces.map((data) => blobOf(webm(data))!), { type: 'audio/webm' });
/** What was there when it never became so. */
let label = () => '';
const until = async (so: () => unknown): Promise<void> => {
  for (const end = performance.now() + 20_000; !so(); await new Promise((done) => setTimeout(done, 5))) if (performance.now() > end) throw new Error(`never became so: ${String(so)} ${label()}`);
};
/** The recording in pieces of so many bytes. */
async function cut(size: number): Promise<string[]> {
  const whole = recording();
  return Promise.all(Array.from({ length: Math.ceil(whole.size / size) }, (_, i) => base64(whole.slice(i * size, (i + 1) * size))));
}

describe('a recording that was cut', () => {
  let player: Player;
  let errors: string[];
  let whole: AudioBuffer;
  before(async () => (whole = (await output().decode(recording()))!));
  beforeEach(() => {
    errors = [];
    label = () => JSON.stringify([player.duration, whole.duration, player.state, player.queue.head?.clips.length, errors]);
    player = new Player({ changed: () => {}, failed: ({ code }) => errors.push(code) });
    player.connect();
  });
  afterEach(() => player.disconnect());
  const bytes = async (blob: Blob | undefined) => [...new Uint8Array(await blob!.arrayBuffer())];
  /** Every sample, in its place: nothing is lost or doubled at a seam. */
  const holds = async (count: number) => {
    await until(() => Math.abs((player.duration ?? 0) - whole.duration) < 1e-6 || errors.length);
    expect(errors).to.deep.equal([]);
    expect(player.queue.head!.clips).to.have.length(count);
    expect(player.queue.waiting).to.have.length(0);
    expect(await bytes(player.file()!.blob)).to.deep.equal(await bytes(wavOf([whole])));
  };

  it('is one recording, without a gap, as the recorder cut it', async () => {
    for (const data of pieces) player.add(webm(data), { group: 'a' });
    await holds(pieces.length);
  });

  for (const size of [997, 400, 150, 61])
    it(`is one recording when it was cut every ${size} bytes, through its head and its blocks`, async () => {
      const list = await cut(size);
      for (const data of list) player.add(webm(data), { group: 'a' });
      await holds(list.length);
    });

  it('goes on with what came last where nobody says to what a piece belongs; another beginning is another recording', async () => {
    for (const data of pieces) player.add(webm(data));
    await holds(pieces.length);
    player.add(webm(pieces[0]!));
    player.add(webm(pieces[1]!));
    player.add(await chunk());
    expect(player.queue.waiting.map(({ clips }) => clips.length)).to.deep.equal([2, 1]);
  });

  it('goes on with files of a recorder as well', async () => {
    for (const data of pieces) player.add(blobOf(webm(data))!, { group: 'a' });
    await holds(pieces.length);
  });

  it('costs itself alone where its beginning never came, or a piece of it is no sound', async () => {
    player.add(webm(pieces[1]!), { group: 'a' });
    await until(() => errors.length === 1);
    expect(player.state).to.equal('bad');
    player.clear();
    player.add(await chunk(), { group: 'b' });
    await until(() => player.duration);
    expect(errors).to.deep.equal(['bad-audio']);
  });

  it('plays to its end, in whatever pieces', async () => {
    for (const data of await cut(700)) player.add(webm(data), { group: 'a' });
    await until(() => Math.abs((player.duration ?? 0) - whole.duration) < 1e-6);
    player.volume = 0.01;
    player.play();
    await until(() => player.state === 'ended' || player.state === 'blocked');
    if (player.state === 'ended') expect(player.position).to.be.closeTo(whole.duration, 0.02);
    else expect(mayBeBlocked).to.equal(true);
  });
});

describe('what a piece begins with', () => {
  it('is told from its first bytes, however it is written', async () => {
    const [first, second] = pieces as [string, string];
    for (const data of [first, `data:audio/webm;base64,${first}`, `${first.slice(0, 3)}\r\n${first.slice(3)}`]) expect(beginsAnew(webm(data)), data.slice(0, 30)).to.equal(true);
    expect(beginsAnew(webm(second))).to.equal(false);
    expect(await beginsAnew(blobOf(webm(first))!)).to.equal(true);
    expect(await beginsAnew(blobOf(webm(second))!)).to.equal(false);
    expect(beginsAnew(webm('!!!!')), 'for the reader to say').to.equal(true);
    expect(await bodyless(recording())).to.equal(false);
    expect(await bodyless(recording().slice(0, 100))).to.equal(true);
    expect(await bodyless(new Blob(['nothing like it']))).to.equal(false);
    // Chromium's recorder begins with a list of what is in the file, which names the stretches of sound before there is one.
    const listed = Uint8Array.from([0x1a, 0x45, 0xdf, 0xa3, 0x80, 0x18, 0x53, 0x80, 0x67, 0x01, 0, 0, 0, 0, 0, 0, 0, 0x11, 0x4d, 0x9b, 0x74, 0x87, 0x53, 0xab, 0x84, 0x1f, 0x43, 0xb6, 0x75, 0x1f, 0x43, 0xb6, 0x75, 0x01, 0, 0, 0, 0, 0, 0, 0, 0xe7, 0x81, 0, 0xa3, 0x82, 0x81, 0]);
    expect(await bodyless(new Blob([listed]))).to.equal(false);
    expect(await bodyless(new Blob([listed.slice(0, -1)]))).to.equal(true);
  });
});

import { expect } from '@open-wc/testing';
import { blobOf, endingOf, mimeOf } from '../../../src/audio/bytes.js';
import { Queue } from '../../../src/audio/queue.js';
import { peaksOf, wavOf, type Pcm } from '../../../src/audio/wave.js';

const pcm = (samples: number[], sampleRate = 1000, numberOfChannels = 1): Pcm => ({ sampleRate, length: samples.length, numberOfChannels, getChannelData: () => Float32Array.from(samples) });

describe('the line of sounds', () => {
  const names = (queue: Queue) => [queue.head, ...queue.waiting].map((reel) => reel?.clips.map(({ source }) => source).join('+'));

  it('keeps replies in the order of their first piece, and their pieces together', () => {
    const queue = new Queue();
    queue.add({ source: 'a1' }, { group: 'a' });
    queue.add({ source: 'b1' }, { group: 'b' });
    queue.add({ source: 'a2' }, { group: 'a' });
    queue.add({ source: 'x' });
    queue.add({ source: 'b2' }, { group: 'b' });
    expect(names(queue)).to.deep.equal([undefined, 'a1+a2', 'b1+b2', 'x']);
    queue.next();
    queue.add({ source: 'a3' }, { group: 'a' });
    expect(names(queue)).to.deep.equal(['a1+a2+a3', 'b1+b2', 'x']);
  });

  it('puts a piece at the end that comes when its reply has gone by', () => {
    const queue = new Queue();
    for (const source of ['a', 'b', 'c']) queue.add({ source }, { group: source });
    queue.next();
    queue.next();
    queue.add({ source: 'late' }, { group: 'a' });
    expect(names(queue)).to.deep.equal(['b', 'c', 'late']);
  });

  it('keeps what has ended at the head, and forgets on demand', () => {
    const queue = new Queue();
    queue.add({ source: 'a' });
    expect(queue.next()?.clips[0]?.source).to.equal('a');
    expect(queue.next()).to.equal(undefined);
    expect(queue.head?.clips[0]?.source).to.equal('a');
    queue.clear();
    expect(names(queue)).to.deep.equal([undefined]);
  });

  it('makes each sound without a group one of its own', () => {
    const queue = new Queue();
    queue.add({ source: 'a' });
    queue.add({ source: 'b' });
    expect(names(queue)).to.deep.equal([undefined, 'a', 'b']);
  });

  it('does not grow without end', () => {
    const queue = new Queue();
    for (let i = 0; i < 500; i++) queue.add({ source: String(i) });
    expect(queue.waiting.length).to.equal(200);
    expect(queue.waiting.at(-1)?.clips[0]?.source).to.equal('499');
  });
});

describe('sound in base64', () => {
  it('reads the ways in which it is written', async () => {
    for (const data of ['+/8A', '-_8A', 'data:audio/wav;base64,+/8A', '+/\n8A']) {
      const blob = blobOf({ data, format: 'wav' })!;
      expect([...new Uint8Array(await blob.arrayBuffer())], data).to.deep.equal([0xfb, 0xff, 0]);
      expect(blob.type).to.equal('audio/wav');
    }
  });

  it('gives nothing for what is none', () => {
    for (const data of ['', '%%%', 'data:audio/wav;base64,']) expect(blobOf({ data, format: 'mp3' }), data).to.equal(undefined);
    for (const wrong of [null, undefined, 5, {}, { data: 5, format: 'mp3' }, { data: btoa('sound') }]) expect(blobOf(wrong as never), JSON.stringify(wrong)).to.equal(undefined);
  });

  it('knows media types both ways', () => {
    expect([mimeOf('mp3'), mimeOf('WEBM'), mimeOf('audio/opus'), mimeOf('exe')]).to.deep.equal(['audio/mpeg', 'audio/webm', 'audio/opus', 'application/octet-stream']);
    expect([endingOf('audio/webm;codecs=opus'), endingOf('text/plain')]).to.deep.equal(['webm', 'bin']);
  });
});

describe('the shape of a sound', () => {
  it('is the loudest of each slice over all pieces, the loudest of all being 1', () => {
    const quiet = pcm(Array.from({ length: 1000 }, () => 0.1));
    const loud = pcm(Array.from({ length: 1000 }, () => -0.5));
    const peaks = peaksOf([quiet, loud], 4);
    expect(peaks.map((peak) => Math.round(peak * 10) / 10)).to.deep.equal([0.2, 0.2, 1, 1]);
  });

  it('is flat for silence and for nothing', () => {
    expect(peaksOf([pcm([0, 0, 0])], 2)).to.deep.equal([0, 0]);
    expect(peaksOf([], 2)).to.deep.equal([0, 0]);
  });

  it('joins pieces into one file without a gap', async () => {
    const view = new DataView(await wavOf([pcm([0, 1]), pcm([-1, 2], 1000, 2)]).arrayBuffer());
    expect(view.byteLength).to.equal(44 + 4 * 2 * 2);
    expect([view.getUint16(22, true), view.getUint32(24, true)]).to.deep.equal([2, 1000]);
    expect(Array.from({ length: 8 }, (_, i) => view.getInt16(44 + i * 2, true))).to.deep.equal([0, 0, 32767, 32767, -32767, -32767, 32767, 32767]);
  });
});

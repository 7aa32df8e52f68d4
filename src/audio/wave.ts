/** Sound as numbers: what AudioBuffer gives, without the browser. */
export interface Pcm {
  readonly sampleRate: number;
  readonly length: number;
  readonly numberOfChannels: number;
  getChannelData(channel: number): Float32Array;
}

/** The loudest of each of `n` slices over all pieces, 0 to 1, scaled so that the loudest slice is 1: quiet voices have a shape as well. */
export function peaksOf(pieces: readonly Pcm[], n: number): readonly number[] {
  let seconds = 0;
  for (const piece of pieces) seconds += piece.length / piece.sampleRate;
  const peaks = [...Array(n).keys()].fill(0);
  if (seconds === 0) return peaks;
  let start = 0;
  for (const piece of pieces) {
    const samples = piece.getChannelData(0);
    const scale = n / seconds / piece.sampleRate;
    // Some hundred samples of a slice tell as much as all of them.
    const step = Math.max(1, Math.floor(1 / scale / 400));
    for (let i = 0; i < samples.length; i += step) {
      const slice = Math.min(n - 1, Math.floor(start + i * scale));
      const level = Math.abs(samples[i]!);
      if (level > peaks[slice]!) peaks[slice] = level;
    }
    start += samples.length * scale;
  }
  const most = Math.max(...peaks);
  return most > 0 ? peaks.map((peak) => peak / most) : peaks;
}

/** One WAV file (16 bit) of all pieces, without a gap between them. All must have the same sample rate, as those of one AudioContext do. */
export function wavOf(pieces: readonly Pcm[]): Blob {
  const channels = Math.max(1, ...pieces.map((piece) => piece.numberOfChannels));
  const rate = pieces[0]?.sampleRate ?? 48_000;
  let length = 0;
  for (const piece of pieces) length += piece.length;
  const bytes = length * channels * 2;
  const view = new DataView(new ArrayBuffer(44 + bytes));
  const text = (at: number, word: string) => [...word].forEach((char, i) => view.setUint8(at + i, char.charCodeAt(0)));
  text(0, 'RIFF');
  view.setUint32(4, 36 + bytes, true);
  text(8, 'WAVEfmt ');
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, channels, true);
  view.setUint32(24, rate, true);
  view.setUint32(28, rate * channels * 2, true);
  view.setUint16(32, channels * 2, true);
  view.setUint16(34, 16, true);
  text(36, 'data');
  view.setUint32(40, bytes, true);
  let at = 44;
  for (const piece of pieces) {
    // A piece with fewer channels is heard on all.
    const data = [...Array(channels).keys()].map((c) => piece.getChannelData(Math.min(c, piece.numberOfChannels - 1)));
    for (let i = 0; i < piece.length; i++) {
      for (const channel of data) {
        view.setInt16(at, Math.max(-1, Math.min(1, channel[i]!)) * 0x7fff, true);
        at += 2;
      }
    }
  }
  return new Blob([view.buffer], { type: 'audio/wav' });
}

import { wavOf } from '../../src/audio/wave.js';

/** A tone as a WAV file: small, and every engine reads it. */
export function tone(seconds = 0.2, { hertz = 440, loud = 0.2, sampleRate = 8000 } = {}): Blob {
  const length = Math.round(seconds * sampleRate);
  const samples = Float32Array.from({ length }, (_, i) => Math.sin((i / sampleRate) * hertz * 2 * Math.PI) * loud);
  return wavOf([{ sampleRate, length, numberOfChannels: 1, getChannelData: () => samples }]);
}

export async function base64(blob: Blob): Promise<string> {
  return btoa(String.fromCharCode(...new Uint8Array(await blob.arrayBuffer())));
}

export const chunk = async (seconds?: number) => ({ data: await base64(tone(seconds)), format: 'wav' as const });

/** Chromium and Firefox are started so that sound begins by itself (web-test-runner.config.mjs): there what is heard is tested for certain. WebKit may want a press. */
export const mayBeBlocked = !/ Chrome\/| Firefox\//.test(navigator.userAgent);

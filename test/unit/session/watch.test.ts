/** Frames for whoever looks at the wire: without `debug`, without a word in the console or on the page, and never with a credential. */
import { expect } from '@open-wc/testing';
import { ChatError, redact } from '../../../src/errors/index.js';
import type { SessionEvents } from '../../../src/session/types.js';
import { cleanUp, rig, settings } from './rig.js';

const TOKEN = 'very/secret token';

async function watched(token: string | (() => string) = TOKEN) {
  const r = rig(settings({}, { token }));
  const frames: SessionEvents['chat-frame'][] = [];
  const end = r.session.watchFrames((frame) => void frames.push(frame));
  const socket = await r.start();
  return { r, frames, end, socket };
}

describe('frames that are watched', () => {
  afterEach(cleanUp);

  it('come in both directions, without debug', async () => {
    const debug = console.debug;
    let lines = 0;
    console.debug = () => lines++;
    const { r, frames } = await watched();
    console.debug = debug;
    expect(frames.some(({ direction, frame }) => direction === 'out' && frame.includes('hello'))).to.equal(true);
    expect(frames.some(({ direction, frame }) => direction === 'in' && frame.includes('welcome'))).to.equal(true);
    expect(r.told.some(({ name }) => name === 'chat-frame')).to.equal(false);
    expect(lines).to.equal(0);
  });

  it('end with the watching', async () => {
    const { r, frames, end } = await watched();
    const before = frames.length;
    end();
    r.session.send({ t: 'x' });
    expect(frames).to.have.length(before);
    expect(r.session.feed.watchers.size).to.equal(0);
  });

  it('never hold the token, wherever it stands, also where a function gave it', async () => {
    for (const token of [TOKEN, () => TOKEN]) {
      const { r, frames } = await watched(token);
      r.session.send({ t: 'x', note: `mine is ${TOKEN}`, link: `https://x.test/?q=${encodeURIComponent(TOKEN)}` });
      expect(frames.at(-1)!.frame).to.equal('{"t":"x","note":"mine is REDACTED","link":"https://x.test/?q=REDACTED"}');
      expect(JSON.stringify(frames)).not.to.include('very');
      expect(r.session.redact(`no: ${TOKEN}`)).to.equal('no: REDACTED');
    }
  });

  it('an error has a sentence, also where a backend gave none', () => {
    for (const code of ['upload-failed', 'refused', 'server-error', 'bad-audio'] as const)
      for (const details of [[], [{}], [{ message: '' }]] as [Record<string, string>?][]) expect(new ChatError(code, ...details).message).to.equal(`It failed (${code}): try again.`);
    expect(new ChatError('refused', { message: 'Not {you}' }).message).to.equal('Not {you}');
  });

  it('redacts JSON inside of JSON', () => {
    expect(redact(JSON.stringify({ data: JSON.stringify({ token: 'abc', x: 1 }) }))).to.equal(String.raw`{"data":"{\"token\":\"REDACTED\",\"x\":1}"}`);
  });
});

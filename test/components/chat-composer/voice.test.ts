import { expect } from '@open-wc/testing';
import '../../../components/chat-composer/chat-composer.define.js';
import type { ChatComposer } from '../../../components/chat-composer/chat-composer.js';
import { ChatError } from '../../../src/errors/index.js';
import { uploadFailed } from '../../../src/session/transfer.js';
import { fakeConnection } from '../../../src/testing/index.js';
import { expectAccessible } from '../../helpers/axe.js';
import { tone } from '../../helpers/sound.js';
import { all, one, parts, press, under, until } from '../harness.js';

/** A microphone that hums into a recorder, both of our own: what the element does with them is the same in every engine, whether that has them or not. */
class FakeTrack {
  readyState = 'live';
  stop() {
    this.readyState = 'ended';
  }
}
const streams: MediaStream[] = [];
function hum(): MediaStream {
  const tracks = [new FakeTrack()];
  const stream = { getTracks: () => tracks } as unknown as MediaStream;
  streams.push(stream);
  return stream;
}
class FakeRecorder extends EventTarget {
  static isTypeSupported = (type: string) => type === 'audio/mp4';
  state = 'inactive';
  mimeType = 'audio/mp4';
  start() {
    this.state = 'recording';
  }
  stop() {
    this.state = 'inactive';
    queueMicrotask(() => {
      this.dispatchEvent(Object.assign(new Event('dataavailable'), { data: tone(0.5) }));
      this.dispatchEvent(new Event('stop'));
    });
  }
}
/** Hears nothing but that it was closed. */
const open = new Set<FakeContext>();
class FakeContext {
  constructor() {
    open.add(this);
  }
  createAnalyser = () => ({ fftSize: 0, getFloatTimeDomainData: (samples: Float32Array) => samples.fill(0.2) });
  createMediaStreamSource = () => ({ connect() {}, disconnect() {} });
  resume = async () => {};
  close = async () => void open.delete(this);
}
const real = { MediaRecorder: globalThis.MediaRecorder, AudioContext: globalThis.AudioContext };
const microphone = (get: () => Promise<MediaStream>) => Object.defineProperty(navigator, 'mediaDevices', { configurable: true, value: { getUserMedia: get } });
const problem = (name: string) => microphone(() => Promise.reject(new DOMException('', name)));
const isOff = () => streams.every((stream) => stream.getTracks().every((track) => track.readyState === 'ended'));
beforeEach(() => {
  microphone(async () => hum());
  Object.assign(globalThis, { MediaRecorder: FakeRecorder, AudioContext: FakeContext });
});
afterEach(() => {
  delete (navigator as { mediaDevices?: unknown }).mediaDevices;
  Object.assign(globalThis, real);
  streams.length = 0;
  open.clear();
});

const connection = () => fakeConnection({ capabilities: { attachments: 'upload' } });
async function composer(session = connection()): Promise<ChatComposer> {
  const element = document.createElement('chat-composer');
  element.voice = true;
  return under(element, session);
}
const button = (element: ChatComposer, name: string) => all<HTMLButtonElement>(element, 'button', name)[0];
async function start(element: ChatComposer): Promise<void> {
  one(element, 'button', 'Record voice message').click();
  await until(() => button(element, 'Stop recording'));
}

describe('<chat-composer voice>', () => {
  it('offers it only where the backend takes files, and where it is wanted', async () => {
    for (const attachments of ['url', false] as const) expect(parts(await composer(fakeConnection({ capabilities: { attachments } })), 'record').length, String(attachments)).to.equal(0);
    const element = await composer();
    expect(parts(element, 'record').length).to.equal(1);
    element.setAttribute('voice', 'false');
    await element.updateComplete;
    expect(parts(element, 'record').length).to.equal(0);
  });

  for (const [name, words] of [
    ['NotAllowedError', /blocked for this page\. Allow it/],
    ['NotFoundError', /No microphone was found\. Connect one/],
    ['NotReadableError', /cannot be used right now\. Close other programs/],
  ] as const) {
    it(`says what to do about ${name}, and lets one try again`, async () => {
      problem(name);
      const element = await composer();
      one(element, 'button', 'Record voice message').click();
      await until(() => all(element, 'alert').some((alert) => words.test(alert.textContent!)));
      await expectAccessible(element);
      microphone(async () => hum());
      button(element, 'Try again')!.click();
      await until(() => button(element, 'Stop recording'));
      element.remove();
      await until(isOff);
    });
  }

  it('says so where the page cannot record at all', async () => {
    Object.defineProperty(navigator, 'mediaDevices', { configurable: true, value: undefined });
    const element = await composer();
    one(element, 'button', 'Record voice message').click();
    await until(() => all(element, 'alert').some((alert) => alert.textContent!.includes('This browser cannot record sound here.')));
    button(element, 'Discard recording')!.click();
    await until(() => element.shadowRoot!.activeElement === element.input);
  });

  it('says so where there is a microphone and nothing to record it with, and does not ask for it', async () => {
    Object.assign(globalThis, { MediaRecorder: undefined });
    const element = await composer();
    one(element, 'button', 'Record voice message').click();
    await until(() => all(element, 'alert').some((alert) => alert.textContent!.includes('This browser cannot record sound here.')));
    expect(streams.length).to.equal(0);
  });

  it('records, lets one listen, and sends', async () => {
    const session = connection();
    const element = await composer(session);
    const sends: unknown[] = [];
    element.addEventListener('chat-send', ({ detail }: CustomEventInit) => {
      sends.push(detail);
      detail.metadata = { page: '/teapots' };
    });
    await element.about('reply', session.receive({ id: 'q1', text: 'Which one?' }));
    await until(() => element.shadowRoot!.querySelector('.about'));
    await start(element);
    expect(element.shadowRoot!.activeElement === button(element, 'Stop recording')).to.equal(true);
    expect(getComputedStyle(element.shadowRoot!.querySelector('.box')!).display).to.equal('none');
    await until(() => all(element, 'status').some((status) => status.textContent === 'Recording'));
    await expectAccessible(element);
    await until(() => element.shadowRoot!.querySelector('.level path')!.getAttribute('d')!.length > 0);
    await new Promise((done) => setTimeout(done, 400));
    button(element, 'Stop recording')!.click();
    await until(() => button(element, 'Send voice message'));
    expect(isOff(), 'the microphone is off').to.equal(true);
    expect(open.size, 'its meter is closed').to.equal(0);
    await until(() => element.shadowRoot!.querySelector('.fill > *')!.shadowRoot!.querySelector('[part=play][aria-label="Play your recording"]'));
    await expectAccessible(element);
    button(element, 'Send voice message')!.click();
    await until(() => session.sent.length === 1);
    const [part] = session.sent[0]!.parts;
    expect(part).to.include({ type: 'audio' });
    expect((part as { duration: number }).duration).to.be.greaterThan(0.2);
    expect((part as { size: number }).size).to.be.greaterThan(0);
    expect(sends.length).to.equal(1);
    // It is the answer that was begun, and what the page adds goes along.
    expect([session.sent[0]!.replyTo, session.sent[0]!.metadata]).to.deep.equal(['q1', { page: '/teapots' }]);
    await until(() => !element.shadowRoot!.querySelector('.about'));
    await until(() => !button(element, 'Send voice message') && element.shadowRoot!.activeElement === element.input);
  });

  it('has silence on the page while it records', async () => {
    const told: string[] = [];
    const listen = (event: Event) => told.push((event as CustomEvent<{ what: string }>).detail.what);
    document.addEventListener('chat-elements:audio', listen);
    const ask = () => document.dispatchEvent(new CustomEvent('chat-elements:audio', { cancelable: true, detail: { who: {}, what: 'ask' } }));
    const element = await composer();
    await start(element);
    expect(told, 'whoever plays stops').to.deep.equal(['take']);
    expect(ask(), 'who would begin by itself waits').to.equal(false);
    button(element, 'Discard recording')!.click();
    expect(ask(), 'and is free to').to.equal(true);
    expect(told.filter((what) => what !== 'ask')).to.deep.equal(['take', 'free']);
    document.removeEventListener('chat-elements:audio', listen);
  });

  it('keeps the recording when it could not be sent, and says why', async () => {
    const session = connection();
    session.upload = () => Promise.reject(why);
    let why = uploadFailed();
    const element = await composer(session);
    await start(element);
    await new Promise((done) => setTimeout(done, 300));
    button(element, 'Stop recording')!.click();
    await until(() => button(element, 'Send voice message'));
    button(element, 'Send voice message')!.click();
    await until(() => all(element, 'alert').some((alert) => /was not sent.*try again/.test(alert.textContent!)));
    expect(session.sent).to.deep.equal([]);
    expect(button(element, 'Send voice message')!.getAttribute('aria-disabled')).to.equal('false');
    why = new ChatError('file-too-large', { message: 'For developers.' });
    button(element, 'Send voice message')!.click();
    await until(() => all(element, 'alert').some((alert) => alert.textContent!.trim() === 'The voice message was not sent. The file is too large for the server: try a smaller one.'));
  });

  it('does not go to another conversation, nor in the name of another person, that came while it was on its way', async () => {
    for (const goes of ['conversation', 'person'] as const) {
      const session = connection();
      let arrive: ((part: { type: 'audio'; url: string }) => void) | undefined;
      session.upload = () => new Promise((done) => (arrive = done));
      let name = 'one';
      Object.defineProperty(session, 'currentConversation', { get: () => name });
      const element = await composer(session);
      await start(element);
      await new Promise((done) => setTimeout(done, 300));
      button(element, 'Stop recording')!.click();
      await until(() => button(element, 'Send voice message'));
      const send = async () => {
        arrive = undefined;
        button(element, 'Send voice message')!.click();
        await until(() => arrive);
      };
      await send();
      if (goes === 'conversation') name = 'two';
      else session.settings = { ...session.settings, address: { ...session.settings.address, userId: 'bob' } };
      arrive!({ type: 'audio', url: 'blob:1' });
      await until(() => all(element, 'alert').some((alert) => alert.textContent!.trim() === 'The voice message was not sent.'));
      expect(session.sent, goes).to.deep.equal([]);
      // Whoever is there now may send it, or throw it away.
      await send();
      arrive!({ type: 'audio', url: 'blob:1' });
      await until(() => session.sent.length === 1);
      element.remove();
    }
  });

  it('takes the focus along from step to step, and from nowhere else', async () => {
    let fail = () => {};
    const session = connection();
    session.upload = () => new Promise((_, reject) => (fail = () => reject(uploadFailed())));
    const element = await composer(session);
    const elsewhere = document.createElement('button');
    element.before(elsewhere);
    const focused = () => element.shadowRoot!.activeElement;
    await start(element);
    await until(() => focused() === button(element, 'Stop recording'));
    await new Promise((done) => setTimeout(done, 300));
    button(element, 'Stop recording')!.click();
    await until(() => focused() && focused() === button(element, 'Send voice message'));
    button(element, 'Send voice message')!.click();
    await until(() => focused() === button(element, 'Discard recording'));
    fail();
    await until(() => focused() && focused() === button(element, 'Send voice message'));
    button(element, 'Send voice message')!.click();
    await until(() => focused() === button(element, 'Discard recording'));
    elsewhere.focus();
    fail();
    await until(() => all(element, 'alert').some((alert) => /was not sent/.test(alert.textContent!)));
    await element.updateComplete;
    expect(document.activeElement === elsewhere).to.equal(true);
    elsewhere.remove();
  });

  it('lets go of the microphone whatever happens', async () => {
    const element = await composer();
    await start(element);
    expect(isOff()).to.equal(false);
    press(button(element, 'Stop recording')!, 'Escape');
    expect(isOff(), 'Escape').to.equal(true);
    await element.updateComplete;
    expect(button(element, 'Stop recording') === undefined).to.equal(true);
    await start(element);
    document.body.append(element);
    await element.updateComplete;
    expect(isOff(), 'moved within the page').to.equal(false);
    element.remove();
    await until(isOff, 'taken off the page');

    let allow!: (stream: MediaStream) => void;
    microphone(() => new Promise((resolve) => (allow = resolve)));
    const asking = await composer();
    one(asking, 'button', 'Record voice message').click();
    await until(() => button(asking, 'Discard recording'));
    button(asking, 'Discard recording')!.click();
    allow(hum());
    await until(isOff, 'allowed too late');
  });

  it('does not record where nobody sees it', async () => {
    const element = await composer();
    await start(element);
    element.parentElement!.hidden = true;
    await until(isOff);
    element.parentElement!.hidden = false;
    await until(() => button(element, 'Send voice message'));
  });
});

import { expect } from '@open-wc/testing';
import '../../../components/audio-player/audio-player.define.js';
import type { AudioPlayer } from '../../../components/audio-player/audio-player.js';
import { fakeConnection, type FakeConnection } from '../../../src/testing/index.js';
import { expectAccessible } from '../../helpers/axe.js';
import { chunk, tone, mayBeBlocked } from '../../helpers/sound.js';
import { all, nameOf, one, part, parts, press, under, until } from '../harness.js';

/** A sound on the page's own address, until the end of the test. */
const urls: string[] = [];
function soundUrl(seconds = 0.3): string {
  const url = URL.createObjectURL(tone(seconds));
  urls.push(url);
  return url;
}
const noSound = () => urls[urls.push(URL.createObjectURL(new Blob(['this is no sound'], { type: 'audio/mpeg' }))) - 1]!;
afterEach(() => {
  for (const url of urls.splice(0)) URL.revokeObjectURL(url);
});

async function player(attributes: Readonly<Record<string, string>> = {}, session?: FakeConnection): Promise<AudioPlayer> {
  const element = document.createElement('audio-player');
  element.setAttribute('volume', '0.01');
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  return under(element, session);
}
const states = (element: AudioPlayer): string[] => {
  const heard: string[] = [];
  element.addEventListener('chat-audio', (event) => heard.push((event as CustomEvent<{ state: string }>).detail.state));
  return heard;
};
const slider = (element: AudioPlayer) => one(element, 'slider', 'Seek');
/** An engine that wants a press first (WebKit, by its settings) shows that instead of playing. What is short may have ended by the time that somebody looks: `heard` knows. */
const playsOrAsks = async (element: AudioPlayer, heard: readonly string[] = []): Promise<boolean> => {
  await until(() => !element.paused || heard.includes('playing') || all(element, 'button', 'Play sound').length > 0);
  await until(() => part(element, 'play')!.getAttribute('aria-busy') === 'false');
  return all(element, 'button', 'Play sound').length === 0;
};

describe('<audio-player>', () => {
  it('has its parts, names and roles, and is accessible in all its states', async () => {
    const element = await player({ src: soundUrl(), label: 'Welcome' });
    await until(() => element.duration > 0);
    for (const name of ['base', 'play', 'seek', 'waveform', 'time', 'rate', 'volume', 'download']) expect(parts(element, name).length, name).to.equal(1);
    expect(nameOf(part(element, 'play')!)).to.equal('Play Welcome');
    expect(slider(element).getAttribute('aria-valuetext')).to.equal('0:00 of 0:00');
    await expectAccessible(element);
    const empty = await player();
    expect(part(empty, 'play')!.getAttribute('aria-disabled')).to.equal('true');
    expect(empty.shadowRoot!.textContent).to.contain('Nothing to play yet');
    await expectAccessible(empty);
    const broken = await player({ src: noSound() });
    await until(() => one(broken, 'status').textContent!.includes('This sound cannot be played.'));
    expect(part(broken, 'play')!.getAttribute('aria-disabled'), 'its server may have it another time').to.equal('false');
    await expectAccessible(broken);
  });

  it('plays, pauses and ends, and tells of it', async () => {
    // So long that it cannot have ended before it is paused.
    const element = await player({ src: soundUrl(20) });
    const heard = states(element);
    part(element, 'play')!.click();
    if (!(await playsOrAsks(element))) return;
    expect(nameOf(part(element, 'play')!)).to.equal('Pause');
    part(element, 'play')!.click();
    expect(element.paused).to.equal(true);
    element.seek(19.8);
    element.play();
    await until(() => heard.at(-1) === 'ended', 'ended');
    expect(element.currentTime).to.be.closeTo(20, 0.1);
    expect(heard.filter((state) => state === 'playing').length).to.equal(2);
  });

  it('seeks by keys, as a slider does', async () => {
    const element = await player({ src: soundUrl(20) });
    await until(() => element.duration > 19);
    const at = async (key: string) => {
      expect(press(slider(element), key), key).to.equal(false);
      await element.updateComplete;
      return slider(element).getAttribute('aria-valuetext');
    };
    expect(await at('ArrowRight')).to.equal('0:05 of 0:20');
    expect(await at('ArrowUp')).to.equal('0:10 of 0:20');
    expect(await at('ArrowLeft')).to.equal('0:05 of 0:20');
    expect(await at('End')).to.equal('0:20 of 0:20');
    expect(await at('Home')).to.equal('0:00 of 0:20');
    expect(await at('PageUp')).to.equal('0:20 of 0:20');
    expect(press(slider(element), 'a')).to.equal(true);
  });

  it('leaves keys of the browser to it, and a place that nobody knows', async () => {
    const element = await player({ src: soundUrl(20) });
    await until(() => element.duration > 19);
    for (const with_ of ['altKey', 'ctrlKey', 'metaKey'] as const) {
      const event = new KeyboardEvent('keydown', { key: 'ArrowLeft', [with_]: true, bubbles: true, cancelable: true });
      slider(element).dispatchEvent(event);
      expect(event.defaultPrevented, with_).to.equal(false);
    }
    element.seek(10);
    expect(element.currentTime).to.equal(10);
    const none = await player();
    none.enqueue({ data: '', format: 'none' });
    await until(() => one(none, 'status').textContent);
    expect(part(none, 'play')!.getAttribute('aria-disabled'), 'what is here stays what it is').to.equal('true');
    expect(press(slider(none), 'End'), 'nobody knows where its end is').to.equal(true);
  });

  it('looks at its own sound once', async () => {
    await player({ src: soundUrl() });
    const element = document.createElement('audio-player');
    const heard = states(element);
    // Its words come later than its code.
    element.lang = 'tr';
    element.src = soundUrl(2);
    await under(element);
    await until(() => element.duration > 1.9);
    expect(heard).to.deep.equal(['paused']);
    element.src = soundUrl(3);
    await until(() => element.duration > 2.9);
    element.removeAttribute('src');
    element.src = undefined;
    await until(() => heard.at(-1) === 'empty');
  });

  it('seeks by pointer, in the direction of time also in a page that runs from right to left', async () => {
    for (const dir of ['ltr', 'rtl']) {
      const element = await player({ src: soundUrl(10), dir });
      await until(() => element.duration > 9);
      const seek = slider(element);
      const { left, width, top } = seek.getBoundingClientRect();
      seek.dispatchEvent(new PointerEvent('pointerdown', { clientX: left + width / 4, clientY: top + 4, pointerId: 1, bubbles: true }));
      expect(element.currentTime, dir).to.be.closeTo(2.5, 0.2);
      seek.dispatchEvent(new PointerEvent('pointermove', { clientX: left + width / 2, clientY: top + 4, pointerId: 1, bubbles: true }));
      expect(element.currentTime, dir).to.be.closeTo(5, 0.2);
      seek.dispatchEvent(new PointerEvent('pointerup', { pointerId: 1, bubbles: true }));
      seek.dispatchEvent(new PointerEvent('pointermove', { clientX: left, clientY: top, pointerId: 1, bubbles: true }));
      expect(element.currentTime, dir).to.be.closeTo(5, 0.2);
    }
  });

  it('takes speed and volume from a person and from the page', async () => {
    const element = await player({ src: soundUrl(), rate: '1.5' });
    const rate = part(element, 'rate') as HTMLSelectElement;
    expect([...rate.options].map((option) => option.value)).to.deep.equal(['0.75', '1', '1.25', '1.5', '2']);
    expect(rate.value).to.equal('1.5');
    rate.value = '0.75';
    rate.dispatchEvent(new Event('change'));
    expect(element.rate).to.equal(0.75);
    const volume = part(element, 'volume') as HTMLInputElement;
    volume.value = '0.5';
    volume.dispatchEvent(new Event('input'));
    expect(element.volume).to.equal(0.5);
    element.rate = NaN;
    await element.updateComplete;
  });

  it('plays what is put in line one after the other, and skips what is broken', async () => {
    const element = await player();
    const errors: string[] = [];
    element.addEventListener('chat-error', (event) => errors.push((event as CustomEvent<{ code: string }>).detail.code));
    const heard = states(element);
    element.enqueue(tone(0.2), { label: 'one' });
    element.enqueue({ data: btoa('no sound at all'), format: 'mp3' });
    element.enqueue(await chunk(0.2), { label: 'two' });
    await until(() => element.duration > 0);
    expect(element.shadowRoot!.textContent).to.contain('2 more waiting');
    element.play();
    if (!(await playsOrAsks(element, heard))) return;
    await until(() => heard.filter((state) => state === 'playing').length === 2, 'the second is told as well');
    await until(() => heard.at(-1) === 'ended' && part(element, 'play')!.getAttribute('aria-label') === 'Play two', 'the last has ended');
    expect(errors).to.deep.equal(['bad-audio']);
  });

  it('draws the shape of what it has decoded', async () => {
    const element = await player();
    const heights = () => new Set((part(element, 'waveform')!.querySelector('path')!.getAttribute('d') ?? '').match(/V[\d.]+/g));
    expect(heights().size).to.equal(1);
    const loud = await tone(0.3).arrayBuffer();
    // The first half silent.
    new Uint8Array(loud, 44, (loud.byteLength - 44) / 2).fill(0);
    element.enqueue(new Blob([loud], { type: 'audio/wav' }));
    await until(() => heights().size > 1);
  });

  describe('over a connection', () => {
    const connection = () => fakeConnection({ messages: [{ id: 'old', author: { id: 'ada', role: 'agent', name: 'Ada' }, text: 'Before' }] });

    it('plays speech that comes in, and none that was there before', async () => {
      const session = connection();
      session.speak('old', (await chunk()).data);
      const element = await player({ autoplay: '' }, session);
      await element.updateComplete;
      const heard = states(element);
      session.receive({ id: 'new', text: 'مرحبا بك' });
      session.speak('new', (await chunk()).data);
      session.speak('new', (await chunk()).data);
      await until(() => element.duration > 0.3);
      expect(element.duration).to.be.closeTo(0.4, 0.01);
      await until(() => heard.includes('playing') || (mayBeBlocked && heard.includes('blocked')));
      expect(nameOf(part(element, 'play')!)).to.match(/Ada$/);
    });

    it('is heard once where two players would play it by themselves, and told of once where it is broken', async () => {
      const session = connection();
      const errors: string[] = [];
      const [first, second] = [await player({ autoplay: '' }, session), await player({ autoplay: '' }, session)];
      await Promise.all([first.updateComplete, second.updateComplete]);
      const heard = [states(first), states(second)];
      const say = async (id: string, data: string) => {
        session.receive({ id, text: 'Spoken' });
        session.speak(id, data);
      };
      await say('new', (await chunk(0.2)).data);
      await until(() => first.duration > 0 && second.duration > 0);
      if (!(await playsOrAsks(first, heard[0]))) return;
      await until(() => heard[0]!.at(-1) === 'ended');
      await say('next', (await chunk(0.2)).data);
      await until(() => heard[0]!.filter((state) => state === 'ended').length === 2 && second.shadowRoot!.textContent!.includes('1 more waiting'));
      expect(heard[1]!.filter((state) => state === 'playing' || state === 'loading')).to.deep.equal([]);

      // The other one speaks on, with what is new.
      first.remove();
      await until(() => first.paused);
      await say('last', (await chunk(0.2)).data);
      await until(() => heard[1]!.at(-1) === 'ended' && !second.shadowRoot!.textContent!.includes('waiting'));
      expect(heard[1]!.filter((state) => state === 'playing').length).to.equal(1);

      const bubble = document.createElement('audio-player');
      bubble.message = 'broken';
      bubble.compact = true;
      await under(bubble, session);
      for (const one of [second, bubble]) one.addEventListener('chat-error', (event) => errors.push((event as CustomEvent<{ code: string }>).detail.code));
      await say('broken', btoa('no sound at all'));
      bubble.requestUpdate();
      await until(() => bubble.shadowRoot!.textContent!.includes('This sound cannot be played.'));
      await until(() => part(second, 'notice') === null || part(second, 'notice') === undefined, 'it is said at the message alone');
      expect(errors).to.deep.equal(['bad-audio']);
    });

    it('waits for a press without autoplay', async () => {
      const session = connection();
      const element = await player({ queue: '' }, session);
      await element.updateComplete;
      session.receive({ id: 'new', parts: [{ type: 'audio', url: soundUrl(), duration: 4 }] });
      await until(() => nameOf(part(element, 'play')!) === 'Play Ada');
      expect([element.paused, element.duration]).to.deep.equal([true, 4]);
    });

    it('hears the open conversation again once no other is named', async () => {
      const session = connection();
      const element = await player({ queue: '', conversation: 'another' }, session);
      await element.updateComplete;
      element.conversation = undefined;
      await element.updateComplete;
      session.receive({ id: 'new', parts: [{ type: 'audio', url: soundUrl(), duration: 9 }] });
      await until(() => element.duration === 9);
    });

    it('takes for history what came into a conversation before it was gone to', async () => {
      const session = connection();
      const view = session.conversation.bind(session);
      session.conversation = (id) => (id === 'another' ? { ...view(), id, blocks: [] } : view());
      const element = await player({ queue: '', conversation: 'another' }, session);
      await element.updateComplete;
      session.receive({ id: 'before', parts: [{ type: 'audio', url: soundUrl(), duration: 9 }] });
      element.conversation = undefined;
      await element.updateComplete;
      session.receive({ id: 'now', parts: [{ type: 'audio', url: soundUrl(), duration: 7 }] });
      await until(() => element.duration > 0);
      expect(element.duration).to.equal(7);
    });

    it('does not play what one said oneself, nor an older page', async () => {
      const session = connection();
      const element = await player({}, session);
      await element.updateComplete;
      session.sendMessage({ parts: [{ type: 'audio', url: soundUrl() }] });
      session.setMessages([{ id: 'page', author: { role: 'agent' }, parts: [{ type: 'audio', url: soundUrl() }] }]);
      session.receive({ id: 'mark', parts: [{ type: 'audio', url: soundUrl(), duration: 9 }] });
      await until(() => element.duration === 9);
    });

    it('is silent once another conversation or another connection is there', async () => {
      const speak = async (session: FakeConnection, id: string) => {
        session.receive({ id, text: 'For your ears only' });
        session.speak(id, (await chunk(3)).data);
      };
      const session = connection();
      const element = await player({ autoplay: '' }, session);
      await element.updateComplete;
      await speak(session, 'secret');
      await until(() => element.duration > 2);
      element.enqueue(tone(2), { label: 'The page' });
      element.conversation = 'another';
      await until(() => nameOf(part(element, 'play')!).endsWith('The page'), 'what the page put in line stays');
      element.clear();
      element.conversation = undefined;
      await element.updateComplete;
      await speak(session, 'more');
      await until(() => element.duration > 2);
      await playsOrAsks(element);
      element.from = fakeConnection();
      await until(() => element.shadowRoot!.textContent!.includes('Nothing to play yet'));
      expect(element.paused).to.equal(true);
    });

    it('with a sound of its own leaves the connection alone, unless asked', async () => {
      const session = connection();
      const element = await player({ src: soundUrl(3) }, session);
      await until(() => element.duration > 2);
      session.receive({ id: 'n', parts: [{ type: 'audio', url: soundUrl(), duration: 9 }] });
      await element.updateComplete;
      expect(element.shadowRoot!.textContent).not.to.contain('waiting');
      element.queue = true;
      await element.updateComplete;
      session.receive({ id: 'm', parts: [{ type: 'audio', url: soundUrl(), duration: 9 }] });
      await until(() => element.shadowRoot!.textContent!.includes('1 more waiting'));
    });
  });

  it('is silent once it is taken off the page, and plays again when it is back', async () => {
    const element = await player({ src: soundUrl(5) });
    element.play();
    const plays = await playsOrAsks(element);
    const box = element.parentElement!;
    element.remove();
    expect(element.paused).to.equal(true);
    box.append(element);
    await element.updateComplete;
    expect(element.duration).to.be.closeTo(5, 0.1);
    if (!plays) return;
    element.play();
    await until(() => !element.paused);
    element.pause();
  });

  it('plays on where it is moved within the page', async () => {
    const element = await player({ src: soundUrl(5) });
    element.play();
    if (!(await playsOrAsks(element))) return;
    await until(() => element.currentTime > 0.1);
    const at = element.currentTime;
    document.body.append(element);
    expect(element.paused).to.equal(false);
    await until(() => element.currentTime > at);
    expect(element.paused).to.equal(false);
    element.remove();
  });

  it('takes whatever it is given: nonsense is told as broken sound, a speed and a volume that are none change nothing', async () => {
    const element = await player({ rate: 'fast', volume: 'loud' });
    await element.updateComplete;
    const errors: string[] = [];
    element.addEventListener('chat-error', (event) => errors.push((event as CustomEvent<{ code: string }>).detail.code));
    const nonsense = [undefined, null, 7, 'text', {}, { data: 7, format: 'wav' }, { data: btoa('x') }, new Blob([])];
    for (const sound of nonsense) element.enqueue(sound as never);
    await until(() => part(element, 'notice')?.textContent?.includes('This sound cannot be played.') ?? false);
    await until(() => errors.length === nonsense.length, 'all of them are told');
    const speed = part(element, 'rate') as HTMLSelectElement;
    expect(speed.value).to.equal('1');
    element.rate = 99;
    await element.updateComplete;
    expect(speed.value).to.equal('4');
    speed.value = '2';
    speed.dispatchEvent(new Event('change'));
    await element.updateComplete;
    element.rate = 1;
    await element.updateComplete;
    expect(speed.value).to.equal('1');
    expect((part(element, 'volume') as HTMLInputElement).value).to.equal('1');
  });

  it('reads a sound that stands in the address itself, which a policy for media seldom allows', async () => {
    const { data } = await chunk(0.4);
    const element = await player({ src: `data:audio/wav;base64,${data}` });
    await until(() => element.duration > 0.3);
    expect(part(element, 'download')!.localName, 'it is here as a file').to.equal('button');
    expect(part(element, 'waveform')!.querySelector('path')!.getAttribute('d'), 'as tall as it may be').to.contain('V30.0');
  });

  it('offers to save what is here as a file, and links to what is elsewhere', async () => {
    const element = await player();
    element.enqueue(tone());
    await until(() => parts(element, 'download').length === 1);
    expect(part(element, 'download')!.localName).to.equal('button');
    const url = soundUrl();
    element.src = url;
    await until(() => part(element, 'download')?.localName === 'a');
    expect((part(element, 'download') as HTMLAnchorElement).href).to.equal(url);
  });

  it('plays from no address but those of the web and of the page', async () => {
    const element = await player();
    for (const src of ['javascript:alert(1)', 'file:///etc/passwd', 'data:text/html,x']) {
      element.src = src;
      await element.updateComplete;
      expect(parts(element, 'download').length, src).to.equal(0);
      await until(() => part(element, 'notice')?.textContent?.includes('This sound cannot be played.') ?? false, src);
    }
  });
});

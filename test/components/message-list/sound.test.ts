import { expect } from '@open-wc/testing';
import '../../../components/message-list/message-list.define.js';
import type { AudioPlayer } from '../../../components/audio-player/audio-player.js';
import type { MessageList } from '../../../components/message-list/message-list.js';
import { fakeConnection, type FakeConnection } from '../../../src/testing/index.js';
import { expectAccessible } from '../../helpers/axe.js';
import { chunk, tone } from '../../helpers/sound.js';
import { nameOf, part, under, until } from '../harness.js';

async function list(session: FakeConnection): Promise<MessageList> {
  return under(document.createElement('message-list'), session);
}
const players = (element: Element) => [...element.shadowRoot!.querySelectorAll<AudioPlayer>('.sound > *')];
const play = (player: AudioPlayer) => part(player, 'play')!;
const drawn = async (element: Element, n: number): Promise<AudioPlayer[]> => {
  await until(() => players(element).length === n && players(element).every((player) => part(player, 'play')), `${n} players`);
  return players(element);
};
const urls: string[] = [];
afterEach(() => {
  for (const url of urls.splice(0)) URL.revokeObjectURL(url);
});
const soundUrl = (seconds = 1) => urls[urls.push(URL.createObjectURL(tone(seconds))) - 1]!;

describe('sound in a bubble', () => {
  const ada = { id: 'ada', role: 'agent', name: 'Ada' } as const;

  it('is speech that came for the message, beside its words, as long as its pieces', async () => {
    const session = fakeConnection();
    const element = await list(session);
    session.receive({ id: 'a', author: ada, text: 'مرحبا، كيف حالك؟' });
    session.speak('a', (await chunk(0.2)).data);
    const [player] = await drawn(element, 1);
    expect(nameOf(play(player!))).to.equal('Play message from Ada');
    session.speak('a', (await chunk(0.3)).data);
    await until(() => Math.abs(player!.duration - 0.5) < 0.02, 'both pieces');
    // Arabic beside it: the button stands where the line begins.
    expect(getComputedStyle(part(player!, 'base')!).direction).to.equal('rtl');
    expect(play(player!).getBoundingClientRect().left).to.be.greaterThan(part(player!, 'seek')!.getBoundingClientRect().right - 1);
    await expectAccessible(element);
  });

  it('is a file that was sent, known by its length before anyone has asked for it', async () => {
    const session = fakeConnection({ messages: [
      { id: 'a', author: ada, parts: [{ type: 'audio', url: soundUrl(), duration: 65 }] },
      { id: 'b', own: true, parts: [{ type: 'audio', url: soundUrl() }] },
    ] });
    const element = await list(session);
    const [theirs, own] = await drawn(element, 2);
    expect(part(theirs!, 'time')!.textContent).to.equal('1:05');
    expect(part(own!, 'time')!.textContent).to.equal('–:––');
    expect(nameOf(play(own!))).to.equal('Play your message');
    await expectAccessible(element);
  });

  it('plays one at a time, and stays itself while its message changes', async () => {
    const session = fakeConnection({ messages: ['a', 'b'].map((id) => ({ id, author: ada, text: id, parts: [{ type: 'text', text: id }, { type: 'audio', url: soundUrl(5) }] })) });
    const element = await list(session);
    const [first, second] = await drawn(element, 2);
    first!.volume = second!.volume = 0.01;
    play(first!).click();
    await until(() => !first!.paused || first!.shadowRoot!.querySelector('.notice'));
    session.updateMessage('a', { parts: [{ type: 'text', text: 'longer' }, ...session.find('a')!.parts.slice(1)] });
    await until(() => element.shadowRoot!.textContent!.includes('longer'));
    expect(players(element)[0]).to.equal(first);
    if (first!.paused) return; // An engine that wants a press of its own.
    play(second!).click();
    expect(first!.paused).to.equal(true);
    await until(() => !second!.paused);
    element.remove();
    expect(second!.paused).to.equal(true);
  });

  it('leaves its name where the address may not be loaded', async () => {
    const element = await list(fakeConnection({ messages: [{ id: 'a', author: ada, text: 'x', parts: [{ type: 'text', text: 'x' }, { type: 'audio', url: 'javascript:alert(1)' }] }] }));
    await until(() => element.shadowRoot!.querySelector('span.file'));
    expect(part(element, 'attachment')!.textContent).to.equal('Audio');
    expect(players(element)).to.deep.equal([]);
  });
});

import { expect } from '@open-wc/testing';
import { LocalSession } from '../../../src/session/local.js';
import { ManualClock } from '../../helpers/clock.js';

describe('LocalSession', () => {
  const bot = { role: 'ai', name: 'Bot' } as const;
  let clock: ManualClock;
  let session: LocalSession;
  beforeEach(() => {
    clock = new ManualClock(1000);
    session = new LocalSession({ clock });
  });
  afterEach(() => {
    session.dispose();
    expect(clock.pending, 'timers that were left').to.equal(0);
  });
  const answer = () => session.conversation().blocks.at(-1)!.messages.at(-1)!;

  it('takes a message that begins empty for an answer that is being written, until nothing was added for a while', async () => {
    session.addMessage({ id: 'a', author: bot, text: '' });
    expect(answer().streaming).to.equal(true);
    // Models think before they say anything.
    await clock.advance(60_000);
    expect(answer().streaming).to.equal(true);
    for (const chunk of ['One ', 'two ', 'three']) {
      session.appendText('a', chunk);
      await clock.advance(2500);
    }
    expect([answer().text, answer().streaming]).to.deep.equal(['One two three', true]);
    await clock.advance(1000);
    expect([answer().text, answer().streaming]).to.deep.equal(['One two three', undefined]);
  });

  it('takes words that are put in its place for the same', async () => {
    session.addMessage({ id: 'a', author: bot });
    for (const text of ['One', 'One two']) {
      session.updateMessage('a', { text });
      await clock.advance(2500);
    }
    expect([answer().text, answer().streaming]).to.deep.equal(['One two', true]);
    await clock.advance(1000);
    expect(answer().streaming).to.equal(undefined);
  });

  it('leaves it to a page that says when it streams', async () => {
    session.addMessage({ id: 'a', author: bot, text: '', streaming: true });
    session.appendText('a', 'One');
    await clock.advance(60_000);
    expect(answer().streaming).to.equal(true);
    session.addMessage({ id: 'b', author: bot, text: '' });
    session.appendText('b', 'One');
    session.updateMessage('b', { streaming: false });
    expect(answer().streaming).to.equal(undefined);
    session.addMessage({ id: 'c', author: bot, text: '', streaming: false });
    expect(answer().streaming).to.equal(undefined);
  });

  it('takes what has words, or a picture, or is one\'s own, as it is', () => {
    for (const input of [{ text: 'Hello' }, { parts: [{ type: 'image', url: '/a.png' }] }, { own: true, text: '' }] as const) {
      session.addMessage({ author: bot, ...input } as never);
      expect(answer().streaming, JSON.stringify(input)).to.equal(undefined);
    }
  });
});

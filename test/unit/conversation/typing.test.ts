import { expect } from '@open-wc/testing';
import { OutgoingTyping } from '../../../src/conversation/typing.js';
import { ManualClock } from '../../helpers/clock.js';

function setup(throttle = 100) {
  const clock = new ManualClock();
  const sent: string[] = [];
  const typing = new OutgoingTyping({ clock, throttle: () => throttle, send: (c, on, text) => sent.push(`${clock.now()} ${c} ${on ? 'on' : 'off'}${text === undefined ? '' : ` ${text}`}`) });
  return { clock, sent, typing };
}

describe('OutgoingTyping', () => {
  it('says so at the first key, and that it ended 2 s after the last', async () => {
    const { clock, sent, typing } = setup();
    typing.set('c', true);
    await clock.advance(1500);
    typing.set('c', true);
    await clock.advance(1999);
    expect(sent).to.deep.equal(['0 c on']);
    await clock.advance(1);
    expect(sent).to.deep.equal(['0 c on', '3500 c off']);
    expect(clock.pending).to.equal(0);
  });

  it('renews it while somebody writes on, before it runs out over there', async () => {
    const { clock, sent, typing } = setup();
    for (let i = 0; i < 40; i++) {
      typing.set('c', true);
      await clock.advance(200);
    }
    expect(sent).to.deep.equal(['0 c on', '3000 c on', '6000 c on']);
  });

  it('sends text throttled, always the newest at last', async () => {
    const { clock, sent, typing } = setup();
    for (const [i, text] of ['H', 'He', 'Hel', 'Hell', 'Hello'].entries()) {
      typing.set('c', true, text);
      await clock.advance(i === 4 ? 1000 : 40);
    }
    expect(sent).to.deep.equal(['0 c on H', '100 c on Hel', '200 c on Hello']);
  });

  it('says the same text once, and again before it runs out over there', async () => {
    const { clock, sent, typing } = setup();
    for (let i = 0; i < 4; i++) {
      typing.set('c', true, 'H');
      await clock.advance(1000);
    }
    expect(sent).to.deep.equal(['0 c on H', '3000 c on H']);
  });

  it('ends when the text is emptied, though a key was pressed for it', () => {
    const { sent, typing } = setup();
    typing.set('c', true, 'H');
    typing.set('c', true, '');
    expect(sent).to.deep.equal(['0 c on H', '0 c off']);
  });

  it('ends at once when the field is emptied or the text sent, once', async () => {
    const { clock, sent, typing } = setup();
    typing.set('c', true, 'H');
    typing.set('c', true, 'He');
    typing.set('c', true, '');
    typing.set('c', false);
    await clock.advance(5000);
    expect(sent).to.deep.equal(['0 c on H', '0 c off']);
  });

  it('keeps conversations apart', async () => {
    const { clock, sent, typing } = setup();
    typing.set('a', true);
    await clock.advance(1000);
    typing.set('b', true);
    await clock.advance(1000);
    expect(sent).to.deep.equal(['0 a on', '1000 b on', '2000 a off']);
    typing.set('b', true);
    typing.set('c', true, 'H');
    typing.set('c', true, 'He');
    typing.clear();
    expect(clock.pending).to.equal(0);
    await clock.advance(5000);
    expect(sent.slice(3)).to.deep.equal(['2000 c on H']);
    typing.set('b', true);
    expect(sent.at(-1), 'and begins anew').to.equal('7000 b on');
    typing.clear();
  });
});

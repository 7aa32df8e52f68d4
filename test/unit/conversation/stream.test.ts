import { expect } from '@open-wc/testing';
import { weave } from '../../../src/conversation/stream.js';
import { BOT, NOW, list, message, setup, text } from './setup.js';

const WORDS = 'The quick brown fox jumps over the lazy dog – مرحبا 👋🏽!';
const pieces = Array.from({ length: Math.ceil(WORDS.length / 4) }, (_, i) => ({ type: 'stream', id: 's', at: i * 4, text: WORDS.slice(i * 4, i * 4 + 4) }) as const);

function streaming() {
  const { conversation } = setup();
  conversation.apply(message('s', '', { author: BOT, streaming: true }));
  return conversation;
}

describe('streams', () => {
  it('grow in order', () => {
    const conversation = streaming();
    for (const piece of pieces) conversation.apply(piece);
    expect(list(conversation)[0]).to.include({ text: WORDS, streaming: true });
    conversation.apply({ type: 'stream', id: 's', text: '', done: true });
    expect(list(conversation)[0]!.text).to.equal(WORDS);
    expect('streaming' in list(conversation)[0]!).to.equal(false);
  });

  it('come out the same backwards, repeated and overlapping', () => {
    const orders = {
      backwards: pieces.toReversed(),
      twice: pieces.flatMap((p) => [p, p]),
      again: [...pieces, ...pieces],
      late: [...pieces.slice(1), pieces[0]!],
      overlapping: pieces.map((p) => ({ ...p, text: WORDS.slice(p.at, p.at + 9) })),
    };
    for (const [name, order] of Object.entries(orders)) {
      const conversation = streaming();
      for (const piece of order) conversation.apply(piece);
      expect(list(conversation)[0]!.text, name).to.equal(WORDS);
    }
  });

  it('do not show what comes after a hole, nor end before it is filled', () => {
    const conversation = streaming();
    conversation.apply(pieces[0]!);
    conversation.apply({ ...pieces[2]!, done: true });
    expect(list(conversation)[0]).to.include({ text: WORDS.slice(0, 4), streaming: true });
    conversation.apply(pieces[1]!);
    expect(list(conversation)[0]!.text).to.equal(WORDS.slice(0, 12));
    expect('streaming' in list(conversation)[0]!).to.equal(false);
  });

  it('end with the final edit, whatever was missing, and nothing late changes that', () => {
    const conversation = streaming();
    conversation.apply(pieces[0]!);
    conversation.apply(pieces[3]!);
    conversation.apply({ type: 'patch', id: 's', patch: { parts: text('final'), streaming: false } });
    conversation.apply(pieces[1]!);
    conversation.apply(pieces[2]!);
    expect(list(conversation)[0]!.text).to.equal('final');
    expect('streaming' in list(conversation)[0]!).to.equal(false);
  });

  it('begin anew when a message is regenerated', () => {
    const conversation = streaming();
    for (const piece of pieces.slice(0, 5)) conversation.apply(piece);
    conversation.apply({ type: 'stream', id: 's', at: 24, text: 'waits for what is before it, in vain' });
    conversation.apply({ type: 'patch', id: 's', patch: { parts: [], streaming: true } });
    conversation.apply({ type: 'stream', id: 's', at: 0, text: 'Something else, and longer' });
    expect(list(conversation)[0]).to.include({ text: 'Something else, and longer', streaming: true });
    conversation.apply({ type: 'patch', id: 's', patch: { parts: [], streaming: true } });
    conversation.apply({ type: 'stream', id: 's', at: 0, text: 'Anew' });
    expect(list(conversation)[0]).to.include({ text: 'Anew', streaming: true });
  });

  it('make their message where it is not known yet and the author is', () => {
    const { conversation } = setup();
    const change = conversation.apply({ ...pieces[1]!, author: BOT });
    expect(change.arrived).to.have.length(1);
    conversation.apply(pieces[0]!);
    expect(list(conversation)[0]).to.deep.include({ text: WORDS.slice(0, 8), streaming: true, author: BOT });
    const second = conversation.apply(message('s', '', { author: BOT, parts: text(WORDS.slice(0, 8)), streaming: true, seq: 1 }));
    expect(second.arrived).to.deep.equal([]);
    expect(conversation.view.count).to.equal(1);
  });

  it('go on from the longer text when a page holds a part of it', () => {
    const conversation = streaming();
    for (const piece of pieces.slice(0, 5)) conversation.apply(piece);
    conversation.apply({ type: 'history', tail: true, end: true, messages: [{ id: 's', author: BOT, parts: text(WORDS.slice(0, 4)), streaming: true, seq: 1 }] });
    expect(list(conversation)[0]!.text).to.equal(WORDS.slice(0, 20));
    for (const piece of pieces.slice(5)) conversation.apply(piece);
    expect(list(conversation)[0]!.text).to.equal(WORDS);
  });

  it('leave alone what else the message holds', () => {
    const { conversation } = setup();
    const image = { type: 'image', url: 'https://x.test/a.png' } as const;
    conversation.apply(message('s', '', { author: BOT, streaming: true, parts: [image] }));
    conversation.apply({ type: 'stream', id: 's', at: 0, text: 'Look' });
    expect(list(conversation)[0]!.parts).to.deep.equal([...text('Look'), image]);
  });

  it('do not bring up what was taken back before it was shown', () => {
    const { conversation } = setup();
    conversation.apply({ type: 'remove', id: 's' });
    conversation.apply({ type: 'stream', id: 's', at: 0, text: 'The', author: BOT });
    expect(list(conversation)).to.deep.equal([]);
  });

  it('go on under the id that a message gets', () => {
    const { conversation } = setup();
    conversation.apply(message('s', '', { author: BOT, streaming: true }));
    conversation.apply({ type: 'stream', id: 's', at: 4, text: 'quick' });
    conversation.apply({ type: 'patch', id: 't', or: 'last-ai', patch: { author: BOT } });
    conversation.apply({ type: 'stream', id: 't', at: 0, text: 'The ' });
    expect(list(conversation)[0]).to.include({ id: 't', text: 'The quick' });
  });

  it('do not write into what was taken back', () => {
    const conversation = streaming();
    conversation.apply({ type: 'remove', id: 's', at: NOW });
    conversation.apply(pieces[0]!);
    expect(list(conversation)[0]!.text).to.equal('');
  });

  it('may grow at the end without an offset, in a message that is none', () => {
    const { conversation } = setup();
    conversation.apply(message('1', 'one'));
    conversation.apply({ type: 'stream', id: '1', text: ' two' });
    expect(list(conversation)[0]!.text).to.equal('one two');
    expect('streaming' in list(conversation)[0]!).to.equal(false);
  });

  it('change only their own block', () => {
    const { conversation } = setup();
    for (let i = 0; i < 60; i++) conversation.apply(message(String(i), 'x'));
    conversation.apply(message('s', '', { author: BOT, streaming: true }));
    const before = conversation.view.blocks;
    conversation.apply(pieces[0]!);
    const after = conversation.view.blocks;
    expect(after.map((b, i) => b === before[i])).to.deep.equal([true, true, false]);
    expect(after[2]!.messages.slice(0, -1).every((m, i) => m === before[2]!.messages[i])).to.equal(true);
  });

  it('keep a bounded number of pieces that wait', () => {
    let waiting;
    for (let i = 0; i < 1000; i++) ({ waiting } = weave('', { at: 10 + i, text: 'x' }, waiting));
    expect(waiting!.chunks).to.have.length(256);
  });
});

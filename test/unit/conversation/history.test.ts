/** Pages of backends that have no numbers, and the order that storage is given. */
import { expect } from '@open-wc/testing';
import { lastId } from '../../../src/conversation/last.js';
import type { HistoryEvent } from '../../../src/domain/index.js';
import { ME, ids, incoming, message, own, setup, texts } from './setup.js';

const page = (words: string, more: Partial<HistoryEvent> = {}): HistoryEvent => ({
  type: 'history', messages: words.split(' ').filter(Boolean).map((w) => incoming(w, w, w.startsWith('o') ? { author: ME } : {})), end: false, ...more,
});
const gaps = (conversation: ReturnType<typeof setup>['conversation']) => conversation.view.blocks.flatMap((b) => (b.gapBefore ? [b.messages[0]!.id] : []));

describe('Conversation: pages without numbers', () => {
  it('puts an older page in front, and merges what it knows', () => {
    const { conversation } = setup();
    conversation.apply(message('d', 'd'));
    conversation.apply(page('a b c d'));
    conversation.apply(page('y z a'));
    expect(texts(conversation)).to.deep.equal(['y', 'z', 'a', 'b', 'c', 'd']);
    expect(conversation.view.unread).to.equal(1);
  });

  it('does not give older pages to storage, which would put them behind', () => {
    const { conversation } = setup();
    conversation.apply(message('d', 'd'));
    expect(conversation.apply(page('a b c')).touched).to.deep.equal([]);
  });

  it('puts the first newest page before what came live and what waits', () => {
    const { conversation } = setup();
    conversation.apply(message('live', 'live'));
    conversation.addOwn(own('mine', 'mine'));
    const change = conversation.apply(page('a b', { tail: true }));
    expect(ids(conversation)).to.deep.equal(['a', 'b', 'live', 'mine']);
    expect(gaps(conversation)).to.deep.equal([]);
    expect(change.reset).to.equal(true);
    expect(change.touched.map((m) => m.id)).to.deep.equal(['a', 'b', 'live', 'mine']);
    expect(change.arrived).to.deep.equal([]);
  });

  it('joins a later newest page on where it shows something known', () => {
    const { conversation } = setup();
    conversation.apply(page('a b', { tail: true }));
    conversation.addOwn(own('mine', 'mine'));
    const change = conversation.apply(page('b c o1 d', { tail: true }));
    expect(ids(conversation)).to.deep.equal(['a', 'b', 'c', 'o1', 'd', 'mine']);
    expect(change.touched.map((m) => m.id), 'the order in which storage has it').to.deep.equal(['a', 'b', 'c', 'o1', 'd', 'mine']);
    expect(gaps(conversation)).to.deep.equal([]);
  });

  it('puts what it shows before something known right before that', () => {
    const { conversation } = setup();
    conversation.apply(page('a b', { tail: true }));
    conversation.apply(page('x b c', { tail: true }));
    expect(ids(conversation)).to.deep.equal(['a', 'x', 'b', 'c']);
    expect(gaps(conversation)).to.deep.equal([]);
  });

  it('leaves no gap before a newest page with nothing on it', () => {
    const { conversation } = setup();
    conversation.apply(page('a', { tail: true }));
    conversation.apply(page('', { tail: true }));
    expect(ids(conversation)).to.deep.equal(['a']);
    expect(gaps(conversation)).to.deep.equal([]);
  });

  it('puts a message behind the one that it says, in front of all, or at the end where that one is not known', () => {
    const { conversation } = setup();
    conversation.apply(page('a b c', { tail: true }));
    const change = conversation.apply(message('x', 'x', {}, { after: 'a' }));
    expect(change.reset, 'storage writes the whole anew, in its order').to.equal(true);
    expect(change.touched.map((m) => m.id)).to.deep.equal(['a', 'x', 'b', 'c']);
    conversation.addOwn(own('mine', 'mine'));
    conversation.apply({ type: 'ack', clientId: 'mine', id: '9' });
    conversation.apply(message('y', 'y', {}, { after: null }));
    conversation.apply(message('z', 'z', {}, { after: 'mine' }));
    expect(conversation.apply(message('q', 'q', {}, { after: 'none' })).reset).to.equal(false);
    expect(ids(conversation)).to.deep.equal(['y', 'a', 'x', 'b', 'c', '9', 'z', 'q']);
  });

  it('shows a gap where it shows nothing known', () => {
    const { conversation } = setup();
    conversation.apply(page('a b', { tail: true }));
    conversation.addOwn(own('mine', 'mine'));
    conversation.apply(page('x y', { tail: true }));
    expect(ids(conversation)).to.deep.equal(['a', 'b', 'x', 'y', 'mine']);
    expect(gaps(conversation)).to.deep.equal(['x']);
    conversation.apply(page('b c d'));
    expect(ids(conversation)).to.deep.equal(['a', 'b', 'c', 'd', 'x', 'y', 'mine']);
    expect(gaps(conversation)).to.deep.equal([]);
  });

  it('shows none when the page is all there is', () => {
    const { conversation } = setup();
    conversation.apply(page('a b', { tail: true }));
    conversation.apply(page('x y', { tail: true, end: true }));
    expect(gaps(conversation)).to.deep.equal([]);
    expect(conversation.view.history).to.equal('end');
  });

  it('knows the newest message that the backend has', () => {
    const { conversation } = setup();
    expect(lastId(conversation)).to.equal(undefined);
    conversation.apply(page('a b', { tail: true }));
    conversation.addOwn(own('mine', 'mine'));
    conversation.addOwn(own('bad', 'bad'));
    conversation.settle('bad', 'failed');
    expect(lastId(conversation)).to.equal('b');
    conversation.settle('mine', 'sent');
    expect(lastId(conversation), 'the answer to a send says nothing of what others said meanwhile').to.equal('b');
    conversation.apply(message('mine', 'mine', { author: ME }));
    expect(lastId(conversation)).to.equal('mine');
  });
});

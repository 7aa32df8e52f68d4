import { expect } from '@open-wc/testing';
import { ANNA, ME, incoming, message, own, setup } from './setup.js';

describe('Conversation: unread', () => {
  it('counts what others wrote since it was read', () => {
    const { conversation } = setup();
    for (const id of ['1', '2', '3']) conversation.apply(message(id, 'x'));
    conversation.apply(message('4', 'x', { author: ME }));
    conversation.addOwn(own('5', 'x'));
    expect(conversation.view).to.include({ unread: 3, firstUnread: '1' });
    expect(conversation.markRead(['2'])).to.deep.equal({ ids: ['1', '2'] });
    expect(conversation.view).to.include({ unread: 1, firstUnread: '3' });
    expect(conversation.markRead(['1'])).to.equal(undefined);
    expect(conversation.markRead()).to.deep.equal({ ids: ['3'] });
    expect(conversation.markRead()).to.equal(undefined);
    expect(conversation.view).to.include({ unread: 0, firstUnread: undefined });
  });

  it('says up to which number, where there are numbers', () => {
    const { conversation } = setup();
    conversation.apply(message('1', 'x', { seq: 1 }));
    conversation.apply(message('2', 'x', { seq: 2, author: ME }));
    conversation.apply(message('3', 'x', { seq: 3 }));
    conversation.apply(message('4', 'x', { seq: 4, author: ME }));
    expect(conversation.markRead(['1'])).to.deep.equal({ ids: ['1'], upTo: 1 });
    expect(conversation.markRead()).to.deep.equal({ ids: ['3'], upTo: 3 });
    expect(conversation.readUpTo).to.equal(3);
    expect(conversation.markRead()).to.equal(undefined);
  });

  it('takes over what was read in another tab or on another device', () => {
    const { conversation } = setup();
    for (let seq = 1; seq <= 4; seq++) conversation.apply(message(String(seq), 'x', { seq }));
    conversation.apply({ type: 'receipt', status: 'read', upTo: 3, by: ME });
    expect(conversation.view).to.include({ unread: 1, firstUnread: '4' });
    conversation.apply({ type: 'receipt', status: 'read', upTo: 2, by: ME });
    expect(conversation.view.unread).to.equal(1);
    conversation.apply({ type: 'receipt', status: 'read', ids: ['4'], by: ME });
    expect(conversation.view.unread).to.equal(0);
    conversation.apply({ type: 'receipt', status: 'delivered', upTo: 9, by: ME });
    expect(conversation.readUpTo).to.equal(3);
  });

  it('counts what came while away, from one\'s own mark on, before or after the page', () => {
    for (const markFirst of [true, false]) {
      const { conversation } = setup();
      const mark = () => conversation.apply({ type: 'receipt', status: 'read', upTo: 2, by: ME });
      if (markFirst) mark();
      conversation.apply({ type: 'subscribed', conversation: 'c1', resume: 'reset', head: 4 });
      conversation.apply({ type: 'history', tail: true, end: false, messages: [2, 3, 4].map((seq) => incoming(String(seq), 'x', { seq })) });
      if (!markFirst) mark();
      expect(conversation.view, String(markFirst)).to.include({ unread: 2, firstUnread: '3' });
      conversation.apply({ type: 'history', end: true, messages: [incoming('1', 'x', { seq: 1 })] });
      expect(conversation.view).to.include({ unread: 2, firstUnread: '3' });
    }
  });

  it('counts a first page as read, but lets the other side know when it is seen', () => {
    const { conversation } = setup();
    conversation.apply({ type: 'history', tail: true, end: true, messages: [incoming('1', 'Welcome!', { seq: 1 })] });
    expect(conversation.view.unread).to.equal(0);
    expect(conversation.markRead()).to.deep.equal({ ids: [], upTo: 1 });
    expect(conversation.markRead()).to.equal(undefined);
  });

  it('keeps the order when older ones are loaded', () => {
    const { conversation } = setup();
    conversation.apply({ type: 'receipt', status: 'read', upTo: 1, by: ME });
    conversation.apply({ type: 'history', tail: true, end: false, messages: [5, 6].map((seq) => incoming(String(seq), 'x', { seq })) });
    conversation.apply({ type: 'history', end: false, messages: [2, 3, 4].map((seq) => incoming(String(seq), 'x', { seq, author: seq === 2 ? ME : ANNA })) });
    expect(conversation.view).to.include({ unread: 4, firstUnread: '3' });
  });
});

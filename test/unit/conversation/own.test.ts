/** One's own messages: shown at once, confirmed in every way a backend may have, never twice. */
import { expect } from '@open-wc/testing';
import type { ChatEvent } from '../../../src/domain/index.js';
import { ANNA, ME, NOW, ids, list, message, own, setup, text, texts } from './setup.js';

const status = (conversation: ReturnType<typeof setup>['conversation']) => list(conversation).map((m) => `${m.id} ${m.status}`);

describe('Conversation: own messages', () => {
  it('shows a send at once', () => {
    const { conversation } = setup();
    const shown = conversation.addOwn(own('mine', 'hello'));
    expect(shown).to.deep.include({ id: 'mine', clientId: 'mine', own: true, author: ME, text: 'hello', status: 'pending', createdAt: NOW });
    expect(conversation.view).to.include({ count: 1, pending: 1, unread: 0 });
    expect(conversation.addOwn(own('mine', 'hello'))).to.equal(shown);
    expect(conversation.view.count).to.equal(1);
  });

  it('takes an ack with the id of the backend: both ids find it, storage forgets the old one', () => {
    const { conversation } = setup();
    conversation.addOwn(own('mine', 'hello'));
    const at = new Date(5);
    const change = conversation.apply({ type: 'ack', clientId: 'mine', id: '77', seq: 3, at });
    expect(conversation.find('77')).to.deep.include({ id: '77', clientId: 'mine', status: 'sent', seq: 3, createdAt: at });
    expect(conversation.find('mine')).to.equal(conversation.find('77'));
    expect(change.removed).to.deep.equal(['mine']);
    expect(change.touched.map((m) => m.id)).to.deep.equal(['77']);
    expect(change.arrived).to.deep.equal([]);
    expect(conversation.view.pending).to.equal(0);
    expect(conversation.cursor, 'an ack does not move the cursor: what is before it may still come').to.equal(undefined);
  });

  it('takes an ack without an id for the oldest', () => {
    const { conversation } = setup();
    conversation.addOwn(own('a', 'same'));
    conversation.addOwn(own('b', 'same'));
    conversation.apply({ type: 'ack', id: '1' });
    expect(status(conversation)).to.deep.equal(['1 sent', 'b pending']);
    conversation.apply({ type: 'ack', id: '2' });
    conversation.apply({ type: 'ack', id: '3' });
    expect(status(conversation)).to.deep.equal(['1 sent', '2 sent']);
  });

  it('counts a retried one as the newest when acks come without an id', () => {
    const { conversation } = setup();
    conversation.addOwn(own('a', 'A'));
    conversation.addOwn(own('b', 'B'));
    conversation.settle('a', 'failed', 'refused');
    conversation.settle('a', 'pending');
    conversation.apply({ type: 'ack', id: '1' });
    expect(status(conversation)).to.deep.equal(['a pending', '1 sent']);
  });

  it('is confirmed by its own message coming back with the client id', () => {
    const { conversation } = setup();
    conversation.addOwn(own('mine', 'hello'));
    const change = conversation.apply(message('77', 'hello', { author: ME, clientId: 'mine' }));
    expect(status(conversation)).to.deep.equal(['77 sent']);
    expect(change.arrived).to.deep.equal([]);
    expect(conversation.apply(message('77', 'hello', { author: ME, clientId: 'mine' })).changed).to.equal(false);
  });

  it('is confirmed once, whatever comes first, the ack or the message', () => {
    for (const ackFirst of [true, false]) {
      const { conversation } = setup();
      conversation.addOwn(own('mine', 'hello'));
      const ack = () => conversation.apply({ type: 'ack', clientId: 'mine', id: '77', seq: 1 });
      if (ackFirst) ack();
      conversation.apply(message('77', 'hello', { author: ME, seq: 1 }, {}));
      if (!ackFirst) ack();
      expect(conversation.find('mine')?.status).to.equal('sent');
      // Without a client id in the message, only the ack can tell that it is the same: shown twice until it does.
      expect(conversation.view.count).to.equal(1);
      expect(conversation.find('77')).to.equal(conversation.find('mine'));
    }
  });

  it('is found by the same text where the backend echoes without ids, first in first out', () => {
    const { conversation } = setup();
    for (const [id, words] of [['a', 'yes'], ['b', 'no'], ['c', 'yes']] as const) conversation.addOwn(own(id, words));
    conversation.apply(message('1', 'no', { author: ME }, { confirms: 'same-text' }));
    conversation.apply(message('2', 'yes', { author: ME }, { confirms: 'same-text' }));
    expect(status(conversation)).to.deep.equal(['2 sent', '1 sent', 'c pending']);
    const change = conversation.apply(message('3', 'from my phone', { author: ME }, { confirms: 'same-text' }));
    expect(texts(conversation)).to.deep.equal(['yes', 'no', 'yes', 'from my phone']);
    expect(change.arrived, 'written by oneself, elsewhere').to.deep.equal([]);
    conversation.apply(message('4', 'yes', { author: ANNA }, { confirms: 'same-text' }));
    expect(conversation.find('c')?.status, "another's message confirms nothing").to.equal('pending');
  });

  it('that counted as sent when it went out gets its id when its words come back, the oldest first', () => {
    const { conversation } = setup();
    conversation.apply(message('0', 'yes', { author: ANNA }));
    for (const id of ['a', 'b', 'c']) {
      conversation.addOwn(own(id, id === 'c' ? 'no' : 'yes'));
      conversation.settle(id, 'sent');
    }
    for (const id of ['1', '2', '3']) conversation.apply(message(id, 'yes', { author: ME }, { confirms: 'same-text' }));
    expect(ids(conversation)).to.deep.equal(['0', '1', '2', 'c', '3']);
  });

  it('is the oldest where the backend says so', () => {
    const { conversation } = setup();
    conversation.addOwn(own('a', 'A'));
    conversation.addOwn(own('b', 'B'));
    conversation.apply(message('1', 'A (shortened)', { author: ME }, { confirms: 'oldest' }));
    expect(status(conversation)).to.deep.equal(['1 sent', 'b pending']);
  });

  it('does not mistake the same words sent twice for a repeat', () => {
    const { conversation } = setup();
    conversation.apply(message('1', 'hello', { author: ME }));
    conversation.apply(message('2', 'hello', { author: ME }));
    expect(conversation.view.count).to.equal(2);
  });

  it('stays at the end until it has its number', () => {
    const { conversation } = setup();
    conversation.addOwn(own('mine', 'mine'));
    conversation.apply(message('x', 'one', { seq: 1 }));
    conversation.apply(message('y', 'two', { seq: 2 }));
    expect(ids(conversation)).to.deep.equal(['x', 'y', 'mine']);
    conversation.apply({ type: 'ack', clientId: 'mine', seq: 4 });
    conversation.apply(message('z', 'three', { seq: 3 }));
    expect(ids(conversation)).to.deep.equal(['x', 'y', 'z', 'mine']);
    conversation.apply(message('mine', 'mine', { author: ME, clientId: 'mine', seq: 4 }));
    expect(ids(conversation)).to.deep.equal(['x', 'y', 'z', 'mine']);
    expect(conversation.cursor).to.equal(4);
  });

  it('fails, is retried, and is confirmed after all', () => {
    const { conversation } = setup();
    conversation.addOwn(own('mine', 'hello'));
    const change = conversation.apply({ type: 'nack', clientId: 'mine', code: 'too-large', message: 'Too large' });
    expect(conversation.find('mine')).to.include({ status: 'failed', statusReason: 'Too large' });
    expect(change.touched).to.have.length(1);
    expect(conversation.view.pending).to.equal(0);
    conversation.settle('mine', 'pending');
    expect(conversation.view.pending).to.equal(1);
    expect('statusReason' in conversation.find('mine')!).to.equal(false);
    conversation.apply({ type: 'nack', clientId: 'mine', code: 'rate-limited', message: 'Slow', retry: true });
    expect(conversation.find('mine')?.status).to.equal('pending');
    expect(conversation.settle('mine', 'sent').touched.map((m) => m.status)).to.deep.equal(['sent']);
    conversation.settle('mine', 'failed', 'too late to say so');
    conversation.settle('mine', 'pending');
    expect(conversation.find('mine')?.status).to.equal('sent');
  });

  it('can be discarded until it is confirmed', () => {
    const { conversation } = setup();
    conversation.addOwn(own('a', 'A'));
    conversation.addOwn(own('b', 'B'));
    conversation.settle('b', 'sent');
    expect(conversation.discard('a').removed).to.deep.equal(['a']);
    expect(conversation.discard('b').changed).to.equal(false);
    expect(conversation.view).to.include({ count: 1, pending: 0 });
    conversation.apply(message('7', 'A', { author: ME, clientId: 'a' }));
    expect(texts(conversation), 'it had gone out: that is shown').to.deep.equal(['B', 'A']);
  });

  describe('changes', () => {
    const base = { conversation: 'c1', n: 1, at: NOW } as const;

    it('shows them at once', () => {
      const { conversation } = setup();
      conversation.apply(message('1', 'one', { author: ME }));
      expect(conversation.addOwn({ ...base, type: 'edit-message', id: 'e', target: '1', text: 'two' })).to.deep.include({ text: 'two', editedAt: NOW });
      expect(conversation.addOwn({ ...base, type: 'react', id: 'r', target: '1', emoji: '👍', on: true })?.reactions).to.deep.equal([{ emoji: '👍', by: ['me'] }]);
      expect(conversation.addOwn({ ...base, type: 'regenerate', id: 'g', target: '1' })?.text).to.equal('two');
      expect(conversation.addOwn({ ...base, type: 'remove-message', id: 'd', target: '1' })?.deletedAt).to.equal(NOW);
      conversation.addOwn({ ...base, type: 'set-status', id: 's', status: 'resolved' });
      conversation.addOwn({ ...base, type: 'assign', id: 'a', assignee: ANNA });
      expect(conversation.view.info).to.deep.include({ status: 'resolved', assignee: ANNA });
      expect(conversation.addOwn({ ...base, type: 'edit-message', id: 'x', target: 'none', text: '' })).to.equal(undefined);
      expect(conversation.addOwn({ ...base, type: 'skip', id: 'k' })).to.equal(undefined);
    });

    it('takes them back when the backend refuses or the person does', () => {
      const { conversation } = setup();
      conversation.apply(message('1', 'one', { author: ME }));
      conversation.apply({ type: 'conversation', info: { status: 'open' } });
      conversation.addOwn({ ...base, type: 'edit-message', id: 'e', target: '1', text: 'two' });
      conversation.apply({ type: 'receipt', status: 'read', ids: ['1'] });
      conversation.apply({ type: 'nack', clientId: 'e', code: 'forbidden', message: 'No' });
      expect(conversation.find('1')).to.include({ text: 'one', status: 'read' });
      conversation.addOwn({ ...base, type: 'remove-message', id: 'd', target: '1' });
      conversation.settle('d', 'failed', 'No');
      expect(conversation.find('1')).to.include({ text: 'one' });
      conversation.addOwn({ ...base, type: 'set-status', id: 's', status: 'closed' });
      conversation.discard('s');
      expect(conversation.view.info.status).to.equal('open');
    });

    it('takes back nothing but that: what others did meanwhile stays', () => {
      const { conversation } = setup();
      const react = { type: 'react', target: '1', emoji: '👍' } as const;
      const refuse = (...ids: string[]) => ids.forEach((clientId) => void conversation.apply({ type: 'nack', clientId, code: 'gone', message: 'No' }));
      const reactions = () => conversation.find('1')!.reactions?.map(({ emoji, by }) => `${emoji} ${by.join()}`);
      conversation.apply(message('1', 'one', { author: ANNA }));
      conversation.addOwn({ ...base, ...react, id: 'r1', on: true });
      conversation.apply({ type: 'reaction', id: '1', emoji: '👍', by: ANNA, on: true });
      conversation.apply({ type: 'patch', id: '1', patch: { parts: text('two'), editedAt: new Date(1) } });
      refuse('r1');
      expect(conversation.find('1')!.text).to.equal('two');
      expect(reactions()).to.deep.equal(['👍 anna']);
      conversation.addOwn({ ...base, type: 'edit-message', id: 'e', target: '1', text: 'three' });
      conversation.apply({ type: 'patch', id: '1', patch: { parts: text('four'), editedAt: new Date(2) } });
      refuse('e');
      expect(conversation.find('1')!.text).to.equal('four');
      conversation.addOwn({ ...base, ...react, id: 'r2', on: true });
      conversation.addOwn({ ...base, type: 'remove-message', id: 'd', target: '1' });
      conversation.apply({ type: 'remove', id: '1', at: new Date(3) });
      refuse('r2', 'd');
      expect(conversation.find('1')).to.deep.include({ text: '', deletedAt: new Date(3) });
      conversation.addOwn({ ...base, type: 'assign', id: 'a', assignee: ANNA });
      conversation.apply({ type: 'conversation', info: { assignee: ME } });
      refuse('a');
      expect(conversation.view.info.assignee).to.equal(ME);
    });

    it('takes back several of them, whatever was shown on top', () => {
      const { conversation } = setup();
      conversation.apply(message('1', 'one', { author: ME }));
      const react = { ...base, type: 'react', target: '1', emoji: '👍' } as const;
      for (const [id, words] of [['e1', 'two'], ['e2', 'three']] as const) conversation.addOwn({ ...base, at: new Date(NOW.getTime() + id.charCodeAt(1)), type: 'edit-message', id, target: '1', text: words });
      conversation.addOwn({ ...react, id: 'r1', on: true });
      conversation.addOwn({ ...react, id: 'r2', on: false });
      conversation.addOwn({ ...base, type: 'remove-message', id: 'd', target: '1' });
      for (const clientId of ['e1', 'e2', 'r1', 'r2', 'd']) conversation.apply({ type: 'nack', clientId, code: 'forbidden', message: 'No' });
      expect(conversation.find('1')).to.include({ text: 'one' });
      expect(Object.keys(conversation.find('1')!)).to.not.include.members(['editedAt', 'deletedAt', 'reactions']);
    });

    it('are kept once the backend has them: what is shown until then could be refused', () => {
      const { conversation } = setup();
      conversation.apply(message('1', 'one', { author: ME }));
      const kept = (event: ChatEvent) => conversation.apply(event).touched.map(({ id, text, reactions, deletedAt }) => [id, text, reactions?.length ?? 0, Boolean(deletedAt)]);
      conversation.addOwn({ ...base, type: 'react', id: 'r', target: '1', emoji: '👍', on: true });
      expect(kept({ type: 'ack', clientId: 'r' })).to.deep.equal([]);
      expect(kept({ type: 'reaction', id: '1', emoji: '👍', by: ME, on: true })).to.deep.equal([['1', 'one', 1, false]]);
      conversation.addOwn({ ...base, type: 'edit-message', id: 'e', target: '1', text: 'two' });
      expect(kept({ type: 'patch', id: '1', patch: { parts: text('two'), editedAt: new Date(NOW.getTime() + 1) } })).to.deep.equal([['1', 'two', 1, false]]);
      conversation.addOwn({ ...base, type: 'remove-message', id: 'd', target: '1' });
      expect(kept({ type: 'remove', id: '1', at: NOW })).to.deep.equal([['1', '', 0, true]]);
    });

    it('leaves them when the backend took them', () => {
      const { conversation } = setup();
      conversation.apply(message('1', 'one', { author: ME }));
      conversation.addOwn({ ...base, type: 'edit-message', id: 'e', target: '1', text: 'two' });
      conversation.apply({ type: 'ack', clientId: 'e', seq: 9 });
      conversation.settle('e', 'failed', 'too late');
      expect(conversation.find('1')).to.include({ text: 'two' });
      expect('seq' in conversation.find('1')!).to.equal(false);
    });
  });

  describe('receipts', () => {
    it('moves own messages forward by id and by number, and never back', () => {
      const { conversation } = setup();
      conversation.apply(message('1', 'a', { author: ME, seq: 1 }));
      conversation.apply(message('2', 'b', { seq: 2 }));
      conversation.apply(message('3', 'c', { author: ME, seq: 3 }));
      conversation.apply({ type: 'receipt', status: 'read', upTo: 2 });
      expect(status(conversation)).to.deep.equal(['1 read', '2 sent', '3 sent']);
      conversation.apply({ type: 'receipt', status: 'delivered', upTo: 3 });
      expect(status(conversation)).to.deep.equal(['1 read', '2 sent', '3 delivered']);
      conversation.apply({ type: 'receipt', status: 'read', ids: ['3'], by: ANNA });
      expect(status(conversation)).to.deep.equal(['1 read', '2 sent', '3 read']);
      expect(conversation.apply({ type: 'receipt', status: 'delivered', upTo: 3 }).changed).to.equal(false);
    });

    it('holds for what is confirmed or loaded later', () => {
      const { conversation } = setup();
      conversation.addOwn(own('mine', 'x'));
      conversation.apply({ type: 'receipt', status: 'read', upTo: 5 });
      conversation.apply({ type: 'receipt', status: 'delivered', upTo: 6 });
      conversation.apply({ type: 'ack', clientId: 'mine', seq: 6 });
      expect(conversation.find('mine')?.status).to.equal('delivered');
      conversation.apply({ type: 'history', end: false, messages: [{ id: '4', author: ME, parts: text('x'), seq: 4 }, { id: '5', author: ANNA, parts: text('x'), seq: 5 }] });
      expect(conversation.find('4')?.status).to.equal('read');
      expect(conversation.find('5')?.status, 'what others said has no receipts').to.equal('sent');
    });
  });
});

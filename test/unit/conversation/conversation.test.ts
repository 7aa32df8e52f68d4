/** Every event type once and its edges: what it does to the view, and what is reported. */
import { expect } from '@open-wc/testing';
import type { ChatEvent } from '../../../src/domain/index.js';
import { seed, upsert } from '../../../src/conversation/fed.js';
import { lastId } from '../../../src/conversation/last.js';
import { ANNA, BOT, ME, NOW, UNCHANGED, ids, incoming, list, message, own, setup, text, texts } from './setup.js';

describe('Conversation', () => {
  it('begins empty', () => {
    const { conversation } = setup();
    expect(conversation.view).to.deep.equal({
      id: 'c1', info: { id: 'c1' }, blocks: [], count: 0, unread: 0, firstUnread: undefined, typing: [], presence: [], history: 'unknown', pending: 0,
    });
  });

  it('gives the same view until something changes', () => {
    const { conversation } = setup();
    const before = conversation.view;
    conversation.apply(message('1', 'for another', {}, { conversation: 'c2' }));
    conversation.apply({ type: 'pong' });
    conversation.apply({ type: 'typing', participant: ME, on: true });
    expect(conversation.view).to.equal(before);
    conversation.apply(message('1', 'for this one', {}, { conversation: undefined }));
    expect(conversation.view).not.to.equal(before);
    expect(conversation.view).to.equal(conversation.view);
  });

  const nothing: readonly ChatEvent[] = [
    { type: 'ready' }, { type: 'pong' }, { type: 'liveness', within: 1 }, { type: 'error', code: 'x', message: 'y', refusesOldest: true }, { type: 'reconnect', reason: 'x' },
    { type: 'unknown', name: 'x', data: 1 }, { type: 'inbox', rows: [] }, { type: 'patch', id: 'none', patch: { parts: text('x') } }, { type: 'remove', id: 'none' },
    { type: 'reaction', id: 'none', emoji: 'x', by: ANNA, on: true }, { type: 'stream', id: 'none', text: 'x' }, { type: 'ack', clientId: 'none' },
    { type: 'ack', upTo: 3 }, { type: 'nack', clientId: 'none', code: 'x', message: 'y' }, { type: 'receipt', status: 'read', ids: ['none'] },
    { type: 'speech', data: '', format: 'mp3' }, { type: 'progress', id: 'none', label: '', done: true },
  ];
  for (const event of nothing) {
    it(`is not troubled by ${JSON.stringify(event)}`, () => {
      const { conversation } = setup();
      conversation.addOwn(own('mine', 'hello'));
      const before = conversation.view;
      expect(conversation.apply(event)).to.deep.equal(UNCHANGED);
      expect(conversation.view).to.equal(before);
    });
  }

  it('shows a message once and reports it once', () => {
    const { conversation } = setup();
    const first = conversation.apply(message('1', 'hello'));
    expect(first.arrived.map((m) => m.id)).to.deep.equal(['1']);
    expect(first.touched).to.deep.equal(first.arrived);
    const second = conversation.apply(message('1', 'hello'));
    expect(second).to.deep.equal(UNCHANGED);
    const third = conversation.apply(message('1', 'hello again'));
    expect(third).to.deep.include({ changed: true, arrived: [] });
    expect(texts(conversation)).to.deep.equal(['hello again']);
  });

  it('neither announces nor counts history', () => {
    const { conversation } = setup();
    const change = conversation.apply(message('1', 'old', {}, { history: true }));
    expect(change.arrived).to.deep.equal([]);
    expect(conversation.view.unread).to.equal(0);
    expect(conversation.view.count).to.equal(1);
  });

  it('does not order by time', () => {
    const { conversation } = setup();
    conversation.apply(message('1', 'one', { createdAt: new Date(2000) }));
    conversation.apply(message('2', 'two', { createdAt: new Date(1000) }));
    expect(ids(conversation)).to.deep.equal(['1', '2']);
  });

  it('updates a message in place by a later event with its id, status by rank', () => {
    const { conversation } = setup();
    conversation.apply(message('1', 'hi', { author: ME, status: 'delivered' }));
    conversation.apply(message('1', 'hi', { author: ME, status: 'sent' }));
    expect(list(conversation)[0]!.status).to.equal('delivered');
  });

  it('lets the backend say that what it took failed after all', () => {
    const { conversation } = setup();
    conversation.apply(message('1', 'hi', { author: ME, status: 'sent' }));
    conversation.apply(message('1', 'hi', { author: ME, status: 'failed', statusReason: 'no such number' }));
    expect(list(conversation)[0]).to.include({ status: 'failed', statusReason: 'no such number' });
  });

  describe('patches', () => {
    it('changes a known message', () => {
      const { conversation } = setup();
      conversation.apply(message('1', 'one'));
      const change = conversation.apply({ type: 'patch', id: '1', patch: { parts: text('two'), editedAt: NOW } });
      expect(list(conversation)[0]).to.include({ id: '1', text: 'two', editedAt: NOW });
      expect(change.touched).to.have.length(1);
    });

    it('is meant for the last message of the assistant where the id is unknown', () => {
      const { conversation } = setup();
      conversation.apply(message('1', 'first', { author: BOT }));
      conversation.apply(message('2', 'second', { author: BOT }));
      conversation.apply(message('3', 'a person'));
      const change = conversation.apply({ type: 'patch', id: '9', or: 'last-ai', patch: { parts: text('anew'), author: BOT } });
      expect(texts(conversation)).to.deep.equal(['first', 'anew', 'a person']);
      expect(ids(conversation)).to.deep.equal(['1', '9', '3']);
      expect(change.removed).to.deep.equal(['2']);
      expect(change.arrived).to.deep.equal([]);
    });

    for (const or of ['last-ai', 'insert'] as const) {
      it(`becomes a message of its own where there is nothing to change (${or})`, () => {
        const { conversation } = setup();
        const change = conversation.apply({ type: 'patch', id: '9', or, patch: { parts: text('anew'), author: BOT } });
        expect(ids(conversation)).to.deep.equal(['9']);
        expect(change.arrived).to.have.length(1);
      });
    }

    it('keeps the id of what it changes where it brings none', () => {
      const { conversation } = setup();
      const anew = { type: 'patch', id: '', or: 'last-ai', patch: { parts: text('anew'), author: BOT } } as const;
      conversation.apply(anew);
      expect(ids(conversation)).to.deep.equal(['made-1']);
      conversation.apply({ ...anew, patch: { parts: text('again'), author: BOT } });
      expect(ids(conversation)).to.deep.equal(['made-1']);
      expect(texts(conversation)).to.deep.equal(['again']);
    });

    it('does not rename a message that it finds by its client id', () => {
      const { conversation } = setup();
      conversation.addOwn(own('mine', 'hello'));
      conversation.apply({ type: 'ack', clientId: 'mine', id: '7' });
      conversation.apply({ type: 'patch', id: 'mine', patch: { parts: text('edited') } });
      expect(ids(conversation)).to.deep.equal(['7']);
      expect(texts(conversation)).to.deep.equal(['edited']);
    });
  });

  describe('removal', () => {
    it('leaves a notice in its place, for good', () => {
      const { conversation } = setup();
      conversation.apply(message('1', 'oops'));
      conversation.apply({ type: 'remove', id: '1', at: NOW });
      expect(list(conversation)[0]).to.deep.include({ deletedAt: NOW, text: '', parts: [] });
      conversation.apply(message('1', 'oops'));
      expect(texts(conversation)).to.deep.equal(['']);
      expect(conversation.view.unread).to.equal(0);
    });

    it('holds when the message comes after its removal', () => {
      const { conversation } = setup();
      conversation.apply({ type: 'remove', id: '1' });
      const change = conversation.apply(message('1', 'oops'));
      expect(texts(conversation)).to.deep.equal(['']);
      expect(change.arrived).to.deep.equal([]);
    });
  });

  it('shows reactions', () => {
    const { conversation } = setup();
    conversation.apply(message('1', 'hi'));
    conversation.apply({ type: 'reaction', id: '1', emoji: '👍', by: ANNA, on: true });
    expect(list(conversation)[0]!.reactions).to.deep.equal([{ emoji: '👍', by: ['anna'] }]);
    expect(conversation.apply({ type: 'reaction', id: '1', emoji: '👍', by: ANNA, on: true }).changed).to.equal(false);
    conversation.apply({ type: 'reaction', id: '1', emoji: '👍', by: ANNA, on: false });
    expect('reactions' in list(conversation)[0]!).to.equal(false);
  });

  it('shows none under what was removed', () => {
    const { conversation } = setup();
    conversation.apply(message('1', 'hi'));
    const react = () => void conversation.apply({ type: 'reaction', id: '1', emoji: '👍', by: ANNA, on: true });
    react();
    conversation.apply({ type: 'remove', id: '1' });
    react();
    expect('reactions' in list(conversation)[0]!).to.equal(false);
  });

  describe('typing', () => {
    it('shows others, renews them, and drops them after 6 s', () => {
      const { conversation } = setup();
      conversation.apply({ type: 'typing', participant: ANNA, on: true });
      conversation.apply({ type: 'typing', participant: BOT, on: true, text: 'Hel' });
      conversation.apply({ type: 'typing', participant: BOT, on: true, text: 'Hello' });
      expect(conversation.view.typing).to.deep.equal([{ participant: ANNA, until: 7000 }, { participant: BOT, text: 'Hello', until: 7000 }]);
      const before = conversation.view;
      expect(conversation.expire(6999)).to.equal(7000);
      expect(conversation.view).to.equal(before);
      expect(conversation.view.typing).to.have.length(2);
      expect(conversation.expire(7000)).to.equal(undefined);
      expect(conversation.view.typing).to.have.length(0);
    });

    it('ends by a stop or by what was typed', () => {
      const { conversation } = setup();
      conversation.apply({ type: 'typing', participant: ANNA, on: true });
      conversation.apply({ type: 'typing', participant: BOT, on: true });
      conversation.apply({ type: 'typing', participant: ANNA, on: false });
      conversation.apply(message('1', 'Hello', { author: BOT }));
      expect(conversation.view.typing).to.have.length(0);
    });
  });

  it('knows who is there', () => {
    const { conversation } = setup();
    conversation.apply({ type: 'subscribed', conversation: 'c1', resume: 'ok', info: { id: 'c1', visitor: BOT, visitorOnline: false } });
    conversation.apply({ type: 'presence', participant: ANNA, online: true });
    conversation.apply({ type: 'presence', participant: BOT, online: true });
    conversation.apply({ type: 'presence', participant: ANNA, online: false });
    expect(conversation.view.presence).to.deep.equal([{ participant: ANNA, online: false }, { participant: BOT, online: true }]);
    expect(conversation.view.info.visitorOnline).to.equal(true);
    expect(conversation.apply({ type: 'presence', participant: ANNA, online: false }).changed).to.equal(false);
  });

  it('takes those for away whom a renewed subscription does not name: they left meanwhile', () => {
    const { conversation } = setup();
    const subscribe = () => conversation.apply({ type: 'subscribed', conversation: 'c1', epoch: 'e', head: 0, resume: 'ok' });
    subscribe();
    conversation.apply({ type: 'presence', participant: ANNA, online: true });
    conversation.apply({ type: 'presence', participant: BOT, online: true });
    subscribe();
    conversation.apply({ type: 'presence', participant: BOT, online: true });
    expect(conversation.view.presence).to.deep.equal([{ participant: ANNA, online: false }, { participant: BOT, online: true }]);
  });

  it('merges what it learns of itself', () => {
    const { conversation } = setup();
    conversation.apply({ type: 'conversation', info: { status: 'open' } });
    expect(conversation.view.info).to.deep.equal({ id: 'c1', status: 'open' });
    conversation.apply({ type: 'conversation', info: { status: 'open', context: { language: 'ar', tool: 1 } } });
    conversation.apply({ type: 'conversation', info: { status: undefined, assignee: null, context: { tool: 2 } } });
    expect(conversation.view.info).to.deep.include({ id: 'c1', status: 'open', assignee: null, context: { language: 'ar', tool: 2 } });
  });

  describe('speech', () => {
    it('belongs to the last message of another, and stands in it as a sound without an address', () => {
      const { conversation } = setup();
      conversation.apply(message('1', 'one', { author: BOT }));
      conversation.apply(message('2', 'two', { author: BOT }));
      conversation.apply(message('n', 'a notice', { author: { id: 's', role: 'system' } }));
      conversation.addOwn(own('mine', 'hello'));
      conversation.apply({ type: 'speech', data: 'AAA', format: 'mp3' });
      conversation.apply({ type: 'speech', data: 'BBB', format: 'mp3' });
      expect(conversation.find('2')!.parts).to.deep.equal([...text('two'), { type: 'audio', url: '', mime: 'audio/mpeg' }]);
      expect(conversation.speech('2')).to.deep.equal([{ data: 'AAA', format: 'mp3' }, { data: 'BBB', format: 'mp3' }]);
      expect(conversation.speech('1')).to.deep.equal([]);
      conversation.apply({ type: 'patch', id: '9', or: 'last-ai', patch: { author: BOT } });
      expect(conversation.speech('9'), 'and goes along when that gets another id').to.have.length(2);
    });

    it('can name its message, and is kept for the newest 64 of them', () => {
      const { conversation } = setup();
      for (let i = 0; i < 70; i++) {
        conversation.apply(message(String(i), 'x'));
        conversation.apply({ type: 'speech', id: String(i), data: 'A', format: 'wav' });
      }
      expect(conversation.speech('5')).to.have.length(0);
      expect(conversation.speech('6')).to.have.length(1);
      expect(conversation.find('69')!.parts[1]).to.deep.equal({ type: 'audio', url: '', mime: 'audio/wav' });
      conversation.apply({ type: 'speech', id: '68', data: 'B', format: 'wav' });
      expect(conversation.speech('68')).to.have.length(2);
      conversation.apply({ type: 'speech', id: 'none', data: 'C', format: 'wav' });
      expect(conversation.speech('69')).to.have.length(1);
    });
  });

  describe('progress', () => {
    it('is shown until it is done, moves, is not counted and not kept', () => {
      const { conversation } = setup();
      conversation.apply(message('1', 'hi'));
      const change = conversation.apply({ type: 'progress', id: 't', label: 'A picture', value: 0.1 });
      expect(change.touched).to.deep.equal([]);
      conversation.apply({ type: 'progress', id: 't', label: 'A picture', value: 0.5, estimate: 10 });
      expect(list(conversation)[1]!.parts).to.deep.equal([{ type: 'progress', label: 'A picture', value: 0.5, estimate: 10 }]);
      expect(list(conversation)[1]!.author).to.deep.equal(ANNA);
      expect(conversation.view.unread).to.equal(1);
      expect(lastId(conversation)).to.equal('1');
      expect(conversation.apply({ type: 'progress', id: 't', label: '', done: true }).removed).to.deep.equal(['t']);
      conversation.apply({ type: 'progress', id: 't', label: 'late' });
      expect(ids(conversation)).to.deep.equal(['1']);
    });

    it('gives way to the message that it ends in', () => {
      const { conversation } = setup();
      conversation.apply({ type: 'progress', id: 't', label: 'A picture' });
      const change = conversation.apply(message('t', 'there', { parts: [{ type: 'image', url: 'https://x/y.png' }] }));
      expect(change.arrived).to.have.length(1);
      expect(list(conversation).map((m) => m.parts[0]!.type)).to.deep.equal(['image']);
      conversation.apply({ type: 'progress', id: 't', label: '', done: true });
      expect(conversation.view.count).to.equal(1);
    });
  });

  it('says where older messages stand', () => {
    const without = setup({ history: false }).conversation;
    expect(without.view.history).to.equal('none');
    const { conversation } = setup();
    conversation.show({ history: 'loading' });
    expect(conversation.view.history).to.equal('loading');
    conversation.apply({ type: 'history', messages: [incoming('1', 'x')], end: false });
    expect(conversation.view.history).to.equal('more');
    conversation.apply({ type: 'history', messages: [], end: true });
    expect(conversation.view.history).to.equal('end');
  });

  it('is fed by a page', () => {
    const { conversation } = setup({ history: false });
    const base = { conversation: 'c1', author: ANNA, own: false, parts: text('x'), text: 'x', createdAt: NOW, status: 'sent' } as const;
    seed(conversation, [{ ...base, id: '1' }, { ...base, id: '2' }]);
    expect(conversation.view).to.include({ count: 2, unread: 0 });
    conversation.apply({ type: 'typing', participant: ANNA, on: true });
    upsert(conversation, { ...base, id: '3' });
    expect(conversation.view).to.include({ count: 3, unread: 1, firstUnread: '3' });
    expect(conversation.view.typing).to.have.length(0);
    upsert(conversation, { ...base, id: '1', text: 'y', status: 'failed' });
    expect(texts(conversation)).to.deep.equal(['y', 'x', 'x']);
    seed(conversation, []);
    expect(conversation.view).to.include({ count: 0, unread: 0, pending: 0 });
  });

  it('keeps the blocks in which nothing changed, also where a page makes all of its messages anew', () => {
    const { conversation } = setup({ history: false });
    const base = { conversation: 'c1', author: ANNA, own: false, parts: text('x'), text: 'x', createdAt: NOW, status: 'sent' } as const;
    const page = (n: number, last = 'x') =>
      Array.from({ length: n }, (_, i) => ({ ...base, id: `${i}`, author: { ...ANNA }, metadata: { list: [1, { deep: new Date(5) }] }, parts: text(i === n - 1 ? last : 'x'), text: i === n - 1 ? last : 'x' }));
    seed(conversation, page(70));
    const before = conversation.view.blocks;
    seed(conversation, page(70, 'y'));
    const after = conversation.view.blocks;
    expect(after.map((block, i) => block === before[i])).to.deep.equal([true, true, false]);
    expect(after.map(({ key }) => key), 'nor is a block another one').to.deep.equal(before.map(({ key }) => key));
    expect(texts(conversation).at(-1)).to.equal('y');
    // One goes, one has another name now, and many go.
    seed(conversation, page(70).filter(({ id }) => id !== '40').map((m) => (m.id === '45' ? { ...m, clientId: 'c45' } : m)));
    expect(conversation.view.blocks[0] === before[0]).to.equal(true);
    expect([conversation.view.count, conversation.find('40'), conversation.find('c45')?.id]).to.deep.equal([69, undefined, '45']);
    seed(conversation, page(70).map((m) => (m.id === '45' ? { ...m, clientId: 'other' } : m)));
    expect([conversation.find('c45'), conversation.find('other')?.id]).to.deep.equal([undefined, '45']);
    seed(conversation, page(15));
    expect([conversation.view.count, conversation.find('16'), conversation.view.blocks.flatMap(({ messages }) => messages).length]).to.deep.equal([15, undefined, 15]);
  });
});
